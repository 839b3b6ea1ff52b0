"""The private folders of workers, and who owns them. Zygote's side."""

from __future__ import annotations

import contextlib
import os
import shutil

from autograder.isolate import kernel, readable
from autograder.isolate.hardening import Place, Plan

FIRST_UID, UIDS, UIDS_PER_SERVER = 200_000, 60_000, 64
MAX_FILES = 4_000  # in a private folder that lives in memory


class Places:
    """Makes and clears private folders under `base`. One place is lived in by one worker at a time.

    hidden : folders that no worker may read
    """

    def __init__(self, plan: Plan, base: str, hidden: list[str], disk: int):
        self._plan, self._hidden, self._disk = plan, hidden, disk
        self._root = os.path.join(base, "jail") if plan.files == "chroot" else "/"
        self._slots = os.path.join(base, "jail", "slots") if plan.files == "chroot" else os.path.join(base, "slots")
        self._rules: dict[int, int] = {}
        self._rights: dict[str, int] | None = None
        self._first_uid = FIRST_UID + os.getpid() * UIDS_PER_SERVER % UIDS
        if plan.files == "chroot" and not os.path.isdir(self._root):
            readable.copy_library(self._root)
        os.makedirs(self._slots, mode=0o711, exist_ok=True)

    def take(self, slot: int) -> Place:
        """Returns the slot's place, with an empty folder. Raises OSError."""
        home = os.path.join(self._slots, str(slot))
        folder = os.path.join(home, "files")
        uid = self._first_uid + slot
        os.makedirs(home, mode=0o711, exist_ok=True)
        os.chmod(home, 0o711)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        os.chmod(home, 0o511)  # the rules must open it as well; what is made in it would outlive the worker
        owner = uid if self._plan.own_uid else os.geteuid()
        if "mounts" in self._plan.namespaces:
            options = f"size={self._disk},nr_inodes={MAX_FILES},mode=700,uid={owner},gid={owner}"
            kernel.mount_memory(folder, options)
        elif self._plan.own_uid:
            os.chown(folder, uid, uid)
        inside = "/" + os.path.relpath(folder, self._root)
        return Place(folder, inside, self._root, uid, self._rules_of(slot, home))

    def give_back(self, slot: int) -> None:
        """Returns nothing: the slot's folder and all in it are gone."""
        home = os.path.join(self._slots, str(slot))
        folder = os.path.join(home, "files")
        os.chmod(home, 0o711)
        if "mounts" in self._plan.namespaces:
            kernel.unmount(folder)
        for name in os.listdir(home):  # not only `files`, where its mode did not keep the worker from more
            self._remove(os.path.join(home, name))

    def _remove(self, path):
        """Removes what is there; a tree that is too deep for Python goes where no worker looks, until the end."""
        if os.path.isdir(path) and not os.path.islink(path):
            with contextlib.suppress(RecursionError):
                shutil.rmtree(path, ignore_errors=True)
        else:
            os.remove(path)
        if os.path.exists(path):
            os.chmod(path, 0o700)
            os.rename(path, os.path.join(self._slots, f"gone-{os.urandom(8).hex()}"))

    def _rules_of(self, slot, home):
        """Returns Landlock rules that open the slot's folder too. Made once, as there may be hundreds of paths."""
        if self._plan.files != "landlock":
            return None
        if slot not in self._rules:
            if self._rights is None:
                self._rights = readable.rights(self._hidden)
            self._rules[slot] = kernel.landlock_rules(self._rights, home)
        return self._rules[slot]
