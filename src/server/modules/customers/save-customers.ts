import { sql } from 'kysely'
import { pinyin } from 'pinyin-pro'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { Credit } from '../../../core/customer/credit-change.ts'
import { KnownCustomers, type Named } from '../../../core/customer/known-customers.ts'
import { nameKey, searchKeys } from '../../../core/customer/name-key.ts'
import { isSameValues } from '../../../core/fields/check-values.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { splitName } from '../../../core/import/company-name.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { touch } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { NO_CREDIT, openCreditGate, type ProposedCredit } from './credit-gate.ts'
import { createStates } from './customer-state.ts'
import { foundCustomers } from './found-customers.ts'
import { touchOwed } from './touch-promised.ts'

export type CustomerInput = {
  externalCode?: string | null | undefined
  name: string
  shortName?: string | null | undefined
  uscc?: string | null | undefined
  city?: string | null | undefined
  phone?: string | null | undefined
  keyLevel?: 'key' | 'normal' | undefined
  termDays?: number | null | undefined
  limitFen?: bigint | null | undefined
  responsibleId?: string | null | undefined
  remark?: string | undefined
  /** own fields, checked already; what is not named stays */
  custom?: CustomValues | undefined
  createdOn?: Day | undefined
}

export type Saved = { id: string; outcome: 'new' | 'changed' | 'same' }

/** What a person may edit; undefined in an input leaves the stored value alone. */
const FIELDS = {
  name: 'name',
  shortName: 'short_name',
  externalCode: 'external_code',
  uscc: 'uscc',
  city: 'city',
  phone: 'phone',
  keyLevel: 'key_level',
  termDays: 'term_days',
  limitFen: 'limit_fen',
  responsibleId: 'responsible_id',
  remark: 'remark',
} as const

/**
 * Creates or changes customers: matched by code, else by the folded name (`KnownCustomers`). Saving the same
 * again changes nothing. One place for page, import and demo; the version history comes from the
 * trigger.
 */
export async function saveCustomers(ctx: WriteCtx, inputs: readonly CustomerInput[]): Promise<Saved[]> {
  if (inputs.length === 0) return []
  const known = await findExisting(ctx, inputs)
  const pass = openCreditGate(ctx)
  const fresh: { input: CustomerInput; id: string }[] = []
  const outcome: Saved[] = []
  for (const input of inputs) {
    const row = whoIs(known, input)
    if (row === null) {
      const id = newId(ctx.now)
      fresh.push({ input, id })
      const code = input.externalCode ?? null
      known.remember({ id, isNew: true, code, nameKey: nameKey(input.name) } as Existing)
      outcome.push({ id, outcome: 'new' })
    } else if (row.isNew) {
      outcome.push({ id: row.id, outcome: 'same' })
    } else {
      const changes = changesOf(row, input)
      if (changes === null) outcome.push({ id: row.id, outcome: 'same' })
      else {
        const before = creditIn(row)
        Object.assign(row, changes)
        if (input.externalCode) known.giveCode(row, input.externalCode)
        await pass([{ customerId: row.id, before, after: creditIn(row) }])
        await applyChanges(ctx, row, changes)
        row.version += 1
        outcome.push({ id: row.id, outcome: 'changed' })
      }
    }
  }
  await pass(
    fresh.map(({ id, input }) => {
      const after = { limitFen: input.limitFen ?? null, termDays: input.termDays ?? null }
      return { customerId: id, before: NO_CREDIT, after }
    }),
  )
  await insertFresh(ctx, fresh)
  await touch(
    ctx,
    outcome.filter((saved) => saved.outcome !== 'same').map((saved) => ({ kind: 'customer', id: saved.id })),
  )
  return outcome
}

type Existing = Named & {
  id: string
  version: number
  isNew?: boolean
  /** found by the name or code of a record that was merged into it (C209) */
  isMerged?: boolean
  name: string
  short_name: string | null
  external_code: string | null
  uscc: string | null
  city: string | null
  phone: string | null
  key_level: string
  term_days: number | null
  limit_fen: bigint | null
  responsible_id: string | null
  remark: string
  custom: CustomValues
}

function creditIn(row: Pick<Existing, 'limit_fen' | 'term_days'>): Credit {
  return { limitFen: row.limit_fen, termDays: row.term_days }
}

/** What saving these would do to limits and terms, for whoever wants to know before (an import does). */
export async function creditChangesOf(
  ctx: WriteCtx,
  inputs: readonly CustomerInput[],
): Promise<ProposedCredit[]> {
  const known = await findExisting(ctx, inputs)
  return inputs.map((input) => {
    const row = whoIs(known, input)
    const before = row ? creditIn(row) : NO_CREDIT
    const after = {
      limitFen: input.limitFen === undefined ? before.limitFen : input.limitFen,
      termDays: input.termDays === undefined ? before.termDays : input.termDays,
    }
    return { customerId: row?.id ?? null, before, after }
  })
}

/** Whom an input means; of several of one name the one that was there first. */
function whoIs(known: KnownCustomers<Existing>, { externalCode, name }: CustomerInput): Existing | null {
  const found = known.find({ code: externalCode, name })
  return found === 'ambiguous' ? known.named(nameKey(name))[0]! : found
}

