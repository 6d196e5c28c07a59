import { sql } from 'kysely'
import type { CaseRow } from '../../../api/cases.ts'
import { may } from '../../../core/permission.ts'
import { type Cause, likeness, refuseCase } from '../../../core/watch/case.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { alertScope } from '../watch/index.ts'
import { type AlertHead, findCases, shapeCases, traitsOf } from './case-rows.ts'

type Asked = { text?: string | undefined; cause?: Cause | undefined; rule?: string | undefined }

const MOST_ROWS = 200
const MOST_SIMILAR = 3

/** The library, the newest first; a word is looked for in everything that was written (C138). */
export async function listCases(ctx: ReadCtx, { text, cause, rule }: Asked): Promise<{ rows: CaseRow[] }> {
  const words = (text ?? '').split(/\s+/).filter((word) => word !== '')
  const found = await findCases(ctx, rule ? sql`a.rule_code = ${rule}` : sql`true`)
  const rows = await shapeCases(ctx, found)
  const fits = (row: CaseRow) =>
    (cause === undefined || row.cause === cause) &&
    words.every((word) => textOf(row).includes(word.toLowerCase()))
  return { rows: rows.filter(fits).slice(0, MOST_ROWS) }
}

/** One case of the library as its readers are shown it; also an earlier telling of an alert's lesson. */
export async function findCase(ctx: ReadCtx, id: string): Promise<CaseRow | null> {
  const [row] = await shapeCases(ctx, await findCases(ctx, sql`r.id = ${id}`))
  return row ?? null
}

/** Only what the reader is shown is searched: nobody learns a customer's name by guessing it. */
function textOf({ story, measure, effectNote, ruleTitle, alert }: CaseRow): string {
  const parts = [story, measure, effectNote, ruleTitle.zh, ruleTitle.en, alert?.label, alert?.customer]
  return parts.filter(Boolean).join(' ').toLowerCase()
}

/** An alert's own retrospective and the cases most like it, of the best of which the effect was good. */
export async function readAlertCases(ctx: ReadCtx, alertId: string) {
  const alert = await getAlertHead(ctx, alertId)
  const [own] = await shapeCases(ctx, await findCases(ctx, sql`r.alert_id = ${alertId}`))
  const others = await findCases(ctx, sql`r.alert_id <> ${alertId}`)
  const near = others
    .map((row) => ({
      row,
      points: likeness(traitsOf(alert), traitsOf(row)) + (row.effect === 'worked' ? 0.5 : 0),
    }))
    .filter(({ points }) => points >= 1)
    .sort((a, b) => b.points - a.points || b.row.recorded_at - a.row.recorded_at)
    .slice(0, MOST_SIMILAR)
  return {
    status: alert.status,
    own: own ?? null,
    similar: await shapeCases(
      ctx,
      near.map(({ row }) => row),
    ),
    can: { write: refuseCase(alert.status, alert.handled) ?? (true as const) },
  }
}

/** An alert in the reader's scope, with whether the reader may also handle it. */
export async function getAlertHead(ctx: ReadCtx, id: string): Promise<AlertHead> {
  const handled = may(ctx.actor.roles, 'alert.handle') ? alertScope(ctx, 'alert.handle') : sql<boolean>`false`
  const { rows } = await sql<AlertHead>`
    select a.id, a.status, a.rule_code, a.subject_kind, a.customer_id, a.explanation -> 'headline' ->> 'metric' as metric,
      coalesce(${handled}, false) as handled
    from alert a where a.org_id = ${ctx.orgId} and a.id = ${id} and ${alertScope(ctx, 'alert.read')}`.execute(
    ctx.db,
  )
  if (!rows[0]) throw notFound('alert')
  return rows[0]
}
