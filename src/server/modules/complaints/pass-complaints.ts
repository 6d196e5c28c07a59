import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { addCourses } from './complaint-rows.ts'

type Passed = { id: string; customer_id: string; severity: number; due_on: Day }

/** Open complaints get another person who answers, with one event (C191). */
export async function passComplaints(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: { from: string; to: string },
): Promise<number> {
  const { rows } = await sql<Passed>`
    update complaint set responsible_id = ${to}, version = version + 1
    where org_id = ${ctx.orgId} and id = any(${ids}::uuid[]) and responsible_id = ${from}
      and resolved_on is null and voided_at is null returning id, customer_id, severity, due_on`.execute(
    ctx.db,
  )
  if (rows.length === 0) return 0
  await addCourses(
    ctx,
    rows.map((row) => ({
      complaintId: row.id,
      customerId: row.customer_id,
      severity: row.severity,
      dueOn: row.due_on,
      responsibleId: to,
      on: dayOf(ctx.now),
    })),
  )
  await recordEvent(ctx, {
    kind: 'complaint.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: rows.map(({ id }) => id) },
  })
  return rows.length
}
