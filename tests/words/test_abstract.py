"""The structured abstract has every item, tells what findings hold, and invents nothing."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import get_args

import pytest
from sample_documents import findings, protocol
from sample_findings import narrative, none, recovery, single
from sample_parts import certainty, concluded

from living_review.certainty.case import Claim
from living_review.findings import (
    Changes,
    Finding,
    Findings,
    RiskOfBias,
    SearchRun,
    WrittenText,
)
from living_review.ground import numbers
from living_review.language import Words, say, speaking
from living_review.language.facts.abstract import NotReported, Part
from living_review.protocol.question import Living
from living_review.synthesis.finding_names import FindingNames
from living_review.words import abstract, overview

LANGUAGES = ("en", "de", "es")
SAMPLE = findings()


def written(found: Findings, **own: str) -> dict[str, str]:
    """Write the abstract of findings; part to text."""
    made = abstract.structured_abstract(found, Living(status="active"), own)
    assert [each.part for each in made.parts] == list(get_args(Part))
    assert all(each.heading and each.text.strip() for each in made.parts)
    assert all(each.text in made.text and each.heading in made.text for each in made.parts)
    return {each.part: each.text for each in made.parts}


def bare(*chosen: Finding) -> Findings:
    """Give a review of these findings alone, with nothing else known of it."""
    counts = SAMPLE.registry.trials.model_copy(update={"included": 0})
    registry = {"trials": counts, "participants": None, "participants_missing": 0}
    return SAMPLE.model_copy(
        update={
            "findings": chosen,
            "trials": (),
            "searches": (),
            "registry": SAMPLE.registry.model_copy(update=registry),
            "currency": SAMPLE.currency.model_copy(
                update={"last_search": None, "next_run": None, "last_search_source": None}
            ),
        }
    )


def told(
    name: str, level: str, importance: str = "critical", side: int = 1, timepoint: str = "post"
) -> Finding:
    """Give a pooled finding of one certainty, on the side of benefit (1) or harm (−1)."""
    base = recovery()
    effect = 0.3 * side
    ends = {"estimate": effect, "ci_low": effect - 0.1, "ci_high": effect + 0.1}
    made = base.model_copy(
        update={
            "outcome": name,
            "outcome_label": name.capitalize(),
            "importance": importance,
            "timepoint": timepoint,
            "timepoint_label": timepoint.capitalize(),
            "pooled": base.pooled.model_copy(update=ends),
            "certainty": certainty(level),
            "statement": None,
            "conclusions": (),
        }
    )
    return concluded(made, Claim(side, True, "small"), level)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_an_item_is_one_of_the_findings(language: str) -> None:
    with speaking(Words(language)):
        parts = written(SAMPLE)
        asked = SAMPLE.review.question
        for part in ("population", "intervention", "comparator"):
            assert asked[part].casefold() in parts["objectives"].casefold()
        for run in SAMPLE.searches:
            assert run.source in parts["sources"]
            assert numbers.date(run.date) in parts["sources"] or language != "en"
            assert str(run.date.year) in parts["sources"]
        years = [trial.year for trial in SAMPLE.trials if trial.status == "included"]
        assert str(min(years)) in parts["included"]
        assert str(max(years)) in parts["included"]
        names = FindingNames(SAMPLE.findings)
        shown = [
            each
            for each in abstract.main_results(SAMPLE)
            if overview.result_in_brief(each) in parts["results"]
        ]
        assert len(shown) >= abstract.LEAST_RESULTS
        for each in shown:
            assert names.short(each)[1:] in parts["results"]
            assert overview.evidence_in_brief(each) in parts["results"]
        assert say(NotReported()) == parts["funding"] == parts["registration"]
        assert str(SAMPLE.version.date.year) in parts["version"]


def test_the_estimate_has_its_interval_and_whom_it_favours() -> None:
    results = written(SAMPLE)["results"]
    assert "Personal recovery: SMD 0.28 (95% CI 0.10 to 0.47), favouring group peer" in results
    assert "four trials, 1,173 participants; moderate certainty" in results


def test_what_a_team_wrote_goes_before_what_is_made_up_from_the_question() -> None:
    parts = written(SAMPLE, objectives="To learn\n whether it helps.", funding="None.")
    assert parts["objectives"] == "To learn whether it helps."
    assert parts["funding"] == "None."
    assert written(SAMPLE, objectives=" \n")["objectives"].startswith("To assess")
    assert written(SAMPLE, results="All is well.")["results"] != "All is well."


def test_funding_and_registration_are_those_of_the_protocol() -> None:
    given = {"funding": "Nobody paid for it.", "registration": "PROSPERO CRD42026000001."}
    review = SAMPLE.review.model_copy(update=given)
    made = abstract.abstract_of(SAMPLE.model_copy(update={"review": review}), protocol())
    assert given.items() <= {each.part: each.text for each in made.parts}.items()


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("To learn *whether* it helps [@cook2012; @chan2014].", "To learn whether it helps."),
        ("# Aim\n\nTo see a\nthing.\n\nMore.", "To see a thing."),
        ("See [the protocol](https://example.org/p) and [this]{.x}.", "See the protocol and this."),
        (
            r"5 \* 2 \[not a link\], snake_case and `code`",
            "5 * 2 [not a link], snake_case and code",
        ),
        ("", ""),
    ],
)
def test_the_objectives_that_people_wrote_are_told_in_plain_letters(
    markdown: str, plain: str
) -> None:
    assert abstract.first_paragraph(markdown) == plain
    text = WrittenText(kind="objectives", read_from="data/text/objectives.md", markdown=markdown)
    for stands_in, expected in (("", plain), ("de", "")):
        texts = (text.model_copy(update={"stands_in": stands_in}),)
        made = abstract.abstract_of(SAMPLE.model_copy(update={"texts": texts}), protocol())
        assert made.parts[0].text == (expected or written(SAMPLE)["objectives"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_review_says_so_and_no_more(language: str) -> None:
    with speaking(Words(language)):
        parts = written(bare(none()))
    if language == "en":
        assert parts["sources"] == "No search is recorded."
        assert parts["risk_of_bias"] == "No trial is included yet."
        assert parts["results"] == "There is no result yet."
        assert parts["interpretation"] == "This review says nothing yet on any outcome."
        assert parts["methods"] == "No result is pooled."
        assert "last search" not in parts["version"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_result_of_each_kind_makes_a_whole_abstract(language: str) -> None:
    unrated = recovery().model_copy(update={"certainty": None, "statement": None})
    with speaking(Words(language)):
        for each in (recovery(), narrative(), single(), unrated):
            parts = written(bare(each))
            assert overview.result_in_brief(each) in parts["results"]
    if language == "en":
        assert "certainty not rated" in parts["results"]
        assert "nothing is concluded" in parts["interpretation"]


def test_of_forty_outcomes_the_main_ones_are_told_and_the_rest_counted() -> None:
    levels = ("high", "moderate", "low", "very low")
    chance = random.Random(7)
    for _ in range(6):
        importance = ("critical", "important", "limited")
        many = [
            told(
                f"outcome {place}",
                level=chance.choice(levels),
                importance=chance.choice(importance),
                side=chance.choice((-1, 1)),
                timepoint=chance.choice(("post", "later")),
            )
            for place in range(40)
        ]
        found = bare(*many)
        made = abstract.structured_abstract(found, Living())
        parts = written(found)
        shown = parts["results"].count(" certainty.")
        least_shown = max(abstract.LEAST_RESULTS, 1 + sum(map(abstract.is_certain_harm, many)))
        assert least_shown <= shown <= max(abstract.MOST_RESULTS, least_shown)
        assert f"gives {40 - shown} further results" in parts["results"]
        assert 150 <= made.words <= abstract.MOST_WORDS or shown == least_shown
        order = abstract.main_results(found)[:shown]
        least = max(importance.index(each.importance) for each in order)
        left = [each for each in many if each not in order]
        harms = [each for each in order if abstract.is_certain_harm(each)]
        if not harms:
            assert all(importance.index(each.importance) >= least for each in left)


def test_no_abstract_tells_harms_alone() -> None:
    good = told("a good", "low")
    harms = [told(f"harm {n}", level="high", side=-1, importance="limited") for n in range(4)]
    found = bare(*harms, good)
    assert abstract.main_results(found)[0] == good
    said = written(found)
    assert "improve a good" in said["interpretation"].partition(".")[0]
    shown = [each for each in range(4) if f"Harm {each}" in said["results"]]
    assert len(shown) > 2
    assert all(f"harm {each}" in said["interpretation"] for each in shown)


def test_a_certain_harm_is_told_before_a_third_benefit() -> None:
    good = [told(f"benefit {place}", level="high") for place in range(9)]
    harm = told("a harm", level="high", side=-1, importance="limited")
    found = bare(*good, harm)
    assert abstract.main_results(found).index(harm) < abstract.LEAST_RESULTS
    assert "A harm" in written(found)["results"]


def test_a_source_is_named_once_with_its_last_search() -> None:
    days = [dt.date(2026, month, 1) for month in range(1, 10)]
    runs = [SearchRun(search_id=f"s{d}", date=d, source="MEDLINE") for d in days]
    runs += [
        SearchRun(search_id=f"o{n}", date=dt.date(2020, 1, 1), source=f"Source {n}")
        for n in range(5)
    ]
    sources = written(SAMPLE.model_copy(update={"searches": tuple(runs)}))["sources"]
    assert sources.startswith("Last searched: MEDLINE (1 September 2026); Source ")
    assert sources.count("MEDLINE") == 1
    assert sources.endswith("; and two further sources.")


@pytest.mark.parametrize("judged", [0, 1, 2])
def test_risk_of_bias_counts_the_trials_that_are_judged(judged: int) -> None:
    tools = ("RoB2", "RoB1")
    trials = [
        each.model_copy(
            update={
                "status": "included",
                "risk_of_bias": (RiskOfBias(tool=tools[place], overall="low", domains={}),)
                if place < judged
                else (),
            }
        )
        for place, each in enumerate(SAMPLE.trials[:2])
    ]
    found = bare()
    counts = found.registry.trials.model_copy(update={"included": 2})
    registry = found.registry.model_copy(update={"trials": counts})
    found = found.model_copy(update={"trials": tuple(trials), "registry": registry})
    assert (
        written(found)["risk_of_bias"]
        == {
            0: "Not judged in any included trial.",
            1: "Judged with RoB 2 in 1 of two trials.",
            2: "Judged with RoB 2 or the first Cochrane tool (RoB 1) in all included trials.",
        }[judged]
    )


def test_what_changed_is_told_with_the_version_before() -> None:
    changes = Changes(since=2, trials_added=("a",), labels={"a": "A 2020"})
    version = SAMPLE.version.model_copy(update={"number": 3, "previous": 2})
    said = written(SAMPLE.model_copy(update={"changes": changes, "version": version}))["version"]
    assert said.startswith("Version 3, 22 November 2026; last search on 22 November 2026.")
    assert "Since version 2: " in said
    assert "one trial was added" in said
    same = written(SAMPLE.model_copy(update={"changes": Changes(since=2)}))["version"]
    assert "nothing changed" in same
    assert "among other changes" not in same


def test_people_may_not_have_decided_a_rating() -> None:
    for provisional in (True, False):
        level = certainty("low").model_copy(update={"provisional": provisional})
        found = bare(recovery().model_copy(update={"certainty": level}))
        assert ("provisional" in written(found)["methods"]) is provisional


@pytest.mark.parametrize(
    ("sizes", "little"),
    [(("trivial",), True), (("trivial", "small"), False), (("small",), False), ((), False)],
)
def test_little_difference_is_said_only_where_it_holds_at_every_baseline(
    sizes: tuple[str, ...], little: bool
) -> None:
    made = told("mood", "moderate")
    (own,) = made.conclusions
    each = tuple(own.model_copy(update={"size": size}) for size in sizes)
    tiny = made.pooled.model_copy(update={"estimate": 0.02})
    found = made.model_copy(update={"conclusions": each, "pooled": tiny, "magnitude": "small"})
    assert not overview.result_of(found).favours
    assert ("little to no difference" in written(bare(found))["results"]) is little


@pytest.mark.parametrize("number", [1, 4, 9])
@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_no_certain_harm_is_left_out_however_many_and_long(number: int, language: str) -> None:
    long = "a harm that is told in a great many words, as people in protocols like to do it, part"
    harms = [
        told(f"{long} {n}", level="high", side=-1, importance="limited") for n in range(number)
    ]
    good = [told(f"good {n}", level="high", side=1) for n in range(6)]
    with speaking(Words(language)):
        made = abstract.structured_abstract(bare(*good, *harms), Living())
    said = {part.part: part.text for part in made.parts}
    for part in ("results", "interpretation"):
        assert all(f"part {n}" in said[part] for n in range(number)), part
    assert "good 0" in said["results"].lower()
    # The others give way to them, and are counted.
    shown = sum(f"good {n}" in said["results"].lower() for n in range(6))
    assert shown <= max(abstract.MOST_RESULTS - number, 1)
    left = numbers_of_results[language]
    assert re.search(left, said["results"])


numbers_of_results = {
    "en": r"further results?",
    "de": r"weitere Ergebnisse|weiteres Ergebnis",
    "es": r"resultados? más",
}


def test_other_parts_are_told_shorter_before_an_abstract_gets_too_long() -> None:
    good = [told(f"good {n}", level="high", side=1) for n in range(3)]
    found = bare(*good)
    source = "a source whose name is as long as those of searches of the grey literature may be"
    runs = tuple(
        SearchRun(source=f"{source} {n}", date=dt.date(2026, 1, 1 + n), search_id=f"s{n}")
        for n in range(9)
    )
    own = {"objectives": "We look at it. " * 70}
    short = abstract.structured_abstract(found.model_copy(update={"searches": runs}), Living())
    made = abstract.structured_abstract(
        found.model_copy(update={"searches": runs}),
        Living(),
        own,  # type: ignore[arg-type]
    )
    sources = [
        next(part.text for part in each.parts if part.part == "sources") for each in (short, made)
    ]
    assert sources[0].count("a source") == abstract.MOST_NAMED
    assert sources[1].count("a source") < abstract.MOST_NAMED
    assert "further sources" in sources[1]
    results = [
        next(part.text for part in each.parts if part.part == "results") for each in (short, made)
    ]
    assert results[0] == results[1]
