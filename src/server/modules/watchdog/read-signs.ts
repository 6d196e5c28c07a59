import { sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import { addDays, dayOf } from '../../../core/calendar.ts'
import type { Pulse, SourceName, VitalSigns } from '../../../core/watch/vital-signs.ts'
import { workdaysBetween } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { loadCalendar } from '../identity/index.ts'

const MONTH_DAYS = 30
/** Long enough ago that a source which has dried up since was still flowing. */
const BEFORE_DAYS = 60

type Row = {
  looked_at: Instant | null
  canary_at: Instant | null
  canary_tried_at: Instant | null
  canary_ms: number | null
  canary_error: string | null
  pulse_rules: number | null
  born_at: Instant
  turns: number
  oldest_due: Instant | null
  rule_count: number
  read_only: boolean
  channels_off: string[]
  tick: Instant
  database_now: Instant
}

/** Everything by index probes: it is read four times a minute for every organisation. */
export async function readSigns(ctx: ReadCtx): Promise<VitalSigns & { canaryMs: number | null }> {
  const { rows } = await sql<Row>`
    select p.looked_at, p.canary_at, p.canary_tried_at, p.canary_ms, p.canary_error, p.rule_count as pulse_rules,
      o.created_at as born_at, (select count(*)::int from org) as turns,
      least((select min(tick) from watch_dirty where org_id = ${ctx.orgId}),
        (select min(wake_at) from watch_state where org_id = ${ctx.orgId} and wake_at <= ${at(ctx.now)})) as oldest_due,
      (select count(*)::int from rule where org_id = ${ctx.orgId} and mode = 'on') as rule_count,
      (current_setting('transaction_read_only') = 'on' or pg_is_in_recovery()) as read_only,
      coalesce((select array_agg(name order by name) from channel where org_id = ${ctx.orgId} and status = 'broken'), '{}') as channels_off,
      t.last as tick, clock_timestamp()::timestamptz(3) as database_now
    from org o join org_tick t on t.org_id = o.id left join watch_pulse p on p.org_id = o.id
    where o.id = ${ctx.orgId}`.execute(ctx.db)
  const row = rows[0]!
  return {
    pulse: pulseOf(row),
    canaryMs: row.canary_ms,
    bornAt: row.born_at,
    turns: row.turns,
    oldestDueAt: row.oldest_due,
    rulesOn: row.rule_count,
    readOnly: row.read_only,
    channelsOff: row.channels_off,
    tick: row.tick,
    databaseNow: row.database_now,
    sources: await readSources(ctx),
  }
}

function pulseOf(row: Row): Pulse | null {
  if (row.looked_at === null) return null
  return {
    lookedAt: row.looked_at,
    canaryAt: row.canary_at,
    canaryTriedAt: row.canary_tried_at,
    canaryError: row.canary_error,
    rulesOn: row.pulse_rules ?? 0,
  }
}

/** What each source brought last, and how much a month when it flowed (C208). */
async function readSources(ctx: ReadCtx) {
  const today = dayOf(ctx.now)
  const [from, to] = [addDays(today, -BEFORE_DAYS - MONTH_DAYS), addDays(today, -MONTH_DAYS)]
  const of = (name: SourceName, table: string) => sql`
    select ${name} as name, (select max(occurred_on)::text from ${sql.table(table)}
        where org_id = ${ctx.orgId} and voided_at is null and occurred_on <= ${today}) as "newestOn",
      (select count(*)::int from (select 1 from ${sql.table(table)} where org_id = ${ctx.orgId} and voided_at is null
        and occurred_on between ${from} and ${to} limit 200) few) as n`
  const { rows } = await sql<{ name: SourceName; newestOn: Day | null; n: number }>`
    ${of('activity', 'activity')} union all ${of('deal', 'stage_change')}
    union all ${of('invoice', 'invoice')} union all ${of('payment', 'payment')}`.execute(ctx.db)
  const calendar = await loadCalendar(ctx)
  return rows.map(({ n, ...row }) => ({
    ...row,
    perMonth: Math.round(n / (BEFORE_DAYS / MONTH_DAYS)),
    quietWorkdays: row.newestOn === null ? null : workdaysBetween(calendar, row.newestOn, today),
  }))
}
