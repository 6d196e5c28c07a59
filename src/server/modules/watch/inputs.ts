import { sql } from 'kysely'
import type { HumanInput } from '../../../core/watch/step.ts'
import type { ReadCtx } from '../../platform/context.ts'

/**
 * What people closed, for the state machine: the alert that opened then is no longer the engine's to clear.
 */
export async function findInputs(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, HumanInput[]>> {
  const rows = await ctx.db
    .selectFrom('alert')
    .select(['rule_id', 'subject_id', 'opened_at', 'resolved_at'])
    .where('org_id', '=', ctx.orgId)
    .where('subject_id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('resolved_by', 'is not', null)
    .orderBy('resolved_at')
    .execute()
  const inputs = new Map<string, HumanInput[]>()
  for (const row of rows) {
    const key = `${row.rule_id}:${row.subject_id}`
    const input: HumanInput = { kind: 'resolved', at: row.resolved_at!, openedAt: row.opened_at }
    inputs.set(key, [...(inputs.get(key) ?? []), input])
  }
  return inputs
}
