"""What a run tells people and programs, what it refuses, and what is looked for on a machine."""

from __future__ import annotations

import datetime as dt
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import changed, findings

from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.ground.folder import ReviewFolder
from living_review.runs import doctor, everywhere, precautions, rendering
from living_review.runs.build import Built, refuse_to_replace
from living_review.runs.doctor import Part
from living_review.runs.own_parts import shown
from living_review.runs.updated import Updated
from living_review.website import quarto

SITE = Path("/srv/site")


# What a run of `update` did


def updated(state: str, **other: Any) -> Updated:
    return Updated(state, 3, SITE, headline="One trial was added.", **other)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("nothing new", "Nothing new since version 3."),
        ("published", "Version 3 is published in /srv/site: One trial was added."),
        ("republished", "Version 3 stands in /srv/site again; nothing is new."),
        ("would publish", "This would publish version 3: One trial was added."),
        ("would republish", "This would put version 3 into /srv/site again."),
    ],
)
def test_an_update_says_what_it_did(state: str, said: str) -> None:
    assert updated(state).describe() == said
    told = updated(state, stale=("x", "y"), warnings=("w",), text="More.").describe()
    assert told.split("\n") == [said, "More.", "Stale decision: x", "Stale decision: y", "w"]


@pytest.mark.parametrize(
    ("mended", "why"),
    [
        ("", ""),
        ("a", " (a)"),
        ("abc", " (a, b, c)"),
        ("abcd", " (a, b, c, and 1 more)"),
        ("abcde", " (a, b, c, and 2 more)"),
    ],
)
def test_the_first_three_things_that_were_mended_are_named(mended: str, why: str) -> None:
    assert updated("republished", mended=tuple(mended)).describe() == (
        f"Version 3 stands in /srv/site again{why}; nothing is new."
    )
    assert updated("would republish", mended=tuple(mended)).describe().endswith(f"again{why}.")


def test_an_update_is_told_to_programs_field_by_field() -> None:
    empty = {
        "state": "nothing new",
        "version": 3,
        "date": None,
        "site": "/srv/site",
        "headline": "One trial was added.",
        "conclusions_changed": [],
        "stale": [],
        "changes": None,
        "set_aside": 0,
        "mended": [],
        "warnings": [],
        "seconds": 0.0,
    }
    assert updated("nothing new").summary() == empty
    difference = changed()
    full = updated(
        "published", date=dt.date(2026, 3, 4), changes=difference, stale=("s",), quarantined=2,
        mended=("m",), warnings=("w",), seconds=1.5,
    )  # fmt: skip
    assert full.summary() == {
        **empty,
        "state": "published",
        "date": "2026-03-04",
        "conclusions_changed": [difference.findings[0].model_dump(mode="json")],
        "stale": ["s"],
        "changes": difference.model_dump(mode="json"),
        "set_aside": 2,
        "mended": ["m"],
        "warnings": ["w"],
        "seconds": 1.5,
    }


# What a build made


def built(rows: int, queries: int, **other: Any) -> Built:
    found = findings()
    document = found.model_copy(
        update={"quarantine": found.quarantine * rows, "queries": found.queries * queries}
    )
    made: dict[str, Any] = {"pages": 7, "pdfs": ("a.pdf", "b.pdf"), "seconds": 1.25}
    return Built(document, SITE, **{**made, **other})


@pytest.mark.parametrize(
    ("other", "made", "look_at"),
    [
        ({}, "7 pages, a.pdf, b.pdf", "index.html"),
        ({"pages": 0}, "a.pdf, b.pdf", "a.pdf"),
        ({"pdfs": ()}, "7 pages", "index.html"),
    ],
)
def test_a_build_says_what_it_made_and_where_to_look(
    other: dict[str, Any], made: str, look_at: str
) -> None:
    first, results, *_, last = built(0, 0, **other).describe().split("\n")
    assert first == f"Built {made} in /srv/site (1.25 s)."
    assert results == "Results: 3 pooled, 2 not pooled, 1 without data."
    assert last == (
        f"Next: look at /srv/site/{look_at}; 'living-review update' publishes a version."
    )
    alone = built(0, 0, **other).describe(following=False).split("\n")
    assert alone == built(0, 0, **other).describe().split("\n")[:-1]


