import { sql } from 'kysely'
import { isSameValues } from '../../../core/fields/check-values.ts'
import type { CustomRecord, CustomValue, CustomValues } from '../../../core/fields/custom-field.ts'
import { expectVersion, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { checkGiven } from './check-given.ts'

/** Documents whose own fields are kept beside what was agreed in them: no version of the document changes. */
const TABLES = { quote: 'quote', contract: 'contract', order: 'sales_order', invoice: 'invoice' } as const
type Document = keyof typeof TABLES & CustomRecord

type Opened = { id: string; version: number; custom: unknown; customer_id: string | null }

/** What a form says of the own fields of a document that the caller has opened for writing (C223). */
export async function changeOwn(
  ctx: WriteCtx,
  record: Document,
  row: Opened,
  given: Readonly<Record<string, unknown>>,
): Promise<{ id: string; version: number }> {
  expectVersion(ctx, row.version)
  const { id } = row
  const before = row.custom as CustomValues
  const custom = await checkGiven(ctx, record, before, given)
  if (isSameValues(custom, before)) return { id, version: row.version }
  await writeOwn(ctx, record, [{ id, custom }])
  await recordEvent(ctx, {
    kind: `${record}.own_fields`,
    subject: { kind: record, id },
    customerId: row.customer_id,
  })
  return { id, version: row.version + 1 }
}

type Told = { id: string; custom?: CustomValues | undefined }

type Saved = { id: string; outcome: 'new' | 'changed' | 'same' }

/**
 * What a file, which has checked it already, says of own fields of documents that were saved: what it does
 * not name stays. One of which nothing else is new has changed by that.
 */
export async function bringOwn<S extends Saved>(
  ctx: WriteCtx,
  record: Document,
  saved: readonly S[],
  inputs: readonly { custom?: CustomValues | undefined }[],
): Promise<S[]> {
  const told = saved.map(({ id }, index) => ({ id, custom: inputs[index]!.custom }))
  const news = await ownNews(ctx, record, told)
  await writeOwn(
    ctx,
    record,
    [...news].map(([id, custom]) => ({ id, custom })),
  )
  return saved.map((one) =>
    one.outcome === 'same' && news.has(one.id) ? { ...one, outcome: 'changed' } : one,
  )
}

/** What `bringOwn` would write, by document; of rows about the same one the first counts. */
export async function ownNews(
  ctx: ReadCtx,
  record: Document,
  told: readonly Told[],
): Promise<ReadonlyMap<string, CustomValues>> {
  const said = new Map<string, CustomValues>()
  for (const { id, custom } of told) if (custom && !said.has(id)) said.set(id, custom)
  if (said.size === 0) return said
  const { rows } = await sql<{ id: string; custom: CustomValues }>`
    select id, custom from ${sql.table(TABLES[record])}
    where org_id = ${ctx.orgId} and id = any(${[...said.keys()]}::uuid[])`.execute(ctx.db)
  return new Map(
    rows.flatMap(({ id, custom }) => {
      const next = { ...custom, ...said.get(id) }
      return isSameValues(next, custom) ? [] : [[id, next] as const]
    }),
  )
}

/**
 * Invoices have no versions to go back to: what a batch said of those that were there before it gives way to
 * the values before, unless somebody has said something else since.
 */
export async function takeBackOwn(ctx: WriteCtx, batchId: string, ticks: readonly number[]): Promise<void> {
  const { rows } = await sql<{
    id: string
    custom: CustomValues
    before: Record<string, CustomValue | null>
  }>`
    select r.id, r.custom, jsonb_object_agg(v.key, p.value) as before
    from custom_value v
    join invoice r on r.org_id = v.org_id and r.id = v.record_id and r.batch_id is distinct from ${batchId}
    left join custom_value p on p.org_id = v.org_id and p.record = v.record and p.record_id = v.record_id
      and p.key = v.key and p.valid_to = v.valid_from
    where v.org_id = ${ctx.orgId} and v.record = 'invoice' and v.valid_to is null
      and v.valid_from in (select to_timestamp(t / 1000)::timestamptz(3) from unnest(${[...ticks]}::double precision[]) as t)
    group by r.org_id, r.id`.execute(ctx.db)
  const restored = rows.map(({ id, custom, before }) => ({
    id,
    custom: Object.fromEntries(
      Object.entries({ ...custom, ...before }).filter(
        (entry): entry is [string, CustomValue] => entry[1] !== null,
      ),
    ),
  }))
  await writeOwn(ctx, 'invoice', restored)
}

async function writeOwn(
  ctx: WriteCtx,
  record: Document,
  rows: readonly { id: string; custom: CustomValues }[],
): Promise<void> {
  if (rows.length === 0) return
  const [ids, values] = [rows.map(({ id }) => id), rows.map(({ custom }) => JSON.stringify(custom))]
  const stamps = record === 'invoice' ? sql`` : sql`, version = r.version + 1, updated_at = ${at(ctx.tick)}`
  await sql`
    update ${sql.table(TABLES[record])} r set custom = n.custom::jsonb ${stamps}
    from unnest(${ids}::uuid[], ${values}::text[]) as n (id, custom)
    where r.org_id = ${ctx.orgId} and r.id = n.id`.execute(ctx.db)
  await touch(
    ctx,
    record === 'invoice' ? await instalmentsOf(ctx, ids) : ids.map((id) => ({ kind: record, id })),
  )
}

/** What rules look at of an invoice. */
async function instalmentsOf(ctx: ReadCtx, invoiceIds: readonly string[]) {
  const { rows } = await sql<{ id: string }>`
    select id from instalment where org_id = ${ctx.orgId} and invoice_id = any(${[...invoiceIds]}::uuid[])
      and voided_at is null`.execute(ctx.db)
  return rows.map(({ id }) => ({ kind: 'instalment', id }))
}
