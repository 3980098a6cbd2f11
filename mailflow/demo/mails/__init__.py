"""The mails of the story, by act."""

from mailflow.demo.mails.agents import AGENTS_ANSWER
from mailflow.demo.mails.attempts import ATTEMPTS
from mailflow.demo.mails.disruption import (
    BACK_TO_WORK,
    MAJOR,
    MANY_REPORT,
    ONE_DISRUPTION,
    RATED,
)
from mailflow.demo.mails.learning import ASKED_AGAIN, HELPED, PRACTICE, PRACTISED, PUBLISHING
from mailflow.demo.mails.machines import ALERT_WAITS, MACHINES
from mailflow.demo.mails.next_day import NEXT_MORNING
from mailflow.demo.mails.outage import OUTAGE, WAREHOUSE_WAITS
from mailflow.demo.mails.replies import PEOPLE_ANSWER
from mailflow.demo.mails.requests import REQUESTS
from mailflow.demo.mails.solving import BACK_AGAIN, LAST_WORDS, SOLVED
from mailflow.demo.script import Script
from models.enums import IncidentState

STORY = Script(
    acts=(
        REQUESTS,
        MACHINES,
        AGENTS_ANSWER,
        ALERT_WAITS,
        PEOPLE_ANSWER,
        ATTEMPTS,
        OUTAGE,
        WAREHOUSE_WAITS,
        SOLVED,
        BACK_AGAIN,
        LAST_WORDS,
        MANY_REPORT,
        ONE_DISRUPTION,
        MAJOR,
        BACK_TO_WORK,
        RATED,
        PUBLISHING,
        ASKED_AGAIN,
        HELPED,
        PRACTICE,
        PRACTISED,
        NEXT_MORNING,
    ),
    final_states={
        "vpn": IncidentState.CLOSED,
        "printer": IncidentState.CLOSED,
        "invoices": IncidentState.IN_PROGRESS,
        "folder": IncidentState.IN_PROGRESS,
        "projector": IncidentState.IN_PROGRESS,
        "laptop": IncidentState.IN_PROGRESS,
        "portal": IncidentState.IN_PROGRESS,
        "excel": IncidentState.IN_PROGRESS,
        "disk": IncidentState.RESOLVED,
        "stranger": IncidentState.IN_PROGRESS,
        "warehouse": IncidentState.CLOSED,
        "booking": IncidentState.RESOLVED,
        "booking nadia": IncidentState.RESOLVED,
        "booking emma": IncidentState.RESOLVED,
        "vpn nadia": IncidentState.CLOSED,
        "practice": IncidentState.RESOLVED,
    },
)
