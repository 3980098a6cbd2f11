"""Acts 3 and 4: agents work by answering their notices; people, and machines, answer back."""

from datetime import time

from mailflow.demo.odd_writing import bounce
from mailflow.demo.people import ALICE, BOB, CAMILLE, DANA, EMMA, ERIK, POSTMASTER
from mailflow.demo.script import (
    AGENT_REPLY,
    REPLY,
    Act,
    Answer,
    File,
    ScriptedMail,
    joins,
    opens,
)
from models.enums import NoticeKind

NOTICE = NoticeKind.AGENT_NOTICE
PUBLIC = NoticeKind.PUBLIC_ANSWER

TO_EMMA = """\
#take

Hello Emma,

Friday's update shortened the idle time of the tunnel. Could you open the VPN client, choose
Settings > Connection and tell me what stands at "Keep alive"?

Bob
"""

PRINTER_NOTE = """\
#take
#note print head, third time this year

Warranty ends in January. I order the spare part today, and ask for a swap if it fails again.
"""

TO_CAMILLE = """\
Bonjour Camille,

la mise à jour d'hier soir est restée bloquée ; elle est repartie à 8 h 55. Videz le cache comme
dans la note jointe, puis reconnectez-vous. Dites-moi si l'écran reste blanc.

Alice
"""

CACHE_NOTE = """\
1. Fermez l'application.
2. Appuyez sur Ctrl+Maj+Suppr et cochez « Fichiers en cache ».
3. Relancez l'application.
"""

TO_ERIK = """\
#take

Dear Erik,

thank you, you are right: the certificate of the portal ran out at midnight. The new one is in
place since 8:50, please try the upload again.

Bob
"""

TO_LUCIA = """\
#reslove

Hola Lucía: he vuelto a darte permiso para la carpeta «Contratos».
"""

TO_LUCIA_AGAIN = """\
#take

Hola Lucía:

te he vuelto a dar permiso para la carpeta «Contratos». Cierra la sesión y vuelve a entrar.

Bob
"""

TO_YUI = """\
#take

田中さん、ご連絡ありがとうございます。
HDMIケーブルを交換しました。午後の会議の前にもう一度確認します。

Alice
"""

TO_NADIA = """\
#take

Hi Nadia, your add-in does not know the new version yet. The old one comes back to your computer
over lunch, please leave it switched on. Until then safe mode is all right for reading.

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

AGENTS_ANSWER = Act(
    title="Agents work by answering",
    at=time(9, 5),
    intro="Commands stand in the first lines and never reach a requester; the rest is the answer."
    " Each command mail is confirmed line by line, and a mistyped one changes nothing at all.",
    mails=(
        ScriptedMail(
            "bob takes vpn",
            BOB,
            "",
            TO_EMMA,
            "#take, and an answer that is passed on to Emma.",
            joins("vpn", AGENT_REPLY, "public_answer:emma command_transcript:bob"),
            answers=Answer("vpn", NOTICE),
        ),
        ScriptedMail(
            "alice takes printer",
            ALICE,
            "",
            PRINTER_NOTE,
            "#take and #note: the text stays inside the desk.",
            joins("printer", AGENT_REPLY, "command_transcript:alice"),
            answers=Answer("printer", NOTICE),
        ),
        ScriptedMail(
            "alice answers invoices",
            ALICE,
            "",
            TO_CAMILLE,
            "An answer with an attachment and no command; her own address stays hidden.",
            joins("invoices", AGENT_REPLY, "public_answer:camille"),
            answers=Answer("invoices", NOTICE),
            files=(File("vider-le-cache.txt", "text/plain", CACHE_NOTE.encode()),),
        ),
        ScriptedMail(
            "bob takes portal",
            BOB,
            "",
            TO_ERIK,
            "An answer to the partner outside.",
            joins("portal", AGENT_REPLY, "public_answer:erik command_transcript:bob"),
            answers=Answer("portal", NOTICE),
        ),
        ScriptedMail(
            "bob assigns laptop",
            BOB,
            "",
            "#assign @alice\n",
            "#assign: Alice is told that it is hers now.",
            joins("laptop", AGENT_REPLY, "agent_notice:alice command_transcript:bob"),
            answers=Answer("laptop", NOTICE),
        ),
        ScriptedMail(
            "bob mistypes",
            BOB,
            "",
            TO_LUCIA,
            "#reslove: refused with a suggestion; nothing happens, nothing is passed on.",
            joins("folder", AGENT_REPLY, "command_transcript:bob"),
            answers=Answer("folder", NOTICE),
        ),
        ScriptedMail(
            "alice takes projector",
            ALICE,
            "",
            TO_YUI,
            "An answer in Japanese.",
            joins("projector", AGENT_REPLY, "public_answer:yui command_transcript:alice"),
            answers=Answer("projector", NOTICE),
        ),
        ScriptedMail(
            "bob takes excel",
            BOB,
            "",
            TO_NADIA,
            "Nadia is answered, although Alice's forward opened the incident.",
            joins("excel", AGENT_REPLY, "public_answer:nadia command_transcript:bob"),
            answers=Answer("excel", NOTICE),
        ),
    ),
)

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
    ),
)
