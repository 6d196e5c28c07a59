import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { CUSTOM_RECORDS, fieldPath } from '../../../core/fields/custom-field.ts'
import {
  type Change,
  changesOf,
  HISTORY_FIELDS,
  type HistoryKind,
  type Row,
} from '../../../core/history/field-history.ts'
import { maskPhone } from '../../../core/identity/mask.ts'
import { may } from '../../../core/permission.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { type Doors, openRecord } from '../../platform/records.ts'
import { customFieldsOf } from '../custom-fields/index.ts'
import { scopedCustomerIds } from '../customers/index.ts'

const SHOWN = 200

type Ref = { kind: HistoryKind; recordId: string }
type Named = Change & { name: Bilingual | null }
type Entry = {
  at: Instant
  actor: string | null
  act: 'made' | 'changed' | 'voided' | 'set' | 'unset'
  changes: Named[]
}

/** Whoever may see the record sees what became of it, as far as they may see its fields. */
export async function readHistory(ctx: ReadCtx, doors: Doors, ref: Ref) {
  await openFor(ctx, doors, ref)
  const all =
    ref.kind === 'invoice' || ref.kind === 'payment'
      ? [...(await factHistory(ctx, ref.kind, ref.recordId)), ...(await ownHistory(ctx, ref))]
      : await versionHistory(ctx, ref.kind, ref.recordId)
  const shown = all.sort((x, y) => y.at - x.at).slice(0, SHOWN)
  const names = await namesOf(ctx, shown)
  return {
    items: shown.map(({ actor, changes, ...entry }) => ({
      ...entry,
      by: actor === null ? null : { id: actor, name: names.get(actor) ?? '' },
      changes: changes.map((change) => ({
        ...change,
        from: worded(change, change.from, names),
        to: worded(change, change.to, names),
      })),
    })),
    more: all.length - shown.length,
  }
}

/** A contact is its customer's, money its customer's under the permission of money; the rest has a door. */
async function openFor(ctx: ReadCtx, doors: Doors, { kind, recordId }: Ref): Promise<void> {
  if (kind !== 'contact' && kind !== 'invoice' && kind !== 'payment') {
    await openRecord(ctx, doors, { recordKind: kind, recordId })
    return
  }
  const permission = kind === 'contact' ? 'customer.read' : 'receivable.read'
  const row = may(ctx.actor.roles, permission)
    ? await ctx.db
        .selectFrom(kind)
        .select('id')
        .where('org_id', '=', ctx.orgId)
        .where('id', '=', recordId)
        .where('customer_id', 'in', scopedCustomerIds(ctx, permission))
        .executeTakeFirst()
    : undefined
  if (!row) throw notFound(kind)
}

const TABLES = {
  customer: 'customer',
  contact: 'contact',
  deal: 'deal',
  quote: 'quote',
  order: 'sales_order',
  contract: 'contract',
}

type Version = { at: Instant; actor: string | null; row: Row }

async function versionHistory(ctx: ReadCtx, kind: keyof typeof TABLES, recordId: string): Promise<Entry[]> {
  const { rows } = await sql<Version>`
    select (extract(epoch from v.recorded_at) * 1000)::float8 as at, v.actor, v.row from record_version v
    where v.org_id = ${ctx.orgId} and v.entity = ${TABLES[kind]} and v.id = ${recordId}
    order by v.recorded_at, v.version`.execute(ctx.db)
  const own = await ownFields(ctx, kind)
  const reads = (permission: Parameters<typeof may>[1]) => may(ctx.actor.roles, permission)
  return rows.flatMap(({ at, actor, row }, index): Entry[] => {
    const before = rows[index - 1]
    if (!before) return [{ at, actor, act: 'made', changes: [] }]
    const changes = changesOf(HISTORY_FIELDS[kind], { before: before.row, after: row }, reads)
    if (changes.length === 0) return []
    const act = changes.some(({ field, to }) => field === 'voided_at' && to !== null) ? 'voided' : 'changed'
    const named = changes.map((change) => ({ ...change, name: own.get(change.field) ?? null }))
    return [{ at, actor, act, changes: named }]
  })
}

async function ownFields(ctx: ReadCtx, kind: string): Promise<Map<string, Bilingual>> {
  const record = CUSTOM_RECORDS.find((one) => one === kind)
  if (record === undefined) return new Map()
  const fields = await customFieldsOf(ctx, record)
  return new Map(fields.map(({ key, name }) => [`custom.${key}`, name]))
}

type Fact = { act: Entry['act']; at: Instant; actor: string | null; name: string | null; fen: string | null }

/**
 * Invoices and payments are facts: they are never changed, only made, voided and set against each other. Who
 * voided one is whoever wrote at that very tick.
 */
