"""Which machine wrote a mail, if one did (design section 2 step 6, RFC 3834, RFC 2919)."""

import re
from collections.abc import Callable
from enum import StrEnum

from mailflow.core.mail import Mail, bare_subject
from mailflow.core.phrases.absences import ABSENCES

LOOP_FIELD = "X-Mailflow-Loop"
MAXIMUM_TEXT = 20_000

_NO_REPLY = re.compile(r"(?:do[-_.]?)?no(?:t)?[-_.]?reply|bounces?|mailer|automat\w{0,12}")
_ROLES = re.compile(
    r"(?:account|security|verif\w{0,10}|notif\w{0,12}|auth|login|signup|sign-up|confirm\w{0,8}|"
    r"registration|welcome|identity|id|accounts)(?:[-_.+]\w{0,40})?"
)
# Wording of third-party sign-up, code and reset mail, by language.
_VERIFICATION = re.compile(
    r"(?:confirm|verif|activat)\w{0,6} (?:your|this|the) (?:e-?mail|account|address|sign|identity|"
    r"registration)|"
    r"(?:confirmation|verification|security|login|sign-in|one-time|activation|access) "
    r"(?:code|password|link|pin)|(?:reset|recover|change|forgot\w{0,3}) (?:your|my|the) password|"
    r"password reset|passcode|your code is|"
    r"best[äa]tigungs(?:code|link)|best[äa]tigen sie ihre|sicherheitscode|einmal(?:code|passwort)|"
    r"passwort (?:zur[üu]ck|[äa]ndern)|aktivierungslink|"
    r"code de (?:v[ée]rification|confirmation|s[ée]curit[ée])|confirmez votre|"
    r"r[ée]initialis\w{0,6} (?:de )?votre mot de passe|"
    r"c[óo]digo de (?:verificaci[óo]n|confirmaci[óo]n|seguridad)|confirm[ae] tu|confirme su|"
    r"restablec\w{0,4} (?:tu|su|la) contrase[ñn]a|"
    r"確認コード|認証コード|パスワード(?:の)?(?:再設定|リセット)|メールアドレスの確認",
    re.IGNORECASE,
)
_CODE_OR_LINK = re.compile(r"https?://|\b\d{3}[- ]\d{3}\b|\b\d{4,8}\b|\b[A-Z0-9]{6,10}\b")
_YES = re.compile(r"\s*yes\b", re.IGNORECASE)


class MachineMail(StrEnum):
    """The kinds of machine mail, in the order in which they are looked for."""

    OWN_LOOP = "own_loop"
    DELIVERY_REPORT = "delivery_report"
    READ_RECEIPT = "read_receipt"
    AUTO_REPLY = "auto_reply"
    VERIFICATION = "verification_mail"
    SPAM = "spam"
    BULK = "bulk"


def machine_mail(
    mail: Mail,
    *,
    instance_id: str,
    is_own_message_id: Callable[[str], bool],
    released: bool = False,
) -> MachineMail | None:
    """Return what kind of machine wrote the mail, or None for a person's mail.

    Of a mail that an administrator released, the mark as spam is not believed, and verification
    mail counts as bulk: it may come in, but is not answered.
    """
    own_loop = instance_id in map(str.strip, mail.header_values(LOOP_FIELD))
    if own_loop or is_own_message_id(mail.message_id):
        return MachineMail.OWN_LOOP
    if mail.delivery_report is not None:
        return MachineMail.DELIVERY_REPORT
    if mail.disposition_report:
        return MachineMail.READ_RECEIPT
    kinds = KINDS_WHEN_RELEASED if released else KINDS
    return next((kind for kind, applies in kinds if applies(mail)), None)


def auto_submitted(mail: Mail) -> str:
    """Return the keyword of Auto-Submitted (RFC 3834 section 5), `no` when absent."""
    values = mail.header_values("Auto-Submitted")
    keywords = [value.partition(";")[0].partition("(")[0].strip().lower() for value in values]
    return next((keyword for keyword in keywords if keyword not in {"", "no"}), "no")


def _precedences(mail: Mail) -> set[str]:
    fields = (*mail.header_values("Precedence"), *mail.header_values("X-Precedence"))
    return {value.strip().lower() for value in fields}


def _is_auto_reply(mail: Mail) -> bool:
    """Whether an out-of-office program or the like answered (RFC 3834 section 3.1.7)."""
    if auto_submitted(mail) in {"auto-replied", "auto-notified"}:
        return True
    if mail.header_values("X-Autorespond") or mail.header_values("X-Autoreply-From"):
        return True
    if mail.header("X-Autoreply").strip().lower() not in {"", "no"}:
        return True
    if _precedences(mail) & {"auto_reply", "auto-reply"}:
        return True
    return _is_absence_subject(mail)


def _is_absence_subject(mail: Mail) -> bool:
    """Whether the subject is that of an absence note.

    "Out of office: <our subject>" is; a bare "Out of office" may be a person's request, so it
    counts only in an answer. A subject that starts with "Re:" was written by a person.
    """
    subject = mail.subject.strip().casefold().lstrip("[(")
    if bare_subject(subject) != subject:
        return False
    for separator in (":", "：", "]", ")"):
        head, found, rest = subject.partition(separator)
        if found and head.strip() in ABSENCES and (rest.strip() or mail.ancestors):
            return True
    return bool(mail.ancestors) and subject.strip(" .!") in ABSENCES


def _is_verification(mail: Mail) -> bool:
    """Whether a third party sends a code or link that would open an account (Ticket Trick).

    Sender pattern and content together: a person who writes about such a mail does not match.
    """
    local = mail.from_[0].address.rpartition("@")[0] if mail.from_ else ""
    by_machine = (
        _NO_REPLY.search(local)
        or _ROLES.fullmatch(local)
        or auto_submitted(mail) == "auto-generated"
    )
    if not by_machine:
        return False
    content = f"{mail.subject}\n{mail.text[:MAXIMUM_TEXT]}"
    with_links = f"{content}\n{mail.html[:MAXIMUM_TEXT]}"
    return bool(_VERIFICATION.search(content)) and bool(_CODE_OR_LINK.search(with_links))


def _is_spam(mail: Mail) -> bool:
    fields = ("X-Spam-Flag", "X-Spam", "X-Spam-Status")
    return any(_YES.match(value) for name in fields for value in mail.header_values(name))


def _is_bulk(mail: Mail) -> bool:
    """Whether the mail is generated or goes to many (RFC 3834, RFC 2919, RFC 2369).

    `auto-forwarded` is a person's mail passed on, so it does not count.
    """
    if auto_submitted(mail) not in {"no", "auto-forwarded"}:
        return True
    if _precedences(mail) & {"bulk", "list", "junk"}:
        return True
    suppressed = mail.header("X-Auto-Response-Suppress").lower()
    if any(word in suppressed for word in ("all", "oof", "autoreply")):
        return True
    if mail.header("Return-Path").strip() == "<>" or mail.content_type == "multipart/report":
        return True
    named = ("List-Id", "List-Unsubscribe", "X-Loop", "Feedback-ID", "X-Auto-Generated")
    return any(mail.header_values(name) for name in named)


KINDS = (
    (MachineMail.AUTO_REPLY, _is_auto_reply),
    (MachineMail.VERIFICATION, _is_verification),
    (MachineMail.SPAM, _is_spam),
    (MachineMail.BULK, _is_bulk),
)
KINDS_WHEN_RELEASED = (
    (MachineMail.AUTO_REPLY, _is_auto_reply),
    (MachineMail.BULK, _is_verification),
    (MachineMail.BULK, _is_bulk),
)
