import { type RawBuilder, sql } from 'kysely'
import { type Day, dayNumber, type Instant } from '../../../core/calendar.ts'
import { type Interruption, limitationPeriods, type Period } from '../../../core/receivable/limitation.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type DeltaRow, type MetricLoader, ms } from '../../platform/metric-loader.ts'
import { isHandedOver } from './collected.ts'
import { allocationAt, allocationOn, allocations, allocationUntil } from './figures.ts'

const METRIC = 'limitation_days'

type Owed = {
  id: string
  customerId: string
  on: Day
  at: Instant
  until: Instant | null
  /** what was billed, and on which day */
  fen: number
  billed: number
}
type Found = Interruption & { instalmentId: string }

/**
 * The clock of limitation (时效, C101): the days left of the newest period, while something is unpaid.
 * What was written off is claimed until it is recovered (decision 0013), unless both sides settled it.
 */
export const limitationClock: MetricLoader = {
  subject: 'instalment',
  metrics: [METRIC],
  load: async (ctx, { ids }) => {
    const [{ owed, periods }, { rows: settled }] = await Promise.all([
      loadPeriods(ctx, ids),
      sql<DeltaRow>`
        select ${METRIC} as metric, a.instalment_id as subject_id, ${allocationAt} as at, ${allocationUntil} as until,
          ${allocationOn} as on_day, -a.amount_fen::float8 as value, null::int as n, 'gate' as part, null as grp, 'payment' as ref_kind,
          a.payment_id as ref_id
        from ${allocations} join payment p on p.org_id = a.org_id and p.id = a.payment_id and not ${isClaimedStill('p')}
        where a.org_id = ${ctx.orgId} and a.instalment_id = any(${ids}::uuid[])
        union all
        select ${METRIC}, r.instalment_id, (extract(epoch from greatest(r.known_at, i.known_at)) * 1000)::float8,
          (extract(epoch from least(r.voided_at, i.voided_at)) * 1000)::float8,
          (greatest(r.occurred_on, i.occurred_on) - date '1970-01-01'), -r.amount_fen::float8, null, 'gate', null, 'recovery', r.id
        from recovery r join instalment i on i.org_id = r.org_id and i.id = r.instalment_id
        where r.org_id = ${ctx.orgId} and r.instalment_id = any(${ids}::uuid[])`.execute(ctx.db),
    ])
    return [
      ...owed.map(gateOf),
      ...settled,
      ...[...periods].flatMap(([id, own]) => own.map((period) => deltaOf(id, period))),
    ]
  },
}

const REFS = { demand: 'dunning_step', promise: 'activity', payment: 'payment' } as const

/** While something is unpaid the clock runs. */
function gateOf({ id, at, until, billed, fen }: Owed): DeltaRow {
  const fact = { ref_kind: 'instalment', ref_id: id }
  return {
    metric: METRIC,
    subject_id: id,
    at,
    until,
    on_day: billed,
    value: fen,
    n: null,
    part: 'gate',
    grp: null,
    ...fact,
  }
}

function deltaOf(id: string, { by, endsOn, at, until }: Period): DeltaRow {
  return {
    metric: METRIC,
    subject_id: id,
    at,
    until,
    on_day: dayNumber(endsOn),
    value: 1,
    n: null,
    part: null,
    grp: null,
    ref_kind: by ? REFS[by.kind] : 'instalment',
    ref_id: by ? by.id : id,
  }
}

/** Every period of these instalments with what began it, and when each was known. */
export async function loadLimitation(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Period[]>> {
  return (await loadPeriods(ctx, ids)).periods
}

async function loadPeriods(
  ctx: ReadCtx,
  ids: readonly string[],
): Promise<{ owed: readonly Owed[]; periods: Map<string, Period[]> }> {
  if (ids.length === 0) return { owed: [], periods: new Map() }
  const among = [...ids]
  const [{ rows: owed }, { rows: found }] = await Promise.all([
    sql<Owed>`
      select i.id, i.customer_id as "customerId", i.due_on as on, ${ms('i.known_at')} as at, ${ms('i.voided_at')} as until,
        i.amount_fen::float8 as fen, (i.occurred_on - date '1970-01-01') as billed
      from instalment i where i.org_id = ${ctx.orgId} and i.id = any(${among}::uuid[])`.execute(ctx.db),
    sql<Found>`
      select o.id as "instalmentId", s.id, 'demand' as kind, s.occurred_on as on, ${ms('s.known_at')} as at,
        ${ms('s.voided_at')} as until
      from ${rowsOf(ctx, among)} o join dunning_item di on di.org_id = ${ctx.orgId} and di.instalment_id = o.row_id
      join dunning_step s on s.org_id = di.org_id and s.id = di.step_id
      where s.channel in ('message', 'sms', 'mail', 'letter')
      union all
      select a.instalment_id, a.payment_id, 'payment', a.occurred_on, ${ms('a.known_at')}, ${ms('a.voided_at')}
      from allocation a join payment p on p.org_id = a.org_id and p.id = a.payment_id and ${isHandedOver('p')}
      where a.org_id = ${ctx.orgId} and a.instalment_id = any(${among}::uuid[])
      union all
      select i.id, n.id, 'promise', n.occurred_on, ${ms('n.known_at')}, ${ms('n.voided_at')}
      from instalment i join activity n on n.org_id = i.org_id and n.customer_id = i.customer_id and n.promised_on is not null
        and n.occurred_on >= i.occurred_on
      where i.org_id = ${ctx.orgId} and i.id = any(${among}::uuid[])`.execute(ctx.db),
  ])
  const of = Map.groupBy(found, ({ instalmentId }) => instalmentId)
  const periods = new Map(owed.map((due) => [due.id, limitationPeriods(due, of.get(due.id) ?? [])]))
  return { owed, periods }
}

/** Whether a payment took off the books what is claimed all the same; a copy is what its row is (law 2). */
export function isClaimedStill(payment: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${payment}.${name}`)
  return sql`(${column('kind')} = 'write_off' and not exists (select 1 from write_off w
    where w.org_id = ${column('org_id')} and w.ground = 'settled' and w.payment_id = any(array(
      select ${column('id')} union all select m.row_id::uuid from customer_merge_row m
      where m.org_id = ${column('org_id')} and m.table_name = 'payment' and m.shadow_id = ${column('id')}))))`
}

/** A demand names the row; a copy that says what was known before a merge was demanded as well (law 2). */
function rowsOf(ctx: ReadCtx, ids: readonly string[]): RawBuilder<unknown> {
  return sql`(select id, id as row_id from unnest(${ids}::uuid[]) as id
    union all
    select m.shadow_id, m.row_id::uuid from customer_merge_row m
    where m.org_id = ${ctx.orgId} and m.table_name = 'instalment' and m.shadow_id = any(${ids}::uuid[]))`
}
