"""The field's own names for what a protocol chooses are understood, each as one value."""

from __future__ import annotations

import pytest
from broken_protocols import PROTOCOL

from living_review.ground.spelling import bare
from living_review.protocol import Protocol, parse_protocol
from living_review.protocol.choices import NEARLY, WRITTEN

SAMPLES = {
    "measure": ("    measure: SMD", "    measure: {}", lambda p: p.outcomes[1].measure),
    "tau2": ("  tau2: REML", "  tau2: {}", lambda p: p.analysis.tau2),
    "interval": ("  tau2: REML", "  interval: {}", lambda p: p.analysis.interval),
    "model": ("  tau2: REML", "  model: {}", lambda p: p.analysis.model),
    "method": (
        "    measure: RR\n",
        "    measure: OR\n    analysis: {{model: common, method: {}}}\n",
        lambda p: p.outcomes[0].analysis.method,
    ),
    "better": ("    better: lower", "    better: {}", lambda p: p.outcomes[0].better),
    "importance": (
        "    better: lower",
        "    better: lower\n    importance: {}",
        lambda p: p.outcomes[0].importance,
    ),
    "risk of bias": (
        "label: Strict, tau2: DL",
        "label: Strict, without_risk_of_bias: [{}]",
        lambda p: p.analysis.sensitivity[1].without_risk_of_bias[0],
    ),
}
# What only an SMD has, and what only means have.
FAMILIAR = "    familiar: {instrument: BDI, sd: 10, source: trial}\n"
INSTRUMENTS = "    instruments: {BDI: {range: [0, 63], higher_is_better: false}}\n"


def read(key: str, written: str) -> Protocol:
    old, new, _ = SAMPLES[key]
    text = PROTOCOL
    assert old in text
    if key == "measure":
        value = next(code for code, names in WRITTEN[key].items() if written in (code, *names))
        if value != "SMD":
            text = text.replace(FAMILIAR, "")
        if value not in ("SMD", "MD", "ROM"):
            text = text.replace(INSTRUMENTS, "")
        if value in ("IRR", "IRD"):
            new += "\n    person_time: {{unit: person-years}}"
    return parse_protocol(text.replace(old, new.format(f'"{written}"'), 1))


@pytest.mark.parametrize("key", WRITTEN)
def test_every_name_is_read_as_its_value(key: str) -> None:
    for value, names in WRITTEN[key].items():
        for name in (value, *names, *(each.upper() for each in names), value.lower()):
            if key == "measure" and name not in (value, *names):
                continue
            assert SAMPLES[key][2](read(key, name)) == value, (key, name)


def test_no_name_means_two_values() -> None:
    for key, values in WRITTEN.items():
        names = [(bare(each), value) for value, own in values.items() for each in {value, *own}]
        meant = dict(names)
        assert [name for name, value in names if meant[name] != value] == [], key
    assert not {*NEARLY} & {bare(each) for own in WRITTEN["measure"].values() for each in own}


def test_names_the_field_has_for_the_same_thing() -> None:
    for written in (
        "HKSJ",
        "hksj",
        "Knapp–Hartung",
        "KH",
        "knha",
        "HK",
        "Hartung-Knapp adjustment",
    ):
        assert read("interval", written).analysis.interval == "knapp-hartung"
    for written, value in {
        "DerSimonian-Laird": "DL",
        "dersimonian and laird method": "DL",
        "reml": "REML",
        "Paule-Mandel": "PM",
        "Restricted Maximum-Likelihood": "REML",
        "Sidik-Jonkman estimator": "SJ",
        "hsk": "HSk",
    }.items():
        assert read("tau2", written).analysis.tau2 == value


def test_a_sensitivity_analysis_may_be_named_so_too() -> None:
    text = PROTOCOL.replace("- wald", "- Paule-Mandel\n    - fixed-effect\n    - MH\n    - z")
    asked = parse_protocol(text).analysis.sensitivity
    assert [each.id for each in asked] == ["PM", "common", "mantel-haenszel", "wald", "strict"]
