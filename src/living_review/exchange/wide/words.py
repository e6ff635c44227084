"""What the name of a column says: which statistic, of which arm, of which outcome, when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from living_review.exchange.times import weeks_named
from living_review.exchange.wide import vocabulary as v
from living_review.exchange.wide.levels import without_level
from living_review.registry.columns import STATUSES

JOINT = " | "
LONGEST_NAME = 300
_WORD = re.compile(r"[^\W_]+|%")
_CAMEL = re.compile(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])")
_SHOUTED = re.compile(r"([A-ZÄÖÜ]{2,})([a-zäöü]{2,})")
_LETTERS_DIGIT = re.compile(r"([^\W\d_]+)(\d)")
_METAFOR = re.compile(r"(m|sd|n|x|t)([12])i")
_PEOPLE = re.compile(r"[\[(]\s{0,3}[nN]\s{0,3}=\s{0,3}\d{1,6}\s{0,3}[\])]", re.ASCII)
_FRACTION = re.compile(
    r"(?<![^\W_])(?:[nrexNREX]|events?|cases|ereignisse)\s?/\s?(?:n|total|gesamt)(?![^\W_])",
    re.IGNORECASE,
)
_UNITS = {
    **dict.fromkeys(("d", "day", "days", "tag", "tage", "tagen"), "days"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "woche", "wochen"), "weeks"),
    **dict.fromkeys(("m", "mo", "mos", "mon", "mth", "month", "months"), "months"),
    **dict.fromkeys(("monat", "monate", "monaten", "monats"), "months"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years", "jahr", "jahre", "jahren"), "years"),
}
_NUMBERED_TIME = re.compile(r"(t|fu|post|followup|k)(\d{1,2})")
_AMOUNT_UNIT = re.compile(r"(\d{1,3})([a-zäöü]+)")
_UNIT_AMOUNT = re.compile(r"([a-zäöü]+)(\d{1,3})")
_LABELS = v.lookup(v.TRIAL_COLUMNS)
_ROW = v.lookup(v.ROW_COLUMNS)
_LONGEST_PHRASE = max(map(len, (*v.STATISTICS, *v.ROLES, *v.TIMES, *v.CHANGE)))
_ODD = ("id", "name", "reference", "citation", "title", "trial id")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name says; empty where it says nothing of the kind.

    `rest` is what is left of the name: the outcome, or an arm by its own name. `arm` is how the arm
    is written. `weak` tells that the arm is a single letter or digit, which may mean nothing.
    """

    statistic: str = ""
    role: str = ""
    arm: str = ""
    timepoint: str = ""
    weeks: str = ""
    baseline: bool = False
    change: bool = False
    rest: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def plain_words(name: str) -> str:
    """Give the words of a name in small letters, without signs: `Study ID:` is `study id`."""
    return " ".join(each.plain for each in _words(name[:LONGEST_NAME]))


def trial_column(name: str) -> str:
    """Give the column of trials that a name means, or `label`; '' for none."""
    return _LABELS.get(plain_words(last_part(name)), "")


def row_column(name: str) -> str:
    """Give what a name says a row is about: outcome, timepoint, instrument, arm …; '' for none."""
    return _ROW.get(plain_words(last_part(name)), "")


def last_part(name: str) -> str:
    """Give the lowest line of a name that stands in several rows of a header."""
    return name.rsplit(JOINT, 1)[-1]


def label_rank(name: str) -> int:
    """Tell how well a name is one of study labels: 0 is best."""
    return _ODD.index(plain_words(name)) + 1 if plain_words(name) in _ODD else 0


def is_status(cell: str) -> bool:
    """Tell whether a cell is a status of a trial."""
    return cell.strip().lower() in STATUSES


@lru_cache(maxsize=4096)
def meaning(name: str, *, weak: bool = True) -> Meaning:
    """Read a name; with `weak` False, single letters and digits are no arms."""
    name = unicodedata.normalize("NFC", name[:LONGEST_NAME])
    name = _PEOPLE.sub(lambda said: " " * len(said[0]), name)
    name = without_level(name)
    words = _words(name)
    used: set[int] = set()
    found: dict[str, Any] = {}
    _take_statistic(words, used, found, name)
    counted = frozenset(used)
    # `Change from baseline` is no baseline.
    if change := _first(words, used, v.CHANGE):
        found["change"] = True
        used |= change[1]
    _take_named_time(words, used, found)
    _take_role(words, used, found, name, weak=weak)
    if "arm" not in found and tuple(words[i].plain for i in sorted(counted)) in v.OF_ARMS_ALONE:
        del found["statistic"]
        used -= counted
    _take_time(words, used, found)
    taken = used | _fillers(words, used)
    found["rest"] = _left(name, [words[i] for i in sorted(taken)])
    return Meaning(**found)


