import { sql } from 'kysely'
import type { NoticeRow } from '../../../api/notify.ts'
import type { Instant } from '../../../core/calendar.ts'
import { inLanguage } from '../../../core/notify/message.ts'
import type { Locale } from '../../../text/errors.ts'
import { noticeWords } from '../../../text/notify.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { announce } from './announce.ts'
import { PAGE_SKIPS, readStored, wordsOf } from './stored.ts'

/** My notices, newest first. Only one's own: the person is part of every query here. */
export async function listNotices(
  ctx: ReadCtx,
  query: { unread?: boolean | undefined; before?: Instant | undefined; limit: number },
): Promise<{ rows: NoticeRow[]; unread: number }> {
  return {
    rows: await findNotices(ctx, ctx.actor.userId!, query),
    unread: await countUnread(ctx, ctx.actor.userId!),
  }
}

export async function findNotices(
  ctx: ReadCtx,
  userId: string,
  query: { unread?: boolean | undefined; before?: Instant | undefined; after?: Instant; limit: number },
): Promise<NoticeRow[]> {
  const { unread, before, after, limit } = query
  const rows = await ctx.db
    .selectFrom('notice as n')
    .innerJoin('app_user as me', (join) =>
      join.onRef('me.org_id', '=', 'n.org_id').onRef('me.id', '=', 'n.user_id'),
    )
    .select([
      'n.id',
      'n.kind',
      'n.alert_id',
      'n.severity',
      'n.content',
      'n.created_at',
      'n.read_at',
      'me.locale',
      sql<boolean>`exists (select 1 from user_role r where r.org_id = n.org_id and r.user_id = n.user_id and r.role in ('boss', 'manager'))`.as(
        'leads',
      ),
    ])
    .where('n.org_id', '=', ctx.orgId)
    .where('n.user_id', '=', userId)
    .where('n.reason', 'not in', [...PAGE_SKIPS])
    .where('n.kind', '!=', 'brief')
    .$if(unread === true, (q) => q.where('n.read_at', 'is', null))
    .$if(before !== undefined, (q) => q.where('n.created_at', '<', at(before!)))
    .$if(after !== undefined, (q) => q.where('n.created_at', '>', at(after!)))
    .orderBy('n.created_at', 'desc')
    .orderBy('n.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => shapeOf(row))
}

export async function countUnread(ctx: ReadCtx, userId: string): Promise<number> {
  const row = await ctx.db
    .selectFrom('notice')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', userId)
    .where('reason', 'not in', [...PAGE_SKIPS])
    .where('kind', '!=', 'brief')
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function readNotices(
  ctx: WriteCtx,
  what: { ids: string[] } | { upTo: Instant },
): Promise<{ unread: number }> {
  const userId = ctx.actor.userId!
  await ctx.db
    .updateTable('notice')
    .set({ read_at: at(ctx.now) })
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
    .$if('ids' in what, (q) => q.where('id', 'in', (what as { ids: string[] }).ids))
    .$if('upTo' in what, (q) => q.where('created_at', '<=', at((what as { upTo: Instant }).upTo)))
    .execute()
  await announce(ctx, [userId])
  return { unread: await countUnread(ctx, userId) }
}

type Row = {
  id: string
  kind: string
  alert_id: string | null
  severity: number
  content: unknown
  created_at: Instant
  read_at: Instant | null
  locale: string
  leads: boolean
}

function shapeOf(row: Row): NoticeRow {
  const stored = readStored(row.content)
  const locale: Locale = row.locale === 'en' ? 'en' : 'zh-CN'
  const base = {
    id: row.id,
    kind: row.kind as NoticeRow['kind'],
    at: row.created_at,
    readAt: row.read_at,
    severity: row.severity as NoticeRow['severity'],
    alertId: row.alert_id,
    // The owner and managers must not overlook what is urgent (C124).
    popUp: row.leads && row.severity === 1 && row.kind !== 'resolved' && row.read_at === null,
  }
  if (stored.about === 'alert') {
    const { customerId, responsibleId } = stored
    const content = inLanguage(stored.content, locale === 'en')
    const customer =
      customerId === null || content.customer === null ? null : { id: customerId, name: content.customer }
    return {
      ...base,
      customer,
      amountFen: content.amountFen,
      title: noticeWords(locale, content).title,
      reason: content.reason,
      nextStep: content.nextStep,
      responsible: { id: responsibleId, name: content.responsible },
      dueAt: content.dueAt,
      url: content.url,
    }
  }
  if (stored.about === 'errand') {
    const { errand, customerId } = stored
    const words = wordsOf(locale, stored)
    return {
      ...base,
      customer: customerId && errand.customer ? { id: customerId, name: errand.customer } : null,
      amountFen: errand.amountFen,
      title: words.title,
      reason: [errand.by, errand.said].filter(Boolean).join(locale === 'en' ? ': ' : '：'),
      nextStep: null,
      responsible: null,
      dueAt: errand.dueAt,
      url: errand.url,
    }
  }
  const { title, fields, paragraphs, link } = wordsOf(locale, stored)
  const reason = [...fields.map((field) => `${field.label}: ${field.value}`), ...paragraphs].join('\n')
  return {
    ...base,
    customer: null,
    amountFen: null,
    title,
    reason,
    nextStep: null,
    responsible: null,
    dueAt: null,
    url: link?.url ?? null,
  }
}
