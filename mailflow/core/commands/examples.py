"""One line for each command as an agent writes it: shown by `#help` and in docs/COMMANDS.md."""

_LINES = """\
#status pending
#resolve Replaced the cable.
#close Replaced the cable.
#reopen
#cancel Sent twice.
#pending vendor 2d
#snooze 4h
#due monday 9:00
#assign @bob
#group Network
#escalate team It needs a new certificate.
#priority p2
#impact high
#urgency low
#category printing
#confirm
#wrong network
#note Her manager called, too.
#public
#reply restart
#tag +vpn -new
#cc +dana@example.org
#requester dana@example.org
#subject Printer on floor 3 jams
#merge INC-1001
#split The scanner does not work, either
#action Watch the free space of the mail server
#link INC-1001
#parent INC-1001
#children The line works again.
#problem INC-1001
#major on
#resolution New rollers.
#cause Worn rollers.
#code solved
#kb new
#time 15m
#spam
#block
#away until monday
#show
#history
#why
#help
#undo 42
#yes 123456
#no
#preview
"""
_OF_REQUESTERS = """\
#close
#reopen It jams again.
#stop
#rate 5
"""


def _by_name(lines: str) -> dict[str, str]:
    return {line.split()[0].lstrip("#"): line for line in lines.splitlines()}


EXAMPLES = _by_name(_LINES)
REQUESTER_EXAMPLES = _by_name(_OF_REQUESTERS)
