"""Who may import whom in contracts/."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from tests.house.tree import files, relative, solidity_code

#: Nouns from the bottom up: a contract knows its own noun's interfaces and those below.
ORDER = ("membership", "indicators", "valuation", "rewards")
#: Beside them: knows membership alone, and nobody knows it.
BESIDE = {"attestations": ("membership", "attestations")}
PARTS = {
    "membership": {"IMembership", "IKeyDirectory", "IRelations"},
    "indicators": {"IIndicators", "IReleases"},
    "valuation": {"IValuation", "ISeats"},
    "rewards": {"IRewards", "IPool", "IPricing"},
    "attestations": {"IAttestations", "IGroup", "IRelays"},
}
#: Upward knowledge that the protocol needs, each with its reason.
UPWARD = {
    (
        "contracts/valuation/Seats.sol",
        "IPool",
    ): "panel bonds lie in the pool, the one holder of money",
}

#: Packages of others whose code a contract may use as it is.
PACKAGES = ("@openzeppelin/", "@semaphore-protocol/", "@zk-kit/", "poseidon-solidity/")

_IMPORT = re.compile(r"""import\s+(?:\{[^}]*\}\s+from\s+)?["']([^"']+)["']""")


def _imports(path: Path) -> list[str]:
    """Imported files, as paths of the repository or as package paths."""
    found = []
    for name in _IMPORT.findall(solidity_code(path.read_text())):
        if name.startswith("."):
            target = (path.parent / name).resolve()
            found.append(relative(target))
        else:
            found.append(name)
    return found


def _abstract(name: str) -> bool:
    path = next(p for p in files("contracts", ".sol") if relative(p) == name)
    return re.search(r"\babstract contract\b", solidity_code(path.read_text())) is not None


def _noun(path: Path) -> str:
    return PurePosixPath(relative(path)).parts[1]


def test_a_contract_imports_interfaces_libraries_packages_or_its_own_abstract_parts() -> None:
    wrong = []
    for path in files("contracts", ".sol"):
        noun = _noun(path)
        for name in _imports(path):
            below = name.startswith(("contracts/interfaces/", "contracts/libraries/", *PACKAGES))
            own_part = name.startswith(f"contracts/{noun}/") and _abstract(name)
            if not below and not own_part and noun != "mocks":
                wrong.append((relative(path), name))
    assert wrong == []


def test_interfaces_and_libraries_import_no_contract() -> None:
    wrong = [
        (relative(path), name)
        for folder in ("contracts/interfaces", "contracts/libraries")
        for path in files(folder, ".sol")
        for name in _imports(path)
        if not name.startswith(("contracts/interfaces/", "contracts/libraries/", "@openzeppelin/"))
    ]
    assert wrong == []


def test_nobody_imports_mocks() -> None:
    wrong = [
        (relative(path), name)
        for path in files("contracts", ".sol")
        for name in _imports(path)
        if "/mocks/" in name and _noun(path) != "mocks"
    ]
    assert wrong == []


def test_a_noun_knows_itself_and_what_stands_below() -> None:
    upward = set()
    for path in files("contracts", ".sol"):
        noun = _noun(path)
        if noun not in PARTS:
            continue
        nouns = BESIDE[noun] if noun in BESIDE else ORDER[: ORDER.index(noun) + 1]
        known = set().union(*(PARTS[each] for each in nouns))
        for name in _imports(path):
            interface = PurePosixPath(name).stem
            if name.startswith("contracts/interfaces/") and interface not in known:
                upward.add((relative(path), interface))
    assert upward == set(UPWARD), "an upward import needs a reason here; a stale one goes"


def test_every_interface_belongs_to_a_noun() -> None:
    interfaces = {path.stem for path in files("contracts/interfaces", ".sol")}
    assert interfaces == set().union(*PARTS.values())


def test_every_item_of_an_interface_is_explained() -> None:
    """The interface is the manual: NatSpec above each item, or above the group that it is in.

    A group is what stands without a blank line in between. An error's why and what to do stand in
    docs/errors.md, so errors may stand in groups under a banner.
    """
    bare = []
    for path in files("contracts/interfaces", ".sol"):
        explained = False
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip():
                explained = False
            elif line.strip().startswith(("///", "/**")):
                explained = True
            elif re.match(r"\s{4}(function|event|struct|enum)\s", line) and not explained:
                bare.append(f"{relative(path)}:{number} {line.strip()}")
    assert bare == []
