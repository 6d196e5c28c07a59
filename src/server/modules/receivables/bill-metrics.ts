import { sql } from 'kysely'
import { PRESENT_DAYS } from '../../../core/receivable/bill.ts'
import {
  type OnAccount,
  RECOURSE_DAYS,
  refusedOnAccount,
  reopenedSteps,
  type SetAgainst,
} from '../../../core/receivable/reopened.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type DeltaRow, dayIndex, isAmong, type MetricLoader, ms } from '../../platform/metric-loader.ts'

type Range = Parameters<MetricLoader['load']>[1]

/** Bills about to fall due of which nobody has noted anything, and what refused ones opened again (C091). */
export const billClock: MetricLoader = {
  subject: 'customer',
  metrics: ['bills_due_fen', 'bills_refused_fen'],
  load: async (ctx, range) => [...(await dueRows(ctx, range)), ...(await refusedRows(ctx, range))],
}

async function dueRows(ctx: ReadCtx, range: Range): Promise<DeltaRow[]> {
  const { rows } = await sql<DeltaRow>`
    select 'bills_due_fen' as metric, b.customer_id as subject_id, ${ms('x.at')} as at, ${ms('b.voided_at')} as until,
      ${dayIndex(sql`x.on_day`)} as on_day, x.fen::float8 as value, null::int as n, null::text as part, null::text as grp,
      'bill' as ref_kind, b.id as ref_id
    from (
      select b.*, greatest(b.occurred_on, b.due_on - ${PRESENT_DAYS}::int) as from_on, coalesce(b.passed_on, b.ended_on) as noted_on,
        greatest(b.known_at, coalesce(b.passed_at, b.ended_at)) as noted_at
      from bill b where b.org_id = ${ctx.orgId} and ${isAmong('b.customer_id', range)}
    ) b cross join lateral (values
      (b.known_at, b.from_on, b.amount_fen), (b.noted_at, greatest(b.noted_on, b.from_on), -b.amount_fen)
    ) as x (at, on_day, fen)
    where b.noted_on is not null or x.fen > 0`.execute(ctx.db)
  return rows
}

type Gone = { customer: string; paper: string | null; bill: string | null }
type Part = SetAgainst & Gone & { id: string; whole: number }
type Account = OnAccount & Gone

/**
 * Per refused bill, what it had settled is held against the instalments that were opened again, so that it
 * ends when they are paid; what of it lay on account is a part of its own.
 */
async function refusedRows(ctx: ReadCtx, range: Range): Promise<DeltaRow[]> {
  const [parts, account] = [await reopenedParts(ctx, range), await accountEntries(ctx, range)]
  const rows: DeltaRow[] = []
  for (const own of Map.groupBy(parts, ({ id }) => id).values()) {
    const { whole, customer } = own[0]!
    const bill = own.findLast(({ fen }) => fen < 0)!.bill
    for (const step of reopenedSteps(whole, own)) {
      if (step.fen !== 0) rows.push(refusedRow(step, customer, bill))
      if (step.goodFen > 0) account.push({ ...step, ...MADE_GOOD, customer, fen: -step.goodFen })
    }
  }
  for (const [customer, own] of Map.groupBy(account, (entry) => entry.customer)) {
    const refusals = own.filter(({ what }) => what === 'refused')
    // Most bills were set against something as a whole; then nobody's money is looked through.
    if (refusedOnAccount(refusals).length === 0) continue
    const billOf = new Map(refusals.map(({ paper, bill }) => [paper, bill]))
    for (const step of refusedOnAccount(own)) rows.push(refusedRow(step, customer, billOf.get(step.paper)!))
  }
  return rows
}

/** Money that made an instalment good is not there for what lay on account. */
const MADE_GOOD = { what: 'money', paper: null, bill: null } as const

type Step = { at: number; until: number | null; on: number; fen: number }

function refusedRow({ at, until, on, fen }: Step, customer: string, bill: string | null): DeltaRow {
  return {
    ...{ metric: 'bills_refused_fen', subject_id: customer, at, until, on_day: on, value: fen },
    ...{ n: null, part: null, grp: null, ref_kind: 'bill', ref_id: bill },
  }
}

/** One paper through all its rows: a step that was taken back stays known under the row it had. */
const PAPER = sql`(select coalesce(b.paper_id, b.id) from bill b where b.org_id = p.org_id and b.id = p.bill_id)`

function refusalsAmong(ctx: ReadCtx, range: Range) {
  return sql`r.org_id = ${ctx.orgId} and r.bill_id is not null and r.bill_move = 'refused' and ${isAmong('r.customer_id', range)}`
}

async function reopenedParts(ctx: ReadCtx, range: Range): Promise<Part[]> {
  const { rows } = await sql<Part>`
    select i.id, i.customer_id as customer, i.amount_fen::float8 as whole, ${FROM} as at, ${UNTIL} as until,
      ${dayIndex(sql`a.occurred_on`)} as on, a.amount_fen::float8 as fen, p.kind not in ('credit_note', 'write_off') as "isMoney",
      ${PAPER} as paper, p.bill_id as bill
    from instalment i join allocation a on a.org_id = i.org_id and a.instalment_id = i.id
    join payment p on p.org_id = a.org_id and p.id = a.payment_id
    where i.org_id = ${ctx.orgId} and i.id in (select x.instalment_id from payment r
      join allocation x on x.org_id = r.org_id and x.payment_id = r.id where ${refusalsAmong(ctx, range)})
    order by i.id, a.known_at, a.id`.execute(ctx.db)
  return rows
}

const FROM = sql`(extract(epoch from greatest(a.known_at, i.known_at)) * 1000)::float8`
const UNTIL = sql`(extract(epoch from least(a.voided_at, i.voided_at)) * 1000)::float8`

/** The amounts of refused bills, what of them was set against something, and whatever money came since. */
async function accountEntries(ctx: ReadCtx, range: Range): Promise<Account[]> {
  const { rows } = await sql<Account>`
    with gone as (
      select r.customer_id, min(r.occurred_on) as first, max(r.occurred_on) as last from payment r
      where ${refusalsAmong(ctx, range)} group by 1
    )
    select p.customer_id as customer, ${ms('p.known_at')} as at, ${ms('p.voided_at')} as until, ${dayIndex(sql`p.occurred_on`)} as on,
      abs(p.amount_fen)::float8 as fen, case p.bill_move when 'refused' then 'refused' else 'money' end as what, ${PAPER} as paper, p.bill_id as bill
    from gone g join payment p on p.org_id = ${ctx.orgId} and p.customer_id = g.customer_id
      and p.occurred_on between g.first and g.last + ${RECOURSE_DAYS}::int
    where p.bill_move = 'refused' or (p.kind in ('payment', 'bill') and coalesce(p.bill_move, 'received') = 'received')
    union all
    select p.customer_id, ${FROM}, ${UNTIL},
      ${dayIndex(sql`a.occurred_on`)}, a.amount_fen::float8, 'refused', ${PAPER}, p.bill_id
    from gone g join payment p on p.org_id = ${ctx.orgId} and p.customer_id = g.customer_id and p.bill_move = 'refused'
    join allocation a on a.org_id = p.org_id and a.payment_id = p.id
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    order by 4, 7, 2`.execute(ctx.db)
  return rows
}
