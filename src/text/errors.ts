import { fileErrorText, hasFileError } from './import.ts'
import type { Locale } from './locale.ts'
import { BILL_SENTENCES } from './refusals-bills.ts'
import { CONTRACT_SENTENCES } from './refusals-contracts.ts'
import { HANDOVER_SENTENCES } from './refusals-handover.ts'
import { PRICE_SENTENCES } from './refusals-prices.ts'
import { RECORD_SENTENCES } from './refusals-records.ts'
import { TOGETHER_SENTENCES } from './refusals-together.ts'
import { WATCH_SENTENCES } from './refusals-watch.ts'

/** One sentence per refusal code, shown where the action was offered: what happened and what to do. */
export type { Locale } from './locale.ts'

type Sentence = { zh: string; en: string }

const SENTENCES: Record<string, Sentence> = {
  signed_out: { zh: '登录已失效，请重新登录。', en: 'You are signed out. Please sign in again.' },
  wrong_credentials: { zh: '账号或密码不对。', en: 'The login or the password is wrong.' },
  too_many_attempts: {
    zh: '尝试次数过多，请 {seconds} 秒后再试。',
    en: 'Too many attempts. Try again in {seconds} seconds.',
  },
  link_invalid: {
    zh: '链接已失效或已使用，请向管理员要一个新链接。',
    en: 'This link has expired or was used. Ask your administrator for a new one.',
  },
  setup_token_invalid: {
    zh: '初始化口令不对，请使用启动时终端打印的链接。',
    en: 'The set-up token is wrong. Use the link printed at start.',
  },
  setup_done: { zh: '系统已经初始化。', en: 'This installation has been set up already.' },
  password_too_short: {
    zh: '密码至少 {min} 位，可以用一句话。',
    en: 'A password needs at least {min} characters; a sentence is fine.',
  },
  password_too_long: { zh: '密码最多 {max} 位。', en: 'A password has at most {max} characters.' },
  password_common: {
    zh: '这个密码太常见，容易被猜到，请换一个。',
    en: 'This password is too common. Choose another one.',
  },
  password_personal: {
    zh: '密码里不要只用姓名、账号或公司名。',
    en: 'A password must not be built from your name, login or company.',
  },
  not_resolved: {
    zh: '预警还没有处理完，先写处理结果再复盘。',
    en: 'The alert is not over yet. Write its result first.',
  },
  not_permitted: {
    zh: '这一步要由负责处理的人或其主管来做。',
    en: 'This is for whoever handles it, or their manager.',
  },
  forbidden: { zh: '您的角色没有这项权限。', en: 'Your role does not allow this.' },
  not_found: { zh: '没有找到，或您无权查看。', en: 'Not found, or not yours to see.' },
  credit_held: {
    zh: '超出信用额度或逾期过久，需要先放行。可以申请放行，或请客户先付款。',
    en: 'Beyond the credit limit or too long overdue. Ask for a release, or have the customer pay first.',
  },
  credit_blocked: {
    zh: '客户逾期过久或公司规定不得超额，只有回款后才能继续。',
    en: 'Too long overdue, or company rules allow no excess: only a payment helps.',
  },
  credit_not_held: {
    zh: '这张订单没有被暂停，可以直接发货。',
    en: 'This order is not held; it can be delivered.',
  },
  credit_ladder_order: {
    zh: '三个逾期天数要一级比一级大：主管 < 财务 < 禁止。',
    en: 'The three numbers of days must rise: manager, then finance, then nobody.',
  },
  customer_refused: {
    zh: '公司已决定不与这家客户合作，不能报价、签约或下单。如情况有变，请重新做准入决定。',
    en: 'It was decided not to deal with this customer: no quote, contract or order. If things changed, decide anew.',
  },
  credit_value_missing: {
    zh: '请填写这一项的内容。',
    en: 'Say what was found for this item.',
  },
  credit_expires_past: {
    zh: '有效期不能早于今天。',
    en: 'The last day cannot lie in the past.',
  },
  credit_expires_far: {
    zh: '有效期最长 {days} 天，到期后请重新判断。',
    en: 'It may hold for {days} days at most; decide again then.',
  },
  credit_grade_same: {
    zh: '系统评出的就是 {grade}，不需要调整。',
    en: 'The computed grade is {grade} already.',
  },
  credit_no_override: {
    zh: '现在没有人工调整的等级。',
    en: 'No grade is set by decision at present.',
  },
  not_responsible: {
    zh: '只有负责人或其主管可以操作。',
    en: 'Only the responsible person or their manager can do this.',
  },
  invalid_input: {
    zh: '有内容填写不正确，请检查标出的项目。',
    en: 'Some input is not valid. Check the marked fields.',
  },
  invalid_if_match: { zh: '版本号不正确，请刷新页面。', en: 'The version is not valid. Refresh the page.' },
  invalid_idempotency_key: { zh: '请求标识不正确。', en: 'The idempotency key is not valid.' },
  idempotency_key_reused: {
    zh: '同一请求标识被用于不同的内容。',
    en: 'This idempotency key was used with other content.',
  },
  stale_version: {
    zh: '刚刚有人改过。您填写的内容还在，核对后再提交一次即可。',
    en: 'Someone has just changed this. What you entered is still here: check it and send it again.',
  },
  foreign_origin: {
    zh: '请求来自其他网站，已拒绝。',
    en: 'The request came from another site and was refused.',
  },
  pool_taken: { zh: '这个客户已经被别人领走了。', en: 'Somebody else has taken this customer.' },
  pool_full: {
    zh: '您名下的客户已到上限，先退回一个再领。',
    en: 'You hold as many as one may: give one back first.',
  },
  pool_cooling: {
    zh: '您不久前退回过这个客户，过几天才能再领。',
    en: 'You gave this customer up a short while ago; it can be yours again in some days.',
  },
  pool_already: { zh: '这个客户已经在公海里。', en: 'This customer is in the pool already.' },
  pool_protected: {
    zh: '有未收的款、进行中的商机或订单，或是重点客户，不能退回公海。',
    en: 'Money, a deal or an order is under way, or it is a key customer: it cannot go to the pool.',
  },
  code_differs: {
    zh: '规则文件里的编号与 {code} 不一致。',
    en: 'The code in the rule is not {code}.',
  },
  upload_broken: {
    zh: '文件没有传完整，请重新上传。',
    en: 'The file did not arrive in one piece: upload it again.',
  },
  too_large: { zh: '文件太大，上限 {limitMb} MB。', en: 'The file is too large; the limit is {limitMb} MB.' },
  database_unavailable: {
    zh: '数据库暂时不可用，正在恢复，请稍后重试。',
    en: 'The database is not available right now. Please try again shortly.',
  },
  internal: {
    zh: '系统出错了，编号 {reference}。数据没有改变，请把编号告诉管理员。',
    en: 'Something went wrong (reference {reference}). Nothing was changed.',
  },
  duplicate_customer: {
    zh: '已有同名客户，不能重复建立。如需查看，请找负责人 {responsible}。',
    en: 'A customer of this name exists already. Ask {responsible}.',
  },
  duplicate_number: {
    zh: '该客户已有编号为 {number} 的单据。',
    en: 'This customer already has a document numbered {number}.',
  },
  person_ambiguous: {
    zh: '有几个人都叫“{name}”，请给出工号或账号。',
    en: 'Several people are called “{name}”: give a staff number or a login.',
  },
  duplicate_login: { zh: '账号 {login} 已被使用。', en: 'The login {login} is taken.' },
  duplicate_name: { zh: '名称 {name} 已存在。', en: 'The name {name} exists already.' },
  uscc_invalid: {
    zh: '统一社会信用代码校验不通过，请核对第 {position} 位附近。',
    en: 'The unified social credit code fails its check digit.',
  },
  parts_do_not_sum: {
    zh: '各期金额合计 {partsFen} 与总金额 {totalFen}（分）不一致。',
    en: 'The instalments ({partsFen}) do not sum to the total ({totalFen}), in fen.',
  },
  amount_not_positive: { zh: '金额必须大于 0。', en: 'The amount must be greater than 0.' },
  amount_exceeds_payment: { zh: '核销金额超过了回款金额。', en: 'More is allocated than was received.' },
  amount_exceeds_open: {
    zh: '核销金额超过了该期未收金额。',
    en: 'More is allocated than is open on this instalment.',
  },
  instalment_of_other_customer: {
    zh: '这一期不属于该客户。',
    en: 'This instalment belongs to another customer.',
  },
  not_kept_by_day: {
    zh: '谁来改、能否一键改好只有现在的记录，看过去某天时请去掉这个条件。',
    en: 'Whose it is and whether it has a proposal are kept as of now only. Leave that out for a past day.',
  },
  date_in_future: { zh: '日期不能晚于今天。', en: 'The date must not be in the future.' },
  dispute_exceeds_open: {
    zh: '争议金额超过了还没收、也没有其他争议的部分。',
    en: 'More is contested than is open and not contested yet.',
  },
  dispute_resolved: {
    zh: '这个争议已经有结论；如果又起争议，请重新登记。',
    en: 'This dispute has ended. If it flares up again, register a new one.',
  },
  dispute_before_opened: {
    zh: '结论日期不能早于争议发生的日期。',
    en: 'A dispute cannot end before it began.',
  },
  dispute_due_before_opened: {
    zh: '处理期限不能早于争议发生的日期。',
    en: 'The deadline must not be before the dispute began.',
  },
  bank_header_missing: {
    zh: '没有找到表头：前 30 行里要有日期、收入（或发生额）和对方户名这样的列名。请用网银导出的明细原样上传。',
    en: 'No header row was found: the first 30 rows must name a date, an amount and the other party. Upload the file as the bank exports it.',
  },
  bank_no_income: {
    zh: '这个文件里没有读到一笔往来，请确认选对了文件。',
    en: 'Not one movement could be read in this file. Check that it is the right one.',
  },
  receipt_settled: {
    zh: '这笔到账已经确认或已排除，不能再改。',
    en: 'This money is confirmed or set aside already.',
  },
  receipt_claimed: {
    zh: '已经有人认领；如有异议请找财务。',
    en: 'Somebody has claimed it. If that is wrong, ask finance.',
  },
  receipt_not_claimed: {
    zh: '还没有人认领，请先认领或采纳建议。',
    en: 'Nobody has claimed it yet. Claim it first, or take the proposal.',
  },
  receipt_own_claim: {
    zh: '自己认领的要由财务确认。',
    en: 'What you claimed yourself must be confirmed by finance.',
  },
  receipt_same_confirmer: {
    zh: '大额到账要两个人确认，您已经确认过一次，请另一位来确认。',
    en: 'A large amount needs two people; you have confirmed it once, now somebody else must.',
  },
  month_not_over: {
    zh: '这个月还没结束，不能月结。',
    en: 'This month is not over yet and cannot be closed.',
  },
  month_closed: {
    zh: '这个月已经月结；要重新结，请先反结账并写明原因。',
    en: 'This month is closed. To close it anew, reopen it first and say why.',
  },
  month_note_needed: {
    zh: '与总账余额不一致，请写明差异原因。',
    en: 'The balance differs from the general ledger; please say why.',
  },
  statement_span: {
    zh: '对账期间的开始日期不能晚于截止日期。',
    en: 'The statement must begin on or before the day it ends.',
  },
  invoice_has_payments: {
    zh: '该单据已有回款核销，请先撤销核销。',
    en: 'Money is set against this invoice; void the payment first.',
  },
  already_voided: { zh: '已经作废过了。', en: 'It has been voided already.' },
  reason_required: { zh: '请填写原因。', en: 'Please give a reason.' },
  stage_unknown: { zh: '没有这个阶段。', en: 'There is no such stage.' },
  date_before_last: {
    zh: '日期不能早于上一次阶段变更（{since}）。',
    en: 'The date must not be before the last stage change ({since}).',
  },
  stage_unchanged: { zh: '商机已在这个阶段。', en: 'The deal is in this stage already.' },
  stage_in_use: {
    zh: '阶段“{name}”里还有商机，不能删除。',
    en: 'The stage “{name}” still holds deals and cannot be removed.',
  },
  stages_incomplete: {
    zh: '流程至少要有一个进行中、一个赢单和一个输单阶段。',
    en: 'A process needs at least one open, one won and one lost stage.',
  },
  checks_open: {
    zh: '还有 {n} 项清单没做完：{titles}。做完，或写明原因跳过，再推进。',
    en: '{n} items of the checklist are open: {titlesEn}. Do them, or leave them out with a reason, and move on then.',
  },
  checks_of_customer: {
    zh: '换成这位客户的话，已走过的阶段还有清单没做完：{titles}。先做完，再换客户。',
    en: 'With that customer, items of stages already left are open: {titlesEn}. See to them before changing the customer.',
  },
  check_seen_by_system: {
    zh: '“{titles}”由系统自动核对，不用手工勾选。',
    en: '"{titlesEn}" is seen by the system and not ticked by hand.',
  },
  check_never_skipped: { zh: '“{titles}”不能跳过。', en: '"{titlesEn}" cannot be left out.' },
  check_skipped_by_manager: {
    zh: '“{titles}”只有主管可以跳过，请让主管处理。',
    en: 'Only a manager may leave out "{titlesEn}". Ask yours.',
  },
  check_not_marked: {
    zh: '“{titles}”没有勾选，请刷新页面。',
    en: '"{titlesEn}" is not marked. Reload the page.',
  },
  checks_changed_meanwhile: {
    zh: '清单刚被别人改过，请刷新页面再改。',
    en: 'Somebody changed the checklist meanwhile. Reload the page.',
  },
  deal_closed: { zh: '商机已关闭。', en: 'The deal is closed.' },
  last_boss: { zh: '至少要保留一位在职的老板。', en: 'At least one active boss must remain.' },
  role_not_grantable: { zh: '您不能授予自己没有的权限。', en: 'You cannot grant what you do not hold.' },
  department_circle: { zh: '部门不能成为自己的上级。', en: 'A department cannot be its own parent.' },
  persona_only_in_demo: {
    zh: '免密码进入只在本机的演示企业可用。',
    en: 'Entering without a password works only in the demo, on this computer.',
  },
  channel_secret_missing: {
    zh: '请填写这个渠道的密钥或地址。',
    en: 'This channel needs its secret or address.',
  },
  webhook_secret_malformed: {
    zh: 'Webhook 密钥应以 whsec_ 开头。',
    en: 'A webhook secret starts with whsec_.',
  },
  sandbox_only_in_demo: {
    zh: '沙箱地址只在演示企业可用。',
    en: 'The sandbox address works in the demo only.',
  },
  channel_kind_fixed: {
    zh: '渠道类型不能更改，请新建一个。',
    en: 'The kind of a channel cannot change; add a new one.',
  },
  channel_off: { zh: '渠道已停用。', en: 'The channel is off.' },
  test_needs_address: { zh: '请填写测试邮件的收件地址。', en: 'Say where the test mail should go.' },
  delivery_not_failed: { zh: '只有发送失败的消息可以重发。', en: 'Only failed messages can be sent again.' },
  order_finished: { zh: '订单已交完或已取消。', en: 'The order is finished.' },
  delivery_before_order: {
    zh: '日期不能早于下单日期。',
    en: 'The date must not be before the order.',
  },
  planned_before_order: {
    zh: '计划交货日不能早于下单日期。',
    en: 'The planned delivery must not be before the order.',
  },
  planned_missing: { zh: '请填写新的交货日。', en: 'Please give the new delivery day.' },
  already_approved: { zh: '合同已经批准。', en: 'The contract has been approved.' },
  end_not_later: {
    zh: '新的到期日要晚于现在的到期日。',
    en: 'The new end must be later than the present one.',
  },
  dates_reversed: { zh: '到期日不能早于生效日。', en: 'The end must not be before the beginning.' },
  quote_decided: { zh: '这份报价已有结果。', en: 'This quote has been decided.' },
  quote_not_sent: { zh: '报价还没有发出。', en: 'The quote has not been sent yet.' },
  quote_not_waiting: {
    zh: '现在不在等报价，无需暂停计时。',
    en: 'Nobody is waiting for this quote; there is no clock to pause.',
  },
  quote_not_paused: { zh: '计时没有暂停。', en: 'The clock is not paused.' },
  quote_expired: {
    zh: '报价已过有效期，请先重新报价（更新有效期）再成交。',
    en: 'The quote has run out. Send it again with a new date before it is won.',
  },
  validity_passed: {
    zh: '有效期不能早于发出日期。',
    en: 'The validity must not end before the quote is sent.',
  },
  step_before_last: {
    zh: '时间不能早于上一步。',
    en: 'The time must not be before the step before it.',
  },
  step_not_last: { zh: '只能撤回最后一步。', en: 'Only the last step can be taken back.' },
  nothing_to_undo: { zh: '还没有可以撤回的步骤。', en: 'There is no step to take back yet.' },
  duplicate_document: { zh: '编号 {number} 已被使用。', en: 'The number {number} is taken.' },
  review_not_open: {
    zh: '这条建议已经处理过了，请刷新后再看。',
    en: 'This proposal has been decided already. Load the page again.',
  },
  review_outdated: {
    zh: '规则在这之后改过，建议已经过时。下个月的回顾会重新比较。',
    en: 'The rule has been changed since, so this proposal is outdated. The next review compares anew.',
  },
  backtest_running: {
    zh: '这条规则的历史验证正在进行，请等它结束或先取消。',
    en: 'A backtest of this rule is under way; wait for it or cancel it first.',
  },
  backtest_not_running: {
    zh: '这次历史验证已经结束，无需取消。',
    en: 'This backtest has ended already; there is nothing to cancel.',
  },
  backtest_span: {
    zh: '时间段不对：从 {from} 到 {to}，而结果只知道到 {observedTo}。',
    en: 'The span does not fit: {from} to {to}, while outcomes are known up to {observedTo}.',
  },
  backtest_outcome: {
    zh: '这类对象（{subject}）不能和“{outcome}”对照，请换一种结果。',
    en: 'The outcome “{outcome}” cannot be read on this kind of subject ({subject}); choose another.',
  },
  ...HANDOVER_SENTENCES,
  ...TOGETHER_SENTENCES,
  ...RECORD_SENTENCES,
  ...BILL_SENTENCES,
  ...PRICE_SENTENCES,
  ...CONTRACT_SENTENCES,
  ...WATCH_SENTENCES,
  as_of_read_only: { zh: '正在回看过去，不能修改。', en: 'You are looking back; nothing can be changed.' },
}

export function sentenceOf(
  code: string,
  detail: Record<string, unknown> = {},
  locale: Locale = 'zh-CN',
): string {
  const sentence = SENTENCES[code]
  if (!sentence && hasFileError(code)) return fileErrorText(code, detail, locale)
  if (!sentence) return locale === 'en' ? `The request was refused (${code}).` : `操作被拒绝（${code}）。`
  const text = locale === 'en' ? sentence.en : sentence.zh
  return text.replace(/\{(\w+)\}/g, (_, key: string) => String(detail[key] ?? ''))
}
