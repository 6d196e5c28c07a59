import { type RawBuilder, sql } from 'kysely'
import type { HelpRow } from '../../../api/deal-help.ts'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { decideAssign, type HelpState, isHelping, nextHelp } from '../../../core/deal/help.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { dealReach, dealScope } from './deal-rows.ts'

/**
 * Stalled deals of the own team, `d` in its stage `s`, that the actor does not see anyway (C046). The team is
 * the own department; whoever has none has no colleagues here.
 */
export function stuckNearby(ctx: ReadCtx): RawBuilder<boolean> {
  const mates = ctx.actor.departmentId === null ? [] : ctx.actor.teamUserIds
  return sql<boolean>`(d.voided_at is null and s.kind = 'open' and d.responsible_id = any(${mates}::uuid[])
    and ${dayOf(ctx.now)}::date - d.stage_since > s.norm_days and not ${dealScope(ctx, 'deal.read')})`
}

/**
 * By what a colleague names a deal that is not theirs to see: a digest of its id, which nobody can guess, and
 * of the person asking, so that what one of them holds is of no use to another.
 */
export function handleOf(ctx: ReadCtx): RawBuilder<string> {
  return sql<string>`encode(sha256(convert_to(d.id::text || ' ' || ${ctx.actor.userId}::text, 'UTF8')), 'hex')`
}

/** Exactly what a colleague may know: the name, the stage and the days. */
export async function listStuckNearby(ctx: ReadCtx) {
  if (!may(ctx.actor.roles, 'deal.read')) return { items: [] }
  const { rows } = await sql<{
    handle: string
    dealId: string
    name: string
    stageName: string
    stageNameEn: string
    stalledDays: number
    offerId: string | null
    offerState: HelpState | null
  }>`
    select ${handleOf(ctx)} as handle, d.id as "dealId", coalesce(c.name, d.title) as name, s.name as "stageName", s.name_en as "stageNameEn",
      ${dayOf(ctx.now)}::date - d.stage_since as "stalledDays", h.id as "offerId", h.state as "offerState"
    from deal d join stage s on s.org_id = d.org_id and s.id = d.stage_id
    left join customer c on c.org_id = d.org_id and c.id = d.customer_id
    left join lateral (select o.id, o.state from deal_help o where o.org_id = d.org_id and o.deal_id = d.id
      and o.helper_id = ${ctx.actor.userId}::uuid
        and (o.state in ('offered', 'declined') or (o.state = 'accepted' and o.until_on >= ${dayOf(ctx.now)})) order by o.recorded_at desc, o.id desc limit 1) h on true
    where d.org_id = ${ctx.orgId} and ${stuckNearby(ctx)}
    order by "stalledDays" desc, d.id limit 50`.execute(ctx.db)
  return {
    items: rows.map((row) => ({
      handle: row.handle,
      name: row.name,
      stage: { zh: row.stageName, en: row.stageNameEn || row.stageName },
      stalledDays: row.stalledDays,
      offer: row.offerId && row.offerState ? offerOf(row.offerId, row.offerState, row.dealId) : null,
    })),
  }
}

function offerOf(id: string, state: HelpState, dealId: string) {
  return { id, state, dealId: state === 'accepted' ? dealId : null }
}

type Row = {
  id: string
  version: number
  helperId: string
  helperName: string
  isActive: boolean
  isAssigned: boolean
  message: string
  state: HelpState
  untilOn: Day | null
  at: Instant
  reason: string
  isWritable: boolean
}

export async function listHelp(ctx: ReadCtx, dealId: string) {
  const deal = await ctx.db
    .selectFrom('deal as d')
    .innerJoin('stage as s', (join) =>
      join.onRef('s.org_id', '=', 'd.org_id').onRef('s.id', '=', 'd.stage_id'),
    )
    .select(['d.outcome', 'd.stage_since as stageSince', 's.norm_days as normDays'])
    .where('d.org_id', '=', ctx.orgId)
    .where('d.id', '=', dealId)
    .where('d.voided_at', 'is', null)
    .where(dealReach(ctx, 'deal.read'))
    .executeTakeFirst()
  if (!deal) throw notFound('deal')
  const writes = may(ctx.actor.roles, 'deal.write') ? dealScope(ctx, 'deal.write') : sql<boolean>`false`
  const { rows } = await sql<Row>`
    select h.id, h.version, u.id as "helperId", u.name as "helperName", u.status = 'active' as "isActive",
      h.is_assigned as "isAssigned", h.message, h.state, h.until_on as "untilOn", h.recorded_at as at, h.reason,
      ${writes} as "isWritable"
    from deal_help h join deal d on d.org_id = h.org_id and d.id = h.deal_id
    join app_user u on u.org_id = h.org_id and u.id = h.helper_id
    where h.org_id = ${ctx.orgId} and h.deal_id = ${dealId} order by h.recorded_at desc, h.id desc limit 30`.execute(
    ctx.db,
  )
  const items = rows.map((row) => shape(ctx, row))
  const assign = decideAssign(
    deal,
    items.some((item) => item.isHelping),
    dayOf(ctx.now),
  )
  return {
    items,
    can: { assign: may(ctx.actor.roles, 'customer.assign') ? assign.ok || assign.code : 'forbidden' },
  }
}

function shape(ctx: ReadCtx, row: Row): HelpRow {
  const today = dayOf(ctx.now)
  const ending = nextHelp(row, 'end', today)
  const isTheirs = row.isWritable || row.helperId === ctx.actor.userId
  return {
    id: row.id,
    version: row.version,
    helper: { id: row.helperId, name: row.helperName, active: row.isActive },
    isAssigned: row.isAssigned,
    message: row.message,
    state: row.state,
    isHelping: isHelping(row, today),
    untilOn: row.untilOn,
    at: row.at,
    reason: row.reason,
    can: {
      answer: row.state === 'offered' ? row.isWritable || 'forbidden' : 'help_not_open',
      end: ending.ok ? isTheirs || 'forbidden' : ending.code,
    },
  }
}
