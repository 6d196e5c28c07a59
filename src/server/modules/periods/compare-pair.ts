import type { z } from 'zod'
import type { getComparison } from '../../../api/periods.ts'
import { addDays, type Day, dayOf, daysBetween, endOfDay, type Instant } from '../../../core/calendar.ts'
import {
  CASE_FIGURES,
  type Comparable,
  comparablesOf,
  USUAL_FIGURES,
} from '../../../core/periods/comparable.ts'
import { comparePeriods, isShareOfCases } from '../../../core/periods/compare.ts'
import { daysOf, isOverSpan, readOver, type Stretch } from '../../../core/periods/over-span.ts'
import { suggestPeriods } from '../../../core/periods/suggest.ts'
import { ALL_KNOWN } from '../../../core/watch/fold.ts'
import type { Reading, Series } from '../../../core/watch/metric.ts'
import { isOfMoney } from '../../../core/watch/metrics.ts'
import { workdaysBetween } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { loadSettingThen } from '../../platform/org-settings.ts'
import { loadCalendar } from '../identity/index.ts'
import { loadHistories } from '../watch/index.ts'
import { type Subject, subjectOf } from './subject.ts'

type Query = z.output<typeof getComparison.query>
type Basis = Query['basis']

/** Longer than this no company has been selling with the same people. */
const LONGEST_DAYS = 3_660

/**
 * Two periods of one subject, figure by figure (C170). By business date each figure is of what happened in
 * its period, whenever it was recorded; as known it is what could be said on the last day of it, so that an
 * older period has had no more time to be put right.
 */
export async function comparePair(ctx: ReadCtx, query: Query) {
  const subject = await subjectOf(ctx, query)
  const asOf = query.asOf ?? dayOf(ctx.now)
  const startedOn = (await loadSettingThen(ctx, 'goLiveOn', asOf)) as Day | null
  const suggestions = suggestPeriods(asOf, startedOn)
  const [a, b] = pairOf(query, suggestions[0]!, asOf)
  const chosen = figuresOf(subject, query.figures)
  const series = await seriesOf(
    ctx,
    subject,
    chosen.map(({ id }) => id),
  )
  const calendar = await loadCalendar(ctx)
  const workdays = ({ from, to }: Stretch) => workdaysBetween(calendar, addDays(from, -1), to)
  const sides = {
    a: { ...a, days: daysOf(a), workdays: workdays(a) },
    b: { ...b, days: daysOf(b), workdays: workdays(b) },
  }
  const figures = chosen.map((figure) => {
    const one = series.get(figure.id)!
    const read = (stretch: Stretch) => readOver(one, stretch, knownAt(ctx, stretch, query.basis))
    const [before, after] = [read(a), read(b)]
    const { def } = one
    const found = comparePeriods(
      def,
      { reading: before, workdays: sides.a.workdays },
      { reading: after, workdays: sides.b.workdays },
    )
    return {
      ...{ metric: figure.id, title: figure.title, meaning: figure.meaning, unit: def.unit, bad: def.bad },
      ...{ isShare: isShareOfCases(def), isMoney: isOfMoney(figure.id), isOverSpan: isOverSpan(def.fold) },
      ...{ isCase: isOfCase(figure.id), a: sideOf(before), b: sideOf(after), ...found },
    }
  })
  return {
    ...{ asOf, basis: query.basis, subject },
    ...{ ...sides, suggestions, figures },
    choices: comparablesOf(subject.kind).map(({ id, title }) => ({ id, title, isCase: isOfCase(id) })),
  }
}

function sideOf({ value, n, num, den }: Reading) {
  return { value, n, num: num ?? null, den: den ?? null }
}

function isOfCase(id: string): boolean {
  return (CASE_FIGURES as readonly string[]).includes(id)
}

/** What counts of a period: all that is recorded of its days, or what was known when it ended. */
export function knownAt(ctx: ReadCtx, { to }: Stretch, basis: Basis): Instant {
  return basis === 'business' ? ALL_KNOWN : Math.min(endOfDay(to), ctx.now)
}

type AskedDays = Pick<Query, 'aFrom' | 'aTo' | 'bFrom' | 'bTo'>

/** Both periods end with the day looked from at the latest: of later days nothing is known. */
function pairOf(asked: AskedDays, usual: { a: Stretch; b: Stretch }, asOf: Day): [Stretch, Stretch] {
  const { aFrom, aTo, bFrom, bTo } = asked
  return [
    stretchUpTo(asOf, { from: aFrom ?? usual.a.from, to: aTo ?? usual.a.to }),
    stretchUpTo(asOf, { from: bFrom ?? usual.b.from, to: bTo ?? usual.b.to }),
  ]
}

export function stretchUpTo(asOf: Day, { from, to }: Stretch): Stretch {
  if (to < from) throw invalid('comparison_days_turned', { from, to })
  if (from > asOf) throw invalid('comparison_not_begun', { from, asOf })
  if (daysBetween(from, to) >= LONGEST_DAYS) throw invalid('period_invalid', { days: LONGEST_DAYS })
  return { from, to: to > asOf ? asOf : to }
}

/** The four of the case where the subject has them, and what was chosen. */
function figuresOf({ kind }: Subject, figures: string | undefined): Comparable[] {
  const all = comparablesOf(kind)
  const wanted: readonly string[] = figures === undefined ? USUAL_FIGURES : figures.split(',').filter(Boolean)
  const unknown = wanted.find((id) => !all.some((one) => one.id === id))
  if (unknown !== undefined) throw invalid('comparison_figure_unknown', { figure: unknown })
  return all.filter(({ id }) => isOfCase(id) || wanted.includes(id))
}

export async function seriesOf(
  ctx: ReadCtx,
  { kind, id }: Subject,
  metrics: readonly string[],
): Promise<ReadonlyMap<string, Series>> {
  const wanted = { kind, ids: [id], metrics, fields: [], since: null }
  return (await loadHistories(ctx, wanted)).get(id)!.series
}
