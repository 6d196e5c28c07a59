import { readEmail, readPhone, tidyName } from '../../../core/customer/entry.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { checkGiven } from '../custom-fields/index.ts'
import { readGiven } from './read-given.ts'
import { getCustomerRow } from './save-customer.ts'
import { scopedCustomerIds } from './scope.ts'

export type ContactForm = {
  name: string
  title: string
  phone?: string | null | undefined
  email?: string | null | undefined
  wechat?: string | null | undefined
  isPrimary: boolean
  /** wants no mail from us; not said: stays as it is */
  noMail?: boolean | undefined
  /** own fields; not said: they stay as they are */
  custom?: Readonly<Record<string, unknown>> | undefined
}

export async function addContact(
  ctx: WriteCtx,
  customerId: string,
  given: ContactForm,
): Promise<{ id: string }> {
  await getCustomerRow(ctx, customerId)
  const form = readEntry(given)
  const custom = await checkGiven(ctx, 'contact', {}, form.custom ?? {})
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('contact')
    .values({
      org_id: ctx.orgId,
      id,
      customer_id: customerId,
      name: form.name,
      title: form.title,
      phone: form.phone ?? null,
      email: form.email ?? null,
      wechat: form.wechat ?? null,
      is_primary: form.isPrimary,
      no_mail: form.noMail ?? false,
      custom: json(custom),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'contact.added',
    subject: { kind: 'contact', id },
    customerId,
    summary: { name: form.name },
  })
  return { id }
}

/** A field that is not given stays as it is: the page never had the full number. */
export async function updateContact(
  ctx: WriteCtx,
  id: string,
  given: ContactForm,
  { isPutBack }: { isPutBack: boolean } = { isPutBack: false },
): Promise<{ id: string; version: number }> {
  const row = await getContactRow(ctx, id)
  expectVersion(ctx, row.version)
  const form = isPutBack ? given : readEntry(given, row)
  const own = form.custom && (await checkGiven(ctx, 'contact', row.custom as CustomValues, form.custom))
  await ctx.db
    .updateTable('contact')
    .set({
      name: form.name,
      title: form.title,
      ...(form.phone === undefined ? {} : { phone: form.phone }),
      ...(form.email === undefined ? {} : { email: form.email }),
      ...(form.wechat === undefined ? {} : { wechat: form.wechat }),
      is_primary: form.isPrimary,
      ...(form.noMail === undefined ? {} : { no_mail: form.noMail }),
      ...(own ? { custom: json(own) } : {}),
      version: row.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: 'contact.updated',
    subject: { kind: 'contact', id },
    customerId: row.customer_id,
    summary: { name: form.name },
  })
  return { id, version: row.version + 1 }
}

/** Locks a contact for writing; it belongs to whoever its customer belongs to. */
export async function getContactRow(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('contact')
    .select([
      ...(['id', 'version', 'customer_id', 'name', 'title'] as const),
      ...(['phone', 'email', 'wechat', 'is_primary', 'custom'] as const),
    ])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('voided_at', 'is', null)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'customer.write'))
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('contact')
  return row
}

type Stored = { name: string; phone: string | null; email: string | null }

function readEntry(form: ContactForm, before?: Stored): ContactForm {
  return {
    ...form,
    name: form.name === before?.name ? form.name : tidyName(form.name),
    phone: readGiven(form.phone, before?.phone, readPhone),
    email: readGiven(form.email, before?.email, readEmail),
  }
}
