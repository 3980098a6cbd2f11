"""The sentences of automatic replies in two dozen languages."""

from mailflow.core.phrases.lists import phrases

# A program says that it is one.
AUTOMATIC = phrases(
    """
    this is an automatic reply | this is an automatic response | this is an automatic message
    this is an automatic mail | this is an automatic email | this is an automatic e-mail
    this is an automatic notification | this is an automatic answer | this is an automated reply
    this is an automated response | this is an automated message | this is an automated mail
    this is an automated email | this is an automated e-mail | this is an automated notification
    this is an automated answer | this is a automatic reply | this is a automatic response
    this is a automatic message | this is a automatic mail | this is a automatic email
    this is a automatic e-mail | this is a automatic notification | this is a automatic answer
    this is an auto reply | this is an auto response | this is an auto message
    this is an auto mail | this is an auto email | this is an auto e-mail
    this is an auto notification | this is an auto answer | this is an automatically generated
    this is an automatically sent | this is an auto-reply | this is an auto-response
    this is an auto-generated | this message was automatically | this message is automatically
    this email was automatically | this e-mail was automatically | this is an autoresponse
    this is an autoresponder | automated response to your | automatic reply to your
    automatically generated reply | automatically generated response
    this is a system generated | this is a system-generated | [automatic reply] | [auto-reply]
    dies ist eine automatische antwort | dies ist eine automatische nachricht
    dies ist eine automatische e-mail | dies ist eine automatische mail
    dies ist eine automatische rückmeldung | dies ist eine automatische eingangsbestätigung
    dies ist eine automatische abwesenheitsnotiz | das ist eine automatische antwort
    das ist eine automatische nachricht | das ist eine automatische e-mail
    das ist eine automatische mail | das ist eine automatische rückmeldung
    das ist eine automatische eingangsbestätigung | das ist eine automatische abwesenheitsnotiz
    dies ist eine automatisch generierte | dies ist eine automatisch erstellte
    dies ist eine automatisch erzeugte | dies ist eine automatisch versandte
    dies ist eine automatisch versendete | diese nachricht wurde automatisch
    diese e-mail wurde automatisch | automatisch erstellte antwort
    automatisch generierte antwort | ceci est une réponse auto | ceci est un message auto
    ceci est un courriel auto | cette réponse est automatique | este es un mensaje autom
    esta es una respuesta autom | este mensaje se ha generado autom
    questa è una risposta autom | questo è un messaggio autom
    messaggio generato automaticamente | esta é uma resposta autom | esta é uma mensagem autom
    mensagem gerada automaticamente | dit is een automatisch antwoord
    dit is een automatisch bericht | dit is een automatisch gegenereerd
    dit is een automatisch verzonden | dit is een automatisch verstuurd
    dit bericht is automatisch | deze e-mail is automatisch | to jest automatyczna odpowiedź
    to jest automatyczna wiadomość | ta wiadomość została wygenerowana autom
    wiadomość wygenerowana automatycznie | toto je automatická odpověď
    toto je automatická zpráva | tato zpráva byla vygenerována autom
    tato zpráva je automatická | detta är ett automatiskt svar
    detta är ett automatiskt meddelande | detta är ett automatiskt mejl
    detta är ett automatiskt genererat | detta är ett automatiskt skickat
    detta är ett autosvar | dette er et automatisk svar | dette er et automatisk generert
    dette er et automatisk genereret | dette er et automatisk e-post | dette er et autosvar
    dette er en automatisk | tämä on automaattinen vastaus | tämä on automaattinen viesti
    tämä on automaattinen sähköposti | tämä on automaattinen ilmoitus | это автоматический ответ
    это автоматическое сообщение | это автоматическое уведомление
    данное сообщение сформировано автомат | это письмо отправлено автомат
    це автоматична відповідь | це автоматичне повідомлення | цей лист надіслано автомат
    bu otomatik bir yanıt | bu otomatik bir mesaj | bu otomatik bir cevap
    bu otomatik bir e-posta | bu bir otomatik yanıt | bu bir otomatik mesaj
    bu bir otomatik cevap | bu bir otomatik e-posta | bu e-posta otomatik
    αυτό είναι ένα αυτόματο μήνυμα | αυτό είναι ένα αυτόματο email
    αυτή είναι μια αυτόματη απάντηση | 这是一封自动 | 此邮件为自动 | 本邮件为自动 | 這是一封自動
    此郵件為自動 | 这是自动回复 | 这是自动发送 | 这是自动生成 | 這是自動回覆 | 這是自動發送
    このメールは自動 | 本メールは自動 | このメッセージは自動 | これは自動返信 | これは自動応答
    これは自動送信 | 이 메일은 자동 | 자동으로 발송된 | 자동 회신 메일입니다
    đây là thư trả lời tự động | đây là tin nhắn tự động | đây là thư tự động | هذا رد تلقائي
    هذه رسالة تلقائية | זוהי הודעה אוטומטית | זוהי תשובה אוטומטית | הודעה זו נשלחה אוטומטית
    """
)

