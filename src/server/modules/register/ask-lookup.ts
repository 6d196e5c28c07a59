import { checkUscc } from '../../../core/customer/uscc.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, refused } from '../../platform/errors.ts'
import { CALLS_EACH } from '../../platform/register/provider.ts'
import { requireCustomer } from '../customers/index.ts'
import { findAccount } from './account.ts'
import { usedCalls } from './budget.ts'

/** `code`: chosen among companies of like names; left out, the record says who it is. */
export async function askLookUp(
  ctx: WriteCtx,
  customerId: string,
  { code }: { code?: string | undefined },
): Promise<{ id: string }> {
  await requireCustomer(ctx, customerId, 'credit.write')
  const chosen = code === undefined || code === '' ? null : checkUscc(code)
  if (chosen && !chosen.ok) throw refused(chosen, 400)
  const account = await requireOpen(ctx, customerId)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('register_lookup')
    .values({
      ...{ org_id: ctx.orgId, id, customer_id: customerId, asked: 'person', provider: account.kind },
      ...{ code: chosen?.value ?? null, state: 'queued', next_at: at(ctx.now) },
      ...{ recorded_at: at(ctx.tick), actor: ctx.actor.userId },
    })
    .execute()
  return { id }
}

async function requireOpen(ctx: ReadCtx, customerId: string) {
  const refusal = await whyClosed(ctx, customerId)
  if (refusal !== null) throw conflict(refusal.code, refusal.detail)
  return (await findAccount(ctx))!
}

export type Closed = { code: string; detail: Record<string, unknown> }

/** Why nobody can look this customer up now, told before it is tried and asked again when it is. */
export async function whyClosed(ctx: ReadCtx, customerId: string): Promise<Closed | null> {
  const account = await findAccount(ctx)
  if (account?.status !== 'on') return { code: 'register_off', detail: {} }
  if (account.trouble !== null) {
    const { code, message } = account.trouble
    return { code: 'register_trouble', detail: { words: [code, message].filter(Boolean).join(' · ') } }
  }
  const running = await ctx.db
    .selectFrom('register_lookup')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('state', '=', 'queued')
    .executeTakeFirst()
  if (running) return { code: 'register_running', detail: {} }
  const cap = account.monthly_cap
  if ((await usedCalls(ctx)) + CALLS_EACH[account.kind] > cap)
    return { code: 'register_cap', detail: { cap } }
  return null
}