def _fillers(words: Sequence[_Word], used: set[int]) -> set[int]:
    """Give the small words beside those that were understood; `Quality of life` keeps its own."""
    taken: set[int] = set()
    for i in (*range(len(words)), *reversed(range(len(words)))):
        around = {i - 1, i + 1} & (used | taken)
        if words[i].plain in v.FILLERS and i not in used and around:
            taken.add(i)
    return taken


def _words(name: str) -> tuple[_Word, ...]:
    """Cut a name into words at blanks, signs, capitals and digits; each keeps its place."""
    made: list[_Word] = []
    for found in _WORD.finditer(name):
        at = found.start()
        for part in _parts(found[0]):
            made.append(_Word(_fold(part), at, at + len(part)))
            at += len(part)
    return tuple(made)


def _fold(part: str) -> str:
    return unicodedata.normalize("NFKC", part).casefold()


def _parts(word: str) -> list[str]:
    if _known(_fold(word)) or _time(_fold(word)):
        return [word]
    parts = [part for each in _CAMEL.split(word) for part in _unshouted(each)]
    return [small for part in parts for small in _numbered(part)]


def _unshouted(word: str) -> list[str]:
    """Cut `BDIpost` and `SDInt` where what follows the capitals is known."""
    shouted = _SHOUTED.fullmatch(word)
    for cut in (shouted.end(1), shouted.end(1) - 1) if shouted else ():
        if _known(_fold(word[cut:])):
            return [word[:cut], word[cut:]]
    return [word]


def _numbered(part: str) -> list[str]:
    """Cut `mean1` into two, and `sdint` where both halves are known."""
    plain = _fold(part)
    if _known(plain) or _time(plain) or len(plain) != len(part) or plain in v.WHOLE:
        return [part]
    if metafor := _METAFOR.fullmatch(plain):
        return [part[: metafor.end(1)], part[metafor.start(2) :]]
    digit = _LETTERS_DIGIT.fullmatch(plain)
    if digit and _known(digit[1]):
        return [part[:-1], part[-1:]]
    for cut in range(1, len(plain)):
        before, after = plain[:cut], plain[cut:]
        if _pair(before, after):
            return [part[:cut], part[cut:]]
    return [part]


def _pair(before: str, after: str) -> bool:
    statistic = (before,) in v.STATISTICS, (after,) in v.STATISTICS
    role = (before,) in v.ROLES, (after,) in v.ROLES
    return (statistic[0] and role[1]) or (role[0] and statistic[1])


def _known(word: str) -> bool:
    return (
        any((word,) in phrases for phrases in (v.STATISTICS, v.ROLES, v.TIMES, v.CHANGE))
        or word in v.BASELINE
    )


def _first(
    words: Sequence[_Word], used: Collection[int], phrases: Mapping[v.Phrase, str]
) -> tuple[str, set[int]] | None:
    """Give the first longest phrase among the words that are left, and their places."""
    every = _all(words, used, phrases)
    return max(every, key=lambda each: (len(each[1]), -min(each[1])), default=None)


def _all(
    words: Sequence[_Word], used: Collection[int], phrases: Mapping[v.Phrase, str]
) -> list[tuple[str, set[int]]]:
    found: list[tuple[str, set[int]]] = []
    i = 0
    while i < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - i), 0, -1):
            places = set(range(i, i + length))
            said = tuple(word.plain for word in words[i : i + length])
            if said in phrases and not places & set(used):
                found.append((phrases[said], places))
                i += length - 1
                break
        i += 1
    return found


def _take_statistic(
    words: Sequence[_Word], used: set[int], found: dict[str, Any], name: str
) -> None:
    if fraction := _FRACTION.search(name):
        found["statistic"] = "events_n"
        used |= {i for i, w in enumerate(words) if fraction.start() <= w.start < fraction.end()}
        return
    every = _all(words, used, v.STATISTICS)
    strong = [
        each
        for each in every
        if tuple(words[i].plain for i in sorted(each[1])) not in v.WEAK_STATISTICS
    ]
    if not strong and (metafor := _as_metafor(words)):
        found["statistic"], at = metafor
        used.add(at)
        return
    if chosen := (strong or every)[-1:]:
        found["statistic"], places = chosen[0]
        # Written out and in short: `Standardabweichung (SD)`.
        twice = (at for said, at in every if said == found["statistic"] and max(at) + 1 in places)
        used |= places.union(*twice)


