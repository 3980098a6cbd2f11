"""Whether the requester of an incident hears of it at all."""

from mailflow.adapters.store.contract import Work
from mailflow.core.ladders import can_be_told
from mailflow.core.notices import Unheard
from mailflow.core.records import Incident


def unheard(work: Work, incident: Incident, requester: str = "") -> Unheard:
    """Return why no mail goes to the requester, or to who is to become that."""
    if incident.muted:
        return Unheard.MUTED
    contact = work.directory.by_address(requester or incident.requester_address)
    is_heard = contact is None or can_be_told(contact)
    return Unheard.HEARD if is_heard else Unheard.UNREACHABLE
