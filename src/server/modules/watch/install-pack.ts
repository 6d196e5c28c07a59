import type { Instant } from '../../../core/calendar.ts'
import { PACK } from '../../../core/watch/pack.ts'
import { remeasured } from '../../../core/watch/redefine.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { specOf } from './rule-rows.ts'
import { touchAll } from './subjects.ts'

/**
 * Gives an organisation the rules that ship. `since` is the instant from which they watch: what already holds
 * then is standing and opens no alert; the demo watches from the beginning of its history.
 */
export async function installPack(ctx: WriteCtx, since: Instant = ctx.tick): Promise<void> {
  await ctx.db
    .insertInto('rule')
    .values(
      PACK.map((rule) => ({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        code: rule.code,
        mode: rule.mode,
        spec: json(specOf(remeasured(rule))),
        mode_since: at(since),
      })),
    )
    .execute()
  for (const kind of new Set(PACK.map((rule) => rule.subject))) await touchAll(ctx, kind)
}

/** One rule from an instant on, for whoever needs it for the length of a transaction; nothing is marked. */
export async function installRule(ctx: WriteCtx, rule: Rule, since: Instant): Promise<void> {
  await ctx.db
    .insertInto('rule')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      code: rule.code,
      mode: rule.mode,
      spec: json(specOf(remeasured(rule))),
      mode_since: at(since),
    })
    .execute()
}
