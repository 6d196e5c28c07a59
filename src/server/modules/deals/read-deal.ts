import { sql } from 'kysely'
import { type Day, dayOf, daysBetween, endOfDay, type Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { rowThen } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import { dealReach, dealScope } from './deal-rows.ts'
import { loadStages, type StageRow } from './pipelines.ts'
import { selectDeals, shapeDeal } from './read.ts'

export async function getDeal(ctx: ReadCtx, id: string, asOf?: Day) {
  const shown = asOf ?? dayOf(ctx.now)
  const deal = await ctx.db
    .selectFrom('deal as d')
    .selectAll('d')
    .select(dealScope(ctx, 'deal.read').as('isScoped'))
    .where('d.org_id', '=', ctx.orgId)
    .where('d.id', '=', id)
    .where('d.voided_at', 'is', null)
    .where(dealReach(ctx, 'deal.read'))
    .executeTakeFirst()
  if (!deal) throw notFound('deal')
  const [row] = await selectDeals(ctx, { page: 1, size: 1, sort: 'updated', id, asOf })
  if (!row) throw notFound('deal')
  const past = shown < dayOf(ctx.now) ? endOfDay(shown) : null
  const stages = await loadStages(ctx, deal.pipeline_id, past)
  const editable =
    asOf !== undefined && asOf < dayOf(ctx.now)
      ? 'as_of_read_only'
      : deal.isScoped
        ? may(ctx.actor.roles, 'deal.write') || 'forbidden'
        : 'help_reads_only'
  return {
    ...shapeDeal(row),
    version: row.version,
    asOf: asOf ?? null,
    stages: stages.map(({ id: stageId, key, name, nameEn, kind }) => ({
      id: stageId,
      key,
      name,
      nameEn,
      kind,
    })),
    history: await historyOf(ctx, id, stages, { shown, past }),
    activities: await activitiesOf(ctx, id, { shown, past }),
    alerts: await alertsOf(ctx, id, { shown, past }),
    can: {
      edit: editable,
      move: editable,
      recordActivity:
        editable === true || editable === 'help_reads_only'
          ? may(ctx.actor.roles, 'activity.write') || 'forbidden'
          : editable,
    },
  }
}

/** The day by business date; `past`: its end where it is over, for what people and records were called. */
type Shown = { shown: Day; past: Instant | null }
type Change = {
  id: string
  from_stage_id: string | null
  to_stage_id: string
  occurred_on: Day
  lost_reason: string | null
  actorName: string | null
}

async function historyOf(ctx: ReadCtx, id: string, stages: readonly StageRow[], { shown, past }: Shown) {
  const { rows: history } = await sql<Change>`
    select s.id, s.from_stage_id, s.to_stage_id, s.occurred_on, s.lost_reason, u.name as "actorName"
    from stage_change s left join ${peopleThen(ctx, past)} u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.deal_id = ${id} and s.voided_at is null and s.occurred_on <= ${shown}
    order by s.occurred_on, s.position`.execute(ctx.db)
  const stageOf = new Map(stages.map((stage) => [stage.id, stage]))
  return history.map((step, index) => {
    const to = stageOf.get(step.to_stage_id)
    const from = step.from_stage_id ? stageOf.get(step.from_stage_id) : undefined
    const until = history[index + 1]?.occurred_on ?? (to?.kind === 'open' ? shown : null)
    return {
      id: step.id,
      from: from?.name ?? null,
      to: to?.name ?? '',
      toEn: to?.nameEn ?? '',
      occurredOn: step.occurred_on,
      days: until === null ? null : daysBetween(step.occurred_on, until),
      back: from !== undefined && to !== undefined && to.kind === 'open' && to.position < from.position,
      actorName: step.actorName,
      lostReason: step.lost_reason,
    }
  })
}

type AlertOf = { id: string; ruleCode: string; severity: number; status: string; openedAt: Instant }

async function alertsOf(ctx: ReadCtx, id: string, { shown, past }: Shown): Promise<AlertOf[]> {
  const row = rowThen(ctx, { entity: 'alert', id: sql`a.id`, moment: past ?? ctx.now })
  const status = past === null ? sql`a.status` : sql`(${row}) ->> 'status'`
  const { rows } = await sql<AlertOf>`
    select a.id, a.rule_code as "ruleCode", a.severity, ${status} as status, a.opened_at as "openedAt" from alert a
    where a.org_id = ${ctx.orgId} and a.deal_id = ${id} and a.mode = 'on' and a.opened_at <= ${at(endOfDay(shown))}
    order by a.opened_at desc limit 50`.execute(ctx.db)
  return rows
}

type Note = {
  id: string
  kind: 'call' | 'visit' | 'wechat' | 'mail' | 'other'
  summary: string
  occurredAt: Instant
  nextOn: Day | null
  userId: string
  name: string
  status: string
  files: { id: string; name: string; mime: string }[]
}

async function activitiesOf(ctx: ReadCtx, dealId: string, { shown, past }: Shown) {
  const { rows } = await sql<Note>`
    select a.id, a.kind, a.summary, a.occurred_at as "occurredAt", a.next_on as "nextOn", u.id as "userId", u.name, u.status,
      coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'mime', f.mime) order by f.recorded_at)
        from record_file f where f.org_id = a.org_id and f.record_kind = 'activity' and f.record_id = a.id
          and f.voided_at is null and f.recorded_at <= ${at(endOfDay(shown))}), '[]') as files
    from activity a join ${peopleThen(ctx, past)} u on u.org_id = a.org_id and u.id = a.user_id
    where a.org_id = ${ctx.orgId} and a.deal_id = ${dealId} and a.voided_at is null and a.occurred_on <= ${shown}
    order by a.occurred_at desc limit 100`.execute(ctx.db)
  return rows.map(({ userId, name, status, ...row }) => ({
    ...row,
    user: { id: userId, name, active: status === 'active' },
  }))
}
