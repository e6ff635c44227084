"""Facts are said in the words that are spoken, a review's own macro for macro."""

from __future__ import annotations

import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest
import sample_documents

from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.language import Fact, Words, check, fact, macros, say, speaking, words_in
from living_review.language.fact import facts_of, subjects
from living_review.language.facts import effects
from living_review.language.facts.effects import Amount, Effect, Ends, Interval, Meaning, Span
from living_review.language.facts.scales import AsInTheTrials
from living_review.language.facts.terms import SizeName
from living_review.language.markdown import Markdown, Marked


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    (folder / "words").mkdir(parents=True)
    return folder


def put(own: Path, text: str, name: str = "words/effects.j2") -> Words:
    (own / name).parent.mkdir(parents=True, exist_ok=True)
    (own / name).write_text(text, encoding="utf-8")
    return words_in(own)


def fault(own: Path, text: str, name: str = "words/effects.j2") -> str:
    with pytest.raises(TemplateFailure) as caught:
        put(own, text, name)
    return str(caught.value)


THE_PROGRAMS = (macros.PROGRAM_TEMPLATES / "en" / "words" / "effects.j2").read_text("utf-8")
OTHERWISE = """\
{% macro interval(low, high) %}from {{ low }} up to {{ high }}{% endmacro %}
"""


def test_a_review_words_one_macro_and_inherits_the_rest(own: Path) -> None:
    with speaking(put(own, OTHERWISE)):
        assert say(Interval.example()) == "from 0.10 up to 0.47"
        assert "CI, from 0.10 up to 0.47): a small effect" in say(Effect.example()), "seen inside"
        assert say(Amount.example()) == "−3.20 mmHg", "the program's"
    assert say(Interval.example()) == "0.10 to 0.47"


def test_a_macro_that_another_calls_by_name_is_the_reviews_too(own: Path) -> None:
    words = put(own, "{% macro towards(way, people) %}{{ way | capitalised }}!{% endmacro %}")
    with speaking(words):
        assert say(Ends.example()) == "0.10 Less! to 0.47 More!"


def test_a_macro_takes_the_facts_it_needs_in_any_order(own: Path) -> None:
    words = put(
        own, "{% macro effect(interval, estimate) %}{{ interval }}|{{ estimate }}{% endmacro %}"
    )
    assert words.said(Effect.example()) == "0.10 to 0.47|0.28"


def test_words_of_the_language_count_before_those_that_stand_bare(own: Path) -> None:
    put(own, OTHERWISE)
    words = put(own, "{% macro amount(number) %}n{{ number }}{% endmacro %}", "en/words/effects.j2")
    with speaking(words):
        assert say(Amount.example()) == "n−3.20"
        assert say(Interval.example()) == "from 0.10 up to 0.47"
        put(own, "{% macro interval(low) %}{{ low }}+{% endmacro %}", "en/words/effects.j2")
    assert words_in(own).said(Interval.example()) == "0.10+"


def test_the_words_of_a_review_reach_every_page_as_text(own: Path) -> None:
    text = "{% macro meaning(favours) %}<b>*good* for {{ favours or 'all' }}</b>{% endmacro %}"
    put(own, text)
    pages = sample_documents.pages(templates=own)
    escaped = r"\<b\>\*good\* for group peer support\</b\>"
    assert escaped in pages["finding-peer-support-recovery-post.qmd"]
    assert escaped in pages["print/review.md"]
    assert not any("<b>*good*" in page for page in pages.values())


