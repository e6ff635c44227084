"""Fonts of the reader's machine, sized as ours, while ours are on their way.

A page is laid out at once with a font that is there, and again when ours has come. Where both are
as wide and as high, no line breaks elsewhere and nothing on the page moves. Widths are of a letter
of English text with its blanks, in parts of the size; of Georgia, Arial and Roboto they are those
that Capsize publishes (xWidthAvg over unitsPerEm), the others were measured in the files in the
same way. Times New Roman and Liberation Serif have the same widths, as have Arial and Liberation
Sans.
"""

from __future__ import annotations

from dataclasses import dataclass

# Ours: family, weight, style: width of a letter; height above and below the line.
_OURS = {
    ("Review Serif", 400, "normal"): 0.4756,
    ("Review Serif", 400, "italic"): 0.4348,
    ("Review Serif", 600, "normal"): 0.4820,
    ("Review Sans", 400, "normal"): 0.4157,
    ("Review Sans", 600, "normal"): 0.4279,
}
_HEIGHTS = {"Review Serif": (1.036, 0.335), "Review Sans": (1.024, 0.400)}


@dataclass(frozen=True, slots=True)
class _There:
    """Fonts of one width, as each is called in full, by weight and style."""

    name: str
    widths: dict[tuple[int, str], float]
    called: dict[tuple[int, str], tuple[str, ...]]


_REGULAR, _ITALIC, _BOLD = (400, "normal"), (400, "italic"), (600, "normal")
_THERE = {
    "Review Serif": (
        _There(
            "Georgia",
            {_REGULAR: 0.4458, _ITALIC: 0.4546, _BOLD: 0.5186},
            {_REGULAR: ("Georgia",), _ITALIC: ("Georgia Italic",), _BOLD: ("Georgia Bold",)},
        ),
        _There(
            "Times",
            {_REGULAR: 0.3997, _BOLD: 0.4253},
            {
                _REGULAR: ("Times New Roman", "Liberation Serif"),
                _BOLD: ("Times New Roman Bold", "Liberation Serif Bold"),
            },
        ),
        _There("DejaVu", {_REGULAR: 0.5117}, {_REGULAR: ("DejaVu Serif",)}),
    ),
    "Review Sans": (
        _There(
            "Arial",
            {_REGULAR: 0.4412, _BOLD: 0.4769},
            {
                _REGULAR: ("Arial", "Helvetica", "Liberation Sans", "Roboto"),
                _BOLD: ("Arial Bold", "Helvetica Bold", "Liberation Sans Bold", "Roboto Bold"),
            },
        ),
        _There("DejaVu", {_REGULAR: 0.5064}, {_REGULAR: ("DejaVu Sans",)}),
    ),
}


def families(ours: str) -> str:
    """Name the stand-ins of a family of ours, for a list of fonts; "" where it has none."""
    return ", ".join(f'"{ours} {there.name}"' for there in _THERE.get(ours, ()))


def faces() -> list[str]:
    """Give the rules that size each stand-in as ours."""
    return [
        _face(ours, there, style)
        for ours, all_there in _THERE.items()
        for there in all_there
        for style in there.called
    ]


def _face(ours: str, there: _There, style: tuple[int, str]) -> str:
    size = _OURS[(ours, *style)] / there.widths[style]
    above, below = _HEIGHTS[ours]
    sources = ", ".join(f'local("{name}")' for name in there.called[style])
    return (
        f'@font-face {{ font-family: "{ours} {there.name}"; font-weight: {style[0]}; '
        f"font-style: {style[1]}; src: {sources}; size-adjust: {size:.1%}; "
        f"ascent-override: {above / size:.1%}; descent-override: {below / size:.1%}; "
        "line-gap-override: 0% }"
    )
