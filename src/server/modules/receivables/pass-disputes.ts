import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'

/** Disputes without an outcome get another person who clears them up, with one event (C187 C191). */
export async function passDisputes(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: { from: string; to: string },
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update dispute set responsible_id = ${to}, version = version + 1
    where org_id = ${ctx.orgId} and id = any(${ids}::uuid[]) and responsible_id = ${from}
      and resolved_on is null and voided_at is null returning id`.execute(ctx.db)
  if (rows.length === 0) return 0
  await recordEvent(ctx, {
    kind: 'dispute.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: rows.map(({ id }) => id) },
  })
  return rows.length
}
