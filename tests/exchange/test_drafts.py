"""A draft of a mapping is a mapping: filled in, it is read back and says what was filled in."""

from __future__ import annotations

import pytest
import yaml
from sample_files import METAPSY, csv_bytes, package, revman5

from living_review.exchange import envelope, reading
from living_review.exchange.covidence_mapping import CovidenceMapping
from living_review.exchange.decisions import MappingFile, read_mapping, read_model
from living_review.exchange.wide.mapping import WideMapping
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


HEADER = b"Study,n int,mean int,sd int,n ctrl,mean ctrl,sd ctrl\n"
COLUMNS = """study: {label: Study}
results:
  - outcome: mood
    timepoint: post
    higher_is_better: true
    arms:
      - {arm: a, role: intervention, columns: {n: n int, mean: mean int, sd: sd int}}
      - {arm: b, role: control, columns: {n: n ctrl, mean: mean ctrl, sd: sd ctrl}}
"""


@pytest.mark.parametrize(
    "mapping", ["", "\n\n", "# a comment", "# one\n\n  # two\n", "---\n# three\n", "\ufeff# four\n"]
)
def test_a_mapping_of_which_nothing_is_there_is_told_how_to_begin(mapping: str) -> None:
    for model in (WideMapping, CovidenceMapping, MappingFile):
        with pytest.raises(BadInput) as refused:
            read_model(mapping.encode(), "m.yml", model)
        assert str(refused.value) == "m.yml is empty; make a draft with --draft-mapping."


def test_a_sheet_of_a_header_alone_is_refused_and_its_draft_says_so(read) -> None:
    with pytest.raises(BadInput, match=r"s\.csv holds no row below its header"):
        read(HEADER, "s.csv", format="wide", mapping=(COLUMNS.encode(), "m.yml"))
    assert "# The sheet holds no row below its header" in reading.draft(HEADER, "s.csv", "wide")


@pytest.mark.parametrize("header", ["Étude;moyenne;écart type", "研究;平均;標準偏差", "Code;x;y"])
def test_headers_of_another_language_are_told_which_are_read(header: str) -> None:
    for name in ("wide", None):
        with pytest.raises(BadInput, match=r"English (and|or) German"):
            reading.draft(f"{header}\nA;1;2\n".encode(), "s.csv", name)
    known = f"Study;{header}\nA;x;1;2\n".encode()
    drafted = reading.draft(known.replace(b"x;1", b"x y;1"), "s.csv", "wide")
    assert "a mapping names columns in any language" in drafted


@pytest.mark.parametrize("first", ["Study", "Study ID", "Covidence #", "Code", "Étude"])
def test_a_mapping_settles_the_format_that_the_file_leaves_open(first: str, read, rows) -> None:
    sheet = (HEADER + b"A 2001,5,1,2,6,3,4\n").replace(b"Study", first.encode())
    sheet = sheet.replace(b"int", "à".encode()).replace(b"ctrl", "é".encode())
    mapping = COLUMNS.replace("Study", f'"{first}"').replace(" int}", " à}").replace(" int,", " à,")
    mapping = mapping.replace(" ctrl", " é")
    for more, kind in (
        ("sheet:\n", "wide"),
        ("arms: []\n", "wide"),
        ("decimal: point\n", "wide"),
        ("risk_of_bias: []\n", "covidence"),
        ("", "covidence" if first == "Covidence #" else "wide"),
        ("arms: []\nslip: 1\n", "wide"),
    ):
        given = ((mapping + more).encode(), "m.yml")
        assert reading.known_format(sheet, "s.csv", None, given) == kind
    assert len(rows(read(sheet, "s.csv", mapping=(mapping.encode(), "m.yml")), "arms")) == 2
    outcomes = (b"outcomes: {}\n", "m.yml")
    assert reading.known_format(b"x,condition_arm1\n", "s.csv", None, outcomes) == "metapsy"
    assert reading.known_format(sheet, "s.csv", "revman-csv", given) == "revman-csv"
