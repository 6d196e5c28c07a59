import { describe, expect, it } from 'vitest'
import { openedDays } from '../backtest/opened.ts'
import { hasCourse, pieced } from '../backtest/truth-course.ts'
import { DAY_MS, dayNumber, type Instant } from '../calendar.ts'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import type { Away } from './away.ts'
import type { BudgetFact } from './budget.ts'
import { dayIndexOf, endOfDayIndex, startOfDayIndex } from './day-index.ts'
import { evaluate, type FieldChange, type History } from './evaluate.ts'
import { type Fed, type LateSpell, lateSpells } from './late.ts'
import type { Delta, MetricDef, PlainFold, Series } from './metric.ts'
import { metricDef } from './metrics.ts'
import { PACK } from './pack.ts'
import { shipped } from './pack-shape.ts'
import { peerBook } from './peer-book.ts'
import { soonestHold } from './reach.ts'
import {
  asksChance,
  asksPeers,
  fieldsOf,
  type Leaf,
  leavesOf,
  metricsOf,
  type Rule,
  type RuleVersion,
  type Threshold,
} from './rule.ts'
import {
  applyInput,
  beginWatch,
  firstState,
  type HumanInput,
  restedAt,
  step,
  type Transition,
  type WatchState,
} from './step.ts'
import { sweep, sweepBySlices, type Watch } from './sweep.ts'
import type { SourceName } from './vital-signs.ts'

/**
 * The most important property of the product: however facts arrive and however often the worker is killed,
 * evaluation in steps, evaluation from scratch and a dense replay of every tick and every day boundary tell
 * the same alerts at the same instants, and a backtest by crossings tells the days of all of them. One
 * company-year is a year of generated facts under one set of rules;
 * `npm run simulate -- --years 1000` looks at more of them.
 */
const COMPANY_YEARS = Number(process.env['BELLWETHER_SIMULATED_YEARS'] ?? 250)
const RULES_PER_COMPANY = 6
const YEAR = 365
const FIRST_DAY = dayNumber('2025-01-01')

