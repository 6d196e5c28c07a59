import { sql } from 'kysely'
import { addDays, type Day } from '../../../core/calendar.ts'
import {
  lossMatrix,
  MATRIX_AGES,
  MATRIX_DAYS,
  type MatrixLine,
  type MatrixPeriod,
} from '../../../core/receivable/loss-matrix.ts'
import type { LossRate } from '../../../core/receivable/provision.ts'
import type { ReadCtx } from '../../platform/context.ts'
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

/** What was written off in the period, at the age it would have at its end. */
function writtenOffUntil(ctx: ReadCtx, end: Day, reading: Reading) {
  return sql<AgeRow>`
    select (${end}::date - i.due_on) as days, sum(a.amount_fen)::bigint as fen, count(*)::int as n
    from payment p join allocation a on a.org_id = p.org_id and a.payment_id = p.id and ${countsAsOf('a', end, reading)}
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    where p.org_id = ${ctx.orgId} and p.kind = 'write_off' and ${countsAsOf('p', end, reading)}
      and p.occurred_on > ${addDays(end, -MATRIX_DAYS)} and p.occurred_on <= ${end} group by 1`.execute(
    ctx.db,
  )
}

function byAge<T>(rows: readonly AgeRow[], zero: T, add: (sum: T, row: AgeRow) => T): T[] {
  const sums = MATRIX_AGES.map(() => zero)
  for (const row of rows) {
    const age = MATRIX_AGES.findLastIndex((from) => from === null || from <= row.days)
    sums[age] = add(sums[age]!, row)
  }
  return sums
}
