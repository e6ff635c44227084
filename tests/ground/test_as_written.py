"""What this room writes of numbers, colours, names and texts at the bounds of its rules.

`as_written.txt` holds a line for each value, or for each rule with its values. Where a number, a
colour or a name is to be written otherwise: UPDATE_SNAPSHOTS=1 pytest on this file, and read it.
"""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import yaml
from broken_yaml import SLIPS

from living_review.ground import (
    brand_files,
    colours,
    distributions,
    from_the_right,
    measurement_units,
    noun_phrases,
    number_style,
    numbers,
    orcid,
    out_of,
    proper_names,
    spelling,
    spreadsheet,
    steps,
    trial_identifiers,
    visible_text,
    written_number,
)
from living_review.ground.errors import LivingReviewError
from living_review.ground.yaml_faults import decoded, told

KEPT = Path(__file__).with_name("as_written.txt")
AROUND = (1e-9, 0.0, -1e-9)
BOUNDS = (
    *(0.0, 1e-12, 1e-6, 0.00004, 0.00005, 0.0001, 0.00095, 0.001, 0.0015, 0.003, 0.0105, 0.005),
    *(0.01, 0.05, 0.0999, 0.1, 0.5, 0.95, 0.975, 0.99, 0.995, 1.0, 1.05, 1.5, 2.5, 3.0, 9.95, 10.0),
    *(49.95, 99.0, 99.5, 99.95, 99.996, 100.0, 999.5, 1000.0, 12345.678, 1e6, 999999999.5, 1e9),
    *(1e12, 2.5e15),
)
VALUES = tuple(sign * value for value in BOUNDS for sign in (1, -1))
MEASURES = ("SMD", "MD", "ROM", "OR", "RD", "IRR", "IRD")
OF_ONE: dict[str, Callable[[float], object]] = {
    **{f"estimate {name}": lambda v, name=name: numbers.estimate(v, name) for name in MEASURES},
    **{f"fixed {n}": lambda v, n=n: numbers.fixed(v, n) for n in (0, 1, 2, 3)},
    **{f"significant {n}": lambda v, n=n: numbers.significant(v, n) for n in (1, 2, 4)},
    **{f"percent {n}": lambda v, n=n: numbers.percent(v, n) for n in (0, 1)},
    "confidence": numbers.confidence,
    "count": numbers.count,
    "degrees": numbers.degrees_of_freedom,
    "in full": numbers.in_full,
    "measured": numbers.measured,
    "percent in full": numbers.percent_in_full,
    "change in percent": numbers.change_in_percent,
    "rate": numbers.rate,
    "units": numbers.units,
    "error": numbers.standard_error,
    "statistic": numbers.statistic,
    "weight": numbers.weight,
}
OF_POSITIVE: dict[str, Callable[[float], object]] = {
    "p": numbers.p_value,
    "tau2": numbers.tau2,
    "probability": numbers.probability,
    "per 1000": numbers.per_1000,
    "baseline": numbers.baseline,
    "one in": numbers.one_in,
    "inverse": lambda v: numbers.inverse(v) if v else "",
    "people": lambda v: tuple(out_of.people(v, total) for total in (100, 1000)),
}
TRIPLES = (
    *((0.2, 0.1, 0.3), (0.2, 0.0, 0.3), (0.2, -0.001, 0.3), (0.2, 0.004, 0.3), (0.004, 0.001, 0.3)),
    *((1.0, 0.99, 1.01), (1.0, 0.999, 1.001), (0.05, 0.001, 1.0), (0.05, 1e-7, 9.0), (0.0, 0.0, 0)),
    *((3.0, 1e-9, 9e9), (1e-8, 0.0, 1.0), (1.0000001, 0.9, 1.1), (0.00002, -0.5, 1.9), (-2, -3, 0)),
    *((0.0031, 0.0029, 0.2), (0.00001, -0.5, 0.50001), (100.0, 0.04, 5000.0), (None, 0.001, 0.3)),
    *((None, 0.012, 12.0), (0.2, None, 0.3), (0.2, 0.1, None), (0.012, 0.0, 0.3), (0.0001, 0, 0.3)),
    *((0.00005, 0, 0.3), (0.3, 0.00004, 2.0), (0.009, 0.0004, 0.01), (0.0, 0.0, 0.04)),
)
RISKS = (0.0, 0.00001, 0.0012, 0.003, 0.0145, 0.102, 0.995, 1.0)
PHRASES = (
    *("yoga", "yoga and meditation", "vitamins B and D", "vitamin B", "support for carers"),
    *("acceptance and commitment therapy", "analysis", "mutual support groups", "a diet and pills"),
    *("SSRIs", "pilates", "people", "children with asthma", "series", "plyometrics", "antibiotics"),
    *("diet and exercise programme", "diets and exercise programme", "aerobics", "gymnastics"),
    *("vitamins B6", "vitamin B6", "groups of A", "A", "As"),
    *(
        "diets and sleep and exercise programme",
        "diet, sleep and exercise plans",
        "a and b and c d",
    ),
    *("diet and sleeps and exercise programme", "diet and exercise plans and sleep"),
    *("one dose", "each dose and rest", "opioids or exercise", "yoga or statins", "data", "bus"),
    *(
        "",
        "and",
        "for carers",
        "vitamins B12",
        "vitamins b",
        "T4s",
        "groups, weekly",
        "tens & pain",
    ),
)
LABELS = (
    *("Quality of life", "PTSD symptoms", "Crohn’s disease", "C-reactive protein", "T cells"),
    *(
        "Beck Depression Inventory",
        "A vaccine",
        "A",
        "E coli",
        "E-health",
        "E-Selectin",
        "A-B test",
    ),
    *("A-level", "Children’s anxiety", "Patients' satisfaction", "Down syndrome", "Down times"),
    *("Cook 2012 (WRAP)", "Poulsen et al. said", "Knapp and Hartung (2003)", "Cook 1799", "Cook"),
    *("(Beck) score", "‘Beck’ score", "Beck-like", "Big Bad Wolf", "Big Bad", "Big bad wolf", ""),
    *("B6 level", "IQ", "Iq test", "X5", "(B6) level", "HbA"),
    *("Big", "It’s pain", "Oswestry’s", "α level", "5-HT", "Vitamin B", "HbA1c", "Wald, t", "X 12"),
    *(
        "Being free of pain",
        "Not walking",
        "No longer ill",
        "At least one fall",
        "Any fall",
        "Anya",
    ),
    *("Functioning well", "Walking the dog", "Being able to walk", "Suffering of others", "Still"),
)
TEXTS = (
    *("a  b", " a ", "a\nb", "a\tb", "\u200bx", "a\u202eb", "\u00adsoft", "x\ufe0f", "1\ufe0f"),
    *("☀\ufe0f", "می\u200cخ", "a\u200db", "👩\u200d🚀", "👩\u200d\u200d", "🏴\U000e0067\U000e007f"),
    *("\U000e0067", "\ud800", "\x7f", "\x1b[0m", "\u3164", "\u180b", "é", "Ａ", "a\u2010b"),
    *("\u2800", "\U000e0100", "=1+1", "+1", "-1.5e3", "-1e1234", "@x", " =x", "'x"),
    *("x", "-", "+1,5", "\tx", "＝x", "1=2", "©\ufe0f", "\u2000\ufe0f", "\u1fff\ufe0f", "+\ufe0f"),
)  # fmt: skip
LONG = (
    "one two three (four five",
    "one two (three) four",
    "abcdefghijkl",
    "ab cdefghijklmnop",
    "a, b",
)
NUMERALS = (
    *("1", "-1", "\u22121", "+1", ".5", "5.", "1.5e3", "1e-300", "1e999", "1e1234", "", ".", "1,5"),
    *("1 ", "0x1", "nan", "inf", "-0", "١", "1e12", "1.0000001e12", "-1e12"),
)
CELLS = (True, 1, 1.5, math.nan, math.inf, None, " 2 ", "x", 1e12, 1.1e12, -1e12, -1.1e12)
COLOURS = (
    *(
        "#0a5a66",
        "#fff",
        "#FFFF",
        "#fff8",
        "#0a5a66ff",
        "#0a5a6600",
        "#12345",
        "teal",
        "transparent",
    ),
    *(
        "rgb(10 90 102)",
        "rgb(10, 90, 102)",
        "rgba(10,90,102,1)",
        "rgb(10 90 102 / 100%)",
        "rgb(1 2)",
    ),
    *("rgb(10 90 102 / 99%)", "rgba(10,90,102,.9)", "rgb(50% 0% 100%)", "rgb(300 -5 0)", "hsl(0)"),
    *("hsl(190deg 82% 22%)", "hsl(-170 82% 22%)", "hsl(550, 182%, 22%)", "hsl(1 2% 3% 4% 5%)", "x"),
    *("hsla(190, 82%, 22%, 1)", "rgb(a b c)", "rgb(1. .5 2)", " Navy ", "rgb()", "hsl(0 0% 120%)"),
)
PAIRS = ("#000000", "#ffffff", "#0a5a66", "#d55e00", "#767676", "#0b0b0b", "#010203", "#fffffe")
FILES = (
    *("logo.svg", "a/logo.PNG", "_brand.yml", "fonts/x.woff2", "report/x.svg", "reports/x.svg"),
    *(
        "_site",
        "data/versions/1/x.svg",
        "data/x.svg",
        ".x.svg",
        "a/../x.svg",
        "a//x.svg",
        "a\\x.svg",
    ),
    *("x.txt", "page/x.svg", "languages", "registry/x.png", "", "templates/assets/site.css"),
)
IDENTIFIERS = (
    *(
        "10.1/x",
        "https://doi.org/10.1/X.",
        "x10.1/y/z);",
        "none",
        "",
        "NCT01234567",
        "ISRCTN 1234-5",
    ),
    *("NCT01234567; EudraCT 2010-1", "2012 Cook", "12345", "123456"),
)
RIGHT = (
    "abc",
    "א",
    "a אב c",
    "אב (גד) x",
    "אב (גד",
    "אב) x",
    "אב [ג]) 5",
    "א5ב",
    "א;ב",
    "א, ב.",
    "אב ",
)
UNITS = (
    "kg",
    " KG ",
    "g",
    "G",
    "m",
    "M",
    "L",
    "l",
    "h",
    "H",
    "mmHg",
    "points",
    "RAS",
    "",
    None,
    "%",
)
STEPS = (
    *((0.0, 1.0), (0.0, 4.0), (0.0, 8.0), (0.0, 11.0), (0.0, 13.0), (1990.0, 2020.0), (0.0, 0.001)),
    *((0.5, 3.0), (2.0, 3.0), (0.0, 28.0), (0.0, 29.0)),
)
ANCHORS = ((1, 2, 9), (1, 9), (1, 1, 9, 9), (0.5, 1, 2), (2000, 2001, 2002), (0, 500, 1000))


