"""Reads every page of a review, and names each sentence that is not so or not well written."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from cells import groups_faults, line_faults
from claims import claims_in
from documents import Grid, Heading, Page, Passage, page_of
from drawn_reviews import Drawn
from facts import Facts, facts_of


@dataclass(frozen=True)
class Contradiction:
    """Something that a reader finds wrong: the kind, the page, the words, and why."""

    kind: str
    page: str
    words: str
    why: str

    def __str__(self) -> str:
        return f"[{self.kind}] {self.page}: “{self.words}” ({self.why})"


# Sentences that hold one of these say something of a finding and have to be understood.
TELLING = re.compile(
    r"\b(?:favour\w*|increas\w+|reduc\w+|improv\w+|fewer|participants?|little (?:to|or) no)\b", re.I
)
# What is said of no single finding.
GENERAL = (
    r"^(?:The )?review includes",
    r"^Between two searches",
    r"^Looking repeatedly",
    r"^No trial has been|^In the comparison of",
    r"^Across (?:\w+|\d+) other analys",
    r"^By \w+: Q for the difference",
    r"range that includes effects in favour of either side",
    r"chance of doing better",
    r"^In [^:]*: what do",
    r"sources than the first may miss",
    r"fewer than ten trials",
    r"^(?:The|A sequential) view counts participants",
    r"^No trial of ",
    r"^To find .* would need",
    r"^With [\d,]+ participants(?: so far)?,",
    r"^The z-value first reached",
    r"^The number of participants is not known of",
    r"^The plots of further results",
    r"is about this: that the effect on .* (?:lies between|favours|is none)",
    r"is about this: that the true effect on .* is close to the estimate",
    r"^Fewer than two trials",
    r"^(?:The|Each) estimate is little to no difference, as in the main analysis\.$",
    r"^Domains of ",
    r"^With the variance within trials alone",
    r"if the trials did not differ it would",
    r"^The interval of the (?:most precise trial|one trial that gives one)",
    r"^The trials differ more than chance alone would make them on average; together",
    r"would be enough\.$|that is enough\.$",
    r"^Rule: ",
    r"^(?:Inconsistency: )?The confidence interval (?:already|lies in the ranges?)",
    r"^(?:Risk of bias: )?Share of the participants",
    r"^Across|^Leaving out one trial",
)


def read(review: Drawn, texts: dict[str, str] | None = None) -> list[Contradiction]:
    """Read the texts of a review, its own or others said to be of it."""
    return list(_Reader(review, texts or review.texts).read())


class _Reader:
    def __init__(self, review: Drawn, texts: dict[str, str]) -> None:
        self.review, self.texts = review, texts
        self.facts = facts_of(review)

    def read(self) -> Iterator[Contradiction]:
        for name, text in self.texts.items():
            if name.endswith((".qmd", ".md")):
                page = page_of(name, text)
                yield from well_written(page)
                yield from self._page(page)
            elif name.endswith(".csv"):
                yield from self._table(name, text)
            elif name.endswith(".json"):
                yield from self._program(name, text)

    def _page(self, page: Page) -> Iterator[Contradiction]:
        own = page.name.removeprefix("finding-").removesuffix(".qmd")
        if own in self.facts:
            yield from self._finding(page, self.facts[own])
        elif page.name in ("index.qmd", "discussion.qmd", "print/summary.md", "results.qmd", PLAIN):
            yield from self._together(page)
        elif page.name == "print/review.md":
            yield from self._whole(page)
        for grid in page.grids:
            yield from self._grid(page, grid)

    def _finding(self, page: Page, facts: Facts) -> Iterator[Contradiction]:
        if page.description:
            yield from self._said(page.name, page.description, facts)
        for passage in page.passages:
            for sentence in told_in(passage, facts):
                yield from self._said(page.name, sentence, facts)

    def _said(self, page: str, sentence: str, facts: Facts) -> Iterator[Contradiction]:
        understood = False
        for _, _, fault in claims_in(sentence, facts):
            understood = True
            if fault:
                yield Contradiction(fault.kind, page, sentence, fault.why)
        if not understood and TELLING.search(sentence) and not _general(sentence):
            yield Contradiction("not understood", page, sentence, f"of {facts.key}")

    def _together(self, page: Page) -> Iterator[Contradiction]:
        """Read sentences that have to name the finding that they speak of."""
        headings = {each.anchor: each.text for each in page.parts if isinstance(each, Heading)}
        against = {each.comparator for each in self.facts.values()}
        before: str | None = None
        for passage in page.passages:
            # On the plain page a heading says what is compared.
            above = mentioned(headings.get(passage.under, "") * (page.name == PLAIN), against)
            compared = max(above, key=len, default=None)
            if passage.under == "for-patients":
                # Of several comparisons, a line above each result says what is compared.
                if " compared with " in passage.text and not TELLING.search(passage.text):
                    before = max(mentioned(passage.text, against), key=len, default=None)
                compared = before
            for sentence in passage.sentences:
                if not TELLING.search(sentence) or _general(sentence):
                    continue
                if passage.under.startswith("certainty-"):
                    level = passage.under.removeprefix("certainty-").replace("-", " ")
                    sentence = with_level(sentence, level)
                for clause in clauses(sentence, self.facts.values()):
                    own = replace(clause, comparator=clause.comparator or compared)
                    yield from self._clause(page.name, own, passage)

    def _clause(self, page: str, clause: Clause, passage: Passage) -> Iterator[Contradiction]:
        named = self.named(clause, passage)
        if not named:
            yield Contradiction("not understood", page, clause.text, "names no finding")
            return
        tried = {each.key: list(self._said(page, clause.text, each)) for each in named}
        if len(re.findall(r"\bcompared with ", clause.text)) > 1:
            yield from (fault for faults in tried.values() for fault in faults)
        elif len(named) > 1:
            yield Contradiction("which finding", page, clause.text, f"could be {', '.join(tried)}")
        if all(tried.values()):
            yield from min(tried.values(), key=len)

    def named(self, clause: Clause, passage: Passage) -> list[Facts]:
        """Give the findings that a clause could be of: those of every name that it gives."""
        left = [each for each in self.facts.values() if each.trials]
        for names in (
            lambda f: set(f.names),
            lambda f: {f.intervention},
            lambda f: {f.comparator},
            lambda f: {f.time},
        ):
            every = {name for f in left for name in names(f)}
            text = clause.text
            if not (given := mentioned(text, every)):
                whole = passage.item or passage.text.startswith("forest")
                given = mentioned(passage.text, every) if whole else set()
            if names(left[0]) & {left[0].comparator} and clause.comparator:
                given = {clause.comparator}
            if names(left[0]) & {left[0].time} and clause.time:
                given = {clause.time}
            if given:
                left = [f for f in left if names(f) & given] or left
            elif names(left[0]) & {left[0].label}:
                return []
        return left

    def _whole(self, page: Page) -> Iterator[Contradiction]:
        """Read the chapters of findings of the whole review."""
        facts: Facts | None = None
        for part in page.parts:
            if isinstance(part, Heading):
                if part.level <= 2:
                    facts = self.facts.get(part.anchor.removeprefix("finding-"))
            elif isinstance(part, Passage) and facts:
                for sentence in told_in(part, facts):
                    yield from self._said(page.name, sentence, facts)

    def _grid(self, page: Page, grid: Grid) -> Iterator[Contradiction]:
        if not grid.id.startswith("tbl-summary"):
            return
        comparison = grid.id.removeprefix("tbl-summary").removeprefix("-")
        banner = ""
        for row in grid.rows:
            if len(row) == 1:
                banner = " ".join(row[0])
                continue
            label, time = row[0][0], " ".join(row[0][1:2])
            whole = [
                each
                for each in self.facts.values()
                if each.comparison == comparison or each.comparison_label == banner
            ]
            if level := re.fullmatch(r"Category: (.*)", time):
                parts = [f.subgroup(level[1]) for f in whole if f.label == label]
                shown = _row_above(grid, row, label)
                found = [p for p in parts if p and shown.startswith(p.time)]
            else:
                found = [each for each in whole if _is_row(each, label, time)]
            if not found:
                yield Contradiction("row of no finding", page.name, label, grid.id)
            for facts in found[:1]:
                yield from self._row(page, row, facts)
                for cell in row:
                    for line in cell:
                        for fault in line_faults(line, facts):
                            why = f"{fault.why} ({facts.key})"
                            yield Contradiction(f"table: {fault.kind}", page.name, line, why)

    def _row(
        self, page: Page, row: tuple[tuple[str, ...], ...], facts: Facts
    ) -> Iterator[Contradiction]:
        cells = [" / ".join(each) for each in row]
        for cell in cells[1:]:
            for _, _, fault in claims_in(cell, facts):
                if fault:
                    yield Contradiction(f"table: {fault.kind}", page.name, cell, fault.why)
        for fault in groups_faults(cells, facts):
            yield Contradiction(f"table: {fault.kind}", page.name, facts.key, fault.why)
        told = re.compile(r"\(\d+ trials?|no trials|^\d+ trials?;")
        # On paper they stand below the outcome, in its cell.
        people = next((line for cell in row for line in cell if told.search(line)), "")
        if facts.trials:
            known, missing = facts.people
            wanted = rf"(?:at least )?{known:,} \({len(facts.told)} trial"
            if known and not re.match(wanted, people):
                yield Contradiction("table: people", page.name, people, f"{known}, {facts.key}")
            if known and people.startswith("at least") is not (missing > 0):
                yield Contradiction("table: people", page.name, people, f"{missing} missing")
            if not known and people != f"{_trials(facts)}; how many participants is not known":
                yield Contradiction("table: people", page.name, people, f"none known, {facts.key}")
            lacking = re.search(r"(\d+) of unknown size", people)
            if known and (int(lacking[1]) if lacking else 0) != missing:
                yield Contradiction("table: people", page.name, people, f"{missing} missing")
        said = " ".join(row[-1])
        if facts.certainty and not any(name in STATEMENTS for name, _, _ in claims_in(said, facts)):
            yield Contradiction("not understood", page.name, said, facts.key)
        own = (facts.label, facts.as_object, facts.event, facts.intervention, facts.comparator)
        own = (*own, facts.time, *(each.label for each in facts.baselines))
        own = (*own, *(each.instrument for each in facts.trials))
        for name in re.findall(r"\b[A-Za-z]+-?\d+\b", said):
            if not any(name in each for each in own):
                yield Contradiction("name", page.name, said, f"{name}, {facts.key}")
        if facts.effect is not None:
            lines = [line for each in cells for line in each.split(" / ")]
            shown = [line for line in lines if line.startswith(f"{facts.measure} ")]
            if not shown:
                yield Contradiction("table: effect", page.name, " | ".join(cells), facts.key)
        certainty = facts.certainty or ("not rated" if facts.trials else None)
        if certainty and not any(c.lower().startswith(certainty) for c in cells):
            yield Contradiction("table: certainty", page.name, " | ".join(cells), facts.key)

    def _table(self, name: str, text: str) -> Iterator[Contradiction]:
        """Read a CSV file and hold it against the facts."""
        if name.removeprefix("data/") not in ("results.csv", "summary-of-findings.csv"):
            return
        for row in csv.DictReader(io.StringIO(text)):
            if name.endswith("results.csv"):
                key = f"{row['comparison']}-{row['outcome']}-{row['timepoint']}"
                yield from _figures(name, self.facts[key], row)
                continue
            named = (row["comparison"], row["outcome"], row["follow_up"])
            found = [
                each
                for each in self.facts.values()
                if each.comparison == named[0] and _is_row(each, *named[1:])
            ]
            if not found:
                yield Contradiction("row of no finding", name, ", ".join(named), "no such finding")
            if row.get("subgroup"):
                level = row["subgroup"].removeprefix("category: ")
                found = [part for each in found if (part := each.subgroup(level))]
            for facts in found[:1]:
                yield from _figures(name, facts, _as_results(row))
                yield from _risks(name, facts, row)

    def _program(self, name: str, text: str) -> Iterator[Contradiction]:
        """Read what is written for programs: findings.json, the table as JSON, and FHIR."""
        told = json.loads(text)
        if name == "findings.json":
            for each in told["findings"]:
                yield from self._told(name, each)
        elif name == "fhir.json":
            for entry in told["entry"]:
                if entry["resource"]["resourceType"] == "Evidence":
                    yield from self._evidence(entry["resource"])
        else:
            for table in told:
                for each in table["rows"]:
                    facts = self.facts[each["key"]]
                    if each.get("subgroup"):
                        level = each["subgroup"].removeprefix("category: ")
                        facts = facts.subgroup(level) or facts
                    row = {**each, **(each["effect"] or {}), "certainty": each["level"]}
                    yield from _figures(name, facts, _written(row))
                    yield from _polarity(name, facts, each["better"])

    def _told(self, name: str, each: dict[str, Any]) -> Iterator[Contradiction]:
        facts = self.facts[f"{each['comparison']}-{each['outcome']}-{each['timepoint']}"]
        rating = each["certainty"] or {}
        row = {**each, **(each["pooled"] or {}), "certainty": rating.get("level")}
        yield from _figures(name, facts, _written(row))
        yield from _polarity(name, facts, each["better"])

    def _evidence(self, resource: dict[str, Any]) -> Iterator[Contradiction]:
        key = resource["identifier"][0]["value"].split("/", 1)[1]
        facts = self.facts[key]
        name = "fhir.json"
        first = resource["statistic"][0]
        if facts.effect is None:
            yield Contradiction("fhir: effect", name, key, "nothing is pooled")
            return
        value = first["quantity"]["value"]
        if not _near(value, facts.effect[0]):
            yield Contradiction("fhir: estimate", name, key, f"{value} for {facts.effect[0]}")
        ends = [
            (each["range"]["low"]["value"], each["range"]["high"]["value"])
            for each in first["attributeEstimate"]
            if "range" in each and "onfidence" in json.dumps(each["type"])
        ]
        if ends and not all(map(_near, ends[0], facts.effect[1:])):
            yield Contradiction("fhir: interval", name, key, f"{ends[0]} for {facts.effect[1:]}")
        size = first.get("sampleSize", {})
        if size.get("numberOfStudies") != facts.k:
            yield Contradiction("fhir: trials", name, key, f"{size} for {facts.k}")
        known = sum(each.n or 0 for each in facts.usable)
        if (size.get("numberOfParticipants") or 0) != known:
            yield Contradiction("fhir: people", name, key, f"{size} for {known}")
        notes = " ".join(each["text"] for each in resource.get("note", ()))
        if f"A {facts.better} value is better" not in notes:
            yield Contradiction("fhir: polarity", name, key, notes)
        if (resource.get("assertion") or "") != facts.statement:
            yield Contradiction("fhir: statement", name, key, resource.get("assertion", ""))
        rating = json.dumps(resource.get("certainty", [{}])[0].get("rating", {}))
        if facts.certainty and f'"{facts.certainty.replace(" ", "-")}"' not in rating:
            yield Contradiction("fhir: certainty", name, key, rating)


def told_in(passage: Passage, facts: Facts) -> Iterator[str]:
    """Give the sentences of a passage; of an item about a baseline each with the baseline."""
    first, *others = passage.sentences
    yield first
    labels = [each.label for each in facts.baselines if first.startswith(each.label)]
    for sentence in others:
        begun = f"{labels[0]}: {sentence[:1].lower()}{sentence[1:]}" if labels else sentence
        yield begun if passage.item else sentence


LEVEL = r"(?:very low|low|moderate|high) certainty: "
OPENING = re.compile(rf"(?:^|; )({LEVEL}|certainty not rated(?: \([^)]*\))?: )", re.I)
BASELINE = re.compile(r"at a (?:risk|rate) of .*?\), ", re.I)
PLACE = re.compile(r"(\bat a (?:risk|rate) of [^()]*\([^;)]*)(\), )", re.I)
ESTIMATE = re.compile(r"([A-Z]{2,3} [^;]*?CI [^;]*?|[A-Z]{2,3} \S+ to [^;]*); ")
TRIALS = re.compile(r"\b[\w,]+ trials?\b.*$")
EVIDENCE = re.compile(
    r"\((?P<evidence>[^()]*\btrials?\b[^()]*(?:participants?|not known|of unknown size)"
    r"|(?:[^()]*; )?(?:each with )?(?P<same>the same (?:[\w,]+ )?trials?))\)"
)


@dataclass(frozen=True)
class Clause:
    """What a sentence says of one finding, with the comparator that was named before it."""

    text: str
    comparator: str | None = None
    time: str | None = None


def clauses(sentence: str, every: Iterable[Facts]) -> list[Clause]:
    """Take a sentence that tells several findings apart, each with its certainty and subject.

    What stands before a subject, a baseline, holds for all that follows it.
    """
    if not re.match(rf"(?:{LEVEL}|certainty not rated)", sentence, re.I):
        return [Clause(sentence)]
    facts, found, at = list(every), [], 0
    level = subject = place = before = ""
    comparator: str | None = None
    time: str | None = None
    for evidence in EVIDENCE.finditer(sentence):
        said = sentence[at : evidence.start()].strip()
        at = evidence.end()
        said = re.sub(r"^(?:;|,|and)\s+", "", said)
        if opening := OPENING.search(said):
            level = "" if "not rated" in opening[1] else opening[1].rstrip(": ").lower()
            said = said[opening.end() :]
            subject = ""
        if against := re.match(r"(.*?)\bcompared with ", said):
            names = {each.comparator for each in facts}
            rest = said[against.end() :]
            fits = [name for name in names if rest.lower().startswith(name.lower())]
            comparator = max(fits, key=len, default=None)
            if comparator:
                rest = rest[len(comparator) :].lstrip(", ")
            said, subject = (against[1] + rest).strip(), against[1]
            place = ""
        if where := BASELINE.match(said):
            place, said = where[0], said[where.end() :]
        elif mentioned(said, {each.intervention for each in facts}):
            place = ""
        if begun := re.match(r"the evidence is very uncertain about the effect of ", said, re.I):
            who = mentioned(said[begun.end() :], {each.intervention for each in facts})
            subject = f"{begun[0]}{next(iter(who), '')} on "
        elif who := mentioned(said, {each.intervention for each in facts}):
            subject = f"{next(iter(who))} "
        elif subject:
            said = subject + said
        behind = evidence["evidence"]
        if evidence["same"]:
            # Said of the trials before, whose number and people must be true of these as well.
            behind = behind.replace(evidence["same"], before)
        before = TRIALS.search(behind)[0] if TRIALS.search(behind) else ""
        if estimate := ESTIMATE.match(behind):
            behind = behind[estimate.end() :]
            said = f"{said} ({estimate[1]}), and no threshold was agreed"
        # At a baseline it is the certainty there, which stands beside the baseline.
        certainty = f"{level}; " if level and not place else ""
        said = with_level(place + said, level.removesuffix(" certainty"))
        # A time stands for what follows it until another is named.
        parts = at_times(behind, {each.time for each in facts})
        # Whom 'favours … over …' names stands for itself, whatever was named before.
        own = mentioned(said, {each.comparator for each in facts}) if " favours " in said else set()
        whose = next(iter(own)) if len(own) == 1 else comparator
        for each, trials in parts or [(time, behind)]:
            time = each
            found.append(Clause(f"{said} ({certainty}{trials})", whose, each))
    return found or [Clause(sentence)]


def at_times(evidence: str, times: Iterable[str]) -> list[tuple[str, str]]:
    """Take the evidence at several times apart: 'at once, two trials; later, one trial'."""
    told = sorted(
        (match.start(), each)
        for each in mentioned(evidence, times)
        if (match := re.search(re.escape(each), evidence, re.I))
    )
    if not told:
        return []
    ends = [start for start, _ in told[1:]] + [len(evidence)]
    own = [evidence[start:end] for (start, _), end in zip(told, ends, strict=True)]
    # Said once behind all times, it is that of each.
    return [
        (each, part if re.search(r"\btrials?\b", part) else f"{each}; {own[-1]}")
        for (_, each), part in zip(told, own, strict=True)
    ]


def with_level(text: str, level: str) -> str:
    """Put the certainty under which a sentence stands beside the baseline that it names."""
    return PLACE.sub(rf"\1; {level} certainty\2", text) if level else text


def mentioned(text: str, names: Iterable[str]) -> set[str]:
    """Give the names that a text mentions; of a name within another the longer one alone."""
    found, left = set(), text.lower()
    for name in sorted(names, key=len, reverse=True):
        pattern = rf"(?<![\w-]){re.escape(name.lower())}(?![\w-])"
        if re.search(pattern, left):
            found.add(name)
            left = re.sub(pattern, "·", left)
    return found


def _general(sentence: str) -> bool:
    return any(re.search(each, sentence, re.I) for each in GENERAL)


STATEMENTS = ("statement", "very uncertain", "undecided", "no size", "between sizes")


def _trials(facts: Facts) -> str:
    number = len(facts.told)
    return f"{number} {'trial' if number == 1 else 'trials'}"


Cells = tuple[tuple[str, ...], ...]


def _row_above(grid: Grid, row: Cells, label: str) -> str:
    """Give the time of the last row of an outcome above one of its subgroups."""
    time = ""
    for other in grid.rows:
        if other is row:
            return time
        if other[0][0] == label and not other[0][1].startswith("Category: "):
            time = other[0][1]
    return time


def _is_row(facts: Facts, label: str, time: str) -> bool:
    """Tell whether a row is of a finding: its time is followed by the weeks it was measured at."""
    return (
        facts.label == label
        and re.fullmatch(rf"{re.escape(facts.time)}(?: \([^)]*\))?", time) is not None
    )


def _near(one: float | str, other: float) -> bool:
    return abs(float(one) - other) <= 1e-9 * max(1.0, abs(other))


def _written(row: dict[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _as_results(row: dict[str, str]) -> dict[str, str]:
    return {**row, "k": row["trials"], "n": row["participants"]}


def _figures(name: str, facts: Facts, row: dict[str, str]) -> Iterator[Contradiction]:
    """Hold a row of figures against the facts of its finding."""
    key = facts.key
    if int(float(row["k"])) != facts.k:
        yield Contradiction("data: trials", name, key, f"{row['k']} for {facts.k}")
    of = facts.usable or facts.trials
    known = [each.n for each in of if each.n is not None]
    if (float(row["n"]) if row["n"] else 0) != sum(known):
        yield Contradiction("data: people", name, key, f"{row['n']} for {sum(known)}")
    if row.get("estimate") and facts.effect:
        for field, value in zip(("estimate", "ci_low", "ci_high"), facts.effect, strict=True):
            if not _near(row[field], value):
                yield Contradiction("data: effect", name, key, f"{row[field]} for {value}")
    elif facts.pooled or row.get("estimate"):
        yield Contradiction("data: effect", name, key, f"'{row.get('estimate')}'")
    if (row["certainty"] or None) != facts.certainty:
        yield Contradiction("data: certainty", name, key, f"{row['certainty']} {facts.certainty}")
    if facts.statement and row["statement"] != facts.statement:
        yield Contradiction("data: statement", name, key, row["statement"])


def _risks(name: str, facts: Facts, row: dict[str, str]) -> Iterator[Contradiction]:
    """Hold the risks or rates of a row against those that follow from the effect."""
    if not row["with_comparator"] or facts.effect is None:
        return
    place = next((b for b in facts.baselines if b.label == row["baseline_label"]), None)
    if place is None:
        yield Contradiction("data: baseline", name, facts.key, row["baseline_label"])
        return
    with_ = [facts.risk_with(value, place.value) for value in facts.effect]
    wanted = {
        "with_comparator": place.value,
        "with_intervention": with_[0],
        "difference": with_[0] - place.value,
        "difference_ci_low": with_[1] - place.value,
        "difference_ci_high": with_[2] - place.value,
    }
    for field, value in wanted.items():
        if not _near(row[field], value):
            yield Contradiction("data: risk", name, facts.key, f"{field} {row[field]} for {value}")


def _polarity(name: str, facts: Facts, better: str) -> Iterator[Contradiction]:
    if better != facts.better:
        yield Contradiction("data: polarity", name, facts.key, better)


# How it is written -----------------------------------------------------------------------------

PROPER = (
    *("Crohn’s", "Kundalini", "Alexander", "Swedish", "John’s", "Clostridioides", "Beck", "Wald"),
    *("Knapp", "Hartung", "Cohen", "Hedges", "Cochrane", "Egger", "Peto", "Mantel", "Haenszel"),
    *("DerSimonian", "Laird", "Paule", "Mandel", "WOMAC", "PTSD", "HbA1c", "CBT", "SSRIs"),
    *("COVID", "MEDLINE", "GRADE", "Norway", "November", "October"),
)
VOWELS = re.compile(r"[aeiou]|hour|honest|SMD|MD|RR|RD|OR|IR|HR|SS|8|11\b|18\b", re.I)
CONSONANTS = re.compile(r"uni(?!m|n)|use|usu(?!r)|one\b|once|eu|(?-i:U[A-Z])", re.I)
FIXES = (
    (r"\b(\w+) \1\b", "a word twice"),
    (r"([^.]{12,}\.) \1", "a sentence twice"),
    (r"[^\s|]  +[^\s|]", "two blanks"),
    (r" [,.;:](?:\s|$)", "a blank before a sign"),
    (r"\.\.|,,|;;|::|,\.|\.;|;\.|:\.(?!\w)", "two signs"),
    (r"\(\s|\s\)|\(\)|\[\]", "an empty or loose bracket"),
    (
        r"(?<![.:] )(?<!^)\bNone\b|^None$|\bNone (?:per|of \d)|\bnan\b|\binf\b|\bTrue\b|\bFalse\b"
        r"|\{\{|\}\}|\{%|%\}|undefined",
        "unfilled",
    ),
    (r"(?:favours?|favoured|in favour of|on the side of)\s*(?:[,.;)]|$|to\b|and\b)", "no name"),
    (rf"\b(?:{'|'.join(('two', 'three', 'four', 'five', 'six'))}) s\b", "no noun"),
    (
        r"\bone (?:trials|results|rows|people)\b|\b(?:two|three|four|five|six) (?:trial|result)\b",
        "number of a noun",
    ),
    (r"\bOnly no\b|\bno trials (?:gave|give)\b", "only no trials"),
    (r"τ² 0 \((?:\d+% )?(?:CI )?0 to 0\)", "an interval of nothing"),
)
# Where every result is told for itself, in the same words.
PLAIN = "plain-language-summary.qmd"
# Words that may stand twice.
TWICE = re.compile(r"\bhad had\b", re.I)


def well_written(page: Page) -> Iterator[Contradiction]:
    """Name what is wrong with the words, whatever they say."""
    pieces = [*_pieces(page)]
    for words in pieces:
        for pattern, kind in FIXES:
            if found := re.search(pattern, words):
                if kind == "a word twice" and TWICE.search(found[0]):
                    continue
                yield Contradiction(kind, page.name, _around(words, found), found[0])
        for found in re.finditer(r"\b([Aa]n?) (?:‘|“)?(\w[\w-]*)", words):
            vowel = bool(VOWELS.match(found[2])) and not CONSONANTS.match(found[2])
            if found[2][:1].isupper() and not found.start():
                continue  # The letter of a footnote.
            if (found[1].lower() == "an") is not vowel:
                yield Contradiction("article", page.name, _around(words, found), found[0])
        for name in PROPER:
            low = name[:1].lower() + name[1:]
            if name and (found := re.search(rf"(?<![\w-]){re.escape(low)}(?![\w])", words)):
                yield Contradiction("proper name", page.name, _around(words, found), name)
    yield from _headings(page)
    if page.name not in ("print/review.md", PLAIN):
        said: Counter[tuple[str, str]] = Counter()
        results = 0
        for passage in page.passages:
            # An item of a list stands for what its heading names; a sentence for the whole page.
            # An abstract is read alone.
            alone = passage.item or passage.under == "abstract"
            where = passage.under if alone else ""
            parts = (passage.text,) if passage.item else passage.sentences
            if passage.under == "for-patients":
                # Each result is told whole, and of each risk, as on the page in plain words.
                where, parts = f"{passage.under} {results}", tuple(dict.fromkeys(parts))
            said.update((where, part) for part in parts if len(part.split()) > 3)
            together = zip(passage.sentences, passage.sentences[1:], strict=False)
            said.update({(where, a): 2 for a, b in together if a == b and len(a.split()) <= 3})
            within = Counter(passage.sentences if passage.item else ())
            said.update({(where, part): n for part, n in within.items() if n > 1})
            results += passage.text.startswith("This comes from ")
        for (_, sentence), times in said.items():
            if times > 1:
                yield Contradiction("said twice", page.name, sentence, f"{times} times")


def _pieces(page: Page) -> Iterator[str]:
    yield page.title
    yield page.description
    for part in page.parts:
        if isinstance(part, Heading | Passage):
            yield part.text
        else:
            yield part.caption
            yield from part.headings
            yield from part.notes
            yield from (line for row in part.rows for cell in row for line in cell)


def _headings(page: Page) -> Iterator[Contradiction]:
    parts = [*page.parts]
    for at, part in enumerate(parts):
        if not isinstance(part, Heading) or part.anchor == "references":
            continue
        following = parts[at + 1] if at + 1 < len(parts) else None
        if following is None or (isinstance(following, Heading) and following.level <= part.level):
            yield Contradiction("empty heading", page.name, part.text, part.anchor)


def _around(words: str, found: re.Match[str]) -> str:
    start, end = max(0, found.start() - 60), found.end() + 60
    return f"{'…' if start else ''}{words[start:end]}{'…' if end < len(words) else ''}"
