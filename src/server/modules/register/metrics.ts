import { sql } from 'kysely'
import { dayNumber } from '../../../core/calendar.ts'
import { alarmsOf, type Snapshot } from '../../../core/register/alarms.ts'
import { REGISTER_METRIC } from '../../../core/watch/metrics-register.ts'
import { type DeltaRow, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** What the register shows of customers (C011), each with the look-up that shows it. */
const fromRegister: MetricLoader = {
  subject: 'customer',
  metrics: [...new Set(Object.values(REGISTER_METRIC))],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<Snapshot & { customerId: string }>`
      select s.id, s.customer_id as "customerId", s.occurred_on as on, s.facts, ${ms('s.known_at')} as at,
        ${ms('s.voided_at')} as until
      from register_snapshot s where s.org_id = ${ctx.orgId} and s.customer_id = any(${ids}::uuid[])
      order by s.known_at, s.id`.execute(ctx.db)
    return [...Map.groupBy(rows, ({ customerId }) => customerId)].flatMap(([customerId, own]) =>
      alarmsOf(own).map(
        ({ kind, on, at, until, snapshotId }): DeltaRow => ({
          metric: REGISTER_METRIC[kind],
          ...{ subject_id: customerId, at, until, on_day: dayNumber(on), value: 1 },
          ...{ n: null, part: null, grp: null, ref_kind: 'register_snapshot', ref_id: snapshotId },
        }),
      ),
    )
  },
}

export const registerMetrics: readonly MetricLoader[] = [fromRegister]
