"""Images of a review: copied, kept, on pages and paper; and what is refused, by file and line."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from living_review.ground.errors import BadInput, TemplateFailure
from living_review.ground.folder import ReviewFolder
from living_review.pages.own_images import copy_images, refuse_missing
from living_review.pages.page_faults import PageFault, told_where
from living_review.pages.pandoc import Page, convert

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
PLAIN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>'
    '<path d="M0 0h9" fill="url(#g)"/></svg>'
)


@pytest.fixture
def review(tmp_path: Path) -> Path:
    (tmp_path / "review" / "templates" / "images" / "more").mkdir(parents=True)
    (tmp_path / "review" / "data").mkdir()
    (tmp_path / "report" / "fig").mkdir(parents=True)
    (tmp_path / "report" / "fig" / "forest.svg").write_text(PLAIN)
    return tmp_path / "review"


@pytest.fixture
def report(review: Path) -> Path:
    return review.parent / "report"


def test_images_are_copied_beside_the_pages_and_kept_with_a_version(
    review: Path, report: Path
) -> None:
    images = review / "templates" / "images"
    (images / "flow.png").write_bytes(PNG)
    (images / "more" / "Drawing 1.SVG").write_text(PLAIN)
    (images / "notes.txt").write_text("not an image")
    copy_images(review / "templates", report)
    assert (report / "images" / "flow.png").read_bytes() == PNG
    assert not (report / "images" / "notes.txt").exists()
    there = ("images/flow.png", "images/more/Drawing%201.SVG", "fig/forest.svg")
    refuse_missing((*there, "data:image/png;base64,AA"), "index.qmd", report, report)
    refuse_missing(("../fig/forest.svg", "images/flow.png"), "x.md", report, report / "print")
    kept = ReviewFolder(review).inputs()
    assert {"templates/images/flow.png", "templates/images/more/Drawing 1.SVG"} == set(kept)


@pytest.mark.parametrize("address", ["images/none.png", "fig/none.svg", "images", ""])
def test_an_image_that_does_not_exist_is_refused(report: Path, address: str) -> None:
    with pytest.raises(PageFault, match="does not exist"):
        refuse_missing((address,), "index.qmd", report, report)


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/x.png",
        "HTTP://elsewhere.example/x.png",
        "//elsewhere.example/x.png",
        "file:///etc/passwd",
        "/etc/passwd",
        "\\\\host\\share\\x.png",
        "../review/data/x.png",
        "images/../../x.png",
        "..%2fx.png",
        "%2e%2e/x.png",
        "javascript:1",
        "data:text/html,x",
        "blob:x",
    ],
)
def test_an_image_outside_the_report_is_refused(report: Path, address: str) -> None:
    (report.parent / "x.png").write_bytes(PNG)
    with pytest.raises(PageFault, match=r"lies outside the report|does not exist"):
        refuse_missing((address,), "index.qmd", report, report)


def test_a_link_in_the_report_that_leads_out_is_no_image(report: Path) -> None:
    (report.parent / "x.png").write_bytes(PNG)
    (report / "fig" / "x.png").symlink_to(report.parent / "x.png")
    with pytest.raises(PageFault, match="lies outside the report"):
        refuse_missing(("fig/x.png",), "index.qmd", report, report)


def test_file_and_line_of_the_template_are_named(review: Path, report: Path) -> None:
    section = review / "templates" / "sections" / "living.md.j2"
    section.parent.mkdir()
    section.write_text('# Words\n\n![A flow](images/no flow.png){fig-alt="x"}\n')
    with (
        pytest.raises(TemplateFailure, match=r"^templates/sections/living\.md\.j2, line 3: The im"),
        told_where(review / "templates", report),
    ):
        refuse_missing(("images/no%20flow.png",), "index.qmd", report, report)
    (report / "index.qmd").write_text("One\n\n![x](images/made-up.png)\n")
    with (
        pytest.raises(TemplateFailure, match=r"^the generated report/index\.qmd, line 3: The im"),
        told_where(review / "templates", report),
    ):
        refuse_missing(("images/made-up.png",), "index.qmd", report, report)


def test_an_image_is_not_read_through_a_link_that_leaves_the_review(
    review: Path, report: Path
) -> None:
    (review.parent / "secret.png").write_bytes(PNG)
    (review / "templates" / "images" / "x.png").symlink_to(review.parent / "secret.png")
    with pytest.raises(TemplateFailure, match=r"templates/images/x\.png is a link"):
        copy_images(review / "templates", report)
    with pytest.raises(BadInput, match=r"templates/images/x\.png is a link"):
        ReviewFolder(review).inputs()


@pytest.mark.parametrize(
    "content",
    [
        "<script>1</script>",
        "<g onload='x'/>",
        "<a href='https://e.example'><path/></a>",
        "<image href='https://e.example/x.png'/>",
        "<use href='https://e.example/x.svg#a'/>",
        "<foreignObject/>",
        "<style>@import url(https://e.example)</style>",
        "<path fill='url(https://e.example#a)'/>",
        "<path style='fill: u\\72l(x)'/>",
        "<animate attributeName='href'/>",
        "<set attributeName='onload'/>",
    ],
)
def test_a_drawing_that_could_act_is_refused(review: Path, report: Path, content: str) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{content}</svg>'
    (review / "templates" / "images" / "x.svg").write_text(drawing)
    with pytest.raises(TemplateFailure, match=r"^templates/images/x\.svg"):
        copy_images(review / "templates", report)


@pytest.mark.parametrize(
    "text",
    [
        "not a drawing",
        "",
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    ],
)
def test_a_drawing_that_is_none_or_has_entities_is_refused(
    review: Path, report: Path, text: str
) -> None:
    (review / "templates" / "images" / "x.svg").write_text(text)
    with pytest.raises(TemplateFailure, match="is no SVG that can be read"):
        copy_images(review / "templates", report)


def test_an_image_that_is_too_large_is_refused(
    review: Path, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("living_review.pages.own_images.LARGEST", 100)
    (review / "templates" / "images" / "x.png").write_bytes(b"x" * 101)
    with pytest.raises(TemplateFailure, match="make it smaller"):
        copy_images(review / "templates", report)


def test_an_image_from_elsewhere_is_named_with_file_and_line(review: Path, report: Path) -> None:
    (review / "templates" / "x.md.j2").write_text("Text\n\n![x](https://elsewhere.example/x.png)\n")
    page = Page("index.qmd", "Text\n\n![x](https://elsewhere.example/x.png)\n")
    with (
        pytest.raises(TemplateFailure, match=r"^templates/x\.md\.j2, line 3: The image \"https:"),
        told_where(review / "templates", report),
    ):
        convert(page)
