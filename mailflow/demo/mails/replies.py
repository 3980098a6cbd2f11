"""People answer back, and so do their mail programs."""

from datetime import time

from mailflow.demo.mails.machines import DISK_RECOVERY
from mailflow.demo.odd_writing import bounce
from mailflow.demo.people import BOB, CAMILLE, DANA, EMMA, ERIK, POSTMASTER
from mailflow.demo.script import AGENT_REPLY, REPLY, Act, Answer, ScriptedMail, joins, opens
from models.enums import NoticeKind

PUBLIC = NoticeKind.PUBLIC_ANSWER

TO_LUCIA_AGAIN = """\
#take

Hola Lucía:

te he vuelto a dar permiso para la carpeta «Contratos». Cierra la sesión y vuelve a entrar.

Bob
"""

FROM_EMMA = """\
Hi Bob,

it says "Keep alive: 600 seconds". Is that the culprit?

Emma
"""

ABSENCE = """\
Bonjour, je suis absente jusqu'à 14 h. Votre message ne sera pas transféré.
"""

BOUNCED = """\
Your message could not be delivered: the address does not exist any more.
"""

FROM_DANA = """\
Hello,

a friend told me about her ticket with the VPN. I have the same at my company. What was the
solution?

Dana Fox
"""

PEOPLE_ANSWER = Act(
    title="People answer back, and so do their mail programs",
    at=time(9, 40),
    intro="A reply finds its incident by the token in the address it was sent to, an absence note"
    " and a bounce by the mail they are about. A stranger joins nothing by guessing a number.",
    mails=(
        ScriptedMail(
            "bob tries again",
            BOB,
            "",
            TO_LUCIA_AGAIN,
            "Bob answers the transcript, rightly this time.",
            joins("folder", AGENT_REPLY, "public_answer:lucia command_transcript:bob"),
            answers=Answer("folder", NoticeKind.COMMAND_TRANSCRIPT),
        ),
        ScriptedMail(
            "emma answers",
            EMMA,
            "",
            FROM_EMMA,
            "The quoted text below the answer is left out; Bob alone is told, it is his.",
            joins("vpn", REPLY, "agent_notice:bob"),
            answers=Answer("vpn", PUBLIC),
        ),
        ScriptedMail(
            "camille is away",
            CAMILLE,
            "Réponse automatique : absence",
            ABSENCE,
            "An absence note: kept with the incident, nobody is told, nothing is answered.",
            joins("invoices", "auto_reply"),
            answers=Answer("invoices", PUBLIC),
            headers=(("Auto-Submitted", "auto-replied"),),
        ),
        ScriptedMail(
            "erik bounces",
            POSTMASTER,
            "Undelivered mail returned to sender",
            BOUNCED,
            "A bounce of our answer, known by the token in it: the agent is told.",
            joins("portal", "delivery_report", "agent_notice:bob"),
            answers=Answer("portal", PUBLIC, received_by=ERIK),
            written=bounce,
        ),
        ScriptedMail(
            "stranger",
            DANA,
            "Re: [INC-1001] VPN drops every ten minutes",
            FROM_DANA,
            "A stranger names INC-1001: an incident of her own, and not a word about Emma's.",
            opens("acknowledgement:dana agent_notice:desk", "anyone else, mentions an incident"),
        ),
        DISK_RECOVERY,
    ),
)
