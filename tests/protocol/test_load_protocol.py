"""The protocol is read with its defaults, and refused in sentences."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from living_review.ground.errors import ProtocolError
from living_review.protocol import Protocol, labels_in, load_protocol, parse_protocol
from living_review.protocol.analysis import NAMED_SENSITIVITY

SMALL = """\
review:
  id: aspirin
  title: Aspirin after stroke
  authors: [A. Author]
  question: {population: Adults, intervention: Aspirin, comparator: Placebo}
timepoints:
  - {id: post, label: One year, weeks: [40, 60]}
comparisons:
  - {id: main, label: Aspirin versus placebo, intervention: aspirin, comparator: placebo}
outcomes:
  - {id: stroke, label: Stroke, measure: RR, better: lower}
"""


def test_a_short_protocol_takes_the_defaults_of_the_program() -> None:
    protocol = parse_protocol(SMALL)
    analysis = protocol.analysis
    assert (analysis.model, analysis.tau2, analysis.interval) == ("random", "REML", "knapp-hartung")
    assert (analysis.safeguard, analysis.smd_variance, analysis.min_trials) == ("se", "LS", 3)
    assert (analysis.prefer, analysis.level) == ("arms", 0.95)
    assert analysis.sequential is None
    assert [item.id for item in analysis.sensitivity] == [
        "common",
        "wald",
        "low-risk-of-bias",
        "leave-one-out",
        "revman",
    ]
    assert (protocol.checks.max_smd, protocol.checks.max_sd_ratio) == (2.5, 4.0)
    assert protocol.review.living.status == "active"
    assert protocol.outcome("stroke").importance == "important"


@pytest.mark.parametrize("own", ["", "analysis: {tau2: DL, level: 0.9}\n", "analysis: {}\n"])
@pytest.mark.parametrize(
    "asked", [{}, {"tau2": "PM"}, {"min_trials": 7}, {"subgroups": ["größe"], "level": 0.8}]
)
def test_other_choices_of_analysis_stand_before_those_of_the_file_and_nothing_else_is_another(
    tmp_path: Path, own: str, asked: dict[str, object]
) -> None:
    file = tmp_path / "protocol.yml"
    file.write_text(SMALL + own, encoding="utf-8")
    plain, found = load_protocol(file), load_protocol(file, asked)
    assert found == plain.model_copy(update={"analysis": found.analysis})
    said = {**plain.analysis.model_dump(), **asked}
    assert {**found.analysis.model_dump(), **asked} == said
    for key, value in asked.items():
        written = getattr(found.analysis, key)
        assert (list(written) if isinstance(value, list) else written) == value


def test_named_sensitivity_analyses_say_what_they_change() -> None:
    names = ", ".join(NAMED_SENSITIVITY)
    protocol = parse_protocol(SMALL + f"analysis:\n  sensitivity: [{names}]\n")
    by_id = {item.id: item for item in protocol.analysis.sensitivity}
    assert by_id["common"].model == "common"
    assert by_id["wald"].interval == "wald"
    assert by_id["low-risk-of-bias"].without_risk_of_bias == ("high",)
    assert by_id["leave-one-out"].leave_one_out
    revman = by_id["revman"]
    assert (revman.tau2, revman.interval, revman.smd_variance) == ("DL", "wald", "RevMan")
    assert by_id["SJ"].tau2 == "SJ"
    assert len({item.label for item in by_id.values()}) == len(NAMED_SENSITIVITY)


def test_any_lifts_a_filter_and_one_value_stands_for_a_list() -> None:
    change = "{id: x, label: X, include: {a: any, b: one, year: 2012}}"
    text = f"analysis:\n  sensitivity:\n    - {change}\n"
    (item,) = parse_protocol(SMALL + text).analysis.sensitivity
    assert item.include == {"a": (), "b": ("one",), "year": ("2012",)}


def test_dates_are_dates_and_a_label_like_a_date_stays_text() -> None:
    text = SMALL.replace("title: Aspirin after stroke", "title: 2019-07-12").replace(
        "timepoints:", "  living: {next_search: 2026-12-15}\ntimepoints:", 1
    )
    protocol = parse_protocol(text)
    assert protocol.review.title == "2019-07-12"
    assert protocol.review.living.next_search == date(2026, 12, 15)


def test_familiar_units_are_points_unless_the_protocol_names_others() -> None:
    text = SMALL.replace("measure: RR", "measure: SMD, familiar: {instrument: X, sd: 3, source: Y}")
    familiar = parse_protocol(text).outcome("stroke").familiar
    assert familiar is not None
    assert familiar.unit == "points"
    text = text.replace("sd: 3", "sd: 3, units: millimetres")
    familiar = parse_protocol(text).outcome("stroke").familiar
    assert familiar is not None
    assert familiar.unit == "millimetres"


def test_people_who_pass_a_mark_belong_to_a_standardised_difference() -> None:
    mark = ", responder: {label: recovered, risk: 0.3, source: Y}"
    responder = parse_protocol(SMALL.replace("measure: RR", f"measure: SMD{mark}"))
    assert responder.outcome("stroke").responder is not None
    with pytest.raises(ProtocolError, match="only an SMD is shown as the people who pass a mark"):
        parse_protocol(SMALL.replace("measure: RR", f"measure: RR{mark}"))


def test_a_protocol_cannot_be_changed() -> None:
    protocol = parse_protocol(SMALL)
    with pytest.raises(ValidationError, match="frozen"):
        protocol.review = protocol.review  # type: ignore[misc]


def test_every_column_of_trials_is_named_with_the_key_that_asks_for_it() -> None:
    protocol = parse_protocol(SMALL + "analysis: {subgroups: [category], moderators: year}\n")
    assert protocol.trials_columns() == {
        ("analysis", "subgroups", 0): "category",
        ("analysis", "moderators", 0): "year",
    }


OWN = """\
outcomes:
  - id: stroke
    label: Stroke
    measure: RR
    better: lower
    analysis: {model: common, min_trials: 2, subgroups: [site], sensitivity: [DL], moderators: []}
  - {id: fall, label: Falls, measure: RR, better: lower}
