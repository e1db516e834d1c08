package ask

// The words that show an ask, in lower case, separated by "|". A word of letters matches
// whole words only, unless it ends in "*".

const questionWords = `can you|could you|would you|will you|can we|could we|shall we|should we|may i|may we|do you|did you|are you|is it possible|is there|are there|what is|what are|what about|how about|how do|how can|how much|how many|how long|when will|when is|when can|when do|where is|where can|who is|who will|why is|why do|why did|which one|please advise|please let me know|please let us know|let me know whether|let me know if you can|please clarify|please explain|i wonder|we wonder|wondering|question|
吗|呢|么？|什么时候|何时|啥时候|怎么|如何|为什么|为何|是否|能否|可否|能不能|可不可以|有没有|多少|哪个|哪些|哪里|哪天|请问|几号|几点|多久|多长时间|想了解|想问|请教|请说明|请解释|请告知|什么原因|嗎|什麼時候|為什麼|為何|請問|多長時間|請說明|請告知|怎麼|哪裡|有沒有`

const problemWords = `error|errors|bug|bugs|fail|fails|failed|failing|failure|broken|does not work|doesn't work|do not work|don't work|not working|stopped working|crash*|problem|problems|issue|issues|cannot log|can't log|cannot open|can't open|cannot access|can't access|cannot login|unable to|is down|went down|outage|timeout|timed out|times out|very slow|too slow|wrong|incorrect|missing|lost data|not loading|won't load|garbled|blank page|defect|exception|500|404|
报错|错误|故障|失败|崩溃|闪退|打不开|登录不了|登不上|登不进|无法登录|无法打开|无法访问|无法使用|无法提交|无法保存|无法导出|无法上传|无法正常|不能登录|不能用|不能打开|用不了|异常|有问题|出问题|问题：|问题是|遇到问题|出现问题|很卡|卡顿|卡死|太慢|很慢|宕机|丢失|不正确|不对|出错|白屏|乱码|超时|不显示|没反应|没有反应|缺少|漏了|漏掉|bug|算错|不一致|
報錯|錯誤|失敗|打不開|無法登入|無法登錄|無法使用|無法打開|異常|有問題|出問題|亂碼|超時|不顯示|沒反應|不對|
nobody can|no one can pay|white page|blank paper|logs me out|throws me out|kicks me out|logged out as soon|negative stock|stock is negative|shows a negative|show a negative|charged twice|billed twice|prints every label twice|come out as|comes out as|stopped printing|has stopped|have stopped|does not match|doesn't match|reset to zero|have disappeared|has disappeared|disappeared|it's meant to be|is meant to be|is supposed to be|was supposed to be|must be put right|needs to be fixed|need to be fixed|must be fixed|have the figures corrected|no longer works|won't open|won't print|won't start|freezes|frozen|hangs|is stuck|cannot pay|can't pay|duplicated|takes 40 seconds|takes forever|every label twice|was down|were down|does not load|doesn't load|do not load|don't load|cannot be reached|can't be reached|can not be reached|is unreachable|not reachable|printed twice|prints twice|sent twice|blank pages|negative numbers|finds nothing|没有再进|看不到新|看不到订单|没法拣货|没法登录|没法用|打不出|打两遍|打了两遍|不正常|负数|清零|都变成0|买不了|扣了两次|重复扣款|重复扣费|跳到首页|跳回首页|转圈|打不了|进不去|收不到|对不上|掉线|断开|白纸|写的是五折|必须改过来|毛病|登不进|刷不出|扫不出|不同步|没同步|打印了两遍|打印两遍|重复打印|加载不出|加载不了|无法加载|连不上|访问不了|发了两遍`

