import { sql } from 'kysely'
import { type Day, dayOf, daysBetween, endOfDay } from '../../../core/calendar.ts'
import { type DocumentKind, lackingOf } from '../../../core/credit/document.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import { recheckHolds } from './holds.ts'
import { policyThen } from './policy.ts'
import { getCustomerHead } from './scope.ts'

type Paper = {
  kind: DocumentKind
  title: string
  number: string
  issuer: string
  issuedOn: Day
  expiresOn: Day | null
  score: string
  history: string
  fileId: string | null
}
type Row = Paper & { id: string; fileName: string | null; recordedOn: Day; by: string | null }

/** A paper of the customer's file (C007 C012): known from now on, and what waited for it is asked again. */
export async function recordDocument(
  ctx: WriteCtx,
  customerId: string,
  form: Paper,
): Promise<{ id: string }> {
  await getCustomerHead(ctx, customerId, 'credit.write')
  if (form.issuedOn > dayOf(ctx.now)) throw invalid('date_in_future')
  if (form.expiresOn !== null && form.expiresOn < form.issuedOn) throw invalid('dates_reversed')
  if (form.fileId !== null) await requireFileOf(ctx, customerId, form.fileId)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('credit_document')
    .values({
      ...{ org_id: ctx.orgId, id, customer_id: customerId, kind: form.kind, title: form.title },
      ...{ number: form.number, issuer: form.issuer, issued_on: form.issuedOn, expires_on: form.expiresOn },
      ...{ score: form.score, history: form.history, file_id: form.fileId, occurred_on: dayOf(ctx.now) },
      ...{ known_at: at(ctx.tick), recorded_at: at(ctx.tick), actor: ctx.actor.userId },
    })
    .execute()
  await tell(ctx, 'credit.document_recorded', { ...form, id, customerId })
  await recheckHolds(ctx, [customerId])
  return { id }
}

/** For what was recorded by mistake; readings of the past as known still show it. */
export async function voidDocument(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const { rows } = await sql<Pick<Row, 'id' | 'kind' | 'title' | 'expiresOn'> & { customerId: string }>`
    select h.id, h.customer_id as "customerId", h.kind, h.title, h.expires_on as "expiresOn" from credit_document h
    where h.org_id = ${ctx.orgId} and h.id = ${id} and h.voided_at is null for update`.execute(ctx.db)
  const found = rows[0]
  if (!found) throw notFound('credit_document')
  await getCustomerHead(ctx, found.customerId, 'credit.write')
  await ctx.db
    .updateTable('credit_document')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await tell(ctx, 'credit.document_voided', found)
  return { ok: true }
}

/** The papers as they were known at the end of a day, and what was lacking by the rules of credit. */
export async function getDocuments(ctx: ReadCtx, customerId: string, asOfDay?: Day) {
  await getCustomerHead(ctx, customerId, 'credit.read')
  const asOf = asOfDay ?? dayOf(ctx.now)
  const end = at(endOfDay(asOf))
  const [policy, { rows }] = await Promise.all([
    policyThen(ctx, asOf),
    sql<Row>`
      select h.id, h.kind, h.title, h.number, h.issuer, h.issued_on as "issuedOn", h.expires_on as "expiresOn", h.score,
        h.history, h.file_id as "fileId", f.name as "fileName", h.occurred_on as "recordedOn", u.name as by
      from credit_document h
      left join record_file f on f.org_id = h.org_id and f.id = h.file_id and f.voided_at is null
      left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = h.org_id and u.id = h.actor
      where h.org_id = ${ctx.orgId} and h.customer_id = ${customerId} and h.known_at <= ${end}
        and (h.voided_at is null or h.voided_at > ${end})
      order by h.expires_on nulls last, h.id`.execute(ctx.db),
  ])
  const { required, mode } = policy.documents
  const lacking = lackingOf(required, rows, asOf)
  return {
    asOf: asOfDay ?? null,
    items: rows.map((row) => ({
      ...row,
      daysLeft: row.expiresOn === null ? null : daysBetween(asOf, row.expiresOn),
    })),
    ...{ required, mode, missing: lacking?.missing ?? [], expired: lacking?.expired ?? [] },
    can: { record: may(ctx.actor.roles, 'credit.write') || ('forbidden' as const) },
  }
}

async function requireFileOf(ctx: ReadCtx, customerId: string, fileId: string): Promise<void> {
  const file = await ctx.db
    .selectFrom('record_file')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', fileId)
    .where('record_kind', '=', 'customer')
    .where('record_id', '=', customerId)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (!file) throw notFound('file')
}

async function tell(
  ctx: WriteCtx,
  kind: string,
  { id, customerId, title, expiresOn }: Pick<Row, 'id' | 'title' | 'expiresOn'> & { customerId: string },
): Promise<void> {
  await recordEvent(ctx, {
    kind,
    subject: { kind: 'credit_document', id },
    customerId,
    summary: { title, expiresOn },
  })
  await touch(ctx, [{ kind: 'customer', id: customerId }])
}
