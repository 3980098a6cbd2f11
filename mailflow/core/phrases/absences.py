"""The subjects and sentences of automatic replies in two dozen languages."""

from mailflow.core.phrases.lists import phrases

# Programs put these before the subject that they answer, or in its place.
ABSENCES_BY_LANGUAGE: dict[str, tuple[str, ...]] = {
    "en": phrases(
        """
        out of office | out of the office | out of office reply | out of office autoreply
        out of office notification | automatic reply | auto reply | autoreply | auto-reply
        automatic response | auto response | autoresponse | auto-response | auto | automated reply
        automated response | vacation reply | vacation response | ooo | autoresponder
        auto responder | autorespond | vacation auto-reply | away message | vacation message
        absence notification | out-of-office | auto-answer
        """
    ),
    "de": phrases(
        """
        abwesenheitsnotiz | automatische antwort | abwesenheit | abwesend | autoantwort
        abwesenheitsmeldung | abwesenheitsnachricht | automatische abwesenheitsnotiz
        automatische rückantwort | automatische abwesenheitsmeldung | urlaubsnotiz
        abwesenheitsassistent | automatische eingangsbestätigung | nicht im büro
        """
    ),
    "fr": phrases(
        """
        réponse automatique | absence du bureau | message d'absence | absent du bureau
        réponse automatique d'absence | message automatique | absence | notification d'absence
        absent(e) du bureau | avis d'absence | réponse d'absence | hors du bureau
        """
    ),
    "es": phrases(
        """
        respuesta automática | respuesta automatica | fuera de la oficina | fuera de oficina
        respuesta automática de ausencia | mensaje automático | ausencia | ausente de la oficina
        contestación automática
        """
    ),
    "it": phrases(
        """
        risposta automatica | fuori ufficio | fuori sede | assente | assenza
        messaggio automatico
        notifica di assenza | risposta automatica di assenza
        """
    ),
    "pt": phrases(
        """
        resposta automática | resposta automatica | fora do escritório | ausência temporária
        ausente | ausência | ausência do escritório | mensagem automática
        """
    ),
    "nl": phrases(
        """
        automatisch antwoord | afwezig | afwezigheid | afwezigheidsbericht | niet aanwezig
        automatische beantwoording | automatisch bericht | automatische reactie
        afwezigheidsmelding | automatisch afwezigheidsbericht
        """
    ),
    "pl": phrases(
        """
        automatyczna odpowiedź | autoodpowiedź | odpowiedź automatyczna | poza biurem
        nieobecność
        nieobecność w pracy | nieobecność w biurze | autoresponder
        """
    ),
    "cs": phrases(
        """
        automatická odpověď | mimo kancelář | nepřítomnost | nepřítomen | nepřítomna
        oznámení o nepřítomnosti | odpověď v nepřítomnosti | automaticka odpoved
        """
    ),
    "sv": phrases(
        """
        autosvar | frånvaro | automatiskt svar | frånvarande | frånvaromeddelande | automatsvar
        ej på kontoret
        """
    ),
    "da": phrases(
        """
        autosvar | fraværsmelding | automatisk svar | ikke til stede | fravær | fraværsmeddelelse
        ikke på kontoret | fraværende
        """
    ),
    "nb": phrases(
        """
        automatisk svar | autosvar | fraværsmelding | ikke på kontoret | fravær
        """
    ),
    "fi": phrases(
        """
        automaattinen vastaus | poissa | poissa toimistosta | poissaoloilmoitus
        automaattivastaus
        automaattinen poissaoloilmoitus | poissaolo | lomavastaaja
        """
    ),
    "ru": phrases(
        """
        автоответ | автоматический ответ | автоответчик | нет на работе | вне офиса
        отсутствие на рабочем месте | автоматическое уведомление
        """
    ),
    "uk": phrases(
        """
        автовідповідь | автоматична відповідь | немає на робочому місці | поза офісом
        автовідповідач | відсутність на роботі
        """
    ),
    "tr": phrases(
        """
        otomatik yanıt | otomatik cevap | ofis dışında | ofis dışındayım | ofis dışı
        işyeri dışında | otomatik yanit | iş yeri dışında
        """
    ),
    "el": phrases(
        """
        αυτόματη απάντηση | εκτός γραφείου | απουσία από το γραφείο | απουσία
        ειδοποίηση απουσίας
        """
    ),
    "zh": phrases(
        """
        自动回复 | 自動回覆 | 自动答复 | 自動答覆 | 不在办公室 | 不在辦公室 | 外出 | 自動回復
        自动应答 | 休假自动回复 | 外出自动回复
        """
    ),
    "ja": phrases(
        """
        自動返信 | 自動応答 | 不在通知 | 不在応答 | 不在の連絡 | 自動返答 | 不在自動応答
        自動送信 | 不在メッセージ
        """
    ),
    "ko": phrases(
        """
        자동 회신 | 자동회신 | 자동 응답 | 자동응답 | 부재 중 | 부재중 | 부재 중 회신
        부재중 자동 회신 | 부재중 응답
        """
    ),
    "vi": phrases(
        """
        trả lời tự động | thư trả lời tự động | tự động trả lời | vắng mặt tại văn phòng
        phản hồi tự động | không có mặt tại văn phòng | vắng mặt
        """
    ),
    "ar": phrases(
        """
        رد تلقائي | الرد التلقائي | خارج المكتب | رد آلي | الرد الآلي | إجابة تلقائية
        """
    ),
    "he": phrases(
        """
        תשובה אוטומטית | מענה אוטומטי | מחוץ למשרד | תגובה אוטומטית | הודעת היעדרות
        """
    ),
}

