"""A small protocol, and what is done to it: each case changes one thing and breaks it."""

from __future__ import annotations

PROTOCOL = """\
review:
  id: aspirin
  title: Aspirin after stroke
  authors: [A. Author]
  question: {population: Adults, intervention: Aspirin, comparator: Placebo}
  living: {status: active, next_search: 2026-12-15}
timepoints:
  - {id: post, label: One year, weeks: [40, 60]}
comparisons:
  - id: main
    label: Aspirin versus placebo
    intervention: aspirin
    comparator: placebo
    include: {design: [parallel]}
outcomes:
  - id: stroke
    label: Stroke
    measure: RR
    better: lower
    baseline_risks: [{label: average, risk: 0.3, source: registry}]
    thresholds: {small: 0.02, moderate: 0.05, large: 0.1, source: survey}
  - id: mood
    label: Mood
    measure: SMD
    better: higher
    familiar: {instrument: BDI, sd: 10, source: trial}
    instruments: {BDI: {range: [0, 63], higher_is_better: false}}
analysis:
  min_trials: 3
  tau2: REML
  sensitivity:
    - wald
    - {id: strict, label: Strict, tau2: DL}
"""


def sequential(block: str) -> tuple[str, str]:
    return "  tau2: REML", f"  tau2: REML\n  sequential: {block}"


def own_analysis(block: str) -> tuple[str, str]:
    return "    measure: RR\n", f"    measure: RR\n    analysis: {block}\n"


def surveillance(block: str) -> tuple[str, str]:
    return "analysis:\n", f"surveillance: {block}\nanalysis:\n"


def author(listed: str) -> tuple[str, str]:
    return "  authors: [A. Author]", f"  authors: [{listed}]"


def shown(block: str) -> tuple[str, str]:
    return "analysis:\n", f"show: {block}\nanalysis:\n"


def least(block: str, measure: str = "SMD") -> tuple[str, str]:
    given = f"minimal_important_differences: [{{instrument: BDI, method: anchor, {block}}}]"
    return (
        "    measure: SMD\n    better: higher\n"
        "    familiar: {instrument: BDI, sd: 10, source: trial}\n",
        f"    measure: {measure}\n    better: higher\n    {given}\n",
    )


OUTCOME = "  - id: stroke\n    label: Stroke\n    measure: RR\n    better: lower\n"
RISK = "    baseline_risks: [{label: average, risk: 0.3, source: registry}]\n"
SIZES = "    thresholds: {small: 0.02, moderate: 0.05, large: 0.1, source: survey}\n"


def stroke(measure: str, more: str) -> tuple[str, str]:
    """Give the first outcome another measure, and other keys in the place of risk and sizes."""
    own = "".join(f"    {line}\n" for line in more.split("; "))
    return OUTCOME + RISK + SIZES, OUTCOME.replace("RR", measure) + own


def analysed(*lines: str) -> tuple[str, str]:
    """Give the review other keys of analysis."""
    return "  min_trials: 3\n  tau2: REML\n", "".join(f"  {line}\n" for line in lines)


def tried(keys: str) -> tuple[str, str]:
    """Give the review another sensitivity analysis."""
    return "{id: strict, label: Strict, tau2: DL}", f"{{id: strict, label: Strict, {keys}}}"


def branded(keys: str) -> tuple[str, str]:
    """Give the review a brand."""
    title = "  title: Aspirin after stroke\n"
    return title, f"{title}  brand: {{{keys}}}\n"


def kept_in_git(path: str) -> tuple[str, str]:
    """Make the registry from a file of a repository."""
    git = f"{{repository: 'https://example.org/r', tag: latest, path: '{path}'}}"
    return "timepoints:", f"registry: {{import: {{git: {git}, format: metapsy}}}}\ntimepoints:"


def choosing(keys: str) -> tuple[str, str]:
    return "weeks: [40, 60]", f"weeks: [40, 60], {keys}"


