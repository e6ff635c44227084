"""Who confirmed which text: read, written whole, and told where the file is not the program's."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from living_review.findings import ConclusionHeld
from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.living import text_confirmations
from living_review.living.text_confirmations import (
    Confirmation,
    read_confirmations,
    write_confirmation,
)

DAY = dt.date(2026, 11, 28)
HELD = ConclusionHeld(finding="a/b/c", synthesis="pooled", side="benefit", certainty="low")
FIRST = Confirmation(version=3, by="Ü. Name", date=DAY, held=(HELD,))
LATER = Confirmation(version=4, by="N", date=DAY + dt.timedelta(1))


def test_a_confirmation_takes_the_place_of_an_earlier_one_of_its_text(tmp_path: Path) -> None:
    path = tmp_path / "confirmed.json"
    assert read_confirmations(path) == {}
    write_confirmation(path, "b", FIRST)
    write_confirmation(path, "a", LATER)
    assert read_confirmations(path) == {"a": LATER, "b": FIRST}
    text = path.read_text("utf-8")
    assert list(json.loads(text)) == ["a", "b"]
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
    write_confirmation(path, "b", LATER)
    assert read_confirmations(path) == {"a": LATER, "b": LATER}


def test_what_was_confirmed_after_a_day_is_not_known_on_it(tmp_path: Path) -> None:
    path = tmp_path / "confirmed.json"
    write_confirmation(path, "a", LATER)
    write_confirmation(path, "b", FIRST)
    for day, known in ((DAY - dt.timedelta(1), ""), (DAY, "b"), (LATER.date, "ab")):
        assert "".join(read_confirmations(path, day)) == known


@pytest.mark.parametrize(
    "text", ["", "[]", "1", '{"a": {}}', '{"a": 1}', "[" * 100_000, '{"a": {"version": "x"}}']
)
def test_a_file_that_is_not_the_program_s_is_told_with_its_remedy(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "confirmed.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"is not as the program wrote it; restore it, or remove"):
        read_confirmations(path)
    path.write_bytes(b"\xff")
    with pytest.raises(BadInput, match="UTF-8"):
        read_confirmations(path)


def test_a_folder_that_takes_no_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(text_confirmations, "write_whole", full)
    said = r"confirmed\.json cannot be written \(No space left on device\); allow it"
    with pytest.raises(EnvironmentFailure, match=said):
        write_confirmation(tmp_path / "confirmed.json", "a", FIRST)
