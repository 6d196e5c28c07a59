import { sql } from 'kysely'
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import {
  checkValue,
  expectedOn,
  firstOfPeriod,
  speaksThrough,
  toMicro,
} from '../../../core/indicator/indicator.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { loadCalendar } from '../identity/index.ts'
import { type IndicatorRow, indicatorsOf, liveValues, type ValueRow } from './indicator-rows.ts'

export type ValueInput = { key: string; on: Day; value: number }
export type Outcome = 'new' | 'changed' | 'same'

/**
 * Figures of periods, all or none; who types, pastes, imports or sends them takes this way. What is there
 * already is left alone, and another value for a period corrects it from now on: what was known before stays
 * known for every day before (C122).
 */
export async function recordValues(ctx: WriteCtx, inputs: readonly ValueInput[]): Promise<Outcome[]> {
  if (inputs.length === 0) return []
  const byKey = new Map((await indicatorsOf(ctx)).map((row) => [row.key, row]))
  const today = dayOf(ctx.now)
  const asked = inputs.map(({ key, on, value }) => {
    const indicator = byKey.get(key)
    if (!indicator) throw invalid('indicator_unknown', { name: key })
    if (indicator.endedAt !== null) throw conflict('indicator_ended', { name: indicator.name.zh })
    const first = firstOfPeriod(on, indicator.every)
    const checked = checkValue({ first, value }, today)
    if (!checked.ok) throw refused(checked, 400)
    return { indicator, first, value }
  })
  const periods = new Set(asked.map(({ indicator, first }) => `${indicator.id}|${first}`))
  if (periods.size < asked.length) throw invalid('indicator_period_twice')
  const ids = [...new Set(asked.map(({ indicator }) => indicator.id))]
  const live = await liveValues(ctx, ids)
  const calendar = await loadCalendar(ctx)
  const fresh: (typeof asked)[number][] = []
  const outcomes: Outcome[] = []
  for (const one of asked) {
    const before = live.get(`${one.indicator.id}|${one.first}`)
    if (!before) {
      fresh.push(one)
      outcomes.push('new')
    } else if (toMicro(before.value) === toMicro(one.value)) outcomes.push('same')
    else {
      const through = speaksThrough(one.first, one.indicator, calendar)
      await replaceValue(ctx, before, { value: one.value, through })
      outcomes.push('changed')
    }
  }
  const told = await everKnown(ctx, ids)
  const rows = fresh.map(({ indicator, first, value }) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    indicator_id: indicator.id,
    value_micro: toMicro(value),
    occurred_on: first,
    good_through: speaksThrough(first, indicator, calendar),
    known_at: told.has(`${indicator.id}|${first}`) ? ctx.tick : knownOf(ctx, indicator, { first, calendar }),
    recorded_at: ctx.tick,
    actor: ctx.actor.userId,
    batch_id: ctx.source?.batchId ?? null,
  }))
  await insertRows(ctx.db, 'indicator_value', rows)
  if (outcomes.some((outcome) => outcome !== 'same')) {
    await tellRecorded(ctx, ids[0]!, outcomes)
    await touchCompany(
      ctx,
      rows.some(({ known_at }) => known_at < ctx.tick),
    )
  }
  return outcomes
}

/** It was believed until now, and is not known any more. */
export async function voidValue(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const { rows } = await sql<{ indicatorId: string }>`
    update indicator_value set voided_at = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and id = ${id} and voided_at is null returning indicator_id as "indicatorId"`.execute(
    ctx.db,
  )
  if (!rows[0]) throw notFound('indicator_value')
  await recordEvent(ctx, {
    kind: 'indicator.voided',
    subject: { kind: 'indicator', id: rows[0].indicatorId },
  })
  await touchCompany(ctx, false)
  return { ok: true }
}

