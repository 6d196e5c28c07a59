import { type RawBuilder, sql } from 'kysely'
import { dayOf, firstDayOf, monthOf, startOfDay } from '../../../core/calendar.ts'
import {
  type BudgetFact,
  budgetAt,
  budgetLineOf,
  budgetLines,
  sharesBudget,
  strayedBy,
  underBudget,
  type Watched,
} from '../../../core/watch/budget.ts'
import { fieldsAt, inScope } from '../../../core/watch/evaluate.ts'
import { gridFloor } from '../../../core/watch/points.ts'
import { assign } from '../../../core/watch/responsible.ts'
import { leavesOf, type Rule } from '../../../core/watch/rule.ts'
import { strayedAt } from '../../../core/watch/surprise.ts'
import { type ReadCtx, read, type WriteCtx, write } from '../../platform/context.ts'
import { at, type Db } from '../../platform/db.ts'
import { hasSomebody, loadDepartures, loadStaff, type Staff } from '../identity/index.ts'
import { type BudgetCause, FIRST_PER_WEEK, keepBudget, loadBudget } from './budget-rows.ts'
import { loadFields, loadHistories, wantedBy } from './loaders.ts'
import { loadRules } from './rule-rows.ts'
import { loadSubjects, subjectsEver } from './subjects.ts'

/** Once a month (methods §1.4), for companies whose rules draw on the budget. */
export function calibrationDue(ctx: ReadCtx): RawBuilder<boolean> {
  const month = startOfDay(firstDayOf(monthOf(dayOf(ctx.now))))
  return sql`(not exists (select 1 from alert_budget where org_id = ${ctx.orgId} and from_at >= ${at(month)})
    and exists (select 1 from rule where org_id = ${ctx.orgId} and mode <> 'off' and spec @? '$.condition.**.shared'))`
}

/** Measured before anything is locked: reading the weeks of everybody takes longer than a page may wait. */
export async function calibrateMonthly(db: Db, who: { orgId: string; now: number }): Promise<void> {
  const strayed = await read(db, who, measureAll)
  await write(db, who, (ctx) => calibrate(ctx, { cause: 'month', strayed }))
}

type Terms = {
  cause: BudgetCause
  /** when nothing is said: what it was */
  perWeek?: number
  /** in force from here; when nothing is said, from this tick */
  from?: number
  /** by code, in percent; when nothing is said, as last measured */
  strayed?: ReadonlyMap<string, number>
}

/** Counts who watches how much, and keeps what the budget comes to for each rule from now on. */
export async function calibrate(ctx: WriteCtx, { cause, perWeek, from, strayed }: Terms): Promise<void> {
  const known = await loadBudget(ctx)
  const last = budgetAt(known, ctx.tick)
  const staff = await loadStaff(ctx)
  const watched: Watched[] = []
  for (const rule of await drawingRules(ctx)) {
    const measured = strayed
      ? (strayed.get(rule.code) ?? 100)
      : last && budgetLineOf(last, rule.code).strayedPct
    watched.push({
      code: rule.code,
      byPerson: await watchersOf(ctx, rule, staff),
      strayedPct: measured ?? 100,
    })
  }
  const allowed = perWeek ?? last?.perWeek ?? FIRST_PER_WEEK
  await keepBudget(ctx, { from: from ?? ctx.tick, cause, perWeek: allowed, ...budgetLines(watched) })
}

/** On trial as well: switching one on then moves no line of another. */
async function drawingRules(ctx: ReadCtx): Promise<Rule[]> {
  return (await loadRules(ctx)).flatMap(({ current }) =>
    current.mode !== 'off' && sharesBudget(current) ? [current] : [],
  )
}

/** How many figures of a rule each person answers for. */
async function watchersOf(ctx: ReadCtx, rule: Rule, staff: Staff): Promise<Map<string, number>> {
  const byPerson = new Map<string, number>()
  if (!hasSomebody(staff)) return byPerson
  const ids = await subjectsEver(ctx, rule.subject)
  const { fields: names } = wantedBy([{ from: 0, rule }])
  const [subjects, fields, departures] = await Promise.all([
    loadSubjects(ctx, rule.subject, ids),
    loadFields(ctx, { kind: rule.subject, ids, fields: names }),
    rule.subject === 'rep' ? loadDepartures(ctx, ids) : null,
  ])
  const leaves = leavesOf(rule.condition).filter(({ threshold }) => threshold.kind === 'statistical').length
  for (const [id, subject] of subjects) {
    if ((departures?.get(id) ?? Number.POSITIVE_INFINITY) <= ctx.now) continue
    const own = fieldsAt({ fields: fields.get(id) ?? {} }, ctx.now)
    if (rule.scope && !inScope(rule.scope, own)) continue
    const { userId } = assign(staff.directory, rule.responsible, subject, ctx.now)
    byPerson.set(userId, (byPerson.get(userId) ?? 0) + leaves)
  }
  return byPerson
}

async function measureAll(ctx: ReadCtx): Promise<Map<string, number>> {
  const last = budgetAt(await loadBudget(ctx), ctx.now)
  const strayed = new Map<string, number>()
  for (const rule of await drawingRules(ctx)) strayed.set(rule.code, await measure(ctx, rule, last))
  return strayed
}

const CHUNK = 500

/** How far the figures of one rule strayed in the last year, beyond what its line without this promises. */
async function measure(ctx: ReadCtx, rule: Rule, last: BudgetFact | null): Promise<number> {
  const versions = [{ from: 0, rule }]
  const wanted = wantedBy(versions)
  const promised = last ? underBudget(rule, [asPromised(last, rule.code)], ctx.now) : rule
  const until = gridFloor('week', ctx.now)
  const sum = { episodes: 0, expected: 0 }
  const all = await subjectsEver(ctx, rule.subject)
  for (let from = 0; from < all.length; from += CHUNK) {
    const ids = all.slice(from, from + CHUNK)
    const histories = await loadHistories(ctx, {
      kind: rule.subject,
      ids,
      ...wanted,
      since: null,
      bare: true,
    })
    for (const { series, calendar, away, endsAt } of histories.values()) {
      if (endsAt !== undefined && endsAt <= until) continue
      for (const { metric, op, threshold } of leavesOf(promised.condition)) {
        const own = series.get(metric)
        if (threshold.kind !== 'statistical' || !threshold.shared || !own) continue
        const side = op === 'lt' || op === 'lte' ? 'low' : 'high'
        const { episodes, expected } = strayedAt(own, until, { threshold, side, calendar, away })
        sum.episodes += episodes
        sum.expected += expected
      }
    }
  }
  return strayedBy(sum)
}

function asPromised(fact: BudgetFact, code: string): BudgetFact {
  return { ...fact, at: 0, lines: { [code]: { ...budgetLineOf(fact, code), strayedPct: 100 } } }
}
