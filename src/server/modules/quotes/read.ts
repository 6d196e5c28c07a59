import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { CustomTest } from '../../../core/fields/custom-tests.ts'
import { may } from '../../../core/permission.ts'
import { CLOCK_DAY, waitedMinutes, waitsOf } from '../../../core/quote/clock.ts'
import {
  isExpired,
  possibleSteps,
  QUOTE_STATUSES,
  type QuoteStatus,
  standingOf,
} from '../../../core/quote/course.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at, containing } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { tableThen } from '../../platform/then.ts'
import { customNarrowing } from '../custom-fields/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { fieldNarrowing } from '../lists/index.ts'
import { originalIn } from '../rates/index.ts'
import { gradeOf } from './offer-rows.ts'
import { loadSteps, quoteScope, type StepRow } from './quote-rows.ts'
import { type QuotesOn, quotesOn } from './quotes-then.ts'
import { showVersions } from './versions.ts'

export type QuoteView = 'open' | 'late' | 'waiting' | 'sent' | 'decided' | 'all'

export type QuoteQuery = {
  page: number
  size: number
  view: QuoteView
  asOf?: Day | undefined
  q?: string | undefined
  customerId?: string | undefined
  dealId?: string | undefined
  responsibleId?: string | undefined
  fields?: readonly CustomTest[] | undefined
  custom?: readonly CustomTest[] | undefined
}

type Row = {
  id: string
  code: string | null
  title: string
  customer_id: string | null
  customer_name: string | null
  deal_id: string | null
  deal_title: string | null
  origin: 'request' | 'stage'
  status: QuoteStatus
  currency: string
  rate_micro: bigint | null
  rate_per: number | null
  rate_day: Day | null
  lost_reason: string | null
  competitor: string | null
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  custom: CustomValues
  version: number
  total: number
}

/** What the customer waits for stands first, the longest first; then what the customer has to decide. */
const orderOf = ({ of }: QuotesOn) => sql`array_position(${[...QUOTE_STATUSES]}::text[], ${of('status')}),
  case when ${of('status')} in ('asked', 'paused') then q.asked_at end, ${of('valid_until')} nulls last, ${of('updated_at')} desc, q.id`

export async function listQuotes(ctx: ReadCtx, query: QuoteQuery) {
  const reading = await openReading(ctx, query.asOf)
  const counts = await countQuotes(ctx, query, reading)
  const only = query.view === 'late' ? counts.lateIds : null
  const rows = await selectQuotes(ctx, query, only)
  const steps = await loadSteps(
    ctx,
    rows.map(({ id }) => id),
  )
  return {
    items: rows.map((row) => shapeQuote(row, steps.get(row.id)!, reading)),
    total: rows[0]?.total ?? 0,
    page: query.page,
    size: query.size,
    limitDays: reading.limitDays,
    counts: { late: counts.lateIds.length, waiting: counts.waiting, sent: counts.sent },
  }
}

export async function getQuote(ctx: ReadCtx, id: string) {
  const reading = await openReading(ctx, undefined)
  const { rows } = await selectRows(ctx, quotesOn(ctx, dayOf(ctx.now)), [sql`q.id = ${id}`], sql`limit 1`)
  const row = rows[0]
  if (!row) throw notFound('quote')
  const all = (await loadSteps(ctx, [id], { voided: true })).get(id)!
  const steps = all.filter(({ voidedAt }) => voidedAt === null)
  const writes = may(ctx.actor.roles, 'quote.write') || 'forbidden'
  const possible = possibleSteps(standingOf(steps), dayOf(ctx.now))
  return {
    ...shapeQuote(row, steps, reading),
    version: row.version,
    limitDays: reading.limitDays,
    lostReason: row.lost_reason,
    competitor: row.competitor,
    grade: await gradeOf(ctx, row),
    ...(await showVersions(ctx, id)),
    steps: all.map(({ voidedAt, knownAt: _, quoteId: __, responsibleId: ___, imported: ____, ...step }) => ({
      ...step,
      // What was said, in the quote's own currency.
      amountFen: step.originalMinor ?? step.amountFen,
      voided: voidedAt !== null,
    })),
    can: {
      edit: writes,
      undo: writes === true ? steps.length > 1 || 'nothing_to_undo' : writes,
      steps: writes === true ? possible : refuseAll(possible, writes),
    },
  }
}

