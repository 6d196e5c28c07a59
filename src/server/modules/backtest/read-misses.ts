import { sql } from 'kysely'
import type { MissReport } from '../../../api/misses.ts'
import { bestOf, LOSS_KINDS, type LossKind } from '../../../core/backtest/miss.ts'
import type { Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { median } from '../../../core/stats/order.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'

const MOST_CANDIDATES = 8
const MOST_LOSSES = 200

/**
 * The newest report as far as its reader may see: losses of people in scope, and candidates by what they
 * would have caught of those. What they cost is the whole company's.
 */
export async function readMisses(ctx: ReadCtx, kind: LossKind | undefined) {
  const { rows } = await sql<{ report: MissReport; created_at: Instant }>`
    select report, created_at from miss_report where org_id = ${ctx.orgId} order by created_at desc, id desc limit 1`.execute(
    ctx.db,
  )
  const can = { propose: may(ctx.actor.roles, 'rule.write') || ('forbidden' as const) }
  const row = rows[0]
  if (!row) return { report: null, can }
  const users = visibleUsers(ctx, 'alert.assign')
  const seen = row.report.losses.map(
    ({ responsible }) => users === null || (responsible !== null && users.includes(responsible.id)),
  )
  const visible = row.report.losses.filter((_, index) => seen[index])
  const asked = row.report.losses.flatMap((loss, index) =>
    seen[index] && loss.foreseen === null && (kind === undefined || loss.kind === kind)
      ? [{ loss, index }]
      : [],
  )
  const places = new Map(asked.slice(0, MOST_LOSSES).map(({ index }, place) => [index, place]))
  return {
    report: {
      madeAt: row.created_at,
      from: row.report.from,
      to: row.report.to,
      keyFen: row.report.keyFen,
      kinds: LOSS_KINDS.map((one) => countOf(one, visible)),
      losses: asked.slice(0, MOST_LOSSES).map(({ loss: { foreseen: _foreseen, ...loss } }) => loss),
      candidates: candidatesOf(row.report, places),
    },
    can,
  }
}

function countOf(kind: LossKind, losses: MissReport['losses']) {
  const own = losses.filter((loss) => loss.kind === kind)
  const missed = own.filter(({ foreseen }) => foreseen === null)
  return {
    kind,
    total: own.length,
    foreseen: own.length - missed.length,
    missed: missed.length,
    missedFen: missed.reduce((sum, { valueFen }) => sum + valueFen, 0),
  }
}

function candidatesOf({ candidates, losses, weeks }: MissReport, places: ReadonlyMap<number, number>) {
  const tried = candidates.map((candidate) => ({
    ...candidate,
    leads: candidate.caught.filter(({ loss }) => places.has(loss)),
    caught: candidate.caught.flatMap(({ loss }) => (places.has(loss) ? [loss] : [])),
  }))
  return bestOf(tried, MOST_CANDIDATES).map(({ caught, leads, ...rest }) => ({
    ...rest,
    caught: caught.length,
    caughtFen: caught.reduce((sum, loss) => sum + losses[loss]!.valueFen, 0),
    medianLeadDays: median(leads.map(({ leadDays }) => leadDays)),
    perWeek: rest.alerts / weeks,
    losses: caught.map((loss) => places.get(loss)!),
  }))
}
