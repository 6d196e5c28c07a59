import { sql } from 'kysely'
import { addDays, type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import type { CheckupFacts } from '../../../core/checkup/findings.ts'
import type { Told } from '../../../core/checkup/told.ts'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { readAgeing } from '../receivables/index.ts'
import { type Episode, loadRules, replay } from '../watch/index.ts'

/** A ledger that ended longer ago than this is looked at on its last day, not today. */
const STALE_DAYS = 45
const YEAR_DAYS = 365
const EVERYBODY = 1_000_000

/** What a check-up reads: the first and the last day of what is recorded, and the day it speaks of. */
export type Reach = { asOf: Day; historyFrom: Day | null; hasFollowUps: boolean }

/** The day it speaks of is `today`, or the last day on record when the data ended long before. */
export async function findReach(ctx: ReadCtx, today: Day): Promise<Reach> {
  const { rows } = await sql<{ first: Day | null; last: Day | null; follow_ups: boolean }>`
    select min(first) as first, max(last) as last,
      exists (select 1 from activity where org_id = ${ctx.orgId} and voided_at is null) as follow_ups
    from (${sql.join(
      ['invoice', 'payment', 'stage_change', 'activity'].map(
        (
          table,
        ) => sql`select min(occurred_on) as first, max(occurred_on) filter (where occurred_on <= ${today}) as last
          from ${sql.table(table)} where org_id = ${ctx.orgId} and voided_at is null`,
      ),
      sql` union all `,
    )}) reach`.execute(ctx.db)
  const { first, last, follow_ups: hasFollowUps } = rows[0]!
  const isStale = last !== null && last < addDays(today, -STALE_DAYS)
  return { asOf: isStale ? last : today, historyFrom: first, hasFollowUps }
}

/**
 * The facts of a check-up: who owes what by business date, and what the organisation's own rules would have
 * told had they watched from the first fact on (the engine's replay, as known then).
 */
export async function loadFacts(ctx: ReadCtx, { asOf, hasFollowUps }: Reach): Promise<CheckupFacts> {
  const ageing = await readAgeing(ctx, { asOf, reading: 'business', top: EVERYBODY })
  const rules = (await loadRules(ctx))
    .filter(({ current }) => current.mode !== 'off')
    .map(({ id, current }) => ({ id, versions: [{ from: 0, rule: { ...current, mode: 'on' as const } }] }))
  const episodes = await replay(ctx, { rules, to: Math.min(endOfDay(asOf), ctx.now), people: false })
  const told = episodes.map(toldOf)
  return {
    asOf,
    openFen: ageing.open.amountFen,
    debtors: ageing.customers,
    told,
    usualOrderFen: await usualOrders(ctx, told, asOf),
    hasFollowUps,
  }
}

function toldOf({ rule, subject, openedAt, clearedAt, isOpen, worsened, now }: Episode): Told {
  const fen = now?.moneyFen ?? null
  return {
    ruleCode: rule.code,
    subjectId: subject.id,
    label: subject.label,
    customerId: subject.customerId,
    customerName: subject.customerName,
    openedOn: dayOf(openedAt),
    clearedOn: clearedAt === null ? null : dayOf(clearedAt),
    isOpen,
    amountFen: fen === null || fen <= 0 ? 0n : BigInt(Math.round(fen)),
    value: now?.headline?.value ?? null,
    threshold: now?.headline?.threshold ?? null,
    baseline: now?.headline?.baseline ?? null,
    worse:
      worsened === null || worsened.value === null ? null : { on: dayOf(worsened.at), value: worsened.value },
  }
}

/** The mean invoice of the customers that have gone quiet, over the year before their last one. */
async function usualOrders(ctx: ReadCtx, told: readonly Told[], asOf: Day): Promise<Map<string, Fen>> {
  const quiet = told.filter((one) => one.isOpen && one.ruleCode === 'order-interval-stretched')
  if (quiet.length === 0) return new Map()
  const { rows } = await sql<{ customer_id: string; fen: bigint }>`
    select v.customer_id, (sum(v.amount_fen) / count(*))::bigint as fen
    from invoice v join (
      select l.customer_id, max(l.occurred_on) as last from invoice l
      where l.org_id = ${ctx.orgId} and l.voided_at is null and l.occurred_on <= ${asOf}
        and l.customer_id = any(${quiet.map((one) => one.subjectId)}::uuid[])
      group by l.customer_id
    ) z on z.customer_id = v.customer_id
    where v.org_id = ${ctx.orgId} and v.voided_at is null and v.amount_fen > 0
      and v.occurred_on <= z.last and v.occurred_on > z.last - ${YEAR_DAYS}::int
    group by v.customer_id`.execute(ctx.db)
  return new Map(rows.map((row) => [row.customer_id, row.fen]))
}
