import { MAIL_SENTENCES } from './refusals-mail.ts'

/** Refusals of acceptance bills (C091): what stands in the way and what to do. */
export const BILL_SENTENCES: Record<string, { zh: string; en: string }> = {
  ...MAIL_SENTENCES,
  bill_dates: {
    zh: '出票日、收票日、到期日的先后不对：出票日不晚于收票日，收票日不晚于到期日。请核对票面。',
    en: 'Issued, taken, due must follow in this order. Check the paper.',
  },
  bill_too_long: {
    zh: '票据期限最长 {months} 个月，这张票最晚 {last} 到期。请核对票面。',
    en: 'A bill runs for {months} months at most; this one would have to fall due by {last}. Check the paper.',
  },
  bill_due_passed: {
    zh: '票据已到期，不能再贴现或背书。请记录兑付或拒付。',
    en: 'The bill has fallen due: it can no longer be discounted or passed on. Note whether it was honoured.',
  },
  bill_not_due: {
    zh: '票据还没到期，到期日当天起才能记兑付。',
    en: 'The bill is not due yet. It can be honoured from its due day on.',
  },
  bill_passed_on: {
    zh: '这张票已经贴现或背书，不在手上。',
    en: 'The bill was discounted or passed on already.',
  },
  bill_ended: {
    zh: '这张票已经兑付或拒付。记错了请先撤回那一步。',
    en: 'The bill has ended. Take that step back first if it was noted by mistake.',
  },
  bill_step_before: {
    zh: '日期早于收票日或上一步，请改日期。',
    en: 'The day is before the bill was taken, or before its last step. Change the day.',
  },
  bill_cost: {
    zh: '贴现利息要小于票面金额，且只有贴现才有利息。',
    en: 'The discount must be less than the face amount, and only a discount costs.',
  },
  bill_number_taken: {
    zh: '票号 {number} 已登记。若是同一张票的另一部分，请在号码后写上子票区间。',
    en: 'Bill {number} is there already. For another part of it add the range of the part to the number.',
  },
  bill_moved_on: {
    zh: '票据 {number} 后面还记了贴现、背书、兑付或拒付，请先在“承兑汇票”里逐步撤回。',
    en: 'Something has become of bill {number} since. Take that back first under “Bills”.',
  },
  bill_own_way: {
    zh: '这是承兑汇票的后续记录，请在“承兑汇票”里撤回。',
    en: 'This belongs to a bill: take it back under “Bills”.',
  },
  bill_yuan_only: {
    zh: '承兑汇票只能冲人民币的应收。外币应收请记电汇回款。',
    en: 'A bill settles only what is owed in yuan. Record a transfer for what is owed in other money.',
  },
  exchange_own_way: {
    zh: '汇兑损益随它的回款一起撤回，请撤回那笔回款。',
    en: 'An exchange difference ends with its payment: take that back instead.',
  },
  receipt_like_bill: {
    zh: '其中有一笔可能是在手汇票到期兑付的钱。请在“承兑汇票”里记兑付，再排除这笔；确实是另外付的，请单独确认。',
    en: 'One of these may be the money of a bill in hand. Note the bill as honoured and set this one aside, or confirm it by itself.',
  },
  bill_paid_since: {
    zh: '拒付后 {number} 已经另外收款，不能再撤回拒付。请先撤回那笔回款。',
    en: 'Invoice {number} was paid since the refusal. Take that payment back first.',
  },
  bill_no_step: {
    zh: '这张票还没有可以撤回的步骤。',
    en: 'This bill has no step to take back yet.',
  },
}
