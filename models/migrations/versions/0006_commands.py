"""What agents' commands set: holds and wake-ups, tags, major incidents, time worked, links, challenges."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LINKS, CHALLENGES = "incident_links", "challenges"


def upgrade() -> None:
    with op.batch_alter_table("incidents") as changed:
        changed.add_column(sa.Column("held_since", sa.DateTime(timezone=True)))
        changed.add_column(sa.Column("wake_at", sa.DateTime(timezone=True)))
        changed.add_column(sa.Column("tags", sa.String(1000), nullable=False, server_default=""))
        changed.add_column(
            sa.Column("is_major", sa.Boolean, nullable=False, server_default=sa.false())
        )
        changed.add_column(
            sa.Column("minutes_worked", sa.Integer, nullable=False, server_default="0")
        )
    op.create_table(
        LINKS,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("incident_id", sa.Integer, nullable=False),
        sa.Column("other_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident_links"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_incident_links_incident_id_incidents"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["incidents.id"], name="fk_incident_links_other_id_incidents"
        ),
        sa.UniqueConstraint(
            "incident_id", "other_id", "kind", name="uq_incident_links_incident_id_other_id_kind"
        ),
    )
    op.create_index("ix_incident_links_other_id", LINKS, ["other_id"])
    _create_challenges()


def _create_challenges() -> None:
    references = (("contact_id", "contacts"), ("incident_id", "incidents"), ("mail_id", "raw_mails"))
    op.create_table(
        CHALLENGES,
        sa.Column("id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name, _ in references),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("wrong_codes", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_challenges"),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=f"fk_challenges_{name}_{table}")
            for name, table in references
        ),
    )
    op.create_index("ix_challenges_contact_id_created_at", CHALLENGES, ["contact_id", "created_at"])
