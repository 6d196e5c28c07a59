import { dayFromNumber, dayNumber, startOfDay } from '../calendar.ts'
import { addWorkdays, type WorkCalendar } from '../workdays.ts'
import { dayIndexOf } from './day-index.ts'
import type { FieldChange } from './evaluate.ts'
import { type LateSpell, workdaysIn } from './late.ts'
import type { Delta, MetricDef } from './metric.ts'
import type { Bilingual } from './subject.ts'
import { SOURCES, type SourceName } from './vital-signs.ts'

/** What is fed into the company's data, by the name its people have for it. */
export const SOURCE_NAMES: Readonly<Record<SourceName, Bilingual>> = {
  activity: { zh: '跟进记录', en: 'follow-ups' },
  deal: { zh: '商机变动', en: 'deal changes' },
  quote: { zh: '报价', en: 'quotes' },
  order: { zh: '订单与交货', en: 'orders and deliveries' },
  invoice: { zh: '发票', en: 'invoices' },
  payment: { zh: '回款', en: 'payments' },
}

/** Of the company: for how many working days a source has been quiet, while it is late (C208). */
export const SOURCE_SHAPES: readonly Omit<MetricDef, 'subject'>[] = SOURCES.map((source) => {
  const { zh, en } = SOURCE_NAMES[source]
  return {
    id: quietMetric(source),
    unit: 'days',
    bad: 'high',
    fold: { kind: 'sum' },
    title: { zh: `${zh}没有数据的工作日`, en: `Working days without ${en}` },
    meaning: {
      zh: `已经几个工作日没有登记${zh}，只在超过它平时最长的间隔（或设定的间隔）时才算`,
      en: `Working days since ${en} were last recorded, counted while that is longer than it ever usually is, or than was set`,
    },
  }
})

export function quietMetric(source: SourceName): string {
  return `quiet_${source}`
}

/** The field that says how many working days may lie between two recordings. */
export function rhythmField(source: SourceName): string {
  return `rhythm_${source}`
}

/** A quiet source is counted on for so long; after that its alert no longer grows. */
const LONGEST_WORKDAYS = 60

/** One more with each working day, from the day on which it is missed until it delivers. */
export function quietDeltas(spells: readonly LateSpell[], calendar: WorkCalendar): Delta[] {
  return spells.flatMap(({ lastOn, from, until }) => {
    const deltas: Delta[] = []
    const first = dayFromNumber(dayIndexOf(from))
    let value = workdaysIn(calendar, lastOn, dayIndexOf(from))
    let day = first
    for (let more = 0; more < LONGEST_WORKDAYS; more += 1) {
      const at = day === first ? from : startOfDay(day)
      if (until !== null && at >= until) break
      deltas.push({ at, on: dayNumber(day), value, ...(until === null ? {} : { until }) })
      value = 1
      day = addWorkdays(calendar, day, 1)
    }
    return deltas
  })
}

/** What was allowed in each spell, as the field that draws the line. */
export function allowedFields(spells: readonly LateSpell[]): FieldChange[] {
  return spells.map(({ from, allowed }) => ({ at: from, value: allowed }))
}
