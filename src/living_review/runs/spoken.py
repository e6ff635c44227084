"""Which language a review is written in, and its words spoken."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from living_review.ground.errors import ProtocolError
from living_review.language import PROGRAMS, speaking, words_in

if TYPE_CHECKING:
    from living_review.ground.folder import ReviewFolder


def spoken(folder: ReviewFolder) -> AbstractContextManager[None]:
    """Have everything that is said inside said in the words and the language of a review.

    Raises TemplateFailure where its own words have a fault, or those of its language are not whole.
    """
    return speaking(words_in(folder.templates, language_of(folder)))


def language_of(folder: ReviewFolder) -> str:
    """Give the language of a review: English where its protocol has faults, which others tell.

    Where protocols are read in another language, that is spoken, too.
    """
    from living_review.protocol import load_protocol
    from living_review.protocol.in_languages import asked

    if language := asked():
        return language
    try:
        return load_protocol(folder.protocol).review.language
    except ProtocolError:
        return PROGRAMS.language
