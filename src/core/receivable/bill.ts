import { addMonths, type Day, lastDayOf, monthOf } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/** 银行承兑汇票: a bank owes it; 商业承兑汇票: a company does, and its promise is worth no more than it. */
export const BILL_KINDS = ['bank', 'commercial'] as const
export type BillKind = (typeof BILL_KINDS)[number]

/** What the means of payment of a ledger says; a bill of which nobody says more is a bank's. */
export function billKindNamed(means: string): BillKind {
  return /商业|商承|商票/.test(means) ? 'commercial' : 'bank'
}

/** 贴现 sold to a bank, 背书 passed on to a supplier, 兑付 paid by the acceptor, 拒付 not paid by it. */
export const BILL_STEPS = ['discounted', 'endorsed', 'honoured', 'refused'] as const
export type BillStep = (typeof BILL_STEPS)[number]
export const BILL_STATES = ['in_hand', ...BILL_STEPS] as const
export type BillState = (typeof BILL_STATES)[number]

export type BillPaper = {
  amountFen: Fen
  /** ledgers often say only when it falls due */
  issuedOn: Day | null
  dueOn: Day
  receivedOn: Day
}

/** What became of it: first passed on, or not; then ended, or not. */
export type BillCourse = {
  passed: { how: 'discounted' | 'endorsed'; on: Day } | null
  ended: { how: 'honoured' | 'refused'; on: Day } | null
}

export type BillRefusal =
  | 'amount_not_positive'
  | 'date_in_future'
  | 'bill_dates'
  | 'bill_too_long'
  | 'bill_due_passed'
  | 'bill_not_due'
  | 'bill_passed_on'
  | 'bill_ended'
  | 'bill_step_before'
  | 'bill_cost'
  | 'bill_no_step'

/** Since then a bill runs for six months at most (商业汇票承兑、贴现与再贴现管理办法 §25), before for a year. */
const SHORTER_FROM: Day = '2023-01-01'

/** Whether such a paper can have been taken: issued, received, due, in this order, not too long. */
export function checkBill(paper: BillPaper, today: Day): Result<true, BillRefusal> {
  if (paper.amountFen <= 0n) return refuse('amount_not_positive')
  if (paper.receivedOn > today) return refuse('date_in_future')
  if (paper.receivedOn > paper.dueOn) return refuse('bill_dates')
  const { issuedOn } = paper
  if (issuedOn === null) return ok(true)
  if (issuedOn > paper.receivedOn || issuedOn >= paper.dueOn) return refuse('bill_dates')
  const months = issuedOn >= SHORTER_FROM ? 6 : 12
  const last = monthsLater(issuedOn, months)
  return paper.dueOn > last ? refuse('bill_too_long', { months, last }) : ok(true)
}

function monthsLater(day: Day, months: number): Day {
  const month = addMonths(monthOf(day), months)
  const last = lastDayOf(month)
  const same = `${month}${day.slice(7)}`
  return same > last ? last : same
}

export function billState({ passed, ended }: BillCourse): BillState {
  return ended?.how ?? passed?.how ?? 'in_hand'
}

export type BillMove = { step: BillStep; on: Day; costFen: Fen }

/**
 * Whether a step may be taken (C091): passed on once and before the due day; honoured not before it; refused
 * at any time, since whoever is insolvent refuses early; nothing before what was before it.
 */
export function decideBillStep(
  paper: BillPaper,
  course: BillCourse,
  { step, on, costFen }: BillMove,
  today: Day,
): Result<true, BillRefusal> {
  if (course.ended) return refuse('bill_ended')
  if (on > today) return refuse('date_in_future')
  if (on < paper.receivedOn || (course.passed && on < course.passed.on)) return refuse('bill_step_before')
  if (step === 'honoured') return on < paper.dueOn ? refuse('bill_not_due') : ok(true)
  if (step === 'refused') return ok(true)
  if (course.passed) return refuse('bill_passed_on')
  if (on >= paper.dueOn) return refuse('bill_due_passed')
  if (costFen < 0n || costFen >= paper.amountFen || (step === 'endorsed' && costFen > 0n))
    return refuse('bill_cost')
  return ok(true)
}

/** What a bill is in the ledger: paper, money in the bank, or value that went straight on to a supplier. */
export type BillMoney = 'bill' | 'payment' | 'endorsed'
export type BillEntry = { kind: BillMoney; move: 'turned' | 'refused'; sign: 1n | -1n }

const WORTH: Readonly<Record<BillState, BillMoney>> = {
  in_hand: 'bill',
  discounted: 'payment',
  endorsed: 'endorsed',
  honoured: 'payment',
  refused: 'bill',
}

/**
 * What a step writes into the ledger (decision 0016): paper turns into money, which leaves what is owed as it
 * was; a refusal takes back what the bill stood for by then, and with it what it had settled.
 */
export function billEntries(state: BillState, step: BillStep): BillEntry[] {
  if (step === 'refused') return [{ kind: WORTH[state], move: 'refused', sign: -1n }]
  if (state !== 'in_hand') return []
  return [
    { kind: 'bill', move: 'turned', sign: -1n },
    { kind: WORTH[step], move: 'turned', sign: 1n },
  ]
}

/** When money has come in, for targets, boards and commission; a bill in the drawer may count or may not. */
export const BILLS_COLLECTED = ['honoured', 'received'] as const
export type BillsCollected = (typeof BILLS_COLLECTED)[number]

/** The kinds of payment that count as collected, by the setting of the company. */
export function collectedKinds(counts: BillsCollected): readonly ('payment' | BillMoney)[] {
  return counts === 'received' ? ['payment', 'endorsed', 'bill'] : ['payment', 'endorsed']
}

/** Days before its due day from which a bill in hand is to be presented (提示付款). */
export const PRESENT_DAYS = 7

/** Its money comes about its due day; who presents it within ten days after still has it (票据法 §53). */
export const HONOURED_BEFORE_DAYS = 3
export const HONOURED_AFTER_DAYS = 15

export type BillCan = { [step in BillStep]: true | BillRefusal | 'forbidden' } & {
  takeBack: true | 'forbidden'
}

/** Which steps are open today, each with the reason if it is not (law 7). */
export function billCan(
  paper: BillPaper,
  course: BillCourse,
  by: { mayWrite: boolean; today: Day },
): BillCan {
  const may = (step: BillStep): true | BillRefusal | 'forbidden' => {
    if (!by.mayWrite) return 'forbidden'
    const decided = decideBillStep(paper, course, { step, on: by.today, costFen: 0n }, by.today)
    return decided.ok ? true : decided.code
  }
  return {
    discounted: may('discounted'),
    endorsed: may('endorsed'),
    honoured: may('honoured'),
    refused: may('refused'),
    takeBack: by.mayWrite || 'forbidden',
  }
}
