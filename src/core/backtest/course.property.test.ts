import { describe, expect, it } from 'vitest'
import { DAY_MS, dayNumber } from '../calendar.ts'
import { type Chance, seeded } from '../stats/chance.ts'
import { dayIndexOf, endOfDayIndex, startOfDayIndex } from '../watch/day-index.ts'
import { evaluate, type FieldChange, type History } from '../watch/evaluate.ts'
import type { LateSpell } from '../watch/late.ts'
import type { Delta, MetricDef, PlainFold, Series } from '../watch/metric.ts'
import { METRICS, metricDef } from '../watch/metrics.ts'
import { PACK } from '../watch/pack.ts'
import { fieldsOf, leavesOf, metricsOf, type Rule } from '../watch/rule.ts'
import { sweptEpisodes, walkCourse } from './episodes.ts'
import { openingsOf, plainLeaf, saidBy } from './openings.ts'
import { holds } from './spans.ts'
import { hasCourse, knownSince, pieced, piecesFor, truthCourse } from './truth-course.ts'

const FIRST = dayNumber('2025-01-01')
const DAYS = 300
const SUBJECTS = 900
/** Figures by how they are put together; those of periods are looked at day by day. */
const SHAPES = Map.groupBy(
  METRICS.filter(({ fold }) => fold.kind !== 'period'),
  ({ fold }) =>
    'num' in fold ? `${fold.kind} of ${fold.num.kind} and ${fold.den.kind}` : `${fold.kind} of facts`,
)
const TERM = { begin: startOfDayIndex(FIRST + 10), end: endOfDayIndex(FIRST + DAYS) }

/**
 * The backtest does not look day by day: it tells the course of a rule from crossings. Whatever the facts
 * (late, voided, doubled, silent), it says at every instant what `evaluate` says there, and its alerts
 * are those of the engine.
 */
describe('the course of a rule', () => {
  it(`is what the engine says, on ${SUBJECTS} histories`, () => {
    let told = 0
    let plain = 0
    let held = 0
    const seen = new Set<string>()
    for (let seed = 1; seed <= SUBJECTS; seed += 1) {
      const chance = seeded(seed)
      const rule = ruleFor(chance, seed)
      const history = historyFor(chance, rule)
      if (!hasCourse(rule, history)) continue
      seen.add(rule.code)
      const steps = truthCourse(rule, pieced(history))
      const where = `seed ${seed}, rule ${rule.code}`
      for (let look = 0; look < 40; look += 1) {
        const at = endOfDayIndex(FIRST + int(chance, -20, DAYS)) - int(chance, 0, 1) * int(chance, 0, DAY_MS)
        const { truth, apparent, over } = evaluate(rule, history, at)
        if (apparent !== truth) held += 1
        const step = steps.findLast((one) => one.at <= at)!
        expect([step.truth, step.apparent, step.over], `${where} at ${at}`).toEqual([truth, apparent, over])
      }
      const episodes = walkCourse(rule, steps, TERM)
      expect(episodes, where).toEqual(sweptEpisodes(rule, history, TERM))
      plain += plainOpenings(rule, history, where)
      told += episodes.length
    }
    // Which rules are drawn moves with every rule that ships: the bound leaves room for that.
    expect(told).toBeGreaterThan(0.6 * SUBJECTS)
    expect(plain).toBeGreaterThan(100)
    expect(held).toBeGreaterThan(25)
    expect(seen.size).toBeGreaterThan(10)
    expect([...SHAPES.keys()].filter((shape) => !seen.has(shape))).toEqual([])
    expect(SHAPES.size).toBeGreaterThan(9)
  }, 60_000)
})

/** One figure against one line: what is read off the pieces, openings and each day, is what the walk says. */
function plainOpenings(rule: Rule, history: History, where: string): number {
  const first = leavesOf(rule.condition).find(({ threshold }) => threshold.kind === 'fixed')
  const since = knownSince(pieced(history))
  if (first?.threshold.kind !== 'fixed' || since === null) return 0
  const { clear: _clear, ...bare } = rule
  const { minN: _n, ...condition } = first
  const plain: Rule = { ...bare, condition, scope: null, grid: 'change', pendingMinutes: 0, coolDownDays: 0 }
  if (plainLeaf(plain, history) === null) return 0
  const course = truthCourse(plain, pieced(history))
  const walked = walkCourse(plain, course, TERM)
  const pieces = piecesFor(pieced(history), first.metric)
  const asked = { op: first.op, line: first.threshold.value }
  const days = openingsOf(pieces, asked, TERM, since)
  expect(days, where).toEqual(walked.map(({ openedAt }) => dayIndexOf(openedAt)))
  const said = saidBy(pieces, asked, { from: FIRST, to: FIRST + DAYS }, since)
  for (let day = FIRST; day <= FIRST + DAYS; day += 1) {
    const { truth } = course.findLast(({ at }) => at <= endOfDayIndex(day))!
    const told = [holds(said.alarm, day), holds(said.calm, day), holds(said.unknown, day)]
    expect(told, `${where} on ${day}`).toEqual([truth === 'true', truth === 'false', truth === 'unknown'])
  }
  return days.length
}

function ruleFor(chance: Chance, seed: number): Rule {
  const shipped = { ...PACK[seed % PACK.length]!, mode: 'on' } as const
  const rule: Rule = seed % 3 === 0 ? ownRule(chance, shipped) : { ...shipped }
  if (chance() < 0.3) rule.pendingMinutes = [90, 1440, 5 * 1440][int(chance, 0, 2)]!
  if (chance() < 0.3) rule.coolDownDays = [1, 5, 20][int(chance, 0, 2)]!
  if (chance() < 0.3 && rule.grid === 'change') rule.grid = chance() < 0.5 ? 'day' : 'week'
  if (chance() < 0.15) rule.condition = { not: { not: rule.condition } }
  if (chance() < 0.2 && rule.subject === 'customer') {
    const other = { metric: 'open_fen', op: 'gt', threshold: { kind: 'fixed', value: 30_000 } } as const
    rule.condition = chance() < 0.5 ? { any: [rule.condition, other] } : { all: [rule.condition, other] }
  }
  return rule
}

