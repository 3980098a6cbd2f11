"""Ask the sending server whether it takes mail to an address, without sending any (RFC 5321)."""

import asyncio
import socket

from mailflow.adapters.smtp_opening import Opening
from mailflow.adapters.smtp_replies import Reply
from mailflow.servers import Smtp


def recipient_reply(settings: Smtp, sender: str, recipient: str) -> Reply | None:
    """Return the reply to RCPT TO, None where the server could not be asked."""
    return asyncio.run(_ask(settings, sender, recipient))


async def _ask(settings: Smtp, sender: str, recipient: str) -> Reply | None:
    dialogue = await Opening(settings, socket.gethostname()).open()
    if isinstance(dialogue, Reply):
        return None
    try:
        replies = []
        for line in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>"):
            dialogue.say(f"{line}\r\n".encode())
            replies.append(await dialogue.hear(settings.timeout_seconds))
        dialogue.say(b"RSET\r\n")
        return replies[1] if replies[0].positive else None
    except (OSError, ValueError):
        return None
    finally:
        dialogue.abort()
