"""A text is left behind exactly where the rules say that a conclusion changed."""

from __future__ import annotations

from itertools import product

import pytest
from sample_documents import findings, protocol
from sample_findings import little_difference, narrative, none, readmission, recovery, single

from living_review.findings import WrittenText
from living_review.language import say
from living_review.living.conclusion_rules import (
    CERTAINTY,
    POOLING,
    SIDE,
    Held,
    changed_conclusion,
)
from living_review.living.text_confirmations import Confirmation
from living_review.living.text_state import changed, held, held_by, with_states

ASKED = protocol()


def variants():
    """Give findings of one question: every kind of synthesis, certainty, size, side and none."""
    base = recovery()
    for each in (base, little_difference(), readmission(), narrative(), single(), none()):
        yield each.model_copy(update={name: getattr(base, name) for name in NAMES})
    rating = base.certainty
    for level in ("high", "moderate", "low", "very low"):
        yield base.model_copy(
            update={
                "certainty": rating.model_copy(update={"level": level}),
                "conclusions": tuple(
                    c.model_copy(update={"level": level}) for c in base.conclusions
                ),
            }
        )
    for size, favours in product(("large", "small", "trivial"), ("intervention", "comparator")):
        told = tuple(
            c.model_copy(update={"size": size, "favours": favours}) for c in base.conclusions
        )
        yield base.model_copy(update={"conclusions": told, "magnitude": size})
    unsized = tuple(
        c.model_copy(update={"kind": "without_size", "size": None}) for c in base.conclusions
    )
    for sign in (1, -1):
        pooled = base.pooled.model_copy(
            update={"estimate": sign * 0.4, "ci_low": sign * 0.4 - 0.2, "ci_high": sign * 0.4 + 0.2}
        )
        for told in (unsized, (*unsized, *base.conclusions)):
            yield base.model_copy(update={"conclusions": told, "pooled": pooled})
        yield base.model_copy(update={"statement": None, "conclusions": ()})
        unrated = {"certainty": None, "statement": None, "conclusions": (), "pooled": pooled}
        yield base.model_copy(update=unrated)


NAMES = ("comparison", "comparison_label", "intervention", "comparator", "outcome", "timepoint")
NAMES += ("outcome_label", "timepoint_label", "measure", "better", "thresholds", "thresholds_kind")


def test_a_text_is_left_behind_where_the_rules_say_so_and_nowhere_else():
    every = tuple(variants())
    outcome = ASKED.outcome(every[0].outcome)
    fired = set()
    for before, after in product(every, every):
        rules = changed_conclusion(Held(before, outcome), Held(after, outcome))
        told = changed(held(before, ASKED), held(after, ASKED), after)
        assert bool(rules) == bool(told), (before.statement, after.statement, rules, told)
        own = [each.sentence for each in rules if each.rule in (POOLING, CERTAINTY, SIDE)]
        # A text is told what the result is told, and else that it reads otherwise.
        assert not own or [say(each) for each in told] == own, (before.statement, after.statement)
        fired |= {each.rule.partition("/")[0] for each in rules}
    assert fired >= {
        "change-side",
        "change-certainty",
        "change-pooling",
        "change-statement",
        "change-magnitude",
    }


def text(kind: str, about: str | None = None, **more: object) -> WrittenText:
    return WrittenText(kind=kind, about=about, read_from="x.md", markdown="x", **more)


@pytest.mark.parametrize("kind", ["authors-conclusions", "finding", "comparison", "background"])
def test_what_a_text_is_about_decides_what_leaves_it_behind(kind):
    mine, other = recovery(), single()
    about = {"finding": mine.key, "comparison": mine.comparison}.get(kind)
    before = findings(mine, other).model_copy(update={"texts": (text(kind, about),)})
    first = with_states(before, ASKED, (), {}).texts
    assert not first[0].moved
    for gone, left in ((mine, other), (other, mine)):
        now = findings(left, *([none()] if gone is mine else []))
        now = now.model_copy(update={"texts": (text(kind, about),)})
        (found,) = with_states(now, ASKED, first, {}).texts
        concerned = kind == "authors-conclusions" or about in (gone.key, gone.comparison)
        assert bool(found.moved) == (concerned and kind != "background")


def test_a_confirmation_counts_until_the_next_change():
    mine = recovery()
    low = mine.certainty.model_copy(update={"level": "very low"})
    moved = mine.model_copy(update={"certainty": low})
    written = text("finding", mine.key)
    first = with_states(
        findings(mine).model_copy(update={"texts": (written,)}), ASKED, (), {}
    ).texts
    now = findings(moved).model_copy(update={"texts": (written,)})
    assert with_states(now, ASKED, first, {}).texts[0].moved
    said = Confirmation(version=3, by="NL", date="2026-11-28", held=(held(moved, ASKED),))
    (confirmed,) = with_states(now, ASKED, first, {written.name: said}).texts
    assert (confirmed.moved, confirmed.version, confirmed.confirmed_by) == ((), 3, "NL")
    back = findings(mine).model_copy(update={"texts": (written,)})
    assert with_states(back, ASKED, first, {written.name: said}).texts[0].moved
    # A version keeps who confirmed, should the file of confirmations be lost.
    assert with_states(now, ASKED, (confirmed,), {}).texts == (confirmed,)


def test_what_is_kept_of_a_conclusion_is_written_as_versions_have_it():
    """A later program compares it with its own: written otherwise, each text is left behind."""
    one = recovery()
    both = one.model_copy(update={"conclusions": one.conclusions + little_difference().conclusions})
    assert held(one, ASKED).stated == "moderate sized small intervention"
    assert held(both, ASKED).stated == "moderate sized small intervention; low sized trivial"
    assert held(one.model_copy(update={"conclusions": ()}), ASKED).stated is None


@pytest.mark.parametrize("about", [None, "recovery"])
def test_a_text_knows_its_version_and_who_confirmed_it_when_and_on_what(about):
    mine = recovery()
    key = mine.key if about else None
    written = text("finding" if about else "background", key)
    now = findings(mine, none()).model_copy(update={"texts": (written,)})
    told = (held(mine, ASKED),) if about else ()
    (new,) = with_states(now, ASKED, (), {}).texts
    assert (new.version, new.held, new.confirmed_by) == (now.version.number, told, None)
    earlier = new.model_copy(update={"version": 1})
    assert with_states(now, ASKED, (earlier,), {}).texts == (earlier,)
    said = Confirmation(version=2, by="NL", date="2026-11-28", held=told)
    (confirmed,) = with_states(now, ASKED, (earlier,), {written.name: said}).texts
    of = (confirmed.version, confirmed.confirmed_by, confirmed.confirmed_on, confirmed.held)
    assert of == ((2, "NL", said.date, told) if about else (1, None, None, ()))


def test_a_text_on_all_results_holds_those_with_trials():
    all_of_them = text("authors-conclusions")
    now = findings(recovery(), none(), single())
    of = [each.finding for each in held_by(all_of_them, now, ASKED)]
    assert of == [recovery().key, single().key]
