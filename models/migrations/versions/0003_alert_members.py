"""Alerts by monitor and key, so that several can belong to one incident."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
GROUPS = """
INSERT INTO alert_groups (incident_id, monitor, opened_at, raised_at, size, told)
SELECT id, requester_address, opened_at, opened_at, 1, 0
FROM incidents WHERE deduplication_key IS NOT NULL
"""
MEMBERS = """
INSERT INTO alert_members (monitor, deduplication_key, incident_id, host, service, state, recovered,
 changed_at)
SELECT requester_address, deduplication_key, max(id), '', '', '', false, max(opened_at)
FROM incidents WHERE deduplication_key IS NOT NULL GROUP BY requester_address, deduplication_key
"""


def upgrade() -> None:
    make_groups()
    make_members()
    op.execute(GROUPS)
    op.execute(MEMBERS)
    op.drop_index("ix_incidents_deduplication_key_id", table_name="incidents")


def make_groups() -> None:
    op.create_table(
        "alert_groups",
        sa.Column("incident_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("monitor", sa.String(320), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("news_since", MOMENT),
        sa.Column("news_due", MOMENT),
        sa.PrimaryKeyConstraint("incident_id", name="pk_alert_groups"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_alert_groups_incident_id"
        ),
    )
    op.create_index(
        "ix_alert_groups_monitor_incident_id", "alert_groups", ["monitor", "incident_id"]
    )
    op.create_index("ix_alert_groups_news_due", "alert_groups", ["news_due"])


def make_members() -> None:
    op.create_table(
        "alert_members",
        sa.Column("monitor", sa.String(320), nullable=False),
        sa.Column("deduplication_key", sa.String(300), nullable=False),
        sa.Column("incident_id", sa.Integer, nullable=False),
        sa.Column("host", sa.String(200), nullable=False),
        sa.Column("service", sa.String(200), nullable=False),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("recovered", sa.Boolean, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("monitor", "deduplication_key", name="pk_alert_members"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_alert_members_incident_id"
        ),
    )
    op.create_index(
        "ix_alert_members_incident_id_recovered", "alert_members", ["incident_id", "recovered"]
    )
