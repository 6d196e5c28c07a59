import { dayOf } from '../../../core/calendar.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import { readOn } from '../../../core/watch/fold.ts'
import type { Reading } from '../../../core/watch/metric.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { type MetricLoader, toDelta } from '../../platform/metric-loader.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { billedShare, keepsContracts, uncontracted } from './cover-metrics.ts'
import { frameUse } from './frame-metrics.ts'

/** How much of a contract was ordered and invoiced, in its own currency, as its rules count (C073). */
export async function readContractUse(ctx: ReadCtx, id: string) {
  const [ordered, billed] = await Promise.all([
    figure(ctx, frameUse, 'contract_used_bp', id),
    figure(ctx, billedShare, 'contract_billed_bp', id),
  ])
  return { orderedFen: BigInt(ordered.num ?? 0), billedFen: BigInt(billed.num ?? 0) }
}

/**
 * What a customer did under no contract in 30 days, and what is left of those in force; nothing is said where
 * the company keeps no contracts.
 */
export async function readContractCover(ctx: ReadCtx, customerId: string) {
  const mine = await scopedCustomerIds(ctx, 'contract.read')
    .where('scoped.id', '=', customerId)
    .executeTakeFirst()
  if (!mine) throw notFound('customer')
  const isKept = await keepsContracts(ctx)
  const cover = await figure(ctx, uncontracted, 'contract_cover_fen', customerId)
  return {
    isKept,
    day: dayOf(ctx.now),
    uncontractedFen: BigInt(cover.num ?? 0),
    leftFen: BigInt(cover.den ?? 0),
  }
}

/**
 * One definition: what the page says is what the rule reads (law 9). The rule is silent where its gate is
 * closed, for a contract that has ended; what was done under it stays a fact.
 */
async function figure(ctx: ReadCtx, loader: MetricLoader, metric: string, id: string): Promise<Reading> {
  const rows = await loader.load(ctx, { ids: [id], since: null })
  const deltas = rows
    .filter((row) => row.metric === metric && (row.until === null || row.until > row.at))
    .map(toDelta)
  const { gate: _, ...def } = metricDef(loader.subject, metric)!
  // Ticks run ahead of the clock: what was just written counts.
  return readOn({ def, deltas }, Number.MAX_SAFE_INTEGER, dayIndexOf(ctx.now))
}
