package bounce

// What mail systems write where they write for people only, in lower case. The
// words are read in the text of what looks like a notification by its header,
// never in other mail.
const (
	failureWords = "could not be delivered|couldn't be delivered|cannot be delivered|can't be delivered|can not be delivered|cannot deliver|could not deliver|couldn't deliver|not be delivered|" +
		"not delivered|wasn't delivered|not been delivered|undeliverable|undelivered|non-deliver|nondeliver|unable to deliver|able to deliver|not deliverable|failed to deliver|delivery failed|delivery has failed|delivery to the following|delevery to the following|" +
		"delivery failure|failed delivery|failure delivery|failure notice|mail failed|did not reach|didn't reach|not reach the following|delivery error|errors occurred|error occurred|permanent error|fatal error|returned to sender|returned mail|being returned|been returned|was returned|" +
		"error delivering|trouble delivering|problem delivering|problems delivering|error sending|error while|error was returned|delivery errors|not relayed|has been failed|failed permanently|was aborted|transient error|transient non-fatal|been rejected|was rejected|" +
		"is rejected|rejected by|been blocked|was blocked|was not sent|could not be sent|cannot be sent|failed address|failed recipient|recipients failed|following recipient|following address|following destination|no valid recipients|refused to accept|not accepted|delivery failures|has bounced|" +
		"bounced|user unknown|unknown user|no such user|address not found|mailbox full|mailbox is full|mailbox unavailable|does not exist|doesn't exist|recipient unknown|unsuccessful|unreachable|undelivrable|not listed in|giving up|unknown address|unknown recipient|quarantine|delivery problem|failure reason|invalid final|error has occurred|attempting to deliver|cannot find|" +
		"退信|退回|无法投递|投递失败|未能送达|无法送达|未送达|不能送达|发送失败|无法发送|投递不成功|投递错误|被拒|拒收|拒绝|不存在|未能投递|没有送达|無法投遞|無法傳送|無法送達|投遞失敗|未能送達|傳送失敗|遭到退回|不成功|" +
		"配信でき|配信不能|配信エラー|配信に失敗|送信でき|届け|配達でき|送達でき|お届けできません|送信エラー|" +
		"nicht zugestellt|unzustellbar|nicht übermittelt|zustellung fehlgeschlagen|zustellfehler|konnte nicht|konnten nicht|nicht ausgeliefert|unzustellbare|" +
		"n'a pas pu être|n'ont pas pu|n’a pas pu|non remis|échec de|échoué|non distribu|impossible de remettre|n'a pu être|pas été remis|non délivr|n'a pas été|n’a pas été|" +
		"no se ha podido|no se pudo|no pudo ser|no ha podido|error en la entrega|no entregad|fallo en la entrega|no se entreg|no puede ser entregado|no puede entregarse|falló la entrega|" +
		"não pôde ser|não foi entregue|não foi possível|falha na entrega|não pode ser entregue|não entregue|não puderam|" +
		"impossibile recapitare|mancato recapito|non è stato possibile|non recapitat|non è stato recapitato|impossibile consegnare|mancata consegna|non consegnat|" +
		"не доставлено|не может быть доставлен|не удалось доставить|недоставлен|не было доставлено|невозможно доставить|не был доставлен|не удалось отправить|не доставлен|ошибка доставки|не вдалося|не може бути доставлен|не доставлено|" +
		"niet worden bezorgd|niet bezorgd|niet worden afgeleverd|niet afgeleverd|onbestelbaar|kon niet|" +
		"nie może zosta|nie została dostarczon|nie dostarczon|nie można dostarczyć|nie udało się dostarczyć|niedostarcz|" +
		"kunde inte|kunne ikke|ikke leveres|ikke leveret|inte levereras|olevererbart|ei voitu toimittaa|" +
		"nepodařilo se doručit|nelze doručit|nedoručiteln|nedoručen|nie je možné doručiť|nepodarilo doručiť|kézbesíthet|nem sikerült kézbesíteni|sikertelen kézbesítés|nu a putut fi livrat|nelivrat|nu s-a putut livra|ni bilo mogoče dostaviti|nije isporučen|neisporuč|nedostav|" +
		"teslim edilem|teslim edilmedi|gönderilem|iletilem|δεν παραδόθηκε|παράδοση απέτυχε|αποτυχία παράδοσης|δεν ήταν δυνατή η παράδοση|ไม่สามารถส่ง|ส่งไม่ได้|ส่งไม่สำเร็จ|ล้มเหลว|không thể gửi|không gửi được|gửi thất bại|gửi không thành công|tidak dapat dikirim|gagal dikirim|tidak terkirim|tidak dapat dihantar|gagal dihantar|לא ניתן היה למסור|לא נמסר|המסירה נכשלה|تعذر تسليم|تعذر التسليم|لم يتم تسليم|فشل التسليم|فشل تسليم|" +
		"未能传递|无法传递|传递失败|无法递送|未列在|遭拒|寄送失敗|無法寄|無法遞送|" +
		"전달할 수 없|전송하지 못|배달되지|배달 실패|전송 실패|반송|전달되지|전송할 수 없"

	failureSubjects = "undeliver|deliver|delivery fail|failure notice|returned mail|not be delivered|mail failed|failed mail|failed delivery|failure|nondeliver|non-deliver|non remis|bounce|returning message|returned to sender|returned message|blocked|rejected|message status|mail status|mail system error|mail error|error sending|could not send|message you sent|" +
		"退信|退回|无法投递|投递失败|未送达|未能送达|无法送达|发送失败|無法投遞|無法傳送|投遞失敗|未傳遞|未能送達|无法传递|未传递|系统退信|" +
		"配信|送信|届|unzustellbar|nicht zugestellt|zustell|échec|non distribu|no entregado|no se puede entregar|devuelto|não entregue|falha|mancato recapito|non recapit|impossibile|недостав|не достав|onbestelbaar|niet bezorg|niedostarcz|nie dostarcz|olever|kunde inte|반송|배달|전송|" +
		"传递失败|未能传递|nedoruč|nelze doručit|kézbesít|nelivrat|livr|teslim edil|δεν παραδόθηκε|παράδοσ|ไม่สามารถส่ง|ส่งไม่ได้|không thể gửi|không gửi được|gửi thất bại|tidak terkirim|gagal|לא נמסר|לא ניתן למסירה|تعذر|فشل|non délivr|recapit|não foi entregue|недоставлен"

	delayWords = "delay|will be retried|still being retried|still trying|keep trying|continue trying|continue to try|retry for|will retry|will be attempted|not yet been delivered|not been delivered yet|not yet delivered|no action is required|not need to resend|do not resend|warning message only|this is a warning|just a warning|could not send message for past|" +
		"延迟|延遲|继续尝试|继续投递|繼續嘗試|仍在尝试|尚未送达|尚未投递|稍后会自动|将继续|遅延|遅れ|verzöger|weiterhin versucht|retardé|différé|retrasad|retraso|seguirá intentando|atrasad|ritardo|in ritardo|задерж|отложен|vertraag|opóźni|försenad|지연|zpožd|opožd|késleltet|késik|întârzi|gecik|καθυστέρησ|ล่าช้า|bị trễ|chậm trễ|tertunda|מתעכב|עיכוב|تأخر|تأخير|forsink|viivästy|odgođen|zakasn|bude i nadále|continuer|se volverá a intentar|riprover|попыт"

	finalWords = "permanent|giving up|given up|gave up|will not be retried|not going to try again|no further attempts|will not try again|no more attempts|stopped trying|不再尝试|不再投递|停止投递|永久"

	// Behind these stands who wrote the mail, or whom to ask.
	notBehind = "from|by|sender|contact|von|de la part|from:|by:|sender:|expéditeur|mail from:|mail from|reply-to:|reply to|envelope-from|发件人|发件人:|发件人：|发信人|发信人：|發件人|寄件者|寄件者:|差出人|absender|absender:|remitente|remetente|mittente|отправитель|help:|联系|mailto|please email|write to|support:|return-path:|message-id:|id|message|envelope sender:|user:|email:|for user"

	contactWords = "contact|for help|for assistance|support|assistance|questions|call |if you |please visit|联系|咨询|客服|聯絡|問い合わせ|wenden sie|contactez|póngase en|contatt|обратит"

	// Behind these stands whom the mail was for.
	recipientLabels = "recipient|recipients|recipient(s)|failed recipient|failed recipients|final recipient|original recipient|intended recipient|failed address|failed addresses|address|addresses|rcpt to|rcpt|user|userid|email address|delivery failed|mailbox|delivery to|failed|undeliverable to|recipient address|recipient's address|not delivered to|rejected recipient|" +
		"收件人|收信人|收件人地址|收件地址|收件者|邮箱|邮箱地址|邮件地址|无法投递的收件人|失败地址|目标地址|目的地址|收件人邮箱|收件人邮箱地址|退信收件人|收件箱|宛先|受信者|送信先|あて先|empfänger|destinataire|destinataires|destinatario|destinatarios|destinatário|destinatari|получатель|адресат|ontvanger|odbiorca|mottagare|수신자|받는 사람"

	// Above the mail that is returned stands a line with one of these.
	returnedWords = "copy of the message|copy of your message|copy of the original|original message follows|original message header|original message below|headers follow|header of the original|message headers|message header|returned message|message text follows|unsent message|message follows|original headers|original mail|your original message|begin message|start of message|returned mail follows|returned text|below this line|message as received|original message is|原始邮件|原邮件|原始信件|邮件原文|原信|原郵件|原始郵件|元のメッセージ|オリジナル|ursprüngliche nachricht|message d'origine|mensaje original|mensagem original|messaggio originale|исходное сообщение"
)
