import { type Day, dayOf, lastDayOf, type Month, monthOf } from '../../../core/calendar.ts'
import { estimateCommission } from '../../../core/commission/estimate.ts'
import { type Placed, ruleOf } from '../../../core/commission/of-month.ts'
import { sumFen } from '../../../core/money.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import type { OutColumn } from '../../platform/xlsx-out.ts'
import type { Drawn } from '../exports/index.ts'
import { correctedIn } from './corrections.ts'
import { loadClosed, loadRules } from './rules.ts'

/** Of one person: what the month has earned until a day, line by line. */
export async function readCommission(ctx: ReadCtx, userId: string, asOf: Day) {
  const month = monthOf(asOf)
  const closed = await loadClosed(ctx)
  const rules = await loadRules(ctx)
  const rule = ruleOf(rules, month)
  const asked = { month, until: asOf, users: [userId], closed }
  const lines = rule === null ? [] : await correctedIn(ctx, asked, rules)
  return {
    month,
    closedAt: closed.get(month) ?? null,
    rule: rule && { ...rule, tiers: [...rule.tiers] },
    estimate: rule && withOrigin(estimateCommission(rule, lines), lines),
  }
}

/** Another person's, within the reader's scope. */
export async function readCommissionOf(ctx: ReadCtx, userId: string, month: Month) {
  const users = visibleUsers(ctx, 'target.read')
  const known = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .executeTakeFirst()
  if (!known || (users !== null && !users.includes(userId))) throw notFound('person')
  return readCommission(ctx, userId, untilOf(ctx, month))
}

/** Everybody in scope who has collected something in the month (C273), with the sum that is paid out. */
export async function listCommissions(ctx: ReadCtx, month: Month) {
  const { closed, rule, people } = await estimatesOf(ctx, month)
  const items = people.map(({ person, estimate, carried }) => ({
    person,
    collectedFen: estimate.collectedFen,
    earnsFen: estimate.earnsFen,
    lines: estimate.lines.length,
    carried,
  }))
  return {
    month,
    until: untilOf(ctx, month),
    closedAt: closed.get(month) ?? null,
    rule: rule && { ...rule, tiers: [...rule.tiers] },
    collectedFen: sumFen(items.map((item) => item.collectedFen)),
    earnsFen: sumFen(items.map((item) => item.earnsFen)),
    items,
  }
}

const COLUMNS: OutColumn[] = [
  { title: '业务员', kind: 'text' },
  { title: '客户', kind: 'text', width: 30 },
  { title: '发票', kind: 'text' },
  { title: '到账日', kind: 'day' },
  { title: '应收日', kind: 'day' },
  { title: '晚了（天）', kind: 'number', width: 10 },
  { title: '已核销回款', kind: 'money' },
  { title: '提成', kind: 'money' },
  { title: '月结后补记自', kind: 'text', width: 12 },
]

/** Every line of everybody in scope, for the payroll. */
export async function drawCommissions(ctx: ReadCtx, { month }: { month: Month }): Promise<Drawn> {
  const { people } = await estimatesOf(ctx, month)
  const lines = people.flatMap(({ person, estimate }) => estimate.lines.map((line) => ({ person, line })))
  return {
    fileName: `提成-${month}.xlsx`,
    sheet: {
      name: '提成',
      columns: COLUMNS,
      rows: lines.map(({ person, line }) => [
        ...[person.name, line.customer, line.invoice, line.receivedOn, line.dueOn, line.overdueDays],
        ...[line.fen, line.earnsFen, line.carriedFrom],
      ]),
    },
    customers: lines.map(({ line }) => line.customer),
  }
}

async function estimatesOf(ctx: ReadCtx, month: Month) {
  const users = visibleUsers(ctx, 'target.read')
  const closed = await loadClosed(ctx)
  const rules = await loadRules(ctx)
  const rule = ruleOf(rules, month)
  if (rule === null) return { closed, rule, people: [] }
  const lines = await correctedIn(ctx, { month, until: untilOf(ctx, month), users, closed }, rules)
  const ids = [...new Set(lines.map(({ userId }) => userId))]
  if (ids.length === 0) return { closed, rule, people: [] }
  const persons = await ctx.db
    .selectFrom('app_user')
    .select(['id', 'name', 'status'])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .orderBy('name')
    .orderBy('id')
    .execute()
  const people = persons.map(({ id, name, status }) => {
    const own = lines.filter(({ userId }) => userId === id)
    return {
      person: { id, name, active: status === 'active' },
      estimate: withOrigin(estimateCommission(rule, own), own),
      carried: own.filter(({ carriedFrom }) => carriedFrom !== null).length,
    }
  })
  return { closed, rule, people }
}

/** A month that is over is read to its end. */
function untilOf(ctx: ReadCtx, month: Month): Day {
  const today = dayOf(ctx.now)
  return lastDayOf(month) < today ? lastDayOf(month) : today
}

/** Says again, on every line that the estimate put in order, which closed month it came too late for. */
function withOrigin(estimate: ReturnType<typeof estimateCommission>, lines: readonly Placed[]) {
  const origin = new Map(lines.map((line) => [line.id, line.carriedFrom]))
  return {
    ...estimate,
    lines: estimate.lines.map((line) => ({ ...line, carriedFrom: origin.get(line.id) ?? null })),
  }
}
