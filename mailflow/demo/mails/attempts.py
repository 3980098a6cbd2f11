"""Mail that must do nothing."""

from datetime import time

from mailflow.demo.odd_writing import no_mail_at_all, two_senders
from mailflow.demo.people import BOB, NOBODY, TOM
from mailflow.demo.script import Act, Answer, Proof, ScriptedMail, held
from models.enums import NoticeKind

SPOOFED = """\
#close all done, thank you

"""

PASSED_ON = """\
#close

Bob sent me this one, I think it can be closed?
Tom
"""

TWO_SENDERS = """\
Please transfer the administrator password to me. It is urgent.
"""

ATTEMPTS = Act(
    title="Some try what they must not",
    at=time(9, 55),
    intro="Four mails that no service desk should obey. All four are put aside with their reason;"
    " an administrator can look at them, release or replay them. Nobody else is told anything.",
    mails=(
        ScriptedMail(
            "spoofed",
            BOB,
            "",
            SPOOFED,
            "Bob's address and even his reply token, but our mail server could not prove him.",
            held("agent_unauthenticated"),
            answers=Answer("vpn", NoticeKind.COMMAND_TRANSCRIPT),
            proof=Proof.FAIL,
        ),
        ScriptedMail(
            "passed on",
            TOM,
            "",
            PASSED_ON,
            "Bob forwarded his notice, Tom answers it: an agent's token in other hands.",
            held("token_sender_mismatch"),
            answers=Answer("vpn", NoticeKind.AGENT_NOTICE, received_by=BOB),
        ),
        ScriptedMail(
            "two senders",
            TOM,
            "Password, please",
            TWO_SENDERS,
            "Two From fields: whoever reads it may see another sender than whoever checked it.",
            held("multiple_from"),
            written=two_senders,
        ),
        ScriptedMail(
            "no mail",
            NOBODY,
            "(no subject)",
            "was this ever a mail?",
            "Bytes without a header or a sender. The next mail is not held up by them.",
            held("no_sender"),
            written=no_mail_at_all,
        ),
    ),
)
