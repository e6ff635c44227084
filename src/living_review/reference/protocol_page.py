"""`docs/reference/protocol.md`: every key of a protocol, from its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from living_review.ground.spelling import bare
from living_review.protocol import IDENTIFIER
from living_review.protocol.choices import WRITTEN
from living_review.reference.markdown import code, table

SCHEMA_FILE = "protocol.schema.json"
INTRODUCTION = f"""\
# The protocol, key by key

Written by `make schemas` from the models that read `data/protocol.yml`. A key that is not listed
here stops the program, with its line and the nearest key that there is.

Editors that know the YAML language server check the file while it is written, and complete keys and
values, if its first line names the schema that is beside this page:

```yaml
# yaml-language-server: $schema=../docs/{SCHEMA_FILE}
```

The schema holds what each key allows by itself. What must hold between keys, such as thresholds
that ascend, is said by `living-review check`.

Where a list of text is allowed, one text may stand alone. Dates are written 2026-12-15. An
identifier has letters, digits, `_`, `.` and `-`; 64 at most; a letter or digit first. `[]` stands
for each item of a list, `NAME` for a name of your own. What may be given by language is written
`{{en: Recovery, de: Genesung}}` where it is, with a tag of `review.languages` before each.
"""
CHOICES = """\
## Thresholds, and what their numbers mean

What `thresholds` hold depends on the measure, and a slip here changes every sentence:

| measure | a plain number | also |
|---|---|---|
| SMD | standard deviations | |
| MD | the points that `unit` names | |
| RD | a difference in risk: 0.02 is 20 per 1000 | `{per_1000: 20}` |
| OR, RR, HR | **a difference in risk** too, never a ratio | `{per_1000: 20}`, `{ratio: 0.8}` |
| IRD, IRR | a difference in rate, in the time that `person_time` names | IRR: `{ratio: 0.8}` |
| ROM | a relative change: 0.1 is 10 % | `{ratio: 0.9}` |

A ratio counts alike for benefit and harm (0.8 and 1.25) and needs no baseline risk; a difference in
risk or rate is looked at at every baseline. Small, moderate and large are all written in one way.

A least threshold that no benefit could reach at the baseline risks stated is refused: with 0.1 at a
risk of 0.05 every benefit, also one that leaves nobody ill, would be called little to no
difference.
Where only the trials tell the risk, it is queried (`threshold-out-of-reach`), the report names no
size, and says why. Queried as well: moderate or large out of reach, a small threshold beside which
halving the risk would not count, and differences in risk without any risk
(`threshold-without-baseline`).

## Hazards, rates and units

```yaml
outcomes:
  - id: death
    label: Death from any cause      # the event; "survival" is refused for a hazard ratio
    measure: HR
    better: lower
    baseline_risks: [{label: Average, risk: 0.1, at: 12 months, source: cohort}]
    thresholds: {small: {per_1000: 10}, source: the panel}
  - id: falls
    label: Falls
    measure: IRR
    better: lower
    person_time: {unit: person-years, per: 100}
    baseline_rates: [{label: Average, rate: 60, source: cohort}]   # 60 falls per 100 person-years
    thresholds: {small: {ratio: 0.9}, moderate: {ratio: 0.8}, source: the panel}
  - id: pressure
    label: Systolic blood pressure
    measure: MD
    better: lower
    unit: mmHg
```

- A hazard ratio comes from contrasts: an estimate with its interval or standard error, or
  `o_minus_e` and `variance` of a log-rank test, log HR = (O − E)/V with variance 1/V (Yusuf et
  al. 1985, Tierney et al. 2007). Where a row has both, the estimate is used. The counts of arms
  give none. The risk with the intervention is 1 − (1 − p)^HR, so `at` says by when.
- Rates come from `events` and `time_at_risk` of the arms, or from contrasts. A rate counts events
  and not people, so that they may be more than `n`. IRR: log((x₁/t₁)/(x₂/t₂)), variance 1/x₁ +
  1/x₂; half an event is added to both arms where one has none, and a trial without events says
  nothing. IRD: x₁/t₁ − x₂/t₂ of the counts as they are, variance x₁/t₁² + x₂/t₂², where half an
  event is added. Time that is less than a day for each person sets the row aside; time that does
  not fit the weeks of the row or the other arm is queried.
- Rates, differences of rates (also those of contrasts), their thresholds and baselines are all
  events in as much time as `person_time` says.
- Nothing is converted between these measures: an RR for an HR outcome keeps its direction alone.

## Authors and their ORCID iDs

```yaml
review:
  authors:
    - {name: Josiah Carberry, orcid: 0000-0002-1825-0097}
    - A group without one
```

