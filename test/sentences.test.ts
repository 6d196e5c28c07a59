import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sentenceOf } from '../src/text/errors.ts'
import { problemText } from '../src/text/import.ts'

const SRC = join(import.meta.dirname, '../src')
/** Shown beside the line of the table that was pasted, by words of their pages. */
const OF_PASTED_LINES = new Set([
  'period_unreadable',
  'day_unreadable',
  'label_missing',
  'kind_unknown',
  'every_unknown',
])

const LOCALES = ['zh-CN', 'en'] as const

/** Said neither where it was asked nor beside the cell of a file. */
const isMute = (code: string) => (locale: (typeof LOCALES)[number]) =>
  [sentenceOf(code, {}, locale), problemText(code, '', locale)].every((text) => text.includes(code))

/** Codes that a refusal in this text carries: thrown, returned, or named by a union of refusals. */
function codesOf(text: string): string[] {
  const said = text.matchAll(/\b(?:conflict|invalid|refuse|AppError)\(\s*'([a-z][a-z_0-9]+)'/g)
  const unions = text.matchAll(/export type \w*Refusal\w* =([\s\S]*?)(?:\n\n|\nexport|\n\/\*\*)/g)
  const listed = [...unions].flatMap(([, union]) => [...union!.matchAll(/'([a-z][a-z_0-9]+)'/g)])
  return [...said, ...listed].map(([, code]) => code!)
}

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /^(core|server|api)\/.*(?<!\.test)\.ts$/.test(path) && !path.startsWith('server/cli'),
)

describe('every refusal', () => {
  it('is found in the three ways in which code names one', () => {
    const text = "throw conflict('a_b')\nreturn refuse('c_d')\nexport type TestRefusal = 'e_f' | 'g_h'\n\n"
    expect(codesOf(text)).toEqual(['a_b', 'c_d', 'e_f', 'g_h'])
  })

  it('has a sentence that says what to do, in both languages', () => {
    const codes = new Set(sources.flatMap((path) => codesOf(readFileSync(join(SRC, path), 'utf8'))))
    expect(codes.size).toBeGreaterThan(300)
    const mute = [...codes].filter((code) => !OF_PASTED_LINES.has(code) && LOCALES.some(isMute(code)))
    expect(mute).toEqual([])
  })
})
