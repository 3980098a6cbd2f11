"""A disk of a few megabytes that can be full: a tmpfs of our own."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Self

NEEDED = "a tmpfs cannot be mounted here (that takes root, and a container may forbid it)"
BLOCK = 64 * 1024


class SmallDisk:
    """Mounted at a new folder for the time of a `with` block."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._megabytes = megabytes
        self._filler = folder / "filler"

    @staticmethod
    @cache
    def possible() -> bool:
        """Tell whether it can be mounted, by mounting one."""
        with tempfile.TemporaryDirectory() as folder:
            if _mount(Path(folder), 1).returncode:
                return False
            _unmount(Path(folder))
            return True

    @contextmanager
    def full(self, *, but: int = 0) -> Iterator[None]:
        """Let there be no room but so many bytes for the time of a `with` block."""
        self._fill(but)
        try:
            yield
        finally:
            self._filler.unlink()

    def _fill(self, but: int) -> None:
        file = os.open(self._filler, os.O_CREAT | os.O_WRONLY)
        try:
            while os.write(file, bytes(BLOCK)):
                pass
        except OSError:  # ENOSPC
            os.ftruncate(file, max(0, os.fstat(file).st_size - but))
        finally:
            os.close(file)

    def __enter__(self) -> Self:
        self.folder.mkdir()
        mounted = _mount(self.folder, self._megabytes)
        if mounted.returncode:
            raise RuntimeError(f"{NEEDED}: {mounted.stderr.decode()}")
        return self

    def __exit__(self, *_: object) -> None:
        _unmount(self.folder)


def _mount(folder: Path, megabytes: int) -> "subprocess.CompletedProcess[bytes]":
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "mailflow-test", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True)
    except FileNotFoundError as error:
        return subprocess.CompletedProcess(command, 127, b"", str(error).encode())


def _unmount(folder: Path) -> None:
    """Unmount at once, whoever still has a file open there."""
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
