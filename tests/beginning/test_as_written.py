"""The first files of a review, whole, and what each answer makes of them.

`written/` holds them as they were looked at; UPDATE_SNAPSHOTS=1 keeps those of now.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from living_review.beginning import asking
from living_review.beginning.asking import Given, ask, names
from living_review.beginning.commented import protocol_text
from living_review.beginning.files import lone_sheet, readme, refuse_what_is_there
from living_review.beginning.planned import Planned, PlannedOutcome, checked, parsed_outcome
from living_review.entry.conversation import Conversation
from living_review.ground.errors import BadInput
from living_review.ground.measures import MEASURES

KEPT = Path(__file__).with_name("written")
USUAL: dict[str, Any] = {
    "title": "Exercise for [depression]",
    "authors": ("A. Team", "B. Group"),
    "population": "Adults * with depression",
    "intervention": "Exercise",
    "comparator": "Usual care",
    "outcomes": (
        PlannedOutcome("Depression", "SMD", "lower", "critical"),
        PlannedOutcome("Weight", "MD", "lower", "limited", "kg"),
        PlannedOutcome("Relapse", "IRR", "lower"),
        PlannedOutcome("Falls", "IRD", "lower", unit="person-months"),
        PlannedOutcome("Depression!", "RR", "higher"),
    ),
}
DRAFTED: dict[str, Any] = {
    "timepoints": [{"id": "t1", "label": "Eight weeks"}, {"id": "t2", "label": "Later"}],
    "comparisons": [
        {"id": "1", "label": "A", "intervention": "Running", "include": {"subgroup": ["a"]}},
        {"id": "2", "label": "B", "comparator": "waiting"},
    ],
    "outcomes": [{"id": "mood", "label": "Mood", "measure": "SMD", "better": "lower"}],
    "analysis": {"tau2": "DL", "interval": "wald"},
}


def compare(name: str, text: str) -> None:
    kept = KEPT / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize("workbook", [True, False])
def test_a_protocol_and_its_readme_are_as_they_were(workbook: bool) -> None:
    text = protocol_text(Planned(**USUAL, workbook=workbook, when=("Post", "Year")).document())
    ending = "-of-workbook" if workbook else ""
    compare(f"protocol{ending}.txt", text)
    compare(f"readme{ending}.txt", readme(checked(text)))


def test_what_a_file_of_another_program_gives_goes_before_what_is_usual() -> None:
    made = Planned(**{**USUAL, "outcomes": ()}, drafted=DRAFTED, name="Own Name").document()
    assert made["review"]["id"] == "own_name"
    assert {key: made[key] for key in ("timepoints", "outcomes", "analysis")} == {
        key: DRAFTED[key] for key in ("timepoints", "outcomes", "analysis")
    }
    first, second = made["comparisons"]
    assert (first["intervention"], first["comparator"]) == ("Running", "usual care")
    assert (second["intervention"], second["comparator"]) == ("exercise", "waiting")
    assert first["include"] == {"subgroup": ["a"]}
    assert checked(protocol_text(made)).analysis.tau2 == "DL"
    # What a team says of outcomes goes before those of the file, its time points where they differ.
    own = Planned(**USUAL, drafted={**DRAFTED, "analysis": {}}).document()
    assert [each["id"] for each in own["outcomes"]][:2] == ["depression", "weight"]
    assert "analysis" not in own
    assert "registry" not in own


@pytest.mark.parametrize(
    ("drafted", "own"),
    [
        ([{"id": "1", "label": "A"}], True),
        ([{"id": "1", "label": "A", "comparator": "waiting"}], True),
        ([{"id": "1", "label": "A", "intervention": "Running"}], False),
        ([{"id": "1", "label": "A"}, {"id": "2", "label": "B"}], False),
        ([], True),
    ],
)
def test_a_lone_comparison_without_its_sides_is_named_by_the_team(drafted: Any, own: bool) -> None:
    made = Planned(**USUAL, drafted={"comparisons": drafted}).document()["comparisons"]
    assert [each["id"] for each in made] == (["main"] if own else [each["id"] for each in drafted])
    if own:
        assert made[0]["label"] == "Exercise versus usual care"


def test_time_points_of_a_file_are_taken_where_they_are_others() -> None:
    same = [{"id": "end_of_treatment", "label": "Called otherwise"}]
    for drafted, label in ((same, "End of treatment"), ([{"id": "t", "label": "T"}], "T")):
        made = Planned(**USUAL, drafted={"timepoints": drafted}).document()["timepoints"]
        assert [each["label"] for each in made] == [label]


@pytest.mark.parametrize("field", ["outcomes", "when"])
@pytest.mark.parametrize(
    ("called", "said"),
    [
        (("Mood", "Sleep"), ""),
        (("Mood", "Mood"), "are called 'Mood'; give each once"),
        (("Mood", "mood "), "are called 'Mood' and 'mood ', the same names; give each once"),
        (("Mood", " "), "has no name; give it one"),
    ],
)
def test_no_two_outcomes_or_time_points_have_one_name(
    field: str, called: tuple[str, ...], said: str
) -> None:
    made = {"when": called}
    if field == "outcomes":
        made = {"outcomes": tuple(PlannedOutcome(name, "SMD", "lower") for name in called)}
    planned = Planned(**{**USUAL, **made})
    if not said:
        planned.refuse_alike()
        return
    with pytest.raises(BadInput) as refused:
        planned.refuse_alike()
    what = "outcomes" if field == "outcomes" else "time points"
    assert said in str(refused.value)
    assert what in str(refused.value)


@pytest.mark.parametrize("code", MEASURES)
def test_a_measure_is_known_by_each_of_its_names(code: Any) -> None:
    for word in (code, code.lower(), MEASURES[code].name, *MEASURES[code].written):
        for mark in (", ", ";"):
            read = parsed_outcome(
                mark.join(("Falls, all" if mark == ";" else "Falls", word, "lower"))
            )
            assert (read.measure, read.better, read.importance) == (code, "lower", "important")
            assert read.label == ("Falls, all" if mark == ";" else "Falls")


@pytest.mark.parametrize("better", ["higher", "lower", "Higher is better", "LOWER"])
@pytest.mark.parametrize("importance", ["critical", "important", "limited", ""])
@pytest.mark.parametrize("unit", ["kg", ""])
def test_what_follows_the_measure_may_stand_in_any_order(
    better: str, importance: str, unit: str
) -> None:
    for parts in ((better, importance, unit), (unit, importance, better)):
        read = parsed_outcome(", ".join(("Falls", "MD", *filter(None, parts))))
        assert read.better == better.lower().removesuffix(" is better")
        assert (read.importance, read.unit) == (importance or "important", unit)
        assert parsed_outcome(read.said) == read
    with pytest.raises(BadInput, match="'more' is one part too many"):
        parsed_outcome(f"Falls, MD, {better}, kg, more")
    with pytest.raises(BadInput, match="does not say which way is better"):
        parsed_outcome("Falls, MD, kg")


SHEETS = ("a.xlsx", "a.xlsm", "a.csv", "a.tsv", "a.rm5", "a.zip", "A.CSV")


@pytest.mark.parametrize("name", [*SHEETS, "a.txt", "a.xls", "a"])
def test_a_sheet_that_lies_alone_in_a_folder_is_found(tmp_path: Path, name: str) -> None:
    sheet = tmp_path / name
    assert lone_sheet(sheet) is None
    assert lone_sheet(tmp_path) is None
    sheet.write_bytes(b"")
    (tmp_path / ".git").mkdir()
    assert lone_sheet(tmp_path) == (sheet if name in SHEETS else None)
    with pytest.raises(BadInput) as refused:
        refuse_what_is_there(tmp_path)
    assert (f"give it with --from {sheet}" in str(refused.value)) == (name in SHEETS)
    refuse_what_is_there(tmp_path, besides=sheet)
    (tmp_path / "other").mkdir()
    assert lone_sheet(tmp_path) is None
    sheet.unlink()
    assert lone_sheet(tmp_path) is None


@pytest.mark.parametrize(
    ("many", "listed"), [(1, "f1"), (3, "f1, f2, f3"), (4, "f1, f2, f3 and 1 more")]
)
def test_files_that_lie_there_are_named(tmp_path: Path, many: int, listed: str) -> None:
    for number in range(1, many + 1):
        (tmp_path / f"f{number}").write_bytes(b"")
    with pytest.raises(BadInput, match=rf"holds files already \({listed}\)"):
        refuse_what_is_there(tmp_path)


def test_names_are_taken_apart_at_semicolons() -> None:
    assert names(" A. B ; C, D;; ") == ("A. B", "C, D")


class Person:
    """Somebody who says these words, one after the other; what is asked and shown is kept."""

    def __init__(self, *words: str) -> None:
        self.words, self.heard = [*words], list[str]()

    def ask(self, question: str, default: str) -> str:
        self.heard.append(f"{question}{f' [{default}]' if default else ''}")
        return self.words.pop(0) or default

    def say(self, text: str) -> None:
        self.heard.append(text)


def test_the_seven_questions_are_asked_in_their_words(tmp_path: Path) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text("")
    usual = ("", "Title", "<", "A. B.; C. D.", "People", "Support", "Usual care")
    outcomes = ("", "Mood", "Mood, SMD, lower, critical", "mood, MD, lower", "")
    heard = []
    for where in (("no such", "workbook"), (str(sheet),)):
        given = Given(outcomes_of_the_file=lambda _file: True)
        person = Person(*usual, *where, *outcomes)
        ask(given, Conversation(person))
        of_file = where == (str(sheet),)
        assert (given.trials, given.file) == (("", sheet) if of_file else ("workbook", None))
        assert given.authors == ("A. B.", "C. D.")
        assert [each.label for each in given.outcomes] == ([] if of_file else ["Mood", "mood"])
        heard += [line.replace(str(sheet), "a.csv") for line in person.heard] + [""]
    proposed = Given(proposed=sheet, outcomes=USUAL["outcomes"])
    person = Person("Title", "Me", "People", "Support", "Care", "")
    ask(proposed, Conversation(person))
    assert proposed.file == sheet
    heard.append(person.heard[-1].replace(str(sheet), "a.csv"))
    compare("questions.txt", "\n".join(heard) + "\n")


@pytest.mark.parametrize("many", [1, 2])
def test_so_many_outcomes_are_asked_for(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asking._LONGEST_LIST == 50
    monkeypatch.setattr(asking, "_LONGEST_LIST", 2)
    given = Given(**{name: USUAL[name] for name in GIVEN if name != "outcomes"}, trials="csv")
    person = Person(*(f"Outcome {n}, SMD, lower" for n in range(many)), "")
    ask(given, Conversation(person))
    assert len(given.outcomes) == many
    assert len(person.words) == many - 1


GIVEN = ("title", "authors", "population", "intervention", "comparator", "outcomes")


@pytest.mark.parametrize("left_out", GIVEN)
def test_what_is_not_given_yet_is_named_by_its_option(left_out: str) -> None:
    values: dict[str, Any] = {name: USUAL[name] for name in GIVEN if name != left_out}
    option = f"--{left_out}".replace("authors", "author").replace("outcomes", "outcome")
    assert Given(**values).lacking() == [option]
    # A file may say which outcomes it has; then they are not asked for.
    for says in (True, False):
        of_file = {"file": Path("a.csv"), "outcomes_of_the_file": lambda _file, says=says: says}
        lacking = Given(**values, **of_file).lacking()
        assert lacking == ([] if says and left_out == "outcomes" else [option])
