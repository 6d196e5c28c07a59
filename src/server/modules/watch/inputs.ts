import type { HumanInput } from '../../../core/watch/step.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { isAmong } from '../../platform/metric-loader.ts'

/** What people did, by subject and rule. */
export type Inputs = ReadonlyMap<string, ReadonlyMap<string, HumanInput[]>>

/**
 * What people closed, for the state machine: the alert that opened then is no longer the engine's to clear.
 */
export async function findInputs(ctx: ReadCtx, ids: readonly string[]): Promise<Inputs> {
  const rows = await ctx.db
    .selectFrom('alert')
    .select(['rule_id', 'subject_id', 'opened_at', 'resolved_at'])
    .where('org_id', '=', ctx.orgId)
    .where(isAmong('subject_id', { ids }))
    .where('resolved_by', 'is not', null)
    .orderBy('resolved_at')
    .execute()
  const inputs = new Map<string, Map<string, HumanInput[]>>()
  for (const row of rows) {
    const input: HumanInput = { kind: 'resolved', at: row.resolved_at!, openedAt: row.opened_at }
    const own = inputs.get(row.subject_id) ?? new Map<string, HumanInput[]>()
    inputs.set(row.subject_id, own.set(row.rule_id, [...(own.get(row.rule_id) ?? []), input]))
  }
  return inputs
}
