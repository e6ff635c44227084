"""The lines that commands end with, and how errors are told: on either side of every count."""

from __future__ import annotations

import errno
import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from sample_everything import everything
from sample_findings import recovery

from living_review.cli import console, grade, query
from living_review.cli.check_groups import Group, first_step, left_out_lines
from living_review.cli.grade import Rated
from living_review.findings import Domain
from living_review.ground.errors import BadInput, Problem

[DOMAIN, *_] = recovery().certainty.domains


def domain(**values: Any) -> Domain:
    return DOMAIN.model_copy(update=values)


# Decisions


def test_a_domain_stands_on_a_line_with_what_is_proposed_and_decided() -> None:
    who = {"by": "A. R.", "date": "2026-03-04"}
    for state, proposed, taken in itertools.product(
        ("proposed", "confirmed", "overridden", "stale", "not assessed"),
        (None, -1, 0, 2),
        (None, -2, 0, 1),
    ):
        line = grade._line(domain(state=state, proposed=proposed, decided=taken, **who))
        signed = {None: "no proposal", -1: "proposed -1", 0: "proposed 0", 2: "proposed +2"}
        assert line.startswith(f"risk_of_bias      {signed[proposed]:<12} ")
        if taken is None:
            assert line == f"risk_of_bias      {signed[proposed]:<12} {state}"
            continue
        said = "decided" if proposed is None and state == "confirmed" else state
        levels = {-2: "-2", 0: "0", 1: "+1"}[taken]
        assert line.endswith(f" {said}: {levels} (A. R., 2026-03-04)")


@pytest.mark.parametrize("value", [None, 0.05123, 12, "low", True])
def test_an_input_of_a_rule_is_shown(value: Any) -> None:
    shown = {None: "not known", 0.05123: "0.05123", 12: "12", "low": "low", True: "True"}
    assert grade._value(value) == shown[value]


def listed(capsys: pytest.CaptureFixture[str], *domains: Domain, stale: bool = False) -> list[str]:
    finding = recovery()
    other = finding.model_copy(update={"timepoint": "later", "certainty": None})
    rated = [Rated(each, finding.certainty) for each in (finding, other)]
    grade._print([(each, own) for each in rated for own in domains], stale=stale)
    return capsys.readouterr().out.splitlines()


def test_decisions_are_listed_below_their_results(capsys: pytest.CaptureFixture[str]) -> None:
    told = listed(capsys, domain(state="stale", moved="It moved."), domain(name="upgrade"))
    level = recovery().certainty.level
    assert told[0] == f"peer-support / recovery / post: {level}, provisional"
    assert told[2] == "      It moved."
    assert told[4:6] == ["", "peer-support / recovery / later: not rated"]
    # What nothing has to be decided of is not counted.
    assert told[-2] == "2 results; domains: 2 stale."
    assert told[-1].startswith("Next: ")


@pytest.mark.parametrize("state", ["proposed", "confirmed", "overridden", "stale", "not assessed"])
def test_the_next_step_is_told_where_there_is_one(
    capsys: pytest.CaptureFixture[str], state: str
) -> None:
    told = listed(capsys, domain(state=state))
    assert told[-1].startswith("Next: ") == (state in ("proposed", "stale"))
    assert f"2 results; domains: 2 {state}." in told


def test_where_nothing_is_listed_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(capsys) == ["No finding has trials yet."]
    assert listed(capsys, stale=True) == ["No decision is stale."]


# Queries


@pytest.mark.parametrize(
    ("open_", "seen", "said"),
    [
        (0, 0, "There are no queries."),
        (0, 1, "1 query, all of them seen."),
        (0, 2, "2 queries, all of them seen."),
        (1, 0, "1 query, none of them seen."),
        (2, 0, "2 queries, none of them seen."),
        (1, 1, "2 queries, 1 of them seen."),
        (1, 2, "3 queries, 2 of them seen."),
    ],
)
def test_queries_are_counted_at_the_end(open_: int, seen: int, said: str) -> None:
    one, looked = everything().queries
    told = query._closing([one] * open_ + [looked] * seen)
    assert told[0] == said
    assert told[1:] == (
        ["Next: correct the row, or say why it stands with 'living-review query see'."]
        * (open_ > 0)
    )


@pytest.mark.parametrize("value", [None, "", "0"])
@pytest.mark.parametrize("key", [None, "A/b"])
def test_a_query_is_told_with_its_place_and_who_looked(value: str | None, key: str | None) -> None:
    for each in everything().queries:
        own = each.model_copy(update={"value": value, "key": key})
        first, *rest = query._line(own).split("\n")
        where = f"{own.table} A/b" if key else own.table
        cell = "empty" if value is None else f"'{value}'"
        assert first == f"{where}, {own.column} {cell} [{own.rule}]"
        seen = (
            [f"      Seen by {own.seen.by} on {own.seen.date}: {own.seen.reason}"]
            if own.seen
            else []
        )
        assert rest == [f"      {own.reason}", *seen]


# What check says first


def group(rule: str, *trials: str | None) -> Group:
    [row, *_] = everything().quarantine
    rows = [row.model_copy(update={"rule": rule, "trial_id": trial}) for trial in trials]
    return Group(rule, "", tuple(rows))


