import {
  addDays,
  addMonths,
  type Day,
  daysBetween,
  firstDayOf,
  monthOf,
  startOfWeek,
} from '../core/calendar.ts'
import { createRandom } from './random.ts'
import type { Company } from './shapes.ts'

export type WorldIndicator = {
  nameZh: string
  nameEn: string
  unit: string
  every: 'week' | 'month'
  bad: 'high' | 'low'
  source: string
  dueWorkdays: number
  values: { on: Day; value: number }[]
}

/**
 * Weeks after which an enquiry has become a deal: what comes in today is the work of the month after next.
 */
const LEAD_WEEKS = { from: 2, to: 5 }
/** The last weeks, in which there is nothing to lead to yet: fewer and fewer ask. */
const FADING_WEEKS = 8
const FADES_TO = 0.62

/**
 * What the company brings in from outside (C122): the price of steel, which has risen for a quarter, and how
 * many enquiries came, which says weeks ahead how many deals will begin (and now says that few will).
 */
export function buildIndicators(company: Pick<Company, 'today' | 'start' | 'deals'>): WorldIndicator[] {
  return [
    {
      ...{ nameZh: '询盘量', nameEn: 'Enquiries', unit: '条/周', every: 'week', bad: 'low' },
      ...{ source: '官网表单与展会登记，内勤每周一汇总', dueWorkdays: 2 },
      values: enquiries(company),
    },
    {
      ...{ nameZh: '45号钢价格', nameEn: 'Steel 45', unit: '元/吨', every: 'month', bad: 'high' },
      ...{ source: '我的钢铁网月均价', dueWorkdays: 5 },
      values: steel(company),
    },
  ]
}

function enquiries({ today, start, deals }: Pick<Company, 'today' | 'start' | 'deals'>) {
  const random = createRandom('bellwether/enquiries')
  const begun = new Map<Day, number>()
  for (const { history } of deals) {
    const week = startOfWeek(history[0]!.occurredOn)
    begun.set(week, (begun.get(week) ?? 0) + 1)
  }
  const last = addDays(startOfWeek(today), -7)
  const first = startOfWeek(addDays(start, 7))
  const weeks = Math.floor(daysBetween(first, last) / 7) + 1
  const mean = deals.length / Math.max(1, weeks)
  return Array.from({ length: weeks }, (_, index) => {
    const on = addDays(first, 7 * index)
    const left = weeks - 1 - index
    let ahead = 0
    for (let week = LEAD_WEEKS.from; week <= LEAD_WEEKS.to; week += 1)
      ahead += begun.get(addDays(on, 7 * week)) ?? 0
    const perWeek = ahead / (LEAD_WEEKS.to - LEAD_WEEKS.from + 1)
    const fade = 1 - ((1 - FADES_TO) * (FADING_WEEKS - 1 - left)) / (FADING_WEEKS - 1)
    const wanted = left < FADING_WEEKS ? mean * fade : perWeek
    return { on, value: Math.max(1, Math.round(4 * random.around(wanted, 0.05))) }
  })
}

const STEEL_YUAN = 3_860
const RISING_MONTHS = 4

function steel({ today, start }: Pick<Company, 'today' | 'start'>) {
  const random = createRandom('bellwether/steel')
  const values: { on: Day; value: number }[] = []
  let price = STEEL_YUAN
  for (let month = monthOf(start); month < monthOf(today); month = addMonths(month, 1)) {
    const isRising = month >= addMonths(monthOf(today), -RISING_MONTHS)
    price = random.around(isRising ? price * 1.035 : price + (STEEL_YUAN - price) * 0.3, 0.012)
    values.push({ on: firstDayOf(month), value: Math.round(price / 5) * 5 })
  }
  return values
}
