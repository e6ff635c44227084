"""Order decides nothing: one content gives one review, however its rows and columns stand."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from living_review.findings import VersionInfo
from living_review.protocol import load_protocol, parse_protocol
from living_review.registry import content_hash, read
from living_review.registry.transfer import Place, write
from living_review.sources import CsvFolder, RawTable, RawTables
from living_review.synthesis import synthesise

TODAY = dt.date(2026, 11, 22)
SAID = ("findings", "trials", "searches", "currency", "registry", "corrections")


def shuffled(raw: RawTables, seed: int) -> RawTables:
    """Give the same content with its tables, rows and columns in another order."""
    chance = random.Random(seed)
    names = sorted(raw)
    chance.shuffle(names)
    return RawTables({name: _shuffled(raw[name], chance) for name in names}, raw.pulled_at)


def _shuffled(table: RawTable, chance: random.Random) -> RawTable:
    columns, rows = list(range(len(table.columns))), list(table.rows)
    chance.shuffle(columns)
    chance.shuffle(rows)
    return RawTable(
        table.name,
        table.file,
        tuple(table.columns[i] for i in columns),
        tuple(tuple(row[i] for i in columns) for row in rows),
        tuple(range(2, len(rows) + 2)),
    )


def as_workbook(raw: RawTables) -> RawTables:
    """Give the same content as a workbook has it: whole numbers with decimals, blanks around."""

    def written(cell: str) -> str:
        return f" {cell}.0 " if cell.isdecimal() and cell == str(int(cell)) else cell

    tables = {
        name: RawTable(
            name,
            table.file,
            table.columns,
            tuple(
                tuple(
                    written(cell) if column not in ("trial_id", "year", "search_id") else cell
                    for cell, column in zip(row, table.columns, strict=True)
                )
                for row in table.rows
            ),
            table.lines,
        )
        for name, table in raw.items()
    }
    return RawTables(tables, raw.pulled_at)


def said(raw: RawTables, protocol: object) -> dict[str, str]:
    version = VersionInfo(number=None, date=TODAY)
    found = synthesise(read(raw, protocol), protocol, today=TODAY, version=version)  # type: ignore[arg-type]
    whole = found.model_dump(mode="json", by_alias=True)
    # As text, so that the order inside a mapping counts too.
    return {name: repr(whole[name]) for name in SAID}


PROTOCOL = """
review:
  id: test
  title: A test
  authors: [Nobody]
  question: {population: people, intervention: support, comparator: usual care, setting: any}
timepoints:
  - {id: post, label: End of treatment, choose: nearest, target: 9}
  - {id: late, label: Later, choose: last}
comparisons:
  - {id: main, label: Support, intervention: support, comparator: usual care}
outcomes:
  - {id: mood, label: Low mood, measure: SMD, better: lower, instruments: {BDI: {}}}
  - {id: score, label: Score, measure: MD, better: higher, unit: points}
  - {id: death, label: Death, measure: OR, better: lower}
analysis:
  subgroups: [setting]
  sensitivity:
    - common
    - leave-one-out
    - revman
    - {id: mean, label: Instruments averaged, dependence: combine}
    - {id: levels, label: Three levels, dependence: three-level}
    - {id: given, label: Contrasts first, prefer: contrasts}
