"""What the desk knows of faults that came before."""

from dataclasses import dataclass, field
from datetime import datetime

from models.enums import ArticleState

MAXIMUM_TITLE, MAXIMUM_TEXT = 250, 20_000


@dataclass(frozen=True, slots=True)
class Article:
    """A knowledge article, and the incident in whose words it was begun."""

    id: int
    incident_id: int
    title: str
    created_at: datetime
    symptoms: str = field(default="", repr=False)
    cause: str = field(default="", repr=False)
    workaround: str = field(default="", repr=False)
    resolution: str = field(default="", repr=False)
    state: ArticleState = ArticleState.DRAFT
    changed_at: datetime | None = None

    @property
    def help(self) -> str:
        """What helps: the fix, else what to do until there is one."""
        return self.resolution or self.workaround

    @property
    def reference(self) -> str:
        """What people call it, such as `KB-7`."""
        return f"KB-{self.id}"
