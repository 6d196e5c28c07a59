import { z } from 'zod'
import { creditPolicy } from '../../../api/credit.ts'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { withVersions } from '../../../core/credit/grade-terms.ts'
import { type CreditPolicy, DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { expectVersion, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadSettingThen } from '../../platform/org-settings.ts'

const SETTING = 'creditPolicy'

/** The company's rules of credit, or those that ship (version 0). */
export async function readPolicy(ctx: ReadCtx): Promise<{ policy: CreditPolicy; version: number }> {
  const row = await ctx.db
    .selectFrom('org_setting')
    .select(['value', 'version'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', SETTING)
    .executeTakeFirst()
  if (!row) return { policy: DEFAULT_POLICY, version: 0 }
  return { policy: creditPolicy.parse(row.value), version: row.version }
}

/** The rules as they stood at the end of a day: what was asked of a document then may not be asked now. */
export async function policyThen(ctx: ReadCtx, day: Day): Promise<CreditPolicy> {
  const value = await loadSettingThen(ctx, SETTING, day)
  return value === null ? DEFAULT_POLICY : creditPolicy.parse(value)
}

export async function savePolicy(ctx: WriteCtx, policy: CreditPolicy): Promise<{ version: number }> {
  const { version, policy: known } = await readPolicy(ctx)
  expectVersion(ctx, version)
  const { managerDays, financeDays, blockDays } = policy
  if (!(managerDays < financeDays && financeDays < blockDays)) throw invalid('credit_ladder_order')
  const gradeTerms = withVersions(known.gradeTerms, policy.gradeTerms, dayOf(ctx.now))
  const value = json(z.encode(creditPolicy, { ...policy, gradeTerms }))
  await ctx.db
    .insertInto('org_setting')
    .values({ org_id: ctx.orgId, id: SETTING, value, version: 1 })
    .onConflict((conflict) => conflict.columns(['org_id', 'id']).doUpdateSet({ value, version: version + 1 }))
    .execute()
  await recordEvent(ctx, { kind: 'credit.policy_saved', subject: { kind: 'org', id: ctx.orgId } })
  return { version: version + 1 }
}
