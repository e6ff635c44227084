"""What people may type into a text and is no Markdown of one, and a text as a page shows it."""

from __future__ import annotations

import html
import re

from living_review.pages.pandoc import Page, convert
from living_review.texts.inert import source_of, written

# Each is shown to the letter, in one paragraph.
TO_THE_LETTER = (
    "<script>window.pwned = 1</script>",
    '<img src=x onerror="window.pwned=1">',
    '<iframe srcdoc="&lt;script&gt;1&lt;/script&gt;"></iframe>',
    '<meta http-equiv="refresh" content="0; url=https://evil.example">',
    '<a href="https://evil.example">click</a>',
    "```{=html} <script>1</script> ```",
    "`<script>1</script>`{=html}",
    "[text]{.class onclick=alert(1)}",
    "[](javascript:alert(1)){#id}",
    "::: {.callout-note title=x}",
    "$x^2$ and $$z$$",
    "\\newcommand{\\x}{y} \\begin{equation}",
    "![a picture](https://evil.example/x.png)",
    "![a picture](images/flow.png){width=50%}",
    "[click](javascript:alert(1))",
    "[click](data:text/html,x)",
    "[click](file:///etc/passwd)",
    "[a page](methods.html)",
    "[write](mailto:a@b.example)",
    "[^1] and ^[a note]",
    "H~2~O and 10^6^ and ~~gone~~",
    "| a | b |",
    "@handle and @fig-one and -@key",
    "#tag {#anchor}",
    ": a definition",
    "(@) an example",
    "a. no list",
    "(1) no list",
    "\u202egnp.exe",
    "--- title: x ---",
    "&lt;b&gt; &amp; &copy;",
    "=== ---",
    "\ue0000\ue001 and \ue0007\ue001",
)


def page(text: str) -> str:
    body = convert(Page("text.md", str(written(source_of(text)).markdown))).body
    return " ".join(body.split())


def seen(body: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())
