import type { z } from 'zod'
import type { chooseRhythm as route } from '../../../api/quality.ts'
import type { SourceName } from '../../../core/watch/vital-signs.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent, touch } from '../../platform/events.ts'

type Body = z.output<NonNullable<typeof route.body>>

/**
 * Decides from now on; what was late until now stays late until now. The company is looked at, because its
 * alert about the source may end or begin with it, and with it what waits (C208).
 */
export async function chooseRhythm(
  ctx: WriteCtx,
  source: SourceName,
  { mode, workdays, reason }: Body,
): Promise<{ ok: true }> {
  await ctx.db
    .insertInto('source_choice')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      source,
      mode,
      workdays,
      reason,
      actor: ctx.actor.userId!,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'source.chosen',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { source, mode, workdays, reason },
  })
  await touch(ctx, [{ kind: 'org', id: ctx.orgId }])
  return { ok: true }
}
