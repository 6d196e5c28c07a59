/** Refusals about goods that leave, come back or are allowed for. */
export const GOODS_SENTENCES: Record<string, { zh: string; en: string }> = {
  tax_disagrees: {
    zh: '不含税金额加税额不等于价税合计，请核对',
    en: 'Net amount and tax do not come to the amount with tax; check them',
  },
  tax_beyond_amount: {
    zh: '税额不能为负，也不能达到或超过价税合计，请核对',
    en: 'The tax must not be negative, nor as much as the amount with tax; check it',
  },
  note_of_one: {
    zh: '送货单要么属于一张订单，要么从一份框架合同开出，请选一个。',
    en: 'A note is of one order or of one frame contract: choose one of them.',
  },
  note_void: { zh: '这张送货单已经作废。', en: 'This note is void.' },
  note_not_draft: { zh: '这张送货单已经发货。', en: 'This note has been shipped already.' },
  note_not_shipped: {
    zh: '只有在途的送货单可以签收；先登记发货。',
    en: 'Only a note on its way can be signed for. Ship it first.',
  },
  note_nothing_to_undo: { zh: '没有可以撤回的步骤。', en: 'There is no step to take back.' },
  signed_before_shipped: {
    zh: '签收日期早于发货日期，请核对。',
    en: 'The day of signature is before the day of shipping. Please check.',
  },
  signer_missing: { zh: '请写明由谁签收。', en: 'Say who signed for the goods.' },
  note_price_missing: {
    zh: '“{product}”没有约定价格，请填写单价。',
    en: 'No price is agreed for “{product}”. Enter one.',
  },
  note_other_product: {
    zh: '订单里没有“{product}”（或单位不同）。请按订单明细送货，或先更正订单。',
    en: '“{product}” is not on the order, or in another unit. Deliver what it says, or correct it first.',
  },
  note_other_price: {
    zh: '“{product}”的单价与订单现在的内容不一致。请作废重开，或先更正订单并获批准。',
    en: 'The price of “{product}” is not what the order says now. Write the note anew, or correct the order first.',
  },
  note_beyond_order: {
    zh: '送货数量超过订单：{product} 多出 {quantity}。要加量，请先更正订单。',
    en: 'More than was ordered: {quantity} of {product} too much. Correct the order first.',
  },
  note_accepts_more: {
    zh: '“{product}”的实收数量多于送货数量。',
    en: 'More of “{product}” would be received than left.',
  },
  note_accepts_nothing: {
    zh: '一件都没收的送货单请作废，并写明原因。',
    en: 'Where nothing was received, make the note void and say why.',
  },
  frame_not_in_force: {
    zh: '这份合同没有生效的版本，不能从它开送货单；请先批准，或走订单。',
    en: 'Nothing of this contract is in force. Have it approved first, or place an order.',
  },
  order_has_notes: {
    zh: '这张订单用送货单交货：请在送货单上登记发货和签收。',
    en: 'This order is delivered by notes: ship them and have them signed for.',
  },
  order_note_on_way: {
    zh: '还有送货单在途，请先登记签收或作废。',
    en: 'A note is on its way. Have it signed for or make it void first.',
  },
  return_not_signed: {
    zh: '只有签收过的送货单可以退货；没签收的请作废。',
    en: 'Only what was signed for can come back. Make an unsigned note void instead.',
  },
  return_beyond: {
    zh: '“{product}”最多还能退 {left}。',
    en: 'Of “{product}” at most {left} can come back.',
  },
  return_nothing: { zh: '请填写退回的数量。', en: 'Enter the quantity that came back.' },
  return_before_signed: {
    zh: '退回日期早于签收日期，请核对。',
    en: 'The goods would come back before they were signed for. Please check the day.',
  },
  allowance_of_one: {
    zh: '折让对应一张发票，返利对应一个期间，请选一个。',
    en: 'A discount is of one invoice, a rebate of one period: choose one of them.',
  },
  allowance_beyond: {
    zh: '超过可让的金额：扣除已申请的，最多还能让 {leftFen}。',
    en: 'More than was billed: with what was asked for already, {leftFen} is left.',
  },
  allowance_not_granted: {
    zh: '这一笔还没有批准，或已撤销。',
    en: 'It is not granted, or was taken back.',
  },
  allowance_credited: {
    zh: '凭证已经登记；登错了，请在应收里作废那张凭证。',
    en: 'Its credit note is recorded. If it is wrong, void it under receivables.',
  },
  allowance_unbilled: {
    zh: '这批货还没开票，开票时已按退货扣除，不用另登凭证。',
    en: 'These goods are not billed yet; they will be billed for less, so no credit note is due.',
  },
  note_billed: {
    zh: '这张送货单已经开票，请先作废那张发票。',
    en: 'This note is billed. Void the invoice first.',
  },
  note_returned: {
    zh: '这张送货单有退货，请先撤销退货。',
    en: 'Goods came back against this note. Take the return back first.',
  },
  note_not_billable: {
    zh: '所选送货单里有未签收、已开票，或按订单、按付款计划收款的，请刷新后再选。',
    en: 'Some of these notes are unsigned, billed, or owed by their order or a payment plan. Reload and choose again.',
  },
  bill_sum_changed: {
    zh: '金额有变化（可能有新的退货），现在是 {totalFen}，请刷新核对。',
    en: 'The sum has changed, perhaps by a return: it is {totalFen} now. Reload and check.',
  },
  bill_differs: {
    zh: '发票 {number} 登记的是 {invoiceFen}，所选送货单合计 {totalFen}，不一致不能关联。',
    en: 'Invoice {number} says {invoiceFen}, these notes come to {totalFen}: they cannot be tied.',
  },
  due_before_issue: {
    zh: '到期日期早于开票日期，请核对。',
    en: 'It would be due before it is issued. Please check the days.',
  },
  step_of_note: {
    zh: '这一步来自送货单的签收，请在送货单上撤回。',
    en: 'This step is the signature of a note. Take it back there.',
  },
}
