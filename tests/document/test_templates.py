"""A template fails with a sentence, prints only text, and cannot act."""

from pathlib import Path

import pytest
import sample_documents
import sample_findings

from living_review.document.templates import environment, render
from living_review.ground.errors import TemplateFailure
from living_review.language.markdown import Markdown
from living_review.language.sandbox import PROGRAM_TEMPLATES


def rendered(folder: Path, text: str, **values: object) -> str:
    (folder / "page.md.j2").write_text(text, encoding="utf-8")
    made = environment(folder, {"count": lambda n: f"{n:,}"})
    return render(made, "page.md.j2", {"finding": sample_findings.none(), **values})


def failure(folder: Path, text: str, **values: object) -> str:
    with pytest.raises(TemplateFailure) as caught:
        rendered(folder, text, **values)
    return str(caught.value).replace(str(folder.name), "templates")


def test_text_is_escaped_and_markdown_is_not(tmp_path: Path) -> None:
    text = rendered(tmp_path, "{{ a }} {{ b }}", a="x *y*", b=Markdown("*z*"))
    assert text == "x \\*y\\* *z*\n"


def test_joined_and_filtered_text_is_escaped_too(tmp_path: Path) -> None:
    text = rendered(tmp_path, "{{ a ~ b }} {{ [a, b] | join('+') | upper }}", a="x <", b="*")
    assert text == "x \\<\\* X \\<\\+\\*\n"


def test_an_unknown_name_says_what_there_is(tmp_path: Path) -> None:
    message = failure(tmp_path, "one\n{{ findin.k }}", figures="x")
    assert message.startswith("templates/page.md.j2, line 2: unknown name 'findin'")
    assert "did you mean 'finding'?" in message
    assert "There is: figures, finding." in message


def test_an_unknown_part_says_what_there_is(tmp_path: Path) -> None:
    message = failure(tmp_path, "\n\n{{ finding.outcome_labell }}")
    assert "line 3: 'outcome_labell' is not part of Finding" in message
    assert "did you mean 'outcome_label'?" in message
    assert "magnitude" in message


@pytest.mark.parametrize("value", [3, 0.19, True])
def test_a_bare_number_is_refused(tmp_path: Path, value: object) -> None:
    message = failure(tmp_path, "{{ a }}", a=value)
    assert "is printed bare; write it with one of the formats" in message


def test_a_number_written_in_the_template_is_refused_too(tmp_path: Path) -> None:
    assert "the number 0.19 is printed bare" in failure(tmp_path, "{{ 0.19 }}")


def test_an_absent_value_is_refused(tmp_path: Path) -> None:
    assert "the value to print is absent" in failure(tmp_path, "{{ a }}", a=None)


def test_a_value_that_is_not_text_is_refused(tmp_path: Path) -> None:
    assert "a Finding is not text; print one of its fields" in failure(tmp_path, "{{ finding }}")


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    assert failure(tmp_path, "a\n{% if %}").startswith("templates/page.md.j2, line 2: Expected")


def test_a_missing_include_names_the_file(tmp_path: Path) -> None:
    message = failure(tmp_path, "{% include 'sections/nothing.md.j2' %}")
    assert message.startswith("The template 'sections/nothing.md.j2' is missing")


