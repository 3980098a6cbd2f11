"""What else a decision depends on: what was said, sent and blocked before this mail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailflow.core.records import AddressBlock, Entry, Incident
from models.enums import BlockKind


class ReleaseAs(StrEnum):
    """As what an administrator lets a held mail in."""

    DECIDED = "decided"
    COMMENT = "comment"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Release:
    """An administrator's word: `incident` is the one whose private comment the mail becomes."""

    as_: ReleaseAs = ReleaseAs.DECIDED
    incident: Incident | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was said, sent and blocked before this mail.

    `reopen_notice_at` is when agents may be told of one more reopening; `overtaken_by` holds what
    other agents answered since the notice that this agent answers; `unanswered` counts what the
    requester wrote before without an answer; `vips` are the addresses of VIPs among those who may
    be the requester; `spoken` is the language of the mail, where there is no doubt about it;
    `shown_articles` are those that the acknowledgement showed: one may have solved it;
    `open_major` is a major incident that a new one is like.
    """

    only_thanks: bool = False
    thanked_before: bool = False
    reopen_notice_at: datetime | None = None
    overtaken_by: tuple[Entry, ...] = ()
    unanswered: int = 0
    block: AddressBlock | None = None
    release: Release | None = None
    vips: frozenset[str] = frozenset()
    spoken: str | None = None
    shown_articles: frozenset[int] = frozenset()
    open_major: int | None = None

    @property
    def is_kept_out(self) -> bool:
        """Whether the sender is blocked and nobody let this mail in."""
        blocked = self.block is not None and self.block.kind is BlockKind.MAIL
        return blocked and self.release is None

    @property
    def form(self) -> ReleaseAs:
        """As what the mail comes in: as its own way decides, unless somebody says otherwise."""
        return ReleaseAs.DECIDED if self.release is None else self.release.as_

    @property
    def keeps_finished(self) -> bool:
        """Whether a reply to a finished incident leaves it so: thanks alone, said once."""
        return self.only_thanks and not self.thanked_before


ORDINARY = Circumstances()
