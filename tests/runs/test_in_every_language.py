"""All languages of a site are made by one engine, and the committed report holds each of them."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import findings

from living_review.ground.errors import Disagreement
from living_review.ground.folder import ReviewFolder
from living_review.living.edition import Edition
from living_review.pages.site_info import SiteInfo, SiteLanguage
from living_review.runs import everywhere
from living_review.runs.everywhere import Rendered, Way
from living_review.runs.languages import prove_the_same

FOLDER = ReviewFolder(Path("review"))
TAGS = ("en", "es", "de")


def an_edition(said: str, again: Any = None) -> Edition:
    protocol: Any = SimpleNamespace(review=SimpleNamespace(spoken=TAGS))
    return Edition(said, "tables", protocol, again=again)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", ["auto", "quarto", "embedded"])
@pytest.mark.parametrize("fails", [None, *TAGS])
def test_where_quarto_fails_in_one_language_none_is_made_by_it(
    monkeypatch: pytest.MonkeyPatch, asked: Any, fails: str | None
) -> None:
    made: list[tuple[str, str]] = []
    alike: list[Any] = []

    def rendered(edition: Any, _: Any, report: Path, staged: Path, way: Way, of: Any) -> Rendered:
        tag = TAGS[len(made)]
        by = "quarto" if way.html != "embedded" and (asked == "quarto" or tag != fails) else ""
        made.append((way.html, by or "embedded"))
        found: Any = SimpleNamespace(verification=None)
        site = SiteInfo("T", tag, (), "", "V", ())
        return Rendered(found, (), report, site, engine=by or "embedded")  # type: ignore[arg-type]

    languages = tuple(SiteLanguage(tag, tag, f"{tag}/", None) for tag in TAGS)
    for name, answer in {
        "languages_of_site": languages, "in_language": nullcontext(), "prove_the_same": None,
        "unread": (), "in_assets": "", "_lacking": (),
    }.items():  # fmt: skip
        monkeypatch.setattr(everywhere, name, lambda *_, answer=answer: answer)
    monkeypatch.setattr(everywhere, "_rendered", rendered)
    monkeypatch.setattr(everywhere, "_made_alike", lambda *given: alike.append(given))
    way = Way(asked, None, lambda _: None, None, lambda: None)
    edition = an_edition("findings", lambda _: an_edition("again"))
    staged = Path("site")
    done = everywhere.render_everywhere(edition, FOLDER, Path("report"), staged, way)
    falls = {None: 3, **{tag: at for at, tag in enumerate(TAGS)}}[fails]
    quarto = {"auto": falls, "quarto": 3, "embedded": 0}[asked]
    if asked == "embedded":
        assert made == [("embedded", "embedded")] * 3
    else:
        # The language in which it fails was asked for as wished; those after it are not.
        tried = [(asked, "quarto")] * quarto + [(asked, "embedded")] * (quarto < 3)
        assert made == (tried + [("embedded", "embedded")] * 3)[:3]
    assert done.engine == ("quarto" if quarto == 3 else "embedded")
    assert len(alike) == (0 < quarto < 3)
    for main, own, folder, place in alike:
        assert (own, folder, place) == (edition, FOLDER, staged)
        assert [each.site.language for each in main.others] == ["es", "de"]
    assert [each.edition.findings for each in done.others] == [
        SimpleNamespace(verification=None)
    ] * 2


def test_pages_of_every_language_are_made_again_each_in_its_brand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inside: list[str] = []
    done: list[Any] = []

    @contextmanager
    def within(name: str) -> Any:
        inside.append(name)
        yield name
        inside.remove(name)

    monkeypatch.setattr(
        "living_review.brand.brand_of", lambda folder, protocol: within(f"brand of {protocol}")
    )
    monkeypatch.setattr("living_review.assets.brand.wearing", lambda brand: within(f"in {brand}"))
    monkeypatch.setattr(everywhere, "make_again", lambda *given: done.append((given, [*inside])))
    others = [
        SimpleNamespace(
            report=Path(tag), spoken=lambda tag=tag: within(tag),
            edition=SimpleNamespace(protocol=tag),
            site=SimpleNamespace(folder=f"{tag}/"),
        )
        for tag in ("es", "de")
    ]  # fmt: skip
    main: Any = SimpleNamespace(report=Path("report"), site="site", others=others)
    edition: Any = SimpleNamespace(protocol="en")
    everywhere._made_alike(main, edition, FOLDER, Path("staged"))
    assert done == [
        ((Path("report"), Path("staged"), "site"), ["brand of en", "in brand of en"]),
        *(
            (
                (Path(each.edition.protocol), Path("staged", each.site.folder), each.site),
                [tag, f"brand of {tag}", f"in brand of {tag}"],
            )
            for each in others
            for tag in [each.edition.protocol]
        ),
    ]


def test_a_language_more_has_presses_of_its_own_where_there_are_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("living_review.paper.presses.started_presses", lambda: nullcontext("more"))
    for presses in (None, "presses"):
        way = Way("embedded", None, lambda _: None, presses, lambda: None)  # type: ignore[arg-type]
        with everywhere._further_presses(way) as found:
            assert found == (presses and "more")


@pytest.mark.parametrize("shown", [None, 3])
@pytest.mark.parametrize("published", [None, Path("published")])
def test_the_shelf_is_laid_out_in_each_language(
    monkeypatch: pytest.MonkeyPatch, shown: int | None, published: Path | None
) -> None:
    done: list[Any] = []
    spoken: list[str] = []

    @contextmanager
    def speaking(tag: str) -> Any:
        spoken.append(tag)
        yield
        spoken.remove(tag)

    monkeypatch.setattr(
        "living_review.website.shelf.lay_out",
        lambda *given, **named: done.append((given, named, [*spoken])),
    )
    others = [
        SimpleNamespace(site=tag, spoken=lambda tag=tag: speaking(tag)) for tag in ("es", "de")
    ]
    rendered: Any = SimpleNamespace(site="en", others=others)
    store: Any = "store"
    everywhere.lay_out_shelves(store, Path("staged"), published, rendered, shown)
    assert done == [
        (
            ("store", Path("staged"), published),
            {"shown": shown, "site": tag},
            [tag] if tag != "en" else [],
        )
        for tag in TAGS
    ]


@pytest.mark.parametrize(("before", "tags"), list(product((False, True), ((), ("es", "de")))))
def test_the_committed_report_is_replaced_as_a_whole(
    tmp_path: Path, before: bool, tags: tuple[str, ...]
) -> None:
    folder = ReviewFolder(tmp_path / "review")
    folder.root.mkdir()
    if before:
        (folder.report / "fr").mkdir(parents=True)
        (folder.report / "fr" / "gone.qmd").touch()
    reports = {}
    for tag in ("en", *tags):
        reports[tag] = tmp_path / "work" / tag
        (reports[tag] / "fig").mkdir(parents=True)
        (reports[tag] / "fig" / "a.svg").write_text(tag)
    others = [SimpleNamespace(report=reports[tag], language=tag) for tag in tags]
    rendered: Any = SimpleNamespace(report=reports["en"], others=others)
    everywhere.bring_up_to_date(folder, rendered)
    there = {
        path.relative_to(folder.report).as_posix(): path.read_text()
        for path in folder.report.rglob("*")
        if path.is_file()
    }
    assert there == {"fig/a.svg": "en", **{f"{tag}/fig/a.svg": tag for tag in tags}}
    assert [each.name for each in folder.root.iterdir()] == ["report"]


def test_another_number_in_another_language_is_never_published() -> None:
    own = findings()
    review = own.review.model_copy(update={"language": "es", "title": "Otro"})
    other = own.model_copy(update={"review": review})
    prove_the_same(own, other)
    fewer = other.registry.model_copy(update={"participants": 1})
    said = (
        r"The findings in es are not those in en \(registry\.participants\), so nothing is "
        "published"
    )
    with pytest.raises(Disagreement, match=said):
        prove_the_same(own, other.model_copy(update={"registry": fewer}))
