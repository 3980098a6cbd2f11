"""All tables in one import, so that the metadata is whole."""

from models.alerts import alert_groups, alert_members
from models.audit import audit_rows, security_events
from models.base import metadata
from models.blocks import blocked_addresses
from models.challenges import challenges
from models.classifiers import active_classifier, classifier_activations, classifier_versions
from models.directory import contact_addresses, contacts, group_members, support_groups
from models.drills import drills
from models.erasing import tombstones
from models.incidents import (
    entries,
    executed_commands,
    incident_events,
    incident_links,
    incidents,
    participants,
)
from models.knowledge import article_suggestions, knowledge_articles
from models.likeness import fingerprints
from models.mails import (
    attachments,
    failures,
    folder_positions,
    locations,
    message_ids,
    quoted_ids,
    raw_contents,
    raw_mails,
)
from models.outbox import outbox, outbox_contents
from models.recurrence import recurrence_members, recurrences
from models.series import numbers
from models.training import imported_examples, training_imports, training_parts, training_runs
from models.vectors import incident_vectors

__all__ = [
    "active_classifier",
    "alert_groups",
    "alert_members",
    "article_suggestions",
    "attachments",
    "audit_rows",
    "blocked_addresses",
    "challenges",
    "classifier_activations",
    "classifier_versions",
    "contact_addresses",
    "contacts",
    "drills",
    "entries",
    "executed_commands",
    "failures",
    "fingerprints",
    "folder_positions",
    "group_members",
    "imported_examples",
    "incident_events",
    "incident_links",
    "incident_vectors",
    "incidents",
    "knowledge_articles",
    "locations",
    "message_ids",
    "metadata",
    "numbers",
    "outbox",
    "outbox_contents",
    "participants",
    "quoted_ids",
    "raw_contents",
    "raw_mails",
    "recurrence_members",
    "recurrences",
    "security_events",
    "support_groups",
    "tombstones",
    "training_imports",
    "training_parts",
    "training_runs",
]
