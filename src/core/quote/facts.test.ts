import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day, dayNumber, startOfDay } from '../calendar.ts'
import { ALL_KNOWN, readingAt, readOn } from '../watch/fold.ts'
import { metricDef } from '../watch/metrics.ts'
import { PACK } from '../watch/pack.ts'
import type { SubjectKind } from '../watch/subject.ts'
import { sweep } from '../watch/sweep.ts'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import type { StepKind } from './course.ts'
import { type KnownStep, quoteDeltas } from './facts.ts'

const MONDAY: Day = '2026-03-02'
const HOUR = 3_600_000
const on = (days: number, hour: number) => startOfDay(addDays(MONDAY, days)) + hour * HOUR

function step(kind: StepKind, at: number, rest: Partial<KnownStep> = {}): KnownStep {
  return {
    id: `${kind}${at}`,
    kind,
    at,
    knownAt: at,
    voidedAt: null,
    amountFen: null,
    validUntil: null,
    responsibleId: 'rep',
    ...rest,
  }
}

function seriesOf(steps: KnownStep[], metric: string, subject: SubjectKind = 'quote') {
  const deltas = quoteDeltas(steps, DEFAULT_CALENDAR).filter((delta) => delta.metric === metric)
  return { def: metricDef(subject, metric)!, deltas: deltas.sort((a, b) => a.at - b.at) }
}

function alerts(steps: KnownStep[], until: number) {
  const rule = PACK.find(({ code }) => code === 'quote-response-late')!
  const series = new Map(
    ['quote_wait_days', 'quote_amount_fen'].map((metric) => [metric, seriesOf(steps, metric)]),
  )
  const history = { subject: { kind: 'quote' as const, id: 'q' }, series, fields: {} }
  const { transitions } = sweep({ versions: [{ from: on(-30, 0), rule }], history, inputs: [] }, null, until)
  return transitions.filter(({ kind }) => kind !== 'worsened')
}

describe('C058: more than three working days without a quote', () => {
  it('does not fire at three working days exactly, fires a millisecond later', () => {
    const asked = [step('asked', on(0, 10), { amountFen: 500n })]
    expect(alerts(asked, on(3, 10))).toEqual([])
    const [opened] = alerts(asked, on(3, 10) + 1)
    expect(opened).toMatchObject({ kind: 'opened', at: on(3, 10) + 1 })
    expect(opened!.finding.moneyFen).toBe(500)
  })

  it('does not count the weekend: asked on Thursday, late on Tuesday', () => {
    const [opened] = alerts([step('asked', on(3, 10))], on(30, 0))
    expect(opened!.at).toBe(on(8, 10) + 1)
  })

  it('a quote sent in time never fires, a late one clears it, a pause moves it', () => {
    expect(alerts([step('asked', on(0, 10)), step('sent', on(3, 10))], on(30, 0))).toEqual([])
    const late = alerts([step('asked', on(0, 10)), step('sent', on(7, 11))], on(30, 0))
    expect(late.map(({ kind, at }) => [kind, at])).toEqual([
      ['opened', on(3, 10) + 1],
      ['cleared', on(7, 11)],
    ])
    const paused = [step('asked', on(0, 10)), step('paused', on(1, 10)), step('resumed', on(8, 10))]
    expect(alerts(paused, on(30, 0))[0]!.at).toBe(on(10, 10) + 1)
  })

  it('a pause noted later does not change what was known before', () => {
    const pause = [
      step('paused', on(1, 10), { knownAt: on(4, 9) }),
      step('resumed', on(2, 10), { knownAt: on(4, 9) }),
    ]
    const told = alerts([step('asked', on(0, 10)), ...pause], on(30, 0))
    expect(told.map(({ kind, at }) => [kind, at])).toEqual([
      ['opened', on(3, 10) + 1],
      ['cleared', on(4, 9)],
      ['opened', on(4, 10) + 1],
    ])
  })
})

