"""A text of the protocol may be written once for each language of the review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from living_review.ground.errors import ProtocolError
from living_review.protocol import Protocol, labels_in, parse_protocol, texts_lacking
from living_review.protocol.in_languages import InLanguages, Reading, _first, _mark_of
from living_review.protocol.schema import json_schema

SMALL = """\
review:
  id: aspirin
  title: {en: Aspirin after stroke, es: Aspirina tras un ictus}
  authors: [A. Author]
  languages: [en, es]
  attribution: [{en: Ours, es: Nuestros}]
  question: {population: Adults, intervention: {en: Aspirin, es: Aspirina}, comparator: Placebo,
    number: {en: singular}}
timepoints:
  - {id: post, label: {en: One year, es: Un año}, weeks: [40, 60]}
comparisons:
  - {id: main, label: Aspirin, intervention: {en: aspirin, es: Aspirina}, comparator: Placebo}
outcomes:
  - {id: stroke, label: {en: Stroke}, measure: RR, better: lower}
  - id: mood
    label: {en: Low mood, es: Ánimo bajo}
    measure: SMD
    better: lower
    minimal_important_differences:
      - {instrument: BDI, value: 3, sd: 8, sd_source: Them, method: {en: anchor, es: ancla},
         source: Someone 2010}
"""


def test_a_protocol_is_read_in_its_main_language_or_another_that_it_has() -> None:
    english = parse_protocol(SMALL)
    with labels_in("es"):
        spanish = parse_protocol(SMALL)
    with labels_in("fr"):
        french = parse_protocol(SMALL)
    assert (english.review.language, spanish.review.language) == ("en", "es")
    assert english.review.spoken == spanish.review.spoken == ("en", "es")
    assert (english.review.title, spanish.review.title) == (
        "Aspirin after stroke",
        "Aspirina tras un ictus",
    )
    assert spanish.review.attribution == ("Nuestros",)
    assert spanish.outcome("mood").minimal_important_differences[0].method == "ancla"
    assert (english.review.question.number, spanish.review.question.number) == ("singular", None)
    # What is missing, or written once for all, is the main language's; so is a whole other one.
    assert (spanish.outcome("stroke").label, spanish.review.question.population) == (
        "Stroke",
        "Adults",
    )
    assert french.review.title == english.review.title


def test_texts_that_a_language_lacks_are_told_with_line_key_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "protocol.yml"
    path.write_text(SMALL, encoding="utf-8")
    lacking = texts_lacking(path)
    # Citations and names of instruments serve every language.
    assert [(each.line, each.key) for each in lacking] == [
        (7, "review.question.population"),
        (7, "review.question.comparator"),
        (12, "comparisons[1].label"),
        (12, "comparisons[1].comparator"),
        (14, "outcomes[1].label"),
    ]
    assert lacking[-1].sentence("data/protocol.yml") == (
        "data/protocol.yml, line 14, outcomes[1].label: no text in es, so the one in en stands "
        "there; write {en: …, es: …}."
    )
    path.write_text(SMALL.replace("languages: [en, es]", "language: en"), encoding="utf-8")
    assert texts_lacking(path) == ()


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        (
            "{en: Stroke}",
            "{en: Stroke, se: Ictus}",
            "'se', which is no language of this review (en, es); write",
        ),
        ("{en: Stroke}", "{es: Ictus}", "no text in 'en', the main language"),
        ("{en: Stroke}", "{en: Stroke, es: ''}", "found nothing to read in 'es'"),
        ("{en: Stroke}", "{en: Stroke, es: }", "found nothing to read in 'es'"),
        ("{en: Stroke}", "{en: '', es: Ictus}", "found nothing to read in 'en'"),
        ("{en: Stroke}", "{en: ' ', es: Ictus}", "found nothing to read in 'en'"),
        ("{en: Stroke}", "{en: 3, es: Ictus}", "label.en: found 3, allowed is text (put quotation"),
        (
            "{en: Stroke}",
            "{en: Stroke, es: [a]}",
            "label.es: found a list of 1, allowed is one text",
        ),
        ("{en: Stroke}", "{en: Stroke, es: 5}", "found 5, allowed is text (put quotation"),
        ("  languages:", "  language: en\n  languages:", "both language and languages"),
        ("[en, es]", "[en, es, en]", "a second time"),
        ("[en, es]", "[]", "found no language; name one at least."),
        ("[en, es]", "[en, fig]", "which is a folder of the site"),
        ("[en, es]", "[en, spanish]", "the tag of a language"),
        ("id: mood", "id: {en: mood}", "outcomes[2].id: found a mapping"),
    ],
)
def test_what_is_written_wrongly_is_one_sentence(was: str, becomes: str, told: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(SMALL.replace(was, becomes, 1))
    (problem,) = caught.value.problems
    assert told in problem
    assert problem.startswith("protocol.yml, line ")


def test_every_text_is_kept_in_each_language_that_it_is_written_in() -> None:
    document: Any = yaml.safe_load(SMALL)
    reading = Reading(("en", "es"), "es", {})
    read = reading.of(Protocol, document)
    assert read["review"]["attribution"] == ["Nuestros"]
    assert {path: reading.texts[path] for path in KEPT} == KEPT
    # What one writing may serve is of no language where it has one writing.
    place = ("outcomes", 1, "minimal_important_differences", 0)
    assert reading.texts[*place, "source"] == {"": "Someone 2010"}
    assert not reading.faults


KEPT: Mapping[tuple[str | int, ...], Mapping[str, str]] = {
    ("review", "title"): {"en": "Aspirin after stroke", "es": "Aspirina tras un ictus"},
    ("review", "attribution", 0): {"en": "Ours", "es": "Nuestros"},
    ("review", "question", "population"): {"en": "Adults"},
    ("timepoints", 0, "label"): {"en": "One year", "es": "Un año"},
    ("comparisons", 0, "label"): {"en": "Aspirin"},
    ("outcomes", 0, "label"): {"en": "Stroke"},
}


@pytest.mark.parametrize(
    ("url", "main", "further"),
    [
        ("https://x.org", "https://x.org", "https://x.org/es/"),
        ("https://x.org/a/", "https://x.org/a/", "https://x.org/a/es/"),
    ],
)
def test_the_site_of_a_further_language_stands_below_that_of_the_main_one(
    url: str, main: str, further: str
) -> None:
    text = SMALL.replace("  id: aspirin", f"  id: aspirin\n  url: {url}", 1)
    assert parse_protocol(text).review.url == main
    with labels_in("es"):
        assert parse_protocol(text).review.url == further
        assert not parse_protocol(SMALL).review.url


def test_a_mark_is_found_however_deep_it_lies() -> None:
    mark = InLanguages()
    deep: Any = tuple[Annotated[str, mark], ...]
    for annotation in (Annotated[str, mark], deep, deep | None, Mapping[str, deep], mark):
        assert _first(annotation, _mark_of) == mark
    for annotation in (str, tuple[str, ...], str | None, Annotated[str, 5]):
        assert _first(annotation, _mark_of) is None


def test_a_review_in_one_language_may_have_labels_in_others() -> None:
    one = parse_protocol(SMALL.replace("languages: [en, es]", "language: en"))
    assert one.review.title == "Aspirin after stroke"
    with pytest.raises(ProtocolError, match="no text in 'es'"):
        parse_protocol(SMALL.replace("languages: [en, es]", "language: es"))


def _marked(model: type, path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():  # type: ignore[attr-defined]
        if any(isinstance(each, InLanguages) for each in field.metadata):
            yield f"{path}{name}"


def test_the_schema_takes_what_the_program_takes() -> None:
    schema = Draft202012Validator(json_schema())
    document: Any = yaml.safe_load(SMALL)
    assert [*schema.iter_errors(document)] == []
    assert [*_marked(Protocol.model_fields["review"].annotation)] == [  # type: ignore[arg-type]
        "title",
        "notice",
        "funding",
        "registration",
    ]
    document["outcomes"][0]["label"] = {"en": 3}
    assert [*schema.iter_errors(document)]
    document["outcomes"][0]["label"] = {"English": "Stroke"}
    assert [*schema.iter_errors(document)]
