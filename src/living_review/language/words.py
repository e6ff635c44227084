"""The words of a language, and a review's own in the place of some: what `say` asks.

Nothing is read before the first sentence, and each file once. The words are ambient, as the names
of a review are: whatever is said inside `with speaking(words)` is said in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from living_review.ground.number_style import ENGLISH, NumberStyle, writing
from living_review.ground.proper_names import labels_of
from living_review.language.fact import Fact
from living_review.language.folders import WORDS, file_of, main_is_spoken, own_folders

Sayer = Callable[[Any], str]


class Words:
    """The macros of one language, each a review's own where it has one.

    `own` is the folder of a review's templates: its `<language>/words/` and its `words/`.
    """

    def __init__(self, language: str = "en", own: Path | None = None) -> None:
        self.language, self.own = language, own
        self._sayers: dict[type[Fact], Sayer] = {}
        self._style: NumberStyle | None = None
        self._asked: tuple[Path, bool] | None = None

    def __reduce__(self) -> tuple[type[Words], tuple[str, Path | None]]:
        """Let another process speak them; it compiles its macros itself."""
        return type(self), (self.language, self.own)

    def said(self, fact: Fact) -> str:
        """Put a fact into these words; TemplateFailure where its macro fails or is missing."""
        kind = type(fact)
        sayer = self._sayers.get(kind)
        if sayer is None:
            from living_review.language.macros import sayer_of  # which loads jinja2

            sayer = self._sayers[kind] = sayer_of(kind, self.language, self.own, say)
        return sayer(fact)

    @property
    def style(self) -> NumberStyle:
        """How numbers are written among these words."""
        if self._style is None:
            self._style = self._written()
        return self._style

    def _written(self) -> NumberStyle:
        # To ask for words loads jinja2, which a review without its own need not wait for.
        if self.language == "en" and not self._own_numbers():
            return ENGLISH
        from living_review.language.number_styles import style_of

        return style_of(self.language, self.said)

    def _own_numbers(self) -> bool:
        """Whether the review may word numbers itself."""
        files = (each / file_of("numbers") for each in own_folders(self.own, self.language))
        return any(each.is_file() for each in files)


PROGRAMS = Words()
_SPEAKING: ContextVar[Words] = ContextVar("the words that are spoken", default=PROGRAMS)


def say(fact: Fact) -> str:
    """Put a fact into the words that are spoken: those of the review, or the program's English."""
    return _SPEAKING.get().said(fact)


def kept(fact: Fact) -> tuple[str, ...]:
    """Give what a version may have kept of a fact that newer ones keep as data: its sentence.

    It is in the words that are spoken, or in the program's own of their language.
    """
    words = _SPEAKING.get()
    said = words.said(fact)
    from living_review.language.sandbox import PROGRAM_TEMPLATES

    if words.own is None or not (PROGRAM_TEMPLATES / words.language).is_dir():
        return (said,)
    return said, Words(words.language).said(fact)


def spoken() -> Words:
    """Give the words that are spoken, for another process to speak them, too."""
    return _SPEAKING.get()


def language_spoken() -> str:
    """Give the language of the words that are spoken, for the pages that hold them."""
    return spoken().language


@contextmanager
def speaking(words: Words) -> Iterator[None]:
    """Have everything that is said inside said in these words."""
    before = _SPEAKING.set(words)
    try:
        with writing(lambda: words.style), labels_of(words.language):
            yield
    finally:
        _SPEAKING.reset(before)


def words_in(templates: Path | None, language: str = "en") -> Words:
    """Give the words of the review whose templates are in that folder, be it there or not.

    None asks for those that are spoken; where these are of that folder, they are not looked at
    again. Raises TemplateFailure for the first fault in the review's own macros.
    """
    now, asked = _SPEAKING.get(), (templates, main_is_spoken())
    if templates is None or (now.language == language and now._asked == asked):
        return now
    folders = own_folders(templates, language)
    own = templates if any((each / WORDS).is_dir() for each in folders) else None
    if language == PROGRAMS.language and own is None:
        return PROGRAMS
    from living_review.language.check import check_own_words  # which loads jinja2
    from living_review.language.sandbox import PROGRAM_TEMPLATES
    from living_review.language.translation import refuse_unless_whole

    if not (PROGRAM_TEMPLATES / language).is_dir():
        refuse_unless_whole(language, templates / language)
        folders = folders[1:]
    check_own_words(templates, language, folders)
    words = Words(language, own)
    words._asked = (templates, main_is_spoken())
    return words
