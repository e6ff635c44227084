"""Every block of the documentation is run, or read as what it is, or says why it is not run.

Pages are walked in their order. Those of the how-tos share one copy of the example; the tutorial
begins with nothing but its sheet. UPDATE_SNAPSHOTS=1 writes again what blocks print.
"""

from __future__ import annotations

import ast
import contextlib
import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
import jsonschema
import pytest
import yaml
from blocks_of_pages import Block, blocks
from openpyxl import Workbook
from quick_runs import set_no_paper, verify_here
from typer.testing import CliRunner

from living_review.cli import app
from living_review.handbook.site import Handbook
from living_review.protocol.schema import json_schema

pytestmark = pytest.mark.xdist_group("handbook")

ROOT = Path(__file__).parents[2]
TUTORIAL = "tutorial/first-hour.md"
# Pages whose commands are about the review at the root, and files that a page shows and then uses.
SHIPPED = {"how-to/adding-a-trial.md", "how-to/corrections.md"}
SHOWN = {
    "how-to/adding-a-trial.md": "smith2026.yml",
    "how-to/reword.md": "templates/en/words/effects.j2",
    TUTORIAL: "fischer.yml",
}
NOT_CODE = {"text"}


class Walk:
    """Where the blocks of a page are run, and what has been typed there already."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.patch = patch
        self.typed: set[tuple[Path, str]] = set()
        self.names: dict[str, dict[str, object]] = {}

    def place(self, page: str) -> Path:
        """Give the folder in which a page is followed."""
        if page == TUTORIAL:
            return self.folder / "tutorial"
        return self.folder / ("shipped" if page in SHIPPED else "bcg")

    def shell(self, block: Block) -> str:
        """Run each command of the program once; gives what they print."""
        place, out = self.place(block.page), ""
        self.patch.chdir(place)
        for line in block.commands:
            if (place, line) in self.typed:
                continue
            result = CliRunner().invoke(app, shlex.split(line)[1:])
            assert result.exit_code == 0, f"{block}: {line}\n{result.output}"
            self.typed.add((place, line))
            out += result.stdout
        return out

    def python(self, block: Block) -> str:
        """Run a block as a console does: what it prints, and its last value where it is one."""
        names = self.names.setdefault(block.page, {"REVIEW": ROOT / "examples" / "bcg"})
        self.patch.chdir(self.place(block.page))
        tree = ast.parse(block.code)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(tree, block.page, "exec"), names)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), block.page, "eval"), names)
                if value is not None:
                    print(repr(value))
        return re.sub(r" +$", "", out.getvalue(), flags=re.MULTILINE)


# What is read


def as_shell(block: Block) -> None:
    """Have the shell read a block without running it."""
    done = subprocess.run(["bash", "-n"], input=block.code, text=True, capture_output=True)
    assert done.returncode == 0, f"{block}: {done.stderr}"


class _OfToday(yaml.SafeLoader):
    """YAML 1.2, as editors read it with the schema: `yes` is a word."""


_OfToday.yaml_implicit_resolvers = {
    sign: [each for each in found if not each[0].endswith(":bool") or sign in "tTfF"]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_yaml(block: Block) -> None:
    """Read YAML; keys of a protocol are held against its schema, which allows parts of it."""
    found = yaml.load(block.code, _OfToday)
    assert found or block.code.startswith("# yaml-language-server:"), block
    if isinstance(found, dict) and found.keys() <= SCHEMA["properties"].keys():
        faults = [each.message for each in PARTS_OF_A_PROTOCOL.iter_errors(_plain(found))]
        assert faults == [], f"{block}: {faults}"
    for job in found.values() if isinstance(found, dict) else ():
        if isinstance(job, dict) and "script" in job:
            as_shell(replace(block, code="\n".join(job["script"])))


def _plain(value: Any) -> Any:
    """Give days as a file has them; whether they are days the schema says."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _without_required(node: Any) -> Any:
    """Ask for no key; what alternatives ask for tells them apart, and stays."""
    if isinstance(node, Mapping):
        left_out = {"required"} if "properties" in node else set()
        return {k: _without_required(each) for k, each in node.items() if k not in left_out}
    return [_without_required(each) for each in node] if isinstance(node, list) else node


SCHEMA = json_schema()
PARTS_OF_A_PROTOCOL = jsonschema.Draft202012Validator(_without_required(SCHEMA))


def as_csv(block: Block) -> None:
    rows = list(csv.reader(io.StringIO(block.code)))
    assert len({len(row) for row in rows}) == 1, block
    assert len(rows) > 1, block


def as_template(block: Block) -> None:
    marks = {"comment_start_string": "{*", "comment_end_string": "*}"}
    jinja2.Environment(**marks).parse(block.code)  # type: ignore[arg-type]


def as_crontab(block: Block) -> None:
    for line in block.code.splitlines():
        assert re.match(r"([\d*/,-]+ ){5}\S", line), f"{block}: {line}"


def as_nginx(block: Block) -> None:
    assert block.code.count("{") == block.code.count("}") > 0, block


def as_apache(block: Block) -> None:
    opened = re.findall(r"^ *<(\w+)", block.code, re.MULTILINE)
    closed = re.findall(r"^ *</(\w+)", block.code, re.MULTILINE)
    assert Counter(opened) == Counter(closed), block


