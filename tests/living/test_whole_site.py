"""A published site is compared with what was laid out."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from manifests import manifest

from living_review.living import whole_site
from living_review.living.whole_site import LIST, Fault, faults, write_list

FILES = {
    "index.html": b"<p>index</p>",
    "fig/forest.svg": b"<svg/>",
    "versions/1/index.html": b"<p>one</p>",
    "versions/1/summary.pdf": b"%PDF",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / "_site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    write_list(tmp_path / "_site")
    return tmp_path / "_site"


def test_a_site_as_it_was_laid_out_is_whole_also_elsewhere(site: Path, tmp_path: Path) -> None:
    assert faults(site, manifest(1)) == ()
    shutil.copytree(site, tmp_path / "copy")
    (tmp_path / "copy" / "robots.txt").write_text("added by somebody")
    assert faults(tmp_path / "copy", manifest(1)) == ()


@pytest.mark.parametrize("name", FILES)
def test_each_file_that_is_gone_cut_or_a_link_is_named(site: Path, name: str) -> None:
    path = site / name
    path.write_bytes(FILES[name][:-1])
    assert faults(site, manifest(1)) == (Fault(name, missing=False),)
    path.unlink()
    assert faults(site, manifest(1)) == (Fault(name, missing=True),)
    (site / "elsewhere").write_bytes(FILES[name])
    path.symlink_to(site / "elsewhere")
    assert faults(site, manifest(1)) == (Fault(name, missing=False),)
    path.unlink()
    path.mkdir()
    assert faults(site, manifest(1)) == (Fault(name, missing=False),)


def test_a_page_with_other_words_of_the_same_length_is_named(site: Path) -> None:
    (site / "index.html").write_bytes(FILES["index.html"].upper())
    assert faults(site, manifest(1)) == (Fault("index.html", missing=False),)


@pytest.mark.parametrize(
    "left",
    [
        *("", "{", "[]", '{"schema": "living-review/site/1"}', None),
        '{"schema": "living-review/site/2", "files": {"gone.html": [1, "ab"]}}',
    ],
)
def test_a_site_without_a_list_is_compared_with_the_manifest(site: Path, left: str | None) -> None:
    if left is None:
        (site / LIST).unlink()
    else:
        (site / LIST).write_text(left)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}
    published = manifest(1, {name: digests[name] for name in ("index.html", "fig/forest.svg")})
    assert faults(site, published) == ()
    (site / "fig" / "forest.svg").unlink()
    assert faults(site, published) == (Fault("fig/forest.svg", missing=True),)


def test_the_list_is_the_same_for_the_same_site(site: Path) -> None:
    before = (site / LIST).read_bytes()
    write_list(site)
    assert (site / LIST).read_bytes() == before
    assert LIST not in (whole_site._listed(site) or {LIST: None})
