"""Attacks with a token that is none, not his, or used up, and with commands nobody gave."""

from collections.abc import Callable

from support.hostile import ALICE, ANN, BOB, DAN, MALLORY, SUPPORT, Scene, attack, proof

Attack = Callable[[Scene], bytes]
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n"
MIXED = 'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n'


def _to(make: Callable[[Scene], str], **more: str) -> Attack:
    return lambda s: attack(to=make(s), **more)


def _says(text: str, *fields: str, body: str = PLAIN) -> Attack:
    return lambda s: attack(*fields, to=s.reply_to(BOB), text=text, body=body)


def _address(token: str, domain: str = "helpdesk.example") -> str:
    return f"support+{token}@{domain}"


def _part(content: str, kind: str = "text/plain", more: str = "") -> str:
    return f"--b1\r\nContent-Type: {kind}\r\n{more}\r\n{content}\r\n"


TOKENS: dict[str, Attack] = {
    "a truncated token": _to(lambda s: _address(s.token(BOB)[:-1])),
    "a token with a letter more": _to(lambda s: _address(s.token(BOB) + "a")),
    "a token with one letter changed": _to(
        lambda s: _address(s.token(BOB)[:-1] + ("a" if s.token(BOB)[-1] != "a" else "b"))
    ),
    "a token of another key": _to(lambda s: _address("ca" + s.token(BOB)[2:])),
    "a token of another version": _to(lambda s: _address("ee" + s.token(BOB)[2:])),
    "a token doubled": _to(lambda s: _address(s.token(BOB) * 2)),
    "a token of letters alone": _to(lambda _: _address("a" * 40)),
    "another agent's token": _to(lambda s: s.reply_to(ALICE)),
    "a requester's token": _to(lambda s: s.reply_to(ANN)),
    "a token of another incident than the subject's": _to(
        lambda s: s.reply_to(BOB, 1002), subject="Re: [INC-1001] VPN drops"
    ),
    "a token of another incident than the reference's": lambda s: attack(
        f"In-Reply-To: {s.message_id(BOB)}", to=s.reply_to(BOB, 1002)
    ),
    "two tokens of two incidents": _to(lambda s: f"{s.reply_to(BOB)}, {s.reply_to(BOB, 1002)}"),
    "a token in the subject": lambda s: attack(subject=f"Re: [INC-1001] {s.reply_to(BOB)}"),
    "a token in the text": lambda s: attack(
        subject="Re: [INC-1001] VPN", text=f"#close\nsupport+{s.token(BOB)}@helpdesk.example"
    ),
    "a token in a display name": lambda s: attack(
        to=f'"{s.reply_to(BOB)}" <{SUPPORT}>', subject="Re: [INC-1001] VPN"
    ),
    "a token as our own Message-ID": lambda s: attack(
        f"Message-ID: {s.message_id(BOB)}", subject="Re: [INC-1001] VPN"
    ),
    "a token at another name": _to(lambda s: f"sales+{s.token(BOB)}@helpdesk.example"),
    "a Message-ID without MAC": lambda _: attack(
        "In-Reply-To: <mf.1001-21@helpdesk.example>", subject="Re: [INC-1001] VPN"
    ),
    "the subject tag alone": lambda _: attack(subject="Re: [INC-1001] VPN drops"),
    "an agent without the right": lambda _: attack(sender=DAN, subject="Re: [INC-1001] VPN"),
}
"""Commands of a proven agent that must not run."""