const changeWords = `change request|please change|change the|changed to|change it|please add|add a|add an|add the|additional feature|new feature|new requirement|new requirements|extra feature|extend the|please extend|postpone*|reschedule*|move the meeting|move the date|move the go-live|move the launch|move the release|like to move|want to move|need to move|move it to|bring forward|please remove|remove the|replace the|please replace|replace it|instead of|modify|modification|please update the|adjust the|please adjust|increase the budget|reduce the|scope|delay the launch|push back|we would like to have|we'd like to have|we also want|we want to add|we need to add|could you add|can you add|also build|also add|also include|switch to|
变更|改为|改成|改到|改一下|改动|修改|调整|增加|新增|加上|加一个|加个|加入|延期|推迟|延后|提前到|提前至|换成|替换|请更换|更换为|更换成|需要更换|删除|去掉|取消|需求变|新需求|新的需求|扩展|扩大范围|缩减|追加|多做|另外要|希望加|再加|補充功能|
變更|改為|調整|延後|推遲|取消|刪除|請更換|更換為|新的需求|
changed our minds|like to drop|want to drop|ask for a change|request a change|asked me to move|move the start|outside the agreed|outside the scope|outside of scope|please make it|make it 15|instead, and|instead of the agreed|we need it to be|加进这期|加进来|加进去|合同里没写|需求里没有|想加一个|想加个|想把它加`

// noChangeWords say that something was changed, or needs no change.
const noChangeWords = `no change|no changes|unchanged|without change|has been changed|have changed|was changed|were changed|i have updated|we have updated|has been added|have added|has been updated|
不变|无需修改|不需要修改|无需调整|没有变更|已修改|已经修改|已调整|已经调整|已增加|已新增|已删除|修改好了|改好了|已更新|已改|已经延期|又延期|再次延期|次延期|一再延期|已變更|已調整|無需修改|不變|
changes the|form is unchanged|变更记录|已签字的变更|变更单扫描`

const objectionWords = `disagree|do not agree|don't agree|does not agree|cannot agree|can't agree|not agree|cannot accept|can't accept|do not accept|don't accept|not acceptable|price is unacceptable|object to|we object|i object|reject|rejected|refuse|refused|not approved|not approve|do not approve|don't approve|cannot approve|can't approve|not confirm|cannot confirm|can't confirm|agreed, but|agreed except|agree except|approved except|ok except|fine except|except for point|agree, but|approved, but|ok, but|ok but|okay, but|okay but|yes, but|yes but|fine, but|agree but|approve but|only if|under one condition|on condition that|with one exception|not happy with the proposal|against the|
不同意|不认可|反对|不接受|无法接受|不能接受|拒绝|不批准|有异议|不赞成|不认同|无法认可|不能同意|无法同意|难以接受|不予确认|不能确认|无法确认|同意，但|同意,但|同意，不过|可以，但|可以，不过|确认，但|原则上同意|前提是|除非|
不認可|反對|無法接受|拒絕|有異議|不認同|無法同意|同意，但是|
not paying|will not pay|won't pay|decline|declined|aprove this|say no to|don't want that|absolutely not|do not match, so i cannot|驳回|否决|不予接受|用不着|不会付|没有批准|未批准`

const complaintWords = `complain*|complaint|disappoint*|unacceptable|dissatisf*|unsatisf*|not satisfied|unhappy|frustrat*|fed up|annoyed|angry|ridiculous|outrageous|escalat*|your manager|your boss|your supervisor|your management|your director|third time|again and again|over and over|how many times|still no answer|still no reply|still not fixed|still not working|nobody answered|no one replied|lost confidence|lose confidence|lost patience|legal action|lawyer|compensation|refund|breach of contract|worst|
投诉|不满|失望|太差|极差|糟糕|升级处理|升级到|上报|你们领导|你们的领导|贵司领导|你们老板|赔偿|违约|法律途径|律师|严重影响|再三|一再|屡次|多次催|催了|忍无可忍|不负责任|不专业|第三次|好几次了|一直没有人|一直没人|没人管|没人回复|仍未解决|还没解决|迟迟|退款|无法容忍|令人不满|给个说法|要个说法|一个说法|
投訴|不滿|嚴重影響|賠償|違約|律師|遲遲|催了|沒人回覆|仍未解決|主管|
losing confidence|your vp|your ceo|your director|bringing it up with|worst support|worst service|were unfriendly|was unfriendly|my patience|接受不了|没信心|没有信心|你们领导反映|你们总监|总监亲自|高层|敷衍|推诿|爱理不理|老是没人接|没人接电话|不痛快|没被当回事|这么差|很差劲|服务态度|一点进展|无法再容忍|升级至`

