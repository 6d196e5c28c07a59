import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { contradictionsOf, type Reality, stoodIn, USUAL_MATRIX } from '../../../core/duty/matrix.ts'
import { may, ROLES, type Role } from '../../../core/permission.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { askedRoles } from '../approvals/index.ts'
import { loadRules } from '../watch/index.ts'
import { DUTIES_SETTING, loadDuties } from './kept.ts'

const VERSIONS_SHOWN = 10

/** What the company has written, and where it and what the system does contradict each other. */
export async function readDuties(ctx: ReadCtx) {
  const { version, cells } = await loadDuties(ctx)
  const reality = await realityOf(ctx)
  const found = contradictionsOf(cells, reality)
  return {
    version,
    cells: cells.map((cell) => ({ ...cell, duties: [...cell.duties] })),
    isWritten: cells.length > 0,
    usual: stoodIn(USUAL_MATRIX, reality.held).map((cell) => ({ ...cell, duties: [...cell.duties] })),
    contradictions: found.map(({ step, code, role, rules }) => ({
      ...{ step, code, role: role ?? null, rules: [...(rules ?? [])] },
    })),
    versions: await versionsOf(ctx),
    can: { write: may(ctx.actor.roles, 'flow.write') || ('forbidden' as const) },
  }
}

async function realityOf(ctx: ReadCtx): Promise<Reality> {
  const { rows } = await sql<{ role: Role }>`
    select distinct r.role from user_role r join app_user u on u.org_id = r.org_id and u.id = r.user_id
    where r.org_id = ${ctx.orgId} and u.status = 'active'`.execute(ctx.db)
  const held = new Set(rows.map(({ role }) => role))
  const actingFor = (role: Role): Role => (held.has(role) ? role : 'boss')
  const asked = [...(await askedRoles(ctx))].map(([kind, roles]): [string, Set<Role>] => [
    kind,
    new Set([...roles].map(actingFor)),
  ])
  return { held, asked: new Map(asked), alerted: await alertedRoles(ctx, actingFor) }
}

/** Rules name a role, or whoever answers for the record: that is the seller, or who leads them. */
async function alertedRoles(ctx: ReadCtx, actingFor: (role: Role) => Role): Promise<Map<Role, Bilingual[]>> {
  const found = new Map<Role, Bilingual[]>()
  for (const { current } of await loadRules(ctx)) {
    const named = ROLES.find((one) => one === current.responsible)
    if (!named || current.mode !== 'on') continue
    const role = actingFor(named)
    found.set(role, [...(found.get(role) ?? []), current.title])
  }
  return found
}

type Version = { version: number; at: Instant; by: string | null }

async function versionsOf(ctx: ReadCtx): Promise<Version[]> {
  const { rows } = await sql<Version>`
    select v.version, v.recorded_at as at, u.name as by
    from record_version v left join app_user u on u.org_id = v.org_id and u.id = v.actor
    where v.org_id = ${ctx.orgId} and v.entity = 'org_setting' and v.id = ${DUTIES_SETTING}
    order by v.version desc limit ${VERSIONS_SHOWN}`.execute(ctx.db)
  return rows
}
