"""The reading of a mail as a page: who, what, and which of its text is new."""

from mailflow.cli.documents import Document
from mailflow.cli.output import print_block, print_fields, say
from mailflow.core.headers import sweep

SHOWN_CHARACTERS = 20_000
# What is said only of mails that are so, with the key that says more.
REMARKS = (
    ("is_auto", "written by a machine", None),
    ("is_bounce", "a delivery report", "bounced"),
    ("is_forward", "passes on a mail", "fwd_from"),
    ("is_alert", "an alert", "alert_host"),
)


def print_reading(keys: Document) -> None:
    """Print the reading keys of one mail; reply tokens are swept out."""
    print_fields([("  from", sweep(keys["from"], own_token="")), ("  reads as", _remarks(keys))])
    if keys["attachments"]:
        print_fields([("  attached", ", ".join(keys["attachments"]))])
    say("  new text:")
    print_block(sweep(keys["visible_reply"][:SHOWN_CHARACTERS], own_token=""), indent="    | ")


def _remarks(keys: Document) -> str:
    found = [f"{words}{_more(keys, more)}" for key, words, more in REMARKS if keys[key]]
    return "; ".join(found) or "a person's mail"


def _more(keys: Document, name: str | None) -> str:
    value = keys.get(name) if name else None
    shown = ", ".join(value) if isinstance(value, list) else value
    return f" ({sweep(str(shown), own_token='')})" if shown else ""
