import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import { type ActInput, takeAct } from './act.ts'
import { findGroupOf } from './find-groups.ts'
import { findRecord } from './read-alert.ts'

type Together = Extract<ActInput, { kind: 'acknowledge' | 'resolve' }>

/**
 * One act on an alert and on all that is open of its group: what was the team's matter has one result and
 * one verdict. An alert that stands alone is acted on alone; those the caller may not handle are named.
 */
export async function actTogether(ctx: WriteCtx, alertId: string, input: Together) {
  await findRecord(ctx, alertId, { moment: ctx.now, isPast: false })
  const group = await findGroupOf(ctx, alertId)
  const ids = group?.members.map((member) => member.alertId) ?? [alertId]
  const { rows: open } = await sql<{ id: string }>`
    select id from alert where org_id = ${ctx.orgId} and id = any(${ids}::uuid[]) and resolved_at is null
      ${input.kind === 'acknowledge' ? sql`and status = 'open'` : sql``} order by id`.execute(ctx.db)
  const left: { id: string; code: string }[] = []
  let done = 0
  let first: unknown = null
  for (const { id } of open) {
    try {
      await takeAct(ctx, { id }, input)
      done += 1
    } catch (error) {
      // A refusal comes before any write, so the others go on.
      if (!(error instanceof AppError)) throw error
      first ??= error
      left.push({ id, code: error.code })
    }
  }
  if (done === 0) throw first ?? notFound('alert')
  return { done, left }
}
