"""The agent keeps attestations: nobody types anything, and the network's counts come out right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ais.agent import Agent, Options, Report
from ais.agent.attesting import patience
from ais.flows import membership
from ais.flows.attestations import alerts, heartbeat, opening, view
from ais.flows.attestations.opening import Verdict
from ais.flows.due import Kind
from tests.integration.attestations.world import FAILING, Attesting, attesting
from tests.support.pace import until

pytestmark = pytest.mark.chain

SUPPLIER, MUTE, CUSTOMER = "member0", "member2", "member1"
OPTIONS = Options(small_group=3)
STEPS = 12  # looks until the last drawn moment: the clock is moved so many times
#: What looks and relays take in real time is nothing beside it, on a slow machine too.
EPOCH_SECONDS = 40_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    pairs = [(SUPPLIER, CUSTOMER), (MUTE, CUSTOMER)]
    folder = tmp_path_factory.mktemp("agents")
    found = attesting(folder, pairs_of=pairs, epoch_seconds=EPOCH_SECONDS)
    found.start_relays(2, "--window", "2", "--batch", "1")
    yield found
    found.close()


class Watch:
    """Everybody's agent; moves the clock, and keeps what they printed."""

    def __init__(self, made: Attesting) -> None:
        self.made = made
        self.agents = {name: Agent(made.party(name), OPTIONS) for name in made.names}
        self.printed: list[tuple[str, dict[str, Any]]] = []

    def look(self, *, without: tuple[str, ...] = ()) -> list[Report]:
        """One look of each, in turn."""
        reports = []
        for name, agent in self.agents.items():
            if name in without:
                continue
            report = agent.once()
            self.printed += [(name, step.to_dict()) for step in report.steps]
            reports.append(report)
        return reports

    def epoch(self, came: Callable[[], bool], *, without: tuple[str, ...] = ()) -> None:
        """Follow the running epoch past its last drawn moment, and then until it ``came``.

        Relays send in their own time, so agents look on; once more at the end, to tell of it.
        """
        clock = self.made.clock
        step = (clock.ends_at - clock.tenth - clock.now) // STEPS + 1
        for _ in range(STEPS):
            self.look(without=without)
            self.made.later(step)

        def comes() -> bool:
            self.look(without=without)
            self.made.later(patience(self.made.party(CUSTOMER)) // 10)
            return came()

        until(comes)
        self.made.later(patience(self.made.party(CUSTOMER)) + 1)
        self.look(without=without)

    def told(self, name: str, kind: Kind) -> list[dict[str, Any]]:
        """What an agent printed of a kind; nothing of it may be an error."""
        rows = [row for who, row in self.printed if who == name]
        rows = [row for row in rows if row["due"]["kind"] == plain_kind(kind)]
        assert all(row["error"] is None for row in rows), rows
        return [row["outcome"] for row in rows]


def plain_kind(kind: Kind) -> str:
    return kind.name.lower().replace("_", "-")


def test_two_epochs_without_a_hand_and_the_counts_come_out_right(made: Attesting) -> None:
    """Epoch 2: all post, one supplier fails. Epoch 3: one stays silent, and is counted in 4."""
    made.state(SUPPLIER, FAILING)
    made.state(MUTE)
    watch = Watch(made)
    watch.epoch(lambda: made.posts(2) >= 2 * len(made.names))
    assert made.posts(2) == 2 * len(made.names)
    for name in made.names:
        assert watch.told(name, Kind.POSTS)[-1]["complete"] == 1

    made.next_epoch(snapshot=False)
    watch.look(without=(MUTE,))
    assert 3 in made.party("governor").sync().snapshots()  # an agent took it
    posting = len(made.names) - 1
    watch.epoch(lambda: made.posts(3) >= 2 * posting, without=(MUTE,))
    assert made.posts(3) == 2 * posting

    made.next_epoch(snapshot=False)
    governor = made.party("governor")
    watch.epoch(lambda: bool(governor.sync().silences(made.policy, 3)), without=(MUTE,))
    rows = {row.epoch: row for row in view.network(made.party("governor"))}
    assert (rows[2].posted, rows[2].failing, rows[2].missing) == (18, 1, 0)
    assert (rows[3].posted, rows[3].failing, rows[3].missing) == (16, 1, 1)
    assert watch.told(CUSTOMER, Kind.CALLS)
    seen = {row.supplier: row.verdict for row in opening.look(made.party(CUSTOMER), made.policy, 3)}
    assert seen == {
        made.number(SUPPLIER): Verdict.FAILING,
        made.number(MUTE): Verdict.MISSING,
    }
    changed = [row for told in watch.told(CUSTOMER, Kind.ALERTS) for row in told["alerts"]]
    assert {row["after"] for row in changed if row["supplier"] == made.number(MUTE)} == {
        "compliant",
        "missing",
    }
    assert alerts.alerts(made.party(CUSTOMER)) == []  # told by the agent already
    tells_nothing(watch)


def tells_nothing(watch: Watch) -> None:
    """Output of suppliers' agents has no key, no moment, no pair, no transaction of a post."""
    made = watch.made
    posts = made.party("governor").sync().posts(made.policy)
    rows = [row for name, row in watch.printed if name != CUSTOMER and "posts" in str(row["due"])]
    text = json.dumps(rows).lower()
    assert rows
    for entry in posts:
        assert entry.event.tau.lower()[2:] not in text
        assert entry.tx_hash.hex() not in text
    assert "next" not in text
    assert "customer" not in text


def test_a_keeper_takes_a_suspended_leaf_out_and_its_posts_end_at_once(made: Attesting) -> None:
    made.next_epoch()
    last = made.names[-1]
    governor = made.party("governor")
    membership.change(made.party("registrar"), "suspend", made.number(last))
    assert [step.due.kind for step in Agent(governor).once().steps] == []
    done = Agent(governor, Options(everyone=True)).once().steps
    assert Kind.GROUP in [step.due.kind for step in done]
    leaf = governor.sync().leaf_of(made.number(last))
    assert leaf is None or leaf.leaf == 0
    assert len(governor.index.snapshots_of(governor.index.epoch())) == 2
    report = Agent(made.party(last), OPTIONS).once()
    assert Kind.POSTS not in [step.due.kind for step in report.steps]
    membership.change(made.party("registrar"), "reinstate", made.number(last))


def test_customers_without_a_statement_hold_up_no_other_post(made: Attesting) -> None:
    """The agent says that one is needed, once, and goes on with what needs none."""
    made.next_epoch()
    party = made.party(SUPPLIER)
    (party.home.statements / f"{made.policy.hex()}.sealed").unlink()
    agent = Agent(party, OPTIONS)
    steps = [step for step in agent.once().steps if step.due.kind is Kind.POSTS]
    (outcome,) = [step.outcome for step in steps]
    assert outcome is not None
    assert outcome["unstated"] == ["0x" + made.policy.hex()]
    made.later(made.clock.tenth)
    assert not [step for step in agent.once().steps if step.due.kind is Kind.POSTS]
    made.state(SUPPLIER)
    choices = heartbeat.Choices(least=3, at_once=True, direct=True)
    assert made.posted(SUPPLIER, choices).is_complete


def test_too_small_a_group_is_an_error_that_says_so_and_stops_nothing_else(
    made: Attesting,
) -> None:
    made.next_epoch()
    report = Agent(made.party("member4")).once()
    errors = {step.due.kind: step.error for step in report.steps if step.error}
    assert set(errors) == {Kind.POSTS}
    assert errors[Kind.POSTS] is not None
    assert errors[Kind.POSTS]["code"] == "group-small"
