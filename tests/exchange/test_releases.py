"""A file of every format is the source of a review, from one release to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from releases import CHANGED, GONE, NEW, PROTOCOL, SAMPLES, TRIALS, Trial, first, second, third

from living_review.exchange import reading
from living_review.exchange.as_source import protocol_with
from living_review.exchange.formats import FORMATS
from living_review.exchange.imported_file import ImportedFile, imported_file
from living_review.exchange.same_trials import names_of
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.living import snapshot_files
from living_review.living.edition import Edition
from living_review.living.registry_difference import registry_difference
from living_review.protocol import load_protocol
from living_review.registry.losses import losses
from living_review.runs.editions import computed
from living_review.sources import RawTables


@dataclass
class Published:
    """What a version tells of the file; a stand-in for the store of versions."""

    tables: RawTables
    header: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.header = self.tables.columns

    def days_of(self, trials: Iterable[str]) -> Mapping[str, str]:
        own = self.tables["trials"]
        which, day = own.columns.index("trial_id"), own.columns.index("date_added")
        return {row[which]: row[day] for row in own.rows if row[which] in set(trials)}

    def names(self) -> Mapping[str, str]:
        return names_of(self.tables["trials"])

    def columns(self) -> tuple[str, ...]:
        return self.header


@dataclass
class Team:
    """A review whose registry is a file, and the hands that release it."""

    root: Path
    format: str

    def begin(self) -> None:
        """Draft the mapping, fill it in, and name the file in the protocol."""
        sample = SAMPLES[self.format]
        self.release(first())
        (self.root / "data" / "mapping.yml").write_text(
            sample.filled(reading.draft(self.file.read_bytes(), sample.file, self.format)),
            encoding="utf-8",
        )
        kept = {"file": f"data/{sample.file}", "format": self.format, "where": dict(sample.where)}
        kept = {key: value for key, value in kept.items() if value}
        path = self.root / "data" / "protocol.yml"
        path.write_text(protocol_with(PROTOCOL, "protocol.yml", kept), encoding="utf-8")

    @property
    def file(self) -> Path:
        return self.root / "data" / SAMPLES[self.format].file

    def release(self, trials: Sequence[Trial]) -> None:
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_bytes(SAMPLES[self.format].written(trials))

    def source(self, published: Published | None = None) -> ImportedFile:
        settings = load_protocol(self.root / "data" / "protocol.yml").registry.settings()
        return imported_file(self.root, self.root, settings["import"], published)

    def pull(self, published: Published | None = None) -> RawTables:
        return self.source(published).pull()

    def edition(self, tables: RawTables) -> Edition:
        today = dt.date(2026, 12, 1)
        return computed(
            ReviewFolder(self.root), as_of=None, today=today, progress=lambda _: None, tables=tables
        )


@pytest.fixture(params=sorted(FORMATS))
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Team:
    made = Team(tmp_path, request.param)
    made.begin()
    return made


def names(trials: Iterable[str]) -> set[str]:
    return {trial.split("_")[0].rstrip(",") for trial in trials}


def test_the_next_release_differs_in_what_changed_and_in_nothing_else(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    before = team.edition(team.pull())
    assert not before.findings.quarantine
    (finding,) = before.findings.findings
    assert finding.k == len(TRIALS)
    assert finding.pooled is not None
    team.release(second())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    after = team.edition(team.pull(Published(before.tables)))
    found = registry_difference(before, after)
    assert names(found.trials_added) == {NEW.label}
    assert [(names([c.trial_id or ""]), c.column) for c in found.corrections] == [
        ({CHANGED}, "mean")
    ]
    assert (found.trials_removed, found.rows, found.moves) == ((), [], [])
    days = Published(after.tables).days_of(
        [*before.tables["trials"].rows[0][:1], *found.trials_added]
    )
    assert sorted(days.values()) == ["2023-11-14", "2027-01-15"], "a trial keeps its first day"


def test_a_trial_keeps_its_identifier_when_another_of_that_name_comes(team: Team) -> None:
    before = team.pull()
    old = names_of(before["trials"])
    twin = TRIALS[1]._replace(label="Bruck", year=TRIALS[1].year)
    team.release((twin, *first()))
    now = names_of(team.pull(Published(before))["trials"])
    assert {label: now[label] for label in old} == old
    assert len(set(now.values())) == len(old) + 1
    team.release((*first(), twin))
    again = names_of(team.pull(Published(team.pull(Published(before))))["trials"])
    assert {label: again[label] for label in old} == old


def test_trials_that_are_gone_are_a_loss_that_a_person_accepts(team: Team) -> None:
    team.release(second())
    before = team.pull()
    team.release(third())
    now = team.pull(Published(before))
    said = list(losses(before, now))
    assert len(said) == 1
    assert f"{len(GONE)} of the {len(TRIALS) + 1} trials" in said[0]


def test_a_release_that_cannot_be_read_is_one_sentence(team: Team) -> None:
    before = Published(team.pull())
    team.file.write_bytes(SAMPLES[team.format].broken(team.file.read_bytes()))
    with pytest.raises(BadInput) as caught:
        team.pull(before)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].endswith((".", "?"))


def test_tables_that_the_file_does_not_give_lie_beside_it(tmp_path: Path) -> None:
    team = Team(tmp_path, "wide")
    team.begin()
    beside = tmp_path / "data" / "registry"
    beside.mkdir()
    alone = team.source().fingerprint()
    (beside / "searches.csv").write_text("search_id,date,source\ns1,2026-11-01,PubMed\n")
    assert team.source().fingerprint() != alone
    tables = team.pull()
    assert tables["searches"].rows == (("s1", "2026-11-01", "PubMed"),)
    assert team.edition(tables).findings.searches
    (beside / "arms.csv").write_text("trial_id\n")
    with pytest.raises(BadInput, match=r"holds arms\.csv, and arms are made from sheet\.xlsx"):
        team.pull()


def damaged(content: bytes, random: Random) -> bytes:
    """Damage a file as transfers, editors and people do."""
    at = random.randrange(len(content))
    lines = content.split(b"\n")
    other = random.randrange(len(lines))
    pieces = (b'"', b";", b"\0", b"\xff", b"NA", b"1e999", b"-1", b"[", b"\xe2\x80\xae", b"\x1b[2J")
    return random.choice(
        (
            content[:at],
            content[:at] + content[at + random.randrange(1, 30) :],
            content[:at] + random.choice(pieces) + content[at:],
            b"\n".join([*lines[:other], lines[random.randrange(len(lines))], *lines[other:]]),
            b"\n".join(random.sample(lines, len(lines))),
        )
    )


def test_a_damaged_file_or_mapping_is_refused_in_sentences_or_gives_tables(team: Team) -> None:
    random, published = Random(12), Published(team.pull())
    mapping = team.root / "data" / "mapping.yml"
    whole = {path: path.read_bytes() for path in (team.file, mapping)}
    said: list[str] = []
    tables_read = 0
    for _ in range(40):
        path = random.choice(list(whole))
        path.write_bytes(damaged(whole[path], random))
        try:
            tables = team.pull(published)
            assert (
                snapshot_files.from_files(snapshot_files.as_files(tables), tables.pulled_at)
                == tables
            )
            assert all(each.reason.endswith(".") for each in tables.remarks)
            tables_read += 1
        except BadInput as error:
            said += error.problems
        path.write_bytes(whole[path])
    assert said
    assert tables_read
    assert all(sentence.isprintable() for sentence in said)


def test_what_is_kept_of_a_release_is_read_back_as_it_was(team: Team) -> None:
    tables = team.pull()
    assert snapshot_files.from_files(snapshot_files.as_files(tables), tables.pulled_at) == tables


def test_what_a_mapping_left_out_is_told_and_what_needs_an_eye_is_a_query(
    team: Team,
) -> None:
    tables = team.pull()
    findings = team.edition(tables).findings
    assert len(findings.left_out) == sum(each.left_out for each in tables.remarks)
    looks = [query for query in findings.queries if query.rule == "import-look"]
    assert len(looks) == sum(not each.left_out for each in tables.remarks)
    if team.format == "metapsy":
        assert {"primary_timepoint", ".g"} <= {each.where for each in findings.left_out}
    assert {query.file for query in looks} <= {SAMPLES[team.format].file}
    rows = {query.file for query in findings.queries} - {query.file for query in looks}
    assert all(f"(made from {SAMPLES[team.format].file})" in file for file in rows)
