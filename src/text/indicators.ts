import type { Day } from '../core/calendar.ts'
import type { Indicator, Period } from '../core/indicator/indicator.ts'
import type { Bilingual } from '../core/watch/subject.ts'

/** A period as people call it: 2026-09, the week of a Monday, a day. */
export function periodText(on: Day, every: Period): Bilingual {
  if (every === 'month') return { zh: on.slice(0, 7), en: on.slice(0, 7) }
  if (every === 'week') return { zh: `${on} 这一周`, en: `the week of ${on}` }
  return { zh: on, en: on }
}

/** "Q235 钢价 2026-09 的数据应在 10-12 前录入，还没有". */
export function lateTitle(
  { name, every }: Pick<Indicator, 'name' | 'every'>,
  { on, expectedOn }: { on: Day; expectedOn: Day },
): Bilingual {
  const period = periodText(on, every)
  return {
    zh: `${name.zh} ${period.zh} 的数据应在 ${expectedOn} 前录入`,
    en: `${name.en} of ${period.en} was expected by ${expectedOn}`,
  }
}
