import { sql } from 'kysely'
import { addMonths, dayOf, lastDayOf, type Month, monthOf } from '../../../core/calendar.ts'
import { checkClose, effectOf, tieOut } from '../../../core/receivable/month-close.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { listLateChanges, readMonthFigures } from './month-figures.ts'

export type CloseForm = { month: Month; ledgerFen?: bigint | null | undefined; note: string }

/** Freezes what the books say of a month (月结); load → decide → save, one event. */
export async function closeMonth(ctx: WriteCtx, form: CloseForm): Promise<{ id: string }> {
  const closed = new Set((await closedMonths(ctx)).map((row) => row.month))
  const figures = await readMonthFigures(ctx, form.month)
  const wish = { ...form, balanceFen: figures.balanceFen, ledgerFen: form.ledgerFen ?? null }
  const checked = checkClose(wish, { today: dayOf(ctx.now), closed })
  if (!checked.ok) throw refused(checked)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('month_close')
    .values({
      org_id: ctx.orgId,
      id,
      month: form.month,
      closed_at: at(ctx.tick),
      closed_by: ctx.actor.userId,
      balance_fen: figures.balanceFen,
      open_fen: figures.openFen,
      overdue_fen: figures.overdueFen,
      retention_fen: figures.retentionFen,
      advance_fen: figures.advanceFen,
      billed_fen: figures.billedFen,
      received_fen: figures.receivedFen,
      credited_fen: figures.creditedFen,
      exchange_fen: figures.exchangeFen,
      bills_fen: figures.billsFen,
      bills_in_hand_fen: figures.billsInHandFen,
      buckets: json(figures.buckets),
      ledger_fen: wish.ledgerFen,
      note: form.note,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'month.closed',
    subject: { kind: 'month_close', id },
    summary: {
      month: form.month,
      balanceFen: figures.balanceFen,
      differenceFen: checked.value.differenceFen,
    },
  })
  return { id }
}

/** Opens a month again, with the reason; the close that was stays on the record. */
export async function reopenMonth(ctx: WriteCtx, month: Month, reason: string): Promise<{ ok: true }> {
  const row = await ctx.db
    .updateTable('month_close')
    .set({ reopened_at: at(ctx.tick), reopened_by: ctx.actor.userId, reopen_reason: reason })
    .where('org_id', '=', ctx.orgId)
    .where('month', '=', month)
    .where('reopened_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!row) throw notFound('month_close')
  await recordEvent(ctx, {
    kind: 'month.reopened',
    subject: { kind: 'month_close', id: row.id },
    summary: { month, reason },
  })
  return { ok: true }
}

/** The closed months, newest first, each tied to what its last day reads today. */
export async function listCloses(ctx: ReadCtx) {
  const rows = await closedMonths(ctx)
  const items = []
  for (const row of rows.slice(0, 24)) items.push(await summaryOf(ctx, row))
  const current = monthOf(dayOf(ctx.now))
  const closed = new Set(rows.map(({ month }) => month))
  const due = Array.from({ length: 12 }, (_, back) => addMonths(current, -1 - back))
  return { items, open: due.filter((month) => !closed.has(month)) }
}

/** What a month would be closed with, before anybody does. */
export async function previewClose(ctx: ReadCtx, month: Month) {
  const { buckets, ...figures } = await readMonthFigures(ctx, month)
  return { month, lastDay: lastDayOf(month), ...figures }
}

/** One closed month with everything that came after it. */
export async function readClose(ctx: ReadCtx, month: Month) {
  const row = (await closedMonths(ctx)).find((one) => one.month === month)
  if (!row) throw notFound('month_close')
  const changes = await listLateChanges(ctx, month, row.closed_at)
  return {
    ...(await summaryOf(ctx, row)),
    changes: changes.map((change) => ({
      id: change.id,
      change: change.change,
      kind: change.kind,
      number: change.number,
      on: change.on,
      changedAt: change.changedAt,
      customer: { id: change.customer_id, name: change.customer_name },
      by: change.by,
      effectFen: effectOf(change),
    })),
  }
}

type Closed = Awaited<ReturnType<typeof closedMonths>>[number]

async function summaryOf(ctx: ReadCtx, row: Closed) {
  const [now, changes] = await Promise.all([
    readMonthFigures(ctx, row.month),
    listLateChanges(ctx, row.month, row.closed_at),
  ])
  return {
    id: row.id,
    month: row.month,
    closedAt: row.closed_at,
    closedBy: row.closed_name,
    balanceFen: row.balance_fen,
    openFen: row.open_fen,
    overdueFen: row.overdue_fen,
    retentionFen: row.retention_fen,
    advanceFen: row.advance_fen,
    billedFen: row.billed_fen,
    receivedFen: row.received_fen,
    creditedFen: row.credited_fen,
    exchangeFen: row.exchange_fen,
    billsFen: row.bills_fen,
    billsInHandFen: row.bills_in_hand_fen,
    ledgerFen: row.ledger_fen,
    differenceFen: row.ledger_fen === null ? null : row.balance_fen - row.ledger_fen,
    note: row.note,
    nowFen: now.balanceFen,
    changeCount: changes.length,
    ...tieOut(row.balance_fen, changes, now.balanceFen),
  }
}

async function closedMonths(ctx: ReadCtx) {
  const rows = await ctx.db
    .selectFrom('month_close as m')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'm.org_id').onRef('u.id', '=', 'm.closed_by'),
    )
    .selectAll('m')
    .select(sql<string | null>`u.name`.as('closed_name'))
    .where('m.org_id', '=', ctx.orgId)
    .where('m.reopened_at', 'is', null)
    .orderBy('m.month', 'desc')
    .execute()
  return rows
}
