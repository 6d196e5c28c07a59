import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { takeBackContracts } from '../contracts/index.ts'
import { takeBackOwn } from '../custom-fields/index.ts'
import { refreshStates } from '../customers/index.ts'
import { takeBackValues } from '../indicators/index.ts'
import { takeBackOrders } from '../orders/index.ts'
import { takeBackQuotes } from '../quotes/index.ts'
import { takeBackRates } from '../rates/index.ts'
import { recomputeOpen } from '../receivables/index.ts'
import { type Batch, changeBatch, getBatch } from './batches.ts'
import { restoreDocuments, restoreRecords } from './undo-records.ts'

/**
 * Takes a batch back (C211): its facts are voided at their own known_at, as if they had never been known;
 * facts it had replaced live again; records it had changed get their former content back unless somebody
 * edited them since. Customers it brought along stay when others have built on them.
 */
export async function undoBatch(ctx: WriteCtx, batch: Batch): Promise<Batch> {
  if (batch.status === 'queued' || batch.status === 'running') throw conflict('import_running')
  if (batch.status === 'undone') throw conflict('import_undone')
  if (batch.rows_done === 0) throw conflict('import_not_started')
  await refuseWrittenOff(ctx, batch.id)
  await refuseMovedBills(ctx, batch.id)
  const ticks = await ticksOf(ctx, batch.id)
  const customers = await customersTouched(ctx, batch.id)
  const instalments = await takeBackMoney(ctx, batch.id, ticks)
  await takeBackFacts(ctx, batch.id, ticks)
  await refuseWithoutRoom(ctx, instalments)
  await recomputeOpen(ctx, instalments)
  await takeBackOwn(ctx, batch.id, ticks)
  await restoreDocuments(ctx, batch.id, ticks)
  await takeBackQuotes(ctx, batch.id, ticks)
  await takeBackOrders(ctx, batch.id, ticks)
  await takeBackContracts(ctx, batch.id)
  await takeBackValues(ctx, batch.id, ticks)
  await takeBackRates(ctx, batch.id, ticks)
  const kept = await restoreRecords(ctx, batch.id, ticks)
  await refreshStates(ctx, customers)
  await changeBatch(ctx, batch.id, { status: 'undone', undoneAt: ctx.now })
  await recordEvent(ctx, {
    kind: 'import.undone',
    subject: { kind: 'import', id: batch.id },
    summary: { fileName: batch.file_name, keptCustomers: kept },
  })
  await touch(
    ctx,
    customers.map((id) => ({ kind: 'customer', id })),
  )
  return getBatch(ctx, batch.id)
}

/** What was given up on an invoice of the batch is taken back first: else it would look like money. */
async function refuseWrittenOff(ctx: WriteCtx, batchId: string): Promise<void> {
  const { rows } = await sql<{ number: string }>`
    select v.number from payment p join allocation a on a.org_id = p.org_id and a.payment_id = p.id and a.voided_at is null
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id and i.batch_id = ${batchId}
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where p.org_id = ${ctx.orgId} and p.kind = 'write_off' and p.voided_at is null limit 1`.execute(ctx.db)
  if (rows[0]) throw conflict('invoice_written_off', { number: rows[0].number })
}

/**
 * What somebody noted of a bill is taken back first, where the bill came with the batch or where its refusal
 * opened an invoice of the batch: it stands in the ledger by itself, and the bill would settle without it.
 */
async function refuseMovedBills(ctx: WriteCtx, batchId: string): Promise<void> {
  const { rows } = await sql<{ number: string }>`
    select b.number from bill b join payment p on p.org_id = b.org_id and p.bill_id = b.id and p.voided_at is null
    where b.org_id = ${ctx.orgId} and b.batch_id = ${batchId} and b.voided_at is null
      and p.batch_id is distinct from ${batchId}
    union all
    select p.reference from allocation a join payment p on p.org_id = a.org_id and p.id = a.payment_id
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id and i.batch_id = ${batchId}
    where a.org_id = ${ctx.orgId} and a.amount_fen < 0 and a.voided_at is null and a.batch_id is distinct from ${batchId}
    limit 1`.execute(ctx.db)
  if (rows[0]) throw conflict('bill_moved_on', { number: rows[0].number })
}

/**
 * A payment that the batch had made smaller comes back whole; where other money has taken its place since,
 * both do not fit. Nothing is kept of what was tried.
 */
async function refuseWithoutRoom(ctx: WriteCtx, instalments: readonly string[]): Promise<void> {
  const { rows } = await sql<{ number: string }>`
    select v.number from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and i.id = any(${[...instalments]}::uuid[]) and i.voided_at is null
      and exists (select 1 from allocation a where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null
        having sum(a.amount_fen) > i.amount_fen or sum(a.original_minor) > i.original_minor)
    limit 1`.execute(ctx.db)
  if (rows[0]) throw conflict('undo_no_room', { number: rows[0].number })
}

/** The ticks of the batch's transactions: whatever was voided at one of them was voided by this batch. */
async function ticksOf(ctx: WriteCtx, batchId: string): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('event')
    .select('recorded_at')
    .where('org_id', '=', ctx.orgId)
    .where('subject_kind', '=', 'import')
    .where('subject_id', '=', batchId)
    .where('kind', 'in', ['import.chunk', 'import.done'])
    .execute()
  return rows.map((row) => row.recorded_at)
}

