"""Which drawings a figure has: on screens, on narrow ones, on paper, and of all trials."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import findings
from sample_findings import recovery

from living_review import figures
from living_review.document import illustrations
from living_review.document.illustration import Illustration


def drawing(kind: str) -> Any:
    """Write what is asked for in the place of drawing it."""
    return lambda *_, **asked: f"{kind} {' '.join(f'{k}={v}' for k, v in sorted(asked.items()))}"


def twice(kind: str) -> Any:
    return lambda *_, **asked: [drawing(kind)(**asked)] * 2


def of_review() -> dict[str, Illustration]:
    return {each.name: each for each in illustrations.of_review(findings(recovery()))}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("effect_direction_plot", "prisma_flow"):
        monkeypatch.setattr(figures, name, drawing(name))
    for name in ("risk_of_bias_summary", "risk_of_bias_traffic_light"):
        monkeypatch.setattr(figures, name, twice(name))
        monkeypatch.setattr(figures, f"{name}_alt", lambda _: ["first", "second"])
    monkeypatch.setattr(figures, "effect_direction_plot_alt", lambda _: "of directions")
    monkeypatch.setattr(figures, "prisma_flow_on_paper", lambda *_: "")
    monkeypatch.setattr(figures, "change_plots", lambda _: [])
    return monkeypatch


@pytest.mark.parametrize(
    ("pages", "here", "on_paper"),
    list(product((1, 3), ("", "Two left out."), ("", "Nine left out."))),
)
def test_directions_of_very_many_trials_say_on_each_medium_what_they_leave_out(
    drawn: pytest.MonkeyPatch, pages: int, here: str, on_paper: str
) -> None:
    drawn.setattr(figures, "effect_direction_plot_pages", lambda _: [f"p{i}" for i in range(pages)])
    left_out = lambda _, where="paper": here if where == "screen" else on_paper  # noqa: E731
    drawn.setattr(figures, "effect_direction_plot_left_out", left_out)
    made = of_review()
    whole = made["directions-peer-support"]
    assert whole.svg == "effect_direction_plot "
    assert whole.alt == "of directions"
    assert whole.compact == "directions-peer-support-narrow"
    assert made[whole.compact].svg == "effect_direction_plot narrow=True"
    assert not made[whole.compact].on_paper
    assert whole.caption.endswith(here)
    assert bool(whole.whole) == bool(here)
    every = [each for each in made.values() if "every=True" in each.svg]
    assert len(every) == bool(here)
    assert [each.svg for each in whole.parts] == [f"p{i}" for i in range(pages)]
    named = ["directions-peer-support-on-paper"]
    if pages > 1:
        named = [f"directions-peer-support-part-{number}" for number in (1, 2, 3)]
    assert [each.name for each in whole.parts] == named
    assert whole.parts[-1].caption.endswith(on_paper)
    if on_paper:
        assert not any(each.caption.endswith(on_paper) for each in whole.parts[:-1])


@pytest.mark.parametrize("shown", [None, 2])
def test_judgements_of_very_many_trials_are_those_of_the_foremost(
    drawn: pytest.MonkeyPatch, shown: int | None
) -> None:
    drawn.setattr(figures, "effect_direction_plot_pages", lambda _: ["p"])
    drawn.setattr(figures, "effect_direction_plot_left_out", lambda *_: "")
    drawn.setattr(figures, "foremost", lambda judged, people: judged[:shown])
    drawn.setattr(
        figures, "shown_of_many", lambda few, many, by, at="paper": f"{few} by {by} at {at}."
    )
    made = of_review()
    summary, first, second = (
        made[name] for name in ("risk-of-bias-summary-1", "risk-of-bias-1", "risk-of-bias-2")
    )
    assert summary.svg == "risk_of_bias_summary "
    assert made[str(summary.compact)].svg == "risk_of_bias_summary narrow=True"
    every = shown is None
    assert first.svg == f"risk_of_bias_traffic_light lit={every}"
    assert made[str(first.compact)].svg == f"risk_of_bias_traffic_light lit={every} narrow=True"
    assert (first.alt, second.alt) == ("first", "second")
    assert [each.on_paper for each in (first, second)] == [True, every]
    assert [each.name for each in first.parts] == (
        [] if every else ["risk-of-bias-1-on-paper", "risk-of-bias-2-on-paper"]
    )
    assert second.caption.endswith("" if every else "2 by participants at screen.")
    if not every:
        assert first.parts[1].caption.endswith("2 by participants at paper.")
        assert not first.parts[0].caption.endswith("paper.")


@pytest.mark.parametrize("brief", ["", "a shorter flow"])
def test_a_flow_that_is_higher_than_a_page_is_another_on_paper(
    drawn: pytest.MonkeyPatch, brief: str
) -> None:
    drawn.setattr(figures, "effect_direction_plot_pages", lambda _: ["p"])
    drawn.setattr(figures, "effect_direction_plot_left_out", lambda *_: "")
    drawn.setattr(figures, "prisma_flow_on_paper", lambda *_: brief)
    changes = [SimpleNamespace(svg=f"c{i}", alt="a", caption="c", narrow=None) for i in range(2)]
    drawn.setattr(figures, "change_plots", lambda _: changes)
    made = of_review()
    flow = made["prisma-flow"]
    assert [each.svg for each in flow.parts] == ([brief] if brief else [])
    assert made[str(flow.compact)].svg == "prisma_flow narrow=True"
    assert [made[name].svg for name in ("changes-1", "changes-2")] == ["c0", "c1"]
    assert made["changes-1"].compact in (None, "")


@pytest.mark.parametrize(
    ("whole", "on_paper", "parts"), list(product(("", "All 90 trials"), (True, False), (0, 2)))
)
def test_a_figure_is_shown_whole_on_screens_and_in_its_parts_on_paper(
    whole: str, on_paper: bool, parts: int
) -> None:
    own = tuple(Illustration(f"a-part-{n}", "<svg>", f"alt {n}", f"part {n}") for n in range(parts))
    made = Illustration(
        "a", "<svg>", "alt", "Caption", "a-narrow", parts=own, on_paper=on_paper, whole=whole
    )
    caption = f"Caption\\. [{whole}](fig/a-whole.svg)." if whole else "Caption"
    marks = '#fig-a fig-alt="alt" compact="fig/a-narrow.svg"'
    assert made.markdown("fig") == f"![{caption}](fig/a.svg){{{marks}}}"
    shown = made.markdown("fig", screens=False)
    each = [
        f'![part {n}](fig/a-part-{n}.svg){{#fig-a-part-{n} fig-alt="alt {n}"}}'
        for n in range(parts)
    ]
    alone = '![Caption](fig/a.svg){#fig-a fig-alt="alt"}'
    assert shown == ("" if not on_paper else "\n\n".join(each) if each else alone)
