import { type Insertable, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { dueOnOf } from '../../../core/receivable/retention.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { bookDifferences } from './exchange-differences.ts'
import { isWrittenOff } from './reading.ts'
import { settle } from './settle.ts'
import { tellCustomers } from './tell-customers.ts'

type Kept = {
  id: string
  customer_id: string
  invoice_id: string
  seq: number
  label: string
  due_on: Day
  amount_fen: bigint
  currency: string
  original_minor: bigint | null
  responsible_id: string | null
  retention_months: number
  occurred_on: Day
  batch_id: string | null
  begun_at: number
}

/**
 * The acceptance that retention under a contract waits for was recorded, or taken back: each such instalment
 * ends as it was known and goes on in a row with another due day, with its money, its disputes and what was
 * judged and dunned of it. The document it belongs to stays, so no month's books move. What was written off
 * as a whole is left: taken back, it gets its day then (`dateTakenBack`).
 */
export async function dateRetention(
  ctx: WriteCtx,
  contractId: string,
  acceptedOn: Day | null,
): Promise<void> {
  const { rows } = await sql<Kept>`
    select i.id, i.customer_id, i.invoice_id, i.seq, i.label, i.due_on, i.amount_fen, i.currency, i.original_minor, i.responsible_id, i.retention_months,
      i.occurred_on, i.batch_id, coalesce(i.begun_at, i.recorded_at) as begun_at
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and v.contract_id = ${contractId} and v.kind = 'contract' and v.voided_at is null
      and i.voided_at is null and i.retention_months is not null
      and not (i.open_fen = 0 and ${isWrittenOff('i')})
    order by i.id for update of i`.execute(ctx.db)
  const moves = rows
    .map((row) => ({ row, id: newId(ctx.now), dueOn: dueOf(row, acceptedOn) }))
    .filter(({ row, dueOn }) => dueOn !== row.due_on)
  if (moves.length === 0) return
  await ctx.db
    .updateTable('instalment')
    .set({ voided_at: at(ctx.tick), open_fen: 0n })
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      moves.map(({ row }) => row.id),
    )
    .execute()
  await insertRows(
    ctx.db,
    'instalment',
    moves.map(({ row: { due_on: _, ...row }, id, dueOn }) => ({
      ...row,
      ...{
        org_id: ctx.orgId,
        id,
        due_on: dueOn,
        accepted_on: acceptedOn,
        is_retention: true,
        open_fen: row.amount_fen,
        open_minor: row.original_minor,
      },
      ...{ known_at: correctionKnownAt(ctx, row.occurred_on), recorded_at: ctx.tick },
    })),
  )
  for (const { row, id } of moves) {
    await carryMoney(ctx, row.id, id)
    await carryRecoveries(ctx, row.id, id)
    await carryDisputes(ctx, row.id, id)
    await carryJudgements(ctx, row.id, id)
    await carryDunning(ctx, row.id, id)
  }
  await tellCustomers(
    ctx,
    moves.map(({ row }) => row.customer_id),
  )
}

/** What was written off when the acceptance was recorded, or taken back, and is owed again. */
export async function dateTakenBack(ctx: WriteCtx, instalmentIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string; acceptedOn: Day | null }>`
    select distinct k.id, k.accepted_on as "acceptedOn" from instalment i
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    join contract k on k.org_id = v.org_id and k.id = v.contract_id
    where i.org_id = ${ctx.orgId} and i.id = any(${[...instalmentIds]}::uuid[]) and i.retention_months is not null`.execute(
    ctx.db,
  )
  for (const { id, acceptedOn } of rows) await dateRetention(ctx, id, acceptedOn)
}

const dueOf = ({ due_on, retention_months: months }: Kept, acceptedOn: Day | null): Day =>
  dueOnOf({ dueOn: due_on, retention: { months } }, acceptedOn)

