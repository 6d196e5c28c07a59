import { sql } from 'kysely'
import type { z } from 'zod'
import type { listIndicatorValues, IndicatorRow as Shown } from '../../../api/indicators.ts'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import { firstOfPeriod, nextPeriod } from '../../../core/indicator/indicator.ts'
import { may } from '../../../core/permission.ts'
import { changeBp } from '../../../core/watch/period.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { pastMoment } from '../../platform/then.ts'
import { loadCalendar, peopleThen } from '../identity/index.ts'
import { figureOf, type IndicatorRow, indicatorsOf, type ValueRow, valuesAt } from './indicator-rows.ts'

/** So many figures make a line on which a person sees where it goes. */
const RECENT = 24

export async function listIndicators(ctx: ReadCtx, asOf: Day | undefined) {
  const { day, moment } = lookedAt(ctx, asOf)
  const indicators = await indicatorsOf(ctx)
  const values = await valuesAt(
    ctx,
    indicators.map(({ id }) => id),
    moment,
  )
  const byIndicator = Map.groupBy(values, ({ indicatorId }) => indicatorId)
  const calendar = await loadCalendar(ctx)
  const { rows: people } = await sql<{ id: string; name: string; active: boolean }>`
    select u.id, u.name, u.status = 'active' as active from ${peopleThen(ctx, pastMoment(ctx, day))} u
    where u.org_id = ${ctx.orgId}`.execute(ctx.db)
  const known = new Map(people.map((one) => [one.id, one]))
  const personOf = (id: string) => known.get(id) ?? { id, name: '', active: false }
  const items = indicators
    .map((row) => ({ row, own: byIndicator.get(row.id) ?? [] }))
    .filter(({ row, own }) => row.sinceOn <= day || own.length > 0)
    .map(({ row, own }): Shown => {
      const { id, key, unit, every, bad, source, dueWorkdays, sinceOn, version } = row
      const newest = own.at(-1)
      const isEnded = row.endedAt !== null && row.endedAt <= moment
      return {
        ...{ id, key, unit, every, bad, source, dueWorkdays, sinceOn, version, isEnded },
        nameZh: row.name.zh,
        nameEn: row.nameEn,
        responsible: personOf(row.responsibleId),
        count: own.length,
        newest: newest ? { on: newest.on, value: newest.value, knownAt: newest.knownAt } : null,
        changeBp: changeOf(own, row, calendar),
        next: isEnded ? null : nextOf(row, newest, { day, calendar }),
        recent: own.slice(-RECENT).map(({ on, value }) => ({ on, value })),
      }
    })
  return {
    asOf: asOf ?? null,
    items,
    can: { write: may(ctx.actor.roles, 'indicator.write') || 'forbidden' },
  }
}

/** Against the period just before; a gap between them is nothing to compare with. */
function changeOf(own: readonly ValueRow[], { every }: IndicatorRow, calendar: WorkCalendar): number | null {
  const [before, newest] = own.slice(-2)
  if (!before || !newest || before.value <= 0) return null
  return nextPeriod(before.on, every, calendar) === newest.on ? changeBp(newest.value, before.value) : null
}

/** What should come next, and whether it should have come already. */
export function nextOf(
  row: IndicatorRow,
  newest: Pick<ValueRow, 'on' | 'through'> | undefined,
  { day, calendar }: { day: Day; calendar: WorkCalendar },
): NonNullable<Shown['next']> {
  const on = newest ? nextPeriod(newest.on, row.every, calendar) : firstOfPeriod(row.sinceOn, row.every)
  const due = newest?.through ?? row.firstDueOn
  return { on, expectedOn: due, isLate: due < day }
}

export async function listValues(
  ctx: ReadCtx,
  id: string,
  { asOf, page, size }: z.output<typeof listIndicatorValues.query>,
) {
  const { moment } = lookedAt(ctx, asOf)
  const row = (await indicatorsOf(ctx)).find((one) => one.id === id)
  if (!row) throw notFound('indicator')
  const all = (await valuesAt(ctx, [id], moment)).reverse()
  const shown = all.slice((page - 1) * size, page * size)
  const before = await earlierOf(ctx, id, { periods: shown.map(({ on }) => on), moment })
  return {
    items: shown.map((value) => ({
      id: value.id,
      on: value.on,
      value: value.value,
      knownAt: value.knownAt,
      by: value.by,
      before: before.get(value.on) ?? [],
    })),
    total: all.length,
    page,
    size,
  }
}

/** What was believed of these periods before, as far as it was another figure. */
async function earlierOf(
  ctx: ReadCtx,
  id: string,
  { periods, moment }: { periods: readonly Day[]; moment: Instant },
): Promise<Map<Day, { value: number; until: Instant }[]>> {
  const { rows } = await sql<{ on: Day; value: number; until: Instant }>`
    select * from (
      select v.occurred_on as on, ${figureOf()}, v.voided_at as until, v.value_micro,
        lead(v.value_micro) over (partition by v.occurred_on order by v.known_at, v.id) as next_micro
      from indicator_value v where v.org_id = ${ctx.orgId} and v.indicator_id = ${id} and v.occurred_on = any(${[...periods]}::date[])
        and v.known_at <= ${at(moment)} and (v.voided_at is null or v.voided_at > v.known_at)
    ) r where r.until <= ${at(moment)} and r.next_micro is distinct from r.value_micro order by r.until`.execute(
    ctx.db,
  )
  const found = new Map<Day, { value: number; until: Instant }[]>()
  for (const { on, value, until } of rows) found.set(on, [...(found.get(on) ?? []), { value, until }])
  return found
}

function lookedAt(ctx: ReadCtx, asOf: Day | undefined): { day: Day; moment: Instant } {
  const today = dayOf(ctx.now)
  if (asOf !== undefined && asOf > today) throw invalid('date_in_future')
  // Of today everything that is committed counts: ticks run ahead of a clock that was set back.
  return asOf === undefined || asOf === today
    ? { day: today, moment: Number.MAX_SAFE_INTEGER }
    : { day: asOf, moment: endOfDay(asOf) }
}
