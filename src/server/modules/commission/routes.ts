import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import * as api from '../../../api/commission.ts'
import { type Day, dayOf, firstDayOf, monthOf } from '../../../core/calendar.ts'
import {
  type Collected,
  type CommissionRule,
  checkCommissionRule,
  estimateCommission,
} from '../../../core/commission/estimate.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { type App, serve } from '../../platform/serve.ts'
import { answering, isCollected } from '../identity/index.ts'

const SETTING = 'commission'

export function commissionRoutes(app: App): void {
  serve(app, api.getCommission, async (ctx, { query }) => {
    const asOf = query.asOf ?? dayOf(ctx.now)
    const rule = await readRule(ctx)
    const estimate = rule === null ? null : estimateCommission(rule, await collectedBy(ctx, asOf))
    return { month: monthOf(asOf), rule: rule && { ...rule, tiers: [...rule.tiers] }, estimate }
  })
  serve(app, api.getCommissionRule, async (ctx) => {
    const rule = await readRule(ctx)
    return {
      rule: rule && { ...rule, tiers: [...rule.tiers] },
      can: { write: may(ctx.actor.roles, 'setting.write') || ('forbidden' as const) },
    }
  })
  serve(app, api.saveCommissionRule, async (ctx, { body }) => {
    const problem = checkCommissionRule(body)
    if (problem) throw invalid(problem)
    const value = json(z.encode(api.commissionRule, body))
    await ctx.db
      .insertInto('org_setting')
      .values({ org_id: ctx.orgId, id: SETTING, value })
      .onConflict((conflict) =>
        conflict
          .columns(['org_id', 'id'])
          .doUpdateSet((eb) => ({ value, version: eb('org_setting.version', '+', 1) })),
      )
      .execute()
    await recordEvent(ctx, {
      kind: 'commission.rule',
      subject: { kind: 'setting', id: newId(ctx.now) },
      summary: { tiers: body.tiers.length },
    })
    return { ok: true as const }
  })
}

async function readRule(ctx: ReadCtx): Promise<CommissionRule | null> {
  const row = await ctx.db
    .selectFrom('org_setting')
    .select('value')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', SETTING)
    .executeTakeFirst()
  return row ? z.decode(api.commissionRule, row.value as z.input<typeof api.commissionRule>) : null
}

/**
 * The money of the month that was set against what customers owe for whom the actor answered when it was
 * known, by business date. What lies
 * on account is not confirmed against anything yet and earns when it is.
 */
async function collectedBy(ctx: ReadCtx, asOf: Day): Promise<Collected[]> {
  const { rows } = await sql<Collected>`
    with money as (
      select p.id, p.customer_id, p.occurred_on, p.occurred_on as came_on, 1 as sign, p.known_at from payment p
      where p.org_id = ${ctx.orgId} and p.kind = 'payment' and p.bill_id is null and p.voided_at is null
        and p.occurred_on between ${firstDayOf(monthOf(asOf))} and ${asOf}
      union all
      ${billsTurned(ctx, asOf)}
    )
    select a.id, c.name as customer, v.number as invoice, p.occurred_on as "receivedOn", i.due_on as "dueOn",
      greatest(0, p.came_on - i.due_on)::int as "overdueDays", p.sign * a.amount_fen as fen
    from money p join allocation a on a.payment_id = p.id
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    join customer c on c.org_id = a.org_id and c.id = a.customer_id
    join ${answering(ctx, 'p', sql`select customer_id from money`)} and who.responsible_id = ${ctx.actor.userId}
    where a.org_id = ${ctx.orgId} and a.voided_at is null and a.amount_fen > 0 and a.occurred_on <= ${asOf}`.execute(
    ctx.db,
  )
  return rows
}

/**
 * Bills that became money in the month, or ceased to be: a refusal takes back what had been earned (decision
 * 0016), from whoever answered when the bill came. They earn by what they were set against; how late is counted to the day the bill was handed over.
 */
function billsTurned(ctx: ReadCtx, asOf: Day): RawBuilder<unknown> {
  return sql`
    select o.id, o.customer_id, m.on_day, o.occurred_on, sign(m.fen)::int, case when m.fen < 0 then o.known_at else m.known_at end from (
      select p.bill_id, p.occurred_on as on_day, sum(p.amount_fen) as fen, max(p.known_at) as known_at from payment p
      where p.org_id = ${ctx.orgId} and p.bill_id is not null and ${isCollected('p')} and p.voided_at is null
        and p.occurred_on between ${firstDayOf(monthOf(asOf))} and ${asOf} group by p.bill_id, p.occurred_on
    ) m join payment o on o.org_id = ${ctx.orgId} and o.bill_id = m.bill_id and o.bill_move = 'received' and o.voided_at is null
    where m.fen <> 0`
}
