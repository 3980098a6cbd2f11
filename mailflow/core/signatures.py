"""What stands below a text and was not written now: signatures, disclaimers, list footers.

RFC 3676 section 4.3 has the line `-- `; everything else is known by its words, and where it may
just as well be a sentence it stays.
"""

import re
from collections.abc import Sequence

from mailflow.core.attributions import is_quote, plain
from mailflow.core.phrases.closings import (
    LEGAL,
    NOTICES,
    REGARDS,
    SENT,
    SENT_ENDS,
    SENT_PERHAPS,
)
from mailflow.core.phrases.devices import CLAUSES, DEVICE_PARTS, DEVICES, EXCUSES
from mailflow.core.phrases.footers import (
    BANNER_STARTS,
    BANNER_TALK,
    BANNER_WORDS,
    FOOTERS,
    LIST_WORDS,
)

MAXIMUM_SIGNATURE_LINES = 30
LONGEST_SIGNATURE_LINE = 200
MAXIMUM_FOOTER_LINES = 30
MAXIMUM_FOOTERS = 8
MAXIMUM_BANNER_LINES = 6
MAXIMUM_PARAGRAPH = 4_000
LONGEST_MOBILE = 80  # without links
LONGEST_MOBILE_LINE = 300
MOST_WORDS, MOST_WORDS_WITH_DEVICE = 8, 12
TRACKER = "\u1427"  # left behind by a program that counts who reads
MAXIMUM_CLOSING_LINES, LONGEST_CLOSING = 4, 40
SHORTEST_NOTICE, SHORTEST_LEGAL = 80, 150

# What starts a signature, and how many lines it may have: only the first is a standard.
_DASHES = {"--": MAXIMUM_SIGNATURE_LINES, "\u2014": 8, "\u2013": 8, "__": 8}
_LINK = re.compile(r"\(?<?(?:https?://|www\.|mailto:)[^\s>)]{1,300}[>)]{0,2}")
_DEVICE = re.compile(rf"(?<!\w)(?:{DEVICES})(?!\w)|{DEVICE_PARTS}")
_SHORT = re.compile(rf"(?:sent by|from my) (?:my )?(?:{DEVICES})(?: [\w-]{{1,12}})?")
_OUTLOOK = re.compile(r"outlook.{1,30}(?:android|ios)|(?:android|ios).{1,30}outlook")
_SENTENCE = re.compile(r"[,;!?。.](?:\s|$)")
_CLAUSE = re.compile(rf" (?:{CLAUSES}) ")
_EXCUSE = re.compile(EXCUSES)
_BANNER_TALK = re.compile("|".join((*map(re.escape, BANNER_WORDS), BANNER_TALK)))
_LIST_RULE = re.compile(r"\s{0,3}(?:_{20,}|-{20,}|={20,}|__\._,_\.___)\s{0,3}")
_QUESTION = re.compile(r"[?\uff1f](?:\s|$)")
_PLACE = re.compile(r"https?://|www\.|@\w")
_BEGINNINGS = frozenset({phrase[:2] for phrase in (*SENT, *SENT_PERHAPS, "sent", "from")})
_ENDINGS = frozenset({phrase[-2:] for phrase in SENT_ENDS})
_BRACKETS = str.maketrans("", "", "<>()[]{}\u00ab\u00bb\u201c\u201d")


def signature_height(lines: Sequence[str], index: int) -> int:
    """Return how many lines a signature takes that starts here, 0 if there is none."""
    line = lines[index].strip()
    if line in _DASHES:
        return _dashed_height(lines, index, _DASHES[line])
    if not is_mobile(line):
        return 1 if line == TRACKER else 0
    above = lines[index - 1].strip() if index else ""
    below = lines[index + 1].strip() if index + 1 < len(lines) else ""
    in_paragraph = above and below and not is_mobile(above)
    return 0 if in_paragraph else 1


def _dashed_height(lines: Sequence[str], index: int, most: int) -> int:
    """Return how many lines stand below the dashes, 0 where they part what somebody wrote.

    A signature follows its dashes at once, unless they are those of the standard.
    """
    if lines[index].strip() != "--" and not "".join(lines[index + 1 : index + 2]).strip():
        return 0
    height = 1
    for later in lines[index + 1 : index + most + 2]:
        if is_quote(later):
            break
        if later in _DASHES or (len(later) > LONGEST_SIGNATURE_LINE and not _is_disclaimer(later)):
            return 0
        height += 1
    return height if height <= most else 0


