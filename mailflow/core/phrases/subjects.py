"""The prefixes that programs put before a subject (RFC 5322 section 3.6.5)."""

import re

FORWARD_PREFIXES = frozenset(
    {
        "fwd",
        "fw",
        "forward",
        "forwarded",
        "wg",
        "tr",
        "rv",
        "reenv",
        "reenviado",
        "i",
        "inoltra",
        "enc",
        "encaminhado",
        "doorst",
        "doorgestuurd",
        "pd",
        "przek",
        "přep",
        "předáno",
        "prep",
        "preposlané",
        "vb",
        "vbr",
        "vs",
        "vl",
        "fs",
        "edast",
        "pers",
        "továbbítás",
        "tov",
        "továbbítva",
        "redirecționat",
        "redirecţionat",
        "redir",
        "proslijeđeno",
        "prosl",
        "posredovano",
        "пересл",
        "переслано",
        "пересыл",
        "пер",
        "препр",
        "ilt",
        "i̇lt",
        "yönlendir",
        "πρθ",
        "προωθ",
        "转发",
        "轉寄",
        "轉發",
        "転送",
        "전달",
        "chuyển tiếp",
        "terusan",
        "trs",
        "إعادة توجيه",
        "محول",
        "הועבר",
    }
)

# Those that `bare_subject` takes off tell a reply, too, unless they stand above.
REPLY_PREFIXES = frozenset(
    {"re", "aw", "antw", "sv", "odp", "rif", "r", "res", "resp", "ref", "réf", "ynt", "yan", "vá"}
    | {
        "atb",
        "odg",
        "απ",
        "σχετ",
        "ha",
        "на",
        "ответ",
        "відп",
        "отв",
        "ang",
        "betr",
        "svar",
        "vast",
    }
    | {"回复", "答复", "回覆", "返信", "회신", "답장", "trả lời", "bls", "رد", "תשובה", "השב"}
)
SUBJECT_PREFIX = re.compile(
    r"^\s*(?:re|aw|antw|sv|vs|odp|rif|r|fw|fwd|wg|tr|rv|enc|i|回复|答复|转发|返信|転送)"
    r"(?:\[\d{1,3}\])?\s*[:：]\s*",
    re.IGNORECASE,
)
