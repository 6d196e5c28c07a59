import { sql } from 'kysely'
import { diffLines } from '../../../core/approval/content.ts'
import type { Day, Instant } from '../../../core/calendar.ts'
import { type ContractTemplate, templateLines } from '../../../core/contract/template.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'

type Row = ContractTemplate & {
  id: string
  number: number
  reviewOn: Day
  isRetired: boolean
  recordedAt: Instant
  actorName: string | null
  legalName: string
}

/**
 * Every version of one template beside the one before it, the newest first: what legal changed, and when
 * (C065 C066).
 */
export async function readTemplateVersions(ctx: ReadCtx, seriesId: string) {
  const { rows } = await sql<Row>`
    select t.id, t.number, t.name, t.language, t.clauses, t.own_clauses as "ownClauses", t.blanks, t.penalty_bp as "penaltyBp",
      t.review_on as "reviewOn", t.is_retired as "isRetired", t.recorded_at as "recordedAt", a.name as "actorName",
      u.name as "legalName"
    from contract_template t join app_user u on u.org_id = t.org_id and u.id = t.legal_id
    left join app_user a on a.org_id = t.org_id and a.id = t.actor
    where t.org_id = ${ctx.orgId} and t.series_id = ${seriesId} order by t.number desc`.execute(ctx.db)
  if (rows.length === 0) throw notFound('template')
  return {
    name: rows[0]!.name,
    items: rows.map(
      ({ id, number, reviewOn, isRetired, recordedAt, actorName, legalName, ...said }, index) => ({
        ...{ id, number, reviewOn, isRetired, recordedAt, actorName, legalName },
        diff: diffLines(rows[index + 1] ? templateLines(rows[index + 1]!) : [], templateLines(said)),
      }),
    ),
  }
}
