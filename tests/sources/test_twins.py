"""Names that differ in capitals or encoding alone: which file is meant is a guess nobody makes."""

from __future__ import annotations

import io
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.errors import BadInput, RegistryError
from living_review.ground.folder import ReviewFolder
from living_review.ground.spelling import plain, plain_name, twins
from living_review.sources import CsvFolder
from living_review.sources.archive import read_archive
from living_review.sources.git_data import GitDataSet

TRIALS = "trial_id\nA\n"
PAIRS = [("arms.csv", "Arms.csv"), ("arms.csv", "ARMS.CSV"), ("trials.csv", "Trials.csv")]
OTHER_TEXT = ["arms.tsv", "Arms.TSV", "arms.txt", "arms.csv.txt", "risk-of-bias.tab"]


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, TRIALS)
    return out.getvalue()


def committed(root: Path, *names: str) -> GitDataSet:
    for name in names:
        (root / name).write_text(TRIALS)
    person = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=m")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"], ["tag", "v1"]):
        subprocess.run(["git", *person, "-C", str(root), *command], check=True)
    return GitDataSet(str(root), "v1")


@pytest.mark.parametrize("pair", PAIRS)
def test_two_files_of_one_name_are_refused_and_both_are_named(
    pair: tuple[str, str], tmp_path: Path
) -> None:
    names = sorted({"trials.csv", *pair})
    refused = {
        "folder": lambda: CsvFolder(tmp_path).pull(),
        "archive": lambda: read_archive(zipped(*names), "r.zip", 10_000),
        "repository": committed(tmp_path, *names).pull,
    }
    for pull in refused.values():
        with pytest.raises(RegistryError, match="same name but for capitals") as caught:
            pull()
        assert all(f"'{name}'" in str(caught.value) for name in pair)
        assert caught.value.exit_code == 2
    assert CsvFolder(tmp_path).fingerprint() == ""


def test_two_folders_of_one_name_in_an_archive_are_refused() -> None:
    with pytest.raises(RegistryError, match="'Data' and 'data' are the same name"):
        read_archive(zipped("data/trials.csv", "Data/arms.csv"), "r.zip", 10_000)
    assert list(read_archive(zipped("data/trials.csv", "Notes/x.md", "notes/y.md"), "r.zip", 999))


@pytest.mark.parametrize("name", OTHER_TEXT)
@pytest.mark.parametrize("beside", [True, False])
def test_a_table_saved_as_other_text_is_not_passed_over(
    name: str, beside: bool, tmp_path: Path
) -> None:
    table = plain_name(name.split(".")[0]) + ".csv"
    (tmp_path / "trials.csv").write_text(TRIALS)
    (tmp_path / name).write_text(TRIALS)
    if beside:
        (tmp_path / table).write_text(TRIALS)
    with pytest.raises(RegistryError, match=r"only files that end in \.csv are read") as caught:
        CsvFolder(tmp_path).pull()
    assert f"'{name}'" in str(caught.value)
    assert (f"'{table}'" in str(caught.value)) == beside
    assert table in str(caught.value)


def test_other_files_beside_the_tables_are_of_no_concern(tmp_path: Path) -> None:
    for name in ("trials.csv", "README.txt", "arms.xlsx", "notes.tsv", "arms.csv.bak"):
        (tmp_path / name).write_text(TRIALS)
    assert list(CsvFolder(tmp_path).pull()) == ["trials"]


@pytest.mark.parametrize("name", ["Judgements.csv", "CORRECTIONS.csv", "other-reviews.csv"])
@pytest.mark.parametrize("beside", [True, False])
def test_a_file_of_decisions_under_another_writing_is_not_passed_over(
    name: str, beside: bool, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / name).write_text("x")
    if beside:
        (data / plain_name(name)).write_text("x")
    with pytest.raises(BadInput, match=f"'{name}'") as caught:
        ReviewFolder(tmp_path).inputs()
    assert plain_name(name) in str(caught.value)


def test_letters_encoded_in_two_ways_are_one_name_and_the_message_tells_them_apart() -> None:
    composed = "études.csv"
    apart = unicodedata.normalize("NFD", composed)
    assert twins([composed, apart]) is not None
    with pytest.raises(RegistryError, match=r"\\u0301") as caught:
        read_archive(zipped("trials.csv", composed, apart), "r.zip", 10_000)
    assert str(caught.value).isprintable()


@given(st.text(max_size=30))
def test_one_writing_is_reached_at_once_and_does_not_depend_on_case_or_encoding(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    for form in ("NFC", "NFD", "NFKC"):
        assert plain(unicodedata.normalize(form, text)) == plain(text)
    assert plain(f"\u00a0{text}\u2003") == plain(text)
    assert twins([text, text]) is None
