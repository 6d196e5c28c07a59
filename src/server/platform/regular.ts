import { sql } from 'kysely'
import type { Day, Instant } from '../../core/calendar.ts'
import type { ReadCtx, WriteCtx } from './context.ts'
import { at, json } from './db.ts'

export type RegularKind = 'misses' | 'findings'

/** Whether this report of the period has been told already. */
export function regularTold(ctx: Pick<ReadCtx, 'orgId'>, kind: RegularKind, periodOn: Day) {
  return sql<boolean>`exists (select 1 from regular_report t where t.org_id = ${ctx.orgId} and t.kind = ${kind}
    and t.period_on = ${periodOn} and t.told_at is not null)`
}

/** Whether any report of the kind has been told since. */
export function regularToldSince(ctx: Pick<ReadCtx, 'orgId'>, kind: RegularKind, since: Instant) {
  return sql<boolean>`exists (select 1 from regular_report t where t.org_id = ${ctx.orgId} and t.kind = ${kind}
    and t.told_at >= ${at(since)})`
}

export async function findRegular(
  ctx: ReadCtx,
  kind: RegularKind,
  periodOn: Day,
): Promise<{ askedAt: Instant | null; toldAt: Instant | null } | undefined> {
  return ctx.db
    .selectFrom('regular_report')
    .select(['asked_at as askedAt', 'told_at as toldAt'])
    .where('org_id', '=', ctx.orgId)
    .where('kind', '=', kind)
    .where('period_on', '=', periodOn)
    .executeTakeFirst()
}

/** Notes in the same transaction that it was asked for or told; a second telling finds the row. */
export async function keepRegular(
  ctx: WriteCtx,
  {
    kind,
    periodOn,
    state,
    content,
  }: { kind: RegularKind; periodOn: Day; state: 'asked' | 'told'; content?: unknown },
): Promise<void> {
  const when = state === 'asked' ? { asked_at: at(ctx.now) } : { told_at: at(ctx.now) }
  const kept = content === undefined ? {} : { content: json(content) }
  await ctx.db
    .insertInto('regular_report')
    .values({ org_id: ctx.orgId, kind, period_on: periodOn, ...when, ...kept })
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'kind', 'period_on']).doUpdateSet({ ...when, ...kept }),
    )
    .execute()
}
