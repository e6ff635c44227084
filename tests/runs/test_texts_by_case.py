"""The texts of a review in every case: read in its languages, in their states, and confirmed."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import findings, protocol

from living_review.findings import WrittenText
from living_review.ground import clock
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.living.edition import Edition
from living_review.living.text_confirmations import (
    Confirmation,
    read_confirmations,
    write_confirmation,
)
from living_review.runs import texts
from living_review.texts.writing import Remark, Texts

BEFORE, DAY, AFTER = (dt.date(2026, 3, day) for day in (3, 4, 5))
CONFIRMED = "data/text/confirmed.json"
CONCLUDED, BACKGROUND = "authors-conclusions", "background"


def a_text(kind: Any, **values: Any) -> WrittenText:
    return WrittenText(kind=kind, read_from=f"data/text/{kind}.md", markdown="Said.", **values)


def a_folder(root: Path, *names: str) -> ReviewFolder:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("Said.\n")
    return ReviewFolder(root)


@pytest.mark.parametrize("languages", [("en",), ("en", "es"), ("en", "es", "de")])
@pytest.mark.parametrize("written", [(), ("es",), ("es", "de")])
def test_texts_are_those_of_the_main_language_with_the_remarks_of_all(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    languages: tuple[str, ...],
    written: tuple[str, ...],
) -> None:
    inside: list[str] = []

    @contextmanager
    def within(name: str) -> Any:
        inside.append(name)
        yield
        inside.remove(name)

    def read_texts(_: Any, found: Any, spoken: Any) -> Texts:
        assert (found, spoken) == ("findings", languages)
        [tag] = inside
        remark = Remark(f"{tag}.md", 1, "Look.")
        return Texts(texts=(a_text(BACKGROUND, stands_in=tag),), remarks=(remark,))

    folder = a_folder(tmp_path, "data/text/background.md",
                      *(f"data/text/{tag}/background.md" for tag in written))  # fmt: skip
    monkeypatch.setattr(texts, "spoken", lambda _: within("main"))
    monkeypatch.setattr("living_review.runs.languages.in_language", lambda _, tag: within(tag))
    monkeypatch.setattr("living_review.texts.writing.read_texts", read_texts)
    monkeypatch.setattr(texts, "_not_shown", lambda *given: [f"not shown in {inside}"])
    by: Any = SimpleNamespace(review=SimpleNamespace(spoken=languages))
    read = texts.texts_of(folder, Edition("findings", "tables", by))  # type: ignore[arg-type]
    assert [each.stands_in for each in read.texts] == ["main"]
    told = ["main", *(tag for tag in languages[1:] if tag in written)]
    assert [each.file for each in read.remarks] == [f"{tag}.md" for tag in told]
    assert read.not_shown == ("not shown in ['main']",)


def test_where_there_is_no_text_no_page_is_looked_at() -> None:
    assert [*texts._not_shown(ReviewFolder(Path()), None, Texts())] == []  # type: ignore[arg-type]


@pytest.mark.parametrize("as_of", [None, BEFORE, DAY, AFTER])
@pytest.mark.parametrize("before", [None, 2])
def test_a_text_is_in_the_state_of_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_of: dt.date | None, before: int | None
) -> None:
    folder = a_folder(tmp_path)
    write_confirmation(tmp_path / CONFIRMED, CONCLUDED, Confirmation(version=2, by="W", date=DAY))
    own = findings()
    registry = own.registry.model_copy(update={"as_of": as_of})
    version = own.version.model_copy(update={"number": 7})
    own = own.model_copy(
        update={"registry": registry, "version": version, "texts": (a_text(CONCLUDED),)}
    )
    last = own.model_copy(update={"texts": (a_text(CONCLUDED, version=1),)})
    store: Any = "the store"
    monkeypatch.setattr(
        "living_review.runs.stored.stored",
        lambda *given: {("the store", 2): SimpleNamespace(findings=last)}[given],
    )
    [text] = texts.in_their_state(own, protocol(), folder, store, before).texts
    known = as_of is None or as_of >= DAY
    assert text.confirmed_by == ("W" if known else None)
    assert text.version == (2 if known else 1 if before else 7)
    bare = own.model_copy(update={"texts": ()})
    assert texts.in_their_state(bare, protocol(), folder, store, 9) is bare


@pytest.mark.parametrize("latest", [None, 3])
def test_texts_stand_against_the_latest_version(
    monkeypatch: pytest.MonkeyPatch, latest: int | None
) -> None:
    asked: list[Any] = []
    edition = Edition("findings", "tables", "protocol")  # type: ignore[arg-type]
    monkeypatch.setattr(
        texts,
        "computed",
        lambda _, **given: (asked.append((given["as_of"], given["today"])), edition)[1],
    )
    monkeypatch.setattr(
        "living_review.living.store.VersionStore.latest",
        lambda _: latest and SimpleNamespace(number=latest),
    )
    monkeypatch.setattr(texts, "spoken", lambda _: nullcontext())
    monkeypatch.setattr(clock, "today", lambda: DAY)
    state = SimpleNamespace(texts="texts")
    monkeypatch.setattr(
        texts, "in_their_state", lambda *given: (asked.append((given[:2], given[4])), state)[1]
    )
    found = texts.standing_texts(ReviewFolder(Path("review")))
    assert found[:3] == ("texts", state, "protocol")  # type: ignore[comparison-overlap]
    assert asked == [(None, DAY), (("findings", "protocol"), latest)]


@pytest.fixture
def confirming(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have these texts stand in a review of this many versions, whose last says this."""

    def stand(*own: WrittenText, latest: int | None = None, same: bool = True) -> None:
        store = SimpleNamespace(latest=lambda: latest and SimpleNamespace(number=latest))
        monkeypatch.setattr(texts, "standing_texts", lambda _: (own, "now", "protocol", store))
        monkeypatch.setattr(
            "living_review.runs.stored.stored",
            lambda store, number: SimpleNamespace(findings=number, protocol="protocol"),
        )
        monkeypatch.setattr(
            "living_review.living.text_state.held_by",
            lambda text, found, protocol: () if found == "now" or same else ("other",),
        )
        monkeypatch.setattr(clock, "today", lambda: DAY)

    return stand


