"""How the desk knows that a mail is its sender's: told by `doctor`, with what stands against it."""

import re
from collections import Counter
from collections.abc import Iterator

from mailflow.adapters.parser import read_mail
from mailflow.adapters.store.contract import Work
from mailflow.core.authentication import RESULTS_FIELD
from mailflow.core.authentication_profiles import Trust, trust_of
from mailflow.core.authentication_results import read_field
from mailflow.core.header_text import clean_value
from mailflow.errors import UnreadableMailError
from mailflow.settings import Settings

LOOKED_AT = 20
LONGEST_HEADER = 64 * 1024
_HEADER_END = re.compile(rb"\r?\n\r?\n")
NAMELESS = "(no name)"


def told_proof(settings: Settings) -> str:
    """Return one sentence: whose word proves a sender."""
    trust = trust_of(settings.desk)
    if trust is None:
        return "senders are not proven: agents' commands are held until they confirm each"
    if trust.profile.name:
        return f"senders are proven by the profile {trust.profile.name}: {trust.profile.trusts}"
    return f"senders are proven by Authentication-Results of {trust.authserv_id}"


def proof_cautions(settings: Settings, work: Work) -> Iterator[str]:
    """Yield what makes the proof weak, or absent from the mail that came."""
    trust, seen = trust_of(settings.desk), _servers(work)
    names = ", ".join(f"{name} ({count})" for name, count in seen.most_common(3))
    if trust is None:
        heard = f"; the newest mails bear results by {names}" if seen else ""
        yield (
            "desk.authserv_id is empty: agents' commands are held; name your mail server there, or"
            f" an authentication_profile{heard}"
        )
        return
    if trust.profile.name:
        yield f"desk.authentication_profile {trust.profile.name}: {trust.profile.risks}"
    if seen and not any(_is_ours(trust, name) for name in seen):
        yield (
            f"none of the newest mails bears Authentication-Results that are believed, they bear"
            f" results by {names}; check desk.authserv_id, or agents' mail is quarantined"
        )


def _is_ours(trust: Trust, name: str) -> bool:
    return trust.is_ours("" if name == NAMELESS else name)


def _servers(work: Work) -> Counter[str]:
    """Count who wrote the topmost results of the newest mails; a hostile name is cleaned."""
    found: Counter[str] = Counter()
    for mail in work.mails.listed(None, LOOKED_AT):
        head = _HEADER_END.split(work.mails.get(mail.id).content[:LONGEST_HEADER], maxsplit=1)[0]
        try:
            values = read_mail(head + b"\r\n\r\n").header_values(RESULTS_FIELD)
        except UnreadableMailError:
            continue  # it has no header that anybody could believe
        field = read_field(values[0]) if values else None
        if field is not None:
            found[clean_value(field.authserv_id)[:80] or NAMELESS] += 1
    return found
