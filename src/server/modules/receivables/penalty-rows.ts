import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { Fen } from '../../../core/money.ts'
import { type Penalty, type PenaltyItem, penaltyOf } from '../../../core/receivable/penalty.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { countsAsOf, type Reading } from './reading.ts'

type Asked = { customerId: string; asOf: Day; reading: Reading }

type Row = Omit<PenaltyItem, 'paid'> & {
  instalmentId: string
  invoiceNumber: string
  label: string
  contractId: string
  contractNumber: string
  paid: { on: Day; fen: string }[]
  waivedFen: Fen
  askedFen: Fen
}

export type PenaltyRow = Omit<Row, 'paid'> & Penalty & { openFen: Fen; leftFen: Fen }

/**
 * Penalties of one customer as of a day (C101). The rate is that of the contract of the invoice, or of the
 * order it belongs to, as it was in force on the due day: what is agreed later holds for what falls due
 * later, and giving up what has accrued is a waiver. A write-off is no payment, and no further penalty runs
 * on what is off the books.
 */
export async function loadPenalties(
  ctx: ReadCtx,
  { customerId, asOf, reading }: Asked,
): Promise<PenaltyRow[]> {
  const { rows } = await sql<Row>`
    select i.id as "instalmentId", v.number as "invoiceNumber", i.label, k.id as "contractId", k.number as "contractNumber",
      i.due_on as "dueOn", i.amount_fen as "amountFen", r.bp as "rateBp",
      (select coalesce(json_agg(json_build_object('on', a.occurred_on, 'fen', a.amount_fen::text)), '[]') from allocation a
        where a.org_id = i.org_id and a.instalment_id = i.id and ${countsAsOf('a', asOf, reading)}) as paid,
      ${waived(sql`w.effective_on is not null and ${inEffect(ctx, asOf, reading)}`)} as "waivedFen",
      ${waived(askedThen(momentOf(ctx, asOf)))} as "askedFen"
    ${fromContracts(ctx, { customerId, asOf, reading })} and r.bp > 0
    order by i.due_on, i.id`.execute(ctx.db)
  return rows.flatMap(({ paid, ...row }) => {
    const moves = paid.map(({ on, fen }) => ({ on, fen: BigInt(fen) }))
    const penalty = penaltyOf({ ...row, paid: moves }, asOf)
    if (penalty.fen === 0n) return []
    const paidFen = moves.reduce((sum, { fen }) => sum + fen, 0n)
    const leftFen = penalty.fen - row.waivedFen
    return [{ ...row, ...penalty, openFen: row.amountFen - paidFen, leftFen: leftFen > 0n ? leftFen : 0n }]
  })
}

/** Overdue and unpaid instalments of which no contract in force says what a day costs. */
export async function countWithoutRate(ctx: ReadCtx, asked: Asked): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n ${fromContracts(ctx, asked)} and r.bp is null and i.amount_fen > (
      select coalesce(sum(a.amount_fen), 0) from allocation a
      where a.org_id = i.org_id and a.instalment_id = i.id and ${countsAsOf('a', asked.asOf, asked.reading)})`.execute(
    ctx.db,
  )
  return rows[0]!.n
}

function fromContracts(ctx: ReadCtx, { customerId, asOf, reading }: Asked): RawBuilder<unknown> {
  return sql`
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    left join sales_order o on o.org_id = v.org_id and o.id = v.order_id
    left join contract k on k.org_id = i.org_id and k.id = case when v.contract_id is null then o.contract_id else v.contract_id end
    left join lateral ${rateOnDueDay(asOf, reading)} r on true
    where i.org_id = ${ctx.orgId} and i.customer_id = ${customerId} and ${countsAsOf('i', asOf, reading)} and i.due_on < ${asOf}`
}

/**
 * What contract `k` said on the due day of instalment `i`, or where nothing was in force by then, what was
 * agreed first. A contract that a file says was approved elsewhere has been in force, and known, since its
 * approval; every later release holds from the day on which it was granted.
 */
function rateOnDueDay(asOf: Day, reading: Reading): RawBuilder<unknown> {
  const counts = reading === 'known' ? sql`f.known_at <= ${at(endOfDay(asOf))}` : sql`f.since <= ${asOf}`
  return sql`(
    select f.bp from (
      select (s.content ->> 'penaltyBp')::int as bp, g.id, g.granted_at, coalesce(t.known_at, g.granted_at) as known_at,
        coalesce(t.occurred_on, (g.granted_at at time zone 'Asia/Shanghai')::date) as since
      from contract_release g join contract_version s on s.org_id = g.org_id and s.id = g.version_id
      left join contract_step t on t.org_id = g.org_id and t.contract_id = g.contract_id and t.kind = 'approved'
        and t.recorded_at = g.granted_at and g.basis = 'told' and not exists (
          select 1 from contract_release e
          where e.org_id = g.org_id and e.contract_id = g.contract_id and e.granted_at < g.granted_at)
      where g.org_id = k.org_id and g.contract_id = k.id
    ) f where ${counts}
    order by f.since <= i.due_on desc, case when f.since <= i.due_on then f.granted_at end desc, f.granted_at, f.id limit 1)`
}

/**
 * What was given up of an instalment: of itself, and of what it replaced or was copied from when an invoice
 * was corrected or customers were merged. It is the same part of the same invoice.
 */
function waived(isWanted: RawBuilder<unknown>): RawBuilder<bigint> {
  return sql<bigint>`(select coalesce(sum(l.amount_fen), 0)::bigint from penalty_waiver_line l
    join penalty_waiver w on w.org_id = l.org_id and w.id = l.waiver_id
    join instalment x on x.org_id = l.org_id and x.id = l.instalment_id
    join invoice y on y.org_id = x.org_id and y.id = x.invoice_id
    where l.org_id = i.org_id and y.number = v.number and x.seq = i.seq and w.customer_id in (
        select i.customer_id union all select c.merged_into from customer c where c.org_id = i.org_id and c.id = i.customer_id)
      and ${isWanted})`
}

/** Up to which moment waivers are looked at: the end of a past day; of today all that has happened. */
export function momentOf(ctx: ReadCtx, asOf: Day): RawBuilder<Instant> {
  return asOf >= dayOf(ctx.now) ? sql`'infinity'::timestamptz` : sql`${at(endOfDay(asOf))}`
}

function askedThen(then: RawBuilder<Instant>): RawBuilder<boolean> {
  return sql`(w.asked_at <= ${then} and (w.effective_at is null or w.effective_at > ${then})
    and (w.ended_at is null or w.ended_at > ${then}))`
}

/** One that was taken back counts until the day before; giving up and taking back are facts of their days. */
function inEffect(ctx: ReadCtx, asOf: Day, reading: Reading): RawBuilder<boolean> {
  if (reading === 'business')
    return sql`(w.effective_on <= ${asOf} and (w.ended_at is null or w.ended_at > ${momentOf(ctx, asOf)}))`
  const then = at(endOfDay(asOf))
  return sql`(w.effective_at <= ${then} and (w.ended_at is null or w.ended_at > ${then}))`
}
