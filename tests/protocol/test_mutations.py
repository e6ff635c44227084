"""Damage to the shipped protocol: always a protocol or sentences, never a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from living_review.ground.errors import ProtocolError
from living_review.protocol import Protocol, parse_protocol

SEEDS = range(300)
PIECES = [
    "yes", "null", "[]", "{}", "-", ":", "&a", "*a", "!!int", "'", '"', "\t", "{{", "1e999", ".nan",
    "2026-13-45", "0x1F", "? ", "<<: {a: 1}", "#", "\n", "\n  ", "é", "\x07", "%YAML 9", "|",
]  # fmt: skip


def damaged(text: str, draw: random.Random) -> str:
    kind = draw.randrange(5)
    i, j = sorted(draw.randrange(len(text) + 1) for _ in range(2))
    lines = text.splitlines(keepends=True)
    if kind == 0:
        return text[:i] + draw.choice(PIECES) + text[i:]
    if kind == 1:
        return text[:i] + text[min(j, i + 40) :]
    if kind == 2:
        del lines[draw.randrange(len(lines))]
        return "".join(lines)
    if kind == 3:
        n = draw.randrange(len(lines))
        key, colon, _ = lines[n].partition(":")
        lines[n] = f"{key}{colon} {draw.choice(PIECES)}\n"
        return "".join(lines)
    a, b = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "".join(lines)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_protocol_is_read_or_refused_in_sentences(seed: int, project_root: Path) -> None:
    text = (project_root / "data" / "protocol.yml").read_text(encoding="utf-8")
    problems: tuple[str, ...] = ()
    protocol: Protocol | None = None
    try:
        protocol = parse_protocol(damaged(text, random.Random(seed)))
    except ProtocolError as error:
        problems = error.problems
    assert (protocol is None) == bool(problems)
    for problem in problems:
        assert problem.startswith("protocol.yml")
        assert problem.endswith((".", "?"))
        assert "\n" not in problem