describe('the four ways of evaluating', () => {
  it(
    `agree on ${COMPANY_YEARS} company-years`,
    () => {
      let opened = 0
      const kinds = new Map<string, number>()
      const drawn = new Map<string, number>()
      const backtested = new Map<string, number>()
      for (let seed = 1; seed <= COMPANY_YEARS; seed += 1) {
        const random = generator(seed)
        for (let index = 0; index < RULES_PER_COMPANY; index += 1) {
          const rule = ruleFor(random, seed + index * 17)
          const company = companyYear(random, rule)
          const steps = inSteps(company, random)
          const watch = { ...company.watch, inputs: steps.inputs }
          const scratch = sweep(watch, null, company.end)
          const dense = denseReplay(watch, company.end)
          const where = `seed ${seed}, rule ${rule.code}`
          expect(told(steps.transitions), where).toEqual(told(scratch.transitions))
          expect(told(dense.transitions), where).toEqual(told(scratch.transitions))
          expect(steps.state, where).toEqual(scratch.state)
          expect(dense.state, where).toEqual(scratch.state)
          const tested = expectSameBacktest(company, where)
          for (const kind of linesOf(rule)) backtested.set(kind, (backtested.get(kind) ?? 0) + tested)
          if (index === 0) {
            const sliced = inSlices(watch, company.end)
            expect(told(sliced.transitions), where).toEqual(told(scratch.transitions))
            expect(sliced.state, where).toEqual(scratch.state)
          }
          for (const { kind } of scratch.transitions) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
          const alerts = scratch.transitions.filter(({ kind }) => kind === 'opened').length
          opened += alerts
          for (const kind of linesOf(rule)) drawn.set(kind, (drawn.get(kind) ?? 0) + alerts)
        }
      }
      for (const kind of LINES) {
        expect(drawn.get(kind), kind).toBeGreaterThan(10)
        expect(backtested.get(kind), `${kind}, backtested`).toBeGreaterThan(10)
      }
      // A property over silence proves nothing: every kind of transition must have been at work.
      expect([...kinds.keys()].sort()).toEqual([
        'cleared',
        'held',
        'opened',
        'refuted',
        'resumed',
        'standing',
        'withheld',
        'worsened',
      ])
      // Which rules are drawn moves with every rule that ships: the bounds leave room for that.
      expect(kinds.get('withheld')).toBeGreaterThan(50)
      expect(kinds.get('refuted')).toBeGreaterThan(1)
      expect(opened).toBeGreaterThan(COMPANY_YEARS)
    },
    COMPANY_YEARS * 1_000,
  )

  it('read a week by its delivery, also when the next one is late', () => {
    const unusual = PACK.find(({ code }) => code === 'company-overdue-share-unusual')!
    const random = generator(66)
    for (let index = 0; index < RULES_PER_COMPANY; index += 1) {
      const company = companyYear(random, ruleFor(random, 0, unusual))
      const watch = { ...company.watch, inputs: inSteps(company, random).inputs }
      const scratch = sweep(watch, null, company.end)
      expect(told(denseReplay(watch, company.end).transitions)).toEqual(told(scratch.transitions))
    }
  })

  it('agree on customers held against those of their city or grade, who move and are rated anew', () => {
    let count = 0
    for (const [index, rule] of AMONG_CUSTOMERS.entries()) {
      for (let seed = 1; seed <= 15; seed += 1) {
        const random = generator(seed * 7 + index)
        const company = companyYear(random, ruleFor(random, seed, rule))
        const { inputs, transitions } = inSteps(company, random)
        const watch = { ...company.watch, inputs }
        const scratch = told(sweep(watch, null, company.end).transitions)
        expect(told(transitions), `${rule.code} ${seed}`).toEqual(scratch)
        expect(told(denseReplay(watch, company.end).transitions)).toEqual(scratch)
        count += scratch.filter((line) => line.startsWith('opened')).length
      }
    }
    expect(count).toBeGreaterThan(20)
  })

  it('do not notice facts recorded later', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = generator(seed)
      const rule = ruleFor(random, seed)
      const company = companyYear(random, rule)
      const cut = company.start + int(random, 30, YEAR - 30) * DAY_MS + int(random, 0, DAY_MS - 1)
      const full = sweep(company.watch, null, cut)
      const then = sweep({ ...company.watch, history: knownBy(company, cut) }, null, cut)
      expect(told(full.transitions), `seed ${seed}, rule ${rule.code}`).toEqual(told(then.transitions))
    }
  })

  it(
    'never hold, or not yet, where the facts rule it out',
    () => {
      const seen = { ruledOut: 0, put: 0, looked: 0 }
      for (let seed = 1; seed <= COMPANY_YEARS; seed += 1) {
        const random = generator(seed)
        for (let index = 0; index < 2 * RULES_PER_COMPANY; index += 1) {
          const rule = ruleFor(random, seed + index * 17)
          const { watch, start, end } = companyYear(random, rule)
          // Sometimes from before the facts, as rules about what is new are.
          const begins = int(random, start - 20 * DAY_MS, end)
          const late = watch.versions.map((one) => ({ ...one, from: Math.max(one.from, begins) }))
          const { series, fields } = watch.history
          const known = [...series].map(([id, own]) => [id, own.deltas.slice(0, int(random, 0, 12))] as const)
          const thinned = new Map(known.map(([id, deltas]) => [id, { def: series.get(id)!.def, deltas }]))
          const soonest = Math.min(
            ...late.map(
              (version) =>
                soonestHold(version.rule, { series: thinned, fields }, begins) ?? Number.POSITIVE_INFINITY,
            ),
          )
          if (soonest <= begins) {
            seen.looked += 1
            continue
          }
          if (soonest > end) seen.ruledOut += 1
          else seen.put += 1
          const history = { ...watch.history, series: thinned }
          const to = Math.min(end, soonest - 1)
          const { state, transitions } = sweep({ versions: late, history, inputs: [] }, null, to)
          expect(transitions, `seed ${seed}, rule ${rule.code}`).toEqual([])
          if (state) expect(state).toEqual(firstState(to))
        }
      }
      expect(Math.min(seen.ruledOut, seen.put, seen.looked)).toBeGreaterThan(100)
    },
    COMPANY_YEARS * 1_000,
  )

  it('do not notice being asked more often', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = generator(seed)
      const { watch, end } = companyYear(random, ruleFor(random, seed))
      const { state } = sweep(watch, null, end)
      const rule = watch.versions.at(-1)!.rule
      const finding = evaluate(rule, watch.history, end)
      const once = step(rule, state!, finding, end)
      const twice = step(rule, once.state, finding, end)
      expect(twice.transitions).toEqual([])
      expect(twice.state).toEqual(once.state)
    }
  })
})

