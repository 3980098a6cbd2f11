"""What mail servers write when they return a mail, by concern; each pattern is linear."""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


# Subjects of returned mail. One alone proves nothing: people ask about bounces, too.
SUBJECTS = _any(
    r"undeliver|non-?deliver|not deliver|could ?n.t be (?:sent|deliver)|could not be|"
    r"cannot be sent",
    r"deliver\w{0,3}[ -](?:status|fail|report|notif|problem|error|delay|incomplete|unsuccess|"
    r"has)",
    r"(?:could|can|did|does|is|was) ?no(?:t|n) (?:be )?(?:send|sent|deliver|reach|accept)",
    r"fail(?:ed|ure)\b.{0,20}(?:deliver|mail|notice|notif|message|send|receipt|address)",
    r"(?:mail|message|deliver\w*|send\w*|transport|notice)\b.{0,25}\bfail(?:ed|ure)",
    r"fail(?:ed|ure)(?: notice)?\s*$|returned (?:mail|message|to sender)|mail returned",
    r"(?:mail|message)(?: system)? (?:error|delivery|status|rejected|blocked|delayed|bounce)",
    r"bounce|rejected:|warning: (?:message|could not|mail)|message .{0,30}delayed",
    r"(?:unable|error|problem|trouble)s? (?:to |in |while )?(?:deliver|send|mail)",
    r"(?:user|address|recipient|mailbox|host) (?:unknown|not found|full|unavailable)",
    r"(?:unknown|invalid|no such) (?:user|address|recipient|host)|address not found",
    r"loop alert|duplicated message-id|postmaster notify|non-receipt|mailbox (?:is )?full",
    r"unzustellbar|nicht (?:zu(?:ge|)stell|gesendet|ausgeliefert)|zustell\w{0,4}(?:fehl|problem)",
    r"fehlgeschlag|fehler bei|non remis|non distribu|(?:é|e)chec|non d(?:é|e)livr|retourn(?:é|e)",
    r"no se (?:pudo|puede|ha podido) |error de (?:env|entreg)|devuelto|no entregad|"
    r"fallo (?:en|de)",
    r"n(?:ã|a)o (?:entregue|p(?:ô|o)de)|falha na entrega|devolvid|mancata (?:consegna|ricezione)",
    r"mancato recapito|non (?:recapitat|consegnat|inoltrabil)|recapito|impossibile recapitare",
    r"onbestelbaar|niet (?:bezorgd|afgeleverd)|niedostarcz|nie dostarcz|zwr(?:ó|o)t|nedoru",
    r"nelze doru|kunde inte (?:lever|skick)|kan (?:ikke|inte) lever|olevererbar|ikke leveret",
    r"toimitus|ei voitu toimittaa|не доставлен|недоставлен|не удалось доставить|не може бути",
    r"teslim edilemedi|(?:iletilemedi)|δεν παραδόθηκε|αδυναμία παράδοσης",
    r"退信|无法(?:投递|送达|发送)|無法(?:投遞|傳遞|送達)|投递失败|未送达|传递失败|寄件失敗",
    r"配信(?:不能|できま|エラー|失敗)|送信でき|送信(?:エラー|失敗)|不達|エラーメール|"
    r"メールエラー",
    r"반송|전송 ?실패|배달되지|전달되지|không gửi được|không thể gửi|gửi thất bại|לא נמסר|"
    r"تعذر تسليم",
)

# Senders that are programs, whatever stands behind the name; a postmaster is a person as well.
DAEMONS = _any(
    r"mailer-?\s?d(?:a|e)?e?mon|mail-daemon|maildaemon|mail delivery (?:sub|sys)",
    r"mail deliver (?:sys|serv)|delivery subsystem|mail transfer agent|content-filter at",
    r"system attendant|internet mail (?:connector|delivery|service)",
)
ROLES = _any(
    r"(?:^|[<\s\"'._-])(?:post[ _-]?master|admin\w{0,9}|system\w{0,13}|mailer|"
    r"mail[-_. ]?\w{0,9}|smtp\w{0,9}|"
    r"mta\w{0,4}|no[-_.]?reply|do-?not-?reply|robot|m?daemon|root|bounces?|returned?|gateway|"
    r"service|"
    r"[a-z_-]{0,10}virus\w{0,9}|spam\w{0,9}|delivery|exchange|notes|notif\w{0,9}|listserv|"
    r"majordomo|[\w-]{1,30}[-+](?:admin|owner|bounces?)|owner-[\w-]{1,30})[@\s\"'>._-]",
    r"smtp|mail_service|virus|amministrator|systeem|beheerder|システム管理|系统管理|系統管理|관리자",
)