def _take_named_time(words: Sequence[_Word], used: set[int], found: dict[str, Any]) -> None:
    """Take `end of treatment`, and `post treatment` where the arm is named beside it.

    Without that it may be the arm: `post treatment mean` beside `post control mean`.
    """
    roles = _all(words, used, v.ROLES)
    for named, places in _all(words, used, v.TIMES):
        crossing = [own for _, own in roles if own & places]
        is_time = any(words[i].plain in v.FILLERS for i in places)
        apart = is_time or len(crossing) < len(roles)
        if crossing and apart and all(own <= places for own in crossing):
            found.setdefault("timepoint", named)
            used |= places


def _as_metafor(words: Sequence[_Word]) -> tuple[str, int] | None:
    """Read `x1i` and `t2i`, which mean something with the arm behind them alone."""
    for i, (word, after) in enumerate(pairwise(words)):
        if word.plain in v.METAFOR and after.plain in v.METAFOR_ARMS:
            return v.METAFOR[word.plain], i
    return None


def _take_role(
    words: Sequence[_Word], used: set[int], found: dict[str, Any], name: str, *, weak: bool
) -> None:
    if role := _first(words, used, v.ROLES):
        found["role"] = role[0]
        places = sorted(role[1])
        found["arm"] = name[words[places[0]].start : words[places[-1]].end]
        # Written out and in short: `Intervention group (IG)`.
        used.update(*(at for said, at in _all(words, used, v.ROLES) if said == role[0]))
        return
    if not weak or "statistic" not in found:
        return
    for i in reversed(range(len(words))):
        word = words[i].plain
        word = word.removesuffix("i") if word in v.METAFOR_ARMS else word
        if i not in used and (word in v.WEAK_ROLES or word in v.NUMBERED_ARMS):
            found |= {"role": v.WEAK_ROLES.get(word, ""), "arm": word, "weak": True}
            used.add(i)
            return


def _take_time(words: Sequence[_Word], used: set[int], found: dict[str, Any]) -> None:
    for i, word in enumerate(words):
        if i in used:
            continue
        if word.plain in v.BASELINE:
            found["baseline"] = True
            used.add(i)
            continue
        if weeks := _weeks(words, i, used):
            found.setdefault("weeks", weeks[0])
            used |= weeks[1]
        elif name := _time(word.plain):
            found["timepoint"] = name
            used.add(i)
    if named := _first(words, used, v.TIMES):
        found.setdefault("timepoint", named[0])
        used |= named[1]
    # Where nothing else tells the time, the weeks do.
    if found.get("weeks") and not found.get("timepoint"):
        found["timepoint"] = f"weeks-{found['weeks']}"


def _time(word: str) -> str:
    """Give the name of a numbered time: `t2`, `fu1`."""
    found = _NUMBERED_TIME.fullmatch(word)
    return word if found and word != "t0" else ""


def _weeks(words: Sequence[_Word], i: int, used: Collection[int]) -> tuple[str, set[int]] | None:
    """Read `12w`, `6 months`, `week 8`, `3-Monats` at a place."""
    word = words[i].plain
    if (one := _AMOUNT_UNIT.fullmatch(word)) and one[2] in _UNITS:
        return _in_weeks(one[1], one[2]), {i}
    if (one := _UNIT_AMOUNT.fullmatch(word)) and one[1] in _UNITS and one[1] not in ("m", "d", "y"):
        return _in_weeks(one[2], one[1]), {i}
    following = i + 1
    if following >= len(words) or following in used:
        return None
    after = words[following].plain
    if word.isdecimal() and word.isascii() and after in _UNITS and len(word) <= 3:
        return _in_weeks(word, after), {i, following}
    if word in _UNITS and len(word) > 2 and after.isdecimal() and after.isascii():
        return (_in_weeks(after, word), {i, following}) if len(after) <= 3 else None
    return None


def _in_weeks(amount: str, unit: str) -> str:
    return weeks_named(f"{int(amount)} {_UNITS[unit]}")


def _left(name: str, taken: Sequence[_Word]) -> str:
    """Give a name without the words that were understood, and without the signs around them."""
    letters = list(name)
    for word in taken:
        letters[word.start : word.end] = "\0" * (word.end - word.start)
    left = re.sub(r"[\s_|]*\0[\s_|\0]*", "\0", "".join(letters))
    parts = [re.sub(r"^[\W_]+|[^\w%)]+$|_+$", "", part) for part in left.split("\0")]
    parts = [_balanced(part) for part in parts]
    return " ".join(filter(None, parts))


def _balanced(part: str) -> str:
    """Drop brackets whose other half was taken away."""
    if part.count("(") != part.count(")"):
        part = part.replace("(", " ").replace(")", " ")
    return " ".join(part.split())
