"""A draft of a mapping is a mapping: filled in, it is read back and says what was filled in."""

from __future__ import annotations

import pytest
import yaml
from sample_files import METAPSY, csv_bytes, package, revman5

from living_review.exchange import envelope, reading
from living_review.exchange.decisions import read_mapping
from living_review.ground.errors import BadInput

FILES = {
    "metapsy": csv_bytes([METAPSY]),
    "metapsy, hostile": csv_bytes([{**METAPSY, "instrument": 'A: "b" #\u200b{c}'}]),
    "revman5": revman5(),
    "revman-web": package(),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_draft_as_it_is_says_what_was_found_and_decides_nothing(content: bytes) -> None:
    draft = reading.draft(content, "f", None)
    said = read_mapping(draft.encode(), "m.yml")
    assert list(said.outcomes) == list(yaml.safe_load(draft)["outcomes"])
    for each in said.outcomes.values():
        assert each.label
        assert each.outcome
        assert each.higher_is_better is None
        assert not each.skip
    assert said.timepoint is said.higher_is_better is said.date_added is None


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_draft_that_is_filled_in_decides_as_options_do(content: bytes, read, rows) -> None:
    draft = reading.draft(content, "f", None)
    filled = draft.replace("higher_is_better:\n", "higher_is_better: true\n")
    filled = "\n".join(
        f"{line} later" if line.strip() == "timepoint:" else line for line in filled.splitlines()
    )
    assert filled != draft
    imported = read(
        content, "f", mapping=(filled.encode(), "m.yml"), timepoint=None, higher_is_better=None
    )
    plain = read(content, "f", timepoint="later", higher_is_better=True)
    assert rows(imported, "trials") == rows(plain, "trials")
    arms = rows(imported, "arms")
    assert arms
    assert {row["higher_is_better"] for row in arms} == {"true"}
    assert [row["trial_id"] for row in arms] == [row["trial_id"] for row in rows(plain, "arms")]


def test_a_file_as_large_as_allowed_is_read_and_one_byte_more_is_not(monkeypatch) -> None:
    assert envelope.LARGEST_FILE == 64 * 2**20
    content = csv_bytes([METAPSY])
    monkeypatch.setattr(envelope, "LARGEST_FILE", len(content))
    assert reading.known_format(content, "f.csv", None) == "metapsy"
    with pytest.raises(BadInput, match=f"f.csv has {len(content) + 1:,} bytes and .* are allowed"):
        reading.known_format(content + b"\n", "f.csv", None)


@pytest.mark.parametrize("content", [b"", b" \r\n\t"])
def test_a_file_of_nothing_is_empty(content: bytes) -> None:
    with pytest.raises(BadInput, match="f is empty; export it again"):
        reading.known_format(content, "f", None)


@pytest.mark.parametrize("written", ["Ratio of means", "ratio of means", "ROM", "rom"])
def test_the_ratio_of_means_is_known_by_its_names(written: str) -> None:
    from living_review.exchange.measures import named

    assert named(written) == "ROM"