describe('a subject of which one thing is known', () => {
  it('is watched from when that is known, before its day, until it is taken back', () => {
    const shippedRule = PACK.find(({ code }) => code === 'customer-overdue')!
    const rule: Rule = { ...shippedRule, condition: { not: shippedRule.condition } }
    const start = startOfDayIndex(FIRST_DAY)
    const known = start + 5 * DAY_MS + 7
    const until = known + 10 * DAY_MS
    const deltas = [{ at: known, on: FIRST_DAY + 30, value: 100, until }]
    const series = new Map(metricsOf(rule).map((id) => [id, { def: metricDef('customer', id)!, deltas }]))
    const history: History = { subject: { kind: 'customer', id: 's' }, series, fields: {} }
    const watch: Watch = { versions: [{ from: start, rule }], history, inputs: [] }
    const end = start + 60 * DAY_MS
    const { transitions } = sweep(watch, null, end)
    expect(told(transitions)).toEqual(told(denseReplay(watch, end).transitions))
    expect(transitions.map(({ kind, at }) => [kind, at])).toEqual([
      ['opened', known],
      ['cleared', until],
    ])
  })
})

/**
 * The days a backtest of the rule as it first was would have told, nobody acting: for lines that stand still
 * it goes by crossings, for the others it is the sweep, which is held against every tick and day.
 */
function expectSameBacktest({ watch, end }: Company, where: string): number {
  const { from, rule } = watch.versions[0]!
  const alone: Watch = { versions: [{ from, rule }], history: watch.history, inputs: [] }
  const byCrossings = hasCourse(rule, watch.history)
  const { transitions } = byCrossings ? sweep(alone, null, end) : denseReplay(alone, end)
  const days = transitions.flatMap(({ kind, at }) => (kind === 'opened' ? [dayIndexOf(at)] : []))
  expect(openedDays(rule, pieced(watch.history), { begin: from, end }), `${where}, backtest`).toEqual(days)
  return days.length
}

/** Every kind of line there is; each must have opened alerts, or the property would say nothing about it. */
const LINES = [
  'fixed',
  'own-past',
  'own-gaps',
  'field',
  'earlier-month',
  'peers',
  'statistical: count',
  'statistical: proportion',
  'statistical: duration',
  'statistical: gauge',
] as const

/** Customers against those of their city and of their grade: no shipped rule does it. */
const AMONG_CUSTOMERS = (['city', 'creditGrade'] as const).map((field): Rule => {
  const threshold = { kind: 'peers', field, percentile: 40, tolerancePct: 0, minPeers: 3 } as const
  const shippedRule = PACK.find(({ code }) => code === 'customer-overdue')!
  return {
    ...shippedRule,
    code: `among-${field}`,
    condition: { metric: 'overdue_fen', op: 'gt', threshold },
    grid: 'week',
  }
})

function linesOf({ subject, condition }: Rule): Set<string> {
  return new Set(
    leavesOf(condition).map(({ metric, threshold }) =>
      threshold.kind === 'statistical'
        ? `statistical: ${metricDef(subject, metric)!.statistics}`
        : threshold.kind,
    ),
  )
}

const BY_CHANCE: Threshold = { kind: 'statistical', falsePerYear: 4, series: 1, minWeeks: 12 }

function rare(code: string, subject: Rule['subject'], condition: Leaf, grid: Rule['grid'] = 'day'): Rule {
  const title = { zh: code, en: code }
  return shipped({ code, title, subject, condition, grid, severity: 3, moneyMetric: null })
}

/** Kinds of lines that few shipped rules draw, or none. */
const RARE: readonly Rule[] = [
  rare('cycle', 'org', { metric: 'cycle_days', op: 'gt', threshold: BY_CHANCE }, 'week'),
  rare('share', 'org', { metric: 'overdue_share', op: 'gt', threshold: BY_CHANCE }, 'week'),
  rare('hits', 'org', { metric: 'quote_hit_rate', op: 'lt', threshold: BY_CHANCE }, 'week'),
  rare('visits', 'rep', { metric: 'follow_ups_week', op: 'lt', threshold: BY_CHANCE }, 'week'),
  rare('levels', 'customer', {
    metric: 'contacts_4w',
    op: 'lt',
    threshold: { kind: 'peers', field: 'keyLevel', percentile: 40, tolerancePct: 0, minPeers: 3 },
  }),
  rare('hiatus', 'customer', {
    metric: 'follow_up_age',
    op: 'gt',
    threshold: { kind: 'own-gaps', pct: 120, minGaps: 2, atLeast: 3 },
  }),
  rare('stage', 'deal', {
    metric: 'stage_days',
    op: 'gt',
    threshold: { kind: 'field', field: 'stageNormDays', pct: 100, otherwise: 20 },
  }),
]
const RULES: readonly Rule[] = [...PACK, ...RARE]

