"""The labels of a header block inside a body ("From: ... Sent: ...")."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """How programs of one language call the fields."""

    code: str
    from_: tuple[str, ...]
    date: tuple[str, ...]
    to: tuple[str, ...]
    subject: tuple[str, ...]
    cc: tuple[str, ...] = ("cc",)
    reply_to: tuple[str, ...] = ()


HEADER_LABELS: tuple[Labels, ...] = (
    Labels(
        "en",
        ("from",),
        ("sent", "date", "sent at", "sent on"),
        ("to",),
        ("subject",),
        ("cc", "bcc"),
        ("reply-to", "reply to"),
    ),
    Labels(
        "de",
        ("von",),
        ("gesendet", "datum", "gesendet am"),
        ("an",),
        ("betreff",),
        ("cc", "kopie"),
        ("antwort an",),
    ),
    Labels(
        "fr",
        ("de", "expéditeur"),
        ("envoyé", "date", "envoyé le"),
        ("à", "a", "destinataire"),
        ("objet", "sujet"),
        ("cc", "copie"),
        ("répondre à",),
    ),
    Labels(
        "es",
        ("de",),
        ("enviado", "fecha", "enviado el"),
        ("para", "a"),
        ("asunto",),
        ("cc",),
        ("responder a",),
    ),
    Labels(
        "ja",
        ("差出人", "送信者", "送信元", "from"),
        ("送信日時", "日時", "日付"),
        ("宛先", "送信先"),
        ("件名",),
        ("cc",),
        (),
    ),
    Labels("nl", ("van",), ("verzonden", "datum"), ("aan",), ("onderwerp",), ("cc",), ()),
    Labels("it", ("da",), ("inviato", "data"), ("a",), ("oggetto",), ("cc",), ()),
    Labels("pt", ("de",), ("enviado", "data", "enviada em"), ("para",), ("assunto",), ("cc",), ()),
    Labels("pl", ("od",), ("wysłano", "data", "wysłane"), ("do",), ("temat",), ("dw", "kopia"), ()),
    Labels("sv", ("från",), ("skickat", "datum"), ("till",), ("ämne",), ("kopia", "cc"), ()),
    Labels("da", ("fra",), ("sendt", "dato"), ("til",), ("emne",), ("kopi", "cc"), ()),
    Labels(
        "fi",
        ("lähettäjä",),
        ("lähetetty", "päivämäärä", "päiväys", "pvm"),
        ("vastaanottaja",),
        ("aihe",),
        ("kopio",),
        (),
    ),
    Labels("ru", ("от", "от кого"), ("отправлено", "дата"), ("кому",), ("тема",), ("копия",), ()),
    Labels("uk", ("від", "від кого"), ("надіслано", "дата"), ("кому",), ("тема",), ("копія",), ()),
    Labels(
        "cs",
        ("od", "odesílatel", "odosielateľ"),
        ("odesláno", "datum", "dátum", "odoslané"),
        ("komu", "adresát"),
        ("předmět", "predmet"),
        ("kopie", "kópia"),
        (),
    ),
    Labels(
        "hu",
        ("feladó",),
        ("dátum", "elküldve", "küldve"),
        ("címzett",),
        ("tárgy",),
        ("másolat", "másolatot kap"),
        (),
    ),
    Labels(
        "ro",
        ("de la", "de la:"),
        ("trimis", "data", "date"),
        ("către", "catre"),
        ("subiect",),
        ("cc",),
        (),
    ),
    Labels(
        "tr",
        ("kimden",),
        ("tarih", "gönderildi", "gönderme tarihi"),
        ("kime",),
        ("konu",),
        ("bilgi",),
        (),
    ),
    Labels(
        "zh",
        ("发件人", "寄件者"),
        ("发送时间", "日期", "寄件日期"),
        ("收件人", "收件者"),
        ("主题", "主旨"),
        ("抄送",),
        (),
    ),
    Labels(
        "ko",
        ("보낸 사람",),
        ("보낸 날짜", "날짜", "보낸시간"),
        ("받는 사람",),
        ("제목",),
        ("참조",),
        (),
    ),
)


def _labels() -> dict[str, str]:
    labels: dict[str, str] = {}
    for row in HEADER_LABELS:
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
