import { dayNumber, isDay } from '../calendar.ts'
import type { CustomKind } from './custom-field.ts'

/**
 * What a list may be narrowed by on a field of the company's own. In the URL and the API a set of tests is
 * one text: `source~is~展会,转介绍;visits~from~3`, its values escaped as in any address.
 */
export type CustomTest =
  | { key: string; op: 'is'; values: string[] }
  | { key: string; op: 'has'; text: string }
  | { key: string; op: 'from' | 'to'; value: string }
  | { key: string; op: 'filled' | 'empty' }

const OPS = ['is', 'has', 'from', 'to', 'filled', 'empty'] as const
const TESTS_MAX = 12

export function writeTests(tests: readonly CustomTest[]): string {
  return tests.map((test) => [test.key, test.op, ...valuesOf(test)].join('~')).join(';')
}

function valuesOf(test: CustomTest): string[] {
  if (test.op === 'is') return [test.values.map(escaped).join(',')]
  if (test.op === 'has') return [escaped(test.text)]
  return 'value' in test ? [escaped(test.value)] : []
}

/** encodeURIComponent leaves the tilde as it is, and the tilde is ours. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/~/g, '%7E')
}

/** null: not a set of tests. */
export function readTests(text: string): CustomTest[] | null {
  const parts = text === '' ? [] : text.split(';')
  if (parts.length > TESTS_MAX) return null
  const tests = parts.map(readTest)
  return tests.every((test) => test !== null) ? tests : null
}

function readTest(part: string): CustomTest | null {
  const [key = '', op, value = '', ...more] = part.split('~')
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(key) || more.length > 0) return null
  const known = OPS.find((one) => one === op)
  if (!known) return null
  if (known === 'filled' || known === 'empty') return value === '' ? { key, op: known } : null
  const values = unescaped(value)
  if (values === null || values.some((one) => one === '')) return null
  if (known === 'is') return { key, op: 'is', values }
  if (values.length > 1) return null
  return known === 'has' ? { key, op: 'has', text: values[0]! } : { key, op: known, value: values[0]! }
}

function unescaped(value: string): string[] | null {
  try {
    return value.split(',').map(decodeURIComponent)
  } catch {
    return null
  }
}

/** A figure as the database compares it, in millionths: fen, days since 1970; null when it is none. */
export function boundOf(kind: CustomKind, value: string): bigint | null {
  if (kind === 'date') return isDay(value) ? BigInt(dayNumber(value)) * 1_000_000n : null
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,6}))?$/.exec(value.trim())
  if (!match) return null
  const micro = BigInt(match[2]!) * 1_000_000n + BigInt((match[3] ?? '').padEnd(6, '0'))
  return match[1] === '-' ? -micro : micro
}
