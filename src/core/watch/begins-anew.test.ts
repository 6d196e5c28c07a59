import { describe, expect, it } from 'vitest'
import { DAY_MS, dayNumber, type Instant, startOfDay } from '../calendar.ts'
import type { History } from './evaluate.ts'
import type { Delta } from './metric.ts'
import { metricDef } from './metrics.ts'
import { fixed, shipped } from './pack-shape.ts'
import { sweep, type Watch } from './sweep.ts'

/** An import on 10 March brings along debts of 3 March into an organisation watched since 1 March. */
const WATCHED = startOfDay('2026-03-01') + 3_600_000
const IMPORTED = startOfDay('2026-03-10') + 10 * 3_600_000
const RULE = shipped({
  code: 'customer-overdue',
  title: { zh: '逾期', en: 'Overdue' },
  subject: 'customer',
  condition: fixed('overdue_fen', 'gt', 0),
  severity: 2,
  moneyMetric: 'overdue_fen',
})

function debt(day: string, fen: number): Delta {
  return { at: startOfDay(day), on: dayNumber(day), value: fen }
}

function watchOf(deltas: Delta[], beginsAnew: Instant | null): Watch {
  const def = metricDef('customer', 'overdue_fen')!
  const history: History = {
    subject: { kind: 'customer', id: 'c' },
    series: new Map([['overdue_fen', { def, deltas }]]),
    fields: {},
  }
  return { versions: [{ from: WATCHED, rule: RULE }], history, inputs: [], beginsAnew }
}

const kinds = (watch: Watch, state: Parameters<typeof sweep>[1], to: Instant) =>
  sweep(watch, state, to).transitions.map(({ kind, at }) => [kind, at])

describe('watching begins anew when history is brought along', () => {
  it('takes what crossed its line before as standing; without it, that would open', () => {
    const old = [debt('2026-03-03', 100)]
    expect(kinds(watchOf(old, IMPORTED), null, IMPORTED + 1)).toEqual([['standing', IMPORTED]])
    expect(kinds(watchOf(old, null), null, IMPORTED + 1)).toEqual([['opened', startOfDay('2026-03-03')]])
  })

  it('does so for a subject that was watched already and quiet', () => {
    const quiet = sweep(watchOf([debt('2026-04-01', 5)], null), null, IMPORTED - DAY_MS).state
    expect(quiet).toMatchObject({ phase: 'idle' })
    const both = [debt('2026-03-03', 100), debt('2026-04-01', 5)]
    expect(kinds(watchOf(both, IMPORTED), quiet, IMPORTED + 1)).toEqual([['standing', IMPORTED]])
    expect(kinds(watchOf(both, null), quiet, IMPORTED + 1).map(([kind]) => kind)).toEqual(['opened'])
  })

  it('lets an open alert go on', () => {
    const open = sweep(watchOf([debt('2026-03-05', 7)], null), null, IMPORTED - DAY_MS).state
    expect(open).toMatchObject({ phase: 'open' })
    const after = sweep(watchOf([debt('2026-03-05', 7)], IMPORTED), open, IMPORTED + 1)
    expect(after.state).toMatchObject({ phase: 'open', since: startOfDay('2026-03-05') })
    expect(after.transitions).toEqual([])
  })

  it('alerts for what crosses its line later, and only then', () => {
    const paid = debt('2026-03-20', -100)
    const again = debt('2026-03-25', 40)
    const watch = watchOf([debt('2026-03-03', 100), paid, again], IMPORTED)
    expect(kinds(watch, null, startOfDay('2026-03-30'))).toEqual([
      ['standing', IMPORTED],
      ['opened', startOfDay('2026-03-25')],
    ])
  })
})
