"""The faults of all files are told with the first, once each, and no fault hides another kind."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.ground.errors import (
    BadInput,
    Disagreement,
    EnvironmentFailure,
    JudgementError,
    LivingReviewError,
    ProtocolError,
    RegistryError,
    SourceUnreachable,
    StoreDamaged,
    TemplateFailure,
)
from living_review.ground.folder import ReviewFolder
from living_review.runs.all_faults import telling_all

FOLDER = ReviewFolder(Path("review"))
PLAIN = (BadInput, JudgementError, ProtocolError, RegistryError)
OTHERS = (StoreDamaged, TemplateFailure, EnvironmentFailure, SourceUnreachable, Disagreement)
READ = {
    "corrections": "living_review.registry.read_corrections",
    "queries": "living_review.registry.seen.read_seen",
    "judgements": "living_review.certainty.read_judgements",
}


def files(
    patch: pytest.MonkeyPatch,
    place: Any = None,
    tables: tuple[str, ...] = (),
    **wrong: Exception,
) -> list[str]:
    """Have the files of a review read as with these faults; gives which are asked."""
    asked: list[str] = []

    def reading(name: str) -> Any:
        def read(path: Path, *_: object) -> None:
            asked.append(path.name)
            if name in wrong:
                raise wrong[name]

        return read

    for name, where in READ.items():
        patch.setattr(where, reading(name))
    patch.setattr("living_review.protocol.load.registry_at", lambda _: place)
    patch.setattr("living_review.registry.headers.table_faults", lambda pulled: list(pulled))
    source = SimpleNamespace(pull=lambda: tables)
    patch.setattr(
        "living_review.sources.configured", lambda *given: asked.append(repr(given[1])) or source
    )
    return asked


def told(error: Exception) -> LivingReviewError:
    with pytest.raises(LivingReviewError) as found, telling_all(FOLDER):
        raise error
    return found.value


@pytest.mark.parametrize("kind", [*PLAIN, *OTHERS])
def test_the_faults_of_other_files_join_those_of_one_and_keep_its_kind(
    monkeypatch: pytest.MonkeyPatch, kind: type[LivingReviewError]
) -> None:
    asked = files(
        monkeypatch,
        corrections=RegistryError("c 1.", "first."),
        queries=OSError(),
        judgements=JudgementError("j.", "c 1."),
    )
    error = kind("first.")
    found = told(error)
    assert type(found) is kind
    if kind in PLAIN:
        assert isinstance(found, BadInput)
        assert found.problems == ("first.", "c 1.", "j.")
        assert asked == ["corrections.csv", "queries.csv", "judgements.csv"]
    else:
        assert found is error
        assert not asked, "what is no fault of a file is told at once"


@pytest.mark.parametrize("twice", [True, False])
def test_a_fault_that_is_alone_stays_as_it_was_raised(
    monkeypatch: pytest.MonkeyPatch, twice: bool
) -> None:
    same = {name: RegistryError("first.") for name in READ} if twice else {}
    files(monkeypatch, **same)
    error = ProtocolError("first.")
    assert told(error) is error


def test_where_nothing_is_wrong_no_file_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = files(monkeypatch)
    with telling_all(FOLDER):
        pass
    assert not asked


@pytest.mark.parametrize("kind", [None, "csv", "xlsx", "sqlite", "postgresql", "redcap", "import"])
@pytest.mark.parametrize("faults", [(), ("t 1.", "t 2.")])
def test_tables_are_looked_at_where_they_are_at_hand(
    monkeypatch: pytest.MonkeyPatch, kind: str | None, faults: tuple[str, ...]
) -> None:
    place = {kind: {}} if kind else None
    asked = files(monkeypatch, place, faults, judgements=JudgementError("j."))
    found = told(ProtocolError("p."))
    near = kind in ("csv", "xlsx", "sqlite")
    assert isinstance(found, ProtocolError)
    assert found.problems == ("p.", *(faults if near else ()), "j.")
    assert asked[: len(asked) - 3] == ([repr(place)] if near else [])


@pytest.mark.parametrize(
    ("file", "fault"),
    list(product(READ, [OSError("gone"), EnvironmentFailure("x"), SourceUnreachable("x")])),
)
def test_what_cannot_be_read_hides_no_fault(
    monkeypatch: pytest.MonkeyPatch, file: str, fault: Exception
) -> None:
    wrong: dict[str, Exception] = {name: RegistryError(f"{name}.") for name in READ}
    files(monkeypatch, **{**wrong, file: fault})
    found = told(RegistryError("first."))
    assert isinstance(found, RegistryError)
    assert found.problems == ("first.", *(f"{name}." for name in READ if name != file))