@pytest.mark.parametrize(
    "text",
    [
        "{{ finding.model_dump() }}",
        "{{ finding.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{% do finding.write('x') %}",
        "{{ finding.trials.append('x') }}",
        "{{ path.write_text('x') }}",
    ],
)
def test_a_template_cannot_act(tmp_path: Path, text: str) -> None:
    failure(tmp_path, text, path=tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_review_overrides_one_template_and_keeps_the_others(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "sections").mkdir(parents=True)
    (own / "sections" / "bottom-line.md.j2").write_text("Our own words on {{ review.title }}.\n")
    pages = sample_documents.pages(templates=own)
    assert "Our own words on Group peer support" in pages["index.qmd"]
    assert "## Summary of findings" in pages["index.qmd"]
    assert "::: {.lead}" not in pages["index.qmd"]


def test_what_stands_in_the_folder_of_the_language_counts_before_what_stands_bare(
    tmp_path: Path,
) -> None:
    for folder, text in (("templates/en", "In English."), ("templates", "Bare.")):
        (tmp_path / folder / "sections").mkdir(parents=True)
        (tmp_path / folder / "sections" / "bottom-line.md.j2").write_text(text)
    (tmp_path / "templates" / "sections" / "search.md.j2").write_text("Bare search.")
    pages = sample_documents.pages(templates=tmp_path / "templates")
    assert "In English." in pages["index.qmd"]
    assert "Bare." not in pages["index.qmd"]
    assert "Bare search." in pages["search.qmd"]


def test_an_error_in_a_review_s_own_template_names_its_file(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "versions.qmd.j2").write_text("\n{{ versoin.date | date }}\n")
    with pytest.raises(TemplateFailure, match=r"templates/versions.qmd.j2, line 2: .*'version'"):
        sample_documents.pages(templates=own)


# How values are worked out, an estimator of variance with its number, and a work with its year.
FORMULAS = (
    *("CR2", "n − 1", "(2 × ", "of the people less 2", "n / (1 + (cluster_size − 1) × icc)"),
    *("1/n_intervention + 1/n_control", "Cohen 1988"),
)


IN_ITS_WORDS = {
    "de": ("pro 1000", "von 1000", "1 von", "Kapitel 22", "weder bis 0,75 noch bis 1,25"),
    "en": ("per 1000", "of 1000", "chapter 22", "neither 0.75 nor 1.25"),
    "es": ("por 1000", "de 1000", "1 de cada", "capítulo 22", "ni 0,75 ni 1,25"),
}


def test_templates_hold_no_figures() -> None:
    """Digits in a template's own words belong to a name or a formula, never to a result."""
    import re

    allowed = {
        "PRISMA 2020",
        "RoB 2",
        "RevMan 5",
        "SHA-256",
        "p(1 − p)",
        *FORMULAS,
    }
    # What a rule of GRADE asks and where it comes from has its cut-offs and years.
    rules = r"\{% macro (?:rule|source)\(.*?endmacro %\}"
    for path in PROGRAM_TEMPLATES.rglob("*.j2"):
        code = r"\{\*.*?\*\}|\{%.*?%\}|\{[{#].*?\}|\[[^\]]*@[^\]]*\]"
        text = re.sub(rules, " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        words = re.sub(code, " ", text, flags=re.DOTALL)
        language = path.relative_to(PROGRAM_TEMPLATES).parts[0]
        for name in allowed | set(IN_ITS_WORDS.get(language, ())):
            words = words.replace(name, " ")
        assert not re.search(r"\d", words), f"{path.name}: {re.search(r'.*[0-9].*', words)}"


def test_no_template_speaks_of_significance() -> None:
    for path in PROGRAM_TEMPLATES.rglob("*.j2"):
        text = path.read_text(encoding="utf-8").lower()
        # In Spanish, 'significan' is what things mean.
        assert "significant" not in text
        assert "significance" not in text
        assert "significativ" not in text
        assert "signifikan" not in text


def test_a_link_that_leaves_the_review_is_not_followed(tmp_path: Path) -> None:
    own = tmp_path / "review" / "templates"
    own.mkdir(parents=True)
    (tmp_path / "secret").write_text("what nobody may publish")
    (own / "aside.txt").symlink_to(tmp_path / "secret")
    message = failure(own, "{% include 'aside.txt' %}")
    assert message.startswith("templates/aside.txt is a link")
    (tmp_path / "secret").rename(tmp_path / "review" / "note")
    (own / "aside.txt").unlink()
    (own / "aside.txt").symlink_to("../note")
    assert rendered(own, "{% include 'aside.txt' %}") == "what nobody may publish\n"


def test_a_part_that_is_included_keeps_the_end_of_its_last_line(tmp_path: Path) -> None:
    (tmp_path / "part.md.j2").write_text("# A part\n", encoding="utf-8")
    (tmp_path / "whole.md.j2").write_text(
        "\n\n{% include 'part.md.j2' %}\nText.\n\n\n\nMore.\n\n", encoding="utf-8"
    )
    made = environment(tmp_path, {})
    assert render(made, "whole.md.j2", {}) == "# A part\nText.\n\nMore.\n"
