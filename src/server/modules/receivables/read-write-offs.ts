import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { type Ground, type WriteOffState, writeOffCan } from '../../../core/receivable/write-off.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment } from '../../platform/then.ts'
import { customerIdsEver, customersThen } from '../customers/index.ts'
import { peopleThen } from '../identity/index.ts'
import { countsAsOf, type Reading } from './reading.ts'
import { isReturned, LINES, WRITE_OFF } from './write-off-rows.ts'

export type WriteOffQuery = {
  page: number
  size: number
  asOf: Day
  reading: Reading
  customerId?: string | undefined
  id?: string | undefined
}

type Line = { instalmentId: string; invoiceNumber: string; label: string; dueOn: Day; amountFen: number }
type Recovery = { id: string; receivedOn: Day; amountFen: number; reference: string; by: string | null }
type Row = {
  id: string
  customer_id: string
  customer_name: string
  ground: Ground
  reason: string
  amountFen: bigint
  recoveredFen: bigint
  status: WriteOffState
  isReturned: boolean
  endReason: 'refused' | 'changed' | 'dropped' | 'taken_back' | null
  endNote: string
  draftedAt: Instant
  draftedBy: string | null
  on: Day | null
  basis: 'authority' | 'approval' | null
  decidedBy: string | null
  approvalId: string | null
  lines: Line[]
  recoveries: Recovery[]
  files: { id: string; name: string }[]
  dunningSteps: number
  lastDunnedOn: Day | null
  total: number
  sumFen: bigint
  sumLeftFen: bigint
}

/** What was settled was given up: money may still come for it, but nobody is owed any. */
function isClaimed({ status, ground }: Pick<Row, 'status' | 'ground'>): boolean {
  return status === 'in_effect' && ground !== 'settled'
}

/** What was written off and is still claimed (账销案存); of a past day what was off the books then (C097). */
export async function listWriteOffs(ctx: ReadCtx, query: WriteOffQuery) {
  const { rows } = await sql<Row>`${rowsOf(ctx, query)}`.execute(ctx.db)
  const live = query.asOf >= dayOf(ctx.now) && may(ctx.actor.roles, 'receivable.write')
  return {
    page: query.page,
    size: query.size,
    total: rows[0]?.total ?? 0,
    sumFen: rows[0]?.sumFen ?? 0n,
    sumLeftFen: rows[0]?.sumLeftFen ?? 0n,
    items: rows.map(
      ({ customer_id: id, customer_name: name, files, dunningSteps, lastDunnedOn, isReturned, ...row }) => {
        const can = writeOffCan({ ...row, isReturned })
        return {
          ...row,
          customer: { id, name },
          leftFen: isClaimed(row) ? row.amountFen - row.recoveredFen : 0n,
          lines: row.lines.map((line) => ({ ...line, amountFen: BigInt(line.amountFen) })),
          recoveries: row.recoveries.map((one) => ({ ...one, amountFen: BigInt(one.amountFen) })),
          evidence: { files, dunningSteps, lastDunnedOn },
          can: live ? can : { ask: 'forbidden', end: 'forbidden', recover: 'forbidden' },
        }
      },
    ),
  }
}

/**
 * The payment of `w`, and the copies of it which say what was known before a merge of customers (law 2); an
 * array, so that either is looked up by an index.
 */
const ownPayment = sql`any(array(select w.payment_id union all select m.shadow_id from customer_merge_row m
  where m.org_id = w.org_id and m.table_name = 'payment' and m.row_id = w.payment_id::text and m.shadow_id is not null))`

function rowsOf(ctx: ReadCtx, { page, size, asOf, reading, customerId, id }: WriteOffQuery) {
  const isNow = asOf >= dayOf(ctx.now)
  // What is being prepared or was dropped belongs to the present; the past knows what was off the books.
  const counted = isNow
    ? sql`true`
    : sql`exists (select 1 from payment p where p.org_id = w.org_id and p.id = ${ownPayment} and ${countsAsOf('p', asOf, reading)})`
  const cameIn = sql`r.org_id = w.org_id and r.payment_id = ${ownPayment} and ${countsAsOf('r', asOf, reading)}`
  const isOff = isNow ? sql`b.status = 'in_effect'` : sql`true`
  return sql`
    with listed as (
      select w.*, coalesce((select sum(r.amount_fen) from recovery r where ${cameIn}), 0)::bigint as recovered_fen
      from write_off w where w.org_id = ${ctx.orgId} and w.customer_id in (${customerIdsEver(ctx, 'receivable.read')}) and ${counted}
        ${customerId ? sql`and w.customer_id = ${customerId}` : sql``} ${id ? sql`and w.id = ${id}` : sql``}
    ), summed as (
      select count(*)::int as total, coalesce(sum(b.amount_fen) filter (where ${isOff}), 0)::bigint as sum_fen,
        coalesce(sum(b.amount_fen - b.recovered_fen) filter (where ${isOff} and b.ground <> 'settled'), 0)::bigint as left_fen from listed b
    )
    select w.id, w.customer_id, c.name as customer_name, w.ground, w.reason, w.amount_fen as "amountFen",
      w.recovered_fen as "recoveredFen", ${isNow ? sql`w.status` : sql`'in_effect'`} as status, ${isReturned} as "isReturned",
      ${isNow ? sql`w.end_reason` : sql`null`} as "endReason", w.end_note as "endNote", w.drafted_at as "draftedAt",
      d.name as "draftedBy", w.effective_on as on, w.basis, e.name as "decidedBy", w.case_id as "approvalId",
      (select coalesce(json_agg(json_build_object('instalmentId', i.id, 'invoiceNumber', v.number, 'label', i.label,
          'dueOn', i.due_on, 'amountFen', l.amount_fen) order by i.due_on, i.id), '[]')
        from ${LINES} join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
        where l.org_id = w.org_id and l.write_off_id = w.id) as lines,
      (select coalesce(json_agg(x order by x."receivedOn", x.id), '[]') from (
          select min(r.id::text) as id, r.occurred_on as "receivedOn", sum(r.amount_fen) as "amountFen", r.reference, u.name as by
          from recovery r left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = r.org_id and u.id = r.actor
          where ${cameIn} group by r.receipt_id, r.occurred_on, r.reference, u.name) x) as recoveries,
      (select coalesce(json_agg(json_build_object('id', f.id, 'name', f.name) order by f.recorded_at), '[]') from record_file f
        where f.org_id = w.org_id and f.record_kind = ${WRITE_OFF} and f.record_id = w.id and f.voided_at is null) as files,
      s.n as "dunningSteps", s.last_on as "lastDunnedOn", t.total, t.sum_fen as "sumFen", t.left_fen as "sumLeftFen"
    from listed w cross join summed t
    join ${customersThen(ctx, asOf)} c on c.org_id = w.org_id and c.id = w.customer_id
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} d on d.org_id = w.org_id and d.id = w.drafted_by
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} e on e.org_id = w.org_id and e.id = w.decided_by
    cross join lateral (select count(*)::int as n, max(o.occurred_on) as last_on from dunning_step o
      where o.org_id = w.org_id and o.customer_id = w.customer_id and o.voided_at is null) s
    order by w.status = 'ended', coalesce(w.effective_at, w.drafted_at) desc, w.id
    limit ${size} offset ${(page - 1) * size}`
}