const approvalWords = `approve|approved|approves|agree|agreed|agrees|confirm|confirmed|confirms|accept|accepted|looks good|lgtm|go ahead|fine with us|fine with me|ok with us|ok with me|works for us|works for me|sounds good|no objection|no objections|signed off|sign off|please proceed|ok|okay|
同意|确认|批准|认可|通过|赞成|没有意见|无异议|没异议|无意见|可以的|就按|按此执行|按这个|按方案|验收合格|接受|好的，就|
確認|認可|通過|沒有意見|無異議|
fine by me|hereby approve|happy to confirm|happy to approve`

// notYetWords say that somebody else is to agree, or later.
const notYetWords = `please confirm|please approve|please agree|kindly confirm|to be confirmed|to confirm|to be approved|for your approval|for approval|will confirm|will approve|waiting for|wait for|need your|once approved|once confirmed|can you confirm|until|not yet|has not|have not|haven't|
请确认|请您确认|请批准|请同意|请审批|请审核|请贵司确认|麻烦确认|烦请确认|待确认|等待确认|尚未|还没|还未|需要您|需您|需要确认|再确认|稍后确认|以便|如果确认|是否同意|未通过|没通过|不通过|未确认|
請確認|請批准|待確認|尚未|再確認|未通過`

const thankWords = `thanks|thank you|thx|many thanks|much appreciated|appreciate it|great job|well done|good job|grateful|谢谢|感谢|多谢|辛苦|謝謝|感謝|多謝|
like to thank|recorded its thanks|vote of thanks|my thanks|our thanks|heartfelt thanks|谢意|衷心感谢`

// courtesies ask nothing, although they sound like it.
const courtesies = `if you have any question|if you have any questions|if you have questions|any questions, please|should you have any|let me know if you have any|let us know if you have any|if there are any questions|if there is anything|do not hesitate|don't hesitate|feel free to contact|how are you|hope this finds you|hope you are well|hope you're well|looking forward|best regards|kind regards|thanks in advance|thank you in advance|have a nice|have a good|
如有问题|如有任何|如果有问题|如果有任何|有问题请|有任何问题|有疑问请|如有疑问|如有不清楚|随时联系|欢迎随时|祝好|此致|敬礼|商祺|祝工作|祝您|辛苦了|收到，谢谢|收到谢谢|
如有問題|有問題請|如有任何問題|隨時聯絡|祝順`

// innocents resemble a problem or an objection but are harmless.
const innocents = `no problem|no problems|not a problem|no issue|no issues|without any problem|without problems|without error|without errors|no error|no errors|no question|no questions|problem solved|problem is solved|problem has been solved|problem was solved|issue is resolved|issue has been resolved|issue is fixed|bug is fixed|bug has been fixed|has been fixed|is fixed|was fixed|fixed the|not a complaint|no complaints|solved|resolved|
没问题|没有问题|没有任何问题|无问题|不是问题|没有疑问|无疑问|没有错误|无错误|没有报错|不是投诉|问题已解决|问题已经解决|问题解决了|问题已修复|已修复|修复了|已解决|解决了|没有异常|无异常|不满足|确认无误|
沒問題|沒有問題|無問題|問題已解決|已修復|沒有錯誤|
nothing wrong|not an issue|isn't an issue|wasn't yours|were back|are back|complaints and returns|complaint page|complaints page|problem wasn't|issue wasn't|all good since|没有异议|无异议|没异议|投诉为零|零投诉|投诉与建议|投诉页面|没有投诉`

// requestWords ask for something to be done; thanks beside them are thanks in advance.
const requestWords = `please|kindly|could you|can you|would you|请|麻烦|烦请|劳驾|帮忙|請|麻煩`