# Words that people, too, put at the head of a subject: they count only in an answer.
ALSO_PEOPLES = phrases(
    """
    absence | abwesend | abwesenheit | afwezig | afwezigheid | assente | assenza | ausencia
    ausente | ausência | auto | away message | ej på kontoret | fravær | fraværende
    frånvarande | frånvaro | fuori sede | hors du bureau | ikke på kontoret | ikke til stede
    nepřítomen | nepřítomna | nepřítomnost | nicht im büro | nieobecność | niet aanwezig | ooo
    poissa | poissaolo | vắng mặt | απουσία | відсутність на роботі | немає на робочому місці
    нет на работе | отсутствие на рабочем месте | 外出 | 부재 중 | 부재중
    """
)
ABSENCES = frozenset(phrase for row in ABSENCES_BY_LANGUAGE.values() for phrase in row)
PROGRAMS_ALONE = ABSENCES - frozenset(ALSO_PEOPLES)

# Behind "Out of office:" these tell of a person who announces when he will be away.
TIMES = phrases(
    """
    today | tomorrow | next | this | week | monday | tuesday | wednesday | thursday | friday
    until | from | morgen | heute | woche | demain | semaine | mañana | semana | domani
    settimana | amanhã | vrijdag | maandag | tydzień | týden | vecka | uge | uke | viikko
    недел | тиждень | hafta | εβδομάδα | 明天 | 下周 | 来週 | 明日 | 다음 주 | tuần
    """
)

# A program says that it is one.
AUTOMATIC = phrases(
    """
    this is an automat | this is an auto- | this is an auto | this is a automat
    this message was automatically | this message is automatically
    this email was automatically | this e-mail was automatically | this is an autorespon
    automated response to your | automatic reply to your | automatically generated reply
    automatically generated response | this is a system generated | [automatic reply]
    [auto-reply] | [this is an automat | dies ist eine automat
    diese nachricht wurde automatisch | diese e-mail wurde automatisch
    automatisch erstellte antwort | automatisch generierte antwort | das ist eine automat
    ceci est une réponse auto | ceci est un message auto | cette réponse est automatique
    este es un mensaje autom | esta es una respuesta autom | este mensaje se ha generado autom
    questa è una risposta autom | questo è un messaggio autom
    messaggio generato automaticamente | esta é uma resposta autom | esta é uma mensagem autom
    mensagem gerada automaticamente | dit is een automatisch | dit bericht is automatisch
    deze e-mail is automatisch | to jest automatyczna | ta wiadomość została wygenerowana autom
    wiadomość automatyczna | toto je automatická | tato zpráva byla vygenerována autom
    tato zpráva je automatická | detta är ett automatiskt | detta är ett autosvar
    dette er et automatisk | dette er et autosvar | tämä on automaattinen | это автоматическ
    данное сообщение сформировано автомат | это письмо отправлено автомат | це автоматичн
    цей лист надіслано автомат | bu otomatik bir | bu bir otomatik | bu e-posta otomatik
    αυτό είναι ένα αυτόματο | αυτή είναι μια αυτόματη | 这是一封自动 | 此邮件为自动
    本邮件为自动 | 這是一封自動
    此郵件為自動 | 这是自动 | 這是自動 | このメールは自動 | 本メールは自動
    このメッセージは自動 | これは自動 | 이 메일은 자동 | 자동으로 발송된
    자동 회신 메일입니다 | đây là thư trả lời tự động | đây là tin nhắn tự động
    đây là thư tự động
    هذا رد تلقائي | هذه رسالة تلقائية | זוהי הודעה אוטומטית | זוהי תשובה אוטומטית
    הודעה זו נשלחה אוטומטית
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
    nach meiner rückkehr | wieder erreichbar | nicht weitergeleitet | ab dem | bin ich wieder
    wenden sie sich bitte an | en cas d'urgence | à mon retour | dès mon retour | de retour le
    pour toute urgence | ne sera pas transféré | a mi regreso | a mi vuelta
    en caso de urgencia | para asuntos urgentes | si es urgente | al mio rientro
    al mio ritorno | in caso di urgenza | per urgenze | per comunicazioni urgenti
    no meu regresso | ao retornar | em caso de urgência | para assuntos urgentes
    assim que retornar | bij terugkomst | na mijn terugkeer | in dringende gevallen
    voor dringende | ben ik weer | po powrocie | w pilnych sprawach | w sprawach pilnych
    po mém návratu | po návratu | v naléhavých případech | v urgentních případech
    när jag är tillbaka | vid brådskande | åter den | når jeg er tilbage | når jeg er tilbake
    ved hastende | tilbage igen | hvis det haster | palattuani | kiireellisissä | palaan
    kiireisissä | по возвращении | в срочных случаях | по срочным вопросам
    в случае необходимости | після повернення | у термінових | з термінових питань | döndüğümde
    acil durumlarda | acil konular | με την επιστροφή | για επείγοντα | σε επείγουσ | 如有急事
    如有紧急 | 如有緊急 | 回来后 | 回來後 | 请联系 | 請聯絡 | 請聯繫 | 返回后 | お急ぎの
    緊急の | 戻り次第 | までご連絡 | 급한 용무 | 급하신
    긴급 | 복귀 후 | 복귀하는 대로 | khi tôi trở lại | trường hợp khẩn | nếu khẩn cấp | việc gấp
    عند عودتي | للحالات العاجلة | في الحالات العاجلة | במקרים דחופים | עם שובי | בדחיפות
    לעניינים דחופים
    """
)
