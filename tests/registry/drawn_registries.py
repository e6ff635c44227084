"""Registries drawn by a number: results of every kind, most without fault, some beside a bound.

Cells are drawn from few round figures, among them those at which a check begins to speak, so that
results meet each other and the bounds exactly. Everything stays readable, so that every check can
be asked of every row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

Row = dict[str, str]
Tables = dict[str, list[Row]]

HEAD = """\
review:
  id: test
  title: Test
  authors: [A]
  question: {population: p, intervention: i, comparator: c}
timepoints:
  - {id: post, label: Post, weeks: [0, 12], choose: last}
  - {id: mid, label: post, weeks: [12, 26], choose: nearest, target: 20}
  - {id: late, label: Late, weeks: [26, 60]}
  - {id: any, label: Any}
comparisons:
  - {id: main, label: Main, intervention: i, comparator: c, include: {category: [group, peer]}}
  - id: second
    label: Second
    intervention: diet and exercise programme
    comparator: c
    include: {category: [peer, online, nowhere], funding: [a public fund]}
    exclude: {population: [students, nobody]}
outcomes:
"""
TAIL = """\
analysis:
  moderators:
    - {column: dose, per: 10}
    - {column: age, per: 3}
    - {column: share, per: 10}
    - {column: amount, per: 10}
    - {column: month}
    - {column: words}
    - {column: nothing}
    - year
  subgroups: [population, setting]