/** `others` are the peers, as far as the rule asks for any. */
type Company = { watch: Watch; start: Instant; end: Instant; others: History[] }

/**
 * Evaluation as it happens: facts arrive in batches, the worker looks when woken or told, is late, and dies.
 */
function inSteps(
  company: Company,
  random: Random,
): { transitions: Transition[]; state: WatchState | null; inputs: HumanInput[] } {
  const { watch, start, end } = company
  const looks = [...Array(int(random, 20, 80))].map(() => int(random, start, end)).sort((a, b) => a - b)
  looks.push(end)
  const inputs: HumanInput[] = []
  let state: WatchState | null = null
  let transitions: Transition[] = []
  let wakeAt: Instant | null = start
  let seen = start - 1
  for (const now of looks) {
    const history = knownBy(company, now)
    const versions = watch.versions.filter(({ from }) => from <= now)
    const isDirty = hasNews(watch, seen, now) || inputs.some((input) => input.at > seen)
    const isDue = wakeAt !== null && wakeAt <= now
    // Whatever watches is looked at again once a source that was late has delivered.
    const isFed = state !== null && state.phase !== 'idle' && hasEnded(watch.history, seen, now)
    seen = now
    if ((isDirty || isDue || isFed) && versions.length > 0) {
      const result = sweep({ versions, history, inputs }, state, now)
      // Killed before the commit: nothing of this look was saved, the next one must do it all over.
      if (random() < 0.15 && now !== end) {
        seen = Math.min(seen, state?.at ?? start - 1)
        continue
      }
      transitions = [...transitions, ...result.transitions]
      state = result.state
      wakeAt = result.wakeAt
      // A clock that is set back asks about what has been looked at already.
      if (state && random() < 0.1) {
        const earlier = Math.max(versions[0]!.from, now - int(random, 1, 30 * DAY_MS))
        const again = sweep({ versions, history, inputs }, state, earlier)
        expect([again.transitions, again.state]).toEqual([[], state])
      }
    }
    if (state?.phase === 'open' && random() < 0.1)
      inputs.push({ kind: 'resolved', at: now + 1, openedAt: state.since! })
  }
  // Sleeping through to the end is what a state whose wake lies beyond it means.
  return {
    transitions,
    state: state && restedAt(state, end),
    inputs: inputs.filter((input) => input.at <= end),
  }
}

function hasEnded({ late }: History, after: Instant, until: Instant): boolean {
  return [...(late?.values() ?? [])]
    .flat()
    .some((spell) => spell.until !== null && spell.until > after && spell.until <= until)
}

function hasNews(watch: Watch, after: Instant, until: Instant): boolean {
  const isNew = (at: Instant | undefined) => at !== undefined && at > after && at <= until
  for (const { deltas } of watch.history.series.values()) {
    if (deltas.some((delta) => isNew(delta.at) || isNew(delta.until))) return true
  }
  const changes = Object.values(watch.history.fields).flat()
  if (changes.some((change) => isNew(change.at) || isNew(change.until))) return true
  if (isNew(endKnownAt(watch.history))) return true
  return watch.versions.some(({ from }) => isNew(from))
}

/** What the database would have held at `now`, of the subject and of its peers. */
function knownBy({ watch, others }: Company, now: Instant): History {
  const own = rowsBy(watch.history, now)
  return others.length > 0
    ? withPeers(
        own,
        others.map((other) => rowsBy(other, now)),
      )
    : own
}

function withPeers(history: History, others: readonly History[]): History {
  return { ...history, peers: peerBook([history, ...others]) }
}

