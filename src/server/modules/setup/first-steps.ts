import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import type { Trade } from '../../../core/deal/pipeline-templates.ts'
import { may, type Permission } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { missingCalendarYear } from '../identity/index.ts'
import { settingsVersion } from './org-settings.ts'

type Facts = {
  people: number
  channels: number
  imports: number
  checkups: number
  last_checkup_id: string | null
  trade: Trade | null
  settings_version: number
}

/** Every step is read from what is there, never from a tick somebody set. */
export async function readFirstSteps(ctx: ReadCtx) {
  const { rows } = await sql<Facts>`
    select (select count(*)::int from app_user where org_id = ${ctx.orgId} and status = 'active') as people,
      (select count(*)::int from channel where org_id = ${ctx.orgId} and status = 'on') as channels,
      (select count(*)::int from import_batch where org_id = ${ctx.orgId} and status = 'done') as imports,
      (select count(*)::int from checkup where org_id = ${ctx.orgId}) as checkups,
      (select id from checkup where org_id = ${ctx.orgId} order by created_at desc, id desc limit 1) as last_checkup_id,
      (select value #>> '{}' from org_setting where org_id = ${ctx.orgId} and id = 'trade') as trade,
      ${settingsVersion(ctx)} as settings_version`.execute(ctx.db)
  const facts = rows[0]!
  const missingYear = await missingCalendarYear(ctx)
  const thisYear = Number(dayOf(ctx.now).slice(0, 4))
  const can = (permission: Permission) => may(ctx.actor.roles, permission) || ('forbidden' as const)
  return {
    steps: [
      { step: 'people' as const, done: facts.people > 1, count: facts.people },
      { step: 'trade' as const, done: facts.trade !== null, count: facts.trade === null ? 0 : 1 },
      { step: 'calendar' as const, done: missingYear === null || missingYear > thisYear, count: 0 },
      { step: 'channel' as const, done: facts.channels > 0, count: facts.channels },
      { step: 'import' as const, done: facts.imports > 0, count: facts.imports },
      { step: 'checkup' as const, done: facts.checkups > 0, count: facts.checkups },
    ],
    trade: facts.trade,
    settingsVersion: facts.settings_version,
    missingYear,
    lastCheckupId: facts.last_checkup_id,
    can: {
      people: can('person.write'),
      settings: can('setting.write'),
      channels: can('channel.write'),
      imports: can('import.run'),
    },
  }
}
