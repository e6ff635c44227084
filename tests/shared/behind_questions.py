"""What lies behind the commands that take something in or decide something, as stand-ins.

The same as `behind_commands.py` for imports, beginnings, added trials, decisions and queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sample_everything
from behind_commands import Case, Doing, everything, tables

from living_review.cli.grade import Rated
from living_review.entry.plan import Plan, Said
from living_review.exchange.extract import Remark
from living_review.exchange.registry_files import Addition, Conflict
from living_review.exchange.tabulate import Imported

NOW = dt.datetime(2026, 3, 4, 6, tzinfo=dt.UTC)
CONFLICT = Conflict("arms", 3, "A/mood", "A", "n", "12", "13")


class Told:
    """A source that tells how it was asked to tell of itself."""

    def say(self, *, quiet: bool, as_json: bool) -> None:
        print(f'{{"quiet": "{quiet}", "as_json": "{as_json}"}}' if as_json else f"{quiet=}")


def of_imports() -> Iterator[Case]:
    imported = Imported(tables(), (Remark("not mapped", "row", "A 2001", 2, "no figure."),))
    added = Addition({}, {"trials": 1, "arms": 0}, {"trials": 0, "arms": 2}, ())
    behind = {
        "living_review.cli.import_file.content_of": b"content",
        "living_review.cli.import_file.mapping_of": (b"mapping", "m.yml"),
        "living_review.cli.import_file._protocol": "the protocol",
        "living_review.cli.import_file._addition": added,
        "living_review.cli.import_file._write": None,
        "living_review.cli.import_file._registry_folder": None,
        "living_review.cli.import_file._alone": nullcontext(),
        "living_review.cli.import_file._asker": None,
        "living_review.cli.import_source.source_made": Told(),
        "living_review.exchange.reading.draft": "a draft",
        "living_review.exchange.reading.known_format": "wide",
        "living_review.exchange.reading.answered": "an answered draft",
        "living_review.exchange.reading.protocol_draft": "a protocol",
        "living_review.exchange.reading.imported": imported,
        "living_review.exchange.reading.asks": True,
        "living_review.ground.clock.now": NOW,
    }
    conflict = {
        **behind,
        "living_review.cli.import_file._addition": Addition({}, {"arms": 0}, {}, (CONFLICT,)),
    }
    asking = {**behind, "living_review.cli.import_file._asker": "a person"}
    answers = {**asking, "living_review.cli.import_file._answered": (b"answers", "f-mapping.yml")}
    every = "--timepoint post --lower-is-better --weeks-are months --date-added 2026-01-02 "
    every += "--precalc-sign positive-favours-intervention --where arm=A --where arm=B --where x=y"
    yield from (
        ("import f.csv --into new", behind),
        (f"import f.csv --into new --format wide --mapping m.yml {every}", behind),
        ("import f.csv --append --review r --higher-is-better", behind),
        ("import f.csv --append", conflict),
        ("import f.csv --append --json", conflict),
        ("import f.csv --append --dry-run --quiet", behind),
        ("import f.csv --dry-run --json", behind),
        ("import f.csv --dry-run", answers),
        ("import f.csv --dry-run --mapping m.yml", asking),
        ("import f.csv --dry-run --quiet", asking),
        ("import f.csv", behind),
        ("import f.csv --into new --append", behind),
        (f"import f.csv --draft-mapping out/d.yml {every}", behind),
        ("import f.csv --draft-mapping out/d.yml --quiet", behind),
        ("import f.csv --draft-mapping out/d.yml --json", behind),
        (f"import f.csv --draft-protocol out/d.yml --mapping m.yml {every}", behind),
        ("import f.csv --draft-protocol out/d.yml --format revman5", behind),
        ("import f.csv --draft-mapping out/d.yml --mapping m.yml", behind),
        ("import f.csv --as-source --mapping m.yml --review r --where a=b --dry-run", behind),
        (f"import f.csv --as-source --json --into new --append {every}", behind),
        ("import f.csv --as-source --quiet --format covidence", behind),
    )


def files(folder: Path, *_: object) -> None:
    """Write what stands for the files of a review."""
    (folder / "data").mkdir()
    for name in ("README.md", "data/protocol.yml"):
        (folder / name).write_text(name)


def of_beginnings() -> Iterator[Case]:
    both = ("a", "b")

    def protocol(times: int, *, book: bool = False) -> Any:
        points = tuple(SimpleNamespace(id=each) for each in both[:times])
        registry = SimpleNamespace(xlsx="a book" if book else None)
        return SimpleNamespace(registry=registry, timepoints=points, outcomes=points)

    empty = Imported(type(tables())({}, NOW, ""), ())
    built = {"exit_code": 1, "said": "Built 7 pages."}
    behind = {
        "living_review.beginning.files.lone_sheet": None,
        "living_review.beginning.files.refuse_what_is_there": None,
        "living_review.beginning.files.write_files": Doing(files),
        "living_review.beginning.files.write_example": Doing(files),
        "living_review.beginning.files.example_text": "an example",
        "living_review.beginning.commented.protocol_text": "a protocol",
        "living_review.beginning.planned.checked": protocol(1),
        "living_review.cli.init.first_build": built,
        "living_review.cli.init.need_file": None,
        "living_review.cli.init.content_of": b"content",
        "living_review.cli.init.mapping_of": (b"mapping", "m.yml"),
        "living_review.cli.init._person": None,
        "living_review.cli.import_report.show_reading": None,
        "living_review.exchange.registry_files.new_files": {},
        "living_review.exchange.reading.known_format": "wide",
        "living_review.exchange.reading.asks": True,
        "living_review.exchange.reading.draft": "a draft",
        "living_review.exchange.reading.protocol_draft": "review: drafted\n",
        "living_review.exchange.reading.imported": Imported(tables(), ()),
        "living_review.ground.clock.now": NOW,
    }
    book = {**behind, "living_review.beginning.planned.checked": protocol(1, book=True)}
    two = {**behind, "living_review.beginning.planned.checked": protocol(2)}
    without = {**behind, "living_review.exchange.reading.imported": empty}
    theirs = {**behind, "living_review.exchange.reading.known_format": "revman5"}
    said = "--title T --author A;B --author C --population P --intervention I --comparator C"
    full = f"{said} --outcome Mood,SMD,lower,critical"
    yield from (
        (f"init out/t {full}", behind),
        (
            f"init out/t {full} --no-build --outcome Hope,MD,higher --timepoint x --timepoint y",
            behind,
        ),
        (f"init out/t {full} --trials workbook --quiet", book),
        (f"init out/t {full} --trials workbook --no-build", book),
        (f"init out/t {full} --dry-run", behind),
        (f"init out/t {full} --json --dry-run", behind),
        (f"init out/t {full} --from f.csv --json", behind),
        (f"init out/t {full} --from f.csv --no-build --higher-is-better", two),
        (f"init out/t {full} --from f.csv --no-build --lower-is-better", without),
        (f"init out/t {full} --from f.csv --no-build --mapping m.yml --format wide", behind),
        (f"init out/t {said} --from f.rm5 --no-build --timepoint End", theirs),
        (f"init out/t {said} --from f.csv --no-build", behind),
        (f"init out/t {full} --from f.csv --trials csv", behind),
        (f"init out/t {full} --example bcg", behind),
        ("init out/t --example bcg --no-build", behind),
        ("init out/t --title T", behind),
    )


def of_trials() -> Iterator[Case]:
    entry = SimpleNamespace(trial_id="A2026")
    rows = {
        "trials.csv": [{"trial_id": "A2026", "label": ""}],
        "arms.csv": [{"n": "1"}, {"n": "2"}],
    }
    doubt = Said("arms", 0, "n", "It looks odd.")
    good = Plan({}, {}, rows, (), ())
    odd, bad = Plan({}, {}, rows, (), (doubt,)), Plan({}, {}, rows, (doubt,), ())
    for line, plan, cut in (
        ("add-trial --from t.yml", good, True),
        ("add-trial --from t.yml --create-columns --json --review r", good, False),
        ("add-trial --from t.yml --quiet", good, False),
        ("add-trial --from t.yml", odd, False),
        ("add-trial --from t.yml --json", odd, False),
        ("add-trial --from t.yml --yes", odd, False),
        ("add-trial --from t.yml --dry-run", odd, True),
        ("add-trial --from t.yml --yes --json", odd, False),
        ("add-trial --from t.yml --yes", bad, False),
        ("add-trial --json", good, False),
        ("add-trial", good, False),
    ):
        yield (
            line,
            {
                "living_review.protocol.load_protocol": "the protocol",
                "living_review.cli.add_trial._csv_folder": Path("registry"),
                "living_review.cli.add_trial._read": entry,
                "living_review.entry.writing.alone": nullcontext(),
                "living_review.entry.writing.finish": cut,
                "living_review.entry.writing.write": None,
                "living_review.entry.plan.read_files": "the files",
                "living_review.entry.plan.planned": plan,
            },
        )


def of_decisions() -> Iterator[Case]:
    found = sample_everything.decided()
    rated = [Rated(each, each.certainty) for each in found if each.certainty]
    aside = [everything().quarantine[0].model_copy(update={"table": "judgements"})]
    named = "--comparison peer-support --outcome recovery --timepoint post"
    by = "--reason Because --by Us --date 2026-01-02"
    for line, notices in (
        ("grade list", []),
        ("grade list --stale --review r", []),
        ("grade list --json --stale", aside),
        ("grade list --quiet", aside),
        (f"grade confirm {named} --domain imprecision {by}", []),
        (f"grade confirm {named} --domain imprecision {by} --json --review r", []),
        (f"grade confirm {named} --domain indirectness {by}", []),
        (f"grade confirm {named} --domain imprecision --by Us", []),
        (f"grade override {named} --domain indirectness --levels -1 {by}", []),
        (f"grade override {named} --domain imprecision --levels 0 {by} --quiet", []),
        (f"grade override {named} --domain imprecision {by}", []),
        (f"grade override {named} --domain imprecison --levels 0 {by}", []),
        (f"grade override --outcome recovry --comparison peer-support --levels 0 {by}", []),
        (f"grade override --levels 0 {by}", []),
        (f"grade confirm {named} --domain imprecision --reason R --by Us --date 2027-01-02", []),
    ):
        yield (
            line,
            {
                "living_review.cli.grade._state": (rated, notices),
                "living_review.certainty.write_decision": None,
                "living_review.ground.clock.today": dt.date(2026, 3, 4),
            },
        )
    for line in (
        f"grade override {named} --domain imprecision --levels 0",
        f"grade confirm {named} --domain indirectness --by Us",
        f"grade override {named} --domain imprecision",
        "grade confirm",
    ):
        yield (
            line,
            {
                "living_review.cli.grade._state": (rated, []),
                "living_review.cli.grade._terminal": True,
                "living_review.cli.grade.typer.prompt": "1",
                "living_review.certainty.write_decision": None,
                "living_review.ground.clock.today": dt.date(2026, 3, 4),
            },
        )


def of_queries() -> Iterator[Case]:
    one, seen = everything().queries
    other = one.model_copy(
        update={"table": "arms", "rule": "sd-ratio", "key": "A/b", "value": None}
    )
    ours = one.model_copy(update={"table": "queries"})
    by = "--reason Because --by Us --date 2026-01-02"
    for line in (
        *("query list", "query list --open --review r", "query list --json", "query list --quiet"),
        f"query see --table arms --rule sd-ratio {by} --review r",
        f"query see --key A/b --json {by}",
        f"query see --column n_randomised {by}",
        f"query see --all --column n_randomised --trial {one.trial_id} {by}",
        f"query see --table queries {by}",
        f"query see --rule sd-ratio --quiet {by}",
        "query see --rule sd-ratio --by Us",
        "query see --rule sd-ratio --by Us --reason R --date 2027-01-02",
        "query see --rule sd-ratio --reason R --by Us",
    ):
        yield (
            line,
            {
                "living_review.cli.query._queries": (one, seen, other, ours),
                "living_review.registry.row_file.write_rows": None,
                "living_review.ground.clock.today": dt.date(2026, 3, 4),
            },
        )


def every_question() -> Iterator[Case]:
    """Give every command line that is run."""
    for cases in (of_imports, of_beginnings, of_trials, of_decisions, of_queries):
        yield from cases()
