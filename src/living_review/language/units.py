"""A unit beside a number: '1 point' and '1.5 points', by the plural rules of the language.

A protocol names a unit in the plural. Those that are words have the singular that is listed here;
all others, such as mmHg, are the same beside any number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from living_review.ground.measurement_units import IN_WORDS

SINGULAR: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {unit: unit.removesuffix("s") for unit in (*sorted(IN_WORDS), "standard deviations")},
    "de": {
        **{"punkte": "Punkt", "tage": "Tag", "wochen": "Woche", "monate": "Monat"},
        **{"jahre": "Jahr", "stunden": "Stunde", "minuten": "Minute", "sekunden": "Sekunde"},
        **{"schritte": "Schritt", "tassen": "Tasse"},
        "standardabweichungen": "Standardabweichung",
        **{"grade": "Grad", "sitzungen": "Sitzung", "zigaretten": "Zigarette"},
    },
    "es": {
        **{"puntos": "punto", "días": "día", "semanas": "semana", "meses": "mes"},
        **{"años": "año", "horas": "hora", "minutos": "minuto", "segundos": "segundo"},
        **{"pasos": "paso", "tazas": "taza"},
        "desviaciones estándar": "desviación estándar",
        **{"grados": "grado", "sesiones": "sesión", "cigarrillos": "cigarrillo"},
    },
}
# 'sessions' and 'degrees Celsius', and not 'mmHg', 'gas', 'loss', 'basis' or 'series'.
_ENGLISH_PLURAL = re.compile(r"(?!series\b|species\b)([a-z]{3,}[^siu\W])s(?= |$)")
_NUMBER = re.compile(r"\d+(?P<decimals>[.,]\d+)?")


def is_one(number: str, language: str) -> bool:
    """Tell whether a noun beside a written number is in the singular: 1, and 1,0 in Spanish."""
    found = _NUMBER.fullmatch(number.strip().lstrip("-−+"))
    if found is None:
        return False
    if language.split("-")[0] == "en":
        return found[0] == "1"
    from living_review.language.number_styles import locale_of

    value = Decimal(found[0].replace(",", "."))
    return bool(locale_of(language).plural_form(value) == "one")


def singular(unit: str, language: str) -> str:
    """Give the singular of a unit that is a word, else the unit as it is."""
    spoken = language.split("-")[0]
    known = SINGULAR.get(spoken, {}).get(unit.casefold())
    if known is None and spoken == "en":
        return _ENGLISH_PLURAL.sub(r"\1", unit, count=1) if _ENGLISH_PLURAL.match(unit) else unit
    return known or unit


def beside(unit: str, number: str, language: str) -> str:
    """Give a unit as it stands beside a written number."""
    return singular(unit, language) if is_one(number, language) else unit