async function findExisting(
  ctx: WriteCtx,
  inputs: readonly CustomerInput[],
): Promise<KnownCustomers<Existing>> {
  const codes = inputs.flatMap((input) => (input.externalCode ? [input.externalCode] : []))
  const keys = inputs.map((input) => nameKey(input.name))
  const rows = await ctx.db
    .selectFrom(foundCustomers(ctx))
    .select([
      'found_key',
      'found_code',
      'is_merged',
      'id',
      'version',
      'name',
      'short_name',
      'external_code',
      'uscc',
      'city',
      'phone',
      'key_level',
      'term_days',
      'limit_fen',
      'responsible_id',
      'remark',
      'custom',
    ])
    .where((eb) =>
      eb.or([
        eb('found_code', '=', sql<string>`any(${codes})`),
        eb('found_key', '=', sql<string>`any(${keys})`),
      ]),
    )
    .orderBy('is_merged')
    .orderBy('id')
    .execute()
  const known = new KnownCustomers<Existing>()
  const named = new Set<string>()
  for (const { found_key: key, found_code: code, is_merged: isMerged, ...row } of rows) {
    // A live record of that name goes before one that was merged away under it.
    if (isMerged && named.has(key)) continue
    named.add(key)
    known.remember({ ...row, isMerged, custom: row.custom as CustomValues, code, nameKey: key })
  }
  return known
}

/** A file that still calls a company by its other record does not rename the one that was kept. */
const NAMES: ReadonlySet<string> = new Set(['name', 'shortName', 'externalCode'])

type Changes = Partial<Record<(typeof FIELDS)[keyof typeof FIELDS], string | number | bigint | null>> & {
  custom?: CustomValues
}

function changesOf(row: Existing, input: CustomerInput): Changes | null {
  const changes: Changes = {}
  for (const [field, column] of Object.entries(FIELDS) as [
    keyof typeof FIELDS,
    (typeof FIELDS)[keyof typeof FIELDS],
  ][]) {
    const value = input[field]
    if (row.isMerged && NAMES.has(field)) continue
    if (value !== undefined && value !== row[column]) changes[column] = value
  }
  const custom = { ...row.custom, ...input.custom }
  if (!isSameValues(custom, row.custom)) changes.custom = custom
  return Object.keys(changes).length === 0 ? null : changes
}

async function applyChanges(ctx: WriteCtx, row: Existing, changes: Changes): Promise<void> {
  const name = (changes.name ?? row.name) as string
  const phone = (changes.phone === undefined ? row.phone : changes.phone) as string | null
  const code = (changes.external_code === undefined ? row.external_code : changes.external_code) as
    | string
    | null
  await ctx.db
    .updateTable('customer')
    .set({
      ...(changes as object),
      ...(changes.custom ? { custom: json(changes.custom) } : {}),
      name_key: nameKey(name),
      search_keys: keysOf(name, phone, code),
      version: row.version + 1,
      updated_at: at(ctx.tick),
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
  const tracked = ['responsible_id', 'key_level', 'term_days', 'limit_fen'] as const
  if (tracked.some((column) => column in changes)) await renewPeriod(ctx, row.id)
  // Key customers may be dunned by a plan of their own.
  if ('key_level' in changes) await touchOwed(ctx, [row.id])
}

/** Closes the open validity row and opens the next one from the record as it now is. */
export async function renewPeriod(ctx: WriteCtx, customerId: string): Promise<void> {
  await sql`
    with closed as (
      update customer_period set valid_to = ${at(ctx.tick)}
      where org_id = ${ctx.orgId} and customer_id = ${customerId} and valid_to is null and valid_from < ${at(ctx.tick)}
    )
    insert into customer_period (org_id, customer_id, valid_from, responsible_id, key_level, term_days, limit_fen)
    select org_id, id, ${at(ctx.tick)}, responsible_id, key_level, term_days, limit_fen from customer
    where org_id = ${ctx.orgId} and id = ${customerId}
    on conflict (org_id, customer_id, valid_from) do update
      set responsible_id = excluded.responsible_id, key_level = excluded.key_level,
          term_days = excluded.term_days, limit_fen = excluded.limit_fen`.execute(ctx.db)
}

async function insertFresh(
  ctx: WriteCtx,
  fresh: readonly { input: CustomerInput; id: string }[],
): Promise<void> {
  if (fresh.length === 0) return
  const rows = fresh.map(({ input, id }) => {
    const createdOn = input.createdOn ?? dayOf(ctx.now)
    return {
      org_id: ctx.orgId,
      id,
      external_code: input.externalCode ?? null,
      name: input.name.trim(),
      short_name: input.shortName ?? null,
      name_key: nameKey(input.name),
      search_keys: keysOf(input.name, input.phone ?? null, input.externalCode ?? null),
      uscc: input.uscc ?? null,
      city: input.city ?? null,
      phone: input.phone ?? null,
      key_level: input.keyLevel ?? 'normal',
      term_days: input.termDays ?? null,
      limit_fen: input.limitFen ?? null,
      responsible_id: input.responsibleId ?? null,
      remark: input.remark ?? '',
      custom: input.custom ?? {},
      created_on: createdOn,
      known_at: knownAt(ctx, createdOn),
      recorded_at: ctx.tick,
      updated_at: ctx.tick,
      batch_id: ctx.source?.batchId ?? null,
    }
  })
  const periods = rows.map((row) => ({
    org_id: ctx.orgId,
    customer_id: row.id,
    valid_from: row.known_at,
    responsible_id: row.responsible_id,
    key_level: row.key_level,
    term_days: row.term_days,
    limit_fen: row.limit_fen,
  }))
  await Promise.all([
    insertRows(ctx.db, 'customer', rows),
    insertRows(ctx.db, 'customer_period', periods),
    createStates(
      ctx,
      rows.map((row) => row.id),
    ),
  ])
}

/** Stored search keys of a customer, pinyin initials included. */
export function keysOf(name: string, phone: string | null, code: string | null): string[] {
  const initials = initialsOf(name)
  return searchKeys({ name, core: splitName(name).core, initials, phones: phone ? [phone] : [], code })
}

/** The pinyin initials of a name or title, Chinese characters only: 知识库 is zsk. */
export function initialsOf(text: string): string {
  return pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'removed' })
    .join('')
    .toLowerCase()
}
