import { sql } from 'kysely'
import { pinyin } from 'pinyin-pro'
import { dayOf } from '../../../core/calendar.ts'
import { keyFor } from '../../../core/fields/custom-field.ts'
import { firstDueOn, type Indicator, speaksThrough } from '../../../core/indicator/indicator.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { loadCalendar } from '../identity/index.ts'
import { type IndicatorRow, indicatorsOf, valuesAt } from './indicator-rows.ts'
import { replaceValue } from './record-values.ts'

export type IndicatorForm = {
  nameZh: string
  nameEn: string
  unit: string
  bad: Indicator['bad']
  source: string
  responsibleId: string
  dueWorkdays: number
}

/** More than this nobody keeps up by hand. */
const INDICATORS_MAX = 60

export async function createIndicator(
  ctx: WriteCtx,
  form: IndicatorForm & { every: Indicator['every'] },
): Promise<{ id: string; key: string; version: number }> {
  const others = await indicatorsOf(ctx)
  if (others.filter(({ endedAt }) => endedAt === null).length >= INDICATORS_MAX)
    throw conflict('indicator_too_many', { max: INDICATORS_MAX })
  refuseName(form.nameZh, others)
  await refuseStranger(ctx, form.responsibleId)
  const latin = form.nameEn || pinyin(form.nameZh, { toneType: 'none', nonZh: 'consecutive' })
  const key = keyFor(
    latin,
    others.map((other) => other.key),
  )
  const id = newId(ctx.now)
  const today = dayOf(ctx.tick)
  const firstDue = firstDueOn(today, form, await loadCalendar(ctx))
  await ctx.db
    .insertInto('indicator')
    .values({
      ...{ org_id: ctx.orgId, id, key, every: form.every, since_on: today, first_due_on: firstDue },
      ...columnsOf(form),
    })
    .execute()
  await tell(ctx, id, form.nameZh, 'created')
  return { id, key, version: 1 }
}

/** Key and period stay: rules ask by the one, and figures speak of the other. */
export async function updateIndicator(ctx: WriteCtx, id: string, form: IndicatorForm) {
  const before = await getIndicator(ctx, id)
  expectVersion(ctx, before.version)
  if (before.endedAt === null) refuseName(form.nameZh, await othersOf(ctx, id))
  if (form.responsibleId !== before.responsibleId) await refuseStranger(ctx, form.responsibleId)
  await change(ctx, before, columnsOf(form))
  if (form.dueWorkdays !== before.dueWorkdays) await moveDue(ctx, { ...before, ...form })
  await tell(ctx, id, form.nameZh, 'changed')
  return { id, version: before.version + 1 }
}

export async function endIndicator(ctx: WriteCtx, id: string, ended: boolean) {
  const before = await getIndicator(ctx, id)
  expectVersion(ctx, before.version)
  if ((before.endedAt !== null) === ended) return { id, version: before.version }
  if (!ended) refuseName(before.name.zh, await othersOf(ctx, id))
  await change(ctx, before, { ended_at: ended ? at(ctx.tick) : null })
  await touch(ctx, [{ kind: 'org', id: ctx.orgId }])
  await tell(ctx, id, before.name.zh, ended ? 'ended' : 'resumed')
  return { id, version: before.version + 1 }
}

/**
 * Until when the newest figure speaks hangs on the deadline: from now on on the new one, before on the old.
 */
async function moveDue(ctx: WriteCtx, indicator: IndicatorRow): Promise<void> {
  const calendar = await loadCalendar(ctx)
  const first = firstDueOn(indicator.sinceOn, indicator, calendar)
  await sql`update indicator set first_due_on = ${first} where org_id = ${ctx.orgId} and id = ${indicator.id}`.execute(
    ctx.db,
  )
  const newest = (await valuesAt(ctx, [indicator.id], ctx.tick)).at(-1)
  if (!newest) return
  const through = speaksThrough(newest.on, indicator, calendar)
  if (through === newest.through) return
  await replaceValue(ctx, newest, { value: newest.value, through, isSame: true })
  await touch(ctx, [{ kind: 'org', id: ctx.orgId }])
}

function columnsOf(form: IndicatorForm) {
  return {
    name_zh: form.nameZh,
    name_en: form.nameEn,
    unit: form.unit,
    bad: form.bad,
    source: form.source,
    responsible_id: form.responsibleId,
    due_workdays: form.dueWorkdays,
  }
}

function refuseName(name: string, others: readonly IndicatorRow[]): void {
  const isTaken = others.some((other) => other.endedAt === null && other.name.zh === name)
  if (isTaken) throw conflict('indicator_name_taken', { name })
}

/** Somebody who works here, or nobody would be reminded. */
async function refuseStranger(ctx: WriteCtx, userId: string): Promise<void> {
  const found = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!found) throw notFound('person')
}

async function othersOf(ctx: WriteCtx, id: string): Promise<IndicatorRow[]> {
  return (await indicatorsOf(ctx)).filter((other) => other.id !== id)
}

async function getIndicator(ctx: WriteCtx, id: string): Promise<IndicatorRow> {
  const row = (await indicatorsOf(ctx)).find((one) => one.id === id)
  if (!row) throw notFound('indicator')
  return row
}

async function change(ctx: WriteCtx, before: IndicatorRow, columns: object): Promise<void> {
  await ctx.db
    .updateTable('indicator')
    .set({ ...columns, version: before.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', before.id)
    .execute()
}

async function tell(ctx: WriteCtx, id: string, name: string, happened: string): Promise<void> {
  await recordEvent(ctx, {
    kind: 'indicator.saved',
    subject: { kind: 'indicator', id },
    summary: { name, change: happened },
  })
}