async function customersTouched(ctx: WriteCtx, batchId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from invoice where org_id = ${ctx.orgId} and batch_id = ${batchId}
    union select customer_id from payment where org_id = ${ctx.orgId} and batch_id = ${batchId}
    union select customer_id from allocation where org_id = ${ctx.orgId} and batch_id = ${batchId}
    union select customer_id from activity where org_id = ${ctx.orgId} and batch_id = ${batchId} and customer_id is not null
    union select customer_id from deal where org_id = ${ctx.orgId} and batch_id = ${batchId} and customer_id is not null
    union select id from customer where org_id = ${ctx.orgId} and batch_id = ${batchId}`.execute(ctx.db)
  return rows.map((row) => row.id)
}

/**
 * Allocations first. The batch's own end when they were known; those it had moved away live again, unless
 * their payment was taken back meanwhile; money of others that lay on its invoices is free from now on.
 * Returns the instalments whose open amount changed.
 */
async function takeBackMoney(ctx: WriteCtx, batchId: string, ticks: readonly number[]): Promise<string[]> {
  const stamps = asStamps(ticks)
  const { rows } = await sql<{ instalment_id: string; payment_id: string }>`
    with own as (
      update allocation set voided_at = known_at
      where org_id = ${ctx.orgId} and batch_id = ${batchId} and voided_at is null
      returning instalment_id, payment_id
    ), revived as (
      update allocation a set voided_at = null from payment p
      where a.org_id = ${ctx.orgId} and a.batch_id is distinct from ${batchId} and a.voided_at = any(${stamps})
        and p.org_id = a.org_id and p.id = a.payment_id and (p.voided_at is null or p.voided_at = any(${stamps}))
      returning a.instalment_id, a.payment_id
    ), freed as (
      update allocation a set voided_at = to_timestamp(${ctx.tick / 1000}::double precision)::timestamptz(3) from instalment i
      where a.org_id = ${ctx.orgId} and i.org_id = a.org_id and i.id = a.instalment_id and i.batch_id = ${batchId}
        and a.batch_id is distinct from ${batchId} and a.voided_at is null
      returning a.instalment_id, a.payment_id
    )
    select * from own union all select * from revived union all select * from freed`.execute(ctx.db)
  await freePayments(ctx, [...new Set(rows.map((row) => row.payment_id))])
  return [...new Set(rows.map((row) => row.instalment_id))]
}

async function freePayments(ctx: WriteCtx, paymentIds: readonly string[]): Promise<void> {
  if (paymentIds.length === 0) return
  await sql`
    update payment p set unallocated_fen = p.amount_fen - coalesce((select sum(a.amount_fen - coalesce(d.amount_fen, 0)) from allocation a
      left join payment d on d.org_id = a.org_id and d.difference_of = a.id and d.voided_at is null
      where a.org_id = p.org_id and a.payment_id = p.id and a.voided_at is null), 0)::bigint,
      unallocated_minor = p.original_minor - coalesce((select sum(a.paid_minor) from allocation a
        where a.org_id = p.org_id and a.payment_id = p.id and a.voided_at is null), 0)::bigint
    where p.org_id = ${ctx.orgId} and p.id = any(${[...paymentIds]}::uuid[]) and p.amount_fen > 0
      and not exists (select 1 from payment r where r.org_id = p.org_id and r.bill_id = p.bill_id and r.bill_move = 'refused'
        and r.voided_at is null)`.execute(ctx.db)
}

const FACTS = [
  'bill',
  'payment',
  'invoice',
  'instalment',
  'stage_change',
  'activity',
  'quote_step',
  'order_step',
  'order_version',
  'contract_step',
] as const

async function takeBackFacts(ctx: WriteCtx, batchId: string, ticks: readonly number[]): Promise<void> {
  const stamps = asStamps(ticks)
  for (const table of FACTS) {
    await sql`
      update ${sql.table(table)} set voided_at = known_at ${table === 'instalment' ? sql`, open_fen = 0` : sql``}
      where org_id = ${ctx.orgId} and batch_id = ${batchId} and (voided_at is null or voided_at = any(${stamps}))`.execute(
      ctx.db,
    )
    await sql`
      update ${sql.table(table)} set voided_at = null ${table === 'instalment' ? sql`, open_fen = amount_fen` : sql``}
      where org_id = ${ctx.orgId} and batch_id is distinct from ${batchId} and voided_at = any(${stamps})`.execute(
      ctx.db,
    )
  }
  await sql`
    update instalment i set open_fen = i.amount_fen - coalesce((select sum(a.amount_fen) from allocation a
      where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null), 0)::bigint
    where i.org_id = ${ctx.orgId} and i.voided_at is null and i.batch_id is distinct from ${batchId}
      and i.open_fen = i.amount_fen and exists (select 1 from allocation a
        where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null)`.execute(ctx.db)
}

function asStamps(ticks: readonly number[]) {
  return sql`(select coalesce(array_agg(to_timestamp(t / 1000)::timestamptz(3)), '{}')
    from unnest(${ticks as number[]}::double precision[]) as t)::timestamptz[]`
}
