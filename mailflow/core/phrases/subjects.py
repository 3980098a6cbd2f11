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

REPLY_PREFIXES = frozenset(
    {
        # English and most programs; German; Dutch; Swedish, Danish, Norwegian; Finnish, Estonian
        *("re", "aw", "antw", "antwort", "antwoord", "betr", "sv", "svar", "ang", "vast"),
        # French; Portuguese; Italian
        *("ré", "rép", "ref", "réf", "res", "resp", "r", "rif"),
        # Polish, Czech, Slovak, Slovene; Croatian; Hungarian
        *("odp", "odpověď", "odpoveď", "odg", "vá", "válasz"),
        # Turkish; Greek; Russian, Ukrainian, Bulgarian; Latvian, Lithuanian
        *("ynt", "yan", "yanıt", "απ", "απάντηση", "σχετ"),
        *("отв", "ответ", "ha", "на", "відп", "відповідь", "atb", "ats"),
        # Indonesian, Malay; Vietnamese; Chinese; Japanese; Korean; Arabic; Hebrew; Thai
        *(
            "bls",
            "balas",
            "trả lời",
            "回复",
            "回覆",
            "答复",
            "答覆",
            "回信",
            "返信",
            "답장",
            "회신",
        ),
        *("رد", "השב", "תגובה", "תשובה", "ตอบ", "ตอบกลับ"),
    }
)
_WRITTEN_BY_PEOPLE = frozenset({"ref", "betr", "ha", "forward", "forwarded"})
"""Words that begin a subject of somebody's own as often: they stay in it."""
_WORDS = "|".join(
    re.escape(word)
    for word in sorted(REPLY_PREFIXES | FORWARD_PREFIXES, key=len, reverse=True)
    if word not in _WRITTEN_BY_PEOPLE
)
# Some programs count: "Re[2]:", "Re(2):", "Re^2:"; French sets a space before the colon.
SUBJECT_PREFIXES = re.compile(
    rf"\s*+(?:(?:{_WORDS})(?:\s?[\[(^*]\d{{1,3}}[\])]?)?\s*+[:：]\s*+)++", re.IGNORECASE
)
"""All prefixes in a row, so that a subject of a thousand of them is read once."""
