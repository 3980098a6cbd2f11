"""What a replay would change: how a mail was decided when it came, beside how it would be now."""

from mailflow.cli.documents import Document
from mailflow.cli.output import say
from mailflow.core.effects import Decision
from mailflow.core.records import RawMail

ABSENT = "-"


def comparison(mail: RawMail, now: Decision) -> Document:
    """Return the end it had, and each step whose finding differs (`None`: not looked at)."""
    return {
        "end_state_before": mail.end_state.value if mail.end_state else None,
        "rule_before": mail.rule,
        "differences": [
            {"step": step, "before": before, "now": after}
            for step, before, after in _steps(mail, now)
            if before != after
        ],
    }


def _steps(mail: RawMail, now: Decision) -> list[tuple[str, str | None, str | None]]:
    before, after = dict(mail.decision_log), dict(now.log)
    steps = dict.fromkeys((*before, *after))
    ends = ("end", _end(mail.end_state, mail.rule), _end(now.end.end_state, now.end.rule))
    found = [(step, before.get(step), after.get(step)) for step in steps if step != "end"]
    return [*found, ends]


def _end(state: str | None, rule: str | None) -> str | None:
    return f"{state} ({rule})" if state else None


def print_comparison(document: Document) -> None:
    """Print the differences, or that there are none."""
    if not document["differences"]:
        say("a replay would end as before")
        return
    say("a replay would differ:")
    for one in document["differences"]:
        say(f"  {one['step']}: {one['before'] or ABSENT} -> {one['now'] or ABSENT}")
