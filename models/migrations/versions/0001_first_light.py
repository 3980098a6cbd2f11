"""First light: every table of the desk, and the rows its numbers are drawn from.

The tables stand here as they were at this revision; `models` goes on from here without it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FIRST_INCIDENT, FIRST_CONTACT, FIRST_OUTBOX = 1001, 1, 1

tables = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sa.Table(
    "audit_rows",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("chain", sa.Integer, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("at", MOMENT, nullable=False),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.UniqueConstraint("chain", "sequence"),
)

sa.Table(
    "classifier_versions",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("created_at", MOMENT, nullable=False),
    sa.Column("origin", sa.String(100), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("card", sa.JSON, nullable=False),
    sa.Column("metrics", sa.JSON, nullable=False),
)

sa.Table(
    "contacts",
    tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("display_name", sa.String(200), nullable=False),
    sa.Column("role", sa.String(20), nullable=False, index=True),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("language", sa.String(10)),
    sa.Column("handle", sa.String(100), unique=True),
    sa.Column("created_at", MOMENT, nullable=False),
)

sa.Table(
    "folder_positions",
    tables,
    sa.Column("account", sa.String(200), primary_key=True),
    sa.Column("folder", sa.String(500), primary_key=True),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False),
    sa.Column("last_uid", sa.BigInteger, nullable=False),
    sa.Column("go_live_at", MOMENT),
    sa.Column("go_live_uid", sa.BigInteger, nullable=False),
    sa.Column("checked_at", MOMENT),
)

numbers = sa.Table(
    "numbers",
    tables,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

sa.Table(
    "active_classifier",
    tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version_id", sa.Integer, sa.ForeignKey("classifier_versions.id"), nullable=False),
    sa.Column("activated_at", MOMENT, nullable=False),
)

sa.Table(
    "contact_addresses",
    tables,
    sa.Column("address", sa.String(320), primary_key=True),
    sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id"), nullable=False, index=True),
    sa.Column("preferred", sa.Boolean, nullable=False),
    sa.Column("suppressed_at", MOMENT),
    sa.Column("hard_bounces", sa.Integer, nullable=False),
)

sa.Table(
    "support_groups",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, unique=True),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("manager_id", sa.Integer, sa.ForeignKey("contacts.id")),
    sa.Column("is_default", sa.Boolean, nullable=False),
)

sa.Table(
    "group_members",
    tables,
    sa.Column("group_id", sa.Integer, sa.ForeignKey("support_groups.id"), primary_key=True),
    sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id"), primary_key=True, index=True),
)

sa.Table(
    "incidents",
    tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("subject", sa.String(1000), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("hold_reason", sa.String(20)),
    sa.Column("requester_address", sa.String(320), nullable=False),
    sa.Column("requester_name", sa.String(200), nullable=False),
    sa.Column("verified", sa.Boolean, nullable=False),
    sa.Column("muted", sa.Boolean, nullable=False),
    sa.Column("language", sa.String(10), nullable=False),
    sa.Column("assignee_id", sa.Integer, sa.ForeignKey("contacts.id")),
    sa.Column("group_id", sa.Integer, sa.ForeignKey("support_groups.id")),
    sa.Column("category", sa.String(100)),
    sa.Column("category_source", sa.String(20), nullable=False),
    sa.Column("urgency", sa.String(10), nullable=False),
    sa.Column("urgency_source", sa.String(20), nullable=False),
    sa.Column("impact", sa.String(10), nullable=False),
    sa.Column("priority", sa.String(2), nullable=False),
    sa.Column("suggestion", sa.JSON),
    sa.Column("opened_at", MOMENT, nullable=False),
    sa.Column("responded_at", MOMENT),
    sa.Column("resolved_at", MOMENT),
    sa.Column("closed_at", MOMENT),
    sa.Column("response_due", MOMENT),
    sa.Column("resolution_due", MOMENT),
    sa.Column("due_at", MOMENT),
    sa.Column("response_escalated_at", MOMENT),
    sa.Column("resolution_escalated_at", MOMENT),
    sa.Column("resolution", sa.Text),
    sa.Column("root_cause", sa.Text),
    sa.Column("closure_code", sa.String(50)),
    sa.Column("origin_mail_id", sa.Integer, unique=True),
    sa.Column("deduplication_key", sa.String(300)),
    sa.Column("alert_count", sa.Integer, nullable=False),
    sa.Column("merged_into", sa.Integer, sa.ForeignKey("incidents.id")),
    sa.Column("mentions", sa.Integer, sa.ForeignKey("incidents.id")),
    sa.Index("ix_incidents_assignee_id", "assignee_id"),
    sa.Index("ix_incidents_deduplication_key_id", "deduplication_key", "id"),
    sa.Index("ix_incidents_due_at", "due_at"),
)

sa.Table(
    "participants",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id"), nullable=False),
    sa.Column("address", sa.String(320), nullable=False),
    sa.Column("display_name", sa.String(200), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.UniqueConstraint("incident_id", "address"),
)

sa.Table(
    "quoted_ids",
    tables,
    sa.Column("message_id", sa.String(998), primary_key=True),
    sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id"), primary_key=True),
)

sa.Table(
    "raw_mails",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False, unique=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("received_at", MOMENT, nullable=False),
    sa.Column("before_go_live", sa.Boolean, nullable=False),
    sa.Column("stage", sa.String(20), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_error", sa.String(200)),
    sa.Column("message_id", sa.String(998)),
    sa.Column("body_hash", sa.String(64)),
    sa.Column("end_state", sa.String(20)),
    sa.Column("rule", sa.String(60)),
    sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id")),
    sa.Column("finished_at", MOMENT),
    sa.Column("decision_log", sa.JSON),
    sa.Index("ix_raw_mails_end_state_id", "end_state", "id"),
    sa.Index("ix_raw_mails_incident_id", "incident_id"),
    sa.Index("ix_raw_mails_message_id_body_hash", "message_id", "body_hash"),
    sa.Index("ix_raw_mails_stage_id", "stage", "id"),
)

sa.Table(
    "entries",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id"), nullable=False, index=True),
    sa.Column("mail_id", sa.Integer, sa.ForeignKey("raw_mails.id")),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("author_address", sa.String(320), nullable=False),
    sa.Column("author_name", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("attachment_names", sa.JSON, nullable=False),
    sa.Column("verified", sa.Boolean, nullable=False),
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("at", MOMENT, nullable=False),
)

sa.Table(
    "failures",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mail_id", sa.Integer, sa.ForeignKey("raw_mails.id"), nullable=False, index=True),
    sa.Column("at", MOMENT, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

sa.Table(
    "incident_events",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id"), nullable=False, index=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("field", sa.String(60)),
    sa.Column("before", sa.JSON),
    sa.Column("after", sa.JSON),
    sa.Column("actor", sa.String(320), nullable=False),
    sa.Column("mail_id", sa.Integer, sa.ForeignKey("raw_mails.id")),
    sa.Column("at", MOMENT, nullable=False),
)

sa.Table(
    "locations",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mail_id", sa.Integer, sa.ForeignKey("raw_mails.id"), nullable=False),
    sa.Column("account", sa.String(200), nullable=False),
    sa.Column("folder", sa.String(500), nullable=False),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("filed_at", MOMENT),
    sa.UniqueConstraint("account", "folder", "uidvalidity", "uid"),
    sa.Index("ix_locations_mail_id", "mail_id"),
    sa.Index("ix_locations_unfiled", "account", "folder", "uidvalidity", "filed_at"),
)

sa.Table(
    "message_ids",
    tables,
    sa.Column("message_id", sa.String(998), primary_key=True),
    sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id"), nullable=False, index=True),
    sa.Column("mail_id", sa.Integer, sa.ForeignKey("raw_mails.id")),
)

sa.Table(
    "outbox",
    tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("once", sa.String(200), unique=True),
    sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id"), nullable=False, index=True),
    sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id"), nullable=False),
    sa.Column("mail_id", sa.Integer, sa.ForeignKey("raw_mails.id")),
    sa.Column("recipient", sa.String(320), nullable=False),
    sa.Column("recipient_domain", sa.String(255), nullable=False),
    sa.Column("message_id", sa.String(320), nullable=False, unique=True),
    sa.Column("subject", sa.String(1000), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_attempt_at", MOMENT, nullable=False),
    sa.Column("claimed_by", sa.String(100)),
    sa.Column("lease_until", MOMENT),
    sa.Column("fence", sa.Integer, nullable=False),
    sa.Column("created_at", MOMENT, nullable=False),
    sa.Column("sent_at", MOMENT),
    sa.Column("reply_code", sa.Integer),
    sa.Column("reply_text", sa.String(500)),
    sa.Column("revoked_at", MOMENT),
    sa.Column("bounced_at", MOMENT),
    sa.Index("ix_outbox_kind_domain_created_at", "kind", "recipient_domain", "created_at"),
    sa.Index("ix_outbox_kind_recipient_created_at", "kind", "recipient", "created_at"),
    sa.Index("ix_outbox_state_next_attempt_at_id", "state", "next_attempt_at", "id"),
)

sa.Table(
    "security_events",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(60), nullable=False, index=True),
    sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id")),
    sa.Column("mail_id", sa.Integer, sa.ForeignKey("raw_mails.id")),
    sa.Column("detail", sa.JSON, nullable=False),
    sa.Column("at", MOMENT, nullable=False),
)

sa.Table(
    "executed_commands",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("notice_id", sa.Integer, sa.ForeignKey("outbox.id"), nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("command_hash", sa.String(64), nullable=False),
    sa.Column("incident_id", sa.Integer, sa.ForeignKey("incidents.id"), nullable=False),
    sa.Column("mail_id", sa.Integer, sa.ForeignKey("raw_mails.id")),
    sa.Column("at", MOMENT, nullable=False),
    sa.UniqueConstraint("notice_id", "command_hash"),
)


def upgrade() -> None:
    """Make the tables and lay down the numbers."""
    tables.create_all(op.get_bind(), checkfirst=False)
    op.bulk_insert(
        numbers,
        [
            {"name": "incident", "last": FIRST_INCIDENT - 1},
            {"name": "contact", "last": FIRST_CONTACT - 1},
            {"name": "outbox", "last": FIRST_OUTBOX - 1},
        ],
    )