@pytest.mark.parametrize(
    ("aside", "queries", "said"),
    [
        ([], [], ""),
        ([group("a", "T")], [], "mend the rows of a (T). A row set aside is in no analysis."),
        ([group("a", "T"), group("b", "T", "U")], [], "mend the rows of b (T, U). A row"),
        ([group("a", "T", "U", "V")], [], "a (T, U, V). A row"),
        ([group("a", "T", "U", "V", "W")], [], "a (T, U, V and 1 more). A row"),
        ([group("a", None)], [], "a (arms.csv:4). A row"),
        ([group("a", "T"), group("trial-set-aside", "U")], [],
         "a (T); 1 row that is set aside because of others may come back with them. A row"),
        ([group("a", "T"), group("arm-without-partner", "U", "V")], [],
         "a (T); 2 rows that are set aside because of others may come back with them. A row"),
        ([group("trial-set-aside", "U", "V")], [group("sd-ratio", "T")], "trial-set-aside (U, V)"),
        ([], [group("sd-ratio", "T"), group("z", "U", "V")],
         "look at sd-ratio (T); it may be a wrong number or a trial in the wrong place."),
        ([], [group("z", "U")], "look at z (U); then go through the others."),
    ],
)  # fmt: skip
def test_what_is_to_be_done_first_is_told(aside: Any, queries: Any, said: str) -> None:
    told = first_step(aside, queries)
    assert told.startswith("First: ") == bool(said)
    assert said in told


@pytest.mark.parametrize("many", [1, 3, 4, 5])
@pytest.mark.parametrize("everything_", [True, False])
def test_what_is_left_out_is_gathered_and_counted(many: int, everything_: bool) -> None:
    [one, *_] = everything().left_out
    found = [one.model_copy(update={"found": f"T{n}" if n else None}) for n in range(many)]
    told = [*left_out_lines(found, everything=everything_, listed_by="--everything")]
    shown = many if everything_ else min(many, 3)
    assert told[1:3] == ["  f.csv: No figures.", "    row (2)"]
    assert told[3 : 2 + shown] == [f"    row 'T{n}' (2)" for n in range(1, shown)]
    more = many - shown
    it = "it" if more == 1 else "them"
    rest = [f"    and {more} more; --everything lists {it}"] if more else []
    assert told[2 + shown :] == [*rest, ""]


# Errors


def told_of(
    error: BaseException, capsys: pytest.CaptureFixture[str], *, as_json: bool = False
) -> tuple[int, list[str], Any]:
    kept: list[dict[str, Any]] = []
    with pytest.raises(typer.Exit) as left, console.reporting(
        as_json=as_json, debug=False, tell=kept.append
    ):  # fmt: skip
        raise error
    out, err = capsys.readouterr()
    assert bool(out) == as_json
    if as_json:
        assert json.loads(out) == kept[0]
    return left.value.exit_code, err.splitlines(), kept[0]


@pytest.mark.parametrize("many", [1, 2, 100, 101])
@pytest.mark.parametrize("as_json", [True, False])
def test_so_many_faults_are_told_and_the_rest_counted(
    capsys: pytest.CaptureFixture[str], many: int, as_json: bool
) -> None:
    problems = [Problem(f"Fault {n}.", "a.csv", n, "column", "value") for n in range(many)]
    code, lines, kept = told_of(BadInput(*problems), capsys, as_json=as_json)
    assert (code, kept["exit_code"], len(kept["faults"])) == (BadInput.exit_code,) * 2 + (many,)
    assert lines[: min(many, 100)] == [f"Error: Fault {n}." for n in range(min(many, 100))]
    last = {1: [], 101: ["101 problems; --json lists the other 1."]}
    assert lines[100 if many > 100 else many :] == last.get(many, [f"{many} problems."])


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        (errno.ENOTDIR, "file/below/it", "{root}/file is a file, and a folder is needed there"),
        (errno.EISDIR, "folder", "it is a folder, and a file is needed; give the path of a file"),
        (errno.ENOENT, "no/such", "there is no folder {root}/no; make it, or name another path"),
        (errno.ENOENT, "folder/such", "Because"),
        (errno.EACCES, "file", "Because"),
        (errno.ENOSPC, "file", "Because: make room and run it again"),
        (errno.ENOSPC, None, "Because: make room and run it again"),
        (errno.EACCES, None, "Because"),
    ],
)
def test_what_the_system_refuses_is_told_with_what_stands_in_the_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: int, name: str | None, said: str
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    path = str(tmp_path / name) if name else None
    exit_code, [line], _ = told_of(OSError(code, "Because", path), capsys)
    before = f"{path}: " if path else ""
    assert exit_code == 3
    assert line.startswith(f"Error: {before}{said.format(root=tmp_path)}")
    assert line.endswith(". What was published is unchanged.")


def test_of_a_folder_that_could_not_be_copied_the_first_file_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    full = f"[Errno {errno.ENOSPC}] No space"
    _, [line], _ = told_of(shutil.Error([("a", "b", full), ("c", "d", "no")]), capsys)
    assert line == f"Error: {full}: make room and run it again. What was published is unchanged."


def test_an_interrupted_run_and_a_fault_of_the_program_have_codes_of_their_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for error, code in (
        (KeyboardInterrupt(), 130),
        (RuntimeError("x"), 70),
        (BrokenPipeError(), 0),
    ):
        if code:
            assert told_of(error, capsys)[0] == code
    with pytest.raises(RuntimeError), console.reporting(as_json=False, debug=True):
        raise RuntimeError("x")
