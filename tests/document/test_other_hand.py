"""A second Python draws a share of very many figures: the same drawings, whoever draws them."""

from __future__ import annotations

import dataclasses
import pickle
from contextlib import ExitStack
from pathlib import Path

import pytest
import sample_documents
import sample_findings

from living_review.assets.brand import PLAIN, wearing
from living_review.document import other_hand
from living_review.document.drawing import Drawing, draw
from living_review.document.illustration import Illustration, written_into
from living_review.findings import Finding, Findings
from living_review.ground import other_python
from living_review.ground.kept import keeping, kept
from living_review.ground.proper_names import capitals_kept
from living_review.ground.proper_names import keeping as keeping_capitals
from living_review.language import Words, language_spoken, speaking
from living_review.language.folders import in_other_than_main, main_is_spoken
from living_review.synthesis.finding_names import FindingNames

REVIEW = sample_documents.findings(sample_findings.recovery(), sample_findings.narrative())


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_hand, "ENOUGH", 1)
    monkeypatch.setattr(other_hand, "cores", lambda: 2)


def drawn_into(report: Path, findings: Findings = REVIEW) -> dict[str, Illustration]:
    with other_hand.other_hand(report) as hand:
        return draw(findings, (), written_into(report), hand)


def files(report: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((report / "fig").iterdir())}


def test_drawings_are_the_same_whoever_draws_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[other_hand.Share] = []
    asked = other_python.OtherPython._asked
    monkeypatch.setattr(
        other_python.OtherPython,
        "_asked",
        staticmethod(lambda process, share: given.append(share) or asked(process, share)),
    )
    with speaking(Words("de")), keeping_capitals({"Recovery"}):
        shared = drawn_into(tmp_path / "shared")
        alone = draw(REVIEW, (), written_into(tmp_path / "alone"))
    assert [share.findings for share in given] == [REVIEW.findings[1:]]
    assert list(shared) == list(alone)
    assert shared == alone
    assert files(tmp_path / "shared") == files(tmp_path / "alone")


def test_where_the_other_gives_no_answer_all_is_drawn_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = draw(REVIEW, (), written_into(tmp_path / "alone"))
    for nobody in ("/bin/false", str(tmp_path / "missing")):
        monkeypatch.setattr(other_python.sys, "executable", nobody)
        assert drawn_into(tmp_path / "shared") == alone
        assert files(tmp_path / "shared") == files(tmp_path / "alone")


class Begun:
    """Stands for a process, and counts."""

    number = 0

    def __init__(self, *_: object, **__: object) -> None:
        Begun.number += 1

    def kill(self) -> None:
        pass

    def communicate(self, told: bytes) -> tuple[bytes, None]:
        return pickle.dumps([]), None


@pytest.mark.parametrize(
    ("sizes", "least", "cores", "here"),
    [
        ([], 0, 2, 0),
        ([50], 1, 2, 1),
        ([10, 10], 21, 2, 2),
        ([10, 10], 20, 1, 2),
        ([10, 10], 20, 2, 1),
        ([10] * 5, 20, 2, 3),
        ([90, 5, 5], 20, 2, 1),
        ([5, 5, 90], 20, 2, 2),
        ([6, 4], 10, 2, 1),
        ([7, 3], 10, 2, 1),
    ],
)
def test_it_is_given_less_than_half_of_what_pays(
    monkeypatch: pytest.MonkeyPatch, sizes: list[int], least: int, cores: int, here: int
) -> None:
    monkeypatch.setattr(other_hand, "ENOUGH", least)
    monkeypatch.setattr(other_hand, "cores", lambda: cores)
    monkeypatch.setattr(other_python.subprocess, "Popen", Begun)
    monkeypatch.setattr(Begun, "number", 0)
    trial = sample_findings.recovery().trials[0]
    findings = [
        sample_findings.recovery().model_copy(update={"trials": (trial,) * size}) for size in sizes
    ]
    drawing = Drawing((), FindingNames(findings), ())
    with other_hand.other_hand(Path()) as hand:
        left = hand.left(findings, drawing)
        assert left == findings[:here]
        assert hand.drawn() == ([] if here < len(findings) else None)
    assert Begun.number == int(here < len(findings))


def test_what_is_said_and_looks_there_is_as_it_was_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever this process knows of its own accord, the other one is told."""
    seen: list[object] = []

    def looks(_: Drawing, __: Finding) -> list[Illustration]:
        now = (language_spoken(), main_is_spoken(), capitals_kept(), kept() is not None)
        seen.append(now)
        return []

    monkeypatch.setattr(Drawing, "of", looks)
    monkeypatch.setattr(other_python.subprocess, "Popen", Begun)
    monkeypatch.setenv("LIVING_REVIEW_CACHE", str(tmp_path))
    shares: list[other_hand.Share] = []
    monkeypatch.setattr(
        other_python.OtherPython, "_asked", staticmethod(lambda _, share: shares.append(share))
    )
    ways = [(language, main, keeps) for language in ("en", "es") for main in (True, False)
            for keeps in (True, False)]  # fmt: skip
    for language, main, keeps in ways:
        with ExitStack() as here:
            if not main:
                here.enter_context(in_other_than_main())
            if keeps:
                here.enter_context(keeping())
            here.enter_context(speaking(Words(language)))
            here.enter_context(keeping_capitals({"Recovery"}))
            here.enter_context(wearing(dataclasses.replace(PLAIN, site_css="ours")))
            drawn_into(tmp_path)
    told = [pickle.loads(pickle.dumps(share)) for share in shares]
    seen.clear()
    assert all(share() == [] for share in told)
    assert seen == [(language, main, {"Recovery"}, keeps) for language, main, keeps in ways]
    assert {share.brand.site_css for share in told} == {"ours"}
