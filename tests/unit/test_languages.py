"""Which language a mail is in: surely, or not at all."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest

import classifiers
from mailflow.core.languages import MOST_CHARACTERS, language_of
from mailflow.core.phrases.tongues import LETTERS, SPOKEN, WORDS

SEED = Path(str(classifiers.__file__)).parent / "seed"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hi,\n\nI can't print since this morning. Could you have a look?\n\nThanks\nAnn"),
        ("en", "Please reset my password."),
        ("de", "Hallo zusammen,\n\nmein Rechner startet nicht mehr. Könnt ihr helfen?\n\nDanke"),
        ("de", "Drucker kaputt"),
        ("fr", "Bonjour,\n\nje n'arrive plus à me connecter depuis hier.\n\nCordialement"),
        ("fr", "Imprimante en panne"),
        ("es", "Hola:\n\nno puedo entrar en mi cuenta desde ayer. ¿Me pueden ayudar?\n\nGracias"),
        ("es", "La impresora no funciona"),
        ("ja", "お世話になっております。プリンターが動きません。ご確認をお願いいたします。"),
        ("ja", "Outlookが起動しません"),
        ("ja", "ﾌﾟﾘﾝﾀｰが動きません"),
    ],
)
def test_a_mail_is_known_by_few_words(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "VPN",
        "Re: FW: INC-1003",
        "https://intranet.example.com/die/und/der/nicht",
        "ok",
        "A. Müller",
        "12:30 0049 30 123456",
    ],
)
def test_what_tells_nothing_is_not_guessed(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Buongiorno, non riesco più ad accedere alla mia posta da questa mattina. Grazie mille",
        "Olá, não consigo imprimir desde ontem. Podem ajudar, por favor? Muito obrigado",
        "Hallo, ik kan sinds vanmorgen niet meer inloggen. Kunt u mij helpen? Vriendelijke groet",
        "Hej, min dator startar inte längre. Kan ni hjälpa mig? Tack på förhand",
        "Hei, skriveren min virker ikke. Kan dere hjelpe meg? Takk på forhånd",
        "Dzień dobry, nie mogę się zalogować do poczty. Proszę o pomoc",
        "Bon dia, no puc entrar al meu compte des d'ahir. Em podeu ajudar? Gràcies",
        "Bună ziua, nu pot să intru în contul meu de ieri. Mulțumesc",
        "Merhaba, bu sabahtan beri yazıcı çalışmıyor. Yardım eder misiniz, lütfen?",
        "您好，打印机无法打印，请帮忙看一下。谢谢",
        "Здравствуйте, у меня не работает принтер. Спасибо",
        "안녕하세요, 프린터가 작동하지 않습니다. 감사합니다",
    ],
)
def test_a_language_without_a_catalogue_is_not_taken_for_its_neighbour(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            """Hallo,

beim Start kommt immer diese Meldung:

"The application was unable to start correctly and will be closed now"

Was soll ich tun?""",
        ),
        (
            "fr",
            """Bonjour,

voici le message que j'obtiens :

The server could not be reached. Please check that you are connected to the network.

Pouvez-vous m'aider ?
Merci d'avance""",
        ),
        ("es", "Hola:\n\nal abrir el correo sale esto:\n> You do not have access to the mailbox\n"),
        ("ja", "メールを開くと「You do not have permission to open this file」と表示されます。"),
        ("en", 'Hello, the French team gets "Impossible de se connecter au serveur" all the time.'),
        (
            "en",
            "Could you ask 田中さん to call me back, please? I have a question about the invoice.",
        ),
    ],
)
def test_what_was_pasted_does_not_outweigh_what_was_written(language: str, text: str) -> None:
    assert language_of(text) == language


def test_a_subject_helps_a_short_text() -> None:
    assert language_of("geht nicht", "Drucker im dritten Stock") == "de"


def test_our_own_corpus_is_told_apart_without_a_mistake() -> None:
    """Its mails are short and of every tone; in doubt nothing is said."""
    found: Counter[str] = Counter()
    for path in sorted(SEED.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            subject, _, text = row["text"].partition("\n\n")
            guess = language_of(text, subject)
            assert guess in {row["language"], None}, row["text"]
            found["known" if guess else "in doubt"] += 1
    assert found["in doubt"] < 0.05 * found.total()


def test_every_word_and_letter_is_written_as_it_is_looked_up() -> None:
    assert set(SPOKEN) <= {one for languages in WORDS.values() for one in languages} | {"ja"}
    assert all(word == word.lower() and "’" not in word for word in WORDS)
    assert all(len(letter) == 1 for letter in LETTERS)


@pytest.mark.parametrize(
    "text",
    ['"', "„", "「", "`", "a ", "ä", "> ", "a\n", "x’", "日", "か", '"a', "1.", "\u0301", "a" * 50],
)
def test_no_text_takes_long(text: str) -> None:
    """Only so much of it is read, each sign a fixed number of times."""
    started = time.process_time()
    language_of(text * (10 * MOST_CHARACTERS // len(text)))
    assert time.process_time() - started < 0.5
