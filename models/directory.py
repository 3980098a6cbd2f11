"""Tables of people: contacts, their addresses, support groups."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, false, true

from models.base import metadata, row_id
from models.columns import Choice, Clipped, Folded, UtcDateTime
from models.enums import Role

contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("display_name", Clipped(200), nullable=False, default=""),
    Column("role", Choice(Role, 20), nullable=False, index=True),
    Column("active", Boolean, nullable=False, default=True),
    Column("language", String(10)),
    Column("handle", Folded(100), unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("time_zone", String(64)),
    Column("silent_success", Boolean, nullable=False, default=False),
    Column("merged_into", Integer, ForeignKey("contacts.id"), index=True),
    Column("away_until", UtcDateTime),
    Column("vip", Boolean, nullable=False, default=False, server_default=false()),
    Column("written_language", String(10)),
    Column("written_times", Integer, nullable=False, default=0, server_default="0"),
    Column("quiet_hours", String(11)),
    Column("coached", Boolean, nullable=False, default=True, server_default=true()),
)
"""Everybody we write to (principals of reply tokens), agents and admins among them.

`language` was set by somebody; `written_language` is the one his mails are in.

A row with `merged_into` has no address any more: it stays, since mails that went out bear its
number, and stands for the person it names."""

contact_addresses = Table(
    "contact_addresses",
    metadata,
    Column("address", Folded(320), primary_key=True),
    Column("contact_id", Integer, ForeignKey("contacts.id"), nullable=False, index=True),
    Column("preferred", Boolean, nullable=False, default=True),
    Column("suppressed_at", UtcDateTime),
    Column("hard_bounces", Integer, nullable=False, default=0),
)

support_groups = Table(
    "support_groups",
    metadata,
    row_id(),
    Column("name", String(100), nullable=False, unique=True),
    Column("tier", Integer, nullable=False, default=1),
    Column("manager_id", Integer, ForeignKey("contacts.id")),
    Column("is_default", Boolean, nullable=False, default=False),
    Column("removed", Boolean, nullable=False, default=False),
)
"""A group that is removed stays as a row, since finished incidents name it."""

group_members = Table(
    "group_members",
    metadata,
    Column("group_id", Integer, ForeignKey("support_groups.id"), primary_key=True),
    Column("contact_id", Integer, ForeignKey("contacts.id"), primary_key=True, index=True),
)
