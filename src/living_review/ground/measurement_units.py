"""Units of measurement, as registries write them where an instrument is asked for."""

from __future__ import annotations

from typing import Final

# Units that are words, and have a singular without their s.
IN_WORDS: Final = frozenset(
    ("points", "seconds", "minutes", "hours", "days", "weeks", "months", "years", "steps", "cups")
)
_UNITS: Final = frozenset(
    (
        *("kg", "mg", "µg", "mcg", "ng", "kg/m2", "kg/m²"),
        *("mm", "cm", "km", "m/s", "cm/s", "km/h"),
        *("ml", "dl", "ml/min", "l/min", "ml/min/1.73 m2", "ml/min/1.73 m²"),
        *("mmhg", "kpa", "cmh2o", "%", "bpm", "beats/min"),
        *("mg/l", "mg/dl", "g/l", "g/dl", "mmol/l", "µmol/l", "umol/l", "mmol/mol"),
        *("ng/ml", "pg/ml", "iu/l", "u/l", "iu/ml"),
        *("seconds", "minutes", "min", "hours", "days", "weeks", "months", "years"),
        *("points", "euros", "euro", "eur", "dollars", "usd", "gbp", "pounds", "kcal", "kj"),
    )
)
# One letter may name an instrument as well; as a unit it is written in one way.
_LETTERS: Final = frozenset("gmLlh")


def is_unit(name: str | None) -> bool:
    """Tell whether what stands for an instrument is a unit: 'kg', 'mmHg', 'days'."""
    text = (name or "").strip()
    return text in _LETTERS or text.casefold() in _UNITS