/** Later rows absent, later voids not yet made. */
function rowsBy(history: History, now: Instant): History {
  const upTo = <T extends { at: Instant; until?: Instant }>(rows: readonly T[]): T[] =>
    rows
      .filter((row) => row.at <= now)
      .map((row) => {
        if (row.until === undefined || row.until <= now) return row
        const { until: _, ...rest } = row
        return rest as T
      })
  const series = new Map<string, Series>()
  for (const [id, { def, deltas }] of history.series) series.set(id, { def, deltas: upTo(deltas) })
  const fields: Record<string, FieldChange[]> = {}
  for (const [name, changes] of Object.entries(history.fields)) fields[name] = upTo(changes)
  const away = upTo(history.away ?? [])
  const budget = upTo(history.budget ?? [])
  const late = new Map<SourceName, LateSpell[]>()
  for (const [source, spells] of history.late ?? [])
    late.set(
      source,
      spells.map((spell) => ({
        ...spell,
        until: spell.until === null || spell.until > now ? null : spell.until,
      })),
    )
  const { endsAt, ...rest } = { ...history, series, fields, away, budget, late }
  const isEndKnown = endsAt !== undefined && endKnownAt(history)! <= now
  return isEndKnown ? { ...rest, endsAt } : rest
}

/** Whoever leaves is noted as leaving on the last day, some hours before it ends. */
function endKnownAt({ endsAt }: History): Instant | undefined {
  return endsAt === undefined ? undefined : endsAt - 8 * 3_600_000
}

/** No cleverness: every tick, every start and end of a day, and every instant the state asks for. */
function denseReplay(watch: Watch, end: Instant): { transitions: Transition[]; state: WatchState | null } {
  const begins = watch.versions[0]!.from
  const grid = new Set<Instant>()
  // What is withheld is told in the last moment before time alone ends it.
  const isOnGrid = watch.versions.some(({ rule }) => rule.grid !== 'change')
  for (let day = dayIndexOf(begins); day <= dayIndexOf(end); day += 1) {
    grid.add(startOfDayIndex(day)).add(endOfDayIndex(day))
    if (isOnGrid) grid.add(endOfDayIndex(day) - 1)
  }
  for (const { deltas } of watch.history.series.values()) {
    for (const delta of deltas) grid.add(delta.at).add(delta.until ?? delta.at)
  }
  for (const change of Object.values(watch.history.fields).flat())
    grid.add(change.at).add(change.until ?? change.at)
  for (const { from } of watch.versions) grid.add(from)
  for (const { at } of watch.inputs) grid.add(at)
  for (const { from, until, heldTo } of [...(watch.history.late?.values() ?? [])].flat())
    grid
      .add(from)
      .add(until ?? from)
      .add(heldTo)
  const instants = [...grid].filter((at) => at >= begins && at <= end).sort((a, b) => a - b)
  const transitions: Transition[] = []
  let state: WatchState | null = null
  let wakeAt: Instant | null = null
  const visit = (at: Instant) => {
    const index = watch.versions.findLastIndex(({ from }) => from <= at)
    const { rule, from } = watch.versions[index]!
    const finding = evaluate(rule, watch.history, at)
    const isSwitchedOn =
      from === at && rule.mode !== 'off' && (index === 0 || watch.versions[index - 1]!.rule.mode === 'off')
    const isRedefined = from === at && rule.mode !== 'off' && index > 0 && rule.anew === true
    const begins =
      (isSwitchedOn && state?.phase === 'idle') ||
      (isRedefined && (state?.phase === 'idle' || state?.phase === 'pending'))
    const result = state === null || begins ? beginWatch(rule, finding, at) : step(rule, state, finding, at)
    transitions.push(...result.transitions)
    state = result.state
    wakeAt = result.wakeAt
    for (const input of watch.inputs) {
      if (input.at !== at) continue
      const acted = applyInput(rule, state, input)
      if (acted === state) continue
      const after = step(rule, acted, finding, at)
      state = after.state
      wakeAt = after.wakeAt
    }
  }
  for (const at of instants) {
    while (wakeAt !== null && wakeAt < at) visit(wakeAt)
    visit(at)
  }
  while (wakeAt !== null && wakeAt <= end) visit(wakeAt)
  return { transitions, state }
}

function told(transitions: readonly Transition[]): string[] {
  return transitions.map(({ kind, at, openedAt, ruleVersion, finding }) => {
    const { headline, moneyFen } = finding
    return [
      kind,
      at,
      openedAt,
      ruleVersion,
      headline?.value,
      headline?.threshold,
      headline?.n,
      moneyFen,
    ].join(' ')
  })
}

/**
 * Shipped rules and rare ones in turn, with waiting, hysteresis, cool-down and trees that no shipped rule
 * happens to use.
 */
