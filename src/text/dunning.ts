import type { StageCode } from '../core/dunning/stage.ts'
import type { TextKind } from '../core/dunning/text.ts'
import type { DocumentLanguage } from './statement.ts'

/** Which words each stage comes with. An SMS only as long as it can be neutral (interfaces §4.1). */
export const STAGE_TEXTS: Record<StageCode, readonly TextKind[]> = {
  soon: ['message', 'sms'],
  today: ['message', 'sms'],
  call: ['script', 'message'],
  manager: ['script', 'message'],
  letter: ['letter', 'message'],
  stop: ['letter', 'script'],
  lawyer: ['letter'],
}

type Texts = Partial<Record<`${StageCode}_${TextKind}`, string>>

const zh: Texts = {
  soon_message:
    '您好，{联系人}。提前跟您对一下账：贵司有 {笔数} 笔货款共 {金额} 元，最早一笔 {最早到期日} 到期。\n{明细}\n如有对不上的地方请告诉我，谢谢。{经办人}',
  soon_sms: '{客户}您好，贵司与我司的货款 {金额} 元将于 {最早到期日} 到期，对账请联系{经办人}。',
  today_message:
    '您好，{联系人}。贵司 {笔数} 笔货款共 {金额} 元，最早一笔 {最早到期日} 到付款日，请安排付款。\n{明细}\n付款后请发我回单，谢谢。{经办人}',
  today_sms: '{客户}您好，贵司货款 {金额} 元付款日为 {最早到期日}，对账请联系{经办人}。',
  call_script:
    '1. 确认对方能不能决定付款，不能就问谁能。\n2. 说清楚：{笔数} 笔共 {金额} 元，最早一笔 {最早到期日} 到期，已过 {天数} 天。\n3. 问原因：是没走完流程、没钱，还是对货或发票有意见。有意见就登记争议，不要争。\n4. 要一个日期和金额：“哪天能付？付多少？”\n5. 重复一遍对方说的日期，挂电话后记下来。',
  call_message:
    '您好，{联系人}。贵司 {笔数} 笔货款共 {金额} 元已过付款日 {天数} 天，麻烦安排一下。\n{明细}\n哪天能付请告诉我一声，谢谢。{经办人}',
  manager_script:
    '1. 主管对主管，不追究业务员之间说过什么。\n2. {客户} 共 {金额} 元，已过付款日 {天数} 天，之前已经提醒过。\n3. 问清对方内部卡在哪一步，谁签字。\n4. 请对方给一个书面的付款日（微信或邮件都行），不晚于 {答复期限}。\n5. 说明下一步会发书面催款函，之后会停止发货。',
  manager_message:
    '您好，{联系人}。贵司共 {金额} 元已过付款日 {天数} 天，我们之前已经联系过。请在 {答复期限} 前给我们一个书面的付款日期。\n{明细}\n{我方} {经办人}',
  letter_letter:
    '截至{今天}，贵司尚有下列货款未付，共 {笔数} 笔，其中最早一笔已于 {最早到期日} 到期。\n我司已按约履行供货义务。请贵司收到本函后于 {答复期限} 前付清上述款项，或书面答复付款安排。\n如贵司对金额有异议，请在同一期限内书面说明并附相关单据。逾期未付的，我司将按合同约定主张逾期付款责任。\n特此函告。',
  letter_message:
    '您好，{联系人}。书面函件已寄出，请查收。贵司未付货款共 {金额} 元，请在 {答复期限} 前答复。{我方} {经办人}',
  stop_letter:
    '截至{今天}，贵司尚有下列货款未付，最早一笔已逾期 {天数} 天，我司此前已致函催告。\n因上述款项未付，自本函发出之日起，我司暂停向贵司发货及赊销，款到后恢复。\n请贵司于 {答复期限} 前付清或书面答复。\n特此函告。',
  stop_script:
    '1. 告诉对方：从今天起暂停发货，款到当天恢复。\n2. 金额 {金额} 元，最早一笔已过 {天数} 天。\n3. 问对方哪批货最急，用它谈先付哪一笔。\n4. 谈成的付款日和金额当场记下。',
  lawyer_letter:
    '受 {我方} 委托，现就贵司拖欠货款一事致函如下：\n一、截至{今天}，贵司尚欠 {我方} 货款共 {金额} 元（明细附后），最早一笔自 {最早到期日} 起逾期，至今已 {天数} 天。\n二、{我方} 已履行合同约定的供货义务，并多次书面及口头催告，贵司至今未付。\n三、请贵司于 {答复期限} 前付清全部款项；逾期不付的，{我方} 将依法提起诉讼，主张货款、逾期付款违约金及实现债权的费用。\n特此函告。',
}

