import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { dayOf } from '../../../core/calendar.ts'
import { METRICS } from '../../../core/watch/metrics.ts'
import type { QuietKind } from '../../../core/watch/quiet.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { ms } from '../../platform/metric-loader.ts'
import { tableThen } from '../../platform/then.ts'
import { customersThen } from '../customers/index.ts'
import { peopleThen } from '../identity/index.ts'

export type QuietRow = {
  id: string
  kind: QuietKind
  departmentId: string | null
  customerId: string | null
  metric: string | null
  /** of the department or the customer */
  name: string | null
  from: Instant
  until: Instant
  sparesUrgent: boolean
  reason: string
  actor: string
  by: string
  endedAt: Instant | null
  endedBy: string | null
  held: number
}

/** Quiet periods under a condition (`q`), the latest first, with the names of a past moment or of now. */
export async function quietRows(
  ctx: ReadCtx,
  where: RawBuilder<boolean>,
  past: Instant | null = null,
): Promise<QuietRow[]> {
  const { rows } = await sql<QuietRow>`
    select q.id, q.kind, q.department_id as "departmentId", q.customer_id as "customerId", q.metric,
      case q.kind when 'team' then d.name when 'customer' then c.name end as name,
      ${ms('q.from_at')} as "from", ${ms('q.until_at')} as until, q.spares_urgent as "sparesUrgent", q.reason,
      q.actor, u.name as by, ${ms('q.ended_at')} as "endedAt", q.ended_by as "endedBy",
      (select count(*)::int from alert a where a.org_id = q.org_id and a.quiet_id = q.id) as held
    from quiet_period q
    join ${peopleThen(ctx, past)} u on u.org_id = q.org_id and u.id = q.actor
    left join ${tableThen(ctx, 'department', past)} d on d.org_id = q.org_id and d.id = q.department_id
    left join ${past === null ? sql`customer` : customersThen(ctx, dayOf(past))} c on c.org_id = q.org_id and c.id = q.customer_id
    where q.org_id = ${ctx.orgId} and ${where}
    order by q.from_at desc, q.id desc limit 200`.execute(ctx.db)
  return rows
}

/** What it is about, in words; null: the whole company. */
export function aboutOf({ kind, name, metric }: QuietRow): Bilingual | null {
  if (kind === 'company') return null
  if (kind !== 'metric') return { zh: name ?? '', en: name ?? '' }
  return METRICS.find(({ id }) => id === metric)?.title ?? { zh: metric ?? '', en: metric ?? '' }
}
