"""The `registry` key: one place, inside the review or at an address, and never a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from living_review.ground.errors import ProtocolError
from living_review.protocol import parse_protocol
from living_review.protocol.load import registry_at


@pytest.fixture(scope="module")
def text(project_root: Path) -> str:
    return (project_root / "data" / "protocol.yml").read_text(encoding="utf-8")


def settings(text: str, block: str) -> dict[str, dict[str, Any]]:
    return parse_protocol(f"{text}\nregistry: {block}\n").registry.settings()


def test_a_registry_is_a_folder_of_csv_files_unless_the_protocol_says_otherwise(text: str) -> None:
    default = {"csv": {"folder": "data/registry"}}
    assert parse_protocol(text).registry.settings() == default
    assert settings(text, "{csv: {}}") == default


@pytest.mark.parametrize(
    ("block", "read"),
    [
        ("{xlsx: {file: data/r.xlsx}}", {"xlsx": {"file": "data/r.xlsx"}}),
        ("{sqlite: {file: r.db}}", {"sqlite": {"file": "r.db", "time_limit": 60}}),
        (
            "{postgresql: {url_env: URL, schema: review}}",
            {"postgresql": {"url_env": "URL", "schema": "review", "time_limit": 60}},
        ),
        (
            "{https: {url: 'https://example.org/a.zip?download=1', token_env: T}}",
            {
                "https": {
                    "url": "https://example.org/a.zip?download=1",
                    "token_env": "T",
                    "megabytes": 100,
                }
            },
        ),
        (
            "{git: {repository: 'git@example.org:a/b.git', path: data}}",
            {
                "git": {
                    "repository": "git@example.org:a/b.git",
                    "tag": "latest",
                    "path": "data",
                    "time_limit": 120,
                }
            },
        ),
        (
            "{import: {file: data/m.csv, format: metapsy, where: {primary: yes, dose: [1, 2.5, no, "
            "null, high]}}}",
            {
                "import": {
                    "file": "data/m.csv",
                    "format": "metapsy",
                    "mapping": "data/mapping.yml",
                    "where": {"primary": ["yes"], "dose": ["1", "2.5", "no", "", "high"]},
                    "megabytes": 64,
                }
            },
        ),
        (
            "{import: {git: {repository: /srv/data.git, path: m.rm5}, format: revman5, mapping: "
            "data/m.yml}}",
            {
                "import": {
                    "git": {
                        "repository": "/srv/data.git",
                        "path": "m.rm5",
                        "tag": "latest",
                        "time_limit": 120,
                    },
                    "format": "revman5",
                    "mapping": "data/m.yml",
                    "where": {},
                    "megabytes": 64,
                }
            },
        ),
    ],
)
def test_settings_are_read_with_their_defaults(
    text: str, block: str, read: dict[str, dict[str, Any]]
) -> None:
    assert settings(text, block) == read


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("{}", "registry: found a mapping, allowed is exactly one of csv, xlsx, sqlite, "),
        ("{csv: {}, xlsx: {file: a.xlsx}}", "registry: found a mapping, allowed is exactly one of"),
        ("{sql: {file: a.db}}", "unknown key 'sql' of registry — did you mean 'sqlite'?"),
        ("{import: {file: a.csv}}", "registry.import: the key 'format' is missing; add it."),
        ("{import: {format: metapsy}}", "allowed is a file of another program in exactly one pla"),
        (
            "{import: {file: a.csv, url: 'https://example.org/a', format: metapsy}}",
            "registry.import: found a mapping, allowed is a file of another program in exactly one",
        ),
        ("{import: {file: a.csv, format: metapsi}}", "did you mean 'metapsy'?"),
        ("{import: {file: ../a.csv, format: metapsy}}", "registry.import.file: found '../a.csv'"),
        ("{import: {file: a.csv, format: metapsy, mapping: m.yml}}", "such as data/mapping.yml"),
        (
            "{import: {file: a.csv, format: metapsy, mapping: data/queries.csv}}",
            "allowed is the path of a file of its own in data/, such as data/mapping.yml",
        ),
        (
            "{import: {file: a.csv, format: metapsy, where: {a: []}}}",
            "allowed is one cell or a list",
        ),
        (
            "{import: {file: a.csv, format: metapsy, where: {a: {b: c}}}}",
            "registry.import.where.a: found a mapping, allowed is a list",
        ),
        (
            "{import: {file: a.rm5, format: revman5, where: {a: b}}}",
            "registry.import: where selects rows of a table, and a file of revman5 is none; leave",
        ),
        (
            "{import: {file: a.csv, format: metapsy, megabytes: 5}}",
            "registry.import: megabytes belongs to a file at a url; remove it.",
        ),
        (
            "{import: {file: data/a.yml, mapping: data/a.yml, format: metapsy}}",
            "file and mapping name the same file",
        ),
        (
            "{import: {url: 'https://u:p@example.org/a', format: metapsy}}",
            "the address holds a user name or a password",
        ),
        (
            "{import: {git: {repository: /a, path: .}, format: metapsy}}",
            "the path of a file inside",
        ),
        ("{xlsx: {file: ../a.xlsx}}", "registry.xlsx.file: found '../a.xlsx', allowed is the path"),
        ("{xlsx: {file: /etc/a.xlsx}}", "registry.xlsx.file: found '/etc/a.xlsx', allowed is the"),
        ("{csv: {folder: 'C:\\a'}}", "registry.csv.folder: found 'C:\\a', allowed is the path"),
        ("{csv: {folder: .}}", "registry.csv.folder: found '.', allowed is the path"),
        ("{postgresql: {url_env: A B}}", "allowed is the name of an environment variable"),
        ("{postgresql: {url_env: U, schema: a.b}}", "allowed is the name of a database schema"),
        ("{postgresql: {url_env: U, time_limit: 0}}", "allowed is a number of at least 1"),
        ("{https: {url: 'http://example.org/a'}}", "allowed is a web address that begins with"),
        ("{https: {url: 'https://example.org/a b'}}", "allowed is a web address that begins with"),
        ("{https: {url: 'https://example.org:99999/'}}", "allowed is a web address that begins"),
        ("{https: {url: 'https://example.org/a', sha256: abc}}", "allowed is a SHA-256 of 64"),
        (
            "{https: {url: 'https://a.org/a', allow_hosts: 'https://a.org'}}",
            "allowed is the name or the address of a host alone",
        ),
        ("{git: {repository: 'ext::sh -c x'}}", "allowed is the https:// or ssh:// address"),
        ("{git: {repository: '--upload-pack=x'}}", "allowed is the https:// or ssh:// address"),
        ("{git: {repository: 'http://example.org/a'}}", "allowed is the https:// or ssh://"),
        ("{git: {repository: /a, tag: --x}}", "allowed is the name of a tag, or latest"),
        ("{git: {repository: /a, tag: a..b}}", "allowed is the name of a tag, or latest"),
        ("{git: {repository: /a, path: ../b}}", "allowed is the path of a file or folder"),
    ],
)
def test_what_is_not_allowed_is_told_with_what_is(text: str, block: str, said: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        settings(text, block)
    assert said in caught.value.problems[0]


@pytest.mark.parametrize(
    "block",
    [
        "{postgresql: {url: 'postgresql://u:hunter2@h/d'}}",
        "{postgresql: {url: 'postgresql://u:hunter2@h/d', url_env: U}}",
        "{postgresql: {url_env: 'postgresql://u:hunter2@h/d'}}",
        "{https: {url: 'https://u:hunter2@example.org/a'}}",
        "{https: {url: 'https://hunter2@example.org/a'}}",
        "{git: {repository: 'https://u:hunter2@example.org/a'}}",
        "{git: {repository: 'ssh://u:hunter2@example.org/a'}}",
    ],
)
def test_a_secret_is_refused_with_the_reason_and_never_repeated(text: str, block: str) -> None:
    with pytest.raises(ProtocolError, match="the protocol is published") as caught:
        settings(text, block)
    assert "hunter2" not in " ".join(caught.value.problems)


DEFAULT = {"csv": {"folder": "data/registry"}}


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (b"registry: {xlsx: {file: r.xlsx}}\nnonsense: 1\n", {"xlsx": {"file": "r.xlsx"}}),
        (b"\xef\xbb\xbfregistry: {csv: {folder: x}}\n", {"csv": {"folder": "x"}}),
        (b"review: {}\n", DEFAULT),
        (b"{}\n", DEFAULT),
        (b"registry: {csv: {}, xlsx: {file: r.xlsx}}\n", None),
        (b"registry: {nowhere: {}}\n", None),
        (b"registry: [csv]\n", None),
        (b"- registry\n", None),
        (b"registry\n", None),
        (b"", None),
        (b"registry: {csv: {}\n", None),
        (b"registry: {csv: {folder: \xff}}\n", None),
        (None, None),
    ],
)
def test_where_a_registry_is_kept_is_known_whatever_else_is_wrong_with_a_protocol(
    tmp_path: Path, written: bytes | None, place: object
) -> None:
    file = tmp_path / "protocol.yml"
    if written is not None:
        file.write_bytes(written)
    assert registry_at(file) == place
