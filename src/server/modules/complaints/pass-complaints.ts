import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'

/** Open complaints of these customers get another person who answers (C191). */
export async function passComplaints(
  ctx: WriteCtx,
  customerIds: readonly string[],
  { from, to }: { from: string; to: string },
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update complaint set responsible_id = ${to}, version = version + 1
    where org_id = ${ctx.orgId} and customer_id = any(${customerIds}::uuid[]) and responsible_id = ${from}
      and resolved_on is null and voided_at is null returning id`.execute(ctx.db)
  if (rows.length === 0) return 0
  await recordEvent(ctx, {
    kind: 'complaint.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: rows.map(({ id }) => id) },
  })
  return rows.length
}