@pytest.mark.parametrize(
    ("rows", "queries", "other", "begun"),
    [
        (0, 0, {}, []),
        (1, 1, {}, ["Set aside: 1 row (1 of arms)", "Queries: 1 row used but doubted, 1 not seen"]),
        (2, 3, {}, ["Set aside: 2 rows (2 of arms)", "Queries: 3 rows used but doubted, 3 not"]),
        (0, 0, {"notices": ("No font.",)}, ["No font."]),
    ],
)
def test_a_build_says_how_the_review_stands(
    rows: int, queries: int, other: dict[str, Any], begun: list[str]
) -> None:
    _, _, *said, _ = built(rows, queries, **other).describe().split("\n")
    for line, start in zip(said, [*begun, "Undecided: 20 GRADE domains of 5 results"], strict=True):
        assert line.startswith(start)


def test_a_build_is_told_to_programs_field_by_field() -> None:
    made = built(1, 1, notices=("n",))
    told = made.summary()
    document = made.findings
    assert told == {
        "out": "/srv/site",
        "pages": 7,
        "pdfs": ["a.pdf", "b.pdf"],
        "registry_hash": document.registry.hash,
        "findings": told["findings"],
        "quarantined": [document.quarantine[0].model_dump(mode="json")],
        "queries": [document.queries[0].model_dump(mode="json")],
        "notices": ["n"],
        "seconds": 1.25,
    }
    assert [list(each.values()) for each in told["findings"]] == [
        ["peer-support", "recovery", "post", "pooled", 4, 1173.0, 0, "moderate"],
        ["peer-support", "readmission", "post", "pooled", 3, 1084.0, 0, "high"],
        ["peer-support", "empowerment", "post", "pooled", 3, 477.0, 0, "low"],
        ["peer-support", "depression", "post", "narrative", 2, 168.0, 0, "very low"],
        ["peer-support", "hope", "post", "none", 0, None, 0, None],
        ["mutual-support", "self_efficacy", "post", "single", 1, 106.0, 0, "very low"],
    ]
    assert list(told["findings"][0]) == [
        *("comparison", "outcome", "timepoint", "synthesis", "k", "n", "n_missing", "certainty"),
    ]


@pytest.mark.parametrize(
    ("lacking", "languages", "said"),
    [
        (0, 2, ()),
        (3, 0, ()),
        (1, 2, ("1 text is not written",)),
        (2, 2, ("2 texts are not written",)),
    ],
)
def test_texts_that_a_language_lacks_are_counted(
    monkeypatch: pytest.MonkeyPatch, lacking: int, languages: int, said: tuple[str, ...]
) -> None:
    monkeypatch.setattr("living_review.protocol.texts_lacking", lambda _: ["text"] * lacking)
    told = everywhere._lacking(ReviewFolder(Path("/r")), tuple(range(languages)))
    assert [each.startswith(begun) for each, begun in zip(told, said, strict=True)] == (
        [True] * len(said)
    )


# What is refused

