import { sql } from 'kysely'
import { addDays, type Day, dayOf } from '../../../core/calendar.ts'
import { unitsAmong } from '../../../core/credit/group.ts'
import type { PastUnit } from '../../../core/credit/past.ts'
import type { CreditPolicy } from '../../../core/credit/policy.ts'
import { type Change, type Fate, NO_CHANGE, replay, type Span } from '../../../core/credit/replay.ts'
import { effectOf, type Judged, moneyOf, outcomeOf } from '../../../core/credit/replay-outcome.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { loadPast } from './load-past.ts'
import { readPolicy } from './policy.ts'
import { getCustomerHead } from './scope.ts'

const YEAR_DAYS = 365
const LATE_DAYS = 30
const ROWS = 500
/** So many customers are read at a time: the past of all at once would not fit, nor let others answer. */
const AT_ONCE = 200

export type Question = {
  customerId?: string | undefined
  grade?: Grade | undefined
  /** an approval that waits: its customer, with the limit and term it asks for */
  caseId?: string | undefined
  timesPercent?: number | undefined
  limitFen?: number | undefined
  holdDays?: number | undefined
  termDays?: number | undefined
  lateDays?: number | undefined
  from?: Day | undefined
  to?: Day | undefined
  asOf?: Day | undefined
}

type Asked = { customer: { id: string; name: string } | null; change: Change }
type Both = Judged & { heldNow: boolean }

/**
 * "Had this limit or term applied" (I11): the company's own orders of a span, each held against the gate with
 * what was known that moment, once by the rules as they are and once by the ones in question, then judged by
 * what has become of them since.
 */
