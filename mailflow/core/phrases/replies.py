"""Words around a quote: attribution lines, "Original Message", signatures of mobile programs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replies:
    """What programs of one language write into an answer.

    An attribution is a line such as "On 5 May, Ann wrote:": how it starts and its verb.
    """

    code: str
    starts: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    original: tuple[str, ...] = ()
    mobile: tuple[str, ...] = ()


REPLIES: tuple[Replies, ...] = (
    Replies(
        "en",
        ("on ", "in reply to "),
        ("wrote", "writes", "said"),
        ("original message", "original appointment", "reply message"),
        ("sent from my", "sent from", "sent via", "get outlook for", "sent with"),
    ),
    Replies(
        "de",
        ("am ", "an "),
        ("schrieb", "hat geschrieben"),
        ("ursprüngliche nachricht", "originalnachricht", "original nachricht", "urspr. nachricht"),
        ("von meinem", "gesendet von", "gesendet mit", "diese nachricht wurde von meinem"),
    ),
    Replies(
        "fr",
        ("le ",),
        ("a écrit", "a ecrit"),
        ("message d'origine", "message d’origine", "message original", "courriel original"),
        ("envoyé de mon", "envoyé depuis mon", "envoyé de", "envoyé depuis", "télécharger outlook"),
    ),
    Replies(
        "es",
        ("el ", "en "),
        ("escribió", "escribio", "ha escrito"),
        ("mensaje original",),
        ("enviado desde mi", "enviado desde", "obtener outlook"),
    ),
    Replies(
        "ja",
        (),
        ("のメール", "さんは書きました", "は書きました", "wrote"),
        ("元のメッセージ", "original message"),
        ("iphoneから送信", "ipadから送信", "androidから送信"),
    ),
    Replies(
        "nl",
        ("op ",),
        ("schreef", "heeft geschreven", "geschreven"),
        ("oorspronkelijk bericht",),
        ("verstuurd vanaf mijn", "verzonden vanaf mijn", "verstuurd vanaf"),
    ),
    Replies(
        "it", ("il ",), ("ha scritto",), ("messaggio originale",), ("inviato da", "inviato dal mio")
    ),
    Replies(
        "pt",
        ("em ", "no dia "),
        ("escreveu",),
        ("mensagem original",),
        ("enviado do meu", "enviado a partir do"),
    ),
    Replies(
        "pl",
        ("w dniu ", "dnia "),
        ("napisał", "napisała", "napisał(a)", "pisze"),
        ("wiadomość oryginalna", "oryginalna wiadomość", "wiadomość pierwotna"),
        ("wysłane z", "wysłano z"),
    ),
    Replies(
        "sv",
        ("den ",),
        ("skrev",),
        ("ursprungligt meddelande", "originalmeddelande"),
        ("skickat från min", "skickat från"),
    ),
    Replies(
        "da",
        ("den ",),
        ("skrev", "skreiv"),
        ("oprindelig meddelelse", "oprindelig besked", "opprinnelig melding"),
        ("sendt fra min", "sendt fra"),
    ),
    Replies("fi", (), ("kirjoitti",), ("alkuperäinen viesti",), ("lähetetty",)),
    Replies(
        "ru",
        (),
        ("пишет", "писал", "писал(а)", "написал", "написала"),
        ("исходное сообщение", "оригинальное сообщение"),
        ("отправлено с", "отправлено из"),
    ),
    Replies("uk", (), ("пише", "написав", "написала"), (), ()),
    Replies(
        "cs",
        ("dne ",),
        ("napsal", "napsal(a)", "napísal", "napísal(a)", "napsala"),
        ("původní zpráva", "pôvodná správa"),
        (),
    ),
    Replies("hu", (), ("írta", "ezt írta"), ("eredeti üzenet",), ()),
    Replies("ro", ("în ", "pe "), ("a scris",), ("mesaj original",), ()),
    Replies("tr", (), ("şunları yazdı", "yazdı"), ("orijinal mesaj",), ()),
    Replies("zh", (), ("写道", "寫道"), ("原始邮件", "原始郵件"), ()),
    Replies("ko", (), ("작성", "님이 작성"), ("원본 메시지", "원본 메일"), ()),
)

ATTRIBUTION_STARTS = tuple({start for row in REPLIES for start in row.starts})
ATTRIBUTION_VERBS = tuple({verb for row in REPLIES for verb in row.verbs})
ORIGINAL_MARKERS = frozenset(phrase for row in REPLIES for phrase in row.original)
MOBILE_STARTS = tuple({phrase for row in REPLIES for phrase in row.mobile})
