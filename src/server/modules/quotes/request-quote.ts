import { sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { bookAmount } from '../../../core/exchange/rate.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { may } from '../../../core/permission.ts'
import { expectVersion, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { refuseBarred } from '../credit/index.ts'
import { checkGiven } from '../custom-fields/index.ts'
import { requireCustomer, scopedCustomerIds } from '../customers/index.ts'
import { giveNumber } from '../numbers/index.ts'
import { getRate } from '../rates/index.ts'
import { insertQuotes } from './insert-quotes.ts'
import { getQuoteRow } from './quote-rows.ts'
import { touchQuotes, writeSteps } from './write-steps.ts'

export type RequestForm = {
  title: string
  code?: string | null | undefined
  customerId?: string | null | undefined
  dealId?: string | null | undefined
  askedAt?: Instant | undefined
  /** in the currency beside it */
  expectedFen?: bigint | null | undefined
  currency: string
  responsibleId?: string | null | undefined
  custom?: Given | undefined
}

/** What a form says of own fields. */
type Given = Readonly<Record<string, unknown>>

/** Notes a request for a quotation: the response clock starts at `askedAt` (C058). */
export async function requestQuote(
  ctx: WriteCtx,
  form: RequestForm,
): Promise<{ id: string; version: number }> {
  const askedAt = form.askedAt ?? ctx.now
  if (askedAt > ctx.now) throw invalid('date_in_future')
  const deal = form.dealId ? await getDealInScope(ctx, form.dealId) : null
  const customerId = deal?.customerId ?? form.customerId ?? null
  if (!deal && !customerId) throw invalid('invalid_input', { fields: [{ path: 'customerId' }] })
  if (!deal && customerId) await requireCustomer(ctx, customerId, 'quote.write')
  if (customerId) await refuseBarred(ctx, customerId)
  const custom = await checkGiven(ctx, 'quote', {}, form.custom ?? {})
  const code = await giveNumber(ctx, 'quote', form.code)
  await refuseDuplicate(ctx, code)
  const responsibleId = chosen(ctx, form.responsibleId) ?? deal?.responsibleId ?? ctx.actor.userId
  const { currency } = form
  const rate = await getRate(ctx, { currency, day: dayOf(askedAt) })
  // What a deal is worth in another currency is no price that anybody was asked for.
  const fromDeal = deal?.currency === currency ? deal.amount : null
  const expected = form.expectedFen ?? fromDeal
  const [id] = await insertQuotes(ctx, [
    {
      externalCode: code,
      customerId,
      dealId: form.dealId ?? null,
      title: form.title,
      currency,
      rate,
      responsibleId,
      origin: 'request',
      askedAt,
      custom,
    },
  ])
  const amount = expected === null ? null : bookAmount(expected, currency, rate)
  await writeSteps(ctx, [{ quoteId: id!, kind: 'asked', at: askedAt, responsibleId, amount }])
  await recordEvent(ctx, {
    kind: 'quote.asked',
    subject: { kind: 'quote', id: id! },
    customerId,
    summary: { title: form.title },
  })
  await touchQuotes(ctx, [{ id: id!, responsibleId }])
  return { id: id!, version: 2 }
}

export type QuoteForm = {
  title: string
  code?: string | null | undefined
  responsibleId?: string | null | undefined
  custom?: Given | undefined
}

/** Edits what is no fact: title, number, who answers for it. */
export async function updateQuote(
  ctx: WriteCtx,
  id: string,
  form: QuoteForm,
): Promise<{ id: string; version: number }> {
  const quote = await getQuoteRow(ctx, id)
  expectVersion(ctx, quote.version)
  const code = form.code || null
  if (code !== null && code !== quote.external_code) {
    await refuseDuplicate(ctx, code)
    await giveNumber(ctx, 'quote', code)
  }
  const responsibleId = chosen(ctx, form.responsibleId) ?? quote.responsible_id
  const custom = form.custom && (await checkGiven(ctx, 'quote', quote.custom as CustomValues, form.custom))
  await ctx.db
    .updateTable('quote')
    .set({
      title: form.title,
      external_code: code,
      responsible_id: responsibleId,
      ...(custom ? { custom: json(custom) } : {}),
      updated_at: at(ctx.tick),
      version: quote.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: 'quote.updated',
    subject: { kind: 'quote', id },
    customerId: quote.customer_id,
    summary: { title: form.title },
  })
  await touchQuotes(ctx, [{ id, responsibleId }])
  return { id, version: quote.version + 1 }
}

/** Oneself, or anybody for those who may assign; otherwise the choice is not taken. */
function chosen(ctx: WriteCtx, responsibleId: string | null | undefined): string | null {
  if (!responsibleId) return null
  return responsibleId === ctx.actor.userId || may(ctx.actor.roles, 'customer.assign') ? responsibleId : null
}

async function getDealInScope(ctx: WriteCtx, dealId: string) {
  const users = visibleUsers(ctx, 'quote.write')
  const { rows } = await sql<{
    customerId: string | null
    responsibleId: string | null
    currency: string
    amount: bigint | null
  }>`
    select d.customer_id as "customerId", d.responsible_id as "responsibleId", d.currency,
      coalesce(d.original_minor, d.amount_fen) as amount from deal d
    where d.org_id = ${ctx.orgId} and d.id = ${dealId} and d.voided_at is null ${
      users === null
        ? sql``
        : sql`and (d.responsible_id = any(${users}::uuid[]) or d.customer_id in (${scopedCustomerIds(ctx, 'quote.write')}))`
    }`.execute(ctx.db)
  if (!rows[0]) throw notFound('deal')
  return rows[0]
}

async function refuseDuplicate(ctx: WriteCtx, number: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('quote')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('external_code', '=', number)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (row) throw conflict('duplicate_document', { number })
}
