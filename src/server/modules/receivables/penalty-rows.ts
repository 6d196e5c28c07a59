import { type RawBuilder, sql } from 'kysely'
import { type Day, endOfDay } from '../../../core/calendar.ts'
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
 * Penalties of one customer as of a day (C101). The rate is that of the contract in force: of the invoice's
 * own, or of the order it belongs to; as known it is what had been released by then. A write-off is no
 * payment, and no further penalty runs on what is off the books.
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
      ${waived(sql`w.effective_on is not null and ${inEffect(asOf, reading)}`)} as "waivedFen",
      ${waived(sql`w.status = 'asked'`)} as "askedFen"
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
  const released = reading === 'known' ? sql`and g.granted_at <= ${at(endOfDay(asOf))}` : sql``
  return sql`
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    left join sales_order o on o.org_id = v.org_id and o.id = v.order_id
    left join contract k on k.org_id = i.org_id and k.id = coalesce(v.contract_id, o.contract_id)
    left join lateral (
      select (s.content ->> 'penaltyBp')::int as bp from contract_release g
      join contract_version s on s.org_id = g.org_id and s.id = g.version_id
      where g.org_id = k.org_id and g.contract_id = k.id ${released} order by g.granted_at desc limit 1
    ) r on true
    where i.org_id = ${ctx.orgId} and i.customer_id = ${customerId} and ${countsAsOf('i', asOf, reading)} and i.due_on < ${asOf}`
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

function inEffect(asOf: Day, reading: Reading): RawBuilder<boolean> {
  if (reading === 'business') return sql`(w.effective_on <= ${asOf} and w.ended_at is null)`
  const then = at(endOfDay(asOf))
  return sql`(w.effective_at <= ${then} and (w.ended_at is null or w.ended_at > ${then}))`
}
