"""The figures of a finding that are not computed a second time, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

# (model, field) → why; the inputs of a rule stand under "dict". A number anywhere else that is not
# computed twice stops the run.
EXEMPT: Mapping[tuple[str, str], str] = {
    ("Domain", "proposed"): "levels that a rule proposes: a step of its table, and no figure",
    ("Domain", "decided"): "levels that a person decided",
    ("Domain", "since"): "the number of a version",
    ("Domain", "history"): "what persons decided before",
    ("dict", "thresholds_crossed"): "a count of comparisons of figures that are computed twice",
    ("dict", "effect_by_selection_model"): "a likelihood with three parameters, proved against "
    "metafor; it is shown nowhere but here, and decides one level at most",
    ("dict", "completed_without_results"): "a count of trials of the registry",
    ("dict", "completed_without_results_share"): "a share of counts of trials of the registry",
}
