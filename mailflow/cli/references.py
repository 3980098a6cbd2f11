"""Incidents by their references as they are typed."""

import re
from typing import Any

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document, incident_document
from mailflow.core.records import Incident, reference
from mailflow.errors import NotFoundError

REFERENCE = re.compile(r"(?:INC-)?([1-9]\d{0,8})", re.IGNORECASE)


class Reference(click.ParamType[int]):
    """An incident's reference: INC-1001, or 1001 alone."""

    name = "REF"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number in the reference."""
        match = REFERENCE.fullmatch(str(value))
        if match is None:
            self.fail(f"{value!r} is no reference; write INC-1001 or 1001", param, ctx)
        return int(match[1])


def known_incident(work: Work, number: int) -> Incident:
    """Return the incident of this number; NotFoundError where there is none."""
    incident = work.incidents.get(number)
    if incident is None:
        hint = "does not exist; see `mailflow incidents list`"
        raise NotFoundError(f"{reference(number)} {hint}")
    return incident


def incident_page(work: Work, incident: Incident) -> Document:
    """Return the fields of an incident, its people and groups by their names."""
    assignee = work.directory.get(incident.assignee_id) if incident.assignee_id else None
    group = work.directory.group(incident.group_id) if incident.group_id else None
    return incident_document(incident, assignee, group.name if group else "")
