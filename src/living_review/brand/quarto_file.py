"""`_brand.yml`, as Quarto and Posit's brand.yml have it: the part of it that this program honours.

Honoured are `color` (palette, primary, link, foreground, background), `logo` (small, medium, large,
images), `typography.fonts` of files, `typography.base`, `typography.headings`, and `meta.name`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from living_review.assets.brand import Shades
from living_review.assets.schemes import belongs_to
from living_review.brand.asked import Asked, FileAsked
from living_review.ground.brand_files import BRAND, FONTS, PICTURES, may_hold
from living_review.ground.colours import NoColour, read_colour
from living_review.ground.errors import BadInput
from living_review.ground.yaml_faults import decoded
from living_review.protocol.marks import KeyPath, Lines, key_path, line_of, read_yaml

READ: Mapping[str, tuple[str, ...]] = {
    "meta": ("name",),
    "color": ("palette", "primary", "link", "foreground", "background"),
    "logo": ("small", "medium", "large", "images"),
    "typography": ("fonts", "base", "headings"),
}
ITALIC = ("italic", "oblique")
WEIGHTS = {"normal": 400, "bold": 700, "semi-bold": 600, "semibold": 600, "medium": 500}
_DEEPEST = 8
_OF_OTHERS = ("google", "bunny", "system")


def asked_by_file(path: Path) -> Asked:
    """Read a `_brand.yml`; BadInput, with line and key, for what of it cannot be honoured."""
    text = decoded(path.read_bytes(), BRAND)
    if not text.strip():
        raise BadInput(f"{BRAND} is empty; write the brand into it, or remove it.")
    document, lines = read_yaml(text, BRAND)
    if not isinstance(document, dict):
        raise BadInput(f"{BRAND}: found no keys, such as color, logo and typography; write them.")
    return _File(document, lines).asked()


class _File:
    """The document and the lines of its keys."""

    def __init__(self, document: Mapping[str, Any], lines: Lines) -> None:
        self.document, self.lines = document, lines
        self.palette = self._mapping("color").get("palette") or {}

    def asked(self) -> Asked:
        """Give what it asks for."""
        light, dark = (self._shades(scheme) for scheme in ("light", "dark"))
        light, dark = self._grounds(light, dark)
        logo, alt = self._logo("light")
        other, _ = self._logo("dark")
        small = self._small()
        return Asked(
            light=light,
            dark=dark,
            logo=logo or other,
            logo_dark=other,
            icon=small,
            alt=alt or self._name(),
            body=self._font("base"),
            headings=self._font("headings"),
            not_read=self._not_read(),
            file=BRAND,
        )

    def _mapping(self, key: str) -> Mapping[str, Any]:
        found = self.document.get(key)
        return found if isinstance(found, dict) else {}

    def _refused(self, path: KeyPath, said: str) -> BadInput:
        return BadInput(f"{self._place(path)}: {said}")

    def _place(self, path: KeyPath) -> str:
        return f"{BRAND}, line {line_of(path, self.lines)}, {key_path(path)}"

    def _name(self) -> str:
        name = self._mapping("meta").get("name")
        if isinstance(name, dict):
            name = name.get("full") or name.get("short")
        return name.strip() if isinstance(name, str) else ""

    def _not_read(self) -> tuple[str, ...]:
        found = []
        for key, value in self.document.items():
            if key not in READ:
                found.append(str(key))
            elif isinstance(value, dict):
                found += [f"{key}.{name}" for name in value if name not in READ[key]]
            elif key != "logo" and value is not None:
                found.append(f"{key} (no keys stand under it)")
        if "fonts" in (styles := self._mapping("typography")) and not {"base", "headings"} & {
            *styles
        }:
            found.append("typography.fonts (nothing is set in them)")
        for name in ("base", "headings"):
            style = self._mapping("typography").get(name)
            if isinstance(style, dict):
                found += [f"typography.{name}.{key}" for key in style if key != "family"]
        return tuple(found)

    # Colours

    def _shades(self, scheme: str) -> Shades:
        primary, link, ink, paper = (
            self._colour(("color", key), scheme)
            for key in ("primary", "link", "foreground", "background")
        )
        return Shades(accent=primary, link=link, ink=ink, paper=paper)

    def _colour(self, path: KeyPath, scheme: str) -> str:
        value: Any = self._mapping("color").get(str(path[-1]))
        if isinstance(value, dict):
            value, path = value.get(scheme), (*path, scheme)
            if value is None:
                return ""
        elif path[-1] not in self._mapping("color"):
            return ""
        return self._read(path, value)

    def _read(self, path: KeyPath, value: Any) -> str:
        for _ in range(_DEEPEST):
            if not isinstance(value, str) or value not in self.palette:
                break
            path, value = ("color", "palette", value), self.palette[value]
        written = "in quotation marks where it begins with #, which else begins a comment"
        if not isinstance(value, str):
            raise self._refused(path, f"found no text; write a colour, {written}.")
        try:
            return read_colour(value)
        except NoColour as error:
            raise self._refused(
                path,
                f"found '{value.strip()[:60]}': {error}; write one such as '#0a5a66', or a name "
                "of color.palette.",
            ) from error

    def _grounds(self, light: Shades, dark: Shades) -> tuple[Shades, Shades]:
        """Give a ground, and an ink, to the scheme that it belongs to, where one is for both."""
        both = self._mapping("color")
        found = {"light": {**vars(light)}, "dark": {**vars(dark)}}
        for key, name in (("background", "paper"), ("foreground", "ink")):
            value = found["light"][name]
            if isinstance(both.get(key), dict) or not value:
                continue
            own = belongs_to(value)
            if key == "foreground":
                own = "dark" if own == "light" else "light"
            found["dark" if own == "light" else "light"][name] = ""
        return Shades(**found["light"]), Shades(**found["dark"])

    # Logos

    def _logo(self, scheme: str) -> tuple[FileAsked | None, str]:
        logo = self.document.get("logo")
        if isinstance(logo, dict):
            for size in ("medium", "large", "small"):
                if size in logo:
                    return self._picture(("logo", size), logo[size], scheme)
            return None, ""
        return self._picture(("logo",), logo, scheme) if logo is not None else (None, "")

    def _small(self) -> FileAsked | None:
        logo = self.document.get("logo")
        if isinstance(logo, dict) and "small" in logo:
            return self._picture(("logo", "small"), logo["small"], "light")[0]
        return None

    def _picture(self, path: KeyPath, value: Any, scheme: str) -> tuple[FileAsked | None, str]:
        if isinstance(value, dict) and not {"light", "dark"}.isdisjoint(value):
            value, path = value.get(scheme), (*path, scheme)
            if value is None:
                return None, ""
        images = self._mapping("logo").get("images")
        if isinstance(value, str) and isinstance(images, dict) and value in images:
            path, value = ("logo", "images", value), images[value]
        alt = ""
        if isinstance(value, dict):
            given = value.get("alt")
            alt, value = (given.strip() if isinstance(given, str) else ""), value.get("path")
        return FileAsked(self._inside(path, value, PICTURES), self._place(path)), alt

    def _inside(self, path: KeyPath, value: Any, kinds: tuple[str, ...]) -> str:
        if not isinstance(value, str) or ":" in value or not may_hold(value.strip()):
            found = f"'{value[:60]}'" if isinstance(value, str) else "no text"
            raise self._refused(
                path,
                f"found {found}; write the path of a file inside the review that the program does "
                "not make, such as brand/logo.svg.",
            )
        if not value.strip().lower().endswith(kinds):
            raise self._refused(
                path, f"found '{value[:60]}'; a file of the kind {', '.join(kinds)} is read."
            )
        return value.strip()

    # Fonts

    def _font(self, key: str) -> tuple[FileAsked, ...]:
        style = self._mapping("typography").get(key)
        path: KeyPath = ("typography", key)
        family = style.get("family") if isinstance(style, dict) else style
        if family is None:
            return ()
        if not isinstance(family, str):
            raise self._refused(path, "found no name of a font; write one of typography.fonts.")
        fonts = self._mapping("typography").get("fonts")
        for place, font in enumerate(fonts if isinstance(fonts, list) else ()):
            if isinstance(font, dict) and font.get("family") == family:
                return self._files(("typography", "fonts", place), font)
        raise self._refused(
            path,
            f"no font of typography.fonts has the family '{family[:60]}', and those of a machine "
            "differ; put its file into the review and name it there with source: file.",
        )

    def _files(self, path: KeyPath, font: Mapping[str, Any]) -> tuple[FileAsked, ...]:
        source, files = font.get("source"), font.get("files")
        if source in _OF_OTHERS or not isinstance(files, list) or not files:
            why = (
                "the fonts of a machine differ"
                if source == "system"
                else "pages of a review ask no third party"
                if source in _OF_OTHERS
                else "no files are named"
            )
            raise self._refused(
                path,
                f"the font '{str(font.get('family'))[:60]}' cannot be taken, because {why}; "
                "download its files into the review, and write source: file and files: [PATH].",
            )
        return tuple(
            self._face((*path, "files", number), each) for number, each in enumerate(files)
        )

    def _face(self, path: KeyPath, value: Any) -> FileAsked:
        weight: int | None = None
        italic: bool | None = None
        if isinstance(value, dict):
            given = value.get("weight")
            given = WEIGHTS.get(given) if isinstance(given, str) else given
            weight = given if isinstance(given, int) and given > 0 else None
            italic = value["style"] in ITALIC if "style" in value else None
            value = value.get("path")
        name = self._inside(path, value, FONTS)
        return FileAsked(name, self._place(path), weight, italic)
