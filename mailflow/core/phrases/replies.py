"""Words above a quote: attribution lines ("On ..., Ann wrote:") and "Original Message".

The forms are those that Gmail, Apple Mail, Thunderbird, Outlook, Yahoo and their mobile versions
write in each language, and the large local mail services (Yandex, Mail.ru, WP, QQ, 163, Naver).
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replies:
    """What programs of one language write above what they quote.

    An attribution is a line such as "On 5 May, Ann wrote:": how it starts and its verb.
    """

    code: str
    starts: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    original: tuple[str, ...] = ()


REPLIES: tuple[Replies, ...] = (
    Replies(
        "en",
        ("on ", "at ", "in reply to ", "in message ", "quoting "),
        ("wrote", "writes", "quoting"),
        (
            "original message",
            "original appointment",
            "original mail",
            "original e-mail",
            "original email",
            "reply message",
            "replied message",
            "previous message",
        ),
    ),
    Replies(
        "de",
        ("am ", "an ", "zitat von ", "in der nachricht "),
        ("schrieb", "schreibt", "geschrieben", "zitat von"),
        (
            "ursprüngliche nachricht",
            "originalnachricht",
            "original nachricht",
            "original-nachricht",
            "urspr. nachricht",
            "ursprüngliche e-mail",
            "ursprüngliche mail",
            "ursprünglicher termin",
        ),
    ),
    Replies(
        "fr",
        ("le ", "quoting ", "selon "),
        ("a écrit", "a ecrit", "écrivait", "écrit"),
        (
            "message d'origine",
            "message d’origine",
            "message original",
            "message initial",
            "courriel original",
            "courriel d'origine",
            "e-mail d'origine",
            "e-mail d’origine",
            "rendez-vous d'origine",
        ),
    ),
    Replies(
        "es",
        ("el ", "en ", "citando a "),
        ("escribió", "escribio", "ha escrito", "escribía", "citando a"),
        ("mensaje original", "correo original", "mensaje origen", "cita original"),
    ),
    Replies(
        "it",
        ("il ", "in data ", "citando "),
        ("ha scritto", "scrive", "scriveva", "citando"),
        ("messaggio originale", "messaggio original", "appuntamento originale"),
    ),
    Replies(
        "pt",
        ("em ", "no dia ", "na ", "a ", "às ", "citando "),
        ("escreveu", "escrevia", "citando"),
        ("mensagem original", "compromisso original"),
    ),
    Replies(
        "nl",
        ("op ", "citeren "),
        ("schreef", "geschreven", "schrijft"),
        (
            "oorspronkelijk bericht",
            "origineel bericht",
            "oorspronkelijke e-mail",
            "oorspronkelijke afspraak",
        ),
    ),
    Replies(
        "pl",
        ("w dniu ", "dnia ", "wiadomość napisana przez ", "cytowanie "),
        ("napisał", "napisała", "napisał(a)", "napisał/a", "pisze", "wiadomość napisana przez"),
        (
            "wiadomość oryginalna",
            "oryginalna wiadomość",
            "wiadomość pierwotna",
            "pierwotna wiadomość",
            "treść oryginalnej wiadomości",
        ),
    ),
    Replies(
        "cs",
        ("dne ", "dňa ", "dna "),
        ("napsal", "napsal(a)", "napsala", "napsal/a", "píše", "napísal", "napísal(a)", "napísala"),
        (
            "původní zpráva",
            "původní e-mail",
            "originální zpráva",
            "pôvodná správa",
            "pôvodný e-mail",
        ),
    ),
    Replies(
        "sv",
        ("den ", "på ", "citerar "),
        ("skrev", "skriver", "citerar"),
        ("ursprungligt meddelande", "originalmeddelande", "ursprungligt mail"),
    ),
    Replies(
        "da",
        ("den ", "på ", "citat af ", "siterer "),
        ("skrev", "skreiv", "skriver", "følgende", "har skrevet", "siterer"),
        (
            "oprindelig meddelelse",
            "oprindelig besked",
            "oprindelig mail",
            "opprinnelig melding",
            "original melding",
            "opprinnelig e-post",
        ),
    ),
    Replies(
        "fi",
        ("lainaus ",),
        ("kirjoitti", "kirjoittaa", "kirjoittanut", "lainaus"),
        ("alkuperäinen viesti", "alkuperäinen tapaaminen"),
    ),
    Replies(
        "ru",
        ("в ", "от ", "цитирую "),
        (
            "пишет",
            "писал",
            "писала",
            "писал(а)",
            "написал",
            "написала",
            "написал(а)",
            "вы писали",
            "вы написали",
        ),
        (
            "исходное сообщение",
            "оригинальное сообщение",
            "первоначальное сообщение",
            "исходное письмо",
        ),
    ),
    Replies(
        "uk",
        ("у ", "в ", "від "),
        ("пише", "писав", "писала", "написав", "написала", "написав(-ла)", "написав(ла)"),
        ("вихідне повідомлення", "оригінальне повідомлення", "початкове повідомлення"),
    ),
    Replies(
        "tr",
        (),
        ("şunları yazdı", "şunu yazdı", "yazdı", "yazmış"),
        ("orijinal mesaj", "orijinal ileti", "özgün ileti", "özgün mesaj", "asıl mesaj"),
    ),
    Replies(
        "el",
        ("στις ", "στισ ", "την ", "τη "),
        ("έγραψε", "έγραψαν", "γράφει", "εγραψε"),
        ("αρχικό μήνυμα", "αρχικο μηνυμα", "πρωτότυπο μήνυμα"),
    ),
    Replies(
        "zh",
        ("在", "于", "於"),
        ("写道", "寫道", "写到", "寫到", "写了", "寫了", "的来信", "的來信"),
        (
            "原始邮件",
            "原始郵件",
            "原邮件",
            "原郵件",
            "回复的原邮件",
            "回覆的原郵件",
            "原始信息",
            "原始訊息",
        ),
    ),
    Replies(
        "ja",
        (),
        (
            "のメール",
            "からのメール",
            "は書きました",
            "が書きました",
            "の書き込み",
            "のメッセージ",
            "wrote",
        ),
        ("元のメッセージ", "元のメール", "オリジナルメッセージ", "元のメッセージ ここから"),
    ),
    Replies(
        "ko",
        (),
        ("작성", "쓴 글", "님이 씀", "님의 메시지", "님이 쓰셨습니다"),
        ("원본 메시지", "원본 메세지", "원본 메일", "원본메일", "원래 메시지"),
    ),
    Replies(
        "vi",
        ("vào ", "lúc ", "ngày "),
        ("đã viết", "viết"),
        ("tin nhắn gốc", "thư gốc", "thông điệp gốc", "email gốc"),
    ),
    Replies(
        "ar",
        ("في ", "بتاريخ ", "يوم "),
        ("كتب", "كتبت", "كتب/كتبت", "تمت كتابة ما يلي بواسطة", "بكتابة"),
        ("الرسالة الأصلية", "الرسالة الاصلية", "رسالة أصلية"),
    ),
    Replies(
        "he",
        ("בתאריך ", "ביום ", "ב-", "ב "),
        ("כתב", "כתבה", "כתב/ה", "כתב(ה)", "כתבו", "מאת"),
        ("הודעה מקורית", "ההודעה המקורית"),
    ),
    Replies(
        "hu",
        (),
        ("írta", "ezt írta", "a következőt írta"),
        ("eredeti üzenet", "eredeti levél"),
    ),
    Replies("ro", ("în ", "pe ", "la "), ("a scris",), ("mesaj original", "mesajul original")),
    Replies("bg", ("на ",), ("написа", "пише"), ("оригинално съобщение", "първоначално съобщение")),
    Replies(
        "hr",
        ("dana ", "u ", "дана ", "у "),
        ("napisao", "napisala", "napisao/la", "piše", "је написао", "је написала", "је написао/ла"),
        ("izvorna poruka", "originalna poruka", "оригинална порука"),
    ),
    Replies("sl", ("dne ", "v "), ("je napisal", "je napisala", "piše"), ("izvorno sporočilo",)),
    Replies(
        "ca",
        ("el ", "missatge de "),
        ("va escriure", "ha escrit", "missatge de"),
        ("missatge original",),
    ),
    Replies("id", ("pada ",), ("menulis", "telah menulis"), ("pesan asli", "mesej asal")),
    Replies("th", ("เมื่อ", "ในวันที่", "วันที่"), ("เขียนว่า", "เขียน"), ("ข้อความต้นฉบับ",)),
    Replies("fa", ("در ",), ("نوشت", "نوشته است"), ("پیام اصلی",)),
    Replies(
        "et", (), ("kirjutas", "rašė", "parašė", "rakstīja"), ("algsõnum", "originalus laiškas")
    ),
)

# What help desks write above their mails, between rules.
REPLY_ABOVE = (
    "above this line",
    "above the line",
    "oberhalb dieser linie",
    "oberhalb dieser zeile",
    "über dieser linie",
    "über dieser zeile",
    "au-dessus de cette ligne",
    "por encima de esta línea",
    "encima de esta línea",
    "sopra questa riga",
    "sopra questa linea",
    "acima desta linha",
    "boven deze regel",
    "boven deze lijn",
    "powyżej tej linii",
    "nad tento řádek",
    "nad tímto řádkem",
    "ovanför denna rad",
    "ovanför den här raden",
    "over denne linje",
    "over denne linjen",
    "tämän rivin yläpuolelle",
    "выше этой линии",
    "выше этой строки",
    "вище цієї лінії",
    "bu satırın üst",
    "bu çizginin üst",
    "この行より上",
    "この線より上",
    "在此行上方",
    "在此行以上",
    "이 줄 위",
)


def _folded(phrases: set[str]) -> tuple[str, ...]:
    """In the form in which lines are compared, longest first."""
    return tuple(sorted({phrase.casefold() for phrase in phrases}, key=lambda p: (-len(p), p)))


ATTRIBUTION_STARTS = _folded({start for row in REPLIES for start in row.starts})
ATTRIBUTION_VERBS = _folded({verb for row in REPLIES for verb in row.verbs})
ORIGINAL_MARKERS = frozenset(_folded({phrase for row in REPLIES for phrase in row.original}))

# Chinese, Japanese and Korean words are not parted by spaces from a name before or after them.
_UNPARTED = tuple(verb for verb in ATTRIBUTION_VERBS if verb[0] > "\u2e80")
_PARTED = tuple(verb for verb in ATTRIBUTION_VERBS if verb[0] <= "\u2e80")
VERB = "(?:(?<!\\w)(?:{})(?!\\w)|{})".format(
    "|".join(map(re.escape, _PARTED)), "|".join(map(re.escape, _UNPARTED))
)
