"""A review's folder with a brand, as small as it can be; its registry is never read."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from made_fonts import letters

from living_review import assets
from living_review.brand import brand_of, notes
from living_review.ground.folder import ReviewFolder
from living_review.protocol import Protocol, load_protocol

SAMPLE = Path(__file__).parent.parent / "shared" / "sample_protocol.yml"


def noted(folder: ReviewFolder, protocol: Protocol, needed: str) -> tuple[str, ...]:
    """Say where a brand gives way, while it is worn."""
    with brand_of(folder, protocol) as brand, assets.brand.wearing(brand):
        return notes(folder, protocol, brand, needed)


Wearing = Callable[..., tuple[ReviewFolder, Protocol]]


@pytest.fixture
def wearing(tmp_path: Path) -> Wearing:
    """Make a review that asks for a brand: by keys of its protocol, or by a `_brand.yml`."""

    def made(
        keys: str = "", *, file: str = "", files: dict[str, bytes] | None = None
    ) -> tuple[ReviewFolder, Protocol]:
        text = SAMPLE.read_text(encoding="utf-8")
        if keys:
            text = text.replace("review:\n", f"review:\n  brand: {keys}\n", 1)
        contents = {"data/protocol.yml": text.encode(), **(files or {})}
        if file:
            contents["_brand.yml"] = file.encode()
        for name, content in contents.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        folder = ReviewFolder(tmp_path)
        return folder, load_protocol(folder.protocol)

    return made


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """Make a small font, with what is changed in its tables: `font(unitsPerEm=1400)`."""
    folder = tmp_path_factory.mktemp("fonts")

    def made(characters: str = "AHgx", *, feet: int = 0, **claims: Any) -> bytes:
        path = letters(folder / "made.ttf", characters)
        read = TTFont(path, recalcBBoxes=False, recalcTimestamp=False)
        for key, value in claims.items():
            table = next(read[name] for name in ("OS/2", "head") if hasattr(read[name], key))
            setattr(table, key, value)
        if feet:
            glyph = read["glyf"][read.getBestCmap()[ord("g")]]
            glyph.coordinates[0] = glyph.coordinates[3] = (100, -feet)
            glyph.yMin = -feet
        held = io.BytesIO()
        read.save(held)
        return held.getvalue()

    return made
