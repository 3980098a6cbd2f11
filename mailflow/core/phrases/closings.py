"""Words below what somebody wrote: signatures of mobile programs, sign-offs, disclaimers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Closings:
    """What stands below a text in one language.

    `sent` starts the signature of a mobile program and nothing else; `sent_perhaps` does so when
    the line also names a device or a program; `sent_ends` ends such a line. `regards` starts
    a sign-off. `notice` starts a disclaimer when the paragraph holds `legal` words too.
    """

    code: str
    sent: tuple[str, ...] = ()
    sent_perhaps: tuple[str, ...] = ()
    sent_ends: tuple[str, ...] = ()
    regards: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()


CLOSINGS: tuple[Closings, ...] = (
    Closings(
        "en",
        ("sent from my", "sent via my", "sent from a mobile", "get outlook for"),
        ("sent from", "sent via", "sent with", "sent using"),
        ("from mobile", "via mobile"),
        ("regards", "best", "kind regards", "thanks", "thank you", "cheers", "sincerely", "yours"),
        (
            "this e-mail",
            "this email",
            "this message",
            "this communication",
            "this transmission",
            "the information",
            "the contents of this",
            "the content of this",
            "confidential",
            "disclaimer",
            "privileged",
            "notice:",
            "important:",
            "important notice",
            "if you are not the intended",
            "if you have received this",
            "any views or opinions",
        ),
        (
            "confidential",
            "privileged",
            "intended recipient",
            "intended solely",
            "intended only",
            "addressee",
            "received this email in error",
            "received this e-mail in error",
            "received this message in error",
            "unauthorized",
            "unauthorised",
        ),
    ),
    Closings(
        "de",
        ("von meinem iphone", "von meinem ipad", "gesendet von meinem", "gesendet mit der"),
        ("gesendet von", "gesendet mit", "gesendet aus", "gesendet über", "von meinem", "von mein"),
        ("gesendet", "versendet", "geschickt"),
        ("gruß", "grüße", "viele grüße", "mfg", "mit freundlichen", "freundliche", "lg", "danke"),
        (
            "diese e-mail",
            "diese email",
            "diese mail",
            "diese nachricht",
            "der inhalt dieser",
            "die information",
            "vertraulichkeit",
            "haftungsausschluss",
            "hinweis:",
            "wichtiger hinweis",
        ),
        (
            "vertraulich",
            "bestimmungsgemäße",
            "nicht der richtige adressat",
            "nicht der beabsichtigte",
            "irrtümlich erhalten",
            "rechtlich geschützt",
            "unbefugt",
        ),
    ),
    Closings(
        "fr",
        ("envoyé de mon", "envoyé depuis mon", "envoyé à partir de mon", "envoyé avec mon"),
        (
            "envoyé de",
            "envoyé depuis",
            "envoyé à partir",
            "envoyé avec",
            "télécharger outlook",
            "obtenez outlook",
            "obtenir outlook",
        ),
        (),
        ("cordialement", "bien cordialement", "bien à vous", "merci", "salutations", "bonne"),
        ("ce message", "ce courriel", "cet e-mail", "ce mail", "les informations", "avis de"),
        ("confidentiel", "confidentialité", "destinataire", "par erreur"),
    ),
    Closings(
        "es",
        ("enviado desde mi", "enviado de mi"),
        (
            "enviado desde",
            "enviado con",
            "enviado mediante",
            "obtener outlook",
            "descargar outlook",
        ),
        (),
        ("saludos", "un saludo", "atentamente", "gracias", "cordialmente", "atte"),
        ("este mensaje", "este correo", "este e-mail", "la información", "aviso legal", "aviso de"),
        ("confidencial", "destinatario", "por error"),
    ),
    Closings(
        "it",
        ("inviato dal mio", "inviato da mio", "inviato dalla mia"),
        ("inviato da", "inviato con", "inviato dal", "scarica outlook", "ottieni outlook"),
        (),
        ("cordiali saluti", "saluti", "distinti saluti", "grazie", "cordialmente"),
        (
            "questo messaggio",
            "questa e-mail",
            "le informazioni",
            "ai sensi",
            "il presente",
            "avviso",
        ),
        ("riservat", "confidenzial", "destinatari", "per errore"),
    ),
    Closings(
        "pt",
        ("enviado do meu", "enviado a partir do meu", "enviado pelo meu"),
        (
            "enviado do",
            "enviado a partir",
            "enviado via",
            "enviado pelo",
            "enviado de",
            "enviada do",
            "obtenha o outlook",
            "obter o outlook",
            "baixe o outlook",
        ),
        (),
        ("atenciosamente", "att", "abraço", "abraços", "obrigado", "obrigada", "cumprimentos"),
        ("esta mensagem", "este e-mail", "este email", "as informações", "a informação", "aviso"),
        ("confidencia", "destinatári", "por engano"),
    ),
    Closings(
        "nl",
        (
            "verstuurd vanaf mijn",
            "verzonden vanaf mijn",
            "verzonden met mijn",
            "verstuurd met mijn",
        ),
        (
            "verstuurd vanaf",
            "verzonden vanaf",
            "verzonden met",
            "verstuurd met",
            "verzonden via",
            "verstuurd via",
            "download outlook",
        ),
        (),
        ("groet", "groeten", "met vriendelijke", "vriendelijke", "bedankt", "hoogachtend", "mvg"),
        ("dit bericht", "deze e-mail", "dit e-mailbericht", "de informatie", "de inhoud"),
        ("vertrouwelijk", "geadresseerde", "uitsluitend bestemd", "abusievelijk"),
    ),
    Closings(
        "pl",
        ("wysłane z mojego", "wysłano z mojego", "wysłane z mego"),
        ("wysłane z", "wysłano z", "wysłane przez", "pobierz outlook", "uzyskaj outlook"),
        (),
        ("pozdrawiam", "pozdrowienia", "z poważaniem", "dziękuję", "z wyrazami"),
        ("niniejsza wiadomość", "ta wiadomość", "wiadomość ta", "informacje zawarte", "treść tej"),
        ("poufn", "adresat", "przez pomyłkę"),
    ),
    Closings(
        "cs",
        ("odesláno z mého", "posláno z mého", "odoslané z môjho", "odoslané z mojho"),
        (
            "odesláno z",
            "odesláno ze",
            "odesláno pomocí",
            "posláno z",
            "odoslané z",
            "získat outlook",
        ),
        (),
        ("s pozdravem", "s pozdravom", "zdravím", "děkuji", "ďakujem", "díky"),
        ("tato zpráva", "tento e-mail", "informace obsažené", "táto správa", "obsah této"),
        ("důvěrn", "dôvern", "adresát", "omylem"),
    ),
    Closings(
        "sv",
        ("skickat från min", "skickat från mitt", "skickades från min"),
        (
            "skickat från",
            "skickat med",
            "skickat via",
            "skickades från",
            "hämta outlook",
            "skaffa outlook",
        ),
        (),
        ("hälsningar", "med vänlig", "vänliga", "vänligen", "mvh", "tack"),
        ("detta meddelande", "detta e-postmeddelande", "detta mail", "informationen i"),
        ("konfidentiell", "avsedd mottagare", "sekretess", "av misstag"),
    ),
    Closings(
        "da",
        ("sendt fra min", "sendt fra mit", "sendt frå min", "sendt via min"),
        (
            "sendt fra",
            "sendt med",
            "sendt via",
            "hent outlook",
            "få outlook",
            "skaff deg outlook",
            "last ned outlook",
        ),
        (),
        ("hilsen", "med venlig", "venlig", "med vennlig", "vennlig", "mvh", "tak", "takk"),
        ("denne e-mail", "denne mail", "denne meddelelse", "denne e-posten", "denne meldingen"),
        ("fortrolig", "konfidensiel", "rette modtager", "tiltenkt", "ved en fejl", "ved en feil"),
    ),
    Closings(
        "fi",
        (),
        ("lähetetty", "hanki outlook", "hae outlook", "lataa outlook"),
        (),
        ("terveisin", "ystävällisin", "parhain", "kiitos", "terv"),
        ("tämä viesti", "tämä sähköposti", "tämän viestin", "tämän sähköpostin"),
        ("luottamukselli", "vastaanottaja", "erehdyksessä"),
    ),
    Closings(
        "ru",
        ("отправлено с моего", "отправлено из моего", "отправлено с моей"),
        (
            "отправлено с",
            "отправлено из",
            "отправлено через",
            "послано с",
            "скачать outlook",
            "получить outlook",
        ),
        (),
        ("с уважением", "с наилучшими", "спасибо", "всего доброго"),
        ("настоящее сообщение", "данное сообщение", "это сообщение", "это письмо", "информация"),
        ("конфиденциальн", "адресат", "предназначен"),
    ),
    Closings(
        "uk",
        ("надіслано з мого", "відправлено з мого", "надіслано з моєї"),
        ("надіслано з", "надіслано із", "надіслано через", "відправлено з", "завантажити outlook"),
        (),
        ("з повагою", "з найкращими", "дякую", "щиро"),
        ("це повідомлення", "цей лист", "інформація"),
        ("конфіденційн", "адресат", "призначен"),
    ),
    Closings(
        "tr",
        (),
        (),
        ("gönderildi", "gönderilmiştir", "edinin", "indirin", "alın"),
        ("saygılarımla", "saygılar", "teşekkürler", "iyi çalışmalar", "iyi günler"),
        ("bu e-posta", "bu mesaj", "bu ileti", "bu elektronik posta"),
        ("gizli", "yanlışlıkla", "alıcı"),
    ),
    Closings(
        "el",
        ("στάλθηκε από το", "εστάλη από το", "αποστολή από το", "απεστάλη από το"),
        ("στάλθηκε από", "εστάλη από", "λήψη του outlook", "αποκτήστε το outlook"),
        (),
        ("με εκτίμηση", "ευχαριστώ", "φιλικά", "χαιρετισμούς"),
        ("το παρόν", "αυτό το μήνυμα", "το μήνυμα", "οι πληροφορίες"),
        ("εμπιστευτικ", "παραλήπτη"),
    ),
    Closings(
        "zh",
        ("发自我的", "发送自我的", "從我的", "发自", "發自我的", "寄自我的", "来自我的"),
        ("获取 outlook", "取得 outlook", "下載 outlook", "下载 outlook", "发送自"),
        ("傳送", "发送", "發送", "寄出"),
        ("此致", "谢谢", "謝謝", "祝好", "祝 好"),
        ("本邮件", "此邮件", "本郵件", "此郵件", "本信件", "本电子邮件"),
        ("机密", "機密", "保密", "收件人"),
    ),
    Closings(
        "ja",
        (),
        (),
        ("から送信", "から送信されました", "を入手", "から送信しました"),
        ("よろしくお願い", "以上", "敬具"),
        ("このメール", "本メール", "この電子メール", "本電子メール"),
        ("機密", "秘密", "名宛人", "受信者"),
    ),
    Closings(
        "ko",
        (),
        (),
        ("에서 보냄", "보냄", "보냈습니다", "다운로드", "받기"),
        ("감사합니다", "안녕히", "드림"),
        ("이 메일", "본 메일", "이 이메일", "본 이메일"),
        ("기밀", "수신인", "비밀"),
    ),
    Closings(
        "vi",
        (),
        ("được gửi từ", "đã gửi từ", "gửi từ", "tải outlook", "nhận outlook", "lấy outlook"),
        (),
        ("trân trọng", "thân", "cảm ơn"),
        ("email này", "thư này", "tin nhắn này"),
        ("bảo mật", "bí mật", "người nhận"),
    ),
    Closings(
        "ar",
        (),
        (
            "أُرسلت من",
            "أرسلت من",
            "تم الإرسال من",
            "مرسل من",
            "احصل على outlook",
            "الحصول على outlook",
        ),
        (),
        ("مع التحية", "مع تحيات", "شكرا", "شكرًا", "تحياتي"),
        ("هذه الرسالة", "هذا البريد"),
        ("سري", "المرسل إليه"),
    ),
    Closings(
        "he",
        (),
        ("נשלח מ", "נשלח באמצעות", "קבל את outlook", "הורד את outlook"),
        (),
        ("בברכה", "תודה", "בכבוד רב"),
        ("הודעה זו", 'דוא"ל זה', "המידע"),
        ("חסוי", "סודי", "הנמען"),
    ),
    Closings("hu", (), ("elküldve", "küldve"), ("küldve", "küldtem"), ("üdvözlettel", "köszönöm")),
    Closings("ro", (), ("trimis de pe", "trimis din"), (), ("cu stimă", "cu respect", "mulțumesc")),
    Closings("bg", ("изпратено от моя",), ("изпратено от",), (), ("поздрави", "с уважение")),
    Closings("hr", (), ("poslano s", "poslano iz", "послато са"), (), ("lijep pozdrav", "pozdrav")),
    Closings("ca", ("enviat des del meu",), ("enviat des",), (), ("salutacions", "gràcies")),
    Closings("id", (), ("dikirim dari", "dapatkan outlook"), (), ("salam", "terima kasih")),
)


def _folded(phrases: set[str]) -> tuple[str, ...]:
    return tuple(sorted({phrase.casefold() for phrase in phrases}))


SENT = _folded({phrase for row in CLOSINGS for phrase in row.sent})
SENT_PERHAPS = _folded({phrase for row in CLOSINGS for phrase in row.sent_perhaps})
SENT_ENDS = _folded({phrase for row in CLOSINGS for phrase in row.sent_ends})
REGARDS = _folded({phrase for row in CLOSINGS for phrase in row.regards})
NOTICES = _folded({phrase for row in CLOSINGS for phrase in row.notice})
LEGAL = _folded({phrase for row in CLOSINGS for phrase in row.legal})