show: [{column: country, label: Country}, {column: funding, label: Funding}]
"""
MEASURES = ("SMD", "SMD", "MD", "SMD", "ROM", "RR", "OR", "IRR", "HR", "MD", "RD", "SMD")
ASSUMED = "crossover_correlation: 0.5, crossover_correlation_source: us"
METHODS = {
    "RR": "method: mantel-haenszel, interval: wald, tau2: DL",
    "OR": "method: peto, model: common, interval: wald",
}
MEANS = ("SMD", "MD", "ROM")
BETTER = ("higher", "lower")
SQUARES = (25, 36, 49, 64, 100)
FEW = (1, 2, 3, 8, 9, 24, 200, 201)


@dataclass(frozen=True)
class Outcome:
    """One outcome of a drawn protocol, and what is usual in its results."""

    id: str
    measure: str
    better: str
    mean: float
    sd: float
    instruments: tuple[str, ...]

    def written(self, draw: Random) -> str:
        phrase = draw.random() < 0.1
        label = f"being unable to walk {self.id}" if phrase else self.id
        more = [f"id: {self.id}", f"label: {label}", f"measure: {self.measure}"]
        more.append(f"better: {self.better}")
        higher = "true" if self.better == "higher" else "false"
        if self.measure == "SMD" and self.instruments[0]:
            turned = "true" if draw.random() < 0.2 else higher
            range_ = draw.choice(("", "range: [0, 100], ", "range: [-10, 90], "))
            name = draw.choice((self.instruments[0], self.instruments[0], "Scales", "Scaled"))
            more.append(f"instruments: {{{name}: {{{range_}higher_is_better: {turned}}}}}")
            if draw.random() < 0.3:
                more.append("scores_on: Scale of scales")
            if draw.random() < 0.3:
                more.append("familiar: {instrument: Scals, sd: 10, source: us}")
            if draw.random() < 0.3:
                least = "instrument: Others, value: 2, sd: 8, sd_source: us, method: m, source: us"
                more.append(f"minimal_important_differences: [{{{least}}}]")
        if self.measure in MEANS and draw.random() < 0.3:
            more.append(f"analysis: {{{ASSUMED}}}")
        if self.measure == "IRR":
            unit = draw.choice(("person-years", "person-weeks", "bed days", "person-courses"))
            more.append(f"person_time: {{unit: {unit}, per: 100}}")
            small = draw.choice(("2", "15", "30", "500"))
            more.append(f"thresholds: {{small: {small}, source: us}}")
        if self.measure == "MD" and draw.random() < 0.7:
            more.append("unit: points")
        if self.measure in ("RR", "OR", "HR", "RD"):
            small = draw.choice(("0.02", "0.1", "0.2", "0.4"))
            larger = draw.choice(("", ", moderate: 0.5", ", moderate: 0.5, large: 0.9"))
            sizes = f"small: {small}{larger}"
            if draw.random() < 0.2 and self.measure != "RD":
                sizes = "small: {ratio: 0.8}"
            more.append(f"thresholds: {{{sizes}, source: us}}")
            if draw.random() < 0.3:
                risk = draw.choice(("0.45", "0.5", "0.55"))
                more.append(
                    f"baseline_risks: [{{label: All, risk: {risk}, at: a year, source: us}}]"
                )
            method = METHODS.get(self.measure, "") if draw.random() < 0.5 else ""
            assumed = ASSUMED if draw.random() < 0.2 else ""
            if method or assumed:
                more.append(f"analysis: {{{', '.join(filter(None, (method, assumed)))}}}")
        return f"  - {{{', '.join(more)}}}\n"


def outcomes(draw: Random, many: int) -> list[Outcome]:
    found = []
    for i in range(many):
        instruments = draw.choice((("Scale", "Other"), ("Scale", "Scale"), ("Scale", ""), ("", "")))
        found.append(
            Outcome(
                f"o{i}",
                MEASURES[i % len(MEASURES)],
                draw.choice(BETTER),
                draw.choice((2.0, 20.0, 40.0, 50.0)),
                draw.choice((1.0, 10.0, 10.0, 16.0)),
                instruments,
            )
        )
    return found


def number(value: float) -> str:
    return f"{value:.10g}"


def _means(draw: Random, of: Outcome, way: int | None = None) -> Row:
    """An arm with mean and spread, in whichever cells: odd in one way, or one in three in some."""
    n = draw.choice(SQUARES)
    mean, sd = of.mean + draw.choice((-4, -1, 0, 1, 4)), of.sd * draw.choice((0.8, 1, 1, 1.25))
    row = {"n": str(n), "mean": number(mean), "sd": number(sd)}
    odd = draw.randrange(48) if way is None else way
    if odd < len(_ODD_ARMS):
        row |= _ODD_ARMS[odd](draw, n, mean, sd)
    return row


def _interval(draw: Random, n: int, mean: float, sd: float) -> Row:
    half = 2 * sd / n**0.5 * draw.choice((0.75, 1, 1, 1.5, 4))
    shift = half * draw.choice((0, 0, 0.3, -0.3, 0.4, 1, -1, 1.5))
    cells = {"ci_low": number(mean + shift - half), "ci_high": number(mean + shift + half)}
    return {**cells, "sd": draw.choice(("", number(sd))), "ci_level": draw.choice(("", "", "0.9"))}


def _quantiles(draw: Random, n: int, mean: float, sd: float) -> Row:
    wide = sd * draw.choice((0.7, 0.7, 2.1, 2.2, 0.2))
    cells = {"median": number(mean + draw.choice((0, 0, sd / 2, sd, 1.5 * sd)))}
    cells |= {"q1": number(mean - wide), "q3": number(mean + wide)}
    if draw.random() < 0.3:
        low, high = draw.choice(((3, 3), (3, 3), (0, 3), (3, 0)))
        cells |= {"min": number(mean - low * wide), "max": number(mean + high * wide)}
    if draw.random() < 0.1:
        cells["median"] = cells["q3"]
    if draw.random() < 0.2:
        cells.pop("q1")
    kept = draw.choice(({}, {"sd": ""}, {"sd": "", "mean": ""}))
    return {**cells, **kept}


_ODD_ARMS = (
    lambda draw, n, mean, sd: {"se": number(sd / n**0.5 * draw.choice((0.79, 0.8, 1, 1.25, 1.3)))},
    lambda draw, n, mean, sd: {"se": number(sd / n**0.5), "sd": ""},
    lambda draw, n, mean, sd: {"se": number(sd), "sd": ""},
    lambda draw, n, mean, sd: {"sd": number(sd / n**0.5)},
    lambda draw, n, mean, sd: {"sd": number(sd * n**0.5)},
    lambda draw, n, mean, sd: {"sd": number(sd * draw.choice((0, 1.5, 3, 3.1, 4, 0.3)))},
    lambda draw, n, mean, sd: {"sd": number(draw.choice((0.39, 0.4, 50, 50.5, 51)))},
    lambda draw, n, mean, sd: {"mean": number(draw.choice((0, -4, 100, 100.5, 0.5, mean / 10)))},
    lambda draw, n, mean, sd: {"mean": number(sd), "sd": number(mean)},
    lambda draw, n, mean, sd: {"mean": "", "sd": draw.choice(("", number(sd)))},
    lambda draw, n, mean, sd: {"n": str(draw.choice(FEW))},
    lambda draw, n, mean, sd: {"score": "change", "mean": number(draw.choice((-4, 4, 0)))},
    lambda draw, n, mean, sd: {"score": "change"},
    _interval,
    _interval,
    _quantiles,
    _quantiles,
    lambda draw, n, mean, sd: {"n": "47", "sd": draw.choice(("9.940699", "9.94", "9.9407"))},
    lambda draw, n, mean, sd: {"cluster_size": draw.choice(("1", "0.9", "6", str(n), str(n + 1)))},
    lambda draw, n, mean, sd: {"cluster_size": "6", "icc": draw.choice(("0", "0.05", "0.3", "1"))},
    lambda draw, n, mean, sd: {"icc": draw.choice(("0.04", "-0.1", "0.31", "1.1"))},
    # What whole trials do as well: limits at mean ± SD or ± 1.96 SD, the spread of few people.
    lambda draw, n, mean, sd: {"ci_low": number(mean - sd), "ci_high": number(mean + sd), "sd": ""},
    lambda draw, n, mean, sd: {
        **{"ci_low": number(mean - 1.96 * sd), "ci_high": number(mean + 1.96 * sd), "sd": ""}
    },
    lambda draw, n, mean, sd: {"n": draw.choice(("1", "2", "8", "9")), "sd": number(sd / 3)},
    lambda draw, n, mean, sd: {"n": draw.choice(("1", "2", "3")), "sd": draw.choice(("51", "71"))},
    lambda draw, n, mean, sd: {"mean": number(draw.choice((4, 0.5, -4, -0.5, sd / 2)))},
    lambda draw, n, mean, sd: {
        "mean": "",
        "median": number(mean),
        "sd": "",
        "min": number(mean - 3 * sd),
        "max": number(mean + 9 * sd),
    },
)
WHOLE = (1, 2, 2, 3, 4, 5, 6, 13, 15, *range(21, 27))


def _counts(draw: Random, of: Outcome) -> Row:
    n = draw.choice((50, 50, 100, 200, 201, 400))
    events = round(n * draw.choice((0.1, 0.2, 0.2, 0.3, 0.02, 0, 1)))
    row = {"n": str(n), "events": str(events + (draw.randrange(40) == 0))}
    if of.measure == "IRR":
        each = draw.choice((1, 1, 3, 3.1, 0.02, 30, 31, 0.0001, 101))
        row["time_at_risk"] = draw.choice((number(n * each), number(n * each), number(n), ""))
    if draw.random() < 0.1:
        row["n" if draw.random() < 0.5 else "events"] = ""
    return row


WEEKS = ("", "0", "1", "2", "2.5", "3", "4", "6", "11.9", "12", "13", "24", "26", "30", "60", "61")
NAMES = ("group", "peers", "Group", "placebo", "wait list", "control tower")
CONTROLS = ("care", "waiting", "Care", "group")
NOTES = (
    *("", "", "", "measured at 8 months", "8-month follow-up, 3.5 months before", "Doubt: which."),
    *("a month of 30 days", "No doubt: none", "See table 2. doubt: the arm; or the row"),
)
SITES = ("https://one.org/a", "https://www.two.org/b", "https://github.com/x/y/z", "paper", "")


def arms(draw: Random, of: Outcome, trial: str) -> Iterator[Row]:
    """Give the arms of one trial on one outcome: two or more, now and then in parts."""
    weeks, point = "8", "post"
    if draw.random() < 0.35:
        weeks, point = draw.choice(WEEKS), draw.choice(("post", "mid", "late", "any"))
    base = {
        "trial_id": trial,
        "outcome": of.id,
        "timepoint": point,
        "weeks": weeks,
        "instrument": of.instruments[draw.random() < 0.25],
        "higher_is_better": "true" if (of.better == "higher") ^ (draw.random() < 0.1) else "false",
        "source": f"{draw.choice(SITES)}/{trial}",
        "notes": draw.choice(NOTES) if draw.random() < 0.3 else "",
    }
    sides = [("intervention", draw.choice(NAMES[:2])), ("control", draw.choice(CONTROLS[:2]))]
    kind = draw.randrange(24)
    if kind == 0:
        sides.append((draw.choice(sides)[0], draw.choice((*NAMES, *CONTROLS))))
    if kind == 1:
        sides.pop(draw.randrange(2))
    if kind == 2:
        sides = [(role, f"{name} ({part})") for role, name in sides for part in ("women", "men")]
    if kind == 3:
        sides = [(role, f"{name} {part}") for role, name in sides for part in ("week 4", "week 9")]
    if kind == 4:
        sides += [(role, f"{name} two") for role, name in sides]
    if kind == 17:
        sides += [("intervention", draw.choice(NAMES)), ("control", "nobody")]
    made = [{**base, "role": role, "arm": name} for role, name in sides]
    if kind == 5:
        made = [{**row, "stratum": part} for row in made for part in draw.choice((("", "x"), "xy"))]
    if kind == 6:
        again = draw.choice(("", "4", "11", "12"))
        made += [{**row, "weeks": again} for row in made[: draw.choice((1, 2))]]
    if kind == 7:
        made[0]["weeks"] = draw.choice(WEEKS)
    if kind == 8:
        made[0]["higher_is_better"] = "true"
    figures = _means if of.measure in MEANS else _counts
    if kind == 9:
        made.append({**made[0], "arm": "another"})
    if kind == 10:
        made += [{**row, "instrument": "Third"} for row in made]
    if kind in (11, 12):
        later = {"timepoint": draw.choice(("mid", "late")), "weeks": draw.choice(WEEKS)}
        made += [{**row, **later} for row in made]
    told = [row | figures(draw, of) for row in made]
    if kind >= 18 and figures is _means:
        way = draw.choice(WHOLE)
        told = [row | _means(draw, of, way) for row in made]
    if kind == 13:
        told.append({**told[-1], "arm": "the same again"})
    if kind in (12, 14) and figures is _means:
        told[0] |= {"sd": "9.940699", "n": "50"}
        told[-1] |= {"n": "47", "role": "intervention" if kind == 12 else "control"}
        told += [{**told[0], "timepoint": "any", "n": "47", "sd": "9"}] * (kind == 14)
    if kind == 15:
        told = [{**row, "n": "100"} for row in told]
    if kind == 16 and figures is _means:
        told = [{**row, **_turned(draw, row)} for row in told]
    yield from told


def _turned(draw: Random, row: Row) -> Row:
    """Make an arm many people's, so that its effect stands out beside those of other trials."""
    if not row["mean"]:
        return {}
    apart = 8 if (row["role"] == "control") == (draw.random() < 0.9) else -8
    return {"n": "200", "mean": number(float(row["mean"]) + apart), "sd": row["sd"] or "10"}


