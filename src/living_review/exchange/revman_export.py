"""The findings as a data package of RevMan Web: data rows, settings, studies, risk of bias.

Where every trial of a finding has whole arms, its analysis is one of arms; otherwise it is one of
effects with their standard errors (contrast level), which is what was pooled.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from living_review.exchange import references
from living_review.exchange.revman_rows import ROWS, SETTINGS
from living_review.exchange.revman_studies import BIAS, JUDGEMENT, STUDIES
from living_review.findings import Arm, Finding, Findings, TrialRecord, TrialResult
from living_review.ground.measures import MEASURES, RISKS
from living_review.ground.spreadsheet import guarded

_PETO = "Peto Odds Ratio"
_METHODS = {"inverse-variance": "IV", "mantel-haenszel": "MH", "peto": "Peto"}
_INTERVALS = {"knapp-hartung": "HKSJ", "wald": "Wald-type"}
# The domains in RevMan's words, by which they are told when a package is read.
_DOMAINS: Mapping[tuple[str, str], str] = {
    ("RoB2", "D1"): "Bias arising from the randomisation process",
    ("RoB2", "D2"): "Bias due to deviations from intended interventions",
    ("RoB2", "D3"): "Bias due to missing outcome data",
    ("RoB2", "D4"): "Bias in measurement of the outcome",
    ("RoB2", "D5"): "Bias in selection of the reported result",
    ("RoB2", "overall"): "Overall bias",
    ("RoB1", "sequence generation"): "Random sequence generation (selection bias)",
    ("RoB1", "allocation concealment"): "Allocation concealment (selection bias)",
    ("RoB1", "blinding of participants and personnel"): "Blinding of participants and personnel "
    "(performance bias)",
    ("RoB1", "blinding of outcome assessment"): "Blinding of outcome assessment (detection bias)",
    ("RoB1", "incomplete outcome data"): "Incomplete outcome data (attrition bias)",
    ("RoB1", "selective reporting"): "Selective reporting (reporting bias)",
    ("RoB1", "other"): "Other bias",
}
Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class Package:
    """A zip, and what of the review it does not hold, a sentence each."""

    content: bytes
    left_out: tuple[str, ...]


def package(findings: Findings) -> Package:
    """Write the findings as a data package, version 1, in one zip."""
    labels = _labels(findings.trials)
    left_out: list[str] = []
    settings: list[Line] = []
    rows: list[Line] = []
    places: dict[str, Line] = {}
    for at, finding in _numbered(findings):
        made = [*_rows(at, finding, labels, left_out)]
        if made:
            settings.append(_setting(at, finding, _several_times(findings)))
            rows += made
            places[finding.key] = at
    own = references.included(findings)
    name = findings.review.id
    files = {
        f"{name}-analysis-data/{name}-{ROWS}": _csv(rows),
        f"{name}-analysis-data/{name}-{SETTINGS}": _csv(settings),
        f"{name}-study-data/{name}-{STUDIES}": _csv(_study(each, labels) for each in own),
        f"{name}-study-data/{name}-{BIAS}": _csv(_bias(findings, own, labels, places)),
        f"{name}-study-data/{name}-included.ris": references.ris_of(
            [each.model_copy(update={"label": labels[each.trial_id]}) for each in own],
            findings.review.title,
            study=True,
        ),
    }
    return Package(_zipped(files), tuple(dict.fromkeys(left_out)))


def _labels(trials: Iterable[TrialRecord]) -> dict[str, str]:
    """Give every trial a name of its own, since RevMan tells studies apart by it."""
    listed = list(trials)
    alike: dict[str, int] = {}
    for each in listed:
        alike[_plain(each.label)] = alike.get(_plain(each.label), 0) + 1
    return {
        each.trial_id: each.label
        if alike[_plain(each.label)] == 1
        else f"{each.label} ({each.trial_id})"
        for each in listed
    }


def _plain(label: str) -> str:
    return " ".join(label.casefold().split())


def _numbered(findings: Findings) -> Iterator[tuple[Line, Finding]]:
    """Give every finding with trials, and the numbers of its comparison and analysis."""
    groups: dict[str, int] = {}
    counts: dict[str, int] = {}
    for finding in findings.findings:
        if not finding.trials:
            continue
        group = groups.setdefault(finding.comparison, len(groups) + 1)
        counts[finding.comparison] = counts.get(finding.comparison, 0) + 1
        yield (
            {"Analysis group": str(group), "Analysis number": str(counts[finding.comparison])},
            finding,
        )


def _several_times(findings: Findings) -> bool:
    return len({finding.timepoint for finding in findings.findings}) > 1


def _name(finding: Finding, several: bool) -> str:
    return (
        f"{finding.outcome_label}, {finding.timepoint_label}" if several else finding.outcome_label
    )


def _setting(at: Line, finding: Finding, several: bool) -> Line:
    pooled, spread = finding.pooled, finding.heterogeneity
    by_arms = _by_arms(finding)
    made = {
        **at,
        "Analysis name": _name(finding, several),
        "Analysis group name": finding.comparison_label,
        "Data source": "Custom input",
        "Data type": (MEASURES[finding.measure].revman_data or "") if by_arms else "Contrast level",
        "Log-scale data": _truth(finding.is_ratio),
        "Experimental group label": finding.intervention,
        "Control group label": finding.comparator,
        "Statistical method": _METHODS[pooled.method] if pooled else "IV",
        # By that name RevMan has the odds ratio of Peto's method, which it makes of arms alone.
        "Effect measure": _PETO
        if by_arms and pooled and pooled.method == "peto"
        else MEASURES[finding.measure].revman,
        "Analysis model": "Random effects"
        if pooled and pooled.model == "random"
        else "Fixed effect",
        "Subgroup estimates": "false",
        "Overall estimates": _truth(pooled is not None or len(finding.trials) == 1),
        "Test for subgroup differences": "false",
        "Swap event and non-event": "false",
        "Study CI": f"{_number(100 * finding.level)}%",
        "Estimate CI": f"{_number(100 * (pooled.level if pooled else finding.level))}%",
    }
    if pooled:
        made |= {
            "Mean": _number(pooled.estimate),
            "CI start": _number(pooled.ci_low),
            "CI end": _number(pooled.ci_high),
            "Effect P": _number(pooled.p),
            # Version 1 of the package has no columns for these two.
            "Tau² estimator": "" if pooled.model == "common" else pooled.tau2_method.split(",")[0],
            "Estimate CI method": _INTERVALS.get(pooled.interval, pooled.interval),
        }
    if pooled and spread:
        made |= {
            "Heterogeneity Tau²": _number(spread.tau2),
            "Heterogeneity Chi²": _number(spread.q),
            "Heterogeneity df": _number(spread.q_df),
            "Heterogeneity P": _number(spread.q_p),
            "Heterogeneity I²": _number(spread.i2_q),
        }
    return made


def _by_arms(finding: Finding) -> bool:
    return MEASURES[finding.measure].revman_data is not None and all(
        _whole(each, finding) for each in finding.trials
    )


def _whole(trial: TrialResult, finding: Finding) -> bool:
    """Tell whether RevMan would make the trial's effect of its two arms."""
    if {arm.role for arm in trial.arms} != {"intervention", "control"} or len(trial.arms) != 2:
        return False
    figures = ("events",) if finding.measure in RISKS else ("mean", "sd")
    return (
        not trial.strata
        and trial.pairing in (None, "ignored", "counted")
        and all(
            arm.n is not None
            and float(arm.n).is_integer()
            and all(getattr(arm, name) is not None for name in figures)
            for arm in trial.arms
        )
    )


