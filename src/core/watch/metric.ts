import type { Instant } from '../calendar.ts'
import type { Bilingual, SubjectKind } from './subject.ts'
import type { SourceName } from './vital-signs.ts'

/**
 * `workminutes`: working time, of which 540 make one working day whatever hours a company keeps. `number`: a
 * decimal number whose unit is in the name of the figure.
 */
export const UNITS = ['days', 'workminutes', 'fen', 'count', 'bp', 'number'] as const
export type Unit = (typeof UNITS)[number]

/** A window of N days ending on the day read, or the running calendar week (from Monday) or month. */
export type Span = number | 'week' | 'month'

/**
 * How dated changes become a figure. `age` counts whole days since the newest delta's business day; with
 * `ahead` a business day in the future counts as well (negative before it). `left` is the days until it.
 * `top` is the sum of the k largest groups (`of` says what the groups are), of a window where it has one,
 * `median` the middle of the values of a window (the mean of two), `groups` how many groups have something
 * left, of those that began within the span (a delta without a group stands for so many of them). `period` is
 * for figures of which there is one for each period: the newest, or in basis points how far it is above the
 * one `back` periods before.
 */
export type PlainFold =
  | { kind: 'sum' }
  | { kind: 'last' }
  | { kind: 'age'; ahead?: true }
  | { kind: 'left' }
  | { kind: 'window'; span: Span }
  | { kind: 'top'; k: number; of?: 'customer'; span?: Span }
  | { kind: 'median'; span: Span }
  | { kind: 'groups'; span: Span }
  | { kind: 'period'; back: number }

/** `ratio` is num / den × scale, `gap` is den − num; both fold the parts 'num' and 'den' on their own. */
export type Fold =
  | PlainFold
  | { kind: 'ratio'; num: PlainFold; den: PlainFold; scale: number }
  | { kind: 'gap'; num: PlainFold; den: PlainFold }

export type StatisticsKind = 'count' | 'proportion' | 'duration' | 'gauge'

export type MetricDef = {
  id: string
  subject: SubjectKind
  unit: Unit
  /** the side that means trouble */
  bad: 'high' | 'low'
  fold: Fold
  /**
   * With a gate the metric only exists while the sum of its 'gate' deltas is positive: an instalment is
   * overdue only while something is unpaid, a deal is neglected only while it is open.
   */
  gate?: true
  /**
   * What one week of it is to statistics (methods §1.1): so many events, k of n decided cases, a list of
   * durations, or a level. Without it the figure is not compared with its own chance.
   */
  statistics?: StatisticsKind
  /**
   * counted up when the definition changes what is measured: rules that look at it begin anew, since what
   * crosses a line by a redefinition is no signal (methods §1.8). Left out: 1
   */
  revision?: number
  /** a ratio of amounts and not of counts: both of its parts are money */
  ofMoney?: true
  /** the metric whose deltas this one reads, when it is another view of the same facts */
  deltasOf?: string
  /** a figure of the company's own: its title is data and travels with what is found */
  named?: true
  /**
   * The sources whose mere silence moves the figure, and to which side it then errs (C208): an instalment
   * whose payment was not recorded yet looks overdue. Left out where nothing turns true by silence, and
   * where waiting would be worse than a warning too many (limitation, insurance, a plan that falls due).
   */
  restsOn?: readonly RestsOn[]
  title: Bilingual
  meaning: Bilingual
}

export type RestsOn = { source: SourceName; errs: 'high' | 'low' }

export type FactRef = { kind: string; id: string; label?: string }

/**
 * One dated change. It is known from `at` (the later of happening and being recorded; a future fact that is
 * already known has its knowing instant here) until `until` (when it was voided). `on` is the business day
 * as a day number; a fact takes effect at the later of `at` and the start of that day. Money is a
 * safe-integer number of fen. A delta without a part feeds every part but the gate. `n` is the number of
 * facts a delta stands for when its loader has summed them up (1 when left out).
 */
export type Delta = {
  at: Instant
  until?: Instant
  on: number
  value: number
  n?: number
  part?: 'num' | 'den' | 'gate'
  group?: string
  ref?: FactRef
  /** of a figure for a period: its number, its last day, and the last day on which it speaks as the newest */
  period?: { nth: number; last: number; through: number }
}

/**
 * `missing` tells silence from absence: 'no_data' is "we do not know" (an open alert is held), 'closed' is
 * "the subject has left the game" (an open alert clears). `n` is the number of rows behind the value.
 */
export type Reading = {
  value: number | null
  n: number
  num?: number
  den?: number
  missing?: 'no_data' | 'closed'
}

export type Series = {
  def: MetricDef
  deltas: readonly Delta[]
  /** the last reading of these deltas, see `readingAt`; says nothing that the rest does not */
  last?: { of: readonly Delta[]; at: Instant; reading: Reading }
}
