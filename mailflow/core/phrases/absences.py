"""The subjects of automatic replies in two dozen languages."""

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
