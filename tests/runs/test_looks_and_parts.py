"""What is told of a brand that figures cannot wear, and which files are the program's own."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.figures import palette
from living_review.ground.folder import ReviewFolder
from living_review.runs import looks, own_parts


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("worn", ["#123456", "#654321"])
@pytest.mark.parametrize(("light", "dark"), [("#123456", ""), ("", "#123456"), ("", "")])
def test_what_figures_do_not_take_of_a_colour_is_told(
    monkeypatch: pytest.MonkeyPatch, takes: bool, worn: str, light: str, dark: str
) -> None:
    shades = [SimpleNamespace(accent=each) for each in (light, dark)]
    brand: Any = SimpleNamespace(light=shades[0], dark=shades[1])
    monkeypatch.setattr(palette, "takes_a_brand", lambda: takes)
    monkeypatch.setattr(palette, "light", lambda: {"pooled": worn})
    told = [*looks._of_figures(brand)]
    if not light and not dark:
        assert told == []
    elif not takes:
        assert told == [
            "Figures keep the program's colours: in that of the brand, trials and pools could not "
            "be told from what is drawn beside them by people of every colour vision."
        ]
    elif worn == light:
        assert told == []
    else:
        assert told == [
            f"Figures on light pages and paper draw pools in {worn}, the nearest of the brand's "
            "hue that is read there and told from all that stands beside it."
        ]


def test_the_letters_of_a_report_are_those_of_its_protocol_its_cells_and_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protocol.yml").write_text("\ufeffπ a\n", encoding="utf-8")
    words = tmp_path / "words"
    for language, text in (("en", "ε"), ("es", "ñ"), ("de", "ß")):
        (words / language / "deep").mkdir(parents=True)
        (words / language / "deep" / "a.j2").write_text(text, encoding="utf-8")
        (words / language / "b.txt").write_text("ж", encoding="utf-8")
    monkeypatch.setattr("living_review.language.sandbox.PROGRAM_TEMPLATES", words)
    tables = {"arms": SimpleNamespace(rows=(("φ\u200b", "b\t"), ("c",)))}
    protocol = SimpleNamespace(review=SimpleNamespace(spoken=("en", "es")))
    edition: Any = SimpleNamespace(tables=tables, protocol=protocol)
    assert looks._letters(ReviewFolder(tmp_path), edition) == frozenset("πaεñφbc")


@pytest.mark.parametrize("plain", [True, False])
def test_letters_are_looked_for_where_a_brand_is_worn(
    monkeypatch: pytest.MonkeyPatch, plain: bool
) -> None:
    from contextlib import nullcontext

    brand = looks.PLAIN if plain else "a brand"
    given: list[Any] = []
    monkeypatch.setattr(looks, "brand_of", lambda *_: nullcontext(brand))
    monkeypatch.setattr(looks, "wearing", lambda _: nullcontext())
    monkeypatch.setattr(looks, "notes", lambda *told: given.append(told[2:]) or ("a note",))
    monkeypatch.setattr(looks, "_of_figures", lambda _: iter(("of figures",)))
    monkeypatch.setattr(looks, "_letters", lambda *_: frozenset("ab"))
    monkeypatch.setattr(
        "living_review.letters.without_font.cells_without_font", lambda *told: told[0]
    )
    edition: Any = SimpleNamespace(protocol="protocol", tables="tables")
    said, without = looks.looked_at(ReviewFolder(Path()), edition)
    assert without == "tables"
    assert said == (("a note",) if plain else ("a note", "of figures"))
    assert given == [(brand, frozenset() if plain else frozenset("ab"))]


class Listed:
    """A file as an installer lists it."""

    def __init__(self, name: str, root: Path, digest: str | None) -> None:
        path = PurePosixPath(name)
        self.parts, self.suffix = path.parts, path.suffix
        self.where = root / name
        self.hash = SimpleNamespace(value=digest) if digest is not None else None

    def locate(self) -> Path:
        return self.where


def test_of_the_files_that_were_installed_the_programs_own_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "living_review"
    here.mkdir()
    for name in ("same.py", "other.py", "unhashed.py", "x.pyc"):
        (here / name).write_text(name)
    digest = own_parts._sha256(here / "same.py")
    listed = [
        Listed("living_review/same.py", tmp_path, digest),
        Listed("living_review/other.py", tmp_path, digest),
        Listed("living_review/deep/gone.py", tmp_path, digest),
        Listed("living_review/unhashed.py", tmp_path, None),
        Listed("living_review/x.pyc", tmp_path, digest),
        Listed("living_review/elsewhere.py", tmp_path / "other", digest),
        Listed("another/a.py", tmp_path, digest),
    ]
    monkeypatch.setattr(own_parts, "package", lambda: here)
    monkeypatch.setattr(own_parts.metadata, "files", lambda _: listed)
    assert own_parts.own_files() == (["deep/gone.py"], ["other.py"])
    assert [name for name, _, _ in own_parts._recorded()] == [
        *("same.py", "other.py", "deep/gone.py", "unhashed.py"),
    ]

    def unknown(_: str) -> None:
        raise metadata.PackageNotFoundError

    for found in (lambda _: None, unknown):
        monkeypatch.setattr(own_parts.metadata, "files", found)
        needed = [here / "same.py", here / "no.py", tmp_path / "away" / "no.py"]
        monkeypatch.setattr(own_parts, "_needed", lambda needed=needed: iter(needed))
        monkeypatch.setattr(own_parts, "checkout", lambda: tmp_path / "away")
        assert own_parts.own_files() == (["no.py", "no.py"], [])
    monkeypatch.setattr(own_parts.metadata, "requires", unknown)
    assert own_parts.packages() == ()
    asked = ["numpy>=2", "ruff ; extra == 'dev'", "a.b-c[x]==1", "!"]
    monkeypatch.setattr(own_parts.metadata, "requires", lambda _: asked)
    assert own_parts.packages() == ("numpy", "a.b-c")
    assert own_parts._below(tmp_path / "nowhere" / "f") == (tmp_path / "nowhere" / "f").as_posix()
