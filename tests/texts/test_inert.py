"""What people write is shown as they mean it, and nothing in it can act."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from typed_texts import TO_THE_LETTER, page, seen

from living_review.pages.pandoc import Page, convert
from living_review.texts.inert import source_of, written

MEANT = (
    ("*em* and **strong** and ***both***", "<em>em</em> and <strong>strong</strong>"),
    ("_em_ and __strong__ snake_case_name", "<em>em</em> and <strong>strong</strong> snake_case"),
    ("a*b*c and *a***b**", "a<em>b</em>c and <em>a</em>"),
    ("- one\n- two\n", "<li>one</li> <li>two</li>"),
    ("3. three\n4. four\n", '<ol start="3" type="1">'),
    ("- one\n\n  more\n- two", "<p>more</p>"),
    ("- one\n  - inner\n    1. innermost", "<li>innermost</li>"),
    ("> said\n>\n> - listed", "<blockquote>"),
    ("[WHO](https://who.int/a_(b)?c=d&e)", 'href="https://who.int/a_%28b%29?c=d&amp;e"'),
    ("<https://who.int>", '<a href="https://who.int" class="uri">https://who.int</a>'),
    ("[it](doi:10.1186/s12888-021-03321-z)", 'href="https://doi.org/10.1186/s12888-021-03321-z"'),
    ("[*em* in a link](https://who.int)", '<a href="https://who.int"><em>em</em> in a link</a>'),
    ("one\\\ntwo", "one<br /> two"),
    ("one\n\n***\n\ntwo", "<hr />"),
)


def test_what_is_no_markdown_of_a_text_is_shown_to_the_letter():
    # All in one page: Pandoc takes a while to start.
    body = convert(
        Page("t.md", "\n\n".join(str(written(source_of(each)).markdown) for each in TO_THE_LETTER))
    ).body
    paragraphs = re.findall(r"<p>(.*?)</p>", body, re.S)
    shown = [seen(each) for each in paragraphs]
    # Entities are letters, and what nobody sees is written out.
    other = {"&lt;b&gt; &amp; &copy;": "<b> & ©", "\u202egnp.exe": "[U+202E]gnp.exe"}
    other[TO_THE_LETTER[-1]] = "[U+E000]0[U+E001] and [U+E000]7[U+E001]"
    assert shown == [
        other.get(each, each).replace("&lt;", "<").replace("&gt;", ">") for each in TO_THE_LETTER
    ]
    assert set(re.findall(r"<(\w+)", body)) == {"p"}


def test_what_a_text_may_hold_is_what_it_is():
    shown = page("\n\nBetween.\n\n".join(text for text, _ in MEANT)).split("<p>Between.</p>")
    missing = [each for each, part in zip(MEANT, shown, strict=True) if each[1] not in part]
    assert not missing


def test_headings_begin_at_the_highest_and_keep_their_steps():
    done = written(source_of("## One\n\n### Two\n\nThree\n---\n\n#### Four"), anchor="t")
    marks = re.findall(r"^(#+) .*?\{#(.*?)\}$", str(done.markdown), re.M)
    assert marks == [("#", "t-1"), ("##", "t-2"), ("#", "t-3"), ("###", "t-4")]


def test_a_first_heading_that_is_the_title_of_the_text_is_not_said_twice():
    done = written(source_of("# Authors’ Conclusions\n\nText"), title=["Authors’ conclusions"])
    assert done.markdown == "Text"
    assert "# Other" in written(source_of("# Other\n\nText"), title=["Background"]).markdown


def test_a_comment_of_the_author_is_not_shown_and_lines_stay():
    done = written(source_of("One <!-- not\nfor readers --> 12 people\n\n35 trials"))
    assert "readers" not in done.markdown
    assert done.by_hand == ((2, "12"), (4, "35"))


def test_links_and_images_that_stay_text_are_told_with_their_line():
    done = written(source_of("a\n\nb [x](methods.html)\n![y](z.png)"))
    assert [line for line, _ in done.remarks] == [3, 4]
    assert "'methods.html'" in done.remarks[0][1]


WORDS = st.text(alphabet="ab1 *_[]()<>`{}#>-+.:\\!|~^$@&;=\"'\n\t/", max_size=40)


@settings(max_examples=60)
@given(WORDS)
def test_nothing_but_known_marks_ever_reaches_a_page(text):
    """Whatever is typed: outside of its own marks, what is special to Pandoc is escaped."""
    done = str(written(source_of(text)).markdown)
    bare = re.sub(r"\\[^\w\s]", "", done)
    bare = re.sub(r" \{#text-\d+\}$", "", bare, flags=re.M).replace("[]{}", "")
    assert not re.search(r"[<`{}$|~^@]", bare)
    assert not re.search(r"^\s*:::", bare, re.M)
