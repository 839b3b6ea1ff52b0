"""`autograder doctor`: what this computer locks students' code in with, what it lacks, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from autograder.isolate import Sandbox, SandboxError

NONE = "none"
LEAST_PYTHON = (3, 11)
LEAST_DISK = 500 << 20
"""Bytes of room for temporary files: every submission that is open may write its share of it."""

PACKAGES = ("numpy", "matplotlib", "scikit-learn", "ipython", "rich")
_REASONS = "Stronger ways failed: "
MEANS = {
    "full": "Students' code reads listed files only and makes listed system calls only. Mark whatever is handed in.",
    "reduced": "One of two layers is replaced by something coarser; the course's answers are still out of reach.",
    "weak": "Time is limited, files and the network are not. `autograder grade` refuses unless told --allow-weak.",
    NONE: "No submission can be run.",
}
ELSEWHERE = "Mark in a virtual machine or container of Linux 5.13 or newer; on Windows, WSL 2 is one."
Trial = Callable[[tuple[str, ...]], tuple[str, str]]
"""Starts a sandbox without the mechanisms named, and returns its level and its reason."""


@dataclass(frozen=True)
class Layer:
    """One mechanism, and how to try it alone.

    without : what is switched off for the trial, so that this layer is the strongest left
    sign : what the sandbox says where the layer holds
    advice : what to do where it is missing and the level suffers
    """

    name: str
    holds: str
    without: tuple[str, ...]
    sign: str
    advice: str


LAYERS = (
    Layer(
        "Landlock",
        "files: only those that Python needs",
        ("seccomp", "chroot", "sealed", "namespaces"),
        "(Landlock)",
        "Landlock needs Linux 5.13 or newer with `landlock` in /sys/kernel/security/lsm; where it is not in that list, "
        "start the kernel with lsm=landlock before the others. gVisor and old hosts of containers do not have it.",
    ),
    Layer(
        "seccomp",
        "system calls: no processes, no network",
        ("landlock", "chroot", "namespaces"),
        "(seccomp)",
        "seccomp filters need x86_64 or aarch64 and a kernel built with them; a container must not forbid prctl.",
    ),
    Layer(
        "chroot",
        "files: a copy of those that Python needs; used where Landlock is missing",
        ("landlock", "seccomp", "sealed", "namespaces"),
        "(chroot)",
        "Without Landlock, running as root in a container lets chroot take its place.",
    ),
    Layer("namespaces", "processes and network of its own; an extra", (), "namespaces of its own", ""),
    Layer("user id", "a user of its own; an extra, for root only", (), "a user id of its own", ""),
)


@dataclass(frozen=True)
class Finding:
    """One line of the report: what was looked at, whether it is there, and what was seen."""

    name: str
    there: bool
    said: str


@dataclass(frozen=True)
class Examination:
    """What was found: the level with its reason, the layers, the rest, and what to do, in sentences."""

    level: str
    why: str
    layers: tuple[Finding, ...]
    rest: tuple[Finding, ...]
    advice: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the level is full and nothing is missing."""
        return self.level == "full" and all(finding.there for finding in self.rest)


def run_doctor() -> bool:
    """Returns whether this computer isolates fully and lacks nothing; prints the report."""
    found = examine()
    print(report(found))
    return found.is_sound


def try_sandbox(without: tuple[str, ...]) -> tuple[str, str]:
    """Returns the level and the reason of a sandbox without some mechanisms; the level is "none" where none starts."""
    try:
        with Sandbox(without=without) as sandbox:
            return sandbox.level, sandbox.why
    except SandboxError as error:
        return NONE, str(error)


def examine(trial: Trial = try_sandbox, system: str = "") -> Examination:
    """Returns what a trial of every layer has shown; each is tried alone, since version numbers promise nothing.

    system : "Linux", "Darwin" or "Windows"; "" asks
    """
    system = system or platform.system()
    level, why = trial(())
    layers = tuple(_layer(layer, trial, why) for layer in LAYERS) if system == "Linux" and level != NONE else ()
    rest = (*_python(), *(_package(name) for name in PACKAGES), _room())
    advice = [f"{finding.name}: {finding.said}" for finding in rest if not finding.there]
    if level != "full" and not layers:
        advice.append(ELSEWHERE if level != NONE else f"The sandbox does not start: {why}. {ELSEWHERE}")
    elif level != "full":
        missing = {finding.name for finding in layers if not finding.there}
        advice += [layer.advice for layer in LAYERS if layer.name in missing and layer.advice and _helps(layer, level)]
    return Examination(level, why, layers, rest, tuple(advice))


def report(found: Examination) -> str:
    """Returns the report as text."""
    lines = [f"Isolation: {found.level}. {MEANS[found.level]}", f"   {found.why.rstrip('.')}.", ""]
    if found.layers:
        lines += ["Layers, each tried alone:", *map(_line, found.layers), ""]
    lines += ["What marking needs:", *map(_line, found.rest), "", "What to do:"]
    lines += [f"   {sentence}" for sentence in found.advice] or ["   Nothing: autograder grade PATH --out DIR"]
    return "\n".join(lines)


def _line(finding: Finding) -> str:
    return f"   {'✓' if finding.there else '✗'} {finding.name}: {finding.said}"


def _layer(layer: Layer, trial: Trial, why: str) -> Finding:
    _, said = trial(layer.without) if layer.without else ("", why)
    held, _, reasons = said.partition(_REASONS)
    if layer.sign in held:
        return Finding(layer.name, True, layer.holds)
    return Finding(layer.name, False, f"{layer.holds}. Not here{f': {reasons}' if reasons else ''}")


def _helps(layer: Layer, level: str) -> bool:
    """Returns whether the layer would raise the level: chroot makes up for Landlock only from `weak`."""
    return layer.name != "chroot" or level == "weak"


def _python() -> tuple[Finding, ...]:
    least = ".".join(map(str, LEAST_PYTHON))
    return (Finding("Python", sys.version_info >= LEAST_PYTHON, f"{platform.python_version()} ({least} or newer)"),)


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, f"not installed; run: pip install {name}")


def _room() -> Finding:
    try:
        free = shutil.disk_usage(tempfile.gettempdir()).free
    except OSError as error:
        return Finding("temporary files", False, f"there is no folder for them ({error}); set TMPDIR to one")
    text = f"{free >> 20} MB free"
    return Finding("temporary files", free >= LEAST_DISK, text if free >= LEAST_DISK else f"only {text}; set TMPDIR")