@pytest.mark.parametrize(
    ("latest", "same", "version"), [(None, True, 1), (3, True, 3), (3, False, 4)]
)
@pytest.mark.parametrize("name", [CONCLUDED, f"{CONCLUDED}.md"])
@pytest.mark.parametrize(
    ("given", "day"), [(None, DAY), ("2026-03-04", DAY), ("2026-03-03", BEFORE)]
)
def test_a_text_is_confirmed_on_the_version_whose_conclusions_these_are(
    tmp_path: Path, confirming: Any, latest: Any, same: bool, version: int, name: str,
    given: str | None, day: dt.date,
) -> None:  # fmt: skip
    confirming(
        a_text(BACKGROUND), a_text(CONCLUDED, moved=("It moved.",), by_hand=("3",)),
        latest=latest, same=same,
    )  # fmt: skip
    text = texts.confirm_text(ReviewFolder(tmp_path), name, lambda: "  Ann \n Lee ", given)
    assert (text.name, text.version, text.confirmed_by) == (CONCLUDED, version, "Ann Lee")
    assert (text.confirmed_on, text.moved, text.by_hand, text.held) == (day, (), ("3",), ())
    kept = Confirmation(version=version, by="Ann Lee", date=day)
    assert read_confirmations(tmp_path / CONFIRMED) == {CONCLUDED: kept}


@pytest.mark.parametrize(
    ("there", "name", "by", "day", "said"),
    [
        ((), "a", "W", None, r"^There is no text 'a'; data/text/ holds none\.$"),
        ((BACKGROUND, CONCLUDED), "z", "W", None,
         r"^There is no text 'z'; there is background, authors-conclusions\.$"),
        ((CONCLUDED,), "author-conclusions.md", "W", None,
         r"^There is no text 'author-conclusions\.md'.*did you mean.*authors-conclusions"),
        ((BACKGROUND,), BACKGROUND, "W", None, "'background' is about no result, so nothing can"),
        ((CONCLUDED,), CONCLUDED, " \n", None, "^--by is empty; say who confirms"),
        ((CONCLUDED,), CONCLUDED, "W", "3 March", "^--date 3 March: a date is written like"),
        ((CONCLUDED,), CONCLUDED, "W", "2026-03-05", "^--date 2026-03-05 is in the future;"),
    ],
)  # fmt: skip
def test_what_cannot_be_confirmed_is_told_and_nothing_is_kept(
    tmp_path: Path, confirming: Any, there: tuple[str, ...], name: str, by: str,
    day: str | None, said: str,
) -> None:  # fmt: skip
    asked: list[str] = []

    def who() -> str:
        asked.append(by)
        return by

    confirming(*(a_text(kind) for kind in there))
    with pytest.raises(BadInput, match=said):
        texts.confirm_text(ReviewFolder(tmp_path), name, who, day)
    assert not (tmp_path / CONFIRMED).exists()
    assert asked == ([by] if by != "W" else []), "nobody is asked for what cannot be kept"


@pytest.mark.parametrize("own", [True, False])
def test_the_texts_of_now_and_what_they_cite_are_looked_for_on_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(texts, "has_own_pages", lambda _: own)
    monkeypatch.setattr(
        "living_review.document.report.website_texts",
        lambda *told: (given.append(told), {"index.qmd": "a page"})[1],
    )
    monkeypatch.setattr(
        "living_review.texts.not_shown.not_shown", lambda found, pages: [(found, [*pages])]
    )
    [text] = [a_text(BACKGROUND)]
    read = Texts(texts=(text,), references=("a work",))  # type: ignore[arg-type]
    edition: Any = Edition(findings(), "tables", "protocol")  # type: ignore[arg-type]
    folder = a_folder(tmp_path, "templates/index.qmd.j2")
    [(found, pages)] = texts._not_shown(folder, edition, read)
    assert (found.texts, found.references) == ((text,), ("a work",))  # type: ignore[attr-defined]
    assert pages == (["a page"] if own else ["Said."])
    assert given == ([(found, "protocol", {}, folder.templates)] if own else [])
