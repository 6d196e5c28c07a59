import { type MissReport, missReport } from '../../../api/misses.ts'
import { type Candidate, candidatesFor, isAbout, isInTime } from '../../../core/backtest/miss.ts'
import { openedDays } from '../../../core/backtest/opened.ts'
import { pieced } from '../../../core/backtest/truth-course.ts'
import { addDays, type Day, dayNumber, dayOf, endOfDay, startOfDay } from '../../../core/calendar.ts'
import { lineNumbers } from '../../../core/watch/compose.ts'
import type { DayIndex } from '../../../core/watch/day-index.ts'
import type { History } from '../../../core/watch/evaluate.ts'
import { linesOf } from '../../../core/watch/knobs.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { PACK } from '../../../core/watch/pack.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import { type ReadCtx, read, write } from '../../platform/context.ts'
import { at, type Db, json } from '../../platform/db.ts'
import { loadHistories, loadRules, peersFor, subjectsEver, wantedBy } from '../watch/index.ts'
import { type FoundLoss, findLosses } from './find-losses.ts'

const YEAR = 365
/** Warnings of half a year before the span may be about its first losses. */
const AHEAD_DAYS = 180
const CHUNK = 500
const MOST_LOSSES = 2_000

/** The job `misses.make`: reads everything first, without holding anybody up, then keeps the report. */
export async function writeMisses(
  { db, clock }: { db: Db; clock: Clock },
  { orgId }: { orgId: string },
): Promise<MissReport> {
  const report = await read(db, { orgId, now: clock.now() }, (ctx) => composeMisses(ctx, dayOf(ctx.now)))
  await write(db, { orgId, now: clock.now() }, (ctx) =>
    ctx.db
      .insertInto('miss_report')
      .values({
        org_id: orgId,
        id: newId(ctx.now),
        from_on: report.from,
        to_on: report.to,
        report: json(report),
        created_at: at(ctx.now),
      })
      .execute(),
  )
  return report
}

/** The year up to a day: what went wrong unforeseen, and everything that would have seen any of it. */
export async function composeMisses(ctx: ReadCtx, to: Day): Promise<MissReport> {
  const span = { from: addDays(to, 1 - YEAR), to }
  const { found, keyFen } = await findLosses(ctx, span)
  found.sort((a, b) => b.row.valueFen - a.row.valueFen)
  const kept = found.slice(0, MOST_LOSSES)
  const candidates = await tryCandidates(ctx, kept, span)
  const losses = kept.map(({ row }) => row)
  return missReport.parse({ ...span, weeks: YEAR / 7, keyFen, losses, candidates })
}

type Try = Candidate & { base: Rule; alerts: number; caught: Map<number, DayIndex> }
type Span = { from: Day; to: Day }
type Missed = { found: FoundLoss; index: number }

async function tryCandidates(ctx: ReadCtx, all: readonly FoundLoss[], span: Span) {
  const missed = all
    .map((found, index): Missed => ({ found, index }))
    .filter(({ found }) => found.row.foreseen === null)
  const kinds = [...new Set(missed.map(({ found }) => found.loss.kind))]
  const stored = (await loadRules(ctx)).map(({ current }) => current)
  const own = new Set(stored.map(({ code }) => code))
  // What ships and was never taken into this company is as silent as what was switched off.
  const shipped = PACK.filter(({ code }) => !own.has(code)).map((rule): Rule => ({ ...rule, mode: 'off' }))
  const rules = [...stored, ...shipped]
  const tries = candidatesFor(rules, kinds).map((candidate): Try => {
    const base = rules.find(({ code }) => code === candidate.rule.code)!
    return { ...candidate, base, alerts: 0, caught: new Map() }
  })
  for (const [kind, same] of Map.groupBy(tries, ({ rule }) => rule.subject))
    await tryOn(ctx, kind, same, { missed, span })
  return tries.filter(({ caught }) => caught.size > 0).map((one) => shapeOf(one, all))
}

/** One pass over all subjects of a kind for all candidates about it: their price, and what they catch. */
async function tryOn(
  ctx: ReadCtx,
  kind: SubjectKind,
  tries: readonly Try[],
  { missed, span }: { missed: readonly Missed[]; span: Span },
): Promise<void> {
  const wanted = wantedBy(tries.map(({ rule }) => ({ from: 0, rule })))
  const peers = await peersFor(ctx, kind, wanted.peers)
  const bySubject = new Map<string, Missed[]>()
  for (const one of missed) {
    const { subjectId, customerId } = one.found.loss
    for (const id of new Set([subjectId, customerId ?? subjectId]))
      bySubject.set(id, [...(bySubject.get(id) ?? []), one])
  }
  const all = await subjectsEver(ctx, kind)
  for (let first = 0; first < all.length; first += CHUNK) {
    const ids = all.slice(first, first + CHUNK)
    const histories = await loadHistories(ctx, { kind, ids, ...wanted, peers, since: null, bare: true })
    for (const [id, history] of histories) tryOne(tries, history, { near: bySubject.get(id) ?? [], span })
  }
}

function tryOne(
  tries: readonly Try[],
  history: History,
  { near, span }: { near: readonly Missed[]; span: Span },
): void {
  const source = pieced(history)
  const term = { begin: startOfDay(addDays(span.from, -AHEAD_DAYS)), end: endOfDay(span.to) }
  const from = dayNumber(span.from)
  for (const one of tries) {
    const days = openedDays(one.rule, source, term)
    if (days.length === 0) continue
    for (const day of days) if (day >= from) one.alerts += 1
    for (const { found, index } of near) {
      if (!isAbout(one.rule, found.loss.kind)) continue
      const first = days.find((day) => isInTime(found.loss, day))
      if (first !== undefined) one.caught.set(index, Math.min(first, one.caught.get(index) ?? first))
    }
  }
}

function shapeOf({ rule, base, move, alerts, caught }: Try, all: readonly FoundLoss[]) {
  return {
    code: rule.code,
    title: rule.title,
    mode: base.mode,
    move: move && { ...move, ...numberAt(base, move.path) },
    alerts,
    caught: [...caught].map(([loss, day]) => ({ loss, leadDays: all[loss]!.loss.on - day })),
  }
}

/** What a number of a rule is called, and in what it is counted. */
function numberAt(rule: Rule, path: string) {
  const line = linesOf(rule).find((one) => path.startsWith(`${one.path}.threshold.`))!
  const def = metricDef(rule.subject, line.leaf.metric)!
  const key = path.split('.').at(-1)!
  const { label, unit } = lineNumbers(line.leaf.threshold, def).find((one) => one.key === key)!
  return { label: key === 'value' ? def.title : label, unit }
}
