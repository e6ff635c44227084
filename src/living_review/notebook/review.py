"""A review at a notebook: its results by name, as tables and figures, and computed otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.notebook.drawing import Drawing
from living_review.notebook.effect_size import EffectSize
from living_review.notebook.texts import Table, aligned, html_table, near

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from living_review.findings import Finding, Findings
    from living_review.protocol import Protocol


@dataclass(frozen=True, repr=False)
class Result:
    """One result of a review: a comparison, an outcome, a time; all is in `finding`."""

    finding: Finding

    def to_frame(self) -> pd.DataFrame:
        """Give one row a trial: effect, interval, weight, people, and whether it is pooled."""
        import pandas as pd

        names = ("estimate", "ci_low", "ci_high", "weight_percent", "n", "in_pool", "year")
        rows = [{name: getattr(trial, name) for name in names} for trial in self.finding.trials]
        index = pd.Index([trial.label for trial in self.finding.trials], name="trial")
        return pd.DataFrame(rows, index=index, columns=pd.Index(names))

    def effects(self) -> EffectSize:
        """Give the effects of its pooled trials, to pool them in another way with `pool`."""
        used = self.finding.contributing
        scale = "log_estimate" if self.finding.is_ratio else "estimate"
        return EffectSize(
            np.array([getattr(trial, scale) for trial in used], dtype=np.float64),
            np.array([trial.se for trial in used], dtype=np.float64) ** 2,
            tuple(trial.label for trial in used),
            self.finding.measure,
        )

    def forest(self) -> Drawing:
        """Draw the forest plot of the report."""
        from living_review.figures import forest_plate
        from living_review.figures.plate_drawing import scene

        return Drawing(scene(forest_plate(self.finding)))

    def __repr__(self) -> str:
        heads, rows = _listed([self.finding])
        told = self.finding.statement
        return "\n".join((aligned(rows, heads), *([told] if told else [])))

    def _repr_html_(self) -> str:
        heads, rows = _listed([self.finding])
        told = self.finding.statement
        return html_table(rows, heads, (told,) if told else ())


class Results(Mapping[str, Result]):
    """The results of a review by name: an outcome where that names one, else the whole key."""

    def __init__(self, findings: Findings) -> None:
        self._all = {finding.key: Result(finding) for finding in findings.findings}

    def __getitem__(self, name: str) -> Result:
        if name in self._all:
            return self._all[name]
        found = [key for key, result in self._all.items() if result.finding.outcome == name]
        if len(found) == 1:
            return self._all[found[0]]
        if found:
            raise BadInput(f"{name!r} has {len(found)} results; name one: {', '.join(found)}.")
        outcomes = dict.fromkeys(result.finding.outcome for result in self._all.values())
        raise BadInput(f"There is no result {name!r}{near(name, [*outcomes, *self._all])}")

    def __contains__(self, name: object) -> bool:
        outcomes = [result.finding.outcome for result in self._all.values()]
        return name in self._all or outcomes.count(str(name)) == 1

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __repr__(self) -> str:
        heads, rows = _listed([result.finding for result in self._all.values()])
        return aligned(rows, heads)

    def _repr_html_(self) -> str:
        heads, rows = _listed([result.finding for result in self._all.values()])
        return html_table(rows, heads)


@dataclass(frozen=True, repr=False)
class Review:
    """A review as it stands in a folder, computed from its registry by its protocol.

    `computed` holds everything that a report says, `protocol` what it was asked; `changed` the
    choices of the analysis that differ from those in the folder.
    """

    folder: Path
    protocol: Protocol
    computed: Findings
    changed: Mapping[str, object] = field(default_factory=dict)

    @property
    def findings(self) -> Results:
        """The results by name."""
        return Results(self.computed)

    @property
    def trials(self) -> pd.DataFrame:
        """The trials of the registry that a report speaks of, one row each."""
        import pandas as pd

        rows = [trial.model_dump() for trial in self.computed.trials]
        return pd.DataFrame(rows).set_index("trial_id")

    def to_frame(self) -> pd.DataFrame:
        """Give one row a result: trials, people, effect, interval, heterogeneity, certainty."""
        import pandas as pd

        rows = [_figures(finding) for finding in self.computed.findings]
        index = pd.Index([finding.key for finding in self.computed.findings], name="result")
        return pd.DataFrame(rows, index=index)

    def compute(self, *, as_of: dt.date | None = None, **analysis: object) -> Review:
        """Compute the review anew with other choices of `analysis`, such as tau2="PM".

        The names are the keys of `analysis` in a protocol; what single outcomes choose for
        themselves stays. Writes nothing. Raises ProtocolError for a choice that there is none of.
        """
        return _computed(self.folder, {**self.changed, **analysis}, as_of)

    def __repr__(self) -> str:
        changed = "".join(f", {name}={value!r}" for name, value in self.changed.items())
        title = self.computed.review.title
        return f"<Review: {title} ({len(self.findings)} results{changed})>"

    def _repr_html_(self) -> str:
        heads, rows = _listed(list(self.computed.findings))
        return html_table(rows, heads, (self.computed.review.title,))


def load(folder: str | Path = ".") -> Review:
    """Read and compute the review in a folder, the one that holds data/protocol.yml.

    Writes nothing. Raises ProtocolError and BadInput, as `living-review build` does.
    """
    if not ReviewFolder(Path(folder)).protocol.is_file():
        raise BadInput(f"There is no review in {folder}: it would hold data/protocol.yml.")
    return _computed(Path(folder), {}, None)


def _computed(folder: Path, changed: Mapping[str, object], as_of: dt.date | None) -> Review:
    from living_review.ground import clock
    from living_review.runs.editions import computed

    edition = computed(
        ReviewFolder(folder),
        as_of=as_of,
        today=clock.today(),
        progress=lambda _step: None,
        analysis=changed,
    )
    return Review(folder, edition.protocol, edition.findings, dict(changed))


def _figures(finding: Finding) -> dict[str, object]:
    pooled, spread, ahead = finding.pooled, finding.heterogeneity, finding.prediction
    return {
        "comparison": finding.comparison,
        "outcome": finding.outcome,
        "timepoint": finding.timepoint,
        "measure": finding.measure,
        "synthesis": finding.synthesis,
        "k": finding.k,
        "n": finding.n,
        "estimate": pooled.estimate if pooled else None,
        "ci_low": pooled.ci_low if pooled else None,
        "ci_high": pooled.ci_high if pooled else None,
        "tau2": spread.tau2 if spread else None,
        "i2": spread.i2 if spread else None,
        "prediction_low": ahead.low if ahead else None,
        "prediction_high": ahead.high if ahead else None,
        "certainty": finding.certainty.level if finding.certainty else None,
    }


def _listed(findings: list[Finding]) -> Table:
    from living_review.ground import numbers

    heads = ("Result", "Trials", "People", "Effect", "Certainty")
    rows = []
    for finding in findings:
        pooled = finding.pooled
        effect = (
            f"{finding.measure} "
            + numbers.estimate_with_interval(
                pooled.estimate, pooled.ci_low, pooled.ci_high, finding.measure
            )
            if pooled
            else finding.synthesis
        )
        level = finding.certainty.level if finding.certainty else None
        rows.append(
            (
                finding.key,
                numbers.count(finding.k),
                numbers.count(finding.n),
                effect,
                (level or numbers.ABSENT).replace("_", " "),
            )
        )
    return heads, rows
