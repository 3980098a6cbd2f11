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
        "thanks|thank you|thanks a lot|thanks so much|thanks very much|many thanks|thx|ty|tysm"
        "|thank you so much|thank you very much|thanks again|thank you again|thanks a million"
        "|much appreciated|greatly appreciated|really appreciate it|i appreciate it|cheers"
        "|thanks for your help|thank you for your help|thanks for the help|big thanks"
        "|thank you for the help|thanks for the quick help|thank you for your quick help"
        "|thanks for the quick response|thanks for your support|thank you for your support"
        "|thank you for the quick response|thanks for the quick reply|thanks for the fix"
        "|thanks for fixing it|thank you for fixing it|thanks everyone|thanks all|thanks team"
        "|thanks to all of you|thank you all|thanks a bunch|thanks for your time"
        "|thank you for your time|thanks for your reply|thank you for your reply"
        "|thanks for the info|thank you for the information|thanks for letting me know"
        "|thank you for letting me know",
        "hi|hello|dear|all|team|everyone|great|perfect|excellent|awesome|brilliant|wonderful"
        "|super|fantastic|lovely|nice|cool|good job|great job|well done|it works|it works now"
        "|works|works well|works very well|it works well|it works fine|it works great"
        "|works now|works fine|works great|works perfectly|works like a charm|works again"
        "|it works again|that worked|it worked|that works|that did it|all good|all good now"
        "|all is well|solved|all is well now|it is solved|problem solved|that solved it"
        "|that fixed it|fixed|it is fixed|you are the best|you rock|have a nice day"
        "|have a great day|have a good day|best|regards|have a nice weekend|have a good weekend"
        "|best regards|kind regards|best wishes|sincerely|with kind regards|warm regards|yours|mr"
        "|mrs|ms|so much|very much|very kind|for your help|for the help|for your support"
        "|for the quick help|for the quick response|ok|okay|noted|got it|received|understood"
        "|that did the trick|did the trick|it is working|it is working now|it's working"
        "|it's working now|working now|all working|all working now|all working again"
        "|everything works|everything works now|works as expected|for your time"
        "|for the prompt response|for the prompt reply|for the prompt help"
        "|for your prompt response|for your quick response|for your quick reply"
        "|for your quick help|for the fast response|for the fast help|for the update|x|xx",
    ),
    _row(
        "de",
        "danke|vielen dank|danke schön|dankeschön|herzlichen dank|besten dank|tausend dank|merci"
        "|danke sehr|danke vielmals|lieben dank|danke dir|danke euch|danke ihnen|ich danke ihnen"
        "|ich danke dir|recht herzlichen dank|vielen lieben dank|vielen herzlichen dank"
        "|allerbesten dank|danke für die hilfe|danke für ihre hilfe|danke für deine hilfe"
        "|danke für eure hilfe|vielen dank für ihre hilfe|vielen dank für die hilfe"
        "|vielen dank für deine hilfe|vielen dank für die schnelle hilfe"
        "|danke für die schnelle hilfe|danke nochmal|vielen dank für ihre unterstützung"
        "|vielen dank für die unterstützung|nochmals danke|nochmals vielen dank|danke nochmals"
        "|vielen dank nochmal|vielen dank nochmals|vielen dank für die rasche hilfe"
        "|vielen dank für die schnelle rückmeldung|danke für die rückmeldung"
        "|vielen dank für die rückmeldung|danke für die info|danke für die information"
        "|danke für die schnelle antwort|vielen dank für die schnelle antwort"
        "|danke für die schnelle rückmeldung",
        "hallo|guten tag|guten morgen|hi|moin|servus|grüezi|liebe|lieber|liebes|team|herr|frau"
        "|super|klasse|toll|perfekt|prima|bestens|wunderbar|großartig|spitze|sehr gut|sehr nett"
        "|top|genial|es funktioniert|es funktioniert wieder|es funktioniert jetzt|funktioniert"
        "|funktioniert wieder|jetzt funktioniert es|es geht|es geht wieder|geht wieder|geht jetzt"
        "|jetzt geht es|jetzt geht es wieder|läuft|läuft wieder|es läuft wieder|alles gut"
        "|klappt|klappt wieder|klappt jetzt|jetzt klappt es|es klappt|es klappt wieder"
        "|alles bestens|alles klar|hat geklappt|das hat geklappt|es hat geklappt|problem gelöst"
        "|gelöst|erledigt|passt|gruß|grüße|viele grüße|liebe grüße|beste grüße|schöne grüße"
        "|mit freundlichen grüßen|lg|vg|mfg|mit besten grüßen|freundliche grüße|herzliche grüße"
        "|schönen tag|schönen tag noch|einen schönen tag|einen schönen tag noch"
        "|schönes wochenende|ein schönes wochenende|für die hilfe|für ihre hilfe"
        "|für die schnelle hilfe|für deine hilfe|ok|okay|gut|verstanden|hat alles geklappt"
        "|alles hat geklappt|es hat alles geklappt|es klappt|es klappt jetzt|es klappt wieder"
        "|klappt jetzt|klappt wieder|alles funktioniert|alles funktioniert wieder|alles läuft"
        "|alles läuft wieder|und|ein|für die rasche hilfe|für die schnelle antwort"
        "|für die schnelle rückmeldung|für die info|für die unterstützung",
    ),
    _row(
        "fr",
        "merci|merci beaucoup|merci bien|mille mercis|un grand merci|grand merci|merci infiniment"
        "|merci à vous|merci à toi|merci pour votre aide|merci pour ton aide|merci de votre aide"
        "|merci beaucoup pour votre aide|je vous remercie|je te remercie|merci encore"
        "|merci à tous|je vous remercie pour votre aide|merci pour tout"
        "|merci pour votre réactivité|merci pour votre réponse|merci pour votre réponse rapide"
        "|merci de votre réponse|merci pour votre retour|merci pour l'info"
        "|merci pour l'information|merci de votre réactivité",
        "bonjour|bonsoir|salut|madame|monsieur|super|parfait|génial|excellent|impeccable|nickel"
        "|top|formidable|très bien|ça marche|cela marche|ça fonctionne|cela fonctionne"
        "|tout fonctionne|ça marche maintenant|cela fonctionne maintenant|tout est bon|c'est bon"
        "|c'est parfait|c'est résolu|problème résolu|résolu|cordialement|bien cordialement"
        "|bien à vous|amicalement|bonne journée|bonne soirée|bon week-end|bon weekend|à bientôt"
        "|salutations|cdlt|équipe|ok|d'accord|bien reçu|tout est rentré dans l'ordre"
        "|c'est rentré dans l'ordre|problème réglé|c'est réglé|réglé|tout marche"
        "|tout marche maintenant|tout fonctionne maintenant|ça remarche|rapide"
        "|pour votre aide rapide|pour votre aide|pour votre réponse|pour votre réactivité",
    ),
    _row(
        "es",
        "gracias|muchas gracias|mil gracias|muchísimas gracias|gracias por su ayuda"
        "|gracias por todo|gracias por tu ayuda|muchas gracias por su ayuda"
        "|muchas gracias por tu ayuda|se lo agradezco|te lo agradezco|gracias por la ayuda"
        "|muchas gracias por la ayuda|gracias de nuevo|muchas gracias a todos|gracias a todos"
        "|gracias por la respuesta|gracias por su respuesta|gracias por tu respuesta"
        "|muchas gracias por la respuesta|gracias por la información|gracias por su tiempo"
        "|gracias por avisar",
        "hola|buenos días|buenas tardes|estimado|estimada|estimados|perfecto|genial|excelente"
        "|estupendo|fantástico|muy bien|muy amable|muy amables|ya funciona|funciona|todo funciona"
        "|todo bien|todo correcto|funciona perfectamente|ya está|solucionado|resuelto"
        "|problema resuelto|problema solucionado|saludos|un saludo|saludos cordiales"
        "|un cordial saludo|atentamente|buen día|que tenga un buen día|buen fin de semana|equipo"
        "|ok|vale|de acuerdo|recibido|entendido|por la rápida respuesta|por su rápida respuesta"
        "|por tu rápida respuesta|por la pronta respuesta|por la ayuda|por su ayuda|por tu ayuda"
        "|ahora funciona|ahora sí funciona|ya está resuelto|está resuelto|todo resuelto"
        "|ya está solucionado|está solucionado",
    ),
    _row(
        "it",
        "grazie|grazie mille|molte grazie|tante grazie|mille grazie|ti ringrazio|la ringrazio"
        "|vi ringrazio|grazie per l'aiuto|grazie per il supporto|grazie ancora|grazie di tutto"
        "|grazie mille per l'aiuto|grazie a tutti|grazie infinite|ringrazio"
        "|grazie per la risposta|grazie per la risposta rapida|grazie per l'informazione"
        "|grazie per la disponibilità|grazie per la rapidità|grazie per l'assistenza",
        "ciao|buongiorno|buonasera|salve|gentile|gentili|perfetto|ottimo|benissimo|eccellente"
        "|molto bene|gentilissimo|gentilissima|gentilissimi|funziona|ora funziona|adesso funziona"
        "|tutto ok|tutto bene|tutto a posto|risolto|problema risolto|saluti|cordiali saluti"
        "|distinti saluti|un saluto|a presto|buona giornata|buona serata|buon lavoro"
        "|buon fine settimana|ok|va bene|ricevuto|d'accordo|per la risposta"
        "|per la risposta rapida|per la rapida risposta|per la velocità|per l'aiuto|va tutto bene"
        "|adesso va tutto bene|ora va tutto bene|ora va|adesso va|tutto risolto|è risolto"
        "|tutto funziona|ora tutto funziona",
    ),
    _row(
        "pt",
        "obrigado|obrigada|muito obrigado|muito obrigada|obrigado pela ajuda|obrigada pela ajuda"
        "|muito obrigado pela ajuda|muito obrigada pela ajuda|agradeço|agradeço a ajuda"
        "|agradecido|agradecida|valeu|obrigadão|obrigado a todos|obrigada a todos|grato|grata"
        "|muito grato|obrigado pela resposta|obrigada pela resposta|obrigado pelo retorno"
        "|obrigada pelo retorno|obrigado pela atenção|obrigada pela atenção",
        "olá|oi|bom dia|boa tarde|boa noite|prezado|prezada|prezados|perfeito|ótimo|óptimo"
        "|excelente|muito bom|muito bem|já funciona|funciona|funcionou|está funcionando"
        "|já está funcionando|tudo certo|tudo ok|resolvido|problema resolvido|atenciosamente"
        "|cumprimentos|um abraço|abraço|abraços|com os melhores cumprimentos"
        "|melhores cumprimentos|bom fim de semana|equipe|equipa|ok|certo|recebido|entendido"
        "|pela resposta|pela rápida resposta|pela resposta rápida|pela rapidez|pela ajuda"
        "|pelo retorno|agora funciona|agora está funcionando|tudo funcionando|tudo resolvido"
        "|está resolvido",
    ),
    _row(
        "nl",
        "bedankt|dank je|dank u|dankjewel|dank je wel|dank u wel|heel erg bedankt|hartelijk dank"
        "|hartelijk bedankt|veel dank|bedankt voor de hulp|bedankt voor je hulp"
        "|bedankt voor uw hulp|dank voor de hulp|nogmaals bedankt|super bedankt|dank jullie wel"
        "|hartstikke bedankt|bedankt allemaal|bedankt voor de reactie|bedankt voor je reactie"
        "|bedankt voor uw reactie|bedankt voor de info|bedankt voor de informatie"
        "|dank voor je reactie|dank voor uw reactie",
        "hallo|hoi|beste|geachte|goedemorgen|goedemiddag|goedendag|super|perfect|geweldig|prima"
        "|top|mooi|fijn|uitstekend|het werkt|het werkt weer|het werkt nu|werkt|werkt weer"
        "|werkt nu|alles werkt|alles werkt weer|opgelost|het is opgelost|probleem opgelost|groet"
        "|groeten|groetjes|mvg|met vriendelijke groet|met vriendelijke groeten"
        "|vriendelijke groeten|fijne dag|fijne dag nog|prettige dag|fijn weekend|prettig weekend"
        "|team|ok|oké|oke|duidelijk|ontvangen|begrepen|voor de snelle hulp|voor de snelle reactie"
        "|voor de hulp|voor je hulp|voor uw hulp|voor je snelle reactie|voor uw snelle reactie"
        "|het doet het|het doet het weer|alles doet het|alles doet het weer",
    ),
    _row(
        "pl",
        "dziękuję|dzięki|bardzo dziękuję|dziękuję bardzo|wielkie dzięki|serdecznie dziękuję"
        "|dziękujemy|dziękuję za pomoc|bardzo dziękuję za pomoc|dzięki za pomoc"
        "|dziękuję serdecznie|dziękuję ślicznie|stokrotne dzięki|jeszcze raz dziękuję"
        "|dziękuję pięknie|dziękuję za odpowiedź|dziękuję za informację|dzięki za odpowiedź"
        "|dziękuję za szybką pomoc|dziękuję za szybką odpowiedź|dzięki za szybką pomoc"
        "|dzięki za szybką odpowiedź",
        "dzień dobry|cześć|witam|hej|szanowni państwo|super|świetnie|doskonale|wspaniale|idealnie"
        "|rewelacja|bardzo dobrze|działa|już działa|wszystko działa|teraz działa|wszystko ok"
        "|problem rozwiązany|rozwiązane|pozdrawiam|pozdrowienia|z poważaniem"
        "|serdecznie pozdrawiam|miłego dnia|miłego weekendu|ok|okej|dobrze|rozumiem|otrzymałem"
        "|otrzymałam|za szybką odpowiedź|za szybką pomoc|za pomoc|znowu działa"
        "|wszystko już działa|wszystko w porządku",
    ),
    _row(
        "cs",
        "děkuji|děkuju|díky|moc děkuji|moc díky|děkuji moc|mockrát děkuji|mnohokrát děkuji"
        "|děkujeme|děkuji za pomoc|díky za pomoc|moc děkuji za pomoc|ještě jednou děkuji"
        "|srdečně děkuji|děkuji za odpověď|děkuji za informaci|díky za odpověď"
        "|děkuji za rychlou pomoc|děkuji za rychlou odpověď|díky za rychlou pomoc"
        "|díky za rychlou odpověď",
        "dobrý den|ahoj|zdravím|super|skvělé|skvěle|výborně|perfektní|perfektně|paráda|funguje"
        "|už funguje|vše funguje|už to funguje|to funguje|vyřešeno|problém vyřešen|vše v pořádku"
        "|s pozdravem|zdraví|hezký den|pěkný den|hezký víkend|přeji hezký den|ok|dobře|rozumím"
        "|za rychlou pomoc|za rychlou odpověď|za pomoc|znovu funguje|zase funguje|už vše funguje"
        "|vše už funguje",
    ),
    _row(
        "sv",
        "tack|tack så mycket|tusen tack|stort tack|tackar|många tack|tack för hjälpen"
        "|hjärtligt tack|tack så mycket för hjälpen|tack för all hjälp|tack igen|tack snälla"
        "|tack ska ni ha|tack ska du ha|tack alla|tack för svaret|tack för snabb hjälp"
        "|tack för snabbt svar|tack för den snabba hjälpen|tack för det snabba svaret"
        "|tack för informationen|tack för återkopplingen",
        "hej|hejsan|god morgon|bra|jättebra|perfekt|toppen|super|utmärkt|underbart|mycket bra"
        "|det fungerar|det fungerar nu|det fungerar igen|fungerar|fungerar nu|det funkar"
        "|det funkar nu|funkar|allt fungerar|löst|problemet löst|mvh|hälsningar"
        "|vänliga hälsningar|med vänlig hälsning|med vänliga hälsningar|bästa hälsningar"
        "|ha en bra dag|ha en fin dag|trevlig helg|ok|okej|för snabb hjälp|för snabbt svar"
        "|för den snabba hjälpen|för hjälpen|allt fungerar igen|allt fungerar nu|allt funkar"
        "|allt funkar nu|det löste sig|det är löst",
    ),
    _row(
        "da",
        "tak|mange tak|tusind tak|tak for hjælpen|mange tak for hjælpen|tak for det"
        "|tak skal du have|tak skal i have|hjertelig tak|tak igen|tak for den hurtige hjælp"
        "|tak alle|tak for svaret|tak for hurtig hjælp|tak for hurtigt svar"
        "|tak for det hurtige svar|mange tak for hurtig hjælp|mange tak for svaret"
        "|tak for informationen",
        "hej|goddag|godmorgen|super|perfekt|fint|fantastisk|dejligt|rigtig godt|det virker"
        "|det virker nu|det virker igen|virker|virker nu|alt virker|løst|problemet er løst|mvh"
        "|hilsen|venlig hilsen|med venlig hilsen|venlige hilsner|bedste hilsner|hav en god dag"
        "|god dag|god weekend|ok|okay|modtaget|for hurtig hjælp|for hurtigt svar"
        "|for den hurtige hjælp|for hjælpen|alt virker igen|alt virker nu|det er løst"
        "|nu virker det",
    ),
    _row(
        "no",
        "takk|tusen takk|mange takk|takk for hjelpen|tusen takk for hjelpen|takk skal du ha"
        "|takk skal dere ha|hjertelig takk|takk igjen|takk for rask hjelp|takk alle"
        "|takk for hjelpa|takk for svar|takk for svaret|takk for raskt svar|tusen takk for hjelpa"
        "|tusen takk for rask hjelp|takk for informasjonen",
        "hei|god morgen|goddag|flott|perfekt|supert|topp|bra|veldig bra|kjempebra|det virker"
        "|det virker nå|det fungerer|det fungerer nå|fungerer|virker|alt fungerer|løst|mvh|hilsen"
        "|vennlig hilsen|med vennlig hilsen|beste hilsen|ha en fin dag|ha en god dag|god helg|ok"
        "|okei|mottatt|for rask hjelp|for raskt svar|for hjelpen|for hjelpa|alt fungerer nå"
        "|alt fungerer igjen|alt virker|alt virker igjen|nå virker det|nå fungerer det"
        "|det er løst",
    ),
    _row(
        "fi",
        "kiitos|paljon kiitoksia|kiitos paljon|kiitoksia|suuri kiitos|kiitos avusta|kiitokset"
        "|kiitti|suuret kiitokset|tuhannet kiitokset|kiitos nopeasta avusta|kiitos kaikille"
        "|kiitos vastauksesta|kiitos nopeasta vastauksesta|kiitos tiedosta|kiitos paljon avusta"
        "|paljon kiitoksia avusta|kiitos pikaisesta avusta",
        "hei|moi|terve|hyvä|hienoa|mahtavaa|loistavaa|erinomaista|täydellistä|toimii|nyt toimii"
        "|se toimii|kaikki toimii|toimii taas|ratkaistu|kaikki kunnossa|terveisin"
        "|ystävällisin terveisin|t|parhain terveisin|hyvää päivänjatkoa|mukavaa päivänjatkoa"
        "|hyvää viikonloppua|yst terv|ok|okei|selvä|nopeasta avusta|nopeasta vastauksesta|avusta"
        "|kaikki toimii nyt|kaikki toimii taas|nyt kaikki toimii|ongelma ratkesi"
        "|ongelma on ratkaistu",
    ),
    _row(
        "ru",
        "спасибо|большое спасибо|спасибо большое|огромное спасибо|благодарю|благодарю вас|спс"
        "|спасибо за помощь|большое спасибо за помощь|спасибо вам|спасибо вам большое|благодарим"
        "|спасибо за оперативность|благодарю за помощь|ещё раз спасибо|спасибо всем"
        "|спасибо за ответ|спасибо за быстрый ответ|спасибо за быструю помощь"
        "|спасибо за информацию|благодарю за ответ|благодарю за быстрый ответ"
        "|благодарю за оперативность",
        "здравствуйте|привет|добрый день|доброе утро|добрый вечер|отлично|супер|прекрасно"
        "|замечательно|хорошо|очень хорошо|работает|всё работает|все работает|теперь работает"
        "|заработало|всё заработало|все заработало|всё хорошо|все хорошо|решено|проблема решена"
        "|вопрос решён|с уважением|всего доброго|хорошего дня|удачного дня|хороших выходных|ок|ok"
        "|понятно|понял|поняла|получил|получила|за быстрый ответ|за быструю помощь|за помощь"
        "|за оперативность|снова работает|всё снова работает|все снова работает|всё в порядке"
        "|все в порядке|всё решено|все решено",
    ),
    _row(
        "uk",
        "дякую|дуже дякую|щиро дякую|дякую за допомогу|велике спасибі|спасибі|дякуємо|дякую вам"
        "|дуже дякую за допомогу|велика подяка|ще раз дякую|дякую всім|дякую за відповідь"
        "|дякую за швидку відповідь|дякую за швидку допомогу|дякую за інформацію"
        "|дякую за оперативність",
        "вітаю|привіт|добрий день|доброго дня|доброго ранку|чудово|супер|відмінно|прекрасно"
        "|дуже добре|добре|працює|все працює|тепер працює|запрацювало|все запрацювало|вирішено"
        "|проблему вирішено|з повагою|гарного дня|всього найкращого|гарних вихідних|ок|ok"
        "|зрозуміло|отримав|отримала|за швидку відповідь|за швидку допомогу|за допомогу"
        "|за оперативність|знову працює|все знову працює|усе працює|все гаразд|усе гаразд",
    ),
    _row(
        "tr",
        "teşekkürler|teşekkür ederim|çok teşekkürler|çok teşekkür ederim|teşekkür ederiz|sağ olun"
        "|sağolun|sağ ol|eyvallah|yardımınız için teşekkürler|yardımınız için teşekkür ederim"
        "|ilginiz için teşekkürler|ilginiz için teşekkür ederim|tekrar teşekkürler|elinize sağlık"
        "|hızlı yanıt için teşekkürler|hızlı yanıtınız için teşekkürler"
        "|hızlı yanıtınız için teşekkür ederim|hızlı dönüşünüz için teşekkürler"
        "|hızlı dönüşünüz için teşekkür ederim|cevabınız için teşekkürler"
        "|cevabınız için teşekkür ederim|bilgi için teşekkürler",
        "merhaba|merhabalar|selam|iyi günler|günaydın|sayın|harika|mükemmel|süper|çok iyi"
        "|çok güzel|çalışıyor|şimdi çalışıyor|çalıştı|sorun çözüldü|çözüldü|halloldu"
        "|her şey yolunda|saygılarımla|saygılar|kolay gelsin|iyi çalışmalar|iyi akşamlar"
        "|iyi hafta sonları|bey|hanım|tamam|tamamdır|anladım|aldım|tekrar çalışıyor"
        "|her şey çalışıyor|artık çalışıyor|düzeldi",
    ),
    _row(
        "el",
        "ευχαριστώ|ευχαριστώ πολύ|σας ευχαριστώ|σας ευχαριστώ πολύ|πολλές ευχαριστίες"
        "|ευχαριστούμε|ευχαριστώ για τη βοήθεια|ευχαριστώ για την βοήθεια"
        "|σας ευχαριστώ για τη βοήθεια|ευχαριστώ πάρα πολύ|χίλια ευχαριστώ|και πάλι ευχαριστώ"
        "|ευχαριστώ για την απάντηση|ευχαριστώ για την άμεση απάντηση"
        "|ευχαριστώ για την άμεση βοήθεια|ευχαριστώ για την ενημέρωση"
        "|σας ευχαριστώ για την άμεση απάντηση|ευχαριστώ για τη γρήγορη απάντηση",
        "γεια|γεια σας|γεια σου|καλημέρα|καλησπέρα|τέλεια|τέλειο|άψογα|υπέροχα|πολύ καλά|μια χαρά"
        "|όλα καλά|δουλεύει|τώρα δουλεύει|λειτουργεί|τώρα λειτουργεί|λύθηκε|το πρόβλημα λύθηκε"
        "|με εκτίμηση|φιλικά|χαιρετισμούς|καλή συνέχεια|καλό απόγευμα|καλή σας μέρα"
        "|καλό σαββατοκύριακο|οκ|ok|εντάξει|το έλαβα|όλα δουλεύουν|όλα λειτουργούν|δουλεύει πάλι"
        "|λειτουργεί πάλι|όλα εντάξει",
    ),
    _row(
        "zh",
        "谢谢|謝謝|谢谢你|謝謝你|谢谢您|謝謝您|多谢|多謝|非常感谢|非常感謝|感谢|感謝|十分感谢"
        "|十分感謝|辛苦了|谢谢大家|谢谢帮助|谢谢你的帮助|谢谢您的帮助|謝謝您的幫助|感谢您的帮助"
        "|感謝您的協助|非常感谢您的帮助|太感谢了|谢啦|谢谢您的回复|谢谢你的回复|谢谢回复"
        "|感谢您的回复|感谢您的快速回复|感谢回复|感谢您的支持|谢谢您的支持|謝謝您的回覆"
        "|感謝您的回覆|感谢您的快速处理|谢谢您的快速回复",
        "你好|您好|大家好|好的|好|很好|太好了|完美|可以了|已经可以了|已解决|已经解决|已经解决了"
        "|問題已解決|问题已解决|解决了|正常了|已经正常|已恢复|此致|敬礼|祝好|祝您工作愉快"
        "|周末愉快|收到|明白了|明白|知道了|一切正常|现在正常了|已经恢复正常|恢复正常了|現在正常了"
        "|可以用了|能用了",
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
        "|早速のご対応ありがとうございました|ご返信ありがとうございます"
        "|ご返信ありがとうございました|ご連絡ありがとうございます|ご連絡ありがとうございました"
        "|ご回答ありがとうございます|ご回答ありがとうございました"
        "|ご返信いただきありがとうございます|迅速なご返信ありがとうございます"
        "|早速のご返信ありがとうございます|ご協力ありがとうございます"
        "|ご協力ありがとうございました",
        "お世話になっております|お世話になります|お疲れ様です|お疲れさまです|解決しました"
        "|無事解決しました|直りました|完璧です|動きました|使えるようになりました|問題ありません"
        "|よろしくお願いいたします|よろしくお願いします|今後ともよろしくお願いいたします|以上"
        "|敬具|様|さん|承知しました|承知いたしました|了解しました|了解です|確認しました"
        "|確認いたしました|問題なく動いています|正常に動いています|正常に動作しています"
        "|直っています",
    ),
    _row(
        "ko",
        "감사합니다|고맙습니다|감사드립니다|정말 감사합니다|대단히 감사합니다"
        "|도와주셔서 감사합니다|감사해요|고마워요|빠른 처리 감사합니다|빠른 답변 감사합니다"
        "|진심으로 감사합니다|도움 주셔서 감사합니다|수고하셨습니다|너무 감사합니다"
        "|답변 감사합니다|빠른 회신 감사합니다|회신 감사합니다|답변 감사드립니다"
        "|빠른 답변 감사드립니다|도움 감사합니다|친절한 답변 감사합니다",
        "안녕하세요|네|좋습니다|완벽합니다|잘 됩니다|이제 잘 됩니다|이제 됩니다|해결되었습니다"
        "|해결됐습니다|해결되었어요|잘 작동합니다|수고하세요|좋은 하루 되세요|좋은 하루 보내세요"
        "|드림|올림|님|알겠습니다|확인했습니다|네 알겠습니다|정상적으로 작동합니다"
        "|정상 작동합니다|다시 작동합니다|다시 잘 됩니다|모두 해결되었습니다",
    ),
    _row(
        "vi",
        "cảm ơn|cám ơn|cảm ơn bạn|cảm ơn anh|cảm ơn chị|cảm ơn nhiều|cảm ơn rất nhiều|xin cảm ơn"
        "|cảm ơn bạn rất nhiều|cảm ơn bạn nhiều|chân thành cảm ơn|xin chân thành cảm ơn"
        "|cảm ơn đã giúp đỡ|cảm ơn sự hỗ trợ|cảm ơn mọi người|cảm ơn đã phản hồi"
        "|cảm ơn bạn đã phản hồi|cảm ơn phản hồi của bạn|cảm ơn bạn đã hỗ trợ|cảm ơn đã hỗ trợ"
        "|cảm ơn vì đã giúp đỡ|cảm ơn anh đã hỗ trợ|cảm ơn chị đã hỗ trợ",
        "xin chào|chào bạn|chào anh|chào chị|tuyệt vời|tốt quá|rất tốt|hoàn hảo|được rồi|đã được"
        "|đã hoạt động|hoạt động tốt|đã giải quyết|trân trọng|thân mến|chúc một ngày tốt lành|ok"
        "|vâng|dạ|đã nhận|đã hiểu|mọi thứ hoạt động tốt|đã hoạt động lại|hoạt động lại rồi"
        "|đã được giải quyết|đã xong",
    ),
    _row(
        "ar",
        "شكرا|شكرا لك|شكرا لكم|شكرا جزيلا|شكرا جزيلا لك|شكرا جزيلا لكم|ألف شكر|شكرا كثيرا|أشكرك"
        "|أشكركم|شكرا على المساعدة|شكرا على مساعدتك|شكرا على مساعدتكم|جزاك الله خيرا"
        "|جزاكم الله خيرا|مشكور|مشكورين|شكرا على الرد|شكرا على الرد السريع|شكرا على سرعة الرد"
        "|شكرا لسرعة الرد|شكرا على المتابعة|شكرا على الدعم|شكرا لتعاونكم",
        "مرحبا|السلام عليكم|السلام عليكم ورحمة الله وبركاته|صباح الخير|مساء الخير|ممتاز|رائع"
        "|جيد جدا|تمام|يعمل الآن|يعمل|تم الحل|تم حل المشكلة|تحياتي|مع التحية|مع تحياتي"
        "|مع خالص التحية|يوم سعيد|حسنا|تم الاستلام|كل شيء يعمل|كل شيء يعمل الآن"
        "|كل شيء على ما يرام|يعمل بشكل جيد|تم حلها",
    ),
    _row(
        "he",
        "תודה|תודה רבה|המון תודה|תודה לך|תודה לכם|תודה רבה לך|תודה רבה לכם|תודה על העזרה"
        "|רוב תודות|תודה רבה על העזרה|שוב תודה|תודה ענקית|תודה לכולם|תודה על התשובה"
        "|תודה על התשובה המהירה|תודה על המענה|תודה על המענה המהיר|תודה על העזרה המהירה"
        "|תודה על הטיפול|תודה על הטיפול המהיר|תודה על העדכון",
        "שלום|היי|בוקר טוב|ערב טוב|מעולה|מצוין|נהדר|מושלם|סבבה|יופי|עובד|עובד עכשיו|זה עובד"
        "|הכל עובד|נפתר|הבעיה נפתרה|הכל בסדר|בברכה|כל טוב|יום טוב|יום נעים|סוף שבוע נעים|שבת שלום"
        "|אוקיי|בסדר|קיבלתי|הבנתי|הכל עובד עכשיו|הכל תקין|חזר לעבוד|עובד שוב|הכל עובד שוב",
    ),
)
"""What is known of each language of the reading rules."""
