"""A template of a review ends in time and writes no more than a report may hold."""

from __future__ import annotations

import threading
from pathlib import Path
from time import monotonic

import pytest

from living_review.document.filters import filters
from living_review.document.templates import environment, render
from living_review.ground.errors import TemplateFailure
from living_review.language import limits

NESTED = "".join(f"{{% for a{i} in 'aaaaaaaaaa' %}}" for i in range(14)) + "x" + "{% endfor %}" * 14
BOMBS = {
    "nested loops": NESTED,
    "a loop in a filter's list": "{% for a in ('a' * 10000) | list %}{% for b in 'a' * 100000 %}"
    "{% for c in 'a' * 100000 %}{% endfor %}{% endfor %}{% endfor %}",
    "a macro that calls itself twice": "{% macro m(n) %}{{ m(n - 1) ~ m(n - 1) if n }}"
    "{% endmacro %}{{ m(60) }}",
    "a macro without end": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a file that includes itself": "{% include 'page.md.j2' %}",
    "a file that includes itself twice": "{% if n %}{% endif %}{% include 'page.md.j2' %}"
    "{% include 'page.md.j2' %}",
    "a recursive loop": "{% for a in 'aaaaaaaaaa' recursive %}{{ loop('aaaaaaaaaa') }}{% endfor %}",
    "a product": "{{ 'a' * 10 ** 10 }}",
    "a product from the left": "{{ 10000000000 * 'a' }}",
    "a product of lists": "{{ ([1] * 10000000000) | length | count }}",
    "a power": "{{ (10 ** (10 ** 10)) | count }}",
    "a power of powers": "{{ ((((9 ** 999) ** 999) ** 999) ** 999) | count }}",
    "a shift by products": "{% set a = 2 ** 9000 %}{{ (a * a * a) | count }}",
    "a width": "{{ 'a' | center(10000000000) }}",
    "a width of a method": "{{ 'a'.ljust(10000000000) }}",
    "a width in a format": "{{ '{:>10000000000}'.format('a') }}",
    "a width in a format map": "{{ '{a:>10000000000}'.format_map({'a': 1}) }}",
    "a width by percent": "{{ '%10000000000d' % 1 }}",
    "a width by the format filter": "{{ '%10000000000d' | format(1) }}",
    "a width from a value": "{{ '%*d' | format(10000000000, 1) }}",
    "an indent": "{{ ('a\n' * 100000) | indent(9999) | length | count }}",
    "tabs": "{{ '\\t'.expandtabs(10000000000) }}",
    "zeros": "{{ 'a'.zfill(10000000000) }}",
    "doubling by a macro": "{% macro d(s, n) %}{{ d(s ~ s, n - 1) if n else s }}{% endmacro %}"
    "{{ d('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 60) }}",
    "doubling by plus": "{% macro d(s, n) %}{{ d(s + s, n - 1) if n else s }}{% endmacro %}"
    "{{ d('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 60) }}",
    "replacing a text in itself": "{% set a = 'a' * 10000 %}{% set b = a | replace('a', a) %}"
    "{{ b | replace('a', b) }}",
    "the method that replaces": "{% set a = 'a' * 10000 %}{{ a.replace('a', a).replace('a', a) }}",
    "replacing nothing": "{% set a = 'a' * 10000 %}{{ a | replace('', a * 100) }}",
    "joining with a text": "{% set a = 'a' * 10000000 %}{{ ('b' * 1000) | join(a) }}",
    "the method that joins": "{% set a = 'a' * 10000000 %}{{ a.join('b' * 1000) }}",
    "a captured block": "{% set a %}{% for b in 'a' * 100000 %}{{ 'a' * 10000 }}{% endfor %}"
    "{% endset %}{{ a }}",
    "a page without end": "{% for b in 'a' * 100000 %}{{ 'a' * 10000 }}{% endfor %}",
    "many large texts": "".join(f"{{% set a{i} = 'a' * 40000000 %}}" for i in range(20)),
    "bytes of a number": "{{ (1).to_bytes(10000000000, 'big') | length | count }}",
    "a precision": "{{ 1.5 | round(1000000000, 'ceil') | string }}",
    "a batch": "{{ [1] | batch(1000000000, 'x') | list | length | count }}",
    "lists of one text": "{% set a = 'a' * 9000000 %}"
    + "".join(f"{{% set a{i} = a | list %}}" for i in range(40)),
    "pieces of one text": "{% set a = 'a ' * 4500000 %}"
    + "".join(f"{{% set a{i} = a.split() %}}" for i in range(40)),
    "a division": "{{ (1 / 0) | count }}",
    "a number out of any range": "{{ (10.0 ** 400) | count }}",
    "an index": "{{ [1][7] }}",
    "lists of lists": "{% set a = [1] * 10000 %}"
    "{{ ([a] * 10000) | sum(start=[]) | length | count }}",
}


