import { sql } from 'kysely'
import { isSameValues } from '../../../core/fields/check-values.ts'
import type { CustomRecord, CustomValues } from '../../../core/fields/custom-field.ts'
import { expectVersion, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { checkGiven } from './check-given.ts'

/** Documents whose own fields are kept beside what was agreed in them: no version of the document changes. */
const TABLES = { quote: 'quote', contract: 'contract', order: 'sales_order' } as const
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
export async function bringOwn(
  ctx: WriteCtx,
  record: Document,
  saved: readonly Saved[],
  inputs: readonly { custom?: CustomValues | undefined }[],
): Promise<Saved[]> {
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

async function writeOwn(
  ctx: WriteCtx,
  record: Document,
  rows: readonly { id: string; custom: CustomValues }[],
): Promise<void> {
  if (rows.length === 0) return
  const [ids, values] = [rows.map(({ id }) => id), rows.map(({ custom }) => JSON.stringify(custom))]
  await sql`
    update ${sql.table(TABLES[record])} r set custom = n.custom::jsonb, version = r.version + 1, updated_at = ${at(ctx.tick)}
    from unnest(${ids}::uuid[], ${values}::text[]) as n (id, custom)
    where r.org_id = ${ctx.orgId} and r.id = n.id`.execute(ctx.db)
  await touch(
    ctx,
    ids.map((id) => ({ kind: record, id })),
  )
}
