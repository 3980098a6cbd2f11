"""Attacks in an agent's name: who the mail says it is from, and who says so."""

from collections.abc import Callable

from support.hostile import ANN, BOB, GONE, MALLORY, MX, Scene, attack, proof

Attack = Callable[[Scene], bytes]
EVIL = proof(MALLORY)
PASS = f"{MX}; dmarc=pass header.from=helpdesk.example"


def _from(line: str, auth: str = EVIL) -> Attack:
    return lambda s: attack(from_=line, to=s.reply_to(BOB), auth=auth)


def _auth(*fields: str) -> Attack:
    return lambda s: attack(to=s.reply_to(BOB), auth="\r\n".join(fields))


def _ar(value: str) -> Attack:
    return _auth(f"Authentication-Results: {value}")


QUARANTINED: dict[str, Attack] = {
    # From fields that name an agent only to some reader
    "two From fields, the agent first": _from(f"From: {BOB}\r\nFrom: {MALLORY}"),
    "two From fields, one spaced": _from(f"From : {MALLORY}\r\nFrom: {BOB}"),
    "a spaced From above one that is proven": _from(f"From : {MALLORY}\r\nFrom: {BOB}", proof(BOB)),
    "a Kelvin sign in the domain": _from("From: bob@helpdes\u212a.example", proof(BOB)),
    "two mailboxes in one field": _from(f"From: {MALLORY}, {BOB}"),
    "a group": _from(f"From: Agents: {BOB};", proof(BOB)),
    "an empty group": _from("From: Agents:;", proof(BOB)),
    "two addresses in brackets": _from(f"From: <{BOB}> <{MALLORY}>"),
    "an encoded address": _from(f"From: =?utf-8?q?bob=40helpdesk.example?= <{MALLORY}>"),
    "an address before the brackets": _from(f"From: {BOB} <{MALLORY}>"),
    "a comma in an encoded name": _from(f"From: =?utf-8?q?{BOB}=2C?= <{MALLORY}>"),
    "a NUL inside": _from("From: bob@helpdesk.example\0@evil.example"),
    "a source route": _from("From: <@evil.example:bob@helpdesk.example>"),
    "two at signs": _from("From: bob@helpdesk.example@evil.example"),
    "a folded second address": _from(f"From: {BOB}\r\n <{MALLORY}>"),
    "homoglyphs in the local part": _from("From: bоb@helpdesk.example", proof(BOB)),
    "full-width letters in the domain": _from("From: bob@ｈelpdesk.example", proof(BOB)),
    "an ideographic full stop": _from("From: bob@helpdesk。example", proof(BOB)),
    "a zero-width space inside": _from("From: bo\u200bb@helpdesk.example", proof(BOB)),
    "right-to-left override": _from("From: \u202eelpmaxe.ksedpleh@bob", EVIL),
    "a subdomain": _from("From: bob@sub.helpdesk.example", proof("x@sub.helpdesk.example")),
    "a longer domain": _from("From: bob@helpdesk.example.evil.example", EVIL),
    "a plus address of the agent": _from("From: bob+x@helpdesk.example", proof(BOB)),
    "a punycode domain": _from(
        "From: bob@xn--hlpdesk-cwa.example", proof("x@xn--hlpdesk-cwa.example")
    ),
    "only Sender is the agent": _from(f"From: {MALLORY}\r\nSender: {BOB}"),
    "only Resent-From is the agent": _from(f"From: {MALLORY}\r\nResent-From: {BOB}"),
    "only Reply-To is the agent": _from(f"From: {MALLORY}\r\nReply-To: {BOB}"),
    "an agent who left": lambda s: attack(sender=GONE, to=s.reply_to(GONE)),
    "a display name that is the agent": _from(f'From: "{BOB}" <{MALLORY}>'),
    # Authentication-Results that are not our server's word
    "no results at all": _auth("X-Nothing: 1"),
    "results of another server": _ar("mx.evil.example; dmarc=pass header.from=helpdesk.example"),
    "our name as a prefix": _ar(f"{MX}.evil.example; dmarc=pass header.from=helpdesk.example"),
    "our name as a suffix": _ar(f"evil-{MX}; dmarc=pass header.from=helpdesk.example"),
    "our name in a comment": _ar(f"evil.example ({MX}); dmarc=pass header.from=helpdesk.example"),
    "our name as version": _ar(f"evil.example {MX}; dmarc=pass header.from=helpdesk.example"),
    "our name with a dot behind": _ar(f"{MX}.; dmarc=pass header.from=helpdesk.example"),
    "our name, encoded": _ar(f"=?utf-8?q?{MX}?=; dmarc=pass header.from=helpdesk.example"),
    "our name with a path": _ar(f"{MX}/evil; dmarc=pass header.from=helpdesk.example"),
    "version 2": _ar(f"{MX} 2; dmarc=pass header.from=helpdesk.example"),
    "dmarc=pass in a comment": _ar(f"{MX}; dmarc=none (dmarc=pass header.from=helpdesk.example)"),
    "dmarc=pass in a reason": _ar(
        f'{MX}; spf=pass reason="; dmarc=pass header.from=helpdesk.example"'
    ),
    "dkim and spf only": _ar(f"{MX}; dkim=pass header.d=helpdesk.example; spf=pass"),
    "another domain passes": _ar(f"{MX}; dmarc=pass header.from=evil.example"),
    "two domains pass": _ar(
        f"{MX}; dmarc=pass header.from=evil.example header.from=helpdesk.example"
    ),
    "policy says pass": _ar(f"{MX}; dmarc=bestguesspass header.from=helpdesk.example"),
    "temporary error": _ar(f"{MX}; dmarc=temperror header.from=helpdesk.example"),
    "no domain": _ar(f"{MX}; dmarc=pass"),
    "somebody else logged in": _ar(f"{MX}; auth=pass smtp.auth={MALLORY}"),
    "true failure above a forged pass": _auth(
        f"Authentication-Results: {MX}; dmarc=fail header.from=helpdesk.example",
        f"Authentication-Results: {PASS}",
    ),
    "true silence above a forged pass": _auth(
        f"Authentication-Results: {MX}; none", f"Authentication-Results: {PASS}"
    ),
    "another server above a forged pass": _auth(
        "Authentication-Results: mx.evil.example; none", f"Authentication-Results: {PASS}"
    ),
    "sealed results only": _auth(f"ARC-Authentication-Results: i=1; {PASS}"),
    "renamed results only": _auth(f"Authentication-Results-Original: {PASS}"),
    "results of the old field name": _auth(f"X-Authentication-Results: {PASS}"),
    "results in the text": lambda s: attack(
        to=s.reply_to(BOB), auth="X-Nothing: 1", text=f"Authentication-Results: {PASS}\n\n#close"
    ),
    "a stranger with an agent's token": lambda s: attack(sender=MALLORY, to=s.reply_to(BOB)),
    "a requester whose domain is not proven, with an agent's token": lambda s: attack(
        sender=ANN, to=s.reply_to(BOB), auth=proof(ANN, "none")
    ),
}
"""Each must end in quarantine and send nothing to anybody."""
