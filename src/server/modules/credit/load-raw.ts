import { sql } from 'kysely'
import { addDays, type Day, type Instant } from '../../../core/calendar.ts'
import {
  FILE_ITEMS,
  type FileItem,
  LOOK_BACK_DAYS,
  type RawCredit,
  type RawInstalment,
  type RawRegister,
} from '../../../core/credit/facts.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import { brokenSpans } from '../../../core/receivable/promise.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { ms } from '../../platform/metric-loader.ts'
import { isWrittenOff, loadPromises } from '../receivables/index.ts'

/**
 * Everything the ratings of these customers are made from, with all versions and when each was known:
 * `factsAt` in core cuts any day from `firstDay` on out of it.
 */
export async function loadRaw(ctx: ReadCtx, ids: readonly string[], firstDay: Day): Promise<RawCredit[]> {
  if (ids.length === 0) return []
  const from = addDays(firstDay, -LOOK_BACK_DAYS)
  const [begun, instalments, paid, items, statements, overrides, promised, looked] = await Promise.all([
    begunOf(ctx, ids),
    instalmentsOf(ctx, ids, from),
    paidOf(ctx, ids, from),
    itemsOf(ctx, ids),
    statementsOf(ctx, ids),
    overridesOf(ctx, ids),
    loadPromises(ctx, ids),
    registerOf(ctx, ids),
  ])
  const since = groupBy(begun, ({ customerId }) => customerId)
  const parts = groupBy(paid, ({ instalmentId }) => instalmentId)
  const owed = groupBy(instalments, ({ customerId }) => customerId)
  const file = groupBy(items, ({ customerId }) => customerId)
  const reports = groupBy(statements, ({ customerId }) => customerId)
  const shown = groupBy(looked, ({ customerId }) => customerId)
  const set = groupBy(overrides, ({ customerId }) => customerId)
  return ids.map(
    (customerId): RawCredit => ({
      customerId,
      begun: since.get(customerId) ?? [],
      instalments: (owed.get(customerId) ?? []).map((one) => ({ ...one, paid: parts.get(one.id) ?? [] })),
      items: file.get(customerId) ?? [],
      statements: reports.get(customerId) ?? [],
      overrides: set.get(customerId) ?? [],
      promises: brokenSpans(promised.get(customerId) ?? []),
      register: shown.get(customerId) ?? [],
    }),
  )
}

/**
 * First invoices and contracts (C017): whatever was earlier than all that was known before it, and what was
 * voided since; the rest can never have been the first.
 */
async function begunOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<OwnedBy & { on: Day; at: Instant; until: Instant | null }>`
    select b.customer_id as "customerId", b.on, ${ms('b.known_at')} as at, ${ms('b.voided_at')} as until
    from (
      select a.*, min(a.on) filter (where a.voided_at is null) over (partition by a.customer_id
        order by a.known_at, a.on, a.id rows between unbounded preceding and 1 preceding) as earlier
      from (
        select v.customer_id, v.id, v.occurred_on as on, v.known_at, v.voided_at from invoice v
          where v.org_id = ${ctx.orgId} and v.customer_id = any(${ids}::uuid[])
        union all
        select k.customer_id, k.id, k.signed_on, k.known_at, k.voided_at from contract k
          where k.org_id = ${ctx.orgId} and k.customer_id = any(${ids}::uuid[]) and k.signed_on is not null
      ) a
    ) b where b.voided_at is not null or b.earlier is null or b.on < b.earlier`.execute(ctx.db)
  return rows
}

/** Open, due or paid since then, or never paid: what was settled before says nothing any more. */
function judged(from: Day) {
  return sql`(i.open_fen > 0 or i.due_on >= ${from}::date or exists (select 1 from allocation late
    where late.org_id = i.org_id and late.instalment_id = i.id and late.occurred_on >= ${from}::date)
    or ${isWrittenOff('i')})`
}

type OwnedBy = { customerId: string }

async function instalmentsOf(ctx: ReadCtx, ids: readonly string[], from: Day) {
  const { rows } = await sql<Omit<RawInstalment, 'paid'> & OwnedBy>`
    select i.id, i.customer_id as "customerId", i.occurred_on as "issuedOn", i.due_on as "dueOn", i.amount_fen::float8 as fen,
      v.disputed, ${ms('i.known_at')} as at, ${ms('i.voided_at')} as until
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and i.customer_id = any(${ids}::uuid[])
      and ${judged(from)}`.execute(ctx.db)
  return rows
}

