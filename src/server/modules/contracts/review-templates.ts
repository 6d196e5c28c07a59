import { type RawBuilder, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { askReviews, isUnasked } from '../tasks/index.ts'

/** The newest version of each template in use whose day has come and about which nobody was asked (C066). */
const due = (ctx: ReadCtx) => sql`
  from (select distinct on (series_id) id, name, legal_id, review_on, is_retired from contract_template
    where org_id = ${ctx.orgId} order by series_id, number desc) t
  where not t.is_retired and ${isUnasked(ctx, { kind: 'template', id: sql`t.id`, on: sql`t.review_on` })}`

export function templateReviewDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 ${due(ctx)})`
}

export async function askTemplateReviews(ctx: WriteCtx): Promise<void> {
  const { rows } = await sql<{ id: string; name: string; legal_id: string; review_on: Day }>`
    select t.id, t.name, t.legal_id, t.review_on ${due(ctx)}`.execute(ctx.db)
  await askReviews(
    ctx,
    rows.map((row) => ({
      ...{ kind: 'template' as const, id: row.id, name: { zh: row.name, en: row.name } },
      ...{ ownerId: row.legal_id, reviewOn: row.review_on },
    })),
  )
}
