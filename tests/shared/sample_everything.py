"""A document that has something of everything in its registry and among its findings."""

from __future__ import annotations

import datetime as dt

import sample_documents
from sample_findings import little_difference, narrative, none, readmission, recovery, single

from living_review.findings import (
    AppliedCorrection,
    Finding,
    Findings,
    LeftOut,
    PastDecision,
    QuarantineEntry,
)
from living_review.findings.certainty import not_recorded
from living_review.findings.recovered import Recovered
from living_review.findings.registry import Seen


def entry(number: int, **other: object) -> QuarantineEntry:
    """Give a row that is set aside."""
    made = {"table": "arms", "file": "arms.csv", "row": number, "trial_id": "T1", "column": "sd",
            "value": "0", "rule": "sd-zero", "reason": "the SD is zero", **other}  # fmt: skip
    return QuarantineEntry.model_validate(made)


def decided() -> tuple[Finding, Finding]:
    """Give two findings whose domains a person decided in every way there is."""
    day = dt.date(2026, 3, 4)
    by = {"by": "A. Reviewer", "date": day, "reason": "we looked"}
    past = PastDecision(decided=0, reason="as it was", by="B. Reviewer", date=day, version=2)
    ways: dict[str, dict[str, object]] = {
        "risk_of_bias": {"state": "confirmed", "decided": 0, "history": (past,)},
        "inconsistency": {"state": "overridden", "decided": -1},
        "indirectness": {"state": "confirmed", "proposed": None, "decided": -2},
        "imprecision": {"state": "stale", "decided": -1, "moved": "The interval grew."},
        "publication_bias": {"state": "stale", "decided": -3, "moved": not_recorded()},
    }
    made = []
    for finding in (recovery(), single()):
        domains = tuple(
            each.model_copy(update={**by, **ways[each.name]}) for each in finding.certainty.domains
        )
        rating = finding.certainty.model_copy(update={"domains": domains, "provisional": False})
        made.append(finding.model_copy(update={"certainty": rating}))
    first, second = made
    small = first.subgroups[0].model_copy(update={"q_between": 1.5, "df": 1.0, "p": 0.03})
    return first.model_copy(update={"subgroups": (small,)}), second


def everything() -> Findings:
    """Give rows set aside, queries seen and open, corrections, and values that were worked out."""
    day = dt.date(2026, 3, 4)
    finding = recovery()
    worked_out = Recovered(
        what="sd", value=12.5, arm="peer support", role="intervention",
        cells={"se": 1.25, "n": 100.0}, formula="SE × √n", reference="Handbook 6.5.2.2",
    )  # fmt: skip
    unnamed = worked_out.model_copy(update={"arm": None, "role": "control", "what": "mean"})
    first = finding.trials[0].model_copy(update={"recovered": (worked_out, worked_out, unnamed)})
    apart = finding.trials[1].model_copy(update={"in_pool": False, "weight_percent": None})
    found = (
        finding.model_copy(update={"trials": (first, apart, *finding.trials[2:])}),
        readmission(),
        little_difference(),
        narrative(),
        none(),
        single(),
    )
    query = sample_documents.findings().queries[0]
    seen = query.model_copy(
        update={"seen": Seen(reason="It is so in the report", by="A. Reviewer", date=day)}
    )
    return sample_documents.findings(
        *found,
        quarantine=(
            *(entry(number) for number in (4, 5, 6, 9)),
            *(entry(number, column="n", value=None) for number in (4, 6)),
            entry(2, table="import", file="f.csv", value=" ", rule="n-missing"),
            entry(7, table="protocol", file="protocol.yml", trial_id=None, column=None),
            entry(8, value="x" * 300, rule="effect-several-weeks"),
        ),
        queries=(query, seen),
        left_out=(
            *(LeftOut(file="f.csv", where="row", found=f"Trial {i}", count=2, reason="no figures.")
              for i in range(40)),
            LeftOut(file="f.csv", where="baseline", found=None, count=7, reason="no place."),
        ),
        corrections=(
            AppliedCorrection(
                table="arms", key="T1, mood", column="n", old=None, new="12", reason="as printed",
                by="A. Reviewer", date=day, trial_id="T1", row=2,
            ),
        ),
    )  # fmt: skip
