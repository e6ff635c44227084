"""A file made the source of a review: what is written of it, and where nothing can be written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from living_review.exchange.as_source import kept_file, protocol_with, selecting
from living_review.ground.errors import BadInput, ProtocolError
from living_review.protocol import parse_protocol

PROTOCOL = """\
review: {id: r, title: R, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints: [{id: post, label: Post}]
comparisons: [{id: a, label: A, intervention: i, comparator: c}]
outcomes: [{id: md, label: Points, measure: MD, better: higher}]
"""
KEPT: dict[str, Any] = {"file": "data/a b.csv", "format": "wide"}


def test_a_file_is_kept_by_its_path_from_the_review(tmp_path: Path) -> None:
    root = tmp_path / "review"
    (root / "data" / "more").mkdir(parents=True)
    (root / "data" / "f.csv").touch()
    usual, other = root / "data" / "mapping.yml", root / "data" / "more" / "../other.yml"

    def kept(mapping: Path, where: Any = None, file: Path | None = None) -> dict[str, Any]:
        return kept_file(root, file or root / "data" / "f.csv", "metapsy", mapping, where or {})

    said = {"file": "data/f.csv", "format": "metapsy"}
    assert kept(usual) == said
    assert kept(other) == said | {"mapping": "data/other.yml"}
    assert kept(usual, {"a": ["b"]}) == said | {"where": {"a": ["b"]}}
    with pytest.raises(BadInput, match=r"m\.yml is not in data/ of the review.*to data/mapping"):
        kept(root / "m.yml")
    with pytest.raises(BadInput, match="is not in the folder of the review"):
        kept(usual, file=tmp_path / "f.csv")
    (tmp_path / "linked").symlink_to(root)
    linked = tmp_path / "linked" / "data" / "f.csv"
    assert kept(usual, file=linked)["file"] == "data/f.csv"


def test_conditions_are_read_as_columns_and_cells() -> None:
    where = selecting(["a=1", " b = x=y ", "a= 2", "c="])
    assert where == {"a": ["1", "2"], "b": ["x=y"], "c": [""]}
    assert selecting([]) == {}
    for wrong in ("a", "=1", " =1", ""):
        with pytest.raises(BadInput, match="is not COLUMN=CELL"):
            selecting([wrong])
    with pytest.raises(BadInput, match=f"--where '{'x' * 60}' is not"):
        selecting(["x" * 70])


@pytest.mark.parametrize(
    ("kept", "lines"),
    [
        (KEPT, ('    file: "data/a b.csv"', "    format: wide")),
        ({"file": "data/a-b_c.csv", "format": "metapsy", "mapping": "data/m.yml"},
         ("    file: data/a-b_c.csv", "    format: metapsy", "    mapping: data/m.yml")),
        ({**KEPT, "where": {"primary": ["yes"], "a b": ["1", "Ja"]}},
         ('    file: "data/a b.csv"', "    format: wide", "    where:", '      primary: yes',
          '      "a b": ["1", Ja]')),
        ({**KEPT, "where": {"y": ["null"], "x": ["é", "a:b"]}},
         ('    file: "data/a b.csv"', "    format: wide", "    where:",
          '      "y": "null"', '      x: ["é", "a:b"]')),
    ],
)  # fmt: skip
def test_the_key_is_written_at_the_end_and_read_back(
    kept: dict[str, Any], lines: tuple[str, ...]
) -> None:
    added = protocol_with(PROTOCOL, "p.yml", kept)
    assert added == PROTOCOL + "\n".join(("registry:", "  import:", *lines, ""))
    read = parse_protocol(added, "p.yml").registry.import_
    assert read is not None
    assert {name: tuple(cells) for name, cells in read.where.items()} == {
        name: tuple(cells) for name, cells in kept.get("where", {}).items()
    }
    # Said again it stays as it is.
    assert protocol_with(added, "p.yml", kept) == added


def test_a_protocol_keeps_its_line_ends_and_gets_one_where_it_has_none() -> None:
    windows = PROTOCOL.replace("\n", "\r\n")
    added = protocol_with(windows, "p.yml", KEPT)
    assert added.startswith(windows)
    assert added.count("\n") == added.count("\r\n")
    bare = PROTOCOL.rstrip("\n")
    assert protocol_with(bare, "p.yml", KEPT) == protocol_with(PROTOCOL, "p.yml", KEPT)


def test_where_nothing_can_be_added_it_is_told_what_to_write() -> None:
    line = r'registry: \{import: \{file: "data/a b\.csv", format: wide\}\}'
    elsewhere = f"{PROTOCOL}registry: {{csv: {{folder: data/registry}}}}\n"
    with pytest.raises(BadInput, match=rf"p\.yml, line 5: .* elsewhere already; put {line} in"):
        protocol_with(elsewhere, "p.yml", KEPT)
    other = protocol_with(PROTOCOL, "p.yml", KEPT)
    with pytest.raises(BadInput, match="kept elsewhere already"):
        protocol_with(other, "p.yml", KEPT | {"format": "metapsy"})
    braces = "{" + PROTOCOL.replace("\n", ",\n").rstrip(",\n") + "}\n"
    with pytest.raises(BadInput, match=rf"no key can be added at its end; write {line} into it"):
        protocol_with(braces, "p.yml", KEPT)
    with pytest.raises(ProtocolError, match="registry"):
        protocol_with(PROTOCOL, "p.yml", KEPT | {"format": "none such"})
    with pytest.raises(ProtocolError):
        protocol_with(PROTOCOL.replace("MD", "XX"), "p.yml", KEPT)
