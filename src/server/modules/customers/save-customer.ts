import type { z } from 'zod'
import type { customerInput } from '../../../api/customers.ts'
import type { Credit } from '../../../core/customer/credit-change.ts'
import { readPhone, readUscc, tidyName } from '../../../core/customer/entry.ts'
import { nameKey } from '../../../core/customer/name-key.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { may } from '../../../core/permission.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { checkGiven } from '../custom-fields/index.ts'
import { creditBeyond, NO_CREDIT, openCreditGate } from './credit-gate.ts'
import { requestCredit } from './credit-request.ts'
import { foundCustomers } from './found-customers.ts'
import { readGiven } from './read-given.ts'
import { keysOf, renewPeriod, saveCustomers } from './save-customers.ts'
import { scopedCustomerIds } from './scope.ts'

type Form = z.output<typeof customerInput>

/**
 * Creates a customer. A duplicate is refused naming who is responsible and nothing else of that record
 * (C222).
 */
export async function createCustomer(ctx: WriteCtx, given: Form): Promise<SavedCustomer> {
  const form = readEntry(given)
  await refuseDuplicate(ctx, form, null)
  const assigned =
    form.responsibleId && may(ctx.actor.roles, 'customer.assign') ? form.responsibleId : ctx.actor.userId
  const custom = await checkGiven(ctx, 'customer', {}, form.custom ?? {})
  const wish = await wishOf(ctx, form, { id: '', before: NO_CREDIT })
  const credit = wish.now
  const [saved] = await saveCustomers(ctx, [
    { ...form, ...credit, custom, responsibleId: assigned, keyLevel: form.keyLevel },
  ])
  await recordEvent(ctx, {
    kind: 'customer.created',
    subject: { kind: 'customer', id: saved!.id },
    customerId: saved!.id,
    summary: { name: form.name },
  })
  const approvalId = await askFor(ctx, { id: saved!.id, name: form.name, reason: form.creditReason }, wish)
  return { id: saved!.id, version: 1, approvalId }
}