/** Each as it was: the day it worked from is the day of the document and not that of the acceptance. */
async function carryMoney(ctx: WriteCtx, from: string, to: string): Promise<void> {
  const rows = await ctx.db
    .updateTable('allocation')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('instalment_id', '=', from)
    .where('voided_at', 'is', null)
    .returning([
      ...(['id', 'payment_id', 'customer_id', 'amount_fen', 'original_minor', 'paid_minor'] as const),
      ...(['occurred_on', 'batch_id'] as const),
    ])
    .execute()
  const carried: Insertable<DB['allocation']>[] = rows.map(({ id: _, ...row }) => ({
    ...row,
    ...{ org_id: ctx.orgId, id: newId(ctx.now), instalment_id: to },
    ...{ known_at: ctx.tick, recorded_at: ctx.tick, actor: ctx.actor.userId },
  }))
  await settle(ctx, carried)
  const { rows: differences } = await sql<{ of: string; fen: bigint }>`
    select d.difference_of as of, d.amount_fen as fen from payment d
    where d.org_id = ${ctx.orgId} and d.difference_of = any(${rows.map(({ id }) => id)}::uuid[])`.execute(
    ctx.db,
  )
  // They ended with the rows they came from; what goes on has the same.
  await bookDifferences(
    ctx,
    differences.map(({ of, fen }) => ({ of: carried[rows.findIndex(({ id }) => id === of)]!, fen })),
  )
}

/** What came in of a part that was written off. */
async function carryRecoveries(ctx: WriteCtx, from: string, to: string): Promise<void> {
  const rows = await ctx.db
    .updateTable('recovery')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('instalment_id', '=', from)
    .where('voided_at', 'is', null)
    .returningAll()
    .execute()
  const carried = rows.map(({ voided_at: _, ...row }) => ({
    ...row,
    ...{ id: newId(ctx.now), instalment_id: to, known_at: ctx.tick, recorded_at: ctx.tick },
  }))
  await insertRows(ctx.db, 'recovery', carried)
}

/** Also what is over: for the days between it was contested all the same, and may not run out of time. */
async function carryDisputes(ctx: WriteCtx, from: string, to: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update dispute d set voided_at = ${at(ctx.tick)}, version = d.version + 1
    where d.org_id = ${ctx.orgId} and d.instalment_id = ${from} and d.voided_at is null
    returning d.id`.execute(ctx.db)
  for (const { id } of rows)
    await sql`
      insert into dispute (org_id, id, customer_id, instalment_id, kind, amount_fen, reason, responsible_id, due_on,
        occurred_on, known_at, recorded_at, actor, complaint_id, resolved_on, resolved_at, outcome, resolution)
      select d.org_id, ${newId(ctx.now)}::uuid, d.customer_id, ${to}::uuid, d.kind, d.amount_fen, d.reason, d.responsible_id, d.due_on,
        d.occurred_on, ${at(ctx.tick)}, ${at(ctx.tick)}, ${ctx.actor.userId}::uuid, d.complaint_id,
        d.resolved_on, d.resolved_at, d.outcome, d.resolution
      from dispute d where d.org_id = ${ctx.orgId} and d.id = ${id}`.execute(ctx.db)
}

async function carryJudgements(ctx: WriteCtx, from: string, to: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update provision_judgement set voided_at = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and instalment_id = ${from} and voided_at is null returning id`.execute(
    ctx.db,
  )
  for (const { id } of rows)
    await sql`
      insert into provision_judgement (org_id, id, customer_id, instalment_id, amount_fen, reason, occurred_on, known_at, recorded_at, actor)
      select j.org_id, ${newId(ctx.now)}::uuid, j.customer_id, ${to}::uuid, j.amount_fen, j.reason, j.occurred_on, ${at(ctx.tick)},
        ${at(ctx.tick)}, j.actor
      from provision_judgement j where j.org_id = ${ctx.orgId} and j.id = ${id}`.execute(ctx.db)
}

/** What was demanded of it stays demanded, of the row that goes on as of the one that was known then. */
async function carryDunning(ctx: WriteCtx, from: string, to: string): Promise<void> {
  await sql`
    insert into dunning_item (org_id, step_id, instalment_id, stage, open_fen)
    select org_id, step_id, ${to}::uuid, stage, open_fen from dunning_item
    where org_id = ${ctx.orgId} and instalment_id = ${from}`.execute(ctx.db)
}
