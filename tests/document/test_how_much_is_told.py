"""How much is told of what changed, on screen and on paper: as much as there is room for."""

from __future__ import annotations

from typing import Any

import pytest
from sample_documents import changed, findings, protocol
from sample_findings import recovery

from living_review.document.change_sections import LONGEST_METHOD, PAPER, SCREEN, in_brief, names
from living_review.document.context import PRINT, WEBSITE
from living_review.findings import Changes, FindingChange
from living_review.language import say
from living_review.language.facts import changed_results as results
from living_review.language.facts import changes as facts
from living_review.tables.spec import Table

ASKED = protocol()
NOTHING = Changes(since=1, since_date=changed().since_date)


def told(changes: Changes | None, *, paper: bool = False, links: bool = True) -> dict[str, Any]:
    """Give what the sections are told; a table is its rows."""

    def drawn(table: Table) -> Any:
        return table.rows

    found = findings(recovery()).model_copy(update={"changes": changes})
    return dict(names(found, drawn, links=links, paper=paper))  # type: ignore[arg-type]


def conclusions(count: int) -> tuple[FindingChange, ...]:
    first = next(each for each in changed().findings if each.conclusion_changed)
    labels = [f"Result {chr(65 + number)}" for number in range(count)]
    return tuple(first.model_copy(update={"label": label}) for label in labels)


@pytest.mark.parametrize("paper", [False, True])
@pytest.mark.parametrize("count", range(6))
def test_the_first_conclusions_are_sentences_and_the_others_are_counted(
    count: int, paper: bool
) -> None:
    room = PAPER if paper else SCREEN
    own = NOTHING.model_copy(update={"findings": conclusions(count)})
    shown = told(own, paper=paper)
    first = shown["changed_conclusions"].value
    assert [each.name for each in first] == [
        each.label for each in own.findings[: room.conclusions]
    ]
    assert all(len(each.sentences) == 1 for each in first)
    lines = shown["changes_in_brief"].value
    assert lines == in_brief(own, room)
    assert lines == shown["foremost_changes"].value + shown["further_changes"].value
    rest = own.findings[room.conclusions :]
    started = say(results.ConclusionChangedAsWell(results=len(rest), which="x")).partition(" x")[0]
    as_well = [line for line in lines if rest and line.startswith(started[:8])]
    assert bool(as_well) == bool(rest)
    if rest:
        assert rest[0].label.lower() in as_well[0].lower()


@pytest.mark.parametrize(("paper", "most"), [(True, PAPER.corrections), (False, 2000)])
def test_corrections_that_have_no_room_are_counted(paper: bool, most: int) -> None:
    one = changed().corrections[0]
    for count in (0, 1, most - 1, most, most + 1, most + 30) if paper else (most + 1,):
        own = NOTHING.model_copy(update={"corrections": (one,) * count})
        shown = told(own, paper=paper)
        left = max(0, count - most)
        said = say(facts.CorrectionsLeft(cells=left)) if left else ""
        assert shown["corrections_left"] == said
        rows = shown["corrections_table"].value
        assert len(rows) == min(count, most)
        assert bool(rows) == bool(count)


@pytest.mark.parametrize("longest", [LONGEST_METHOD, LONGEST_METHOD + 1])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_one_short_change_of_method_is_told_and_others_are_counted(
    longest: int, count: int
) -> None:
    method = f"{'m' * (longest - 1)}."
    own = NOTHING.model_copy(update={"methods": (method, "Another.")[:count]})
    text = " ".join(in_brief(own))
    assert (method[1:] in text) == (count == 1 and longest <= LONGEST_METHOD)
    brief = say(facts.MethodsInBrief(changes=count, told="")) if count else "no such words"
    assert (brief in text) == (count == 2 or (count == 1 and longest > LONGEST_METHOD))


def test_results_lead_to_their_pages_where_pages_can_be_reached() -> None:
    ours = recovery()
    change = conclusions(1)[0].model_copy(
        update={name: getattr(ours, name) for name in ("comparison", "outcome", "timepoint")}
    )
    gone = change.model_copy(update={"outcome": "another"})
    own = NOTHING.model_copy(update={"findings": (change, gone)})
    for links in (True, False):
        pages = [each.page for each in told(own, links=links)["changed_findings"].value]
        assert pages == [f"finding-{ours.key}.html" if links else None, None]
        assert told(own, links=links)["every_change"] == say(facts.EveryChange(paper=not links))


def test_where_nothing_is_compared_nothing_is_told() -> None:
    shown = told(None)
    for name in ("changed_conclusions", "changed_findings", "changed_decisions"):
        assert shown[name].value == ()
    assert (shown["changes_table"].value, shown["corrections_table"].value) == ("", "")
    # Templates of reviews call them by these names.
    assert set(shown) == {
        *("changes_since", "changed_conclusions", "changes_in_brief", "changed_findings"),
        *("changes_table", "corrections_table", "corrections_left", "changed_registry"),
        *("changed_decisions", "texts_not_compared", "changed_methods", "every_change"),
        *("foremost_changes", "further_changes"),
    }
    assert (shown["corrections_left"], shown["texts_not_compared"]) == ("", False)
    some = NOTHING.model_copy(update={"texts_not_compared": 1})
    assert told(some)["texts_not_compared"] is True
    assert WEBSITE.links
    assert not PRINT.links
