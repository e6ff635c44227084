"""The colours of figures, plain and in brands of every hue, kept as text.

UPDATE_SNAPSHOTS=1 keeps the text of now: look at the colours before it is kept.
"""

from __future__ import annotations

from test_scenes_as_drawn import compare

from living_review.assets.brand import Brand, Shades, wearing
from living_review.figures import palette

MOVED = ("pooled", "estimate", "prediction")
ASKED = {
    **{each: Shades(accent=each) for each in (
        *("#c00000", "#ff8800", "#ffd400", "#88aa00", "#1f7a1f", "#00a37a", "#0a5a66", "#0099cc"),
        *("#3355ff", "#23235a", "#7a3b9a", "#e91e63", "#c3a6f0", "#333300", "#fdf6e3", "#9a3b00"),
        *("#5b3a8e", "#808080", "#8a7d7a", "#96766e"),
    )},
    "#0a5a66 on #fffdf7": Shades(accent="#0a5a66", paper="#fffdf7"),
    "#ff8800 on #e8e0d0": Shades(accent="#ff8800", paper="#e8e0d0"),
}  # fmt: skip


def test_palettes_are_as_they_were() -> None:
    lines = [f"{name}: {palette.LIGHT[name]} {palette.DARK[name]}" for name in palette.LIGHT]
    for name, light in ASKED.items():
        for dark in (Shades(), Shades(accent="#6cc7d4")):
            with wearing(Brand(light=light, dark=dark)):
                worn = [palette.light(), palette.dark()]
                told = "; ".join(" ".join(each[role] for role in MOVED) for each in worn)
                takes = "" if palette.takes_a_brand() else " (the program's own)"
                lines.append(f"{name}{', ' * bool(dark.accent)}{dark.accent}: {told}{takes}")
                assert palette.roles() == {colour: role for role, colour in worn[0].items()}
    with wearing(Brand(dark=Shades(accent="#6cc7d4"))):
        told = "; ".join(
            " ".join(each[role] for role in MOVED) for each in (palette.light(), palette.dark())
        )
        lines.append(f"dark alone: {told}")
    compare("palettes.txt", "\n".join(lines) + "\n")
