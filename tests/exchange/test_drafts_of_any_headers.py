"""Whatever headers a sheet has, its draft is a mapping that is read back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.exchange import reading
from living_review.exchange.decisions import read_model
from living_review.exchange.wide.mapping import WideMapping, check
from living_review.ground.errors import BadInput

HEADS = {
    "Year": "2001",
    "Country": "UK",
    "Outcome": "Pain",
    "Measure": "OR",
    "Intervention": "CBT",
    "Control": "placebo",
    "Arm": "CBT",
    "n IG": "30",
    "n KG": "31",
    "Total N": "61",
    "n1": "30",
    "mean IG": "1.2",
    "mean KG": "2",
    "SD IG": "1",
    "SD KG": "2",
    "Mean (SD)": "1.2 (0.4)",
    "n": "30",
    "Events IG": "3",
    "Events KG": "5",
    "n/N IG": "3/30",
    "log OR": "-0.2",
    "SE": "0.1",
    "OR (95% CI)": "0.5 (0.3 to 0.9)",
    "HR [99% CI]": "0.5 [0.3; 0.9]",
    "HR": "0.5",
    "lower": "0.3",
    "upper": "0.9",
    "95% CI": "0.3-0.9",
    "yi": "0.2",
    "vi": "0.1",
    "p": "0.04",
    "ai": "1",
    "bi": "2",
    "ci": "3",
    "di": "4",
    "tpos": "1",
    "tneg": "2",
    "cpos": "3",
    "cneg": "4",
    "TE": "1",
    "seTE": "1",
    "effect size": "0.3",
    "aHR 95% CI": "0.4 to 0.8",
    "MD 12 weeks": "3",
    "MD 12 weeks SE": "1",
    "Pain SMD": "0.2",
    "Pain SMD SE": "0.1",
    "log10 OR": "0.1",
    "Notes": "none",
    "RoB D1": "low",
}


NAMES = st.lists(st.sampled_from(sorted(HEADS)), min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.sampled_from(sorted(HEADS)), min_size=1, max_size=14), trials=st.booleans()
)
def test_a_draft_of_any_headers_is_read_back_as_a_mapping(names: list[str], trials: bool) -> None:
    line = "\t".join(["Smith 2001", *(HEADS[name] for name in names)])
    sheet = "\n".join(
        ["\t".join(["Study", *names]), *([line, line.replace("CBT", "WL")] if trials else [])]
    )
    try:
        draft = reading.draft(sheet.encode(), "s.txt", "wide")
    except BadInput:
        return  # a sheet of which nothing is understood
    model = read_model(draft.encode(), "the draft", WideMapping)
    check(model, "the draft")
    for _, _, column in model.named():
        assert column in draft
