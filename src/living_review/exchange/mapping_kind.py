"""Which format a mapping is of: of those whose mappings name columns, the one that it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_review.ground.errors import ProtocolError

if TYPE_CHECKING:
    from pydantic import BaseModel


def kind_of(content: bytes, file: str) -> tuple[str, ...]:
    """Give the formats that a mapping may be of; none where it names outcomes and no columns.

    Of a mapping with slips it is the one with the fewest.
    """
    from living_review.exchange.covidence_mapping import CovidenceMapping
    from living_review.exchange.wide.mapping import WideMapping
    from living_review.protocol.marks import read_yaml

    try:
        document, _ = read_yaml(content.decode("utf-8-sig"), file)
    except (ProtocolError, UnicodeDecodeError):
        return ()
    if not isinstance(document, dict) or "study" not in document:
        return ()
    models: dict[str, type[BaseModel]] = {"wide": WideMapping, "covidence": CovidenceMapping}
    slips = {name: _slips(model, document) for name, model in models.items()}
    return tuple(name for name, count in slips.items() if count == min(slips.values()))


def _slips(model: type[BaseModel], document: dict[object, object]) -> int:
    from pydantic import ValidationError

    try:
        model.model_validate(document)
    except ValidationError as error:
        return error.error_count()
    return 0
