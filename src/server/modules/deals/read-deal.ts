import { type Day, dayOf, daysBetween, endOfDay } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
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
  const stages = await loadStages(ctx, deal.pipeline_id)
  const editable =
    asOf !== undefined && asOf < dayOf(ctx.now)
      ? 'as_of_read_only'
      : deal.isScoped
        ? may(ctx.actor.roles, 'deal.write') || 'forbidden'
        : 'help_reads_only'
  return {
    ...shapeDeal(row),
    version: deal.version,
    asOf: asOf ?? null,
    stages: stages.map(({ id: stageId, key, name, nameEn, kind }) => ({
      id: stageId,
      key,
      name,
      nameEn,
      kind,
    })),
    history: await historyOf(ctx, id, stages, shown),
    activities: await activitiesOf(ctx, id, shown),
    alerts: await alertsOf(ctx, id, shown),
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

async function historyOf(ctx: ReadCtx, id: string, stages: readonly StageRow[], shown: Day) {
  const history = await ctx.db
    .selectFrom('stage_change as s')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 's.org_id').onRef('u.id', '=', 's.actor'),
    )
    .select([
      's.id',
      's.from_stage_id',
      's.to_stage_id',
      's.occurred_on',
      's.lost_reason',
      'u.name as actorName',
    ])
    .where('s.org_id', '=', ctx.orgId)
    .where('s.deal_id', '=', id)
    .where('s.voided_at', 'is', null)
    .where('s.occurred_on', '<=', shown)
    .orderBy('s.occurred_on')
    .orderBy('s.position')
    .execute()
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

async function alertsOf(ctx: ReadCtx, id: string, shown: Day) {
  return ctx.db
    .selectFrom('alert')
    .select(['id', 'rule_code as ruleCode', 'severity', 'status', 'opened_at as openedAt'])
    .where('org_id', '=', ctx.orgId)
    .where('deal_id', '=', id)
    .where('mode', '=', 'on')
    .where('opened_at', '<=', at(endOfDay(shown)))
    .orderBy('opened_at', 'desc')
    .limit(50)
    .execute()
}

async function activitiesOf(ctx: ReadCtx, dealId: string, until: Day) {
  const rows = await ctx.db
    .selectFrom('activity as a')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'a.org_id').onRef('u.id', '=', 'a.user_id'),
    )
    .select([
      'a.id',
      'a.kind',
      'a.summary',
      'a.occurred_at',
      'a.next_on',
      'u.id as userId',
      'u.name',
      'u.status',
    ])
    .where('a.org_id', '=', ctx.orgId)
    .where('a.deal_id', '=', dealId)
    .where('a.voided_at', 'is', null)
    .where('a.occurred_on', '<=', until)
    .orderBy('a.occurred_at', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    summary: row.summary,
    occurredAt: row.occurred_at,
    nextOn: row.next_on,
    user: { id: row.userId, name: row.name, active: row.status === 'active' },
  }))
}
