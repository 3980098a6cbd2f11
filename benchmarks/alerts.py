"""Generated alerts of a configured monitor: raised, repeated, cleared."""

from support.samples import Sample
from support.written_mail import Letter

from benchmarks.letters import LoadBook
from models.enums import EndState, IncidentState

MONITOR = "nagios@monitoring.example"


class Monitor:
    """Watches hosts; each of its alerts joins the incident of its host until that is over."""

    def __init__(self, book: LoadBook) -> None:
        self._book = book
        self._raised: list[Sample] = []

    def raise_one(self, _: LoadBook) -> None:
        """A host that was well is down."""
        number = self._book.number
        self._raised.append(self._alert(number, "PROBLEM", "CRITICAL", EndState.INCIDENT, "alert"))

    def repeat_one(self, book: LoadBook) -> None:
        """A host is still down."""
        if not self._raised:
            self.raise_one(book)
            return
        first = book.random.choice(self._raised)
        origin = first.number
        self._alert(origin, "PROBLEM", "CRITICAL", EndState.APPENDED, "alert_repeated")

    def clear_one(self, book: LoadBook) -> None:
        """A host is well again."""
        if not self._raised:
            self.raise_one(book)
            return
        first = self._raised.pop(book.random.randrange(len(self._raised)))
        self._alert(first.number, "RECOVERY", "OK", EndState.APPENDED, "alert_recovered")
        book.states[first.number] = IncidentState.RESOLVED

    def _alert(self, origin: int, kind: str, state: str, end: EndState, rule: str) -> Sample:
        number = self._book.number
        phrase = f"Info: {state} seen by check {number}"
        lines = (
            "***** Nagios *****",
            f"Notification Type: {kind}",
            "Service: Disk",
            f"Host: db{origin}",
            f"State: {state}",
            "Date/Time: Tue Nov 24 06:00:00 UTC 2026",
            phrase,
        )
        subject = f"** {kind} Service Alert: db{origin}/Disk is {state} **"
        message_id = f"<alert-{number}@monitoring.example>"
        letter = Letter(number, MONITOR, "\n".join(lines), subject, message_id)
        truth = {"origin": origin, "phrase": phrase, "rule": rule, "machine": True}
        return self._book.add_plain(f"alert {kind.lower()}", letter, end, **truth)
