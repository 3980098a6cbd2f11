"""The labels of a header block inside a body ("From: ... Sent: ...").

They are the words that mail programs put before the fields in each of their languages.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """How programs of one language call the fields."""

    code: str
    from_: tuple[str, ...]
    date: tuple[str, ...]
    to: tuple[str, ...]
    subject: tuple[str, ...]
    cc: tuple[str, ...]
    reply_to: tuple[str, ...]
    other: tuple[str, ...]


def _row(
    code: str,
    from_: str,
    date: str,
    to: str,
    subject: str,
    cc: str = "Cc",
    reply_to: str = "Reply-To",
    other: str = "",
) -> Labels:
    fields = (from_, date, to, subject, cc, reply_to, other)
    return Labels(code, *(tuple(filter(None, field.split(", "))) for field in fields))


HEADER_LABELS: tuple[Labels, ...] = (
    _row(
        "en",
        "From",
        "Sent, Date, Sent at, Sent on, Date sent",
        "To",
        "Subject",
        "Cc, Bcc, CC to, Copy",
        "Reply-To, Reply to",
        "Importance, Priority, Attachments, Attachment, Sender, Organization, Message-ID, List-ID,"
        " Mailing list, Resent-From, Sensitivity, When, Where, Location, Required, Optional",
    ),
    _row(
        "de",
        "Von, Absender",
        "Gesendet, Datum, Gesendet am, Gesendet um, Verschickt",
        "An, Empfänger",
        "Betreff, Betr.",
        "Cc, Kopie, Kopie an, Bcc, Blindkopie",
        "Antwort an, Antwort-an",
        "Wichtigkeit, Priorität, Anlagen, Anlage, Anhänge, Anhang",
    ),
    _row(
        "fr",
        "De, Expéditeur, Envoyé par",
        "Envoyé, Date, Envoyé le, Date d'envoi, Date d’envoi, Envoyés",
        "À, A, Pour, Destinataire, Destinataires",
        "Objet, Sujet",
        "Cc, Copie, Copie à, Cci, Copie carbone",
        "Répondre à, Réponse à",
        "Importance, Priorité, Pièces jointes, Pièce jointe",
    ),
    _row(
        "es",
        "De, Remitente, Enviado por",
        "Enviado, Fecha, Enviado el, Enviados, Fecha de envío",
        "Para, A, Destinatario",
        "Asunto",
        "Cc, Cco, Copia, CCO",
        "Responder a, Responder-a",
        "Importancia, Prioridad, Datos adjuntos, Adjuntos",
    ),
    _row(
        "ca", "De", "Data, Enviat, Enviat el", "Per a, A", "Assumpte, Tema", "Cc, A/c", "Respon a"
    ),
    _row(
        "it",
        "Da, Mittente",
        "Inviato, Data, Inviato il, Data invio",
        "A, Per, Destinatario",
        "Oggetto",
        "Cc, Ccn, Copia",
        "Rispondi a, Rispondi-a",
        "Priorità, Importanza, Allegati, Allegato",
    ),
    _row(
        "pt",
        "De, Remetente, Enviado por",
        "Enviado, Enviada, Data, Enviada em, Enviado em, Enviada a, Data de envio",
        "Para, Destinatário",
        "Assunto",
        "Cc, Cco, Bcc, Cópia, Com cópia",
        "Responder a, Responder A, Responder para, Responder-a",
        "Prioridade, Importância, Anexos, Anexo",
    ),
    _row(
        "nl",
        "Van, Afzender",
        "Verzonden, Datum, Verzonden op, Verstuurd, Gestuurd",
        "Aan, Naar, Ontvanger",
        "Onderwerp, Betreft",
        "Cc, Kopie, Bcc",
        "Antwoord aan, Antwoorden aan, Beantwoorden aan",
        "Urgentie, Prioriteit, Bijlagen, Bijlage",
    ),
    _row(
        "pl",
        "Od, Nadawca",
        "Wysłano, Data, Wysłane, Wysłany, Data wysłania",
        "Do, Adresat, Odbiorca",
        "Temat",
        "Dw, DW, Kopia, Do wiadomości, UDW",
        "Odpowiedź do, Odpowiedz do",
        "Ważność, Priorytet, Załączniki",
    ),
    _row(
        "cs",
        "Od, Odesílatel",
        "Odesláno, Datum, Posláno, Datum odeslání",
        "Komu, Pro, Adresát, Příjemce",
        "Předmět, Věc",
        "Kopie, Skrytá kopie, Cc",
        "Odpověď komu, Odpovědět komu, Odpovědět na, Odpověď na, Odpověď",
        "Důležitost, Priorita, Přílohy",
    ),
    _row(
        "sk",
        "Od, Odosielateľ",
        "Odoslané, Dátum, Poslané, Odoslaný",
        "Komu, Pre, Adresát, Príjemca",
        "Predmet, Vec",
        "Kópia, Skrytá kópia, Cc",
        "Odpovedať komu, Odpoveď komu, Odpovedať na, Odpoveď na",
        "Dôležitosť, Priorita, Prílohy",
    ),
    _row(
        "sv",
        "Från, Avsändare",
        "Skickat, Datum, Skickades, Skickad",
        "Till, Mottagare",
        "Ämne, Ärende",
        "Kopia, Cc, Kopia till, Hemlig kopia",
        "Svara till, Svar till, Svar Till",
        "Prioritet, Bifogade filer",
    ),
    _row(
        "da",
        "Fra, Afsender",
        "Sendt, Dato, Afsendt",
        "Til, Modtager",
        "Emne, Vedr.",
        "Kopi, Cc, Kopi til, Skjult kopi",
        "Svar til, Svar Til, Besvar til",
        "Prioritet, Vigtighed, Vedhæftede filer",
    ),
    _row(
        "no",
        "Fra, Frå, Avsender",
        "Sendt, Dato, Sendt den",
        "Til, Mottaker",
        "Emne",
        "Kopi, Cc, Kopi til, Blindkopi",
        "Svar til, Svar-til",
        "Prioritet, Vedlegg",
    ),
    _row("is", "Frá", "Sent, Dagsetning", "Til", "Efni", "Afrit"),
    _row(
        "fi",
        "Lähettäjä",
        "Lähetetty, Päivämäärä, Päiväys, Pvm, Lähetysaika",
        "Vastaanottaja, Vastaanottajat, Saaja, Kenelle",
        "Aihe, Otsikko",
        "Kopio, Cc, Piilokopio",
        "Vastaus osoitteeseen, Vastausosoite, Vastaa, Vastaus",
        "Tärkeys, Prioriteetti, Liitteet",
    ),
    _row("et", "Saatja, Kellelt", "Saadetud, Kuupäev", "Adressaat, Kellele", "Teema", "Koopia"),
    _row("lv", "Sūtītājs", "Nosūtīts, Datums", "Kam, Adresāts", "Temats, Tēma", "Kopija"),
    _row("lt", "Nuo, Siuntėjas", "Išsiųsta, Data", "Kam, Iki, Gavėjas", "Tema", "Kopija"),
    _row(
        "hu",
        "Feladó, Küldő",
        "Dátum, Elküldve, Küldve, Küldés dátuma",
        "Címzett, Címzettek",
        "Tárgy",
        "Másolat, Másolatot kap, Cc, Titkos másolat",
        "Válaszcím, Válasz erre a címre",
        "Fontosság, Mellékletek",
    ),
    _row(
        "ro",
        "De la, Expeditor",
        "Trimis, Data, Date, Dată, Trimis la, Trimisă",
        "Către, Catre, Destinatar",
        "Subiect, Subiectul",
        "Cc, Copie",
        "Răspuns către, Răspundeți către, Răspunde la",
        "Importanță, Atașări",
    ),
    _row(
        "hr",
        "Od, Šalje, Pošiljatelj",
        "Datum, Poslano, Datum slanja",
        "Za, Prima, Kome, Primatelj",
        "Predmet, Naslov",
        "Kopija, Cc, Skrivena kopija",
        "Odgovor na, Odgovori na, Odgovori",
        "Važnost, Prioritet, Privici",
    ),
    _row("sl", "Od, Pošiljatelj", "Datum, Poslano", "Za, Komu", "Zadeva", "Kp, Cc"),
    _row("sr", "Од, Шаље", "Датум, Послато", "За, Прима, Коме", "Наслов, Предмет, Тема", "Копија"),
    _row(
        "ru",
        "От, От кого, Отправитель",
        "Отправлено, Дата, Дата отправки, Послано, Время",
        "Кому, Получатель, Для",
        "Тема",
        "Копия, Копии, Скрытая копия",
        "Ответить, Кому ответить, Отвечать, Обратный адрес, Ответ на",
        "Важность, Приоритет, Вложения",
    ),
    _row(
        "uk",
        "Від, Від кого, Відправник",
        "Надіслано, Дата, Відправлено, Дата надсилання",
        "Кому, Одержувач, До",
        "Тема",
        "Копія, Прихована копія",
        "Кому відповісти, Зворотна адреса, Відповісти, Відповідь для",
        "Важливість, Вкладення",
    ),
    _row(
        "bg", "От, Подател", "Изпратено, Дата", "До, Кому", "Относно, Тема, Предмет", "Копие, Як."
    ),
    _row(
        "tr",
        "Kimden, Gönderen, Gönderici",
        "Tarih, Gönderildi, Gönderme tarihi, Gönderilme tarihi, Gönderilme Tarihi",
        "Kime, Alıcı, Kime (To)",
        "Konu",
        "Bilgi, Cc, Gizli, Karbon Kopya",
        "Yanıt adresi, Yanıt Adresi, Yanıtla, Yanıt",
        "Önem, Öncelik, Ekler",
    ),
    _row(
        "el",
        "Από, Αποστολέας",
        "Στάλθηκε, Ημερομηνία, Εστάλη, Ημερ., Αποστολή",
        "Προς, Παραλήπτης, Για",
        "Θέμα",
        "Κοιν., Κοινοποίηση, Κοιν",
        "Απάντηση σε, Απάντηση προς",
    ),
    _row(
        "zh-Hans",
        "发件人, 寄件人, 发信人, 发送人",
        "发送时间, 日期, 发送日期, 时间, 发件日期",
        "收件人, 收信人",
        "主题, 标题",
        "抄送, 抄送人, 密送",
        "回复, 回复至, 答复至, 回复给",
        "重要性, 附件",
    ),
    _row(
        "zh-Hant",
        "寄件者, 寄件人, 發件人, 發信人",
        "寄件日期, 日期, 傳送日期, 寄送日期, 傳送時間, 發送時間",
        "收件者, 收件人",
        "主旨, 主題, 標題",
        "副本, 副本抄送, 密件副本, 抄送, 副本收件人",
        "回覆, 回覆至, 回覆給",
        "重要性, 附件",
    ),
    _row(
        "ja",
        "差出人, 送信者, 送信元, From, 発信者",
        "送信日時, 日時, 日付, 送信日, 送信時刻, 受信日時",
        "宛先, 送信先, To, 受信者",
        "件名, 題名",
        "Cc, CC, 写し",
        "返信先, 返信用アドレス",
        "重要度, 添付ファイル",
    ),
    _row(
        "ko",
        "보낸 사람, 보낸사람, 발신, 발신인, 보낸 이, 보낸이",
        "보낸 날짜, 날짜, 보낸시간, 보낸 시간, 보낸날짜, 일시",
        "받는 사람, 받는사람, 수신, 수신인, 받는 이, 받는이",
        "제목",
        "참조, 숨은 참조",
        "회신 받는 사람, 답장 받는 사람, 답장",
        "중요도, 첨부 파일",
    ),
    _row(
        "vi",
        "Từ, Người gửi",
        "Ngày, Đã gửi, Đã Gửi, Gửi, Đã gửi lúc, Ngày gửi, Thời gian",
        "Tới, Đến, Người nhận, Gửi đến, Gửi tới",
        "Chủ đề, Tiêu đề, Chủ Đề",
        "Cc, Đồng kính gửi",
        "Trả lời, Trả lời tới",
    ),
    _row("id", "Dari", "Tanggal, Dikirim, Terkirim", "Kepada, Ke", "Subjek, Perihal, Hal", "Cc"),
    _row("th", "จาก", "วันที่, ส่ง, ส่งเมื่อ", "ถึง", "เรื่อง, หัวเรื่อง", "สำเนา, สำเนาถึง"),
    _row(
        "ar",
        "من, المرسل",
        "التاريخ, تاريخ الإرسال, تم الإرسال, أرسلت, أُرسلت, مرسل",
        "إلى, الى, المستلم, المستقبل",
        "الموضوع, موضوع",
        "نسخة, نسخة إلى, نسخة كربونية, نسخة مخفية",
        "الرد على, الرد إلى",
    ),
    _row(
        "he",
        "מאת, מ, השולח",
        "נשלח, תאריך, בתאריך, נשלח ב",
        "אל, ל, לכבוד",
        "נושא, הנושא",
        "עותק, עותק לידיעה, העתק, העתקים",
        "השב אל, השב ל",
    ),
    _row("fa", "از", "تاریخ, ارسال شده, زمان", "به", "موضوع", "رونوشت", "پاسخ به"),
)


def _kinds(row: Labels) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("from", row.from_),
        ("date", row.date),
        ("to", row.to),
        ("subject", row.subject),
        ("cc", row.cc),
        ("reply-to", row.reply_to),
        ("other", row.other),
    )


# Where two languages disagree on a word, the earlier row decides.
LABELS: dict[str, str] = {
    name.casefold(): kind
    for row in reversed(HEADER_LABELS)
    for kind, names in reversed(_kinds(row))
    for name in names
}
LONGEST_LABEL = max(map(len, LABELS))

# As they are written in one line, one behind the other: the longest first.
WRITTEN_LABELS: tuple[str, ...] = tuple(
    sorted({name for row in HEADER_LABELS for _, names in _kinds(row) for name in names}, key=len)
)[::-1]
