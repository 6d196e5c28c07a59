import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import type { Asked } from '../../platform/register/provider.ts'
import type { Kind } from './account.ts'

export type Claimed = {
  id: string
  customerId: string
  actor: string | null
  failures: number
  /** paid by tries before this one */
  paid: number
  provider: Kind
  version: number
  asked: Asked
}

type End = { state: 'found' | 'none' | 'ambiguous' | 'failed'; calls: number; answer: object }

export async function endLookUp(ctx: WriteCtx, { id }: { id: string }, { state, calls, answer }: End) {
  await ctx.db
    .updateTable('register_lookup')
    .set({
      ...{ state, calls, answer: json(answer), next_at: null, claimed_until: null },
      ended_at: at(ctx.tick),
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .execute()
}
