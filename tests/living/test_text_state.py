"""A text is left behind exactly where the rules say that a conclusion changed."""

from __future__ import annotations

from itertools import product

import pytest
from sample_documents import findings, protocol
from sample_findings import little_difference, narrative, none, readmission, recovery, single

from living_review.findings import WrittenText
from living_review.living.conclusion_rules import Held, changed_conclusion
from living_review.living.text_confirmations import Confirmation
from living_review.living.text_state import changed, held, with_states

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
        yield base.model_copy(update={"conclusions": unsized, "pooled": pooled})
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
