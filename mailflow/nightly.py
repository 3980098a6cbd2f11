"""Once a night the classifier learns, in a process of its own: it takes minutes and much memory."""

import logging
import subprocess
import threading
from dataclasses import dataclass

from mailflow.rounds import Rounds

log = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
POLL_SECONDS = 0.5
END_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Nightly:
    """Starts `command` when the night's hour has come, until the worker is told to stop."""

    rounds: Rounds
    owner: str
    command: tuple[str, ...]
    stopping: threading.Event

    def watch(self) -> None:
        """Look every half minute whether it is time; of several workers one learns."""
        while not self.stopping.is_set():
            night = self.rounds.take_night(self.owner)
            if night is not None:
                log.info("learning from closed incidents, night %s", night)
                self.rounds.end_night(night, self.learn())
            self.stopping.wait(LOOK_SECONDS)

    def learn(self) -> str:
        """Run the command to its end and say how it ended; it is ended where the worker stops."""
        with subprocess.Popen(self.command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own program
            while process.poll() is None:
                if self.stopping.wait(POLL_SECONDS):
                    _end(process)
                    return "ended, the worker stops"
        outcome = f"exit code {process.returncode}"
        if process.returncode:
            log.warning("learning ended with %s", outcome)
        return outcome


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
