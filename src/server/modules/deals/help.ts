import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { decideAssign, decideUntil, type HelpAct, type HelpState, nextHelp } from '../../../core/deal/help.ts'
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
    where d.org_id = ${ctx.orgId} and ${stuckNearby(ctx)} and ${handleOf(ctx)} = ${handle} for update of d`.execute(
    ctx.db,
  )
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

/**
 * One of the manager's own people, on a deal within the manager's reach. Whoever offered help or helps
 * already keeps that one row, with the manager's day.
 */
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
  const [standing, ...more] = await standingHelp(ctx, { dealId, helperId: form.helperId })
  const { rows: stages } = await sql<{ norm_days: number | null }>`
    select norm_days from stage where org_id = ${ctx.orgId} and id = ${deal.stage_id}`.execute(ctx.db)
  const stand = {
    outcome: deal.outcome,
    stageSince: deal.stage_since,
    normDays: stages[0]?.norm_days ?? null,
  }
  const begun = decideAssign(stand, standing?.state === 'accepted', dayOf(ctx.now))
  if (!begun.ok) throw refused(begun)
  const about = { dealId, customerId: deal.customer_id, title: deal.title }
  const id = standing?.id ?? (await insertHelp(ctx, { dealId, ...form }))
  if (standing)
    await updateHelp(ctx, standing, { state: 'accepted', until_on: form.untilOn, is_assigned: true })
  for (const row of more)
    await updateHelp(ctx, row, { state: row.state === 'accepted' ? 'ended' : 'withdrawn' })
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
  if (act === 'accept' && help.outcome !== 'open') throw conflict('deal_closed')
  if (act === 'accept' && !help.isActive) throw conflict('help_helper_left')
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
  stateAfter(ctx, help, 'end')
  // All that opens the deal to this helper: what is ended is the help, not one row of it.
  for (const row of await standingHelp(ctx, help)) {
    if (row.state !== 'accepted') continue
    await updateHelp(ctx, row, { state: 'ended' })
    await note(ctx, help, row.id, 'ended')
  }
  return { ok: true }
}

/**
 * Some deals have got another responsible person, who is told who helps and who would like to; help by that
 * person is over, since the deal is now theirs.
 */
export async function passHelp(ctx: WriteCtx, dealIds: readonly string[], to: string): Promise<void> {
  const { rows } = await sql<Standing & About & { helperId: string; helper: string; message: string }>`
    select h.id, h.state, h.until_on as "untilOn", h.version, h.deal_id as "dealId", h.helper_id as "helperId",
      u.name as helper, h.message, d.customer_id as "customerId", d.title
    from deal_help h join deal d on d.org_id = h.org_id and d.id = h.deal_id
    join app_user u on u.org_id = h.org_id and u.id = h.helper_id
    where h.org_id = ${ctx.orgId} and h.deal_id = any(${[...dealIds]}::uuid[]) and ${standing(ctx)}
      and d.outcome = 'open' order by h.recorded_at, h.id`.execute(ctx.db)
  for (const row of rows) {
    const { id, helper, message } = row
    if (row.helperId === to) {
      const state = row.state === 'accepted' ? 'ended' : 'withdrawn'
      await updateHelp(ctx, row, { state })
      await note(ctx, row, id, state)
      continue
    }
    const kind = row.state === 'accepted' ? 'help-given' : 'help-offered'
    await tell(ctx, row, { kind, id, said: message, by: helper, person: to, isHelper: false })
  }
}

type Standing = { id: string; state: HelpState; untilOn: Day | null; version: number }
type Stored = About & Standing & { helperId: string; outcome: string; isActive: boolean }

function standing(ctx: WriteCtx) {
  return sql<boolean>`(h.state = 'offered' or (h.state = 'accepted' and h.until_on >= ${dayOf(ctx.now)}))`
}

/** Running help first, then an open offer; the deal is locked by whoever asks. */
async function standingHelp(
  ctx: WriteCtx,
  { dealId, helperId }: { dealId: string; helperId: string },
): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select h.id, h.state, h.until_on as "untilOn", h.version from deal_help h
    where h.org_id = ${ctx.orgId} and h.deal_id = ${dealId} and h.helper_id = ${helperId} and ${standing(ctx)}
    order by h.state, h.until_on desc, h.id`.execute(ctx.db)
  return rows
}

/** An offer is its helper's and that of whoever may edit the deal; to everybody else it is not there. */
async function getHelp(
  ctx: WriteCtx,
  id: string,
  whose: 'responsible' | 'helper' | 'either',
): Promise<Stored> {
  const own = sql<boolean>`h.helper_id = ${ctx.actor.userId}::uuid`
  const writes = may(ctx.actor.roles, 'deal.write') ? dealScope(ctx, 'deal.write') : sql<boolean>`false`
  const mine = { responsible: writes, helper: own, either: sql<boolean>`(${own} or ${writes})` }[whose]
  // The deal is what everything about its help waits for, so it is locked first and read after.
  await sql`select d.id from deal d where d.org_id = ${ctx.orgId} and d.id = (select h.deal_id from deal_help h
    where h.org_id = ${ctx.orgId} and h.id = ${id}) for update of d`.execute(ctx.db)
  const { rows } = await sql<Stored>`
    select h.id, h.deal_id as "dealId", h.helper_id as "helperId", h.state, h.until_on as "untilOn", h.version,
      d.customer_id as "customerId", d.title, d.outcome, u.status = 'active' as "isActive"
    from deal_help h join deal d on d.org_id = h.org_id and d.id = h.deal_id and d.voided_at is null
    join app_user u on u.org_id = h.org_id and u.id = h.helper_id
    where h.org_id = ${ctx.orgId} and h.id = ${id} and ${mine} for update of h`.execute(ctx.db)
  const [row] = rows
  if (!row) throw notFound('help')
  return row
}

function stateAfter(ctx: WriteCtx, help: Standing, act: HelpAct): HelpState {
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
  { id, version }: Standing,
  change: { state: HelpState; until_on?: Day | null; reason?: string; is_assigned?: boolean },
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

type Word = { kind: ErrandKind; id: string; said: string; person: string; isHelper: boolean; by?: string }

/** Whoever does not see the deal is told no more of it than its name, and is led to the workbench. */
async function tell(
  ctx: WriteCtx,
  about: About,
  { kind, id, said, person, isHelper, by = ctx.actor.name }: Word,
): Promise<void> {
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
      // A day moved later, or a deal that came back, is told anew.
      cause: `help:${id}:${kind}:${person}:${ctx.tick}`,
      errand: {
        kind,
        severity: 2,
        title: { zh: name, en: name },
        customer: null,
        amountFen: null,
        by,
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
