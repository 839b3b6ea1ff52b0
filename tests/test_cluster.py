"""A Dask cluster on loopback: a worker that is killed costs nothing but time, one that always dies is reported."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from autograder import cli, cluster
from autograder.cluster import Cluster, Station, weakest
from autograder.collect import collect
from autograder.errors import UsageError
from autograder.gradebook import Marker, Settings, carry_out, in_order, plan
from tests.marking_fakes import COURSE, FakeSandbox, notebook
from tests.test_gradebook import RIGHT, put

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]
ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "class"
DASK = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1", "PYTHONPATH": str(ROOT)}
KILL_AFTER_SECONDS = 2.0
fake = partial(Marker, COURSE, FakeSandbox)


def start(folder: Path, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        cwd=folder,
        env={**os.environ, **DASK},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a worker's nurse starts processes too
    )


def end(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A scheduler and two workers, each a process that its nurse starts again when it dies."""
    folder = tmp_path_factory.mktemp("dask")
    told = folder / "scheduler.json"
    common = ("--scheduler-file", str(told), "--no-dashboard")
    started = [start(folder, "dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common)]
    worker = ("--nthreads", "1", "--memory-limit", "0", "--local-directory", str(folder), "--death-timeout", "120")
    started += [start(folder, "dask_worker", *common, "--host", "127.0.0.1", *worker) for _ in range(2)]
    try:
        from distributed import Client

        with Client(scheduler_file=str(told), timeout=60) as client:
            client.wait_for_workers(2, timeout=120)
            found = client.scheduler.address
        yield found
    finally:
        for process in started:
            end(process)


def process_ids(connected: Cluster) -> list[int]:
    return [row["pid"] for row in connected._client.run(lambda: {"pid": os.getpid()}).values()]


def essence(results):
    return [(r.student, r.file, str(r.status), r.points, [e.message for e in r.exercises]) for r in in_order(results)]


def test_a_killed_worker_costs_only_time(address, tmp_path):
    folder = put(tmp_path / "class", **{f"s{number:02}": RIGHT for number in range(24)}, empty=b"", bob=notebook("x"))
    made = plan(collect([folder]), COURSE, Settings())
    local = list(carry_out(made, fake))
    (folder / "s00.ipynb").unlink()  # after it was planned
    with Cluster(address, fake, chunk=2) as connected:
        victim, results = process_ids(connected)[0], []
        for result in carry_out(made, fake, crew=connected.work):
            results.append(result)
            if len(results) == 3:
                os.kill(victim, signal.SIGKILL)
    gone = [result for result in results if result.reason == "The file does not exist."]
    assert [result.student for result in gone] == ["s00"]
    wanted = [result for result in local if result.student != "s00"]
    assert essence([result for result in results if result.student != "s00"]) == essence(wanted)


def test_a_submission_that_kills_its_workers_is_reported(address, tmp_path):
    folder = put(tmp_path / "class", ada=RIGHT, bob=notebook("die"), cy=RIGHT, dan=RIGHT)
    made = plan(collect([folder]), COURSE, Settings())
    with Cluster(address, fake) as connected:
        results = in_order(list(carry_out(made, fake, crew=connected.work)))
    assert [str(result.status) for result in results] == ["marked", "grader error", "marked", "marked"]
    assert "died" in results[1].reason


def test_the_command_gives_the_marks_of_one_computer_whoever_dies(address, tmp_path, capsys):
    with Cluster(address, fake) as connected:
        victim = process_ids(connected)[0]
    killing = threading.Timer(KILL_AFTER_SECONDS, os.kill, (victim, signal.SIGKILL))
    class_folder = tmp_path / "class"
    put(class_folder, **{path.stem: path.read_bytes() for path in sorted(SAMPLE.glob("canvas/*"))[5:9]})
    tables = []
    for name, more in (("local", ["--jobs", "1"]), ("dask", ["--dask", address])):
        if name == "dask":
            killing.start()  # in the middle of something, or between two; the marks may not tell
        assert cli.main(["grade", str(class_folder), "--out", str(tmp_path / name), "--allow-weak", *more]) == 0
        tables.append((tmp_path / name / "marks.csv").read_text("utf-8"))
    assert tables[0] == tables[1]
    killing.join()
    said = " ".join(capsys.readouterr().out.split())
    assert re.search("on [12] Dask worker", said), "the killed one may not have come back yet"


def test_one_exercise_is_marked_again_on_the_cluster(address, tmp_path, capsys, monkeypatch):
    work = notebook("import numpy as np\ndef relu(z):\n    return np.maximum(z, 0)")
    folder, out = put(tmp_path / "class", ada=work, bob=work), str(tmp_path / "out")
    assert cli.main(["grade", str(folder), "--out", out, "--chapter", "01", "--allow-weak", "--jobs", "1"]) == 0
    before = (tmp_path / "out" / "marks.csv").read_text("utf-8")
    monkeypatch.delattr("autograder.remark.work")  # nothing is left to this computer's own processes
    assert cli.main(["remark", "--out", out, "--exercise", "relu", "--dask", address]) == 0
    assert "relu marked again in 2 of 2, 0 changed." in " ".join(capsys.readouterr().out.split())
    assert (tmp_path / "out" / "marks.csv").read_text("utf-8") == before


def test_stations_tell_their_level_and_a_version_that_differs_is_refused(address, monkeypatch):
    with Cluster(address, fake) as connected:
        stations = connected.stations()
        assert {station.level for station in stations} == {"full"}
        monkeypatch.setattr(cluster, "code_version", lambda: "another")
        with pytest.raises(UsageError, match="has another version of the course"):
            connected.stations()
    rows = [Station("a", "full", "", ""), Station("b", "weak", "", ""), Station("c", "reduced", "", "")]
    assert weakest(rows).address == "b"


def broken():
    raise RuntimeError("no sandbox here")


def test_workers_that_cannot_mark_are_told(address, tmp_path):
    made = plan(collect([put(tmp_path / "class", ada=RIGHT)]), COURSE, Settings())
    with Cluster(address, broken) as connected:
        with pytest.raises(UsageError, match=r"The Dask worker tcp.* cannot mark: RuntimeError: no sandbox here"):
            connected.stations()
        with pytest.raises(UsageError, match="A Dask worker cannot mark: RuntimeError"):
            list(carry_out(made, fake, crew=connected.work))


def test_no_scheduler_and_no_workers_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(UsageError, match="There is no Dask scheduler at 'tcp://127.0.0.1:1'"):
        Cluster("tcp://127.0.0.1:1", fake)
    told = tmp_path / "scheduler.json"
    alone = start(
        tmp_path,
        "dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(told),
    )
    try:
        from distributed import Client

        with Client(scheduler_file=str(told), timeout=60) as client:
            monkeypatch.setattr(cluster, "CONNECT_SECONDS", 30)
            with Cluster(client.scheduler.address, fake, wait_seconds=0.2) as connected:
                with pytest.raises(UsageError, match="has no workers. Start some"):
                    connected.stations()
                made = plan(collect([put(tmp_path / "class", ada=RIGHT)]), COURSE, Settings())
                with pytest.raises(UsageError, match="has no worker any more; what is marked is kept"):
                    list(carry_out(made, fake, crew=connected.work))
    finally:
        end(alone)
