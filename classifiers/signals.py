"""What is known of a mail besides its text, as far as it bears on urgency and impact."""

from dataclasses import dataclass
from typing import Final

MONITORING_STATES: Final = ("", "down", "warning", "up")


@dataclass(frozen=True, slots=True)
class Signals:
    """Facts of the mail's origin that the desk has checked; none of them is read from the text.

    ``vip`` is the requester's mark in the directory, ``monitoring`` the state a configured
    monitor reports (one of MONITORING_STATES, empty for a person's mail), ``reporters`` how many
    people report the same, and ``default_impact`` what the desk's settings say for the category,
    empty where they say nothing.
    """

    vip: bool = False
    monitoring: str = ""
    reporters: int = 1
    default_impact: str = ""


NO_SIGNALS: Final = Signals()