def _rows(
    at: Line, finding: Finding, labels: Mapping[str, str], left_out: list[str]
) -> Iterator[Line]:
    by_arms = _by_arms(finding)
    for trial in finding.trials:
        head = {
            **at,
            "Analysis name": finding.outcome_label,
            "Applicability": "SUBGROUP_AND_OVERALL",
            "Study": labels[trial.trial_id],
            "Study year": str(trial.year),
        }
        shown = {
            "Weight": _number(trial.weight_percent),
            "Mean": _number(trial.estimate),
            "CI start": _number(trial.ci_low),
            "CI end": _number(trial.ci_high),
            "Footnotes": " ".join(trial.notes),
        }
        if by_arms:
            yield head | _of_arms(trial, finding) | shown
            continue
        effect = trial.log_estimate if finding.is_ratio else trial.estimate
        if effect is None or trial.se is None:
            left_out.append(
                f"{labels[trial.trial_id]} has no effect with a standard error on "
                f"{finding.outcome_label} ({finding.timepoint_label}), and is left out of it."
            )
            continue
        people = {
            "Experimental N": _number(trial.n_intervention),
            "Control N": _number(trial.n_control),
        }
        yield head | {"GIV Mean": _number(effect), "GIV SE": _number(trial.se)} | people | shown


