"""Which articles were suggested, and whether they helped; when an article was changed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SUGGESTIONS = "article_suggestions"
OF_INCIDENT = "fk_article_suggestions_incident_id_incidents"
OF_ARTICLE = "fk_article_suggestions_article_id_knowledge_articles"
ONCE = "uq_article_suggestions_incident_id_article_id"


def upgrade() -> None:
    with op.batch_alter_table("knowledge_articles") as changed:
        changed.add_column(sa.Column("changed_at", sa.DateTime(timezone=True)))
    op.create_index("ix_knowledge_articles_state", "knowledge_articles", ["state"])
    op.create_table(
        SUGGESTIONS,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("incident_id", sa.Integer, nullable=False),
        sa.Column("article_id", sa.Integer, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("basis", sa.String(20), nullable=False),
        sa.Column("to_requester", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("helped_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_article_suggestions"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=OF_INCIDENT),
        sa.ForeignKeyConstraint(["article_id"], ["knowledge_articles.id"], name=OF_ARTICLE),
        sa.UniqueConstraint("incident_id", "article_id", name=ONCE),
    )
    op.create_index("ix_article_suggestions_article_id", SUGGESTIONS, ["article_id"])
