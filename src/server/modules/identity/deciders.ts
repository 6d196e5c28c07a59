import { sql } from 'kysely'
import { may, ROLES, type Role } from '../../../core/permission.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { loadSetting } from '../../platform/org-settings.ts'

/** Whether changes of rules need a second person (C121). */
export const SECOND_SETTING = 'ruleChangesNeedSecond'

/** Roles that keep the system itself: whoever holds one can let others in and decide about rules. */
const DECIDING = ROLES.filter((role) => may([role], 'person.write') && may([role], 'setting.write'))

/** The people who work here and may decide about rules and people. */
export async function findDeciders(ctx: ReadCtx): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct u.id from app_user u join user_role r on r.org_id = u.org_id and r.user_id = u.id
    where u.org_id = ${ctx.orgId} and u.status = 'active' and r.role = any(${DECIDING}::text[])`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ id }) => id))
}

/**
 * Refuses what would leave nobody who may let people in, and, where changes of rules need a second person,
 * what would leave one alone: whoever could send the other one away had never needed a second (C121). Two
 * who send each other away at once wait for each other at the organisation's tick, so the later one is
 * refused.
 */
export async function refuseLastDecider(ctx: WriteCtx, id: string, after: readonly Role[]): Promise<void> {
  if (after.some((role) => DECIDING.includes(role))) return
  const deciders = await findDeciders(ctx)
  if (!deciders.delete(id)) return
  if (deciders.size === 0) throw conflict('last_admin')
  if (deciders.size === 1 && (await loadSetting(ctx, SECOND_SETTING)) === true)
    throw conflict('second_person_leaves')
}
