"""Mail by which a third party has an address proven: whoever reads it has the account.

Held back, since an attacker signs up somewhere with the desk's address, to read in an incident of
his what is sent there (the "ticket trick").
"""

from mailflow.core.mail import Mail
from mailflow.core.phrases.verification import (
    ACCOUNTS,
    CODE_OR_LINK,
    FIRMS,
    NAMED,
    NOBODY_READS,
    OF_ACCOUNTS,
    OTHER_CODES,
    SHOWN,
    SPOKEN,
)

MAXIMUM_TEXT = 20_000


def is_verification(mail: Mail, *, generated: bool, bulk: bool) -> bool:
    """Whether sender and content together are those of such a mail.

    A person who writes about one does not match by his address. At the address of a firm both
    write: there the subject must tell, too, in words that speak to the reader of what is his, and
    an account or the code itself be named.
    """
    address = mail.from_[0].address if mail.from_ else ""
    local, _, domain = address.rpartition("@")
    is_machine = generated or NOBODY_READS.search(local) or ACCOUNTS.fullmatch(local)
    if not (is_machine or bulk or FIRMS.fullmatch(local) or local in domain.split(".")):
        return False
    subject, text = _folded(mail.subject), _folded(mail.text[:MAXIMUM_TEXT])
    if is_machine:
        tells = any(one.search(said) for one in (SPOKEN, NAMED) for said in (subject, text))
    else:
        tells = _firm_tells(OTHER_CODES.sub(" ", subject), OTHER_CODES.sub(" ", text))
    written = f"{mail.subject}\n{mail.text[:MAXIMUM_TEXT]}\n{mail.html[:MAXIMUM_TEXT]}"
    return tells and CODE_OR_LINK.search(written) is not None


def _firm_tells(subject: str, text: str) -> bool:
    spoken = SPOKEN.search(subject) or (NAMED.search(subject) and SPOKEN.search(text))
    either = f"{subject} {text}"
    return bool(spoken and (OF_ACCOUNTS.search(either) or SHOWN.search(either)))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