function ruleFor(random: Random, index: number, drawnRule = RULES[index % RULES.length]!): Rule {
  const rule: Rule = { ...drawnRule, mode: 'on' }
  rule.condition = oftenWrong(rule.condition)
  if (random() < 0.3) rule.pendingMinutes = pick(random, [90, 1440, 2000, 4 * 1440])
  if (random() < 0.15 && !asksChance(rule) && !asksPeers(rule)) rule.grid = pick(random, ['day', 'week'])
  if (random() < 0.3) rule.coolDownDays = pick(random, [1, 5, 20])
  if (random() < 0.15) rule.condition = { not: { not: rule.condition } }
  if (random() < 0.15) rule.condition = { not: rule.condition }
  if (random() < 0.15) rule.scope = { field: 'active', op: 'ne', value: false }
  if (random() < 0.2 && rule.subject === 'customer' && rule.grid === 'change') {
    const other = { metric: 'open_fen', op: 'gt', threshold: { kind: 'fixed', value: 30_000 } } as const
    rule.condition = random() < 0.5 ? { any: [rule.condition, other] } : { all: [rule.condition, other] }
  }
  return rule
}

/** As many false alarms as can be asked for: the property is about agreeing, not about being right. */
function oftenWrong(condition: Rule['condition']): Rule['condition'] {
  if (!('metric' in condition)) return condition
  const { threshold } = condition
  if (threshold.kind === 'peers')
    return { ...condition, threshold: { ...threshold, percentile: 40, tolerancePct: 0, minPeers: 3 } }
  if (threshold.kind === 'own-past')
    return { ...condition, threshold: { ...threshold, tolerancePct: 0, minN: 1 } }
  if (threshold.kind === 'own-gaps')
    return {
      ...condition,
      threshold: { kind: 'own-gaps', pct: 100, minGaps: 2, atLeast: 1, regularPct: 100 },
    }
  if (threshold.kind === 'earlier-month')
    return { ...condition, threshold: { ...threshold, months: 1, tolerancePct: 0, minN: 1 } }
  if (threshold.kind !== 'statistical') return condition
  return { ...condition, threshold: { ...threshold, falsePerYear: 260, series: 1 } }
}

function companyYear(random: Random, rule: Rule): Company {
  const start = startOfDayIndex(FIRST_DAY)
  const end = endOfDayIndex(FIRST_DAY + YEAR - 1)
  const own = historyOf(random, rule, 's')
  const others = asksPeers(rule) ? [...'abcdefg'].map((id) => historyOf(random, rule, id)) : []
  const history = others.length > 0 ? withPeers(own, others) : own
  return { watch: { versions: versionsFor(random, rule, start), history, inputs: [] }, start, end, others }
}

function historyOf(random: Random, rule: Rule, id: string): History {
  const series = new Map<string, Series>()
  const isDense = asksChance(rule) || asksPeers(rule)
  for (const metric of metricsOf(rule)) {
    const def = metricDef(rule.subject, metric)!
    const share = def.deltasOf ? series.get(def.deltasOf) : undefined
    const deltas = isDense && def.statistics ? denseFacts(random, def) : deltasFor(random, def)
    series.set(metric, { def, deltas: share?.deltas ?? deltas })
  }
  const fields: Record<string, FieldChange[]> = {}
  for (const field of fieldsOf(rule)) fields[field] = fieldFor(random, field)
  const history: History = { subject: { kind: rule.subject, id }, series, fields }
  if (random() < 0.2) history.endsAt = endOfDayIndex(FIRST_DAY + int(random, 20, YEAR - 20))
  if (rule.subject === 'rep') history.away = awayFor(random)
  if (asksChance(rule)) history.budget = budgetFor(random, rule)
  if (random() < 0.7) history.late = lateFor(random, [...series.values()])
  return history
}

/** Set, worked out anew and worked out again: more and less allowed, from any moment on. */
function budgetFor(random: Random, rule: Rule): BudgetFact[] {
  return Array.from({ length: int(random, 0, 4) }, () => {
    const at = startOfDayIndex(FIRST_DAY + int(random, -20, YEAR)) + int(random, 0, DAY_MS)
    const line = { series: int(random, 1, 3), own: 1, strayedPct: pick(random, [100, 140]) }
    const lines = random() < 0.8 ? { [rule.code]: line } : {}
    return { at, perWeek: pick(random, [0.01, 0.5, 5]), most: int(random, 1, 40), lines }
  })
}

const ALWAYS_MISSED = [{ from: 0, mode: 'set', workdays: 1 }] as const

