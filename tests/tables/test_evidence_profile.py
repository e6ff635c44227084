"""The page on certainty: one column a domain, decisions beside proposals, and how they stood."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
import sample_documents
from sample_findings import many, narrative, readmission, recovery, single

from living_review.document import summary_files
from living_review.document.evidence_words import standing_of_decisions
from living_review.findings import BetterOff, Findings, LevelAt, PastDecision
from living_review.tables import evidence_profile as tables
from living_review.tables import summary_of_findings


def lines(cell) -> str:
    return " / ".join(cell.lines)


def with_domains(finding, **changes):
    domains = tuple(
        domain.model_copy(update=changes.get(domain.name, {}))
        for domain in finding.certainty.domains
    )
    rating = finding.certainty.model_copy(update={"domains": domains})
    return finding.model_copy(update={"certainty": rating})


DECIDED = {
    "decided": -1,
    "reason": "wide interval",
    "by": "Review maintainers",
    "date": dt.date(2026, 11, 22),
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decided": None, "proposed": -2, "state": "proposed"}, "Very serious (−2) / proposed"),
        ({**DECIDED, "proposed": -1, "state": "confirmed"}, "Serious (−1) / confirmed"),
        (
            {**DECIDED, "proposed": 0, "state": "overridden"},
            "Serious (−1) / overridden; the rule proposes 0",
        ),
        ({**DECIDED, "proposed": None, "state": "confirmed"}, "Serious (−1) / decided"),
        ({**DECIDED, "proposed": 0, "state": "stale"}, "Serious (−1) / decided, now stale"),
        ({"decided": None, "proposed": None, "state": "not assessed"}, "Not assessed"),
    ],
)
def test_a_domain_says_how_serious_and_who_stands_behind_it(changes, said):
    finding = with_domains(recovery(), imprecision=changes)
    [row] = tables.profile([finding], finding.comparison).rows
    cell = row.cells[2 + tables.FIVE.index("imprecision")]
    assert lines(cell).startswith(said)
    assert cell.href.startswith(f"finding-{finding.key}.html#effect-")
    assert (cell.css == "stale") == (changes["state"] == "stale")


def test_a_finding_that_is_not_rated_says_why():
    finding = narrative().model_copy(
        update={"certainty": None, "not_rated": "no trial gave a result that can be weighed"}
    )
    [row] = tables.profile([finding], finding.comparison).rows
    assert lines(row.cells[1]) == "Not rated / no trial gave a result that can be weighed"


def test_decisions_stand_beside_proposals_after_those_they_replaced():
    past = PastDecision(
        version=1, decided=0, reason="narrow", by="Review maintainers", date=dt.date(2026, 1, 2)
    )
    changes = {**DECIDED, "proposed": -2, "state": "overridden", "history": (past,)}
    bare = {"decided": None, "state": "proposed"}
    others = dict.fromkeys(("risk_of_bias", "inconsistency", "publication_bias"), bare)
    finding = with_domains(recovery(), imprecision=changes, indirectness=bare, **others)
    first, second = tables.decisions([finding]).rows
    assert lines(first.cells[5]) == "Replaced (from version 1)"
    assert lines(second.cells[2]) == "Rated down by two levels"
    assert lines(second.cells[3]) == "Rated down by one level"
    assert lines(second.cells[4]) == "Review maintainers / 22 November 2026"
    assert lines(second.cells[6]) == "Wide interval."


@pytest.mark.parametrize("comparisons", [1, 2])
def test_a_decision_tells_its_comparison_where_there_are_several(comparisons: int) -> None:
    decided = {each: {**DECIDED, "proposed": -1, "state": "confirmed"} for each in tables.FIVE}
    found = [
        with_domains(recovery(), **decided).model_copy(
            update={"comparison": f"c{n}", "comparison_label": f"peers {n}"}
        )
        for n in range(comparisons)
    ]
    told = {each.cells[0].lines for each in tables.decisions(found).rows}
    assert len(told) == comparisons
    assert all(len(each) == 2 + (comparisons > 1) for each in told)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_a_profile_heads_its_effects_by_their_level_and_without_any_by_the_usual(
    level: float,
) -> None:
    found = recovery().model_copy(update={"level": level})
    for given, said in (([found], f"{level:.0%}"), ([], "95%")):
        assert f"({said} CI)" in tables.profile(given, found.comparison).columns[-1].heading


@pytest.mark.parametrize(
    ("synthesis", "k", "said"),
    [("single", 1, "SMD 0.20"), ("single", 0, "Not pooled"), ("narrative", 1, "Not pooled")],
)
def test_the_effect_of_the_only_trial_stands_where_it_counts(synthesis, k, said):
    found = single().model_copy(update={"synthesis": synthesis, "k": k})
    assert (
        lines(tables.profile([found], found.comparison).rows[0].cells[-1])
        .casefold()
        .startswith(said.casefold())
    )


@pytest.mark.parametrize("paper", [False, True])
@pytest.mark.parametrize("absolute", [(), ("low", "high")])
@pytest.mark.parametrize("apart", [(), ("very low",)])
def test_the_certainty_at_each_baseline_stands_below_that_of_the_finding(apart, absolute, paper):
    """A pool tells it of its absolute effects; trials that are not pooled tell it by itself."""
    found = readmission()
    rows = tuple(
        found.absolute[0].model_copy(update={"baseline_label": f"at {each}", "level": each})
        for each in absolute
    )
    levels = tuple(LevelAt(baseline_label=f"alone {each}", level=each) for each in apart)
    rating = found.certainty.model_copy(update={"at_baselines": levels})
    found = found.model_copy(update={"absolute": rows, "certainty": rating})
    of_profile = tables.profile([found], found.comparison).rows[0].cells[1]
    made = sample_documents.findings(found)
    [table] = summary_of_findings.tables(made, paper=paper)
    of_summary = table.rows[0].cells[-2]
    named = [*(f"at {each}" for each in absolute if each != rating.level)]
    named = named or [f"alone {each}" for each in apart if not absolute and each != rating.level]
    for cell in (of_profile, of_summary):
        assert len(cell.lines) == 1 + len(named)
        told = (line.casefold() for line in cell.lines[1:])
        assert all(name in line for name, line in zip(named, told, strict=True))


def test_who_decided_what_is_told():
    undecided = {"decided": None, "state": "proposed"}
    bare = dict.fromkeys(tables.FIVE, undecided)
    before = sample_documents.findings(with_domains(recovery(), **bare))
    assert standing_of_decisions(before).startswith("No person has decided any domain yet")
    stale = {**DECIDED, "state": "stale"}
    after = sample_documents.findings(with_domains(recovery(), **bare | {"imprecision": stale}))
    said = standing_of_decisions(after)
    assert "Domains of personal recovery have been decided, by Review maintainers." in said
    assert "is stale: what it was taken on has changed since" in said


def better(basis: str, **more) -> BetterOff:
    values = {"with_comparator": 0.5, "with_intervention": 0.58, "ci_low": 0.53, "ci_high": 0.63}
    return BetterOff(basis=basis, **values | more)


@pytest.mark.parametrize(
    ("known", "without", "meant"),
    [
        (
            better("superiority"),
            "",
            "Chance that a person does better than one with usual care or waiting list: 58% (53% "
            "to 63%)",
        ),
        (
            better("responders", with_comparator=0.3, label="recovered", source="a trial"),
            "300 per 1000 recovered",
            "580 per 1000 (530 to 630) recovered",
        ),
    ],
)
def test_a_standardised_difference_is_told_as_people(known, without, meant):
    finding = recovery().model_copy(update={"better_off": known})
    [table] = summary_of_findings.tables(sample_documents.findings(finding))
    comparator, intervention = table.rows[0].cells[1:3]
    assert without in lines(comparator)
    assert lines(intervention).endswith(meant)
    assert any("normally distributed" in note.text for note in table.footnotes)


def found() -> Findings:
    return sample_documents.findings(recovery(), many(), single())


def test_the_summary_for_programs_holds_every_row_in_full_precision():
    rows = list(summary_files.rows(found()))
    assert rows[0]["outcome"] == "Personal recovery"
    assert rows[0]["estimate"] == recovery().pooled.estimate
    first, *others = json.loads(summary_files.as_json(found()))
    written = sum(len(table["rows"]) for table in (first, *others))
    assert written == len({(row["comparison"], row["outcome"]) for row in rows})
    assert first["footnotes"][0]["mark"] == "a"


def test_the_word_document_is_the_table_and_the_same_each_time(monkeypatch):
    one = summary_files.as_docx(found())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert summary_files.as_docx(found()) == one
    text = zipfile.ZipFile(io.BytesIO(one)).read("word/document.xml").decode()
    words = re.sub(r"<[^>]+>", "", text.replace("</w:p>", " "))
    for said in ("Personal recovery", "Anticipated absolute effects", "⊕", "Risk of bias"):
        assert said in words


def test_no_rule_is_cut_however_long_its_words_are_in_a_language() -> None:
    long = " ".join(["two levels where the interval leaves everything open."] * 60)
    found = with_domains(recovery(), imprecision={"threshold": long})
    (row,) = (each for each in tables.rules([found]).rows if "two levels" in lines(each.cells[1]))
    assert lines(row.cells[1]).casefold() == long.casefold()


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (-4, "Extremely serious (−4)"),
        (-3, "Extremely serious (−3)"),
        (-2, "Very serious (−2)"),
        (-1, "Serious (−1)"),
        (0, "Not serious"),
        (1, "Rated up (+1)"),
        (2, "Rated up (+2)"),
    ],
)
def test_each_number_of_levels_has_the_word_of_grade(levels: int, said: str) -> None:
    assert tables.seriousness(levels) == said


@pytest.mark.parametrize("rows", range(5))
@pytest.mark.parametrize("banners", range(3))
def test_rows_may_be_left_out_where_there_are_two_that_are_no_headings(
    rows: int, banners: int
) -> None:
    table = summary_of_findings.compact(sample_documents.findings(recovery()))
    [one] = [each for each in table.rows if not each.banner][:1]
    heading = replace(one, banner=True)
    made = replace(table, rows=(*[heading] * banners, *[one] * rows))
    assert summary_of_findings.has_further(made) is (rows > 1)