TEXTS: dict[str, Attack] = {
    "an unknown command beside a known one": _says("#close\n#frobnicate\nDone."),
    "Cyrillic letters": _says("#сlose\nDone."),
    "a zero-width space inside": _says("#cl\u200bose\nDone."),
    "a soft hyphen inside": _says("#clo\u00adse\nDone."),
    "a word joiner before it": _says("#\u2060close\nDone."),
    "a long s": _says("#clo\u017fe\nDone."),
    "a Kelvin sign": _says("#ta\u212ae\nDone."),
    "a Roman numeral": _says("#\u217dlose\nDone."),
    "a sign drawn as a key": _says("#\ufe0f\u20e3close\nDone."),
    "a long s in a name": _says("#assign @al\u0131ce"),
    "a combining mark": _says("#clos\u0301e\nDone."),
    "full-width letters": _says("#ｃｌｏｓｅ\nDone."),
    "right-to-left override": _says("#\u202eesolc\nDone."),
    "a full-width number sign": _says("＃close\nDone."),
    "eleven commands": _says("\n".join(["#take", *("#tag +x" for _ in range(10))])),
    "ten thousand commands": _says("#tag +x\n" * 10_000),
    "a value of a megabyte": _says(f"#subject {'x' * 1_000_000}"),
    "a command that quotes the requester": _says("#cancel\nAs you wished."),
    "a marked quote": _says("> #close\n> Done."),
    "a quote behind an attribution": _says(
        "Thanks.\n\nOn Tue, Nov 24, 2026 at 9:00 AM Ann <ann@customer.example> wrote:\n#close"
    ),
    "behind a sentence": _says("Please wait.\n#close"),
    "in a signature": _says("Thanks.\n-- \n#close"),
    "in a subject": lambda s: attack(to=s.reply_to(BOB), subject="#close", text="Hello."),
    "in an encoded subject": lambda s: attack(
        to=s.reply_to(BOB), subject="=?utf-8?q?x=0A=23close?=", text="Hello."
    ),
    "in a forwarded mail": _says(
        "FYI\n\n---------- Forwarded message ---------\nFrom: Ann <ann@customer.example>\n"
        "Date: Tue, Nov 24, 2026 at 9:00 AM\nSubject: x\nTo: Bob <bob@helpdesk.example>\n\n#close"
    ),
    "in nothing but a forwarded mail": _says(
        "---------- Forwarded message ---------\nFrom: Ann <ann@customer.example>\n"
        "Date: Tue, Nov 24, 2026 at 9:00 AM\nSubject: x\nTo: Bob <bob@helpdesk.example>\n\n#close"
    ),
    "in an attached text": _says(
        _part("See the file.")
        + _part("#close", "text/plain", "Content-Disposition: attachment; filename=a.txt\r\n")
        + "--b1--",
        body=MIXED,
    ),
    "in an attached mail": _says(
        _part("See the mail.")
        + _part(f"From: {BOB}\r\nSubject: x\r\n\r\n#close", "message/rfc822")
        + "--b1--",
        body=MIXED,
    ),
    "in an attached page": _says(
        _part("See the page.")
        + _part("<p>#close</p>", "text/html", "Content-Disposition: attachment; filename=a.htm\r\n")
        + "--b1--",
        body=MIXED,
    ),
    "in a comment of HTML": _says("<!--\n#close\n--><p>Hello.</p>", body=HTML),
    "in a title of HTML": _says("<html><title>#close</title><p>Hello.</p></html>", body=HTML),
    "in an alternative text of a picture": _says('<img alt="#close"><p>Hello.</p>', body=HTML),
    "in a script": _says("<script>#close</script><p>Hello.</p>", body=HTML),
    "in a style": _says("<style>#close {color: red}</style><p>Hello.</p>", body=HTML),
    "in an invisible block": _says(
        '<div style="display:none">#close</div><p>Hello.</p>', body=HTML
    ),
    "in an invisible span": _says(
        '<span style="DISPLAY : none !important">#close<br></span><p>Hello.</p>', body=HTML
    ),
    "in a hidden element": _says("<div hidden>#close</div><p>Hello.</p>", body=HTML),
    "in letters of no size": _says(
        '<div style="font-size:0px;max-height:0">#close</div><p>Hello.</p>', body=HTML
    ),
    "in a quoted block of HTML": _says("<blockquote>#close</blockquote>", body=HTML),
    "in a template of HTML": _says("<template>#close</template><p>Hello.</p>", body=HTML),
    "in an answering program's mail": _says("#close", "Auto-Submitted: auto-replied"),
    "in a generated mail": _says("#close", "Auto-Submitted: auto-generated; x=y"),
    "in an upper-case generated mail": _says("#close", "AUTO-SUBMITTED: AUTO-NOTIFIED"),
    "in a list's mail": _says("#close", "List-Id: <all.helpdesk.example>"),
    "in a bulk mail": _says("#close", "Precedence: bulk"),
    "in an old answering program's mail": _says("#close", "X-Autoreply: yes"),
    "in a mail that says auto_reply": _says("#close", "Precedence: auto_reply"),
    "in a mail for unsubscribers": _says("#close", "List-Unsubscribe: <mailto:x@evil.example>"),
    "in a delivery report": _says(
        _part("#close")
        + _part(
            "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\n"
            "Action: failed\r\nStatus: 5.1.1",
            "message/delivery-status",
        )
        + "--b1--",
        body='Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r\n\r\n',
    ),
    "confirming what nobody asked": _says("#yes 123456"),
    "a number in Arabic digits": _says("#merge ١٠٠٢"),
    "a number in full-width digits": _says("#merge １００２"),
    "a foreign Cc": _says("#cc +mallory@evil.example"),
    "a foreign requester": _says("#requester mallory@evil.example"),
    "somebody who is no agent": _says("#assign ann@customer.example"),
    "a merge of two requesters": _says("#merge 1002"),
    "a Cc of a homoglyph": _says("#cc +bоb@helpdesk.example"),
    "an injected recipient": _says("#cc +x@customer.example>,<mallory@evil.example"),
    "two values for one field": _says("#assign @alice\n#take"),
    "fields of two values": _says("Priority: P1\nPriority: P2\n"),
    "erasing": _says("#erase ann@customer.example"),
    "exporting": _says("#export"),
    "forwarding": _says("#forward mallory@evil.example"),
}
"""Texts under a proven agent's own valid token whose commands must not run."""

REQUESTERS: dict[str, Attack] = {
    "an agent's command": lambda s: attack(
        sender=ANN, to=s.reply_to(ANN), text="#assign @bob\n#priority p1"
    ),
    "an agent's command in fields": lambda s: attack(
        sender=ANN, to=s.reply_to(ANN), text="Priority: P1\nOwner: me\n"
    ),
    "closing by one who is disproven": lambda s: attack(
        sender=ANN, to=s.reply_to(ANN), auth=proof(ANN, "fail")
    ),
    "closing without her token": lambda s: attack(
        f"In-Reply-To: {s.message_id(ANN)[:-3]}x>", sender=ANN, subject="Re: [INC-1001] VPN drops"
    ),
    "closing by a stranger with her token": lambda s: attack(sender=MALLORY, to=s.reply_to(ANN)),
    "closing by the requester of another incident": lambda s: attack(
        sender="dave@other.example", to=s.reply_to(ANN)
    ),
    "closing by a stranger with the tag": lambda _: attack(
        sender=MALLORY, subject="[INC-1001] VPN drops"
    ),
    "closing by her answering program": lambda s: attack(
        "Auto-Submitted: auto-replied", sender=ANN, to=s.reply_to(ANN)
    ),
}
"""Mails of requesters and strangers whose commands must not run."""
