import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
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

/** Instalments that were passed on after a moment, each with who answered for it until then: id, user_id. */
export function passedSince(ctx: ReadCtx, moment: Instant | null): RawBuilder<unknown> {
  if (moment === null) return sql`(select null::uuid as id, null::uuid as user_id where false)`
  return sql`(select distinct on (x.id) x.id::uuid as id, e.subject_id as user_id
    from event e cross join lateral jsonb_array_elements_text(e.summary -> 'ids') x(id)
    where e.org_id = ${ctx.orgId} and e.subject_kind = 'person' and e.kind = 'instalment.passed' and e.recorded_at > ${at(moment)}
    order by x.id, e.recorded_at)`
}
