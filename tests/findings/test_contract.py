"""The fields of `findings.json` are a contract: none is taken away, renamed or given another sense.

`fields.txt` holds every field with its type, its default and what is said of it, as the schema that
is published beside the document says it. UPDATE_SNAPSHOTS=1 keeps the fields of now.
"""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sample_documents import findings
from sample_everything import everything

from living_review.findings import Arm, Findings, RiskOfBias
from living_review.findings.base import Value
from living_review.findings.document import SCHEMA, json_schema

KEPT = Path(__file__).parent / "fields.txt"


def fields() -> str:
    """Give the fields of each part, a line each; what has no default is marked."""
    schema = json_schema()
    parts = {"Findings": schema, **schema["$defs"]}
    head = {name: said for name, said in schema.items() if name not in ("$defs", "properties")}
    lines = [json.dumps(head, ensure_ascii=False)]
    for part, said in sorted(parts.items()):
        lines.append(f"\n{part}: {'closed' if said['additionalProperties'] is False else 'open'}")
        needed = said.get("required", ())
        for name, own in said["properties"].items():
            text = json.dumps({k: v for k, v in own.items() if k != "title"}, ensure_ascii=False)
            lines.append(f"{name}{'' if name in needed else ' (may be left out)'} {text}")
    return "\n".join(lines) + "\n"


def test_the_fields_are_those_that_were_promised() -> None:
    text = fields()
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"


def test_a_document_that_is_read_back_is_the_one_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "findings.json"
    for found in (findings(), everything(), everything().model_copy(update={"findings": ()})):
        found.write(path)
        raw = path.read_bytes()
        assert raw == found.to_json().encode()
        assert Findings.from_json(raw.decode()) == found
        assert b"\r" not in raw
        assert raw.endswith(b"}\n")
        data = json.loads(raw)
        assert (data["schema"], next(iter(data))) == (SCHEMA, "schema")
        # One field a line, with letters as they are, so that two versions can be laid side by side.
        assert raw.decode() == json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        assert {"from", "schema"} >= set(aliases(data)) > set()


def aliases(data: Any) -> list[str]:
    """Name the keys of a document that are called otherwise in Python."""
    if isinstance(data, list):
        return [name for each in data for name in aliases(each)]
    if not isinstance(data, dict):
        return []
    assert not any(name.endswith("_") for name in data)
    own = [name for name in data if name in ("from", "schema")]
    return own + [name for each in data.values() for name in aliases(each)]


def parts(kind: type[Value] = Value) -> list[type[Value]]:
    return [part for each in kind.__subclasses__() for part in (each, *parts(each))]


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_every_part_is_frozen_and_knows_its_fields_only(part: type[Value]) -> None:
    made = part.model_construct()
    with pytest.raises(ValidationError, match="frozen"):
        setattr(made, next(iter(part.model_fields)), None)
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        part.model_validate({"no_such_field": 1})


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_refused_and_never_written(value: float) -> None:
    with pytest.raises(ValidationError, match="finite"):
        Arm(role="control", n=value)
    # Also where a value got past the checks, no reader of JSON meets a word for a number.
    found = findings()
    unchecked = found.findings[0].model_copy(update={"n": value})
    with pytest.raises(ValueError, match="JSON"):
        found.model_copy(update={"findings": (unchecked,)}).to_json()


def test_a_field_with_another_name_in_python_is_made_by_either() -> None:
    found = findings()
    [first, *_] = found.findings[0].trials
    data = first.model_dump(by_alias=True)
    assert first == type(first).model_validate(data)
    assert first == type(first).model_validate({**first.model_dump(by_alias=False)})


@pytest.mark.parametrize("bad", [{"tool": "ROBINS-I"}, {"overall": 1}, {"domains": {"D1": None}}])
def test_a_field_holds_what_it_says_alone(bad: dict[str, Any]) -> None:
    given = {"tool": "RoB2", "overall": "low", "domains": {"D1": "low"}}
    assert RiskOfBias.model_validate(given)
    with pytest.raises(ValidationError):
        RiskOfBias.model_validate({**given, **bad})
