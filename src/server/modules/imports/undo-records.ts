import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { creditBeyond, openCreditGate, takeBackMembers } from '../customers/index.ts'

/** Columns that an import may change, per editable table; everything else of the row stays as it is. */
const RESTORED = {
  customer:
    'external_code name short_name name_key search_keys uscc city phone key_level term_days limit_fen responsible_id remark custom'.split(
      ' ',
    ),
  deal: 'title customer_id product amount_fen original_minor responsible_id expected_close_on stage_id stage_since created_on closed_on outcome lost_reason competitor custom'.split(
    ' ',
  ),
  contact: ['title', 'phone', 'email', 'wechat', 'is_primary', 'custom'],
  quote: ['external_code', 'title', 'responsible_id', 'custom'],
  sales_order: ['title', 'responsible_id', 'custom'],
  contract: ['title', 'responsible_id', 'custom'],
} as const

/**
 * Editable records: those the batch made are voided, those it changed get the version before it back, as
 * long as nobody has edited them since. Returns how many customers had to stay because others built on
 * them.
 */
export async function restoreRecords(
  ctx: WriteCtx,
  batchId: string,
  ticks: readonly number[],
): Promise<number> {
  for (const table of ['customer', 'contact', 'deal'] as const)
    await restoreChanged(ctx, table, batchId, ticks)
  await takeBackMembers(ctx, ticks)
  await undoTargets(ctx, ticks)
  await sql`
    update deal set voided_at = known_at, version = version + 1
    where org_id = ${ctx.orgId} and batch_id = ${batchId} and voided_at is null`.execute(ctx.db)
  await sql`
    update contact set voided_at = to_timestamp(${ctx.tick / 1000}::double precision)::timestamptz(3), version = version + 1
    where org_id = ${ctx.orgId} and batch_id = ${batchId} and voided_at is null`.execute(ctx.db)
  return voidCustomers(ctx, batchId)
}

/** What documents say of themselves; where they stand follows from their steps. */
export async function restoreDocuments(
  ctx: WriteCtx,
  batchId: string,
  ticks: readonly number[],
): Promise<void> {
  for (const table of ['quote', 'sales_order', 'contract'] as const) {
    await restoreChanged(ctx, table, batchId, ticks)
  }
}

/** The version a record had before the batch is the newest one recorded before its first tick. */
async function restoreChanged(
  ctx: WriteCtx,
  table: keyof typeof RESTORED,
  batchId: string,
  ticks: readonly number[],
): Promise<void> {
  const columns = RESTORED[table]
  const held = table === 'customer' ? await holdCredit(ctx, batchId, ticks) : []
  const set = sql.join(columns.map((column) => restored(column, held)))
  await sql`
    with touched as (
      select v.id, max(v.version) as version, min(v.recorded_at) as since from record_version v
      where v.org_id = ${ctx.orgId} and v.entity = ${table} and v.operation = 'update'
        and v.recorded_at = any(${stamps(ticks)})
      group by v.id
    ), before as (
      select distinct on (t.id) t.id, t.version, v.row from touched t
      join record_version v on v.org_id = ${ctx.orgId} and v.entity = ${table} and v.id = t.id and v.recorded_at < t.since
      order by t.id, v.recorded_at desc, v.version desc
    )
    update ${sql.table(table)} r set ${set}, version = r.version + 1
    from before, jsonb_populate_record(null::${sql.table(table)}, before.row) as old
    where r.org_id = ${ctx.orgId} and r.id = before.id::uuid and r.version = before.version
      and r.batch_id is distinct from ${batchId}`.execute(ctx.db)
}

