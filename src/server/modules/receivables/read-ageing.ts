import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { ageingBuckets, type Bucket } from '../../../core/receivable/ageing.ts'
import { type AgeingBasis, type AgeingBy, groupAged } from '../../../core/receivable/ageing-group.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadSetting } from '../../platform/org-settings.ts'
import { pastMoment } from '../../platform/then.ts'
import { customerIdsEver, customersThen } from '../customers/index.ts'
import { peopleThen } from '../identity/index.ts'
import { groupColumns } from './ageing-groups.ts'
import { contestedAsOf } from './dispute-rows.ts'
import { countsAsOf, type Reading } from './reading.ts'

/**
 * The open amount of every instalment as of a day, in one of the two readings of the past (law 2):
 * by business date: issued on or before the day, minus what was received on or before it, nothing voided;
 * as known: the same from what was known at the end of that day, whatever was recorded or voided later.
 * Columns: id, customer_id, invoice_id, due_on, occurred_on, amount_fen, is_retention, is_waiting,
 * currency, original_minor and open_minor (null: in yuan), open_fen (> 0), overdue_days.
 */
export function openAsOf(ctx: ReadCtx, asOf: Day, reading: Reading) {
  const live = asOf >= dayOf(ctx.now) && reading === 'business'
  if (live) {
    return sql<never>`(
      select i.id, i.customer_id, i.invoice_id, i.seq, i.label, i.due_on, i.occurred_on, i.amount_fen, i.responsible_id,
        i.is_retention, ${waits('i', asOf)} as is_waiting, i.currency, i.original_minor, i.open_minor, i.open_fen, (${asOf}::date - i.due_on) as overdue_days
      from instalment i
      where i.org_id = ${ctx.orgId} and i.open_fen > 0 and i.voided_at is null and i.occurred_on <= ${asOf})`
  }
  return sql<never>`(
    select i.id, i.customer_id, i.invoice_id, i.seq, i.label, i.due_on, i.occurred_on, i.amount_fen, i.responsible_id,
      i.is_retention, ${waits('i', asOf)} as is_waiting, i.currency, i.original_minor,
      (i.original_minor - coalesce(paid.minor, 0))::bigint as open_minor, (i.amount_fen - coalesce(paid.fen, 0))::bigint as open_fen, (${asOf}::date - i.due_on) as overdue_days
    from instalment i
    left join (
      select a.instalment_id, sum(a.amount_fen) as fen, sum(a.original_minor) as minor from allocation a
      where a.org_id = ${ctx.orgId} and ${countsAsOf('a', asOf, reading)} group by a.instalment_id
    ) paid on paid.instalment_id = i.id
    where i.org_id = ${ctx.orgId} and ${countsAsOf('i', asOf, reading)} and i.amount_fen > coalesce(paid.fen, 0))`
}

/** Retention of which nobody had accepted by that day what it waits for, whatever day it got since. */
function waits(alias: string, asOf: Day) {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`(${column('retention_months')} is not null and (${column('accepted_on')} is null or ${column('accepted_on')} > ${asOf}))`
}

export type AgeingQuery = {
  asOf: Day
  reading: Reading
  top: number
  q?: string | undefined
  /** the day that ages are counted from; what is overdue is so by its due day whichever it is */
  basis?: AgeingBasis | undefined
  by?: AgeingBy | undefined
  /** only the customers of this group; the totals stay those of everybody */
  group?: string | undefined
}