# Who is away says so.
AWAY = phrases(
    """
    i am out of the office | i'm out of the office | i am currently out | i'm currently out
    i will be out of | i'll be out of | i am away | i'm away | i will be away
    out of office until | out of the office until | out of the office from | i am on vacation
    i'm on vacation | i am on holiday | i'm on holiday | i am on leave | i'm on leave
    i am on annual leave | i am currently on | i am presently | currently out of the office
    on parental leave | i am not in the office | i will not be in the office
    i have left the company | nicht im büro | ich bin derzeit nicht | ich bin zurzeit nicht
    ich bin zur zeit nicht | im urlaub | außer haus | ich bin abwesend
    bin ich nicht erreichbar | bin ich abwesend | ich bin momentan nicht | bin ich nicht im haus
    ich bin nicht im haus | ich bin ab | je suis absent | je suis actuellement | je serai absent
    absent du bureau | en congé | absente du bureau | je suis en vacances
    je suis en déplacement | de retour le | estoy fuera de la oficina | estaré fuera
    estoy de vacaciones | me encuentro fuera | actualmente me encuentro | estoy ausente
    estaré ausente | estaré de vacaciones | sono fuori ufficio | sarò fuori ufficio
    sono in ferie | sono assente | sarò assente | non sono in ufficio | sarò in ferie
    estou fora do escritório | estarei fora | estou de férias | estarei ausente | estou ausente
    encontro-me ausente | me encontro fora | ik ben niet op kantoor | ik ben afwezig
    ik ben momenteel | ik ben op vakantie | ben ik niet aanwezig | ben ik afwezig
    ik ben met vakantie | ik ben niet aanwezig | jestem poza biurem | jestem na urlopie
    jestem nieobecn | będę nieobecn | przebywam na urlopie | poza biurem do | będę poza biurem
    jsem mimo kancelář | nejsem v kanceláři | jsem na dovolené | budu mimo kancelář
    nejsem přítom | čerpám dovolenou | jag är inte på kontoret | jag är på semester
    jag är ledig | jag är borta | jag är bortrest | jag är åter | jag har semester
    tillbaka den | jeg er ikke på kontoret | jeg er på ferie | jeg holder ferie
    jeg er fraværende | jeg er bortreist | jeg er ikke til stede | jeg har ferie | olen poissa
    olen lomalla | en ole toimistolla | olen vuosilomalla | меня нет в офисе | я в отпуске
    нахожусь в отпуске | я отсутствую | меня нет на рабочем месте | буду отсутствовать
    буду в отпуске | мене немає в офісі | я у відпустці | перебуваю у відпустці | буду відсутн
    я відсутн | ofis dışındayım | ofiste değilim | izindeyim | tatildeyim | izinde olacağım
    είμαι εκτός γραφείου | θα είμαι εκτός | βρίσκομαι εκτός | απουσιάζω | είμαι σε άδεια
    λείπω από το γραφείο | 我不在办公室 | 我目前不在 | 我正在休假 | 我在休假 | 我目前正在休假
    我不在辦公室 | 我目前休假 | 我將不在
    我将不在 | 我正在出差 | 不在にしております | 不在です | 休暇をいただいて | 休暇中
    不在となります | 休暇を取得して | 외출 중 | 부재 중입니다
    부재중입니다 | 휴가 중입니다 | 휴가중입니다 | 출장 중입니다 | 자리를 비 | tôi không có mặt
    tôi đang nghỉ
    tôi hiện không | tôi đi vắng | tôi đang đi công tác | tôi vắng mặt | أنا خارج المكتب
    أنا حالياً خارج | أنا في إجازة | سأكون خارج المكتب | خارج المكتب حتى | אני מחוץ למשרד
    אני בחופשה | איני נמצא | אני לא נמצא | אהיה מחוץ למשרד | אני נמצא בחופשה | אני נמצאת בחופשה
    """
)