def test_the_programs_own_words_in_a_review_are_not_read_again(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(macros.PROGRAM_TEMPLATES / "en" / "words", own / "en" / "words")
    looked: list[str] = []
    checked, bounded = check.check_words, macros.bounded_environment
    monkeypatch.setattr(check, "check_words", lambda *a: looked.append(a[0].stem) or checked(*a))
    monkeypatch.setattr(
        macros, "bounded_environment", lambda *a: looked.append(a[3].subject) or bounded(*a)
    )
    words = words_in(own)
    assert words.said(Interval.example()) == "0.10 to 0.47"
    assert looked == []
    words = put(own, OTHERWISE, "en/words/effects.j2")
    assert words.said(Interval.example()) == "from 0.10 up to 0.47"
    assert looked == ["effects", "effects"], "what differs is held against the facts, and is said"


def test_threads_that_are_given_the_context_speak_as_their_starter(own: Path) -> None:
    with speaking(put(own, OTHERWISE)), ThreadPoolExecutor(2) as pool:
        said = [pool.submit(copy_context().run, say, Interval.example()) for _ in range(20)]
        assert {each.result() for each in said} == {"from 0.10 up to 0.47"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{% macro intervall(low) %}{{ low }}{% endmacro %}",
            "line 1: nothing is said by a macro 'intervall'; did you mean 'interval'?",
        ),
        (
            "\n{% macro interval(lo, high) %}{{ high }}{% endmacro %}",
            "line 2: 'lo' is no fact of 'effects.interval'; did you mean 'low'? There",
        ),
        (
            "{% macro interval(low) %}\n{{ low }} to {{ hihg }}{% endmacro %}",
            "line 2: 'hihg' is no fact of 'effects.interval'; did you mean 'high'?",
        ),
        (
            "{% macro interval(low) %}\n{{ low }} to {{ high }}{% endmacro %}",
            "line 2: 'high' is a fact of 'effects.interval' that the macro here does not take; "
            "add it to the names in its brackets.",
        ),
        (
            "{% macro span(low) %}\n\n{{ low.favour }}{% endmacro %}",
            "line 3: 'favour' is not part of 'low'; did you mean 'favours'?",
        ),
        (
            "{% macro span(low) %}{% if low %}\n{{ words.efects.interval('a', 'b') }}"
            "{% endif %}{% endmacro %}",
            "line 2: there are no words about 'efects'; did you mean 'effects'?",
        ),
        (
            "{% macro span(low) %}{{ words.effects.intervals('a', 'b') }}{% endmacro %}",
            "line 1: 'effects' has no macro 'intervals'; did you mean 'interval'?",
        ),
        (
            "{% macro span(low) %}{{ words.effects.interval(low='a', hihg='b') }}{% endmacro %}",
            "line 1: 'hihg' is no fact of 'effects.interval'; did you mean 'high'?",
        ),
        (
            "{% macro span(low) %}{{ words.effects.interval('a', 'b', 'c') }}{% endmacro %}",
            "line 1: 'effects.interval' takes low, high alone.",
        ),
        (
            "{% macro span(low) %}{{ words.effects.meaning('a') }}{% endmacro %}",
            "line 1: 'effects.meaning' also needs size.",
        ),
        (
            "{% macro span(low) %}{{ low | capitalise }}{% endmacro %}",
            "line 1: No filter named 'capitalise'; did you mean 'capitalised'?",
        ),
        ("{% macro interval(low) %}\n{% if %}{% endmacro %}", "line 2: Expected an expression"),
        ("Once\n{% macro interval(low) %}{{ low }}{% endmacro %}", "line 1: what stands outside"),
        ("{% macro _a(b) %}{{ c }}{% endmacro %}", "line 1: unknown name 'c'; There is: b."),
    ],
)
def test_a_slip_stops_with_file_line_and_what_was_meant(own: Path, text: str, said: str) -> None:
    message = fault(own, text)
    assert message.startswith(f"templates/words/effects.j2, {said}")
    assert "\n" not in message
    assert fault(own, text, "en/words/effects.j2").startswith("templates/")


