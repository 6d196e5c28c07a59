import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { TABULAR_ERRORS } from '../server/platform/tabular/tabular-error.ts'
import { fileErrorText, IMPORT_TEXT_CODES, problemText } from './import.ts'

const folder = new URL('../core/import/', import.meta.url)

it('every code that reading a row can give has a sentence', () => {
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n')
  const used = [
    ...sources.matchAll(/(?:refuse\(|problem\([^,()]+(?:\([^)]*\))?, |code: |\? )'([a-z]+(?:_[a-z]+)+)'/g),
  ].map((match) => match[1]!)
  expect(used.length).toBeGreaterThan(25)
  const known = new Set([...IMPORT_TEXT_CODES.problems, ...IMPORT_TEXT_CODES.questions, 'credit_note'])
  expect(used.filter((code) => !known.has(code))).toEqual([])
})

it('every reason to refuse a file has a sentence', () => {
  expect(TABULAR_ERRORS.filter((code) => !IMPORT_TEXT_CODES.files.includes(code))).toEqual([])
})

it('sentences carry what was wrong, in both languages', () => {
  expect(problemText('date_impossible', '2024-02-30', 'zh-CN')).toContain('2024-02-30')
  expect(fileErrorText('not_a_spreadsheet', { found: 'PDF' }, 'en')).toContain('PDF')
})
