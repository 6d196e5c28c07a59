import { sql } from 'kysely'
import { dayNumber, type Instant } from '../../../core/calendar.ts'
import {
  type Fed,
  type Late,
  type LateSpell,
  lateSpells,
  type RhythmChoice,
} from '../../../core/watch/late.ts'
import type { MetricDef } from '../../../core/watch/metric.ts'
import { allowedFields, quietDeltas, quietMetric, rhythmField } from '../../../core/watch/metrics-source.ts'
import { SOURCES, type SourceName } from '../../../core/watch/vital-signs.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { type FieldLoader, type MetricLoader, ms } from '../../platform/metric-loader.ts'
import { loadCalendar } from '../identity/index.ts'

/** How each source was fed and what was decided about it, as known at a moment (C208). */
export type SourceHistory = { fed: Fed[]; choices: RhythmChoice[] }

export async function sourceHistories(
  ctx: ReadCtx,
  moment?: Instant,
): Promise<ReadonlyMap<SourceName, SourceHistory>> {
  const by = moment === undefined ? sql`true` : sql`first_at <= ${at(moment)}`
  const decided = moment === undefined ? sql`true` : sql`recorded_at <= ${at(moment)}`
  const [{ rows: days }, { rows: choices }] = await Promise.all([
    sql<{ source: SourceName; day: string; at: Instant; imported: boolean }>`
      select source, day, imported, ${ms('first_at')} as at from source_day
      where org_id = ${ctx.orgId} and ${by} order by day`.execute(ctx.db),
    sql<RhythmChoice & { source: SourceName }>`
      select source, ${ms('recorded_at')} as "from", mode, workdays from source_choice
      where org_id = ${ctx.orgId} and ${decided} order by recorded_at`.execute(ctx.db),
  ])
  const histories = new Map(
    SOURCES.map((source): [SourceName, SourceHistory] => [source, { fed: [], choices: [] }]),
  )
  for (const { source, day, ...rest } of days)
    histories.get(source)!.fed.push({ ...rest, day: dayNumber(day) })
  for (const { source, ...choice } of choices) histories.get(source)!.choices.push(choice)
  return histories
}

/** One reading serves all subjects of a transaction: what it says hangs on the company alone. */
const known = new WeakMap<ReadCtx, Promise<Late>>()

/** When each source was late, by all that is known in this transaction. */
export function lateOf(ctx: ReadCtx): Promise<Late> {
  let late = known.get(ctx)
  if (!late) {
    late = loadLate(ctx)
    known.set(ctx, late)
  }
  return late
}

async function loadLate(ctx: ReadCtx): Promise<Late> {
  const [histories, calendar] = [await sourceHistories(ctx), await loadCalendar(ctx)]
  const late = new Map<SourceName, LateSpell[]>()
  for (const [source, { fed, choices }] of histories) {
    const spells = lateSpells(source, fed, { choices, calendar })
    if (spells.length > 0) late.set(source, spells)
  }
  return late
}

/** Of all spells those that figures of these kinds rest on; nothing where there are none. */
export async function lateFor(ctx: ReadCtx, defs: Iterable<MetricDef>): Promise<Late | null> {
  const sources = new Set([...defs].flatMap(({ restsOn }) => (restsOn ?? []).map(({ source }) => source)))
  if (sources.size === 0) return null
  const late = await lateOf(ctx)
  const own = new Map([...late].filter(([source]) => sources.has(source)))
  return own.size === 0 ? null : own
}

const METRICS = SOURCES.map(quietMetric)

/** A spell is a fact of the company: it is told, and ends, like any other (C208). */
export const sourceMetrics: readonly MetricLoader[] = [
  {
    subject: 'org',
    metrics: METRICS,
    load: async (ctx) => {
      const [late, calendar] = [await lateOf(ctx), await loadCalendar(ctx)]
      return SOURCES.flatMap((source) =>
        quietDeltas(late.get(source) ?? [], calendar).map((delta) => ({
          metric: quietMetric(source),
          subject_id: ctx.orgId,
          at: delta.at,
          until: delta.until ?? null,
          on_day: delta.on,
          value: delta.value,
          n: null,
          part: null,
          grp: null,
          ref_kind: null,
          ref_id: null,
        })),
      )
    },
  },
]

export const sourceFields: readonly FieldLoader[] = [
  {
    subject: 'org',
    fields: SOURCES.map(rhythmField),
    load: async (ctx) => {
      const late = await lateOf(ctx)
      return SOURCES.flatMap((source) =>
        allowedFields(late.get(source) ?? []).map(({ at: from, value }) => ({
          subject_id: ctx.orgId,
          field: rhythmField(source),
          at: from,
          until: null,
          value,
        })),
      )
    },
  },
]
