"""The few colours of the figures, each with its light and its dark value.

Every light value is unique, so that the drawn figure can be recoloured by name. Risk-of-bias
colours are those of robvis' Cochrane palette (McGuinness & Higgins 2021); each judgement also has
its own symbol, so that no colour carries a meaning alone.
"""

from __future__ import annotations

from typing import Literal

Role = Literal[
    "ink",
    "muted",
    "rule",
    "zone",
    "estimate",
    "pooled",
    "prediction",
    "apart",
    "paper",
    "box",
    "low",
    "some",
    "high",
    "critical",
    "unknown",
    "none",
    "symbol",
    "symbol-light",
    "favours",
    "against",
    "little",
    "contour-10",
    "contour-05",
    "contour-01",
]

LIGHT: dict[Role, str] = {
    "ink": "#1b1f24",
    "muted": "#55606c",
    "rule": "#c6ccd4",
    "zone": "#edf0f4",
    "estimate": "#23527c",
    "pooled": "#0d2f4f",
    "prediction": "#9a3b00",
    "apart": "#6a7480",
    "paper": "#ffffff",
    "box": "#f6f8fa",
    "low": "#02c100",
    "some": "#e2df07",
    "high": "#bf0000",
    "critical": "#820000",
    "unknown": "#4ea1f7",
    "none": "#cccccc",
    "symbol": "#111111",
    "symbol-light": "#fefefe",
    "favours": "#0b6b57",
    "against": "#a84300",
    "little": "#5d5d83",
    "contour-10": "#f1f3f6",
    "contour-05": "#e1e6ec",
    "contour-01": "#cfd7e0",
}

DARK: dict[Role, str] = {
    **LIGHT,
    "ink": "#e8eaed",
    "muted": "#aab3be",
    "rule": "#4a525d",
    "zone": "#2b323b",
    "estimate": "#8cc0f0",
    "pooled": "#cfe5fa",
    "prediction": "#f5a878",
    "apart": "#98a2ae",
    "paper": "#16191d",
    "box": "#20262d",
    "favours": "#5cc9b0",
    "against": "#f59a62",
    "little": "#b3b3dc",
    "contour-10": "#1d2126",
    "contour-05": "#262c33",
    "contour-01": "#323a43",
}
