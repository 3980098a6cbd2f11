"""Signatures, disclaimers, list footers and gateway banners."""

import pytest

from mailflow.core.quoting import new_text

MOBILE = """
Sent from my iPhone
Sent from my iPhone.
Sent from my iPad Pro, please excuse typos
Sent from my Galaxy
Sent from my Verizon, Samsung Galaxy smartphone. Please excuse my brevity.
Sent from Outlook for iOS<https://aka.ms/o0ukef>
Get Outlook for Android<https://aka.ms/ghei36>
Get [Outlook for Android](https://aka.ms/ghei36)
Sent from Mail<https://go.microsoft.com/fwlink/?LinkId=550986> for Windows
Sent from Yahoo Mail for iPhone
Sent from Yahoo Mail on Android<https://go.onelink.me/107872968>
Sent from Proton Mail for Android
Sent with Proton Mail secure email.
Sent from Mailspring
Sent via BlackBerry from T-Mobile
(sent from mobile)
<<sent by iPad>>
Von meinem iPhone gesendet
Von meinem Samsung Galaxy Smartphone gesendet.
Gesendet von meinem Mobiltelefon
Gesendet von Outlook für Android<https://aka.ms/AAb9ysg>
Gesendet mit der Telekom Mail App
Gesendet mit der GMX Mail App
Gesendet von Mail für Windows
Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.
Envoyé de mon iPhone
Envoyé depuis mon téléphone Orange
Envoyé à partir de Outlook pour Android<https://aka.ms/AAb9ysg>
Télécharger Outlook pour Android<https://aka.ms/AAb9ysg>
Enviado desde mi iPhone
Enviado desde Yahoo para Android
Obtener Outlook para iOS<https://aka.ms/o0ukef>
Inviato da iPhone
Inviato dal mio Galaxy
Ottieni Outlook per Android<https://aka.ms/AAb9ysg>
Enviado do meu iPhone
Enviado do Outlook para iOS
Obter o Outlook para Android<https://aka.ms/AAb9ysg>
Verstuurd vanaf mijn iPhone
Verzonden vanaf Samsung-tablet
Outlook voor Android downloaden<https://aka.ms/AAb9ysg>
Wysłane z iPhone'a
Wysłane z mojego telefonu
Pobierz aplikację Outlook dla systemu Android<https://aka.ms/AAb9ysg>
Odesláno z mého iPhonu
Odesláno ze Samsung Mobile
Odoslané z môjho iPhonu
Skickat från min iPhone
Skickat från Outlook för Android<https://aka.ms/AAb9ysg>
Sendt fra min iPhone
Sendt fra Outlook for iOS
Lähetetty iPhonesta
Lähetetty Samsung-puhelimesta
Hanki Outlook for Android<https://aka.ms/AAb9ysg>
Отправлено с iPhone
Отправлено из мобильной Почты Mail.ru
Отправлено с моего телефона
Надіслано з iPhone
iPhone'umdan gönderildi
Στάλθηκε από το iPhone μου
发自我的iPhone
发自我的 iPhone
從我的 iPhone 傳送
获取 Outlook for iOS<https://aka.ms/o0ukef>
iPhoneから送信
Outlook for iOS<https://aka.ms/o0ukef>を入手
나의 iPhone에서 보냄
Được gửi từ iPhone của tôi
أُرسلت من الـ iPhone
נשלח מה-iPhone שלי
"""
SENTENCES = """
Sent from my desk, it is easier than by phone.
Sent from the warehouse to Berlin on Monday with the spare parts we ordered.
Sent by mail to the office.
From my phone I cannot log in.
Get Outlook for Android to work, please.
Von meinem Chef kam dazu nichts.
Envoyé de Paris hier soir par la poste avec le colis du client.
Enviado por correo.
My Outlook for iOS crashes.
The mail was never sent from my iPhone because it froze at once and had to be reset.
"""
FOOTERS = """
This e-mail and its attachments may hold confidential information. If you are not the
intended recipient, please tell the sender and delete it.

CONFIDENTIALITY NOTICE: what is written here is privileged and for the addressee alone;
any unauthorised use is prohibited.

Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie
nicht der richtige Adressat sind, löschen Sie sie bitte.

Ce message et ses pièces jointes sont confidentiels et à l'usage de leur destinataire.
Si vous le recevez par erreur, merci de le détruire.

Este mensaje es confidencial y va dirigido a su destinatario. Si lo ha recibido por
error, le rogamos que lo borre y avise al remitente.

Please consider the environment before printing this email.

Virus-free. www.avast.example

________________________________
printers mailing list
printers@lists.example.org

--------------------------------
To unsubscribe: https://lists.example.org/me
"""
NO_FOOTERS = """
This message was sent by mistake.

The information you asked for is confidential.

Ce message est parti par erreur, désolé.

--------------------
See https://x.example/log for the rest
"""