VERSION_DAY, NOW = dt.date(2026, 3, 4), dt.datetime(2026, 3, 4, 6, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LATEST = SimpleNamespace(number=3, made_at=NOW, date=VERSION_DAY)


@pytest.mark.parametrize(
    ("latest", "now", "as_of", "refused"),
    [
        (None, NOW, None, None),
        (None, NOW, VERSION_DAY, None),
        (None, NOW, VERSION_DAY + DAY, "is in the future"),
        (LATEST, NOW, None, None),
        (LATEST, NOW - HOUR, None, "clock says 2026-03-04T05:00:00.* version 3 was made"),
        (LATEST, NOW + DAY, VERSION_DAY, None),
        (LATEST, NOW + DAY, VERSION_DAY - DAY, "is before version 3 of 2026-03-04"),
        (LATEST, NOW + DAY, VERSION_DAY + DAY, None),
        (LATEST, NOW + DAY, VERSION_DAY + 2 * DAY, "is in the future"),
    ],
)
def test_a_history_does_not_run_backwards(
    latest: Any, now: dt.datetime, as_of: dt.date | None, refused: str | None
) -> None:
    if refused is None:
        precautions.check_clock(latest, now, as_of)
        return
    kind = EnvironmentFailure if "clock" in refused else BadInput
    with pytest.raises(kind, match=refused):
        precautions.check_clock(latest, now, as_of)


STORE = SimpleNamespace(
    latest=lambda: SimpleNamespace(number=2),
    numbers=lambda: (1, 2),
    manifest=lambda number: number,
)


@pytest.mark.parametrize(
    ("there", "store", "refused"),
    [
        (None, STORE, None),
        ({}, STORE, None),
        ({"number": "2"}, STORE, None),
        ({"number": 2}, STORE, None),
        ({"number": 1}, STORE, None),
        ({"number": 2, "review": "other"}, STORE, "a version 2 that is not the one in"),
        ({"number": 0}, STORE, "a version 0 that is not the one in"),
        ({"number": 3}, STORE, "shows version 3, but data/versions/ here ends at 2: another"),
        ({"number": 1}, SimpleNamespace(latest=lambda: None), "here ends at none: another"),
    ],
)
def test_a_site_of_another_history_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: Any, store: Any, refused: str | None
) -> None:
    monkeypatch.setattr(precautions.freshness, "shown", lambda _: there)
    monkeypatch.setattr(precautions.freshness, "identity", lambda number: {"number": number})
    folder = ReviewFolder(tmp_path / "review")
    if refused is None:
        precautions.check_target(tmp_path / "site", folder, store)
        return
    with pytest.raises(BadInput, match=refused):
        precautions.check_target(tmp_path / "site", folder, store)


@pytest.mark.parametrize(
    ("target", "refused"),
    [
        ("", "holds the review itself"),
        ("..", "holds the review itself"),
        ("../..", "holds the review itself"),
        *[(f"{name}{below}", "is part of the review") for below in ("", "/in")
          for name in ("data", "templates", "report", "src", "tests")],
        ("full", "is not empty and holds no findings.json"),
        *[(name, None) for name in ("_site", "empty", "made", "docs", "../beside")],
    ],
)  # fmt: skip
def test_nothing_that_the_program_did_not_make_is_replaced(
    tmp_path: Path, target: str, refused: str | None
) -> None:
    root = tmp_path / "a" / "review"
    for name in ("empty", "full", "made", "data"):
        (root / name).mkdir(parents=True)
    (root / "full" / "letter.txt").write_text("mine")
    (root / "made" / "findings.json").write_text("{}")
    if refused is None:
        refuse_to_replace(root / target, ReviewFolder(root))
        return
    with pytest.raises(BadInput, match=f"--publish .* {refused}"):
        refuse_to_replace(root / target, ReviewFolder(root), option="--publish")


@pytest.mark.parametrize(
    ("names", "said"),
    [("a", "a"), ("abc", "a, b, c"), ("abcd", "a, b, c and 1 more")],
)
def test_the_first_three_files_are_named(names: str, said: str) -> None:
    assert shown(list(names)) == said


@pytest.mark.parametrize("usable", [True, False])
def test_the_website_is_made_by_quarto_where_that_is_asked_for_or_there(
    monkeypatch: pytest.MonkeyPatch, usable: bool
) -> None:
    monkeypatch.setattr("living_review.website.quarto.usable", lambda: usable)
    assert rendering.chosen_engine("quarto") == "quarto"
    assert rendering.chosen_engine("embedded") == "embedded"
    assert rendering.chosen_engine("auto") == ("quarto" if usable else "embedded")


# What is looked for on a machine


def versions(monkeypatch: pytest.MonkeyPatch, *missing: str) -> None:
    def version(name: str) -> str:
        if name in missing:
            raise metadata.PackageNotFoundError(name)
        return "9.9"

    monkeypatch.setattr(doctor.metadata, "version", version)


def test_every_package_that_a_build_imports_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    versions(monkeypatch, "numpy", "further")
    monkeypatch.setattr(doctor.own_parts, "packages", lambda: ("numpy", "further", "there"))
    assert [doctor._package(name).state for name in doctor.PACKAGES] == [
        "missing" if name == "numpy" else "ok" for name in doctor.PACKAGES
    ]
    assert doctor._package("scipy") == Part("scipy", "ok", "9.9")
    assert doctor._package("numpy") == Part("numpy", "missing", "not installed", doctor.mends())
    assert [part.name for part in doctor._further_packages()] == ["further"]