# How list servers head what they refuse.
REFUSALS = _any(
    r"loop alert|duplicated|ignored|not (?:a )?member|reject|spam mail|too (?:big|large|long)|"
    r"undeliver",
)

# A failing verb near what it fails at; one of them stands at the start of every bounce.
_FAIL = (
    r"(?:could|can|was|were|has|have|is|did|may)(?:\s?not|n.t|n&#39;t) "
    r"(?:\w{1,12} ){0,4}?(?:deliver|reach|sent\b|relay|accept|receive a copy)"
)
OPENINGS = _any(
    _FAIL,
    r"couldn.t be delivered|could be not delivered|not be able to be delivered|"
    r"not yet been deliver",
    r"(?:unable|failed|error|problem|trouble)s?\b[^.]{0,40}\bdeliver(?:ing|y|ed)?\b",
    r"deliver\w{0,4}\b[^.]{0,60}\b(?:fail|error|problem|abort|delay|unsuccess|impossib|"
    r"incomplet)",
    r"undeliverable|undelivered|non-?delivery (?:report|notif)|did NOT (?:reach|receive)",
    r"(?:permanent|fatal|transient|unrecoverable)\b.{0,12} (?:deliver\w* )?(?:error|failure)",
    r"fail(?:ed|ing) (?:recipient|address)|transcript of (?:the )?session",
    r"the original message was received at|created automatically by (?:the )?mail",
    r"automatically.generated delivery|this is the (?:mail|qmail|postfix|deliver|james|mailer|"
    r"e-?mail)",
    r"this is a delivery|(?:mail|message|e-?mail)\b[^.]{0,60} (?:was|has been|is|were) "
    r"(?:\w{1,14} ){0,2}(?:reject|bounce|returned|refused|blocked|deferred|delayed|undeliver)",
    r"(?:was|were) rejected by|rejected for the following|would exceed|(?:over|"
    r"exceed\w{0,3})[^.]{0,20}"
    r" quota|quota exceeded|mailbox (?:is )?(?:full|unavailable|disabled|inactive)|"
    r"mailfolder is full",
    r"(?:user|recipient|address|mailbox|account|addressee)s?\b[^.]{0,40} (?:unknown|"
    r"does ?n.t exist|"
    r"does not exist|not found|invalid|not listed|is disabled|not have a|is not a(?:ctive)?\b)",
    r"(?:unknown|no such|invalid|bad|unrouteable|illegal) (?:\w{1,10} )?"
    r"(?:user|recipient|address|mailbox|host|account|domain)|duplicated message-id",
    r"there (?:is|was) (?:no|an) (?:user|such|error|problem)|not listed in|will be retried",
    r"(?:remote|server|host)\b.{0,60}\b(?:said|replied|responded|returned)\b.{0,20}\b[45]\d\d\b",
    r"^\W{0,6}(?:final|original|failed|undeliverable|invalid)(?: final)?(?: delivery)? ?-?"
    r"(?:recipient|address|user)",
    r"konnte nicht (?:\w{1,20} ){0,5}?(?:zugestellt|gesendet|ausgeliefert|übermittelt)|"
    r"unzustellbar",
    r"fehler bei der (?:nachrichten)?zustellung|nicht zugestellt|empfänger nicht erreicht",
    r"n.a (?:pas )?(?:pu|été) (?:pas )?(?:être )?(?:remis|distribu|délivr|envoy)|"
    r"échec de la remise",
    r"n.ont pas (?:été|pu)|impossible de (?:remettre|distribuer|délivrer)|destinataire inconnu",
    r"no (?:se )?(?:pudo|puede|ha podido|ha sido|fue) (?:ser )?(?:entreg|envi)|error al entregar",
    r"não (?:pôde|foi possível|pode) (?:ser )?(?:entreg|envi)|falha na entrega",
    r"non (?:è|e'|ha) (?:stat\w |potuto |raggiunto )(?:essere )?(?:recapit|consegn|inviat)?",
    r"recapito non riuscito|impossibile (?:recapitare|consegnare)|mancata consegna",
    r"kon niet (?:\w{1,20} ){0,5}?(?:bezorgd|afgeleverd)|kan niet worden bezorgd|is niet bezorgd",
    r"nie (?:mogł\w{1,4}|można|może|został\w) (?:\w{1,12} ){0,4}?(?:dostarcz|doręcz)|"
    r"nie powiodło",
    r"nelze doručit|nebyla doručena|nepodařilo (?:se )?doruč|doručení (?:se nezdařilo|selhalo)",
    r"kunde inte (?:levereras|skickas|nå)|kunne ikke (?:leveres|sendes)|ei voitu toimittaa",
    r"не (?:может|могло|удалось|было|був|може|вдалося)\W{1,3}(?:\w{1,14} ){0,4}?достав",
    r"не доставлен|teslim edilemedi|iletilemedi|δεν (?:ήταν δυνατή|παραδόθηκε|μπόρεσε)",
    r"无法(?:投递|送达|发送|传递)|無法(?:投遞|送達|傳遞|寄達)|投递失败|未能送达|被退回|退信",
    r"配信(?:でき|不能|され)|送信でき|届きません|届けでき|お届けする|宛先不明|배달(?:되지|"
    r"할 수)|전달(?:되지|할 수)|반송",
    r"không (?:thể|được) (?:\w{1,10} ){0,3}?(?:gửi|chuyển|giao)|לא ניתן למסור|תعذر تسليم|"
    r"تعذر تسليم",
)

