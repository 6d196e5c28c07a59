import { isDay } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { CustomField, CustomValue, CustomValues } from './custom-field.ts'

export type CustomProblem =
  | 'custom_unknown'
  | 'custom_retired'
  | 'custom_required'
  | 'custom_text'
  | 'custom_number'
  | 'custom_date'
  | 'custom_choice'
  | 'custom_yes_no'
  | 'custom_money'

const TEXT_MAX = 500
const NUMBER_MAX = 1e12
/** Fen: what is compared in millionths must fit eight bytes. */
const MONEY_MAX = 9e12
const DECIMALS = 1e6

/**
 * What a record holds after a change, or the first thing wrong with it, by the name people see (C223). The
 * one place that decides, for page, import and API alike. `given` names only what changes; null or blank
 * takes a value away. What stands in the record already is never held against a later definition: a choice
 * that was taken off the list stays where it was chosen.
 */
export function checkValues(
  fields: readonly CustomField[],
  before: CustomValues,
  given: Readonly<Record<string, unknown>>,
): Result<Record<string, CustomValue>, CustomProblem> {
  const after: Record<string, CustomValue> = { ...before }
  for (const [key, value] of Object.entries(given)) {
    const field = fields.find((one) => one.key === key)
    if (!field) return refuse('custom_unknown', { key, name: key })
    const text = typeof value === 'string' ? value.trim() : value
    if (text === before[key]) continue
    if (field.isRetired) return refuse('custom_retired', { key, name: field.name.zh, nameEn: field.name.en })
    if (text === null || text === undefined || text === '') {
      delete after[key]
      continue
    }
    const problem = problemOf(field, text)
    if (problem) return refuse(problem, detailOf(field))
    after[key] = text as CustomValue
  }
  const missing = fields.find(
    (field) => field.isRequired && !field.isRetired && after[field.key] === undefined,
  )
  return missing ? refuse('custom_required', detailOf(missing)) : ok(after)
}

function detailOf(field: CustomField): Record<string, unknown> {
  return {
    key: field.key,
    name: field.name.zh,
    nameEn: field.name.en || field.name.zh,
    choices: field.choices.join('、'),
  }
}

function problemOf(field: CustomField, value: unknown): CustomProblem | null {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' && value.length <= TEXT_MAX ? null : 'custom_text'
    case 'number':
      return isPlainNumber(value) ? null : 'custom_number'
    case 'money':
      return Number.isSafeInteger(value) && Math.abs(value as number) <= MONEY_MAX ? null : 'custom_money'
    case 'date':
      return typeof value === 'string' && isDay(value) ? null : 'custom_date'
    case 'yes-no':
      return typeof value === 'boolean' ? null : 'custom_yes_no'
    case 'choice':
      return typeof value === 'string' && field.choices.includes(value) ? null : 'custom_choice'
  }
}

/** At most six decimals, so that what was typed is what is compared. */
function isPlainNumber(value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > NUMBER_MAX) return false
  return Math.round(value * DECIMALS) / DECIMALS === value
}

/** Whether two records hold the same. */
export function isSameValues(a: CustomValues, b: CustomValues): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
