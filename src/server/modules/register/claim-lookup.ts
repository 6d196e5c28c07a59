import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { CALLS_EACH } from '../../platform/register/provider.ts'
import { type Account, findAccount } from './account.ts'
import { usedCalls } from './budget.ts'
import { type Claimed, endLookUp } from './lookup-rows.ts'

/** Longer than all calls of one look-up may take; a claim older than this belonged to a process that died. */
const LEASE_MS = 180_000

type Row = {
  id: string
  customerId: string
  actor: string | null
  failures: number
  calls: number
  code: string | null
  uscc: string | null
  name: string
  gone: boolean
}

/**
 * The next look-up that is due and that nobody has in hand. What it may cost is set aside here, under the
 * lock of the company, so that two at once do not go beyond the cap together; one that would is not made.
 */
export async function claimLookUp(ctx: WriteCtx): Promise<{ account: Account; claimed: Claimed } | null> {
  const account = await findAccount(ctx)
  if (account?.status !== 'on' || account.trouble !== null) return null
  for (;;) {
    const row = await nextDue(ctx)
    if (!row) return null
    const each = CALLS_EACH[account.kind]
    const isOver = (await usedCalls(ctx)) + each > account.monthly_cap
    if (row.gone || isOver) {
      const code = row.gone ? 'register_customer_gone' : 'register_cap'
      await endLookUp(ctx, row, { state: 'failed', calls: row.calls, answer: { code, message: '' } })
      continue
    }
    await ctx.db
      .updateTable('register_lookup')
      .set({
        ...{ claimed_until: at(ctx.now + LEASE_MS), calls: row.calls + each, provider: account.kind },
      })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', row.id)
      .execute()
    const { id, customerId, actor, failures, calls, code, uscc, name } = row
    // A number of 15 digits from before 2015 is not what registers are searched by.
    const known = code ?? (uscc?.length === 18 ? uscc : null)
    const asked = { code: known, name }
    const of = { provider: account.kind, version: account.version }
    return { account, claimed: { id, customerId, actor, failures, paid: calls, ...of, asked } }
  }
}

/** One whose maker died keeps what was set aside for it: nobody knows what the provider has counted. */
async function nextDue(ctx: WriteCtx): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select l.id, l.customer_id as "customerId", l.actor, l.failures, l.calls, l.code, c.uscc, c.name,
      c.voided_at is not null as gone
    from register_lookup l join customer c on c.org_id = l.org_id and c.id = l.customer_id
    where l.org_id = ${ctx.orgId} and l.next_at <= ${at(ctx.now)} and l.state = 'queued'
      and (l.claimed_until is null or l.claimed_until < ${at(ctx.now)})
    order by (l.asked = 'schedule'), l.next_at, l.id limit 1`.execute(ctx.db)
  return rows[0]
}
