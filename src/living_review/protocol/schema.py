"""The protocol as a JSON Schema (draft 2020-12): what an editor can say while it is written.

It holds what each key allows by itself. What must hold between keys, and that a path or an address
is sound, is checked when the program reads the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from living_review.ground.attribute_docs import attribute_docs
from living_review.protocol import analysis, authors, fields, trial_columns
from living_review.protocol.models import Protocol
from living_review.protocol.registry_source import ImportKept, RegistryKept

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "Protocol of a living review (data/protocol.yml)"
_LIMITS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
}
_NUMBER_YES_OR_NOTHING = [{"type": "number"}, {"type": "boolean"}, {"type": "null"}]
_DAY = r"^\s*\d{4}-\d{2}-\d{2}\s*$"


def json_schema() -> dict[str, Any]:
    """Return the schema of `protocol.yml`, every key with its description."""
    schema = Protocol.model_json_schema(schema_generator=_Generator)
    named = {model.__name__: model for model in _sections(fields.Section)}
    for name, definition in schema["$defs"].items():
        _describe(definition, named[name])
    _describe(schema, Protocol)
    places = schema["$defs"][RegistryKept.__name__]
    places["minProperties"] = places["maxProperties"] = 1
    kept = schema["$defs"][ImportKept.__name__]
    kept["oneOf"] = [{"required": [name]} for name in ("file", "url", "git")]
    return {"$schema": DIALECT, **_tidied(schema), "title": TITLE}


class _Generator(GenerateJsonSchema):
    """Says what the readings of `fields` accept before a value is typed."""

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        inner = super().function_before_schema(schema)
        wider = _READINGS.get(schema["function"]["function"])
        return wider(inner) if wider else inner


def _one_or_more(inner: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [inner, inner["items"]]}


def _filter(inner: JsonSchemaValue) -> JsonSchemaValue:
    listed = {**inner, "minItems": 1}
    return {"anyOf": [{"const": "any"}, listed, inner["items"]]}


def _cell(inner: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [inner, {"type": "number"}]}


def _matching(pattern: str) -> Callable[[JsonSchemaValue], JsonSchemaValue]:
    return lambda inner: {**inner, "pattern": pattern}


def _named_or_own(inner: JsonSchemaValue) -> JsonSchemaValue:
    name = {"enum": list(analysis.NAMED_SENSITIVITY)}
    return {"anyOf": [{**inner, "items": {"anyOf": [name, inner["items"]]}}, name]}


_NAME: JsonSchemaValue = {"type": "string", "minLength": 1}


def _columns(inner: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [inner, *inner["items"]["anyOf"]]}


_READINGS: Mapping[Any, Callable[[JsonSchemaValue], JsonSchemaValue]] = {
    fields.one_or_more: _one_or_more,
    fields.filter_values: _filter,
    fields.cell: _cell,
    fields.named_cell: lambda inner: {"anyOf": [inner, *_NUMBER_YES_OR_NOTHING]},
    fields.cells_named: lambda inner: {"anyOf": [{**inner, "minItems": 1}, inner["items"]]},
    fields.identifier: _matching(rf"^\s*{fields.IDENTIFIER.pattern}\s*$"),
    fields.language_tag: _matching(rf"^\s*{fields.LANGUAGE_TAG.pattern}\s*$"),
    fields.web_address: _matching(rf"^\s*({fields.WEB_ADDRESS.pattern})?\s*$"),
    fields.doi: _matching(rf"^\s*({fields.DOI.pattern})?\s*$"),
    authors.read_orcid: _matching(rf"^\s*({authors.ORCID.pattern})?\s*$"),
    authors.one_or_more_authors: lambda inner: {"anyOf": [inner, _NAME]},
    authors.read_author: lambda inner: {"anyOf": [_NAME, inner]},
    fields.day: lambda inner: {**inner, "pattern": _DAY},
    analysis.named: _named_or_own,
    trial_columns.column_by_name: lambda inner: {"anyOf": [_NAME, inner]},
    trial_columns.columns_listed: _columns,
}


def _sections(of: type[fields.Section]) -> Iterator[type[fields.Section]]:
    for model in of.__subclasses__():
        yield model
        yield from _sections(model)


def _describe(definition: dict[str, Any], model: type[fields.Section]) -> None:
    """Put the sentence that stands under each key of a model into its schema."""
    meanings = {
        name: meaning
        for each in model.__mro__
        if each is not fields.Section and issubclass(each, fields.Section)
        for name, meaning in attribute_docs(each).items()
    }
    for name, found in model.model_fields.items():
        key = definition["properties"][found.alias or name]
        key.pop("title", None)
        if meaning := meanings.get(name):
            key["description"] = meaning
    definition["description"] = " ".join((model.__doc__ or "").split())


def _tidied(schema: Any) -> Any:
    """Write limits in the words of JSON Schema, and leave out titles that repeat a name."""
    if isinstance(schema, list):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    limited = schema.get("type") in ("number", "integer")
    return {
        (_LIMITS.get(key, key) if limited else key): _tidied(value) for key, value in schema.items()
    }