async function factHistory(ctx: ReadCtx, kind: 'invoice' | 'payment', recordId: string): Promise<Entry[]> {
  const table = sql.table(kind)
  const allocations =
    kind === 'payment'
      ? sql`a.payment_id = ${recordId}`
      : sql`a.instalment_id in (select i.id from instalment i where i.org_id = ${ctx.orgId} and i.invoice_id = ${recordId})`
  const other =
    kind === 'payment'
      ? sql`(select concat_ws(' · ', v.number, i.label) from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
          where i.org_id = a.org_id and i.id = a.instalment_id)`
      : sql`(select concat_ws(' · ', p.occurred_on::text, nullif(p.reference, '')) from payment p where p.org_id = a.org_id and p.id = a.payment_id)`
  const { rows } = await sql<Fact>`
    select f.act, (extract(epoch from f.at) * 1000)::float8 as at, f.name, f.fen,
      case when f.isKnown then f.actor else (select e.actor from event e where e.org_id = ${ctx.orgId} and e.recorded_at = f.at limit 1) end as actor
    from (
      select 'made' as act, r.recorded_at as at, r.actor, true as isKnown, null::text as name, r.amount_fen::text as fen
      from ${table} r where r.org_id = ${ctx.orgId} and r.id = ${recordId}
      union all
      select 'voided', r.voided_at, null, false, null, null from ${table} r
      where r.org_id = ${ctx.orgId} and r.id = ${recordId} and r.voided_at is not null
      union all
      select 'set', a.recorded_at, a.actor, true, ${other}, a.amount_fen::text from allocation a
      where a.org_id = ${ctx.orgId} and ${allocations}
      union all
      select 'unset', a.voided_at, null, false, ${other}, a.amount_fen::text from allocation a
      where a.org_id = ${ctx.orgId} and ${allocations} and a.voided_at is not null
    ) f`.execute(ctx.db)
  return rows.map(({ act, at, actor, name, fen }): Entry => {
    const against = name === null ? null : { zh: name, en: name }
    const said = { field: 'amount_fen', kind: 'money' as const, name: against }
    if (fen === null) return { at, actor, act, changes: [] }
    const isGone = act === 'unset'
    return { at, actor, act, changes: [{ ...said, from: isGone ? fen : null, to: isGone ? null : fen }] }
  })
}

/** Own fields of what has no versions: their values have their times. What it was made with is no change. */
async function ownHistory(ctx: ReadCtx, { kind, recordId }: Ref): Promise<Entry[]> {
  const names = await ownFields(ctx, kind)
  if (names.size === 0) return []
  type Value = { key: string; at: Instant; actor: string | null; from: string | null; to: string | null }
  const { rows } = await sql<Value>`
    select c.key, (extract(epoch from c.at) * 1000)::float8 as at, c.from, c.to,
      (select e.actor from event e where e.org_id = ${ctx.orgId} and e.recorded_at = c.at limit 1) as actor
    from (
      select coalesce(b.key, n.key) as key, coalesce(n.valid_from, b.valid_to) as at, b.text_value as from, n.text_value as to
      from (select * from custom_value where org_id = ${ctx.orgId} and record = ${kind} and record_id = ${recordId}) n
      full join (select * from custom_value where org_id = ${ctx.orgId} and record = ${kind} and record_id = ${recordId}) b
        on b.key = n.key and b.valid_to = n.valid_from
    ) c
    where c.at > (select r.recorded_at from invoice r where r.org_id = ${ctx.orgId} and r.id = ${recordId})`.execute(
    ctx.db,
  )
  return rows.map(({ key, at, actor, from, to }) => {
    const field = fieldPath(key)
    const change = { field, kind: 'text' as const, from, to, name: names.get(field) ?? null }
    return { at, actor, act: 'changed', changes: [change] }
  })
}

/** Persons, stages and customers that these changes name, each once. */
async function namesOf(ctx: ReadCtx, entries: readonly Entry[]): Promise<Map<string, string>> {
  const values = (kind: Change['kind']) =>
    entries.flatMap(({ changes }) =>
      changes.filter((change) => change.kind === kind).flatMap(({ from, to }) => [from, to]),
    )
  const people = [...values('person'), ...entries.map(({ actor }) => actor)]
  const asked = (ids: readonly (string | null)[]) => [...new Set(ids.filter((one) => one !== null))]
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from app_user where org_id = ${ctx.orgId} and id = any(${asked(people)}::uuid[])
    union all select id, name from stage where org_id = ${ctx.orgId} and id = any(${asked(values('stage'))}::uuid[])
    union all select id, name from customer where org_id = ${ctx.orgId} and id = any(${asked(values('customer'))}::uuid[])
      and id in (${scopedCustomerIds(ctx, 'customer.read')})`.execute(ctx.db)
  return new Map(rows.map((row) => [row.id, row.name]))
}

function worded({ kind }: Change, value: string | null, names: ReadonlyMap<string, string>): string | null {
  if (value === null) return null
  if (kind === 'phone') return maskPhone(value)
  if (kind === 'person' || kind === 'stage' || kind === 'customer') return names.get(value) ?? '—'
  return value
}
