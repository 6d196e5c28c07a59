import { type RawBuilder, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { askReviews, isUnasked } from '../tasks/index.ts'

/** Flows somebody answers for, whose day of review has come and about which nobody was asked (C184). */
const due = (ctx: ReadCtx) => sql`
  from approval_flow f where f.org_id = ${ctx.orgId} and f.owner_id is not null and f.review_on is not null
    and ${isUnasked(ctx, { kind: 'flow', id: sql`f.id`, on: sql`f.review_on` })}`

export function flowReviewDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 ${due(ctx)})`
}

export async function askFlowReviews(ctx: WriteCtx): Promise<void> {
  const { rows } = await sql<{ id: string; name: Bilingual; owner_id: string; review_on: Day }>`
    select f.id, f.name, f.owner_id, f.review_on ${due(ctx)}`.execute(ctx.db)
  await askReviews(
    ctx,
    rows.map((row) => ({
      ...{ kind: 'flow' as const, id: row.id, name: row.name },
      ...{ ownerId: row.owner_id, reviewOn: row.review_on },
    })),
  )
}
