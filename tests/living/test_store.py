"""The version store: written once, shared, proved, and honest about damage."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manifests import manifest

from living_review.ground.errors import BadInput, StoreDamaged
from living_review.living import store as stores
from living_review.living.compression import compressed, decompressed
from living_review.living.store import DEEPEST, VersionStore, fingerprint


def filled(folder: Path, versions: list[dict[str, bytes]]) -> VersionStore:
    store = VersionStore(folder)
    for number, files in enumerate(versions, 1):
        store.add(manifest(number), files, {})
    return VersionStore(folder)


@given(st.binary(max_size=4000), st.binary(max_size=4000))
def test_a_difference_gives_the_file_back_to_the_byte(content, base):
    packed = compressed(content, base)
    assert decompressed(packed, base, len(content)) == content


def test_every_version_is_read_back_as_it_was_written(tmp_path):
    versions = [
        {"data/protocol.yml": b"same", "findings.json": b"x" * 5000 + str(number).encode()}
        for number in range(40)
    ]
    store = filled(tmp_path, versions)
    for number, files in enumerate(versions, 1):
        assert store.files(number) == files
        read = store.manifest(number)
        assert read == manifest(number).with_files(read.files, read.manifest_before)


def test_a_version_is_given_where_there_is_one_and_those_there_are_named_else(tmp_path):
    assert VersionStore(tmp_path / "none").latest() is None
    with pytest.raises(BadInput, match=r"no version 1; none is published yet\.$"):
        VersionStore(tmp_path / "none").existing(1)
    store = filled(tmp_path, [{"f": b"one"}, {"f": b"two"}])
    assert store.latest() == store.existing(2) == store.manifests()[1]
    assert [each.number for each in store.manifests()] == [1, 2]
    with pytest.raises(BadInput, match=r"no version 3; the published ones are 1, 2\.$"):
        store.existing(3)
    assert (tmp_path / "2").stat().st_mode & 0o777 == 0o755
    assert (
        store.manifest(2).manifest_before
        == hashlib.sha256((tmp_path / "1" / "manifest.json").read_bytes()).hexdigest()
    )
    assert store.manifest(1).manifest_before == ""


def test_what_did_not_change_is_stored_once(tmp_path):
    filled(tmp_path, [{"data/protocol.yml": b"protocol", "findings.json": b"a"}] * 5)
    assert [path.parts[-4] for path in tmp_path.glob("*/files/data/*")] == ["1"]
    assert len(list(tmp_path.glob("*/files/findings.json.zst"))) == 1


def test_a_long_file_with_one_change_takes_little_room(tmp_path):
    import random

    rows = [f"{random.Random(i).random():.17f}\n" for i in range(20_000)]
    versions = []
    for number in range(6):
        rows[number * 100] = f"changed {number}\n"
        versions.append({"arms.csv": "".join(rows).encode()})
    filled(tmp_path, versions)
    sizes = [path.stat().st_size for path in sorted(tmp_path.glob("*/files/arms.csv.zst"))]
    assert sizes[0] > 150_000
    assert max(sizes[1:]) < 1_000


def test_no_reading_goes_through_more_than_a_few_versions(tmp_path):
    store = filled(tmp_path, [{"f": str(number).encode()} for number in range(3 * DEEPEST)])
    depths = [store.manifest(number).files["f"].depth for number in store.numbers()]
    assert max(depths) == DEEPEST
    assert depths.count(0) == 3


def test_a_changed_byte_names_the_folder_and_the_remedy(tmp_path):
    store = filled(tmp_path, [{"f": b"one"}, {"f": b"two"}])
    path = tmp_path / "2" / "files" / "f.zst"
    path.write_bytes(compressed(b"owt", b"one"))
    with pytest.raises(
        StoreDamaged, match=r"data/versions/2/files/f\.zst was changed.*git checkout"
    ):
        VersionStore(tmp_path).read(2, "f")
    assert store.read(1, "f") == b"one"


@pytest.mark.parametrize("content", [b"", b"not zstd at all", None])
def test_a_file_that_is_cut_or_gone_is_told(tmp_path, content):
    filled(tmp_path, [{"f": b"one" * 100}])
    path = tmp_path / "1" / "files" / "f.zst"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(StoreDamaged, match=r"data/versions/1/files/f\.zst (is missing|cannot be)"):
        VersionStore(tmp_path).read(1, "f")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"schema": "living-review/version/1"}', "no files", None]
)
def test_a_folder_without_a_readable_manifest_is_told(tmp_path, text):
    filled(tmp_path, [{"f": b"one"}])
    path = tmp_path / "1" / "manifest.json"
    if text == "no files":
        text = path.read_text().replace('"files": {', '"files": [], "kept": {', 1)
    path.unlink() if text is None else path.write_text(text)
    with pytest.raises(StoreDamaged, match=r"data/versions/1/manifest\.json"):
        VersionStore(tmp_path).latest()


def test_a_folder_that_was_renamed_is_told(tmp_path):
    filled(tmp_path, [{"f": b"one"}])
    (tmp_path / "1").rename(tmp_path / "2")
    with pytest.raises(StoreDamaged, match="is that of version 1"):
        VersionStore(tmp_path).latest()


def test_a_fault_while_writing_leaves_nothing(tmp_path, monkeypatch):
    store = filled(tmp_path, [{"f": b"one"}])

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stores, "_write", full)
    with pytest.raises(OSError, match="No space"):
        store.add(manifest(2), {"f": b"two"}, {})
    assert VersionStore(tmp_path).numbers() == (1,)
    assert not list(tmp_path.glob(f"{stores.STAGING}*"))


def test_what_a_killed_run_left_is_cleared(tmp_path):
    store = filled(tmp_path, [{"f": b"one"}])
    (tmp_path / f"{stores.STAGING}abc" / "files").mkdir(parents=True)
    store.prepare()
    assert not list(tmp_path.glob(f"{stores.STAGING}*"))


def test_the_newest_pdfs_are_kept_while_there_is_room(tmp_path, monkeypatch):
    monkeypatch.setattr(stores, "PDF_ROOM", 250)
    store = VersionStore(tmp_path)
    for number in range(1, 6):
        pdf = bytes([number]) * 100
        site = {"summary.pdf": hashlib.sha256(pdf).hexdigest()}
        store.add(manifest(number, site), {"f": b"x"}, {"summary.pdf": pdf})
    kept = [number for number in store.numbers() if store.pdf(number, "summary.pdf")]
    assert kept == [4, 5]
    (tmp_path / "5" / "summary.pdf").write_bytes(b"forged")
    with pytest.raises(StoreDamaged, match=r"data/versions/5/summary\.pdf was changed"):
        store.pdf(5, "summary.pdf")


def test_what_is_of_this_machine_alone_is_not_committed(tmp_path):
    """Said in a file that is written once, so that whoever changes it keeps it."""
    store = VersionStore(tmp_path / "versions")
    store.prepare()
    ignored = tmp_path / "versions" / ".gitignore"
    assert ignored.read_bytes() == b".lock\n.checked.json\n.staging-*\n"
    ignored.write_text("own\n")
    store.prepare()
    assert ignored.read_text() == "own\n"


@pytest.mark.parametrize(
    ("room", "kept"), [(100, [3]), (199, [3]), (200, [2, 3]), (300, [1, 2, 3])]
)
def test_a_pdf_that_fills_the_room_to_the_last_byte_is_kept(tmp_path, monkeypatch, room, kept):
    monkeypatch.setattr(stores, "PDF_ROOM", room)
    store = VersionStore(tmp_path)
    for number in (1, 2, 3):
        site = {"review.pdf": "", "b.css": ""}
        store.add(manifest(number, site), {"f": b"x"}, {"review.pdf": b"p" * 100})
    assert [number for number in (1, 2, 3) if (tmp_path / f"{number}/review.pdf").exists()] == kept
    assert store.pdf(9, "review.pdf") is None


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_no_two_lists_of_parts_have_one_fingerprint(one, other):
    assert (fingerprint(one) == fingerprint(other)) == (one == other)


@pytest.mark.parametrize("name", ["02", "2.bak", "٢", "²", "copy of 1"])
def test_a_folder_that_is_named_otherwise_is_no_version(tmp_path, name):
    filled(tmp_path, [{"f": b"one"}])
    (tmp_path / name).mkdir()
    assert VersionStore(tmp_path).numbers() == (1,)


def test_a_file_with_a_number_for_its_name_is_no_version(tmp_path):
    filled(tmp_path, [{"f": b"one"}])
    (tmp_path / "2").write_text("a note")
    assert VersionStore(tmp_path).latest().number == 1


def test_a_manifest_of_a_newer_program_is_not_called_damaged(tmp_path):
    filled(tmp_path, [{"f": b"one"}])
    path = tmp_path / "1" / "manifest.json"
    path.write_text(path.read_text().replace("version/1", "version/2", 1))
    with pytest.raises(StoreDamaged, match="run the program that made that version, or a newer"):
        VersionStore(tmp_path).latest()
