"""What programs write that want a sender to prove himself.

They speak of *your* message: a person who writes to a desk about such a program speaks of his own.
"""

from mailflow.core.phrases.lists import phrases

CHALLENGE_FIELDS = (
    "X-TMDA-Fingerprint",
    "X-TMDA-Released",
    "X-Boxbe-Autoreply",
    "X-Trusted-Delivery",
    "X-Bluebottle-Request",
    "X-SpamArrest-Challenge",
    "X-ChoiceMail-Registration-Request",
    "X-Qconfirm",
    "X-ASK-Info",
    "X-UOL-Antispam",
    "X-MailFrontier-Challenge",
)

ASKED = phrases(
    """
    please confirm your m | please confirm your e | confirm that you sent | confirm your message
    confirm that your | please confirm that you | confirm your address | confirm your delivery
    confirmation of your message | simply reply to this | just reply to this
    reply to this message to | reply to this e-mail to | reply to this email to
    replying to this | hit reply | click on the following link | click the following link
    click the link below | click on the link below | clicking on the link | clicking the link
    click here to | use the following link | follow the link below | visit the following
    verify that you | verify your e | verify your address | prove that you
    complete this verification | bestätigen sie bitte | bitte bestätigen sie | klicken sie auf
    antworten sie einfach | veuillez confirmer | cliquez sur le lien | merci de confirmer
    il vous suffit de répondre | confirme su | haga clic en | por favor confirme
    clique no link | clique aqui | confirme o envio | fai clic sul | clicca sul
    conferma il tuo | klik op de | bevestig uw | kliknij | potwierdź | klikněte | potvrďte
    klicka på | klik på | klikk på | napsauta | нажмите | подтвердите | перейдите по ссылке
    перейдіть за посиланням | підтвердіть | tıklayın | onaylayın | 点击下面 | 點擊下面 | 请点击
    請點擊
    クリックして | 클릭 | nhấp vào | انقر | לחץ על
    """
)

HELD = phrases(
    """
    your message is being held | your message has been held | your e-mail is being held
    your message was not delivered | your message is awaiting | your message is waiting
    your email is awaiting | your message will be delivered | your e-mail will be delivered
    your email will be delivered | your mail will be delivered | before your message can be
    before your message will be | before your mail can be | before your e-mail can be
    before delivering your | before i receive your | so i can receive your
    so that i can receive your | to ensure delivery of your | have your address added
    your address added to | add your address to | your address will be added | add you to my
    added to my approved | only from senders i have approved | only accept mail from
    only accepts mail from | on my allowed list | on my approved | your message to be delivered
    release your message | release your mail | deliver your message | not on my list of
    not in my list of | your first message to | first time you have | waiting list
    you only need to do this once | just this once | one-time process | account is protected by
    mailbox is protected by | inbox is protected by | address is protected by | uses a challenge
    ihre nachricht wird | ihre e-mail wird | ihre mail wird | bevor ihre nachricht | damit ihre
    votre message sera | votre message est en attente | afin que votre message
    pour que votre message | su mensaje será | su mensaje está | para que su mensaje
    sua mensagem será | sua mensagem está | para que sua mensagem | il tuo messaggio
    il suo messaggio | uw bericht wordt | uw bericht is | twoja wiadomość | pańska wiadomość
    vaše zpráva | ditt meddelande | din besked | din melding | viestisi | ваше письмо
    ваше сообщение | ваш лист | mesajınız | iletiniz | 您的邮件 | 您的郵件 | あなたのメール
    お客様のメール | 귀하의 메일
    thư của bạn | رسالتك | הודעתך
    """
)

CONFIRM_SUBJECTS = phrases(
    """
    confirm | verif | action required | bestätig | potwierd | подтвержд | підтвердж | approval
    challenge | waiting list | onay | potvrz | bekräft | bekræft | bekreft | 确认 | 確認 | 확인
    xác nhận | vahvista | bevestig | تأكيد | אישור
    """
)
