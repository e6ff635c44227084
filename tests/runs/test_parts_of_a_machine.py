"""What is said of a machine, whatever of a build's parts it lacks: every line and every remedy.

`parts.txt` is as it was looked at; UPDATE_SNAPSHOTS=1 keeps the text of now.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.ground.errors import EnvironmentFailure
from living_review.runs import doctor
from living_review.runs.doctor import Part
from living_review.website import quarto

KEPT = Path(__file__).with_name("parts.txt")
FAULTS = (None, EnvironmentFailure("It is another than known."), ImportError(), OSError())


def written(part: Part) -> str:
    return " | ".join((part.name, part.state, part.detail, part.remedy or "-"))


def told(title: str, look: Callable[[], Part | Iterable[Part]]) -> Iterator[str]:
    yield f"# {title}"
    found = look()
    yield from map(written, (found,) if isinstance(found, Part) else found)


def raising(fault: Exception | None, answer: Any = None) -> Callable[..., Any]:
    def called(*_: object, **__: object) -> Any:
        print("a banner of a library")
        if fault:
            raise fault
        return answer

    return called


def lacking(patch: pytest.MonkeyPatch, *names: str) -> None:
    def version(name: str) -> str:
        if name in names:
            raise metadata.PackageNotFoundError(name)
        return "9.9"

    patch.setattr(doctor.metadata, "version", version)


def of_packages(patch: pytest.MonkeyPatch) -> Iterator[str]:
    for names in ((), ("numpy", "weasyprint"), ("more",)):
        lacking(patch, *names)
        patch.setattr(doctor.own_parts, "packages", lambda: ("numpy", "weasyprint", "more"))
        yield from told(f"a package, without {names}", lambda: doctor._package("numpy"))
        yield from told(f"further packages, without {names}", doctor._further_packages)
        patch.setattr("ctypes.util.find_library", lambda name: f"lib{name}.so")
        yield from told(f"WeasyPrint, without {names}", doctor._weasyprint)
    for absent in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
        patch.setattr(
            "ctypes.util.find_library", lambda name, absent=absent: None if name == absent else name
        )
        yield from told(f"WeasyPrint, without {absent}", doctor._weasyprint)
    for fault in FAULTS:
        if not isinstance(fault, EnvironmentFailure | ImportError):
            patch.setattr("pypandoc.get_pandoc_version", raising(fault, "3.1"))
            yield from told(f"Pandoc, {fault!r}", doctor._pandoc)
        for at in ("figures.renderer", "paper.weasyprint_parts", "sources.openpyxl_parts"):
            for other in ("figures.renderer", "paper.weasyprint_parts", "sources.openpyxl_parts"):
                here = raising(fault if other == at else None)
                patch.setattr(f"living_review.{other}.look_at_all", here)
            yield from told(f"inside packages, {fault!r} in {at}", doctor._other_than_known)


def of_the_rest(patch: pytest.MonkeyPatch) -> Iterator[str]:
    for missing, changed in (("abcd", "b"), ("", "abcd"), ("", "")):
        files = ([*missing], [*changed])
        patch.setattr(doctor.own_parts, "own_files", lambda files=files: files)
        patch.setattr(doctor, "own_file", lambda *parts: Path("/own", *parts))
        yield from told(f"own files, {files}", doctor._own_files)
    for there, listed in ((False, ""), (True, ""), (True, "A\n"), (True, "A\nB\n")):
        ran: list[Any] = []

        def run(command: Any, listed: str = listed, ran: Any = ran, **options: Any) -> Any:
            ran.append((command, options))
            return SimpleNamespace(stdout=listed)

        patch.setattr(
            doctor.shutil,
            "which",
            lambda name, there=there: "/bin/fc-list" if there and name == "fc-list" else None,
        )
        patch.setattr(doctor.subprocess, "run", run)
        yield from told(f"fonts, {there=}, {listed!r}", doctor._fonts)
        yield from (f"ran {each}" for each in ran)
    for without in ("", "Ж", "Жก", "ก👍"):
        patch.setattr(
            "living_review.letters.typesetting.lacking",
            lambda letter, without=without: {letter} & {*without},
        )
        yield from told(f"scripts, without {without}", doctor._scripts)
    for answer in (None, "", "x", "1.5.57\n", "1.6.40\n", "2.0\n", OSError("no such loader")):

        def found(name: str, answer: Any = answer) -> str | None:
            return None if answer is None else f"/bin/{name}"

        def version(command: Any, answer: Any = answer, **_: Any) -> Any:
            if isinstance(answer, OSError):
                raise answer
            return SimpleNamespace(stdout=answer)

        for place in (doctor, quarto):
            patch.setattr(place, "found_program", found)
        patch.setattr(quarto.subprocess, "run", version)
        yield from told(f"Quarto, {answer!r}", doctor._quarto)
    for name in ("_package", "_further_packages", "_of_packages"):
        patch.setattr(doctor, name, lambda *_: ())
    patch.setattr(doctor.platform, "python_version", lambda: "3.99")
    yield from told("Python", lambda: doctor.examine()[:1])


def test_every_part_of_a_machine_is_told_as_it_was() -> None:
    lines: list[str] = []
    for walk in (of_packages, of_the_rest):
        with pytest.MonkeyPatch.context() as patch:
            for name in ("mends", "mends_files"):
                patch.setattr(doctor, name, lambda name=name: name)
            lines += walk(patch)
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, encoding="utf-8", newline="\n")
    assert text == KEPT.read_text(encoding="utf-8")