/** What came in; a write-off is no money: what was written off stays unpaid until it is recovered (C097). */
async function paidOf(ctx: ReadCtx, ids: readonly string[], from: Day) {
  const { rows } = await sql<{
    instalmentId: string
    on: Day
    fen: number
    billId: string | null
    at: Instant
    until: Instant | null
  }>`
    select a.instalment_id as "instalmentId", a.occurred_on as on, a.amount_fen::float8 as fen, p.bill_id as "billId",
      ${ms('a.known_at')} as at, ${ms('a.voided_at')} as until
    from allocation a join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    join payment p on p.org_id = a.org_id and p.id = a.payment_id and p.kind <> 'write_off'
    where a.org_id = ${ctx.orgId} and a.customer_id = any(${ids}::uuid[])
      and ${judged(from)}
    union all
    select r.instalment_id, r.occurred_on, r.amount_fen::float8, null, ${ms('r.known_at')}, ${ms('r.voided_at')}
    from recovery r where r.org_id = ${ctx.orgId} and r.customer_id = any(${ids}::uuid[])
    order by 2, 1, 5, 3`.execute(ctx.db)
  return rows
}

async function itemsOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<
    OwnedBy & {
      item: FileItem
      value: number
      on: Day
      expiresOn: Day | null
      at: Instant
      until: Instant | null
    }
  >`
    select k.customer_id as "customerId", k.item, k.value, k.occurred_on as on, k.expires_on as "expiresOn",
      ${ms('k.known_at')} as at, ${ms('k.voided_at')} as until
    from credit_item k where k.org_id = ${ctx.orgId} and k.customer_id = any(${ids}::uuid[]) and k.value is not null
      and k.item = any(${FILE_ITEMS})
    order by k.known_at, k.id`.execute(ctx.db)
  return rows
}

async function statementsOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<
    OwnedBy & { periodEnd: Day; at: Instant; until: Instant | null } & Record<string, number>
  >`
    select s.customer_id as "customerId", s.period_end as "periodEnd", ${ms('s.known_at')} as at, ${ms('s.voided_at')} as until,
      s.total_assets_fen::float8 as "totalAssets", s.current_assets_fen::float8 as "currentAssets",
      s.current_liabilities_fen::float8 as "currentLiabilities", s.total_liabilities_fen::float8 as "totalLiabilities",
      s.retained_earnings_fen::float8 as "retainedEarnings", s.ebit_fen::float8 as ebit, s.sales_fen::float8 as sales,
      s.net_profit_fen::float8 as "netProfit"
    from credit_statement s where s.org_id = ${ctx.orgId} and s.customer_id = any(${ids}::uuid[])
    order by s.known_at, s.id`.execute(ctx.db)
  return rows.map(({ customerId, periodEnd, at, until, ...figures }) => ({
    ...{ customerId, periodEnd, at, until },
    statement: figures as unknown as RawCredit['statements'][number]['statement'],
  }))
}

async function overridesOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<
    OwnedBy & {
      id: string
      grade: Grade
      expiresOn: Day
      reason: string
      at: Instant
      until: Instant | null
    }
  >`
    select d.customer_id as "customerId", d.id, d.grade, d.expires_on as "expiresOn", d.reason, ${ms('d.effective_at')} as at,
      ${ms('d.ended_at')} as until
    from credit_decision d where d.org_id = ${ctx.orgId} and d.customer_id = any(${ids}::uuid[]) and d.kind = 'grade'
      and d.effective_at is not null
    order by d.effective_at, d.id`.execute(ctx.db)
  return rows
}

/** What look-ups of the company register showed, as far as it stops a rating (C011). */
async function registerOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<OwnedBy & RawRegister>`
    select s.customer_id as "customerId", s.occurred_on as on, s.dishonest, s.enforced,
      case when s.state <> 'unknown' then s.state in ('deregistered', 'revoked') end as "isEnded",
      ${ms('s.known_at')} as at, ${ms('s.voided_at')} as until
    from register_snapshot s where s.org_id = ${ctx.orgId} and s.customer_id = any(${ids}::uuid[])
    order by s.known_at, s.id`.execute(ctx.db)
  return rows
}

function groupBy<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}