ESTIMATES = {
    "SMD": ("-0.4", "0", "0.3", "0.4", "0.5", "2", "2.5", "-3"),
    "MD": ("-4", "0", "2", "4", "5", "100", "101"),
    "RD": ("-0.1", "0", "0.1", "0.2", "1", "1.1"),
}
RATIOS = ("0.5", "0.6", "0.8", "0.8", "1", "1.25", "2", "0", "-0.3")
ERRORS = {
    "SMD": ("0.2", "0.25", "0.1", "0.05", "0.5", "1", "0"),
    "MD": ("2", "2.5", "0.4", "1", "10", "20", "11", "22", "35"),
    "RD": ("0.05", "0.1", "0.2"),
}
LOG_ERRORS = ("0.1", "0.2", "0.25", "0.5", "1", "2", "2.1")


def contrasts(draw: Random, of: Outcome, trial: str, beside: Row) -> Iterator[Row]:
    """Give what a trial reports of the difference, in the measure of its outcome or another."""
    measure = of.measure
    if draw.random() < 0.35:
        measure = draw.choice(("MD", "MD", "SMD", "OR", "HR"))
    estimate = draw.choice(ESTIMATES.get(measure, RATIOS))
    n = draw.choice((*SQUARES, 5, 9, 30))
    row = {name: beside[name] for name in ("trial_id", "outcome", "timepoint", "weeks")}
    row |= {
        **{"trial_id": trial, "measure": measure, "estimate": estimate, "adjusted": "false"},
        "instrument": beside["instrument"] if draw.random() < 0.8 else draw.choice(("Rare", "")),
        "higher_is_better": beside["higher_is_better"],
        "n_intervention": str(n),
        "n_control": str(draw.choice((n, n, n, 25, 9, 1, 4))),
        "se": draw.choice(ERRORS.get(measure, LOG_ERRORS)),
        "notes": draw.choice(NOTES) if draw.random() < 0.2 else "",
    }
    yield row | _odd_contrast(draw, measure, float(estimate), float(row["se"]))
    if draw.random() < 0.1:
        yield {**row, "adjusted": "true", "stratum": draw.choice(("", "x"))}


