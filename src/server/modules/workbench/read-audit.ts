import { type RawBuilder, sql } from 'kysely'
import { AUDIT_GROUPS } from '../../../api/workbench-faces.ts'
import { addDays, dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

const DAYS = 30
const SHOWN = 6

/** What goes beside the usual course, and what is decided over it: events by their kind. */
const FLOW_KINDS = ['approval.mismatch', 'approval.refused', 'approval.delegated', 'order.released']
const OVERRIDE_KINDS = ['credit.released', 'credit.excepted', 'credit.overridden']
const RULE_KINDS = [
  'flow.changed',
  'authority.changed',
  'alert-budget.set',
  'rule.second-person',
  'commission.rule',
  'numbers.changed',
  'credit.policy_saved',
  'settings.saved',
  'rule.redefined',
  'esign.changed',
]

type Row = {
  at: Instant
  kind: string
  who: string | null
  about: string
  customer_id: string | null
  customer_name: string | null
  n: number
  week: number
}

/** The last thirty days of what an auditor looks at first, each sort with its newest (C167). */
export async function readAuditDesk(ctx: ReadCtx) {
  const since = addDays(dayOf(ctx.now), -DAYS)
  const from = startOfDay(since)
  const sources: Record<(typeof AUDIT_GROUPS)[number], RawBuilder<unknown>> = {
    flow: events(ctx, FLOW_KINDS, from),
    override: events(ctx, OVERRIDE_KINDS, from),
    rules: sql`${events(ctx, RULE_KINDS, from)} union all ${changedRules(ctx, from)} union all ${changedLimits(ctx, from)}`,
    exports: sql`select l.recorded_at as at, l.list as kind, l.user_id as actor, l.row_count || '' as about, null::uuid as customer_id
      from export_log l where l.org_id = ${ctx.orgId} and l.recorded_at >= ${at(from)}`,
    signIns: sql`select s.created_at as at, 'sign_in' as kind, s.user_id as actor, s.address as about, null::uuid as customer_id
      from session s where s.org_id = ${ctx.orgId} and s.created_at >= ${at(from)}`,
  }
  const groups = []
  for (const group of AUDIT_GROUPS) groups.push(await newestOf(ctx, group, sources[group]))
  return { since, groups }
}

async function newestOf(ctx: ReadCtx, group: (typeof AUDIT_GROUPS)[number], source: RawBuilder<unknown>) {
  const week = at(startOfDay(addDays(dayOf(ctx.now), -6)))
  const { rows } = await sql<Row>`
    select f.at, f.kind, u.name as who, coalesce(f.about, '') as about, c.id as customer_id, c.name as customer_name,
      count(*) over ()::int as n, (count(*) filter (where f.at >= ${week}) over ())::int as week
    from (${source}) f
    left join app_user u on u.org_id = ${ctx.orgId} and u.id = f.actor
    left join customer c on c.org_id = ${ctx.orgId} and c.id = f.customer_id
    order by f.at desc limit ${SHOWN}`.execute(ctx.db)
  return {
    group,
    n: rows[0]?.n ?? 0,
    week: rows[0]?.week ?? 0,
    rows: rows.map((row) => ({
      at: row.at,
      kind: row.kind,
      who: row.who,
      about: row.about,
      customer: row.customer_id ? { id: row.customer_id, name: row.customer_name ?? '' } : null,
    })),
  }
}

function events(ctx: ReadCtx, kinds: readonly string[], from: Instant): RawBuilder<unknown> {
  return sql`select e.recorded_at as at, e.kind, e.actor, coalesce(e.summary ->> 'number', e.summary ->> 'name', e.summary ->> 'reason') as about,
      e.customer_id
    from event e where e.org_id = ${ctx.orgId} and e.recorded_at >= ${at(from)} and e.kind = any(${[...kinds]}::text[])`
}

/** Versions of warning rules that a person made. */
function changedRules(ctx: ReadCtx, from: Instant): RawBuilder<unknown> {
  return sql`select v.recorded_at, 'rule', v.actor, v.row ->> 'code', null::uuid from record_version v
    where v.org_id = ${ctx.orgId} and v.entity = 'rule' and v.actor is not null and v.recorded_at >= ${at(from)}`
}

/** Limits of customers that became others. */
function changedLimits(ctx: ReadCtx, from: Instant): RawBuilder<unknown> {
  return sql`select v.at, 'limit', v.actor, null, v.customer_id from (
      select v.recorded_at as at, v.actor, v.id::uuid as customer_id, v.row ->> 'limit_fen' as now,
        lag(v.row ->> 'limit_fen') over (partition by v.id order by v.version) as before, v.version
      from record_version v where v.org_id = ${ctx.orgId} and v.entity = 'customer'
        and v.id in (select r.id from record_version r where r.org_id = ${ctx.orgId} and r.entity = 'customer' and r.recorded_at >= ${at(from)})
    ) v where v.at >= ${at(from)} and v.version > 1 and v.now is distinct from v.before`
}