"""
INSTRUMENTS = ("HADS", "phq", "PHQ", "")


def table(name: str, rows: list[dict[str, object]]) -> RawTable:
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    cells = tuple(tuple(str(row.get(column, "")) for column in columns) for row in rows)
    return RawTable(name, f"{name}.csv", columns, cells, tuple(range(2, len(rows) + 2)))


def made_up(seed: int) -> RawTables:
    """Make a review with several instruments, strata, weeks, arms and contrasts of equal rank."""
    chance = random.Random(seed)
    trials: list[dict[str, object]] = []
    arms: list[dict[str, object]] = []
    contrasts: list[dict[str, object]] = []
    judged: list[dict[str, object]] = []

    def pairs(place: dict[str, object], **more: object) -> None:
        for role, count in (("intervention", chance.choice((1, 1, 2))), ("control", 1)):
            for i in range(count):
                n = chance.choice((20, 30, 40))
                events = {"events": chance.randint(0, 6)} if place["outcome"] == "death" else {}
                means = {"mean": round(chance.gauss(10, 2), 1), "sd": chance.choice((2, 3))}
                arm = {"arm": f"{role} {i}", "role": role, "n": n, "source": f"p. {i}{role}"}
                arms.append({**place, **arm, **(events or means), **more})

    for number in range(9):
        trial = f"t{number}"
        trials.append(
            {"trial_id": trial, "label": chance.choice("AB"), "year": 2000 + number % 2}
            | {"status": "included", "date_added": f"2020-01-0{number % 3 + 1}"}
            | {"setting": chance.choice(("12", "12.5", "ward")), "dose": chance.randint(1, 3)}
        )
        for domain in ("D2", "D1", "overall"):
            judged.append(
                {"trial_id": trial, "tool": "RoB2", "domain": domain}
                | {"judgement": chance.choice(("low", "high"))}
            )
        for outcome, better in (("mood", "false"), ("score", "true"), ("death", "false")):
            for timepoint in ("post", "late"):
                place: dict[str, object] = {"trial_id": trial, "outcome": outcome}
                place |= {"timepoint": timepoint, "higher_is_better": better}
                names = chance.sample(INSTRUMENTS, chance.choice((1, 2, 3)))
                for instrument in names if outcome != "death" else [""]:
                    own = place | {"instrument": instrument}
                    kind = chance.choice(("plain", "weeks", "strata", "both", "contrasts"))
                    weeks = (6, 12) if kind in ("weeks", "both") else ("",)
                    strata = ("women", "men", "x") if kind in ("strata", "both") else ("",)
                    if kind == "contrasts" and outcome != "death":
                        for measure in ("SMD", "OR", "RR", "MD"):
                            figures = {"estimate": chance.choice((0.5, 0.8)), "se": 0.2}
                            contrasts.append(
                                {**own, "measure": measure, **figures, "n_intervention": 30}
                                | {"n_control": 30, "source": measure}
                            )
                        continue
                    for week in weeks:
                        for stratum in strata:
                            pairs(own, weeks=week, stratum=stratum)
    searches: list[dict[str, object]] = [
        {"search_id": f"s{i}", "date": "2020-01-01", "source": name} for i, name in enumerate("ba")
    ]
    made = {"trials": trials, "arms": arms, "contrasts": contrasts, "risk_of_bias": judged}
    tables = {name: table(name, rows) for name, rows in (made | {"searches": searches}).items()}
    return RawTables(tables, dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))


@pytest.mark.parametrize("seed", range(2))
def test_the_shipped_review_is_the_same_in_any_order(seed, project_root):
    protocol = load_protocol(project_root / "data" / "protocol.yml")
    raw = CsvFolder(project_root / "data" / "registry").pull()
    other = shuffled(raw, seed)
    assert content_hash(other) == content_hash(raw)
    assert said(other, protocol) == said(raw, protocol)


@pytest.mark.parametrize("seed", range(5))
def test_a_review_of_ties_is_the_same_in_any_order(seed):
    protocol = parse_protocol(PROTOCOL)
    raw = made_up(seed)
    first = said(raw, protocol)
    for other in (*(shuffled(raw, 100 * seed + i) for i in range(2)), as_workbook(raw)):
        assert content_hash(other) == content_hash(raw)
        again = said(other, protocol)
        for name in SAID:
            assert again[name] == first[name], name


def test_the_made_up_review_has_what_it_is_for():
    found = read(made_up(1), parse_protocol(PROTOCOL))
    rules = {each.rule for each in found.queries}
    assert "instruments-not-in-order" in rules
    assert found.arms["stratum"].nunique() == 4
    assert found.arms["weeks"].nunique() == 2
    assert len(found.contrasts) > 10


def test_of_two_unlisted_instruments_the_one_with_more_people_is_used(registry, arms_of_means):
    def mood(*rows):
        made = registry().arms([row for pair in rows for row in pair])
        return made.finding("mood").trials, made.findings().queries

    few = arms_of_means("a", -0.9, instrument="A scale", n=40)
    many = arms_of_means("a", -0.2, instrument="Z scale", n=41)
    for rows in ((few, many), (many, few)):
        [trial], queries = mood(*rows)
        assert trial.instrument == "Z scale"
        assert "it has the most people" in trial.notes[-1]
        [query] = [each for each in queries if each.rule == "instruments-not-in-order"]
        assert "also on A scale" in query.reason
        assert "so Z scale is used, since it has the most people" in query.reason
        assert "list them under instruments of the outcome" in query.reason


def test_of_instruments_with_equal_people_the_first_by_name_is_used(registry, arms_of_means):
    for names in (("bdi", "HADS"), ("HADS", "bdi")):
        rows = [row for name in names for row in arms_of_means("a", -0.3, instrument=name)]
        [trial] = registry().arms(rows).finding("mood").trials
        assert trial.instrument == "bdi"


def test_an_instrument_the_protocol_lists_is_used_without_a_query(
    registry, protocol_text, arms_of_means
):
    listing = protocol_text.replace(
        "measure: SMD, better: lower", "measure: SMD, better: lower, instruments: {HADS: {}}"
    )
    rows = [row for name in ("BDI", "HADS") for row in arms_of_means("a", -0.3, instrument=name)]
    made = registry(listing).arms(rows)
    assert made.finding("mood").trials[0].instrument == "HADS"
    assert "instruments-not-in-order" not in {each.rule for each in made.findings().queries}


@pytest.mark.parametrize("place", ["xlsx:r.xlsx", "sqlite:r.db", "csv:r"])
def test_every_place_that_keeps_a_registry_gives_the_same_findings(
    place: str, tmp_path: Path
) -> None:
    protocol = parse_protocol(PROTOCOL)
    raw = made_up(3)
    kind, _, name = place.partition(":")
    kept = Place.parsed(f"{kind}:{tmp_path / name}")
    write(raw, kept, replace=False)
    pulled = kept.pull()
    assert content_hash(pulled) == content_hash(raw)
    moved = RawTables(pulled.tables, raw.pulled_at)
    assert said(moved, protocol) == said(raw, protocol)