/** As somebody puts a rule together: any figure there is, against a line that it may well cross. */
function ownRule(chance: Chance, like: Rule): Rule {
  const shape = [...SHAPES.keys()][int(chance, 0, SHAPES.size - 1)]!
  const alike = SHAPES.get(shape)!
  const { id: metric, subject, fold } = alike[int(chance, 0, alike.length - 1)]!
  const value = fold.kind === 'ratio' ? int(chance, 1_000, 9_000) : int(chance, -1, 12)
  const op = (['gt', 'gte', 'lt', 'lte'] as const)[int(chance, 0, 3)]!
  const { clear: _clear, ...rest } = like
  const condition = { metric, op, threshold: { kind: 'fixed', value } } as const
  return { ...rest, code: shape, subject, scope: null, condition, moneyMetric: null }
}

function historyFor(chance: Chance, rule: Rule): History {
  const series = new Map<string, Series>()
  for (const id of metricsOf(rule)) {
    const def = metricDef(rule.subject, id)!
    const shared = def.deltasOf ? series.get(def.deltasOf) : undefined
    series.set(id, { def, deltas: shared?.deltas ?? deltasFor(chance, def) })
  }
  const fields: Record<string, FieldChange[]> = {}
  for (const name of fieldsOf(rule)) {
    fields[name] = Array.from({ length: int(chance, 0, 4) }, () => {
      const at = startOfDayIndex(FIRST) + int(chance, -10 * DAY_MS, DAYS * DAY_MS)
      const value = fieldValue(chance, name)
      return chance() < 0.3 ? { at, until: at + int(chance, 1, 90 * DAY_MS), value } : { at, value }
    })
  }
  const history: History = { subject: { kind: rule.subject, id: 's' }, series, fields }
  if (chance() < 0.2) history.endsAt = endOfDayIndex(FIRST + int(chance, 20, DAYS))
  if (chance() < 0.5) history.late = lateFor(chance, [...series.values()])
  return history
}

/** Sources that were late some times, each spell for its own reason and length. */
function lateFor(chance: Chance, series: readonly Series[]): NonNullable<History['late']> {
  const sources = new Set(series.flatMap(({ def }) => (def.restsOn ?? []).map(({ source }) => source)))
  return new Map(
    [...sources].map((source) => {
      const spells: LateSpell[] = []
      for (let day = FIRST + int(chance, 0, 60); day < FIRST + DAYS; day += int(chance, 20, 90)) {
        const from = startOfDayIndex(day)
        const until = chance() < 0.8 ? from + int(chance, 1, 18 * DAY_MS) : null
        spells.push({ source, lastOn: day - 3, from, until, heldTo: from + 7 * DAY_MS, allowed: 2 })
        if (until === null) break
      }
      return [source, spells]
    }),
  )
}

function fieldValue(chance: Chance, field: string): string | number {
  if (field === 'keyLevel') return chance() < 0.7 ? 'key' : 'normal'
  if (field === 'promise') return chance() < 0.6 ? 'broken' : ''
  return int(chance, 5, 40)
}

function deltasFor(chance: Chance, def: MetricDef): Delta[] {
  const { fold } = def
  const deltas: Delta[] = []
  if (fold.kind === 'ratio' || fold.kind === 'gap') {
    deltas.push(...partFor(chance, fold.num, 'num'), ...partFor(chance, fold.den, 'den'))
  } else deltas.push(...partFor(chance, fold, undefined))
  if (def.gate) {
    let at = startOfDayIndex(FIRST + int(chance, -30, 60)) + int(chance, 0, DAY_MS)
    for (let index = 0; index < int(chance, 1, 4); index += 1) {
      const on = FIRST + Math.floor((at - startOfDayIndex(FIRST)) / DAY_MS)
      deltas.push({ at, on, value: index % 2 === 0 ? 1 : -1, part: 'gate' })
      at += int(chance, 1, 100 * DAY_MS)
    }
  }
  return deltas
}

function partFor(chance: Chance, fold: PlainFold, part: Delta['part']): Delta[] {
  return Array.from({ length: int(chance, 0, 25) }, () => {
    const on = FIRST + int(chance, -60, DAYS)
    let at = startOfDayIndex(on) + (chance() < 0.3 ? 0 : int(chance, 0, DAY_MS - 1))
    if (chance() < 0.3) at += int(chance, 1, 40 * DAY_MS)
    if (chance() < 0.2) at -= int(chance, 1, 40) * DAY_MS
    const delta: Delta = {
      at,
      on,
      value: fold.kind === 'sum' ? int(chance, -20_000, 25_000) : int(chance, 0, 9),
    }
    if (part !== undefined) delta.part = part
    if (fold.kind === 'top') delta.group = 'abcde'[int(chance, 0, 4)]!
    if (fold.kind === 'groups' && chance() < 0.8) delta.group = 'abcdefgh'[int(chance, 0, 7)]!
    if (delta.group !== undefined && chance() < 0.4) delta.value = -int(chance, 0, 9)
    if (chance() < 0.15) delta.until = at + int(chance, 1, 60 * DAY_MS)
    return delta
  })
}

function int(chance: Chance, from: number, to: number): number {
  return from + Math.floor(chance() * (to - from + 1))
}
