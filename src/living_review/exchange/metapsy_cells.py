"""The words of Metapsy releases for judgements and designs."""

from __future__ import annotations

JUDGEMENTS = {
    "low": "low",
    "low risk": "low",
    "some concern": "some concerns",
    "some concerns": "some concerns",
    "sc": "some concerns",
    "high": "high",
    "high risk": "high",
    "no information": "no information",
}
DESIGNS = {
    **dict.fromkeys(("parallel", "parallel group", "parallel groups", "rct"), "parallel"),
    **dict.fromkeys(("cluster", "cluster randomised", "cluster randomized", "crct"), "cluster"),
    **dict.fromkeys(("crossover", "cross over"), "crossover"),
}
# Columns that judge by 1 and 0 in releases that use the older tool.
ROB1 = {
    "sg": "sequence generation",
    "ac": "allocation concealment",
    "ba": "blinding of outcome assessment",
}
ROB1_WORDS = {"1": "low", "0": "high"}
