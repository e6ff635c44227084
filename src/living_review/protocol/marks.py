"""Reading YAML with the line of every key, and without what a protocol has no use for.

Repeated keys, anchors, tags and second documents are refused; dates stay text until a field asks
for one, so that a label such as 2019-07-12 remains a label.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, field
from typing import Any

import yaml

from living_review.ground import yaml_faults
from living_review.ground.errors import Problem, ProtocolError

KeyPath = tuple[str | int, ...]
Lines = dict[KeyPath, int]
Texts = dict[KeyPath, dict[str, str]]
"""What is written for readers, by language; under '' what serves all languages."""


@dataclass(frozen=True)
class Written:
    """How a protocol is written: on which lines of which file, its texts in every language.

    All that is written is equal to all else.
    """

    lines: Lines = field(default_factory=dict, compare=False)
    texts: Texts = field(default_factory=dict, compare=False)
    file: str = field(default="data/protocol.yml", compare=False)


_DEEPEST = 20
# What YAML makes something else of, and here is the text that was written.
_TEXT = (":timestamp", ":value")
_MERGE, _STRING = "tag:yaml.org,2002:merge", "tag:yaml.org,2002:str"
_Said = tuple[str, list[Problem]]
"""The name of the file, and the keys that were found twice."""


class _NotPlain(yaml.MarkedYAMLError):
    """Something YAML has and a protocol has no use for."""


class _PlainNodes(yaml.composer.Composer):
    """The nodes of a document, dates and = as text; tags, anchors and aliases are refused."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (the name and the type are PyYAML's)
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(_TEXT)]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[attr-defined]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _NotPlain(
                problem="anchors and aliases are not allowed; write the value out, or put "
                "quotation marks around a text that begins with & or *",
                problem_mark=event.start_mark,
            )
        if getattr(event, "tag", None):
            raise _NotPlain(
                problem=f"the tag {event.tag!r} is not allowed; write a plain value, in quotation "
                "marks where it begins with !",
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)


class _Loader(_PlainNodes, yaml.SafeLoader):
    """SafeLoader of such nodes, whose whole numbers a review can have."""

    def whole_number(self, node: yaml.ScalarNode) -> int | float:
        """Give a whole number; one that no number of a review can be is infinite."""
        try:
            value: int = self.construct_yaml_int(node)
        except ValueError as error:
            raise _NotPlain(
                problem=f"the number '{node.value[:40]}' is in an odd notation; write it in "
                "decimal figures, or put quotation marks around it where it is a text",
                problem_mark=node.start_mark,
            ) from error
        if abs(value) > sys.float_info.max:
            return math.inf if value > 0 else -math.inf
        return value


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.whole_number)


_Quick: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Swift(_PlainNodes, _Quick):  # type: ignore[misc]
    """The same nodes in a tenth of the time, where libyaml is there; it words no faults."""

    def __init__(self, text: str) -> None:
        """Begin to read a text."""
        _Quick.__init__(self, text)
        yaml.composer.Composer.__init__(self)


def _composed(text: str) -> yaml.Node | None:
    """Give the node of a text; what is wrong with it is said by one reader, however it is read."""
    if _read_alike(text):
        try:
            return _with(_Swift, text)
        except (yaml.YAMLError, RecursionError, UnicodeError):
            pass
    return _with(_Loader, text)


def _with(reader: type[Any], text: str) -> yaml.Node | None:
    loader = reader(text)
    try:
        found: yaml.Node | None = loader.get_single_node()
        return found
    finally:
        loader.dispose()


def _read_alike(text: str) -> bool:
    """Tell whether libyaml takes a text for what PyYAML takes it for.

    It lets tabs and question marks stand in words where PyYAML says that something is not closed.
    """
    asked = "?" in text and ("{" in text or "[" in text)
    return not asked and "\t" not in text and "\ufeff" not in text


def read_yaml(text: str, file: str) -> tuple[Any, Lines]:
    """Return the document and the line of every key path; ProtocolError if it is not plain YAML."""
    document, lines, repeated = read_keys(text, file)
    if repeated:
        raise ProtocolError(*repeated)
    return document, lines


def read_keys(text: str, file: str) -> tuple[Any, Lines, tuple[Problem, ...]]:
    """Give the keys that stand twice, too, in the place of an error: the rest can be looked at."""
    lines: Lines = {}
    repeated: list[Problem] = []
    try:
        node = _composed(text)
        if node is None:
            raise ProtocolError(f"{file} is empty; write the protocol into it.")
        _mark(node, (), lines, (file, repeated))
        return _construct(node), lines, tuple(repeated)
    except ProtocolError:
        raise
    except _NotPlain as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise ProtocolError(f"{file}, line {line}: {error.problem}.") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ProtocolError(yaml_faults.told(error, text, file)) from error


def _construct(node: yaml.Node) -> Any:
    loader = _Loader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _mark(node: yaml.Node, path: KeyPath, lines: Lines, said: _Said) -> None:
    line, file = node.start_mark.line + 1, said[0]
    lines.setdefault(path, line)
    where = f"{file}, line {line}, {key_path(path)}" if path else f"{file}, line {line}"
    if len(path) > _DEEPEST:
        raise ProtocolError(
            f"{where}: nested too deeply; a protocol has at most {_DEEPEST} levels."
        )
    if isinstance(node, yaml.SequenceNode):
        for i, child in enumerate(node.value):
            _mark(child, (*path, i), lines, said)
    elif isinstance(node, yaml.MappingNode):
        _mark_mapping(node, path, lines, said)
    elif node.tag == _MERGE:
        node.tag = _STRING


def _mark_mapping(node: yaml.MappingNode, path: KeyPath, lines: Lines, said: _Said) -> None:
    file, repeated = said
    kept = []
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag == _MERGE:
            raise ProtocolError(
                f"{file}, line {line}: a key must be a word; write a plain key, or put quotation "
                "marks around a text that begins with a bracket."
            )
        child = (*path, str(key.value))
        if child in lines:
            sentence = (
                f"{file}, line {line}: the key {key_path(child)!r} is already given on line "
                f"{lines[child]}; keep one of the two."
            )
            repeated.append(Problem(sentence, file, line, key_path(child)))
            continue
        # A key that YAML would read as a number or a boolean is still the word that was written.
        key.tag = _STRING
        lines[child] = line
        kept.append((key, value))
        _mark(value, child, lines, said)
    node.value = kept


def key_path(path: KeyPath) -> str:
    """Write a key path as people do: `outcomes[2].measure`, counting list items from 1."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part + 1}]"
        else:
            written += f".{part}" if written else part
    return written


def line_of(path: KeyPath, lines: Lines) -> int:
    """Return the line of a key path, or of the nearest thing around it."""
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)
