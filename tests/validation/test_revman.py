"""What RevMan 5 stores, beside what the installed program gives."""

from __future__ import annotations

from living_review.validation.agreement import validate
from living_review.validation.document import as_markdown
from living_review.validation.revman import revman_figures


def test_every_figure_of_revman_is_ours_too():
    found = revman_figures()
    assert len(found) == 10
    assert not [each for each in found if not each.agrees]


def test_a_figure_that_is_off_is_seen():
    first = revman_figures()[0]
    assert not type(first)(
        first.analysis, first.quantity, first.ours + 1e-11, first.theirs, 12
    ).agrees


def test_the_page_shows_both_figures():
    page = as_markdown(validate())
    assert "| 0.896865560913 | 0.896865560913 | agrees |" in page
    assert "| 0.530734 | 0.530734 | agrees |" in page
