"""A member that lost everything but its words goes on from the stores and the chain."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ais.errors import CannotRead, NothingToReveal
from ais.events import Paid
from ais.flows import ballots, fetch, keys, membership, money, release, requests, rounds, share
from ais.flows.appraise import appraise
from ais.flows.balances import claims_of
from ais.flows.intake import Choices
from ais.flows.opening import open_submission, readable
from ais.flows.party import Party
from ais.flows.terms import SharingTerms
from ais.types import Ballot
from tests.integration import seated
from tests.integration.seated import TOKEN, World, hosts, submit

pytestmark = pytest.mark.chain

EMBARGO_SECONDS = 900
EPOCH_SECONDS = 3_600


@dataclass
class Loss:
    """What a member had before everything was deleted, and what it has afterwards."""

    world: World
    name: str
    ids: dict[str, bytes]
    bundles: dict[str, bytes]  # file of an opened submission -> its content
    ballot: Ballot
    others: list[Party]
    restored: Party


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("0x*.json")}


def restored_by_phrase(world: World, folder: Path, phrase: str) -> Party:
    """A new home from the words and the network's file, by the command, in a process of its own."""
    words = folder / "words.txt"
    words.write_text(phrase)
    home = folder / "new home"
    arguments = ["--phrase-file", str(words), "--network", str(world.folder / "network.json")]
    subprocess.run(
        [sys.executable, "-m", "ais", "--home", str(home), "keys", "restore", *arguments],
        env={**os.environ, "AIS_PASSWORD": "another horse"},
        check=True,
        capture_output=True,
    )
    words.unlink()
    assert not {"journal.sqlite", "index.sqlite"} & {path.name for path in home.iterdir()}
    return Party.open(home, password="another horse")


@pytest.fixture(scope="module")
def loss(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loss]:
    folder = tmp_path_factory.mktemp("recovery")
    world = seated.build(folder, seated.cast(11), suite="hybrid")
    world.fund("governor", 1_000)
    money.fund(world.party("governor"), 900 * TOKEN)

    # A panel is drawn; one of its members, who also submits and reads, will lose everything.
    ids = {"valued": submit(world, hosts(folder, "valued", 24))}
    panelists = seated.keyed(world, ids["valued"])
    loser, others = panelists[0], panelists[1:]
    name = world.name_of(loser.organisation)
    ids["own"] = submit(world, hosts(folder, "own"), name)
    choices, wanted = Choices(allow_benign=True), SharingTerms(embargo_seconds=EMBARGO_SECONDS)
    done = share.submit(loser, [hosts(folder, "embargoed")], wanted, choices)
    ids["embargoed"] = done.submission_ids[0]

    # Keys rotate between releases; one submission is granted, one is for others.
    ids["before rotation"] = submit(world, hosts(folder, "before"))
    world.chain.advance(61)
    keys.rotate(loser)
    ids["after rotation"] = submit(world, hosts(folder, "after"))
    ids["granted"] = submit(world, hosts(folder, "granted"), readers=(17,))
    ids["of others"] = submit(world, hosts(folder, "others"), readers=(18,))
    registrar = world.party("registrar")
    sectors = world.party("governor").sync().organisation(loser.organisation).sectors
    widened = [n + 1 for n in range(48) if sectors >> n & 1] + [17]
    membership.change(registrar, "set_sectors", loser.organisation, sectors=widened)
    requests.request(loser, ids["granted"])
    requests.grant(world.party("discloser"), ids["granted"], loser.organisation)

    # Everybody votes; nobody has revealed yet.
    ballot = appraise(loser, ids["valued"]).ballot
    for party in panelists:
        own = appraise(party, ids["valued"]).ballot
        ballots.commit(party, ids["valued"], own)
    fetch.fetch(loser)
    bundles = contents(loser.home.received)

    # The loss: home, journal, index, received files, settings.
    phrase = loser.keys.root().phrase()
    loser.close()
    world._parties.pop(name)
    shutil.rmtree(world.home(name))
    restored = restored_by_phrase(world, folder, phrase)
    world._parties[name] = restored  # its old home is gone: whoever asks for it means the new one
    yield Loss(world, name, ids, bundles, ballot, others, restored)
    restored.close()
    world.close()


