"""What the agent found is said in words, with what a person has to type."""

from __future__ import annotations

from ais.cli.run_told import sentences
from ais.flows.due import Kind

DIGEST = bytes(range(32))
RESOLVE = (
    "no relay sent 5f0c, and the epoch ends: `ais attest resolve 5f0c fresh-account` or `silence`"
)


def told(kind: Kind, **outcome: object) -> list[str]:
    return [text for text, _ in sentences(kind, outcome, lambda _: "all-rules")]


def test_posts_that_are_all_on_chain() -> None:
    assert told(Kind.POSTS, policies=1, complete=1) == ["all of them are on chain"]


def test_what_a_person_has_to_do_about_posts() -> None:
    waiting = {"unstated": ["0x" + DIGEST.hex()], "ask": ["5f0c"], "withheld": 2, "unserved": 1}
    assert told(Kind.POSTS, policies=2, complete=1, **waiting) == [
        "customers wait for a statement: `ais attest state REPORT --policy all-rules`",
        "2 customers get none: too few would be left to hide among",
        "1 customers get none: there are fewer posts than customers",
        RESOLVE,
    ]


def test_calls_by_what_became_of_them() -> None:
    found = told(Kind.CALLS, contests={"landed": 1}, claims={"promised": 2}, ask=[])
    assert found == ["contests: 1 landed", "claims: 2 promised"]


def test_every_alert_is_told_and_the_bad_ones_stand_out() -> None:
    rows = [{"sentence": "worse", "is_worse": True}, {"sentence": "better", "is_worse": False}]
    found = sentences(Kind.ALERTS, {"alerts": rows}, lambda _: "")
    assert found == [("worse", "red"), ("better", "green")]


def test_of_other_things_that_they_are_done_is_enough() -> None:
    assert told(Kind.CLOSE, act={}) == []
