"""A review in several languages: one state, a site in each, and versions that keep them all."""

from __future__ import annotations

import re
import shutil
from contextlib import nullcontext
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree

import pytest
import sample_documents
import yaml

from living_review.findings import Changes, Findings
from living_review.findings.same_but_for_words import differences
from living_review.ground.errors import Disagreement
from living_review.ground.folder import ReviewFolder
from living_review.living.audit import audit
from living_review.living.difference import difference
from living_review.living.store import VersionStore
from living_review.paper import pdf
from living_review.protocol import load_protocol
from living_review.runs.build import build
from living_review.runs.languages import in_language, prove_the_same
from living_review.runs.rebuild import rebuild
from living_review.runs.stored import in_words_spoken
from living_review.website.shelf import main_language
from living_review.words.grammar import sentence

# What a sentence of the English pages can hardly be without.
ENGLISH = re.compile(r"\b(?:the|was|were|which|their|trials|effect|participants)\b")
SPANISH = {
    "title": "Vacuna BCG contra la tuberculosis",
    "notice": "Un ejemplo con datos publicados, sin consejo médico.",
    "question": ("Personas sin tuberculosis", "vacuna BCG", "ninguna vacuna"),
}

REORDERED = {
    "en": "The order of the languages is now Spanish and English (before: English and Spanish); "
    "the first is the main one.",
    "es": "El orden de los idiomas es ahora español e inglés (antes: inglés y español); el primero "
    "es el principal.",
}


def write(review: Any, languages: list[str], label: str = "Tuberculosis") -> None:
    """Write the protocol for some languages, all labels in both."""
    path = review.root / "data" / "protocol.yml"
    protocol: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    told = protocol["review"]
    told.pop("language", None)
    told.pop("languages", None)
    told |= {"languages": languages} if len(languages) > 1 else {"language": languages[0]}
    told["url"] = "https://example.org/bcg"
    had = told["notice"]
    told["notice"] = {"en": had if isinstance(had, str) else had["en"], "es": SPANISH["notice"]}
    told["title"] = {"en": "BCG vaccine to prevent tuberculosis", "es": SPANISH["title"]}
    for key, text in zip(
        ("population", "intervention", "comparator"), SPANISH["question"], strict=True
    ):
        had = told["question"][key]
        told["question"][key] = {"en": had if isinstance(had, str) else had["en"], "es": text}
    protocol["timepoints"][0]["label"] = {"en": "End of follow-up", "es": "Fin del seguimiento"}
    (comparison,) = protocol["comparisons"]
    comparison["label"] = {"en": "BCG vaccine versus no vaccine", "es": "BCG frente a nada"}
    comparison["intervention"] = {"en": "BCG vaccine", "es": "vacuna BCG"}
    comparison["comparator"] = {"en": "no vaccine", "es": "ninguna vacuna"}
    tuberculosis, death = protocol["outcomes"]
    tuberculosis["label"] = {"en": "Tuberculosis", "es": label}
    death["label"] = {"en": "Death from any cause", "es": "Muerte por cualquier causa"}
    for risk, text in zip(tuberculosis["baseline_risks"], ("Baja", "Alta"), strict=True):
        had = risk["label"]
        risk["label"] = {"en": had if isinstance(had, str) else had["en"], "es": text}
    path.write_text(yaml.safe_dump(protocol, allow_unicode=True, sort_keys=False), "utf-8")