# The copy of the returned mail starts here; what follows speaks of it, not of the failure.
COPY = _any(
    r"^[\s\W_]{0,12}(?:below|under) (?:this|the next) line is a copy",
    r"^[\s\W_]{1,40}(?:(?:the |your )?(?:original|returned|unsent|undelivered|rejected|old|"
    r"message|"
    r"forwarded|copy)\b[\w ,()'-]{0,60}|this is a copy\b.{0,80}|"
    r"start of returned.{0,40})[\s\W_]{0,60}$",
    r"^\W{0,8}(?:here is your returned|(?:the )?original (?:mail|"
    r"message) (?:\w{1,12} ){0,4}follows|"
    r"(?:message|mail)? ?headers? (?:of the message )?follow|included is a copy|old message:|"
    r"(?:a|the) copy of (?:the|your) (?:original )?(?:message|mail)|the header and top|"
    r"message text follows|(?:the )?(?:text|body|headers?|contents?) of (?:the|"
    r"your) (?:original )?m|"
    r"your (?:original )?message (?:reads|follows|is)|original headers|"
    r"original message (?:headers?|details|info))",
    r"^ {0,4}(?:received: (?:from|by|\()|return-path: <|delivered-to: |x-received: |"
    r"dkim-signature: )",
    r"^ {0,4}(?:mime-version: 1|message-id: <|content-type: message/rfc822)",
)

# The server has not given up yet.
DELAYS = _any(
    r"warning (?:message )?only|not yet been delivered|just a warning|advisory-only|"
    r"will (?:be retried|be returned to you if|keep (?:on )?trying|continue to (?:be made|try|"
    r"attempt))",
    r"no action is required|do(?:es)? not need to (?:resend|take any)|has been delayed|"
    r"delivery attempts will|temporarily (?:deferred|delayed)|is being delayed|"
    r"still being (?:tried|attempt)",
    r"^warning: |\(delay\)|delayed (?:mail|\d)|delivery delayed|wird weiterhin versucht|"
    r"verzögert|retard(?:é|ée)\b|se seguir(?:á|a) intentando|配信遅延|遅延",
)
FINAL = _any(
    r"giv(?:en|ing) up|not going to try|permanent(?:ly)? (?:fail|error|fatal)|"
    r"message will be deleted|could not be delivered for|removed from (?:the )?queue|"
    r"fatal errors",
)

# A person passes it on, or answers it.
PASSED_ON = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|odp|rif|res|ynt|fwd?|wg|tr|rv|vb|enc|vl|pd|i|转发|轉寄|轉發|回复|"
    r"回覆|答复|転送|返信|전달|"
    r"회신|пересл|отв)(?:\[\d{1,3}\])?\s*[:：]",
    re.IGNORECASE,
)

# The addresses that follow are those that were not reached.
FOLLOWING = _any(
    r"follow\w{0,6}\b.{0,40}(?:recipient|address|user|person|mailbox|group|destinat|list|one)",
    r"(?:fail\w{0,4}|undeliver\w{0,5}|affected|unreachable|invalid) (?:recipient|address|user)",
    r"(?:recipient|addresse|user)s?(?:\(e?s\))? (?:were|was|that|who|could|did|affected|"
    r"failed|not)",
    r"(?:not|n.t) (?:\w{1,10} )?(?:deliver\w*|reach\w*|sent|send)(?: \w{1,10}){0,3} to\b",
    r"folgende|suivant|siguiente|seguente|seguinte|volgende|następując|följande|følgende|seuraav|"
    r"следующ|наступн|下記|次の|以下|아래|다음",
)
