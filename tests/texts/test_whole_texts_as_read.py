"""What comes of whole texts with slots and citations in every place: `as_read.txt` holds it.

UPDATE_SNAPSHOTS=1 keeps what comes of them now, to be read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from sample_documents import findings
from sample_findings import many, narrative, none, recovery, single

from living_review.findings import Findings
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.texts import pieces
from living_review.texts.files import lacking
from living_review.texts.pipe_tables import SIDES, table
from living_review.texts.slots import BY_NAME, OF_REVIEW, Slots
from living_review.texts.writing import Remark, Texts, known_places, with_texts

KEPT = Path(__file__).with_name("as_read.txt")
WORK = {"id": "a", "type": "book", "title": "T"}
SLOTS = ("recovery.statement", "recovery.trials", "recovery.participants", "review.last_search")
PLACES = (
    *(
        "{}",
        "{}.",
        "So {} it is.",
        "So. {} it is.",
        "So {}, then.",
        "So ({}) it is.",
        "So {} [@a].",
    ),
    *(
        "*{}*.",
        "So *{}*",
        "**{}**. Then",
        "{} [@a]. Then",
        "{} [@a] Then",
        "{}*.* Then",
        "{}... on",
    ),
    *(
        "vs. {} it",
        "e.g. {}",
        "A. {}",
        "1.5. {}",
        "So: {}",
        "So – {} it",
        "{}; it",
        "So{}it",
        "{}!",
    ),
    *("the trials {} of", "{} trials", "{} participants on", "of four {}", "improves {}", "« {} »"),
    *("{} and {}", "{} [@a, p. 3] [@a]", "- {}\n- {}.", "# {}", "> {}", "| a |\n| --- |\n| {} |"),
)
LINES = "\n\n".join(
    place.replace("{}", f"{{{{ {slot} }}}}") for slot, place in product(SLOTS, PLACES)
)
GAPS = (
    *("x {{ depression.effect }} y", "# {{ depression.i2 }}", "- {{ hope.i2 }}", "- kept 5"),
    "| {{ depression.tau2 }} | 7 |\n| --- | :-: |\n| {{ depression.estimate }} | b |",
    "> {{ depression.i2 }}",
)
CELLS = (
    "",
    "a",
    "word " * 7,
    "x" * 41,
    "x" * 40,
    "two words",
    "[a](http://b.c)",
    "a|b\\|c",
    "a\\\nb",
)
NAMES = ("", "recovery", "recovery.effectt", "review.trial", "a b", "x.y.z", ".", "post", "effect")


@pytest.fixture
def found() -> Findings:
    later = {"timepoint": "later", "timepoint_label": "Later", "statement": "It is so later."}
    return findings(recovery(), narrative(), single(), none(), recovery().model_copy(update=later))


def told(read: Texts) -> Iterator[str]:
    for text in read.texts:
        yield f"## {text.kind} {text.about} {text.read_from} {text.stands_in!r} {text.by_hand}"
        yield text.markdown
    yield from map(str, read.remarks)
    yield from (f"by hand {each}" for each in read.by_hand)
    yield from read.lacking
    yield from (each.csl for each in read.references)


def of_slots(found: Findings) -> Iterator[str]:
    whole, about = Slots(found), Slots(found, comparison="mutual-support")
    own = Slots(found, comparison="peer-support", own=found.findings[0])
    for name, slots in (("whole", whole), ("about", about), ("own", own)):
        yield f"## {name}: {len(list(slots.names()))}, {' '.join(list(slots.names())[:30])}"
        for each in NAMES:
            yield f"{name} {each!r}: {slots.value(each)} {slots.refused(each)}"
        fields = (*BY_NAME, *(f"review.{each}" for each in OF_REVIEW))
        yield f"sentences: {[each for each in fields if slots.is_sentence(each)]}"
        for each in ("recovery.later.statement", "self_efficacy.outcome", "recovery.statement"):
            yield f"{name} {each}: {slots.value(each)}"
    for participants, missing in ((None, 0), (0, 0), (5, 0), (5, 2), (None, 3)):
        update = {"participants": participants, "participants_missing": missing}
        other = found.model_copy(update={"registry": found.registry.model_copy(update=update)})
        yield f"{update}: {[fill(other) for _, _, fill in OF_REVIEW.values()]}"


def of_tables() -> Iterator[str]:
    for first, second in product(CELLS, repeat=2):
        yield table(SIDES[:2], [first, "b"], [["c", second], ["d", "e"]])
    for side in SIDES:
        yield table([side], ["h"], [])
    for length in (28, 29, 30, 31, 64, 65, 66, 67, 68, 69, 70):
        yield table(["", ""], ["a" * 6, "b " * (length // 2)], [])


def of_joints() -> Iterator[str]:
    sides = ("the trials", "Trials. ", "x (", " trials", ". x", ") trials", "")
    for (before, after), kind in product(product(sides, repeat=2), ("slot", "sentence")):
        for said in ("four trials", "5", "It is so.", "the trials of trials"):
            held = [pieces.Piece(before), pieces.Piece(said, kind, name="n"), pieces.Piece(after)]
            notes = [each.sentence for each in pieces.joined(held, starts=True)]
            yield f"{before}|{said}|{after}: {''.join(each.written() for each in held)} {notes}"


def test_whole_texts_are_read_as_they_were(reading, found: Findings, tmp_path: Path) -> None:
    works = json.dumps([WORK])
    texts = {
        **{
            "background": LINES,
            "objectives": "\n\n".join(GAPS),
        },
        "comparison-peer-support": "5 {{ recovery.trials }}\r\n\r\nof {{ review.trials }}\rx 7 8",
        "finding-peer-support-recovery-post": "{{ statement }} and {{ evidence }}; {{ absolute }}",
        "de/authors-conclusions": "# Schluss\n\n{{ recovery.effect }} von 1.234",
        "authors-conclusions": "# Authors' conclusions\n\n{{ recovery.effect }} of 1,234",
        "de/acknowledgements": "Dank an 3.",
    }
    read = reading(texts, ("en", "de"), found, references_json=works)
    again = read.and_of(Texts(remarks=(read.remarks[0], Remark("x", 1, "y")), by_hand=read.by_hand))
    assert again.remarks == (*dict.fromkeys(read.remarks), Remark("x", 1, "y"))
    assert again.by_hand == tuple(dict.fromkeys(read.by_hand))
    assert again.texts == read.texts
    assert again.as_json() == {
        "read": [each.read_from for each in read.texts],
        "remarks": [each.as_json() for each in again.remarks],
        "numbers_by_hand": [each.as_json() for each in read.by_hand],
        "lacking": list(read.lacking),
        "not_shown": [],
    }
    given = with_texts(ReviewFolder(tmp_path), found, ("en", "de"))
    assert (given.texts, given.references) == (read.texts, read.references)
    lines = [*told(read), *of_slots(found), *of_tables(), *of_joints()]
    lines += [f"{name}: {place}" for name, place in known_places(findings(many(), none())).items()]
    lines += [f"lacking: {list(lacking((), ('en',)))}"]
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"


WRONG = ("{{ x", "a {% b", "{# c", "{{ a\nb }}", "{{ recovery.nothing }}", "{{  }}", "[@b] [@c]")


@pytest.mark.parametrize("text", WRONG)
def test_each_fault_of_a_text_is_told_with_its_line(reading, text: str) -> None:
    with pytest.raises(BadInput) as raised:
        reading({"background": f"one\n\n{text}"}, references_json=json.dumps([WORK]))
    assert len(raised.value.problems) == (2 if text == WRONG[-1] else 1)
    assert all(", line 3: " in each for each in raised.value.problems)


def test_a_review_without_texts_has_none(reading) -> None:
    assert reading({}) == Texts()
