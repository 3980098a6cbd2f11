"""Prove the count of the mails (promise P2) and the chains of the audit rows (promise P18)."""

from dataclasses import dataclass

from mailflow.adapters.store.contract import Work
from mailflow.adapters.tokens import audit_mac
from mailflow.core.audit_chains import ChainCheck


@dataclass(frozen=True, slots=True)
class MailAudit:
    """How many mails stand where, and one sentence for each that stands wrongly."""

    counts: dict[str, int]
    problems: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def audit_mail(work: Work) -> MailAudit:
    """Count the mails and check that the sum of the ends, and of those waiting, is the total."""
    counts = work.mails.counts()
    problems = list(work.mails.inconsistent())
    parts = sum(number for name, number in counts.items() if name != "total")
    if parts != counts["total"]:
        problems.append(f"the end states add up to {parts}, but {counts['total']} are stored")
    return MailAudit(counts, tuple(problems))


@dataclass(frozen=True, slots=True)
class ChainAudit:
    """How many audit rows and seals there are, and one sentence for each that is wrong."""

    rows: int
    seals: int
    problems: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def audit_chains(work: Work, key: bytes) -> ChainAudit:
    """Look at every audit row: its hash, the row before it, and the seals over all."""
    check = ChainCheck(audit_mac(key))
    problems = tuple(check.problems(work.audit.rows()))
    return ChainAudit(check.seal.rows, check.seals, problems)
