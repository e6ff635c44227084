"""Who confirms a text is asked on a terminal alone, and a source is told as it was asked for."""

from __future__ import annotations

import json
import sys
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.cli import asked_for, import_source, text, words
from living_review.cli.asked_for import Commands, Entry
from living_review.cli.import_source import Source
from living_review.ground.errors import BadInput


@pytest.mark.parametrize(("reads", "shows"), [*product((True, False), repeat=2)])
def test_who_confirms_is_asked_where_a_person_reads_and_answers(
    monkeypatch: pytest.MonkeyPatch, reads: bool, shows: bool
) -> None:
    prompts: list[str] = []
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: reads))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: shows))
    monkeypatch.setattr(text.typer, "prompt", lambda asked: prompts.append(asked) or "A. R.")
    for given in ("B. S.", ""):
        # An empty name was said, and whoever keeps it refuses it.
        assert text._who(given) == given
    assert prompts == []
    if reads and shows:
        assert (text._who(None), prompts) == ("A. R.", ["Confirmed by"])
    else:
        with pytest.raises(BadInput, match=r"--by is missing.* on a terminal"):
            text._who(None)


def written(**given: Any) -> Any:
    plain = {"version": None, "confirmed_on": None, "confirmed_by": None, "moved": (), "held": True}
    return SimpleNamespace(**{"name": "a", **plain, **given})


def test_a_text_stands_on_a_line_with_since_when_and_how_it_holds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    confirmed = {"version": 3, "confirmed_on": "2026-03-04", "confirmed_by": "A. R."}
    since = {None: "new", 2: "since version 2", 3: "confirmed on version 3 (A. R., 2026-03-04)"}
    shown = {}
    for more, moved, held in product(
        ({}, {"version": 2}, confirmed), ((), ("It moved.",)), (True, False)
    ):
        each = written(**more, moved=moved, held=held)
        state = "may be out of date" if moved else "holds" if held else "about no result"
        line = f"{'a':<26} {state:<19} {since[each.version]}"
        assert text._line(each) == line
        shown[bool(moved)] = each
    for stale, kinds in product((True, False), ((), (True,), (False,), (True, False, True))):
        text._print([shown[kind] for kind in kinds], stale=stale)
        told = capsys.readouterr().out.splitlines()
        if not kinds:
            none = "No text is out of date." if stale else "This review has no texts in data/text/."
            assert told == [none]
            continue
        behind = sum(kinds)
        count = "1 text" if len(kinds) == 1 else f"{len(kinds)} texts"
        assert f"{count}; {behind} to be looked at." in told
        assert told.count("      It moved.") == behind
        assert told[-1].startswith("Next: ") == (behind > 0)


@pytest.mark.parametrize(("quiet", "as_json", "dry_run"), [*product((True, False), repeat=3)])
def test_a_source_is_told_to_people_or_to_programs_or_to_nobody(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    quiet: bool,
    as_json: bool,
    dry_run: bool,
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(import_source, "show", lambda *given, **how: shown.append((given, how)))
    monkeypatch.setattr(import_source, "told", lambda *given, **how: {"given": given[1], **how})
    imported: Any = object()
    Source(Path("r"), imported, {"file": "data/a.csv"}, dry_run).say(quiet=quiet, as_json=as_json)
    out = capsys.readouterr().out
    if as_json:
        registry = {"import": {"file": "data/a.csv"}}
        assert json.loads(out) == {"given": None, "dry_run": dry_run, "registry": registry}
        assert shown == []
        return
    # What the file gives is told as what would be written: the tables are made at each pull.
    assert shown == [((imported, None, None), {"dry_run": True})] * (not quiet)
    verb = "would keep" if dry_run else "now keeps"
    lines = [] if quiet else [f"r/data/protocol.yml {verb} the registry in data/a.csv."]
    assert out.splitlines()[:1] == lines
    assert ("Look at it with 'living-review check'" in out) == (not quiet and not dry_run)


@pytest.mark.parametrize("many", [0, 1, 20, 21, 22])
def test_so_many_macros_of_a_kind_are_named_and_the_rest_counted(many: int) -> None:
    names = tuple(f"m{each}" for each in range(many))
    kinds = {"missing": 0, "to translate": 1, "wrong": 2}
    for kind, place in kinds.items():
        given = [names if at == place else () for at in range(3)]
        found: Any = SimpleNamespace(
            whole=False, language="fr", macros=9, missing=given[0][:1], pages=given[0][1:],
            marked=given[1], faults=given[2],
        )  # fmt: skip
        told = words._told(found)
        rest = [f"  … and {many - 20} more; --json names all."] * (many > 20)
        own = [f"{many} {kind}:", *(f"  {each}" for each in names[:20]), *rest]
        assert told[:-1] == (own if many else [])
        assert told[-1].startswith("docs/reference/words.md says")
    whole: Any = SimpleNamespace(whole=True, language="fr", macros=9)
    assert words._told(whole)[0] == "The words in 'fr' are whole: 9 macros, none to translate."


def test_commands_are_those_that_were_entered_and_those_put_beside_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []
    monkeypatch.setattr(asked_for, "_made", lambda name, _: made.append(name) or f"made {name}")
    commands: Any = Commands({name: Entry(f"{name}:{name}", name) for name in ("a", "b")})
    assert ([*commands], len(commands), made) == (["a", "b"], 2, [])
    assert (commands["a"], commands["a"], made) == ("made a", "made a", ["a"])
    commands["c"] = "put"
    there = {name: name in commands for name in "abcd"}
    assert there == {"a": True, "b": True, "c": True, "d": False}
    assert ([*commands], len(commands)) == (["a", "b", "c"], 3)
    del commands["c"]
    assert ("c" in commands, len(commands), made) == (False, 2, ["a"])
    with pytest.raises(KeyError):
        commands["d"]
