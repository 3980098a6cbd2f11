"""Which machine wrote a mail."""

import dataclasses

import pytest

from mailflow.core.automatic import MachineMail, machine_mail
from mailflow.core.mail import DeliveryReport, Mail, Mailbox

CAROL = Mail(
    "<m@customer.example>", "Printer", (Mailbox("carol@customer.example"),), text="Broken."
)


def kind_of(mail: Mail) -> MachineMail | None:
    return machine_mail(
        mail, instance_id="desk-1", is_own_message_id=lambda one: one.startswith("<mf.")
    )


def headed(name: str, value: str, mail: Mail = CAROL) -> Mail:
    return dataclasses.replace(mail, headers=((name, value), *mail.headers))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("X-Mailflow-Loop", "desk-1", MachineMail.OWN_LOOP),
        ("X-Mailflow-Loop", "another desk", None),
        ("Auto-Submitted", "auto-replied", MachineMail.AUTO_REPLY),
        ("Auto-Submitted", "Auto-Replied (vacation); owner-email=x", MachineMail.AUTO_REPLY),
        ("Auto-Submitted", "no", None),
        ("Auto-Submitted", "auto-forwarded", None),  # a person's mail passed on
        ("Auto-Submitted", "auto-generated", MachineMail.BULK),
        ("X-Autoreply", "yes", MachineMail.AUTO_REPLY),
        ("X-Autoreply", "no", None),
        ("X-Autorespond", "", MachineMail.AUTO_REPLY),
        ("Precedence", "auto_reply", MachineMail.AUTO_REPLY),
        ("Precedence", "Bulk", MachineMail.BULK),
        ("Precedence", "first-class", None),
        ("List-Id", "<news.list.example>", MachineMail.BULK),
        ("List-Unsubscribe", "<mailto:u@list.example>", MachineMail.BULK),
        ("X-Auto-Response-Suppress", "All", MachineMail.BULK),
        ("X-Auto-Response-Suppress", "DR, RN", None),
        ("Return-Path", "<>", MachineMail.BULK),
        ("Return-Path", "<carol@customer.example>", None),
        ("X-Spam-Flag", "YES", MachineMail.SPAM),
        ("X-Spam-Status", "Yes, score=9", MachineMail.SPAM),
        ("X-Spam-Status", "No, score=0", None),
    ],
)
def test_a_header_field_tells_the_machine(
    name: str, value: str, expected: MachineMail | None
) -> None:
    assert kind_of(headed(name, value)) is expected


def test_our_own_message_id_means_our_own_mail() -> None:
    assert kind_of(dataclasses.replace(CAROL, message_id="<mf.x@desk>")) is MachineMail.OWN_LOOP


def test_reports_go_before_what_their_headers_say() -> None:
    bounced = headed("Auto-Submitted", "auto-replied", CAROL)
    report = dataclasses.replace(bounced, delivery_report=DeliveryReport(()))
    assert kind_of(report) is MachineMail.DELIVERY_REPORT
    receipt = dataclasses.replace(bounced, disposition_report=True)
    assert kind_of(receipt) is MachineMail.READ_RECEIPT


