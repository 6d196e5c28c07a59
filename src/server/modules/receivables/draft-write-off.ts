import { sql } from 'kysely'
import { checkLines, type Ground, type WriteOffLine } from '../../../core/receivable/write-off.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { LINES, openOf, tellWriteOff } from './write-off-rows.ts'

export type WriteOffForm = {
  customerId: string
  ground: Ground
  reason: string
  lines: readonly WriteOffLine[]
}

/** Prepares a write-off: evidence can be put to it, and nothing moves before it is decided (C097). */
export async function draftWriteOff(ctx: WriteCtx, form: WriteOffForm): Promise<{ id: string }> {
  const mine = await scopedCustomerIds(ctx, 'receivable.write')
    .where('scoped.id', '=', form.customerId)
    .executeTakeFirst()
  if (!mine) throw notFound('customer')
  const ids = form.lines.map(({ instalmentId }) => instalmentId)
  const checked = checkLines(form.lines, await openOf(ctx, form.customerId, ids))
  if (!checked.ok) throw refused(checked)
  await refuseSecond(ctx, ids)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('write_off')
    .values({
      org_id: ctx.orgId,
      id,
      customer_id: form.customerId,
      ground: form.ground,
      reason: form.reason,
      amount_fen: checked.value,
      status: 'draft',
      drafted_by: ctx.actor.userId,
      drafted_at: at(ctx.tick),
    })
    .execute()
  await ctx.db
    .insertInto('write_off_line')
    .values(
      form.lines.map(({ instalmentId, amountFen }) => ({
        org_id: ctx.orgId,
        write_off_id: id,
        instalment_id: instalmentId,
        amount_fen: amountFen,
      })),
    )
    .execute()
  await tellWriteOff(
    ctx,
    { id, customerId: form.customerId },
    {
      kind: 'write_off.drafted',
      summary: { amountFen: checked.value, ground: form.ground },
    },
  )
  return { id }
}

/** One at a time about the same money. */
async function refuseSecond(ctx: WriteCtx, instalmentIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select w.id from ${LINES} join write_off w on w.org_id = l.org_id and w.id = l.write_off_id
    where l.org_id = ${ctx.orgId} and i.id = any(${[...instalmentIds]}::uuid[]) and w.status in ('draft', 'asked')
    limit 1`.execute(ctx.db)
  if (rows[0]) throw conflict('write_off_running', { id: rows[0].id })
}
