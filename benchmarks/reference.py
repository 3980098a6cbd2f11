"""The bare reference: what no desk can do without, done in the plainest way. It never changes.

UID FETCH by 50, `mailparser.parse_from_bytes`, raw bytes and one row each in a SQLite database with
WAL and synchronous=FULL, one commit per 10 mails, one short acknowledgement per new incident of the
truth over one kept SMTP connection per sender task. It decides nothing: the truth is its argument.

    python -m benchmarks.reference PLAN.json
"""

import asyncio
import hashlib
import json
import logging
import re
import sqlite3
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import mailparser
from aiosmtplib import SMTP
from imapclient import IMAPClient
from support.written_mail import MARKER

FETCHED_TOGETHER = 50
COMMITTED_TOGETHER = 10
SENDER_TASKS = 4
POLL_SECONDS = 0.2
HOST = "127.0.0.1"
_MARK = re.compile(rf"(?m)^{MARKER}: (\d+)\r?$".encode())
_TABLES = (
    "CREATE TABLE raw (id INTEGER PRIMARY KEY, sha256 TEXT, content BLOB)",
    "CREATE TABLE mails (id INTEGER PRIMARY KEY, message_id, sender, subject, text)",
)


@dataclass(frozen=True)
class Plan:
    """Where everything is, and whom to answer: recipient by the number of the mail."""

    imap_port: int
    user: str
    password: str
    database: str
    smtp_port: int
    acknowledged: dict[str, str]


@dataclass
class Reference:
    """Reads one mailbox until it is killed."""

    plan: Plan
    client: IMAPClient
    database: sqlite3.Connection
    senders: list[SMTP]
    last: int = 0
    answered: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Look for mail again and again."""
        while True:
            self.client.noop()
            found = self.client.search(f"UID {self.last + 1}:*")
            uids = sorted(uid for uid in found if uid > self.last)
            for start in range(0, len(uids), FETCHED_TOGETHER):
                await self._batch(uids[start : start + FETCHED_TOGETHER])
            if not uids:
                time.sleep(POLL_SECONDS)  # noqa: ASYNC251 - nothing else is to be done

    async def _batch(self, uids: list[int]) -> None:
        fetched = self.client.fetch(uids, ["INTERNALDATE", "BODY.PEEK[]"])
        contents = [fetched[uid][b"BODY[]"] for uid in uids]
        for start in range(0, len(contents), COMMITTED_TOGETHER):
            self.database.execute("BEGIN IMMEDIATE")
            for content in contents[start : start + COMMITTED_TOGETHER]:
                self._keep(content)
            self.database.execute("COMMIT")
        self.last = uids[-1]
        waiting = [mail for content in contents if (mail := self._answer(content))]
        await asyncio.gather(*(self._send(sender, waiting) for sender in self.senders))

    def _keep(self, content: bytes) -> None:
        mail = mailparser.parse_from_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        key = self.database.execute("INSERT INTO raw VALUES (NULL, ?, ?)", (digest, content))
        text = "\n".join(mail.text_plain).encode("utf-8", "replace")
        row = (key.lastrowid, str(mail.message_id), str(mail.from_), str(mail.subject), text)
        self.database.execute("INSERT INTO mails VALUES (?, ?, ?, ?, ?)", row)

    def _answer(self, content: bytes) -> tuple[str, bytes] | None:
        mark = _MARK.search(content)
        number = mark[1].decode() if mark else ""
        recipient = self.plan.acknowledged.get(number)
        if recipient is None or number in self.answered:
            return None
        self.answered.add(number)
        mail = (
            f"From: support@helpdesk.example\r\nTo: {recipient}\r\n"
            f"Subject: [INC-{number}] We have your request\r\n"
            f"Message-ID: <{number}@helpdesk.example>\r\nAuto-Submitted: auto-replied\r\n\r\n"
            f"We have your request INC-{number}.\r\nSomebody will answer.\r\n"
        )
        return recipient, mail.encode("ascii")

    async def _send(self, sender: SMTP, waiting: list[tuple[str, bytes]]) -> None:
        while waiting:
            recipient, content = waiting.pop()
            await sender.sendmail("support@helpdesk.example", [recipient], content)


async def main(plan: Plan) -> None:
    """Open everything, say so, and run."""
    client = IMAPClient(HOST, plan.imap_port, ssl=False, timeout=30)
    client.login(plan.user, plan.password)
    client.select_folder("INBOX")
    database = sqlite3.connect(plan.database, isolation_level=None)
    database.execute("PRAGMA journal_mode = wal")
    database.execute("PRAGMA synchronous = FULL")
    for statement in _TABLES:
        database.execute(statement)
    senders = [SMTP(hostname=HOST, port=plan.smtp_port) for _ in range(SENDER_TASKS)]
    for sender in senders:
        await sender.connect()
    print("ready", flush=True)
    await Reference(plan, client, database, senders).run()


if __name__ == "__main__":
    logging.getLogger("mailparser").setLevel(logging.CRITICAL)
    asyncio.run(main(Plan(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
