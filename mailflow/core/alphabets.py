"""Letters of languages, and the character sets of one octet that they are written in."""

_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_UKRAINIAN = "оаиніервтскумдлпьзяйбгхчжцєюшїщфґ"
_GREEK = "αοιετσνηυρπκμλςωδγχθφάίέόήύώβξζψ"
_HEBREW = "יוהלארתבשמנדעקחפטכגםןצסזךףץ"
_ARABIC = "اليمنوترةبعدسفهكحقشجطصخضءذثأزغظإىئؤآ"
BY_FREQUENCY = (
    ("cp1251", (_RUSSIAN, _UKRAINIAN)),
    ("koi8-r", (_RUSSIAN,)),
    ("koi8-u", (_UKRAINIAN,)),
    ("iso8859-5", (_RUSSIAN,)),
    ("cp866", (_RUSSIAN,)),
    ("cp1253", (_GREEK,)),
    ("cp1255", (_HEBREW,)),
    ("cp1256", (_ARABIC,)),
)
"""The letters of languages that use few of ASCII, the most frequent first."""

_WESTERN = (
    "äöüß",
    "éèêàçùâîôûëïüœ",
    "áéíóúñüªº",
    "ãõçáéíóúâêôàü",
    "àèéìòù",
    "åæøäöéü",
    "äëïöüéèáóúí",
    "áðéíóúýþæö",
    "àçéèíïóòúü",
)
_CENTRAL = (
    "áčďéěíňóřšťúůýž",
    "áäčďéíĺľňóôŕšťúýž",
    "ąćęłńóśźż",
    "áéíóöőúüű",
    "ăâîşţ",
    "čćđšž",
)
BEYOND_ASCII = (
    ("cp1252", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859-2", _CENTRAL),
    ("cp850", _WESTERN),
)
"""What languages of Latin letters have beyond ASCII; of equal sets the first is the likelier."""

AROUND_WORDS = "¿¡“”‘’‚„…–—«»‹›€°§·•©®™\u00a0\u00ad"
