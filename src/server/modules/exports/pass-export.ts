import { sql } from 'kysely'
import {
  askFor,
  covers,
  type ExportList,
  type Extent,
  MOST_ROWS,
  type Question,
} from '../../../core/export/guard.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { type AppError, conflict, notFound, traced } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { spendApproval } from '../approvals/index.ts'
import { loadExportPolicy, takenToday } from './export-rows.ts'
import { gateOf, isExpired } from './request-gate.ts'

export type Leaving = { list: ExportList; search: string; extent: Extent; grant: string | null }

/**
 * Lets a file out and writes down who took what, or refuses with how much is in it, so that it can be asked
 * for. The refused attempt stays on the record as well.
 */
export async function passExport(ctx: WriteCtx, leaving: Leaving): Promise<void> {
  if (leaving.extent.rows > MOST_ROWS) throw conflict('export_too_long', { most: MOST_ROWS })
  // Two files fetched at once must not both find the day empty.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`export ${ctx.orgId} ${ctx.actor.userId}`}, 0))`.execute(
    ctx.db,
  )
  const why = leaving.grant === null ? await whyAsk(ctx, leaving) : null
  const grant = leaving.grant ?? (why === null ? null : await findGranted(ctx, leaving))
  if (why !== null && grant === null) throw await unasked(ctx, leaving, why)
  const consent = grant === null ? null : await spendGrant(ctx, leaving, grant)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('export_log')
    .values({
      org_id: ctx.orgId,
      id,
      user_id: ctx.actor.userId!,
      list: leaving.list,
      search: leaving.search,
      row_count: leaving.extent.rows,
      customer_count: leaving.extent.customers,
      reason: consent?.reason ?? '',
      case_id: consent?.caseId ?? null,
      recorded_at: at(ctx.now),
    })
    .execute()
  await recordEvent(ctx, {
    kind: `export.${leaving.list}`,
    subject: { kind: 'export', id },
    summary: { rows: leaving.extent.rows, customers: leaving.extent.customers, search: leaving.search },
  })
}

async function whyAsk(ctx: WriteCtx, leaving: Leaving): Promise<Question | null> {
  return askFor(leaving.extent, {
    policy: await loadExportPolicy(ctx),
    taken: await takenToday(ctx, leaving),
    isBoss: ctx.actor.roles.includes('boss'),
  })
}

/** Whoever comes back to the page after the consent need not ask again: what was agreed to is found. */
async function findGranted(ctx: WriteCtx, { list, search, extent }: Leaving): Promise<string | null> {
  const rows = await ctx.db
    .selectFrom('export_request as r')
    .innerJoin('approval_case as c', (join) =>
      join.onRef('c.org_id', '=', 'r.org_id').onRef('c.id', '=', 'r.case_id'),
    )
    .select(['r.id', 'r.row_count', 'r.customer_count', 'c.settled_at'])
    .where('r.org_id', '=', ctx.orgId)
    .where('r.user_id', '=', ctx.actor.userId)
    .where('r.list', '=', list)
    .where('r.search', '=', search)
    .where('c.status', '=', 'approved')
    .where('c.used_at', 'is', null)
    .execute()
  const fits = rows.find(
    (row) =>
      !isExpired(row.settled_at, ctx.now) &&
      covers({ rows: row.row_count, customers: row.customer_count }, extent),
  )
  return fits?.id ?? null
}

async function unasked(ctx: WriteCtx, { list, search, extent }: Leaving, why: Question): Promise<AppError> {
  const policy = await loadExportPolicy(ctx)
  return traced(conflict('export_needs_consent', { why, list, search, ...extent, ...policy }), {
    kind: `export.${list}`,
    subject: { kind: 'export', id: newId(ctx.now) },
    summary: { rows: extent.rows, customers: extent.customers, search },
  })
}

/** A consent is for one person, one list as it was narrowed, about as many lines, and one file. */
async function spendGrant(
  ctx: WriteCtx,
  { list, search, extent }: Leaving,
  requestId: string,
): Promise<{ caseId: string; reason: string }> {
  const request = await ctx.db
    .selectFrom('export_request as r')
    .innerJoin('approval_case as c', (join) =>
      join.onRef('c.org_id', '=', 'r.org_id').onRef('c.id', '=', 'r.case_id'),
    )
    .selectAll('r')
    .select('c.settled_at')
    .where('r.org_id', '=', ctx.orgId)
    .where('r.id', '=', requestId)
    .where('r.user_id', '=', ctx.actor.userId)
    .executeTakeFirst()
  if (!request || request.list !== list || request.search !== search) throw notFound('export_request')
  const granted = { rows: request.row_count, customers: request.customer_count }
  if (!covers(granted, extent)) throw conflict('export_grew', { ...extent, had: granted.rows })
  if (isExpired(request.settled_at, ctx.now)) throw conflict('export_expired')
  const caseId = await spendApproval(ctx, gateOf(request))
  if (caseId === null) throw conflict('export_not_granted')
  return { caseId, reason: request.reason }
}
