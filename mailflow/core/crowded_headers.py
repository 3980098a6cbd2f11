"""Header fields that stand one behind the other in a single line, as Yahoo forwards them.

"From: Ann <ann@example.org>To: bob@example.orgSent: Monday, 09:26 GMT+1Subject: Printer"
"""

import re

from mailflow.core.header_blocks import MAXIMUM_VALUE, labelled
from mailflow.core.phrases.labels import WRITTEN_LABELS

MAXIMUM_LENGTH = 8000
_SHORT = 2

# A short label ("A", "To") may end a word by chance: none begins behind a capital letter.
_ANY = re.compile(
    "(?:"
    + "|".join(map(re.escape, (name for name in WRITTEN_LABELS if len(name) > _SHORT)))
    + r"|(?<![A-ZÀ-ÞА-Я])(?:"
    + "|".join(map(re.escape, (name for name in WRITTEN_LABELS if len(name) <= _SHORT)))
    + "))[ \u00a0]?[:：]"
)


def parted_fields(line: str) -> tuple[str, ...]:
    """Return one line for each field; the subject comes last and is never parted.

    Without a sender in front of the subject the line is left as it is.
    """
    starts: list[int] = []
    kinds: set[str] = set()
    for match in _ANY.finditer(line[:MAXIMUM_LENGTH]):
        found = labelled(match[0])
        if found is None or found[0] in kinds:
            continue
        kinds.add(found[0])
        starts.append(match.start())
        if found[0] == "subject":
            break
    if not starts or line[: starts[0]].strip() or not {"from", "subject"} <= kinds:
        return (line,)
    ends = (*starts[1:], len(line))
    return tuple(
        line[start:end].strip()[:MAXIMUM_VALUE] for start, end in zip(starts, ends, strict=True)
    )
