import { sql } from 'kysely'
import { type Day, dayNumber, type Instant } from '../../../core/calendar.ts'
import { nextPeriod, numberPeriods, type Period } from '../../../core/indicator/indicator.ts'
import { indicatorDeltas } from '../../../core/watch/metrics-indicator.ts'
import { type DeltaRow, type MetricLoader, ms } from '../../platform/metric-loader.ts'
import { loadCalendar } from '../identity/index.ts'
import { figureOf } from './indicator-rows.ts'

type Row = {
  id: string
  key: string
  every: Period
  on: Day
  through: Day
  value: number
  at: Instant
  until: Instant | null
}

/**
 * Figures from outside, each revision with the time during which it was believed (C122). They are few, so
 * they come one by one however little is asked; a month without a figure is a gap in their numbers. None
 * speaks of the time after its indicator has ended.
 */
const figuresFromOutside: MetricLoader = {
  subject: 'org',
  metrics: [],
  prefix: indicatorDeltas(''),
  load: async (ctx) => {
    const { rows } = await sql<Row>`
      select v.id, i.key, i.every, v.occurred_on as on, v.good_through as through, ${figureOf()}, ${ms('v.known_at')} as at,
        least(${ms('v.voided_at')}, ${ms('i.ended_at')}) as until
      from indicator_value v join indicator i on i.org_id = v.org_id and i.id = v.indicator_id
      where v.org_id = ${ctx.orgId} and (i.ended_at is null or v.known_at < i.ended_at) order by v.occurred_on, v.known_at, v.id`.execute(
      ctx.db,
    )
    const calendar = rows.length > 0 ? await loadCalendar(ctx) : null
    if (calendar === null) return []
    return [...Map.groupBy(rows, ({ key }) => key)].flatMap(([key, own]) => {
      const numbers = numberPeriods(
        own.map(({ on }) => on),
        own[0]!.every,
        calendar,
      )
      return own.map(
        (row, index): DeltaRow => ({
          metric: indicatorDeltas(key),
          subject_id: ctx.orgId,
          at: row.at,
          until: row.until,
          on_day: dayNumber(row.on),
          value: row.value,
          n: null,
          part: null,
          grp: null,
          ref_kind: 'indicator_value',
          ref_id: row.id,
          period: {
            nth: numbers[index]!,
            last: dayNumber(nextPeriod(row.on, row.every, calendar)) - 1,
            through: dayNumber(row.through),
          },
        }),
      )
    })
  },
}

export const indicatorMetrics: readonly MetricLoader[] = [figuresFromOutside]
