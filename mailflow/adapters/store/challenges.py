"""Questions to agents in the database."""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from mailflow.adapters.store.statements import columns_of, values_of
from mailflow.core.records import Challenge
from mailflow.errors import ConflictError
from models.enums import ChallengeState
from models.tables import challenges

_row = challenges.c


class SqlChallenges:
    """Keeps the contract `Challenges`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, challenge: Challenge) -> None:
        """Store a new one (its id is given); an open one of the same agent there is replaced."""
        known = self.open(challenge.contact_id, challenge.incident_id)
        if known is not None:
            self.settle(known.id, ChallengeState.REPLACED, challenge.created_at)
        values = values_of(challenges, challenge)
        del values["id"]
        self._connection.execute(challenges.insert(), values)

    def open(self, contact_id: int, incident_id: int) -> Challenge | None:
        """Return the one that this agent has to answer about this incident."""
        statement = select(*columns_of(challenges, Challenge)).where(
            _row.contact_id == contact_id,
            _row.incident_id == incident_id,
            _row.state == ChallengeState.OPEN,
        )
        found = self._connection.execute(statement.order_by(_row.id.desc())).first()
        return Challenge(**found._asdict()) if found else None

    def note_wrong_code(self, challenge_id: int, at: datetime, most: int) -> None:
        """Count a wrong code; at `most` of them the challenge is spent."""
        own = challenges.update().where(_row.id == challenge_id)
        self._connection.execute(own.values(wrong_codes=_row.wrong_codes + 1))
        spent = {"state": ChallengeState.SPENT, "settled_at": at}
        self._connection.execute(own.where(_row.wrong_codes >= most).values(**spent))

    def settle(self, challenge_id: int, state: ChallengeState, at: datetime) -> None:
        """Give it its end; ConflictError where it has one."""
        still_open = _row.state == ChallengeState.OPEN
        statement = update(challenges).where(_row.id == challenge_id, still_open)
        result = self._connection.execute(statement.values(state=state, settled_at=at))
        if result.rowcount != 1:
            raise ConflictError(f"challenge {challenge_id} has its end already")

    def number_since(self, contact_id: int, since: datetime) -> int:
        """Return how many this agent got."""
        statement = select(func.count()).where(
            _row.contact_id == contact_id, _row.created_at >= since
        )
        return self._connection.scalar(statement) or 0