def _odd_contrast(draw: Random, measure: str, estimate: float, se: float) -> Row:
    odd = draw.randrange(16)
    if odd < 4:
        from math import exp, log

        ratio = measure not in ESTIMATES and estimate > 0
        middle = log(estimate) if ratio else estimate
        half = 2 * se * draw.choice((0.8, 1, 1, 1.3))
        shift = half * draw.choice((0, 0, 0.3, 0.31, 1.2))
        ends = (middle + shift - half, middle + shift + half)
        low, high = (number(exp(each) if ratio else each) for each in ends)
        kept = {} if odd < 2 else {"se": ""}
        return {"ci_low": low, "ci_high": high, "ci_level": draw.choice(("", "", "0.9")), **kept}
    return {
        4: {"se": ""},
        5: {"se": "", "p": draw.choice(("1", "0.5", "0.04", "0.001", "0.0005"))},
        6: {"p": draw.choice(("1", "0.9", "0.2", "0.04", "0.001", "0.0001"))},
        7: {"o_minus_e": draw.choice(("-4", "4", "0")), "variance": draw.choice(("", "16", "25"))},
        8: {"o_minus_e": "-4", "variance": "16", "estimate": "", "se": ""},
        9: {"estimate": "", "se": "", "direction": draw.choice(("intervention", "unclear", ""))},
        10: {"t": draw.choice(("0", "2", "-4")), "se": ""},
        11: {
            "sd_difference": draw.choice(("2", "9", "30", "104", "106", "140")),
            "se": draw.choice(("", number(se))),
        },
        12: {draw.choice(("n_intervention", "n_control")): draw.choice(("", "", "0"))},
        13: {"p": draw.choice(("0", "1.1")), "ci_level": draw.choice(("0.5", "0.4", "1"))},
        14: {"ci_low": "0.9", "ci_high": draw.choice(("0.9", "0.8", "")), "weeks": "-1"},
    }.get(odd, {})


