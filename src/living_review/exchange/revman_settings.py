"""How RevMan analysed an outcome, in the words of a protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from living_review.exchange import cells, measures
from living_review.exchange.extract import Analysed, FoundOutcome, Remark
from living_review.ground.measures import RISKS

_METHODS = {
    "mh": "mantel-haenszel",
    "mantel-haenszel": "mantel-haenszel",
    "peto": "peto",
    "exp[(o-e) / var]": "peto",
    "exp[(o-e)/var]": "peto",
    "exp_o_e_var": "peto",
    "iv": "inverse-variance",
    "inverse variance": "inverse-variance",
}
# What RevMan Web calls the newer choices; they are looked for in every setting of an analysis.
_TAU2 = {
    "reml": "REML",
    "restricted maximum-likelihood": "REML",
    "restricted maximum likelihood": "REML",
    "dl": "DL",
    "dersimonian and laird": "DL",
    "dersimonian-laird": "DL",
    "dersimonian & laird": "DL",
}
_INTERVALS = {
    "hksj": "knapp-hartung",
    "hartung-knapp-sidik-jonkman": "knapp-hartung",
    "wald": "wald",
    "wald-type": "wald",
}
Totals = Literal["all", "subgroups", "none"]


def analysed(
    *,
    kind: str,
    measure: str,
    method: str,
    random: bool | None,
    level: str = "",
    further: Iterable[str] = (),
) -> Analysed:
    """Translate the settings of one analysis; what the file does not say stays empty.

    `kind` is dichotomous, continuous, contrast (inverse variance) or o-e, and `further` are other
    settings among which the estimator of τ² and the interval may be named.
    """
    ours = measures.named(measure) or ""
    how = _METHODS.get(" ".join(method.lower().split()), "")
    if kind == "o-e" or "peto" in measure.lower():
        how = "peto"
    if ours not in RISKS or kind in ("continuous", "contrast"):
        how = "inverse-variance"
    model = "" if random is None else "random" if random else "common"
    if how == "peto":
        model = "common"
    said = [" ".join(cell.lower().split()) for cell in further]
    tau2 = next((_TAU2[each] for each in said if each in _TAU2), "DL")
    interval = next((_INTERVALS[each] for each in said if each in _INTERVALS), "wald")
    if how != "inverse-variance" or model != "random":
        tau2, interval = "DL", "wald"
    percent = cells.value(level.strip().removesuffix("%"))
    share = percent / 100 if percent and 50 <= percent <= 99.9 else 0.95
    return Analysed(
        measure=ours,
        method=how,
        model=model,
        tau2=tau2 if model == "random" else "",
        interval=interval,
        level=round(share, 6),
    )


def in_words(found: Analysed) -> str:
    """Name the choices for a person who fills in a mapping."""
    methods = {
        "mantel-haenszel": "Mantel-Haenszel",
        "peto": "Peto",
        "inverse-variance": "inverse variance",
    }
    models = {"common": "common (fixed) effect", "random": f"random effects, {found.tau2}"}
    parts = [methods.get(found.method, ""), models.get(found.model, "")]
    return ", ".join(filter(None, parts)) or "no method named"


def totals_of(*, subtotals: bool, total: bool) -> Totals:
    """Tell what RevMan pools of an analysis: everything, its subgroups alone, or nothing."""
    return "all" if total else "subgroups" if subtotals else "none"


def by_totals(
    found: FoundOutcome, totals: Totals, parts: Mapping[str, str], *, outside: bool
) -> tuple[FoundOutcome, ...]:
    """Give the outcomes that an analysis makes: one, or one a subgroup where only those are pooled.

    `parts` are the subgroups, name by the end of its key; `outside`: there are rows in none.
    """
    assert found.analysed is not None
    alone = replace(found, analysed=replace(found.analysed, pooled=False))
    if totals == "none":
        return (alone,)
    if totals == "all":
        return (found,)
    return (
        *((alone,) if outside else ()),
        *_subgroups(found, parts),
    )


def _subgroups(found: FoundOutcome, parts: Mapping[str, str]) -> tuple[FoundOutcome, ...]:
    return tuple(
        replace(
            found,
            key=f"{found.key}.{end}",
            label=f"{found.label}: {name}",
            outcome=f"{found.outcome}: {name}",
            about=f"{found.about}; subgroup {end}",
            parent=found.key,
        )
        for end, name in parts.items()
    )


def totals_remark(key: str, name: str, totals: Totals, rows: int, parts: int) -> Remark | None:
    """Say what RevMan does not pool, and what becomes of it."""
    if not rows or totals == "all":
        return None
    if totals == "none":
        reason = (
            "RevMan shows no total for it; a drafted protocol says 'pool: false', and a protocol "
            "of your own pools it unless it says so too."
        )
    else:
        reason = (
            f"RevMan pools its {parts} subgroups and shows no total; each is an outcome of its "
            f"own here, and they are pooled together only where the mapping names {key}, or gives "
            "them one outcome."
        )
    return Remark("please check", "totals", f"{key} {name}", rows, reason)
