import { z } from 'zod'
import * as api from '../../../api/commission.ts'
import { dayOf, type Instant, type Month, monthOf } from '../../../core/calendar.ts'
import { type CommissionRule, checkCommissionRule } from '../../../core/commission/estimate.ts'
import { type RuleVersion, withRule } from '../../../core/commission/of-month.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict, invalid } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'

const SETTING = 'commission'
/** A rule that was kept before rules had months held always. */
const ALWAYS: Month = '2000-01'

const kept = z.array(z.object({ from: z.string(), rule: api.commissionRule }))

/** All rules with the month from which each holds. */
export async function loadRules(ctx: ReadCtx): Promise<RuleVersion[]> {
  const stored = await loadSetting(ctx, SETTING)
  if (stored === null) return []
  const value = Array.isArray(stored) ? stored : [{ from: ALWAYS, rule: stored }]
  return z.decode(kept, value as z.input<typeof kept>)
}

/** The months that finance has closed, each with when. */
export async function loadClosed(ctx: ReadCtx): Promise<Map<Month, Instant>> {
  const rows = await ctx.db
    .selectFrom('month_close')
    .select(['month', 'closed_at'])
    .where('org_id', '=', ctx.orgId)
    .where('reopened_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.month, row.closed_at]))
}

/** A rule holds from a month on that is not closed: what was paid by the old one stays as it was paid. */
export async function saveRule(
  ctx: WriteCtx,
  { from = monthOf(dayOf(ctx.now)), ...rule }: CommissionRule & { from?: Month | undefined },
): Promise<{ ok: true }> {
  const problem = checkCommissionRule(rule)
  if (problem) throw invalid(problem)
  const last = [...(await loadClosed(ctx)).keys()].sort().at(-1)
  if (last !== undefined && from <= last) throw conflict('commission_month_closed', { month: last })
  const versions = withRule(await loadRules(ctx), { from, rule })
  await saveSetting(ctx, SETTING, z.encode(kept, versions as z.output<typeof kept>))
  await recordEvent(ctx, {
    kind: 'commission.rule',
    subject: { kind: 'setting', id: newId(ctx.now) },
    summary: { from, tiers: rule.tiers.length },
  })
  return { ok: true }
}