/** Ageing (C093): totals, buckets that partition the open amount, groups, customers by overdue amount. */
export async function readAgeing(ctx: ReadCtx, query: AgeingQuery) {
  const buckets = ageingBuckets(await ageingBounds(ctx))
  const rows = await customerRows(ctx, query, buckets)
  const matched = query.q
    ? rows.filter((row) => row.name.includes(query.q!) || row.external_code?.includes(query.q!))
    : rows
  const total = <K extends keyof CustomerRow>(key: K) =>
    matched.reduce((sum, row) => sum + (row[key] as bigint), 0n)
  const count = (key: 'open_count' | 'overdue_count' | 'disputed_count' | 'retention_count') =>
    matched.reduce((sum, row) => sum + row[key], 0)
  matched.sort(
    (a, b) =>
      compare(b.overdue_fen, a.overdue_fen) || compare(b.open_fen, a.open_fen) || (a.name < b.name ? -1 : 1),
  )
  const { by = 'customer', basis = 'due', group } = query
  const shown = group === undefined ? matched : matched.filter((row) => row.group_key === group)
  return {
    asOf: query.asOf,
    reading: query.reading,
    ...{ basis, by },
    groups: by === 'customer' ? [] : groupAged(matched.map(agedOf)),
    open: { count: count('open_count'), amountFen: total('open_fen') },
    overdue: { count: count('overdue_count'), amountFen: total('overdue_fen') },
    /** of the open amount, in whatever bucket it stands: contested, and therefore not dunned */
    disputed: { count: count('disputed_count'), amountFen: total('disputed_fen') },
    /** of what is not due: kept back until after acceptance, and the part of it nobody has accepted yet */
    retention: {
      count: count('retention_count'),
      amountFen: total('retention_fen'),
      waitingFen: total('waiting_fen'),
    },
    unallocatedFen: await unallocated(ctx, query),
    /** of both, what is in other money; whichever customers are searched for */
    currencies: await readCurrencies(ctx, query),
    buckets: buckets.map((bucket, index) => ({
      ...bucket,
      count: matched.reduce((sum, row) => sum + row.bucket_count[index]!, 0),
      amountFen: matched.reduce((sum, row) => sum + BigInt(row.bucket_fen[index]!), 0n),
    })),
    customers: shown.slice(0, query.top).map((row) => ({
      id: row.id,
      name: row.name,
      externalCode: row.external_code,
      responsible: row.responsible_id
        ? {
            id: row.responsible_id,
            name: row.responsible_name ?? '',
            active: row.responsible_active ?? false,
          }
        : null,
      openCount: row.open_count,
      openFen: row.open_fen,
      overdueFen: row.overdue_fen,
      overdueCount: row.overdue_count,
      disputedFen: row.disputed_fen,
      retentionFen: row.retention_fen,
      maxOverdueDays: Math.max(0, row.max_days),
      bucketFen: row.bucket_fen.map((fen) => BigInt(fen)),
    })),
    customerCount: shown.length,
  }
}

function agedOf(row: CustomerRow) {
  return {
    ...{
      group: row.group_key,
      groupName: row.group_name,
      openFen: row.open_fen,
      overdueFen: row.overdue_fen,
    },
    ...{ disputedFen: row.disputed_fen, maxOverdueDays: Math.max(0, row.max_days) },
    bucketFen: row.bucket_fen.map((fen) => BigInt(fen)),
  }
}

type CustomerRow = {
  id: string
  group_key: string
  group_name: string | null
  name: string
  external_code: string | null
  responsible_id: string | null
  responsible_name: string | null
  responsible_active: boolean | null
  open_fen: bigint
  open_count: number
  overdue_fen: bigint
  overdue_count: number
  disputed_fen: bigint
  disputed_count: number
  retention_fen: bigint
  retention_count: number
  waiting_fen: bigint
  max_days: number
  bucket_fen: string[]
  bucket_count: number[]
}

/** Retention that is not due; what is overdue of it is overdue like anything else. */
const KEPT = sql`o.is_retention and o.overdue_days <= 0`

async function customerRows(
  ctx: ReadCtx,
  query: AgeingQuery,
  buckets: readonly Bucket[],
): Promise<CustomerRow[]> {
  const days = query.basis === 'issue' ? sql`(${query.asOf}::date - o.occurred_on)` : sql`o.overdue_days`
  const inBucket = (bucket: Bucket) =>
    sql`(${days} >= ${bucket.fromDays ?? -1_000_000} and ${days} <= ${bucket.toDays ?? 1_000_000})`
  const group = groupColumns(ctx, query.by ?? 'customer', query.asOf)
  const fens = buckets.map(
    (bucket) => sql`coalesce(sum(o.open_fen) filter (where ${inBucket(bucket)}), 0)::text`,
  )
  const counts = buckets.map((bucket) => sql`count(*) filter (where ${inBucket(bucket)})::int`)
  const past = pastMoment(ctx, query.asOf)
  const { rows } = await sql<CustomerRow>`
    with per_customer as (
      select o.customer_id, sum(o.open_fen)::bigint as open_fen, count(*)::int as open_count,
        coalesce(sum(o.open_fen) filter (where o.overdue_days > 0), 0)::bigint as overdue_fen,
        count(*) filter (where o.overdue_days > 0)::int as overdue_count,
        coalesce(sum(least(o.open_fen, coalesce(d.fen, 0))), 0)::bigint as disputed_fen, count(d.fen)::int as disputed_count,
        coalesce(sum(o.open_fen) filter (where ${KEPT}), 0)::bigint as retention_fen, count(*) filter (where ${KEPT})::int as retention_count,
        coalesce(sum(o.open_fen) filter (where o.is_waiting), 0)::bigint as waiting_fen,
        max(o.overdue_days) as max_days,
        array[${sql.join(fens)}] as bucket_fen, array[${sql.join(counts)}] as bucket_count
      from ${openAsOf(ctx, query.asOf, query.reading)} o
      left join ${contestedAsOf(ctx, query.asOf, query.reading)} d on d.instalment_id = o.id
      where o.customer_id in (${customerIdsEver(ctx, 'receivable.read')})
      group by o.customer_id
    )
    select c.id, c.name, c.external_code, c.responsible_id, u.name as responsible_name, u.status = 'active' as responsible_active,
      ${group.key} as group_key, ${group.name} as group_name, p.*
    from per_customer p
    join ${customersThen(ctx, query.asOf)} c on c.org_id = ${ctx.orgId} and c.id = p.customer_id
    left join ${peopleThen(ctx, past)} u on u.org_id = c.org_id and u.id = c.responsible_id ${group.joins}`.execute(
    ctx.db,
  )
  return rows
}

