"""One figure as pages show it: its drawing, what it shows in words, and what takes its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from living_review.document.lit_figures import attributes
from living_review.findings import Finding
from living_review.language.markdown import Markdown, attribute, escape
from living_review.words.grammar import sentence

_SIZE = re.compile(r'viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"')


@dataclass(frozen=True)
class Illustration:
    """One figure: the SVG, the alternative text, and the caption.

    `compact` names the figure that shows the same on a narrow screen, where there is one; `parts`
    are drawn in its place on paper, where it would not fit a page; there it stands not at all where
    the parts of another show what paper has room for. Where it shows some of very many trials,
    `whole` words the link to the drawing of all.
    """

    name: str
    svg: str
    alt: str
    caption: str
    compact: str | None = None
    parts: tuple[Illustration, ...] = ()
    on_paper: bool = True
    whole: str = ""

    def handed_over(self, write: Callable[[str, str], object]) -> Illustration:
        """Give the drawing away by its name, and keep the tag that opens it, which pages read."""
        write(self.name, self.svg)
        opening = self.svg[: self.svg.find(">") + 1]
        parts = tuple(each.handed_over(write) for each in self.parts)
        return replace(self, svg=opening, parts=parts)

    @property
    def size(self) -> str:
        """Its width and height as attributes, for a page that keeps its room until it is there."""
        found = _SIZE.search(self.svg, 0, 2000)
        if found is None:
            return ""
        sides = zip(("width", "height"), found.groups(), strict=True)
        return " ".join(f"{side}={float(length):.0f}" for side, length in sides)

    def markdown(
        self, folder: str, *, screens: bool = True, narrow: Illustration | None = None
    ) -> Markdown:
        """Show the figure as Pandoc Markdown; `folder` leads from the page to the figures.

        `narrow` is the figure that `compact` names.
        """
        if not (screens or self.on_paper):
            return Markdown("")
        if self.parts and not screens:
            shown = (part.markdown(folder, screens=False) for part in self.parts)
            return Markdown("\n\n".join(map(str, shown)))
        marks = [f"#fig-{self.name}", f"fig-alt={attribute(self.alt)}"]
        if screens:
            marks += [self.size, *attributes(self.svg, narrow.svg if narrow else "")]
        if screens and self.compact:
            size = f' compact-size="{narrow.size}"' if narrow else ""
            marks.append(f'compact="{folder}/{self.compact}.svg"{size}')
        said, caption = " ".join(filter(None, marks)), escape(self.caption)
        if screens and self.whole:
            link = f"[{escape(self.whole)}]({folder}/{whole_name(self.name)}.svg)"
            caption = Markdown(f"{escape(sentence(self.caption))} {link}.")
        return Markdown(f"![{caption}]({folder}/{self.name}.svg){{{said}}}")


def written_into(report: Path) -> Callable[[str, str], None]:
    """Give what writes a drawing by its name into a report."""
    folder = report / "fig"

    def write(name: str, svg: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")

    return write


def whole_name(name: str) -> str:
    """Name the drawing of all trials, beside the figure of some of them."""
    return f"{name}-whole"


def name_of(kind: str, finding: Finding | None = None, part: int | None = None) -> str:
    """Name a figure's file and anchor: 'forest-peer-support-recovery-post'."""
    parts = [kind, finding.key if finding else "", str(part) if part else ""]
    return re.sub(r"[^A-Za-z0-9-]+", "-", "-".join(p for p in parts if p))
