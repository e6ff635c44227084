"""What a library holds: each review below a folder once, or those of a list."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.library.members import Member, below, library_at


def review(root: Path) -> Path:
    (root / "data").mkdir(parents=True)
    (root / "data" / "protocol.yml").write_text("review: {}\n", encoding="utf-8")
    return root


def test_reviews_lie_at_any_depth_and_have_the_names_of_their_places(tmp_path: Path) -> None:
    for name in ("b", "a/deep/down", "a", "c c"):
        review(tmp_path / name)
    assert [each.name for each in below(tmp_path)] == ["a", "a/deep/down", "b", "c c"]


@pytest.mark.parametrize(
    "inside",
    ["data/versions/0001", ".cache/x", "_site/x", "report/x", "templates/x", "_quarto-site/x"],
)
def test_no_part_of_a_review_is_taken_for_a_review(tmp_path: Path, inside: str) -> None:
    review(tmp_path / "a")
    review(tmp_path / "a" / inside)
    assert [each.name for each in below(tmp_path)] == ["a"]


def test_a_link_to_a_folder_is_passed_by(tmp_path: Path) -> None:
    review(tmp_path / "shelf" / "a")
    (tmp_path / "shelf" / "round").symlink_to(tmp_path / "shelf", target_is_directory=True)
    assert [each.name for each in below(tmp_path / "shelf")] == ["a"]


def test_a_folder_that_is_a_review_is_named_like_its_folder(tmp_path: Path) -> None:
    root = review(tmp_path / "sleep")
    assert [each.name for each in library_at(root).members] == ["sleep"]
    review(root / "sleep")
    assert [each.name for each in library_at(root).members] == [".", "sleep"]


def test_a_list_names_folders_their_names_and_topics(tmp_path: Path) -> None:
    for name in ("one", "many/a", "many/b", "far"):
        review(tmp_path / name)
    place = tmp_path / "list.yml"
    place.write_text(
        "reviews:\n"
        "  - one\n"
        "  - {folder: many, topics: [sleep]}\n"
        f"  - {{folder: '{tmp_path / 'far'}', name: Far away, topics: pain}}\n"
        "  - not-there\n"
        "  - ./one/\n",
        encoding="utf-8",
    )
    library = library_at(place)
    assert library.home == tmp_path
    assert library.members == (
        Member("one", tmp_path / "one"),
        Member("many/a", tmp_path / "many" / "a", ("sleep",)),
        Member("many/b", tmp_path / "many" / "b", ("sleep",)),
        Member("Far away", tmp_path / "far", ("pain",)),
        Member("not-there", tmp_path / "not-there"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "list.yml is empty"),
        ("reviews: []\n", "list.yml, reviews: it is '[]'"),
        ("review: [a]\n", "list.yml, reviews: it is not there"),
        ("- a\n", "list.yml, reviews: it is not there"),
        ("reviews: [3]\n", "list.yml, reviews[1]: it is '3'"),
        ("reviews: [a, {name: b}]\n", "list.yml, reviews[2]: it is"),
        ("reviews: [{folder: a, topic: b}]\n", "list.yml, reviews[1].topic: no such key"),
        ("reviews: [{folder: a, topics: 3}]\n", "list.yml, reviews[1].topics: it is '3'"),
        ("reviews: [{folder: a, name: ' '}]\n", "list.yml, reviews[1].name: it is ' '"),
        ("reviews: ['s4://a/b']\n", "list.yml, reviews[1]: 's4://a/b' has no kind of address"),
        (
            "reviews: ['git+ftp://a/b']\n",
            "list.yml, reviews[1]: 'git+ftp://a/b' is no address of a",
        ),
        ("reviews: ['git+file://a']\n", "list.yml, reviews[1]: 'git+file://a' is no address of a"),
        (
            "reviews: [{folder: 'memory://none/**', name: x}]\n",
            "list.yml, reviews[1].name: 'memory://none/**' means every review",
        ),
        (
            "reviews: ['memory://none/**']\n",
            "list.yml, reviews[1]: no review lies below 'memory://none'",
        ),
        (
            "reviews: [{folder: a, name: x}, {folder: b, name: x}]\n",
            "list.yml: 'x' names two reviews",
        ),
        ("reviews: [a, b\n", "list.yml, line 1"),
        ("reviews: [a]\nreviews: [b]\n", "list.yml, line 2"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    place = tmp_path / "list.yml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        library_at(place)
    assert said in str(caught.value).replace(f"{tmp_path}/", "")


def test_what_reads_an_address_is_named_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "list.yml"
    place.write_text("reviews: ['s3://a/b']\n", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(EnvironmentFailure, match=r"package s3fs, .* pip install s3fs"):
        library_at(place)
    monkeypatch.setitem(sys.modules, "fsspec.registry", None)
    with pytest.raises(EnvironmentFailure, match=r"pip install 'living-review\[dask\]'"):
        library_at(place)


def test_the_address_of_a_folder_here_is_that_folder(tmp_path: Path) -> None:
    root = review(tmp_path / "a b")
    (tmp_path / "list.yml").write_text(f"reviews: ['{root.as_uri()}']\n", encoding="utf-8")
    (found,) = library_at(tmp_path / "list.yml").members
    assert (found.root, found.address) == (root, "")


def test_a_place_without_reviews_is_refused(tmp_path: Path, shelf: Callable[..., Path]) -> None:
    with pytest.raises(BadInput, match="No review lies below"):
        library_at(tmp_path)
    with pytest.raises(BadInput, match="There is no file"):
        library_at(tmp_path / "not-there")
    other = tmp_path / "list.txt"
    other.write_text("a\n", encoding="utf-8")
    with pytest.raises(BadInput, match="neither a folder nor a list"):
        library_at(other)
