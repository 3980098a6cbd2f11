"""Table of drills: which practice incident a trainee has, by which scenario, and how far it is."""

from sqlalchemy import Column, ForeignKey, Integer, Table

from models.base import metadata, row_id
from models.columns import Clipped, Prose, UtcDateTime, json_column

drills = Table(
    "drills",
    metadata,
    row_id(),
    Column("scenario", Clipped(100), nullable=False),
    Column("script", Prose, nullable=False),
    Column("trainee_id", Integer, ForeignKey("contacts.id"), nullable=False),
    Column("started_by_id", Integer, ForeignKey("contacts.id")),
    Column("mail_id", Integer, ForeignKey("raw_mails.id"), nullable=False, unique=True),
    Column("incident_id", Integer, ForeignKey("incidents.id"), unique=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, index=True),
    Column("sent", json_column(), nullable=False),
)
"""`script` is the scenario file as it was then; `sent` has the places of the follow-ups that were
written, from zero. `mail_id` is the mail that opens the incident; `incident_id` is None
until it is processed."""
