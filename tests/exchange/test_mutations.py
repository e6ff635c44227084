"""Files that were damaged or tampered with: a sentence or tables, and never anything else."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from sample_files import DATA_ROWS, METAPSY, csv_bytes, package, revman5

from living_review.exchange import metapsy, reading
from living_review.ground.errors import BadInput, RegistryError
from living_review.protocol import parse_protocol
from living_review.registry.columns import TABLES
from living_review.registry.headers import check_headers

FILES = {
    "revman5": revman5(),
    "revman-web": package(),
    "metapsy": csv_bytes([METAPSY, {**METAPSY, "study": "Chen, 2010"}], ";", comma=True),
    "covidence": csv_bytes([{"Study ID": "Adams 2001", "Mood Mean": 1.5, "Mood N": 20}]),
    "wide": csv_bytes(
        [
            {
                "Study": "Adams 2001",
                "Year": "2001",
                "n IG": 20,
                "M IG": "1,5*",
                "SD IG": "2,5",
                "n KG": 21,
                "M KG": "1,75",
                "SD KG": "2,25",
                "D1": "low",
                "Page": 4,
            },
            {"Study": "Total", "n IG": 20, "n KG": 21},
        ],
        ";",
    ),
}
PROTOCOL = parse_protocol(
    """
review:
  id: test
  title: A test
  authors: [Nobody]
  question: {population: people, intervention: support, comparator: usual care, setting: any}
timepoints: [{id: post, label: End of treatment}]
comparisons:
  - {id: main, label: Support versus usual care, intervention: support, comparator: usual care}
outcomes:
  - {id: mood, label: Mood, measure: SMD, better: lower}
""",
    "p.yml",
)
PIECES = (b"", b'"', b"\x00", b"\xff", b"<", b"&", b"'", b"\n", b";", b"NA", b"-1e400", b"9" * 400,
          "\u202e=1\ud7ff".encode(), b"</STUDY>", b"]]>", b"NaN", b"inf", b"1,5")  # fmt: skip
WIDE = b"""
study: {label: Study, columns: {year: Year}, keep: [Page]}
results:
  - {outcome: mood, timepoint: post, higher_is_better: true, arms: [
     {arm: a, role: intervention, columns: {n: n IG, mean: M IG, sd: SD IG}},
     {arm: b, role: control, columns: {n: n KG, mean: M KG, sd: SD KG}}]}
risk_of_bias: {tool: RoB2, columns: {D1: D1}}
"""
MAPPING = b"""
study: {label: Study ID}
results:
  - {outcome: mood, timepoint: post, higher_is_better: true, arms: [
     {arm: a, role: intervention, columns: {mean: Mood Mean, n: Mood N}},
     {arm: b, role: control, columns: {mean: Mood Mean, n: Mood N}}]}
"""


MAPPINGS = {"covidence": MAPPING, "wide": WIDE}


def mutated(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        data[at : at + chance.choice((0, 1, 5, 60))] = chance.choice(PIECES)
    return bytes(data)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_damaged_file_gives_a_sentence_or_tables_a_registry_can_hold(name: str) -> None:
    chance = random.Random(name)
    refused = tables = 0
    for i in range(150):
        content = mutated(FILES[name], chance)
        if name == "revman-web" and i % 2:
            # The zip is whole, and what is in it is not.
            content = package(data_rows=mutated(csv_bytes(DATA_ROWS), chance))
        try:
            reading.draft(content, "f", name)
            imported = reading.imported(
                content,
                "f",
                name,
                mapping=(MAPPINGS[name], "m.yml") if name in MAPPINGS else None,
                timepoint="post",
                higher_is_better=True,
                weeks_are=None,
                date_added=dt.date(2026, 1, 1),
                pulled_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            )
        except BadInput as error:
            refused += error.problems[0].endswith((".", "?"))
            continue
        tables += 1
        for table in imported.tables.values():
            assert set(table.columns) >= {c.name for c in TABLES[table.name].columns if c.required}
            assert all(len(cell) <= 5_000 for row in table.rows for cell in row)
            assert all("\x00" not in cell for row in table.rows for cell in row)
        assert all(each.reason.endswith(".") for each in imported.report)
        try:
            check_headers(imported.tables, PROTOCOL)
        except RegistryError as error:
            # A file without one usable result makes trials alone.
            assert "There is neither a table" in error.problems[0]  # noqa: PT017
    assert refused + tables == 150
    assert tables


@pytest.mark.parametrize("cell", ["1" + " " * 1_000_000, "1 " * 500_000, "x" * 1_000_000])
@pytest.mark.parametrize("name", ["metapsy", "covidence", "wide"])
def test_a_cell_or_a_header_of_a_megabyte_takes_no_longer_than_its_length(
    name: str, cell: str
) -> None:
    base = METAPSY if name == "metapsy" else {"Study ID": "Adams 2001", "Mood Mean": 1.5}
    base = {**base, "n IG": cell, "M IG": 1, "n KG": 3, "M KG": 4} if name == "wide" else base
    content = csv_bytes([{**base, "extra": f"{cell}x", f"{cell}: Mean": 1}])
    draft = reading.draft(content, "f", name)
    assert len(draft) < 10_000


def test_text_of_a_file_cannot_drive_a_terminal() -> None:
    hostile = {**METAPSY, "rob_d1": "\x1b[2Jgone\u202e", "\x1b]0;title\x07": "x"}
    extract = metapsy.extract(csv_bytes([hostile]), "f")
    said = "".join(f"{each.where}{each.found}{each.reason}" for each in extract.remarks)
    assert "gone" in said
    assert said.isprintable()


def test_a_message_that_quotes_a_file_cannot_drive_a_terminal() -> None:
    with pytest.raises(BadInput) as refused:
        raise BadInput("found '\x1b[2Jgone\u202e\u00a0x'; correct it.")
    assert refused.value.problems == ("found '[U+001B][2Jgone[U+202E] x'; correct it.",)
    assert str(refused.value) == refused.value.problems[0]
