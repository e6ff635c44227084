"""Reading `protocol.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from living_review.ground.errors import ProtocolError
from living_review.ground.yaml_faults import decoded
from living_review.protocol.in_languages import Lacking, Reading, asked, languages_in
from living_review.protocol.marks import read_keys, read_yaml
from living_review.protocol.messages import problem_at, sentences, shown
from living_review.protocol.models import Protocol
from living_review.protocol.partly import other_faults
from living_review.protocol.registry_source import RegistryKept
from living_review.protocol.rules import Fault, faults


def load_protocol(path: str | Path, analysis: Mapping[str, object] | None = None) -> Protocol:
    """Read and check a protocol; `analysis` takes the place of choices that it makes there.

    Raises ProtocolError, whose `problems` name file, line, key, what was found and what is allowed.
    """
    path = Path(path)
    try:
        text = decoded(path.read_bytes(), str(path), ProtocolError)
    except FileNotFoundError as error:
        raise ProtocolError(
            f"There is no protocol at {path}; name the folder that holds data/protocol.yml with "
            "--review."
        ) from error
    except OSError as error:
        raise ProtocolError(f"{path} cannot be read: {error.strerror}.") from error
    protocol = parse_protocol(text, str(path))
    return parse_protocol(_with(analysis, text, str(path)), str(path)) if analysis else protocol


def _with(analysis: Mapping[str, object], text: str, file: str) -> str:
    """Write a protocol that has been read with other choices of analysis."""
    import yaml

    document = read_yaml(text, file)[0]
    assert isinstance(document, dict)
    document["analysis"] = {**(document.get("analysis") or {}), **analysis}
    return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))


def parse_protocol(text: str, file: str = "protocol.yml") -> Protocol:
    """Check the text of a protocol; `file` is the name used in messages. Raises ProtocolError.

    It is read in its main language, or in the one that `labels_in` asks for.
    """
    return _parsed(text, file, asked())[0]


def texts_lacking(path: Path) -> tuple[Lacking, ...]:
    """Give the texts of a protocol that a language of the review has none of.

    Raises ProtocolError as `load_protocol` does.
    """
    load_protocol(path)
    return _parsed(path.read_bytes().decode("utf-8-sig"), str(path), asked())[1]


def registry_at(path: Path) -> Mapping[str, Mapping[str, object]] | None:
    """Give where a protocol keeps its registry, whatever else it says; None where none can tell."""
    try:
        document = read_keys(path.read_bytes().decode("utf-8-sig"), str(path))[0]
        kept = document.get("registry", {"csv": {}}) if isinstance(document, dict) else None
        return RegistryKept.model_validate(kept).settings()
    except (OSError, UnicodeDecodeError, ProtocolError, ValidationError):
        return None


@lru_cache(maxsize=8)
def _parsed(text: str, file: str, language: str | None) -> tuple[Protocol, tuple[Lacking, ...]]:
    document, lines, repeated = read_keys(text, file)
    if not isinstance(document, dict):
        raise ProtocolError(
            f"{file}: found {shown(document)} where the keys review, timepoints, comparisons and "
            "outcomes are expected."
        )
    languages = languages_in(document)
    # A version that was made before the review spoke a language may have some labels in it.
    reading = Reading(languages, language or languages[0], lines)
    read = reading.of(Protocol, document)
    spoken = reading.language if reading.language in languages else reading.main
    context = {"language": spoken}
    wrong: list[Fault] = [*reading.faults]
    found = [*repeated]
    protocol = None
    try:
        protocol = Protocol.model_validate(read, context=context)
        wrong += faults(protocol)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        found += sentences(errors, Protocol, file, lines)
        wrong += other_faults(read, errors, context)
    found += [problem_at(path, told, file, lines, document) for path, told in wrong]
    if protocol is None or found:
        raise ProtocolError(*dict.fromkeys(sorted(found, key=lambda each: each.line or 0)))
    return protocol.written_at(lines, reading.texts, file), tuple(reading.lacking)