def each(rule: str, values: Sequence[object], write: Callable[..., object]) -> str:
    return f"{rule}: {'; '.join(f'{value!a} {said(write, value)}' for value in values)}"


def said(write: Callable[..., object], *values: object) -> str:
    try:
        made = write(*values)
    except (LivingReviewError, colours.NoColour) as fault:
        return f"refused ({fault})"
    made = made.tolist() if isinstance(made, np.ndarray) else made
    if isinstance(made, float):
        return f"{made:.6g}"
    if isinstance(made, tuple) and all(isinstance(one, float) for one in made):
        return " ".join(f"{one:.6g}" for one in made)
    if dataclasses.is_dataclass(made):
        return " ".join(map(str, dataclasses.astuple(made)))
    return f"{made!a}"


def of_numbers() -> Iterator[str]:
    yield from (each(rule, VALUES, write) for rule, write in OF_ONE.items())
    yield from (each(rule, BOUNDS, write) for rule, write in OF_POSITIVE.items())
    for rule, write in OF_ONE.items():
        yield each(f"{rule} of nothing", (None, math.nan, math.inf), write)
    for name in ("together", "change", "estimate_with_interval"):
        for measure in ("SMD", "OR", "RD", "IRD") if name != "estimate_with_interval" else ("OR",):
            write = getattr(numbers, name)
            yield each(f"{name} {measure}", TRIPLES, lambda v: write(*v, measure))  # noqa: B023
    yield each("interval", TRIPLES, lambda v: numbers.interval(v[1], v[2], "RR"))
    yield each("tau2 together", TRIPLES, lambda v: numbers.tau2_together(*v))
    sds = ((90.4, 14.0), (90.44, 100.0), (90.4, 99.94), (0.05, 0.0123), (5.0, 0.0), (5.0, 1.0))
    yield each("mean and sd", sds, lambda v: numbers.mean_and_sd(*v))
    yield each("in words", (-1, 0, 1, 9, 10, 1000), numbers.in_words)
    yield each("as reported", ("-1.5", "1234.5", "x-1"), numbers.as_reported)
    four = [
        (a, b, max(0.0, b - w), b + w) for a, b, w in product(RISKS, RISKS, (0.0005, 0.02, 0.3))
    ]
    yield each("beside", tuple(four), lambda v: tuple(numbers.people_beside(*v)))
    near = (
        (0.5, 0.5005, 0.3, 0.79),
        (0.5, 0.5005, 0.0, 0.51),
        (1e-6, 0.0, 0.0, 1e-6),
        (1e-7, 2e-7, 0, 1),
    )
    yield each("beside, near", near, lambda v: tuple(numbers.people_beside(*v)))
    yield each("rates, near", near, lambda v: tuple(numbers.rates_beside(*v)))
    yield each("out of, near", near, lambda v: out_of.out_of(*v))
    yield each("rates", tuple(four), lambda v: tuple(numbers.rates_beside(*(9 * x for x in v))))
    shown = tuple((a, b, lo, min(hi, 1.0), t) for (a, b, lo, hi), t in product(four, (True, False)))
    yield each("out of", shown, lambda v: out_of.out_of(*v[:4], trivial=v[4]))
    for least in (4, 5):
        style = number_style.NumberStyle(decimal=",", group="\u202f", least_grouped=least)
        texts = ("1,234.5", "12,345.6", "0.5", "999", "1,234,567", "−1,234 (2.5 to 3)")
        yield each(f"style {least}", texts, style.of)
        yield each(f"read {least}", ("1\u202f234,5", "0,5", "7"), style.read)


