"""Words that tell nothing of what a mail is about: small words, courtesy, talk of any fault.

Of English, German, French, Spanish, Italian, Dutch and Portuguese; our own lists.
"""

_LISTS = """
about after again all already also and any anybody anyone are around because been before being
both but can cannot could did does doing done down each even ever every everybody everyone
everything few for from get gets getting good got had has have hello help her here hey him his how
into its just know like look looking may maybe more morning most much must need needs never new
not nothing now off one only other our out over please regards same say says several she should
since some somebody someone still sincerely such thank thanks that the their them then there these
they thing things this those three through today tomorrow too tried try two under until urgent
very was way were what when where which while who why will with without work working works would
yes yesterday you your best dear kind problem issue error

aber alle allen alles als also am an auch auf aus beim bei bereits bin bis bitte bitten da danke
dann das dass dem den denn der des die dies diese diesem diesen dieser doch dort du durch ein eine
einem einen einer eines er es etwas euch für ganz ganzen geht gibt grüße gruß guten habe haben
hallo hat heute hier hilfe ich ihm ihn ihr ihre im immer in ist ja jetzt kann kein keine keinen
können lassen leider man mehr mein meine mich mir mit morgen nach nicht nichts noch nun nur ob
oder ohne schon sehr sein seit sich sie sind so über um und uns unser unsere unter vielen vom von
vor war warum was wegen weil wenn wer werden wie wieder wir wird wo wurde zu zum zur dringend
fehler

ai après au aucun aussi autre aux avec avez avoir avons bien bonjour bonsoir car ce ceci cela ces
cet cette chez comme cordialement dans de depuis des deux donc du elle elles en encore est et été
être fait fois hier ici il ils je jour la le les leur lors lui mais matin me merci mes moi mon ne
nos notre nous on ont ou où par pas peu peut plus pour pouvez puis quand que quel quelle qui quoi
rien sa sans se ses si son sont sous sur ta te toujours tous tout toute toutes très un une urgent
vers vos votre vous erreur problème

ahora algo algún alguna antes aquí así aún cada como con cuando cual de del desde días donde dos
el ella ellos en entre era es esa ese eso esta está este esto estos fue gracias ha hace hacer
hasta hay he hola hoy la las le lo los más mañana me mi mis muy nada nadie ni no nos nosotros
nuestra nuestro otra otro para pero poco por porque pueden puede puedo que qué quien saludos se
según ser si sí sido sin sobre solo son su sus también tan tengo tiene toda todas todo todos tres
un una uno unos usted ya yo buenos buenas favor error

ancora anche buongiorno che ci ciao come con cosa dal dalla degli dei del della delle di dopo dove
due essere fare gli grazie ho hanno il io la le lo loro ma mi mio molto nel nella noi non nostro
ogni oggi per perché più prima può qualche quando quello questa questo qui saluti se sempre senza
si solo sono stato su sua sul suo tutti tutto un una uno vi

aan al alle alles als bij dan dank dat de deze die dit door een en er geen goed goede groet
groeten haar heb hebben heeft het hij hoe hun iets ik in is ja je kan kunnen maar me meer met mij
mijn moet naar na niet niets nog nu om ons onze ook op over te tot uit van vandaag veel voor waar
want was wat we wel werkt wij wil worden wordt zijn zo zonder

agora ainda algo alguém ao aos após aqui as até bom com como da das de dela dele depois do dois
dos ela ele em então era essa esse esta está este eu foi hoje isso já lá mais mas me mesmo meu
minha muito na nada não nas nem no nos nossa nosso num numa obrigado obrigada o olá os ou para
pela pelo pode por porque que quem são se sem ser seu só sou sua também tem tenho todos tudo um
uma você
"""
COMMON_WORDS = frozenset(_LISTS.split())
