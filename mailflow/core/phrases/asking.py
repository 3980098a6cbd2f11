"""Sentences by which people say that they have asked before and had no answer."""

from mailflow.core.phrases.lists import phrases

ASKING_BY_LANGUAGE: dict[str, tuple[str, ...]] = {
    "en": phrases(
        """
        third time i write | third time i am writing | third time i'm writing | third time i ask
        third time i am asking | third time i'm asking | third email | third e-mail | third mail
        third message | third request | third reminder | fourth time i | fifth time i
        still no answer | still no reply | still no response | still haven't heard | still waiting
        still have not heard | still haven't received an answer | still have not received an answer
        nobody has answered | no one has answered | nobody answers | no one answers
        nobody replied | no one replied | nobody has replied | no one has replied
        nobody has responded | no one has responded | haven't heard back | have not heard back
        how many times do i have to | how often do i have to | i have asked several times
        i have written several times | asked repeatedly
        """
    ),
    "de": phrases(
        """
        zum dritten mal | das dritte mal | dritte mail | dritte e-mail | dritte nachricht
        dritte anfrage | dritte erinnerung | zum vierten mal | noch immer keine antwort
        immer noch keine antwort | noch keine antwort | bisher keine antwort | bislang keine antwort
        noch immer keine rückmeldung | immer noch keine rückmeldung | noch keine rückmeldung
        bisher keine rückmeldung | warte immer noch | warte noch immer | niemand antwortet
        niemand hat geantwortet | keiner antwortet | keiner hat geantwortet | niemand meldet sich
        keiner meldet sich | wie oft muss ich | mehrfach geschrieben | schon mehrmals geschrieben
        """
    ),
    "fr": phrases(
        """
        troisième fois que j'écris | troisième fois que je vous écris | troisième message
        troisième mail | troisième e-mail | troisième relance | troisième demande
        toujours pas de réponse | toujours aucune réponse | toujours sans réponse
        toujours pas reçu de réponse | personne ne répond | personne n'a répondu
        personne ne m'a répondu | j'attends toujours | combien de fois dois-je
        """
    ),
    "es": phrases(
        """
        tercera vez que escribo | tercera vez que les escribo | tercera vez que pregunto
        tercer correo | tercer mensaje | tercera solicitud | sigo sin respuesta
        sigo sin recibir respuesta | todavía no he recibido respuesta | aún no he recibido respuesta
        nadie responde | nadie contesta | nadie ha respondido | nadie me ha respondido
        nadie ha contestado | sigo esperando | cuántas veces tengo que
        """
    ),
    "it": phrases(
        """
        terza volta che scrivo | terza volta che vi scrivo | terza email | terza e-mail
        terzo messaggio | terzo sollecito | ancora nessuna risposta
        non ho ancora ricevuto risposta
        nessuno risponde | nessuno ha risposto | nessuno mi ha risposto | sto ancora aspettando
        """
    ),
    "nl": phrases(
        """
        derde keer dat ik | derde mail | derde e-mail | derde bericht | nog steeds geen antwoord
        nog steeds geen reactie | niemand antwoordt | niemand heeft geantwoord
        niemand reageert | ik wacht nog steeds
        """
    ),
    "pt": phrases(
        """
        terceira vez que escrevo | terceira vez que pergunto | terceiro e-mail | terceiro email
        terceira mensagem | ainda sem resposta | ainda não recebi resposta | ninguém responde
        ninguém respondeu | ninguém me respondeu | continuo à espera
        """
    ),
    "pl": phrases(
        """
        trzeci raz piszę | piszę trzeci raz | po raz trzeci | trzeci mail | trzecia wiadomość
        nadal brak odpowiedzi | wciąż brak odpowiedzi | nikt nie odpowiada | nikt nie odpowiedział
        """
    ),
    "ja": phrases(
        """
        三度目の連絡 | 3度目の連絡 | 三回目の連絡 | 3回目の連絡
        まだ返信がありません | まだ返事がありません
        まだ回答がありません | 返信をいただいていません
        返事をいただいていません | まだ連絡がありません
        いまだに返信がありません | 何度も連絡
        """
    ),
}
ASKING = tuple(dict.fromkeys(one for some in ASKING_BY_LANGUAGE.values() for one in some))