def is_mobile(line: str) -> bool:
    """Whether a mobile program wrote this ("Sent from my iPhone")."""
    if not 0 < len(line) <= LONGEST_MOBILE_LINE:
        return False
    folded = plain(line.lstrip("<([*_\u00ab "))
    last = folded.rstrip(" .>)]")[-2:]
    if folded[:2] not in _BEGINNINGS and last not in _ENDINGS and "aka.ms/" not in folded:
        return False  # as nearly all lines
    folded = folded.translate(_BRACKETS)
    start = folded.startswith
    if not (start(SENT_PERHAPS) or start(SENT) or folded.rstrip(". ").endswith(SENT_ENDS)):
        return bool(_SHORT.fullmatch(folded)) or ("aka.ms/" in folded and _is_store(folded))
    text, *rest = _SENTENCE.split(_LINK.sub(" ", folded).strip(), maxsplit=1)
    if len(text) > LONGEST_MOBILE or _CLAUSE.search(text):
        return False
    if rest and rest[0].strip() and not _EXCUSE.search(rest[0]):
        return False
    words = len(text.split())
    if _DEVICE.search(text):
        return words <= MOST_WORDS_WITH_DEVICE
    if start(SENT):
        return words <= MOST_WORDS
    return start(SENT_PERHAPS) and _is_program(line, words)


def _is_store(folded: str) -> bool:
    return bool(_OUTLOOK.search(_LINK.sub(" ", folded)))


def _is_program(line: str, words: int) -> bool:
    """Whether the phrase is followed by a name alone, or by a link: "Sent from Mailspring"."""
    named = _LINK.sub(" ", line).strip(" .<>()[]*_").split()
    return words <= 4 and bool(named) and named[-1][:1].isupper()


def is_sign_off(lines: Sequence[str]) -> bool:
    """Whether these lines say goodbye and nothing else."""
    written = [line.strip() for line in lines if line.strip()]
    if not 0 < len(written) <= MAXIMUM_CLOSING_LINES:
        return False
    is_short = all(len(line) <= LONGEST_CLOSING for line in written)
    return is_short and plain(written[0]).startswith(REGARDS)


def without_footers(lines: Sequence[str], *, alone: bool) -> Sequence[str]:
    """Leave out disclaimers, list footers and signatures of programs, from the bottom up.

    What stands alone, with nothing above it, is never left out.
    """
    kept = _stripped(lines)
    for _ in range(MAXIMUM_FOOTERS):
        start = _last_paragraph(kept)
        if not kept or (alone and not any(kept[:start])):
            break
        if is_mobile(kept[-1].strip()):
            kept = _stripped(kept[:-1])
        elif _is_footer(kept, start):
            kept = _stripped(kept[:start])
        else:
            break
    return kept


def _stripped(lines: Sequence[str]) -> Sequence[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _last_paragraph(lines: Sequence[str]) -> int:
    """Return where the last paragraph starts; a rule of its own belongs to what is below."""
    start = len(lines)
    while start and len(lines) - start < MAXIMUM_FOOTER_LINES and lines[start - 1].strip():
        start -= 1
    return start


def _is_footer(lines: Sequence[str], start: int) -> bool:
    ruled = next((k for k in range(start, len(lines)) if _LIST_RULE.fullmatch(lines[k][:100])), -1)
    paragraph = " ".join(line.strip() for line in lines[start:])[:MAXIMUM_PARAGRAPH]
    folded = paragraph.casefold().strip(" *_-\"'[(<")
    if ruled == start and ruled + 1 < len(lines) and _PLACE.search(folded):
        return lines[ruled].lstrip()[:1] == "_" or any(word in folded for word in LIST_WORDS)
    if folded.startswith(FOOTERS):
        return True
    return _is_disclaimer(paragraph)


def _is_disclaimer(paragraph: str) -> bool:
    """Whether a paragraph holds so many words of lawyers that nobody wrote it by hand."""
    folded = paragraph[:MAXIMUM_PARAGRAPH].casefold().strip(" *_-\"'[(<")
    if len(folded) < SHORTEST_NOTICE:
        return False
    if _QUESTION.search(paragraph):
        return False  # lawyers' customers write so, and ask
    legal = sum(word in folded for word in LEGAL)
    if folded.startswith(NOTICES):
        return legal > 1 or (legal > 0 and len(folded) > SHORTEST_LEGAL)
    return legal > 2 and len(folded) > SHORTEST_LEGAL


def banner_height(lines: Sequence[str]) -> int:
    """Return how many lines a gateway's warning about mail from outside takes on top."""
    top = next((index for index, line in enumerate(lines[:20]) if line.strip()), len(lines))
    if top == len(lines) or not plain(lines[top].lstrip("*#=- <")).startswith(BANNER_STARTS):
        return 0
    end = top
    while end < len(lines) and lines[end].strip() and end - top <= MAXIMUM_BANNER_LINES:
        end += 1
    banner = [line[:MAXIMUM_PARAGRAPH].casefold() for line in lines[top:end]]
    if not any(word in line for line in banner for word in BANNER_WORDS):
        return 0
    if len(banner) <= MAXIMUM_BANNER_LINES and all(map(_BANNER_TALK.search, banner)):
        return end
    return top + 1 if any(word in banner[0] for word in BANNER_WORDS) else 0
