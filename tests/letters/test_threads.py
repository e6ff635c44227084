"""Letters are the same whatever threads ask for them at the same time.

Pages are set in one while figures are drawn in another; without a lock that ends the process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from living_review.letters import typesetting
from living_review.letters.faces import Face, bundled

THREADS, ROUNDS = 4, 3
TEXTS = ("Wirksamkeit für „Ä“", "ما هو السؤال؟", "Ποιο είναι;", "日本の試験", "τ² ≤ 0.05 → 3 of 10")


@pytest.fixture
def eager() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_the_letters_of_a_face_are_the_same_in_all_threads(eager: None) -> None:
    known = bundled(400)[0]
    letters = [chr(code) for code in range(0x21, 0x250) if chr(code) in known]
    expected = {each: known.glyph(each) for each in letters}
    assert len(letters) > 300
    for _ in range(ROUNDS):
        face = Face(known.path, known.name, known.index, known.family)

        def ask(number: int, face: Face = face) -> dict[str, object]:
            order = letters if number % 2 else letters[::-1]
            return {each: face.glyph(each) for each in order}

        with ThreadPoolExecutor(THREADS) as pool:
            assert all(each == expected for each in pool.map(ask, range(THREADS)))


def test_texts_are_as_long_and_stand_the_same_in_all_threads(eager: None) -> None:
    def ask(number: int) -> dict[str, object]:
        order = TEXTS if number % 2 else TEXTS[::-1]
        return {each: (typesetting.length(each), typesetting.set_line(each)) for each in order}

    expected = ask(0)
    for _ in range(ROUNDS):
        for each in (typesetting.length, typesetting.set_line, typesetting.in_own_fonts):
            each.cache_clear()
        with ThreadPoolExecutor(THREADS) as pool:
            assert all(each == expected for each in pool.map(ask, range(THREADS)))
