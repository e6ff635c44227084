"""A kind of slip: what it is called, how often people make it, and the hand that makes it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from slips.draft import Draft

Hand = Callable[[Draft, random.Random], str | None]


@dataclass(frozen=True)
class Slip:
    """One kind; `expected` where a check can be expected to see it from the registry alone."""

    kind: str
    weight: float
    make: Hand
    expected: bool = False


SLIPS: list[Slip] = []


def slip(kind: str, weight: float, *, expected: bool = False) -> Callable[[Hand], Hand]:
    """Register a hand that changes a draft and says what it did, or None where it cannot."""

    def register(hand: Hand) -> Hand:
        SLIPS.append(Slip(kind, weight, hand, expected))
        return hand

    return register
