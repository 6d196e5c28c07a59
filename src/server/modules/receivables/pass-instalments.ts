import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent, touch } from '../../platform/events.ts'

/** The open money of these customers gets another responsible person, with one event (C191). */
export async function passInstalments(
  ctx: WriteCtx,
  customerIds: readonly string[],
  { from, to }: { from: string; to: string },
): Promise<number> {
  const { rows } = await sql<{ id: string; customer_id: string }>`
    update instalment set responsible_id = ${to}
    where org_id = ${ctx.orgId} and customer_id = any(${customerIds}::uuid[]) and responsible_id = ${from}
      and open_fen > 0 and voided_at is null returning id, customer_id`.execute(ctx.db)
  if (rows.length === 0) return 0
  await recordEvent(ctx, {
    kind: 'instalment.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: rows.map(({ id }) => id) },
  })
  await touch(ctx, [
    ...rows.map((row) => ({ kind: 'customer', id: row.customer_id })),
    ...rows.map(({ id }) => ({ kind: 'instalment', id })),
    { kind: 'rep', id: from },
    { kind: 'rep', id: to },
  ])
  return rows.length
}