An ORCID iD may also be written as its address, `https://orcid.org/0000-0002-1825-0097`. Its last
character is checked, and one that stands twice is refused. It is a link behind the author's name at
the foot of every page, under Methods and on the first page of review.pdf, and stands in
`findings.json`, in the citation file (`citation.cff`) and in what pages tell programs. BibTeX and
RIS have no field for it. Nothing is asked of orcid.org.

## One outcome, analysed otherwise

`outcomes[].analysis` takes the keys of `analysis` that make sense for one outcome; each stands in
the place of the review's, and what is left out is the review's. A list (`sensitivity`, `subgroups`,
`moderators`) replaces the whole list. The report says under Methods what is done otherwise.

```yaml
outcomes:
  - id: death
    label: Death
    measure: OR
    better: lower
    analysis: {method: peto, model: common, min_trials: 2}
```

## Columns that readers see

A review may add columns of its own to trials.csv. Two keys show them, by name or with a label and a
unit, each in every language of the review:

```yaml
analysis:
  moderators:
    - {column: latitude, label: absolute latitude, unit: degrees, per: 10}
show:
  - {column: latitude, label: Absolute latitude, unit: degrees, forest: true}
  - {column: allocation, label: {en: Allocation, de: Zuteilung}}
```

`moderators` regresses the effects on each column of numbers, one at a time, where ten pooled trials
at least have a number. What goes with a step is told on the natural scale: a factor for ratios, a
difference else, with its interval, what heterogeneity is left, R², how many trials have no number,
and a bubble plot. `per` is the step. Without it, the step is 1, 2 or 5 times a power of ten: the
one nearest, as a ratio, to a quarter of the range of the trials' values, and no less than one where
all values are whole. A `per` that is longer than the range, or shorter than a thousandth of it,
gives way to that step and is queried (`step-out-of-range`). Where trials have two values only, such
as 0 and 1, they are told as two groups, whatever `per` says. The column `year` is told in years
later, a `unit` of % in percentage points. A label stands in sentences as you write it: begin it
small unless it is a name (Jadad score). R² is left out where these trials have no τ² without it.
A cell that is no number is queried with its row, a column of dates or words by its name
(`moderator-not-a-number`), an empty cell too (`grouping-missing`), and a column without any value
(`column-empty`); where all trials have the same number, the report says that nothing can be
regressed on it.

`show` puts columns into the table of trials, and with `forest: true` beside the names of the trials
in the forest plots: numbers to the right, as the registry has them, words to the left and in up to
three lines. A column for which a plot has no room is left out of it, and a note below names it; on
a narrow screen the plot has none. A column in which no trial has a value is not shown, which
`check` tells (`column-empty`). What can be downloaded is the same with and without `show`.

## Which method for events

`method` says how odds ratios, risk ratios and risk differences are pooled; all else goes by inverse
variance, whatever it says.

- `inverse-variance` weighs the effect of each trial. It is the default and goes with every model,
  τ² and interval. With few events the variances are poor, and half an event has to be added to an
  empty cell.
- `mantel-haenszel` pools the counts themselves and is the better choice with few events. With
  `model: common` the estimate, its variance, the weights and Q are those of the method; an empty
  cell is taken as it is. With `model: random` it is what RevMan 5 does: weights are inverse
  variances, and τ² is DerSimonian and Laird's from Q about the Mantel-Haenszel estimate, with half
  an event added to each cell of a trial with an empty one.
- `peto` pools odds ratios, with `model: common` only. It is for rare events (below about one in a
  hundred), arms of like size and small effects; elsewhere it is biased. The odds ratios of the
  trials are shown as Peto has them.

With the last two the interval is Wald's. A trial in which nobody, or everybody, had the event adds
nothing to a ratio and is not counted in the number of trials; by `mantel-haenszel` it counts for a
risk difference. A trial that reports a comparison alone has no counts: it is named beside the pool
and left out of it. By `peto` it is pooled where it reports `o_minus_e` and `variance`, which are
what that method pools. The arms of a crossover trial are counted as if they were different people,
and its note says so. Meta-regression and the tests for small-study effects rest on the effects of
the trials; the diagnostics of influence are not given for `mantel-haenszel`. The sensitivity
analyses `mantel-haenszel` and `peto` set one of the methods beside another; `revman` is the random
model of the second where every trial of an outcome reports its counts, and of the first where one
does not.
"""
NAMES = """
## The field's own names