def as_sql(block: Block) -> None:
    assert all(line.endswith(";") for line in block.code.splitlines()), block


READ: Mapping[str, Callable[[Block], object]] = {
    "sh": as_shell,
    "yaml": as_yaml,
    "json": lambda block: json.loads(block.code),
    "csv": as_csv,
    "python": lambda block: ast.parse(block.code),
    "jinja": as_template,
    "crontab": as_crontab,
    "nginx": as_nginx,
    "apache": as_apache,
    "sql": as_sql,
}
# What says everything when it was read; what is of any other language is run, or says why not.
TOLD_BY_READING = {"yaml", "json", "csv", "jinja"}


@pytest.fixture(scope="module")
def every_block(book: Handbook) -> list[Block]:
    """The blocks of every page, in the order of the pages, but where a page needs another first."""
    found = [
        block
        for entry in book.sources
        for block in blocks(entry.source, (book.docs / entry.source).read_text("utf-8"))
    ]
    return [block for block in found if block.language not in NOT_CODE]


def test_every_block_is_read_and_says_why_it_is_not_run(every_block: list[Block]) -> None:
    kinds: Counter[str] = Counter()
    for block in every_block:
        assert block.language in READ, f"{block}: no test knows '{block.language}'"
        READ[block.language](block)
        runs = block.language == "python" or (block.language == "sh" and block.runs)
        if not runs and block.language not in TOLD_BY_READING:
            assert block.reason, f"{block} is not run; say why below it: *Not run: …*"
        kinds["not run" if block.reason else "run" if runs else "read"] += 1
    assert kinds["run"] > 30, kinds
    assert kinds["read"] > 20, kinds


def test_every_block_runs_and_prints_what_it_says(
    every_block: list[Block], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_no_paper(monkeypatch)
    verify_here(monkeypatch)
    walk = Walk(tmp_path, monkeypatch)
    _reviews(tmp_path)
    for block in every_block:
        if block.language in ("yaml", "jinja") and block.page in SHOWN and not block.reason:
            target = walk.place(block.page) / SHOWN[block.page]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.code, encoding="utf-8")
    wrong = []
    for block in every_block:
        if block.reason or block.language not in ("sh", "python"):
            continue
        printed = walk.shell(block) if block.language == "sh" else walk.python(block)
        if block.language == "python" or block.told:
            wrong += [(block, printed)] if printed != block.told else []
    if wrong and os.environ.get("UPDATE_SNAPSHOTS"):
        for block, printed in wrong:
            page = ROOT / "docs" / block.page
            below = f"{block.code}```\n\n```text\n"
            text = page.read_text("utf-8").replace(f"{below}{block.told}", f"{below}{printed}")
            page.write_text(text, encoding="utf-8")
        pytest.fail("Pages were written again; look at what changed.")
    assert [(str(block), printed) for block, printed in wrong] == []
    front = (walk.place(TUTORIAL) / "my-review" / "_site" / "index.html").read_text("utf-8")
    assert "Exercise for depression" in front
    assert (walk.place(TUTORIAL) / "public" / "versions" / "1" / "index.html").is_file()


def _reviews(folder: Path) -> None:
    """Lay out what the pages begin with: a sheet, and copies of two reviews."""
    shutil.copytree(ROOT / "examples" / "bcg", folder / "bcg")
    kept = shutil.ignore_patterns("versions", ".cache")
    shutil.copytree(ROOT / "data", folder / "shipped" / "data", ignore=kept)
    (folder / "tutorial").mkdir()
    page = (ROOT / "docs" / TUTORIAL).read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| ")]
    own = [[cell.strip() for cell in row] for row in rows if len(row) == 7]
    assert len(own) == 6
    book = Workbook()
    for row in own:
        book.active.append([float(c) if re.fullmatch(r"[\d.]+", c) else c for c in row])
    book.save(folder / "tutorial" / "trials.xlsx")


def test_a_block_that_says_nothing_is_seen() -> None:
    text = (
        "a\n```sh\nmake x\n```\n\n*Not run: it is long.*\n\n"
        "```sh\nliving-review a && living-review b # c\n```\n\n```text\nout\n```\n"
    )
    one, two = blocks("p.md", text)
    assert (one.reason, one.runs, one.line) == ("it is long.", False, 2)
    assert (two.reason, two.runs, two.told) == ("", True, "out\n")
    assert two.commands == ["living-review a", "living-review b"]


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("yaml", "analysis: {tau: DL}\n"),
        ("yaml", "analysis: {tau2: XX}\n"),
        ("yaml", "pages: {script: [if x]}\n"),
        ("csv", "a,b\n1\n"),
        ("sh", "if x\n"),
        ("crontab", "17 4 * living-review update\n"),
        ("apache", "<Files x>\n"),
        ("nginx", "server {\n"),
        ("sql", "GRANT x\n"),
        ("jinja", "{% macro a() %}\n"),
        ("python", "a b\n"),
        ("json", "{a}\n"),
    ],
)
def test_what_is_none_of_its_language_is_seen(language: str, code: str) -> None:
    with pytest.raises((AssertionError, SyntaxError, ValueError, jinja2.TemplateSyntaxError)):
        READ[language](Block("p.md", 1, language, code, ""))
