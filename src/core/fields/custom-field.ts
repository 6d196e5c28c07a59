import type { Bilingual } from '../watch/subject.ts'

/** Records that a company may give fields of its own (C223), in the order of a sale. */
export const CUSTOM_RECORDS = [
  'customer',
  'contact',
  'deal',
  'quote',
  'contract',
  'order',
  'invoice',
] as const
export type CustomRecord = (typeof CUSTOM_RECORDS)[number]

export const CUSTOM_KINDS = ['text', 'number', 'date', 'choice', 'yes-no', 'money'] as const
export type CustomKind = (typeof CUSTOM_KINDS)[number]

/** Money is fen as a safe integer, a date is YYYY-MM-DD: what stands in the record travels as it is. */
export type CustomValue = string | number | boolean
export type CustomValues = Readonly<Record<string, CustomValue>>

export type CustomField = {
  /** stands in records, files, rules and the API, and never changes */
  key: string
  kind: CustomKind
  name: Bilingual
  choices: readonly string[]
  isRequired: boolean
  /** no longer asked for; what records hold of it stays */
  isRetired: boolean
}

export const CHOICES_MAX = 50
const KEY_MAX = 40

/** Columns of such names hold instants and are written as that, inside an object too: no key is one. */
const INSTANT_NAME = /^(at|last|tick)$|_(at|until|since|to|from)$/

/** A key nobody else has, from the name as Latin letters: "客户来源" → "ke_hu_lai_yuan", a second one "…_2". */
export function keyFor(latin: string, taken: readonly string[]): string {
  const plain = latin
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, KEY_MAX - 4)
  const first = plain === '' ? 'field' : INSTANT_NAME.test(plain) ? `${plain}_value` : plain
  let key = first
  for (let n = 2; taken.includes(key); n += 1) key = `${first}_${n}`
  return key
}

/** The name under which scopes of rules and mappings of files know a field. */
export function fieldPath(key: string): string {
  return `custom.${key}`
}

export function keyOfPath(path: string): string | null {
  return path.startsWith('custom.') ? path.slice('custom.'.length) : null
}
