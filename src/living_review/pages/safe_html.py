"""The HTML of a page's body is read once more before it is published: what could act is refused.

A template may hold raw HTML, and what it prints may come from anywhere. A policy stops scripts and
loading in browsers that know it; it stops no `<meta http-equiv="refresh">`, and no mail program or
e-reader knows it. So a body may hold these elements only, none of which can run, load from
elsewhere, send, or lead a reader away by itself.

Every `<` of the text must begin an element of the list that is written out plainly. As none stands
in an attribute or a comment, it does not matter how a browser would read broken markup: there is no
`<` left for it to read otherwise.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from living_review.pages.page_faults import PageFault


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TEXT = _names("""
a abbr article aside b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn
div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol
p picture pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td
tfoot th thead time tr u ul var wbr
""")
_DRAWINGS = _names("""
svg g path rect circle ellipse line polyline polygon text tspan title desc defs clippath
lineargradient radialgradient stop
""")
_FORMULAS = _names("""
math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded
mphantom mfenced menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts none
mtable mtr mtd mlabeledtr
""")
_NEVER = _names("""
action formaction background poster data srcdoc ping manifest http-equiv content target
xlink:href usemap ismap longdesc dynsrc lowsrc autofocus contenteditable is slot nonce
""")
# Attributes of drawings that may name a place: they may name a part of the drawing.
_DRAWN = _names("""
fill stroke filter mask clip-path marker marker-start marker-mid marker-end cursor
""")


ELEMENTS = _TEXT | _DRAWINGS | _FORMULAS
# What an attribute may hold that names a place: on these elements alone.
_PLACES = {
    "href": ("a",),
    "src": ("img",),
    "srcset": ("img", "source"),
    "cite": ("blockquote", "q"),
}
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)"
    r"(?P<attributes>(?:\s+[A-Za-z_:][A-Za-z0-9_:.-]*"
    r"""(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'|[A-Za-z0-9_.%#-]+))?)*)\s*/?>"""
)
_ATTRIBUTE = re.compile(
    r"""([A-Za-z_:][A-Za-z0-9_:.-]*)(?:\s*=\s*(?:"([^"<]*)"|'([^'<]*)'|([A-Za-z0-9_.%#-]+)))?"""
)
_COMMENT = re.compile(r"<!--[A-Za-z0-9 :._/-]*-->")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_LINKED = ("http", "https", "mailto", "doi")
_STYLE = re.compile(r"[A-Za-z0-9\s:;.,%#()+*/!-]*")
_WITHIN = re.compile(r"url\(#[\w.-]+\)|(?!url)[A-Za-z0-9#%.,() -]*")
_LOADS = re.compile(r"url|image|element|expression|import|behaviou?r|binding|src", re.IGNORECASE)
_SHOWN = 80


class ActiveMarkup(PageFault):
    """A page holds markup that could act."""


def refuse_active(body: str, page: str) -> tuple[str, ...]:
    """Give the addresses of all images of a body; ActiveMarkup where anything in it could act."""
    images: list[str] = []
    at = body.find("<")
    while at >= 0:
        tag = _TAG.match(body, at)
        if tag is None:
            comment = _COMMENT.match(body, at)
            if comment is None:
                raise _refused(
                    page, body[at : at + _SHOWN], "it is no element that a page may hold"
                )
            at = body.find("<", comment.end())
            continue
        images += _images_of(tag, page)
        at = body.find("<", tag.end())
    return tuple(images)


def refuse_scripts(html: str, page: str) -> None:
    """Refuse in a page that another program framed what acts by itself, wherever it is written."""
    for tag in re.finditer(r"<([A-Za-z][A-Za-z0-9-]*)([^<>]*)>", html):
        name, rest = tag[1].lower(), tag[2]
        if name in _FRAMED:
            raise _refused(page, tag[0], f"a page may hold no <{name}>")
        names = re.sub(r"\"[^\"]*\"|'[^']*'", "''", rest)
        if re.search(r"[\s'/]on[a-z]+\s*=", names, re.IGNORECASE):
            raise _refused(page, tag[0], "a page may hold no script in an attribute")
        if re.search(r"""(?:src|srcset)\s*=\s*["']?\s*(?:[a-z][a-z0-9+.-]*:)?//""", rest, re.I):
            raise _refused(page, tag[0], "pages load nothing from elsewhere")


_FRAMED = _names(
    "script iframe frame object embed applet base meta link form portal template style"
)


def _images_of(tag: re.Match[str], page: str) -> Iterator[str]:
    """Look at one tag, and yield the images that it names."""
    name = tag["name"].lower()
    if name not in ELEMENTS:
        raise _refused(page, tag[0], f"a page may hold no <{name}>")
    for attribute, *values in _ATTRIBUTE.findall(tag["attributes"]):
        key, value = attribute.lower(), html.unescape("".join(values))
        if key.startswith("on") or key in _NEVER:
            raise _refused(page, tag[0], f"a page may hold no attribute {key}")
        if key in _PLACES:
            if name not in _PLACES[key]:
                raise _refused(page, tag[0], f"<{name}> may have no {key}")
            if name == "a":
                _look_at_link(value, tag[0], page)
            else:
                yield from _places(key, value)
        elif key == "style":
            if not _STYLE.fullmatch(value) or _LOADS.search(value):
                raise _refused(page, tag[0], "a style may load nothing")
        elif key in _DRAWN and not _WITHIN.fullmatch(value):
            raise _refused(page, tag[0], f"the attribute {key} may load nothing")


def _look_at_link(address: str, tag: str, page: str) -> None:
    # Browsers leave out tabs and line ends inside an address, and blanks before it.
    plain = re.sub(r"[\x00-\x20]", "", address)
    scheme = _SCHEME.match(plain)
    if scheme and scheme[1].lower() not in _LINKED:
        raise _refused(page, tag, f"a link may not lead to {scheme[1].lower()}:")


def _places(key: str, value: str) -> Iterator[str]:
    """Yield the addresses of an attribute; a srcset has several, each with its size behind."""
    if key == "srcset":
        for each in value.split(","):
            if each.strip():
                yield each.split()[0]
    else:
        yield value.strip()


def _refused(page: str, markup: str, reason: str) -> ActiveMarkup:
    start = " ".join(markup.split())[:_SHOWN]
    said = (
        f"{start!a} is refused, because {reason}: pages run no script of their own, load nothing "
        "from elsewhere and send nothing. Take it out of the template."
    )
    return ActiveMarkup(page, said, " ".join(markup.split("\n")[0].split())[:_SHOWN])
