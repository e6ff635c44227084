"""What a page of another program's frame is given more: the box that finds words, and the scripts.

Quarto knows the head of a page and the bar at its top. The box waits in the head, and a script puts
it into the bar: without scripts nobody could use it.
"""

from __future__ import annotations

from markupsafe import Markup

from living_review.language import say
from living_review.language.facts import site as facts
from living_review.pages.page_template import page_template
from living_review.website import find
from living_review.website.policy import (
    choosing,
    copying,
    finding,
    lighting,
    script,
    shortened,
)


def find_box(root: str = "") -> Markup:
    """Write the box in which words of the site are looked for; `root` leads to its pages."""
    label = say(facts.Find(part="label", number=""))
    return Markup(page_template("find.html").render(index=f"{root}{find.FILE}", label=label))


def in_head() -> str:
    """Write what the head of each page has: the box, and every script, which acts where it may."""
    scripts = (script(), placing(), finding(), copying(), choosing(), lighting())
    ours = "".join(f"<script>{each}</script>\n" for each in scripts)
    return f'<template id="find-box">\n{find_box()}</template>\n{ours}'


def placing() -> str:
    """Give the script that puts the box into the bar of Quarto's pages."""
    return shortened(page_template("placing.js").render())
