"""The prefixes that programs put before a subject (RFC 5322 section 3.6.5)."""

import re

FORWARD_PREFIXES = frozenset(
    {
        "vl",
        "vs",
        "轉寄",
        "转发",
        "пересл",
        "tr",
        "wg",
        "fwd",
        "fw",
        "i",
        "doorst",
        "전달",
        "enc",
        "rv",
        "転送",
        "továbbítás",
        "pd",
        "vb",
    }
)
SUBJECT_PREFIX = re.compile(
    r"^\s*(?:re|aw|antw|sv|vs|odp|rif|r|fw|fwd|wg|tr|rv|enc|i|回复|答复|转发|返信|転送)"
    r"(?:\[\d{1,3}\])?\s*[:：]\s*",
    re.IGNORECASE,
)
