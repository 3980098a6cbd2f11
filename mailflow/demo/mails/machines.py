"""What machines write. None of them ever gets an answer."""

from datetime import time

from mailflow.demo.odd_writing import loop, second_copy
from mailflow.demo.people import EMMA, JONAS, MONITOR, NEWS, SIGN_UP, SPAMMER
from mailflow.demo.script import Act, Answer, Due, ScriptedMail, held, ignored, joins, opens
from models.enums import NoticeKind

ALERT = """\
Notification Type: PROBLEM
Host: files1.harbour.example
Service: disk /srv/shares
State: CRITICAL

DISK CRITICAL - free space: /srv/shares 1843 MiB (1% inode=61%)
"""

RECOVERY = """\
Notification Type: RECOVERY
Host: files1.harbour.example
Service: disk /srv/shares
State: OK

DISK OK - free space: /srv/shares 211003 MiB (34% inode=61%)
"""

NEWSLETTER = """\
Seven clouds you should know, and one you should not. Read it in your browser, or unsubscribe.
"""

SPAM = """\
CONGRATULATIONS!!! Your mail box was drawn. Send 49.00 to receive the prize of 250,000.
"""

SIGN_UP_TEXT = """\
Welcome to Boardly! Please confirm your address with the code 482913, or click
https://boardly.example/confirm?c=482913
"""

MACHINE_HEADERS = (("Auto-Submitted", "auto-generated"),)

DISK_RECOVERY = ScriptedMail(
    "disk recovery",
    MONITOR,
    "** RECOVERY Service Alert: files1/disk is OK **",
    RECOVERY,
    "Monitoring reports recovery: the incident is resolved, the agents are told.",
    joins("disk", "alert_recovered", "agent_notice:desk"),
    headers=MACHINE_HEADERS,
)

MACHINES = Act(
    title="Machines write, too",
    at=time(8, 47),
    intro="An alert opens an incident, its repetition joins it. Everything else"
    " is kept and explained, and nobody is answered: no loop can begin here.",
    mails=(
        ScriptedMail(
            "disk",
            MONITOR,
            "** PROBLEM Service Alert: files1/disk is CRITICAL **",
            ALERT,
            "Monitoring raises an alert: an incident, without an acknowledgement.",
            opens("agent_notice:desk", "alert"),
            headers=MACHINE_HEADERS,
        ),
        ScriptedMail(
            "disk again",
            MONITOR,
            "** PROBLEM Service Alert: files1/disk is CRITICAL **",
            ALERT,
            "The same alert again is counted, and tells nobody twice.",
            joins("disk", "alert_repeated"),
            headers=MACHINE_HEADERS,
        ),
        ScriptedMail(
            "vpn again",
            EMMA,
            "VPN drops every ten minutes",
            "vpn",
            "Emma's first mail once more, over a second relay: one mail, not two.",
            ignored("duplicate"),
            written=second_copy,
        ),
        ScriptedMail(
            "loop",
            JONAS,
            "(our own acknowledgement)",
            "",
            "A forwarding rule sends our own acknowledgement back to us.",
            ignored("own_loop"),
            answers=Answer("printer", NoticeKind.ACKNOWLEDGEMENT),
            written=loop,
        ),
        ScriptedMail(
            "newsletter",
            NEWS,
            "Cloud News Weekly: seven clouds you should know",
            NEWSLETTER,
            "A newsletter that the settings name as to be ignored.",
            ignored("ignored_sender"),
            headers=(("List-Id", "<weekly.cloudnews.example>"), ("Precedence", "bulk")),
        ),
        ScriptedMail(
            "spam",
            SPAMMER,
            "You are our WINNER",
            SPAM,
            "Marked as spam by our own mail server: kept aside.",
            held("spam"),
            headers=(("X-Spam-Flag", "YES"),),
        ),
        ScriptedMail(
            "sign-up",
            SIGN_UP,
            "Confirm your address",
            SIGN_UP_TEXT,
            "Somebody signed up elsewhere with our address; the code must not leak to anybody.",
            held("verification_mail"),
            headers=MACHINE_HEADERS,
        ),
    ),
)

ALERT_WAITS = Act(
    title="An answer is due soon",
    at=time(9, 30),
    intro="Three quarters of the time to answer have passed for the alert of the full disk. Whoever"
    " could take it is warned while there is still time.",
    due=(Due("disk", "escalation:desk", "No mail came in: a warning by the clock."),),
)