def test_the_organisation_is_found_again_on_the_chain(loss: Loss) -> None:
    """Nothing in the new home says who it is; the chain does, by its account."""
    assert loss.restored.config.organisation is None
    assert loss.world.roots[loss.name].phrase() == loss.restored.keys.root().phrase()
    assert loss.restored.organisation > 0


def test_all_that_could_be_read_is_read_again(loss: Loss) -> None:
    """Own ones, releases before and after the rotation, the grant: the same files to the byte."""
    fetched = fetch.fetch(loss.restored)
    assert fetched.refused == ()
    assert contents(loss.restored.home.received) == loss.bundles
    assert len(loss.bundles) == 6
    ways = {taken.submission_id: taken.way.kind for taken in fetched.taken}
    assert ways[loss.ids["own"]] == ways[loss.ids["embargoed"]] == "own"
    assert ways[loss.ids["before rotation"]] == ways[loss.ids["after rotation"]] == "release"
    assert ways[loss.ids["granted"]] == "grant"


def test_nothing_else_is_read(loss: Loss) -> None:
    """What the member could not read before it cannot read now."""
    assert loss.ids["of others"] not in readable(loss.restored)
    with pytest.raises(CannotRead):
        open_submission(loss.restored, loss.ids["of others"])


def test_the_ballot_is_revealed_as_it_was_committed(loss: Loss) -> None:
    """From the sealed copy on the chain and the words; then the round is settled."""
    submission_id = loss.ids["valued"]
    assert ballots.reveal(loss.restored, submission_id).ballot == loss.ballot
    for party in loss.others:
        ballots.reveal(party, submission_id)
    with pytest.raises(NothingToReveal):
        ballots.reveal(loss.restored, submission_id)
    rounds.settle(loss.world.party("governor"), submission_id)
    assert claims_of(loss.restored, loss.restored.organisation)[0].claim == TOKEN  # its stipend


def test_an_embargo_that_ends_after_the_loss_is_released(loss: Loss) -> None:
    """The data key comes from the own copy; a reader then opens it."""
    loss.world.chain.advance(EMBARGO_SECONDS)
    assert loss.ids["embargoed"] in release.due(loss.restored)
    made = release.release_readers(loss.restored, [loss.ids["embargoed"]])
    assert made.slots > 0
    served = loss.world.party("governor").sync()
    record = served.submission(loss.ids["embargoed"])
    reader = served.eligible(record.policy, made.as_of_block)[0]
    party = loss.world.party(loss.world.name_of(reader))
    party.sync()
    assert open_submission(party, loss.ids["embargoed"]).way.kind == "release"


def test_its_own_submission_is_valued_and_all_that_it_earned_is_paid(loss: Loss) -> None:
    """Bond, panel's key and settlement from the new home; reward and stipend to its account."""
    world, restored, submission_id = loss.world, loss.restored, loss.ids["own"]
    rounds.open_(restored, submission_id)
    world.chain.mine(3)
    rounds.draw(restored, submission_id)
    drawn = rounds.release_panel_key(restored, submission_id).panel
    panel = [world.party(world.name_of(each)) for each in drawn]
    seated.voted(world, submission_id, panel)
    done = seated.settled(world, submission_id, panel, loss.name)
    assert done.reward > 0

    world.chain.advance(EPOCH_SECONDS + 120)
    money.close(world.party("governor"))
    account = restored.keys.address("payout")
    before = restored.read(restored.token.balance_of(account))
    claim = claims_of(restored, restored.organisation)[0]
    assert claim.claim == claim.owed == done.reward + TOKEN
    money.pay(restored)
    paid = [e.event for e in restored.sync().ledger() if isinstance(e.event, Paid)][-1]
    assert (paid.owed, paid.sent + paid.set_off) == (claim.owed, claim.owed)
    assert paid.to == account
    assert restored.read(restored.token.balance_of(account)) - before == paid.sent > 0
