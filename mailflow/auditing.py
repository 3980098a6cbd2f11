"""Prove the count: every mail stands in exactly one end state (promise P2)."""

from dataclasses import dataclass

from mailflow.adapters.store.contract import Work


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
