import { sql } from 'kysely'
import type { BriefView } from '../../../api/notify.ts'
import { addDays, type Day, dayOf, type Instant, minuteOfDay } from '../../../core/calendar.ts'
import {
  BRIEF_MINUTE,
  type Brief,
  type BriefAlert,
  type BriefMoney,
  type BriefMonth,
  composeBrief,
  previousBriefAt,
} from '../../../core/notify/brief.ts'
import { inLanguage, type Severity } from '../../../core/notify/message.ts'
import { spreadFrom } from '../../../core/notify/rate.ts'
import { isWorkday } from '../../../core/workdays.ts'
import { chance, newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { wake } from '../../platform/jobs.ts'
import { isCollected, loadCalendar } from '../identity/index.ts'
import { type ChannelRow, isGroup, loadChannels } from './channels.ts'
import { findLeaders, type Leader } from './leaders.ts'
import { insertDeliveries } from './save-notices.ts'
import { readStored, type Stored } from './stored.ts'

/** A server that was down in the morning still sends the brief; after noon it would only confuse. */
const LATEST_MINUTE = 12 * 60
const DUE_SOON_DAYS = 7

/** The month's money of some people's customers; the composition root knows which module keeps it. */
export type ReadMonth = (ctx: ReadCtx, userIds: readonly string[] | null, day: Day) => Promise<BriefMonth>

/**
 * The morning brief of every boss and manager, and of the groups that asked for it (C274). May be called at
 * any time: it does nothing outside 08:30–12:00 of a working day, and once per day and person (a unique
 * index).
 */
export async function sendBriefs(ctx: WriteCtx, readMonth: ReadMonth): Promise<{ sent: number }> {
  const day = dayOf(ctx.now)
  const minute = minuteOfDay(ctx.now)
  const calendar = await loadCalendar(ctx)
  if (!isWorkday(calendar, day) || minute < BRIEF_MINUTE || minute >= LATEST_MINUTE) return { sent: 0 }
  const sent = await findSent(ctx, day)
  const leaders = (await findLeaders(ctx)).filter(({ reader }) => !sent.has(reader.id))
  if (leaders.length === 0) return { sent: 0 }
  const channels = (await loadChannels(ctx)).filter((channel) => channel.status === 'on')
  const usual = previousBriefAt(calendar, ctx.now)
  for (const leader of leaders) {
    const brief = await composeFor(ctx, leader, {
      since: await lastBriefAt(ctx, leader.reader.id, usual),
      month: await readMonth(ctx, leader.userIds, day),
    })
    await sendTo(ctx, leader, { channels, stored: { about: 'brief', brief, url: '/brief' }, day })
  }
  await wake(ctx, 'notify.deliver')
  return { sent: leaders.length }
}

/** The leader's own brief, by mail if there is one, and the same words for the groups of their people. */
async function sendTo(
  ctx: WriteCtx,
  leader: Leader,
  { channels, stored, day }: { channels: readonly ChannelRow[]; stored: Stored; day: Day },
): Promise<void> {
  const { reader } = leader
  const noticeId = await insertBrief(ctx, { cause: `brief:${day}`, userId: reader.id, stored })
  if (noticeId === null) return
  await markHeldAsTold(ctx, reader.id)
  const mail = channels.find((channel) => channel.kind === 'mail')
  if (mail && reader.email && reader.settings.mail) await queue(ctx, noticeId, mail)
  for (const channel of channels) {
    if (!isGroup(channel) || !channel.audience.brief || !leads(leader, channel)) continue
    const groupId = await insertBrief(ctx, { cause: `brief:${day}:${channel.id}`, userId: null, stored })
    if (groupId !== null) await queue(ctx, groupId, channel)
  }
}

/** The whole company's group hears the boss's brief, a department's group its manager's. */
function leads({ userIds, departmentIds }: Leader, { audience }: ChannelRow): boolean {
  return audience.departmentId === null ? userIds === null : departmentIds.has(audience.departmentId)
}

async function findSent(ctx: ReadCtx, day: Day): Promise<ReadonlySet<string>> {
  const rows = await ctx.db
    .selectFrom('notice')
    .select('user_id')
    .where('org_id', '=', ctx.orgId)
    .where('cause', '=', `brief:${day}`)
    .execute()
  return new Set(rows.map((row) => row.user_id!))
}

export async function readBrief(ctx: ReadCtx, day: Day | undefined): Promise<{ brief: BriefView | null }> {
  const row = await ctx.db
    .selectFrom('notice')
    .select(['content', 'created_at'])
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', ctx.actor.userId)
    .where('kind', '=', 'brief')
    .$if(day !== undefined, (q) => q.where('cause', '=', `brief:${day}`))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const stored = row ? readStored(row.content) : null
  if (!row || stored?.about !== 'brief') return { brief: null }
  const { items, money, month: _, ...brief } = stored.brief
  return {
    brief: {
      day: brief.day,
      sentAt: row.created_at,
      figures: { openAlerts: brief.openAlerts, moneyAtRiskFen: brief.moneyAtRiskFen, ...money },
      items: items.map((item) => ({
        alertId: item.id,
        severity: item.severity,
        customer: item.customer,
        title: item.title,
        reason: item.reason,
        amountFen: item.amountFen,
        responsible: item.responsible,
        why: item.why,
      })),
      more: brief.more,
      quiet: brief.quiet,
    },
  }
}

async function composeFor(
  ctx: ReadCtx,
  leader: Leader,
  { since, month }: { since: Instant; month: BriefMonth },
): Promise<Brief> {
  return composeBrief({
    now: ctx.now,
    since,
    alerts: await findAlerts(ctx, leader),
    held: await findHeld(ctx, leader.reader.id),
    money: await readMoney(ctx, leader.userIds, since),
    month,
  })
}

async function findAlerts(ctx: ReadCtx, { userIds, reader }: Leader): Promise<BriefAlert[]> {
  const rows = await ctx.db
    .selectFrom('alert as a')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'a.org_id').onRef('u.id', '=', 'a.responsible_id'),
    )
    .select([
      'a.id',
      'a.severity',
      'a.at_risk_fen',
      'a.opened_at',
      'a.deadline_at',
      'a.rule_code',
      'u.name',
      sql<Instant | null>`(select max(s.at) from alert_step s where s.org_id = a.org_id and s.alert_id = a.id and s.kind = 'escalate')`.as(
        'escalated_at',
      ),
      sql<unknown>`(select n.content from notice n where n.org_id = a.org_id and n.alert_id = a.id order by n.created_at desc, n.id desc limit 1)`.as(
        'content',
      ),
    ])
    .where('a.org_id', '=', ctx.orgId)
    .where('a.resolved_at', 'is', null)
    .where('a.mode', '=', 'on')
    .where('a.inhibited_since', 'is', null)
    .$if(userIds !== null, (q) => q.where('a.responsible_id', 'in', [...userIds!]))
    .execute()
  return rows.map((row) => {
    const stored = row.content === null ? null : readStored(row.content)
    const content = stored?.about === 'alert' ? inLanguage(stored.content, reader.locale === 'en') : null
    return {
      id: row.id,
      severity: row.severity as Severity,
      customer: content?.customer ?? null,
      title: content?.rule ?? row.rule_code,
      reason: content?.reason ?? '',
      amountFen: row.at_risk_fen || null,
      responsible: row.name,
      openedAt: row.opened_at,
      escalatedAt: row.escalated_at,
      deadlineAt: row.deadline_at,
    }
  })
}

