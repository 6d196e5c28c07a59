import { addDays } from '../../../core/calendar.ts'
import {
  billPart,
  drawOutlook,
  type Outlook,
  type Part,
  partsOf,
  weeksAhead,
} from '../../../core/cash/outlook.ts'
import { fitPayments, type PaidOwed, type PaymentModel } from '../../../core/cash/predict-payment.ts'
import { findSlowdown, type Slowdown } from '../../../core/cash/slowdown.ts'
import { type Fen, sumFen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadCalendar } from '../identity/index.ts'
import {
  type BillInHand,
  type CashQuery,
  loadBills,
  loadOpen,
  loadPaid,
  loadPromised,
  type OpenRow,
  receivedSince,
} from './load-cash.ts'
import { type BalanceRow, findBalance, type Going, goingOut, loadOutflows } from './outflow-rows.ts'

export type Balance = BalanceRow & { inFen: Fen; outFen: Fen; nowFen: Fen }

export type Drawn = {
  balance: Balance | null
  bills: BillInHand[]
  open: OpenRow[]
  paid: PaidOwed[]
  model: PaymentModel
  parts: Part[]
  out: Going[]
  outlook: Outlook
  slowdown: Slowdown
  promises: { n: number; kept: number }
}

/** Everything the calendar says of a day, from what counted as of that day and nothing later (law 1). */
export async function drawCash(ctx: ReadCtx, query: CashQuery): Promise<Drawn> {
  const { asOf } = query
  const [bills, paid, open, promised, outflows, typed, calendar] = await Promise.all([
    loadBills(ctx, query),
    loadPaid(ctx, query),
    loadOpen(ctx, query),
    loadPromised(ctx, asOf),
    loadOutflows(ctx, query),
    findBalance(ctx, query),
    loadCalendar(ctx),
  ])
  // Habits are learned from invoices: what is open may count as "not yet" only where payment would count too.
  const invoices = open.filter(({ isInvoice }) => isInvoice)
  const model = fitPayments(paid, invoices, { asOf, calendar })
  const owed = partsOf(
    model,
    open.filter(({ openFen }) => openFen > 0n),
    promised,
  )
  const parts = [...owed, ...bills.map((bill) => billPart(bill, { asOf, calendar }))]
  const out = goingOut(outflows, addDays(asOf, 1), weeksAhead(asOf).at(-1)!.to)
  const gone = typed ? goingOut(outflows, addDays(typed.on, 1), asOf) : []
  const balance = typed && (await balanceOn(ctx, query, { typed, gone }))
  const frame = { asOf, openingFen: balance?.nowFen ?? 0n, floorFen: balance?.floorFen ?? 0n, out }
  return {
    balance,
    bills,
    open,
    paid,
    model,
    parts,
    out,
    outlook: drawOutlook(parts, frame),
    slowdown: findSlowdown(paid, open, asOf),
    promises: promised.kept.all,
  }
}

/** What was typed, and what has come and was planned to go since. */
async function balanceOn(
  ctx: ReadCtx,
  query: CashQuery,
  { typed, gone }: { typed: BalanceRow; gone: readonly Going[] },
): Promise<Balance> {
  const inFen = await receivedSince(ctx, typed.on, query)
  const outFen = sumFen(gone.map(({ fen }) => fen))
  return { ...typed, inFen, outFen, nowFen: typed.amountFen + inFen - outFen }
}