def of_names() -> Iterator[str]:
    for write in (noun_phrases.plural, noun_phrases.plural_before, noun_phrases.number_unsure):
        yield each(write.__name__, PHRASES, write)
    for write in (noun_phrases.is_phrase, noun_phrases.object_unsure, proper_names.inside):
        yield each(write.__name__, LABELS, write)
    with proper_names.keeping(("Big", "Pain")):
        yield each(
            "kept", ("Big bad", "Bigger", "Pain", "Painful", "Pain-free"), proper_names.inside
        )
    for language in ("de", "de-AT", "lb", "nds", "gsw", "en", "dex"):
        with proper_names.labels_of(language):
            yield each(f"in {language}", ("Pain",), proper_names.inside)
    alike = (*TEXTS, "Ø", "Östlund", "ẞ", "æ", "Hartung_Knapp adjustment", "methods", "D+L", "d'x")
    for write in (spelling.plain, spelling.bare, spelling.alphabetical, spelling.plain_name):
        yield each(write.__name__, alike, write)
    names = (("a b", "a-b"), ("a", "b"), ("b", "B", "a", "A"), ("x", "x"), ("ａ", "a"))
    yield each("twins", names, lambda v: (twins := spelling.twins(v)) and spelling.both(twins))
    yield each("unit", UNITS, measurement_units.is_unit)
    for write in (trial_identifiers.plain_doi, trial_identifiers.plain_registrations):
        yield each(write.__name__, IDENTIFIERS, write)
    yield each("identifiers", tuple(zip(IDENTIFIERS, reversed(IDENTIFIERS), strict=True)),
               lambda v: sorted(trial_identifiers.identifiers(*v)))  # fmt: skip
    yield each("orcid", ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"),
               orcid.check_character)  # fmt: skip


