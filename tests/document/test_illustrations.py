"""Figures that are too long for a page of paper are drawn there in parts, and nowhere else."""

from __future__ import annotations

import re

import pytest
import sample_documents
import sample_findings

from living_review import figures
from living_review.document import illustrations
from living_review.document.drawing import draw
from living_review.figures import canvas
from living_review.tables import results

PAGE_HEIGHT, TEXT_WIDTH = 690.0, 493.0  # of A4 within the margins, in points, less a caption
SIZE = re.compile(r'<svg[^>]* viewBox="0 0 ([\d.]+) ([\d.]+)"')


def height_on_paper(svg: str) -> float:
    found = SIZE.search(svg)
    assert found is not None
    width, height = map(float, found.groups())
    return height * min(1.0, TEXT_WIDTH / width)


@pytest.fixture(scope="module")
def drawn() -> dict[str, illustrations.Illustration]:
    return draw(sample_documents.findings(sample_findings.many()))


def test_nothing_on_paper_is_taller_than_a_page(drawn) -> None:
    for name, each in drawn.items():
        shown = each.parts or ((each,) if each.on_paper and not name.endswith("compact") else ())
        for part in shown:
            assert height_on_paper(part.svg) <= PAGE_HEIGHT, part.name
            assert drawn[part.name] is part, "every part is written"


def test_a_screen_shows_the_whole_and_paper_its_parts(drawn) -> None:
    whole = drawn["forest-mutual-support-quality_of_life-post".replace("_", "-")]
    assert str(whole.markdown("fig")).count("![") == 1
    on_paper = str(whole.markdown("fig", screens=False))
    assert on_paper.count("![") == len(whole.parts) == 2
    assert "part 2 of 2" in on_paper
    short = draw(sample_documents.findings(sample_findings.recovery()))
    assert all(not each.parts for each in short.values())


def test_a_figure_that_fits_a_page_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    plain = canvas.svg
    monkeypatch.setattr(canvas, "svg", lambda scene: made.append(plain(scene)) or made[-1])
    drawn = draw(sample_documents.findings(sample_findings.recovery()))
    assert sorted(made) == sorted(each.svg for each in drawn.values())


def test_trials_without_a_single_effect_are_not_drawn_as_an_empty_axis() -> None:
    found = sample_findings.narrative()
    bare = {"estimate": None, "se": None, "ci_low": None, "ci_high": None}
    first, *others = (trial.model_copy(update=bare) for trial in found.trials)
    for trials, drawn in (((first, *others), False), ((found.trials[0], *others), True)):
        some = found.model_copy(update={"trials": trials})
        names = {each.name for each in illustrations.of_finding(some)}
        assert any(name.startswith("forest") for name in names) is drawn
        caption = results.data_behind_the_figure(some).caption
        assert caption.startswith("Data behind the figure" if drawn else "What each trial reported")


def test_a_page_knows_the_size_of_a_figure_and_of_its_narrow_form() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"></svg>'
    wide = illustrations.Illustration(
        "forest-a", svg.format("391.342", 166), "alt", "caption", "forest-b"
    )
    narrow = illustrations.Illustration("forest-b", svg.format(326, "135.5"), "alt", "caption")
    shown = wide.markdown("fig", narrow=narrow)
    assert "width=391 height=166" in shown
    assert 'compact="fig/forest-b.svg" compact-size="width=326 height=136"' in shown
    assert "compact-size" not in wide.markdown("fig")
    assert "width" not in wide.markdown("fig", screens=False)


@pytest.mark.parametrize(
    ("wide", "narrow", "told"),
    [
        ("A B", "A B", 'trials="A B" places="0,1,2 1,,3" places-narrow="0,1,2 1,,3"'),
        ("A B", "A C", 'trials="A B" places="0,1,2 1,,3"'),
        ("A B", "", 'trials="A B" places="0,1,2 1,,3"'),
        ("A", "A", ""),
        ("", "A B", ""),
    ],
)
def test_a_page_knows_where_trials_lie_in_a_figure(wide: str, narrow: str, told: str) -> None:
    def drawn(trials: str) -> illustrations.Illustration:
        where = f' data-trials="{trials}" data-places="0,1,2 1,2,3"' if trials else ""
        svg = f'<svg viewBox="0 0 326 166"{where}><g data-trials="X Y" data-places="1"></g></svg>'
        return illustrations.Illustration("forest-a", svg, "alt", "caption", "forest-b")

    found = drawn(wide)
    shown = str(found.markdown("fig", narrow=drawn(narrow)))
    assert " ".join(re.findall(r'\b(?:trials|places(?:-narrow)?)="[^"]*"', shown)) == told
    assert "trials" not in found.markdown("fig", screens=False)


def test_a_figure_of_unknown_size_tells_none() -> None:
    assert "width" not in illustrations.Illustration("a", "<svg></svg>", "alt", "caption").markdown(
        "fig"
    )


def test_judgements_have_a_drawing_for_narrow_screens_beside_that_for_wide_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def drawn(trials, *, narrow=False, lit=False):
        assert lit
        return [f"{'narrow' if narrow else 'wide'} {len(trials)}"]

    monkeypatch.setattr(figures, "risk_of_bias_traffic_light", drawn)
    monkeypatch.setattr(figures, "risk_of_bias_traffic_light_alt", lambda trials: ["told"])
    monkeypatch.setattr(illustrations, "_both", lambda own, narrow: [(own.svg, own.alt, narrow)])
    judged = sample_documents.findings().trials[:1] * 3
    assert illustrations._traffic_lights(judged) == [("wide 3", "told", "narrow 3")]
