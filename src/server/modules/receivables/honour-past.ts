import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { billEntries } from '../../../core/receivable/bill.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { insertRows } from '../../platform/insert-rows.ts'

type Past = { id: string; customerId: string; number: string; fen: bigint; dueOn: Day }

/**
 * Of bills that a ledger brings along with a due day long past, nobody will note what became: they count as
 * honoured on that day. One that was refused is still noted so, after this step is taken back.
 */
export async function honourPast(ctx: WriteCtx, billIds: readonly string[]): Promise<void> {
  if (billIds.length === 0) return
  const { rows } = await sql<Past>`
    select b.id, b.customer_id as "customerId", b.number, b.amount_fen as fen, b.due_on as "dueOn" from bill b
    where b.org_id = ${ctx.orgId} and b.id = any(${[...billIds]}::uuid[]) and b.due_on < ${dayOf(ctx.now)} and b.ended_on is null`.execute(
    ctx.db,
  )
  if (rows.length === 0) return
  const entries = rows.flatMap((bill) =>
    billEntries('in_hand', 'honoured').map((entry) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      bill_id: bill.id,
      bill_move: entry.move,
      external_code: null,
      kind: entry.kind,
      customer_id: bill.customerId,
      amount_fen: entry.sign * bill.fen,
      unallocated_fen: 0n,
      reference: bill.number,
      remark: '',
      occurred_on: bill.dueOn,
      known_at: knownAt(ctx, bill.dueOn),
      recorded_at: ctx.tick,
      actor: ctx.actor.userId,
      batch_id: ctx.source?.batchId ?? null,
    })),
  )
  await insertRows(ctx.db, 'payment', entries)
  for (const bill of rows)
    await ctx.db
      .updateTable('bill')
      .set((eb) => ({
        ended_how: 'honoured',
        ended_on: bill.dueOn,
        ended_at: at(knownAt(ctx, bill.dueOn)),
        version: eb('version', '+', 1),
      }))
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', bill.id)
      .execute()
}
