import { dayOf } from '../../../core/calendar.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import type { LookUp } from '../../platform/register/provider.ts'
import type { Words } from './account.ts'
import { keepSnapshot } from './keep-snapshot.ts'
import { type Claimed, endLookUp } from './lookup-rows.ts'

/** Tried again twice, a minute and ten minutes later; each try is paid. */
const AGAIN_MS = [60_000, 600_000] as const

/** What a look-up brought: a new snapshot beside the former ones, which stay what they were. */
export async function settleLookUp(ctx: WriteCtx, claimed: Claimed, made: LookUp): Promise<void> {
  const { answer } = made
  const calls = claimed.paid + made.calls
  if (answer.kind === 'ok') {
    const found = answer.value
    if (found.kind === 'found') await keepSnapshot(ctx, { ...claimed, ...found, on: dayOf(ctx.now) })
    const candidates = found.kind === 'ambiguous' ? found.candidates : []
    return endLookUp(ctx, claimed, { state: found.kind, calls, answer: { candidates } })
  }
  const words = { code: answer.code, message: answer.message }
  if (answer.kind === 'retry') {
    const wait = AGAIN_MS[claimed.failures]
    if (wait !== undefined)
      return tryAgain(ctx, claimed, { calls, words, at: ctx.now + Math.max(wait, answer.afterMs) })
  }
  if (answer.kind === 'settings') await stopAll(ctx, claimed, words)
  await endLookUp(ctx, claimed, { state: 'failed', calls, answer: words })
}

type Again = { calls: number; words: Words; at: number }

async function tryAgain(ctx: WriteCtx, { id, failures }: Claimed, again: Again): Promise<void> {
  await ctx.db
    .updateTable('register_lookup')
    .set({
      ...{ calls: again.calls, failures: failures + 1, answer: json(again.words) },
      ...{ next_at: at(again.at), claimed_until: null },
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

/**
 * A key that is refused or a purse that is empty is the same for everybody: nothing more is asked, and what
 * waits ends with the provider's words, until an administrator has looked. Settings saved meanwhile count.
 */
async function stopAll(ctx: WriteCtx, { id, version }: Claimed, words: Words): Promise<void> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('register_account')
    .set({ trouble: json({ ...words, at: ctx.now }) })
    .where('org_id', '=', ctx.orgId)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  await ctx.db
    .updateTable('register_lookup')
    .set({ state: 'failed', answer: json(words), next_at: null, ended_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('state', '=', 'queued')
    .where('claimed_until', 'is', null)
    .where('id', '<>', id)
    .execute()
}
