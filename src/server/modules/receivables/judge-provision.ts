import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { pastMoment } from '../../platform/then.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { peopleThen } from '../identity/index.ts'
import { countsAsOf, type Reading } from './reading.ts'

export type Judgement = {
  id: string
  instalmentId: string
  amountFen: bigint
  reason: string
  on: Day
  by: string | null
}

/** The newest judgement of each instalment that counts as of a day. */
export async function judgementsAsOf(ctx: ReadCtx, asOf: Day, reading: Reading): Promise<Judgement[]> {
  const { rows } = await sql<Judgement>`
    select distinct on (j.instalment_id) j.id, j.instalment_id as "instalmentId", j.amount_fen as "amountFen", j.reason,
      j.occurred_on as on, u.name as by
    from provision_judgement j left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = j.org_id and u.id = j.actor
    where j.org_id = ${ctx.orgId} and ${countsAsOf('j', asOf, reading)}
    order by j.instalment_id, j.occurred_on desc, j.recorded_at desc, j.id desc`.execute(ctx.db)
  return rows
}

/** What is expected to be lost of one instalment; a new judgement stands beside the old one (C096). */
export async function judgeProvision(
  ctx: WriteCtx,
  form: { instalmentId: string; amountFen: bigint; reason: string },
): Promise<{ id: string }> {
  if (form.amountFen < 0n) throw invalid('amount_not_positive')
  const { rows } = await sql<{ customer_id: string; open_fen: bigint }>`
    select i.customer_id, i.open_fen from instalment i where i.org_id = ${ctx.orgId} and i.id = ${form.instalmentId}
      and i.voided_at is null and i.customer_id in (${scopedCustomerIds(ctx, 'receivable.write')}) for update`.execute(
    ctx.db,
  )
  const owed = rows[0]
  if (!owed) throw notFound('instalment')
  if (form.amountFen > owed.open_fen) throw invalid('judged_exceeds_open', { openFen: Number(owed.open_fen) })
  const id = newId(ctx.now)
  const today = dayOf(ctx.now)
  await ctx.db
    .insertInto('provision_judgement')
    .values({
      org_id: ctx.orgId,
      id,
      customer_id: owed.customer_id,
      instalment_id: form.instalmentId,
      amount_fen: form.amountFen,
      reason: form.reason,
      occurred_on: today,
      known_at: at(knownAt(ctx, today)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'provision.judged',
    subject: { kind: 'instalment', id: form.instalmentId },
    customerId: owed.customer_id,
    summary: { amountFen: form.amountFen, reason: form.reason },
  })
  return { id }
}

/** All judgements of its instalment end with it, so that an older one does not come back to life. */
export async function endJudgement(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await ctx.db
    .selectFrom('provision_judgement as j')
    .innerJoin('instalment as i', (join) =>
      join.onRef('i.org_id', '=', 'j.org_id').onRef('i.id', '=', 'j.instalment_id'),
    )
    .select(['j.instalment_id', 'i.customer_id'])
    .where('j.org_id', '=', ctx.orgId)
    .where('j.id', '=', id)
    .where('j.voided_at', 'is', null)
    .where('i.customer_id', 'in', scopedCustomerIds(ctx, 'receivable.write'))
    .executeTakeFirst()
  if (!row) throw notFound('provision_judgement')
  await ctx.db
    .updateTable('provision_judgement')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('instalment_id', '=', row.instalment_id)
    .where('voided_at', 'is', null)
    .execute()
  await recordEvent(ctx, {
    kind: 'provision.unjudged',
    subject: { kind: 'instalment', id: row.instalment_id },
    customerId: row.customer_id,
    summary: { reason },
  })
  return { ok: true }
}
