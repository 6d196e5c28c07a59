import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { bookAmount } from '../../../core/exchange/rate.ts'
import type { Fen } from '../../../core/money.ts'
import { type JudgedOffer, judgeOffer, type PriceGrade } from '../../../core/price/judge.ts'
import type { LineInput } from '../../../core/quote/lines.ts'
import type { Offer } from '../../../core/quote/offer.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { contentHashOf } from '../approvals/index.ts'
import { loadPriceBook, type PriceBook } from '../prices/index.ts'
import { getRateNow, type rateIn } from '../rates/index.ts'

export type OfferForm = {
  lines?: readonly LineInput[] | undefined
  amountFen?: Fen | null | undefined
  validUntil?: Day | null | undefined
}

type QuoteOf = Parameters<typeof rateIn>[0] & {
  id: string
  customer_id: string | null
  deal_id: string | null
  currency: string
  asked_at: Instant
}

/** An offer as today's price list sees it, and the hash that an approval of it is bound to. */
export type JudgedContent = {
  offer: Offer
  judged: JudgedOffer
  /** the total in yuan, as flow and authority ask about it; the offer is in the quote's own currency */
  yuanFen: Fen
  grade: PriceGrade
  book: PriceBook
  hash: string
}

/** Writes nothing: the gate, the request for approval and the version all start from this one judgement. */
export async function judgeContent(ctx: ReadCtx, quote: QuoteOf, form: OfferForm): Promise<JudgedContent> {
  const rate = await getRateNow(ctx, quote, dayOf(quote.asked_at))
  const grade = await gradeOf(ctx, quote)
  const book = await loadPriceBook(ctx, quote.currency)
  const judged = judgeOffer(
    { lines: form.lines ?? [], amountFen: form.amountFen ?? null },
    { rows: book.rows, grade, rate },
  )
  const offer: Offer = {
    currency: quote.currency,
    amountFen: judged.totalFen,
    validUntil: form.validUntil ?? null,
    lines: judged.lines.map((line) => ({
      product: line.product,
      unit: line.unit,
      quantityMilli: line.quantityMilli,
      unitPriceFen: line.unitPriceFen,
      amountFen: line.amountFen,
      verdict: book.rows === null ? null : line.verdict,
    })),
  }
  const hash = contentHashOf({
    quoteId: quote.id,
    customerId: quote.customer_id,
    priceListId: book.listId,
    rows: judged.lines.map(({ row }) => rowIdOf(row)),
    ...offer,
  })
  const yuanFen = bookAmount(judged.totalFen, quote.currency, rate).fen
  return { offer, judged, yuanFen, grade, book, hash }
}

export type QuoteVersion = { id: string; number: number; hash: string }

/** The newest version if it is this very content, else a new one: versions are never written over. */
export async function keepVersion(
  ctx: WriteCtx,
  quoteId: string,
  content: JudgedContent,
): Promise<QuoteVersion> {
  const last = await ctx.db
    .selectFrom('quote_version')
    .select(['id', 'number', 'content_hash as hash'])
    .where('org_id', '=', ctx.orgId)
    .where('quote_id', '=', quoteId)
    .orderBy('number', 'desc')
    .executeTakeFirst()
  if (last?.hash === content.hash) return last
  const { offer, judged, book, hash } = content
  const version = { id: newId(ctx.now), number: (last?.number ?? 0) + 1, hash }
  await ctx.db
    .insertInto('quote_version')
    .values({
      org_id: ctx.orgId,
      id: version.id,
      quote_id: quoteId,
      number: version.number,
      price_list_id: book.listId,
      amount_fen: offer.amountFen,
      valid_until: offer.validUntil,
      verdict: judged.verdict,
      deviation_bp: judged.deviationBp,
      margin_bp: judged.marginBp,
      content_hash: hash,
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await insertRows(
    ctx.db,
    'quote_line',
    judged.lines.map((line, seq) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      quote_id: quoteId,
      version_id: version.id,
      seq,
      product: line.product,
      quantity_milli: line.quantityMilli,
      unit: line.unit,
      unit_price_fen: line.unitPriceFen,
      amount_fen: line.amountFen,
      price_line_id: rowIdOf(line.row),
      verdict: book.rows === null ? null : line.verdict,
    })),
  )
  return version
}

function rowIdOf(row: object | null): string | null {
  return row !== null && 'id' in row ? String(row.id) : null
}

/** How much the customer matters (重点/普通); a quote knows its customer itself or through its deal. */
export async function gradeOf(
  ctx: ReadCtx,
  quote: Pick<QuoteOf, 'customer_id' | 'deal_id'>,
): Promise<PriceGrade> {
  const row = await ctx.db
    .selectFrom('customer as c')
    .select('c.key_level')
    .where('c.org_id', '=', ctx.orgId)
    .where((eb) =>
      quote.customer_id !== null
        ? eb('c.id', '=', quote.customer_id)
        : eb(
            'c.id',
            'in',
            eb
              .selectFrom('deal as d')
              .select('d.customer_id')
              .where('d.org_id', '=', ctx.orgId)
              .where('d.id', '=', quote.deal_id),
          ),
    )
    .executeTakeFirst()
  return row?.key_level === 'key' ? 'key' : 'normal'
}
