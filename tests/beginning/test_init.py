"""`living-review init`: what a team types and sees, and that each protocol written is one."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from living_review.beginning.asking import fault
from living_review.beginning.commented import protocol_text, written
from living_review.beginning.files import readme
from living_review.beginning.planned import (
    IMPORTANCE,
    WORKBOOK,
    Planned,
    PlannedOutcome,
    checked,
    parsed_outcome,
)
from living_review.cli import app
from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.ground.measures import NAMES
from living_review.protocol import IDENTIFIER, load_protocol

ANSWERS = {
    "--title": "Exercise for depression",
    "--author": "A. Team",
    "--population": "Adults with depression",
    "--intervention": "Exercise",
    "--comparator": "Usual care",
    "--outcome": "Depression, SMD, lower, critical",
}
OPTIONS = [word for option in ANSWERS.items() for word in option]
EVERY_OUTCOME = tuple(
    PlannedOutcome(f"Outcome {i}: {measure}", measure, better, IMPORTANCE[i % len(IMPORTANCE)])
    for i, (measure, better) in enumerate((m, b) for m in NAMES for b in ("higher", "lower"))
)
AWKWARD = (
    'Does it "help"?',
    "Pain: at rest",
    "- a dash",
    "#1 of all",
    "yes",
    "2020-01-01",
    "1e5",
    "{brace}",
    "back\\slash",
    "it's",
    "% of people",
    "Führung & Ümläute",
    "痛み",
    "zero\u200bwidth",
    "&anchor",
    "*star*",
    "~",
    "null",
    "tab\there",
    "👩‍⚕️ nurses",
    "tag \U000e0041",
)


def run(*arguments: object, said: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(map(str, arguments)), input=said)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def planned(**changed: object) -> Planned:
    usual: dict[str, object] = {
        "title": "Exercise for depression",
        "authors": ("A. Team",),
        "population": "Adults",
        "intervention": "Exercise",
        "comparator": "Usual care",
        "outcomes": (PlannedOutcome("Depression", "SMD", "lower"),),
    }
    return Planned(**{**usual, **changed})  # type: ignore[arg-type]


@pytest.fixture
def sheet(tmp_path: Path, project_root: Path) -> Path:
    """The sheet that the page of the first hour shows."""
    page = (project_root / "docs" / "tutorial" / "first-hour.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| ")]
    own = [[cell.strip() for cell in row] for row in rows if len(row) == 7]
    assert len(own) == 6
    book = Workbook()
    for row in own:
        book.active.append([float(c) if re.fullmatch(r"[\d.]+", c) else c for c in row])
    book.save(tmp_path / "trials.xlsx")
    return tmp_path / "trials.xlsx"


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# The protocol


@pytest.mark.parametrize("workbook", [False, True])
def test_a_protocol_of_every_measure_and_direction_is_read_as_it_was_meant(
    workbook: bool, tmp_path: Path
) -> None:
    for outcome in EVERY_OUTCOME:
        assert fault(outcomes=(outcome,)) == ""
    text = protocol_text(planned(outcomes=EVERY_OUTCOME, workbook=workbook).document())
    path = tmp_path / "protocol.yml"
    path.write_text(text, encoding="utf-8")
    protocol = load_protocol(path)
    found = [(o.label, o.measure, o.better, o.importance) for o in protocol.outcomes]
    assert found == [(o.label, o.measure, o.better, o.importance) for o in EVERY_OUTCOME]
    assert (protocol.registry.xlsx is not None) is workbook


def test_every_key_has_its_comment_where_it_stands_first() -> None:
    outcomes = (*EVERY_OUTCOME, PlannedOutcome("Weight", "MD", "lower", unit="kg"))
    lines = protocol_text(planned(outcomes=outcomes, workbook=True).document()).splitlines()
    seen: set[tuple[int, str]] = set()
    for before, line in pairwise(lines):
        key = re.match(r"^( *(?:- )?)([a-z_]+):", line)
        if key is None or (len(key[1]), key[2]) in seen:
            continue
        seen.add((len(key[1]), key[2]))
        if key[2] not in ("unit", "person_time"):  # not of the first outcome
            assert before.strip().startswith("# "), line
    assert len(seen) > 20
    assert all(len(line) <= 100 for line in lines)


@pytest.mark.parametrize("text", AWKWARD)
def test_any_text_is_read_back_as_it_was_typed(text: str) -> None:
    assert yaml.safe_load(f"key: {written(text)}") == {"key": text}
    outcome = PlannedOutcome(text, "SMD", "lower")
    asked = planned(title=text, authors=(text, "B"), population=text, outcomes=(outcome,))
    protocol = checked(protocol_text(asked.document()))
    assert protocol.review.title == protocol.outcomes[0].label == text
    assert tuple(map(str, protocol.review.authors)) == (text, "B")
    assert protocol.review.question.population == text
    title, _, rest = readme(protocol).partition("\n")
    assert title.startswith("# ")
    assert "\n## The first hour\n" in rest


def test_identifiers_are_made_of_names_unique_and_plain() -> None:
    labels = ("Pain", "pain", "PAIN!", "痛み", "痛", "Größe", "a" * 200, "a" * 201, "", "…")
    outcomes = tuple(PlannedOutcome(label, "SMD", "lower") for label in labels)
    ids = [each["id"] for each in planned(outcomes=outcomes).document()["outcomes"]]
    assert len({each.lower() for each in ids}) == len(labels)
    assert all(IDENTIFIER.fullmatch(each) for each in ids)


def test_sides_stand_in_a_sentence_as_people_write_them() -> None:
    (own,) = planned(intervention="BCG vaccine", comparator="No vaccine").document()["comparisons"]
    assert own["label"] == "BCG vaccine versus no vaccine"
    assert (own["intervention"], own["comparator"]) == ("BCG vaccine", "no vaccine")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Depression, SMD, lower, critical", ("Depression", "SMD", "lower", "critical", "")),
        ("Death, any cause, RR, lower", ("Death, any cause", "RR", "lower", "important", "")),
        ("Death; risk ratio; lower; limited", ("Death", "RR", "lower", "limited", "")),
        ("Weight,md,Lower is better,kg", ("Weight", "MD", "lower", "important", "kg")),
        ("OR stay, OR, higher, critical", ("OR stay", "OR", "higher", "critical", "")),
        (
            "Falls, IRR, lower, important, days",
            ("Falls", "IRR", "lower", "important", "days"),
        ),
    ],
)
def test_an_outcome_is_read_as_people_write_it(said: str, meant: tuple[str, ...]) -> None:
    outcome = parsed_outcome(said)
    assert outcome == PlannedOutcome(*meant)
    assert parsed_outcome(outcome.said) == outcome


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("Depression", "how it is measured"),
        ("SMD", "how it is measured"),
        ("Depression, XYZ, lower", "how it is measured"),
        ("Depression, SMD", "which way is better"),
        ("Weight, MD, lower, kg, lb", "one part too many"),
    ],
)
def test_what_an_outcome_does_not_say_is_not_guessed(said: str, lacks: str) -> None:
    with pytest.raises(BadInput, match=lacks):
        parsed_outcome(said)


@pytest.mark.parametrize(
    ("option", "said", "told"),
    [
        ("--outcome", "", "'' does not name an outcome; write it as in"),
        ("--outcome", " , SMD, lower", "does not name an outcome"),
        ("--outcome", "depression , SMD, lower", "are called 'Depression' and 'depression', the"),
        ("--timepoint", " ", "One of the time points has no name"),
        ("--timepoint", "six  months", "are called 'Six months' and 'six  months', the same"),
        ("--from", ".", ". is a folder; give the path of a file in it."),
        ("--mapping", ".", ". is a folder; give the path of a file in it."),
        ("--from", "nothing.csv", "There is no file nothing.csv"),
    ],
)
def test_what_cannot_be_begun_with_is_one_sentence(
    option: str, said: str, told: str, there: Path, sheet: Path
) -> None:
    beside = ["--from", sheet] if option == "--mapping" else []
    given = [*OPTIONS, "--timepoint", "Six months", *beside]
    code, _, error = run("init", "mine", *given, option, said, "--no-build")
    assert (code, error.count("Error: ")) == (2, 1)
    assert told in error
    assert not (there / "mine").exists()


def test_a_review_cannot_lie_in_a_file(there: Path) -> None:
    (there / "a.txt").write_text("a", "utf-8")
    code, _, error = run("init", "a.txt/mine", *OPTIONS)
    assert code == 2
    assert "a.txt is a file, so a.txt/mine cannot be a folder; name a folder" in error


def test_what_a_protocol_cannot_hold_is_said_without_a_line_of_a_file() -> None:
    said = fault(outcomes=(PlannedOutcome("Survival", "HR", "higher"),))
    assert "survival" in said.lower()
    assert "protocol.yml" not in said


# The files


def test_a_review_without_trials_is_sound_and_told(there: Path) -> None:
    (there / "mine" / ".git").mkdir(parents=True)
    code, shown, _ = run("init", "mine", *OPTIONS, "--no-build", "--json")
    told = json.loads(shown)
    files = [path for path in (there / "mine").rglob("*") if path.is_file()]
    assert code == told["exit_code"] == 0
    assert told["files"] == sorted(p.relative_to(there / "mine").as_posix() for p in files)
    assert ".github/workflows/living-review.yml" in told["files"]
    assert run("check", "--review", "mine")[0] == 0
    text = (there / "mine" / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# Exercise for depression\n")
    assert "example" not in text


def test_the_readme_of_the_template_names_an_example_and_that_of_a_review_none(
    project_root: Path,
) -> None:
    template = (project_root / "template" / "README.md").read_text(encoding="utf-8")
    own = readme(checked(protocol_text(planned().document())))
    assert "an example of a review that is planned" in template
    assert "example" not in own
    kept = [line for line in template.splitlines()[1:] if "example" not in line]
    assert sum(line in own.splitlines() for line in kept) > len(kept) - 3
    book = readme(checked(protocol_text(planned(workbook=True).document())))
    assert WORKBOOK in book
    assert ".csv`" not in book.replace("judgements.csv", "")
    assert "data/registry/" not in book


def test_a_workbook_is_the_registry_and_has_lists(there: Path) -> None:
    assert run("init", "mine", *OPTIONS, "--no-build", "--trials", "workbook")[0] == 0
    book = load_workbook(there / "mine" / WORKBOOK)
    assert book["arms"].data_validations.dataValidation
    assert not (there / "mine" / "data" / "registry").exists()
    assert run("check", "--review", "mine")[0] == 0


def test_a_dry_run_writes_nothing_and_shows_the_protocol(there: Path) -> None:
    code, shown, _ = run("init", "mine", *OPTIONS, "--dry-run")
    assert (code, list(there.iterdir())) == (0, [])
    assert "measure: SMD" in shown
    assert "data/registry/trials.csv" in shown


@pytest.mark.parametrize("left_out", ANSWERS)
def test_without_a_terminal_what_is_missing_is_named(left_out: str, there: Path) -> None:
    options = [word for pair in ANSWERS.items() if pair[0] != left_out for word in pair]
    code, _, error = run("init", "mine", *options)
    assert code == 2
    assert f"give also {left_out}. For example" in error
    assert list(there.iterdir()) == []


@pytest.mark.parametrize("name", ["notes.txt", "data/protocol.yml", "README.md", "more.xlsx"])
def test_what_is_there_is_never_overwritten(name: str, there: Path) -> None:
    kept = there / "mine" / name
    kept.parent.mkdir(parents=True)
    kept.write_text("mine")
    code, _, error = run("init", "mine", *OPTIONS)
    assert code == 2
    assert error.count("\n") == 1
    assert ("--from" in error) == name.endswith(".xlsx")
    assert kept.read_text() == "mine"
    assert [p for p in (there / "mine").rglob("*") if p.is_file()] == [kept]


def test_the_site_of_a_planned_review_says_nothing_of_trials_that_nobody_looked_for(
    there: Path,
) -> None:
    (there / "data").mkdir()
    # One of each kind of measure; the front page holds seven at most.
    outcomes = [PlannedOutcome(NAMES[m], m, "lower") for m in ("SMD", "MD", "RR", "HR", "IRR")]
    document = planned(outcomes=tuple(outcomes)).document()
    (there / "data" / "protocol.yml").write_text(protocol_text(document), encoding="utf-8")
    assert run("registry", "template", "--to", "data/registry")[0] == 0
    code, _, error = run("build", "--only", "html")
    assert code == 0, error
    pages = {path.name: path.read_text("utf-8") for path in (there / "_site").glob("*.html")}
    said = {
        name: " ".join(re.sub(r"(?s)<script.*?</script>|<[^>]+>", " ", page).split())
        for name, page in pages.items()
        if name != "search.html"  # where the flow has its labels
    }
    assert "The registry holds no trial yet" in said["discussion.html"]
    assert all(outcome.label in said["index.html"] for outcome in outcomes)
    assert said["index.html"].count("not rated") == len(outcomes)
    for name, text in said.items():
        for false in ("were found", "0 participants", "no participants", "were randomised", "nan"):
            assert not re.search(rf"\b{false}\b", text), f"{name}: {false}"


# A file of trials


def test_a_sheet_beside_which_the_review_begins_is_read(there: Path, sheet: Path) -> None:
    code, shown, error = run("init", *OPTIONS, "--no-build", "--from", sheet, "--lower-is-better")
    assert code == 0, error
    assert "trials 5, arms 10" in shown
    assert (there / "data" / "mapping.yml").is_file()
    assert run("check")[0] == 0


def test_how_a_sheet_was_read_is_told_with_the_way_to_correct_it(there: Path, sheet: Path) -> None:
    _, shown, _ = run("init", "mine", *OPTIONS, "--no-build", "--from", sheet, "--lower-is-better")
    assert "intervention 'intervention': n from 'n int', mean from 'mean int'" in shown
    (line,) = [line for line in shown.splitlines() if line.startswith("If that is wrong")]
    shutil.rmtree("mine/data/registry")
    assert run(*shlex.split(line.partition("living-review ")[2]))[0] == 0
    assert run("check", "--review", "mine")[0] == 0


def test_a_sheet_of_which_no_result_is_read_is_followed_by_what_to_do(there: Path) -> None:
    book = Workbook()
    for row in (("Study", "a1", "a2", "b1", "b2"), ("Ames 2011", 4, 40, 9, 41)):
        book.active.append(row)
    book.save(there / "odd.xlsx")
    options = ["Relapse, RR, lower, critical" if "SMD" in each else each for each in OPTIONS]
    code, shown, _ = run("init", "mine", *options, "--no-build", "--from", "odd.xlsx")
    assert code == 0
    assert "no column is read as a result" in shown
    (line,) = [line for line in shown.splitlines() if line.startswith("Say in")]
    mapping = Path("mine/data/mapping.yml")
    result = {
        "outcome": "relapse",
        "timepoint": "end_of_treatment",
        "higher_is_better": False,
        "arms": [
            {"arm": "x", "role": "intervention", "columns": {"events": "a1", "n": "a2"}},
            {"arm": "y", "role": "control", "columns": {"events": "b1", "n": "b2"}},
        ],
    }
    said = yaml.safe_load(mapping.read_text(encoding="utf-8"))
    said = {"study": {"label": said["study"]["label"]}, "results": [result]}
    mapping.write_text(yaml.safe_dump(said), encoding="utf-8")
    code, shown, error = run(*shlex.split(line.partition("living-review ")[2]))
    assert code == 0, error
    assert "arms 2" in shown


def test_where_no_pdf_can_be_made_the_site_is(there: Path, monkeypatch) -> None:
    def build(root: Path, *, only: str | None = None, progress: object):
        if only != "html":
            raise EnvironmentFailure("The PDFs need the system library x; install it with: y")
        return made

    made = SimpleNamespace(
        findings=SimpleNamespace(quarantine=()),
        summary=lambda: {"pages": 9},
        describe=lambda following: "Built 9 pages.",
    )
    monkeypatch.setattr("living_review.runs.build.build", build)
    code, shown, _ = run("init", "mine", *OPTIONS)
    assert code == 3
    assert "The site is made, without the PDFs. The PDFs need the system library x" in shown
    assert "Open mine/_site/index.html." in shown


def test_what_a_sheet_leaves_open_is_said_and_nothing_is_written(there: Path, sheet: Path) -> None:
    code, _, error = run("init", "mine", *OPTIONS, "--from", sheet)
    assert code == 2
    assert "higher_is_better" in error
    assert "--draft-mapping" in error
    assert not (there / "mine").exists()
    assert run("import", sheet, "--draft-mapping", "mapping.yml")[0] == 0
    text = (there / "mapping.yml").read_text(encoding="utf-8")
    text = re.sub(r"- outcome:.*", "- outcome: depression", text)
    text = re.sub(r"timepoint:.*", "timepoint: end_of_treatment", text)
    text = re.sub(r"higher_is_better:.*", "higher_is_better: false", text)
    (there / "mapping.yml").write_text(text, encoding="utf-8")
    given = ("--from", sheet, "--mapping", "mapping.yml", "--no-build")
    code, _, error = run("init", "mine", *OPTIONS, *given)
    assert code == 0, error


def test_a_file_of_another_program_gives_outcomes_and_analyses(there: Path) -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).parent.parent / "exchange"))
    from sample_files import revman5

    (there / "review.rm5").write_bytes(revman5())
    options = OPTIONS[: OPTIONS.index("--outcome")]
    given = ("--from", "review.rm5", "--lower-is-better", "--no-build")
    code, _, error = run("init", "mine", *options, *given)
    assert code == 0, error
    protocol = load_protocol(there / "mine" / "data" / "protocol.yml")
    assert [each.measure for each in protocol.outcomes] == ["RR", "SMD", "HR", "OR"]
    assert protocol.outcomes[3].analysis.method == "peto"
    assert protocol.timepoints[0].label == "End of treatment"
    assert run("check", "--review", "mine")[0] == 0


@pytest.mark.parametrize("name", ["bcg", "peer-support"])
def test_an_example_is_a_finished_review(name: str, there: Path) -> None:
    assert run("init", "mine", "--example", name, "--title", "Mine")[0] == 2
    assert run("init", "mine", "--example", "none", "--no-build")[0] == 2
    assert not (there / "mine").exists()
    assert run("init", "mine", "--example", name, "--no-build")[0] == 0
    assert (there / "mine" / "README.md").is_file()
    # The real review has rows that are set aside.
    assert run("check", "--review", "mine")[0] == (name == "peer-support")
    assert not (there / "mine" / "data" / "versions").exists()


# At a terminal


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("living_review.cli.add_trial.on_a_terminal", lambda: True)


def test_seven_questions_make_a_review(there: Path, person: None) -> None:
    answers = [
        "",
        "Exercise: does it help?",
        "A. Team; B. Team",
        "Adults",
        "exercise",
        "usual care",
        "nowhere.csv",
        "csv",
        "Depression",
        "Depression, SMD, lower",
        "Survival, HR, higher",
        "",
    ]
    code, shown, error = run("init", "mine", "--no-build", said="\n".join(answers) + "\n")
    assert code == 0, error
    assert "There is no file nowhere.csv" in shown
    assert "does not say how it is measured" in shown
    protocol = load_protocol(there / "mine" / "data" / "protocol.yml")
    assert protocol.review.title == "Exercise: does it help?"
    assert tuple(map(str, protocol.review.authors)) == ("A. Team", "B. Team")
    assert [each.label for each in protocol.outcomes] == ["Depression"]


def test_the_sheet_that_lies_there_is_proposed_and_the_sheet_is_asked_about(
    there: Path, sheet: Path, person: None
) -> None:
    options = OPTIONS[: OPTIONS.index("--outcome")]
    said = ["", ANSWERS["--outcome"], "", "lower"]
    code, shown, error = run("init", *options, "--no-build", said="\n".join(said) + "\n")
    assert code == 0, error
    assert "[trials.xlsx]" in shown
    assert "trials 5, arms 10" in shown


def test_answers_are_given_back_where_the_sheet_stays_open(
    there: Path, sheet: Path, person: None
) -> None:
    options = OPTIONS[: OPTIONS.index("--outcome")]
    said = ["", ANSWERS["--outcome"], "", ""]
    code, _, error = run("init", *options, "--no-build", said="\n".join(said) + "\n")
    again = next(line for line in error.splitlines() if line.startswith("With your answers: "))
    assert code == 2
    line = shlex.split(again.removeprefix("With your answers: "))
    assert run(*line[1:], "--no-build", "--lower-is-better")[0] == 0


def test_a_conversation_that_ends_writes_nothing(there: Path, person: None) -> None:
    code, _, error = run("init", "mine", said="A title\n")
    assert (code, "Nothing was written." in error, list(there.iterdir())) == (2, True, [])
