import { formatFenShort, formatFenShortEnglish } from '../core/money.ts'
import type { Unit } from '../core/watch/metric.ts'
import type { Bilingual } from '../core/watch/subject.ts'

/** A figure in the unit people use, in both languages. */
export function valueText(unit: Unit, value: number): Bilingual {
  if (unit === 'days') return { zh: `${value} 天`, en: `${value} ${value === 1 ? 'day' : 'days'}` }
  if (unit === 'workminutes') {
    const days = Math.round(value / 54) / 10
    return { zh: `${days} 个工作日`, en: `${days} working ${days === 1 ? 'day' : 'days'}` }
  }
  if (unit === 'fen') {
    const fen = BigInt(Math.round(value))
    return { zh: formatFenShort(fen), en: formatFenShortEnglish(fen) }
  }
  if (unit === 'bp') {
    // A tenth of a percent says nothing of a share that is smaller.
    const percent = Math.abs(value) < 10 ? `${Math.round(value) / 100}%` : `${Math.round(value / 10) / 10}%`
    return { zh: percent, en: percent }
  }
  if (unit === 'number') return { zh: numberText(value), en: numberText(value) }
  const count = `${Math.round(value * 10) / 10}`
  return { zh: count, en: count }
}

/** A decimal number as people write it: thousands apart, four decimals at most. */
export function numberText(value: number): string {
  const [whole, decimals] = String(Math.round(Math.abs(value) * 10_000) / 10_000).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${value < 0 ? '-' : ''}${grouped}${decimals ? `.${decimals}` : ''}`
}