function refuseAll<K extends string>(possible: Record<K, unknown>, code: string): Record<K, string> {
  return Object.fromEntries(Object.keys(possible).map((kind) => [kind, code])) as Record<K, string>
}

type Reading = { now: Instant; calendar: WorkCalendar; limitDays: number; past: boolean }

async function openReading(ctx: ReadCtx, asOf: Day | undefined): Promise<Reading> {
  const past = asOf !== undefined && asOf < dayOf(ctx.now)
  const now = past ? endOfDay(asOf) : ctx.now
  return { now, past, calendar: await loadCalendar(ctx), limitDays: await limitOf(ctx, past ? now : null) }
}

/** How many working days the company's own rule allows; lists and alerts must not contradict each other. */
async function limitOf(ctx: ReadCtx, moment: Instant | null): Promise<number> {
  const { rows } = await sql<{ days: number | null }>`
    select (spec #>> '{condition,threshold,value}')::int as days from ${tableThen(ctx, 'rule', moment)} r
    where org_id = ${ctx.orgId} and code = 'quote-response-late'`.execute(ctx.db)
  return rows[0]?.days ?? 3
}

/** Rows of the list; `only` narrows it to quotes that were picked by their clock. */
export async function selectQuotes(
  ctx: ReadCtx,
  query: QuoteQuery,
  only: readonly string[] | null,
): Promise<Row[]> {
  const on = quotesOn(ctx, query.asOf ?? dayOf(ctx.now))
  const where = [...(await filters(ctx, on, query)), ...viewFilter(on, query.view, only)]
  const tail = sql`order by ${orderOf(on)} limit ${query.size} offset ${(query.page - 1) * query.size}`
  return selectRows(ctx, on, where, tail).then(({ rows }) => rows)
}

const SHOWN = [
  ...(['title', 'deal_id', 'origin', 'status', 'currency', 'rate_micro', 'rate_per', 'rate_day'] as const),
  ...(['lost_reason', 'competitor', 'version', 'custom'] as const),
] as const

function selectRows(
  ctx: ReadCtx,
  { of, tables }: QuotesOn,
  where: RawBuilder<unknown>[],
  tail: RawBuilder<unknown>,
) {
  return sql<Row>`
    select q.id, ${of('external_code')} as code, ${sql.join(SHOWN.map(of))}, q.customer_id, c.name as customer_name, d.title as deal_title,
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active, count(*) over ()::int as total
    from ${tables}
    where q.org_id = ${ctx.orgId} and q.voided_at is null and ${quoteScope(ctx, 'quote.read')}
      ${sql.join(
        where.map((one) => sql`and ${one}`),
        sql` `,
      )}
    ${tail}`.execute(ctx.db)
}

async function filters(
  ctx: ReadCtx,
  on: QuotesOn,
  query: Partial<QuoteQuery>,
): Promise<RawBuilder<unknown>[]> {
  const { of } = on
  const text = containing(query.q ?? '')
  return [
    ...(query.q
      ? [sql`(${of('title')} ilike ${text} or ${of('external_code')} ilike ${text} or c.name ilike ${text})`]
      : []),
    ...(query.customerId ? [sql`q.customer_id = ${query.customerId}`] : []),
    ...(query.dealId ? [sql`${of('deal_id')} = ${query.dealId}`] : []),
    ...(query.responsibleId ? [sql`${of('responsible_id')} = ${query.responsibleId}`] : []),
    ...(query.asOf ? [sql`q.asked_at <= ${at(endOfDay(query.asOf))}`] : []),
    ...fieldNarrowing('quote', query.fields ?? [], holding(on)),
    ...(await customNarrowing(ctx, 'quote', query.custom ?? [], { column: 'q.id', asOf: query.asOf })),
  ]
}

