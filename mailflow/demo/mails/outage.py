"""The warehouse stands still, and nobody answers in time."""

from datetime import time

from mailflow.demo.people import PRIYA
from mailflow.demo.script import Act, Due, ScriptedMail, opens

WAREHOUSE = """\
Network down in the whole warehouse, hall 4: no wifi, the switch in the cabinet shows no lights.
All scanners are offline, 40 people are standing around and the 11:30 ferry is not loaded.

URGENT, please call 5512!

Priya Nair
Shift lead, hall 4
"""

OUTAGE = Act(
    title="The warehouse stands still",
    at=time(10, 10),
    intro="The classifier reads the network's category and a high urgency out of the words:"
    " that makes a P1. Its group hears of it, and who is on call by the rota is paged until"
    " somebody takes it.",
    mails=(
        ScriptedMail(
            "warehouse",
            PRIYA,
            "URGENT: network down in the whole warehouse",
            WAREHOUSE,
            "An outage. Nobody at the desk happens to look.",
            opens("acknowledgement:priya agent_notice:desk"),
        ),
    ),
    due=(
        Due("warehouse", "page:chen", "A P1 without an assignee: Chen is on call, and is paged."),
    ),
)

WAREHOUSE_WAITS = Act(
    title="Nobody answers in time",
    at=time(11, 15),
    intro="The clock is turned forward. The time to answer is over: a missed target of a P1 is told"
    " to the manager of the group, once, and the page goes on.",
    due=(
        Due(
            "warehouse",
            "escalation:maya page:chen",
            "No mail came in: the clock alone made the worker write.",
        ),
    ),
)