describe('the figures of people and company', () => {
  const two = [
    ...[
      step('asked', on(0, 9)),
      step('sent', on(1, 9), { amountFen: 900n }),
      step('answered', on(5, 9)),
      step('won', on(6, 9)),
    ],
  ]

  it('C059: mean and median in working time', () => {
    const quotes = [1, 2, 9].map((days) => [step('asked', on(0, 9)), step('sent', on(days, 9))])
    const read = (metric: string) => {
      const deltas = quotes.flatMap((steps) => seriesOf(steps, metric, 'org').deltas)
      return readingAt({ def: metricDef('org', metric)!, deltas }, on(40, 0))
    }
    // Seven working days lie in nine days.
    expect(read('quote_response_mean')).toMatchObject({ value: (540 * 10) / 3, n: 3 })
    expect(read('quote_response_median')).toMatchObject({ value: 1080, n: 3 })
  })

  it('C058: late counts from the fourth working day on, also of what is still waiting', () => {
    const sentOn = (days: number, rest: Partial<KnownStep> = {}) => [
      step('asked', on(0, 10)),
      step('sent', on(days, 10), rest),
    ]
    const quotes = [sentOn(1), sentOn(3), sentOn(7), [step('asked', on(0, 10))]]
    const deltas = quotes.flatMap((steps) => seriesOf(steps, 'quote_late_share', 'org').deltas)
    const read = (at: number) => readingAt({ def: metricDef('org', 'quote_late_share')!, deltas }, at)
    expect(read(on(3, 10))).toMatchObject({ num: 0, den: 2, value: 0 })
    // Two are late a moment later; the one that goes out at last is not counted twice.
    expect(read(on(3, 10) + 1)).toMatchObject({ num: 2, den: 4, value: 5_000 })
    expect(read(on(40, 0))).toMatchObject({ num: 2, den: 4 })
    // Sent in time but entered late: late as far as was known, and afterwards never.
    const entered = seriesOf(sentOn(2, { knownAt: on(8, 9) }), 'quote_late_share', 'org')
    expect(readingAt(entered, on(8, 8))).toMatchObject({ num: 1, den: 1 })
    expect(readingAt(entered, on(8, 9))).toMatchObject({ num: 0, den: 1 })
  })

  it('a request withdrawn in time is nobody’s delay', () => {
    const steps = [step('asked', on(0, 10)), step('withdrawn', on(2, 10))]
    expect(readingAt(seriesOf(steps, 'quote_late_share', 'org'), on(30, 0)).value).toBeNull()
  })

  it('C060 C061: won of decided, sent within the week', () => {
    expect(readingAt(seriesOf(two, 'quote_hit_rate', 'org'), on(6, 12))).toMatchObject({ num: 1, den: 1 })
    const withdrawn = [step('asked', on(0, 9)), step('sent', on(1, 9)), step('withdrawn', on(2, 9))]
    expect(readingAt(seriesOf(withdrawn, 'quote_hit_rate', 'org'), on(6, 12)).value).toBeNull()
    expect(readingAt(seriesOf(two, 'quotes_sent_7d', 'org'), on(7, 12)).value).toBe(1)
    expect(readingAt(seriesOf(two, 'quotes_sent_7d', 'org'), on(8, 12)).value).toBe(0)
    expect(readingAt(seriesOf(two, 'quotes_sent_4w_fen', 'org'), on(8, 12)).value).toBe(900)
  })

  it('C062: an answer within seven days counts once the seven days are over', () => {
    const rate = (answered: number, at: number) =>
      readingAt(
        seriesOf(
          [step('asked', on(0, 9)), step('sent', on(0, 10)), step('answered', on(answered, 9))],
          'quote_feedback_rate',
          'org',
        ),
        at,
      )
    expect(rate(3, on(6, 12)).value).toBeNull()
    expect(rate(3, on(7, 12)).value).toBe(10_000)
    expect(rate(7, on(7, 12)).value).toBe(10_000)
    expect(rate(8, on(9, 12)).value).toBe(0)
  })

  it('by business date a day in the past shows how long the customer had waited then', () => {
    const series = seriesOf([step('asked', on(0, 10)), step('sent', on(9, 10))], 'quote_wait_days')
    expect(readOn(series, ALL_KNOWN, dayNumber(addDays(MONDAY, 4))).value).toBe(5)
    expect(readOn(series, ALL_KNOWN, dayNumber(addDays(MONDAY, 10))).missing).toBe('closed')
  })
})

describe('leak test: what is noted later does not change what was known', () => {
  const metrics = ['quote_wait_days', 'quote_valid_days', 'quote_amount_fen'] as const
  it.each(metrics)('%s', (metric) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 6 }),
        (early, late) => {
          const kinds: StepKind[] = ['asked', 'paused', 'resumed', 'sent', 'answered', 'lost']
          const moment = on(20, 12)
          const make = (hours: number[], knownAt: (at: number) => number) =>
            [...hours]
              .sort((a, b) => a - b)
              .map((hour, index) =>
                step(kinds[index]!, on(0, 9) + hour * HOUR, {
                  id: `${index}-${hour}`,
                  knownAt: knownAt(on(0, 9) + hour * HOUR),
                  amountFen: BigInt(hour + 1),
                  validUntil: addDays(MONDAY, 30 + index),
                }),
              )
          const known = make(early, (at) => at)
          const then = known.filter(({ at }) => at <= moment)
          const voided = known.map((one, index) =>
            index % 2 ? { ...one, voidedAt: Math.max(moment, one.at) + 1 } : one,
          )
          const now = [...voided, ...make(late, () => moment + HOUR)].sort((a, b) => a.at - b.at)
          expect(readingAt(seriesOf(now, metric), moment)).toEqual(readingAt(seriesOf(then, metric), moment))
        },
      ),
    )
  })
})
