import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { decideUntil, type HelpAct, type HelpState, nextHelp } from '../../../core/deal/help.ts'
import type { ErrandKind } from '../../../core/notify/errand.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { notifyErrands } from '../notify/index.ts'
import { dealScope, getDealRow } from './deal-rows.ts'
import { handleOf, stuckNearby } from './help-rows.ts'

type About = { dealId: string; customerId: string | null; title: string }

/** Only on what the colleague may know of, by its handle: anything else is not there (C046). */
export async function offerHelp(ctx: WriteCtx, handle: string, message: string): Promise<{ id: string }> {
  const { rows } = await sql<{
    id: string
    responsible_id: string
    customer_id: string | null
    title: string
  }>`
    select d.id, d.responsible_id, d.customer_id, d.title
    from deal d join stage s on s.org_id = d.org_id and s.id = d.stage_id
    where d.org_id = ${ctx.orgId} and ${stuckNearby(ctx)} and ${handleOf(ctx)} = ${handle}`.execute(ctx.db)
  const [deal] = rows
  if (!deal) throw notFound('deal')
  const dealId = deal.id
  const today = dayOf(ctx.now)
  const there = await ctx.db
    .selectFrom('deal_help')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('deal_id', '=', dealId)
    .where('helper_id', '=', ctx.actor.userId!)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'offered'),
        eb.and([eb('state', '=', 'accepted'), eb('until_on', '>=', today)]),
      ]),
    )
    .executeTakeFirst()
  if (there) throw conflict('help_offered')
  const about = { dealId, customerId: deal.customer_id, title: deal.title }
  const id = await insertHelp(ctx, { dealId, helperId: ctx.actor.userId!, message, untilOn: null })
  await note(ctx, about, id, 'offered')
  await tell(ctx, about, {
    kind: 'help-offered',
    id,
    said: message,
    person: deal.responsible_id,
    isHelper: false,
  })
  return { id }
}

/** One of the manager's own people, on a deal within the manager's reach. */
export async function assignHelp(
  ctx: WriteCtx,
  dealId: string,
  form: { helperId: string; untilOn: Day; message: string },
): Promise<{ id: string }> {
  const deal = await getDealRow(ctx, dealId, 'customer.assign')
  const until = decideUntil(form.untilOn, dayOf(ctx.now))
  if (!until.ok) throw refused(until, 400)
  const users = visibleUsers(ctx, 'customer.assign')
  const { rows } = await sql<{ id: string }>`
    select u.id from app_user u where u.org_id = ${ctx.orgId} and u.id = ${form.helperId} and u.status = 'active'
      and ${users === null ? sql`true` : sql`u.id = any(${users}::uuid[])`}`.execute(ctx.db)
  if (rows.length === 0 || form.helperId === deal.responsible_id) throw conflict('receiver_invalid')
  const about = { dealId, customerId: deal.customer_id, title: deal.title }
  const id = await insertHelp(ctx, { dealId, ...form })
  await note(ctx, about, id, 'assigned')
  const said = form.message
  await tell(ctx, about, { kind: 'help-given', id, said, person: form.helperId, isHelper: true })
  if (deal.responsible_id)
    await tell(ctx, about, { kind: 'help-given', id, said, person: deal.responsible_id, isHelper: false })
  return { id }
}

/** What the responsible person makes of an offer. */
export async function answerHelp(
  ctx: WriteCtx,
  id: string,
  { act, untilOn, reason }: { act: 'accept' | 'decline'; untilOn?: Day; reason?: string },
): Promise<{ ok: true }> {
  const help = await getHelp(ctx, id, 'responsible')
  const state = stateAfter(ctx, help, act)
  const until = untilOn === undefined ? null : decideUntil(untilOn, dayOf(ctx.now))
  if (until && !until.ok) throw refused(until, 400)
  await updateHelp(ctx, help, { state, until_on: until?.value ?? null, reason: reason ?? '' })
  await note(ctx, help, id, state)
  const kind = act === 'accept' ? 'help-accepted' : 'help-declined'
  await tell(ctx, help, { kind, id, said: reason ?? '', person: help.helperId, isHelper: act === 'accept' })
  return { ok: true }
}

