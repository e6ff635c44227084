"""The texts of a review beside its findings: their states, and what there is to say of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from living_review.ground.errors import BadInput
from living_review.ground.folder import TEXTS_CONFIRMED
from living_review.runs.editions import computed
from living_review.runs.spoken import spoken
from living_review.runs.states_of_texts import in_their_state

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from living_review.findings import ConclusionHeld, Findings, WrittenText
    from living_review.ground.folder import ReviewFolder
    from living_review.living.edition import Edition
    from living_review.living.store import VersionStore
    from living_review.protocol import Protocol
    from living_review.texts.writing import Texts


def texts_of(folder: ReviewFolder, edition: Edition) -> Texts:
    """Read the texts of a review in its main language, with what the authors of all should know."""
    from living_review.runs.languages import in_language
    from living_review.texts.writing import read_texts

    languages = edition.protocol.review.spoken
    with spoken(folder):
        read = read_texts(folder, edition.findings, languages)
    for tag in languages[1:]:
        if any(path.parent.name == tag for path in folder.text_files()):
            with in_language(folder, tag):
                read = read.and_of(read_texts(folder, edition.findings, languages))
    with spoken(folder):
        return replace(read, not_shown=tuple(_not_shown(folder, edition, read)))


def _not_shown(folder: ReviewFolder, edition: Edition, read: Texts) -> Iterable[str]:
    """Say which texts no page would show; pages are looked at where a review has some of its own.

    A page without its figures shows the same texts.
    """
    from living_review.document.report import website_texts
    from living_review.texts.not_shown import not_shown

    if not read.texts:
        return ()
    found = edition.findings.model_copy(update={"texts": read.texts, "references": read.references})
    if not has_own_pages(folder):
        return not_shown(found, (each.markdown for each in found.texts))
    return not_shown(found, website_texts(found, edition.protocol, {}, folder.templates).values())


def not_shown_in(report: Path, folder: ReviewFolder, findings: Findings) -> tuple[str, ...]:
    """Say which texts no page shows of a report that was written."""
    from living_review.texts.not_shown import not_shown

    if not (findings.texts and has_own_pages(folder)):
        return ()
    pages = (path.read_text(encoding="utf-8") for path in sorted(report.glob("*.qmd")))
    return tuple(not_shown(findings, pages))


def has_own_pages(folder: ReviewFolder) -> bool:
    """Whether the templates of a review stand in the place of pages, or of parts of some."""
    kinds = ("*.md.j2", "*.qmd.j2")
    return folder.templates.is_dir() and any(
        True for kind in kinds for _ in folder.templates.rglob(kind)
    )


def standing_texts(
    folder: ReviewFolder,
) -> tuple[tuple[WrittenText, ...], Findings, Protocol, VersionStore]:
    """Compute a review and give its texts in their states, with what they were taken from."""
    from living_review.ground import clock
    from living_review.living.store import VersionStore

    edition = computed(folder, as_of=None, today=clock.today(), progress=lambda _step: None)
    store = VersionStore(folder.versions)
    latest = store.latest()
    before = latest.number if latest else None
    with spoken(folder):
        found = in_their_state(edition.findings, edition.protocol, folder, store, before)
    return found.texts, found, edition.protocol, store


def confirm_text(
    folder: ReviewFolder, name: str, by: Callable[[], str], date: str | None
) -> WrittenText:
    """Keep that somebody confirmed a text on the conclusions of now; gives it as it then stands.

    Raises BadInput for a text that there is not, or that is about no result, and for a day to come.
    """
    from living_review.ground import clock
    from living_review.living.text_confirmations import Confirmation, write_confirmation
    from living_review.living.text_state import held_by, is_about_results
    from living_review.protocol.messages import suggestion

    texts, findings, protocol, store = standing_texts(folder)
    wanted = name.removesuffix(".md")
    text = next((each for each in texts if each.name == wanted), None)
    if text is None:
        names = [each.name for each in texts]
        others = f"; there is {', '.join(names)}." if names else "; data/text/ holds none."
        raise BadInput(f"There is no text '{name}'{suggestion(wanted, names) or others}")
    if not is_about_results(text):
        raise BadInput(f"The text '{name}' is about no result, so nothing can leave it behind.")
    day = _day(date, clock.today())
    held = held_by(text, findings, protocol)
    confirmation = Confirmation(
        version=_version_of(held, text, store), by=" ".join(by().split()), date=day, held=held
    )
    if not confirmation.by:
        raise BadInput("--by is empty; say who confirms, a person or a role.")
    write_confirmation(folder.own(TEXTS_CONFIRMED), text.name, confirmation)
    taken = {"version": confirmation.version, "confirmed_by": confirmation.by, "held": held}
    return text.model_copy(update={**taken, "confirmed_on": day, "moved": ()})


def _day(given: str | None, today: dt.date) -> dt.date:
    from living_review.certainty.judgements import day

    if given is None:
        return today
    named = day(given)
    if named is None:
        raise BadInput(f"--date {given}: a date is written like 2026-11-22; correct it.")
    if named > today:
        raise BadInput(f"--date {given} is in the future; give the day of the confirmation.")
    return named


def _version_of(held: tuple[ConclusionHeld, ...], text: WrittenText, store: VersionStore) -> int:
    """Give the version whose conclusions these are: the latest, or the one to come."""
    from living_review.living.text_state import held_by
    from living_review.runs.stored import stored

    latest = store.latest()
    if latest is None:
        return 1
    edition = stored(store, latest.number)
    same = held_by(text, edition.findings, edition.protocol) == held
    return latest.number if same else latest.number + 1
