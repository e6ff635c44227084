"""Which columns of a sheet are of one arm and outcome: `groups.txt` holds what each header makes.

The headers are walks over how arms, statistics, outcomes and times are called and put together.
UPDATE_SNAPSHOTS=1 keeps the groups of now, to be read line by line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from living_review.exchange.wide.grouping import grouped

KEPT = Path(__file__).with_name("groups.txt")
ARMS = (
    *(("IG", "KG"), ("intervention", "control"), ("peer", "usual care"), ("CBT", "ACT")),
    *(("1", "2"), ("e", "c"), ("placebo", "verum"), ("CBT", "control"), ("a", "b"), ("x", "x")),
    *(("treatment as usual", "peer support group"), ("arm 1", "arm 2"), ("group A", "group B")),
)
SHAPES = (
    "mean {a},SD {a},n {a}",
    "{a} mean,{a} SD,{a} N",
    "Mood mean {a},Mood SD {a},n {a}",
    "Mood {a} M,Mood {a} SD,Sleep {a} M,Sleep {a} SD,N {a}",
    "{a} Mean (SD),{a} n",
    "Mood post mean {a},Mood post SD {a},Mood FU mean {a},Mood FU SD {a},n post {a},n FU {a}",
    "events {a},n {a}",
    "Falls events {a},Falls n {a},mean {a},SD {a}",
    "events {a},mean {a},SD {a},n {a}",
    "Mood change mean {a},Mood change SD {a},Mood mean {a},Mood SD {a}",
    "baseline mean {a},baseline SD {a},mean {a},SD {a},n baseline {a}",
    "{a} events,{a} non-events",
    "person-years {a},events {a}",
    "ICC {a},cluster size {a},mean {a},SD {a}",
    "mean {a} 8 weeks,SD {a} 8 weeks,mean {a} 26 weeks,SD {a} 26 weeks",
)
SINGLE = (
    "n placebo,n control,mean treatment,mean control,SD treatment,SD placebo",
    "n placebo,mean placebo,SD placebo,n verum,mean verum,SD verum,n control",
    "mean,SD,n,mean control,SD control,n control",
    "CBT mean,CBT SD,control mean,control SD",
    "Mood CBT mean,Mood CBT SD,Mood control mean,Mood control SD",
    "CBT Mood mean,CBT Mood SD,control Mood mean,control Mood SD",
    "CBT mean,ACT mean,CBT SD,ACT SD,CBT n,ACT n",
    "CBT mean,ACT mean,control mean,CBT SD,ACT SD,control SD",
    "CBT mean,ACT mean,DBT mean",
    "CBT mean,ACT SD",
    "mean IG,SD IG",
    "mean IG,mean IG,SD IG,mean KG,SD KG",
    "mean IG,M IG,SD IG,mean KG,SD KG",
    "n,mean,SD",
    "n IG,n KG",
    "n total,n IG,n KG,mean IG,mean KG,SD IG,SD KG",
    "Mood n IG,Mood n KG,Mood mean IG,Mood mean KG,n IG,n KG,Sleep mean IG,Sleep mean KG",
    "n post IG,n post KG,mean post IG,mean post KG,mean FU IG,mean FU KG,n IG,n KG",
    "person-years IG,person-years KG,mean IG,mean KG,SD IG,SD KG",
    "Age mean IG,Age mean KG,Mood mean IG,Mood mean KG,Dropouts n IG,Dropouts n KG",
    "median IG,IQR IG,n IG,median KG,IQR KG,n KG",
    "events/n IG,events/n KG",
    "events 1,events 2,n 1,n 2,mean 1",
    "e1,e2,n1,n2",
    "mean_e,sd_e,n_e,mean_c,sd_c,n_c,mean_d",
    "control mean,mean intervention,control SD,SD intervention",
)
TIMED = (
    ("person-years IG,person-years KG", "Falls IG,Falls KG"),
    ("person-years IG,person-years KG,n IG,n KG", "Falls IG,Falls KG,Deaths IG,Deaths KG"),
    ("person-years IG,person-years KG", "Falls IG"),
    ("person-years IG,person-years KG,events IG,events KG", "Falls IG,Falls KG"),
    ("Falls person-years IG,Falls person-years KG", "Deaths IG,Deaths KG"),
    ("person-years IG,person-years KG", "Dropouts IG,Dropouts KG"),
    ("person-years IG,person-years KG", "Falls baseline IG,Falls baseline KG"),
    ("person-years IG,person-years KG,Mood person-years IG", "Falls IG,Falls KG"),
)


def headers() -> Iterator[tuple[str, str]]:
    for shape in SHAPES:
        for arms in ARMS:
            yield ",".join(shape.format(a=arm) for arm in arms), ""
    yield from ((each, "") for each in SINGLE)
    yield from TIMED


def told(names: str, unnamed: str) -> Iterator[str]:
    yield f"~~~ {names}" + (f" ~ {unnamed}" if unnamed else "")
    groups, left = grouped(names.split(","), unnamed.split(",") if unnamed else ())
    for group in groups:
        change = ", change" if group.change else ""
        yield f"{group.outcome!r} {group.timepoint!r} {group.weeks!r}{change}"
        for arm in group.arms:
            yield f"  {arm.arm} ({arm.role or '?'}): {arm.columns}"
    if left:
        yield f"left: {', '.join(left)}"


def test_columns_are_put_together_as_they_were() -> None:
    lines = (line for names, unnamed in headers() for line in told(names, unnamed))
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"


def test_a_column_is_of_one_arm_or_left_and_no_arm_has_two_of_a_kind() -> None:
    for names, unnamed in headers():
        groups, left = grouped(names.split(","), unnamed.split(",") if unnamed else ())
        for group in groups:
            used = [name for arm in group.arms for name in arm.columns.values()]
            assert len(used) == len(set(used)), names
            assert len(group.arms) > 1, names
            assert not set(used) & set(left), names