CASES = {
    "nearest to nothing": choosing("choose: nearest"),
    "a target of the last": choosing("choose: last, target: 12"),
    "a target that nothing asks for": choosing("target: 12"),
    "common model with an estimator": own_analysis("{model: common, tau2: DL}"),
    "three levels without variation": analysed("dependence: three-level", "model: common"),
    "three levels by moments": analysed("dependence: three-level", "tau2: DL"),
    "three levels of one outcome by moments": (
        "    measure: SMD\n",
        "    measure: SMD\n    analysis: {dependence: three-level, tau2: PM}\n",
    ),
    "a correlation of one": analysed("instrument_correlation: 1"),
    "a correlation below none": analysed("crossover_correlation: -0.1"),
    "a level below half": analysed("level: 0.49"),
    "a level of one": analysed("level: 1"),
    "a ratio of spreads of one": ("analysis:", "checks: {max_sd_ratio: 1}\nanalysis:"),
    "a review by Mantel and Haenszel with another estimator": analysed(
        "method: mantel-haenszel", "tau2: REML"
    ),
    "a review by Mantel and Haenszel with an interval of its own": analysed(
        "method: mantel-haenszel", "tau2: DL", "interval: knapp-hartung"
    ),
    "a common model by Mantel and Haenszel with t": analysed(
        "method: mantel-haenszel", "model: common", "interval: t"
    ),
    "an outcome by Peto with another interval": (
        "    measure: RR\n",
        "    measure: OR\n    analysis: {method: peto, model: common, interval: t}\n",
    ),
    "an outcome by Peto with random effects": (
        "    measure: RR\n",
        "    measure: OR\n    analysis: {method: peto}\n",
    ),
    "a review by Peto of a risk ratio": analysed("method: peto", "model: common"),
    "an analysis by Peto with random effects": tried("method: peto, model: random"),
    "an analysis by Mantel and Haenszel with an estimator": tried(
        "method: mantel-haenszel, tau2: PM"
    ),
    "an analysis by Peto with an interval": tried("method: peto, interval: knapp-hartung"),
    "boolean for a fraction": ("sd: 10", "sd: yes"),
    "boolean for a threshold": ("small: 0.02", "small: yes"),
    "threshold that is infinite": ("small: 0.02", "small: .inf"),
    "threshold of nothing": ("small: 0.02", "small: 0"),
    **{
        f"a threshold of {small} that no benefit reaches": stroke(
            "RR",
            "baseline_risks: [{label: few, risk: 0.03, source: us}]; "
            f"thresholds: {{small: {small}, source: us}}",
        )
        for small in ("0.05", "0.65", "{per_1000: 30}")
    },
    "a mean that falls by all": stroke("ROM", "thresholds: {small: 1, source: us}"),
    "a mean that falls by more than all": stroke("ROM", "thresholds: {small: 1.2, source: us}"),
    "people in 1000 of a rate": stroke(
        "IRR", "person_time: {unit: person-years}; thresholds: {small: {per_1000: 5}, source: us}"
    ),
    "people in 1000 of a ratio of means": stroke(
        "ROM", "thresholds: {small: {per_1000: 5}, source: us}"
    ),
    "surveillance with brackets that cross": surveillance('{terms: ["(a [b) c]"]}'),
    "surveillance with a bracket that closes nothing": surveillance('{terms: ["a) OR b"]}'),
    "surveillance with a term without end": surveillance(f"{{terms: [{'x' * 2001}]}}"),
    "surveillance with a contact of two lines": surveillance('{terms: x, contact: "a@b.org\\nc"}'),
    "an identifier that is a number": ("{id: strict,", "{id: 1.5,"),
    "a key that is a list": ("  tau2: REML", "  [tau2]: REML"),
    "keys taken from elsewhere": ("  tau2: REML", "  <<: {tau2: REML}"),
    "a protocol without a bottom": ("  tau2: REML", "  tau2: " + "[" * 60 + "]" * 60),
    "a text in a language that the review has not": (
        "  title: Aspirin after stroke",
        "  languages: [en, es]\n  title: {en: Aspirin, fr: Aspirine}",
    ),
    "no language": ("  title: Aspirin after stroke", "  languages: []\n  title: Aspirin"),
    "a language and languages": (
        "  title: Aspirin after stroke",
        "  language: en\n  languages: [en]\n  title: Aspirin",
    ),
    "two faults that hang together": (
        "  min_trials: 3\n  tau2: REML\n",
        "  min_trials: none\n  model: common\n  tau2: DL\n",
    ),
    "minimal important difference of an SMD without a deviation": least("value: 3, source: us"),
    "minimal important difference of an SMD whose deviation has no source": least(
        "value: 3, source: us, sd: 9"
    ),
    "minimal important difference of an MD with a deviation": least(
        "value: 3, source: us, sd: 9, sd_source: us", "MD"
    ),
    "minimal important difference of a ratio of means": least("value: 3, source: us", "ROM"),
    "minimal important difference of nothing": least("value: 0, source: us", "MD"),
    "minimal important difference without a source": least("value: 3", "MD"),
    "minimal important difference of events": (
        "    measure: RR\n",
        "    measure: RR\n    minimal_important_differences: "
        "[{instrument: BDI, method: anchor, value: 3, source: us}]\n",
    ),
    "outcomes of a comparison that there are not": (
        "    include: {design: [parallel]}",
        "    include: {design: [parallel]}\n    outcomes: [stroke, mod]",
    ),
    "an outcome of no comparison": (
        "    include: {design: [parallel]}",
        "    include: {design: [parallel]}\n    outcomes: [stroke]",
    ),
    "a whole number beyond all numbers": ("small: 0.02", "small: " + "9" * 400),
    "pool that is no boolean": own_analysis("{pool: maybe}"),
    "unknown key": ("    better: lower", "    beter: lower"),
    "unknown key far from any": ("    better: lower", "    better: lower\n    zzz: 1"),
    "unknown section": ("analysis:", "analysys:"),
    "missing key": ("  title: Aspirin after stroke\n", ""),
    "missing section": (PROTOCOL[PROTOCOL.index("timepoints") : PROTOCOL.index("comparis")], ""),
    "wrong choice": ("measure: RR", "measure: RR2"),
    "a measure that is nearly another": ("measure: SMD", "measure: Cohen's d"),
    "an interval in the place of an estimator": ("tau2: REML", "tau2: HKSJ"),
    "an estimator in the place of an interval": ("tau2: REML", "interval: DerSimonian-Laird"),
    "an interval among sensitivity analyses": ("- wald", "- Knapp-Hartung"),
    "wrong choice near": ("tau2: REML", "tau2: RELM"),
    "boolean for number": ("min_trials: 3", "min_trials: yes"),
    "fraction for whole": ("min_trials: 3", "min_trials: 2.5"),
    "zero trials": ("min_trials: 3", "min_trials: 0"),
    "decimal comma": ("sd: 10", "sd: '10,5'"),
    "negative": ("sd: 10", "sd: -10"),
    "infinite": ("sd: 10", "sd: .inf"),
    "number for text": ("title: Aspirin after stroke", "title: 12"),
    "empty text": ("title: Aspirin after stroke", "title: ''"),
    "nothing": ("  title: Aspirin after stroke", "  title:"),
    "bad date": ("next_search: 2026-12-15", "next_search: 15.12.2026"),
    "impossible date": ("next_search: 2026-12-15", "next_search: 2026-13-45"),
    "address without https": (
        "  authors: [A. Author]",
        "  authors: [A. Author]\n  url: www.example.org/aspirin",
    ),
    "address for a DOI": (
        "  authors: [A. Author]",
        "  authors: [A. Author]\n  doi: https://doi.org/10.5281/zenodo.1234567",
    ),
    "number for an ORCID iD": author("{name: A. Author, orcid: '0000000218250097'}"),
    "slip in an ORCID iD": author("{name: A. Author, orcid: 0000-0002-1825-0079}"),
    "key that no author has": author("{name: A. Author, orchid: 0000-0002-1825-0097}"),
    "author without a name": author("{orcid: 0000-0002-1825-0097}"),
    "author who is a number": author("12"),
    "author without letters": author("''"),
    "one ORCID iD for two": author(
        "{name: A. Author, orcid: 0000-0002-1825-0097}, "
        "{name: B. Author, orcid: https://orcid.org/0000-0002-1825-0097}"
    ),
    "author with and without an ORCID iD": author(
        "A. Author, {name: a. author, orcid: 0000-0002-1825-0097}"
    ),
    "bad identifier": ("id: stroke", "id: first stroke"),
    "repeated identifier": ("id: mood", "id: Stroke"),
    "repeated key": ("  tau2: REML", "  tau2: REML\n  tau2: DL"),
    "one end of a range": ("weeks: [40, 60]", "weeks: [40]"),
    "three ends": ("weeks: [40, 60]", "weeks: [40, 60, 80]"),
    "range reversed": ("weeks: [40, 60]", "weeks: [60, 40]"),
    "range for one number": ("range: [0, 63]", "range: 63"),
    "risk of one": ("risk: 0.3", "risk: 1"),
    "percentage": ("risk: 0.3", "risk: 30"),
    "text for a mapping": ("{population: Adults, intervention: Aspirin, comparator: Placebo}", "x"),
    "text for a list of outcomes": (PROTOCOL[PROTOCOL.index("\n  - id: stroke") : -1], " none"),
    "no outcomes": (PROTOCOL[PROTOCOL.index("\n  - id: stroke") : -1], " []"),
    "thresholds not ascending": ("large: 0.1", "large: 0.01"),
    "large without moderate": (", moderate: 0.05", ""),
    "threshold as percentage": ("large: 0.1", "large: 10"),
    "threshold of no known form": ("small: 0.02", "small: {per1000: 20}"),
    "threshold that is a word": ("small: 0.02", "small: 20%"),
    "thresholds that fall like ratios": (
        "{small: 0.02, moderate: 0.05, large: 0.1,",
        "{small: 0.8, moderate: 0.65, large: 0.5,",
    ),
    "threshold of no difference": ("small: 0.02", "small: {ratio: 1}"),
    "thresholds in two ways": ("small: 0.02", "small: {ratio: 0.9}"),
    "ratios not ascending": (
        "small: 0.02, moderate: 0.05, large: 0.1",
        "small: {ratio: 0.8}, moderate: {ratio: 1.2}",
    ),
    "ratios meant": (
        "small: 0.02, moderate: 0.05, large: 0.1",
        "small: 0.35, moderate: 0.5, large: 0.8",
    ),
    "more than everybody in 1000": (
        "small: 0.02, moderate: 0.05, large: 0.1",
        "small: {per_1000: 1200}",
    ),
    "ratio of a difference": (
        "better: higher\n",
        "better: higher\n    thresholds: {small: {ratio: 0.8}, source: us}\n",
    ),
    "risk of a mean": (
        "better: higher\n",
        "better: higher\n    thresholds: {small: {per_1000: 20}, source: us}\n",
    ),
    "unit of a ratio": ("    measure: RR", "    unit: points\n    measure: RR"),
    "unit of an SMD": ("    measure: SMD", "    unit: points\n    measure: SMD"),
    "hazard ratio without a time": ("measure: RR", "measure: HR"),
    "hazard ratio of survival": (
        "    label: Stroke\n    measure: RR\n    better: lower\n    baseline_risks: [{label: "
        "average, risk: 0.3, source: registry}]",
        "    label: Stroke-free survival\n    measure: HR\n    better: lower",
    ),
    "rate without person-time": (
        "    measure: RR\n    better: lower\n    baseline_risks: [{label: average, risk: 0.3, "
        "source: registry}]",
        "    measure: IRR\n    better: lower",
    ),
    "baseline risk of a rate": (
        "measure: RR",
        "measure: IRR\n    person_time: {unit: person-years}",
    ),
    "person-time of a risk": ("measure: RR", "measure: RR\n    person_time: {unit: person-years}"),
    "baseline risk of a mean": ("measure: RR", "measure: MD"),
    "familiar units of a ratio": ("measure: SMD", "measure: MD"),
    "instrument of a count": ("measure: SMD", "measure: OR"),
    "unknown sensitivity": ("- wald", "- wlad"),
    "sensitivity changes nothing": (", tau2: DL}", "}"),
    "sensitivity contradicts itself": ("tau2: DL}", "tau2: DL, model: common}"),
    "empty filter": ("design: [parallel]", "design: []"),
    "boolean in a filter": ("design: [parallel]", "design: [no]"),
    "direction not a boolean": ("higher_is_better: false", "higher_is_better: maybe"),
    "unknown key of an instrument": ("higher_is_better: false", "higher_is_bettr: false"),
    "sequential view switched on by a word": sequential("yes"),
    "sequential alpha as percentage": sequential("{alpha: 5}"),
    "sequential power as percentage": sequential("{power: 80}"),
    "sequential key unknown": sequential("{heterogenity: none}"),
    "sequential difference of no outcome": sequential(
        "{differences: {moood: {difference: 0.3, source: panel}}}"
    ),
    "sequential difference without source": sequential("{differences: {mood: {difference: 0.3}}}"),
    "sequential difference as percentage": sequential(
        "{differences: {stroke: {difference: 5, source: panel}}}"
    ),
    "surveillance of everything": surveillance("{study_type: any}"),
    "surveillance with an open bracket": surveillance("{conditions: ['(depression OR anxiety']}"),
    "surveillance with an open quotation": surveillance("{terms: ['peer \"support']}"),
    "surveillance without a reachable contact": surveillance("{terms: x, contact: the team}"),
    "surveillance key unknown": surveillance("{condition: depression}"),
    "own analysis of an outcome with an unknown key": own_analysis("{modell: common}"),
    "own analysis of an outcome that contradicts itself": own_analysis("{model: common, tau2: DL}"),
    "own analysis of a count with the variance of an SMD": own_analysis("{smd_variance: UB}"),
    "own analysis of an outcome with a sequential view": own_analysis("{sequential: {}}"),
    "own sensitivity analysis that changes nothing": own_analysis(
        "{sensitivity: [{id: x, label: X}]}"
    ),
    "own subgroups twice": own_analysis("{subgroups: [category, Category]}"),
    "own moderator with a step of nothing": own_analysis("{moderators: [{column: dose, per: 0}]}"),
    "own moderator with an unknown key": own_analysis("{moderators: [{column: dose, units: mg}]}"),
    "own moderator without a column": own_analysis("{moderators: [{label: Dose}]}"),
    "moderator twice": own_analysis("{moderators: [dose, {column: dose, per: 2}]}"),
    "own method of a mean": ("measure: SMD", "measure: SMD\n    analysis: {method: peto}"),
    "own method of Peto with random effects and a risk ratio": own_analysis("{method: peto}"),
    "own method with another estimator": own_analysis("{method: mantel-haenszel, tau2: PM}"),
    "unknown method": own_analysis("{method: Bayes}"),
    "a number to show": shown("3"),
    "more columns than a table has room for": shown("[a, b, c, d, e, f, g]"),
    "more columns than a forest plot has room for": shown(
        f"[{', '.join(f'{{column: {each}, forest: true}}' for each in 'abcd')}]"
    ),
    "two problems": ("    measure: RR\n    better: lower", "    measure: XX\n    better: XX"),
    "a list for a language": (
        "  title: Aspirin after stroke",
        "  language: [es, en]\n  title: Aspirin",
    ),
    "a list for a text": ("label: Stroke", "label: [Stroke]"),
    "a mapping for a text": ("{id: strict,", "{id: {strict: x},"),
    "a number for a text in a language": ("label: Stroke", "label: {en: 12}"),
    "an interval with its safeguard": analysed("interval: mKH"),
    "a key by another name": analysed("confidence: 95"),
    "a key of another section": ("    measure: RR", "    measure: RR\n    interval: t"),
    "a brand in a colour that is none": branded("colour: tael"),
    "a brand in a colour that shines through": branded("colour: '#0a5a6680'"),
    "a brand in no colour": branded("colour:"),
    "a brand with a logo of another kind": branded("logo: brand/logo.bmp"),
    "a brand with a logo that the program makes": branded("logo: report/logo.svg"),
    "a repository in the place of a file": kept_in_git("."),
}
