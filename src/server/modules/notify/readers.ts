import { sql } from 'kysely'
import type { NoticeSettings } from '../../../api/notify.ts'
import { dayOf, endOfDay, type Instant, startOfDay } from '../../../core/calendar.ts'
import { DAILY_CAP, type Reader } from '../../../core/notify/decide.ts'
import type { Mention } from '../../../core/notify/message.ts'
import { DEFAULT_QUIET_HOURS } from '../../../core/notify/quiet-hours.ts'
import type { Role } from '../../../core/permission.ts'
import type { Locale } from '../../../text/errors.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { saveSetting } from '../../platform/org-settings.ts'

/** A person as somebody who receives notices. */
export type ReaderRow = {
  id: string
  name: string
  email: string | null
  locale: Locale
  departmentId: string | null
  roles: readonly Role[]
  mention: Mention
  settings: NoticeSettings
}

const DEFAULTS = {
  quietFromMinute: DEFAULT_QUIET_HOURS.fromMinute,
  quietToMinute: DEFAULT_QUIET_HOURS.toMinute,
  workdaysOnly: DEFAULT_QUIET_HOURS.workdaysOnly,
  dailyCap: DAILY_CAP,
  mail: true,
  dingtalkUserId: null as string | null,
}

/** Active people only: a name from a ledger cannot read. `ids` null = everybody. */
export async function loadReaders(
  ctx: ReadCtx,
  ids: readonly string[] | null,
): Promise<Map<string, ReaderRow>> {
  if (ids?.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('app_user as u')
    .leftJoin('org_setting as s', (join) =>
      join.onRef('s.org_id', '=', 'u.org_id').on('s.id', '=', sql<string>`'notice:' || u.id::text`),
    )
    .select([
      'u.id',
      'u.name',
      'u.email',
      'u.locale',
      'u.department_id',
      'u.phone',
      'u.wecom_userid',
      'u.dingtalk_phone',
      'u.feishu_open_id',
      's.value as setting',
      sql<
        Role[] | null
      >`(select array_agg(r.role order by r.role) from user_role r where r.org_id = u.org_id and r.user_id = u.id)`.as(
        'roles',
      ),
    ])
    .where('u.org_id', '=', ctx.orgId)
    .where('u.status', '=', 'active')
    .$if(ids !== null, (query) => query.where('u.id', 'in', [...new Set(ids)]))
    .execute()
  return new Map(
    rows.map((row) => {
      const settings: NoticeSettings = {
        ...DEFAULTS,
        ...(row.setting as Partial<NoticeSettings> | null),
        wecomUserId: row.wecom_userid,
        feishuOpenId: row.feishu_open_id,
      }
      const mention: Mention = {
        name: row.name,
        wecomUserId: row.wecom_userid,
        dingtalkUserId: settings.dingtalkUserId,
        feishuOpenId: row.feishu_open_id,
        phone: row.dingtalk_phone ?? row.phone,
      }
      const locale: Locale = row.locale === 'en' ? 'en' : 'zh-CN'
      const { id, name, email } = row
      return [
        id,
        {
          id,
          name,
          email,
          locale,
          departmentId: row.department_id,
          roles: row.roles ?? [],
          mention,
          settings,
        },
      ]
    }),
  )
}

/** The person as the send decision sees them. */
export function readerOf(row: ReaderRow, isResponsible: boolean, interruptionsToday: number): Reader {
  const { quietFromMinute, quietToMinute, workdaysOnly, dailyCap } = row.settings
  return {
    isResponsible,
    mutedUntil: null,
    minSeverity: 3,
    quiet: { fromMinute: quietFromMinute, toMinute: quietToMinute, workdaysOnly },
    dailyCap,
    interruptionsToday,
  }
}

/** How many notices already made each person's phone buzz on the calendar day of `now`. */
export async function countInterruptions(
  ctx: ReadCtx,
  ids: readonly string[],
  now: Instant,
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const from = startOfDay(dayOf(now))
  const rows = await ctx.db
    .selectFrom('notice')
    .select(['user_id', sql<number>`count(*)::int`.as('count')])
    .where('org_id', '=', ctx.orgId)
    .where('user_id', 'in', [...ids])
    .where(sql<string>`content ->> 'about'`, 'in', ['alert', 'errand'])
    .where('decision', '=', 'send')
    .where(sql<boolean>`(content ->> 'toldAt')::bigint between ${from} and ${endOfDay(dayOf(now))}`)
    .groupBy('user_id')
    .execute()
  return new Map(rows.map((row) => [row.user_id!, row.count]))
}

export async function getMySettings(ctx: ReadCtx): Promise<NoticeSettings> {
  const readers = await loadReaders(ctx, [ctx.actor.userId!])
  return readers.get(ctx.actor.userId!)!.settings
}

/**
 * The mention names are the person's own columns (an import of people fills them too); the rest is a
 * setting.
 */
export async function saveMySettings(ctx: WriteCtx, input: NoticeSettings): Promise<NoticeSettings> {
  const userId = ctx.actor.userId!
  const { wecomUserId, feishuOpenId, ...rest } = input
  await ctx.db
    .updateTable('app_user')
    .set((eb) => ({
      wecom_userid: wecomUserId,
      feishu_open_id: feishuOpenId,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .execute()
  await saveSetting(ctx, `notice:${userId}`, rest)
  return getMySettings(ctx)
}

export function canMail(reader: { email: string | null; settings: { mail: boolean } } | undefined): boolean {
  return reader?.email != null && reader.settings.mail
}