analysis: {tau2: PM, subgroups: [category], moderators: [year]}
"""


def test_an_outcome_has_its_own_choices_and_those_of_the_review_for_the_rest() -> None:
    protocol = parse_protocol(SMALL.partition("outcomes:")[0] + OWN)
    own = protocol.analysis_for(protocol.outcome("stroke"))
    assert (own.model, own.min_trials, own.tau2, own.subgroups) == ("common", 2, "PM", ("site",))
    assert ([each.id for each in own.sensitivity], own.moderators) == (["DL"], ())
    assert protocol.analysis_for(protocol.outcome("fall")) == protocol.analysis
    assert protocol.trials_columns() == {
        ("analysis", "subgroups", 0): "category",
        ("analysis", "moderators", 0): "year",
        ("outcomes", 0, "analysis", "subgroups", 0): "site",
    }
    assert protocol.moderators() == ("year",)


def test_a_moderator_has_a_name_a_unit_and_a_step_and_a_column_alone_has_its_own_name() -> None:
    own = """analysis:
  moderators: [year, {column: ablat, label: {en: Latitude, de: Breite}, unit: degrees, per: 10}]
show: {column: dose, forest: true}
"""
    text = SMALL + own
    text = text.replace("review:\n", "review:\n  languages: [en, de]\n", 1)
    with labels_in("de"):
        protocol = parse_protocol(text)
    year, ablat = protocol.analysis.moderators
    assert (year.shown, year.unit, year.per) == ("year", "", None)
    assert (ablat.shown, ablat.unit, ablat.per) == ("Breite", "degrees", 10)
    assert [(each.shown, each.forest) for each in protocol.show] == [("dose", True)]
    assert protocol.trials_columns()["show", 0] == "dose"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "protocol.yml"
    file.write_text(SMALL, encoding="utf-8-sig")
    assert isinstance(load_protocol(file), Protocol)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "There is no protocol at "),
        (b"review: \xff", "line 1: the byte 0xFF is not UTF-8 text; save the file"),
        (b"", "is empty; write the protocol into it."),
        (b"- a\n- b\n", "found a list of 2 where the keys review, timepoints"),
        (b"review: \x00", "line 1: the character U+0000 is not allowed in YAML; remove it."),
        (b"a: [1, 2\nb: 3", "line 1: what opens with [ is not closed"),
        (b"a: " + b"[" * 3000, "is nested too deeply; write what it says"),
        (b"a: " + b"[" * 3000 + b"]" * 3000, "is nested too deeply; write what it says"),
        (
            b"a: &x {b: 1}\nc: *x\n",
            "line 1: anchors and aliases are not allowed; write the value out, or put quotation ",
        ),
        (b"a: !x 1\n", "line 1: the tag '!x' is not allowed; write a plain value, in"),
        (b"b: 1\na: !!int\n", "line 2: the tag 'tag:yaml.org,2002:int' is not allowed"),
        (b"a: 1\n---\nb: 1\n", "line 2: a second document begins here"),
    ],
)
def test_a_file_that_is_no_protocol_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    file = tmp_path / "protocol.yml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ProtocolError) as caught:
        load_protocol(file)
    assert message in str(caught.value)
    assert len(caught.value.problems) == 1


def test_all_problems_are_kept_and_the_first_is_shown_with_the_count() -> None:
    text = SMALL.replace("measure: RR", "measure: RX").replace("better: lower", "better: worse")
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(text)
    assert len(caught.value.problems) == 2
    assert str(caught.value) == f"{caught.value.problems[0]} (1 more problem)"


def test_the_sequential_view_is_switched_on_by_its_block_alone() -> None:
    asked = parse_protocol(SMALL + "analysis: {sequential: {}}\n").analysis.sequential
    assert asked is not None
    assert (asked.alpha, asked.power, asked.heterogeneity) == (0.05, 0.8, "diversity")
    assert not asked.differences