/** Sources that are fed on most working days, and now and then not for weeks. */
function lateFor(random: Random, series: readonly Series[]): Map<SourceName, LateSpell[]> {
  const sources = new Set(series.flatMap(({ def }) => (def.restsOn ?? []).map(({ source }) => source)))
  return new Map(
    [...sources].map((source) => {
      const fed: Fed[] = []
      let quiet = 0
      for (let day = FIRST_DAY - 120; day < FIRST_DAY + YEAR; day += 1) {
        if (random() < 0.04) quiet = int(random, 3, 25)
        quiet -= 1
        if (quiet > 0 || random() < 0.2) continue
        fed.push({ day, at: startOfDayIndex(day) + int(random, 0, DAY_MS - 1), imported: false })
      }
      return [source, lateSpells(source, fed, { choices: ALWAYS_MISSED, calendar: DEFAULT_CALENDAR })]
    }),
  )
}

/** Leave as it is noted: before or after its first day, and sometimes taken back. */
function awayFor(random: Random): Away[] {
  return Array.from({ length: int(random, 0, 4) }, () => {
    const from = FIRST_DAY + int(random, 0, YEAR)
    const at = startOfDayIndex(from) + int(random, -10 * DAY_MS, 10 * DAY_MS)
    const away = { at, from, to: from + int(random, 0, 20) }
    return random() < 0.2 ? { ...away, until: at + int(random, 1, 20 * DAY_MS) } : away
  })
}

/** Work as it comes in day after day, with a slump of some weeks: chance has to have something to find. */
function denseFacts(random: Random, def: MetricDef): Delta[] {
  if (def.statistics === 'gauge') return deltasFor(random, def)
  const slumpFrom = FIRST_DAY + int(random, 60, YEAR)
  const perDay = int(random, 1, 3)
  const deltas: Delta[] = []
  for (let on = FIRST_DAY - 90; on < FIRST_DAY + YEAR; on += 1) {
    const isSlump = on >= slumpFrom && on < slumpFrom + 50
    for (let fact = 0; fact < int(random, 0, perDay); fact += 1) {
      if (isSlump && def.statistics === 'count' && random() < 0.9) continue
      const one = { ...oneDelta(random, { kind: 'window', span: 7 }, undefined, on), value: 1 }
      if (def.statistics === 'duration') {
        const value = int(random, 200, 900) * (isSlump ? 8 : 1)
        deltas.push({ ...one, part: 'den' }, { ...one, value, part: 'num' })
      } else if (def.statistics === 'proportion') {
        deltas.push({ ...one, part: 'den' })
        if (random() < (isSlump ? 0.05 : 0.5)) deltas.push({ ...one, part: 'num' })
      } else deltas.push(one)
    }
  }
  return deltas
}

function versionsFor(random: Random, rule: Rule, start: Instant): RuleVersion[] {
  const begins = random() < 0.5 ? start : start + int(random, 0, 120 * DAY_MS)
  const versions: RuleVersion[] = [{ from: begins, rule }]
  if (random() < 0.3) {
    const off = begins + int(random, 20 * DAY_MS, 90 * DAY_MS)
    const on = off + int(random, DAY_MS, 40 * DAY_MS)
    versions.push({ from: off, rule: { ...rule, version: 2, mode: 'off' } })
    versions.push({ from: on, rule: { ...rule, version: 3, pendingMinutes: pick(random, [0, 720]) } })
  }
  if (random() < 0.15) {
    const from = versions.at(-1)!.from + int(random, DAY_MS, 60 * DAY_MS)
    versions.push({ from, rule: { ...versions.at(-1)!.rule, version: 9, anew: true } })
  }
  return versions
}

function inSlices(watch: Watch, end: Instant) {
  const slices = sweepBySlices(watch, end, 30 * DAY_MS)
  let pauses = 0
  for (;;) {
    const one = slices.next()
    if (one.done) {
      expect(pauses).toBeGreaterThan(3)
      return one.value
    }
    pauses += 1
  }
}

/** Facts with all the trouble of life: known late, voided, doubled, silent for weeks, two at one instant. */
function deltasFor(random: Random, def: MetricDef): Delta[] {
  const { fold } = def
  const deltas: Delta[] = []
  if (fold.kind === 'ratio' || fold.kind === 'gap') {
    deltas.push(...partFor(random, fold.num, 'num', 30), ...partFor(random, fold.den, 'den', 60))
  } else deltas.push(...partFor(random, fold, undefined, fold.kind === 'sum' ? 60 : 25))
  if (def.gate) deltas.push(...gateFor(random))
  return deltas
}

