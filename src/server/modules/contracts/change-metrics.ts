import { sql } from 'kysely'
import { type Day, dayNumber, dayOf, type Instant } from '../../../core/calendar.ts'
import type { ChangeStepKind } from '../../../core/contract/change.ts'
import {
  type ChangeCourse,
  type Moment,
  momentsOf,
  oldestSpans,
  type Span,
  spansOf,
} from '../../../core/contract/change-course.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type DeltaRow, type MetricLoader, ms } from '../../platform/metric-loader.ts'
import { IN_FORCE_AT } from './change-rows.ts'

type Found = ChangeCourse & { contractId: string; until: Instant | null }

/** For how long what was asked for on the way has stood in no contract, and what it comes to (C076). */
export const changeClocks: MetricLoader = {
  subject: 'contract',
  metrics: ['change_unconfirmed_days', 'change_done_days', 'changes_outside_fen'],
  load: async (ctx, { ids }) => {
    const byContract = new Map<string, Found[]>()
    for (const one of await coursesOf(ctx, ids)) {
      byContract.set(one.contractId, [...(byContract.get(one.contractId) ?? []), one])
    }
    return [...byContract.values()].flatMap((changes) => {
      const courses = changes.map((change) => ({ change, moments: momentsOf(change, dayOf) }))
      const spans = (since: (moment: Moment, change: Found) => Day | null) =>
        courses.flatMap(({ change, moments }) => spansOf(change.id, moments, (one) => since(one, change)))
      const { contractId, until } = changes[0]!
      const about = { contractId, until }
      return [
        ...clock(
          'change_unconfirmed_days',
          about,
          spans((one, { on }) => (one.isUnconfirmed ? on : null)),
        ),
        ...clock(
          'change_done_days',
          about,
          spans(({ doneOn }) => doneOn),
        ),
        ...courses.flatMap(({ change, moments }) => money(change, moments)),
      ]
    })
  },
}

type About = { contractId: string; until: Instant | null }

/**
 * The age of the oldest, while there is one. A piece only has to end where the next is older: the age is that
 * of the newest by its day, so that what has ended still stands in a look back by business date.
 */
function clock(metric: string, about: About, spans: readonly Span[]): DeltaRow[] {
  const pieces = oldestSpans(spans)
  return [
    ...pieces.map((piece, index) => {
      const next = pieces[index + 1]
      const ends = next && next.on < piece.on ? next.at : null
      return rowOf(metric, about, { id: piece.id, at: piece.at, on: piece.on, value: 1, ends })
    }),
    ...spans.flatMap((span) => [
      rowOf(metric, about, { id: span.id, at: span.at, on: span.on, value: 1, part: 'gate' }),
      ...(span.until === null
        ? []
        : [
            rowOf(metric, about, { id: span.id, at: span.until, on: span.endedOn!, value: -1, part: 'gate' }),
          ]),
    ]),
  ]
}

function money(change: Found, moments: readonly Moment[]): DeltaRow[] {
  let was = 0n
  return moments.flatMap(({ at, on, fen }) => {
    const value = Number(fen - was)
    was = fen
    return value === 0 ? [] : [rowOf('changes_outside_fen', change, { id: change.id, at, on, value })]
  })
}

type Row = { id: string; at: Instant; on: Day; value: number; part?: 'gate'; ends?: Instant | null }

function rowOf(metric: string, { contractId, until }: About, row: Row): DeltaRow {
  const ends = row.ends ?? null
  return {
    ...{ metric, subject_id: contractId, at: row.at, on_day: dayNumber(row.on), value: row.value, n: null },
    until: ends !== null && until !== null ? Math.min(ends, until) : (ends ?? until),
    ...{ part: row.part ?? null, grp: null, ref_kind: 'contract_change', ref_id: row.id },
  }
}

/** In yuan, at the rate of the contract. */
async function coursesOf(ctx: ReadCtx, ids: readonly string[]): Promise<Found[]> {
  const yuan = (column: string) =>
    sql`coalesce(booked_fen(${sql.ref(column)}, k.rate_micro, k.rate_per), ${sql.ref(column)})`
  type Head = Omit<Found, 'steps'>
  const { rows } = await sql<Head>`
    select c.id, c.contract_id as "contractId", c.occurred_on as on, ${ms('c.known_at')} as at, ${ms('k.voided_at')} as until,
      coalesce(${yuan('c.estimate_fen')}, 0)::bigint as "estimateFen", (extract(epoch from ${IN_FORCE_AT}) * 1000)::float8 as "inForceAt"
    from contract_change c join contract k on k.org_id = c.org_id and k.id = c.contract_id
    where c.org_id = ${ctx.orgId} and c.contract_id = any(${[...ids]}::uuid[]) and c.voided_at is null
    order by c.contract_id, c.number`.execute(ctx.db)
  if (rows.length === 0) return []
  type Step = {
    id: string
    kind: ChangeStepKind
    on: Day
    at: number
    until: number | null
    amountFen: bigint
  }
  const { rows: steps } = await sql<Step>`
    select s.change_id as id, s.kind, s.occurred_on as on, ${ms('s.known_at')} as at, ${ms('s.voided_at')} as until,
      ${yuan('s.amount_fen')} as "amountFen"
    from contract_change c join contract k on k.org_id = c.org_id and k.id = c.contract_id
    join contract_change_step s on s.org_id = c.org_id and s.change_id = c.id
    where c.org_id = ${ctx.orgId} and c.contract_id = any(${[...ids]}::uuid[])
    order by s.recorded_at, s.id`.execute(ctx.db)
  return rows.map((row) => ({ ...row, steps: steps.filter(({ id }) => id === row.id) }))
}