These names, of other programs and of the literature, are read as the value; capitals, dashes and
words such as method, model or estimator do not matter. Where a name belongs to another key, or is
nearly one of the values, the message says so. `risk of bias` stands for `without_risk_of_bias`. The
JSON Schema knows the values alone, so that an editor underlines the other names.
"""
_LIMITS = (
    ("exclusiveMinimum", "above"),
    ("minimum", "at least"),
    ("exclusiveMaximum", "below"),
    ("maximum", "at most"),
)
_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}


def protocol_page(schema: Mapping[str, Any]) -> str:
    """Write the page from the schema of a protocol."""
    page = _Page(schema)
    parts = [INTRODUCTION, CHOICES, _names()]
    for key, node in schema["properties"].items():
        required = key in schema["required"]
        parts.append(page.section(key, node, required=required))
    return "\n".join(parts)


def _names() -> str:
    """List what else a choice may be called."""
    rows = [
        (code(key), code(value), "; ".join({bare(name): name for name in reversed(names)}.values()))
        for key, values in WRITTEN.items()
        for value, names in values.items()
        if names
    ]
    return f"{NAMES}\n{table(('Key', 'Value', 'Also read as it'), rows)}"


class _Page:
    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._named = schema["$defs"]

    def section(self, key: str, node: Mapping[str, Any], *, required: bool) -> str:
        rows = list(self._rows(key, node))
        header = ("Key", "Required", "Allowed", "Without it", "Meaning")
        must = "Required." if required else "May be left out."
        return "\n".join((f"## {key}\n", f"{node['description']} {must}\n", table(header, rows)))

    def _rows(self, path: str, node: Mapping[str, Any]) -> Iterator[Sequence[str]]:
        """Yield a row for each key below a key, the parts of a part right after it."""
        for inside, model in self._models(path, node):
            for key, child in model["properties"].items():
                place = f"{inside}.{key}"
                yield (
                    code(place),
                    "yes" if key in model.get("required", ()) else "",
                    self.allowed(child),
                    _default(child),
                    child["description"],
                )
                yield from self._rows(place, child)

    def _models(
        self, path: str, node: Mapping[str, Any]
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the mappings of named keys that a node holds, each with the path into it."""
        if "$ref" in node:
            yield path, self._named[node["$ref"].rpartition("/")[2]]
        for part in node.get("anyOf", ()):
            yield from self._models(path, part)
        if isinstance(node.get("items"), Mapping):
            yield from self._models(f"{path}[]", node["items"])
        if isinstance(node.get("additionalProperties"), Mapping):
            yield from self._models(f"{path}.NAME", node["additionalProperties"])

    def allowed(self, node: Mapping[str, Any]) -> str:
        """Say in words what a node allows."""
        if "$ref" in node:
            return "the keys below"
        if "const" in node:
            return code(str(node["const"]))
        if "enum" in node:
            return ", ".join(code(str(value)) for value in node["enum"])
        if "anyOf" in node:
            return " or ".join(self._alternatives(node["anyOf"]))
        kind = node.get("type")
        if kind == "array":
            return self._list(node)
        if kind == "object":
            return self._mapping(node)
        return _scalar(node)

    def _alternatives(self, parts: Sequence[Mapping[str, Any]]) -> list[str]:
        """Say the alternatives, without null, and without the one value that may stand alone."""
        lists = [part["items"] for part in parts if "items" in part]
        kept = [part for part in parts if part.get("type") != "null" and part not in lists]
        alone = [
            part for part in kept if part not in [p for of in lists for p in of.get("anyOf", ())]
        ]
        return list(dict.fromkeys(self.allowed(part) for part in alone))

    def _list(self, node: Mapping[str, Any]) -> str:
        if "prefixItems" in node:
            return (
                f"a list of {len(node['prefixItems'])}: {self.allowed(node['prefixItems'][0])} each"
            )
        least = ", one at least" if node.get("minItems") else ""
        if "$ref" in node["items"]:
            return f"a list, each with the keys below{least}"
        return f"a list of: {self.allowed(node['items'])}{least}"

    def _mapping(self, node: Mapping[str, Any]) -> str:
        inner = node.get("additionalProperties")
        if "propertyNames" in node:
            return "the same by language"
        if inner is False and "properties" in node:
            keys = (f"{key}: {self.allowed(child)}" for key, child in node["properties"].items())
            return code(f"{{{', '.join(keys)}}}")
        if not isinstance(inner, Mapping):
            return "the keys below"
        if "$ref" in inner:
            return "names, each with the keys below"
        return f"names, each with {self.allowed(inner)}"


def _scalar(node: Mapping[str, Any]) -> str:
    if node.get("format") == "date":
        return "a date"
    if IDENTIFIER.pattern in node.get("pattern", ""):
        return "an identifier"
    limits = [f"{word} {node[key]:g}" for key, word in _LIMITS if key in node]
    return " ".join(filter(None, (_TYPES[node["type"]], " and ".join(limits))))


def _default(node: Mapping[str, Any]) -> str:
    value = node.get("default")
    if value in (None, "", [], {}) or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(code(str(each)) for each in value)
    return code(value if isinstance(value, str) else json.dumps(value))
