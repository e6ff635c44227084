"""The plain-language summary claims what the professional statements claim, and reads easily."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
import sample_documents
import sample_findings
from reading_age import Text, text_of
from sample_parts import certainty
from shipped_sets import SETS

from living_review.certainty.statements import statement as professional
from living_review.document.filters import anchor, filters, page
from living_review.document.templates import environment, render
from living_review.findings import AbsoluteEffect, Conclusion, Finding, Findings
from living_review.ground.measures import Measure
from living_review.language import Words, say, speaking
from living_review.language.facts.plain_amounts import HowMany, InPeople
from living_review.language.markdown import Markdown
from living_review.language.sandbox import ReportEnvironment
from living_review.protocol import parse_protocol
from living_review.words import plain
from living_review.words.plain_facts import amounts, statement

LEVELS = ("high", "moderate", "low", "very low")
SIZES = ("large", "moderate", "small", "important", "trivial")
BETTER = ("higher", "lower")
LABELS = {
    "en": ("the pill", "no pill", "Pain", "feel pain"),
    "de": ("die Pille", "keine Pille", "Schmerz", "Schmerz haben"),
    "es": ("la pastilla", "ninguna pastilla", "Dolor", "sienten dolor"),
}


def conclusions() -> Iterator[Conclusion]:
    """Give every conclusion that there can be on a finding at one baseline."""
    for level, favours in product(LEVELS[:3], ("intervention", "comparator")):
        for size in SIZES:
            side = None if size == "trivial" else favours
            yield Conclusion(level=level, kind="sized", favours=side, size=size)
        for least, most in product(SIZES, (*SIZES, None)):
            if least != most and most != "trivial":
                yield Conclusion(
                    level=level, kind="between", favours=favours, size=least, most=most
                )
        yield Conclusion(level=level, kind="without_size", favours=favours)
        yield Conclusion(level=level, kind="undecided")
    yield Conclusion(level="low", kind="without_size")
    yield Conclusion(level="very low", kind="very_uncertain")


@cache
def _base() -> Finding:
    return sample_findings.readmission()


def finding(concluded: Conclusion, language: str = "en", **values: object) -> Finding:
    """Give a finding with a conclusion and labels that are easy to read."""
    with_it, without, outcome, event = LABELS[language]
    base = _base()
    told = {
        "intervention": with_it,
        "comparator": without,
        "outcome_label": outcome,
        "event": event,
        "as_object": None,
        "certainty": certainty(concluded.level, imprecision=-1, inconsistency=-1),
        "conclusions": (concluded,),
        "absolute": (),
        "familiar": None,
        "timepoint_label": "",
        **values,
    }
    return base.model_copy(update=told)


# What a sentence claims: its word of certainty, its direction, the sizes it names.
CERTAINTY = {
    "may": r"\bmay\b",
    "probably": r"\bprobably\b",
    "very uncertain": r"\bvery uncertain\b",
    "do not agree": r"\bdo not agree\b",
    "does not show": r"\bdo(?:es)? not show (?:if|whether)\b",
    "favour": r"\bfavours?\b|\bshows? no difference\b",
}
DIRECTIONS = {
    "improve": r"\bimprove(?:s|ment)?\b",
    "increase": r"\bincreases?\b",
    "reduce": r"\breduc(?:es?|tion)\b",
}
NAMED = {
    "large": r"\ba large\b|\bby a lot\b",
    "moderate": r"\ba moderate\b",
    "small": r"\ba small\b|\bslightly\b|\bby a little\b",
    "important": r"\ban important\b",
    "trivial": r"\blittle (?:or|to) no difference\b",
}


def claimed(sentence: str) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(name for name, pattern in words.items() if re.search(pattern, sentence))
        for words in (CERTAINTY, DIRECTIONS, NAMED)
    )


@pytest.mark.parametrize("measure", get_args(Measure))
def test_a_plain_sentence_claims_what_the_statement_does(measure: str) -> None:
    for better, concluded in product(BETTER, conclusions()):
        for name in (None, "freedom from pain"):
            found = finding(concluded, measure=measure, better=better, as_object=name)
            told = statement(found, concluded, "usual care")
            assert told is not None
            said, whole = say(told), professional(found, concluded)
            sure, direction, size = claimed(whole)
            if concluded.kind == "without_size":
                # The statement leaves the certainty to the heading or column that it stands in.
                sure |= {"moderate": {"probably"}, "low": {"may"}}.get(concluded.level, set())
            assert claimed(said) == (sure, direction, size), (said, whole)
            if concluded.favours and concluded.kind == "without_size":
                sides = [said.find(side) for side in (found.intervention, found.comparator)]
                first = found.intervention if concluded.favours == "intervention" else None
                assert (sides[0] < sides[1]) is (first is not None), said


@pytest.mark.parametrize("language", SETS)
def test_statements_of_two_certainties_sizes_or_directions_are_told_apart(language: str) -> None:
    with speaking(Words(language)):
        for better in BETTER:
            sized = [each for each in conclusions() if each.kind in ("sized", "between")]
            said: dict[str, Conclusion] = {}
            for each in sized:
                told = statement(finding(each, better=better), each)
                assert told is not None
                other = said.setdefault(say(told), each)
                # A moderate and an important effect have the plain verb, as in the statements.
                plain_verb = {each.size, other.size} <= {"moderate", "important"}
                assert other == each or (plain_verb and other.level == each.level), say(told)


def row(level: str | None = "low", **values: object) -> AbsoluteEffect:
    given = {
        "baseline_label": "Usual",
        "baseline_risk": 0.06,
        "with_comparator": 0.06,
        "with_intervention": 0.131,
        "with_intervention_ci_low": 0.111,
        "with_intervention_ci_high": 0.154,
        "difference": 0.071,
        "ci_low": 0.051,
        "ci_high": 0.094,
        "level": level,
        **values,
    }
    return AbsoluteEffect.model_validate(given)


SMALL = Conclusion(level="low", kind="sized", favours="intervention", size="small")


def said_of(found: Finding) -> list[str]:
    return list(map(say, amounts(found)))


def test_people_are_told_out_of_100_with_the_word_of_certainty() -> None:
    for level, word in (("high", "it is"), ("moderate", "it is probably"), ("low", "it may be")):
        assert said_of(finding(SMALL, measure="RR", absolute=(row(level),))) == [
            f"Out of 100 people with no pill, 6 feel pain. With the pill, {word} 13 out of 100. "
            "That is 7 more. The true number could be as low as 11 or as high as 15."
        ]


def test_an_interval_without_width_is_not_told_as_two_equal_numbers() -> None:
    narrow = row(with_intervention_ci_low=0.1305, with_intervention_ci_high=0.1312)
    [said] = said_of(finding(SMALL, measure="RR", absolute=(narrow,)))
    assert said.endswith("That is 7 more. The true number should be close to that.")


def test_a_message_tells_what_holds_at_either_baseline() -> None:
    at = [
        SMALL.model_copy(update={"baseline": f"{n} per 1000", "baseline_label": f"Group {n}"})
        for n in (1, 2)
    ]
    found = finding(at[0]).model_copy(update={"conclusions": tuple(at)})
    told = plain.messages(sample_documents.findings(found))[0]
    assert told.count("may") == 2
    assert told.startswith("Group 1: Compared with no pill, the pill may")
    assert "Group 2: The pill may" in told


def test_no_number_is_told_where_there_is_none_to_rely_on() -> None:
    nothing = [
        finding(SMALL, measure="RR", absolute=()),
        finding(SMALL, measure="RR", absolute=(row("very low"),)),
        finding(SMALL, measure="RR", absolute=(row(held=True),)),
        finding(Conclusion(level="low", kind="undecided"), measure="RR", absolute=(row(),)),
        finding(SMALL, measure="SMD"),
    ]
    assert [said_of(each) for each in nothing] == [[]] * len(nothing)


def reviews(language: str) -> Iterator[Findings]:
    """Give made-up reviews that together hold every conclusion, with and without people."""
    rare = {"with_comparator": 0.0004, "baseline_risk": 0.0004, "with_intervention": 0.0007}
    rare |= {"with_intervention_ci_low": 0.0001, "with_intervention_ci_high": 0.003}
    every = list(conclusions())
    for start in range(0, len(every), 12):
        found = []
        for place, each in enumerate(every[start : start + 12]):
            level = each.level if place % 3 else None
            rows = ((row(level),), (row(level, **rare),), (row(level), row(level, at="12 weeks")))
            more = {"absolute": rows[place % 3], "measure": ("RR", "OR", "HR")[place % 3]}
            found.append(finding(each, language, **more, outcome=f"o{place}"))
        yield sample_documents.findings(*found)
    alone = finding(SMALL, language, certainty=None, conclusions=())
    yield sample_documents.findings(alone)


def protocol(language: str):
    with_it, without, _, _ = LABELS[language]
    told = sample_documents.protocol()
    sides = {"population": with_it, "intervention": with_it, "comparator": without}
    question = told.review.question.model_copy(update=sides)
    review = told.review.model_copy(update={"question": question})
    return told.model_copy(update={"review": review})


@pytest.fixture(scope="module", params=SETS)
def pages(request) -> list[Text]:
    """Give the page of each made-up review in a language."""
    language = request.param
    with speaking(Words(language)):
        made = environment(None, filters(language), language)
        return [text_of(section(made, each, language), language) for each in reviews(language)]


def section(made: ReportEnvironment, found: Findings, language: str) -> str:
    """Render what the page says of a review, without its title and its links to other pages."""
    given = {
        "plain": plain.summary(found, protocol(language)),
        "registry": found.registry,
        "retraction_notices": ("One trial was withdrawn.",),
        "on_paper": False,
        "figure": lambda *_: Markdown(""),
        "anchor": anchor,
        "page": page,
        "h": Markdown("##"),
        "hh": Markdown("###"),
    }
    return render(made, "sections/plain-language-summary.md.j2", given)


def test_sentences_are_short(pages: list[Text]) -> None:
    for text in pages:
        assert text.mean <= 15
        assert text.longest <= 25, max(text.sentences, key=len)


def test_it_can_be_read_at_the_age_of_twelve(pages: list[Text]) -> None:
    for text in pages:
        if text.language == "es":
            assert text.ease >= 70
        else:
            assert text.grade <= 7


def test_a_review_without_trials_says_so_and_nothing_else() -> None:
    found = sample_documents.findings(sample_findings.none())
    counts = found.registry.trials.model_copy(update={"included": 0})
    registry = found.registry.model_copy(update={"trials": counts})
    empty = found.model_copy(update={"registry": registry, "trials": ()})
    told = plain.summary(empty, sample_documents.protocol())
    # It is said whole once, and taken up in the places of what was done and found.
    assert len({*told.messages, told.found, told.nothing}) == 3
    assert "do not know what helps" in told.messages[0]
    assert not [each for each in (told.found, told.nothing) if "what helps" in each]
    assert not [each for each in (told.compared, told.meanings, told.doubts, told.missing) if each]


def test_what_one_comparison_alone_says_nothing_of_is_named() -> None:
    asked = {"outcome_label": "Death", "outcome": "death"}
    known = finding(SMALL, **asked)
    nothing = {"synthesis": "none", "trials": (), "kept_out": (), "comparison": "other"}
    silent = finding(SMALL, **asked, **nothing, certainty=None, conclusions=())
    told = plain.summary(sample_documents.findings(known, silent), sample_documents.protocol())
    assert [each.missing for each in told.compared] == [
        "",
        "No study gave us results on this: death.",
    ]
    assert told.missing == ""


def test_a_known_harm_stands_among_the_messages() -> None:
    good = [
        finding(SMALL, outcome=f"o{n}", outcome_label=f"Good {n}", better="lower") for n in range(4)
    ]
    bad = Conclusion(level="low", kind="sized", favours="comparator", size="small")
    harm = finding(bad, outcome="harm", outcome_label="Harm", better="lower")
    told = plain.summary(sample_documents.findings(*good, harm), sample_documents.protocol())
    assert any("increase harm" in line for line in told.messages)
    assert len(told.messages) <= plain.MOST_MESSAGES


FAVOURED = Conclusion(level="moderate", kind="without_size", favours="comparator")


@pytest.mark.parametrize("language", SETS)
def test_an_interval_with_effects_of_either_side_is_told_where_no_size_is(language: str) -> None:
    pooled = _base().pooled
    assert pooled is not None
    told = {}
    with speaking(Words(language)):
        for low, high in ((0.7, 1.4), (1.1, 1.4), (0.7, 0.9)):
            values = {"ci_low": low, "ci_high": high}
            found = finding(FAVOURED, language, pooled=pooled.model_copy(update=values))
            plain_one = statement(found, FAVOURED)
            assert plain_one is not None
            told[low, high] = say(plain_one)
    assert told[1.1, 1.4] == told[0.7, 0.9]
    assert told[0.7, 1.4].count(".") == told[1.1, 1.4].count(".") + 1


VERY_LOW = Conclusion(level="very low", kind="very_uncertain")


def test_nothing_that_is_known_in_one_comparison_or_time_is_told_as_unknown() -> None:
    """What is not known of one comparison is told of that comparison."""
    known = finding(SMALL, outcome="a", outcome_label="Sleep")
    unsure = {"outcome": "a", "outcome_label": "Sleep"}
    other = finding(VERY_LOW, comparison="c2", intervention="Exercise", **unsure)
    later = finding(VERY_LOW, timepoint="late", timepoint_label="Late", **unsure)
    gap = finding(VERY_LOW, outcome="b", outcome_label="Death")

    def last(*found: Finding) -> str:
        return plain.messages(sample_documents.findings(*found))[-1]

    assert last(known, other) == "We do not know enough about this: exercise."
    assert last(known, gap, other) == "We do not know enough about this: exercise; death."
    assert "not know enough" not in last(known, later)
    assert last(gap, later) == "We do not know enough about this: death; sleep."


def test_a_time_stands_beside_its_outcome_within_the_sentence() -> None:
    times = [{"timepoint": t, "timepoint_label": t.capitalize()} for t in ("soon", "late")]
    asked = {"outcome": "a", "outcome_label": "Sleep"}
    second = finding(SMALL, outcome="b", outcome_label="Death", better="lower")
    found = [finding(SMALL, **asked, **each) for each in times]
    told = plain.messages(sample_documents.findings(*found, second))
    assert told[0].startswith("Compared with no pill, the pill may")
    assert "sleep (soon) by a little." in told[0]
    assert "death by a little." in told[1]


@pytest.mark.parametrize("language", SETS)
def test_nobody_is_said_to_have_looked_where_no_search_is_recorded(language: str) -> None:
    made = environment(None, filters(language), language)
    found = sample_documents.findings(sample_findings.none())
    searched = {"last_search": None}
    currency = found.currency.model_copy(update=searched)
    nothing = found.registry.trials.model_copy(update={"included": 0})
    registry = found.registry.model_copy(update={"trials": nothing})
    empty = found.model_copy(update={"registry": registry, "trials": ()})
    silent = empty.model_copy(update={"searches": (), "currency": currency})
    looked = {"en": "looked for studies that", "de": "nach Studien gesucht, die", "es": "Buscamos"}
    with speaking(Words(language)):
        assert looked[language] in section(made, empty, language)
        assert looked[language] not in section(made, silent, language)


def test_a_list_says_its_rest_as_it_says_its_items() -> None:
    found = [finding(SMALL, outcome=f"o{n}", outcome_label=f"Good {n}") for n in range(11)]
    asked = plain.summary(sample_documents.findings(*found), sample_documents.protocol())
    assert asked.outcomes[-1] == "Three others"


def test_the_words_of_the_protocol_stand_in_the_place_of_labels() -> None:
    file = Path(sample_documents.__file__).with_name("sample_protocol.yml")
    asked = file.read_text(encoding="utf-8").replace(
        "  question:\n",
        "  question:\n    plain: {population: people who feel low, why: Many people ask this.,"
        " search: Few.}\n",
        1,
    )
    told = plain.summary(sample_documents.findings(), parse_protocol(asked))
    assert "people who feel low" in told.asked
    assert told.why == "Many people ask this."
    assert told.search == "Few."


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_what_the_search_was_like_stands_behind_its_date(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, summary = environment(None, filters(language), language), plain.summary
    monkeypatch.setattr(plain, "summary", lambda *of: replace(summary(*of), search="Few, we say."))
    with speaking(Words(language)):
        told = summary(sample_documents.findings(), protocol(language))
        shown = " ".join(section(made, sample_documents.findings(), language).split())
    assert f"{told.searched} Few, we say. " in shown.replace("\\", "")


def test_no_technical_term_stands_on_the_page_unexplained() -> None:
    made = environment(None, filters("en"), "en")
    for found in reviews("en"):
        told = section(made, found, "en")
        for term in ("SMD", "CI", "confidence interval", "heterogeneity", "randomis", "certainty"):
            assert term not in told, term


AGREES = {
    "en": ("1 has this", "2 have this", "it is 1 out of", "That is 1 more"),
    "de": ("ist es 1 von 100", "sind es 3 von 100", "Das ist 1 mehr", "Das sind 2 mehr"),
    "es": ("1 de cada 100 personas tiene", "2 de cada 100 personas tienen", "Es 1 más", "es 1 de"),
}


@pytest.mark.parametrize("language", AGREES)
def test_one_person_takes_a_verb_in_the_singular(language: str) -> None:
    with speaking(Words(language)):
        said = " ".join(
            say(
                replace(
                    InPeople.example(),
                    total="100",
                    event="",
                    level="high",
                    first=HowMany(number=str(first), edge=""),
                    second=HowMany(number=str(second), edge=""),
                    way="more" if second > first else "fewer",
                    apart=str(abs(second - first)),
                )
            )
            for first, second in ((1, 3), (2, 1), (2, 3))
        )
    missing = [each for each in AGREES[language] if each not in said]
    assert not missing, said
    wrong = r"\b1 have|sind es 1 von|Das sind 1 |\b1 de cada \d+ personas tienen|Son 1 |\bson 1 de"
    assert not re.search(wrong, said)
