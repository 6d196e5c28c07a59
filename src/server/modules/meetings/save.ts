import { sql } from 'kysely'
import { z } from 'zod'
import { agenda as agendaShape } from '../../../api/meetings.ts'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { canMeeting } from '../../../core/meeting/agenda.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadStaff } from '../identity/index.ts'
import { makeAgenda } from './make-agenda.ts'
import { findMeeting, type MeetingRow, meetingActor } from './meeting-rows.ts'
import { tellCalled, tellClosed } from './tell-meeting.ts'

export async function callMeeting(
  ctx: WriteCtx,
  input: { title: string; heldOn: Day; people: readonly string[] },
): Promise<string> {
  await knowPeople(ctx, input.people)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('meeting')
    .values({
      org_id: ctx.orgId,
      id,
      title: input.title,
      held_on: input.heldOn,
      // The boss's meeting is the company's, a manager's that of the department.
      department_id: ctx.actor.roles.includes('boss') ? null : ctx.actor.departmentId,
      created_by: ctx.actor.userId!,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await savePeople(ctx, id, input.people)
  await tellCalled(ctx, { ...input, id }, [...new Set(input.people)])
  await recordEvent(ctx, {
    kind: 'meeting.called',
    subject: { kind: 'meeting', id },
    summary: { title: input.title, heldOn: input.heldOn },
  })
  return id
}

export async function saveMinutes(
  ctx: WriteCtx,
  id: string,
  input: { minutes: string; people: readonly string[] },
): Promise<number> {
  const row = await lockMeeting(ctx, id, 'write')
  expectVersion(ctx, row.version)
  await knowPeople(ctx, input.people)
  await ctx.db
    .updateTable('meeting')
    .set({ minutes: input.minutes, version: row.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  const before = new Set(await peopleOf(ctx, id))
  await savePeople(ctx, id, input.people)
  const added = [...new Set(input.people)].filter((one) => !before.has(one))
  await tellCalled(ctx, { id, title: row.title, heldOn: row.held_on }, added)
  await recordEvent(ctx, { kind: 'meeting.minutes', subject: { kind: 'meeting', id } })
  return row.version + 1
}

/** What was shown is kept with the meeting: next week's figures are other ones. */
export async function closeMeeting(ctx: WriteCtx, id: string): Promise<void> {
  const row = await lockMeeting(ctx, id, 'close')
  const shown = z.encode(agendaShape, await makeAgenda(ctx, row))
  await ctx.db
    .updateTable('meeting')
    .set({ closed_at: at(ctx.tick), agenda: json(shown), version: row.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  const { title, held_on: heldOn, minutes } = row
  await tellClosed(ctx, { id, title, heldOn, minutes }, await peopleOf(ctx, id))
  await recordEvent(ctx, {
    kind: 'meeting.closed',
    subject: { kind: 'meeting', id },
    summary: { decisions: row.decisions },
  })
}

async function lockMeeting(ctx: WriteCtx, id: string, act: 'write' | 'close'): Promise<MeetingRow> {
  await sql`select 1 from meeting where org_id = ${ctx.orgId} and id = ${id} for update`.execute(ctx.db)
  const row = await findMeeting(ctx, id)
  if (!row) throw notFound('meeting')
  const facts = { createdBy: row.created_by, closedAt: row.closed_at, heldOn: row.held_on }
  const allowed = canMeeting(facts, meetingActor(ctx, row.created_by), dayOf(ctx.now))[act]
  if (allowed !== true) throw refused({ code: allowed }, allowed === 'not_meeting_holder' ? 403 : 409)
  return row
}

async function knowPeople(ctx: WriteCtx, people: readonly string[]): Promise<void> {
  const { names } = await loadStaff(ctx)
  if (people.some((one) => !names.has(one))) throw notFound('person')
}

async function peopleOf(ctx: WriteCtx, id: string): Promise<string[]> {
  const rows = await ctx.db
    .selectFrom('meeting_person')
    .select('user_id')
    .where('org_id', '=', ctx.orgId)
    .where('meeting_id', '=', id)
    .execute()
  return rows.map((row) => row.user_id)
}

async function savePeople(ctx: WriteCtx, id: string, people: readonly string[]): Promise<void> {
  await ctx.db
    .deleteFrom('meeting_person')
    .where('org_id', '=', ctx.orgId)
    .where('meeting_id', '=', id)
    .execute()
  if (people.length === 0) return
  await ctx.db
    .insertInto('meeting_person')
    .values([...new Set(people)].map((userId) => ({ org_id: ctx.orgId, meeting_id: id, user_id: userId })))
    .execute()
}
