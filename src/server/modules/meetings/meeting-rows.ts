import { type RawBuilder, sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import type { MeetingActor } from '../../../core/meeting/agenda.ts'
import { may } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'

export type MeetingRow = {
  id: string
  title: string
  held_on: Day
  department_id: string | null
  created_by: string
  creator_name: string
  minutes: string
  closed_at: Instant | null
  agenda: unknown
  version: number
  recorded_at: Instant
  decisions: number
  open_decisions: number
}

export const meetingColumns = sql`m.id, m.title, m.held_on, m.department_id, m.created_by, u.name as creator_name, m.minutes,
  m.closed_at, m.agenda, m.version, m.recorded_at,
  (select count(*)::int from task t where t.org_id = m.org_id and t.record_kind = 'meeting' and t.record_id = m.id) as decisions,
  (select count(*)::int from task t where t.org_id = m.org_id and t.record_kind = 'meeting' and t.record_id = m.id
    and t.state = 'open') as open_decisions`

/** Those one held or took part in, and those of people one leads; `m` is the meeting's alias. */
export function meetingScope(ctx: ReadCtx): RawBuilder<boolean> {
  if (may(ctx.actor.roles, 'audit.read')) return sql<boolean>`true`
  const led = ledUsers(ctx)
  if (led === null) return sql<boolean>`true`
  return sql<boolean>`(m.created_by = ${ctx.actor.userId} or m.created_by = any(${[...led]}::uuid[])
    or exists (select 1 from meeting_person p where p.org_id = m.org_id and p.meeting_id = m.id and p.user_id = ${ctx.actor.userId}))`
}

function ledUsers(ctx: ReadCtx): readonly string[] | null {
  return may(ctx.actor.roles, 'alert.assign') ? visibleUsers(ctx, 'alert.assign') : []
}

export function meetingActor(ctx: ReadCtx, createdBy: string): MeetingActor {
  const led = ledUsers(ctx)
  return {
    userId: ctx.actor.userId ?? '',
    mayHold: may(ctx.actor.roles, 'alert.assign'),
    leads: led === null || led.includes(createdBy),
  }
}

export async function findMeeting(ctx: ReadCtx, id: string): Promise<MeetingRow | null> {
  const { rows } = await sql<MeetingRow>`
    select ${meetingColumns} from meeting m join app_user u on u.org_id = m.org_id and u.id = m.created_by
    where m.org_id = ${ctx.orgId} and m.id = ${id} and ${meetingScope(ctx)}`.execute(ctx.db)
  return rows[0] ?? null
}

/** A meeting as a record that its decisions hang on. */
export async function meetingDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  if (!may(ctx.actor.roles, 'task.read')) return null
  const row = await findMeeting(ctx, id)
  return row ? { title: row.title, customerId: null, url: `/meetings/${id}` } : null
}
