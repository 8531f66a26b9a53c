"""The client's tree has the contract's roots, whatever comes, changes and goes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.crypto.anonymity import CAPACITY, SCALAR, LeanTree, MerklePath, poseidon2
from ais.crypto.anonymity import tree as tree_module
from ais.errors import LeafRefused, LeafUnknown, TreeFull
from tests.support.pace import within
from tests.unit.crypto.anonymity.circuits import VECTORS

STEPS = json.loads((VECTORS / "anonymity/group.json").read_text())["tree"]


def scratch(leaves: tuple[int, ...]) -> int:
    """The root by the definition: a node without a right child is its left child."""
    level = list(leaves) or [0]
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [poseidon2(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0]


def climbed(leaf: int, path: MerklePath) -> int:
    """Where a path leads, by the circuit's rule."""
    for place, sibling in enumerate(path.siblings):
        pair = (sibling, leaf) if path.index >> place & 1 else (leaf, sibling)
        leaf = poseidon2(*pair)
    return leaf


def test_the_roots_are_the_contracts() -> None:
    """Inserted, updated and removed leaves, with the siblings that the contract is given."""
    tree, siblings = LeanTree(), [int(each, 16) for each in STEPS["sibling"]]
    columns = ("kind", "index", "leaf", "siblingCount", "root")
    for kind, index, leaf, count, root in zip(*(STEPS[name] for name in columns), strict=True):
        given_now, siblings = siblings[:count], siblings[count:]
        if kind == 0:
            assert tree.insert(int(leaf, 16)) == index
        else:
            assert tree.path(index).siblings == tuple(given_now)
            tree.remove(index) if kind == 2 else tree.update(index, int(leaf, 16))
        assert tree.root == int(root, 16)
    assert not siblings


LEAVES = st.integers(1, SCALAR - 1)
STEP = st.tuples(st.sampled_from(["insert", "update", "remove"]), st.integers(0, 40), LEAVES)


@settings(max_examples=60, deadline=None)
@given(st.lists(LEAVES, unique=True, max_size=24), st.lists(STEP, max_size=24))
def test_a_tree_that_grew_is_a_tree_from_scratch(start: list[int], steps: list[tuple]) -> None:
    """Any walk leads to the root of its leaves, and every living leaf has a path to it."""
    tree = LeanTree(start)
    for kind, place, leaf in steps:
        if leaf in tree.leaves:
            continue
        if kind == "insert":
            tree.insert(leaf)
        elif place < len(tree) and tree.leaves[place]:
            tree.remove(place) if kind == "remove" else tree.update(place, leaf)
    assert tree.root == scratch(tree.leaves)
    for place, leaf in enumerate(tree.leaves):
        if leaf:
            assert tree.index_of(leaf) == place
            assert climbed(leaf, tree.path(place)) == tree.root


def test_one_leaf_is_its_own_root() -> None:
    """The path of a group of one has no siblings."""
    assert LeanTree([7]).path(0) == MerklePath.alone(7) == MerklePath(7, 0, ())
    assert (LeanTree().root, LeanTree().depth, len(LeanTree())) == (0, 0, 0)


@pytest.mark.parametrize("leaf", [-1, 0, SCALAR, 1 << 256, 7])
def test_a_leaf_that_the_contract_refuses_is_refused(leaf: int) -> None:
    """Zero, outside of the field, or there already (7)."""
    tree = LeanTree([7, 8])
    for attempt in (lambda: tree.insert(leaf), lambda: tree.update(1, leaf)):
        with pytest.raises(LeafRefused):
            attempt()
    assert tree.leaves == (7, 8)


def test_a_batch_comes_in_whole_or_not_at_all() -> None:
    """A leaf that stands in it twice keeps all out."""
    tree = LeanTree([7])
    with pytest.raises(LeafRefused):
        tree.insert_many([8, 9, 8])
    assert tree.leaves == (7,)


def test_a_removed_leaf_has_no_path_and_its_place_stays_empty() -> None:
    """It may come in again, at a new place."""
    tree = LeanTree([7, 8, 9])
    tree.remove(1)
    for attempt in (
        lambda: tree.path(1),
        lambda: tree.remove(1),
        lambda: tree.update(1, 10),
        lambda: tree.index_of(8),
        lambda: tree.path(3),
        lambda: tree.path(-1),
    ):
        with pytest.raises(LeafUnknown):
            attempt()
    assert tree.insert(8) == 3
    assert tree.leaves == (7, 0, 9, 8)


def test_no_leaf_beyond_the_capacity() -> None:
    """Depth 16 has 65,536 places; the check comes before the hashing."""
    tree = LeanTree([SCALAR - 1])
    with pytest.raises(TreeFull):
        tree.insert_many(range(1, CAPACITY + 1))
    assert len(tree) == 1


def test_4096_leaves_are_hashed_within_five_seconds() -> None:
    """The clock is the processor's."""
    with within(5):
        LeanTree(range(1, 4097))


def test_a_leaf_that_comes_later_costs_a_path_and_not_a_tree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted in hashes: of 300 leaves the tree has nine levels."""
    hashed = []

    def counted(left: int, right: int) -> int:
        hashed.append((left, right))
        return poseidon2(left, right)

    monkeypatch.setattr(tree_module, "poseidon2", counted)
    tree = LeanTree(range(1, 301))
    assert len(hashed) >= 299
    for change in (
        lambda: tree.insert(5_000),
        lambda: tree.update(7, 5_001),
        lambda: tree.remove(9),
    ):
        hashed.clear()
        change()
        assert 0 < len(hashed) <= 9
