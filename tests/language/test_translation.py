"""A set of words in another language is begun, measured, and refused until it is whole."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_review.cli.app import app
from living_review.ground import numbers
from living_review.ground.errors import TemplateFailure
from living_review.ground.proper_names import inside
from living_review.language import language_spoken, say, speaking, words_in
from living_review.language.check import check_page, check_words
from living_review.language.fact import facts_of, subjects
from living_review.language.facts.bottom_line import NothingIncluded
from living_review.language.facts.counts import TrialsAndParticipants
from living_review.language.sandbox import PROGRAM_TEMPLATES
from living_review.language.translation import MARK, begin, refuse_unless_whole, standing

MACROS = sum(len(facts_of(subject)) for subject in subjects())
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review") / "templates" / "eo"
    begin(folder)
    return folder


@pytest.fixture
def translated(begun: Path, tmp_path: Path) -> Path:
    """A set without marks: as if every word had been translated."""
    folder = tmp_path / "templates" / "eo"
    for path in begun.rglob("*.j2"):
        target = folder / path.relative_to(begun)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text("utf-8").replace(f"{MARK}\n", ""), encoding="utf-8")
    return folder


def test_the_words_of_the_program_are_whole() -> None:
    found = standing("en", PROGRAM_TEMPLATES / "en")
    assert found.whole
    assert found.macros == MACROS


def test_a_set_that_is_begun_has_everything_and_says_that_it_is_to_be_translated(
    begun: Path,
) -> None:
    found = standing("eo", begun)
    assert (found.missing, found.pages, found.faults) == ((), (), ())
    assert len(found.marked) > MACROS
    assert not found.whole
    assert begin(begun) == ()


def test_a_set_without_marks_is_whole_and_speaks(translated: Path) -> None:
    assert standing("eo", translated).whole
    with speaking(words_in(translated.parent, "eo")):
        assert language_spoken() == "eo"
        assert say(NothingIncluded()).startswith("no trial is included")
        assert numbers.estimate(0.29, "SMD") == "0,29"


def test_a_label_stays_as_it_is_where_nouns_have_capitals(begun: Path, tmp_path: Path) -> None:
    said = {}
    for language in ("de-AT", "eo"):
        shutil.copytree(begun, tmp_path / language)
        with speaking(words_in(tmp_path, language)):
            said[language] = inside("Genesung")
    assert said == {"de-AT": "Genesung", "eo": "genesung"}
    assert inside("Recovery") == "recovery"


@pytest.mark.parametrize("subject", ["numbers", "statements", "bottom_line"])
def test_a_macro_that_is_missing_is_named_and_put_back(translated: Path, subject: str) -> None:
    path = translated / "words" / f"{subject}.j2"
    macro = next(iter(facts_of(subject)))
    before = path.read_text(encoding="utf-8")
    begins = before.index(f"{{% macro {macro}(")
    ends = before.index("{% endmacro %}", begins) + len("{% endmacro %}")
    path.write_text(before[:begins] + before[ends:], encoding="utf-8")
    assert standing("eo", translated).missing == (f"{subject}.{macro}",)
    with pytest.raises(TemplateFailure, match=rf"lacks 1 of \d+ .*'{subject}\.{macro}'"):
        words_in(translated.parent, "eo")
    assert begin(translated) == (f"words/{subject}.j2",)
    found = standing("eo", translated)
    assert (found.missing, found.marked) == ((), (f"{subject}.{macro}",))


def test_what_is_no_fact_or_no_subject_is_told(translated: Path) -> None:
    path = translated / "words" / "numbers.j2"
    path.write_text(path.read_text("utf-8").replace("above(number)", "above(nombro)"), "utf-8")
    (translated / "words" / "weather.j2").write_text("", encoding="utf-8")
    faults = standing("eo", translated).faults
    assert any("'nombro' is no fact of 'numbers.above'" in each for each in faults)
    assert any("no words about 'weather'" in each for each in faults)


def test_a_page_that_is_missing_stops_before_anything_is_said(translated: Path) -> None:
    (translated / "index.qmd.j2").unlink()
    with pytest.raises(TemplateFailure, match=r"lacks 1 of \d+ .*'index\.qmd\.j2'"):
        refuse_unless_whole("eo", translated)


def test_the_command_begins_a_set_and_says_how_far_it_is(tmp_path: Path) -> None:
    done = RUNNER.invoke(app, ["words", "--review", str(tmp_path), "--language", "eo", "--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["exit_code"], told["whole"]) == (1, 1, False)
    assert len(told["written"]) == len(list((tmp_path / "templates" / "eo").rglob("*.j2")))
    (tmp_path / "templates" / "eo" / "words" / "numbers.j2").unlink()
    options = ["words", "--review", str(tmp_path), "--language", "eo", "--dry-run"]
    done = RUNNER.invoke(app, options)
    assert "5 missing:\n  numbers.interval\n" in done.stdout
    assert not (tmp_path / "templates" / "eo" / "words" / "numbers.j2").exists()


@pytest.mark.parametrize(
    ("language", "said"), [("klingon", "is no language"), ("xx", "is no language")]
)
def test_no_set_is_begun_in_what_is_no_language(tmp_path: Path, language: str, said: str) -> None:
    done = RUNNER.invoke(app, ["words", "--review", str(tmp_path), "--language", language])
    assert done.exit_code == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_language_of_the_program_has_nothing_to_begin(tmp_path: Path) -> None:
    done = RUNNER.invoke(app, ["words", "--review", str(tmp_path)])
    assert done.exit_code == 0
    assert f"whole: {MACROS} macros" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", ['counted("provo")', 'plural("provo")', 'counted(one="provo")'])
def test_a_noun_without_all_its_forms_is_told_before_it_is_counted(
    translated: Path, call: str
) -> None:
    path = translated / "words" / "numbers.j2"
    small = f"{{% macro small(number) %}}{{{{ number | {call} }}}}{{% endmacro %}}"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("{% macro small")] + small, encoding="utf-8")
    with pytest.raises(TemplateFailure, match=r"numbers\.j2, line \d+: a noun of this language"):
        words_in(translated.parent, "eo")


@pytest.mark.parametrize(
    "call", ['counted(k, "provo")', 'plural(n(k), "provo")', 'k | counted(one="provo")']
)
def test_a_noun_of_a_page_without_all_its_forms_is_told_before_it_is_counted(
    translated: Path, call: str
) -> None:
    path = translated / "sections" / "set-aside.md.j2"
    path.write_text(f"{{% if no %}}\n{{{{ {call} }}}}\n{{% endif %}}", encoding="utf-8")
    with pytest.raises(TemplateFailure, match=r"set-aside\.md\.j2, line 2: a noun of this"):
        words_in(translated.parent, "eo")


def test_what_is_begun_counts_with_its_nouns(translated: Path) -> None:
    with speaking(words_in(translated.parent, "eo")):
        assert "trials" in say(TrialsAndParticipants.example())


def test_what_is_without_fault_in_one_language_is_looked_at_again_in_another(
    tmp_path: Path,
) -> None:
    """That a text was found sound counts for the same text of the same set alone."""
    path = tmp_path / "eo" / "words" / "counts.j2"
    path.parent.mkdir(parents=True)
    macro = (
        "{% macro participants(number, one, at_least) %}{{ 2 | plural('PERSON') }}{% endmacro %}"
    )
    path.write_text(macro, encoding="utf-8")
    assert check_words(path, "en", tmp_path) == check_words(path, "en") == ("participants",)
    for _ in range(2):
        with pytest.raises(TemplateFailure, match="other"):
            check_words(path, "eo", tmp_path)
    path.write_text(macro.replace("number", "numero", 1), encoding="utf-8")
    with pytest.raises(TemplateFailure, match="'numero' is no fact"):
        check_words(path, "en", tmp_path)
    (tmp_path / "page.md.j2").write_text("{{ plural(2, 'person') }}", encoding="utf-8")
    check_page(tmp_path, "page.md.j2", "en")
    for _ in range(2):
        with pytest.raises(TemplateFailure, match=r"page\.md\.j2, line 1"):
            check_page(tmp_path, "page.md.j2", "eo")
