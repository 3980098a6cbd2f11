"""Incoming mail in memory."""
# ruff: noqa: ARG002 - the contract says what each method does and takes

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from support.memory_state import State

from mailflow.core.folders import FolderPosition, Location
from mailflow.core.likeness import COMMON
from mailflow.core.records import MailIdentity, RawMail, StoredAttachment
from mailflow.core.traces import Sighting, Traces
from mailflow.errors import ConflictError, NotFoundError
from models.enums import EndState, MailStage


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


class MemoryMails:
    """Keeps the contract `Mails`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def keep(
        self, content: bytes, *, source: str, received_at: datetime, before_go_live: bool = False
    ) -> tuple[int, bool]:
        sha256 = hashlib.sha256(content).hexdigest()
        for mail in self._state.mails.values():
            if mail.sha256 == sha256:
                return mail.id, False
        number = len(self._state.mails) + 1
        self._state.mails[number] = RawMail(
            number, sha256, content, source, received_at, before_go_live
        )
        return number, True

    def locate(self, mail_id: int, location: Location) -> None:
        self._state.locations.setdefault(location, (mail_id, None))

    def unfiled(self, account: str, folder: str, uidvalidity: int) -> tuple[int, ...]:
        here = (account, folder, uidvalidity)
        return tuple(
            sorted(
                one.uid
                for one, (_, filed_at) in self._state.locations.items()
                if (one.account, one.folder, one.uidvalidity) == here and filed_at is None
            )
        )

    def mark_filed(
        self, account: str, folder: str, uidvalidity: int, uids: Sequence[int], at: datetime
    ) -> None:
        for uid in uids:
            location = Location(account, folder, uidvalidity, uid)
            if location in self._state.locations:
                self._state.locations[location] = (self._state.locations[location][0], at)

    def position(self, account: str, folder: str) -> FolderPosition | None:
        return self._state.positions.get((account, folder))

    def set_position(self, position: FolderPosition, at: datetime) -> None:
        before = self.position(position.account, position.folder)
        if before is not None and before.uidvalidity == position.uidvalidity:
            position = replace(position, last_uid=max(before.last_uid, position.last_uid))
        self._state.positions[position.account, position.folder] = position

    def get(self, mail_id: int) -> RawMail:
        if mail_id not in self._state.mails:
            raise NotFoundError(f"there is no mail {mail_id}; see `mailflow mails list`")
        return self._state.mails[mail_id]

    def together(self, mail_ids: Sequence[int], most_bytes: int) -> tuple[RawMail, ...]:
        mails = [self.get(one) for one in mail_ids]
        totals = accumulate(len(one.content) for one in mails)
        return tuple(mails[: max(1, sum(total <= most_bytes for total in totals))])

    def waiting(self, limit: int) -> tuple[int, ...]:
        waiting = (one.id for one in self._all() if one.stage is MailStage.RECEIVED)
        return tuple(sorted(waiting)[:limit])

    def take(self, mail_ids: Sequence[int]) -> frozenset[int]:
        waiting = {one.id for one in self._all() if one.stage is MailStage.RECEIVED}
        return frozenset(waiting.intersection(mail_ids))

    def finish(
        self,
        mail_id: int,
        *,
        end_state: EndState,
        rule: str,
        incident_id: int | None,
        at: datetime,
        log: Sequence[tuple[str, str]],
        identity: MailIdentity | None = None,
    ) -> None:
        mail = self.get(mail_id)
        if mail.stage is not MailStage.RECEIVED:
            raise ConflictError(f"mail {mail_id} has its end already: {mail.rule}")
        self._state.mails[mail_id] = replace(
            mail,
            stage=MailStage.FINISHED,
            end_state=end_state,
            rule=rule,
            incident_id=incident_id,
            finished_at=at,
            decision_log=tuple((name, text) for name, text in log),
            message_id=identity.message_id if identity else mail.message_id,
        )
        if identity:
            self._state.body_hashes[mail_id] = identity.body_hash

    def twin(self, mail_id: int, identity: MailIdentity) -> int | None:
        said = (identity.message_id, identity.body_hash)
        effective = {EndState.INCIDENT, EndState.APPENDED}
        found = (
            one.id
            for one in self._all()
            if (one.message_id, self._state.body_hashes.get(one.id)) == said
            and one.stage is MailStage.FINISHED
            and (one.id < mail_id or (one.id > mail_id and one.end_state in effective))
        )
        return min(found, default=None)

    def add_attachments(self, found: Sequence[StoredAttachment]) -> None:
        self._state.attachments |= {(one.mail_id, one.position): one for one in found}

    def attachments(self, mail_id: int) -> tuple[StoredAttachment, ...]:
        return tuple(one for one in self._files() if one.mail_id == mail_id)

    def attachments_of_incident(self, incident_id: int) -> tuple[StoredAttachment, ...]:
        mails = {one.id for one in self.of_incident(incident_id)}
        return tuple(one for one in self._files() if one.mail_id in mails)

    def _files(self) -> list[StoredAttachment]:
        return [self._state.attachments[place] for place in sorted(self._state.attachments)]

    def record_failure(self, mail_id: int, reason: str, at: datetime) -> int:
        mail = self.get(mail_id)
        self._state.mails[mail_id] = replace(mail, attempts=mail.attempts + 1)
        return mail.attempts + 1

    def reopen(self, mail_id: int) -> None:
        mail = self.get(mail_id)
        if mail.end_state not in {EndState.QUARANTINED, EndState.IGNORED}:
            raise ConflictError(f"mail {mail_id} is {mail.end_state}")
        for place in [one for one in self._state.attachments if one[0] == mail_id]:
            del self._state.attachments[place]
        self._state.mails[mail_id] = replace(
            mail,
            stage=MailStage.RECEIVED,
            attempts=0,
            end_state=None,
            rule=None,
            incident_id=None,
            finished_at=None,
            decision_log=(),
        )

    def listed(self, end_state: EndState | None, limit: int) -> tuple[RawMail, ...]:
        found = [one for one in self._all() if end_state in {None, one.end_state}]
        return tuple(sorted(found, key=lambda one: -one.id)[:limit])

    def quarantined(self) -> dict[str, int]:
        held = (one for one in self._all() if one.end_state is EndState.QUARANTINED)
        counted = Counter(one.rule or "" for one in held)
        return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))

    def of_incident(self, incident_id: int) -> tuple[RawMail, ...]:
        return tuple(one for one in self._all() if one.incident_id == incident_id)

    def link_message_id(self, message_id: str, incident_id: int, mail_id: int | None) -> None:
        self._state.message_ids[message_id] = incident_id

    def incidents_by_message_id(self, message_ids: Iterable[str]) -> dict[str, int]:
        known = self._state.message_ids
        return {one: known[one] for one in message_ids if one in known}

    def link_quoted(self, message_ids: Iterable[str], incident_id: int) -> None:
        self._state.quoted_ids.update(((one, incident_id), None) for one in message_ids)

    def incidents_quoting(self, message_ids: Iterable[str]) -> tuple[int, ...]:
        asked = set(message_ids)
        found = {incident for one, incident in self._state.quoted_ids if one in asked}
        return tuple(sorted(found, reverse=True))

    def keep_fingerprints(
        self, traces: Traces, incident_id: int, mail_id: int, at: datetime
    ) -> None:
        slot = incident_id % COMMON
        for quoted, found in ((False, traces.own), (True, traces.quoted)):
            for one in found:
                seen = Sighting(one, incident_id, _day(at), quoted)
                self._state.fingerprints[one, quoted, slot] = seen

    def sightings(self, asked: Iterable[int], since: datetime) -> tuple[Sighting, ...]:
        wanted = set(asked)
        known = self._state.fingerprints.values()
        return tuple(one for one in known if one.fingerprint in wanted and one.at >= _day(since))

    def counts(self) -> dict[str, int]:
        ends = Counter(one.end_state for one in self._all())
        waiting = sum(one.stage is MailStage.RECEIVED for one in self._all())
        counted = {state.value: ends[state] for state in EndState}
        return {**counted, "waiting": waiting, "total": len(self._state.mails)}

    def inconsistent(self) -> tuple[str, ...]:
        homeless = (
            f"mail {one.id} ended as {one.end_state} but belongs to no incident"
            for one in self._all()
            if one.end_state in {EndState.INCIDENT, EndState.APPENDED} and one.incident_id is None
        )
        return (*homeless, *self._second_origins())

    def _second_origins(self) -> Iterable[str]:
        for mail in self._all():
            incident = self._state.incidents.get(mail.incident_id or 0)
            is_origin = incident is None or incident.origin_mail_id == mail.id
            if mail.end_state is EndState.INCIDENT and not is_origin:
                yield f"mail {mail.id} ended as the origin of incident {mail.incident_id}"

    def _all(self) -> tuple[RawMail, ...]:
        return tuple(self._state.mails.values())
