"""Attribution lines as the programs of each language write them."""

import pytest

from mailflow.core.attributions import attribution_height

# In this order, as far as a program speaks the language and writes such a line: Gmail, Apple Mail,
# Thunderbird, Yahoo, Outlook for mobile, and the mail services of the country.
ATTRIBUTIONS = """
en On Tue, Jan 13, 2026 at 11:12 AM Ann Lee <ann@x.example> wrote:
en On Jan 13, 2026, at 11:12\u202fAM, Ann Lee <ann@x.example> wrote:
en On 13/01/2026 11:12, Ann Lee wrote:
en On Tuesday, January 13, 2026 at 11:12:13 AM GMT+1, Ann Lee <ann@x.example> wrote:
en On Jan 13, 2026 11:12 AM, Ann Lee <ann@x.example> wrote:
en On Tuesday, January 13th, 2026 at 11:12 AM, Ann Lee <ann@x.example> wrote:
en ---- On Tue, 13 Jan 2026 11:12:13 +0100 Ann Lee <ann@x.example> wrote ----
en On Jan 13, 2026 at 11:12 AM +0100, Ann Lee <ann@x.example>, wrote:
en Ann Lee wrote on 1/13/26 11:12 AM:
en Ann Lee <ann@x.example> wrote on 01/13/2026 11:12:13 AM:
en Tuesday, January 13, 2026, 11:12:13 AM, you wrote:
en On Tue, 2026-01-13 at 11:12 +0100, Ann Lee wrote:
en At 2026-01-13 11:12:13, "Ann Lee" <ann@x.example> wrote:
en Quoting Ann Lee <ann@x.example>:
en Ann Lee <ann@x.example> writes:
en In message <abc@x.example>, Ann Lee writes:
de Am Di., 13. Jan. 2026 um 11:12 Uhr schrieb Ann Lee <ann@x.example>:
de Am 13.01.2026 um 11:12 schrieb Ann Lee <ann@x.example>:
de Am 13.01.26 um 11:12 schrieb Ann Lee:
de Am Dienstag, 13. Januar 2026 um 11:12:13 MEZ hat Ann Lee <ann@x.example> Folgendes geschrieben:
de Ann Lee <ann@x.example> schrieb am Di., 13. Jan. 2026, 11:12:
de Ann Lee <ann@x.example> hat am 13.01.2026 11:12 CET geschrieben:
de Am Dienstag, 13. Januar 2026, 11:12:13 CET schrieb Ann Lee:
de Zitat von Ann Lee <ann@x.example>:
de Ann Lee schrieb:
fr Le mar. 13 janv. 2026 à 11:12, Ann Lee <ann@x.example> a écrit :
fr Le 13 janv. 2026 à 11:12, Ann Lee <ann@x.example> a écrit\u00a0:
fr Le 13/01/2026 à 11:12, Ann Lee a écrit :
fr Le mardi 13 janvier 2026 à 11:12:13 UTC+1, Ann Lee <ann@x.example> a écrit :
fr Le 2026-01-13 11:12, Ann Lee a écrit :
es El mar, 13 ene 2026 a las 11:12, Ann Lee (<ann@x.example>) escribió:
es El 13 ene 2026, a las 11:12, Ann Lee <ann@x.example> escribió:
es El 13/1/26 a las 11:12, Ann Lee escribió:
es En martes, 13 de enero de 2026 11:12:13 CET, Ann Lee <ann@x.example> escribió:
it Il giorno mar 13 gen 2026 alle ore 11:12 Ann Lee <ann@x.example> ha scritto:
it Il giorno 13 gen 2026, alle ore 11:12, Ann Lee ha scritto:
it Il 13/01/26 11:12, Ann Lee ha scritto:
it Il martedì 13 gennaio 2026 alle ore 11:12:13 CET, Ann Lee <ann@x.example> ha scritto:
it In data martedì 13 gennaio 2026 11:12:13 CET, Ann Lee ha scritto:
pt Em ter., 13 de jan. de 2026 às 11:12, Ann Lee <ann@x.example> escreveu:
pt Em 13 de jan. de 2026, à(s) 11:12, Ann Lee <ann@x.example> escreveu:
pt Em 13/01/2026 11:12, Ann Lee escreveu:
pt Em terça-feira, 13 de janeiro de 2026 às 11:12:13 BRT, Ann Lee <ann@x.example> escreveu:
pt Ann Lee <ann@x.example> escreveu (terça, 13/01/2026 à(s) 11:12):
pt No dia 13/01/2026, às 11:12, Ann Lee <ann@x.example> escreveu:
nl Op di 13 jan 2026 om 11:12 schreef Ann Lee <ann@x.example>:
nl Op 13 jan 2026, om 11:12 heeft Ann Lee <ann@x.example> het volgende geschreven:
nl Op 13-01-2026 om 11:12 schreef Ann Lee:
nl Op dinsdag 13 januari 2026 om 11:12:13 CET schreef Ann Lee <ann@x.example>:
nl Ann Lee <ann@x.example> schreef op 13 januari 2026 om 11:12:
pl wt., 13 sty 2026 o 11:12 Ann Lee <ann@x.example> napisał(a):
pl Wiadomość napisana przez Ann Lee <ann@x.example> w dniu 13 sty 2026, o godz. 11:12:
pl W dniu 13.01.2026 o 11:12, Ann Lee pisze:
pl W dniu 2026-01-13 11:12:13 użytkownik Ann Lee <ann@x.example> napisał:
pl Dnia 13 stycznia 2026 11:12 Ann Lee <ann@x.example> napisał(a):
cs út 13. 1. 2026 v 11:12 odesílatel Ann Lee <ann@x.example> napsal:
cs 13. 1. 2026 v 11:12, Ann Lee <ann@x.example>:
cs Dne 13. 01. 26 v 11:12 Ann Lee napsal(a):
sk ut 13. 1. 2026 o 11:12 Ann Lee <ann@x.example> napísal(a):
sk Dňa 13. 1. 2026 o 11:12 Ann Lee napísal(a):
sv Den tis 13 jan. 2026 kl 11:12 skrev Ann Lee <ann@x.example>:
sv 13 jan. 2026 kl. 11:12 skrev Ann Lee <ann@x.example>:
sv Den 2026-01-13 kl. 11:12, skrev Ann Lee:
sv Ann Lee skrev den 2026-01-13 11:12:
da Den tirs. 13. jan. 2026 kl. 11.12 skrev Ann Lee <ann@x.example>:
da Den 13. jan. 2026 kl. 11.12 skrev Ann Lee <ann@x.example>:
da Den 13.01.2026 kl. 11.12 skrev Ann Lee:
da Den tirsdag den 13. januar 2026 kl. 11.12.13 CET skrev Ann Lee <ann@x.example>:
no tir. 13. jan. 2026 kl. 11:12 skrev Ann Lee <ann@x.example>:
no 13. jan. 2026 kl. 11:12 skrev Ann Lee <ann@x.example>:
no På 13.01.2026 11:12, skrev Ann Lee:
fi ti 13. tammik. 2026 klo 11.12 Ann Lee (ann@x.example) kirjoitti:
fi Ann Lee <ann@x.example> kirjoitti 13.1.2026 kello 11.12:
fi Ann Lee kirjoitti 13.1.2026 klo 11.12:
ru вт, 13 янв. 2026 г. в 11:12, Ann Lee <ann@x.example>:
ru 13 янв. 2026 г., в 11:12, Ann Lee <ann@x.example> написал(а):
ru 13.01.2026 11:12, Ann Lee пишет:
ru 13.01.2026, 11:12, "Ann Lee" <ann@x.example>:
ru Вторник, 13 января 2026, 11:12 +03:00 от Ann Lee <ann@x.example>:
uk вт, 13 січ. 2026 р. о 11:12 Ann Lee <ann@x.example> пише:
uk 13 січ. 2026 р. о 11:12 Ann Lee <ann@x.example> написав(-ла):
uk 13.01.26 11:12, Ann Lee пише:
tr Ann Lee <ann@x.example>, 13 Oca 2026 Sal, 11:12 tarihinde şunu yazdı:
tr Ann Lee <ann@x.example> şunları yazdı (13 Oca 2026 11:12):
tr 13.01.2026 11:12 tarihinde Ann Lee yazdı:
el Στις Τρί 13 Ιαν 2026 στις 11:12 π.μ., ο/η Ann Lee <ann@x.example> έγραψε:
el 13 Ιαν 2026, 11:12 π.μ., ο χρήστης Ann Lee <ann@x.example> έγραψε:
el Στις 13/1/26 11:12, ο/η Ann Lee έγραψε:
zh Ann Lee <ann@x.example> 于2026年1月13日周二 11:12写道：
zh Ann Lee <ann@x.example> 於 2026年1月13日 週二 上午11:12寫道：
zh 在 2026年1月13日，11:12，Ann Lee <ann@x.example> 写道：
zh 在 2026/1/13 11:12, Ann Lee 写道:
zh 在 2026-01-13 11:12:13，"Ann Lee" <ann@x.example> 写道：
ja 2026年1月13日(火) 11:12 Ann Lee <ann@x.example>:
ja 2026/01/13 11:12、Ann Lee <ann@x.example>のメール:
ja On 2026/01/13 11:12, Ann Lee wrote:
ja 2026年1月13日 火曜日 11:12:13 JST、Ann Leeさんは書きました：
ko 2026년 1월 13일 (화) 오전 11:12, Ann Lee <ann@x.example>님이 작성:
ko 2026. 1. 13. 오전 11:12, Ann Lee <ann@x.example> 작성:
ko 2026-01-13 11:12에 Ann Lee 이(가) 쓴 글:
vi Vào Th 3, 13 thg 1, 2026 vào lúc 11:12 Ann Lee <ann@x.example> đã viết:
vi Vào 11:12, 13 thg 1, 2026, Ann Lee <ann@x.example> đã viết:
vi Vào 13/1/26 lúc 11:12, Ann Lee đã viết:
ar في الثلاثاء، 13 يناير 2026 في 11:12 ص تمت كتابة ما يلي بواسطة Ann Lee <ann@x.example>:
ar \u200fفي 13 يناير 2026، الساعة 11:12، كتب/كتبت Ann Lee <ann@x.example>:
ar في 13/1/26 11:12، كتب Ann Lee:
he \u202bבתאריך יום ג׳, 13 בינו׳ 2026 ב-11:12 מאת Ann Lee <\u202aann@x.example\u202c>:\u202c
he ב-13 בינו׳ 2026, בשעה 11:12, \u200fAnn Lee <ann@x.example> כתב/ה:
he בתאריך 13/01/2026 11:12, Ann Lee כתב:
hu Ann Lee <ann@x.example> ezt írta (időpont: 2026. jan. 13., K, 11:12):
hu 2026. 01. 13. 11:12 keltezéssel, Ann Lee írta:
ro În mar., 13 ian. 2026 la 11:12, Ann Lee <ann@x.example> a scris:
ro Pe 13.01.2026 11:12, Ann Lee a scris:
bg На вт, 13.01.2026 г. в 11:12 Ann Lee <ann@x.example> написа:
hr uto, 13. sij 2026. u 11:12 Ann Lee <ann@x.example> napisao je:
sl V V tor., 13. jan. 2026 ob 11:12 je oseba Ann Lee <ann@x.example> napisala:
ca Missatge de Ann Lee <ann@x.example> del dia dt., 13 de gen. 2026 a les 11:12:
id Pada tanggal Sel, 13 Jan 2026 pukul 11.12 Ann Lee <ann@x.example> menulis:
th ในวันที่ อ. 13 ม.ค. 2026 เวลา 11:12 Ann Lee <ann@x.example> เขียนว่า:
fa در تاریخ سه‌شنبه ۱۳ ژانویهٔ ۲۰۲۶، ۱۱:۱۲ Ann Lee <ann@x.example> نوشت:
"""
LINES = [line.split(" ", 1)[1] for line in ATTRIBUTIONS.strip().split("\n")]
SHORTEST_WRAPPED = 35
UNDATED = ("Quoting", "Zitat", "writes", "Ann Lee schrieb")


