"""The subjects of absence notes."""

ABSENCES_BY_LANGUAGE: dict[str, tuple[str, ...]] = {
    "en": (
        "out of office",
        "automatic reply",
        "auto reply",
        "autoreply",
        "auto-reply",
        "automatic response",
        "auto response",
        "autoresponse",
        "vacation reply",
        "auto",
    ),
    "de": ("abwesenheitsnotiz", "automatische antwort", "abwesenheit", "abwesend"),
    "fr": ("réponse automatique", "absence du bureau", "message d'absence", "absent du bureau"),
    "es": ("respuesta automática", "fuera de la oficina", "fuera de oficina"),
    "ja": ("自動返信", "自動応答", "不在通知"),
    "nl": ("automatisch antwoord", "afwezig"),
    "it": ("risposta automatica", "fuori ufficio"),
    "pt": ("resposta automática", "fora do escritório"),
    "pl": ("automatyczna odpowiedź", "autoodpowiedź"),
    "sv": ("autosvar", "frånvaro"),
    "da": ("autosvar", "fraværsmelding"),
    "fi": ("automaattinen vastaus", "poissa"),
    "ru": ("автоответ",),
    "zh": ("自动回复", "自動回覆"),
    "ko": ("자동 회신",),
}

ABSENCES = frozenset(phrase for row in ABSENCES_BY_LANGUAGE.values() for phrase in row)
