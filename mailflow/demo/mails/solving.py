"""What was asked for is solved, comes back, and is closed."""

from datetime import time

from mailflow.demo.people import ALICE, BOB, EMMA, PRIYA
from mailflow.demo.script import AGENT_REPLY, REPLY, Act, Answer, Due, ScriptedMail, joins
from models.enums import NoticeKind

NOTICE = NoticeKind.AGENT_NOTICE
RESOLUTION = NoticeKind.RESOLUTION

WAREHOUSE_SOLVED = """\
#take
#resolve

Hello Priya,

the power supply of the switch in hall 4 was dead. It is replaced, every scanner is online again
since 11:15. Sorry that it took us so long.

Alice
"""

PRINTER_CLOSED = """\
#close

Hallo Jonas,

der Druckkopf ist getauscht, die Testetiketten sind sauber.

Alice
"""

VPN_SOLVED = """\
#resolve Keep alive set to 60 seconds on the gateway

Hi Emma, yes, it was. I have changed it for everybody, just connect again.

Bob
"""

TO_DANA = """\
#take

Dear Dana,

we look after Harbour Logistics only, and cannot tell you about other people's requests. Your own
service desk will be glad to look into yours.

Alice
"""

PRIYA_CLOSES = """\
#close
The ferry left on time. Thank you!
"""

EMMA_AGAIN = """\
Hello Bob,

sorry, it has just thrown me out again, after exactly twelve minutes.

Emma
"""

VPN_CLOSED = """\
#close In the VPN client, Settings > Connection: set "Keep alive" to 60 seconds and connect again.
#subject VPN closes the tunnel every few minutes
#kb new
#cc +maya.singh@harbour.example

Hi Emma, there was a second gateway with the old value. I have watched your tunnel since: it
holds. I close this now; just answer if it ever comes back.

Bob
"""

SOLVED = Act(
    title="Solved",
    at=time(11, 25),
    intro="#resolve needs a resolution: a value, or the text of the mail. The requester hears what"
    " was done, in his language where the desk knows it.",
    mails=(
        ScriptedMail(
            "warehouse solved",
            ALICE,
            "",
            WAREHOUSE_SOLVED,
            "Two commands in one mail: taken and resolved.",
            joins("warehouse", AGENT_REPLY, "resolution:priya command_transcript:alice"),
            answers=Answer("warehouse", NOTICE),
        ),
        ScriptedMail(
            "printer closed",
            ALICE,
            "",
            PRINTER_CLOSED,
            "#close on an open incident resolves and closes it; the notice to Jonas is German.",
            joins("printer", AGENT_REPLY, "closure:jonas command_transcript:alice"),
            answers=Answer("printer", NoticeKind.COMMAND_TRANSCRIPT),
        ),
        ScriptedMail(
            "vpn solved",
            BOB,
            "",
            VPN_SOLVED,
            "The resolution is the value of #resolve.",
            joins("vpn", AGENT_REPLY, "resolution:emma command_transcript:bob"),
            answers=Answer("vpn", NOTICE),
        ),
        ScriptedMail(
            "alice answers dana",
            ALICE,
            "",
            TO_DANA,
            "The stranger's question has its own incident, its own tag and its own answer.",
            joins("stranger", AGENT_REPLY, "public_answer:dana command_transcript:alice"),
            answers=Answer("stranger", NOTICE),
        ),
    ),
)

BACK_AGAIN = Act(
    title="Not solved after all",
    at=time(11, 55),
    intro="A reply to a resolved incident opens it again. A requester has commands of his own, too:"
    " his reply token is the proof.",
    mails=(
        ScriptedMail(
            "priya closes",
            PRIYA,
            "",
            PRIYA_CLOSES,
            "#close from the requester herself.",
            joins("warehouse", REPLY, "agent_notice:alice"),
            answers=Answer("warehouse", RESOLUTION),
        ),
        ScriptedMail(
            "emma again",
            EMMA,
            "",
            EMMA_AGAIN,
            "Reopened; Bob is told.",
            joins("vpn", REPLY, "agent_notice:bob"),
            answers=Answer("vpn", RESOLUTION),
        ),
    ),
    due=(
        Due(
            "warehouse",
            "review:alice review:maya",
            "A P1 is closed: its timeline goes out with questions, to be answered by mail.",
        ),
    ),
)

LAST_WORDS = Act(
    title="Closed",
    at=time(12, 20),
    intro="The last word about the tunnel.",
    mails=(
        ScriptedMail(
            "vpn closed",
            BOB,
            "",
            VPN_CLOSED,
            "Closed for good. #kb new writes a draft article of it, #cc lets Maya read along.",
            joins("vpn", AGENT_REPLY, "closure:emma closure:maya command_transcript:bob"),
            answers=Answer("vpn", NOTICE),
        ),
    ),
)