/** `isPutBack`: what was there before returns as it was, whatever the rules of entry say of it. */
export async function updateCustomer(
  ctx: WriteCtx,
  id: string,
  given: Omit<Form, 'responsibleId'>,
  { isPutBack }: { isPutBack: boolean } = { isPutBack: false },
): Promise<SavedCustomer> {
  const row = await getCustomerRow(ctx, id)
  expectVersion(ctx, row.version)
  const form = isPutBack ? given : readEntry(given, row)
  await refuseDuplicate(ctx, form, id)
  const custom = await customAfter(ctx, row, form.custom)
  const before = { limitFen: row.limit_fen, termDays: row.term_days }
  const wish = await wishOf(ctx, form, { id, before })
  await openCreditGate(ctx)([{ customerId: id, before, after: wish.now }])
  await ctx.db
    .updateTable('customer')
    .set({
      name: form.name,
      name_key: nameKey(form.name),
      short_name: form.shortName ?? null,
      external_code: form.externalCode ?? null,
      uscc: form.uscc ?? null,
      city: form.city ?? null,
      ...(form.phone === undefined ? {} : { phone: form.phone }),
      key_level: form.keyLevel,
      term_days: wish.now.termDays,
      limit_fen: wish.now.limitFen,
      remark: form.remark,
      custom: json(custom),
      search_keys: keysOf(
        form.name,
        form.phone === undefined ? row.phone : (form.phone ?? null),
        form.externalCode ?? null,
      ),
      updated_at: at(ctx.tick),
      version: row.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await renewPeriod(ctx, id)
  await recordEvent(ctx, {
    kind: 'customer.updated',
    subject: { kind: 'customer', id },
    customerId: id,
    summary: { name: form.name },
  })
  await touch(ctx, [{ kind: 'customer', id }])
  const approvalId = await askFor(ctx, { id, name: form.name, reason: form.creditReason }, wish)
  return { id, version: row.version + 1, approvalId }
}

/** A caller that knows nothing of own fields leaves them as they are. */
async function customAfter(
  ctx: WriteCtx,
  row: { custom: unknown },
  given: Form['custom'],
): Promise<CustomValues> {
  const before = row.custom as CustomValues
  return given === undefined ? before : checkGiven(ctx, 'customer', before, given)
}

type SavedCustomer = { id: string; version: number; approvalId: string | null }
/** `now` takes effect with this write; `asked` waits for an approval. */
type CreditWish = { before: Credit; now: Credit; asked: Credit | null }

/**
 * A limit or term beyond one's authority stays as it is and is asked for, when the form says why; without a
 * reason the gate refuses the write (C180).
 */
async function wishOf(
  ctx: WriteCtx,
  form: Pick<Form, 'limitFen' | 'termDays' | 'creditReason'>,
  { id, before }: { id: string; before: Credit },
): Promise<CreditWish> {
  const after: Credit = { limitFen: form.limitFen ?? null, termDays: form.termDays ?? null }
  if (!form.creditReason) return { before, now: after, asked: null }
  const beyond = await creditBeyond(ctx, [{ customerId: id, before, after }])
  return beyond.length > 0 ? { before, now: before, asked: after } : { before, now: after, asked: null }
}

async function askFor(
  ctx: WriteCtx,
  { id, name, reason }: { id: string; name: string; reason: string | undefined },
  { before, asked }: CreditWish,
): Promise<string | null> {
  return asked === null ? null : requestCredit(ctx, { id, name, before, after: asked, reason: reason ?? '' })
}

/** Hands customers over; only those in the actor's scope, all or none. */
export async function assignCustomers(
  ctx: WriteCtx,
  ids: readonly string[],
  responsibleId: string,
): Promise<{ count: number }> {
  const receiver = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', responsibleId)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!receiver) throw conflict('receiver_invalid')
  const rows = await scopedCustomerIds(ctx, 'customer.assign')
    .where('scoped.id', 'in', [...ids])
    .forUpdate()
    .execute()
  if (rows.length !== new Set(ids).size) throw notFound('customer')
  for (const { id } of rows) {
    await ctx.db
      .updateTable('customer')
      .set((eb) => ({
        responsible_id: responsibleId,
        version: eb('version', '+', 1),
        updated_at: at(ctx.tick),
      }))
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
    await renewPeriod(ctx, id)
    await recordEvent(ctx, {
      kind: 'customer.assigned',
      subject: { kind: 'customer', id },
      customerId: id,
      summary: { responsibleId },
    })
  }
  await touch(
    ctx,
    rows.map(({ id }) => ({ kind: 'customer', id })),
  )
  return { count: rows.length }
}

/** Shows full numbers; every reveal is an event (trust §3.1). */
export async function revealPhones(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('customer')
    .select('phone')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('id', 'in', scopedCustomerIds(ctx, 'customer.read'))
    .executeTakeFirst()
  if (!row) throw notFound('customer')
  const contacts = await ctx.db
    .selectFrom('contact')
    .select(['id', 'phone'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', id)
    .where('voided_at', 'is', null)
    .execute()
  await recordEvent(ctx, {
    kind: 'customer.revealed',
    subject: { kind: 'customer', id },
    customerId: id,
    summary: { contacts: contacts.length },
  })
  return { phone: row.phone, contacts }
}

/** Locks a customer for writing; not there and not yours are the same answer. */
export async function getCustomerRow(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('customer')
    .select([
      'id',
      'version',
      'name',
      'short_name',
      'external_code',
      'uscc',
      'city',
      'phone',
      'key_level',
      'limit_fen',
      'term_days',
      'remark',
      'custom',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('id', 'in', scopedCustomerIds(ctx, 'customer.write'))
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('customer')
  return row
}

/** By the rules of entry (C202); what was there before and is not touched stands, however it is written. */
function readEntry<T extends Pick<Form, 'name' | 'uscc' | 'phone'>>(form: T, before?: Stored): T {
  return {
    ...form,
    name: form.name === before?.name ? form.name : tidyName(form.name),
    uscc: readGiven(form.uscc, before?.uscc, readUscc),
    phone: readGiven(form.phone, before?.phone, readPhone),
  }
}

type Stored = { name: string; uscc: string | null; phone: string | null }

async function refuseDuplicate(
  ctx: WriteCtx,
  form: { name: string; externalCode?: string | null | undefined },
  exceptId: string | null,
): Promise<void> {
  const row = await ctx.db
    .selectFrom(foundCustomers(ctx))
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'found.org_id').onRef('u.id', '=', 'found.responsible_id'),
    )
    .select(['found.id', 'u.name as responsible'])
    .where((eb) =>
      eb.or([
        eb('found_key', '=', nameKey(form.name)),
        ...(form.externalCode ? [eb('found_code', '=', form.externalCode)] : []),
      ]),
    )
    .$if(exceptId !== null, (query) => query.where('found.id', '!=', exceptId!))
    .executeTakeFirst()
  if (row) throw conflict('duplicate_customer', { responsible: row.responsible ?? '' })
}
