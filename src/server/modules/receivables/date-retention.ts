import { type Insertable, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { dueOnOf } from '../../../core/receivable/retention.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { insertRows } from '../../platform/insert-rows.ts'
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
  responsible_id: string | null
  retention_months: number
  occurred_on: Day
  batch_id: string | null
  begun_at: number
}

/**
 * The acceptance that retention under a contract waits for was recorded, or taken back: each such instalment
 * ends as it was known and goes on in a row with another due day, with its money, its disputes and what was
 * judged of it. The document it belongs to stays, so no month's books move. What was written off is left.
 */
export async function dateRetention(
  ctx: WriteCtx,
  contractId: string,
  acceptedOn: Day | null,
): Promise<void> {
  const { rows } = await sql<Kept>`
    select i.id, i.customer_id, i.invoice_id, i.seq, i.label, i.due_on, i.amount_fen, i.responsible_id, i.retention_months,
      i.occurred_on, i.batch_id, coalesce(i.begun_at, i.recorded_at) as begun_at
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and v.contract_id = ${contractId} and v.kind = 'contract' and v.voided_at is null
      and i.voided_at is null and i.retention_months is not null and not ${isWrittenOff('i')}
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
      },
      ...{ known_at: correctionKnownAt(ctx, row.occurred_on), recorded_at: ctx.tick },
    })),
  )
  for (const { row, id } of moves) {
    await carryMoney(ctx, row.id, id)
    await carryDisputes(ctx, row.id, id)
    await carryJudgements(ctx, row.id, id)
  }
  await tellCustomers(
    ctx,
    moves.map(({ row }) => row.customer_id),
  )
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
    .returning(['payment_id', 'customer_id', 'amount_fen', 'occurred_on', 'batch_id'])
    .execute()
  const carried: Insertable<DB['allocation']>[] = rows.map((row) => ({
    ...row,
    ...{ org_id: ctx.orgId, id: newId(ctx.now), instalment_id: to },
    ...{ known_at: ctx.tick, recorded_at: ctx.tick, actor: ctx.actor.userId },
  }))
  await settle(ctx, carried)
}

async function carryDisputes(ctx: WriteCtx, from: string, to: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update dispute d set voided_at = ${at(ctx.tick)}, version = d.version + 1
    where d.org_id = ${ctx.orgId} and d.instalment_id = ${from} and d.voided_at is null and d.resolved_on is null
    returning d.id`.execute(ctx.db)
  for (const { id } of rows)
    await sql`
      insert into dispute (org_id, id, customer_id, instalment_id, kind, amount_fen, reason, responsible_id, due_on,
        occurred_on, known_at, recorded_at, actor, complaint_id)
      select d.org_id, ${newId(ctx.now)}::uuid, d.customer_id, ${to}::uuid, d.kind, d.amount_fen, d.reason, d.responsible_id, d.due_on,
        d.occurred_on, ${at(ctx.tick)}, ${at(ctx.tick)}, ${ctx.actor.userId}::uuid, d.complaint_id
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
