"""What the checks found as one page that needs no other file."""

from __future__ import annotations

from markupsafe import Markup

from living_review import assets
from living_review.document.context import SENTENCES
from living_review.document.filters import called, filters, hashes
from living_review.document.templates import environment, render
from living_review.findings import Findings
from living_review.language import language_spoken, say
from living_review.language.facts import site as facts
from living_review.pages import pandoc
from living_review.pages.page_template import page_template, right_to_left
from living_review.tables import registry
from living_review.tables.html import draw
from living_review.website.policy import alone_policy

SECTION = "sections/set-aside.md.j2"


def check_page(findings: Findings) -> str:
    """Give rows set aside, queries and corrections as the Data page of the report shows them."""
    language = language_spoken()
    values = {
        **{function.__name__: function for function in SENTENCES},
        **called(language),
        "h": hashes(2),
        **registry.names(findings, lambda table: draw(table, links=False)),
    }
    body = render(environment(None, filters(language), language), SECTION, values)
    converted = pandoc.convert(pandoc.Page("check.html", body))
    # The fonts of the site are files; a page that stands alone uses those of the reader.
    look = assets.site_stylesheet().replace(assets.font_faces("fonts/"), "")
    return page_template("check.html").render(
        language=language,
        right_to_left=right_to_left(language),
        skip=say(facts.InFrame(part="skip")),
        title=say(facts.Checks(title=findings.review.title)),
        made=say(facts.Pulled(date=findings.registry.pulled_at.date())),
        policy=alone_policy(look),
        stylesheet=Markup(look),
        body=Markup(converted.body),
    )
