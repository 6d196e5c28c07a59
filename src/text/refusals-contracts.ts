/** Refusals of what is done under a contract (C074), and of sealing and signing it (C080). */
export const CONTRACT_SENTENCES: Record<string, { zh: string; en: string }> = {
  contract_ended: { zh: '合同已终止。', en: 'The contract has ended.' },
  esign_off: {
    zh: '还没有接入电子签服务，请管理员在 设置 → 电子签 里填写。',
    en: 'No e-signature service is set up; an administrator does that in Settings → E-signature.',
  },
  esign_running: {
    zh: '还有合同在当前的电子签服务上签署，等它们结束或撤销后再换服务、地址或账号。',
    en: 'Contracts are still being signed there; change service, address or account when they are over.',
  },
  esign_host: {
    zh: '接口地址不是这家服务商公布的正式或测试地址，请改回；自建的契约锁请选“私有部署”。',
    en: 'This is not an address the service documents; correct it, or choose the private installation.',
  },
  paper_not_pdf: {
    zh: '这份合同用的是对方文本，电子签只收 PDF。请把对方文本存成 PDF 传上来、设为合同文本并重新审批，再送签。',
    en: 'This contract is on the customer’s paper, and only PDF can be signed. Upload it as PDF, make it the text, have it approved and send that.',
  },
  paper_changed: {
    zh: '对方文本的文件和批准时的不一样，不能送签。请重新上传对方文本并送审。',
    en: 'The customer’s paper is not the file that was approved, so it is not sent. Upload it again and have it approved.',
  },
  change_pending: {
    zh: '这份合同有未批准的变更，批准后再送签。',
    en: 'A change of this contract waits for approval; send it once that is settled.',
  },
  signing_running: {
    zh: '这份合同已经送签，请等它结束，或先撤销。',
    en: 'This contract is out to be signed; wait for it, or call it off first.',
  },
  calling_off: {
    zh: '已经在撤销，等服务商确认，不用再提；着急可以点“马上再查”。',
    en: 'It is being called off already and waits for the service; “Look now” asks it at once.',
  },
  already_accepted: {
    zh: '这份合同已登记验收；日期登错了，请先撤销验收。',
    en: 'Acceptance is recorded already; withdraw it first if the day is wrong.',
  },
  not_accepted: { zh: '这份合同还没有登记验收。', en: 'No acceptance is recorded for this contract.' },
  node_undated: {
    zh: '每期要写应付日期；只有“验收后若干个月”的质保金没有日期。',
    en: 'Every part needs a due day; only retention counted from acceptance has none.',
  },
  retention_fallen_due: {
    zh: '质保金已经到期，撤回验收要由不负责这份合同、能审批合同的人来做。',
    en: 'Retention is due by now. Somebody who may approve contracts and does not answer for this one can take the acceptance back.',
  },
  retention_too_large: {
    zh: '质保金不能超过合同金额的 20%，其余请写成有日期的付款节点。',
    en: 'Retention is at most 20 % of the amount; write the rest as parts with a day.',
  },
  not_approved: { zh: '合同还没有批准。', en: 'The contract has not been approved.' },
  own_contract: {
    zh: '自己负责的合同要由别人批准。',
    en: 'A contract you answer for must be approved by somebody else.',
  },
  already_sealed: {
    zh: '现行版本已经加盖过防篡改签章，文件在附件里。',
    en: 'The version in force is sealed already; its file is among the files.',
  },
  change_settled: {
    zh: '这项增项已经登记过，或已结束；登记错了请先撤回上一步。',
    en: 'It is noted already, or over. Take the last step back first if that was wrong.',
  },
  change_not_priced: {
    zh: '先填增项的金额和工期，再登记客户确认。',
    en: 'Say what it comes to before the customer’s confirmation is noted.',
  },
  change_in_force: {
    zh: '这项增项已经写进生效的合同；再要改，请另提一项。',
    en: 'It is part of the contract in force. Note another change to alter it.',
  },
  change_nothing_noted: {
    zh: '还没有登记过任何一步；不做了请点撤回。',
    en: 'Nothing is noted of it yet. Withdraw it if it is not wanted.',
  },
  change_before_asked: {
    zh: '日期早于客户提出的日期 {day}，请改正。',
    en: 'That is before the day it was asked for, {day}. Correct the day.',
  },
  change_waits: {
    zh: '合同上还有一版手工改的内容没批准。请先送审批完，或把手工改的改回去，再登记这一步。',
    en: 'Another version written by hand waits for approval. Have it decided, or change it back, and then note this.',
  },
  change_stands: {
    zh: '增项 {change} 客户已确认，正等着生效：金额、明细和到期日先不能手工改。请等它批准，或先撤回这项增项。',
    en: 'Change {change} is confirmed and waits to come into force: amount, lines and end stay as they are. Have it approved or withdraw it first.',
  },
  change_not_confirmed: {
    zh: '这一版写进了增项 {change}，但客户的确认已不算数。请修改合同，把金额和明细改回去；保存时会去掉这项增项。',
    en: 'This version contains change {change}, which the customer no longer confirms. Edit the contract and set amount and lines back; saved, it names the change no more.',
  },
  node_not_positive: {
    zh: '第 {n} 期付款（{dueOn}）的金额要大于 0，请改正或删掉这一期。',
    en: 'Payment {n} (due {dueOn}) must be more than 0. Correct it or leave it out.',
  },
  change_lines_required: {
    zh: '这份合同写明了产品明细，增项也要逐行填产品、数量和单价。',
    en: 'The contract lists its products, so the change needs lines with product, quantity and price.',
  },
  change_nodes_required: {
    zh: '增项多出的金额要写明什么时候付：付款合计要等于增项金额。',
    en: 'Say when the addition is paid: its payments must sum to what it comes to.',
  },
  change_line_unknown: {
    zh: '合同里没有可以减掉的“{product}”：产品、单位、单价要与合同一致，数量不能超过合同。',
    en: 'The contract has no line to take {product} from: product, unit and price must be the same, and no more than it says.',
  },
  obligation_settled: {
    zh: '这一项已经办完或免除；有变化请先重新打开。',
    en: 'It is settled already. Open it again first if that has changed.',
  },
  obligation_not_settled: { zh: '这一项还没办完，不用重新打开。', en: 'It is still open.' },
  obligation_other_kind: {
    zh: '交货关联订单，开票关联发票，验收请附文件或写说明。',
    en: 'Tie deliveries to orders and invoicing to invoices; acceptance needs a file or words.',
  },
  obligation_of_payment: {
    zh: '收款按回款计划自动核对，请在应收里登记回款。',
    en: 'Payments follow the instalments. Record the money under receivables.',
  },
  doer_cannot_see: {
    zh: '这个人看不到这份合同，请换人，或先把他加为客户协作人。',
    en: 'That person cannot see this contract. Name somebody else, or make them a member of the customer first.',
  },
  evidence_required: { zh: '请选择文件，或写明依据。', en: 'Choose a file, or write what shows it.' },
  order_of_other_contract: {
    zh: '订单 {order} 不属于合同 {contract}。请只选订单，或改选它所属的合同。',
    en: 'Order {order} is not under contract {contract}. Name the order alone, or the contract it is under.',
  },
}