def of_texts() -> Iterator[str]:
    for write in (visible_text.visible, visible_text.visible_lines, visible_text.escaped_json):
        yield each(write.__name__, TEXTS, write)
    for longest in (1, 2, 5, 8, 13, 24):
        yield each(f"visible {longest}", LONG, lambda v, n=longest: visible_text.visible(v, n))
        yield each(f"after {longest}", LONG, lambda v, n=longest: visible_text.cut_after(v, n))
        yield each(f"short {longest}", LONG, lambda v, n=longest: visible_text.cut_short(v, n))
    yield each("guarded", TEXTS, spreadsheet.guarded)
    yield each("apart", RIGHT, from_the_right.apart)
    yield each("number", NUMERALS, written_number.written_number)
    yield each("cell", (*CELLS, *NUMERALS), written_number.number_of)
    yield each("brand", FILES, brand_files.is_of_a_brand)
    yield each("may hold", FILES, brand_files.may_hold)


def of_yaml() -> Iterator[str]:
    for name, (text, _, _) in SLIPS.items():
        try:
            yaml.compose(text, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, RecursionError) as error:
            yield f"yaml, {name}: {told(error, text, 'f.yml')}"
    for content in (
        b"PK\x03\x04",
        b"\xff\xfea\0",
        b"\xfe\xff\0a",
        b"a\0b\0",
        b"\0a",
        b"a\n\xe9",
        b"\xef\xbb\xbfa",
    ):
        yield f"decoded {content!r}: {said(decoded, content, 'f.yml')}"


