import { type Authority, type AuthorityLine, authorityOf } from '../../../core/approval/authority.ts'
import type { ApprovalWorld } from '../../../core/approval/people.ts'
import { READY_AUTHORITY } from '../../../core/approval/ready-flows.ts'
import { addDays, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadCalendar, loadStaff } from '../identity/index.ts'

export type Scene = { world: ApprovalWorld; names: ReadonlyMap<string, string> }

export const AUTHORITY_SETTING = 'authority'

/** Everything outside a case that decides who may answer it, as it is now. */
export async function loadWorld(ctx: ReadCtx): Promise<Scene> {
  const { directory, names } = await loadStaff(ctx)
  const departments = await ctx.db
    .selectFrom('department')
    .select(['id', 'manager_id'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const delegations = await ctx.db
    .selectFrom('approval_delegation')
    .select(['from_id', 'to_id', 'kind', 'from_day', 'to_day'])
    .where('org_id', '=', ctx.orgId)
    .where('voided_at', 'is', null)
    .where('to_day', '>=', addDays(dayOf(ctx.now), -1))
    .orderBy('recorded_at', 'desc')
    .execute()
  const world: ApprovalWorld = {
    directory,
    heads: new Map(departments.map((row) => [row.id, row.manager_id])),
    delegations: delegations.map((row) => ({
      fromId: row.from_id,
      toId: row.to_id,
      kind: row.kind,
      from: row.from_day,
      to: row.to_day,
    })),
    authority: (await loadAuthority(ctx)).lines,
    calendar: await loadCalendar(ctx),
  }
  return { world, names }
}

/** How far the actor may decide alone about this kind; the system itself is trusted with everything. */
export async function myAuthority(ctx: ReadCtx, kind: string): Promise<Authority> {
  if (ctx.actor.userId === null) return { upToFen: null, upToDays: null, upToDeviationBp: null }
  // The widest there is, whatever else the person may be: no need to ask who else works here.
  if (ctx.actor.roles.includes('boss')) return { upToFen: null, upToDays: null, upToDeviationBp: null }
  const { directory } = await loadStaff(ctx)
  return authorityOf(directory, (await loadAuthority(ctx)).lines, { userId: ctx.actor.userId, kind })
}

/** The matrix as the boss wrote it, or the one that ships (version 0). */
export async function loadAuthority(ctx: ReadCtx): Promise<{ version: number; lines: AuthorityLine[] }> {
  const row = await ctx.db
    .selectFrom('org_setting')
    .select(['value', 'version'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', AUTHORITY_SETTING)
    .executeTakeFirst()
  if (!row) return { version: 0, lines: [...READY_AUTHORITY] }
  const lines = row.value as (Omit<AuthorityLine, 'upToFen'> & { upToFen: number | null })[]
  return {
    version: row.version,
    // jsonb has no bigint: amounts become fen again here, in one place.
    lines: lines.map((line) => ({ ...line, upToFen: line.upToFen === null ? null : BigInt(line.upToFen) })),
  }
}