/** Where each field of the list is found: what is filtered is what is shown. */
function holding({ of }: QuotesOn): Record<string, RawBuilder<unknown>> {
  return {
    title: of('title'),
    code: of('external_code'),
    customer: sql`c.name`,
    amount: of('amount_fen'),
    currency: of('currency'),
    original: sql`coalesce(${of('original_minor')}, ${of('amount_fen')})`,
    status: of('status'),
    asked_on: sql`(q.asked_at at time zone 'Asia/Shanghai')::date`,
    sent_on: sql`(${of('sent_at')} at time zone 'Asia/Shanghai')::date`,
    valid_until: of('valid_until'),
    responsible: of('responsible_id'),
  }
}

function viewFilter(
  { of }: QuotesOn,
  view: QuoteView,
  only: readonly string[] | null,
): RawBuilder<unknown>[] {
  const status = of('status')
  if (only) return [sql`q.id = any(${only}::uuid[])`]
  switch (view) {
    case 'open':
      return [sql`${status} not in ('won', 'lost', 'withdrawn')`]
    case 'waiting':
      return [sql`${status} in ('asked', 'paused')`]
    case 'sent':
      return [sql`${status} in ('sent', 'answered')`]
    case 'decided':
      return [sql`${status} in ('won', 'lost', 'withdrawn')`]
    default:
      return []
  }
}

/** How many wait, and which of them beyond the limit: only what is open is looked at. */
async function countQuotes(ctx: ReadCtx, query: QuoteQuery, reading: Reading) {
  const on = quotesOn(ctx, query.asOf ?? dayOf(ctx.now))
  const { rows } = await selectRows(
    ctx,
    on,
    [...(await filters(ctx, on, query)), sql`${on.of('status')} in ('asked', 'paused', 'sent', 'answered')`],
    sql``,
  )
  const waiting = rows.filter(({ status }) => status === 'asked' || status === 'paused')
  const steps = await loadSteps(
    ctx,
    waiting.map(({ id }) => id),
  )
  const lateIds = waiting.flatMap(({ id }) => (clockOf(steps.get(id)!, reading).isLate ? [id] : []))
  return { lateIds, waiting: waiting.length, sent: rows.length - waiting.length }
}

function clockOf(steps: readonly StepRow[], { now, calendar, limitDays }: Reading) {
  const waits = waitsOf(steps.filter((step) => step.at <= now))
  const workMinutes = waitedMinutes(waits, calendar, now)
  const isRunning = waits.at(-1)?.to === null
  return { workMinutes, isRunning, isLate: isRunning && workMinutes > limitDays * CLOCK_DAY }
}

function shapeQuote(row: Row, all: readonly StepRow[], reading: Reading) {
  const steps = all.filter((step) => step.at <= reading.now)
  const standing = standingOf(steps)
  const priced = steps.findLast(({ amountFen }) => amountFen !== null)
  const isEnd = ({ kind }: StepRow) => kind === 'won' || kind === 'lost' || kind === 'withdrawn'
  return {
    id: row.id,
    code: row.code,
    title: row.title,
    customer: row.customer_id ? { id: row.customer_id, name: row.customer_name ?? '' } : null,
    deal: row.deal_id ? { id: row.deal_id, title: row.deal_title ?? '' } : null,
    status: standing.status,
    origin: row.origin,
    askedAt: steps[0]?.at ?? all[0]!.at,
    sentAt: steps.find(({ kind }) => kind === 'sent')?.at ?? null,
    decidedAt: steps.find(isEnd)?.at ?? null,
    amountFen: priced?.amountFen ?? null,
    currency: row.currency,
    original: originalIn({ ...row, original_minor: priced?.originalMinor ?? null }),
    validUntil: standing.validUntil,
    isExpired: isExpired(standing, dayOf(reading.now)),
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
    clock: clockOf(all, reading),
    custom: { ...row.custom },
  }
}
