"""5,000 incidents due at one moment: how long each look of the clock takes, and how many mails.

`make bench-escalation` prints it; the query plans are asserted in the tests of the store.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from support.desks import TestDesk, open_test_desk
from support.stores import open_incident

from models.enums import NoticeKind, OutboxState, Priority, Role


def main() -> int:
    """Print the figures of one run; exit with 1 where a look took longer than two seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=5_000)
    parser.add_argument("--agents", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        longest = run(Path(folder), given.incidents, given.agents)
    return int(longest > 2)


def run(folder: Path, incidents: int, agents: int) -> float:
    """Return how long the longest look took."""
    with open_test_desk(folder) as desk:
        fill(desk, incidents, agents)
        desk.clock.skip(timedelta(hours=1))
        looks: list[float] = []
        while not looks or desk.rounds.memory.catch_up.is_open:
            began = time.perf_counter()
            desk.rounds.tick("one")
            looks.append(time.perf_counter() - began)
        told = (
            f"{incidents} incidents due at once, {agents} agents: {len(looks)} looks,"
            f" longest {max(looks):.2f} s, together {sum(looks):.1f} s; {mails(desk)}\n"
        )
    sys.stdout.write(told)
    return max(looks)


def fill(desk: TestDesk, incidents: int, agents: int) -> None:
    """Let incidents of all priorities be due now, two of three with an assignee, in four groups."""
    now = desk.clock()
    with desk.store.begin() as work:
        names = [f"a{number}" for number in range(agents)]
        people = [
            work.directory.add(f"{one}@helpdesk.example", role=Role.AGENT, at=now, handle=one).id
            for one in names
        ]
        tiers = enumerate((1, 1, 2, 2))
        groups = [
            work.directory.add_group(f"Group {n}", tier=tier, manager_id=people[n]).id
            for n, tier in tiers
        ]
        for number, one in enumerate(people):
            work.directory.add_member(groups[number % 4], one)
        for number in range(incidents):
            open_incident(
                work,
                group_id=groups[number % 4],
                assignee_id=people[number % agents] if number % 3 else None,
                priority=list(Priority)[number % 5],
                opened_at=now,
                response_due=now,
                resolution_due=now,
            )


def mails(desk: TestDesk) -> str:
    """Return how many mails there are, and how many one person has."""
    with desk.store.read() as work:
        left = len(work.incidents.overdue(desk.clock(), limit=100))
        rows = work.outbox.listed([OutboxState.PENDING], limit=100_000)
    kinds = Counter(one.kind for one in rows)
    most = Counter(one.recipient for one in rows if one.kind is NoticeKind.ESCALATION)
    return (
        f"{left} left; {kinds[NoticeKind.ESCALATION]} escalations (to one person"
        f" {max(most.values(), default=0)} at most), {kinds[NoticeKind.PAGE]} pages"
    )


if __name__ == "__main__":
    sys.exit(main())