@pytest.mark.parametrize("line", LINES)
def test_an_attribution_is_known_with_a_marked_quote_below(line: str) -> None:
    assert attribution_height([line, "", "> Does it work?"], 0) == 1


@pytest.mark.parametrize("line", [one for one in LINES if not any(u in one for u in UNDATED)])
def test_a_dated_attribution_is_known_without_marks_below(line: str) -> None:
    assert attribution_height([line, "", "Does it work?"], 0) == 1


@pytest.mark.parametrize("line", [line for line in LINES if len(line) > SHORTEST_WRAPPED])
def test_an_attribution_is_known_wherever_it_is_wrapped(line: str) -> None:
    words = line.split(" ")
    cuts = [cut for cut in range(1, len(words)) if len(" ".join(words[:cut])) >= SHORTEST_WRAPPED]
    halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in cuts]
    unknown = [a for a, b in halves if attribution_height([a, b, "", "> Does it work?"], 0) != 2]
    assert unknown == []


@pytest.mark.parametrize("above", ["On my side it works.", "2. Yes, at 10:30 it worked.", "2. Yes"])
@pytest.mark.parametrize(
    "line",
    [
        "On Tue, 13 Jan 2026 at 10:00, Ann Lee <ann@x.example> wrote:",
        "Ann Lee <ann@x.example> schrieb am 13.01.2026 um 10:00:",
    ],
)
def test_the_line_above_an_attribution_is_no_part_of_it(above: str, line: str) -> None:
    assert attribution_height([above, line, "> Does it work?"], 0) == 0


