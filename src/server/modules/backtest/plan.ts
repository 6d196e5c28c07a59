import { sql } from 'kysely'
import type { BacktestWish } from '../../../api/backtest.ts'
import { type OutcomeSpec, outcomeFor, outcomeOfKind, outcomesFor } from '../../../core/backtest/outcome.ts'
import type { BacktestSpec } from '../../../core/backtest/run.ts'
import { addDays, type Day, dayOf } from '../../../core/calendar.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'

const YEAR = 365

/**
 * Fills in what a wish leaves open: the first outcome that can be read on the rule's subject, and the last
 * year whose outcomes are known. `known`: the day of the newest fact, where it was asked for already.
 */
export async function planBacktest(
  ctx: ReadCtx,
  rule: Rule,
  wish: BacktestWish,
  known?: Day | null,
): Promise<BacktestSpec> {
  const outcome = outcomeOf(rule, wish.outcome)
  const today = dayOf(ctx.now)
  const newest = (known === undefined ? await newestFact(ctx) : known) ?? today
  // Whoever names a later end says that nothing more happened until then.
  const observedTo = wish.observedTo ?? (wish.to && wish.to > newest ? wish.to : newest)
  const to = wish.to ?? addDays(observedTo, -(outcome?.horizonDays ?? 0))
  const from = wish.from ?? addDays(to, 1 - YEAR)
  if (from > to || to > observedTo || observedTo > today)
    throw invalid('backtest_span', { from, to, observedTo })
  return {
    rule: { ...rule, mode: 'on' },
    outcome,
    from,
    to,
    observedTo,
    looks: wish.looks ?? 'week',
    leadDays: wish.leadDays ?? 0,
    variants: wish.thresholds ?? [],
  }
}

function outcomeOf(rule: Rule, wish: BacktestWish['outcome']): OutcomeSpec | null {
  if (wish === null) return null
  if (wish === undefined) return outcomeFor(rule)
  const kind = typeof wish === 'string' ? wish : wish.kind
  if (!outcomesFor(rule.subject).includes(kind))
    throw invalid('backtest_outcome', { outcome: kind, subject: rule.subject })
  return typeof wish === 'object' ? wish : outcomeOfKind(rule, kind)
}

/** Beyond the newest fact nothing was recorded, so nothing can be said to have gone well or badly. */
export async function newestFact(ctx: ReadCtx): Promise<Day | null> {
  const { rows } = await sql<{ newest: Day | null }>`
    select least(max(f.newest), ${dayOf(ctx.now)}::date)::text as newest from (
      select max(occurred_on) as newest from activity where org_id = ${ctx.orgId} and voided_at is null
      union all select max(occurred_on) from stage_change where org_id = ${ctx.orgId} and voided_at is null
      union all select max(occurred_on) from invoice where org_id = ${ctx.orgId} and voided_at is null
      union all select max(occurred_on) from payment where org_id = ${ctx.orgId} and voided_at is null
      union all select max(occurred_on) from quote_step where org_id = ${ctx.orgId} and voided_at is null
      union all select max(occurred_on) from order_step where org_id = ${ctx.orgId} and voided_at is null
      union all select max(occurred_on) from contract_step where org_id = ${ctx.orgId} and voided_at is null
      union all select max(occurred_on) from complaint where org_id = ${ctx.orgId} and voided_at is null
    ) f`.execute(ctx.db)
  return rows[0]?.newest ?? null
}
