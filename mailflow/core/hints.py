"""The commands an agent most likely gives next, as mails that are ready to send (RFC 6068)."""

from dataclasses import dataclass
from urllib.parse import quote

from mailflow.core.categorisation import suggestion_of
from mailflow.core.records import Contact, Incident
from models.enums import IncidentState, LabelSource

MOST = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """A command, and the link that writes a mail with it."""

    command: str
    link: str


REVIEW = "review"
"""The reason of a notice that asks an agent what an incident is about."""


def likely_commands(incident: Incident, contact: Contact, reason: str = "") -> tuple[str, ...]:
    """Return the three commands that fit where the incident stands; each runs as it is."""
    if reason == REVIEW:
        found = _labels(incident)
    elif incident.is_finished:
        ends = incident.state is IncidentState.RESOLVED and bool(incident.resolution)
        found = ["#reopen", *(["#close"] if ends else []), "#show", "#history"]
    else:
        found = [] if incident.assignee_id == contact.id else ["#take"]
        if _may_be_confirmed(incident):
            found.append("#confirm")
        held = incident.state is IncidentState.ON_HOLD
        found += ["#open"] if held else ["#pending customer 2d"]
        found += ["#show", "#history"]
    return tuple(found[:MOST])


def _may_be_confirmed(incident: Incident) -> bool:
    """Whether a category was suggested, applied or not, and no person said anything of it."""
    suggestion = suggestion_of(incident.suggestion)
    is_known = bool(incident.category or (suggestion and suggestion.category.first))
    return is_known and incident.category_source is not LabelSource.HUMAN


def _labels(incident: Incident) -> list[str]:
    """Confirm the category there is, or take the next likely ones instead."""
    suggestion = suggestion_of(incident.suggestion)
    likely = suggestion.category.alternatives if suggestion else ()
    there = incident.category or (likely[0][0] if likely else "")
    others = [f"#wrong {name}" for name, _ in likely if name != there]
    return [*(["#confirm"] if there else []), *others, "#show"]


def mailto(address: str, reference: str, command: str) -> str:
    """Return the link; all that has a meaning in it is percent-encoded (RFC 6068 section 2)."""
    local, _, domain = address.rpartition("@")
    subject, body = quote(f"Re: [{reference}]", safe=""), quote(command, safe="")
    # A plus may stand as it is; encoded, readers that decode it twice would make a blank of it.
    return f"mailto:{quote(local, safe='+')}@{domain}?subject={subject}&body={body}"