/** The row that was believed ends now; what takes its place is known from now on and from no day before. */
export async function replaceValue(
  ctx: WriteCtx,
  before: ValueRow,
  next: { value: number; through: Day; isSame?: boolean },
): Promise<void> {
  const { rows } = await sql<{ batchId: string | null; actor: string | null }>`
    update indicator_value set voided_at = ${at(ctx.tick)} where org_id = ${ctx.orgId} and id = ${before.id}
    returning batch_id as "batchId", actor`.execute(ctx.db)
  // The same figure with another deadline is still theirs who brought it, and goes with their import.
  const from = next.isSame ? rows[0]! : { batchId: ctx.source?.batchId ?? null, actor: ctx.actor.userId }
  await insertRows(ctx.db, 'indicator_value', [
    {
      org_id: ctx.orgId,
      id: newId(ctx.now),
      indicator_id: before.indicatorId,
      value_micro: toMicro(next.value),
      occurred_on: before.on,
      good_through: next.through,
      known_at: ctx.tick,
      recorded_at: ctx.tick,
      actor: from.actor,
      batch_id: from.batchId,
    },
  ])
}

/**
 * Takes the figures of an import back: they were never known, whatever became of them since, and what they
 * replaced is believed again until somebody else corrected it.
 */
export async function takeBackValues(
  ctx: WriteCtx,
  batchId: string,
  ticks: readonly number[],
): Promise<void> {
  const stamps = sql`(select to_timestamp(t / 1000)::timestamptz(3) from unnest(${[...ticks]}::float8[]) as t)`
  const { rows } = await sql`
    update indicator_value set voided_at = known_at where org_id = ${ctx.orgId} and batch_id = ${batchId}
      and voided_at is distinct from known_at returning id`.execute(ctx.db)
  await sql`
    update indicator_value v set voided_at = (select min(greatest(o.known_at, v.voided_at)) from indicator_value o
      where o.org_id = v.org_id and o.indicator_id = v.indicator_id and o.occurred_on = v.occurred_on and o.id <> v.id
        and o.batch_id is distinct from ${batchId}
        and (o.voided_at is null or (o.voided_at > o.known_at and o.known_at >= v.voided_at)))
    where v.org_id = ${ctx.orgId} and v.batch_id is distinct from ${batchId} and v.voided_at in ${stamps}
      and v.voided_at > v.known_at and exists (select 1 from indicator_value r where r.org_id = v.org_id
        and r.indicator_id = v.indicator_id and r.occurred_on = v.occurred_on and r.batch_id = ${batchId})`.execute(
    ctx.db,
  )
  if (rows.length > 0) await touchCompany(ctx, true)
}

/**
 * Periods of which something was said before, if only until it was taken back: those are no history any
 * more.
 */
async function everKnown(ctx: WriteCtx, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string; on: Day }>`
    select distinct indicator_id as id, occurred_on as on from indicator_value where org_id = ${ctx.orgId}
      and indicator_id = any(${[...ids]}::uuid[]) and (voided_at is null or voided_at > known_at)`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ id, on }) => `${id}|${on}`))
}

/**
 * A figure is known when it is recorded. History from before the company asked for it was public when it was
 * due: what is typed on the first day counts as known from then on, as a first import counts the company's
 * own past (decision 0004), unless a mapping says that nothing was. Typed later it is known from then.
 */
function knownOf(
  ctx: WriteCtx,
  indicator: IndicatorRow,
  { first, calendar }: { first: Day; calendar: WorkCalendar },
): Instant {
  const { source } = ctx
  if (source && source.historyDelayDays === null) return ctx.tick
  const due = expectedOn(first, indicator, calendar)
  if (due < indicator.sinceOn && (source || dayOf(ctx.tick) === indicator.sinceOn))
    return Math.min(startOfDay(addDays(due, source?.historyDelayDays ?? 0)), ctx.tick)
  return source && due <= dayOf(ctx.tick) ? knownAt(ctx, due) : ctx.tick
}

/**
 * With history typed or pasted, what it puts beyond a line was so before and is no news; a file says
 * itself.
 */
async function touchCompany(ctx: WriteCtx, isHistory: boolean): Promise<void> {
  const company = [{ kind: 'org', id: ctx.orgId }]
  if (!isHistory || ctx.source) return touch(ctx, company)
  const source = { batchId: '', historyDelayDays: null, historyUntil: null, standing: true }
  await touch({ ...ctx, source }, company)
}

async function tellRecorded(ctx: WriteCtx, id: string, outcomes: readonly Outcome[]): Promise<void> {
  const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length
  await recordEvent(ctx, {
    kind: 'indicator.recorded',
    subject: { kind: 'indicator', id },
    summary: { added: count('new'), changed: count('changed') },
  })
}