@pytest.mark.parametrize(
    ("subject", "in_reply_to", "expected"),
    [
        ("Automatic reply: [INC-1001] Printer", (), MachineMail.AUTO_REPLY),
        ("Out of Office: Printer", ("<mf.x@desk>",), MachineMail.AUTO_REPLY),
        ("Abwesenheitsnotiz: Drucker", ("<mf.x@desk>",), MachineMail.AUTO_REPLY),
        ("Réponse automatique : Imprimante", ("<mf.x@desk>",), MachineMail.AUTO_REPLY),
        ("Respuesta automática: Impresora", ("<mf.x@desk>",), MachineMail.AUTO_REPLY),
        ("自動応答: プリンター", ("<mf.x@desk>",), MachineMail.AUTO_REPLY),
        ("Out of office", ("<mf.x@desk>",), MachineMail.AUTO_REPLY),
        ("Out of office", (), None),
        ("Out of office assistant does not start", ("<mf.x@desk>",), None),
        ("Re: Automatic reply: Printer", ("<mf.x@desk>",), None),
    ],
)
def test_an_absence_note_is_known_by_its_subject(
    subject: str, in_reply_to: tuple[str, ...], expected: MachineMail | None
) -> None:
    mail = dataclasses.replace(CAROL, subject=subject, in_reply_to=in_reply_to)
    assert kind_of(mail) is expected


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office: how do I set it in Outlook",
        "Abwesenheitsnotiz: bitte einrichten",
        "Réponse automatique : comment la désactiver",
        "自動応答: プリンター",
    ],
)
def test_what_the_subject_alone_calls_automatic_is_seen_and_not_answered(subject: str) -> None:
    """A person may ask so: as bulk mail it opens an incident without acknowledgement."""
    assert kind_of(dataclasses.replace(CAROL, subject=subject)) is MachineMail.BULK


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("no-reply@chat.example", "Your confirmation code: 483-991", ""),
        ("security@cloud.example", "Reset your password", "https://c.example/r?k=K 30 minutes"),
        ("noreply@x.example", "Willkommen", "Ihr Bestätigungscode: 123456"),
        ("noreply@x.example", "Code", "Votre code de vérification : 123456"),
        ("noreply@x.example", "Hola", "Tu código de verificación es 123456"),
        ("noreply@x.example", "お知らせ", "確認コード: 123456"),
        ("noreply@x.example", "Codice", "Codice di verifica: 123456"),
        ("noreply@x.example", "Kod", "Kod weryfikacyjny: 123456"),
        ("noreply@x.example", "Код", "Код подтверждения: 123456"),
        ("noreply@x.example", "通知", "验证码：123456"),
        ("ne-pas-repondre@x.example", "Bonjour", "Confirmez votre adresse : https://x.example/c"),
        ("security@x.example", "Two steps", "Your one-time code is 88 77 66."),
        ("invites@x.example", "Hi", "You have been invited to join us: https://x.example/j"),
        # the address of a firm, whose subject speaks to the reader of what is his
        ("hello@x.example", "Activate your account", "https://x.example/a"),
        ("service@x.example", "Bestätigen Sie Ihre Adresse", "https://x.example/c"),
        (
            "postmaster@x.example",
            "Reset password",
            "Click https://x.example/r to set a new password",
        ),
        ("x@x.example", "918273 is your code", "Do not share it."),
    ],
)
def test_sign_up_and_reset_mail_of_third_parties_is_known(
    sender: str, subject: str, text: str
) -> None:
    mail = Mail("<v@x.example>", subject, (Mailbox(sender),), text=text)
    assert kind_of(mail) is MachineMail.VERIFICATION


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("noreply@x.example", "Invoice 123456", "Please pay."),
        ("noreply@x.example", "Reset your password", "Ask your desk."),  # no code, no link
        ("carol@customer.example", "I got no confirmation code", "https://x.example 123456"),
        ("carol@customer.example", "Reset your password", "What is https://x.example/r of 123456?"),
        (
            "office@customer.example",
            "Reset password",
            "Please reset it. https://portal.example 4711",
        ),
        ("info@customer.example", "Passwort zurücksetzen", "Für Kunde 12345, bitte."),
        # a firm speaks to the desk of what is the desk's, and it is no account
        ("info@customer.example", "Confirmez votre présence", "Le 27/11/2026 https://x.example/s"),
        ("office@customer.example", "Bitte bestätigen Sie Ihren Termin", "Raum 1044"),
        ("support@customer.example", "The printer shows error code is 1203", "Room 1203"),
        ("info@customer.example", "Su código de cliente", "No encontramos el código 445566"),
        ("info@customer.example", "Your voucher code", "The code ABCDEF12 is refused."),
        ("robotics@customer.example", "Arm 4711 stands", "It takes no one-time password."),
    ],
)
def test_verification_needs_sender_and_content(sender: str, subject: str, text: str) -> None:
    mail = Mail("<v@x.example>", subject, (Mailbox(sender),), text=text)
    assert kind_of(mail) is None