function partFor(random: Random, fold: PlainFold, part: Delta['part'], most: number): Delta[] {
  const deltas: Delta[] = []
  const silentFrom = FIRST_DAY + int(random, 0, YEAR)
  const silentFor = int(random, 10, 80)
  const isSparse = random() < 0.2
  const count =
    fold.kind === 'left' || (fold.kind === 'age' && fold.ahead)
      ? int(random, 1, 3)
      : int(random, 0, isSparse ? 2 : most)
  for (let index = 0; index < count; index += 1) {
    const on = FIRST_DAY + int(random, -60, YEAR - 1)
    if (on >= silentFrom && on < silentFrom + silentFor) continue
    const delta = oneDelta(random, fold, part, on)
    deltas.push(delta)
    if (random() < 0.1) deltas.push({ ...delta })
  }
  return deltas
}

function oneDelta(random: Random, fold: PlainFold, part: Delta['part'], on: number): Delta {
  const isLate = random() < 0.3
  let at = startOfDayIndex(on) + int(random, 0, DAY_MS - 1)
  if (isLate) at += int(random, 1, 40 * DAY_MS)
  // What is owed is known before it is due.
  if ((fold.kind === 'left' || (fold.kind === 'age' && fold.ahead)) && random() < 0.8)
    at -= int(random, 1, 60) * DAY_MS
  if (fold.kind === 'sum' && random() < 0.2) at -= int(random, 1, 30) * DAY_MS
  if (random() < 0.1) at = startOfDayIndex(dayIndexOf(at))
  const delta: Delta = { at, on, value: valueFor(random, fold, part) }
  if (part !== undefined) delta.part = part
  if (fold.kind === 'top') delta.group = pick(random, ['a', 'b', 'c'])
  if (random() < 0.15) delta.until = at + int(random, 1, 60 * DAY_MS)
  return delta
}

function valueFor(random: Random, fold: PlainFold, part: Delta['part']): number {
  if (fold.kind === 'last') return part === 'den' ? int(random, 0, 60_000) : int(random, 0, 1)
  if (fold.kind === 'window') return part === 'den' ? int(random, 1, 5) : int(random, 0, 200)
  if (fold.kind === 'sum') return int(random, -20_000, 25_000)
  return int(random, 1, 1_000)
}

function gateFor(random: Random): Delta[] {
  const on = FIRST_DAY + int(random, -60, 100)
  const at = startOfDayIndex(on) + int(random, 0, DAY_MS - 1)
  const deltas: Delta[] = [{ at, on, value: 1, part: 'gate' }]
  let last = at
  for (let index = 0; index < int(random, 0, 3); index += 1) {
    last += int(random, 1, 120 * DAY_MS)
    const gate: Delta = { at: last, on: dayIndexOf(last), value: index % 2 === 0 ? -1 : 1, part: 'gate' }
    if (random() < 0.3) gate.until = last + int(random, 1, 30 * DAY_MS)
    deltas.push(gate)
  }
  return deltas
}

function fieldFor(random: Random, field: string): FieldChange[] {
  const isGroup = field === 'team' || field === 'city' || field === 'creditGrade'
  const changes: FieldChange[] = isGroup ? [{ at: 0, value: 'one' }] : []
  for (let index = 0; index < int(random, 0, 4); index += 1) {
    const at = startOfDayIndex(FIRST_DAY) + int(random, -10 * DAY_MS, YEAR * DAY_MS)
    const change: FieldChange = { at, value: fieldValue(random, field) }
    if (random() < 0.3) change.until = at + int(random, 1, 90 * DAY_MS)
    changes.push(change)
  }
  return changes
}

function fieldValue(random: Random, field: string): string | number | boolean {
  if (field === 'keyLevel') return pick(random, ['key', 'key', 'key', 'normal'])
  if (field === 'team' || field === 'city' || field === 'creditGrade')
    return pick(random, ['one', 'one', 'one', 'two'])
  if (field === 'promise') return pick(random, ['standing', 'broken', 'broken', ''])
  if (field === 'disputed' || field === 'active') return random() < 0.3
  return int(random, 5, 40)
}

type Random = () => number

/** mulberry32: small, seeded, good enough to shuffle facts. */
function generator(seed: number): Random {
  let state = seed * 0x9e3779b1
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function int(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1))
}

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!
}