# What programs are told to say beside it: thanks for the mail, ...
THANKS = phrases(
    """
    thank you for your e | thank you for your m | thanks for your e | thanks for your m
    thank you for contacting | thank you for writing | vielen dank für ihre | danke für ihre
    vielen dank für deine | danke für deine | herzlichen dank für | merci pour votre
    merci de votre | je vous remercie de votre | je vous remercie pour votre | gracias por su
    gracias por tu | grazie per la | grazie per il | grazie del | grazie della | obrigado pel
    obrigada pel | agradeço o seu | bedankt voor uw | bedankt voor je | dank voor uw
    dank u voor uw | dziękuję za | dziękuje za | děkuji za | tack för ditt | tack för din
    tak for din | takk for din | takk for e-post | takk for henvendelsen | tak for din mail
    kiitos viestist | kiitos sähköposti | спасибо за ваше | благодарю за | спасибо за письмо
    дякую за | e-postanız için | mesajınız için | iletiniz için | ευχαριστώ για | σας ευχαριστώ
    感谢您的 | 谢谢您的 | 感謝您的 | 謝謝您的 | 您好，您的邮件 | メールありがとう
    ご連絡ありがとう | メールをいただき | ご連絡をいただき | 메일 감사
    메일을 보내 | 연락 주셔서 | cảm ơn bạn đã | cảm ơn email | cám ơn | شكراً | شكرا | תודה על
    תודה שפנית
    """
)

# ... when an answer will come, and whom to ask until then.
MEANWHILE = phrases(
    """
    upon my return | on my return | when i return | as soon as i return | when i am back
    i will return | i will be back | i'll be back | in urgent cases | for urgent
    if your matter | if it is urgent | if this is urgent | if you need immediate
    immediate assistance | limited access to | no access to | your message will not be forwarded
    will not be forwarded | in dringenden fällen | in dringenden angelegenheiten
    nach meiner rückkehr | wieder erreichbar | nicht weitergeleitet
    wenden sie sich bitte an | en cas d'urgence | à mon retour | dès mon retour | de retour le
    pour toute urgence | ne sera pas transféré | a mi regreso | a mi vuelta
    en caso de urgencia | para asuntos urgentes | si es urgente | al mio rientro
    al mio ritorno | in caso di urgenza | per urgenze | per comunicazioni urgenti
    no meu regresso | ao retornar | em caso de urgência | para assuntos urgentes
    assim que retornar | bij terugkomst | na mijn terugkeer | in dringende gevallen
    voor dringende | po powrocie | w pilnych sprawach | w sprawach pilnych
    po mém návratu | po návratu | v naléhavých případech | v urgentních případech
    när jag är tillbaka | vid brådskande | åter den | når jeg er tilbage | når jeg er tilbake
    ved hastende | tilbage igen | hvis det haster | palattuani | kiireellisissä
    kiireisissä | по возвращении | в срочных случаях | по срочным вопросам
    в случае необходимости | після повернення | у термінових | з термінових питань | döndüğümde
    acil durumlarda | acil konular | με την επιστροφή | για επείγοντα | σε επείγουσ | 如有急事
    如有紧急 | 如有緊急 | 回来后 | 回來後 | 返回后 | お急ぎの
    緊急の | 戻り次第 | 급한 용무 | 급하신
    긴급 | 복귀 후 | 복귀하는 대로 | khi tôi trở lại | trường hợp khẩn | nếu khẩn cấp | việc gấp
    عند عودتي | للحالات العاجلة | في الحالات العاجلة | במקרים דחופים | עם שובי | בדחיפות
    לעניינים דחופים
    """
)
