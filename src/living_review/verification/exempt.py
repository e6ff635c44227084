"""The figures of a finding that are not computed a second time, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

# (model, field) → why. A number anywhere else that is not computed twice stops the run.
EXEMPT: Mapping[tuple[str, str], str] = {
    ("Finding", "certainty"): "levels are counts of steps that rules and people decide",
}
