"""The closed vocabularies of the desk, as stored in the database (standard library only)."""

from enum import StrEnum


class MailStage(StrEnum):
    """How far a stored mail has come."""

    RECEIVED = "received"
    FINISHED = "finished"


class EndState(StrEnum):
    """The one end of every mail (promise P2)."""

    INCIDENT = "incident"
    APPENDED = "appended"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


class IncidentState(StrEnum):
    """States of an incident (ITIL 4 incident management)."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELED = "canceled"


FINISHED = frozenset({IncidentState.RESOLVED, IncidentState.CLOSED, IncidentState.CANCELED})
"""The states in which nobody works on an incident any more."""


class Level(StrEnum):
    """Impact and urgency."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Priority(StrEnum):
    """Impact and urgency combined, P1 first."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"
    P5 = "P5"


class LabelSource(StrEnum):
    """Who said so: nobody, the classifier, or a person."""

    NONE = "none"
    SUGGESTED = "suggested"
    HUMAN = "human"


class Role(StrEnum):
    """What a contact may be in the desk's own directory."""

    REQUESTER = "requester"
    AGENT = "agent"
    ADMIN = "admin"


class ParticipantRole(StrEnum):
    """Why somebody takes part in one incident."""

    REQUESTER = "requester"
    CC = "cc"
    AGENT = "agent"
    ADDRESSED = "addressed"


class LinkKind(StrEnum):
    """How one incident stands to another."""

    RELATED = "related"
    PARENT = "parent"
    PROBLEM = "problem"
    ACTION = "action"


class IncidentKind(StrEnum):
    """What an incident is: of somebody who asked, or a record that the desk keeps for itself."""

    INCIDENT = "incident"
    PROBLEM = "problem"
    ACTION = "action"


class RecurrenceKind(StrEnum):
    """How incidents that are alike came: many at once, or one after the other over weeks."""

    ALIKE = "alike"
    RECURRING = "recurring"


class EntryKind(StrEnum):
    """What one entry of an incident's conversation is."""

    REQUEST = "request"
    REPLY = "reply"
    ANSWER = "answer"
    NOTE = "note"
    COMMENT = "comment"
    ALERT = "alert"
    AUTOMATIC = "automatic"
    DELIVERY_REPORT = "delivery_report"
    REVIEW = "review"


class Protection(StrEnum):
    """What a mail was protected with (RFC 8551, RFC 3156); a signature is not verified here."""

    NONE = "none"
    SIGNED = "signed"
    ENCRYPTED = "encrypted"


class NoticeKind(StrEnum):
    """The notices of the desk; each has a folder of its own in templates/."""

    ACKNOWLEDGEMENT = "acknowledgement"
    AGENT_NOTICE = "agent_notice"
    PUBLIC_ANSWER = "public_answer"
    COMMAND_TRANSCRIPT = "command_transcript"
    INCIDENT_REPORT = "incident_report"
    CHALLENGE = "challenge"
    ESCALATION = "escalation"
    PAGE = "page"
    RESOLUTION = "resolution"
    CLOSURE = "closure"
    RATING = "rating"
    REVIEW = "review"
    QUARANTINE = "quarantine"
    TOO_LARGE = "too_large"
    DIGEST = "digest"
    COACHING = "coaching"
    DRILL = "drill"
    ALIKE_INCIDENTS = "alike_incidents"
    RECURRING_INCIDENTS = "recurring_incidents"


MEMOS = frozenset({NoticeKind.COACHING, NoticeKind.DRILL, NoticeKind.QUARANTINE, NoticeKind.DIGEST})
"""The notices about the desk itself, of no incident: an answer to one opens one."""

ANSWERS = frozenset({NoticeKind.PUBLIC_ANSWER, NoticeKind.RESOLUTION, NoticeKind.CLOSURE})
"""The notices that bring people an agent's answer."""


class OutboxState(StrEnum):
    """Where an outgoing mail stands."""

    PENDING = "pending"
    CLAIMED = "claimed"
    TRANSMITTING = "transmitting"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELED = "canceled"


class ChallengeState(StrEnum):
    """Where a question to an agent stands, whether a mail in his name came from him."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REPLACED = "replaced"
    SPENT = "spent"


class BlockKind(StrEnum):
    """What becomes of mail from a blocked address."""

    MAIL = "mail"
    ANSWERS = "answers"


class ArticleState(StrEnum):
    """Where a knowledge article stands; a withdrawn one was taken back by whoever wrote it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class TrainingPart(StrEnum):
    """What a closed conversation serves the classifier for: learning, measuring, or neither."""

    TRAIN = "train"
    TEST = "test"
    LEFT_OUT = "left_out"


class PrioritySource(StrEnum):
    """By which rule an incident has its priority."""

    MATRIX = "matrix"
    VIP = "vip"
    MAJOR = "major"
    HAND = "hand"


class EscalationCause(StrEnum):
    """Why somebody is told of an incident: a target missed, nobody at work, impatience."""

    RESPONSE = "response"
    RESOLUTION = "resolution"
    RESPONSE_WARNING = "response_warning"
    RESOLUTION_WARNING = "resolution_warning"
    PAGE = "page"
    UNTAKEN = "untaken"
    REOPENED = "reopened"
    ASKED = "asked"
    ABSENT = "absent"
