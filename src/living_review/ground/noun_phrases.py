"""Names of interventions and outcomes as parts of a sentence: which take a plural verb, which none.

Where the words do not tell, the protocol is asked (`number`, `as_object`).
"""

from __future__ import annotations

import re

_BEFORE_HEAD_ENDS = re.compile(
    r"\b(?:for|with|without|of|in|by|from|to|plus|versus|against|on|at|after|before|during)\b|[,(]"
)
_ONE = re.compile(r"(?:an?|one|each|every)\s", re.I)
_AND = re.compile(r"\s*(?:\band\b|&)\s*")
_SINGULAR_ENDINGS = ("ss", "us", "is", "os", "nastics", "obatics", "aerobics", "thenics", "letics")
_SINGULAR = frozenset(
    ("pilates", "news", "measles", "mumps", "herpes", "rabies", "diabetes", "gas", "bias", "lens")
)
_PLURAL = frozenset(("people", "men", "women", "children", "feet", "teeth", "media", "bacteria"))
_MEDICINES = ("otics", "lytics", "leptics", "retics", "gesics", "thetics", "ergics", "septics")
# Words that are written alike in both numbers, or whose ending does not tell.
_EITHER = frozenset(("series", "species", "means", "works", "headquarters", "data"))


def plural(noun_phrase: str, given: str | None = None) -> bool:
    """Tell whether a noun phrase takes a plural verb: as it was given, else by its nouns.

    'mutual support groups', 'yoga and meditation' and 'vitamins B and D' do; 'support for carers',
    'acceptance and commitment therapy' and 'analysis' do not.
    """
    if given is not None:
        return given == "plural"
    parts = _parts(noun_phrase)
    if _ONE.match(noun_phrase) and len(parts) == 1:
        return False
    if _many(parts[-1]):
        return True
    return len(parts) > 1 and (len(parts[-1].split()) == 1 or _many(parts[0]))


def plural_before(noun_phrase: str, given: str | None = None) -> bool:
    """Tell whether a verb that stands before a noun phrase is plural, as in a question.

    Of alternatives the nearest decides: 'do opioids or exercise help', 'does yoga or statins help'.
    """
    nearest, *_ = re.split(r"\s+or\s+", noun_phrase, maxsplit=1)
    return plural(nearest, given)


def number_unsure(noun_phrase: str) -> bool:
    """Tell whether the ending of a noun phrase leaves open if its verb is plural.

    'diet and exercise programme' may be one thing or two; 'series' and 'plyometrics' may be both.
    """
    parts = _parts(noun_phrase)
    if _ONE.match(noun_phrase) and len(parts) == 1:
        return False
    last = _head(parts[-1]).lower()
    if last in _EITHER:
        return True
    if last.endswith("ics") and not last.endswith((*_SINGULAR_ENDINGS, *_MEDICINES)):
        return True
    joined_up = len(parts) > 1 and len(parts[-1].split()) > 1
    return joined_up and not _many(parts[-1]) and not _many(parts[0])


def _parts(noun_phrase: str) -> list[str]:
    """Give what 'and' joins in a noun phrase, up to the first preposition."""
    start = _BEFORE_HEAD_ENDS.split(noun_phrase, maxsplit=1)[0]
    return [part for part in _AND.split(start) if part.strip()] or [noun_phrase]


def _head(part: str) -> str:
    return (part.split() or [""])[-1]


def _many(part: str) -> bool:
    """Tell whether the last word of a phrase is plural, or a letter behind one: 'vitamins B'."""
    words = part.split() or [""]
    if len(words) > 1 and len(words[-1]) <= 2 and not words[-1].islower():
        words.pop()
    last = words[-1].lower()
    if last in _PLURAL or re.search(r"[A-Z\d]s$", words[-1]):
        return True
    return (
        words[-1].endswith("s") and last not in _SINGULAR and not last.endswith(_SINGULAR_ENDINGS)
    )


_PHRASE = re.compile(r"(?:no longer|not|never|still|at least|one or more|any|\w+ing)\b(?=.)", re.I)
_UNLIKE_A_NOUN = re.compile(
    r"(?:no longer|not|never|still)\b|\w+ing (?:of|to|an?|the|with|without|from|at|free|able|"
    r"unable|well|more|less|by|as)\b",
    re.I,
)
_NOUNS = ("functioning", "wellbeing", "well-being", "suffering", "satisfaction")


def is_phrase(label: str) -> bool:
    """Tell whether a label says what people do or are: 'Being free of pain', 'Any adverse event'.

    Such a label follows 'the risk of' or 'the chance of', and no verb.
    """
    return _PHRASE.match(label.strip()) is not None


def object_unsure(label: str) -> bool:
    """Tell whether a label of a score is a phrase that no verb can take: 'Being able to walk'."""
    text = label.strip()
    return _UNLIKE_A_NOUN.match(text) is not None and not text.lower().startswith(_NOUNS)
