"""The commands an agent most likely gives next, as mails that are ready to send (RFC 6068)."""

from dataclasses import dataclass
from urllib.parse import quote

from mailflow.core.records import Contact, Incident
from models.enums import IncidentState, LabelSource

MOST = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """A command, and the link that writes a mail with it."""

    command: str
    link: str


def likely_commands(incident: Incident, contact: Contact) -> tuple[str, ...]:
    """Return the three commands that fit where the incident stands; each runs as it is."""
    if incident.is_finished:
        ends = incident.state is IncidentState.RESOLVED and bool(incident.resolution)
        found = ["#reopen", *(["#close"] if ends else []), "#show", "#history"]
    else:
        found = [] if incident.assignee_id == contact.id else ["#take"]
        if incident.category and incident.category_source is LabelSource.SUGGESTED:
            found.append("#confirm")
        held = incident.state is IncidentState.ON_HOLD
        found += ["#open"] if held else ["#pending customer 2d"]
        found += ["#show", "#history"]
    return tuple(found[:MOST])


def mailto(address: str, reference: str, command: str) -> str:
    """Return the link; all that has a meaning in it is percent-encoded (RFC 6068 section 2)."""
    local, _, domain = address.rpartition("@")
    subject, body = quote(f"Re: [{reference}]", safe=""), quote(command, safe="")
    # A plus may stand as it is; encoded, readers that decode it twice would make a blank of it.
    return f"mailto:{quote(local, safe='+')}@{domain}?subject={subject}&body={body}"
