"""Neither another language nor another name for a thing is a change of what it names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations

import pytest

from living_review.language import Words, say, speaking
from living_review.language.facts import protocol_changes as facts
from living_review.language.facts.language_changes import LanguagesChanged
from living_review.language.facts.method_changes import TextsChanged
from living_review.living import finding_difference
from living_review.living.edition import Edition
from living_review.living.protocol_difference import LISTS, protocol_difference
from living_review.living.protocol_texts import Text
from living_review.protocol import Protocol
from living_review.protocol.in_languages import Reading, languages_in

LANGUAGES = ("en", "de", "es")
Texts = Callable[[str], object]


def written(languages: Sequence[str], text: Texts) -> str:
    """Write a protocol with a text in every place that may have one by language."""
    risk = {"label": text("Low"), "risk": 0.01, "at": text("12 months"), "source": text("us")}
    least = {
        **{"instrument": text("PHQ-9"), "value": 3, "units": text("points"), "sd": 9.5},
        **{"sd_source": text("them"), "method": text("anchor"), "source": text("she")},
    }
    mood = {
        **{"id": "mood", "label": text("Low mood"), "measure": "SMD", "better": "lower"},
        "minimal_important_differences": [least],
        "familiar": {"instrument": text("BDI"), "sd": 9.5, "units": text("p"), "source": text("x")},
        "responder": {"label": text("recovered"), "risk": 0.2, "source": text("y")},
    }
    falls = {
        **{"id": "falls", "label": text("Falls"), "measure": "IRR", "better": "lower"},
        "person_time": {"unit": text("person-years")},
        "baseline_rates": [{"label": text("Home"), "rate": 5, "source": text("we")}],
    }
    relapse = {
        **{"id": "relapse", "label": text("Relapse"), "measure": "RR", "better": "lower"},
        "event": text("have a relapse"),
        "description": text("As they saw it"),
        "baseline_risks": [risk, risk | {"label": text("High"), "risk": 0.1}],
    }
    review = {
        **{"id": "test", "title": text("A test"), "authors": ["Nobody"]},
        **{"languages": [*languages], "url": "https://example.org/test"},
        "notice": text("A notice"),
        "attribution": [text("Ours"), text("Theirs, under a licence that asks to be named in it")],
        "question": {key: text(key) for key in ("population", "intervention", "comparator")},
        "living": {"triggers": text("A large trial"), "retire_when": text("Never")},
    }
    main = {key: text(key) for key in ("label", "intervention", "comparator")}
    chosen = {"id": "young", "label": text("The young"), "tau2": "DL"}
    return json.dumps(
        {
            "review": review,
            "timepoints": [{"id": "post", "label": text("End of treatment")}],
            "comparisons": [{"id": "main", **main}],
            "outcomes": [mood, relapse, falls],
            "show": [{"column": "country", "label": text("Country"), "unit": text("place")}],
            "analysis": {
                "moderators": [
                    "year",
                    {"column": "dose", "label": text("Dose"), "unit": text("g")},
                ],
                "sensitivity": ["wald", chosen],
                "crossover_correlation": 0.5,
                "crossover_correlation_source": text("z"),
            },
        },
        ensure_ascii=False,
    )


# What is a name or a citation may be written once for all languages.
NAMES_OF_ALL = ("PHQ-9", "BDI", "us", "them", "she", "x", "y", "we", "z", "g", "place")


def in_all(text: str) -> object:
    return {tag: f"{text} ({tag})" for tag in LANGUAGES}


@cache
def read(text: str, language: str) -> Edition:
    """Give an edition that has a protocol, read in a language, and nothing else."""
    document = json.loads(text)
    reading = Reading(languages_in(document), language, {})
    found = Protocol.model_validate(reading.of(Protocol, document), context={"language": language})
    assert reading.faults == []
    return Edition(None, None, found.written_at({}, reading.texts, "p.yml"))  # type: ignore[arg-type]


def facts_told(before: str, after: str, language: str) -> list[object]:
    return [*protocol_difference(read(before, language), read(after, language))]


def some(languages: Sequence[str] = LANGUAGES) -> list[tuple[str, ...]]:
    return [one for count in (1, 2, 3) for one in permutations(languages, count)]


def test_other_languages_alone_are_told_as_languages_and_nothing_else() -> None:
    in_place = {
        tag: written(
            [tag], lambda text, tag=tag: text if text in NAMES_OF_ALL else f"{text} ({tag})"
        )
        for tag in LANGUAGES
    }
    for had in some():
        for has in (LANGUAGES[::-1], *some()[:6]):
            for language in has:
                told = facts_told(written(had, in_all), written(has, in_all), language)
                found = [each for each in told if isinstance(each, LanguagesChanged)]
                assert len(told) == len(found) == (had != has), (had, has, language)
    for had, has in permutations(LANGUAGES, 2):
        (told,) = facts_told(in_place[had], in_place[has], has)
        assert isinstance(told, LanguagesChanged)
        assert told.not_compared > 30


def in_these(languages: Sequence[str], changed: Sequence[str] = (), name: str = "Low mood") -> str:
    """Write the protocol in some languages and no other, with another name in some of them."""
    return written(
        languages,
        lambda text: {
            tag: f"{'Other' if text == name and tag in changed else text} ({tag})"
            for tag in languages
        },
    )


def test_languages_that_come_and_go_say_which_texts_were_compared() -> None:
    for had in some():
        before = in_these(had)
        for has in some():
            common = {*had} & {*has}
            for changed in ((), *({each} for each in LANGUAGES), LANGUAGES):
                after = in_these(has, tuple(changed))
                for language in has[-1:]:
                    told = facts_told(before, after, language)
                    of_languages = [t for t in told if isinstance(t, LanguagesChanged)]
                    others = [t for t in told if not isinstance(t, LanguagesChanged)]
                    case = (had, has, changed, language)
                    assert len(of_languages) == (had != has), case
                    # Another name is told wherever both versions have it, and nowhere else.
                    assert len(others) == bool(common & {*changed}), case
                    for each in of_languages:
                        compared = {found.tag for found in each.compared}
                        assert compared == (set() if {*had} == {*has} else common), case
                        assert (each.not_compared == 0) == bool(common), case


def test_what_could_not_be_compared_is_counted_alike_in_every_language() -> None:
    before = written(["de"], lambda text: {"de": text} | ({"es": text} if text == "Low" else {}))
    after = in_these(("en", "es"))
    found = {language: facts_told(before, after, language)[0] for language in ("en", "es")}
    assert found["en"] == found["es"]
    assert isinstance(found["en"], LanguagesChanged)
    assert [each.tag for each in found["en"].compared] == ["es"]
    edition = read(after, "en")
    assert found["en"].not_compared == len(edition.protocol.texts) - 1


SAID = {
    "en": "The languages are now English and Spanish (before: German).",
    "de": "Die Sprachen sind jetzt Englisch und Spanisch (vorher: Deutsch).",
    "es": "Los idiomas son ahora inglés y español (antes: alemán).",
}


def test_languages_have_the_names_that_they_have_in_the_readers_language() -> None:
    (told,) = facts_told(in_these(["de"]), in_these(["en", "es"]), "en")
    assert isinstance(told, LanguagesChanged)
    ordered = replace(told, before=told.now, now=told.now[::-1], not_compared=0)
    for language, first in SAID.items():
        with speaking(Words(language)):
            assert say(told).startswith(first)
            assert str(told.not_compared) in say(told)
            assert first not in say(ordered)
    assert say(ordered) == (
        "The order of the languages is now Spanish and English (before: English and Spanish); "
        "the first is the main one."
    )


def test_a_list_says_no_more_of_its_sentences_than_is_known() -> None:
    theirs = "Theirs, under a licence that asks to be named in it"
    one, two = (in_these(tags).replace(theirs, f"{theirs}, always") for tags in (["de"], ["es"]))
    fewer = json.loads(one)
    fewer["review"]["attribution"] = fewer["review"]["attribution"][1:]
    twice = json.loads(one)
    twice["review"]["attribution"] *= 2
    (_, translated) = facts_told(json.dumps(fewer), two, "es")
    assert isinstance(translated, facts.Changed)
    assert len(translated.now.values) == 2  # type: ignore[union-attr]
    (repeated,) = facts_told(json.dumps(twice), one, "de")
    assert isinstance(repeated, facts.SentencesChanged)
    assert (len(repeated.came), len(repeated.went)) == (0, 2)


def test_a_value_that_is_told_as_changed_reads_otherwise() -> None:
    first = written(LANGUAGES, in_all)
    for text in ("Ours", "A large trial", "A notice"):
        after = first.replace(f'"{text} (de)"', f'"{text}, else (de)"')
        (told,) = facts_told(first, after, "en")
        assert isinstance(told, TextsChanged), text


NAMES = {
    "timepoints": ("End of treatment",),
    "comparisons": ("label",),
    "outcomes": ("Low mood", "Relapse", "Falls"),
    "baseline_risks": ("Low", "High"),
    "baseline_rates": ("Home",),
    "minimal_important_differences": ("PHQ-9",),
    "sensitivity": ("The young",),
}


def renamed(name: str, tags: Sequence[str]) -> str:
    """Write the protocol with another name for a thing, in some languages."""
    return written(
        LANGUAGES,
        lambda text: {
            tag: f"{'Other' if text == name and tag in tags else text} ({tag})" for tag in LANGUAGES
        },
    )


def test_another_name_is_told_as_one_and_in_every_language_as_often() -> None:
    first = written(LANGUAGES, in_all)
    assert {*NAMES} == {*LISTS.values()}
    for of, name in ((of, name) for of, names in NAMES.items() for name in names):
        for language in LANGUAGES:
            (everywhere,) = facts_told(first, renamed(name, LANGUAGES), language)
            assert isinstance(everywhere, facts.Renamed)
            assert (everywhere.item.of, everywhere.now) == (of, f"Other ({language})")
            (here,) = facts_told(first, renamed(name, [language]), language)
            assert here == everywhere
            others = tuple(each for each in LANGUAGES if each != language)
            (elsewhere,) = facts_told(first, renamed(name, others), language)
            assert isinstance(elsewhere, TextsChanged)
            assert tuple(each.tag for each in elsewhere.languages) == others
            with speaking(Words(language)):
                told = say(everywhere)
                assert f"{name} ({language})" in told
                assert f"Other ({language})" in told
                names = [say(each) for each in elsewhere.languages]
                assert all(each in say(elsewhere) for each in names)


VALUES = {
    '"risk": 0.1': ("High", '"risk": 0.3'),
    '"rate": 5': ("Home", '"rate": 6'),
    '"value": 3': ("PHQ-9", '"value": 4'),
}


def test_values_that_change_with_a_name_are_another_thing() -> None:
    first = written(LANGUAGES, in_all)
    for was, becomes in VALUES.items():
        name, value = becomes
        told = facts_told(first, renamed(name, LANGUAGES).replace(was, value, 1), "en")
        assert [type(each) for each in told] == [facts.ItemCameOrWent] * 2, was


def texts_in(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from texts_in(each)


def test_a_text_that_changes_in_one_of_the_languages_is_told_once_in_each() -> None:
    first = written(LANGUAGES, in_all)
    edition = read(first, "en")
    paths = edition.protocol.texts
    assert len(paths) == len([*texts_in(edition.asked)]) > 30
    for text in dict.fromkeys(each["en"] for each in paths.values()):
        for changed in ("en", "de"):
            was = text.replace("(en)", f"({changed})")
            after = first.replace(f'"{was}"', f'"Else ({changed})"')
            counts = {len(facts_told(first, after, language)) for language in ("en", "de")}
            assert len(counts) == 1, (text, changed)
            assert counts != {0}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"BDI"', '"BDI, total"', False),
        ('"sd": 9.5, "units": "p"', '"sd": 9.6, "units": "p"', True),
        ('"instrument": "BDI", "sd": 9.5', '"instrument": "HAM-D", "sd": 7.0', True),
    ],
)
def test_a_familiar_instrument_spelt_otherwise_is_no_cause_of_what_moved(
    old: str, new: str, named: bool
) -> None:
    first = written(["en"], lambda text: text)
    assert old in first
    before, after = read(first, "en"), read(first.replace(old, new), "en")
    assert bool([*finding_difference._moved_of("mood", before, after)]) is named