/**
 * What happened since this person's last brief is new, whenever that was: a brief that came late repeats
 * nothing, a morning without one loses nothing.
 */
async function lastBriefAt(ctx: ReadCtx, userId: string, usual: Instant): Promise<Instant> {
  const row = await ctx.db
    .selectFrom('notice')
    .select(sql<Instant | null>`max(created_at)`.as('at'))
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', userId)
    .where('kind', '=', 'brief')
    .executeTakeFirst()
  return row?.at ?? usual
}

/** Alerts that the cap, a mute or a failed channel kept from this person and that no brief has told yet. */
async function findHeld(ctx: ReadCtx, userId: string): Promise<ReadonlySet<string>> {
  const rows = await ctx.db
    .selectFrom('notice')
    .select('alert_id')
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', userId)
    .where('decision', '=', 'brief')
    .where('alert_id', 'is not', null)
    .where(sql<boolean>`content ->> 'toldAt' is null`)
    .execute()
  return new Set(rows.map((row) => row.alert_id!))
}

/** The brief is how these were told; they are not interruptions, their decision stays `brief`. */
async function markHeldAsTold(ctx: WriteCtx, userId: string): Promise<void> {
  await ctx.db
    .updateTable('notice')
    .set({ content: sql`jsonb_set(content, '{toldAt}', to_jsonb(${ctx.now}::bigint))` })
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', userId)
    .where('decision', '=', 'brief')
    .where(sql<boolean>`content ->> 'toldAt' is null`)
    .execute()
}

