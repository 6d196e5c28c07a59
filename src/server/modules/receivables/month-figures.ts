import { type RawBuilder, sql } from 'kysely'
import { type Day, firstDayOf, type Instant, lastDayOf, type Month } from '../../../core/calendar.ts'
import type { LateChange } from '../../../core/receivable/month-close.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { billsAsOf } from './bills-then.ts'
import { readAgeing } from './read-ageing.ts'
import { countsAsOf, documentKind, isDocument } from './reading.ts'

/**
 * The books of a month by business date, as they read now: movements of the month, balance of its last day.
 */
export async function readMonthFigures(ctx: ReadCtx, month: Month) {
  const asOf = lastDayOf(month)
  const [ageing, { rows }] = await Promise.all([
    readAgeing(ctx, { asOf, reading: 'business', top: 0 }),
    sql<{
      billed: bigint
      received: bigint
      bills: bigint
      in_hand: bigint
      credited: bigint
      exchanged: bigint
    }>`
      select
        coalesce((select sum(i.amount_fen) from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
          where i.org_id = ${ctx.orgId} and ${countsAsOf('i', asOf, 'business')} and i.occurred_on >= ${firstDayOf(month)}
            and v.kind <> 'opening'), 0)::bigint as billed,
        coalesce((select sum(p.amount_fen) from payment p where p.org_id = ${ctx.orgId} and ${countsAsOf('p', asOf, 'business')}
          and p.occurred_on >= ${firstDayOf(month)} and p.kind = 'payment' and p.bill_id is null), 0)::bigint as received,
        coalesce((select sum(p.amount_fen) from payment p where p.org_id = ${ctx.orgId} and ${countsAsOf('p', asOf, 'business')}
          and p.occurred_on >= ${firstDayOf(month)} and p.bill_id is not null), 0)::bigint as bills,
        coalesce((select sum(b.amount_fen) from ${billsAsOf(ctx, asOf, 'business')} b where b.state = 'in_hand'), 0)::bigint as in_hand,
        coalesce((select sum(p.amount_fen) from payment p where p.org_id = ${ctx.orgId} and ${countsAsOf('p', asOf, 'business')}
          and p.occurred_on >= ${firstDayOf(month)} and p.kind = 'credit_note'), 0)::bigint as credited,
        coalesce((select sum(p.amount_fen) from payment p where p.org_id = ${ctx.orgId} and ${countsAsOf('p', asOf, 'business')}
          and p.occurred_on >= ${firstDayOf(month)} and p.kind = 'exchange'), 0)::bigint as exchanged`.execute(
      ctx.db,
    ),
  ])
  const { billed, received, bills, credited, exchanged, in_hand } = rows[0]!
  return {
    balanceFen: ageing.open.amountFen - ageing.unallocatedFen,
    openFen: ageing.open.amountFen,
    overdueFen: ageing.overdue.amountFen,
    retentionFen: ageing.retention.amountFen,
    advanceFen: ageing.unallocatedFen,
    billedFen: billed,
    receivedFen: received,
    /** taken in payment less refused: against what is owed, and no money yet */
    billsFen: bills,
    billsInHandFen: in_hand,
    creditedFen: credited,
    /** above zero: what came was worth less than it was booked at, and lowered what is owed all the same */
    exchangeFen: exchanged,
    buckets: ageing.buckets.map(({ label, fromDays, toDays, amountFen }) => ({
      label,
      fromDays,
      toDays,
      amountFen: Number(amountFen),
    })),
  }
}

export type LateRow = LateChange & {
  id: string
  number: string
  on: Day
  changedAt: Instant
  customer_id: string
  customer_name: string
  by: string | null
}

/**
 * What was recorded or taken back after the close for a day up to the end of the month: each document with
 * its amount, so that closed figure + these = the figure of today (law 9).
 */
export async function listLateChanges(ctx: ReadCtx, month: Month, closedAt: Instant): Promise<LateRow[]> {
  const until = lastDayOf(month)
  const since = at(closedAt)
  const added = (begun: RawBuilder<unknown>, alias: string) =>
    sql`${begun} > ${since} and ${sql.ref(`${alias}.voided_at`)} is null`
  const voided = (begun: RawBuilder<unknown>, alias: string) =>
    sql`${begun} <= ${since} and ${sql.ref(`${alias}.voided_at`)} > ${since}`
  // Retention that got its due day goes on in another row: nothing of the document has come or gone.
  const begun = sql`coalesce(i.begun_at, i.recorded_at)`
  const ended = sql`not exists (select 1 from instalment n where n.org_id = i.org_id and n.invoice_id = i.invoice_id and n.seq = i.seq
    and n.begun_at is not null and n.recorded_at = i.voided_at)`
  const invoices = sql`instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and i.occurred_on <= ${until}`
  const payments = sql`payment p where p.org_id = ${ctx.orgId} and p.occurred_on <= ${until} and ${isDocument('p')}`
  const money = sql`p.id, ${documentKind('p')}, p.reference, p.occurred_on, abs(p.amount_fen), p.customer_id`
  const { rows } = await sql<LateRow>`
    select d.*, d.at as "changedAt", c.name as customer_name, u.name as by from (
      select 'added' as change, v.id, v.kind, v.number, i.occurred_on as "on", sum(i.amount_fen)::bigint as "amountFen",
        i.customer_id, v.recorded_at as at, v.actor
      from ${invoices} and ${added(begun, 'i')} group by v.id, v.kind, v.number, i.occurred_on, i.customer_id, v.recorded_at, v.actor
      union all
      select 'voided', v.id, v.kind, v.number, i.occurred_on, sum(i.amount_fen)::bigint, i.customer_id, v.voided_at, null
      from ${invoices} and ${voided(begun, 'i')} and ${ended} group by v.id, v.kind, v.number, i.occurred_on, i.customer_id, v.voided_at
      union all
      select 'added', ${money}, p.recorded_at, p.actor
      from ${payments} and ${added(sql`p.recorded_at`, 'p')}
      union all
      select 'voided', ${money}, p.voided_at, null
      from ${payments} and ${voided(sql`p.recorded_at`, 'p')}
    ) d
    join customer c on c.org_id = ${ctx.orgId} and c.id = d.customer_id
    left join app_user u on u.org_id = ${ctx.orgId} and u.id = d.actor
    order by d.at, d.id, d.change desc`.execute(ctx.db)
  return rows
}