const en: Texts = {
  soon_message:
    'Hello {contact}, checking our accounts ahead of time: {count} item(s), {amount} yuan in all, the first due on {oldest due}.\n{items}\nPlease tell me if anything does not agree. Thank you. {responsible}',
  soon_sms:
    'Dear {customer}, our invoice of {amount} yuan falls due on {oldest due}. For the statement please contact {responsible}.',
  today_message:
    'Hello {contact}, {count} item(s), {amount} yuan in all, are due, the first on {oldest due}. Please arrange payment.\n{items}\nA copy of the bank slip would help. Thank you. {responsible}',
  today_sms:
    'Dear {customer}, the due day of {amount} yuan is {oldest due}. For the statement please contact {responsible}.',
  call_script:
    '1. Make sure the person can decide on payment; if not, ask who can.\n2. Say it plainly: {count} item(s), {amount} yuan, the first due on {oldest due}, {days} days ago.\n3. Ask why: paperwork, no money, or a complaint about goods or invoice. A complaint is registered as a dispute and not argued about.\n4. Get a day and an amount: "When? How much?"\n5. Repeat the day, and note it after the call.',
  call_message:
    'Hello {contact}, {count} item(s), {amount} yuan in all, are {days} days past due. Please arrange payment.\n{items}\nPlease let me know the day. Thank you. {responsible}',
  manager_script:
    '1. Manager to manager; what was said before is not argued about.\n2. {customer} owes {amount} yuan, {days} days past due, and has been reminded.\n3. Find out at which step it is stuck and who signs.\n4. Ask for a day in writing, no later than {deadline}.\n5. Say what comes next: a formal letter, then deliveries stop.',
  manager_message:
    'Hello {contact}, {amount} yuan are {days} days past due and we have been in touch before. Please give us a payment day in writing by {deadline}.\n{items}\n{company} {responsible}',
  letter_letter:
    'As of {today} the following {count} item(s) have not been paid; the first fell due on {oldest due}.\nWe have delivered as agreed. Please pay in full by {deadline}, or tell us in writing when you will.\nIf you contest an amount, please say so in writing within the same time, with the papers concerned. We reserve our rights under the contract for late payment.',
  letter_message:
    'Hello {contact}, a letter is on its way to you. {amount} yuan are unpaid; please answer by {deadline}. {company} {responsible}',
  stop_letter:
    'As of {today} the following items have not been paid; the oldest is {days} days overdue, and we have written to you before.\nFrom the day of this letter we suspend deliveries and credit until payment is received.\nPlease pay or answer in writing by {deadline}.',
  stop_script:
    '1. From today deliveries are suspended; they resume the day the money arrives.\n2. {amount} yuan, the oldest {days} days past due.\n3. Ask which goods they need most, and settle by it what is paid first.\n4. Note the day and the amount at once.',
  lawyer_letter:
    'On behalf of {company} we write about unpaid goods:\n1. As of {today} you owe {company} {amount} yuan (list attached); the oldest item has been overdue since {oldest due}, {days} days.\n2. {company} has delivered as agreed and demanded payment repeatedly, in writing and by word of mouth.\n3. Please pay in full by {deadline}; failing that, {company} will go to court for the price, late-payment damages and costs.',
}

export const DUNNING_TEXTS: Record<DocumentLanguage, Texts> = { zh, en }

/** The words of a letter around its text. */
export const LETTER_WORDS = {
  zh: {
    letter: '催款函',
    stop: '暂停供货通知',
    lawyer: '律师函（草稿）',
    draft: '草稿：须由执业律师审核、署名并加盖律师事务所公章后方可发出。',
    to: '致：{name}',
    number: '单据号',
    issued: '开票日期',
    due: '到期日',
    late: '逾期天数',
    open: '未付金额（元）',
    total: '合计：¥{amount}（大写：{words}）',
    penalty: '另按合同约定，截至 {today} 应付逾期违约金 ¥{amount}，逐日计至付清之日。',
    account: '请汇入我司账户，或与经办人 {responsible} 联系。',
    sender: '{company}（盖章）',
    on: '日期：{today}',
    received: '签收：____________    日期：____________',
  },
  en: {
    letter: 'Demand for payment',
    stop: 'Suspension of deliveries',
    lawyer: 'Lawyer’s letter (draft)',
    draft: 'Draft: to be checked, signed and sealed by a practising lawyer before it is sent.',
    to: 'To: {name}',
    number: 'Document',
    issued: 'Issued',
    due: 'Due',
    late: 'Days overdue',
    open: 'Unpaid (yuan)',
    total: 'Total: ¥{amount}',
    penalty:
      'In addition ¥{amount} of late-payment penalties under the contracts up to {today}, accruing daily until paid.',
    account: 'Please pay to our account, or contact {responsible}.',
    sender: '{company} (seal)',
    on: 'Date: {today}',
    received: 'Received: ____________    Date: ____________',
  },
} as const
