"""What other programs call the measures of effect."""

from __future__ import annotations

import math

from living_review.exchange import cells
from living_review.ground.measures import FROM_LOG_RANK, MEASURES, RATIOS

LARGEST_LOG = math.log(1e12)
# The words of RevMan's menus, those review authors write into its free field, and the codes.
_NAMES = {
    name: code
    for code, own in MEASURES.items()
    for name in (*own.written, *own.in_programs, code.lower())
}


def named(name: str) -> str | None:
    """Give the measure of the registry that a name means, None where it has no such measure."""
    plain = " ".join(name.lower().replace(".", "").split())
    return _NAMES.get(plain)


def is_log_scale(entered: float, shown: float | None, *, said: bool | None) -> bool | None:
    """Tell whether a ratio was entered as its logarithm; None where the file contradicts itself.

    `said` is what the file says of its scale and `shown` the effect on the natural scale, where it
    is there. Without either, RevMan's convention holds: ratios are entered as logarithms.
    """
    if shown is None or shown <= 0:
        return said is not False
    try:
        as_log = math.isclose(math.exp(entered), shown, rel_tol=0.02, abs_tol=0.006)
    except OverflowError:
        as_log = False
    as_is = math.isclose(entered, shown, rel_tol=0.02, abs_tol=0.006)
    if said is not None:
        return said if (as_log if said else as_is) else None
    if as_log == as_is:
        return None
    return as_log


def from_peto(name: str, o_e: str, variance: str) -> tuple[str, dict[str, str]] | str:
    """Give measure and cells of O − E and its variance, or why a row has no use for them.

    The registry makes of them the ratio exp((O − E) / V), with 1/√V as the standard error of its
    logarithm (Yusuf et al. 1985); the cells are those of the file.
    """
    measure = named(name)
    if not name:
        return "the file does not say whether O-E and variance give a hazard or an odds ratio."
    if measure is None or measure not in FROM_LOG_RANK:
        return f"O-E and variance give a hazard or an odds ratio, and not '{name[:60]}'."
    difference, spread = cells.value(o_e), cells.value(variance)
    if difference is None or spread is None or spread <= 0:
        return "O-E or its variance is not there."
    if abs(difference / spread) > LARGEST_LOG:
        return "O-E over its variance is beyond any ratio."
    return measure, {"o_minus_e": cells.number(o_e), "variance": cells.number(variance)}


def from_inverse_variance(
    name: str, estimate: str, se: str, shown: str, *, said: bool | None
) -> tuple[str, dict[str, str]] | str:
    """Give measure and cells of an estimate with its standard error, or why there are none.

    A ratio is entered as its logarithm and comes out on the natural scale; `shown` is the effect as
    the file shows it, and `said` what the file says of the scale, where it does.
    """
    measure, entered, error = named(name), cells.value(estimate), cells.value(se)
    if not name:
        return "the file does not say what the effect measures (OR, RR, HR, MD and so on)."
    if measure is None:
        return f"'{name[:60]}' is no measure that a contrast can have."
    if entered is None or error is None or error <= 0:
        return "the estimate or its standard error is not there."
    written = cells.number(estimate)
    if measure in RATIOS:
        as_log = is_log_scale(entered, cells.value(shown), said=said)
        if as_log is None:
            return (
                "the ratio as entered agrees with the effect as shown neither as a logarithm nor "
                "as it is; enter it by hand."
            )
        if not as_log:
            return (
                "the ratio is not on the log scale, so that its standard error is none of the "
                "logarithm; enter its confidence interval by hand."
            )
        if abs(entered) > LARGEST_LOG:
            return "the logarithm of the ratio is beyond any ratio."
        written = repr(math.exp(entered))
    return measure, {"estimate": written, "se": cells.number(se)}
