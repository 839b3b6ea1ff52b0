"""The examination of a computer: what it finds on machines of several kinds, and on this one."""

from __future__ import annotations

import sys

import pytest

from autograder import cli, cli_doctor
from autograder.cli_doctor import LAYERS, Examination, Finding, examine, report
from autograder.isolate import SandboxError

FILES, CALLS = "only Python's own files can be read (Landlock)", "no processes and no network (seccomp)"
SEALED = "no file can be opened (seccomp)"
FAILED = ". Stronger ways failed: OSError: not permitted"


def machine(*mechanisms: str):
    """Returns a trial on a machine that has only `mechanisms`."""

    def trial(without):
        has = set(mechanisms) - set(without)
        if {"landlock", "seccomp"} <= has:
            return "full", f"{FILES}; {CALLS}" + ("; namespaces of its own (network)" if "namespaces" in has else "")
        if "landlock" in has:
            return "reduced", FILES + FAILED
        if "seccomp" in has:
            return "reduced", f"{SEALED}; {CALLS}{FAILED}"
        return "weak", f"files can be read{FAILED}"

    return trial


def there(found: Examination) -> dict[str, bool]:
    return {finding.name: finding.there for finding in found.layers}


def test_a_machine_with_everything_needs_nothing():
    found = examine(machine("landlock", "seccomp", "namespaces"), "Linux")
    assert found.is_sound
    assert there(found) == {"Landlock": True, "seccomp": True, "chroot": False, "namespaces": True, "user id": False}
    text = report(found)
    assert "Isolation: full. Students' code reads listed files only" in text
    assert "✓ Landlock: files: only those that Python needs" in text
    assert "Nothing: autograder grade PATH --out DIR" in text


@pytest.mark.parametrize(
    ("mechanisms", "level", "said", "unsaid"),
    [
        (("seccomp",), "reduced", "Landlock needs Linux 5.13", "seccomp filters need"),
        (("landlock",), "reduced", "seccomp filters need", "Landlock needs"),
        ((), "weak", "lets chroot take its place", "WSL 2"),
    ],
)
def test_what_is_missing_is_told_with_what_to_do(mechanisms, level, said, unsaid):
    found = examine(machine(*mechanisms), "Linux")
    assert (found.level, found.is_sound) == (level, False)
    advice = "\n".join(found.advice)
    assert said in advice and unsaid not in advice
    assert "Not here: OSError: not permitted" in report(found)


def test_other_systems_are_sent_to_linux():
    found = examine(lambda without: ("weak", "time is limited"), "Darwin")
    assert found.layers == ()
    assert "WSL 2" in report(found) and "--allow-weak" in report(found)


def test_a_sandbox_that_does_not_start_is_told(monkeypatch):
    def broken(without):
        raise SandboxError("no process can be started")

    monkeypatch.setattr(cli_doctor, "Sandbox", broken)
    found = examine(system="Linux")
    assert (found.level, found.layers) == ("none", ())
    assert "The sandbox does not start: no process can be started." in report(found)


def test_missing_packages_old_pythons_and_full_disks_are_told(monkeypatch):
    monkeypatch.setattr(cli_doctor, "PACKAGES", ("no-such-package",))
    monkeypatch.setattr(cli_doctor, "LEAST_PYTHON", (99, 0))
    monkeypatch.setattr(cli_doctor, "LEAST_DISK", 1 << 80)
    found = examine(machine("landlock", "seccomp"), "Linux")
    assert found.level == "full" and not found.is_sound
    text = report(found)
    assert "no-such-package: not installed; run: pip install no-such-package" in text
    assert "(99.0 or newer)" in text and "MB free; set TMPDIR" in text


def test_no_folder_for_temporary_files_is_told(monkeypatch):
    def nowhere():
        raise FileNotFoundError("no usable temporary directory")

    monkeypatch.setattr(cli_doctor.tempfile, "gettempdir", nowhere)
    finding = examine(machine(), "Linux").rest[-1]
    assert (finding.name, finding.there) == ("temporary files", False)
    assert "set TMPDIR" in finding.said


@pytest.mark.parametrize(("level", "code"), [("full", 0), ("reduced", 1), ("weak", 1), ("none", 1)])
def test_the_exit_code_tells_the_level(level, code, monkeypatch, capsys):
    found = Examination(level, "because", (), (Finding("Python", True, "3"),), ())
    monkeypatch.setattr(cli_doctor, "examine", lambda: found)
    assert cli.main(["doctor"]) == code
    assert f"Isolation: {level}." in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="levels are chosen on Linux")
def test_the_signs_are_those_of_the_sandbox_and_this_computer_can_be_examined():
    from autograder.isolate.levels import WORDS

    said = "; ".join(WORDS.values()) + "; namespaces of its own"
    assert all(layer.sign in said for layer in LAYERS)
    found = examine()
    assert found.level in ("full", "reduced", "weak")
    assert len(found.layers) == len(LAYERS)
    if found.level == "full":
        assert there(found)["Landlock"] and there(found)["seccomp"]
