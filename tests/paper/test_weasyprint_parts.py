"""What setting PDFs relies on inside WeasyPrint and pydyf is missed at once, and by name."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module, metadata
from typing import Any

import pytest

from living_review.ground.errors import EnvironmentFailure
from living_review.paper import weasyprint_parts
from living_review.paper.press import load_weasyprint


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    """Forget what was seen to be there before, and what is seen by this test."""
    load_weasyprint()
    for each in (weasyprint_parts.look_at_all, weasyprint_parts.drawing):
        each.cache_clear()
    yield
    for each in (weasyprint_parts.look_at_all, weasyprint_parts.drawing):
        each.cache_clear()


@pytest.mark.parametrize(
    ("package", "module", "name"),
    [
        ("weasyprint", "weasyprint.svg", "TAGS"),
        ("weasyprint", "weasyprint.svg.text", "TextBox"),
        ("weasyprint", "weasyprint.svg.utils", "size"),
        ("weasyprint", "weasyprint.matrix", "Matrix"),
        ("weasyprint", "weasyprint.draw.text", "draw_first_line"),
        ("weasyprint", "weasyprint.draw.text", "draw_emojis"),
        ("weasyprint", "weasyprint.text.line_break", "split_first_line"),
        ("weasyprint", "weasyprint.layout.inline", "split_first_line"),
        ("weasyprint", "weasyprint.css.properties", "INITIAL_VALUES"),
        (
            *("weasyprint", "weasyprint.css.targets"),
            "TargetCollector.cache_target_page_counters",
        ),
        ("weasyprint", "weasyprint.css.targets", "TargetCollector.collect_missing_counters"),
        ("weasyprint", "weasyprint.layout.percent", "resolve_percentages"),
        ("weasyprint", "weasyprint.layout.percent", "adjust_box_sizing"),
        ("weasyprint", "weasyprint.text.line_break", "_font_style_cache_key"),
        ("weasyprint", "weasyprint.text.line_break", "Layout.set_text"),
        ("weasyprint", "weasyprint.svg", "parse_declarations"),
        ("weasyprint", "weasyprint", "UA_STYLESHEET.matcher.other_selectors"),
        ("pydyf", "pydyf", "_to_bytes"),
        ("pydyf", "pydyf", "PDF.page_references"),
        ("pydyf", "pydyf", "Dictionary"),
        ("pydyf", "pydyf", "Stream.begin_marked_content"),
    ],
)
def test_a_part_that_is_gone_is_named_with_the_version(
    monkeypatch: pytest.MonkeyPatch, package: str, module: str, name: str
) -> None:
    *above, last = name.split(".")
    owner: Any = import_module(module)
    for each in above:
        owner = getattr(owner, each)
    monkeypatch.delattr(owner, last)
    with pytest.raises(EnvironmentFailure) as failure:
        weasyprint_parts.look_at_all()
    said = str(failure.value)
    assert said.startswith(f"{package} {metadata.version(package)} has no {module}.{name}, on ")
    assert said.count(". ") == 0, "it is one sentence"
    assert "make setup" in said


def test_objects_that_keep_their_fonts_elsewhere_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream:
        def __init__(self) -> None:
            self.fonts: dict[str, str] = {}

    monkeypatch.setattr("weasyprint.pdf.stream.Stream", Stream)
    with pytest.raises(EnvironmentFailure, match=r"no '_fonts' in a weasyprint\.pdf\.stream\.St"):
        weasyprint_parts.look_at_all()


def test_a_line_that_is_drawn_from_other_arguments_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("weasyprint.draw.text.draw_emojis", lambda stream, emojis: None)
    with pytest.raises(EnvironmentFailure, match=r"draw_emojis that takes \(stream, emojis\)"):
        weasyprint_parts.look_at_all()