def test_a_file_about_nothing_is_refused(own: Path) -> None:
    message = fault(own, "", "en/words/efects.j2")
    assert message.startswith(
        "templates/en/words/efects.j2: there are no words about 'efects'; did you mean 'effects'?"
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ low.nothing }}", "line 1: 'nothing' is not part of str"),
        ("{{ 3 }}", "line 1: the number 3 is printed bare; write it with one of the formats"),
        ("{{ words.effects }}", "line 1: a Macros is not text"),
        ("{{ low.__class__.__mro__ }}", "line 1:"),
        ("{{ words.effects.interval(low, high) }}", "line 1: it calls itself without end"),
        (
            "{% for a in 'x' * 9999 %}{% for b in 'x' * 9999 %}{% endfor %}{% endfor %}",
            "line 1: it takes",
        ),
        ("{{ 'a' * 10 ** 10 }}", "line 1: it writes more than"),
        ("{{ low | listed }}", "line 1: a list is asked for, and this is one text"),
    ],
)
def test_what_fails_while_it_is_said_is_told_too(
    own: Path, body: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("living_review.language.limits.SECONDS", 0.2)
    words = put(own, f"{{% macro interval(low, high) %}}{body}{{% endmacro %}}")
    with speaking(words), pytest.raises(TemplateFailure) as caught:
        say(Effect.example())
    assert str(caught.value).startswith(f"templates/words/effects.j2, {said}")


def test_macros_that_call_one_another_share_one_bound(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("living_review.language.limits.SECONDS", 0.2)
    call = "{{ words.effects.amount(number=number, unit=unit ~ 'x') }}"
    words = put(
        own,
        f"{{% macro amount(number, unit) %}}{{% if unit | length < 40 %}}{call}{call}"
        "{% endif %}{% endmacro %}",
    )
    with speaking(words), pytest.raises(TemplateFailure, match="it takes more than"):
        say(Amount(number="1", unit="x"))


@pytest.mark.parametrize("text", [OTHERWISE, THE_PROGRAMS], ids=["its own", "a copy"])
def test_words_behind_a_link_that_leaves_the_review_are_not_read(own: Path, text: str) -> None:
    (own.parent.parent / "secret.j2").write_text(text)
    (own / "words" / "effects.j2").symlink_to(own.parent.parent / "secret.j2")
    with pytest.raises(TemplateFailure, match="is a link, or lies behind one"):
        words_in(own)


def test_words_that_are_not_utf_8_are_told(own: Path) -> None:
    (own / "words" / "effects.j2").write_bytes(b"{% macro interval(low) %}\xff{% endmacro %}")
    with pytest.raises(TemplateFailure, match=r"words/effects\.j2 is not UTF-8 \(byte 26\)"):
        words_in(own)


def test_a_language_without_a_macro_says_which(monkeypatch: pytest.MonkeyPatch, own: Path) -> None:
    (own / "en" / "words").mkdir(parents=True)
    (own / "eo" / "words").mkdir(parents=True)
    (own / "eo" / "words" / "effects.j2").write_text(OTHERWISE)
    monkeypatch.setattr(macros, "PROGRAM_TEMPLATES", own)
    with speaking(Words("eo")):
        assert say(Interval.example()) == "from 0.10 up to 0.47"
        with pytest.raises(EnvironmentFailure) as caught:
            say(Amount.example())
        assert str(caught.value).startswith(
            "The program's own templates are not whole: words/effects.j2 in "
            f"{own / 'eo'} lacks the macro 'amount'; "
        )
        with pytest.raises(EnvironmentFailure, match=r"words/terms\.j2 in .* lacks the macro"):
            say(SizeName.example())


def test_blanks_of_a_macro_are_one_and_those_of_a_value_stay(own: Path) -> None:
    words = put(
        own,
        "{% macro amount(number, unit) %}\n\n  {{ number }}\n   a\n{{ unit }}\n b\n{% endmacro %}",
    )
    assert words.said(Amount(number="1  2", unit="")) == "1  2 a b"
    body = "(\n {{ number }} )\n , {{ unit }}\n{% if unit %} ; a\n{% endif %}\n."
    words = put(own, f"{{% macro amount(number, unit) %}}{body}{{% endmacro %}}")
    assert words.said(Amount(number="1 , 2", unit="x")) == "(1 , 2), x; a."
    words = put(own, "{% macro amount(number, unit) %}{{ number }} a {{ unit }} b{% endmacro %}")
    assert words.said(Amount(number="", unit="\u00a0x")) == "a \u00a0x b"


def test_a_text_of_the_registry_is_never_a_template() -> None:
    label = "{{ low }} {% if %} <b>*x*</b>"
    assert say(Meaning(favours=label, size="small")) == f"a small effect in favour of {label}"


@pytest.fixture
def marked(own: Path, monkeypatch: pytest.MonkeyPatch) -> type[Fact]:
    @fact("effects.marked")
    class Note(Marked):
        """A note."""

        text: str
        """Its text."""
        span: Span
        """A span."""

    known = {**facts_of("effects"), "marked": Note}
    monkeypatch.setattr(macros, "facts_of", lambda subject: known)
    monkeypatch.setattr("living_review.language.check.facts_of", lambda subject: known)
    return Note


def test_a_fact_in_markdown_escapes_all_but_its_own_words(marked: type[Fact], own: Path) -> None:
    text = "{% macro marked(text, span) %}**{{ text }}** {{ span }} {{ 'a*' }}{% endmacro %}"
    words = put(
        own, text + "{% macro interval(low) %}{{ words.effects.marked(low, low) }}{% endmacro %}"
    )
    low = Meaning(favours="a*b", size="small")
    with speaking(words):
        said = say(marked(text="<x>", span=Span(low=low, high=low)))  # type: ignore[call-arg]
        assert said == r"**\<x\>** a small effect in favour of a\*b a\*"
        assert isinstance(said, Markdown)


@pytest.mark.parametrize(
    ("macro", "told"),
    [
        ("{{ [text, span] | listed }}", r"Crohn\'s \*x\* and a small effect in favour of a\*b"),
        ("{{ text | inside }}", r"Crohn\'s \*x\*"),
        ("{{ [text] | listed | clause }}", r"Crohn\'s \*x\*"),
        ("{{ span | capitalised }}", r"A small effect in favour of a\*b"),
        ("{{ 'to *{it}*' | filled(it=text) }}", r"to *Crohn\'s \*x\**"),
    ],
)
def test_what_a_filter_makes_of_markdown_is_escaped_once(
    marked: type[Fact], own: Path, macro: str, told: str
) -> None:
    low = Meaning(favours="a*b", size="small")
    with speaking(put(own, "{% macro marked(text, span) %}" + macro + "{% endmacro %}")):
        said = say(marked(text="Crohn's *x*", span=Span(low=low, high=low)))  # type: ignore[call-arg]
        assert said == told


def test_a_block_in_markdown_is_a_fault(marked: type[Fact], own: Path) -> None:
    block = "{% filter sentence %}{{ text }}{% endfilter %}"
    with pytest.raises(TemplateFailure, match="block of Markdown is escaped twice"):
        put(own, "{% macro marked(text) %}" + block + "{% endmacro %}")


def test_markdown_is_not_printed_in_a_plain_text(marked: type[Fact], own: Path) -> None:
    put(
        own,
        "{% macro marked(text) %}**{{ text }}**{% endmacro %}"
        "{% macro meaning(favours) %}{{ favours }}{% endmacro %}",
    )
    with speaking(words_in(own)), pytest.raises(TemplateFailure, match="gives Markdown, which"):
        say(Meaning(favours=marked(text="x", span=Span.example()), size=None))  # type: ignore[call-arg, arg-type]


def test_a_macro_belongs_to_one_fact() -> None:
    with pytest.raises(ValueError, match="does not name a subject and a macro"):
        fact("effects")
    assert all(kind.__module__ == effects.__name__ for kind in facts_of("effects").values())
    assert {"effects", "terms"} <= set(subjects())


def test_another_process_speaks_the_words_of_a_review(own: Path) -> None:
    words = put(own, "{% macro as_in_the_trials() %}As observed{% endmacro %}", "words/scales.j2")
    assert words.said(AsInTheTrials()) == "As observed"
    there = pickle.loads(pickle.dumps(words))
    assert there.said(AsInTheTrials()) == "As observed"
    assert there.language == words.language