def rendered(tmp_path: Path, text: str) -> str:
    (tmp_path / "page.md.j2").write_text(text)
    return render(environment(tmp_path, filters("en")), "page.md.j2", {"n": 1, "words": ["a", "b"]})


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_template_beyond_its_bounds_is_stopped_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bomb: str
) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.3)
    began = monotonic()
    with pytest.raises(TemplateFailure, match=r"page\.md\.j2"):
        rendered(tmp_path, BOMBS[bomb])
    assert monotonic() - began < 10


def test_the_line_and_the_bound_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    with pytest.raises(TemplateFailure, match=r"page\.md\.j2, line 3: it takes more than 0 sec"):
        rendered(tmp_path, f"One\n\n{NESTED}\n")
    with pytest.raises(TemplateFailure, match=r"line 2: it writes more than 20,000,000 char"):
        rendered(tmp_path, "One\n{{ 'a' * 100000000 }}\n")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "{% for w in words %}{{ loop.index | count }}{{ w }}{{ loop.length | count }} "
            "{% endfor %}",
            "1a2 2b2",
        ),
        ("{% for w in words if w == 'b' %}{{ w }}{% else %}none{% endfor %}", "b"),
        ("{% for w in [] %}{{ w }}{% else %}none{% endfor %}", "none"),
        ("{{ 'a' ~ 1 ~ words[0] }}", "a1a"),
        ("{{ words | join(', ') }} {{ 'abc' | replace('b', 'xx') }}", "a, b axxc"),
        ("{% set x %}{% for w in words %}{{ w }}{% endfor %}{% endset %}{{ x ~ '.' }}", "ab."),
        (
            "{% macro m(a) %}{{ a }}{{ caller() }}{% endmacro %}{% call m('x') %}y{% endcall %}",
            "xy",
        ),
        ("{% for w in [['a', ['b']]] recursive %}{{ w[0] }}{% endfor %}", "a"),
        ("{{ (2 ** 10) | count }} {{ (7 * 6) | count }} {{ (7 % 4) | count }}", "1,024 42 3"),
        ("{{ 'x' * 3 }}{{ 'abc' | truncate(2, true, '', 0) }}", "xxxab"),
    ],
)
def test_what_reports_do_is_done_as_before(tmp_path: Path, text: str, written: str) -> None:
    plain = environment(None, filters("en"))
    assert rendered(tmp_path, text).strip().replace("\\", "") == written
    assert plain.from_string(text).render(words=["a", "b"]).strip().replace("\\", "") == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{ 1234567 | count }}", "1,234,567"),
        ("{% macro of(n) %}{{ n | count }}{% endmacro %}{{ of(1234567) }}", "1,234,567"),
        ("{{ none | default(1234567, true) | count }}", "1,234,567"),
        (
            "{{ [1234567, 2] | sum | count }} {{ [3, 9999999] | max | count }}",
            "1,234,569 9,999,999",
        ),
        ("{{ [1] | sum(start=1234567) | count }}", "1,234,568"),
        ("{{ 'abc'.split('b', 1234567)[1] }}", "c"),
    ],
)
def test_a_number_of_people_is_no_width(tmp_path: Path, text: str, written: str) -> None:
    assert rendered(tmp_path, text).strip() == written


def test_each_page_has_its_own_time_and_each_thread_its_own_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LARGEST_WORK", 1000)
    (tmp_path / "page.md.j2").write_text("{{ 'a' * 300 }}")
    made = environment(tmp_path, filters("en"))
    for _ in range(5):
        render(made, "page.md.j2", {})
    said: list[str] = []
    threads = [
        threading.Thread(target=lambda: said.append(render(made, "page.md.j2", {})))
        for _ in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert said == ["a" * 300 + "\n"] * 4
