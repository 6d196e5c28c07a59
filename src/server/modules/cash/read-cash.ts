import { sql } from 'kysely'
import { addDays, type Day, dayOf } from '../../../core/calendar.ts'
import { outflowDays } from '../../../core/cash/outflow.ts'
import { expectedIn, weeksAhead } from '../../../core/cash/outlook.ts'
import { sumFen } from '../../../core/money.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { customersThen } from '../customers/index.ts'
import { drawCash } from './draw.ts'
import type { CashQuery } from './load-cash.ts'
import { goingOut, loadOutflows } from './outflow-rows.ts'

/** The page of the cash calendar, as of any day and in both readings (C102, C103). */
export async function readCash(ctx: ReadCtx, query: CashQuery) {
  const drawn = await drawCash(ctx, query)
  const { outlook, open, slowdown } = drawn
  const names = await namesOf(
    ctx,
    query.asOf,
    slowdown.slowing.map(({ customer }) => customer),
  )
  const live = query.asOf >= dayOf(ctx.now)
  return {
    asOf: query.asOf,
    reading: query.reading,
    balance: drawn.balance,
    ...outlook,
    unknownCount: drawn.parts.filter(({ likely }) => likely.length === 0).length,
    disputedFen: sumFen(open.map(({ disputedFen }) => disputedFen)),
    openFen: sumFen(open.map(({ openFen, disputedFen }) => openFen + disputedFen)),
    billsFen: sumFen(drawn.bills.map(({ fen }) => fen)),
    paidCount: drawn.paid.length,
    promises: drawn.promises,
    slowing: slowdown.slowing.map(({ customer, ...one }) => ({
      ...one,
      customer: { id: customer, name: names.get(customer) ?? '' },
    })),
    slowingFen: slowdown.slowingFen,
    can: { edit: (live && may(ctx.actor.roles, 'cash.write')) || 'forbidden' },
  }
}

/** What stands behind one week: instalments that add up to it, and what goes out in it (law 9). */
export async function listExpected(
  ctx: ReadCtx,
  query: CashQuery & { weekFrom: Day; page: number; size: number },
) {
  const drawn = await drawCash(ctx, query)
  const week = drawn.outlook.weeks.find(({ from }) => from === query.weekFrom)
  if (!week) throw invalid('week_not_ahead')
  const all = expectedIn(drawn.parts, week)
  const start = (query.page - 1) * query.size
  const shown = all.slice(start, start + query.size)
  const rows = new Map(drawn.open.map((row) => [row.id, row]))
  const bills = new Map(drawn.bills.map((bill) => [bill.id, bill]))
  const names = await namesOf(
    ctx,
    query.asOf,
    shown.map(({ part }) => part.customer),
  )
  return {
    week,
    page: query.page,
    size: query.size,
    total: all.length,
    out: drawn.out.filter(({ on }) => on >= week.from && on <= week.to),
    items: shown.map(({ part, fen, chance, on, from, to }) => {
      const row = rows.get(part.id)
      const bill = bills.get(part.id)
      return {
        id: part.id,
        customer: { id: part.customer, name: names.get(part.customer) ?? '' },
        invoiceNumber: row?.invoiceNumber ?? bill!.number,
        label: row?.label ?? '',
        bill: bill?.kind ?? null,
        dueOn: row?.dueOn ?? bill!.dueOn,
        openFen: part.fen,
        expectedFen: fen,
        chanceBp: Math.round(chance * 10_000),
        on,
        fromDay: from,
        toDay: to,
        n: drawn.model.own.get(part.customer)?.n ?? 0,
        promisedOn: part.promisedOn,
      }
    }),
  }
}

export async function listOutflows(ctx: ReadCtx, query: CashQuery) {
  const rows = await loadOutflows(ctx, query)
  const from = addDays(query.asOf, 1)
  const to = weeksAhead(query.asOf).at(-1)!.to
  const items = rows.map((row) => ({ ...row, nextOn: outflowDays(row, from, addDays(from, 366))[0] ?? null }))
  items.sort((a, b) => ((a.nextOn ?? '9999') < (b.nextOn ?? '9999') ? -1 : 1))
  return { items, outFen: sumFen(goingOut(rows, from, to).map(({ fen }) => fen)) }
}

async function namesOf(ctx: ReadCtx, asOf: Day, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select c.id, c.name from ${customersThen(ctx, asOf)} c where c.org_id = ${ctx.orgId} and c.id = any(${[...new Set(ids)]}::uuid[])`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
