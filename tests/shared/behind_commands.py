"""What lies behind each command, as stand-ins that tell what they were given.

Each entry is a command line and what stands in for what it calls: of a module by its name, the
answer that it gives. What the command then did is told line by line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sample_documents
import sample_everything
from behind_libraries import of_libraries
from sample_documents import changed

from living_review.ground.errors import BadInput
from living_review.language.translation import Standing
from living_review.letters.without_font import CellWithout
from living_review.living.audit import Audit, Fault
from living_review.living.file_report import FileReport
from living_review.protocol.in_languages import Lacking
from living_review.registry.transfer import Place
from living_review.runs.build import Built
from living_review.runs.doctor import Part
from living_review.runs.rebuild import Rebuilt
from living_review.runs.unread import Unread
from living_review.runs.updated import Updated
from living_review.sources.tables import RawTable, RawTables
from living_review.surveillance.candidate import Candidate
from living_review.surveillance.candidates import Row
from living_review.surveillance.draft_files import Drafted
from living_review.surveillance.survey import Survey

SITE = Path("site")
# None is changed, so each is made once.
everything = cache(sample_everything.everything)
findings = cache(sample_documents.findings)
Behind = Mapping[str, Any]
Case = tuple[str, Behind]


class Steps:
    """An answer that tells its steps before it is given."""

    def __init__(self, answer: Any, *steps: str) -> None:
        self.answer, self.steps = answer, steps


class Doing:
    """An answer that does something before it is given."""

    def __init__(self, does: Callable[..., Any]) -> None:
        self.does = does


def built(*, aside: bool, **other: Any) -> Built:
    found = findings() if aside else findings(quarantine=())
    return Built(found, SITE, **{"pages": 7, "pdfs": ("a.pdf",), "seconds": 1.5, **other})


def of_builds() -> Iterator[Case]:
    one, two = built(aside=False), built(aside=True)
    for line, answer in (
        ("build", one),
        ("build --json", two),
        ("build --quiet", two),
        ("build --html quarto --only pdf --out o --as-of 2026-01-02", two),
        ("build --html auto --only html --review r", one),
    ):
        yield line, {"living_review.runs.build.build": Steps(answer, "Publishing")}


def updated(state: Any, **other: Any) -> Updated:
    row = everything().quarantine[0]
    aside = {"quarantined": 1, "set_aside": (row,)} if other.pop("aside", False) else {}
    return Updated(state, 3, SITE, headline="One trial came.", **aside, **other)


def of_updates() -> Iterator[Case]:
    file = FileReport(everything().left_out, everything().queries)
    day = dt.date(2026, 1, 2)
    new = updated("published", aside=True, file_report=file, date=day, changes=changed())
    old = updated("nothing new", aside=True, warnings=("Overdue.",))
    for line, answer in (
        ("update", new),
        ("update --json", updated("published", aside=True, file_report=file)),
        ("update --quiet", updated("published", aside=True, warnings=("Overdue.",))),
        ("update --quiet", updated("published")),
        ("update", old),
        ("update --json --publish p --as-of 2026-01-02 --accept-removals", old),
        ("update --dry-run --html quarto --review r", updated("would publish")),
    ):
        yield line, {"living_review.runs.update.update": Steps(answer, "Pulling")}


def of_versions() -> Iterator[Case]:
    store = SimpleNamespace(
        existing=lambda number: SimpleNamespace(number=number), numbers=lambda: (1, 2)
    )
    behind = {
        "living_review.cli.versions.store_of": store,
        "living_review.runs.editions.stored": "an edition kept",
        "living_review.runs.editions.computed": "the edition of now",
        "living_review.living.difference.difference": changed(),
        "living_review.words.change_text.as_text": "What changed.",
        "living_review.runs.spoken.spoken": nullcontext(),
    }
    nothing = {**behind, "living_review.words.change_text.as_text": ""}
    yield "diff 1 2", behind
    yield "diff 1", behind
    yield "diff 2 --review r", behind
    yield "diff 2", nothing
    yield "diff 1 2 --json", behind
    same, other = (Rebuilt(2, 9, ("a",) * n, (), (), ()) for n in (0, 1))
    for line, answer in (
        ("rebuild 2", same),
        ("rebuild 2 --quiet", same),
        ("rebuild 2 --out o --review r", other),
        ("rebuild 2 --quiet", other),
        ("rebuild 2 --json", other),
        ("rebuild 2 --json", same),
    ):
        yield line, {"living_review.runs.rebuild.rebuild": Steps(answer, "Setting")}
    faults = [
        Fault(kind, number, f"{number}/{wrong}", wrong, "1")
        for number, (kind, wrong) in enumerate(
            [
                ("missing", "missing"), ("missing", "version-missing"),
                ("missing", "manifest-missing"), ("changed", "manifest-unreadable"),
                ("changed", "manifest-of-another"), ("changed", "manifest-not-published"),
                ("changed", "pointer"), ("changed", "out-of-reach"), ("changed", "content"),
                ("changed", "link"), ("added", "stranger"),
            ],
            start=1,
        )
    ]  # fmt: skip
    for line, done in (
        ("audit", Audit()),
        ("audit", Audit(1, 1, 9)),
        ("audit --review r", Audit(1002, 3004, 9)),
        ("audit --quiet", Audit(2, 3, 9)),
        ("audit --json", Audit(2, 3, 9)),
        ("audit", Audit(2, 3, 9, faults)),
        ("audit --json", Audit(2, 3, 9, faults)),
        ("audit --quiet", Audit(2, 3, 9, faults[:1] * 50)),
        ("audit --quiet", Audit(2, 3, 9, faults[:1] * 51)),
    ):
        yield (
            line,
            {
                "living_review.cli.versions.store_of": "the store",
                "living_review.living.audit.audit": done,
                "living_review.cli.audit.monotonic": 1.0,
            },
        )


def of_checks() -> Iterator[Case]:
    calm = findings(quarantine=(), queries=())
    cells = tuple(CellWithout("arms.csv", n, "label", "x", "\u0e01", ()) for n in range(2, 7))
    lacking = tuple(Lacking(n, "review.title", ("es",), "en") for n in range(5))
    files = tuple(Unread(f"templates/{n}.j2", "nothing reads it.") for n in range(4))
    for line, found, look in (
        ("check", everything(), (("It gives way.",), cells, lacking, files)),
        ("check --all", everything(), (("It gives way.",), cells, lacking, files)),
        ("check --json --review r", everything(), (("It gives way.",), cells, lacking, files)),
        ("check --quiet --html page.html", everything(), ((), (), (), ())),
        ("check", calm, ((), (), lacking[:4], files[:3])),
        ("check", calm, ((), (), (), ())),
        ("check", findings(quarantine=(), queries=everything().queries), ((), (), (), ())),
        ("check", findings(quarantine=everything().quarantine, queries=()), ((), (), (), ())),
    ):
        brand, without, texts, unread = look
        protocol = SimpleNamespace(review=SimpleNamespace(spoken=("en", "es")))
        yield (
            line,
            {
                "living_review.runs.editions.computed": SimpleNamespace(
                    findings=found, protocol=protocol
                ),
                "living_review.runs.languages.languages_of_site": (),
                "living_review.runs.looks.looked_at": (brand, without),
                "living_review.runs.unread.unread": unread,
                "living_review.protocol.texts_lacking": texts,
                "living_review.registry.catalogue.RULES": None,
                "living_review.document.check_page.check_page": "a page",
            },
        )


def of_machines() -> Iterator[Case]:
    parts = (
        Part("Python", "ok", "3.12"),
        Part("Pango", "optional", "not there", "Install it."),
        Part("numpy", "missing", "not installed", "Install numpy."),
    )
    for line, found, letters in (
        ("doctor", parts, parts[1:]),
        ("doctor", parts, ()),
        ("doctor", parts[:2], ()),
        ("doctor --quiet", parts, ()),
        ("doctor --quiet", parts[:2], ()),
        ("doctor --json --review r", parts, ()),
        ("doctor --json", parts[:2], ()),
    ):
        yield (
            line,
            {
                "living_review.runs.doctor.examine": found,
                "living_review.runs.doctor.letters_of": letters,
            },
        )
    for line, holds in (
        ("validate", True),
        ("validate --quiet --write page.md", False),
        ("validate --quiet", True),
        ("validate --json", False),
        ("validate --json", True),
    ):
        yield (
            line,
            {
                "living_review.validation.validate": SimpleNamespace(holds=holds),
                "living_review.validation.as_markdown": "a page\n",
                "living_review.validation.as_json": {"cases": 3},
                "living_review.validation.as_text": "Three cases.",
                "living_review.validation.verdict": "They differ.",
            },
        )
    names = tuple(f"m.{n}" for n in range(21))
    whole = Standing("fr", 9, (), (), (), ())
    for line, stands in (
        ("words --language fr", whole),
        ("words --language fr --dry-run", Standing("fr", 9, names[:1], names, (), ("p.j2",))),
        ("words --language fr --json", Standing("fr", 9, (), names[:20], names[:2], ())),
        ("words --language es --json", whole),
    ):
        yield (
            line,
            {
                "living_review.language.translation.begin": ("a.j2", "b.j2"),
                "living_review.language.translation.standing": stands,
            },
        )


def tables() -> RawTables:
    known = {
        name: RawTable(name, f"{name}.csv", ("id",), (("A",),) * n, tuple(range(2, 2 + n)))
        for name, n in (("trials", 1), ("arms", 2))
    }
    return RawTables(known, dt.datetime(2026, 1, 2, tzinfo=dt.UTC), "")


def of_registries() -> Iterator[Case]:
    behind = {
        "living_review.registry.transfer.write": None,
        "living_review.runs.inputs.pulled": tables(),
        "living_review.cli.registry._own_place": Place("csv", "own"),
        "living_review.registry.transfer.Place.pull": tables(),
        "living_review.registry.content_hash": "ab",
        "living_review.registry.template_files.write_template": "t.xlsx",
        "living_review.protocol.load_protocol": "the protocol",
        "living_review.entry.writing.alone": nullcontext(),
        "living_review.registry.ddl.statements": ("CREATE TABLE a", "CREATE TABLE b"),
    }
    for line in (
        "registry export --to csv:c --review r",
        "registry export --to postgres-env:URL --schema s --replace --json",
        "registry export --to sqlite:f --quiet",
        "registry load --from xlsx:f.xlsx",
        "registry load --from postgres-env:URL --schema s --replace --json --review r",
        "registry template --to t.xlsx --replace",
        "registry template --to t.xlsx --quiet",
        "registry template --to t.xlsx --json --review r",
        "registry ddl",
        "registry ddl --dialect sqlite",
    ):
        yield line, behind


def rows() -> tuple[Row, ...]:
    def study(number: int, **other: Any) -> Candidate:
        return Candidate(f"NCT{number:08}", f"Study {number}", **other)

    posted = {
        "status": "completed",
        "completion": "2026-01",
        "enrolment": "40",
        "results": "posted",
    }
    plan = {"status": "recruiting", "completion": "2027-01", "planned": True, "enrolment": "50",
            "enrolment_planned": True}  # fmt: skip
    return (
        Row(study(1, **posted), "linked", "T1", "results posted"),
        Row(study(2, **plan), "new", "", seen_first=True),
        Row(study(3), "screened in", "", "status", seen_first=True),
        Row(study(4, status="terminated"), "screened in", ""),
        *(Row(study(n), "new", "", seen_first=True) for n in range(5, 25)),
    )


def of_registers() -> Iterator[Case]:
    made = Drafted((Path("data/drafts/NCT00000001.md"),), ("A notice of a draft.",))
    waits = (("A notice.",), True, {"T1": "awaiting"})
    for line, survey, drafted in (
        ("surveil", Survey(rows(), {"new": 22, "linked": 1}, *waits), made),
        ("surveil --json", Survey(rows()[:4], {"new": 1}, *waits), made),
        ("surveil --dry-run", Survey(rows()[2:], {"new": 21}, (), False, {}), Drafted((), ())),
        ("surveil --quiet", Survey(rows()[:2], {"new": 1}, ("A notice.",), False, {}), made),
        ("surveil --draft nct1 --draft NCT2", Survey((), {"new": 0}, (), False, {}), made),
        ("surveil --json --dry-run --review r", Survey((), {}, (), False, {}), Drafted((), ())),
    ):  # fmt: skip
        protocol = SimpleNamespace(
            surveillance=SimpleNamespace(contact="a@b.org" * ("review" in line)),
            review=SimpleNamespace(url="https://a.org"),
        )
        yield (
            line,
            {
                "living_review.protocol.load_protocol": protocol,
                "living_review.runs.inputs.pulled": "the tables",
                "living_review.surveillance.survey.registered": "what is known",
                "living_review.surveillance.client.Register": nullcontext("the register"),
                "living_review.surveillance.survey.survey": Steps(survey, "Asking"),
                "living_review.surveillance.draft_files.draft_missing": drafted,
            },
        )


def of_watches() -> Iterator[Case]:
    for line, answer in (
        ("watch", None),
        ("watch --port 0 --pdf --open --review r", KeyboardInterrupt()),
        ("watch --quiet", BadInput("There is no review.")),
    ):
        yield line, {"living_review.watch.watch": Steps(answer, "Building")}


def of_exports() -> Iterator[Case]:
    edition = SimpleNamespace(findings="findings", tables="tables", protocol="protocol")
    package = SimpleNamespace(content=b"PK", left_out=("One.", "Two."))
    behind = {
        "living_review.runs.editions.current": edition,
        "living_review.runs.editions.stored": edition,
        "living_review.living.store.VersionStore.existing": SimpleNamespace(number=2),
        "living_review.runs.standing.standing": ("Set aside: 1 row.",),
        "living_review.exchange.fhir.as_json": "{}",
        "living_review.exchange.references.ris": "TY",
        "living_review.exchange.references.bibtex": "@a",
        "living_review.exchange.spreadsheet.registry_files": {"a.csv": "a", "b.csv": "b"},
        "living_review.exchange.revman_export.package": package,
        "living_review.exchange.metapsy_export.database": SimpleNamespace(
            text="m", left_out=("Three.",)
        ),
    }
    for line in (
        *(f"export {what} --out out/f" for what in ("fhir", "ris", "bibtex", "csv", "revman")),
        "export metapsy --out out/f --version 2 --review r",
        "export fhir --out out/f --json",
        "export revman --out out/f --version 2 --json",
        "export ris --out out/f --quiet",
    ):
        yield line, behind


def every_case() -> Iterator[Case]:
    """Give every command line that is run."""
    for cases in (
        *(of_builds, of_updates, of_versions, of_checks, of_machines, of_registries),
        *(of_registers, of_watches, of_exports, of_libraries),
    ):
        yield from cases()
