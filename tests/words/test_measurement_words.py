"""Methods say which of several measurements is used."""

from __future__ import annotations

import pytest

from living_review.ground.errors import ProtocolError
from living_review.protocol import parse_protocol
from living_review.words.question_words import timepoint_items

PROTOCOL = """
review:
  id: test
  title: A test
  authors: [Nobody]
  question: {{population: people, intervention: support, comparator: usual care}}
timepoints:
  - {{id: post, label: End of treatment, weeks: [4, 26]{rule}}}
comparisons:
  - {{id: main, label: Support, intervention: support, comparator: usual care}}
outcomes:
  - {{id: mood, label: Low mood, measure: SMD, better: lower}}
"""


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "randomisation)."),
        (", choose: last", "; where a trial measured several times, its last measurement is used."),
        (
            ", choose: nearest, target: 12",
            "the measurement nearest to week 12 is used, and the later of two that are equally "
            "near.",
        ),
    ],
)
def test_a_time_point_says_its_rule(rule: str, said: str) -> None:
    [item] = timepoint_items(parse_protocol(PROTOCOL.format(rule=rule)))
    assert str(item).endswith(said)


@pytest.mark.parametrize(
    ("rule", "key", "said"),
    [
        (", choose: nearest", "choose", "found 'nearest' without target"),
        (", choose: last, target: 12", "target", "found 12 with choose: last"),
        (", target: 12", "target", "found 12 with no choose"),
        (", choose: latest", "choose", "latest"),
    ],
)
def test_a_rule_that_says_half_is_refused_with_key_and_line(rule: str, key: str, said: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(PROTOCOL.format(rule=rule))
    assert said in str(caught.value)
    assert f"timepoints[1].{key}" in str(caught.value)
    assert "line 8" in str(caught.value)
