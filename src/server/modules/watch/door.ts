import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { loadRules } from './rule-rows.ts'
import { alertScope } from './scope.ts'

/** An alert as a record that files, tasks and questions may hang on. */
export async function alertDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  if (!may(ctx.actor.roles, 'alert.read')) return null
  const row = await ctx.db
    .selectFrom('alert as a')
    .leftJoin('customer as c', (join) =>
      join.onRef('c.org_id', '=', 'a.org_id').onRef('c.id', '=', 'a.customer_id'),
    )
    .select(['a.rule_code', 'a.customer_id', 'c.name'])
    .where('a.org_id', '=', ctx.orgId)
    .where('a.id', '=', id)
    .where(alertScope(ctx, 'alert.read'))
    .executeTakeFirst()
  if (!row) return null
  const rule = (await loadRules(ctx)).find(({ current }) => current.code === row.rule_code)
  const title = [rule?.current.title.zh ?? row.rule_code, row.name].filter(Boolean).join(' · ')
  return { title, customerId: row.customer_id, url: `/alerts/${id}` }
}
