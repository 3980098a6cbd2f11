"""The words by which a text tells its language: small words, greetings, and what desks are asked.

Languages that no catalogue speaks stand here, too, so that they are not taken for a neighbour.
"""

SPOKEN = ("en", "de", "fr", "es", "ja")
"""The languages that notices are written in."""

_WORDS = {
    "en": "the and is are was were be been am you your we our they them it its this that these"
    " those to of for from with without at on in by an a i my me he she his her not no yes"
    " do does did done have has had can cannot could would should will shall may might"
    " must if when what which who how why where there here please thanks thank hello hi"
    " dear regards sincerely best kind any some all every only just also but or so than"
    " then now again still since after before already about message messages service"
    " possible impossible urgent original into out up down off over new need want get gets"
    " got work works working broken help printer password error issue problem screen"
    " account access login log computer laptop network mail email don' doesn' didn' can'"
    " won' isn' it' i' i've we're that' today tomorrow yesterday morning afternoon week"
    " because stopped keeps won everyone everything nobody somebody anyone nothing"
    " something cheers team mouse keyboard phone invoice order asap reset install update"
    " locked slow crashed missing office meeting room able unable",
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber ist sind war"
    " waren sein bin bist wird werden wurde worden ich du er sie es wir ihr mich mir uns"
    " euch ihnen mein meine meinem meinen meiner unser unsere dein ihre ihrem nicht kein"
    " keine keinen nichts auf in im an am bei beim von vom zu zum zur mit nach aus vor"
    " seit für über unter durch gegen ohne um bis als wie wenn weil dass daß ob da dann"
    " doch noch schon nur auch so sehr mehr alle alles man kann können könnte könnten muss"
    " müssen soll sollte will möchte darf hat habe haben hatte hier dort jetzt heute"
    " morgen gestern wieder immer bitte danke dank hallo guten tag moin servus geehrte"
    " geehrter grüße gruß grüßen freundlichen freundliche viele liebe lieber herr frau was"
    " wer wo warum wann drucker passwort kennwort fehler fehlermeldung rechner bildschirm"
    " konto zugang zugriff anmelden anmeldung geht gehen funktioniert kaputt hilfe mal"
    " neue neuen neuer neues kommt bekomme bekommen brauche brauchen kollege kollegen"
    " kollegin dringend rechnung maus tastatur laufwerk netzwerk drucken langsam gesperrt"
    " stunden leider einfach gibt lässt ganze ganzen paar zwei drei nie besten geht'"
    " zusammen vielen herzliche vorab mfg lg",
    "fr": "le la les un une des du de et ou mais est sont était être été suis es sommes êtes je"
    " tu il elle nous vous ils elles on me moi toi lui leur mon ma mes ton ta tes son sa"
    " ses notre nos votre vos leurs ce cet cette ces ne pas plus rien jamais que qui quoi"
    " dont où quand comment pourquoi si dans sur sous avec sans pour par chez entre vers"
    " depuis pendant avant après contre au aux en y a ai as avons avez ont avait peut peux"
    " pouvez puis pouvoir faut dois doit veux voudrais fait faire fais faites va vais très"
    " bien tout tous toute toutes aussi encore déjà toujours même donc car alors ici"
    " aujourd' hui demain hier matin soir bonjour bonsoir salut merci cordialement madame"
    " monsieur svp plaît bonne journée cdt avance j' l' d' n' c' s' m' t' qu' jusqu'"
    " lorsqu' imprimante panne mot passe mots erreur ordinateur écran compte accès"
    " connexion connecter marche fonctionne problème fichier fichiers réseau poste nouveau"
    " nouvelle nouvel besoin urgence facture souris clavier lent bloqué bloquée aide aider"
    " quelqu' deux trois semaine jours heures ça cela celle celui chaque plusieurs"
    " collègue collègues équipe clé dossier rapidement",
    "es": "el la los las un una unos unas de del y o u e pero es son era está están estoy"
    " estamos ser sido estar hay yo tú él ella nosotros usted ustedes ellos me te se nos"
    " le les lo mi mis tu tus su sus nuestro nuestra nuestros este esta esto estos estas"
    " ese esa eso no ni nada nunca que qué quien quién cual cuál cuando cuándo como cómo"
    " donde dónde porque si sí en con sin para por sobre entre desde hasta hacia durante"
    " antes después contra a al ha he han hemos había puede puedo pueden podría podrían"
    " podemos poder debe debo quiero quería necesito necesitamos hacer hace hago va voy"
    " muy bien todo todos toda todas también tampoco ya aún todavía siempre mismo entonces"
    " aquí ahí hoy mañana ayer tarde noche hola buenos buenas días tardes gracias saludos"
    " saludo cordial atentamente favor estimado estimada estimados señor señora impresora"
    " contraseña error pantalla cuenta acceso entrar sesión funciona funcionan imprime"
    " problema correo archivo archivos red equipo ordenador portátil nuevo nueva ayuda"
    " ayudar ayudarme urgente factura ratón teclado lento lenta bloqueada bloqueado"
    " compañero compañera compañeros dos tres semana horas alguien algo cada varios más"
    " menos sale dice tengo tiene tenemos solo sólo antemano",
    "it": "il lo la i gli le un uno una di del della dei delle e o ma è sono era essere stato"
    " sto sta stiamo io tu lui lei noi voi loro mi ti ci vi si mio mia nostro vostro suo"
    " questo questa questi che chi cosa quando come dove perché se in nel nella con senza"
    " per su sul tra fra da dal dalla al alla ho ha hanno abbiamo può posso possono potete"
    " devo deve vorrei fare molto bene tutto tutti anche ancora già sempre qui oggi domani"
    " ieri ciao buongiorno buonasera salve grazie cordiali saluti distinti gentile signor"
    " signora non più niente stampante password errore schermo accesso funziona problema"
    " aiuto l' d' c' un' dell' all' nell' dall' quest'",
    "pt": "o a os as um uma uns umas de do da dos das e ou mas é são era está estão estou ser"
    " sido eu tu ele ela nós você vocês eles me te se nos lhe meu minha meus nosso nossa"
    " seu sua este esta isto esse essa isso não nem nada nunca que quem qual quando como"
    " onde porque em no na nas com sem para por pelo pela sobre entre desde até ao aos à"
    " às há tem têm temos pode posso podem poderia preciso precisamos fazer muito bem tudo"
    " todos também já ainda sempre aqui hoje amanhã ontem olá bom boa dia tarde obrigado"
    " obrigada cumprimentos atenciosamente prezado prezada favor impressora senha erro"
    " ecrã tela conta acesso funciona problema ajuda mais",
    "ca": "el la els les un una de del dels i o però és són era està estic ser estat jo tu ell"
    " ella nosaltres vosaltres vostè em et es ens us meu meva nostre seu aquest aquesta"
    " això no res mai que qui què quan com on perquè si en amb sense per sobre entre des"
    " fins a al als ha he han hem pot puc podeu cal fer molt bé tot tots també ja encara"
    " sempre aquí avui demà ahir hola bon dia gràcies salutacions l' d' n' s' m'",
    "nl": "de het een en of maar is zijn was waren ben bent wordt worden werd ik je jij hij zij"
    " we wij ze jullie u mij me ons mijn onze uw dit dat deze die niet geen niets op in"
    " aan bij van te ten met naar uit voor sinds over onder door tegen zonder om tot als"
    " hoe wanneer omdat dan toch nog al ook zo zeer meer alle alles men kan kunnen kunt"
    " moet moeten wil heb hebt heeft hebben had hier daar nu vandaag morgen gisteren weer"
    " altijd graag bedankt dank hallo goedemorgen goedendag beste geachte groet groeten"
    " vriendelijke alvast heer mevrouw wat wie waar waarom printer wachtwoord fout"
    " foutmelding computer scherm toegang inloggen werkt kapot hulp nieuwe doet",
    "sv": "den det en ett och eller men är var vara har hade jag du han hon vi ni de dem mig"
    " oss min mitt mina vår vårt din denna detta dessa inte ingen inget på i till från med"
    " utan för av om att som när hur varför där här nu idag imorgon igår igen alltid också"
    " redan mycket alla allt kan kunde ska skulle måste vill får hej tack vänligen"
    " hälsningar vänliga mvh skrivare skrivaren lösenord fel dator datorn skärm fungerar"
    " problem hjälp ny nytt behöver kommer",
    "da": "den det en et og eller men er var være har havde jeg du han hun vi i de dem mig os"
    " min mit mine vores din denne dette disse ikke ingen intet på til fra med uden for af"
    " om at som når hvordan hvorfor hvor her nu dag morgen igen altid også allerede meget"
    " alle alt kan kunne skal skulle må vil får hej hei tak takk venlig vennlig hilsen mvh"
    " printer printeren skriver skriveren adgangskode passord fejl feil computer skærm"
    " skjerm virker fungerer problem hjælp hjelp ny nyt nytt brug behov kommer",
    "pl": "i w z na do nie się że to jest są był była być mam ma mamy mogę może proszę dziękuję"
    " dzień dobry witam pozdrawiam od po dla przez ale czy jak kiedy gdzie który która mój"
    " moja nasz hasło drukarka drukarki błąd działa problem pomoc nowy komputer już tylko"
    " też bardzo o za co",
    "ro": "și în la cu pe de din pentru nu este sunt am are avem că care ce când cum unde mai"
    " sau dar bună ziua mulțumesc salut vă rog parola imprimanta eroare funcționează meu"
    " mea nostru",
    "tr": "ve bir bu için ile değil var yok ben biz siz de da ne nasıl merhaba teşekkürler"
    " lütfen saygılar yazıcı şifre hata çalışmıyor iyi günler selam olarak gibi kadar daha"
    " çok",
    "fi": "ja on ei se että en ole olen oli olla mutta kun niin myös voi voin jos hei moi"
    " kiitos terveisin tulostin salasana virhe toimi toimii minun meidän tämä mitä miten",
    "cs": "a je na se v že to s z do i o ale jak nebo jsem jsme mám má máme prosím děkuji dobrý"
    " den pozdravem tiskárna tiskárny heslo chyba nefunguje nejde počítač už také jen"
    " velmi při pro",
    "hu": "a az és nem hogy van egy is de ez meg már csak vagy ha mint kérem köszönöm"
    " üdvözlettel szia jó napot nyomtató jelszó hiba működik",
    "id": "dan yang di ke dari untuk dengan tidak ini itu saya kami anda adalah akan bisa sudah"
    " ada mohon terima kasih selamat pagi siang kata sandi rusak",
}
# Letters that few languages write; of each all those that do.
_LETTERS = {
    "ß": "de",
    "ä": "de sv fi",
    "ö": "de sv fi hu tr",
    "ü": "de hu tr",
    "ñ¿¡": "es",
    "ãõ": "pt",
    "ç": "fr pt ca tr",
    "œùûëïîêâ": "fr",
    "èà": "fr it ca",
    "ìò": "it",
    "å": "sv da",
    "øæ": "da",
    "ąęłńśźż": "pl",
    "ěřů": "cs",
    "șță": "ro",
    "ğış": "tr",
    "őű": "hu",
    "·": "ca",
}


def _languages_of_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _WORDS.items():
        for word in dict.fromkeys(words.split()):
            found[word] = (*found.get(word, ()), language)
    return found


WORDS: dict[str, tuple[str, ...]] = _languages_of_words()
"""Each word with the languages that it tells of; an apostrophe behind it belongs to it."""

LETTERS: dict[str, tuple[str, ...]] = {
    letter: tuple(languages.split())
    for letters, languages in _LETTERS.items()
    for letter in letters
}
