"""`living-review import --as-source`: what is written into the protocol, and what is refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from living_review.cli import app
from living_review.exchange.as_source import protocol_with
from living_review.ground.errors import BadInput, ProtocolError
from living_review.protocol import parse_protocol

sys.path.insert(0, str(Path(__file__).parent.parent / "exchange"))

from releases import PROTOCOL, SAMPLES, first

SAMPLE = SAMPLES["metapsy"]
WHERE = ("--where", "primary_timepoint=yes", "--where", "post_crossover=no")


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["import", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protocol.yml").write_text(PROTOCOL, encoding="utf-8")
    (tmp_path / "data" / SAMPLE.file).write_bytes(SAMPLE.written(first()))
    invoke(tmp_path / "data" / SAMPLE.file, "--draft-mapping", tmp_path / "draft.yml", *WHERE)
    draft = (tmp_path / "draft.yml").read_text(encoding="utf-8")
    (tmp_path / "data" / "mapping.yml").write_text(SAMPLE.filled(draft), encoding="utf-8")
    return tmp_path


def made(root: Path, *options: object, mapping: str = "data/mapping.yml") -> tuple[int, str, str]:
    file = root / "data" / SAMPLE.file
    given = ("--as-source", "--mapping", root / mapping, "--review", root)
    return invoke(file, *given, *options)


def test_a_draft_is_made_of_the_selected_rows_alone(root: Path) -> None:
    draft = (root / "draft.yml").read_text(encoding="utf-8")
    assert '"Mood | BDI | post | msd"' in draft
    assert "| fu |" not in draft


def test_the_key_is_written_at_the_end_and_the_report_shown(root: Path) -> None:
    code, said, _ = made(root, *WHERE)
    assert code == 0
    assert "primary_timepoint (8): rows are selected (where)" in said
    assert "now keeps the registry in data/mood.csv" in said
    text = (root / "data" / "protocol.yml").read_text(encoding="utf-8")
    assert text.startswith(PROTOCOL)
    assert parse_protocol(text).registry.settings()["import"] == {
        "file": "data/mood.csv",
        "format": "metapsy",
        "mapping": "data/mapping.yml",
        "where": {"primary_timepoint": ["yes"], "post_crossover": ["no"]},
        "megabytes": 64,
    }
    assert made(root, *WHERE)[0] == 0, "what is said already is said once"
    assert (root / "data" / "protocol.yml").read_text(encoding="utf-8") == text


def test_a_dry_run_writes_nothing(root: Path) -> None:
    code, said, _ = made(root, *WHERE, "--dry-run", "--json")
    assert (code, json.loads(said)["registry"]["import"]["file"]) == (0, "data/mood.csv")
    assert (root / "data" / "protocol.yml").read_text(encoding="utf-8") == PROTOCOL


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--lower-is-better",), "write higher_is_better into the mapping"),
        (("--higher-is-better",), "write higher_is_better into the mapping"),
        (("--timepoint", "post"), "write timepoint into the mapping"),
        (("--weeks-are", "months"), "write weeks_are into the mapping"),
        (("--date-added", "2020-01-01"), "write date_added into the mapping"),
        (("--append",), "Give either --as-source or --append"),
        (("--into", "new"), "Give either --as-source or --into"),
        (("--where", "primary_timepoint"), "is not COLUMN=CELL"),
        (("--where", "primary_time=yes"), "did you mean 'primary_timepoint'?"),
        (("--format", "revman5"), "is a Metapsy database, and registry.import.format says rev"),
    ],
)
def test_what_cannot_be_a_source_is_one_sentence(
    root: Path, options: tuple[str, ...], said: str
) -> None:
    code, _, error = made(root, *options)
    assert (code, error.count("\n")) == (2, 1)
    assert said in error
    assert (root / "data" / "protocol.yml").read_text(encoding="utf-8") == PROTOCOL


def test_a_source_lies_in_the_review_and_its_mapping_in_data(root: Path, tmp_path: Path) -> None:
    (root / "mapping.yml").write_bytes((root / "data" / "mapping.yml").read_bytes())
    code, _, error = made(root, *WHERE, mapping="mapping.yml")
    assert (code, "is not in data/ of the review" in error) == (2, True)
    outside = tmp_path.with_name(f"{tmp_path.name}-outside.csv")
    outside.write_bytes(SAMPLE.written(first()))
    given = ("--as-source", "--mapping", root / "data" / "mapping.yml", "--review", root)
    code, _, error = invoke(outside, *given)
    assert (code, "is not in the folder of the review" in error) == (2, True)
    code, _, error = invoke(root / "data" / SAMPLE.file, "--as-source", "--review", root)
    assert (code, "read by a mapping at every pull" in error) == (2, True)


KEPT: dict[str, Any] = {"file": "data/a b.csv", "format": "metapsy"}


@pytest.mark.parametrize(
    "text",
    [
        PROTOCOL,
        PROTOCOL.rstrip("\n"),
        f"# mine\n{PROTOCOL}# end",
        "\ufeff" + PROTOCOL.replace("\n", "\r\n"),
    ],
)
def test_any_cell_and_column_is_read_back_as_it_was_named(text: str) -> None:
    where = {
        "a: b": ["yes", "no", "true", "on", "null", "~", "1", "1e3", "007", "", "a#b", "- x"],
        "ümläut ≥ 1": ['"', "'", "{x}", "[", "😀", "*", "&", "!", "|", ">", "%", "@", "`", "x: y"],
        "0": ["2001-01-01", "y", "N", "off"],
    }
    written = protocol_with(text, "p.yml", {**KEPT, "where": where})
    assert written.startswith(text)
    kept = parse_protocol(written).registry.settings()["import"]
    expected = {c: ["yes" if x == "true" else x for x in cells] for c, cells in where.items()}
    assert kept["where"] == expected
    assert kept["file"] == "data/a b.csv"
    assert ("\r\n" in text) == ("\n" not in written.replace("\r\n", ""))


def test_a_protocol_that_keeps_the_registry_elsewhere_is_told_what_to_write() -> None:
    text = f"{PROTOCOL}registry: {{csv: {{folder: data/x}}}}\n"
    with pytest.raises(BadInput, match=r"p\.yml, line 11: .* put registry: \{import: ") as caught:
        protocol_with(text, "p.yml", KEPT)
    said = str(caught.value)
    block = said[said.index("registry: {") : said.index(" in place of")]
    assert parse_protocol(PROTOCOL + block).registry.import_ is not None


@pytest.mark.parametrize("text", ["review: [\n", "", "{}"])
def test_a_protocol_that_is_not_sound_stays_as_it_is(text: str) -> None:
    with pytest.raises(ProtocolError):
        protocol_with(text, "p.yml", KEPT)
