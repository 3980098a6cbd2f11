"""What was learnt is written down, helps the next one, and an agent practises."""

from datetime import time

from mailflow.demo.people import CHEN, MAYA, NADIA, PETRA
from mailflow.demo.script import (
    AGENT_REPLY,
    REPLY,
    Act,
    Answer,
    Due,
    Practice,
    ScriptedMail,
    joins,
    opens,
)
from models.enums import NoticeKind

PUBLISHED = """\
#kb publish 1
"""

FROM_NADIA = """\
Hello,

working from home today, and the VPN drops every few minutes. The client says "tunnel closed by
peer", then I have to log in again with the code from the phone. Cable or wifi, no difference.

Nadia
"""

SOLVED_IT = """\
#close KB-1
"""

SCENARIO = """\
title = "A card that opens no door"
requester = "{requester}"
subject = "My card does not open the side door"
text = '''
Good morning,

since the holidays my card does not open the side door of hall 2. The main entrance works.
Three of us walk around the building each time.

Petra
'''
ends_after = "1d"
hints = ["Say what you do next: a first answer that only takes note leaves her at the door."]

[expected]
urgency = "low"
commands = ["#take", "#resolve", "#cause"]
take_within = "15m"
answer_within = "30m"
"""

DOOR_OPENS = """\
#take
#urgency low
#resolve The side door was missing in the rights of hall 2; please try it again

Dear Petra, try it again, please: the door had been left out after the holidays.
"""

PUBLISHING = Act(
    title="What was learnt is read, and published",
    at=time(14, 10),
    intro="Bob's #kb new wrote a draft article in the words of the incident. It is looked through"
    " for names and addresses; nobody is shown it before somebody publishes it.",
    mails=(
        ScriptedMail(
            "maya publishes",
            MAYA,
            "",
            PUBLISHED,
            "Maya reads along since Bob's #cc. #kb publish: who asks for the same is shown it.",
            joins("vpn", AGENT_REPLY, "command_transcript:maya"),
            answers=Answer("vpn", NoticeKind.CLOSURE),
        ),
    ),
)

ASKED_AGAIN = Act(
    title="Somebody asks for the same",
    at=time(14, 30),
    intro="Two hours later, in other words. The article is alike enough: it stands in the"
    " acknowledgement, and agents see it in their notice.",
    mails=(
        ScriptedMail(
            "vpn nadia",
            NADIA,
            "Thrown out of the VPN",
            FROM_NADIA,
            "Her acknowledgement says what helped before; of Emma it says nothing.",
            opens("acknowledgement:nadia agent_notice:desk"),
        ),
    ),
)

HELPED = Act(
    title="Solved with one click",
    at=time(14, 40),
    intro="A link below the article writes this mail. Nobody at the desk had to do anything, and"
    " the article is known to have helped.",
    mails=(
        ScriptedMail(
            "nadia closes",
            NADIA,
            "",
            SOLVED_IT,
            "#close KB-1, from the requester: the article solved it.",
            joins("vpn nadia", REPLY, "agent_notice:desk"),
            answers=Answer("vpn nadia", NoticeKind.ACKNOWLEDGEMENT),
        ),
    ),
)

PRACTICE = Act(
    title="An agent practises",
    at=time(15, 0),
    intro="mailflow drill start: Maya sends Chen a practice incident. Its requester is simulated,"
    " nothing leaves the house for her, and it counts in no figure.",
    mails=(
        ScriptedMail(
            "practice",
            PETRA,
            "My card does not open the side door",
            "",
            "Written here, and processed as every mail. Chen alone gets it, marked as practice.",
            opens("agent_notice:chen"),
            practice=Practice(SCENARIO.format(requester=PETRA.name), CHEN, MAYA),
        ),
    ),
)

PRACTISED = Act(
    title="How it went",
    at=time(15, 10),
    intro="Chen answers and commands by mail as ever. Once the drill is over, he and Maya read how"
    " long it took, what was missed, and a hint.",
    mails=(
        ScriptedMail(
            "chen resolves",
            CHEN,
            "",
            DOOR_OPENS,
            "He answers and resolves. What the simulated requester would get is never sent.",
            joins("practice", AGENT_REPLY, "command_transcript:chen"),
            answers=Answer("practice", NoticeKind.AGENT_NOTICE),
        ),
    ),
    due=(
        Due(
            "",
            "drill:chen drill:maya",
            "Nothing is to come any more: the drill is over, and both read how it went.",
        ),
    ),
)
