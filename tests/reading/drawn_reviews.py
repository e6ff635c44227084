"""Reviews drawn to be read: every measure, size, polarity, label and gap that a review can have.

What is drawn is a protocol and the rows of a registry with true effects of a known size. A draw is
the seed alone: the same seed gives the same review.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass
from typing import Any

import yaml
from every_page import page_texts
from made_up_reviews import Rows, computed

from living_review import figures
from living_review.certainty import rate
from living_review.certainty.judgements import Judgement, Judgements
from living_review.document.downloads import data_files
from living_review.document.illustration import Illustration, name_of
from living_review.exchange import fhir
from living_review.findings import Findings
from living_review.findings.workings import Workings
from living_review.protocol import Protocol, parse_protocol
from living_review.synthesis.finding_names import FindingNames

# Labels with whether they take a plural verb.
INTERVENTIONS = {
    "yoga": False,
    "antidepressants": True,
    "cognitive behavioural therapy": False,
    "Kundalini yoga": False,
    "SSRIs": True,
    "blood pressure lowering drugs": True,
    "a walking programme": False,
    "Alexander technique lessons": True,
    "support for carers": False,
    "vitamins B and D": True,
    "mindfulness": False,
    "St John’s wort": False,
    "internet-based exercises": True,
}
COMPARATORS = (
    *("usual care", "placebo", "a waiting list", "CBT", "no treatment"),
    *("Swedish massage", "sham acupuncture", "opioids", "placebo or no treatment"),
)
POPULATIONS = ("adults with chronic pain", "People with Crohn’s disease", "Children", "Veterans")
SCORES = {
    "Depressive symptoms": "lower",
    "Quality of life": "higher",
    "PTSD symptoms": "lower",
    "WOMAC pain": "lower",
    "Crohn’s disease activity": "lower",
    "Well-being": "higher",
    "Physical function": "higher",
}
MEASURED = {
    "Pain intensity (0 to 100)": ("lower", "points", 10.0, 50.0, 20.0),
    "Systolic blood pressure": ("lower", "mmHg", 3.0, 140.0, 12.0),
    "Body weight": ("lower", "kg", 2.0, 82.0, 9.0),
    "Six-minute walking distance": ("higher", "m", 30.0, 400.0, 90.0),
    "Beck Depression Inventory": ("lower", "points", 3.0, 22.0, 8.0),
    "HbA1c": ("lower", "%", 0.5, 8.1, 1.1),
}
AMOUNTS = {
    "Days off work": "lower",
    "Health care costs": "lower",
    "Forced expiratory volume": "higher",
}
EVENTS = {
    "Death from any cause": "lower",
    "Stroke": "lower",
    "Being free of pain": "higher",
    "Remission": "higher",
    "Dropout because of adverse events": "lower",
    "Clostridioides difficile infection": "lower",
    "Falls": "lower",
    "COVID-19": "lower",
}
PHRASES = {
    "Death from any cause": "die",
    "Stroke": "have a stroke",
    "Being free of pain": "are free of pain",
    "Remission": "reach remission",
    "Dropout because of adverse events": "drop out because of adverse events",
    "Falls": "fall",
    "COVID-19": "have COVID-19",
    "Death": "die",
    "Time to relapse": "relapse",
    "Return to work": "return to work",
}
OBJECTS = {"Being free of pain": "freedom from pain", "Falls": "people who fall"}
TIMES_TO = {"Death": "lower", "Time to relapse": "lower", "Return to work": "higher"}
COUNTS = {
    "Asthma attacks": "lower",
    "Hospital admissions": "lower",
    "Rate of falls": "lower",
    "Days of play": "higher",
}
LABELS = {
    "SMD": SCORES,
    "MD": {label: each[0] for label, each in MEASURED.items()},
    "ROM": AMOUNTS,
    **dict.fromkeys(("OR", "RR", "RD"), EVENTS),
    "HR": TIMES_TO,
    **dict.fromkeys(("IRR", "IRD"), COUNTS),
}
MEASURES = tuple(LABELS)
# Where the true effect lies, in least effects that count; below zero are harms.
PLACES = (0.0, 0.3, 0.6, 1.0, 1.5, 3.0, 5.5, -0.4, -1.0, -1.6, -3.5)
SURNAMES = (
    *("Abel", "Baker", "Chen", "de Vries", "Eriksson", "O’Neill", "García", "Höfer", "Ito"),
    *("Jones", "Kim", "Li", "Møller", "Nowak", "Okafor"),
)
TIMES = (
    {"id": "post", "label": "End of treatment", "weeks": [0, 20]},
    {"id": "later", "label": "Six months later", "weeks": [21, 60]},
)
ABSENT = ("n", "risk_of_bias", "thresholds", "baseline", "searches", "dates", "category")


@dataclass(frozen=True)
class Drawn:
    """A review as it was drawn, and everything that was made of it."""

    seed: int
    protocol: Protocol
    rows: Rows
    findings: Findings
    workings: Workings
    # file name to text: pages, print documents, data, FHIR
    texts: dict[str, str]


def drawn(seed: int) -> Drawn:
    """Draw a review and make its texts, but for the figures."""
    return made(seed, *drawn_parts(seed))


def drawn_parts(seed: int) -> tuple[dict[str, Any], Rows]:
    """Draw the protocol and the rows of a review."""
    chance = random.Random(seed)
    absent = frozenset(chance.sample(ABSENT, chance.choice((0, 0, 0, 1, 1, 2))))
    given = _protocol(chance, absent)
    return given, _rows(chance, given, absent)


def made(seed: int, given: dict[str, Any], rows: Rows) -> Drawn:
    """Compute a review and write its texts."""
    protocol = parse_protocol(yaml.safe_dump(given, sort_keys=False, allow_unicode=True))
    first = computed(protocol, rows)
    findings = _decided(random.Random(seed + 1), first.findings, protocol)
    return Drawn(seed, protocol, rows, findings, first.workings, texts_of(findings, protocol))


def texts_of(findings: Findings, protocol: Protocol) -> dict[str, str]:
    """Write every text that readers see, without the figures."""
    return {
        **page_texts(findings, protocol, told_figures(findings)),
        **{f"data/{name}": text for name, text in data_files(findings).items()},
        "findings.json": findings.to_json(),
        "fhir.json": fhir.as_json(findings),
    }


def told_figures(findings: Findings) -> dict[str, Illustration]:
    """Give the figures as a reader hears them: what they are called and show, and no drawing."""
    found, names = [], FindingNames(findings.findings)
    for finding in findings.findings:
        if not finding.trials:
            continue
        named = names.title(finding)
        alts = {"forest": figures.forest_plot_alt(finding)}
        alts["forest-compact"] = alts["forest"]
        if finding.leave_one_out:
            alts["leave-one-out"] = figures.leave_one_out_plot_alt(finding)
        if finding.cumulative:
            alts["cumulative"] = figures.cumulative_plot_alt(finding)
        for kind, alt in alts.items():
            found.append(Illustration(name_of(kind, finding), "", alt, f"{kind}: {named}"))
    return {each.name: each for each in found}


def _protocol(chance: random.Random, absent: frozenset[str]) -> dict[str, Any]:
    interventions = chance.sample(list(INTERVENTIONS), 2)
    comparators = chance.sample(COMPARATORS, 2)
    comparisons = [
        {
            "id": "first",
            "label": _first(f"{interventions[0]} versus {comparators[0]}"),
            "intervention": interventions[0],
            "comparator": comparators[0],
            "include": {"comparator": ["one"]},
        },
        {
            "id": "second",
            "label": _first(f"{interventions[chance.randint(0, 1)]} versus {comparators[1]}"),
            "intervention": "",
            "comparator": comparators[1],
            "include": {"comparator": ["two"]},
        },
    ][: chance.choice((1, 1, 2))]
    if len(comparisons) == 2:
        comparisons[1]["intervention"] = (
            interventions[0]
            if comparisons[1]["label"].lower().startswith(interventions[0].lower())
            else interventions[1]
        )
    for each in comparisons:
        if chance.random() < 0.3:
            several = INTERVENTIONS[each["intervention"]]
            each["number"] = "plural" if several else "singular"
    return {
        "review": {
            "id": "drawn",
            "title": "A drawn review",
            "authors": ["Ada Reviewer"],
            "question": {
                "population": chance.choice(POPULATIONS),
                "intervention": interventions[0],
                "comparator": comparators[0],
            },
        },
        "timepoints": list(TIMES[: chance.choice((1, 1, 2))]),
        "comparisons": comparisons,
        "outcomes": _outcomes(chance, absent),
        "analysis": _analysis(chance),
    }


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _outcomes(chance: random.Random, absent: frozenset[str]) -> list[dict[str, Any]]:
    found, used = [], set[str]()
    for measure in chance.sample(MEASURES, chance.choice((1, 2, 3, 4))):
        label = chance.choice([each for each in LABELS[measure] if each not in used])
        used.add(label)
        found.append(_outcome(chance, absent, measure, label))
    return found


def _outcome(
    chance: random.Random, absent: frozenset[str], measure: str, label: str
) -> dict[str, Any]:
    outcome: dict[str, Any] = {
        "id": measure.lower(),
        "label": label,
        "measure": measure,
        "better": LABELS[measure][label],
        "importance": chance.choice(("critical", "critical", "important", "limited")),
    }
    if measure == "MD" and chance.random() < 0.8:
        outcome["unit"] = MEASURED[label][1]
    if measure in ("OR", "RR", "RD", "HR") and label in PHRASES and chance.random() < 0.5:
        outcome["event"] = PHRASES[label]
    if label in OBJECTS and chance.random() < 0.5:
        outcome["as_object"] = OBJECTS[label]
    if measure in ("IRR", "IRD"):
        outcome["person_time"] = {"unit": "person-years", "per": 100}
    if "thresholds" not in absent and chance.random() < 0.8:
        outcome["thresholds"] = _thresholds(chance, measure, label)
    if measure in ("OR", "RR", "RD", "HR") and "baseline" not in absent and chance.random() < 0.7:
        risks = sorted(chance.sample((0.03, 0.1, 0.3, 0.5), chance.choice((1, 1, 2, 3))))
        names = ("Low risk", "People with heart failure", "High risk")
        outcome["baseline_risks"] = [
            {"label": name, "risk": risk, "source": "A cohort"}
            | ({"at": "12 months"} if measure == "HR" else {})
            for name, risk in zip(names, risks, strict=False)
        ]
    if measure in ("IRR", "IRD") and "baseline" not in absent and chance.random() < 0.6:
        outcome["baseline_rates"] = [{"label": "Usual", "rate": 20, "source": "A cohort"}]
    if measure == "SMD" and chance.random() < 0.5:
        outcome["familiar"] = {"instrument": "Beck scale", "sd": 9.3, "source": "A cohort"}
    if measure == "SMD" and chance.random() < 0.4:
        outcome["responder"] = {"label": "better by half", "risk": 0.3, "source": "A trial"}
    if measure in ("OR", "RR") and chance.random() < 0.2:
        outcome["analysis"] = {
            "method": "mantel-haenszel",
            "model": "common",
            "interval": "wald",
        }
    return outcome


def least(measure: str, label: str) -> float:
    """Give the least effect that counts for an outcome; of ratios its relative change."""
    if measure == "MD":
        return MEASURED[label][2]
    return {"SMD": 0.2, "RD": 0.02, "IRD": 2.0}.get(measure, 0.1)


def _thresholds(chance: random.Random, measure: str, label: str) -> dict[str, Any]:
    small = least(measure, label)
    names = ("small", "moderate", "large")[: chance.choice((1, 3, 3))]
    if measure in ("OR", "RR", "HR", "IRR", "ROM") and chance.random() < 0.4:
        values: list[Any] = [{"ratio": value} for value in (0.9, 0.75, 0.5)]
    elif measure in ("OR", "RR", "HR", "RD") and chance.random() < 0.5:
        values = [{"per_1000": value} for value in (20, 50, 100)]
    else:
        base = {"IRR": 2.0, "OR": 0.02, "RR": 0.02, "HR": 0.02}.get(measure, small)
        values = [base, 2.5 * base, 4 * base]
    given = dict(zip(names, values, strict=False))
    if measure == "SMD" and chance.random() < 0.3:
        given["generic"] = True
    return {**given, "source": "A panel"}


def _analysis(chance: random.Random) -> dict[str, Any]:
    common = chance.random() < 0.15
    analysis: dict[str, Any] = {
        "model": "common" if common else "random",
        "interval": chance.choice(("wald", "knapp-hartung", "knapp-hartung")),
        "min_trials": chance.choice((2, 2, 3)),
        "level": chance.choice((0.95, 0.95, 0.95, 0.9)),
        "subgroups": chance.choice(([], ["category"])),
        "sensitivity": chance.choice(([], ["common", "low-risk-of-bias"], ["leave-one-out"])),
    }
    if not common:
        analysis["tau2"] = chance.choice(("REML", "DL", "PM"))
    if chance.random() < 0.1:
        analysis["sequential"] = {"alpha": 0.05, "power": 0.8, "heterogeneity": "none"}
    return analysis


def _rows(chance: random.Random, given: dict[str, Any], absent: frozenset[str]) -> Rows:
    rows: Rows = {
        name: []
        for name in ("trials", "arms", "contrasts", "risk_of_bias", "searches", "exclusions")
    }
    if "searches" not in absent:
        rows["searches"] = [{"search_id": "s1", "date": "2026-10-01", "source": "MEDLINE"}]
    trials = chance.choice((0, 1, 2, 3, 3, 4, 5, 6, 9, 12))
    places = {each["id"]: chance.choice(PLACES) for each in given["outcomes"]}
    spread = chance.choice((0.0, 0.0, 0.5, 1.5))
    size = chance.choice((25, 80, 300, 2500))
    quality = chance.choice(
        (("low",), ("low", "some concerns"), ("high", "high", "low"), ("low", "high", ""))
    )
    for i in range(trials):
        trial = f"T{i:02d}"
        people = max(12, round(size * chance.uniform(0.7, 1.3)))
        rows["trials"].append(_trial(chance, given, trial, i, people, absent))
        judged = chance.choice(quality)
        if "risk_of_bias" not in absent and judged:
            rows["risk_of_bias"].append(
                {"trial_id": trial, "tool": "RoB2", "domain": "overall", "judgement": judged}
            )
        if rows["trials"][-1]["status"] not in ("included", "retracted"):
            continue
        for outcome in given["outcomes"]:
            for time in given["timepoints"]:
                if chance.random() < (0.15 if time["id"] == "post" else 0.5):
                    continue
                place = places[outcome["id"]] + chance.gauss(0, spread)
                _report(chance, rows, rows["trials"][-1], outcome, time, place, people, absent)
    return rows


def _trial(
    chance: random.Random,
    given: dict[str, Any],
    trial: str,
    place: int,
    people: int,
    absent: frozenset[str],
) -> dict[str, Any]:
    status = chance.choice(
        ("included",) * 14 + ("retracted", "awaiting", "ongoing", "excluded"),
    )
    year = chance.randint(1995, 2024)
    which = ("one", "two")[: len(given["comparisons"])]
    return {
        "trial_id": trial,
        "label": f"{SURNAMES[place % len(SURNAMES)]} {year}",
        "year": year,
        "status": status,
        "status_reason": "" if status == "included" else "withdrawn by its journal",
        "date_added": f"2026-0{1 + place % 9}-01",
        "search_id": "" if "searches" in absent else "s1",
        "category": "" if "category" in absent else chance.choice(("individual", "group")),
        "country": chance.choice(("Norway", "the US", "")),
        "comparator": chance.choice(which),
        "design": "crossover" if chance.random() < 0.07 else "parallel",
        "n_randomised": "" if "n" in absent else 2 * people,
        "completed": "2023-01" if status == "ongoing" and chance.random() < 0.5 else "",
    }


def _report(
    chance: random.Random,
    rows: Rows,
    trial: dict[str, Any],
    outcome: dict[str, Any],
    time: dict[str, Any],
    place: float,
    people: int,
    absent: frozenset[str],
) -> None:
    measure, label = outcome["measure"], outcome["label"]
    of_contrast = measure == "HR" or "n" in absent or chance.random() < 0.15
    benefit = place if outcome["better"] == "higher" else -place
    step = benefit * least(measure, label)
    base = {
        "trial_id": trial["trial_id"],
        "outcome": outcome["id"],
        "timepoint": time["id"],
        "weeks": time["weeks"][0] + 8,
        "higher_is_better": str(outcome["better"] == "higher").lower(),
        "instrument": chance.choice(("A1", "B2")) if measure in ("SMD", "MD") else "",
    }
    n = people - chance.randint(0, people // 8)
    if of_contrast:
        row = {**base, "measure": measure, **_contrast(chance, measure, label, step, n)}
        if "n" not in absent and chance.random() < 0.8:
            row |= {"n_intervention": n, "n_control": n}
        rows["contrasts"].append(row)
        return
    strata = ("women", "men") if chance.random() < 0.06 else ("",)
    n //= len(strata)
    for stratum in strata:
        for role in ("intervention", "control"):
            moved = step if role == "intervention" else 0.0
            rows["arms"].append(
                {
                    **base,
                    "stratum": stratum,
                    "arm": role,
                    "role": role,
                    "n": n,
                    **_arm(chance, outcome, moved, n),
                }
            )


def _arm(chance: random.Random, outcome: dict[str, Any], moved: float, n: int) -> dict[str, Any]:
    measure, label = outcome["measure"], outcome["label"]
    if measure in ("IRR", "IRD"):
        rate = 0.2 + moved / 100 if measure == "IRD" else 0.2 * (1 + moved)
        return {"events": _binomial(chance, n, max(0.0, rate)), "time_at_risk": n}
    if measure in ("OR", "RR", "RD"):
        risks = [each["risk"] for each in outcome.get("baseline_risks", ())] or [0.1]
        risk = chance.choice((*risks, 0.0)) if label == "Death from any cause" else risks[-1]
        with_ = risk + moved if measure == "RD" else risk * (1 + moved)
        return {"events": _binomial(chance, n, min(1.0, max(0.0, with_)))}
    if measure == "ROM":
        mean, sd = 12.0 * (1 + moved), 5.0
    elif measure == "MD":
        mean, sd = MEASURED[label][3] + moved, MEASURED[label][4]
    else:
        mean, sd = 20.0 + 5.0 * moved, 5.0
    found = max(0.5, chance.gauss(mean, sd / math.sqrt(n)))
    return {"mean": round(found, 3), "sd": round(sd * chance.uniform(0.9, 1.1), 3)}


def _binomial(chance: random.Random, n: int, risk: float) -> int:
    spread = math.sqrt(n * risk * (1 - risk))
    return min(n, max(0, round(chance.gauss(n * risk, spread))))


def _contrast(
    chance: random.Random, measure: str, label: str, step: float, n: int
) -> dict[str, Any]:
    if measure in ("OR", "RR", "HR", "IRR", "ROM"):
        se = {"ROM": 0.55}.get(measure, 3.0) / math.sqrt(n)
        value = math.log(max(0.05, 1 + step)) + chance.gauss(0, se)
        return {"estimate": round(math.exp(value), 4), "se": round(se, 5)}
    sd = {"SMD": 1.0, "RD": 0.3, "IRD": 45.0}.get(measure) or MEASURED[label][4]
    se = sd * math.sqrt(2 / n)
    return {"estimate": round(chance.gauss(step, se), 4), "se": round(se, 5)}


def _decided(chance: random.Random, findings: Findings, protocol: Protocol) -> Findings:
    """Rate again with decisions that people might have taken on what the rules saw."""
    if chance.random() < 0.5:
        return findings
    decisions = {}
    for finding in findings.findings:
        for domain in finding.certainty.domains if finding.certainty else ():
            if chance.random() < 0.6:
                continue
            key = (finding.comparison, finding.outcome, finding.timepoint, domain.name)
            levels = domain.proposed or 0
            if chance.random() < 0.3:
                levels = 0 if levels else (1 if domain.name == "upgrade" else -1)
            decisions[key] = Judgement(
                *key,
                levels,
                "The people and the trials are those asked about.",
                "A. Reviewer",
                dt.date(2026, 11, 1),
                domain.inputs_hash if chance.random() < 0.9 else None,
                2,
            )
    return rate(findings, protocol, Judgements(decisions))
