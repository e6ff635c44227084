"""No number reaches a reader that the findings do not hold."""

import datetime as dt
import re

import pytest
import sample_documents
from sample_findings import recovery

from living_review.document.orphan_numbers import _references, orphan_numbers
from living_review.document.written_numbers import numbers_in, without_dates
from living_review.ground import numbers
from living_review.ground.number_style import writing
from living_review.language import Words, speaking
from living_review.language.number_styles import style_of
from living_review.language.sandbox import PROGRAM_TEMPLATES

FOUND = sample_documents.findings()
PAGES = sample_documents.pages(FOUND)
PROTOCOL = sample_documents.protocol()
OTHERS = sorted({path.parent.name for path in PROGRAM_TEMPLATES.glob("*/words")} - {"en"})


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_number_of_a_page_is_in_the_findings(name: str) -> None:
    found = FOUND
    for finding in FOUND.findings:
        # a finding's page may show the figures of that finding only
        if name == f"finding-{finding.key}.qmd":
            found = FOUND.model_copy(update={"findings": (finding,), "trials": ()})
    assert orphan_numbers(PAGES[name], found, PROTOCOL) == ()


@pytest.mark.parametrize(
    ("figure", "wrong"),
    [
        ("was 0.28 (95%", "was 0.79 (95%"),
        ("0.10 to 0.47", "0.10 to 0.48"),
        ("1,173 participants", "1,174 participants"),
        ("38.8%", "38.9%"),
        ("3.9 points", "4.9 points"),
        ("=\u00a00.50", "=\u00a00.51"),
    ],
)
def test_a_changed_digit_is_found(figure: str, wrong: str) -> None:
    only = sample_documents.findings(recovery())
    page = sample_documents.pages(only)["finding-peer-support-recovery-post.qmd"]
    assert figure in page
    orphans = orphan_numbers(page.replace(figure, wrong), only, PROTOCOL)
    (token,) = set(re.findall(r"[\d.,]+%?", wrong)) - set(re.findall(r"[\d.,]+%?", figure))
    assert orphans == (token,)


def test_a_sign_that_turned_is_found() -> None:
    text = "The pooled SMD was −0.47."
    assert orphan_numbers(text, sample_documents.findings(recovery()), PROTOCOL) == ("−0.47",)


def test_html_is_read_as_a_reader_sees_it() -> None:
    only = sample_documents.findings(recovery())
    text = '<td class="x" colspan="77">0.28</td><svg><path d="M 1.234"/></svg><p>9.87</p>'
    assert orphan_numbers(text, only, PROTOCOL) == ("9.87",)
    address = "<p>https://example.org/<wbr>1234/<wbr>5678</p>"
    assert orphan_numbers(address, only, PROTOCOL) == (), "a word that may break is one word"


def test_dates_and_the_registry_s_own_text_are_no_figures() -> None:
    only = sample_documents.findings(recovery())
    text = "On 15 December 2026 (2026-12-15): Cook 2012 (WRAP), doi:10.1176/appi.ps.201100125"
    assert orphan_numbers(text, only, PROTOCOL) == ()


def test_a_difference_in_risk_may_be_told_as_people_in_a_thousand():
    pooled = recovery().pooled.model_copy(
        update={"estimate": 0.0, "ci_low": -0.0517, "ci_high": 0.0517}
    )
    told = "no difference (52 fewer to 52 more per 1000)"
    for measure, orphans in (("RD", ()), ("MD", ("52",))):
        found = recovery().model_copy(update={"measure": measure, "pooled": pooled})
        assert orphan_numbers(told, sample_documents.findings(found), PROTOCOL) == orphans


@pytest.mark.parametrize("language", OTHERS)
def test_pages_are_read_back_in_the_numbers_of_their_language(language: str) -> None:
    with speaking(Words(language)):
        for name, page in sample_documents.pages(FOUND).items():
            assert orphan_numbers(page, FOUND, PROTOCOL) == (), name
        only = sample_documents.findings(recovery())
        page = sample_documents.pages(only)["finding-peer-support-recovery-post.qmd"]
        for figure, wrong in (
            (numbers.estimate(0.28, "SMD"), numbers.estimate(0.79, "SMD")),
            (numbers.count(1173), numbers.count(1174)),
            (numbers.percent(38.8, 1), numbers.percent(38.9, 1)),
            # The same digits as English writes them are another number, or none.
            (numbers.estimate(0.28, "SMD"), "0.28"),
        ):
            shown = re.compile(re.escape(figure))
            changed, times = shown.subn(wrong, page.replace("\\%", "%"))
            assert times
            orphans = orphan_numbers(changed, only, PROTOCOL)
            assert orphans == (wrong.replace("\xa0", " "),)


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "1,234.5 of 12%, and 7.", ["1,234.5", "12%", "7"]),
        ("de", "1.234,5 von 12 %, und 7.", ["1.234,5", "12 %", "7"]),
        ("de", "12,5, das 99,9-%-KI und 95-%", ["12,5", "99,9 %", "95"]),
        ("es", "12.345,5 de 12 %; 1234, y 7.", ["12.345,5", "12 %", "1234", "7"]),
        ("fr", "1 234,5 sur 12 %, 7, 2012.", ["1 234,5", "12 %", "7", "2012"]),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(
    language: str, text: str, found: list[str]
) -> None:
    with writing(lambda: style_of(language, said=lambda _fact: "")):
        assert [*numbers_in(text)] == found
        written = numbers.in_full(numbers.shown(found[0].replace(" ", "\u202f")))
        assert [*numbers_in(written)] == [found[0]]
        dates = (dt.date(2026, month, 1 + 2 * month) for month in range(1, 13))
        assert not any(map(str.isdigit, without_dates(" ".join(map(numbers.date, dates)))))


def test_references_are_written_in_the_one_form_that_is_told_from_figures():
    """With the number of an issue, `21(15):2145–2159`, the pages of a work read as figures."""
    assert not [work["id"] for work in _references() if "issue" in work]
