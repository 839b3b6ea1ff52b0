"""The files behind the page's Python: each is the one that the official lock names, or it is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from sklearn import datasets

from tests.site.browser import ROOT

sys.path.insert(0, str(ROOT / "book"))
INSIDE = "package/pyodide/"


@pytest.fixture
def small(monkeypatch, tmp_path):
    """A list of two files, and an archive that holds them."""
    import hashlib

    import browser_python

    files = {"core.wasm": b"core", "numpy.whl": b"wheel"}
    monkeypatch.setattr(
        browser_python, "pinned", lambda: {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    )

    def archive(**changes: bytes | None):
        path = tmp_path / "carrier.whl"
        with zipfile.ZipFile(path, "w") as made:
            for name, content in {**files, **{key.replace("_", "."): value for key, value in changes.items()}}.items():
                if content is not None:
                    made.writestr(INSIDE + name, content)
        return path

    return archive


def test_the_named_files_are_taken(small, tmp_path):
    import browser_python

    browser_python.take(small(other_txt=b"not asked for"), INSIDE, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["core.wasm", "numpy.whl"]
    assert browser_python.is_complete(tmp_path / "out")


@pytest.mark.parametrize("change", [{"numpy_whl": b"another wheel"}, {"core_wasm": None}], ids=["altered", "missing"])
def test_another_file_is_refused(small, tmp_path, change):
    import browser_python

    with pytest.raises(browser_python.WrongFile, match="is not the file that python-files.json names"):
        browser_python.take(small(**change), INSIDE, tmp_path / "out")
    assert not browser_python.is_complete(tmp_path / "out")


def test_the_list_covers_what_the_lock_and_a_page_need():
    import browser_python

    pins = json.loads(browser_python.PINS.read_text(encoding="utf-8"))
    packages = pins["lock"]["packages"]
    assert {"pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"} == set(pins["core"])
    assert {"numpy", "matplotlib"} <= set(packages)
    for row in packages.values():
        assert set(row["depends"]) <= set(packages)
        assert pins["sizes"][row["file_name"]] > 0
    assert all(len(digest) == 64 for digest in browser_python.pinned().values())


def test_the_stand_in_hands_out_scikit_learns_numbers(tmp_path):
    import browser_python

    browser_python.collect_datasets(tmp_path)
    with zipfile.ZipFile(tmp_path / "datasets.zip") as archive:
        archive.extractall(tmp_path)
        assert "BSD 3-Clause" in archive.read("sklearn/COPYING").decode()
    space = {"__file__": str(tmp_path / "sklearn" / "datasets.py"), "__name__": "stand_in"}
    exec((tmp_path / "sklearn" / "datasets.py").read_text(encoding="utf-8"), space)
    for name, arguments in [
        ("digits", {}),
        ("breast_cancer", {}),
        ("diabetes", {}),
        ("diabetes", {"scaled": False}),
        ("wine", {}),
    ]:
        ours, theirs = space[f"load_{name}"](**arguments), getattr(datasets, f"load_{name}")(**arguments)
        for key in ("data", "target", "images") if name == "digits" else ("data", "target"):
            assert np.array_equal(ours[key], theirs[key]) and ours[key].dtype == theirs[key].dtype, (name, key)
        assert list(ours.feature_names) == list(theirs.feature_names)
        X, y = space[f"load_{name}"](return_X_y=True, **arguments)
        assert np.array_equal(X, theirs.data) and np.array_equal(y, theirs.target)


def test_the_editor_is_what_its_recipe_makes():
    if shutil.which("npm") is None:
        assert not os.environ.get("CI"), "CI has npm"
        pytest.skip("NO NPM: whether the editor is what its recipe makes was not tried.")
    done = subprocess.run(
        [sys.executable, "book/editor_bundle.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode and done.stderr and not os.environ.get("CI"):
        pytest.skip(f"The recipe could not be tried: {done.stderr.strip()[-200:]}")
    assert done.returncode == 0, done.stderr
