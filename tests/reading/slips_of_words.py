"""Slips put into the texts of a review one at a time: a word turned, a number changed, a name lost.

Each is one that a reader could be misled by; the reader of these tests has to name every one.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from claims import claims_in
from documents import Passage, page_of
from drawn_reviews import Drawn
from facts import Facts, facts_of

Edit = Callable[[random.Random, str, Facts], "str | None"]


@dataclass(frozen=True)
class Slip:
    """One text of a review made wrong: the kind, the file, what was written and what is now."""

    kind: str
    file: str
    before: str
    after: str
    text: str


def slips(review: Drawn, chance: random.Random, wanted: int) -> Iterator[Slip]:
    """Give that many slips, of all kinds in turn, where a kind has a place."""
    every = facts_of(review)
    places = list(_places(review, every))
    kinds: list[tuple[str, Edit | None]] = [*WORDS.items(), *((name, None) for name in DATA)]
    chance.shuffle(kinds)
    made = 0
    while made < wanted:
        before = made
        for kind, edit in kinds:
            if made == wanted:
                return
            found = (
                _in_words(kind, edit, review, places, chance)
                if edit
                else _in_data(kind, review, chance)
            )
            if found:
                made += 1
                yield found
        if made == before:
            return


def _places(review: Drawn, every: dict[str, Facts]) -> Iterator[tuple[str, str, Facts]]:
    """Give every sentence that makes a claim, with its file and the finding it is about."""
    for name, text in review.texts.items():
        facts = every.get(name.removeprefix("finding-").removesuffix(".qmd"))
        if facts is None:
            continue
        for part in page_of(name, text).parts:
            if not isinstance(part, Passage):
                continue
            for sentence in part.sentences:
                if text.count(sentence) and list(claims_in(sentence, facts)):
                    yield name, sentence, facts


def _in_words(
    kind: str,
    edit: Edit,
    review: Drawn,
    places: list[tuple[str, str, Facts]],
    chance: random.Random,
) -> Slip | None:
    for name, sentence, facts in chance.sample(places, len(places)):
        after = edit(chance, sentence, facts)
        if after is None or after == sentence:
            continue
        text = review.texts[name]
        at = text.rindex(sentence)
        changed = text[:at] + after + text[at + len(sentence) :]
        return Slip(kind, name, sentence, after, changed)
    return None


def _swapped(*pairs: tuple[str, str]) -> Edit:
    """Turn the first of these words that a sentence has into its opposite."""

    def edit(chance: random.Random, sentence: str, facts: Facts) -> str | None:
        found = [(a, b) for pair in pairs for a, b in (pair, pair[::-1])]
        chance.shuffle(found)
        for one, other in found:
            pattern = rf"\b{one}\b"
            if re.search(pattern, sentence):
                return re.sub(pattern, other, sentence, count=1)
        return None

    return edit


def _other_side(chance: random.Random, sentence: str, facts: Facts) -> str | None:
    found = re.search(
        rf"(favour(?:s|ed)?|in favour of|on the side of) "
        rf"({re.escape(facts.intervention)}|{re.escape(facts.comparator)})",
        sentence,
    )
    if not found:
        return None
    other = facts.comparator if found[2] == facts.intervention else facts.intervention
    return sentence[: found.start(2)] + other + sentence[found.end(2) :]


def _number(pattern: str) -> Edit:
    """Change a digit of a number that stands as a pattern says."""

    def edit(chance: random.Random, sentence: str, facts: Facts) -> str | None:
        found = list(re.finditer(pattern, sentence))
        if not found:
            return None
        match = chance.choice(found)
        text = match[1]
        digits = [at for at, sign in enumerate(text) if sign.isdigit()]
        at = chance.choice(digits)
        step = chance.choice((3, 4, 5, 6, 7))
        changed = text[:at] + str((int(text[at]) + step) % 10) + text[at + 1 :]
        return sentence[: match.start(1)] + changed + sentence[match.end(1) :]

    return edit


def _replaced(pattern: str, by: str) -> Edit:
    def edit(chance: random.Random, sentence: str, facts: Facts) -> str | None:
        changed = re.sub(pattern, by, sentence, count=1)
        return None if changed == sentence else changed

    return edit


def _count(chance: random.Random, sentence: str, facts: Facts) -> str | None:
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    found = re.search(rf"\b({'|'.join(words)}) (?:trial|of them)", sentence, re.I)
    if not found or "unknown size" in sentence[found.end() : found.end() + 30]:
        return None
    other = words[(words.index(found[1].lower()) + 1) % len(words)]
    return sentence[: found.start(1)] + other + sentence[found.end(1) :]


def _doubled(chance: random.Random, sentence: str, facts: Facts) -> str | None:
    words = list(re.finditer(r"(?<= )[a-z]{2,}(?= )", sentence))
    if not words:
        return None
    word = chance.choice(words)
    return f"{sentence[: word.end()]} {word[0]}{sentence[word.end() :]}"


def _twice(chance: random.Random, sentence: str, facts: Facts) -> str | None:
    return f"{sentence} {sentence}" if sentence.endswith(".") and "**" not in sentence else None


def _lower_name(chance: random.Random, sentence: str, facts: Facts) -> str | None:
    for name in ("Crohn", "Kundalini", "Alexander", "Swedish", "John’s", "Clostridioides", "Beck"):
        if name in sentence:
            return sentence.replace(name, name.lower(), 1)
    return None


def _unit_lost(chance: random.Random, sentence: str, facts: Facts) -> str | None:
    unit = facts.unit if facts.measure == "MD" else ""
    if facts.measure == "IRD":
        unit = "per 100 person-years"
    if not unit or f" {unit} (" not in sentence:
        return None
    return sentence.replace(f" {unit} (", " (", 1)


def _ends_swapped(chance: random.Random, sentence: str, facts: Facts) -> str | None:
    found = re.search(r"CI,? (−?[\d.,]+\d) to (−?[\d.,]+\d)\)", sentence)
    if not found or found[1] == found[2]:
        return None
    return f"{sentence[: found.start(1)]}{found[2]} to {found[1]}{sentence[found.end(2) :]}"


def _sign(chance: random.Random, sentence: str, facts: Facts) -> str | None:
    found = re.search(r"(?:was|SMD|MD|RD|IRD) (−?)(\d+\.\d+)", sentence)
    if not found or not float(found[2]) or facts.null:
        return None
    minus = "" if found[1] else "−"
    return sentence[: found.start(1)] + minus + sentence[found.start(2) :]


def _whole_range(chance: random.Random, sentence: str, facts: Facts) -> str | None:
    both = "that includes effects in favour of either side"
    if both not in sentence:
        return None
    side = chance.choice((facts.intervention, facts.comparator))
    return sentence.replace(both, f"wholly on the side of {side}")


def _sized(edit: Edit) -> Edit:
    """Change a size only where one word alone is true: at a threshold two are."""

    def sized(chance: random.Random, sentence: str, facts: Facts) -> str | None:
        ends = facts.effect or ()
        if any(len(facts.sizes(end, place)) > 1 for end in ends for place in facts.places):
            return None
        return edit(chance, sentence, facts)

    return sized


WORDS: dict[str, Edit] = {
    "increase for reduce": _swapped(
        ("increases", "reduces"), ("increase", "reduce"), ("large increase", "large reduction")
    ),
    "reduce for improve": _replaced(r"\bimprove(?=s?\b)", "reduce"),
    "more for fewer": _swapped(("more per", "fewer per")),
    "benefit for harm": _swapped(("benefit", "harm")),
    "other side": _other_side,
    "another size": _sized(
        _swapped(
            ("a small", "a large"), ("a moderate", "a large"), ("small effect", "moderate effect")
        )
    ),
    "slightly lost": _sized(_replaced(r" slightly\b", "")),
    "no difference for a large one": _sized(
        _replaced(r"results? in little to no difference in", "reduces")
    ),
    "verb surer": _replaced(r"\bprobably (?=\w)", ""),
    "verb less sure": _replaced(r"\bprobably\b", "may"),
    "may lost": _replaced(r"\bmay (?=(?:reduce|increase|improve|result))", "probably "),
    "certainty": _swapped(("is high", "is low"), ("is moderate", "is very low")),
    "levels": _replaced(r"\(one level\)", "(two levels)"),
    "domain": _replaced(r"for imprecision \(", "for indirectness ("),
    "estimate": _number(r"(?:was|OR|RR|HR|IRR|ROM|SMD|MD|RD|IRD) −?(\d+\.\d+)"),
    "limit": _number(r"CI,? (?:−?\d+\.\d+ to )?−?(\d+\.\d+)"),
    "ends swapped": _ends_swapped,
    "sign": _sign,
    "people": _number(r"([\d,]*\d) participants"),
    "trials": _count,
    "people lost": _replaced(
        r"(?:at least )?[\d,]+ participants", "how many participants is not known"
    ),
    "at least lost": _replaced(r"at least (?=[\d,]+ participants)", ""),
    "at least added": _replaced(r"(?<!least )\b(?=[\d,]+ participants)", "at least "),
    "risk": _number(r"(\d+)(?: events per 100 person-years)? with "),
    "prediction": _number(r"between −?(\d+\.\d+)"),
    "either side": _whole_range,
    "threshold": _number(r"from (?:a ratio of )?(\d+(?:\.\d+)?)"),
    "unit lost": _unit_lost,
    "name lost": _replaced(r"(?<=in favour of )[^.,;]+", ""),
    "word twice": _doubled,
    "sentence twice": _twice,
    "two blanks": _replaced(r"(?<=\w) (?=\w)", "  "),
    "proper name": _lower_name,
    "None": _replaced(r"\d+\.\d+", "None"),
    "article": _replaced(r"\ban (?=important|effect)", "a "),
    "brace": _replaced(r"\bthe\b", "{{ the"),
}


# In data ---------------------------------------------------------------------------------------


def _in_data(kind: str, review: Drawn, chance: random.Random) -> Slip | None:
    name, change = DATA[kind]
    text = review.texts[name]
    after = change(chance, text)
    return None if after is None or after == text else Slip(kind, name, kind, kind, after)


def _cell(*columns: str) -> Callable[[random.Random, str], str | None]:
    def change(chance: random.Random, text: str) -> str | None:
        rows = list(csv.DictReader(io.StringIO(text)))
        places = [(row, c) for row in rows for c in columns if row.get(c) and row["certainty"]]
        if not places:
            return None
        row, column = chance.choice(places)
        row[column] = _other(chance, row[column])
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    return change


def _other(chance: random.Random, value: Any) -> Any:
    """Give a value that another finding could have."""
    levels = ["high", "moderate", "low", "very low"]
    if value in levels:
        return chance.choice([each for each in levels if each != value])
    if value in ("higher", "lower"):
        return {"higher": "lower", "lower": "higher"}[value]
    try:
        number = float(value)
    except ValueError:
        return f"{value} Not."
    number = number + 1 if number == int(number) else number * chance.choice((-1.0, 1.02))
    return str(number) if isinstance(value, str) else number


def _node(*wanted: str) -> Callable[[random.Random, str], str | None]:
    """Change one value below the findings of a document; `wanted` are paths with * for any."""

    def change(chance: random.Random, text: str) -> str | None:
        document = json.loads(text)
        places = [place for path in wanted for place in _follow(document, path.split("."))]
        if not places:
            return None
        holder, key = chance.choice(places)
        holder[key] = _other(chance, holder[key])
        return json.dumps(document, ensure_ascii=False)

    return change


def _follow(node: Any, path: list[str]) -> Iterator[tuple[Any, Any]]:
    head, *rest = path
    if isinstance(node, list):
        keys: list[Any] = list(range(len(node))) if head == "*" else [int(head)]
    elif isinstance(node, dict):
        keys = [head] if head in node else []
    else:
        return
    for key in keys:
        if key in (range(len(node)) if isinstance(node, list) else node):
            if rest:
                yield from _follow(node[key], rest)
            elif node[key] not in (None, ""):
                yield node, key


def _table_cell(chance: random.Random, text: str) -> str | None:
    """Change a digit in a cell of the summary of findings."""
    body = re.search(r'<table id="tbl-summary.*?</table>', text, re.S)
    cells = (
        list(re.finditer(r'<td class="(?:text|number)[^>]*>(.*?)</td>', body[0])) if body else []
    )
    places = [
        body.start() + cell.start(1) + digit.start()
        for cell in cells
        for digit in re.finditer(r"(?<![A-Za-z])\d", cell[1])
        if body
        and "not rated" not in cell[1]
        and "100 person" not in cell[1]
        and "1000" not in cell[1][digit.start() : digit.start() + 4]
        and not re.search(r"1\d?\d?$", cell[1][: digit.start()])
    ]
    if not places:
        return None
    at = chance.choice(places)
    return f"{text[:at]}{(int(text[at]) + chance.choice((3, 4, 5, 6))) % 10}{text[at + 1 :]}"


DATA: dict[str, tuple[str, Callable[[random.Random, str], str | None]]] = {
    "table: figure": ("index.qmd", _table_cell),
    "csv: figure": ("data/results.csv", _cell("estimate", "ci_low", "ci_high", "k", "n")),
    "csv: words": ("data/results.csv", _cell("certainty", "statement")),
    "summary csv: figure": (
        "data/summary-of-findings.csv",
        _cell("estimate", "ci_low", "ci_high", "trials", "participants"),
    ),
    "summary csv: risk": (
        "data/summary-of-findings.csv",
        _cell("with_intervention", "difference", "difference_ci_low", "difference_ci_high"),
    ),
    "summary csv: words": ("data/summary-of-findings.csv", _cell("certainty", "statement")),
    "summary json": (
        "data/summary-of-findings.json",
        _node("*.rows.*.effect.estimate", "*.rows.*.k", "*.rows.*.level", "*.rows.*.better"),
    ),
    "json": (
        "findings.json",
        _node(
            "findings.*.pooled.estimate",
            "findings.*.pooled.ci_low",
            "findings.*.better",
            "findings.*.certainty.level",
            "findings.*.k",
            "findings.*.statement",
        ),
    ),
    "fhir": (
        "fhir.json",
        _node(
            "entry.*.resource.statistic.0.quantity.value",
            "entry.*.resource.statistic.0.sampleSize.numberOfStudies",
            "entry.*.resource.statistic.0.sampleSize.numberOfParticipants",
            "entry.*.resource.assertion",
        ),
    ),
}
