"""What an import tells people and programs, and which options are not those of a source."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_everything import everything

from living_review.cli import import_file, import_report, import_source, set_aside
from living_review.cli.check_groups import FOLLOWING
from living_review.exchange.extract import Remark
from living_review.exchange.registry_files import Addition, Conflict
from living_review.exchange.tabulate import Imported
from living_review.ground.errors import BadInput
from living_review.living.file_report import FileReport
from living_review.sources.tables import RawTable, RawTables

PULLED = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
TABLES = {
    name: RawTable(name, f"{name}.csv", ("trial_id",), (("A",),) * many, tuple(range(2, 2 + many)))
    for name, many in (("trials", 1), ("arms", 2))
}
ASIDE = Remark("not mapped", "row", "A 2001", 2, "there is no figure.")
LOOK = Remark("please check", "weeks", "", 1, "they look like months.")
CONFLICT = Conflict("arms", 3, "A/mood", "A", "n", "12", "13")


def imported(*report: Remark) -> Imported:
    return Imported(RawTables(TABLES, PULLED, ""), report)


def added(*conflicts: Conflict) -> Addition:
    return Addition({}, {"trials": 1, "arms": 0}, {"trials": 0, "arms": 2}, conflicts)


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("conflicts", [None, (), (CONFLICT,)])
def test_an_import_is_told_to_programs_field_by_field(conflicts: Any, dry_run: bool) -> None:
    addition = None if conflicts is None else added(*conflicts)
    told = import_report.told(imported(ASIDE), addition, dry_run=dry_run)
    assert told == {
        "exit_code": 1 if conflicts else 0,
        "dry_run": dry_run,
        "rows": {"trials": 1, "arms": 2},
        "added": None if addition is None else {"trials": 1, "arms": 0},
        "already_there": None if addition is None else {"trials": 0, "arms": 2},
        "report": [
            {"kind": "not mapped", "where": "row", "found": "A 2001", "count": 2,
             "reason": "there is no figure."}
        ],
        "conflicts": [
            {"table": "arms", "row": 3, "key": "A/mood", "column": "n", "registry": "12",
             "file": "13", "sentence": CONFLICT.sentence}
        ] * bool(conflicts),
    }  # fmt: skip


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("into", [None, Path("reg")])
@pytest.mark.parametrize("addition", [None, added(), added(CONFLICT)])
@pytest.mark.parametrize("report", [(), (LOOK,), (ASIDE, LOOK)])
def test_an_import_is_told_to_people(
    capsys: pytest.CaptureFixture[str], report: Any, addition: Any, into: Path | None, dry_run: bool
) -> None:
    import_report.show(imported(*report), addition, into, dry_run=dry_run)
    wanted: list[str] = []
    if ASIDE in report:
        wanted += ["Not mapped: the file holds this and the registry does not",
                   "  row 'A 2001' (2): there is no figure.", ""]  # fmt: skip
    if LOOK in report:
        wanted += ["Please check: how this was read needs a person's eye",
                   "  weeks (1): they look like months.", ""]  # fmt: skip
    if addition and addition.conflicts:
        wanted += ["Conflicts: these rows were not added", f"  {CONFLICT.sentence}", ""]
    done = "Would write" if dry_run else "Added" if addition else "Wrote"
    place = " to reg" if into and not dry_run else ""
    wanted.append(f"{done} rows{place}: trials 1, arms {0 if addition else 2}.")
    if not dry_run:
        wanted.append("Look at them with 'living-review check' before you use them.")
    assert capsys.readouterr().out.splitlines() == wanted


KEYS = {
    "--timepoint": "timepoint",
    "--higher-is-better/--lower-is-better": "higher_is_better",
    "--weeks-are": "weeks_are",
    "--precalc-sign": "precalc_sign",
    "--date-added": "date_added",
}


@pytest.mark.parametrize("option", [*KEYS, "--into", "--append"])
def test_an_option_of_one_import_is_refused_for_a_source_with_the_key_that_says_it(
    option: str,
) -> None:
    assert set(import_source.OTHER_OPTIONS) == {*KEYS, "--into", "--append"}
    nothing = dict.fromkeys(import_source.OTHER_OPTIONS)
    import_source._refuse_options(nothing)
    direction = option.startswith("--higher")
    for value, said in (("x", True), (True, True), (False, direction), (None, False)):
        if not said:
            import_source._refuse_options({**nothing, option: value})
            continue
        with pytest.raises(BadInput) as refused:
            import_source._refuse_options({**nothing, option: value})
        key = KEYS.get(option)
        assert str(refused.value) == (
            f"{option} is for one import, and a source is read again and again; write {key} into "
            "the mapping."
            if key
            else f"Give either --as-source or {option}, not both."
        )


@pytest.mark.parametrize("mapping", [None, Path("m.yml")])
@pytest.mark.parametrize("protocol", [None, Path("p.yml")])
def test_what_a_draft_would_not_heed_is_refused(
    mapping: Path | None, protocol: Path | None
) -> None:
    for given in ("--mapping", "--into", "--append"):
        others = dict.fromkeys(("--mapping", "--into", "--append")) | {given: "x"}
        heeded = (not mapping and not protocol) or (given == "--mapping" and not mapping)
        if heeded:
            import_file._refuse_beside(others, mapping, protocol)
            continue
        draft = "--draft-mapping" if mapping else "--draft-protocol"
        with pytest.raises(BadInput) as refused:
            import_file._refuse_beside(others, mapping, protocol)
        assert str(refused.value) == (
            f"{draft} writes a draft and does nothing else; leave out {given}."
        )


# Rows set aside


def test_rows_that_follow_from_others_come_after_their_causes() -> None:
    [row, *_] = everything().quarantine
    rules = ("trial-set-aside", "a", "arm-without-partner", "b", "c")
    rows = [row.model_copy(update={"rule": rule, "table": f"t{len(rule)}"}) for rule in rules]
    assert [each.rule for each in set_aside.first_of(rows)] == ["a", "b", "c"]
    assert set(FOLLOWING) == {"trial-set-aside", "arm-without-partner"}
    assert next(iter(set_aside.by_table(rows).items())) == ("t1", 3)
    told = set_aside.set_aside_outcome(rows)
    assert set(told) == {"set_aside_tables", "set_aside_first"}
    assert [each["rule"] for each in told["set_aside_first"]] == ["a", "b", "c"]
    assert set_aside.set_aside_lines([]) == ""


@pytest.mark.parametrize("many", [0, 1, 3, 4, 5])
@pytest.mark.parametrize("out", [0, 1])
def test_what_is_new_in_a_file_is_told_in_a_few_lines(many: int, out: int) -> None:
    [one, *_], [query, *_] = everything().left_out, everything().queries
    report = FileReport((one,) * out, (query,) * many)
    text = set_aside.file_lines(report)
    lines = text.splitlines()
    assert bool(text) == bool(many or out)
    assert ("Left out: " in text) == bool(out)
    assert ("Please look: this is how the file was read" in lines) == bool(many)
    assert sum(query.reason[1:] in line for line in lines) == min(many, 3)
    more = {4: "  and 1 more; living-review check lists it",
            5: "  and 2 more; living-review check lists them"}  # fmt: skip
    assert [line for line in lines if line.startswith("  and ")] == [
        more[n] for n in more if n == many
    ]
    outcome = set_aside.file_outcome(report)
    assert {name: len(rows) for name, rows in outcome.items()} == {
        "left_out": out,
        "to_look_at": many,
    }


@pytest.mark.parametrize("into", [True, False])
@pytest.mark.parametrize("files", [None, {}, {"arms.csv": b"new"}])
def test_tables_are_written_where_they_were_asked_for_and_the_rest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, into: bool, files: Any
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in ("arms.csv", "trials.csv"):
        (kept / name).write_bytes(b"old")
    before = kept.stat().st_ino
    monkeypatch.setattr(import_file, "_registry_folder", lambda _: SimpleNamespace(path=kept))
    addition = None if files is None else Addition(files, {}, {}, ())
    target = tmp_path / "new" if into else None
    import_file._write(imported(), addition, target, tmp_path)
    assert (kept / "arms.csv").read_bytes() == (b"new" if files else b"old")
    assert (kept / "trials.csv").read_bytes() == b"old"
    assert (kept.stat().st_ino == before) == (not files)
    there = sorted(path.name for path in tmp_path.iterdir())
    assert there == ["kept", "new"][: 1 + into]
    if into:
        assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
            "arms.csv",
            "trials.csv",
        ]
