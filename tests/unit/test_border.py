"""Mails whose labels, headers or structure are wrong read as they were meant."""

from pathlib import Path

import pytest

from mailflow.adapters.parser import read_mail
from mailflow.cli.reading_keys import reading_keys
from mailflow.core.quoting import new_text

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "mail" / "border"
RUSSIAN = "Добрый день, на складе не включается сканер. Проверьте, пожалуйста, до обеда."
NAMES = ["Übersicht März.txt", "Büro.txt", "склад.txt", "Grüße.txt", "Fläche.txt", "plan.pdf"]
FLOWED = """倉庫のスキャナー
See https://example.org/a/very/long/address
> quotedtext
End
--\x20
Ann"""
GREEK = "Ο σαρωτής της αποθήκης δεν ανοίγει. Παρακαλώ ελέγξτε τον σήμερα."
EXPECTED: list[tuple[str, str, object]] = [
    ("bare_koi8", "subject", "Сканер на складе"),
    ("bare_koi8", "text", RUSSIAN),
    ("bare_windows_1251", "subject", "Сканер на складе"),
    ("bare_windows_1251", "text", RUSSIAN),
    ("bare_shift_jis", "subject", "スキャナーの件"),
    ("bare_shift_jis", "text", "倉庫のスキャナーが起動しません。昼までに確認をお願いします。"),
    ("bare_gb2312", "subject", "仓库扫描仪的问题"),
    ("bare_gb2312", "text", "你好，仓库里的扫描仪不能启动，请在中午以前检查一下。"),
    ("bare_big5", "subject", "倉庫掃描器的問題"),
    ("bare_big5", "text", "你好，倉庫裡的掃描器不能啟動，請在中午以前檢查一下。"),
    ("bare_euc_kr", "subject", "창고 스캐너 문제"),
    ("bare_euc_kr", "text", "창고에 있는 스캐너가 켜지지 않습니다. 점심 전에 확인해 주세요."),
    ("bare_latin1", "subject", "Gerät für Köln fällt aus"),
    ("bare_latin1", "text", "Schöne Grüße, das Gerät läuft nicht. Können Sie prüfen?"),
    ("bare_polish", "subject", "Drukarka nie działa"),
    ("ascii_label_greek", "text", GREEK),
    ("unknown_label", "text", "Das Gerät kostet 5 €."),
    ("latin1_label_russian", "text", RUSSIAN),
    ("utf8_label_latin1", "text", "Größe und Höhe fehlen für das Gerät."),
    ("gb2312_label_utf8", "text", "你好，请检查仓库里的扫描仪。"),
    ("jis_windows_signs", "text", "①のスキャナー and ｽｷｬﾅ"),
    ("jis_undeclared", "text", "倉庫のスキャナー"),
    ("utf16_without_mark", "text", "Größe: 5 m²"),
    ("utf7", "text", "Größe fehlt."),
    ("subject_in_charset_of_body", "subject", "Да, ё"),
    ("page_names_charset", "text", "Да, ё"),
    ("encoded_words", "subject", "Geht das? Wirklich?Grüße5 €"),
    ("encoded_words", "from", '"Müller, Eva" <eva@example.org>'),
    ("file_names", "attachments", NAMES),
    ("broken_header", "subject", "Question"),
    ("broken_header", "text", "Größe"),
    ("remark_above_header", "from", "ann@example.org"),
    ("spaced_fields", "from", "ann@example.org"),
    ("blank_lines_above", "from", "ann@example.org"),
    ("folded_boundary", "text", "first"),
    ("folded_boundary", "attachments", ["plan.pdf"]),
    ("boundary_without_semicolon", "text", "first\nsecond"),
    ("boundary_of_another_mail", "text", "Größe"),
    ("parts_without_type", "text", "first"),
    ("parts_without_type", "attachments", ["plan.pdf"]),
    ("page_without_type", "text", "A page"),
    ("transfer_encodings", "text", "Köln\nGrüße\nplain\nleft as it is"),
    ("flowed", "text", FLOWED),
    ("hidden_characters", "subject", "Invoice fdp.exe now"),
    ("hidden_characters", "from", '"Ann Lee" <ann@example.org>'),
    ("hidden_characters", "text", "one\ntwothree\nfour"),
    ("hidden_characters", "attachments", ["bill.fdp.pdf"]),
    ("text_after_attachment", "text", "Below the picture\nA list footer"),
    ("doubled_subject", "subject", "Second"),
    ("sender_without_domain", "from", '"Night Watch" <operator>'),
    ("mail_within", "text", "Inner text"),
    ("mail_within", "visible_reply", ""),
    ("mail_within", "n_leaves", 3),
]  # fmt: skip


@pytest.mark.parametrize(("name", "key", "expected"), EXPECTED)
def test_a_mail_reads_as_it_was_meant(name: str, key: str, expected: object) -> None:
    mail = read_mail((GOLDEN / f"{name}.eml").read_bytes())
    found = reading_keys(mail, new_text(mail.text), "instance")[key]
    assert (found.strip() if isinstance(found, str) else found) == expected


@pytest.mark.parametrize("name", ["broken_header", "remark_above_header", "spaced_fields"])
def test_a_sender_below_a_break_in_the_header_is_shown_and_not_trusted(name: str) -> None:
    """The server that checked the mail may have seen no From field, or another one."""
    mail = read_mail((GOLDEN / f"{name}.eml").read_bytes())
    assert [one.address for one in mail.from_] == ["ann@example.org"]
    assert mail.sender is None


def test_text_below_a_header_that_lacks_its_blank_line_stays_text() -> None:
    mail = read_mail(b"From: ann@example.org\nSubject: Hi\nHello Bob\nFrom: the team\n\nBye\n")
    assert mail.sender is not None
    assert "Hello Bob" in mail.text


def test_each_golden_mail_has_its_row() -> None:
    names = {path.stem for path in GOLDEN.glob("*.eml")}
    readme = (GOLDEN / "README.md").read_text()
    assert names == {name for name, _, _ in EXPECTED}
    assert {name for name in names if f"`{name}.eml`" in readme} == names


def test_an_uuencoded_file_is_read_whatever_its_encoding_is_called() -> None:
    mail = read_mail((GOLDEN / "transfer_encodings.eml").read_bytes())
    assert [one.content for one in mail.attachments] == [b"Cat"]


@pytest.mark.parametrize(
    "body",
    [
        # somebody shows a mail that came
        "See what came:\n\n--x\nContent-Type: text/plain\n\nfirst\n--x--\n",
        "--x\nContent-Type: text/plain\n\nfirst\n" * 201,  # more than the border reads
        "--x\nno field\n\nfirst\n--x--\n",
    ],
)
def test_text_that_only_looks_like_parts_stays_text(body: str) -> None:
    mail = read_mail(f"From: ann@example.org\n\n{body}".encode())
    assert mail.text == body
