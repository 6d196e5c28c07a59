import { type RawBuilder, sql } from 'kysely'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'

/**
 * Which cases (as `c`) the actor may see: their own requests, those they are or were asked about, those they
 * were told about; with approval.audit all of them.
 */
export function caseScope(ctx: ReadCtx): RawBuilder<boolean> {
  if (may(ctx.actor.roles, 'approval.audit')) return sql<boolean>`true`
  const me = ctx.actor.userId
  return sql<boolean>`(c.requester_id = ${me}
    or exists (select 1 from approval_seat s where s.org_id = c.org_id and s.case_id = c.id and s.user_id = ${me})
    or exists (select 1 from approval_trail t where t.org_id = c.org_id and t.case_id = c.id and t.actor = ${me})
    or exists (select 1 from approval_copy k where k.org_id = c.org_id and k.case_id = c.id and k.user_id = ${me}))`
}
