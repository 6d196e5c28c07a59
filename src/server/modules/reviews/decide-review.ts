import type { RuleReview } from '../../../api/rule-reviews.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound, stale } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadRules, tuneOrPropose } from '../watch/index.ts'
import { getReview, shapeReview } from './review-rows.ts'

type Decision = { version: number; note: string }

/**
 * A person takes the proposed line, which is then the rule's next version (where changes need a second
 * person, once that one has accepted it), or leaves it (C110).
 */
export async function decideReview(
  ctx: WriteCtx,
  id: string,
  to: 'accepted' | 'declined',
  { version, note }: Decision,
): Promise<RuleReview> {
  const row = await getReview(ctx, id)
  if (row.version !== version) throw stale(row.version)
  const rule = (await loadRules(ctx)).find((one) => one.id === row.rule_id)
  if (!rule) throw notFound('rule')
  const { state } = shapeReview(ctx, row, rule)
  if (state !== 'open') throw conflict(state === 'outdated' ? 'review_outdated' : 'review_not_open')
  if (to === 'accepted') {
    const knobs = [{ path: row.move!.path, value: row.move!.to }]
    await tuneOrPropose(ctx, rule.code, { version: rule.current.version, knobs })
  }
  await ctx.db
    .updateTable('rule_review')
    .set({
      state: to,
      decided_by: ctx.actor.userId,
      decided_at: at(ctx.tick),
      decided_note: note,
      version: row.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: `rule.review.${to}`,
    subject: { kind: 'rule', id: rule.id },
    summary: { code: rule.code, ...row.move, note },
  })
  return shapeReview(ctx, await getReview(ctx, id), rule)
}