export async function askWhatIf(ctx: ReadCtx, question: Question) {
  const asOf = question.asOf ?? dayOf(ctx.now)
  const to = question.to ?? asOf
  const from = question.from ?? addDays(to, -YEAR_DAYS)
  if (from > to) throw invalid('span_backwards')
  const lateDays = question.lateDays ?? LATE_DAYS
  const [{ policy }, { customer, change }] = await Promise.all([readPolicy(ctx), readChange(ctx, question)])
  const span: Span = { from, to, asOf, grade: question.grade ?? null }
  const scoped = new Set(await customersOf(ctx, span, customer?.id ?? null))
  const both: Both[] = []
  const now: Judged[] = []
  const names = new Map<string, string>()
  const units = await unitsOf(ctx, [...scoped])
  for (let next = 0; next < units.length; next += AT_ONCE) {
    const past = await loadPast(ctx, units.slice(next, next + AT_ONCE), asOf)
    for (const unit of past) {
      for (const { id, name } of unit.customers) names.set(id, name)
      const found = replayBoth(unit, { span, lateDays, policy, change })
      now.push(...found.now.filter(({ fate }) => scoped.has(fate.sale.customerId)))
      both.push(...found.both.filter(({ fate }) => scoped.has(fate.sale.customerId)))
    }
  }
  const held = both.filter(({ fate }) => fate.state !== 'through')
  held.sort((a, b) => compare(b.fate.sale.fen, a.fate.sale.fen) || (a.fate.sale.id < b.fate.sale.id ? -1 : 1))
  return {
    ...{ asOf: question.asOf ?? null, from, to, lateDays, customer, grade: span.grade },
    change,
    economics: policy.economics,
    customers: scoped.size,
    effect: effectOf(both, policy.economics),
    asItIs: effectOf(now, policy.economics),
    rows: held.slice(0, ROWS).map((one) => rowOf(one, { names, policy })),
    rowsLeftOut: Math.max(0, held.length - ROWS),
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

type Frame = { span: Span; lateDays: number; policy: CreditPolicy; change: Change }

function replayBoth(unit: PastUnit, { span, lateDays, policy, change }: Frame) {
  const judged = (fates: Fate[]) =>
    fates.map((fate) => ({ fate, became: outcomeOf(unit, fate.sale, { asOf: span.asOf, lateDays }) }))
  const now = judged(replay(unit, span, { policy, change: NO_CHANGE }))
  const heldNow = new Set(now.flatMap(({ fate }) => (fate.state === 'stopped' ? [fate.sale.id] : [])))
  const both = judged(replay(unit, span, { policy, change })).map((one) => ({
    ...one,
    heldNow: heldNow.has(one.fate.sale.id),
  }))
  return { now, both }
}

function rowOf(
  { fate, became, heldNow }: Both,
  { names, policy }: { names: ReadonlyMap<string, string>; policy: CreditPolicy },
) {
  const { id, number, customerId, on, fen } = fate.sale
  const { state, verdict, waitedDays, atDelivery } = fate
  const { outcome, paidFen, openFen, writtenOffFen, lateDays } = became
  return {
    ...{ id, number, on, amountFen: fen, kind: fate.sale.kind },
    customer: { id: customerId, name: names.get(customerId) ?? '' },
    ...{ waitedDays, atDelivery, heldNow, outcome, paidFen, lateDays },
    state: state === 'waited' ? ('waited' as const) : ('stopped' as const),
    hold: verdict.hold,
    findings: verdict.findings,
    unpaidFen: openFen + writtenOffFen,
    ...moneyOf(became, policy.economics),
  }
}

async function readChange(ctx: ReadCtx, question: Question): Promise<Asked> {
  const { caseId, customerId, timesPercent, holdDays = null, termDays = null } = question
  const asked = caseId ? await requestOf(ctx, caseId) : null
  const id = asked?.customerId ?? customerId
  const customer = id ? await getCustomerHead(ctx, id, 'credit.read', question.asOf) : null
  const limitFen = asked ? asked.limitFen : question.limitFen
  const change: Change = {
    limit:
      limitFen != null
        ? { kind: 'amount', fen: BigInt(limitFen) }
        : timesPercent === undefined
          ? { kind: 'asWas' }
          : { kind: 'times', bp: timesPercent * 100 },
    holdDays,
    termDays: asked ? asked.termDays : termDays,
  }
  return { customer, change }
}

/** What an approval asks for; whether its customer is in scope is asked by the caller. */
async function requestOf(ctx: ReadCtx, caseId: string) {
  const row = await ctx.db
    .selectFrom('credit_request')
    .select(['customer_id as customerId', 'limit_fen as limitFen', 'term_days as termDays'])
    .where('org_id', '=', ctx.orgId)
    .where('case_id', '=', caseId)
    .executeTakeFirst()
  if (!row) throw notFound('approval')
  return row
}

/** Customers in scope who bought something in the span. */
async function customersOf(ctx: ReadCtx, { from, to }: Span, customerId: string | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from customer c where c.org_id = ${ctx.orgId} and c.id in (${scopedCustomerIds(ctx, 'credit.read')})
      and (${customerId}::uuid is null or c.id = ${customerId}::uuid)
      and (exists (select 1 from sales_order o where o.org_id = c.org_id and o.customer_id = c.id
          and o.ordered_on between ${from} and ${to})
        or exists (select 1 from invoice v where v.org_id = c.org_id and v.customer_id = c.id
          and v.occurred_on between ${from} and ${to}))
    order by c.id`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

/**
 * Each customer alone, or with all who owe or ever owed together with it, in scope or not: the limit is
 * theirs together.
 */
async function unitsOf(ctx: ReadCtx, ids: readonly string[]): Promise<string[][]> {
  const { rows } = await sql<{ groupId: string; id: string }>`
    select o.group_id as "groupId", o.customer_id as id from credit_group_member o
    where o.org_id = ${ctx.orgId} and o.group_id in (select m.group_id from credit_group_member m
      where m.org_id = ${ctx.orgId} and m.customer_id = any(${ids}::uuid[]))
    order by o.group_id, o.customer_id`.execute(ctx.db)
  const groups = Map.groupBy(rows, ({ groupId }) => groupId)
  return unitsAmong(
    ids,
    [...groups.values()].map((members) => members.map(({ id }) => id)),
  )
}
