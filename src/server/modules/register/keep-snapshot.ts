import type { Day } from '../../../core/calendar.ts'
import type { RegisterFacts } from '../../../core/register/facts.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import type { Missing } from '../../platform/register/provider.ts'

export type NewSnapshot = {
  customerId: string
  provider: string
  actor: string | null
  on: Day
  facts: RegisterFacts
  missing: readonly Missing[]
}

/** One look-up beside the former ones, which stay what they were (law 2); ratings and rules look anew. */
export async function keepSnapshot(ctx: WriteCtx, made: NewSnapshot): Promise<void> {
  const { customerId, facts, on } = made
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('register_snapshot')
    .values({
      ...{ org_id: ctx.orgId, id, customer_id: customerId, provider: made.provider, state: facts.state },
      dishonest: facts.risks.dishonest?.total ?? null,
      enforced: facts.risks.enforced?.total ?? null,
      ...{ facts: json(facts), missing: json(made.missing) },
      ...{ occurred_on: on, known_at: at(knownAt(ctx, on)), recorded_at: at(ctx.tick) },
      actor: made.actor,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'register.looked_up',
    subject: { kind: 'customer', id: customerId },
    customerId,
    summary: { provider: made.provider, status: facts.status },
  })
  await touch(ctx, [{ kind: 'customer', id: customerId }])
}
