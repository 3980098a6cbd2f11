"""Tables of alerts: which things are raised or over, and what their incident is to tell of them."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table

from models.base import metadata
from models.columns import Clipped, Key, UtcDateTime

alert_groups = Table(
    "alert_groups",
    metadata,
    Column(
        "incident_id", Integer, ForeignKey("incidents.id"), primary_key=True, autoincrement=False
    ),
    Column("monitor", Key(320), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("size", Integer, nullable=False, default=1),
    Column("told", Integer, nullable=False, default=0),
    Column("news_since", UtcDateTime),
    Column("news_due", UtcDateTime),
    Index("ix_alert_groups_monitor_incident_id", "monitor", "incident_id"),
    Index("ix_alert_groups_news_due", "news_due"),
)
"""`news_due` is the next moment at which agents are told what happened since `news_since`."""

alert_members = Table(
    "alert_members",
    metadata,
    Column("monitor", Key(320), primary_key=True),
    Column("deduplication_key", Key(300), primary_key=True),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False),
    Column("host", Clipped(200), nullable=False, default=""),
    Column("service", Clipped(200), nullable=False, default=""),
    Column("state", Clipped(200), nullable=False, default=""),
    Column("recovered", Boolean, nullable=False, default=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ix_alert_members_incident_id_recovered", "incident_id", "recovered"),
)
"""A thing that a monitor watches belongs to one incident, the newest it was in."""