export async function withdrawHelp(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const help = await getHelp(ctx, id, 'helper')
  await updateHelp(ctx, help, { state: stateAfter(ctx, help, 'withdraw') })
  await note(ctx, help, id, 'withdrawn')
  return { ok: true }
}

export async function endHelp(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const help = await getHelp(ctx, id, 'either')
  await updateHelp(ctx, help, { state: stateAfter(ctx, help, 'end') })
  await note(ctx, help, id, 'ended')
  return { ok: true }
}

type Stored = About & { id: string; helperId: string; state: HelpState; untilOn: Day | null; version: number }

/** An offer is its helper's and that of whoever may edit the deal; to everybody else it is not there. */
async function getHelp(
  ctx: WriteCtx,
  id: string,
  whose: 'responsible' | 'helper' | 'either',
): Promise<Stored> {
  const own = sql<boolean>`h.helper_id = ${ctx.actor.userId}::uuid`
  const writes = may(ctx.actor.roles, 'deal.write') ? dealScope(ctx, 'deal.write') : sql<boolean>`false`
  const mine = { responsible: writes, helper: own, either: sql<boolean>`(${own} or ${writes})` }[whose]
  const { rows } = await sql<Stored>`
    select h.id, h.deal_id as "dealId", h.helper_id as "helperId", h.state, h.until_on as "untilOn", h.version,
      d.customer_id as "customerId", d.title
    from deal_help h join deal d on d.org_id = h.org_id and d.id = h.deal_id and d.voided_at is null
    where h.org_id = ${ctx.orgId} and h.id = ${id} and ${mine} for update of h`.execute(ctx.db)
  const [row] = rows
  if (!row) throw notFound('help')
  return row
}

function stateAfter(ctx: WriteCtx, help: Stored, act: HelpAct): HelpState {
  const next = nextHelp(help, act, dayOf(ctx.now))
  if (!next.ok) throw refused(next)
  return next.value
}

async function insertHelp(
  ctx: WriteCtx,
  {
    dealId,
    helperId,
    message,
    untilOn,
  }: { dealId: string; helperId: string; message: string; untilOn: Day | null },
): Promise<string> {
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('deal_help')
    .values({
      org_id: ctx.orgId,
      id,
      deal_id: dealId,
      helper_id: helperId,
      is_assigned: untilOn !== null,
      message,
      state: untilOn === null ? 'offered' : 'accepted',
      until_on: untilOn,
      ...(untilOn === null ? {} : { decided_by: ctx.actor.userId, decided_at: at(ctx.tick) }),
      recorded_at: at(ctx.tick),
    })
    .execute()
  return id
}

async function updateHelp(
  ctx: WriteCtx,
  { id, version }: Stored,
  change: { state: HelpState; until_on?: Day | null; reason?: string },
): Promise<void> {
  await ctx.db
    .updateTable('deal_help')
    .set({ ...change, decided_by: ctx.actor.userId, decided_at: at(ctx.tick), version: version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

async function note(ctx: WriteCtx, about: About, id: string, what: string): Promise<void> {
  await recordEvent(ctx, {
    kind: `help.${what}`,
    subject: { kind: 'deal', id: about.dealId },
    customerId: about.customerId,
    summary: { helpId: id, name: ctx.actor.name },
  })
}

type Word = { kind: ErrandKind; id: string; said: string; person: string; isHelper: boolean }

/** Whoever does not see the deal is told no more of it than its name, and is led to the workbench. */
async function tell(ctx: WriteCtx, about: About, { kind, id, said, person, isHelper }: Word): Promise<void> {
  if (person === ctx.actor.userId) return
  const customer = about.customerId
    ? await ctx.db
        .selectFrom('customer')
        .select('name')
        .where('org_id', '=', ctx.orgId)
        .where('id', '=', about.customerId)
        .executeTakeFirst()
    : null
  const name = customer?.name ?? about.title
  const sees = isHelper || kind === 'help-offered' || kind === 'help-given'
  await notifyErrands(ctx, [
    {
      cause: `help:${id}:${kind}:${person}`,
      errand: {
        kind,
        severity: 2,
        title: { zh: name, en: name },
        customer: null,
        amountFen: null,
        by: ctx.actor.name,
        said,
        dueAt: null,
        url: sees ? `/deals/${about.dealId}` : '/',
      },
      customerId: null,
      subjectId: about.dealId,
      people: [person],
    },
  ])
}
