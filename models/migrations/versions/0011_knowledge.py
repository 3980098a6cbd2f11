"""Knowledge articles, ratings by requesters, absences of agents."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ARTICLES = "knowledge_articles"
WORDS = ("symptoms", "cause", "workaround", "resolution")


def upgrade() -> None:
    with op.batch_alter_table("incidents") as changed:
        changed.add_column(sa.Column("rating", sa.Integer))
        changed.add_column(sa.Column("rating_comment", sa.Text))
        changed.add_column(sa.Column("article_id", sa.Integer))
    with op.batch_alter_table("contacts") as changed:
        changed.add_column(sa.Column("away_until", sa.DateTime(timezone=True)))
    op.create_table(
        ARTICLES,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("incident_id", sa.Integer, nullable=False),
        sa.Column("title", sa.String(1000), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in WORDS),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_articles"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_knowledge_articles_incident_id_incidents"
        ),
    )
    op.create_index("ix_knowledge_articles_incident_id", ARTICLES, ["incident_id"])
