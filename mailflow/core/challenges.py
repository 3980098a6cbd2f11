"""Challenges: a program holds our mail back until we have proved that we are people.

To answer one by a program is to break the promise that automatic mail is never answered.
"""

from mailflow.core.absences import folded, head_of, says
from mailflow.core.mail import Mail, bare_subject
from mailflow.core.phrases.challenges import ASKED, CHALLENGE_FIELDS, CONFIRM_SUBJECTS, HELD


def is_challenge(mail: Mail) -> bool:
    """Whether a program asks us to confirm a mail; by its fields, or by what it says twice over."""
    if any(mail.header_values(name) for name in CHALLENGE_FIELDS):
        return True
    if mail.header("X-Delivery-Agent").upper().startswith("TMDA"):
        return not mail.header_values("X-TMDA-Confirm-Done")
    if not (_answers(mail) or says(folded(mail.subject), CONFIRM_SUBJECTS)):
        return False
    head = head_of(mail)
    return says(head, ASKED) and says(head, HELD)


def _answers(mail: Mail) -> bool:
    return bool(mail.ancestors) or bare_subject(mail.subject) != mail.subject.strip()