def of_colours() -> Iterator[str]:
    yield each("colour", COLOURS, colours.read_colour)
    yield each("luminance", PAIRS, colours.luminance)
    yield each("lightness", PAIRS, colours.lightness_chroma_hue)
    for light in (0.0, 0.3, 0.62, 0.95, 1.0):
        yield each(f"at {light}", PAIRS, lambda v, at=light: colours.of_lightness(v, at))
    pairs = tuple(product(PAIRS[:5], PAIRS))
    yield each("contrast", pairs, lambda v: colours.contrast(*v))
    for vision in colours.VISIONS:
        yield each(vision, pairs, lambda v, of=vision: colours.distance(*v, of))
    yield each("told apart", pairs, lambda v: colours.apart(*v))
    for share in (0.0, 0.25, 1.0):
        yield each(f"blended {share}", pairs, lambda v, part=share: colours.blended(*v, part))
    for ratio in (3.0, 4.5, 7.0, 21.0, 22.0):
        on = (("#ffffff",), ("#000000",), ("#ffffff", "#767676"))
        for ground in on:
            passes = lambda v, g=ground, r=ratio: colours.reaches(v, g, r)  # noqa: E731
            yield each(f"reaches {ratio} on {ground}", PAIRS, passes)
            yield each(f"nearest {ratio} on {ground}", PAIRS[2:4],
                       lambda v, p=passes: colours.nearest(v, p))  # fmt: skip
    yield each("least", PAIRS, lambda v: colours.least_contrast(v, ("#ffffff", "#767676")))


def of_arrays() -> Iterator[str]:
    df, x = (math.inf, 0.0, -1.0, 0.5, 1.0, 30.0), (-math.inf, -2.0, 0.0, 1.5, math.inf)
    for write in (distributions.t_cdf, distributions.two_sided_p, distributions.chi2_tail):
        yield each(write.__name__, tuple(product(df, x)), lambda v, of=write: float(of(*v)))
    probability = (0.0, 0.025, 0.5, 0.975, 1.0)
    for write in (distributions.t_quantile, distributions.chi2_quantile):
        pairs = tuple(product(df, probability))
        yield each(write.__name__, pairs, lambda v, of=write: float(of(*v)))
        many = write(np.array([*df, *df]), 0.9)
        yield f"{write.__name__} of many: {' '.join(f'{one:.6g}' for one in many)}"
    many = distributions.t_quantile(np.tile([5.0, math.inf], 33), 0.9)
    yield f"t of 66: {sorted({f'{one:.6g}' for one in many})} {many.shape}"
    yield each("normal", x, lambda v: float(distributions.normal_cdf(v)))
    yield each("round step", STEPS, lambda v: steps.round_step(*v))
    for per in (None, 0.0007, 0.001, 5.0, 8.0, 8.5):
        yield each(f"step {per}", ANCHORS, lambda v, own=per: steps.step_of(v, own))
    yield each("two values", ANCHORS, steps.two_values)


def test_numbers_colours_names_and_texts_are_written_as_they_were() -> None:
    parts = (of_numbers, of_names, of_texts, of_yaml, of_colours, of_arrays)
    found = [line.encode("ascii", "backslashreplace").decode() for make in parts for line in make()]
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text("\n".join(found) + "\n", "utf-8")
    kept = KEPT.read_text("utf-8").splitlines()
    changed = [one for one, was in zip(found, kept, strict=True) if one != was]
    assert not changed, "\n".join(changed[:5])
