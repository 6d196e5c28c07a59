import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { checkEnd, checkOutflow, type Outflow } from '../../../core/cash/outflow.ts'
import type { Fen } from '../../../core/money.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { loadOutflows } from './outflow-rows.ts'

/** Plans payments to come, one or a pasted table of them; all or none (C102). */
export async function recordOutflows(
  ctx: WriteCtx,
  outflows: readonly Outflow[],
): Promise<{ ids: string[] }> {
  for (const [index, one] of outflows.entries()) {
    const checked = checkOutflow(one)
    if (!checked.ok) throw refused({ ...checked, detail: { ...checked.detail, line: index + 1 } }, 400)
  }
  const today = dayOf(ctx.now)
  const rows = outflows.map((one) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    kind: one.kind,
    label: one.label,
    amount_fen: one.amountFen,
    every: one.every,
    first_on: one.firstOn,
    until_on: one.untilOn,
    occurred_on: today,
    known_at: knownAt(ctx, today),
    recorded_at: ctx.tick,
    actor: ctx.actor.userId,
  }))
  await insertRows(ctx.db, 'cash_outflow', rows)
  await recordEvent(ctx, {
    kind: 'cash.planned',
    subject: { kind: 'cash_outflow', id: rows[0]!.id },
    summary: { n: rows.length },
  })
  return { ids: rows.map(({ id }) => id) }
}

/**
 * Names the last day of what recurs: what went out before stays gone. The row that did not know the end
 * stays for readings of the past as known; the new one is of the day on which it was first planned.
 */
export async function endOutflow(ctx: WriteCtx, id: string, untilOn: Day): Promise<{ id: string }> {
  const outflows = await loadOutflows(ctx, { asOf: dayOf(ctx.now), reading: 'business' })
  const before = outflows.find((one) => one.id === id)
  if (!before) throw notFound('cash_outflow')
  const checked = checkEnd(before, untilOn)
  if (!checked.ok) throw refused(checked, 400)
  await sql`update cash_outflow set voided_at = ${at(ctx.tick)} where org_id = ${ctx.orgId} and id = ${id}`.execute(
    ctx.db,
  )
  const ended = {
    org_id: ctx.orgId,
    id: newId(ctx.now),
    kind: before.kind,
    label: before.label,
    amount_fen: before.amountFen,
    every: before.every,
    first_on: before.firstOn,
    until_on: untilOn,
    occurred_on: before.plannedOn,
    known_at: correctionKnownAt(ctx, before.plannedOn),
    recorded_at: ctx.tick,
    actor: ctx.actor.userId,
  }
  await insertRows(ctx.db, 'cash_outflow', [ended])
  await recordEvent(ctx, {
    kind: 'cash.plan_ended',
    subject: { kind: 'cash_outflow', id: ended.id },
    summary: { label: before.label, untilOn },
  })
  return { id: ended.id }
}

/** For what was typed by mistake: it was never planned, so nothing of it has gone out either. */
export async function voidOutflow(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const { rows } = await sql<{ label: string }>`
    update cash_outflow set voided_at = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and id = ${id} and voided_at is null returning label`.execute(ctx.db)
  if (!rows[0]) throw notFound('cash_outflow')
  await recordEvent(ctx, {
    kind: 'cash.unplanned',
    subject: { kind: 'cash_outflow', id },
    summary: { label: rows[0].label },
  })
  return { ok: true }
}

/** What is in hand at the end of a day; the newest day counts, and what came and went since is added. */
export async function recordBalance(
  ctx: WriteCtx,
  form: { on: Day; amountFen: Fen; floorFen: Fen },
): Promise<{ id: string }> {
  if (form.on > dayOf(ctx.now)) throw invalid('date_in_future')
  if (form.floorFen < 0n) throw invalid('floor_negative')
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('cash_balance')
    .values({
      org_id: ctx.orgId,
      id,
      amount_fen: form.amountFen,
      floor_fen: form.floorFen,
      occurred_on: form.on,
      known_at: at(knownAt(ctx, form.on)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'cash.balance',
    subject: { kind: 'cash_balance', id },
    summary: { on: form.on, amountFen: form.amountFen },
  })
  return { id }
}
