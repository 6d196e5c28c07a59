import { sql } from 'kysely'
import { z } from 'zod'
import { agenda as agendaShape } from '../../../api/meetings.ts'
import { dayOf } from '../../../core/calendar.ts'
import { canMeeting } from '../../../core/meeting/agenda.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { readTasksOf } from '../tasks/index.ts'
import { makeAgenda } from './make-agenda.ts'
import { findMeeting, type MeetingRow, meetingActor, meetingColumns, meetingScope } from './meeting-rows.ts'

const LISTED = 100

export async function listMeetings(ctx: ReadCtx) {
  const { rows } = await sql<MeetingRow>`
    select ${meetingColumns} from meeting m join app_user u on u.org_id = m.org_id and u.id = m.created_by
    where m.org_id = ${ctx.orgId} and ${meetingScope(ctx)} order by m.held_on desc, m.id desc limit ${LISTED}`.execute(
    ctx.db,
  )
  return {
    items: rows.map(shapeRow),
    can: { hold: may(ctx.actor.roles, 'alert.assign') || ('forbidden' as const) },
  }
}

export async function getMeeting(ctx: ReadCtx, id: string) {
  const row = await findMeeting(ctx, id)
  if (!row) throw notFound('meeting')
  const people = await ctx.db
    .selectFrom('meeting_person as p')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'p.org_id').onRef('u.id', '=', 'p.user_id'),
    )
    .select(['u.id', 'u.name'])
    .where('p.org_id', '=', ctx.orgId)
    .where('p.meeting_id', '=', id)
    .orderBy('u.name')
    .execute()
  const decided = await readTasksOf(ctx, 'meeting', [id])
  const facts = { createdBy: row.created_by, closedAt: row.closed_at, heldOn: row.held_on }
  return {
    ...shapeRow(row),
    people,
    minutes: row.minutes,
    // Closed, it is what was on the wall that day, whoever reads it.
    agenda: row.agenda === null ? await makeAgenda(ctx, row) : z.decode(agendaShape, row.agenda as never),
    decided: decided.map(({ cancelledAt: _, ...task }) => task),
    version: row.version,
    can: canMeeting(facts, meetingActor(ctx, row.created_by), dayOf(ctx.now)),
  }
}

function shapeRow(row: MeetingRow) {
  return {
    id: row.id,
    title: row.title,
    heldOn: row.held_on,
    createdBy: { id: row.created_by, name: row.creator_name },
    closedAt: row.closed_at,
    decisions: row.decisions,
    openDecisions: row.open_decisions,
  }
}
