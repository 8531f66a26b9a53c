"""A local scan: what is run, what is said where nothing can be run, and the real scanners."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ais.compliance import scan
from ais.compliance.scan import INSTALL, local_scan, lynis_command, openscap_command
from ais.errors import ScannerFailed, ScannerMissing

ARF = Path(__file__).parents[2] / "data/compliance/arf"
CONTENT = ARF / "tiny-ds.xml"
PROFILE = "xccdf_org.example.ais_profile_all"


def present(program: str) -> bool:
    return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/usr/bin") is not None


needs_openscap = pytest.mark.skipif(not present("oscap"), reason=INSTALL["openscap"])
needs_lynis = pytest.mark.skipif(not present("lynis"), reason=INSTALL["lynis"])


def test_commands_are_lists_with_whole_paths(tmp_path: Path) -> None:
    """A path with a space or a dash stays one argument."""
    path, log = tmp_path / "a b.dat", tmp_path / "-c.log"
    command = lynis_command("lynis", path, log, ("AUTH-9286", "AUTH-9208"))
    assert command[:4] == ["lynis", "audit", "system", "--quick"]
    assert command[command.index("--report-file") + 1] == str(path)
    assert command[command.index("--log-file") + 1] == str(log)
    assert command[command.index("--tests") + 1] == "AUTH-9286 AUTH-9208"
    command = openscap_command("oscap", path, CONTENT, PROFILE)
    assert command[1:3] == ["xccdf", "eval"]
    assert command[command.index("--results-arf") + 1] == str(path)
    assert "--fetch-remote-resources" not in command


@pytest.mark.parametrize("tool", ["lynis", "openscap"])
def test_a_scanner_that_is_missing_is_named_with_the_line_that_installs_it(
    tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing on the path: the error says what to type."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(scan, "_SYSTEM_PATH", str(tmp_path))
    with pytest.raises(ScannerMissing) as caught:
        local_scan(tool, tmp_path, content=CONTENT)
    assert INSTALL[tool] in caught.value.next_step


def test_another_scanner_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScannerFailed, match="only lynis and openscap"):
        local_scan("nmap", tmp_path)


@needs_openscap
def test_openscap_scans_this_machine(tmp_path: Path) -> None:
    """The same rules as in the fixture, with the same results; partial unless it ran as root."""
    found = local_scan(None, tmp_path / "out", content=CONTENT, profile=PROFILE)
    assert found.report.format == "arf"
    assert found.report.counts.to_dict() == {"pass": 1, "fail": 1, "other": 3}
    assert found.report.partial == (os.geteuid() != 0)
    assert found.path.stat().st_mode & 0o077 == 0


@needs_openscap
@pytest.mark.parametrize("profile", ["--help", "xccdf_org.example.ais_profile_absent"])
def test_openscap_without_a_report_tells_why(profile: str, tmp_path: Path) -> None:
    """An option in place of a profile, and a profile that is not there."""
    with pytest.raises(ScannerFailed) as caught:
        local_scan("openscap", tmp_path, content=CONTENT, profile=profile)
    assert "profile" in caught.value.reason


@needs_openscap
def test_openscap_needs_content(tmp_path: Path) -> None:
    with pytest.raises(ScannerFailed, match="SCAP data stream"):
        local_scan("openscap", tmp_path)


@needs_lynis
def test_a_few_tests_of_lynis_are_a_partial_scan(tmp_path: Path) -> None:
    """Two tests of the real Lynis: they stand in the report, and the report says it is partial."""
    found = local_scan("lynis", tmp_path, tests=("AUTH-9208", "AUTH-9226"))
    executed = {row.rule for row in found.report.rows if row.result != "skipped"}
    assert executed & {"AUTH-9208", "AUTH-9226"}
    assert found.report.partial
    assert found.log.is_file()


@needs_lynis
def test_a_scan_ends_with_its_time(tmp_path: Path) -> None:
    """The scanner and all that it started are gone."""
    with pytest.raises(ScannerFailed, match="not done in 1 s"):
        local_scan("lynis", tmp_path, timeout_seconds=1)


@needs_openscap
def test_a_scan_without_root_is_partial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report says so, and why."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    report = local_scan("openscap", tmp_path, content=CONTENT, profile=PROFILE).report
    assert report.partial
    assert any("without root" in note for note in report.notes)
