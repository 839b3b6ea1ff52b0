"""Makes book/live/vendor/codemirror.mjs anew from book/live/editor-bundle/: CodeMirror and its parts in one file.

python book/editor_bundle.py           needs Node's npm, and the network
python book/editor_bundle.py --check   only says whether the committed file is what the recipe makes
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LIVE = Path(__file__).resolve().parent / "live"
RECIPE, BUNDLE = LIVE / "editor-bundle", LIVE / "vendor" / "codemirror.mjs"
INSTALL = "install --no-package-lock --no-audit --no-fund --no-save --loglevel=error".split()
BUILD = "--bundle --minify --format=esm --target=es2022 --legal-comments=none --log-level=warning".split()


class OtherPackages(Exception):
    """Packages were installed that the recipe does not name."""


def built() -> bytes:
    """Returns the bundle that the recipe makes. Raises CalledProcessError, or OtherPackages with their names."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed: it comes with Node")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "bundle"
        shutil.copytree(RECIPE, folder)
        subprocess.run([npm, *INSTALL], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        _refuse_others(folder)
        esbuild = folder / "node_modules" / ".bin" / "esbuild"
        out = folder / BUNDLE.name
        subprocess.run([str(esbuild), "entry.mjs", *BUILD, f"--outfile={out}"], cwd=folder, check=True)
        return out.read_bytes()


def _refuse_others(folder: Path) -> None:
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for manifest in [*folder.glob("node_modules/*/package.json"), *folder.glob("node_modules/@*/*/package.json")]:
        found = json.loads(manifest.read_text(encoding="utf-8"))
        name, version = found["name"], found["version"]
        if not name.startswith("@esbuild/") and wanted.get(name) != version:
            raise OtherPackages(f"{name} {version} came along: name it in editor-bundle/package.json")


def main(argv: list[str]) -> int:
    """Returns 0 when the bundle is, or now is, what the recipe makes."""
    parser = argparse.ArgumentParser(prog="editor_bundle", description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    asked = parser.parse_args(argv)
    try:
        made = built()
    except (FileNotFoundError, OtherPackages, subprocess.CalledProcessError) as problem:
        print(problem, file=sys.stderr)
        return 1
    if asked.check:
        return int(made != BUNDLE.read_bytes())
    BUNDLE.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