@pytest.mark.parametrize(
    "lines",
    [
        ["As I wrote to you on Monday:", "", "nothing works"],
        ["On 13 January 2026 your colleague wrote:", "", "please restart", "", "I did."],
        ["Am 13.01.2026 schrieb mir Ihr Kollege:", "", "bitte neu starten", "", "Gemacht."],
        ["He wrote on 5 May:", "", "nothing at all"],
        ["Please write to Ann <ann@x.example>:", "", "she knows"],
        ["The log of 2026-01-13 11:12:13 says:", "", "disk full"],
        ["Meeting on Tuesday 13 January 2026 at 11:12:", "room 5"],
        ["On 13 January 2026 I wrote to you about the printer.", "> It is broken."],
        ["This is what our customer in Bremen told me and what he wrote:", "> It is broken."],
        ["On 5 May we will move: the rest is in the list", "", "- one"],
        ["2026-01-13 11:12:13 ERROR ann@x.example: no route", "", "> q"],
        ["Am Montag geht es nicht, bitte anders:", "", "Dienstag"],
    ],
)
def test_a_sentence_is_no_attribution(lines: list[str]) -> None:
    assert attribution_height(lines, 0) == 0


def test_an_attribution_is_known_when_a_program_made_links_of_its_address() -> None:
    lines = ["On Tue, 13 Jan 2026 at 11:12 Ann Lee", "", "<", "mailto:Ann Lee <a@x.example>"]
    assert attribution_height([*lines, "> wrote:", "", "", "Does it work?"], 0) == 5
