"""What a program writes when a mail was opened, where it follows no standard (RFC 8098)."""

from mailflow.core.phrases.lists import phrases

RECEIPT_SUBJECTS = phrases(
    """
    accusé de lecture | accusé de réception (affiché) | acuse de recibo | conferma di lettura
    confirmación de lectura | confirmação de leitura | empfangsbestätigung (angezeigt) | gelesen
    gelezen | kvittering | leesbevestiging | lesebekreftelse | lesebestätigung | lest | letto
    leído | lida | lido | lu | luettu | lukukuittaus | läskvitto | läst | læsekvittering | læst
    niet gelezen | no leído | non letto | non lu | not read | não lida | okundu | okundu bilgisi
    ontvangstbevestiging | potvrzení o přečtení | potwierdzenie przeczytania | przeczytane
    przeczytano | přečteno | read | read receipt | receipt | return receipt
    return receipt (displayed) | ricevuta di ritorno | ungelesen gelöscht | đã đọc | αναγνώστηκε
    διαβάστηκε | прочитано | прочтено | уведомление о прочтении | אישור קריאה | נקרא
    تمت القراءة | مقروءة | 已讀 | 已读 | 开封済み | 讀取 | 读取 | 開封済 | 開封済み | 開封確認
    읽음 | 읽음 확인
    """
)

RECEIPT_SENTENCES = phrases(
    """
    was read on | has been read on | was deleted without being read | was displayed on
    this is a return receipt | this receipt verifies | this return receipt only | was opened on
    your message was read | your message has been read | has been opened | wurde gelesen
    gelesen am | gelesen wurde | ungelesen gelöscht | dies ist eine empfangsbestätigung
    a été lu | lu le | accusé de réception | a été affiché | fue leído | ha sido leído | se leyó
    è stato letto | stato letto il | ricevuta di ritorno | foi lida | foi lido | is gelezen
    werd gelezen | op gelezen | została przeczytana | został przeczytany | przeczytano
    byla přečtena | byla zobrazena | lästes | har lästs | blev læst | er læst | ble lest
    on luettu | luettiin | было прочитано | прочитано | прочтено | було прочитано | okundu
    διαβάστηκε | αναγνώστηκε | 的邮件已 | 阅读时间 | 已被阅读 | 已讀取 | 的郵件已
    開封されました | 開封日時 | 読まれました | 읽었습니다
    읽은 시간 | đã được đọc | đã đọc vào | تمت قراءة | נקראה | נקרא בתאריך
    """
)
