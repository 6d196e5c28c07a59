import { sql } from 'kysely'
import type { z } from 'zod'
import type { listQuiet, addQuiet as route } from '../../../api/quiet.ts'
import { DAY_MS, type Day } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { METRICS } from '../../../core/watch/metrics.ts'
import { refuseQuiet } from '../../../core/watch/quiet.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { AppError, conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { peopleOfDepartments } from '../identity/index.ts'
import { lookFrom } from './look.ts'
import { aboutOf, type QuietRow, quietRows } from './quiet-rows.ts'

type Body = z.output<typeof route.body>
type Reply = z.output<typeof listQuiet.reply>
type About = Pick<QuietRow, 'kind' | 'departmentId' | 'customerId' | 'metric'>

/** How long one that is over is still listed. */
const SHOWN_DAYS = 90

/** To come, in force and lately over, as known at that moment, without those of customers out of sight. */
export async function readQuiet(ctx: ReadCtx, asOf?: Day): Promise<Reply> {
  const { moment, isPast } = lookFrom(ctx, asOf)
  const mine =
    visibleUsers(ctx, 'alert.read') === null
      ? sql<boolean>`true`
      : sql<boolean>`(q.kind <> 'customer' or q.customer_id in (${scopedCustomerIds(ctx, 'alert.read')}))`
  const shown = sql<boolean>`${mine} and q.recorded_at <= ${at(moment)} and q.until_at > ${at(moment - SHOWN_DAYS * DAY_MS)}`
  const rows = await quietRows(ctx, shown, isPast ? moment : null)
  const reach = isPast || !may(ctx.actor.roles, 'alert.assign') ? null : await reachOf(ctx)
  const endOf = (row: QuietRow) => reach?.covers(row) || ('forbidden' as const)
  const { rows: teams } = await sql<{ id: string; name: string }>`
    select id, name from department where org_id = ${ctx.orgId} order by name, id`.execute(ctx.db)
  return {
    rows: rows.map((row) => {
      const endedAt = row.endedAt !== null && row.endedAt <= moment ? row.endedAt : null
      const isOver = Math.min(row.until, endedAt ?? row.until) <= moment
      const state = isOver ? 'over' : row.from > moment ? 'coming' : 'now'
      const { id, kind, customerId, from, until, sparesUrgent, reason, by, held } = row
      const can = { end: isOver ? 'quiet_over' : endOf(row) }
      return {
        id,
        kind,
        about: aboutOf(row),
        customerId,
        from,
        until,
        sparesUrgent,
        reason,
        by,
        endedAt,
        state,
        held,
        can,
      }
    }),
    teams: reach === null ? [] : teams.filter(({ id }) => reach.team(id)),
    can: {
      add: reach !== null || 'forbidden',
      everywhere: (reach?.all ?? false) || 'quiet_everywhere',
    },
  }
}

/** Refusals come before the write; who may not see what it is about hears that it is not there. */
export async function addQuiet(ctx: WriteCtx, body: Body): Promise<{ id: string }> {
  const about = aboutFrom(body)
  const refusal = refuseQuiet(body.from, body.until, ctx.now)
  if (refusal) throw invalid(refusal)
  if (about.metric !== null && !METRICS.some(({ id }) => id === about.metric)) throw notFound('metric')
  await refuseOutside(ctx, about)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('quiet_period')
    .values({
      org_id: ctx.orgId,
      id,
      kind: about.kind,
      department_id: about.departmentId,
      customer_id: about.customerId,
      metric: about.metric,
      from_at: at(body.from),
      until_at: at(body.until),
      spares_urgent: body.sparesUrgent,
      reason: body.reason,
      actor: ctx.actor.userId!,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'quiet.added',
    subject: { kind: 'quiet', id },
    customerId: about.customerId,
    summary: { kind: about.kind, from: body.from, until: body.until, reason: body.reason },
  })
  return { id }
}

export async function endQuiet(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const [row] = await quietRows(ctx, sql<boolean>`q.id = ${id}`)
  if (!row) throw notFound('quiet')
  await refuseOutside(ctx, row, 'quiet')
  const ended = await ctx.db
    .updateTable('quiet_period')
    .set({ ended_at: at(ctx.tick), ended_by: ctx.actor.userId! })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('until_at', '>', at(ctx.now))
    .returning('id')
    .execute()
  if (ended.length === 0) throw conflict('quiet_over')
  await recordEvent(ctx, {
    kind: 'quiet.ended',
    subject: { kind: 'quiet', id },
    customerId: row.customerId,
    summary: { kind: row.kind },
  })
  return { ok: true }
}

function aboutFrom({ kind, teamId, customerId, metric }: Body): About {
  const about = {
    kind,
    departmentId: kind === 'team' ? (teamId ?? null) : null,
    customerId: kind === 'customer' ? (customerId ?? null) : null,
    metric: kind === 'metric' ? (metric ?? null) : null,
  }
  const isWhole = kind === 'company' || (about.departmentId ?? about.customerId ?? about.metric) !== null
  if (!isWhole) throw invalid('quiet_about_missing')
  return about
}

type Reach = { all: boolean; team: (id: string) => boolean; covers: (about: About) => boolean }

/** For whom this person may ask for silence; of customers the query decides. */
async function reachOf(ctx: ReadCtx): Promise<Reach> {
  const users = visibleUsers(ctx, 'alert.assign')
  const people = await peopleOfDepartments(ctx)
  const seen = users === null ? null : new Set(users)
  const team = (id: string) => {
    const own = people.get(id)
    return own !== undefined && (seen === null || (own.size > 0 && [...own].every((one) => seen.has(one))))
  }
  const covers = ({ kind, departmentId }: About) =>
    seen === null || kind === 'customer' || (departmentId !== null && team(departmentId))
  return { all: seen === null, team, covers }
}

async function refuseOutside(ctx: ReadCtx, about: About, what?: string): Promise<void> {
  const reach = await reachOf(ctx)
  if (about.departmentId !== null && !reach.team(about.departmentId)) throw notFound(what ?? 'department')
  if (about.customerId !== null && !(await isCustomerInReach(ctx, about.customerId)))
    throw notFound(what ?? 'customer')
  if (!reach.covers(about)) throw new AppError('quiet_everywhere', 403)
}

async function isCustomerInReach(ctx: ReadCtx, customerId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from customer c where c.org_id = ${ctx.orgId} and c.id = ${customerId}
    and c.voided_at is null and c.id in (${scopedCustomerIds(ctx, 'alert.assign')})`.execute(ctx.db)
  return rows.length > 0
}
