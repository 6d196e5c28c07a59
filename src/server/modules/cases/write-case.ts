import { sql } from 'kysely'
import type { CaseRow } from '../../../api/cases.ts'
import { type Cause, type Effect, refuseCase } from '../../../core/watch/case.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { findCases, shapeCases } from './case-rows.ts'
import { getAlertHead } from './read-cases.ts'

type Told = { cause: Cause; story: string; measure: string; effect: Effect; effectNote: string }

/** What was learnt, on an alert that is over; what was written before stays, the newest counts (C137). */
export async function writeCase(ctx: WriteCtx, alertId: string, told: Told): Promise<CaseRow> {
  const alert = await getAlertHead(ctx, alertId)
  if (!alert.handled) throw notFound('alert')
  const refusal = refuseCase(alert.status, alert.handled)
  if (refusal) throw conflict(refusal)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('retrospective')
    .values({
      org_id: ctx.orgId,
      id,
      alert_id: alertId,
      cause: told.cause,
      story: told.story,
      measure: told.measure,
      effect: told.effect,
      effect_note: told.effectNote,
      author_id: ctx.actor.userId!,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'case.written',
    subject: { kind: 'alert', id: alertId },
    summary: { cause: told.cause, effect: told.effect },
  })
  const [row] = await shapeCases(ctx, await findCases(ctx, sql`r.alert_id = ${alertId}`))
  return row!
}
