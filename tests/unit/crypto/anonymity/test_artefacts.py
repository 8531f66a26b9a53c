"""Nothing is used but the published files, and the shipped module is the one that was built."""

from __future__ import annotations

import hashlib
import re
import shutil
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
import setup_artefacts
from toolchain import ROOT
from wasmtime import Module

from ais.crypto.anonymity import ARTEFACTS, artefact, best_prover, prove
from ais.crypto.anonymity.artefacts import share
from ais.crypto.anonymity.native import LIBRARY, MODULE_SHA256
from ais.crypto.anonymity.webassembly import _engine
from ais.errors import ArtefactAltered, ArtefactMissing
from tests.unit.crypto.anonymity.circuits import ALICE, PATHS

MODULE = files("ais.crypto.anonymity").joinpath("prover.wasm").read_bytes()


@pytest.mark.parametrize("name", ARTEFACTS)
def test_a_file_is_the_published_one(name: str) -> None:
    """Its digest is the one in the source."""
    assert hashlib.sha256(artefact(name)).hexdigest() == ARTEFACTS[name]


@pytest.mark.parametrize("name", ARTEFACTS)
def test_an_altered_file_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bit is enough; the folder is named in the error."""
    content = bytearray(artefact(name))
    content[-1] ^= 1
    (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("AIS_ARTEFACTS", str(tmp_path))
    with pytest.raises(ArtefactAltered) as refusal:
        artefact(name)
    assert str(tmp_path) in str(refusal.value)


def test_a_missing_file_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is proved without it."""
    monkeypatch.setenv("AIS_ARTEFACTS", str(tmp_path))
    with pytest.raises(ArtefactMissing) as refusal:
        prove(ALICE, PATHS["alone"], message=1, scope=1, prover=best_prover())
    assert "scripts/setup" in refusal.value.diagnostics()


def test_another_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AIS_ARTEFACTS goes before the environment's folder."""
    for name in ARTEFACTS:
        shutil.copy(share() / "semaphore" / name, tmp_path)
    monkeypatch.setenv("AIS_ARTEFACTS", str(tmp_path))
    assert all(artefact(name) == (tmp_path / name).read_bytes() for name in ARTEFACTS)


def test_set_up_fetches_what_the_client_wants() -> None:
    """Both know the same files, digests and library."""
    assert setup_artefacts.FILES == ARTEFACTS
    assert setup_artefacts.LIBRARY == LIBRARY


def test_the_shipped_module_is_the_one_that_was_built() -> None:
    """`scripts/prover/build.py check` makes the same bytes again from the sources."""
    assert hashlib.sha256(MODULE).hexdigest() == MODULE_SHA256
    assert len(MODULE) < 1_000_000


def test_the_shipped_module_asks_for_nothing() -> None:
    """No import: it can reach no file, no clock, no network."""
    assert not Module(_engine(), MODULE).imports


def test_the_notice_names_what_the_module_is_made_of() -> None:
    """Each crate in it is locked at that version, and may be passed on."""
    notice = files("ais.crypto.anonymity").joinpath("prover.NOTICE").read_text()
    lock = tomllib.loads((ROOT / "scripts/prover/Cargo.lock").read_text())
    locked = {(each["name"], each["version"]) for each in lock["package"]}
    crates = re.findall(r"^([a-z0-9-]+) (\d\S*)  (.+)$", notice, re.MULTILINE)
    assert {"ark-bn254", "ark-ec", "ark-ff", "ark-poly"} <= {name for name, _, _ in crates}
    for name, version, licence in crates:
        assert (name, version) in locked
        assert "MIT" in licence
        assert "GPL" not in licence
