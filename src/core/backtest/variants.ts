import { ascending, quantile } from '../stats/order.ts'
import type { DayIndex } from '../watch/day-index.ts'
import type { Rule } from '../watch/rule.ts'
import { countDay, type DayCounts, noDays } from './day-counts.ts'
import { meantOn } from './judge.ts'
import type { Judged, OutcomeEvent } from './outcome.ts'
import { holds } from './spans.ts'

/** How one other line would have done over a part of the time. */
export type LinePart = {
  alerts: number
  precision: number | null
  recall: number | null
  lift: number | null
}

export type VariantRow = LinePart & {
  value: number
  raised: number
  truePositive: number
  falsePositive: number
  missed: number
  medianLeadDays: number | null
  perWeekPerPerson: number
  /** the first 60 % of the time, to tune on, and after a pause of one horizon the rest, to believe */
  early: LinePart
  late: LinePart
}

export type Parts = { whole: Reach; early: Reach; late: Reach }
export type Reach = { from: DayIndex; to: DayIndex }

type PartTally = { raised: number; right: number; wrong: number; repeats: number; caught: number }

/** One line under way; only counts, so that twenty of them cost little. */
export type Variant = {
  rule: Rule
  value: number
  parts: Record<keyof Parts, PartTally>
  leads: number[]
  judgedOn: DayCounts
  persons: Set<string>
}

export function emptyVariant(rule: Rule, value: number, { from, to }: Reach): Variant {
  const empty = () => ({ raised: 0, right: 0, wrong: 0, repeats: 0, caught: 0 })
  const parts = { whole: empty(), early: empty(), late: empty() }
  return { rule, value, parts, leads: [], judgedOn: noDays(from, to), persons: new Set() }
}

/** The same judgement as `judgeEpisodes`; an alert counts in the part of the time in which it opened. */
export function judgeVariant(
  variant: Variant,
  openedOn: readonly DayIndex[],
  judged: Judged,
  { parts, person }: { parts: Parts; person: string | null },
): void {
  if (openedOn.length === 0) return
  if (person !== null) variant.persons.add(person)
  const { events } = judged
  const caught: OutcomeEvent[] = []
  for (const day of openedOn) {
    const meant = meantOn(day, events, caught)
    const fresh = meant === 'repeat' ? null : meant
    const isWrong = meant === null && holds(judged.scored, day)
    if (fresh) {
      caught.push(fresh)
      variant.leads.push(fresh.on - day)
    }
    if (fresh || isWrong) countDay(variant.judgedOn, day)
    const seen = { day, fresh, isMeant: meant !== null, isWrong }
    addTo(variant.parts.whole, parts.whole, seen)
    addTo(variant.parts.early, parts.early, seen)
    addTo(variant.parts.late, parts.late, seen)
  }
}

type Seen = { day: DayIndex; fresh: OutcomeEvent | null; isMeant: boolean; isWrong: boolean }

function addTo(tally: PartTally, { from, to }: Reach, { day, fresh, isMeant, isWrong }: Seen): void {
  if (day < from || day > to) return
  tally.raised += 1
  if (fresh) {
    tally.right += 1
    if (fresh.on > from && fresh.on <= to) tally.caught += 1
  } else if (isMeant) tally.repeats += 1
  else if (isWrong) tally.wrong += 1
}

export type VariantTerms = {
  weeks: number
  parts: Parts
  /** events of each part, whatever the line */
  events: Record<keyof Parts, number>
  baseOf: (days: DayCounts, reach: Reach) => number | null
}

export function variantRow(variant: Variant, terms: VariantTerms): VariantRow {
  const { raised, right, wrong } = variant.parts.whole
  const leads = ascending(variant.leads)
  return {
    value: variant.value,
    raised,
    ...partOf(variant, 'whole', terms),
    truePositive: right,
    falsePositive: wrong,
    missed: terms.events.whole - variant.parts.whole.caught,
    medianLeadDays: leads.length > 0 ? quantile(leads, 0.5) : null,
    perWeekPerPerson: terms.weeks > 0 ? raised / terms.weeks / Math.max(1, variant.persons.size) : 0,
    early: partOf(variant, 'early', terms),
    late: partOf(variant, 'late', terms),
  }
}

function partOf({ parts, judgedOn }: Variant, part: keyof Parts, terms: VariantTerms): LinePart {
  const { right, wrong, repeats, caught } = parts[part]
  const precision = right + wrong > 0 ? right / (right + wrong) : null
  const base = terms.baseOf(judgedOn, terms.parts[part])
  return {
    alerts: right + wrong + repeats,
    precision,
    recall: terms.events[part] > 0 ? caught / terms.events[part] : null,
    lift: precision === null || !base ? null : precision / base,
  }
}