DESIGNS = ("", "parallel", "parallel", "cluster", "crossover")
POPULATIONS = ("adults", "adults", "Adults", "adulds", "in person", "in-person", "students", "")
CELLS: dict[str, tuple[str, ...]] = {
    "n_randomised": ("", "", "", "40", "49", "50", "72", "98", "99", "100", "150", "151", "400"),
    "category": ("group", "group", "peer", "online", "grouup", "group; peer", ""),
    "population": POPULATIONS,
    "setting": ("clinic", "clinic", "home", "clinik", "home, at", "12", ""),
    "dose": ("10", "10", "12", "20", "30", "", "1,5", "high", "12*", "20%"),
    "year": ("1899", "1900", "2012", "2012", "2013", "2027", "2028"),
    "status": ("included",) * 8 + ("awaiting", "excluded", "retracted"),
    "status_reason": ("", "why"),
    "date_added": ("2019-07-12", "2026-11-22", "2026-11-23"),
    "search_id": ("s1", "s1", "s2", "s9", ""),
    "doi": ("", "", "10.1/x", "https://doi.org/10.1/X", "10.1/y"),
    "registration": ("", "", "NCT1; NCT2", "nct2", "NCT3"),
    "funding": ("", "", "a public fund"),
    "country": ("",),
    "contry": ("",),
    "notes": NOTES,
    "age": ("30", "40"),
    "share": ("0.1", "0.4", "0.2"),
    "amount": ("5", "5", "x 5"),
    "month": ("2001-05", "2002-06-30"),
    "words": ("many", "few"),
    "nothing": ("",),
    "delivery": ("", "", "n.r.", "NA", "#N/A", "#REF!", "at home"),
    "comparator": ("", "", "Zürich", "ZÃ¼rich", "Z\ufffdrich", "a\u200bb"),
}
LABELS = ("Smith 2012", "SMITH, 2012", "Smyth 2012", "Smith 2012a", "Jones 2012", "Zürich 2012")


