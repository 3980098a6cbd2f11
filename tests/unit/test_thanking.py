"""What only says thanks, and what says more."""

import pytest

from mailflow.core.phrases.thanks import THANKS
from mailflow.core.thanking import says_only_thanks

LANGUAGES = "en de fr es it pt nl pl cs sv da no fi ru uk tr el zh ja ko vi ar he"

ONLY_THANKS = (
    "Thanks!",
    "THANK YOU SO MUCH 🙏🙏",
    "Hi Bob,\n\nperfect, it works now. Thanks a lot!\n\nBest regards,\nCarol",
    "Super, vielen Dank!\nLG Carol",
    "Hallo Bob, jetzt funktioniert es. Herzlichen Dank für die schnelle Hilfe!",
    "Bonjour,\nmerci beaucoup, c’est parfait.\nCordialement",
    "¡Muchas gracias! Ya funciona.",
    "Grazie mille, tutto a posto. Buona giornata",
    "Muito obrigada, já está funcionando!",
    "Bedankt, het werkt weer. Groetjes, Carol",
    "Bardzo dziękuję za pomoc, wszystko działa",
    "Mockrát děkuji, vše funguje.",
    "Tack så mycket för hjälpen!",
    "Tusind tak, det virker nu",
    "Tusen takk :-)",
    "Kiitos avusta, nyt toimii!",
    "Спасибо большое! Всё заработало.",
    "Щиро дякую, все працює.",
    "Çok teşekkürler, sorun çözüldü. İyi günler",
    "ΕΥΧΑΡΙΣΤΩ ΠΟΛΥ!",
    "您好，问题已解决，非常感谢！",
    "お世話になっております。\nご対応いただきありがとうございました。助かりました。",
    "안녕하세요. 빠른 처리 감사합니다.",
    "Cảm ơn bạn rất nhiều!",
    "شكرًا جزيلًا لكم، تم حل المشكلة",
    "תודה רבה! הכל עובד.",
    "Ok, thanks ;-)",
    "Thank you Bob, works.",
    "Danke, klappt wieder!",
    "Thank you Bob, that did the trick!",
    "Vielen Dank, es hat alles geklappt, und ein schönes Wochenende!",
    "Merci pour votre aide rapide, tout est rentré dans l'ordre.",
    "Muchas gracias por la rápida respuesta",
    "Grazie per la risposta rapida, ora va tutto bene.",
    "Obrigado pela rápida resposta",
    "Bedankt voor de snelle reactie",
    "Dzięki za szybką odpowiedź",
    "Díky za rychlou pomoc, už vše funguje",
    "Tack för snabb hjälp!",
    "Tak for hurtig hjælp",
    "Takk for hjelpa",
    "Kiitos nopeasta vastauksesta",
    "Спасибо за быстрый ответ",
    "Дякую за швидку відповідь",
    "Hızlı yanıt için teşekkürler",
    "Ευχαριστώ για την άμεση απάντηση",
    "收到，感谢您的快速回复",
    "ご返信ありがとうございます。承知しました。",
    "답변 감사합니다",
    "Cảm ơn bạn đã hỗ trợ",
    "شكرا على الرد السريع",
    "תודה על התשובה המהירה",
)
MORE = (
    "",
    "OK",
    "Perfect",  # praise alone may be irony
    "Carol",
    "Thanks?",
    "No thanks",
    "Thanks, but it is still broken",
    "Thanks in advance!",
    "Thanks. It does not work",
    "Thanks, works sometimes",
    "Danke, klappt nicht",
    "Thanks, now the scanner is dead",
    "Thanks! Same for room 12 please",
    "Thanks 👎",
    "thanks :-(",
    "Thanks for nothing",
    "OK, I will try it. Thanks",
    "Ok",
    "Received",
    "Tamam, teşekkürler ama hâlâ çalışmıyor",
    "收到，谢谢，但是还不行",
    "ご返信ありがとうございます。まだ直っていません。",
    "답변 감사합니다. 다시 안 됩니다",
    "Thanks Mallory",  # nobody of that name takes part
    "Danke im Voraus",
    "Danke, aber es geht immer noch nicht",
    "Vielen Dank, leider geht es nicht",
    "Merci d'avance",
    "Merci, mais ça ne marche pas",
    "Merci, ça marche pas",
    "Gracias, pero no funciona",
    "Gracias de antemano",
    "Grazie, non funziona",
    "Obrigado, ainda não funciona",
    "Alvast bedankt",
    "Bedankt, het werkt niet",
    "Dziękuję, ale nie działa",
    "Děkuji, ale nefunguje",
    "Tack på förhand",
    "Tack, men det fungerar inte",
    "Tak, men det virker ikke",
    "Takk, men det virker ikke",
    "Kiitos, mutta ei toimi",
    "Спасибо, но не работает",
    "Заранее спасибо",
    "Дякую, але не працює",
    "Teşekkürler, ama çalışmıyor",
    "Ευχαριστώ, δουλεύει;",
    "Ευχαριστώ αλλά δεν δουλεύει",
    "谢谢，但是还没解决",
    "谢谢，还没有解决了",
    "ありがとうございます。まだ動きません",
    "ありがとうございます。解決しましたか",
    "감사합니다. 아직 안 됩니다",
    "Cảm ơn, nhưng chưa được",
    "شكرا لكن لا يعمل",
    "תודה אבל זה לא עובד",
    "Thanks " * 40,
)


@pytest.mark.parametrize("text", ONLY_THANKS)
def test_thanks_are_known_in_every_language(text: str) -> None:
    assert says_only_thanks(text, ("Bob Miller", "Carol"))


@pytest.mark.parametrize("text", MORE)
def test_whatever_says_more_is_not_only_thanks(text: str) -> None:
    assert not says_only_thanks(text, ("Bob Miller", "Carol"))


def test_each_language_of_the_reading_rules_has_its_thanks() -> None:
    assert {row.code for row in THANKS} == set(LANGUAGES.split())
    for row in THANKS:
        for phrase in row.thanks:
            assert says_only_thanks(phrase), phrase
