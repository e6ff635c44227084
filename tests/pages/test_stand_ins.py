"""A text that stands in for one of another language says which language it is in."""

from __future__ import annotations

import pytest

from living_review.pages.stand_ins import marked
from living_review.protocol import labels_in, parse_protocol

SAID = {"Low mood & pain": "en", "Low mood": "en"}
LANGUAGES = ("en", "de", "es")
SMALL = """\
review:
  id: aspirin
  title: Aspirin after stroke
  authors: [A. Author]
  languages: [MAIN]
  question: {population: Adults, intervention: {TEXTS}, comparator: Placebo}
timepoints: [{id: post, label: {TEXTS}}]
comparisons: [{id: main, label: One, intervention: aspirin, comparator: Placebo}]
outcomes:
  - id: mood
    label: {TEXTS}
    measure: SMD
    better: lower
    familiar: {instrument: BDI, sd: 8, source: Someone 2010}
"""


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<p>Über low mood.</p>", '<p>Über <span lang="en">low mood</span>.</p>'),
        ("<h2>Low\nmood</h2>", '<h2><span lang="en">Low\nmood</span></h2>'),
        ("Low mood &amp; pain", '<span lang="en">Low mood &amp; pain</span>'),
        ("<p>Slow mood, low moods</p>", None),
        ('<img alt="Low mood"><svg><text>Low mood</text></svg><code>Low mood</code>', None),
    ],
)
def test_a_text_is_marked_where_it_stands_whole(page: str, told: str | None) -> None:
    assert marked(page, SAID) == (told or page)
    assert marked(page, {}) == page


@pytest.mark.parametrize("main", LANGUAGES)
def test_what_a_language_lacks_stands_in_by_the_main_one(main: str) -> None:
    others = [each for each in LANGUAGES if each != main]
    text = SMALL.replace("MAIN", ", ".join([main, *others]))
    whole = ", ".join(f"{each}: Text in {each}" for each in LANGUAGES)
    lacking = f"{main}: Text in {main}, {others[0]}: Text in {others[0]}"
    plain = {"Aspirin after stroke", "Adults", "Placebo", "One", "aspirin"}
    for given, lacks in ((whole, False), (lacking, True)):
        for language in LANGUAGES:
            with labels_in(language):
                found = parse_protocol(text.replace("TEXTS", given)).stand_ins
            own = {f"Text in {main}"} if lacks and language == others[1] else set()
            wanted = {} if language == main else dict.fromkeys(plain | own, main)
            assert found == wanted, language
