import { sql } from 'kysely'
import { addDays, type Day, dayNumber, type Instant } from '../../../core/calendar.ts'
import { countingSpans, type KnownCover } from '../../../core/credit/cover.ts'
import { type DeltaRow, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** A month after its end a cover is a matter of the past. */
const REMEMBERED_DAYS = 30

type Dated = { id: string; customerId: string; at: Instant; until: Instant | null }

function deltaOf({ id, customerId, at, until }: Dated, on: Day): DeltaRow {
  return {
    ...{ metric: 'cover_days_left', subject_id: customerId, at, until, on_day: dayNumber(on) },
    ...{ value: 1, n: null, part: null, grp: null, ref_kind: 'credit_cover', ref_id: id },
  }
}

/** How long insurance and guarantees still run (C032); a customer without any is not in the game. */
const coverLeft: MetricLoader = {
  subject: 'customer',
  metrics: ['cover_days_left'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<KnownCover & { customerId: string; recordedOn: Day }>`
      select h.id, h.customer_id as "customerId", h.from_on as "fromOn", h.until_on as "untilOn", h.occurred_on as "recordedOn",
        ${ms('h.known_at')} as at, ${ms('h.voided_at')} as until
      from credit_cover h where h.org_id = ${ctx.orgId} and h.customer_id = any(${ids}::uuid[])
      order by h.known_at, h.id`.execute(ctx.db)
    return [...Map.groupBy(rows, ({ customerId }) => customerId).values()].flatMap((own) => {
      const byId = new Map(own.map((row) => [row.id, row]))
      const days = countingSpans(own).map(({ id, from, until }) => {
        const row = byId.get(id)!
        return deltaOf({ ...row, at: from, until }, row.untilOn)
      })
      const gates = own.flatMap((row) => [
        { ...deltaOf(row, row.recordedOn), part: 'gate' as const },
        { ...deltaOf(row, addDays(row.untilOn, REMEMBERED_DAYS + 1)), part: 'gate' as const, value: -1 },
      ])
      return [...days, ...gates].sort((a, b) => a.at - b.at)
    })
  },
}

export const creditMetrics: readonly MetricLoader[] = [coverLeft]