class Page(HTMLParser):
    """The links of a page, its language, its ids, and the switch between languages."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.language, self.switch, self.alternates = "", {}, {}
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "html":
            self.language = given["lang"]
        self._inside = self._inside or given.get("class") == "languages"
        for name in ("href", "src"):
            if name in given:
                self.links.append(given[name])
        if tag == "a" and self._inside:
            assert given["lang"] == given["hreflang"]
            self.switch[given["lang"]] = given["href"]
        if tag == "link" and "hreflang" in given:
            self.alternates[given["hreflang"]] = given["href"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav":
            self._inside = False


def walk(site: Path, languages: tuple[str, ...]) -> dict[str, Page]:
    """Follow every link of every page, and look at what a page says of its languages."""
    pages = {
        path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }
    main, *others = languages
    for name, page in pages.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link) or not link:
                continue
            address, _, part = urljoin(f"/{name}", unquote(link)).lstrip("/").partition("#")
            assert (site / address).is_file(), (name, link)
            if part and address.endswith(".html"):
                assert part in pages[address].ids, (name, link)
        own = next((each for each in others if name.startswith(f"{each}/")), main)
        if "versions/" in name:
            there = {own, "x-default", *page.switch} if page.alternates else {*()}
            assert {*page.alternates} == there, name
            continue
        assert page.language == own, name
        bare = name.removeprefix(f"{own}/") if own != main else name
        wanted = {each: bare if each == main else f"{each}/{bare}" for each in languages}
        there = {tag: urljoin(f"/{name}", to)[1:] for tag, to in page.switch.items()}
        assert there == {tag: to for tag, to in wanted.items() if tag != own}, name
        if others:
            assert set(page.alternates) == {*languages, "x-default"}
            assert page.alternates["x-default"] == page.alternates[main]
        assert bool(page.alternates) == bool(others)
    return pages


def refuse(*_: object) -> None:
    raise Disagreement


class Killed(BaseException):
    """A run that ends at once."""


def killed(review: Any, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """End a run where it says a step: what it holds is let go, and what it wrote stays."""

    def progress(said: str) -> None:
        if said == step:
            raise Killed

    def stays(path: Any, *given: Any, **options: Any) -> None:
        if not Path(path).is_relative_to(review.root):
            rmtree(path, *given, **options)

    rmtree = shutil.rmtree
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", stays)
        with pytest.raises(Killed):
            review.update(accept_removals=True, progress=progress)
    assert [*review.root.rglob("*staging*")] != []


def test_a_review_speaks_several_languages_over_its_versions(
    review: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(review, ["en"])
    assert review.update().version == 1
    first = review.site.joinpath("index.html").read_bytes()
    walk(review.site, ("en",))

    # A language that comes is told, has a site of its own, and says which versions it has not.
    write(review, ["en", "es"])
    assert review.update().version == 2
    pages = walk(review.site, ("en", "es"))
    assert {name for name in pages if name.startswith("es/") and "versions/" not in name} == {
        f"es/{name}" for name in pages if "/" not in name
    }
    assert pages["es/versions/1/index.html"].links.count("../../../versions/1/index.html") >= 1
    assert pages["versions/2/index.html"].switch == {"es": "../../es/versions/2/index.html"}
    assert pages["es/versions/2/index.html"].alternates == {
        "en": "https://example.org/bcg/versions/2/index.html",
        "es": "https://example.org/bcg/es/versions/2/index.html",
        "x-default": "https://example.org/bcg/versions/2/index.html",
    }
    assert pages["versions/1/index.html"].switch == pages["versions/1/index.html"].alternates == {}
    spanish = Findings.from_json((review.site / "es" / "findings.json").read_text("utf-8"))
    english = Findings.from_json((review.site / "findings.json").read_text("utf-8"))
    assert [*differences(english, spanish)] == []
    assert (spanish.review.language, spanish.review.title) == ("es", SPANISH["title"])
    assert spanish.review.url == "https://example.org/bcg/es/"
    for name, page in pages.items():
        if name.startswith("es/") and "versions/" not in name:
            text = (review.site / name).read_text(encoding="utf-8")
            main = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", text)
            # What is left is free text of the registry and references.
            assert len(ENGLISH.findall(main)) < 0.02 * len(main.split()), name
            assert not re.search(r"\b(?:SMD|MD|RD)\b", main), name
            assert page.language == "es"
    feed = ElementTree.fromstring((review.site / "es" / "feed.xml").read_text("utf-8"))
    assert "https://example.org/bcg/es/feed.xml" in str(ElementTree.tostring(feed))
    assert (review.root / "report" / "es" / "index.qmd").is_file()

    # Whatever a language raises, all is as it was.
    before = review.everything()
    review.drop("ARONSON_1948")
    with monkeypatch.context() as patched:
        patched.setattr("living_review.runs.everywhere.prove_the_same", refuse)
        with pytest.raises(Disagreement):
            review.update(accept_removals=True)
    after = review.everything()
    registry = {name for name in before if name.startswith("data/registry/")}
    assert {name for name in before if after.get(name) != before[name]} <= registry
    assert set(after) == set(before)

    # So it is where a run is killed between two languages, or before the sites of all are swapped.
    write(review, ["en", "es"], label="Enfermedad tuberculosa")
    for step in ("Saying it again in Español", "Publishing"):
        killed(review, step, monkeypatch)
        after = review.everything()
        assert {name for name in {*before, *after} if before.get(name) != after.get(name)} <= {
            *(name for name in after if name.startswith("data/")),
            *(name for name in after if "staging" in name),
        }

    # A text that changed in Spanish alone is news, also in English.
    updated = review.update(accept_removals=True)
    assert updated.version == 3
    assert [*review.root.rglob("*staging*")] == []
    assert "(Spanish)" in (review.root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "Enfermedad tuberculosa" in (review.site / "es" / "index.html").read_text("utf-8")
    headline = VersionStore(review.root / "data" / "versions").manifest(2).told_in["es"].headline
    assert headline in (review.site / "es" / "versions.html").read_text("utf-8")
    assert headline in (review.site / "es" / "feed.xml").read_text("utf-8")
    assert headline not in (review.site / "versions.html").read_text("utf-8")
    walk(review.site, ("en", "es"))
    assert review.update().state == "nothing new"

    # A version keeps all of its languages, to the byte, and is put up again from the store.
    folder, store = ReviewFolder(review.root), VersionStore(review.root / "data" / "versions")
    manifest = store.manifest(3)
    assert {"summary.pdf", "es/summary.pdf", "es/review.pdf"} < {*manifest.pdfs}
    assert "es/results.html" in manifest.site
    for number in (2, 3):
        assert rebuild(folder, number).identical, number
    found = audit(store, review.site / "versions")
    assert (found.faults, found.versions) == ([], 3)
    before = review.everything()
    (review.site / "es" / "index.html").write_text("changed", encoding="utf-8")
    assert review.update().mended == ("es/index.html was changed",)
    assert review.everything() == before

    # Another main language is told as that, in each, and as no change of anything else.
    write(review, ["es", "en"], label="Enfermedad tuberculosa")
    for language, method in (
        ("es", REORDERED["es"]),
        ("en", REORDERED["en"]),
    ):
        with in_language(folder, language):
            before = in_words_spoken(store, 3)
            after = replace(before, protocol=load_protocol(folder.protocol))
            told = difference(before, after)
        assert before.findings.review.language == after.protocol.review.language == language
        assert told == Changes(since=3, since_date=manifest.date, methods=(method,))

    # A language that goes leaves nothing that leads to it, and versions say which they are in.
    write(review, ["es"], label="Enfermedad tuberculosa")
    updated = review.update()
    assert updated.version == 4
    methods = (
        "El idioma es ahora español (antes: inglés y español). Los textos del protocolo se "
        "compararon en español.",
    )
    assert updated.changes == Changes(since=3, since_date=manifest.date, methods=methods)
    assert not (review.site / "es").exists()
    pages = walk(review.site, ("es",))
    assert [pages[f"versions/{each}/index.html"].language for each in (1, 2, 3, 4)] == [
        *("en", "es", "es", "es")
    ]
    assert "es/" not in (review.site / "sitemap.xml").read_text(encoding="utf-8")
    assert first != review.site.joinpath("index.html").read_bytes()
    listed = (review.site / "versions.html").read_text(encoding="utf-8")
    assert re.findall(r'lang="en"[^>]*>([^<]*)', listed) == [
        sentence(store.manifest(1).told.headline)
    ]
    assert headline in listed
    assert store.manifest(2).told.headline not in listed
    # Versions of a program that did not say their language have it on their page.
    told = store.manifest(1)
    untold = VersionStore(store.folder)
    untold._manifests[1] = replace(told, language="")
    assert main_language(untold, 1) == told.language == "en"


def test_one_half_is_kept_in_every_language_and_bare_words_are_the_main_one_s(
    review: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(review, ["en", "es"])
    taken: list[object] = []
    place = pdf.build_pdfs

    def noting(report: Path, out: Path, *, presses: Any, **given: Any) -> frozenset[str]:
        taken.append(presses)
        return place(report, out, **given)

    monkeypatch.setattr(pdf, "build_pdfs", noting)
    for name in ("runs.build.presses_for", "paper.presses.started_presses"):
        monkeypatch.setattr(f"living_review.{name}", lambda *_: nullcontext([object()]))
    for named, words in (("words", "Bare foot"), ("es/words", "Pie propio")):
        own = review.root / "templates" / named / "site.j2"
        own.parent.mkdir(parents=True)
        own.write_text(f"{{% macro colophon(site, version) %}}{words}{{% endmacro %}}\n", "utf-8")
    protocol = review.root / "data" / "protocol.yml"
    text = protocol.read_text(encoding="utf-8")
    protocol.write_text(text.replace("es: Muerte por cualquier causa", "", 1), encoding="utf-8")
    built = build(review.root)
    assert "5 texts are not written in every language" in " ".join(built.notices)
    for folder, there in (("", False), ("es", True)):
        page = (review.site / folder / "methods.html").read_text(encoding="utf-8")
        assert ('<span lang="en">Death from any cause</span>' in page) == there
    # A press sets one document and no more, so each language has its own.
    assert [*map(len, taken)] == [1, 1]
    assert taken[0] != taken[1]
    assert built.pdfs == ("summary.pdf", "review.pdf", "es/summary.pdf", "es/review.pdf")
    for folder, own, other in (("", "Bare foot", "Pie propio"), ("es", "Pie propio", "Bare foot")):
        text = (review.site / folder / "methods.html").read_text(encoding="utf-8")
        assert own in text
        assert other not in text
    (review.site / "es" / "stray.html").write_text("old", encoding="utf-8")
    build(review.root, only="html")
    assert (review.site / "es" / "summary.pdf").is_file()
    assert "review.pdf" in walk_links(review.site / "es" / "index.html")
    assert not (review.site / "de").exists()


def walk_links(path: Path) -> list[str]:
    return Page(path.read_text(encoding="utf-8")).links


def test_only_words_may_differ_between_languages() -> None:
    one = sample_documents.findings()
    first = one.findings[0]
    assert first.pooled is not None

    def changed(**values: Any) -> Findings:
        return one.model_copy(
            update={"findings": (first.model_copy(update=values), *one.findings[1:])}
        )

    prove_the_same(one, changed(outcome_label="Genesung"))
    for other in (
        changed(pooled=first.pooled.model_copy(update={"estimate": 0.29})),
        changed(k=first.k + 1),
        changed(outcome="hope"),
        changed(synthesis="narrative"),
        changed(trials=first.trials[1:]),
        changed(certainty=None),
        one.model_copy(update={"trials": one.trials[::-1]}),
    ):
        with pytest.raises(Disagreement, match="nothing is published"):
            prove_the_same(one, other)