def trial(draw: Random, name: str) -> Row:
    """Give a trial, most of whose cells are those of others."""
    row = {"trial_id": name, "label": f"Trial {name}", "design": draw.choice(DESIGNS)}
    row |= {column: cells[0] if draw.random() < 0.5 else draw.choice(cells)
            for column, cells in CELLS.items()}  # fmt: skip
    if draw.random() < 0.2:
        row["label"] = draw.choice(LABELS)
    if draw.random() < 0.06:
        column = draw.choice(("setting", "population", "category"))
        word = {"setting": "clinic", "population": "adults", "category": "group"}[column]
        place = draw.randrange(len(word))
        row[column] = word[:place] + draw.choice("qzx") + word[place + 1 :]
    if draw.random() < 0.1:
        row |= {"category": "online", "population": "students", "status": "included"}
    return row


def judgements(draw: Random, trial: str) -> Iterator[Row]:
    """Give what was judged of a trial: nothing, the overall alone, or domains beside it."""
    tool = draw.choice(("RoB2", "RoB2", "RoB1"))
    words = {"RoB2": ("low", "some concerns", "high"), "RoB1": ("low", "unclear", "high")}[tool]
    domains = {"RoB2": ("D1", "D2"), "RoB1": ("sequence generation", "other")}[tool]
    for domain in ("overall", *domains)[draw.randrange(2) : draw.randrange(4)]:
        says = draw.choice((*words, "no information", "grave" if draw.random() < 0.1 else "low"))
        row = {"trial_id": trial, "tool": tool, "domain": domain, "judgement": says}
        yield row | ({"domain": "D9"} if draw.random() < 0.05 else {})


def searches(draw: Random) -> list[Row]:
    """Give searches whose boxes add up, or miss by one."""
    found = []
    for i in range(12):
        records, twice, left, gone = 100 + i, 10, 60, 3
        row = {
            "search_id": f"s{i + 1}" if i < 2 else f"t{i}",
            "source": f"Source {i}",
            "date": draw.choice(CELLS["date_added"]),
            "records": records,
            "duplicates_removed": twice,
            "screened": records - twice + draw.choice((0, 0, 1, -1)),
            "excluded": left,
            "sought": records - twice - left + draw.choice((0, 0, 1)),
            "not_retrieved": gone,
            "assessed": records - twice - left - gone,
            "excluded_full_text": records - twice - left - gone + draw.choice((-1, 0, 1)),
        }
        if draw.random() < 0.4:
            cell = draw.choice(("", "0", -1))
            row[draw.choice(("screened", "excluded", "not_retrieved", "assessed"))] = cell
        found.append({name: str(cell) for name, cell in row.items()})
    return found


def drawn(seed: int, many: int = 48, trials: int = 7) -> tuple[str, Tables]:
    """Draw a protocol and the tables of a registry; two outcomes share their trials."""
    draw = Random(seed)
    found = outcomes(draw, many)
    tables: Tables = {name: [] for name in ("trials", "arms", "contrasts", "risk_of_bias")}
    for place in range(0, many, 2):
        for i in range(trials):
            name = f"T{place}x{i}" if draw.random() < 0.97 else f"t{place}X{i}"
            tables["trials"].append(trial(draw, name))
            tables["risk_of_bias"] += judgements(draw, name)
            for of in found[place : place + 2]:
                own = [*arms(draw, of, name)]
                counted = of.measure != "HR" or draw.random() < 0.1
                if counted and draw.random() < 0.85:
                    tables["arms"] += own
                if not counted or draw.random() < 0.4:
                    tables["contrasts"] += contrasts(draw, of, name, own[0])
    tables["searches"] = searches(draw)
    tables["exclusions"] = [{"report": "r", "reason": "w", "search_id": s} for s in ("s1", "s8")]
    return HEAD + "".join(each.written(draw) for each in found) + TAIL, tables
