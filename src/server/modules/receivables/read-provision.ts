import { sql } from 'kysely'
import {
  addMonths,
  type Day,
  dayOf,
  type Instant,
  lastDayOf,
  type Month,
  monthOf,
} from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import {
  joinProvisions,
  type LossRate,
  type Provision,
  provisionOf,
} from '../../../core/receivable/provision.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { customersThen } from '../customers/index.ts'
import { type Judgement, judgementsAsOf } from './judge-provision.ts'
import { MATRIX_PERIODS, matrixOf, ratesOf, segmentOn, segmentsOf } from './loss-periods.ts'
import { type RatesVersion, typedRatesOn } from './provision-rates.ts'
import { openAsOf } from './read-ageing.ts'
import { salesMonths } from './read-measures.ts'
import type { Reading } from './reading.ts'

type Owed = { id: string; openFen: bigint; overdueDays: number; key: string | null }
type At = { asOf: Day; reading: Reading }

/** The provision of one day, from the ageing of that day in the same reading (C096). */
export async function provisionOn(ctx: ReadCtx, asOf: Day, reading: Reading) {
  const version = await typedRatesOn(ctx, asOf, reading)
  const [items, judgements] = await Promise.all([
    owedOn(ctx, version, { asOf, reading }),
    judgementsAsOf(ctx, asOf, reading),
  ])
  const judged = new Map(judgements.map(({ instalmentId, amountFen }) => [instalmentId, amountFen]))
  const rates = await ratesOf(ctx, version, { asOf, reading })
  const parts = await partsOf(ctx, { version, whole: rates, items, judged }, { asOf, reading })
  const provision =
    parts.length > 0
      ? joinProvisions(
          parts.map((part) => part.provision),
          rates,
        )
      : provisionOf(items, judged, rates)
  return { provision, judgements, version, items, parts }
}

async function owedOn(ctx: ReadCtx, { segment }: RatesVersion, { asOf, reading }: At): Promise<Owed[]> {
  const key = segment === 'none' ? sql`null::text` : sql`s.key`
  const join =
    segment === 'none' ? sql`` : sql`left join ${segmentOn(ctx, segment, asOf)} s on s.id = o.customer_id`
  const { rows } =
    await sql<Owed>`select o.id, o.open_fen as "openFen", o.overdue_days as "overdueDays", ${key} as key
    from ${openAsOf(ctx, asOf, reading)} o ${join}`.execute(ctx.db)
  return rows
}

type Apart = {
  version: RatesVersion
  whole: readonly LossRate[]
  items: readonly Owed[]
  judged: ReadonlyMap<string, bigint>
}

/**
 * Each segment with its own matrix and what it sets aside, the largest first; none where nothing is told
 * apart.
 */
async function partsOf(ctx: ReadCtx, { version, whole, items, judged }: Apart, at: At) {
  if (version.method !== 'matrix' || version.segment === 'none') return []
  const owed = Map.groupBy(items, ({ key }) => key)
  const segments = await segmentsOf(ctx, { by: version.segment, whole }, at)
  return segments
    .map(({ key, lines }) => ({ key, lines, provision: provisionOf(owed.get(key) ?? [], judged, lines) }))
    .sort((one, other) => (one.provision.openFen < other.provision.openFen ? 1 : -1))
}

export async function readProvision(ctx: ReadCtx, { asOf, reading }: { asOf: Day; reading: Reading }) {
  const { provision, judgements, version, items, parts } = await provisionOn(ctx, asOf, reading)
  const [sales, bookings, judged, matrix] = await Promise.all([
    salesMonths(ctx, { asOf, reading }),
    bookingsOf(ctx),
    judgedRows(ctx, { asOf, judgements, items }),
    matrixOf(ctx, version, { asOf, reading }),
  ])
  const today = dayOf(ctx.now)
  const booked = new Set(bookings.map(({ month }) => month))
  const months = Array.from({ length: 6 }, (_, back) => addMonths(monthOf(today), -1 - back))
  return {
    asOf,
    reading,
    rates: version,
    ...(provision satisfies Provision),
    salesFen: sales.reduce((sum, { salesFen }) => sum + salesFen, 0n),
    judged,
    bookings: await withToday(ctx, bookings),
    bookable: months.filter((month) => !booked.has(month)),
    matrix,
    periods: MATRIX_PERIODS,
    segments: parts.map(({ key, lines, provision: { openFen, totalFen } }) => ({
      key,
      lines,
      openFen,
      totalFen,
    })),
    can: { edit: may(ctx.actor.roles, 'receivable.write') || 'forbidden' },
  }
}

type BookingRow = {
  id: string
  month: Month
  openingFen: bigint
  chargeFen: bigint
  writtenOffFen: bigint
  recoveredFen: bigint
  closingFen: bigint
  generalFen: bigint
  individualFen: bigint
  openFen: bigint
  reason: string
  recordedAt: Instant
  by: string | null
}

async function bookingsOf(ctx: ReadCtx): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`
    select b.id, b.month, b.opening_fen as "openingFen", b.charge_fen as "chargeFen",
      b.written_off_fen as "writtenOffFen", b.recovered_fen as "recoveredFen", b.closing_fen as "closingFen",
      b.general_fen as "generalFen", b.individual_fen as "individualFen", b.open_fen as "openFen", b.reason,
      b.recorded_at as "recordedAt", u.name as by
    from provision_booking b left join app_user u on u.org_id = b.org_id and u.id = b.actor
    where b.org_id = ${ctx.orgId} and b.replaced_at is null order by b.month desc limit 24`.execute(ctx.db)
  return rows
}

/** The newest bookings beside what the books of their month say now: late documents move it. */
async function withToday(ctx: ReadCtx, bookings: readonly BookingRow[]) {
  const out = []
  for (const [index, row] of bookings.entries()) {
    const now =
      index < 3
        ? (await provisionOn(ctx, lastDayOf(row.month), 'business')).provision.totalFen
        : row.closingFen
    out.push({ ...row, nowFen: now })
  }
  return out
}

type Judged = { asOf: Day; judgements: readonly Judgement[]; items: readonly Owed[] }

async function judgedRows(ctx: ReadCtx, { asOf, judgements, items }: Judged) {
  const open = new Map(items.map((item) => [item.id, item]))
  const live = judgements.filter(({ instalmentId }) => open.has(instalmentId))
  const { rows } = await sql<{ id: string; customer_id: string; name: string; number: string }>`
    select i.id, c.id as customer_id, c.name, v.number from instalment i
    join ${customersThen(ctx, asOf)} c on c.org_id = i.org_id and c.id = i.customer_id
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and i.id = any(${live.map(({ instalmentId }) => instalmentId)}::uuid[])`.execute(
    ctx.db,
  )
  const heads = new Map(rows.map((row) => [row.id, row]))
  return live
    .map((one) => {
      const head = heads.get(one.instalmentId)!
      const { openFen, overdueDays } = open.get(one.instalmentId)!
      const amountFen = one.amountFen < openFen ? one.amountFen : openFen
      return {
        ...one,
        amountFen,
        customer: { id: head.customer_id, name: head.name },
        invoiceNumber: head.number,
        openFen,
        overdueDays,
      }
    })
    .sort((a, b) => (a.amountFen < b.amountFen ? 1 : -1))
}