/** What came back within one's authority is granted again; what lies beyond it stays as it is now (C180). */
async function holdCredit(ctx: WriteCtx, batchId: string, ticks: readonly number[]): Promise<string[]> {
  const { rows } = await sql<{
    id: string
    limit_fen: bigint | null
    term_days: number | null
    old_limit: string | null
    old_term: number | null
  }>`
    with touched as (
      select v.id, max(v.version) as version, min(v.recorded_at) as since from record_version v
      where v.org_id = ${ctx.orgId} and v.entity = 'customer' and v.operation = 'update'
        and v.recorded_at = any(${stamps(ticks)})
      group by v.id
    )
    select distinct on (t.id) c.id, c.limit_fen, c.term_days,
      v.row ->> 'limit_fen' as old_limit, (v.row ->> 'term_days')::int as old_term
    from touched t
    join record_version v on v.org_id = ${ctx.orgId} and v.entity = 'customer' and v.id = t.id and v.recorded_at < t.since
    join customer c on c.org_id = ${ctx.orgId} and c.id = t.id::uuid and c.version = t.version
      and c.batch_id is distinct from ${batchId}
    order by t.id, v.recorded_at desc, v.version desc`.execute(ctx.db)
  const changes = rows.map((row) => ({
    customerId: row.id,
    before: { limitFen: row.limit_fen, termDays: row.term_days },
    after: { limitFen: row.old_limit === null ? null : BigInt(row.old_limit), termDays: row.old_term },
  }))
  const beyond = new Set(await creditBeyond(ctx, changes))
  await openCreditGate(ctx)(changes.filter((change) => !beyond.has(change)))
  return [...beyond].map(({ customerId }) => customerId)
}

function restored(column: string, held: readonly string[]) {
  // Versions from before rates were kept know one amount, which was the original one.
  if (column === 'original_minor')
    return sql`original_minor = case when r.currency <> 'CNY' then coalesce(old.original_minor, old.amount_fen) end`
  if (held.length === 0 || (column !== 'limit_fen' && column !== 'term_days'))
    return sql`${sql.ref(column)} = old.${sql.ref(column)}`
  return sql`${sql.ref(column)} = case when r.id = any(${held as string[]}::uuid[]) then r.${sql.ref(column)} else old.${sql.ref(column)} end`
}

/** Targets have no voiding: one the batch added goes, one it changed gets its former amount. */
async function undoTargets(ctx: WriteCtx, ticks: readonly number[]): Promise<void> {
  await sql`
    with touched as (
      select v.id, max(v.version) as version, min(v.recorded_at) as since, bool_or(v.operation = 'insert') as added
      from record_version v
      where v.org_id = ${ctx.orgId} and v.entity = 'target' and v.recorded_at = any(${stamps(ticks)}) group by v.id
    ), before as (
      select distinct on (t.id) t.id, t.version, (v.row ->> 'amount_fen')::bigint as amount_fen from touched t
      join record_version v on v.org_id = ${ctx.orgId} and v.entity = 'target' and v.id = t.id and v.recorded_at < t.since
      where not t.added order by t.id, v.recorded_at desc, v.version desc
    ), restored as (
      update target r set amount_fen = before.amount_fen, version = r.version + 1 from before
      where r.org_id = ${ctx.orgId} and r.id = before.id::uuid and r.version = before.version
    )
    delete from target r using touched where r.org_id = ${ctx.orgId} and touched.added
      and r.id = touched.id::uuid and r.version = touched.version`.execute(ctx.db)
}

async function voidCustomers(ctx: WriteCtx, batchId: string): Promise<number> {
  const { rows } = await sql<{ kept: number }>`
    with built_on as (
      select c.id from customer c where c.org_id = ${ctx.orgId} and c.batch_id = ${batchId} and c.voided_at is null and (
        exists (select 1 from invoice f where f.org_id = c.org_id and f.customer_id = c.id and f.voided_at is null)
        or exists (select 1 from payment f where f.org_id = c.org_id and f.customer_id = c.id and f.voided_at is null)
        or exists (select 1 from deal f where f.org_id = c.org_id and f.customer_id = c.id and f.voided_at is null)
        or exists (select 1 from activity f where f.org_id = c.org_id and f.customer_id = c.id and f.voided_at is null)
        or exists (select 1 from contact f where f.org_id = c.org_id and f.customer_id = c.id and f.voided_at is null))
    ), gone as (
      update customer c set voided_at = c.known_at, version = c.version + 1
      where c.org_id = ${ctx.orgId} and c.batch_id = ${batchId} and c.voided_at is null
        and not exists (select 1 from built_on b where b.id = c.id)
    )
    select count(*)::int as kept from built_on`.execute(ctx.db)
  return rows[0]?.kept ?? 0
}

function stamps(ticks: readonly number[]) {
  return sql`(select coalesce(array_agg(to_timestamp(t / 1000)::timestamptz(3)), '{}')
    from unnest(${ticks as number[]}::double precision[]) as t)::timestamptz[]`
}
