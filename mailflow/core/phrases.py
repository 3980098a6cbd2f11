"""What mail programs write into mails, one row per language: the only place that names languages.

All phrases are in lower case, as `str.casefold` leaves them. A new language is a new row.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """The phrases of one language, and of the programs that speak it.

    An attribution is a line such as "On 5 May, Ann wrote:": how it starts and its verb. The labels
    are those of a header block inside a body.
    """

    code: str
    attribution_starts: tuple[str, ...]
    attribution_verbs: tuple[str, ...]
    from_: tuple[str, ...]
    date: tuple[str, ...]
    to: tuple[str, ...]
    subject: tuple[str, ...]
    cc: tuple[str, ...] = ("cc",)
    reply_to: tuple[str, ...] = ()
    original: tuple[str, ...] = ()
    forwarded: tuple[str, ...] = ()
    mobile: tuple[str, ...] = ()
    absences: tuple[str, ...] = ()


LANGUAGES: tuple[Language, ...] = (
    Language(
        "en",
        ("on ", "in reply to "),
        ("wrote", "writes", "said"),
        ("from",),
        ("sent", "date", "sent at", "sent on"),
        ("to",),
        ("subject",),
        ("cc", "bcc"),
        ("reply-to", "reply to"),
        ("original message", "original appointment", "reply message"),
        ("forwarded message", "begin forwarded message", "forwarded mail", "forwarded by"),
        ("sent from my", "sent from", "sent via", "get outlook for", "sent with"),
        ("out of office", "automatic reply", "auto reply", "autoreply", "auto-reply",
         "automatic response", "auto response", "autoresponse", "vacation reply", "auto"),
    ),
    Language(
        "de",
        ("am ", "an "),
        ("schrieb", "hat geschrieben"),
        ("von",),
        ("gesendet", "datum", "gesendet am"),
        ("an",),
        ("betreff",),
        ("cc", "kopie"),
        ("antwort an",),
        ("ursprüngliche nachricht", "originalnachricht", "original nachricht", "urspr. nachricht"),
        ("weitergeleitete nachricht", "anfang der weitergeleiteten nachricht"),
        ("von meinem", "gesendet von", "gesendet mit", "diese nachricht wurde von meinem"),
        ("abwesenheitsnotiz", "automatische antwort", "abwesenheit", "abwesend"),
    ),
    Language(
        "fr",
        ("le ",),
        ("a écrit", "a ecrit"),
        ("de", "expéditeur"),
        ("envoyé", "date", "envoyé le"),
        ("à", "a", "destinataire"),
        ("objet", "sujet"),
        ("cc", "copie"),
        ("répondre à",),
        ("message d'origine", "message d’origine", "message original", "courriel original"),
        ("message transféré", "début du message transféré", "message réexpédié",
         "début du message réexpédié", "transféré par"),
        ("envoyé de mon", "envoyé depuis mon", "envoyé de", "envoyé depuis", "télécharger outlook"),
        ("réponse automatique", "absence du bureau", "message d'absence", "absent du bureau"),
    ),
    Language(
        "es",
        ("el ", "en "),
        ("escribió", "escribio", "ha escrito"),
        ("de",),
        ("enviado", "fecha", "enviado el"),
        ("para", "a"),
        ("asunto",),
        ("cc",),
        ("responder a",),
        ("mensaje original",),
        ("mensaje reenviado", "inicio del mensaje reenviado", "forwarded message"),
        ("enviado desde mi", "enviado desde", "obtener outlook"),
        ("respuesta automática", "fuera de la oficina", "fuera de oficina"),
    ),
    Language(
        "ja",
        (),
        ("のメール", "さんは書きました", "は書きました", "wrote"),
        ("差出人", "送信者", "送信元", "from"),
        ("送信日時", "日時", "日付"),
        ("宛先", "送信先"),
        ("件名",),
        ("cc",),
        (),
        ("元のメッセージ", "original message"),
        ("転送されたメッセージ", "転送メッセージ", "転送メール", "メッセージを転送"),
        ("iphoneから送信", "ipadから送信", "androidから送信"),
        ("自動返信", "自動応答", "不在通知"),
    ),
    Language("nl", ("op ",), ("schreef", "heeft geschreven", "geschreven"), ("van",),
             ("verzonden", "datum"), ("aan",), ("onderwerp",), original=("oorspronkelijk bericht",),
             forwarded=("doorgestuurd bericht", "begin doorgestuurd bericht"),
             mobile=("verstuurd vanaf mijn", "verzonden vanaf mijn", "verstuurd vanaf"),
             absences=("automatisch antwoord", "afwezig")),
    Language("it", ("il ",), ("ha scritto",), ("da",), ("inviato", "data"), ("a",), ("oggetto",),
             original=("messaggio originale",),
             forwarded=("messaggio inoltrato", "inizio messaggio inoltrato"),
             mobile=("inviato da", "inviato dal mio"),
             absences=("risposta automatica", "fuori ufficio")),
    Language("pt", ("em ", "no dia "), ("escreveu",), ("de",), ("enviado", "data", "enviada em"),
             ("para",), ("assunto",), original=("mensagem original",),
             forwarded=("mensagem encaminhada", "início da mensagem encaminhada",
                        "início da mensagem reencaminhada", "mensagem reencaminhada"),
             mobile=("enviado do meu", "enviado a partir do"),
             absences=("resposta automática", "fora do escritório")),
    Language("pl", ("w dniu ", "dnia "), ("napisał", "napisała", "napisał(a)", "pisze"), ("od",),
             ("wysłano", "data", "wysłane"), ("do",), ("temat",), ("dw", "kopia"),
             original=("wiadomość oryginalna", "oryginalna wiadomość", "wiadomość pierwotna"),
             forwarded=("przekazana wiadomość", "wiadomość przekazana dalej",
                        "wiadomość przesłana dalej",
                        "początek przekazywanej wiadomości", "treść przekazanej wiadomości"),
             mobile=("wysłane z", "wysłano z"),
             absences=("automatyczna odpowiedź", "autoodpowiedź")),
    Language("sv", ("den ",), ("skrev",), ("från",), ("skickat", "datum"), ("till",), ("ämne",),
             ("kopia", "cc"), original=("ursprungligt meddelande", "originalmeddelande"),
             forwarded=("vidarebefordrat meddelande", "vidarebefordrat brev",
                        "vidarebefordrat mejl"),
             mobile=("skickat från min", "skickat från"), absences=("autosvar", "frånvaro")),
    Language("da", ("den ",), ("skrev", "skreiv"), ("fra",), ("sendt", "dato"), ("til",), ("emne",),
             ("kopi", "cc"),
             original=("oprindelig meddelelse", "oprindelig besked", "opprinnelig melding"),
             forwarded=("videresendt meddelelse", "videresendt melding", "videresendt besked",
                        "start på videresendt besked", "start på videresendt melding"),
             mobile=("sendt fra min", "sendt fra"), absences=("autosvar", "fraværsmelding")),
    Language("fi", (), ("kirjoitti",), ("lähettäjä",), ("lähetetty", "päivämäärä", "päiväys",
             "pvm"), ("vastaanottaja",), ("aihe",), ("kopio",),
             original=("alkuperäinen viesti",),
             forwarded=("välitetty viesti", "välitetty viesti alkaa", "edelleenlähetetty viesti"),
             mobile=("lähetetty",), absences=("automaattinen vastaus", "poissa")),
    Language("ru", (), ("пишет", "писал", "писал(а)", "написал", "написала"), ("от", "от кого"),
             ("отправлено", "дата"), ("кому",), ("тема",), ("копия",),
             original=("исходное сообщение", "оригинальное сообщение"),
             forwarded=("пересылаемое сообщение", "начало переадресованного сообщения",
                        "переадресованное сообщение", "пересланное сообщение"),
             mobile=("отправлено с", "отправлено из"), absences=("автоответ",)),
    Language("uk", (), ("пише", "написав", "написала"), ("від", "від кого"),
             ("надіслано", "дата"), ("кому",), ("тема",), ("копія",),
             forwarded=("переслане повідомлення",
                        "початок листа, що пересилається",
                        "початок переадресованого повідомлення")),
    Language("cs", ("dne ",), ("napsal", "napsal(a)", "napísal", "napísal(a)", "napsala"),
             ("od", "odesílatel", "odosielateľ"), ("odesláno", "datum", "dátum", "odoslané"),
             ("komu", "adresát"), ("předmět", "predmet"), ("kopie", "kópia"),
             original=("původní zpráva", "pôvodná správa"),
             forwarded=("přeposlaná zpráva", "předávaná zpráva", "preposlaná správa",
                        "začátek přeposílané zprávy", "posredovaná správa")),
    Language("hu", (), ("írta", "ezt írta"), ("feladó",), ("dátum", "elküldve", "küldve"),
             ("címzett",), ("tárgy",), ("másolat", "másolatot kap"),
             original=("eredeti üzenet",),
             forwarded=("továbbított üzenet", "továbbított levél kezdete", "továbbított levél")),
    Language("ro", ("în ", "pe "), ("a scris",), ("de la", "de la:"), ("trimis", "data", "date"),
             ("către", "catre"), ("subiect",), original=("mesaj original",),
             forwarded=("mesaj redirecționat", "mesaj redirectionat")),
    Language("tr", (), ("şunları yazdı", "yazdı"), ("kimden",), ("tarih", "gönderildi",
             "gönderme tarihi"), ("kime",), ("konu",), ("bilgi",), original=("orijinal mesaj",),
             forwarded=("iletilen mesaj", "iletilmiş mesaj", "iletilen ileti başlangıcı",
                        "i̇leti başlangıcı")),
    Language("zh", (), ("写道", "寫道"), ("发件人", "寄件者"), ("发送时间", "日期", "寄件日期"),
             ("收件人", "收件者"), ("主题", "主旨"), ("抄送",), original=("原始邮件", "原始郵件"),
             forwarded=("转发的邮件", "轉寄的郵件", "转发邮件信息"),
             absences=("自动回复", "自動回覆")),
    Language("ko", (), ("작성", "님이 작성"), ("보낸 사람",), ("보낸 날짜", "날짜", "보낸시간"),
             ("받는 사람",), ("제목",), ("참조",), original=("원본 메시지", "원본 메일"),
             forwarded=("전달된 메시지", "전달된 메일"), absences=("자동 회신",)),
)  # fmt: skip

ATTRIBUTION_STARTS = tuple({start for row in LANGUAGES for start in row.attribution_starts})
ATTRIBUTION_VERBS = tuple({verb for row in LANGUAGES for verb in row.attribution_verbs})
ORIGINAL_MARKERS = frozenset(phrase for row in LANGUAGES for phrase in row.original)
FORWARD_MARKERS = frozenset(phrase for row in LANGUAGES for phrase in row.forwarded)
MOBILE_STARTS = tuple({phrase for row in LANGUAGES for phrase in row.mobile})
ABSENCES = frozenset(phrase for row in LANGUAGES for phrase in row.absences)
FORWARD_PREFIXES = frozenset(
    {"fw", "fwd", "wg", "tr", "rv", "enc", "i", "doorst", "vs", "vb", "vl", "pd", "továbbítás"}
    | {"转发", "轉寄", "転送", "전달", "пересл"}
)


def _labels() -> dict[str, str]:
    labels: dict[str, str] = {}
    for row in LANGUAGES:
        for kind, names in (
            ("from", row.from_),
            ("date", row.date),
            ("to", row.to),
            ("subject", row.subject),
            ("cc", row.cc),
            ("reply-to", row.reply_to),
        ):
            for name in names:
                labels.setdefault(name, kind)
    return labels


LABELS = _labels()
LONGEST_LABEL = max(map(len, LABELS))
