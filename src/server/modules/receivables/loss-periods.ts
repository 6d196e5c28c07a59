import { type RawBuilder, sql } from 'kysely'
import { addDays, type Day, endOfDay } from '../../../core/calendar.ts'
import {
  lossMatrix,
  MATRIX_AGES,
  MATRIX_DAYS,
  type MatrixLine,
  type MatrixPeriod,
  type Segment,
  segmentMatrix,
} from '../../../core/receivable/loss-matrix.ts'
import type { LossRate } from '../../../core/receivable/provision.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { customersThen } from '../customers/index.ts'
import { type RatesVersion, typedRatesOn } from './provision-rates.ts'
import { openAsOf } from './read-ageing.ts'
import { countsAsOf, type Reading } from './reading.ts'

/** So many periods of thirty days, the last of them ending on the day. */
export const MATRIX_PERIODS = 5

type Version = Pick<RatesVersion, 'rates' | 'method' | 'forwardBp'>

/** The percentages that hold on a day: as typed, or what the company's own losses up to it make of them. */
export async function ratesOn(ctx: ReadCtx, asOf: Day, reading: Reading): Promise<readonly LossRate[]> {
  return ratesOf(ctx, await typedRatesOn(ctx, asOf, reading), { asOf, reading })
}

export async function ratesOf(
  ctx: ReadCtx,
  version: Version,
  at: { asOf: Day; reading: Reading },
): Promise<readonly LossRate[]> {
  if (version.method === 'ageing') return version.rates
  return (await matrixOf(ctx, version, at)).map(({ from, bp }) => ({ from, bp }))
}

export async function matrixOf(
  ctx: ReadCtx,
  { rates, forwardBp }: Omit<Version, 'method'>,
  at: { asOf: Day; reading: Reading },
): Promise<MatrixLine[]> {
  const periods: MatrixPeriod[] = []
  for (let back = MATRIX_PERIODS; back >= 0; back -= 1)
    periods.push(await periodOf(ctx, addDays(at.asOf, -MATRIX_DAYS * back), at.reading))
  return lossMatrix(rates, periods, forwardBp)
}

type AgeRow = { days: number; fen: bigint; n: number }

async function periodOf(ctx: ReadCtx, end: Day, reading: Reading): Promise<MatrixPeriod> {
  const [{ rows: open }, { rows: lost }] = await Promise.all([
    sql<AgeRow>`select o.overdue_days as days, sum(o.open_fen)::bigint as fen, count(*)::int as n
      from ${openAsOf(ctx, end, reading)} o group by o.overdue_days`.execute(ctx.db),
    writtenOffUntil(ctx, end, reading),
  ])
  const fen = (rows: readonly AgeRow[]) => byAge(rows, 0n, (sum, row) => sum + row.fen)
  return { open: fen(open), cases: byAge(open, 0, (sum, { n }) => sum + n), lost: fen(lost) }
}

/** The matrix of each segment that has anything open, drawn towards the whole; the largest first. */
export async function segmentsOf(
  ctx: ReadCtx,
  { by, whole }: { by: Exclude<Segment, 'none'>; whole: readonly LossRate[] },
  { asOf, reading }: { asOf: Day; reading: Reading },
): Promise<{ key: string | null; lines: MatrixLine[] }[]> {
  const ends: SegmentRow[][] = []
  for (let back = MATRIX_PERIODS; back >= 0; back -= 1)
    ends.push(await segmentRows(ctx, by, { end: addDays(asOf, -MATRIX_DAYS * back), reading }))
  const keys = new Set(ends.at(-1)!.flatMap(({ now, lost, n }) => (lost || n === 0 ? [] : [now])))
  return [...keys].map((key) => ({
    key,
    lines: segmentMatrix(
      whole,
      ends.map((rows) => periodIn(rows, key)),
    ),
  }))
}

/** By the segment at the end of a period (`now`) and a period before (`was`); `lost`: written off in it. */
type SegmentRow = AgeRow & { now: string | null; was: string | null; lost: boolean }

/**
 * Whoever went bad is in another grade by now: what became of a segment is asked of those who were in it
 * when the period began, or good grades would never lose anything.
 */
function periodIn(rows: readonly SegmentRow[], key: string | null): MatrixPeriod {
  const sum = (some: readonly SegmentRow[]) => byAge(some, 0n, (all, row) => all + row.fen)
  const here = rows.filter(({ now, lost }) => !lost && now === key)
  return {
    open: sum(here),
    cases: byAge(here, 0, (all, { n }) => all + n),
    rolled: sum(rows.filter(({ was, lost }) => !lost && was === key)),
    lost: sum(rows.filter(({ was, lost }) => lost && was === key)),
  }
}

async function segmentRows(
  ctx: ReadCtx,
  by: Exclude<Segment, 'none'>,
  { end, reading }: { end: Day; reading: Reading },
): Promise<SegmentRow[]> {
  const [now, was] = [segmentOn(ctx, by, end), segmentOn(ctx, by, addDays(end, -MATRIX_DAYS))]
  const { rows } = await sql<SegmentRow>`
    select x.days, x.lost, e.key as now, b.key as was, sum(x.fen)::bigint as fen, count(*)::int as n from (
      select o.customer_id, o.overdue_days as days, o.open_fen as fen, false as lost from ${openAsOf(ctx, end, reading)} o
      union all
      select i.customer_id, (${end}::date - i.due_on), a.amount_fen, true ${writeOffs(ctx, end, reading)}
    ) x left join ${now} e on e.id = x.customer_id left join ${was} b on b.id = x.customer_id
    group by 1, 2, 3, 4`.execute(ctx.db)
  return rows
}

/** Which segment each customer was in at the end of a day. */
export function segmentOn(ctx: ReadCtx, by: Exclude<Segment, 'none'>, day: Day): RawBuilder<unknown> {
  if (by === 'city')
    return sql`(select t.id, nullif(t.city, '') as key from ${customersThen(ctx, day)} t where t.org_id = ${ctx.orgId})`
  const end = at(endOfDay(day))
  return sql`(select r.customer_id as id, r.grade as key from credit_rating r where r.org_id = ${ctx.orgId}
    and r.valid_from <= ${end} and (r.valid_to is null or r.valid_to > ${end}))`
}

/** What was written off in the period, at the age it would have at its end. */
function writtenOffUntil(ctx: ReadCtx, end: Day, reading: Reading) {
  return sql<AgeRow>`
    select (${end}::date - i.due_on) as days, sum(a.amount_fen)::bigint as fen, count(*)::int as n
    ${writeOffs(ctx, end, reading)} group by 1`.execute(ctx.db)
}

function writeOffs(ctx: ReadCtx, end: Day, reading: Reading): RawBuilder<unknown> {
  return sql`
    from payment p join allocation a on a.org_id = p.org_id and a.payment_id = p.id and ${countsAsOf('a', end, reading)}
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    where p.org_id = ${ctx.orgId} and p.kind = 'write_off' and ${countsAsOf('p', end, reading)}
      and p.occurred_on > ${addDays(end, -MATRIX_DAYS)} and p.occurred_on <= ${end}`
}

function byAge<T>(rows: readonly AgeRow[], zero: T, add: (sum: T, row: AgeRow) => T): T[] {
  const sums = MATRIX_AGES.map(() => zero)
  for (const row of rows) {
    const age = MATRIX_AGES.findLastIndex((from) => from === null || from <= row.days)
    sums[age] = add(sums[age]!, row)
  }
  return sums
}
