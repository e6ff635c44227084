"""What templates write marks and values with, who decided what, and what every page shows."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

import pytest
import sample_documents
from sample_findings import little_difference, none, recovery

from living_review.document import filters
from living_review.document.evidence_words import standing_of_decisions
from living_review.document.report import PAGES
from living_review.document.site_facts import site_info
from living_review.findings import Finding, VersionEntry
from living_review.language import say
from living_review.language.facts import standing as facts
from living_review.language.markdown import Markdown


def test_marks_are_written_as_pages_have_them() -> None:
    assert filters.css_name("very low") == "very-low"
    assert filters.anchor("a b_c-d.é") == "{#a-b_c-d-é}"
    assert [filters.hashes(level) for level in (1, 3)] == ["#", "###"]
    front = '---\ntitle: "A: b"\ndescription: "C"'
    assert filters.front_matter("A: b", "C") == f"{front}\n---"
    assert filters.front_matter("A: b", "C", "d.qmd") == f'{front}\nparent: "d.qmd"\n---'
    assert filters.page(recovery()) == f"finding-{recovery().key}.html"
    assert filters.page(none()) == "results.html"
    ended = filters.sentence_end(Markdown("*a*"))
    assert (ended, type(ended)) == ("*a*.", Markdown)
    assert filters.sentence_end("a.") == "a."
    assert filters.symbols("low") == '[⊕⊕◯◯]{.symbols aria-hidden="true"}'


def test_values_are_written_by_the_filters_that_templates_know() -> None:
    known = filters.filters("en")
    day = dt.date(2026, 11, 2)
    assert (known["date"](day), known["iso_date"](day)) == ("2 November 2026", "2026-11-02")
    assert (known["in_words"](3), known["fingerprint"]("a-1_b c")) == ("three", "a1bc")
    assert known["level_name"]("very low") == "very low"
    assert set(known) == {
        *("count", "in_words", "date", "iso_date", "percent", "capitalised", "inside"),
        *("sentence", "sentence_end", "domain_name", "level_name", "css_name", "symbols"),
        "fingerprint",
    }
    assert set(filters.called("en")) == {"counted", "listed", "plural"}


STATES: dict[str, dict[str, Any]] = {
    "none": {"decided": None, "state": "proposed", "by": None},
    "confirmed": {"decided": -1, "state": "confirmed", "by": "B"},
    "against": {"decided": -2, "state": "overridden", "by": "A"},
    "stale": {"decided": -1, "state": "stale", "moved": "it crossed", "by": "A"},
    "nobody's": {"decided": -1, "state": "confirmed", "by": None},
}


def rated(finding: Finding, state: str, *, provisional: bool) -> Finding:
    rating = finding.certainty
    assert rating is not None
    first, *rest = (each.model_copy(update=STATES["none"]) for each in rating.domains)
    domains = (first.model_copy(update=STATES[state]), *rest)
    update = {"domains": domains, "provisional": provisional}
    return finding.model_copy(update={"certainty": rating.model_copy(update=update)})


@pytest.mark.parametrize(("one", "two"), list(product(STATES, repeat=2)))
def test_it_is_told_who_decided_what_and_what_is_provisional(one: str, two: str) -> None:
    for first, second in ((True, True), (True, False), (False, False)):
        found = (
            rated(recovery(), one, provisional=first),
            rated(little_difference(), two, provisional=second),
            none(),
        )
        names = ("personal recovery", "empowerment")
        states = (one, two)

        def of(kind: str, names: Any = names, states: Any = states) -> facts.Decisions | None:
            own = tuple(n for n, state in zip(names, states, strict=True) if state == kind)
            return facts.Decisions(number=len(own), outcomes=own) if own else None

        decided = [state for state in states if state != "none"]
        people = {STATES[state]["by"] or say(facts.Somebody()) for state in decided}
        expected = facts.Standing(
            outcomes=tuple(n for n, s in zip(names, states, strict=True) if s != "none"),
            people=tuple(sorted(people)),
            against=of("against"),
            stale=of("stale"),
            unrecorded=None,
            provisional="all" if first and second else "some" if first or second else "none",
        )
        said = say(expected) if decided else say(facts.NothingDecided())
        assert standing_of_decisions(sample_documents.findings(*found)) == said
    bare = sample_documents.findings(none())
    assert standing_of_decisions(bare) == say(facts.NothingRated())


def test_every_page_shows_which_version_it_is_of() -> None:
    found = sample_documents.findings(recovery())
    entry = VersionEntry(
        number=1,
        date=dt.date(2025, 1, 2),
        pulled_at=dt.datetime(2025, 1, 2, tzinfo=dt.UTC),
        headline="First",
        trials_included=1,
    )
    later = entry.model_copy(update={"number": 2, "made": dt.date(2026, 3, 4)})
    for number, history in product((None, 3), ((), (entry, later))):
        version = found.version.model_copy(update={"number": number})
        site = site_info(found.model_copy(update={"version": version, "history": history}))
        assert site.feed == ("feed.xml" if number or history else None)
        assert site.number == number
        days = ((1, dt.date(2025, 1, 2)), (2, dt.date(2026, 3, 4)))
        assert site.versions == (days if history else ())
        assert site.changed == version.date
    made = found.version.model_copy(update={"made": dt.date(2026, 12, 24)})
    assert site_info(found.model_copy(update={"version": made})).changed == dt.date(2026, 12, 24)
    shown = site_info(found)
    assert [page for _, page in shown.nav] == [f"{page}.html" for page in PAGES]
    assert shown.notice == found.review.notice
    bare = found.review.model_copy(update={"notice": None, "licence": "CC0"})
    plain = site_info(found.model_copy(update={"review": bare}))
    assert (plain.notice, plain.licence, shown.licence) == ("", "CC0", "")