def test_the_packages_looked_for_are_installed_under_those_names() -> None:
    assert all(doctor._package(name).state == "ok" for name in doctor.PACKAGES)
    asked = set(doctor.own_parts.packages())
    assert set(doctor.PACKAGES) <= {*asked, *map(str.lower, asked)}


@pytest.mark.parametrize(
    ("missing", "changed", "part"),
    [
        (["a"], ["b"], ("missing", "a: not there")),
        ([], ["a", "b"], ("optional", "a, b: not as installed")),
        ([], [], ("ok", "templates, look, fonts, reference values; schedules in")),
    ],
)
def test_the_programs_own_files_are_there_as_installed(
    monkeypatch: pytest.MonkeyPatch, missing: list[str], changed: list[str], part: tuple[str, str]
) -> None:
    monkeypatch.setattr(doctor.own_parts, "own_files", lambda: (missing, changed))
    found = doctor._own_files()
    assert (found.name, found.state) == ("Own files", part[0])
    assert found.detail.startswith(part[1])
    assert found.remedy == (None if part[0] == "ok" else doctor.mends_files())


@pytest.mark.parametrize("absent", ["", "pango-1.0", "pangoft2-1.0", "harfbuzz-subset"])
def test_the_libraries_of_pdfs_are_named_with_their_package(
    monkeypatch: pytest.MonkeyPatch, absent: str
) -> None:
    versions(monkeypatch)
    monkeypatch.setattr("ctypes.util.find_library", lambda n: None if n == absent else f"lib{n}")
    first, *others = doctor._weasyprint()
    assert first == Part("WeasyPrint", "ok", "9.9")
    names = {"pango-1.0": "Pango", "pangoft2-1.0": "PangoFT2", "harfbuzz-subset": "HarfBuzz-subset"}
    packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    for part, (library, name) in zip(others, names.items(), strict=True):
        if library != absent:
            assert part == Part(name, "ok", f"lib{library}")
            continue
        remedy = f"Debian, Ubuntu: sudo apt-get install -y {packages}; macOS: brew install pango"
        if library == "harfbuzz-subset":
            assert part == Part(name, "optional", "not found: PDFs are larger and slower", remedy)
        else:
            assert part == Part(name, "missing", "not found: no PDF can be made", remedy)
    versions(monkeypatch, "weasyprint")
    assert doctor._weasyprint() == (Part("WeasyPrint", "missing", "not installed", doctor.mends()),)


@pytest.mark.parametrize(
    ("lister", "listed", "state", "detail"),
    [
        (None, "", "ok", "not examined"),
        ("fc-list", "", "missing", "none: no PDF can be made"),
        ("fc-list", "A\n", "ok", "1 family;"),
        ("fc-list", "A\nB\n", "ok", "2 families"),
    ],
)
def test_one_font_of_the_machine_is_needed(
    monkeypatch: pytest.MonkeyPatch, lister: str | None, listed: str, state: str, detail: str
) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda _: lister)
    monkeypatch.setattr(doctor.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=listed))
    found = doctor._fonts()
    assert (found.name, found.state) == ("System fonts", state)
    assert found.detail.startswith(detail)
    assert bool(found.remedy) == (state == "missing")


@pytest.mark.parametrize(
    ("answer", "state", "detail"),
    [
        (None, "optional", "not installed"),
        ("1.6.40\n", "ok", "1.6.40: used"),
        ("1.7.1\n", "ok", "1.7.1: used"),
        ("2.0\n", "ok", "2.0: used"),
        ("1.5.57\n", "optional", "Quarto at /bin/quarto is version 1.5.57"),
        ("0.9\n", "optional", "Quarto at /bin/quarto is version 0.9"),
    ],
)
def test_quarto_is_used_from_the_version_that_makes_our_pages(
    monkeypatch: pytest.MonkeyPatch, answer: str | None, state: str, detail: str
) -> None:
    for place in (doctor, quarto):
        monkeypatch.setattr(place, "found_program", lambda name: answer and f"/bin/{name}")
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> SimpleNamespace:
        asked.append(command)
        return SimpleNamespace(stdout=answer)

    monkeypatch.setattr(doctor.subprocess, "run", run)
    found = doctor._quarto()
    assert (found.name, found.state) == ("Quarto", state)
    assert found.detail.startswith(detail)
    assert bool(found.remedy) == (state != "ok")
    assert asked == ([["/bin/quarto", "--version"]] if answer else [])