async function readMoney(
  ctx: ReadCtx,
  userIds: readonly string[] | null,
  since: Instant,
): Promise<BriefMoney> {
  const today = dayOf(ctx.now)
  const mine = (alias: string) =>
    userIds === null ? sql`true` : sql`${sql.ref(`${alias}.responsible_id`)} = any(${[...userIds]}::uuid[])`
  const { rows } = await sql<{
    overdue: bigint
    overdue_n: number
    soon: bigint
    soon_n: number
    collected: bigint
  }>`
    with due as (
      select i.due_on, i.open_fen from instalment i
      join customer c on c.org_id = i.org_id and c.id = i.customer_id
      where i.org_id = ${ctx.orgId} and i.voided_at is null and i.open_fen > 0 and ${mine('c')}
    )
    select
      coalesce(sum(open_fen) filter (where due_on < ${today}::date), 0)::bigint as overdue,
      count(*) filter (where due_on < ${today}::date)::int as overdue_n,
      coalesce(sum(open_fen) filter (where due_on between ${today}::date and ${addDays(today, DUE_SOON_DAYS)}::date), 0)::bigint as soon,
      count(*) filter (where due_on between ${today}::date and ${addDays(today, DUE_SOON_DAYS)}::date)::int as soon_n,
      (select coalesce(sum(p.amount_fen), 0)::bigint from payment p
       join customer c on c.org_id = p.org_id and c.id = p.customer_id
       where p.org_id = ${ctx.orgId} and p.voided_at is null and ${isCollected('p')} and ${mine('c')}
         and p.recorded_at > ${at(since)} and p.occurred_on >= ${addDays(dayOf(since), -DUE_SOON_DAYS)}::date) as collected
    from due`.execute(ctx.db)
  const row = rows[0]!
  return {
    overdueFen: row.overdue,
    overdueCount: row.overdue_n,
    dueSoonFen: row.soon,
    dueSoonCount: row.soon_n,
    collectedFen: row.collected,
  }
}

async function insertBrief(
  ctx: WriteCtx,
  { cause, userId, stored }: { cause: string; userId: string | null; stored: Stored },
): Promise<string | null> {
  const row = await ctx.db
    .insertInto('notice')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      cause,
      kind: 'brief',
      user_id: userId,
      alert_id: null,
      severity: 3,
      content: json(stored),
      decision: 'send',
      reason: 'brief',
      created_at: at(ctx.tick),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

async function queue(ctx: WriteCtx, noticeId: string, channel: ChannelRow): Promise<void> {
  await insertDeliveries(ctx, [
    {
      noticeId,
      channelId: channel.id,
      dueAt: isGroup(channel) ? spreadFrom(ctx.now, 3, chance()) : ctx.now,
      reason: 'brief',
    },
  ])
}
