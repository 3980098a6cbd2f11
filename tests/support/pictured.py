"""Every notice rendered in every language: what pages, texts and pictures are tested with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from support.lived_report import digest
from support.notices import rendered

from mailflow.adapters.renderer import Rendered
from mailflow.core.edge_notices import edge_notices
from mailflow.core.notices import NoticeContext
from mailflow.core.phrases.tongues import SPOKEN
from mailflow.core.sample_notices import Sample, samples
from models.enums import NoticeKind


@dataclass(frozen=True, slots=True)
class Picture:
    """One notice in one language: what there is to look at."""

    name: str
    language: str
    notice: NoticeContext
    mail: Rendered


def pictures() -> Iterator[Picture]:
    """Yield every kind of notice, full and empty, in every language."""
    everything = list(samples())
    for language in SPOKEN:
        yield from (_picture(one, language) for one in everything)


def edges() -> Iterator[Picture]:
    """Yield every notice with strange content, each in two languages, all of them by turns."""
    for index, one in enumerate(edge_notices()):
        yield _picture(one, SPOKEN[index % len(SPOKEN)])
        yield _picture(one, SPOKEN[(index + 2) % len(SPOKEN)])


def _picture(one: Sample, language: str) -> Picture:
    notice = one.notice
    if one.name == NoticeKind.DIGEST:
        notice = replace(notice, digest=digest(language))
    return Picture(one.name, language, notice, rendered(notice, language))
