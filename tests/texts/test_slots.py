"""A slot is filled with what the findings hold, or its paragraph says that there is nothing."""

from __future__ import annotations

import pytest
from sample_documents import findings
from sample_findings import narrative, recovery

from living_review.ground.errors import BadInput
from living_review.language import Words, speaking
from living_review.texts.slots import OF_REVIEW, SLOTS, Gap, Slots

# Which slots have nothing to say, by the state of the finding.
GAPS = {
    "pooled": set(),
    "narrative": {"effect", "estimate", "interval", "prediction", "i2", "tau2", "absolute"},
    "single": {"prediction", "i2", "tau2", "absolute"},
    "none": {s.name for s in SLOTS}
    - {"trials", "trials_and_participants"}
    - {"outcome", "comparison", "timepoint"},
}


def gaps(finding, everything):
    slots = Slots(everything, own=finding)
    return {each.name for each in SLOTS if isinstance(slots.value(each.name), Gap)}


def test_every_slot_of_every_kind_of_finding_is_filled_or_says_what_is_missing(everything):
    for finding in everything.findings:
        found = gaps(finding, everything)
        rated = set() if finding.certainty else {"certainty"}
        stated = set() if finding.statement else {"statement"}
        in_people = set() if finding.absolute else {"absolute"}
        expected = GAPS[finding.synthesis] - {"absolute"} | rated | stated | in_people
        assert found == expected, finding.synthesis
        slots = Slots(everything, own=finding)
        for each in SLOTS:
            value = slots.value(each.name)
            said = slots.said(value) if isinstance(value, Gap) else value
            assert said, each.name
            assert "None" not in said
            assert "nan" not in said


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_paragraph_with_a_gap_gives_way_to_a_sentence_and_check_tells_it(reading, language):
    text = "We saw an effect.\n\nIt helps: {{ %s.effect }}, truly.\n\n- in {{ %s.i2 }}\n- kept"
    name = f"{narrative().outcome}.{narrative().timepoint}"
    with speaking(Words(language)):
        read = reading({"background": text % (name, name)}, (language,))
    shown = read.texts[0].markdown
    assert "It helps" not in shown
    assert "truly" not in shown
    assert "kept" in shown
    assert "We saw an effect" in shown
    assert [each.line for each in read.remarks] == [3, 5]
    assert "has nothing to say in this version" in str(read.remarks[0])


def test_slots_of_the_review_and_short_names(reading, everything):
    first = everything.findings[0]
    text = " | ".join(f"{{{{ review.{name} }}}}" for name in OF_REVIEW)
    text += f"\n\n{{{{ {first.outcome}.trials }}}} = {{{{{first.comparison}.{first.outcome}."
    text += f"{first.timepoint}.trials}}}}"
    shown = reading({"objectives": text}).texts[0].markdown
    assert "trials" in shown
    left, right = shown.split("\n\n")[1].split("\\=") if "\\=" in shown else shown.split(" = ")
    assert left.casefold().split()[-2:] == right.split()[-2:]


def test_a_text_about_one_finding_names_its_fields_alone(reading, everything):
    key = everything.findings[0].key
    shown = reading({f"finding-{key}": "Here {{ effect }} and {{ certainty }}."}).texts[0]
    assert (shown.kind, shown.about) == ("finding", key)
    assert "95% CI" in shown.markdown
    with pytest.raises(BadInput, match="there is no slot 'effect'"):
        reading({"background": "{{ effect }}"})


WRONG = {
    "{{ recovery.efect }}": "did you mean 'recovery.effect'?",
    "{{ recvery.effect }}": "did you mean 'recovery.effect'?",
    "{{ review.trial }}": "did you mean 'review.trials'?",
    "{{ qqqqqqqq }}": "write OUTCOME.FIELD",
    "{{ }}": "the slot is empty",
    "{{ recovery.effect | upper }}": "is no name of a slot",
    "{{ recovery.effect() }}": "is no name of a slot",
    "{{ recovery['effect'] }}": "is no name of a slot",
    "{{ 7 * 7 }}": "is no name of a slot",
    "{{ recovery.__class__ }}": "there is no slot",
    "{{< include /etc/passwd >}}": "is no name of a slot",
    "{% if x %}": "begins nothing that a text can hold",
    "{# note #}": "begins nothing that a text can hold",
    "{{ recovery.effect": "begins nothing that a text can hold",
    "{{ recovery.\neffect }}": "begins nothing that a text can hold",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=map(repr, WRONG))
def test_what_is_no_slot_is_told_with_file_line_and_the_nearest(reading, text, said):
    with pytest.raises(BadInput) as refused:
        reading({"background": f"One.\n\n{text}"})
    assert str(refused.value).startswith("data/text/background.md, line 3: ")
    assert said in str(refused.value)


def test_a_value_is_text_whatever_is_in_it(reading):
    label = "Recovery *of* <b>[x](http://y)</b>"
    found = findings(recovery().model_copy(update={"outcome_label": label}))
    shown = reading({"background": "On {{ recovery.outcome }}."}, found=found).texts[0].markdown
    assert "\\*of\\* \\<b\\>" in shown.replace("\\[", "[")


def test_a_text_that_stands_in_has_its_numbers_in_its_own_language(reading):
    text = {"background": "In {{ review.participants }}, {{ recovery.effect }}."}
    with speaking(Words("de")):
        read = reading(text, ("en", "de"))
    (shown,) = read.texts
    assert shown.stands_in == "en"
    assert "participants" in shown.markdown
    assert read.lacking == (
        "data/text/background.md: no text in de, so the one in en stands there; write "
        "data/text/de/background.md.",
    )
    with speaking(Words("de")):
        (shown,) = reading({"de/background": text["background"]}, ("en", "de")).texts
    assert shown.stands_in == ""
    assert "participants" not in shown.markdown
