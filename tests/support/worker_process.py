"""The worker as a process of its own, started as an administrator starts it, or doctored."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from support.desk_folder import DeskFolder

PROGRAM = (sys.executable, "-m", "mailflow")
DOCTORED = (sys.executable, str(Path(__file__).with_name("doctored_worker.py")))
FILES_AWAY_FIRST = (*DOCTORED, "--files-away-first", "--")
READY_SECONDS = 60.0


class WorkerProcess:
    """One run of `mailflow work`; `program` is what stands before the arguments."""

    def __init__(self, desk: DeskFolder, program: Sequence[str] = PROGRAM) -> None:
        self._desk = desk
        self._command = [*program, "--config", str(desk.config), "work"]
        self._process: subprocess.Popen[bytes] | None = None
        self._output = desk.folder / "worker.out"
        self.log_file = desk.folder / "worker.log"

    @property
    def pid(self) -> int:
        """The id of the process that was started."""
        return self._running().pid

    @property
    def is_running(self) -> bool:
        """Whether it was started, and not ended by us since."""
        return self._process is not None

    def start(self, *, wait: bool = True) -> Self:
        """Start, and wait for the line that says it is ready unless told not to."""
        with self._output.open("wb") as output, self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                start_new_session=True,
            )
        if wait:
            until(self.is_ready, "the worker is ready", READY_SECONDS)
        return self

    def is_ready(self) -> bool:
        """Whether it has said so; RuntimeError where it has ended instead."""
        code = self._running().poll()
        if code is not None:
            raise RuntimeError(f"the worker ended with {code}:\n{self.log()}")
        return b"ready" in self._output.read_bytes()

    def once(self, seconds: float = 60.0) -> int:
        """Run `work --once` to its end; return its exit code."""
        with self.log_file.open("ab") as log:
            done = subprocess.run(
                [*self._command, "--once"], check=False, stdout=log, stderr=log, timeout=seconds
            )
        return done.returncode

    def kill(self) -> None:
        """End it as a power failure would."""
        process = self._running()
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._process = None

    def stop(self, patience: float = 20.0) -> tuple[int, float]:
        """Ask it to end; return its exit code and how many seconds it took."""
        process, began = self._running(), time.monotonic()
        os.killpg(process.pid, signal.SIGTERM)
        code = process.wait(timeout=patience)
        self._process = None
        return code, time.monotonic() - began

    def freeze(self) -> None:
        """Let it stand still; what it is about can be looked at."""
        os.killpg(self._running().pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def thaw(self) -> None:
        """Let it go on."""
        os.killpg(self._running().pid, signal.SIGCONT)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let it stand still for the time of a `with` block, as a suspended machine does."""
        self.freeze()
        try:
            yield
        finally:
            self.thaw()

    def log(self) -> str:
        """Return what it has logged, in all runs."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> Self:
        return self if self._process else self.start()

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self.kill()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise RuntimeError("the worker does not run")
        return self._process


def until(
    holds: Callable[[], object], what: str, seconds: float = 30.0, *, pause: float = 0.005
) -> None:
    """Wait until it holds; fail with these words after so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {seconds} s it is not so that {what}")
        time.sleep(pause)
