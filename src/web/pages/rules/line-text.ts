import { moneyText } from '../../ui/money.tsx'
import type { Rule } from './rule.ts'

/** A line in the unit people use. */
export function lineText(unit: Rule['knobs'][number]['unit'] | undefined, value: number): string {
  if (unit === 'fen') return moneyText(value)
  return unit === 'bp' ? `${value / 100}%` : String(value)
}