@pytest.mark.parametrize("line", MOBILE.strip().split("\n"))
def test_a_mobile_signature_goes(line: str) -> None:
    assert new_text(f"It works.\n\n{line}").text == "It works."
    assert new_text(f"It works.\n\n{line}\n\nOn 5 May 2026, Bob wrote:\n> q").text == "It works."


@pytest.mark.parametrize("line", SENTENCES.strip().split("\n"))
def test_a_sentence_that_begins_like_a_signature_stays(line: str) -> None:
    assert new_text(f"Hello.\n\n{line}").text == f"Hello.\n\n{line}"
    assert new_text(f"Hello.\n\n{line}\n\nBye.").text == f"Hello.\n\n{line}\n\nBye."


@pytest.mark.parametrize("footer", FOOTERS.strip().split("\n\n"))
@pytest.mark.parametrize("above", ["It works.", "It works.\n\nOn 5 May 2026, Bob wrote:\n> q"])
def test_a_footer_goes(footer: str, above: str) -> None:
    assert new_text(f"{above}\n\n{footer}\n").text == "It works."


@pytest.mark.parametrize("footer", NO_FOOTERS.strip().split("\n\n"))
def test_what_only_looks_like_a_footer_stays(footer: str) -> None:
    assert new_text(f"Hello.\n\n{footer}").text == f"Hello.\n\n{footer}"


def test_a_disclaimer_that_is_all_there_is_stays() -> None:
    disclaimer = FOOTERS.strip().split("\n\n")[0]
    assert new_text(disclaimer).text == disclaimer


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the organization. Do not click links.",
        "[EXTERNAL EMAIL] This came from an external sender.",
        "ACHTUNG: Diese E-Mail stammt von einem externen Absender.\nKlicken Sie auf keine Links.",
        "ATTENTION : ce message vient d'un expéditeur externe.",
    ],
)
def test_the_banner_of_a_gateway_goes(banner: str) -> None:
    assert new_text(f"{banner}\n\nThe printer is broken.").text == "The printer is broken."


@pytest.mark.parametrize(
    "text",
    [
        "Attention! The printer outside the office burns.\nCome at once.\n\nAnn",
        "External access fails.\n\nWe work outside the office.",
        "External mail from our company is late.\nIt comes from outside the company network.",
    ],
)
def test_a_cry_for_help_is_no_banner(text: str) -> None:
    assert new_text(text).text == text


def test_words_right_below_a_banner_stay() -> None:
    text = "CAUTION: This email originated from outside of the organization.\nIt burns."
    assert new_text(text).text == "It burns."


@pytest.mark.parametrize("line", ["--", "-- ", "\u2014", "__"])
def test_a_signature_that_is_all_there_is_stays(line: str) -> None:
    text = f"{line}\nPlease help, the printer burns."
    assert new_text(text).text == text


def test_a_mail_of_nothing_but_a_mobile_signature_says_nothing() -> None:
    assert new_text("Sent from my iPhone").text == ""


@pytest.mark.parametrize("line", ["\u2014", "\u2013", "__"])
def test_dashes_between_two_paragraphs_part_them(line: str) -> None:
    text = f"The printer is broken.\n\n{line}\n\nIt shows error 50.4.\nPlease come."
    assert new_text(text).text == text


def test_a_question_about_the_law_is_no_disclaimer() -> None:
    text = (
        "Our lawyers ask:\n\nThis message may be privileged. Is our mail to them confidential, and "
        "may the recipient disclose, copy or distribute it? Please look for unlawful disclosure."
    )
    assert new_text(text).text == text
