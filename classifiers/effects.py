"""Words of business effect: how people say that work has stopped, and that there is time.

One row a language: phrases that raise an urgency and phrases that lower it. A phrase is one word
or two neighbouring ones, as `cleaning.words` parts them; in scripts written without blanks it is
looked for inside the text.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

from classifiers.cleaning import clean

Effect: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # what raises, what lowers

_RAISING: Final = {
    "en": "urgent urgently|asap|emergency|outage|immediately|right now|blocked|production down"
    "|system down|is down|are down|everyone|everybody|all staff|whole team|whole department"
    "|whole building|entire office|entire company|nobody can|no one|cannot work"
    "|standstill|stopped working|deadline|customers waiting|data loss|losing data|ransomware"
    "|hacked|stolen|data breach|crash|crashes|critical|blocker",
    "de": "dringend|sofort|eilt|notfall|ausfall|stillstand|steht still|niemand kann|alle kollegen"
    "|ganze abteilung|gesamte abteilung|ganze firma|ganze haus|produktion steht|nichts geht"
    "|geht nichts|kritisch|datenverlust|gestohlen|gehackt|kunden warten|schnellstmöglich",
    "fr": "urgent|urgence|immédiatement|panne générale|tout le|personne ne|toute équipe|bloqué"
    "|bloqués|bloquée|critique|arrêt de|perte de|piraté|volé|tous les|dès que",
    "es": "urgente|urgencia|inmediatamente|de inmediato|nadie puede|toda la|todo el|bloqueado"
    "|bloqueados|caído|caída|crítico|emergencia|robado|hackeado|cuanto antes",
    "it": "urgente|urgenza|immediatamente|subito|nessuno riesce|nessuno può|tutto il|tutti gli"
    "|bloccato|bloccati|fermo|critico|emergenza|rubato",
    "pt": "urgente|urgência|imediatamente|ninguém consegue|ninguém pode|toda equipe|todos os"
    "|parado|parada|bloqueado|crítico|emergência|roubado",
    "nl": "dringend|spoed|onmiddellijk|niemand kan|hele afdeling|hele kantoor|ligt plat"
    "|storing|kritiek|noodgeval|gestolen|zo snel",
    "sv": "brådskande|akut|omedelbart|ingen kan|hela avdelningen|hela kontoret|ligger nere"
    "|driftstopp|kritiskt|stulen",
    "da": "haster|akut|omgående|ingen kan|hele afdelingen|hele kontoret|nede|driftsstop|kritisk"
    "|stjålet",
    "no": "haster|akutt|umiddelbart|ingen kan|hele avdelingen|hele kontoret|nede|driftsstans"
    "|kritisk|stjålet",
    "fi": "kiireellinen|kiire|välittömästi|kukaan ei|koko osasto|koko toimisto|kriittinen"
    "|varastettu|käyttökatko",
    "pl": "pilne|pilnie|natychmiast|awaria|nikt nie|cały dział|całe biuro|krytyczny|krytyczna"
    "|skradziono|nie działa",
    "cs": "naléhavé|urgentní|okamžitě|výpadek|nikdo nemůže|celé oddělení|celá kancelář|kritické"
    "|ukraden",
    "tr": "acil|acilen|hemen|derhal|kimse|tüm departman|bütün ofis|kritik|çalındı|kesinti",
    "el": "επείγον|επειγόντως|άμεσα|αμέσως|κανείς δεν|όλο το|κρίσιμο|κλάπηκε|διακοπή",
    "ru": "срочно|срочный|немедленно|авария|никто не|весь отдел|весь офис|все сотрудники"
    "|критично|критический|украли|простой",
    "uk": "терміново|терміновий|негайно|аварія|ніхто не|весь відділ|весь офіс|критично|вкрали",
    "vi": "khẩn cấp|gấp lắm|ngay lập|lập tức|không ai|toàn bộ|cả phòng|ngừng hoạt|nghiêm trọng",
    "ar": "عاجل|عاجلة|فورا|طارئ|لا أحد|جميع الموظفين|توقف العمل|حرج|سرقة",
    "he": "דחוף|בדחיפות|מיידית|מיידי|חירום|אף אחד|כל המשרד|כל המחלקה|קריטי|מושבת|נגנב",
    "ja": "至急|緊急|大至急|全員|全社|業務停止|障害発生|作業できません|仕事ができ|盗難",
    "zh": "紧急|緊急|立即|马上|全体|所有人|全公司|无法工作|無法工作|瘫痪|癱瘓|宕机|被盗",
    "ko": "긴급|급합니다|즉시|전직원|모든 직원|업무 중단|업무가 중단|작업 불가|도난|장애 발생",
}
_LOWERING: Final = {
    "en": "no rush|no hurry|not urgent|low priority|whenever you|whenever convenient|when you"
    "|next week|next month|question|wondering|curious|suggestion|nice to|workaround|minor|cosmetic"
    "|typo|someday|eventually",
    "de": "keine eile|nicht eilig|nicht dringend|eilt nicht|bei gelegenheit|nächste woche"
    "|nächsten monat|frage|vorschlag|wenn zeit|irgendwann|kosmetisch|schönheitsfehler",
    "fr": "pas urgent|rien urgent|quand vous|semaine prochaine|mois prochain|question"
    "|suggestion|mineur|sans urgence",
    "es": "sin prisa|no urgente|cuando puedan|próxima semana|próximo mes|pregunta|consulta"
    "|sugerencia|menor",
    "it": "senza fretta|nessuna fretta|non urgente|quando potete|prossima settimana|domanda"
    "|suggerimento",
    "pt": "sem pressa|não urgente|quando puderem|próxima semana|pergunta|dúvida|sugestão",
    "nl": "geen haast|niet dringend|volgende week|vraag|vraagje|suggestie|wanneer het",
    "sv": "ingen brådska|inte bråttom|nästa vecka|fråga|förslag|undrar",
    "da": "haster ikke|ingen hast|næste uge|spørgsmål|forslag",
    "no": "haster ikke|ingen hast|neste uke|spørsmål|forslag|lurer på",
    "fi": "ei kiirettä|ei kiire|ensi viikolla|kysymys|ehdotus",
    "pl": "nie pilne|bez pośpiechu|przyszłym tygodniu|pytanie|sugestia",
    "cs": "nespěchá|není naléhavé|příští týden|dotaz|otázka|návrh",
    "tr": "acil değil|acelesi yok|gelecek hafta|soru|öneri",
    "el": "δεν επείγει|χωρίς βιασύνη|επόμενη εβδομάδα|ερώτηση|πρόταση",
    "ru": "не срочно|не горит|следующей неделе|вопрос|предложение",
    "uk": "не терміново|наступного тижня|питання|пропозиція",
    "vi": "không gấp|không vội|tuần sau|câu hỏi|đề xuất",
    "ar": "ليس عاجلا|غير عاجل|الأسبوع القادم|سؤال|اقتراح",
    "he": "לא דחוף|אין לחץ|בשבוע הבא|שאלה|הצעה",
    "ja": "急ぎません|急ぎではあり|来週|来月|質問|お時間のある|提案",
    "zh": "不急|不紧急|不緊急|下周|下週|下个月|请问|請問|建议|建議",
    "ko": "급하지 않|다음 주|다음 달|문의|질문|제안",
}
_WITHOUT_BLANKS: Final = frozenset({"ja", "zh", "ko"})


def _parted(rows: dict[str, str], *, inside: bool) -> frozenset[str]:
    """Return the phrases of the rows that are looked for inside a text, or of the others."""
    phrases = [
        phrase
        for language, row in rows.items()
        if (language in _WITHOUT_BLANKS) == inside
        for phrase in row.split("|")
    ]
    return frozenset(clean(phrase) for phrase in phrases)


_WORDS: Final = (_parted(_RAISING, inside=False), _parted(_LOWERING, inside=False))
_INSIDE: Final = tuple(tuple(sorted(_parted(rows, inside=True))) for rows in (_RAISING, _LOWERING))


def business_effect(grams: Sequence[str], parts: Sequence[str]) -> Effect:
    """Return the phrases of a text that raise an urgency, and those that lower it.

    ``grams`` are the words and pairs of the cleaned text, ``parts`` what blanks divide. What
    stands inside a phrase that lowers it ("not urgent") raises nothing.
    """
    there, whole = set(grams), " ".join(parts)
    raising, lowering = (
        sorted(words & there) + [one for one in inside if one in whole]
        for words, inside in zip(_WORDS, _INSIDE, strict=True)
    )
    denied = {word for phrase in lowering for word in phrase.split()}
    return tuple(one for one in raising if not denied & set(one.split())), tuple(lowering)
