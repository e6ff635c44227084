"""A figure at a notebook: shown as SVG, kept as a file, or handed on as a matplotlib figure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from living_review.figures.scene import Scene

KINDS = (".svg", ".pdf", ".png")


@dataclass(frozen=True, repr=False)
class Drawing:
    """A figure that is ready to draw; a notebook shows it by itself."""

    scene: Scene

    @property
    def alt(self) -> str:
        """What the figure shows, in words, for those who do not see it."""
        return self.scene.title

    @property
    def svg(self) -> str:
        """The figure as SVG, with letters as outlines: it looks the same everywhere."""
        from living_review.figures import canvas

        return canvas.svg(self.scene)

    def figure(self) -> Figure:
        """Give the figure as one of matplotlib, to change or to save in other kinds."""
        from living_review.figures import canvas

        return canvas.figure_of_any_size(self.scene)

    def save(self, path: str | Path, *, dpi: int = 300) -> Path:
        """Write the figure to a file, .svg, .pdf or .png; gives its path.

        Raises BadInput for another kind.
        """
        target = Path(path)
        if target.suffix.lower() not in KINDS:
            raise BadInput(f"{target.name} is to be a picture: name it .svg, .pdf or .png.")
        if target.suffix.lower() == ".svg":
            target.write_text(self.svg, encoding="utf-8", newline="\n")
        else:
            self.figure().savefig(target, dpi=dpi, facecolor="white")
        return target

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Drawing, {self.scene.width:.0f} × {self.scene.height:.0f} points: {self.alt}>"
