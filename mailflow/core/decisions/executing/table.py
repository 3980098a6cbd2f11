"""Which function objects to a command, and which executes it."""

from mailflow.core.commands import Command
from mailflow.core.decisions.executing import (
    absence,
    abuse,
    actions,
    escalating,
    inquiries,
    knowledge,
    labels,
    majors,
    people,
    problems,
    relations,
    replies,
    splitting,
    states,
    undoing,
)
from mailflow.core.decisions.executing.doing import Doing, Execution, Objection, none_needed
from mailflow.core.decisions.facts import Facts
from mailflow.core.explanations import Explanation, because
from mailflow.core.records import Contact

_STATE = (states.may_change_state, states.change_state)
_FIELD = (none_needed, labels.set_field)
_LEVEL = (none_needed, labels.set_level)
_CATEGORY = (labels.is_category, labels.set_category)
_LINK = (relations.is_other_incident, relations.link)
_PARENT = (relations.may_be_parent, relations.link)
_TEXT = (none_needed, labels.set_visibility)

EXECUTIONS: dict[str, tuple[Objection, Execution]] = {
    **dict.fromkeys(
        ("status", "resolve", "close", "reopen", "cancel", "pending", "snooze"), _STATE
    ),
    "due": (states.is_moment, states.change_due),
    "assign": (people.is_known_person, people.assign),
    "group": (people.is_known_group, people.regroup),
    "cc": (people.may_take_part, people.copy_to),
    "requester": (people.may_take_part, people.change_requester),
    "priority": (none_needed, labels.set_priority),
    **dict.fromkeys(("impact", "urgency"), _LEVEL),
    **dict.fromkeys(("category", "confirm", "wrong"), _CATEGORY),
    **dict.fromkeys(("note", "public"), _TEXT),
    **dict.fromkeys(("subject", "resolution", "cause"), _FIELD),
    "code": (none_needed, labels.set_code),
    "tag": (none_needed, labels.tag),
    "time": (none_needed, labels.work_time),
    "merge": (relations.may_merge, relations.merge),
    "link": _LINK,
    "problem": (problems.may_have_problem, problems.problem),
    "parent": _PARENT,
    "children": (relations.may_end_below, relations.end_below),
    "action": (none_needed, actions.act),
    "split": (splitting.may_split, splitting.split),
    "escalate": (escalating.may_escalate, escalating.escalate),
    "reply": (replies.is_known_reply, replies.reply),
    "kb": (knowledge.is_article, knowledge.article),
    "away": (absence.is_absence, absence.go_away),
    "major": (majors.may_be_major, majors.mark_major),
    **dict.fromkeys(("show", "history", "why", "help"), (none_needed, inquiries.answer)),
    **dict.fromkeys(("yes", "no"), (inquiries.is_no_answer, inquiries.rehearse)),
    "spam": (abuse.may_be_spam, abuse.mark_spam),
    "block": (abuse.may_be_blocked, abuse.block),
    "undo": (undoing.may_undo, undoing.undo),
    inquiries.PREVIEW: (none_needed, inquiries.rehearse),
}


FOR_REAL = frozenset({"action", "away", "block", "kb", "split"})
"""What these do lasts beyond the incident: a practice incident is no place for them."""


def objection(command: Command, facts: Facts) -> Explanation | None:
    """Return why a command cannot run, or None."""
    if facts.incident.is_practice and command.name in FOR_REAL:
        return because("not_in_practice")
    return EXECUTIONS[command.name][0](command, facts)


def doing(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return what a command does; it was not objected to."""
    return EXECUTIONS[command.name][1](command, facts, contact)