async function unallocated(ctx: ReadCtx, query: AgeingQuery): Promise<bigint> {
  const fact = (alias: string) => countsAsOf(alias, query.asOf, query.reading)
  const { rows } = await sql<{ fen: bigint }>`
    select (coalesce((select sum(p.amount_fen) from payment p where p.org_id = ${ctx.orgId} and ${fact('p')}
        and p.customer_id in (${customerIdsEver(ctx, 'receivable.read')})), 0)
      - coalesce((select sum(a.amount_fen) from allocation a where a.org_id = ${ctx.orgId} and ${fact('a')}
        and a.customer_id in (${customerIdsEver(ctx, 'receivable.read')})), 0))::bigint as fen`.execute(
    ctx.db,
  )
  return rows[0]?.fen ?? 0n
}

/** Of a past day too by the bounds of today: they judge nothing, and only equal bands can be compared. */
async function ageingBounds(ctx: ReadCtx): Promise<number[]> {
  return ((await loadSetting(ctx, 'ageingBounds')) as number[] | null) ?? [30, 60, 90]
}

function compare(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1
}

type CurrencyQuery = { asOf: Day; reading: Reading; customerId?: string | undefined }

/** In its own currency and in yuan as it was booked: what is open, and what was paid in advance. */
type CurrencyBalance = {
  currency: string
  openMinor: bigint
  openFen: bigint
  advanceMinor: bigint
  advanceFen: bigint
}

/** What is owed and held in each foreign currency, out of the very rows the ageing counts (decision 0026). */
export async function readCurrencies(ctx: ReadCtx, query: CurrencyQuery): Promise<CurrencyBalance[]> {
  const { asOf, reading, customerId } = query
  const mine = (alias: string) =>
    customerId === undefined
      ? sql`${sql.ref(`${alias}.customer_id`)} in (${customerIdsEver(ctx, 'receivable.read')})`
      : sql`${sql.ref(`${alias}.customer_id`)} = ${customerId}`
  const counts = (alias: string) => countsAsOf(alias, asOf, reading)
  const { rows } = await sql<CurrencyBalance>`
    select x.currency, sum(x.open_minor)::bigint as "openMinor", sum(x.open_fen)::bigint as "openFen",
      sum(x.advance_minor)::bigint as "advanceMinor", sum(x.advance_fen)::bigint as "advanceFen"
    from (
      select o.currency, o.open_minor, o.open_fen, 0 as advance_minor, 0 as advance_fen
      from ${openAsOf(ctx, asOf, reading)} o where o.currency <> 'CNY' and ${mine('o')}
      union all
      select p.currency, 0, 0, p.original_minor, p.amount_fen from payment p
      where p.org_id = ${ctx.orgId} and p.currency <> 'CNY' and ${mine('p')} and ${counts('p')}
      union all
      select p.currency, 0, 0, -a.paid_minor, coalesce(d.amount_fen, 0) - a.amount_fen
      from payment p join allocation a on a.org_id = p.org_id and a.payment_id = p.id and ${counts('a')}
      left join payment d on d.org_id = a.org_id and d.difference_of = a.id and ${counts('d')}
      where p.org_id = ${ctx.orgId} and p.currency <> 'CNY' and ${mine('p')} and ${counts('p')}
    ) x group by x.currency having sum(x.open_minor) <> 0 or sum(x.advance_minor) <> 0
    order by x.currency`.execute(ctx.db)
  return rows
}
