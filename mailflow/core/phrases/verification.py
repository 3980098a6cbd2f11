"""What services write that want an address proven: codes, links and passwords, by language.

`SPOKEN` speaks to the reader of what is his; `NAMED` names the thing, as people who ask about
one do, too. Both are patterns over text in small letters, each linear.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))


NOBODY_READS = _any(
    r"(?:do)?[-_.]?not?[-_.]?reply|bounces?|mailer|automat\w{0,12}|robot(?![a-z])",
    r"(?:nicht|keine)[-_.]?antwort\w{0,3}|ne[-_.]?pas[-_.]?repondre",
    r"no[-_.]?(?:respond|contest)\w{0,3}|n[aã]o[-_.]?respond\w{0,3}|non[-_.]?rispond\w{0,4}",
    r"niet[-_.]?(?:be)?antwoord\w{0,3}|nie[-_.]?odpowiada\w{0,3}|ei[-_.]?vasta\w{0,4}",
    r"svara?[-_.]?(?:ikke|ej|inte)|(?:ikke|ej|inte)[-_.]?svar\w{0,2}",
)
ACCOUNTS = re.compile(
    r"(?:accounts?|security|verif\w{0,10}|notif\w{0,12}|auth\w{0,12}|log-?in|sign-?in|sign-?up|"
    r"confirm\w{0,8}|registr\w{0,10}|welcome|identity|id|invit\w{0,8}|onboarding|passwords?|otp|"
    r"codes?|konto|compte|cuenta|conta|sicherheit|seguridad)(?:[-_.+]\w{0,40})?"
)
FIRMS = re.compile(
    r"(?:info|hell?o|hallo|hola|hi|hey|team|support|help|helpdesk|services?|servicio|care|"
    r"kundenservice|customer\w{0,12}|contact[oe]?|kontakt|office|e?mail|admin\w{0,9}|mailing|"
    r"postmaster|webmaster|feedback|news\w{0,6}|updates?|members?|community|shop|store|billing)"
    r"(?:[-_.+]\w{0,40})?"
)
SPOKEN = _any(
    r"(?:confirm|verif|activat|validat)\w{0,6} your (?:new |work )?(?:e-?mail|account|address|"
    r"sign|identity|registration|device|phone|log|subscription)|reset your (?:\w{1,30} )?password",
    r"your [\w' -]{0,40}(?:code|pin|passcode|one-time password|(?:sign|log)[ -]?in link|magic link)"
    r"\b|(?:code|pin|passcode) is:? \w?-?\d|\d is your |recover your account|"
    r"(?:verify|confirm) (?:that )?it(?:['’]s| is) (?:really )?you",
    r"to (?:set|reset|change|choose|create) (?:a|your) new password|"
    r"(?:you(?:['’]ve| have| were)? (?:been )?|has )invited (?:you )?to join",
    r"(?:ihr|dein) [\w-]{0,30}(?:code|pin|tan|einmalpasswort)\b|best[äa]tigen? (?:sie )?"
    r"(?:ihr|dein)|(?:aktivier|verifizier)\w{1,2} (?:sie )?(?:ihr|dein)",
    r"(?:votre|ton) code|(?:confirm|v[ée]rifi|activ|valid)(?:ez|e|er) (?:votre|ton|ta)\b|"
    r"r[ée]initialis\w{0,6} (?:de )?(?:votre|ton) mot de passe",
    r"(?:tu|su|seu|teu) c[óo]digo|(?:confirm|verifi|activ|ativ|valid)\w{0,4} "
    r"(?:o |a )?(?:tu|su|seu|sua|teu|tua)\b|(?:restable|redefin|recuper)\w{0,4} (?:a )?"
    r"(?:tu|su|sua|tua) (?:contrase[ñn]a|senha|palavra-passe)",
    r"il (?:tuo|suo) codice|(?:conferm|verific|attiv)\w{0,3} (?:il|la) (?:tuo|tua|suo|sua)|"
    r"(?:reimposta|ripristina)\w{0,4} la (?:tua|sua) password",
    r"(?:uw|jouw|je) [\w-]{0,30}code\b|(?:bevestig|verifieer|activeer) (?:uw|jouw|je)\b",
    r"tw[óo]j kod|(?:potwierd[źz]|zweryfikuj|aktywuj) (?:sw[óo]j|adres|konto|rejestr)",
    r"(?:din|ditt) [\w-]{0,30}kode?\b|(?:bekr[äæe]f?t\w{0,3}|verifier\w{0,2}|aktiv[eé]ra?) "
    r"(?:din|ditt|dit)\b|vahvista s[äa]hk[öo]posti",
    r"(?:v[áa][šs]|tv[ůo]j) [\w ]{0,30}k[óo]d|(?:potvr[ďd]te|ov[ěe][řr]te) (?:sv|va[šs])|"
    r"er[őo]s[íi]tse meg|codul (?:t[ăa]u|dvs)|(?:do[ğg]rulay|onaylay)[ıi]n",
    r"ваш [\w ]{0,30}код|подтвердите (?:ваш|св|адрес|регистр|почт)|підтверд[ьі]т\w? (?:ваш|св)",
    r"メールアドレスの?(?:ご)?(?:確認|認証)|アカウントの?(?:有効化|認証)|本人確認|仮登録",
    r"(?:验证|驗證|确认|確認|激活|啟用|重置|重设|重設)(?:您|你)的(?:邮箱|電子郵件|电子邮件|帳戶|"
    r"账户|账号|帳號|密码|密碼)|(?:이메일|계정) ?(?:주소 ?)?(?:인증|활성화)",
)
NAMED = _any(
    r"(?:confirmation|verification|security|log-?in|sign-?in|one-time|activation|access|magic|"
    r"authentication|recovery|two-factor|2fa|otp)[ -](?:code|password|link|pin|passcode)|passcode",
    r"(?:reset|recover|change|forgot\w{0,3}) (?:my |the |a |your )?password|password reset|"
    r"(?:confirm|verif|activat)\w{0,6} (?:this|the) (?:e-?mail|account|address|sign|registration)",
    r"(?:best[äa]tigungs|verifizierungs|sicherheits|aktivierungs|anmelde|zugangs|einmal)-?"
    r"(?:code|link|passwort|pin)|passwort (?:zur[üu]ck|[äa]ndern|vergessen)|best[äa]tigen sie die",
    r"code d(?:e |['’])(?:v[ée]rif|confirm|s[ée]curit|connex|acc[èe]s|valid|activ)\w{0,9}|"
    r"mot de passe oubli[ée]|lien de (?:connexion|confirmation)|"
    r"r[ée]initialis\w{0,6} (?:de |du )?(?:le )?mot de passe",
    r"c[óo]digo de (?:verifica|confirma|segur|ac[ce]|ativa|activa)|"
    r"codice di (?:verif|conferm|sicur)|"
    r"(?:restable|redefin|recuper)\w{0,8} (?:a |de |la |da )*(?:contrase[ñn]a|senha)|"
    r"(?:reimposta|ripristin)\w{0,4} (?:la |della )?password",
    r"(?:verificatie|bevestigings|beveiligings|inlog|activerings|toegangs)-?(?:code|link)|"
    r"wachtwoord (?:opnieuw|reset|herstel|wijzig|instel|vergeten)",
    r"kod (?:weryfik|potwierdz|bezpiecz|aktywac|logowan)\w{0,9}|(?:reset\w{0,6}|zresetuj|zmie[ńn]|"
    r"odzysk\w{0,6}) has[łl]",
    r"(?:verifi\w{0,10}|bekr\w{0,11}|s[äia]kerhe[td]s|sikkerhe[td]s|inlo[gn]\w{0,6}|eng[åa]ngs)kod|"
    r"[åa]terst[äa]ll \w{0,9} ?l[öo]senord|nulstil \w{0,9} ?adgangskode|"
    r"tilbakestill \w{0,9} ?passord",
    r"(?:vahvistus|turva|kirjautumis)koodi|salasanan? (?:vaih|palaut|nollau)",
    r"(?:ov[ěe][řr]ovac|potvr[dz]zovac|potvrzovac|overovac|bezpe[čc]nostn)[íiý] k[óo]d|"
    r"(?:obnov\w{0,5}|reset\w{0,5}) hesl|(?:meger[őo]s[íi]t|ellen[őo]rz)[őo] k[óo]d|"
    r"jelsz[óo]\w{0,3} vissza",
    r"cod(?:ul)? de (?:verificare|confirmare|securitate)|reset\w{0,5} parol|"
    r"(?:do[ğg]rulama|onay|g[üu]venlik) kodu|(?:[şs]ifre|parola)\w{0,4} s[ıi]f[ıi]rla",
    r"код (?:подтвержд|провер|безопас|доступа|входа|підтвердж)|(?:сброс\w{0,4}|восстанов\w{0,7}|"
    r"скидан\w{0,2}|відновлен\w{0,2}) парол|κωδικ(?:ός|ος|ό) (?:επαλ|επιβ|ασφ)|επαναφορ[άα]",
    r"(?:確認|認証|検証|セキュリティ|ログイン|ワンタイム)(?:用)?(?:コード|番号|パスワード)|"
    r"パスワード(?:の|を)?(?:再設定|リセット)",
    r"(?:验证|驗證|校验|动态)(?:码|碼|密码)|(?:重置|重设|重設|找回)密[码碼]|"
    r"(?:인증|확인|보안) ?(?:코드|번호)|비밀번호 ?(?:재설정|초기화)",
    r"رمز ال(?:تحقق|تأكيد|أمان)|إعادة تعيين كلمة|קוד ה?(?:אימות|אישור)|איפוס ה?סיסמ",
    r"mã (?:xác (?:minh|nhận|thực)|otp)|đặt lại mật khẩu|kode (?:verifikasi|konfirmasi)|"
    r"atur ulang kata sandi",
)
OF_ACCOUNTS = _any(
    r"e-?mail|account|address|adress|sign|log[ -]?in|passw|pass?code|verif|one[ -]time|identit|"
    r"device|subscri|member|invit|two[ -]factor|2fa|otp",
    r"konto|konten|anmeld|freischalt|compte|mot de passe|courriel|inscri|connexion|"
    r"cuenta|contrase[ñn]a|correo|conta\b|senha|palavra-passe|acesso|acceso|endere[çc]o|indirizzo|"
    r"iscri|accedi|accesso",
    r"wachtwoord|inlog|aanmeld|has[łl][oa]|zalog|logowan|rejestr|l[öo]senord|adgangskode|passord|"
    r"tilmeld|salasan|s[äa]hk[öo]post|kirjaut|tili|hesl[oa]|[úu][čc]et|p[řr]ihl[áa]|registr",
    r"fi[óo]k|jelsz|c[íi]m\w{0,3}\b|parol|[şs]ifre|hesab|hesap|e-posta|аккаунт|уч[её]тн|парол|почт|"
    r"регистр|вход|облік|пошт|реєстр",
    r"アカウント|パスワード|メール|登録|ログイン|账|帳|賬|密码|密碼|邮箱|郵|邮|注册|註冊|登录|登入|"
    r"계정|비밀번호|이메일|가입|로그인",
)
"""What such mail is about. Firms also ask to confirm a meeting, or write of a customer's code."""
OTHER_CODES = _any(
    r"(?:error|fault|status|zip|bar|qr|post(?:al)?|promo\w{0,6}|discount|voucher|coupon|order|"
    r"customer|article|product|item|country|cost|source|fehler|kunden|artikel|rabatt|gutschein|"
    r"zahlen|quell|produkt|klant|fout|kortings|fel|vare)[ -]?(?:code|kode?)s?",
    r"code (?:postal|promo|client|article|erreur|produit|d['’]erreur|de la route|[àa] barres)|"
    r"c[óo]digo (?:(?:de|do|del) )?(?:client|produ|postal|err|barra|art)\w{0,9}|"
    r"codice (?:client|fiscal|articol|postal|error|prodott|sconto|a barre)\w{0,2}",
    r"k[óo]d (?:zbo[žz]|produkt|z[áa]kazn|chyb|towar|klient|poczt|rabat|b[łl][ęe]d)\w{0,9}|"
    r"код (?:товар|ошибк|клиент|помилк)\w{0,3}|code in (?:line|zeile|file|datei)",
)
"""Codes that prove nobody's address."""
SHOWN = re.compile(
    r"(?:code?|kode?|kód|pin|tan|otp|c[óo]digo|codice|koodi|код|コード|码|碼|코드|번호)"
    r"(?: (?:is|ist|lautet|est|es|é|è|to|er|är|on|je))?[:：]?\s{0,3}\w?-?\d[\d -]{3,9}"
    r"|\d[\d -]{3,9} (?:is|ist|est|es|é|è) "
)
"""The code itself, right behind its name."""
CODE_OR_LINK = re.compile(
    r"https?://|\b\d{2,3}(?:[ -]\d{2,3}){1,3}\b|\b\d{4,8}\b|\b[A-Z0-9]{6,10}\b|\b\d(?: \d){3,7}\b"
)
