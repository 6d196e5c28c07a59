import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { type QuietFacts, type QuietPeriod, quietedBy } from '../../../core/watch/quiet.ts'
import { metricsOf } from '../../../core/watch/rule.ts'
import { CANARY_RULE } from '../../../core/watch/vital-signs.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { ms } from '../../platform/metric-loader.ts'
import { peopleOfDepartments } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'
import { aboutOf, type QuietRow, quietRows } from './quiet-rows.ts'
import { loadRules } from './rule-rows.ts'

/** What keeps an alert from being told at that moment, asked for many alerts after one reading. */
export type Quiet = (facts: QuietFacts) => QuietPeriod | null

const NOBODY: ReadonlySet<string> = new Set()

export async function quietAt(ctx: ReadCtx, moment: Instant): Promise<Quiet> {
  const periods = await findInForce(ctx, moment)
  if (periods.length === 0) return () => null
  const people = periods.some(({ kind }) => kind === 'team') ? await peopleOfDepartments(ctx) : new Map()
  return (facts) => quietedBy(periods, facts, { at: moment, peopleOf: (id) => people.get(id) ?? NOBODY })
}

async function findInForce(ctx: ReadCtx, moment: Instant): Promise<QuietPeriod[]> {
  const { rows } = await sql<QuietPeriod>`
    select id, kind, case kind when 'team' then department_id::text when 'customer' then customer_id::text else metric end as about,
      ${ms('from_at')} as "from", ${ms('until_at')} as until, ${ms('ended_at')} as "endedAt", spares_urgent as "sparesUrgent"
    from quiet_period
    where org_id = ${ctx.orgId} and from_at <= ${at(moment)} and until_at > ${at(moment)} and ended_at is null
    order by recorded_at, id`.execute(ctx.db)
  return rows
}

/** Whether anything about quiet periods is to be looked at; asked once a minute. */
export function quietDue(ctx: ReadCtx) {
  return sql<boolean>`(exists (select 1 from quiet_period q where q.org_id = ${ctx.orgId} and q.told_at is null and q.from_at <= ${at(ctx.now)})
    or exists (select 1 from alert a where a.org_id = ${ctx.orgId} and a.resolved_at is null and a.inhibited_by = 'inhibited_quiet'))`
}

/**
 * Open alerts that a period keeps and that are not held yet, and those held that none keeps any more; all, or
 * those of `ids`. What somebody has taken up already goes on: a person works on it.
 */
export async function changedByQuiet(
  ctx: ReadCtx,
  moment: Instant,
  ids?: readonly string[],
): Promise<string[]> {
  const quiet = await quietAt(ctx, moment)
  const metrics = new Map((await loadRules(ctx)).map(({ id, current }) => [id, metricsOf(current)]))
  const { rows } = await sql<Omit<QuietFacts, 'metrics'> & { id: string; ruleId: string; isHeld: boolean }>`
    select id, rule_id as "ruleId", customer_id as "customerId", responsible_id as "responsibleId", severity,
      inhibited_by is not null as "isHeld"
    from alert where org_id = ${ctx.orgId} and resolved_at is null and mode = 'on'
      and rule_code <> ${CANARY_RULE}
      and (inhibited_by = 'inhibited_quiet' or (inhibited_by is null and status = 'open'))
      ${ids === undefined ? sql`` : sql`and id = any(${[...ids]}::uuid[])`}`.execute(ctx.db)
  return rows.flatMap(({ id, ruleId, isHeld, ...facts }) =>
    (quiet({ ...facts, metrics: metrics.get(ruleId) ?? [] }) !== null) === isHeld ? [] : [id],
  )
}

/** Whoever asked for a period is told that it is over and what it kept; who took it back knows it. */
export async function tellEnded(ctx: WriteCtx): Promise<void> {
  const isOver = sql<boolean>`q.told_at is null and (q.until_at <= ${at(ctx.now)} or q.ended_at is not null)`
  const over = await quietRows(ctx, isOver)
  if (over.length === 0) return
  await notifyErrands(
    ctx,
    over.filter(({ actor, endedBy }) => actor !== endedBy).map((row) => noticeOf(row)),
  )
  await ctx.db
    .updateTable('quiet_period')
    .set({ told_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      over.map(({ id }) => id),
    )
    .execute()
}

function noticeOf(row: QuietRow) {
  const about = aboutOf(row)
  const zh = about?.zh ?? '全公司'
  const en = about?.en ?? 'the whole company'
  return {
    cause: `quiet:${row.id}:ended`,
    errand: {
      kind: 'quiet-ended' as const,
      severity: 3 as const,
      title: {
        zh: `${zh}：静默期已结束，期间 ${row.held} 条预警没有打扰人，仍成立的现已恢复提醒`,
        en: `${en}: the quiet period is over; ${row.held} alerts were kept, those that still hold are told now`,
      },
      customer: null,
      amountFen: null,
      by: row.by,
      said: row.reason,
      dueAt: null,
      url: '/alerts',
    },
    customerId: null,
    subjectId: row.id,
    people: [row.actor],
  }
}
