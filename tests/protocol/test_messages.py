"""What people read when a protocol is wrong, kept as text.

Each case changes one thing in the small protocol; `messages.txt` holds the sentences. To accept new
wording on purpose, delete the file, run the test once, and read the difference before committing.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from broken_protocols import CASES, PROTOCOL

from living_review.ground.errors import ProtocolError
from living_review.protocol import parse_protocol


def message(change: tuple[str, str]) -> str:
    old, new = change
    assert old in PROTOCOL
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(PROTOCOL.replace(old, new, 1), "data/protocol.yml")
    return "\n".join(caught.value.problems)


def test_the_protocol_the_cases_change_is_itself_right() -> None:
    assert parse_protocol(PROTOCOL).outcome("mood").measure == "SMD"


def test_each_message_reads_as_it_did() -> None:
    written = "\n\n".join(f"# {name}\n{message(change)}" for name, change in CASES.items()) + "\n"
    kept = Path(__file__).with_name("messages.txt")
    if not kept.exists():
        kept.write_text(written, encoding="utf-8")
        pytest.fail("messages.txt was not there and has been written; read it and run again.")
    assert written == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_each_message_is_one_sentence_with_a_place(name: str) -> None:
    for line in message(CASES[name]).splitlines():
        assert line.startswith("data/protocol.yml")
        assert line.endswith((".", "?"))
        assert "pydantic" not in line
