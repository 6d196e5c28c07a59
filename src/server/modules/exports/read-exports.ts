import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { ExportList } from '../../../core/export/guard.ts'
import { may } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { loadExportPolicy, takenToday } from './export-rows.ts'
import { isExpired } from './request-gate.ts'

type Query = { page: number; size: number; personId?: string | undefined }

/** What left, of the people in scope; the open requests of the reader; the limits. */
export async function listExports(ctx: ReadCtx, query: Query) {
  const [log, requests, policy, taken] = [
    await readLog(ctx, query),
    await readRequests(ctx),
    await loadExportPolicy(ctx),
    await takenToday(ctx, { list: '', search: '' }),
  ]
  return {
    ...log,
    page: query.page,
    size: query.size,
    requests,
    policy,
    takenToday: taken.rows,
    can: { policy: may(ctx.actor.roles, 'setting.write') || 'forbidden' },
  }
}

async function readLog(ctx: ReadCtx, { page, size, personId }: Query) {
  const users = visibleUsers(ctx, 'export.run')
  const where: RawBuilder<unknown>[] = [sql`l.org_id = ${ctx.orgId}`]
  if (users !== null) where.push(sql`l.user_id = any(${users}::uuid[])`)
  if (personId) where.push(sql`l.user_id = ${personId}`)
  const { rows } = await sql<{
    id: string
    recorded_at: Instant
    list: ExportList
    search: string
    row_count: number
    customer_count: number
    person_name: string
    reason: string
    case_id: string | null
    total: number
  }>`
    select l.id, l.recorded_at, l.list, l.search, l.row_count, l.customer_count, u.name as person_name, l.reason,
      l.case_id, count(*) over ()::int as total
    from export_log l join app_user u on u.org_id = l.org_id and u.id = l.user_id
    where ${sql.join(where, sql` and `)}
    order by l.recorded_at desc, l.id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return {
    items: rows.map((row) => ({
      id: row.id,
      at: row.recorded_at,
      list: row.list,
      search: row.search,
      rows: row.row_count,
      customers: row.customer_count,
      personName: row.person_name,
      reason: row.reason,
      approvalId: row.case_id,
    })),
    total: rows[0]?.total ?? 0,
  }
}

const REQUESTS_MAX = 20
const ENDED: Record<string, 'open' | 'returned' | 'approved' | 'rejected'> = {
  open: 'open',
  returned: 'returned',
  approved: 'approved',
  rejected: 'rejected',
}

async function readRequests(ctx: ReadCtx) {
  const rows = await ctx.db
    .selectFrom('export_request as r')
    .innerJoin('approval_case as c', (join) =>
      join.onRef('c.org_id', '=', 'r.org_id').onRef('c.id', '=', 'r.case_id'),
    )
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'r.org_id').onRef('u.id', '=', 'r.user_id'),
    )
    .selectAll('r')
    .select(['c.status', 'c.used_at', 'c.settled_at', 'u.name as person_name'])
    .where('r.org_id', '=', ctx.orgId)
    .where('r.user_id', '=', ctx.actor.userId)
    .orderBy('r.recorded_at', 'desc')
    .limit(REQUESTS_MAX)
    .execute()
  return rows.map((row) => {
    const state =
      row.used_at !== null
        ? ('used' as const)
        : row.status === 'approved' && isExpired(row.settled_at, ctx.now)
          ? ('expired' as const)
          : (ENDED[row.status] ?? ('ended' as const))
    return {
      id: row.id,
      list: row.list as ExportList,
      search: row.search,
      rows: row.row_count,
      customers: row.customer_count,
      reason: row.reason,
      personName: row.person_name,
      askedAt: row.recorded_at,
      approvalId: row.case_id,
      state,
      can: { fetch: state === 'approved' ? (true as const) : FETCH_REFUSALS[state] },
    }
  })
}

const FETCH_REFUSALS = {
  open: 'export_not_granted',
  returned: 'export_not_granted',
  rejected: 'export_not_granted',
  ended: 'export_not_granted',
  used: 'export_used',
  expired: 'export_expired',
} as const