@pytest.mark.parametrize("missing", [[], ["Thai"], ["Thai", "emoji"]])
def test_scripts_without_a_font_are_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, missing: list[str]
) -> None:
    from living_review.letters.scripts import SCRIPTS

    boxes = {SCRIPTS[name] for name in missing}
    monkeypatch.setattr(
        "living_review.letters.typesetting.lacking", lambda letter: {letter} & boxes
    )
    found = doctor._scripts()
    there = ", ".join(name for name in SCRIPTS if name not in missing)
    if not missing:
        assert found == Part("Scripts", "ok", f"fonts for {there}")
        return
    assert (found.name, found.state) == ("Scripts", "optional")
    assert found.detail == (
        f"fonts for {there}; none for {', '.join(missing)}: figures and PDFs would show boxes"
    )
    assert (found.remedy or "").startswith("Install fonts-noto-")


def test_what_a_missing_package_is_needed_for_is_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone() -> Part:
        raise ModuleNotFoundError

    one, two = Part("1", "ok", ""), Part("2", "ok", "")
    assert list(doctor._of_packages(gone, lambda: one, lambda: (one, two), gone)) == [one, one, two]
    looks: list[Any] = []
    monkeypatch.setattr(doctor, "_of_packages", lambda *given: looks.extend(given) or ())
    names = [part.name for part in doctor.examine()]
    assert names == ["Python", *doctor.PACKAGES]
    assert [look.__name__ for look in looks] == [
        *("_own_files", "_other_than_known", "_pandoc", "_weasyprint", "_fonts", "_scripts"),
        "_quarto",
    ]


@pytest.mark.parametrize(
    ("place", "there"),
    [
        ({"csv": {}}, True),
        ({"xlsx": {}}, True),
        ({"sqlite": {}}, True),
        ({"postgresql": {}}, False),
        ({"import": {"file": "a.rm5"}}, True),
        ({"import": {"url": "https://example.org"}}, False),
    ],
)
@pytest.mark.parametrize("cells", [0, 1, 2, 3, 4, 5, 6])
def test_letters_without_a_font_are_told_by_the_first_cells_that_hold_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: Any, there: bool, cells: int
) -> None:
    name = "living_review.letters.without_font"
    found = [
        SimpleNamespace(letters=frozenset("ก"), sentence=f"cell {number}")
        for number in range(cells)
    ]
    given: list[Any] = []
    registry = SimpleNamespace(settings=lambda: place)
    monkeypatch.setattr(
        "living_review.protocol.load_protocol", lambda _: SimpleNamespace(registry=registry)
    )
    source = SimpleNamespace(pull=lambda: "tables")
    monkeypatch.setattr("living_review.sources.configured", lambda *_: source)
    monkeypatch.setattr(
        f"{name}.cells_without_font", lambda tables, _: (given.append(tables), found)[1]
    )
    monkeypatch.setattr(f"{name}.FIRST_CELLS", 4)
    monkeypatch.setattr("living_review.letters.scripts.remedy", lambda letters: f"do {letters}.")
    assert doctor.letters_of(tmp_path) == (), "there is no review"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protocol.yml").touch()
    [part] = doctor.letters_of(tmp_path)
    assert given == ["tables" if there else {}]
    look = "" if there else "; its registry is elsewhere: 'living-review check' looks at it"
    if not cells:
        assert part == Part("Letters", "ok", f"every letter of the review has a font{look}")
        return
    shown_cells = "; ".join(f"cell {number}" for number in range(min(cells, 4)))
    more = f"; and {cells - 4} more, see 'living-review check --all'" if cells > 4 else ""
    detail = f"no font: {shown_cells}{more}{look}"
    assert part == Part("Letters", "optional", detail, "Do {'ก'}.")


def test_a_review_that_cannot_be_read_is_left_to_check(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protocol.yml").write_text("review: [")
    [part] = doctor.letters_of(tmp_path)
    assert part == Part("Letters", "optional", "not examined", "See 'living-review check'")
