"""The lines that say that a forwarded mail follows."""

FORWARDS: dict[str, tuple[str, ...]] = {
    "en": ("forwarded message", "begin forwarded message", "forwarded mail", "forwarded by"),
    "de": ("weitergeleitete nachricht", "anfang der weitergeleiteten nachricht"),
    "fr": (
        "message transféré",
        "début du message transféré",
        "message réexpédié",
        "début du message réexpédié",
        "transféré par",
    ),
    "es": ("mensaje reenviado", "inicio del mensaje reenviado", "forwarded message"),
    "ja": ("転送されたメッセージ", "転送メッセージ", "転送メール", "メッセージを転送"),
    "nl": ("doorgestuurd bericht", "begin doorgestuurd bericht"),
    "it": ("messaggio inoltrato", "inizio messaggio inoltrato"),
    "pt": (
        "mensagem encaminhada",
        "início da mensagem encaminhada",
        "início da mensagem reencaminhada",
        "mensagem reencaminhada",
    ),
    "pl": (
        "przekazana wiadomość",
        "wiadomość przekazana dalej",
        "wiadomość przesłana dalej",
        "początek przekazywanej wiadomości",
        "treść przekazanej wiadomości",
    ),
    "sv": ("vidarebefordrat meddelande", "vidarebefordrat brev", "vidarebefordrat mejl"),
    "da": (
        "videresendt meddelelse",
        "videresendt melding",
        "videresendt besked",
        "start på videresendt besked",
        "start på videresendt melding",
    ),
    "fi": ("välitetty viesti", "välitetty viesti alkaa", "edelleenlähetetty viesti"),
    "ru": (
        "пересылаемое сообщение",
        "начало переадресованного сообщения",
        "переадресованное сообщение",
        "пересланное сообщение",
    ),
    "uk": (
        "переслане повідомлення",
        "початок листа, що пересилається",
        "початок переадресованого повідомлення",
    ),
    "cs": (
        "přeposlaná zpráva",
        "předávaná zpráva",
        "preposlaná správa",
        "začátek přeposílané zprávy",
        "posredovaná správa",
    ),
    "hu": ("továbbított üzenet", "továbbított levél kezdete", "továbbított levél"),
    "ro": ("mesaj redirecționat", "mesaj redirectionat"),
    "tr": ("iletilen mesaj", "iletilmiş mesaj", "iletilen ileti başlangıcı", "i̇leti başlangıcı"),
    "zh": ("转发的邮件", "轉寄的郵件", "转发邮件信息"),
    "ko": ("전달된 메시지", "전달된 메일"),
}

FORWARD_MARKERS = frozenset(phrase for row in FORWARDS.values() for phrase in row)
