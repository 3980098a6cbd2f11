"""How people say thanks and nothing else, and what they say beside it, in each language.

A word that is not here makes a text more than thanks, so what could mean that something is left
to do (in advance, but, still, not, again alone) is no part of any row.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thanks:
    """`thanks` make a text one of thanks; `beside` may stand with them: praise, greeting, end."""

    code: str
    thanks: tuple[str, ...]
    beside: tuple[str, ...] = ()


def _row(code: str, thanks: str, beside: str) -> Thanks:
    return Thanks(code, tuple(thanks.split("|")), tuple(beside.split("|")))


THANKS: tuple[Thanks, ...] = (
    _row(
        "en",
        "thanks|thank you|thanks a lot|thanks so much|thanks very much|many thanks|thx|ty"
        "|tysm|thank you so much|thank you very much|thanks again|thank you again"
        "|thanks a million|much appreciated|greatly appreciated|really appreciate it"
        "|i appreciate it|cheers|thanks for your help|thank you for your help"
        "|thanks for the help|big thanks|thank you for the help|thanks for the quick help"
        "|thank you for your quick help|thanks for the quick response|thanks for your support"
        "|thank you for your support|thank you for the quick response"
        "|thanks for the quick reply|thanks for the fix|thanks for fixing it"
        "|thank you for fixing it|thanks everyone|thanks all|thanks team|thanks to all of you"
        "|thank you all",
        "hi|hello|dear|all|team|everyone|great|perfect|excellent|awesome|brilliant|wonderful"
        "|super|fantastic|lovely|nice|cool|good job|great job|well done|it works|it works now"
        "|works now|works fine|works great|works perfectly|works like a charm|works again"
        "|it works again|that worked|it worked|that works|that did it|all good|all good now"
        "|all is well|solved|all is well now|it is solved|problem solved|that solved it"
        "|that fixed it|fixed|it is fixed|you are the best|you rock|have a nice day"
        "|have a great day|have a good day|best|regards|have a nice weekend"
        "|have a good weekend|best regards|kind regards|best wishes|sincerely"
        "|with kind regards|warm regards|yours|mr|mrs|ms|so much|very much|very kind"
        "|for your help|for the help|for your support|for the quick help"
        "|for the quick response",
    ),
    _row(
        "de",
        "danke|vielen dank|danke schön|dankeschön|herzlichen dank|besten dank|tausend dank"
        "|merci|danke sehr|danke vielmals|lieben dank|danke dir|danke euch|danke ihnen"
        "|ich danke ihnen|ich danke dir|recht herzlichen dank|vielen lieben dank"
        "|vielen herzlichen dank|allerbesten dank|danke für die hilfe|danke für ihre hilfe"
        "|danke für deine hilfe|danke für eure hilfe|vielen dank für ihre hilfe"
        "|vielen dank für die hilfe|vielen dank für deine hilfe"
        "|vielen dank für die schnelle hilfe|danke für die schnelle hilfe|danke nochmal"
        "|vielen dank für ihre unterstützung|vielen dank für die unterstützung|nochmals danke"
        "|nochmals vielen dank|danke nochmals|vielen dank nochmal|vielen dank nochmals"
        "|vielen dank für die rasche hilfe|vielen dank für die schnelle rückmeldung",
        "hallo|guten tag|guten morgen|hi|moin|servus|grüezi|liebe|lieber|liebes|team|herr"
        "|frau|super|klasse|toll|perfekt|prima|bestens|wunderbar|großartig|spitze|sehr gut"
        "|sehr nett|top|genial|es funktioniert|es funktioniert wieder|es funktioniert jetzt"
        "|funktioniert|funktioniert wieder|jetzt funktioniert es|es geht|es geht wieder"
        "|geht wieder|geht jetzt|jetzt geht es|jetzt geht es wieder|läuft|läuft wieder"
        "|es läuft wieder|alles gut|alles bestens|alles klar|hat geklappt|das hat geklappt"
        "|es hat geklappt|problem gelöst|gelöst|erledigt|passt|gruß|grüße|viele grüße"
        "|liebe grüße|beste grüße|schöne grüße|mit freundlichen grüßen|lg|vg|mfg"
        "|mit besten grüßen|freundliche grüße|herzliche grüße|schönen tag|schönen tag noch"
        "|einen schönen tag|einen schönen tag noch|schönes wochenende|ein schönes wochenende"
        "|für die hilfe|für ihre hilfe|für die schnelle hilfe|für deine hilfe",
    ),
    _row(
        "fr",
        "merci|merci beaucoup|merci bien|mille mercis|un grand merci|grand merci"
        "|merci infiniment|merci à vous|merci à toi|merci pour votre aide|merci pour ton aide"
        "|merci de votre aide|merci beaucoup pour votre aide|je vous remercie|je te remercie"
        "|merci encore|merci à tous|je vous remercie pour votre aide|merci pour tout"
        "|merci pour votre réactivité",
        "bonjour|bonsoir|salut|madame|monsieur|super|parfait|génial|excellent|impeccable"
        "|nickel|top|formidable|très bien|ça marche|cela marche|ça fonctionne|cela fonctionne"
        "|tout fonctionne|ça marche maintenant|cela fonctionne maintenant|tout est bon"
        "|c'est bon|c'est parfait|c'est résolu|problème résolu|résolu|cordialement"
        "|bien cordialement|bien à vous|amicalement|bonne journée|bonne soirée|bon week-end"
        "|bon weekend|à bientôt|salutations|cdlt|équipe",
    ),
    _row(
        "es",
        "gracias|muchas gracias|mil gracias|muchísimas gracias|gracias por su ayuda"
        "|gracias por todo|gracias por tu ayuda|muchas gracias por su ayuda"
        "|muchas gracias por tu ayuda|se lo agradezco|te lo agradezco|gracias por la ayuda"
        "|muchas gracias por la ayuda|gracias de nuevo|muchas gracias a todos|gracias a todos",
        "hola|buenos días|buenas tardes|estimado|estimada|estimados|perfecto|genial|excelente"
        "|estupendo|fantástico|muy bien|muy amable|muy amables|ya funciona|funciona"
        "|todo funciona|todo bien|todo correcto|funciona perfectamente|ya está|solucionado"
        "|resuelto|problema resuelto|problema solucionado|saludos|un saludo|saludos cordiales"
        "|un cordial saludo|atentamente|buen día|que tenga un buen día|buen fin de semana"
        "|equipo",
    ),
    _row(
        "it",
        "grazie|grazie mille|molte grazie|tante grazie|mille grazie|ti ringrazio|la ringrazio"
        "|vi ringrazio|grazie per l'aiuto|grazie per il supporto|grazie ancora"
        "|grazie di tutto|grazie mille per l'aiuto|grazie a tutti|grazie infinite|ringrazio",
        "ciao|buongiorno|buonasera|salve|gentile|gentili|perfetto|ottimo|benissimo|eccellente"
        "|molto bene|gentilissimo|gentilissima|gentilissimi|funziona|ora funziona"
        "|adesso funziona|tutto ok|tutto bene|tutto a posto|risolto|problema risolto|saluti"
        "|cordiali saluti|distinti saluti|un saluto|a presto|buona giornata|buona serata"
        "|buon lavoro|buon fine settimana",
    ),
    _row(
        "pt",
        "obrigado|obrigada|muito obrigado|muito obrigada|obrigado pela ajuda"
        "|obrigada pela ajuda|muito obrigado pela ajuda|muito obrigada pela ajuda|agradeço"
        "|agradeço a ajuda|agradecido|agradecida|valeu|obrigadão|obrigado a todos"
        "|obrigada a todos|grato|grata|muito grato",
        "olá|oi|bom dia|boa tarde|boa noite|prezado|prezada|prezados|perfeito|ótimo|óptimo"
        "|excelente|muito bom|muito bem|já funciona|funciona|funcionou|está funcionando"
        "|já está funcionando|tudo certo|tudo ok|resolvido|problema resolvido|atenciosamente"
        "|cumprimentos|um abraço|abraço|abraços|com os melhores cumprimentos"
        "|melhores cumprimentos|bom fim de semana|equipe|equipa",
    ),
    _row(
        "nl",
        "bedankt|dank je|dank u|dankjewel|dank je wel|dank u wel|heel erg bedankt"
        "|hartelijk dank|hartelijk bedankt|veel dank|bedankt voor de hulp"
        "|bedankt voor je hulp|bedankt voor uw hulp|dank voor de hulp|nogmaals bedankt"
        "|super bedankt|dank jullie wel|hartstikke bedankt|bedankt allemaal",
        "hallo|hoi|beste|geachte|goedemorgen|goedemiddag|goedendag|super|perfect|geweldig"
        "|prima|top|mooi|fijn|uitstekend|het werkt|het werkt weer|het werkt nu|werkt"
        "|werkt weer|werkt nu|alles werkt|alles werkt weer|opgelost|het is opgelost"
        "|probleem opgelost|groet|groeten|groetjes|mvg|met vriendelijke groet"
        "|met vriendelijke groeten|vriendelijke groeten|fijne dag|fijne dag nog|prettige dag"
        "|fijn weekend|prettig weekend|team",
    ),
    _row(
        "pl",
        "dziękuję|dzięki|bardzo dziękuję|dziękuję bardzo|wielkie dzięki|serdecznie dziękuję"
        "|dziękujemy|dziękuję za pomoc|bardzo dziękuję za pomoc|dzięki za pomoc"
        "|dziękuję serdecznie|dziękuję ślicznie|stokrotne dzięki|jeszcze raz dziękuję"
        "|dziękuję pięknie",
        "dzień dobry|cześć|witam|hej|szanowni państwo|super|świetnie|doskonale|wspaniale"
        "|idealnie|rewelacja|bardzo dobrze|działa|już działa|wszystko działa|teraz działa"
        "|wszystko ok|problem rozwiązany|rozwiązane|pozdrawiam|pozdrowienia|z poważaniem"
        "|serdecznie pozdrawiam|miłego dnia|miłego weekendu",
    ),
    _row(
        "cs",
        "děkuji|děkuju|díky|moc děkuji|moc díky|děkuji moc|mockrát děkuji|mnohokrát děkuji"
        "|děkujeme|děkuji za pomoc|díky za pomoc|moc děkuji za pomoc|ještě jednou děkuji"
        "|srdečně děkuji",
        "dobrý den|ahoj|zdravím|super|skvělé|skvěle|výborně|perfektní|perfektně|paráda"
        "|funguje|už funguje|vše funguje|už to funguje|to funguje|vyřešeno|problém vyřešen"
        "|vše v pořádku|s pozdravem|zdraví|hezký den|pěkný den|hezký víkend|přeji hezký den",
    ),
    _row(
        "sv",
        "tack|tack så mycket|tusen tack|stort tack|tackar|många tack|tack för hjälpen"
        "|hjärtligt tack|tack så mycket för hjälpen|tack för all hjälp|tack igen|tack snälla"
        "|tack ska ni ha|tack ska du ha|tack alla",
        "hej|hejsan|god morgon|bra|jättebra|perfekt|toppen|super|utmärkt|underbart|mycket bra"
        "|det fungerar|det fungerar nu|det fungerar igen|fungerar|fungerar nu|det funkar"
        "|det funkar nu|funkar|allt fungerar|löst|problemet löst|mvh|hälsningar"
        "|vänliga hälsningar|med vänlig hälsning|med vänliga hälsningar|bästa hälsningar"
        "|ha en bra dag|ha en fin dag|trevlig helg",
    ),
    _row(
        "da",
        "tak|mange tak|tusind tak|tak for hjælpen|mange tak for hjælpen|tak for det"
        "|tak skal du have|tak skal i have|hjertelig tak|tak igen|tak for den hurtige hjælp"
        "|tak alle",
        "hej|goddag|godmorgen|super|perfekt|fint|fantastisk|dejligt|rigtig godt|det virker"
        "|det virker nu|det virker igen|virker|virker nu|alt virker|løst|problemet er løst"
        "|mvh|hilsen|venlig hilsen|med venlig hilsen|venlige hilsner|bedste hilsner"
        "|hav en god dag|god dag|god weekend",
    ),
    _row(
        "no",
        "takk|tusen takk|mange takk|takk for hjelpen|tusen takk for hjelpen|takk skal du ha"
        "|takk skal dere ha|hjertelig takk|takk igjen|takk for rask hjelp|takk alle",
        "hei|god morgen|goddag|flott|perfekt|supert|topp|bra|veldig bra|kjempebra|det virker"
        "|det virker nå|det fungerer|det fungerer nå|fungerer|virker|alt fungerer|løst|mvh"
        "|hilsen|vennlig hilsen|med vennlig hilsen|beste hilsen|ha en fin dag|ha en god dag"
        "|god helg",
    ),
    _row(
        "fi",
        "kiitos|paljon kiitoksia|kiitos paljon|kiitoksia|suuri kiitos|kiitos avusta|kiitokset"
        "|kiitti|suuret kiitokset|tuhannet kiitokset|kiitos nopeasta avusta|kiitos kaikille",
        "hei|moi|terve|hyvä|hienoa|mahtavaa|loistavaa|erinomaista|täydellistä|toimii"
        "|nyt toimii|se toimii|kaikki toimii|toimii taas|ratkaistu|kaikki kunnossa|terveisin"
        "|ystävällisin terveisin|t|parhain terveisin|hyvää päivänjatkoa|mukavaa päivänjatkoa"
        "|hyvää viikonloppua|yst terv",
    ),
    _row(
        "ru",
        "спасибо|большое спасибо|спасибо большое|огромное спасибо|благодарю|благодарю вас|спс"
        "|спасибо за помощь|большое спасибо за помощь|спасибо вам|спасибо вам большое"
        "|благодарим|спасибо за оперативность|благодарю за помощь|ещё раз спасибо"
        "|спасибо всем",
        "здравствуйте|привет|добрый день|доброе утро|добрый вечер|отлично|супер|прекрасно"
        "|замечательно|хорошо|очень хорошо|работает|всё работает|все работает|теперь работает"
        "|заработало|всё заработало|все заработало|всё хорошо|все хорошо|решено"
        "|проблема решена|вопрос решён|с уважением|всего доброго|хорошего дня|удачного дня"
        "|хороших выходных",
    ),
    _row(
        "uk",
        "дякую|дуже дякую|щиро дякую|дякую за допомогу|велике спасибі|спасибі|дякуємо"
        "|дякую вам|дуже дякую за допомогу|велика подяка|ще раз дякую|дякую всім",
        "вітаю|привіт|добрий день|доброго дня|доброго ранку|чудово|супер|відмінно|прекрасно"
        "|дуже добре|добре|працює|все працює|тепер працює|запрацювало|все запрацювало"
        "|вирішено|проблему вирішено|з повагою|гарного дня|всього найкращого|гарних вихідних",
    ),
    _row(
        "tr",
        "teşekkürler|teşekkür ederim|çok teşekkürler|çok teşekkür ederim|teşekkür ederiz"
        "|sağ olun|sağolun|sağ ol|eyvallah|yardımınız için teşekkürler"
        "|yardımınız için teşekkür ederim|ilginiz için teşekkürler"
        "|ilginiz için teşekkür ederim|tekrar teşekkürler|elinize sağlık",
        "merhaba|merhabalar|selam|iyi günler|günaydın|sayın|harika|mükemmel|süper|çok iyi"
        "|çok güzel|çalışıyor|şimdi çalışıyor|çalıştı|sorun çözüldü|çözüldü|halloldu"
        "|her şey yolunda|saygılarımla|saygılar|kolay gelsin|iyi çalışmalar|iyi akşamlar"
        "|iyi hafta sonları|bey|hanım",
    ),
    _row(
        "el",
        "ευχαριστώ|ευχαριστώ πολύ|σας ευχαριστώ|σας ευχαριστώ πολύ|πολλές ευχαριστίες"
        "|ευχαριστούμε|ευχαριστώ για τη βοήθεια|ευχαριστώ για την βοήθεια"
        "|σας ευχαριστώ για τη βοήθεια|ευχαριστώ πάρα πολύ|χίλια ευχαριστώ|και πάλι ευχαριστώ",
        "γεια|γεια σας|γεια σου|καλημέρα|καλησπέρα|τέλεια|τέλειο|άψογα|υπέροχα|πολύ καλά"
        "|μια χαρά|όλα καλά|δουλεύει|τώρα δουλεύει|λειτουργεί|τώρα λειτουργεί|λύθηκε"
        "|το πρόβλημα λύθηκε|με εκτίμηση|φιλικά|χαιρετισμούς|καλή συνέχεια|καλό απόγευμα"
        "|καλή σας μέρα|καλό σαββατοκύριακο",
    ),
    _row(
        "zh",
        "谢谢|謝謝|谢谢你|謝謝你|谢谢您|謝謝您|多谢|多謝|非常感谢|非常感謝|感谢|感謝|十分感谢"
        "|十分感謝|辛苦了|谢谢大家|谢谢帮助|谢谢你的帮助|谢谢您的帮助|謝謝您的幫助"
        "|感谢您的帮助|感謝您的協助|非常感谢您的帮助|太感谢了|谢啦",
        "你好|您好|大家好|好的|好|很好|太好了|完美|可以了|已经可以了|已解决|已经解决"
        "|已经解决了|問題已解決|问题已解决|解决了|正常了|已经正常|已恢复|此致|敬礼|祝好"
        "|祝您工作愉快|周末愉快",
    ),
    _row(
        "ja",
        "ありがとう|ありがとうございます|ありがとうございました|有難うございます"
        "|有難うございました|どうもありがとうございます|どうもありがとうございました"
        "|誠にありがとうございます|誠にありがとうございました|大変助かりました|助かりました"
        "|感謝します|感謝いたします|感謝申し上げます|ご対応ありがとうございます"
        "|ご対応ありがとうございました|お礼申し上げます|ご対応いただきありがとうございます"
        "|ご対応いただきありがとうございました|早速のご対応ありがとうございます"
        "|迅速なご対応ありがとうございます|迅速なご対応ありがとうございました"
        "|早速のご対応ありがとうございました",
        "お世話になっております|お世話になります|お疲れ様です|お疲れさまです|解決しました"
        "|無事解決しました|直りました|完璧です|動きました|使えるようになりました"
        "|問題ありません|よろしくお願いいたします|よろしくお願いします"
        "|今後ともよろしくお願いいたします|以上|敬具|様|さん",
    ),
    _row(
        "ko",
        "감사합니다|고맙습니다|감사드립니다|정말 감사합니다|대단히 감사합니다"
        "|도와주셔서 감사합니다|감사해요|고마워요|빠른 처리 감사합니다|빠른 답변 감사합니다"
        "|진심으로 감사합니다|도움 주셔서 감사합니다|수고하셨습니다|너무 감사합니다",
        "안녕하세요|네|좋습니다|완벽합니다|잘 됩니다|이제 잘 됩니다|이제 됩니다"
        "|해결되었습니다|해결됐습니다|해결되었어요|잘 작동합니다|수고하세요|좋은 하루 되세요"
        "|좋은 하루 보내세요|드림|올림|님",
    ),
    _row(
        "vi",
        "cảm ơn|cám ơn|cảm ơn bạn|cảm ơn anh|cảm ơn chị|cảm ơn nhiều|cảm ơn rất nhiều"
        "|xin cảm ơn|cảm ơn bạn rất nhiều|cảm ơn bạn nhiều|chân thành cảm ơn"
        "|xin chân thành cảm ơn|cảm ơn đã giúp đỡ|cảm ơn sự hỗ trợ|cảm ơn mọi người",
        "xin chào|chào bạn|chào anh|chào chị|tuyệt vời|tốt quá|rất tốt|hoàn hảo|được rồi"
        "|đã được|đã hoạt động|hoạt động tốt|đã giải quyết|trân trọng|thân mến"
        "|chúc một ngày tốt lành",
    ),
    _row(
        "ar",
        "شكرا|شكرا لك|شكرا لكم|شكرا جزيلا|شكرا جزيلا لك|شكرا جزيلا لكم|ألف شكر|شكرا كثيرا"
        "|أشكرك|أشكركم|شكرا على المساعدة|شكرا على مساعدتك|شكرا على مساعدتكم|جزاك الله خيرا"
        "|جزاكم الله خيرا|مشكور|مشكورين",
        "مرحبا|السلام عليكم|السلام عليكم ورحمة الله وبركاته|صباح الخير|مساء الخير|ممتاز|رائع"
        "|جيد جدا|تمام|يعمل الآن|يعمل|تم الحل|تم حل المشكلة|تحياتي|مع التحية|مع تحياتي"
        "|مع خالص التحية|يوم سعيد",
    ),
    _row(
        "he",
        "תודה|תודה רבה|המון תודה|תודה לך|תודה לכם|תודה רבה לך|תודה רבה לכם|תודה על העזרה"
        "|רוב תודות|תודה רבה על העזרה|שוב תודה|תודה ענקית|תודה לכולם",
        "שלום|היי|בוקר טוב|ערב טוב|מעולה|מצוין|נהדר|מושלם|סבבה|יופי|עובד|עובד עכשיו|זה עובד"
        "|הכל עובד|נפתר|הבעיה נפתרה|הכל בסדר|בברכה|כל טוב|יום טוב|יום נעים|סוף שבוע נעים"
        "|שבת שלום",
    ),
)
"""What is known of each language of the reading rules."""
