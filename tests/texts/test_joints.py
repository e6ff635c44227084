"""What fills a slot reads as if its author had written it, wherever in a sentence it stands."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_documents import findings
from sample_findings import little_difference, narrative, none, readmission, recovery, single

from living_review.language import Words, speaking
from living_review.texts import slots as slots_room
from living_review.texts.pieces import Piece, joined
from living_review.texts.slots import OF_REVIEW, SLOTS, Gap, Slots

# Around a slot: in a sentence, at its end, at its beginning, in brackets, before a citation.
POSITIONS = (
    ("Was seen in ", " of this kind"),
    ("So it is ", "."),
    ("", " was seen."),
    ("Once. ", " was seen."),
    ("So (", ") it is"),
    ("So it is: ", " [1]."),
    ("", " [1] Then."),
)
LANGUAGES = ("en", "de", "es")


def read(*said: tuple[str, str] | str, starts: bool = True) -> tuple[str, list[str]]:
    """Join a line: a text, a slot as `(kind, what fills it)`; citations are `[1]` in a text."""
    pieces = []
    for each in said:
        if isinstance(each, tuple):
            pieces.append(Piece(each[1], each[0], name="x.y"))  # type: ignore[arg-type]
            continue
        for part in re.split(r"(\[1\])", each):
            pieces += [Piece(part, "citation" if part == "[1]" else "text")] if part else []
    notes = [each.sentence for each in joined(pieces, starts=starts)]
    return "".join(str(each.written()).replace("\\", "") for each in pieces), notes


def states():
    """Give every value that a slot of any result, or of the review, may be filled with."""
    made = (recovery, narrative, single, none, readmission, little_difference)
    found = findings(*(each() for each in made))
    for finding in found.findings:
        own = Slots(found, own=finding)
        for each in SLOTS:
            value = own.value(each.name)
            if not isinstance(value, Gap):
                yield each.name, "sentence" if each.sentence else "slot", value
    for name in OF_REVIEW:
        yield name, "slot", Slots(found).value(f"review.{name}")
    for k, n in product((0, 1, 2, 13), (None, 0, 1, 1573)):
        for missing in {0, min(k, 1), k}:
            yield "both", "slot", slots_room._trials_and_people(k, n, missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_in_every_state_and_place_is_well_joined(language):
    with speaking(Words(language)):
        walked = dict.fromkeys(states())
    assert len(walked) > 60
    for (name, kind, value), (before, after) in product(walked, POSITIONS):
        text, notes = read(before, (kind, value), after)
        where = f"{name}: {text}"
        assert not re.search(r"\.\.|\. ?\[1\]|\([^()]*\(|\s[.,;)]|\( |  |None|nan", text), where
        assert text[0] == text[0].upper(), where
        if before == "Once. ":
            assert text[6] == text[6].upper(), where
        within = kind == "sentence" and (
            before[-3:] in ("in ", "is ") or after[:4] in (" was", " of ")
        )
        assert bool(notes) == within, where
        # No state tells a lie about people: none is "0 participants", and none hides a lower bound.
        assert not re.search(r"(?<!\d)0 (participants|Personen|Teilnehmende|participantes)", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_counts_people_stands_in_any_case_and_not_as_a_clause(language):
    with speaking(Words(language)):
        said = {slots_room._trials_and_people(k, None, k) for k in (1, 2, 13)}
        many = slots_room._people(1573, 1)
    assert not any("(" in each or "," in each for each in said)
    # "bei 1573 Teilnehmende" would be wrong, "bei 1573 Personen" is not.
    assert "Teilnehmende" not in many


DOUBLED = {
    (
        "",
        "13 trials",
        " trials were found.",
    ): "'13 trials trials were found.' is read; take",
    ("", "five randomised trials", " randomised trials found"): "take 'randomised trials' out",
    ("with ", "four trials (12 participants)", " participants"): "take 'participants' out",
    ("SMD ", "SMD 0.28 (95% CI 0.10 to 0.47)", ""): "take 'SMD' out of the text before the slot",
    ("I² = ", "34%", "%."): "take '%' out of the text after",
    ("I² = ", "34 %", " % here"): "take '%' out of the text after",
    ("", "13 trials", "s"): "no space stands after '{{ x.y }}', so that '13 trialss' is read",
    ("some", "13 trials", " were"): "no space stands before",
}


@pytest.mark.parametrize("line", DOUBLED, ids=repr)
def test_a_word_that_is_read_twice_is_told_with_what_would_be_read(line):
    before, value, after = line
    _, notes = read(before, ("slot", value), after)
    assert len(notes) == 1
    assert DOUBLED[line] in notes[0]


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("In ", "13 trials", " we found trials"),
        ("In ", "2019", " 2019 people"),
        ("", "13 trials", ". Trials were small."),
        ("", "13 trials", ", trials that were small,"),
        ("in (", "five trials (12 participants)", ")"),
        ("from ", "0.10 to 0.47", "."),
        ("a pre-", "trial", "-like"),
    ],
)
def test_what_is_no_repetition_is_not_told(before, value, after):
    assert read(before, ("slot", value), after)[1] == []


STOPS = {
    ("sentence", "It helps.", "."): "It helps.",
    ("sentence", "It helps.", " [1]."): "It helps [1].",
    ("sentence", "It helps.", " [1] More."): "It helps [1]. More.",
    ("sentence", "It helps.", " [1] [1]."): "It helps [1] [1].",
    ("sentence", "It helps.", " More."): "It helps. More.",
    ("slot", "pain at 6 mo.", "."): "Pain at 6 mo.",
    ("slot", "pain at 6 mo.", " [1]."): "Pain at 6 mo. [1].",
    ("slot", "pain", " [1]."): "Pain [1].",
}


@pytest.mark.parametrize("line", STOPS, ids=repr)
def test_one_full_stop_stands_at_the_end_after_the_citation(line):
    kind, value, after = line
    assert read((kind, value), after) == (STOPS[line], [])


def test_a_citation_goes_before_the_stop_on_pages_through_emphasis(reading):
    text = "**{{ recovery.statement }}** [@lyons2021]. Then ({{ recovery.effect }})."
    csl = '[{"id": "lyons2021", "type": "book", "title": "T"}]'
    shown = reading({"background": text}, references_json=csl).texts[0].markdown.replace("\\.", ".")
    assert "slightly** [@lyons2021]. Then (SMD" in shown
    assert "\\[95% CI" in shown
    assert shown.endswith("\\]\\).")


def test_an_abbreviation_ends_no_sentence_and_a_list_item_begins_none(reading):
    with_stop = read("e.g. ", ("slot", "five trials"), "")
    assert with_stop[0] == "e.g. five trials"
    assert read("Seen. ", ("slot", "five trials"), "")[0] == "Seen. Five trials"
    shown = reading({"background": "- {{ recovery.trials }}\n- b\n\n{{ recovery.trials }}"}).texts
    assert shown[0].markdown.split("\n")[0].split()[1].islower()
    assert shown[0].markdown.split("\n\n")[1][0].isupper()


def test_check_names_file_and_line_of_what_is_read_twice(reading):
    read_ = reading({"background": "One.\n\nIn {{ review.trials }} trials\nit was so."})
    (remark,) = read_.remarks
    assert str(remark).startswith("data/text/background.md, line 3: with '{{ review.trials }}'")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("ab. ([%,\n", max_size=6), min_size=3, max_size=3))
def test_a_line_of_any_shape_is_joined_and_its_words_stay(parts):
    text, _ = read(parts[0], ("slot", parts[1]), parts[2])
    letters = re.sub(r"[^ab]", "", "".join(parts))
    assert re.sub(r"[^ab]", "", text.lower()) == letters
