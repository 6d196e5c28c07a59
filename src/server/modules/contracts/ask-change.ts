import type { Day } from '../../../core/calendar.ts'
import { dayOf } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { getContractRow } from './contract-rows.ts'
import { CONTRACT } from './version-rows.ts'

export type AskForm = { what: string; askedBy: string; askedOn: Day; estimateFen: bigint | null }

/** Notes what the customer asked for on the way, by whom and when (C076); nothing of it holds by that. */
export async function askChange(ctx: WriteCtx, contractId: string, form: AskForm): Promise<{ id: string }> {
  const contract = await getContractRow(ctx, contractId, 'contract.write')
  if (contract.status !== 'open') throw conflict('contract_ended')
  if (contract.approved_at === null) throw conflict('not_approved')
  if (form.askedOn > dayOf(ctx.now)) throw conflict('date_in_future')
  const id = newId(ctx.now)
  // The contract's row is locked: nobody else takes this number.
  const last = await ctx.db
    .selectFrom('contract_change')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('org_id', '=', ctx.orgId)
    .where('contract_id', '=', contractId)
    .executeTakeFirst()
  const number = (last?.number ?? 0) + 1
  await ctx.db
    .insertInto('contract_change')
    .values({
      org_id: ctx.orgId,
      id,
      contract_id: contractId,
      number,
      what: form.what,
      asked_by: form.askedBy,
      estimate_fen: form.estimateFen,
      occurred_on: form.askedOn,
      known_at: at(knownAt(ctx, form.askedOn)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'contract.change_asked',
    subject: { kind: CONTRACT, id: contractId },
    customerId: contract.customer_id,
    summary: { number: contract.number, change: number, what: form.what, askedBy: form.askedBy },
  })
  await touch(ctx, [{ kind: CONTRACT, id: contractId }])
  return { id }
}
