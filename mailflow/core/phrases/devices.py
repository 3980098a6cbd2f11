"""Patterns that tell the signature of a mobile program from a sentence that begins like one."""

# Named by a signature that a program puts in; words of a sentence seldom hold them.
DEVICES = (
    "iphone|ipad|ipod|ios|mac|android|samsung|galaxy|huawei|xiaomi|redmi|nokia|sony|xperia|htc|lg"
    "|motorola|oneplus|pixel|oppo|vivo|honor|wiko|alcatel|blackberry|bb10|windows|surface|lumia|droid"
    "|outlook|gmail|yahoo!?|aol|gmx|web\\.de|mailbox|protonmail|proton|spark|airmail|k-9"
    "|thunderbird|bluemail|typeapp|aquamail|fairemail|mailbird|spike|edison|tutanota|tuta|zoho"
    "|superhuman|hey|polymail|newton|boxer|nine|mobile|mobil|mobiltelefon|mobilgerät|phone|cell"
    "|handy|smartphone|telefon|telefoon|teléfono|téléphone|telefone|telefono|cellulare|celular"
    "|móvil|telemóvel|portable|tablet|tablette|device|puhelimesta|komórki|telefonu|telefonem"
    "|mobilu|mobilen|mobiltelefonu"
)
# Within a word, for languages that add endings or write without spaces.
DEVICE_PARTS = (
    "iphone|ipad|android|outlook|blackberry|samsung|mobil|smartphone|телефон|смартфон|мобильн"
    "|мобільн|айфон|почт|пошт|手机|手機|휴대|스마트폰|携帯|スマートフォン|yahoo|아이폰|网易|qq邮箱"
    "|הטלפון|אייפון|הנייד|آيفون|آيباد|هاتف|جهاز|κινητό|điện thoại"
)
CLAUSES = (
    "because|since|but|so|when|while|if|and|weil|denn|aber|wenn|und|parce|mais|car|et|porque|pero"
    "|perché|omdat|maar|eftersom|men|fordi|ponieważ|ale|потому|но"
)
EXCUSES = (
    "excuse|pardon|sorry|apolog|forgive|typo|brevity|brief|entschuldig|tippfehler|kürze|désolé"
    "|excusez|fautes|brièveté|disculp|errores|brevedad|scus|errori|brevità|desculp|erros|excuses"
    "|typefout|literów|ursäkta|undskyld|beklager|опечат|помилк"
)