def _of_arms(trial: TrialResult, finding: Finding) -> Line:
    sides = {arm.role: arm for arm in trial.arms}
    first, second = sides["intervention"], sides["control"]
    # On an instrument whose direction is the other one, RevMan's users write means below zero.
    turned = _turned(trial, finding, first, second)
    made: Line = {}
    for name, arm in (("Experimental", first), ("Control", second)):
        made |= {
            f"{name} mean": _number(-arm.mean if turned and arm.mean is not None else arm.mean),
            f"{name} SD": _number(arm.sd),
            f"{name} cases": _number(arm.events),
            f"{name} N": _number(arm.n),
        }
    return made


def _turned(trial: TrialResult, finding: Finding, first: Arm, second: Arm) -> bool:
    if finding.measure != "SMD" or not trial.estimate:
        return False
    difference = (first.mean or 0.0) - (second.mean or 0.0)
    return difference * trial.estimate < 0


def _study(trial: TrialRecord, labels: Mapping[str, str]) -> Line:
    return {
        "Study": labels[trial.trial_id],
        "Year": str(trial.year),
        "DOI": trial.doi or "",
        "Char: Participants": trial.population or "",
        "Char: Notes": trial.notes or "",
    }


def _bias(
    findings: Findings,
    trials: Sequence[TrialRecord],
    labels: Mapping[str, str],
    places: Mapping[str, Line],
) -> Iterator[Line]:
    """Give the judgements: one row a study, and one a result where results are judged otherwise."""
    for trial in trials:
        label = labels[trial.trial_id]
        of_study = [_judged(tool.tool, tool.domains, tool.overall) for tool in trial.risk_of_bias]
        whole: Line = {key: cell for each in of_study for key, cell in each.items()}
        by_result: dict[str, tuple[Line, Line]] = {}
        for finding in findings.findings:
            at = places.get(finding.key)
            result = next((t for t in finding.trials if t.trial_id == trial.trial_id), None)
            if at is None or result is None or result.risk_of_bias is None:
                continue
            said = result.risk_of_bias
            by_result[finding.key] = (at, _judged(said.tool, said.domains, said.overall))
        if all(own.items() <= whole.items() for _, own in by_result.values()):
            if whole:
                yield {"Study": label, **whole}
            continue
        for at, own in by_result.values():
            yield {"Study": label, **at, **whole, **own}


def _judged(tool: str, domains: Mapping[str, str], overall: str | None) -> Line:
    said = {**domains, **({"overall": overall} if overall else {})}
    return {
        f"{JUDGEMENT}{_DOMAINS[tool, domain]}": _in_revmans_words(judgement)
        for domain, judgement in said.items()
        if (tool, domain) in _DOMAINS
    }


def _in_revmans_words(judgement: str) -> str:
    whole = judgement in ("low", "high", "unclear")
    return f"{judgement.capitalize()} risk of bias" if whole else judgement.capitalize()


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _number(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _csv(rows: Iterable[Line]) -> str:
    """Write rows with every column that any has; no spreadsheet runs a cell of them."""
    listed = list(rows)
    columns = list(dict.fromkeys(column for row in listed for column in row)) or ["Study"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(row.get(column, "")) for column in columns] for row in listed)
    return out.getvalue()


def _zipped(files: Mapping[str, str]) -> bytes:
    """Write a zip that is the same for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode("utf-8-sig", "replace")
            )
    return out.getvalue()
