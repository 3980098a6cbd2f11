"""Many report one thing, are answered at once, and one of them says how it was."""

from datetime import time

from mailflow.demo.people import BOB, EMMA, NADIA, TOM
from mailflow.demo.script import AGENT_REPLY, REPLY, Act, Answer, Due, ScriptedMail, joins, opens
from models.enums import NoticeKind

ALIKE = NoticeKind.ALIKE_INCIDENTS

FROM_TOM = """\
Hi,

the ferry booking answers with "502 bad gateway", whichever page I open. Two lorries wait for
their papers.

Tom
"""

FROM_NADIA = """\
Hello,

since lunch I cannot enter a single booking for the ferry: nothing but a page that says bad
gateway. I restarted the browser twice.

Nadia
"""

FROM_EMMA = """\
Customers are on the phone and our booking only shows a gateway error (502)! Is the ferry booking
being worked on?

Emma
"""

KNOWN = """\
#take
#major on

Hello,

the server behind the booking is down since 13:00. We start it on other hardware at the moment;
it will be back by two o'clock. Until then please note the bookings on paper.

Bob
"""

BACK = """\
#resolve The application server ran out of memory; moved to a larger machine
#cause A report that one of us had left running filled the memory
#children It is back since 13:35, on a larger machine. What you noted on paper can be entered now.
"""

MANY_REPORT = Act(
    title="Many report one thing",
    at=time(13, 5),
    intro="Three colleagues, three sets of words, one fault. Each gets an incident and an"
    " acknowledgement of his own: nobody reads what another one wrote.",
    mails=(
        ScriptedMail(
            "booking",
            TOM,
            "Ferry booking: error 502",
            FROM_TOM,
            "The first report. Nobody knows yet that it is one of many.",
            opens("acknowledgement:tom agent_notice:desk"),
        ),
        ScriptedMail(
            "booking nadia",
            NADIA,
            "Cannot enter bookings",
            FROM_NADIA,
            "The second, in other words.",
            opens("acknowledgement:nadia agent_notice:desk"),
        ),
        ScriptedMail(
            "booking emma",
            EMMA,
            "Booking gone??",
            FROM_EMMA,
            "The third, shorter and louder.",
            opens("acknowledgement:emma agent_notice:desk"),
        ),
    ),
)

ONE_DISRUPTION = Act(
    title="The desk sees that it is one",
    at=time(13, 8),
    intro="Every minute the worker looks for what several people report at once. Agents are told"
    " once, with the incidents and the words that they share, but with nobody's text.",
    due=(
        Due(
            "booking",
            "alike_incidents:desk",
            "Three incidents of one hour are alike: perhaps one disruption. Told once.",
        ),
    ),
)

MAJOR = Act(
    title="One answer reaches all",
    at=time(13, 12),
    intro="#major on makes the first one a major incident with the others below it. What Bob writes"
    " in it goes to every requester, each in his own incident and without a name of the others.",
    mails=(
        ScriptedMail(
            "bob makes major",
            BOB,
            "",
            KNOWN,
            "He answers the mail about the three; his text reaches all of them.",
            joins(
                "booking",
                AGENT_REPLY,
                "public_answer:tom public_answer:nadia public_answer:emma command_transcript:bob",
            ),
            answers=Answer("booking", ALIKE),
        ),
    ),
)

BACK_TO_WORK = Act(
    title="All solved at once",
    at=time(13, 40),
    intro="#resolve ends the major incident, #children what stands below it, #cause records why"
    " it broke: of a P1, P2 or major incident the desk asks for that.",
    mails=(
        ScriptedMail(
            "bob solves all",
            BOB,
            "",
            BACK,
            "Three commands in one mail; every requester hears of it in his own incident.",
            joins(
                "booking",
                AGENT_REPLY,
                "resolution:tom resolution:nadia resolution:emma command_transcript:bob",
            ),
            answers=Answer("booking", ALIKE),
        ),
    ),
)

RATED = Act(
    title="And how was it?",
    at=time(14, 0),
    intro="The mail that says it is solved asks for a rating: a click, or a digit as the answer."
    " 1 and 2 would be told to the manager.",
    mails=(
        ScriptedMail(
            "nadia rates",
            NADIA,
            "",
            "5\n",
            "A digit alone, 5 of 5. It rates the work and does not open the incident again.",
            joins("booking nadia", REPLY, "agent_notice:desk"),
            answers=Answer("booking nadia", NoticeKind.RESOLUTION),
        ),
    ),
)
