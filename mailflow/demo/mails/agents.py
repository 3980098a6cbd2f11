"""Agents work by answering their notices."""

from datetime import time

from mailflow.demo.people import ALICE, BOB
from mailflow.demo.script import (
    AGENT_REPLY,
    Act,
    Answer,
    Due,
    File,
    ScriptedMail,
    joins,
)
from models.enums import NoticeKind

NOTICE = NoticeKind.AGENT_NOTICE

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
    due=(
        Due(
            "",
            "quarantine:maya",
            "Once a day, while mail waits in quarantine, the administrator is told what and why.",
        ),
    ),
)
