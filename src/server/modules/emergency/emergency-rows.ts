import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { checklist, type Item, type Mark, measured, type PlanSpec } from '../../../core/emergency/plan.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { ms } from '../../platform/metric-loader.ts'
import { peopleThen } from '../identity/index.ts'
import { alertScope, isThere, type Look } from '../watch/index.ts'

export type PlanRow = { id: string; spec: PlanSpec; at: Instant; by: { id: string; name: string } }

/** The plan that was in force at a moment. */
export async function findPlan(ctx: ReadCtx, look: Look): Promise<PlanRow | null> {
  const { rows } = await sql<{ id: string; spec: PlanSpec; at: Instant; actor: string; name: string }>`
    select p.id, p.spec, ${ms('p.recorded_at')} as at, p.actor, u.name from emergency_plan p
    join ${peopleThen(ctx, look.isPast ? look.moment : null)} u on u.org_id = p.org_id and u.id = p.actor
    where p.org_id = ${ctx.orgId} and ${isThere('p.recorded_at', look)} order by p.recorded_at desc limit 1`.execute(
    ctx.db,
  )
  const [row] = rows
  return row ? { id: row.id, spec: row.spec, at: row.at, by: { id: row.actor, name: row.name } } : null
}

export type RunRow = {
  id: string
  alertId: string | null
  situation: string
  spec: PlanSpec
  startedAt: Instant
  startedBy: { id: string; name: string }
  endedAt: Instant | null
  findings: string
}

/**
 * Runs as they stood at a moment, the newest first: drills for everybody, those of alerts for whoever may see
 * the alert. `id`: one of them.
 */
export async function findRuns(ctx: ReadCtx, look: Look, id?: string): Promise<RunRow[]> {
  type Row = Omit<RunRow, 'startedBy'> & { actor: string; name: string; title: string | null }
  const hasEnded = sql`r.ended_at is not null and ${isThere('r.ended_at', look)}`
  const { rows } = await sql<Row>`
    select r.id, r.alert_id as "alertId", r.situation, p.spec, ${ms('r.recorded_at')} as "startedAt", r.actor, u.name,
      case when ${hasEnded} then ${ms('r.ended_at')} end as "endedAt",
      case when ${hasEnded} then r.findings else '' end as findings,
      concat_ws(' · ', t.spec -> 'title' ->> 'zh', c.name) as title
    from emergency_run r
    join emergency_plan p on p.org_id = r.org_id and p.id = r.plan_id
    join ${peopleThen(ctx, look.isPast ? look.moment : null)} u on u.org_id = r.org_id and u.id = r.actor
    left join alert a on a.org_id = r.org_id and a.id = r.alert_id
    left join rule t on t.org_id = a.org_id and t.id = a.rule_id
    left join customer c on c.org_id = a.org_id and c.id = a.customer_id
    where r.org_id = ${ctx.orgId} and ${isThere('r.recorded_at', look)}
      and (r.alert_id is null or ${alertScope(ctx, 'alert.read')})
      ${id === undefined ? sql`` : sql`and r.id = ${id}`}
    order by r.recorded_at desc limit 100`.execute(ctx.db)
  return rows.map(({ actor, name, title, ...row }) => ({
    ...row,
    situation: row.alertId === null ? row.situation : (title ?? ''),
    startedBy: { id: actor, name },
  }))
}

export type NamedMark = Mark & { name: string }

export async function findMarks(
  ctx: ReadCtx,
  runIds: readonly string[],
  look: Look,
): Promise<ReadonlyMap<string, NamedMark[]>> {
  if (runIds.length === 0) return new Map()
  const { rows } = await sql<NamedMark & { run: string }>`
    select m.run_id as run, m.item, m.kind, m.text, ${ms('m.recorded_at')} as at, m.actor as by, u.name
    from emergency_mark m join ${peopleThen(ctx, look.isPast ? look.moment : null)} u on u.org_id = m.org_id and u.id = m.actor
    where m.org_id = ${ctx.orgId} and m.run_id = any(${[...runIds]}::uuid[]) and ${isThere('m.recorded_at', look)}
    order by m.recorded_at, m.id`.execute(ctx.db)
  return Map.groupBy(rows, ({ run }) => run)
}

type Then = Look & { calendar: WorkCalendar }

/** An item is late until the run ended, and no later. What was just noted may be ahead of the clock. */
export function itemsOf(run: RunRow, marks: readonly Mark[], { moment, isPast, calendar }: Then): Item[] {
  const seen = isPast ? moment : Math.max(moment, ...marks.map((mark) => mark.at))
  const until = run.endedAt ?? seen
  return checklist(run.spec, marks, { startedAt: run.startedAt, at: until, calendar })
}

export function headOf(run: RunRow, items: readonly Item[]) {
  const { id, alertId, situation, startedAt, startedBy, endedAt } = run
  return {
    id,
    alertId,
    situation,
    startedAt,
    startedBy,
    endedAt,
    isDrill: alertId === null,
    ...measured(items),
  }
}
