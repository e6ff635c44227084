"""One trial with its rows in every table, as text cells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from living_review.ground.errors import BadInput
from living_review.registry.columns import TABLES
from living_review.registry.headers import did_you_mean

Cells = Mapping[str, str]
TRIAL = "trial"
CHILDREN = ("arms", "contrasts", "risk_of_bias")
EMPTY = frozenset({"", "null", "~"})


@dataclass(frozen=True)
class TrialEntry:
    """The row of a trial, and its rows of arms, contrasts and risk of bias."""

    trial: Cells
    arms: tuple[Cells, ...] = ()
    contrasts: tuple[Cells, ...] = ()
    risk_of_bias: tuple[Cells, ...] = ()

    @property
    def trial_id(self) -> str:
        """The trial's name in every table; empty where it is not given."""
        return self.trial.get("trial_id", "").strip()

    def rows(self) -> Iterator[tuple[str, int, Cells]]:
        """Yield table, place in the table (from 0) and cells of every row, the trial first."""
        yield "trials", 0, self.trial
        for name in CHILDREN:
            for i, cells in enumerate(getattr(self, name)):
                yield name, i, cells

    def with_rows(self, table: str, rows: Sequence[Cells]) -> TrialEntry:
        """Give the entry with more rows in one of its tables besides that of trials."""
        parts = {name: getattr(self, name) for name in CHILDREN}
        parts[table] = (*parts[table], *rows)
        return TrialEntry(self.trial, **parts)

    def as_json(self) -> str:
        """Write the entry as the document that `parsed` reads."""
        document: dict[str, Any] = {TRIAL: _filled(self.trial)}
        for name in CHILDREN:
            rows: tuple[Cells, ...] = getattr(self, name)
            if rows:
                document[name] = [_filled(row) for row in rows]
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def place(table: str, i: int) -> str:
    """Name a row of an entry as its document does: `trial`, `arms[2]`."""
    return TRIAL if table == "trials" else f"{table}[{i + 1}]"


def parsed(text: str, file: str) -> TrialEntry:
    """Read an entry from YAML or JSON, every value as the text that stands there.

    Raises BadInput naming the line, what was found and what is expected.
    """
    document = _Reading(file).document(text)
    trial = document[TRIAL]
    own = trial.get("trial_id", "")
    children = {
        name: tuple({"trial_id": own, **row} for row in document[name]) for name in CHILDREN
    }
    return TrialEntry(trial, **children)


def _filled(cells: Cells) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if cell}


@dataclass
class _Reading:
    """Reads nodes of YAML rather than values: 0.50 stays 0.50, and each has its line."""

    file: str
    faults: list[str] = field(default_factory=list)

    def document(self, text: str) -> dict[str, Any]:
        import yaml

        from living_review.ground import yaml_faults

        try:
            if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
                raise BadInput(
                    f"{self.file}: anchors and aliases are not allowed; write values out."
                )
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, RecursionError) as error:
            raise BadInput(yaml_faults.told(error, text, self.file)) from error
        keys = self.mapping(root, "the file")
        unknown = [name for name in keys if name not in (TRIAL, *CHILDREN)]
        for name in unknown:
            hint = did_you_mean(name, (TRIAL, *CHILDREN)) or "; allowed are trial, arms, contrasts."
            self.faults.append(
                f"{self.file}, line {self.line(keys[name])}: unknown key '{name}'{hint}"
            )
        if TRIAL not in keys:
            self.fail(root, "the key 'trial' is missing; add the row of the trial under it.")
        found: dict[str, Any] = {TRIAL: self.row(keys[TRIAL], TRIAL)}
        for name in CHILDREN:
            found[name] = self.rows(keys[name], name) if name in keys else []
        if self.faults:
            raise BadInput(*self.faults)
        return found

    def rows(self, node: Any, name: str) -> Sequence[Cells]:
        import yaml

        if not isinstance(node, yaml.SequenceNode):
            self.fail(node, f"'{name}' must be a list of rows; begin each with '- '.")
        return [self.row(item, place(name, i)) for i, item in enumerate(node.value)]

    def row(self, node: Any, where: str) -> dict[str, str]:
        import yaml

        cells: dict[str, str] = {}
        for name, value in self.mapping(node, where).items():
            if not isinstance(value, yaml.ScalarNode):
                self.fail(value, f"{where}.{name} must be one value.")
            plain = value.style is None and value.value in EMPTY
            cells[name] = "" if plain else value.value
        return cells

    def mapping(self, node: Any, where: str) -> dict[str, Any]:
        import yaml

        if not isinstance(node, yaml.MappingNode):
            self.fail(node, f"{where} must hold keys and values.")
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.fail(key, "a key must be a word.")
            if key.value in found:
                self.fail(key, f"the key '{key.value}' is there twice; keep one of the two.")
            found[key.value] = value
        return found

    def line(self, node: Any) -> int:
        return int(node.start_mark.line) + 1 if node is not None else 1

    def fail(self, node: Any, reason: str) -> NoReturn:
        raise BadInput(f"{self.file}, line {self.line(node)}: {reason}")


def unknown_columns(entry: TrialEntry, headers: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield a sentence for each column that the registry's tables do not have."""
    for table, i, cells in entry.rows():
        known = headers.get(table, TABLES[table].names)
        for name, cell in cells.items():
            if name in known or not cell:
                continue
            if name in TABLES[table].names:
                yield (
                    f"{place(table, i)}.{name}: {table}.csv has no such column yet; add it to the "
                    "header of the file."
                )
            else:
                hint = did_you_mean(name, known) or f"; {table}.csv has no such column."
                yield f"{place(table, i)}: unknown column '{name}'{hint}"
