"""Acts 6 and 7: the warehouse stands still, and nobody answers in time."""

from datetime import time

from mailflow.demo.people import PRIYA
from mailflow.demo.script import Act, ScriptedMail, opens

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
    " a high priority with a short time to answer, and the network group hears of it.",
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
)

WAREHOUSE_WAITS = Act(
    title="Nobody answers in time",
    at=time(11, 15),
    intro="The clock is turned forward. The time to answer is over, so the manager of the group is"
    " told, once.",
    escalates=("warehouse",),
)
