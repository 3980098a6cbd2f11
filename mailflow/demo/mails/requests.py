"""People ask for help, in five languages and in the ways mail programs write."""

from datetime import time

from mailflow.demo.people import ALICE, CAMILLE, EMMA, ERIK, JONAS, LUCIA, TOM, YUI
from mailflow.demo.pictures import screenshot
from mailflow.demo.script import Act, File, ScriptedMail, opens

VPN = """\
Good morning,

since Friday's update the VPN throws me out every ten minutes when I work from home. The client
says "tunnel closed by peer" and I have to log in again with the code from my phone each time.
I have tried the cable and the wifi, it makes no difference.

Could somebody have a look? I can work in between, it is just very tiresome.

Best wishes
--\x20
Emma Clarke
Sales, Harbour Logistics
"""

PRINTER = """\
Hallo zusammen,

der Etikettendrucker im Versand druckt seit heute früh nur noch leere Blätter. Toner ist neu, die
Testseite ist auch leer. Wir kleben die Etiketten im Moment von Hand, das geht noch eine Weile.

Viele Grüße
Jonas Weber
Versand, Halle 2
"""

INVOICES = """\
Bonjour,

le module de facturation de l'ERP reste blanc depuis ce matin, chez mes deux collègues aussi :
impossible de valider les factures du mois, et le module stock affiche une erreur. Elles doivent
partir demain.

Merci d'avance,
Camille Laurent
Comptabilité
"""

FOLDER = """\
Hola:

no puedo abrir los documentos de la carpeta compartida «Contratos»: dice que el archivo está
bloqueado y que no tengo permiso, aunque la semana pasada guardaba copias sin problema. ¿Me lo
podéis mirar?

Gracias
Lucía Moreno
"""

PROJECTOR = """\
お疲れさまです。営業部の田中です。

3階の会議室「富士」の会議用プロジェクターの画面に「信号なし」と表示されたままです。
会議室のケーブルを交換しても映りません。
午後の会議で使いたいので、確認をお願いできますでしょうか。

よろしくお願いいたします。
田中 結衣
"""

LAPTOP = """\
<html><body style="font-family: Calibri, sans-serif">
<p>Hi team,</p>
<p>I dropped my laptop on the pier: <b>the screen is cracked</b> and the battery lid is loose, but
keyboard and touchpad are fine. It works with the monitor on my docking station.</p>
<p>Could I get a spare until the repair?</p>
<table border="1"><tr><td>Model</td><td>Latitude 7450</td></tr>
<tr><td>Inventory number</td><td>HL-20417</td></tr></table>
<p>No hurry, I am in the office all week.<br>Tom</p>
<img src="https://tracker.example/pixel.gif" width="1" height="1">
</body></html>
"""

PORTAL = """\
Dear service desk,

since this morning the uploads to your server portal.harbour.example end with "certificate
expired". The certificate on your server ran out yesterday at midnight, I think; ours is valid
until next year. A screenshot and the server's answer to one attempt are attached.

Kind regards
Erik Lindqvist
Lindqvist Freight AB
"""

LOG = """\
08:02:11 connect portal.harbour.example:443
08:02:11 TLS handshake failed: certificate has expired (notAfter 23:59:59)
08:02:11 giving up after 1 attempt
"""

EXCEL = """\
Nadia caught me in the corridor. I pass it on so that it does not get lost.

---------- Forwarded message ---------
From: Nadia Rahman <nadia.rahman@harbour.example>
Date: Monday at 08:12
Subject: Excel closes itself
To: Alice Novak <alice.novak@harbour.example>

Hi Alice,

Excel closes itself as soon as I open the budget workbook, since Friday's update. In safe mode it
stays open, but then the add-in with the macros is missing. I need it this week for the quarter
figures. Can you install the old version again?

Nadia
"""

REQUESTS = Act(
    title="People ask for help",
    at=time(8, 30),
    intro="Eight requests, five languages, four kinds of mail program. Each becomes an incident;"
    " its requester gets one acknowledgement, its support group gets it to work on.",
    mails=(
        ScriptedMail(
            "vpn",
            EMMA,
            "VPN drops every ten minutes",
            VPN,
            "An ordinary request. The classifier knows the kind and names its reasons.",
            opens("acknowledgement:emma agent_notice:desk"),
        ),
        ScriptedMail(
            "printer",
            JONAS,
            "Etikettendrucker druckt nur leere Blätter",
            PRINTER,
            "German, in ISO-8859-1. The desk knows his language and answers in it.",
            opens("acknowledgement:jonas agent_notice:desk"),
            charset="iso-8859-1",
        ),
        ScriptedMail(
            "invoices",
            CAMILLE,
            "Module de facturation : écran blanc",
            INVOICES,
            "French: she is answered in it, her own words tell. Agents read their own language.",
            opens("acknowledgement:camille agent_notice:desk"),
        ),
        ScriptedMail(
            "folder",
            LUCIA,
            "Carpeta compartida sin permiso",
            FOLDER,
            "Spanish. Where the classifier is not sure enough it says so, and leaves it to people.",
            opens("acknowledgement:lucia agent_notice:desk"),
        ),
        ScriptedMail(
            "projector",
            YUI,
            "会議室のプロジェクターが映りません",
            PROJECTOR,
            "Japanese, in ISO-2022-JP as many programs there still send it; answered in Japanese.",
            opens("acknowledgement:yui agent_notice:desk"),
            charset="iso-2022-jp",
        ),
        ScriptedMail(
            "laptop",
            TOM,
            "Cracked laptop screen",
            "",
            "HTML without a plain text; the tracking picture in it is never fetched.",
            opens("acknowledgement:tom agent_notice:desk"),
            html=LAPTOP,
        ),
        ScriptedMail(
            "portal",
            ERIK,
            "Upload to your freight server fails",
            PORTAL,
            "A partner from outside, with two attachments.",
            opens("acknowledgement:erik agent_notice:desk"),
            files=(
                File("screenshot.png", "image/png", screenshot()),
                File("upload.log", "text/plain", LOG.encode()),
            ),
        ),
        ScriptedMail(
            "excel",
            ALICE,
            "Fwd: Excel closes itself",
            EXCEL,
            "An agent forwards what a colleague sent her: the colleague becomes the requester.",
            opens("acknowledgement:nadia agent_notice:desk", "active agent, no reference"),
        ),
    ),
)
