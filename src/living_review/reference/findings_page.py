"""`docs/reference/findings.md`: every field of `findings.json`, from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from living_review.reference.markdown import code, table

INTRODUCTION = """\
# findings.json, field by field

Written by `make schemas` from the models of `findings.json`, the one source of every number of a
report. Each build writes the file beside its pages, with its JSON Schema (`findings.schema.json`).

```python
import json
from pathlib import Path

findings = json.loads(Path("_site/findings.json").read_text(encoding="utf-8"))
for each in findings["findings"]:
    pool = each["pooled"]
    if pool:
        print(each["outcome_label"], each["k"], round(pool["estimate"], 2))
```

```text
Tuberculosis 13 0.49
```

That is the example `bcg`. In R, `jsonlite::fromJSON("_site/findings.json")` reads the same.

- Fields are only added, never renamed or taken away; `schema` names the contract
  (`living-review/findings/1`). A reader should pass over what it does not know.
- Numbers are whole, not rounded; pages round them when they print them. A ratio stands on its
  natural scale; τ², τ and what is called a logarithm stand on the scale of the analysis.
- What may be missing is `null`. A list of nothing is `[]`.
- A field “of the table below” is an object whose fields stand under its name.
"""
_TYPES = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
}


def findings_page(schema: Mapping[str, Any]) -> str:
    """Write the page from the schema of the findings: the whole first, then each part."""
    parts = [INTRODUCTION, "## The whole file\n", _fields(schema)]
    for name, model in schema["$defs"].items():
        # What a class says of itself; its further paragraphs are for whoever reads the class.
        said = " ".join(model.get("description", "").split("\n\n")[0].split())
        parts += [f"## {name}\n", f"{said}\n" if said else "", _fields(model)]
    return "\n".join(part for part in parts if part)


def _fields(model: Mapping[str, Any]) -> str:
    required = model.get("required", ())
    rows = (
        (
            code(name),
            " or ".join(dict.fromkeys(_types(node))),
            "" if name in required else "may lack it",
            " ".join(node.get("description", "").split()),
        )
        for name, node in model.get("properties", {}).items()
    )
    return table(("Field", "Is", "Older files", "Holds"), rows)


def _types(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a field may be."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        yield f"[{name}](#{name.lower()})"
    elif "anyOf" in node:
        for each in node["anyOf"]:
            yield from _types(each)
    elif "enum" in node or "const" in node:
        yield ", ".join(code(str(each)) for each in node.get("enum", [node.get("const")]))
    elif node.get("type") == "array":
        yield from _listed(node)
    elif isinstance(node.get("additionalProperties"), Mapping):
        yield f"names, each with {' or '.join(_types(node['additionalProperties']))}"
    else:
        yield _scalar(node)


def _listed(node: Mapping[str, Any]) -> Iterator[str]:
    inner: Sequence[Mapping[str, Any]] = node.get("prefixItems") or [node.get("items", {})]
    yield f"list of {', '.join(' or '.join(_types(each)) for each in inner)}"


def _scalar(node: Mapping[str, Any]) -> str:
    kind = "date" if node.get("format") == "date" else _TYPES.get(node.get("type", ""), "anything")
    return "date and time" if node.get("format") == "date-time" else kind
