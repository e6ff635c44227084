"""Numbers of people, weeks and scores."""

from __future__ import annotations

from living_review.registry.catalogue.rule import suspicion

RULES = (
    suspicion(
        "events-as-percentages",
        "arms",
        "Events look like percentages.",
        (
            "every arm has 100 people; or arms of 200 and more whose share is half of the least "
            "of four or more other trials, and lies among them when read as a percentage"
        ),
    ),
    suspicion(
        "n-as-percentages",
        "arms",
        "The numbers of the arms look like shares of the people randomised.",
        "they add up to 99 to 101 in a trial that randomised more than 150",
    ),
    suspicion(
        "months-as-weeks",
        "arms, contrasts",
        "Weeks look like months.",
        (
            "outside the window of the time point, and inside when multiplied by 4.35; or the "
            "notes speak of as many months; or five trials or more of one source (a site, or one "
            "collection where a site keeps many) have a median below a twelfth of the window (4 "
            "weeks without one), or 3 to 6.3 times below five or more other trials"
        ),
    ),
    suspicion(
        "weeks-outside-window",
        "arms, contrasts",
        "Weeks lie outside the window of the time point.",
        "the window in the protocol",
    ),
    suspicion("weeks-differ", "arms", "The arms of one comparison have different weeks."),
    suspicion(
        "weeks-out-of-order",
        "arms, contrasts",
        ("A later time point has no more weeks than an earlier one of the same trial and outcome."),
        "time points in the order of their windows",
    ),
    suspicion(
        "later-than-its-time-point",
        "arms, contrasts",
        "A result is measured well after the first outcomes of its trial at the same time point.",
        (
            "4 weeks and half as many weeks again after the earliest, where a later time point of "
            "the protocol has these weeks in its window"
        ),
    ),
    suspicion(
        "score-looks-like-change",
        "arms",
        "What is called an endpoint score looks like a change from baseline.",
        (
            "all means of the result below 0, where a trial on the instrument, or two of the "
            "outcome, have means more than one SD above it; or below a third of the median of the "
            "scores that are 1.5 SDs above 0 on the instrument, within one SD of 0, and half as "
            "many SDs from it as those"
        ),
    ),
)
