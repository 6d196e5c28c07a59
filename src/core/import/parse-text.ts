import { ok, type Result, refuse } from '../result.ts'
import { type Cell, squeeze, toHalfWidth } from './cell.ts'

export type CodeRefusal = 'code_lost_digits' | 'code_not_text' | 'text_too_long'

/** What people type to say "nothing". Never applied to names: a company may be called NA or 无. */
export const DEFAULT_BLANKS: readonly string[] = [
  '-',
  '--',
  '—',
  '——',
  '/',
  '\\',
  '.',
  '无',
  '暂无',
  '空',
  'NA',
  'N/A',
  '#N/A',
  'NULL',
  'NONE',
  'NIL',
]

export function blankSet(markers: readonly string[] | undefined): ReadonlySet<string> {
  return new Set((markers ?? DEFAULT_BLANKS).map((marker) => squeeze(marker).toUpperCase()))
}

export function isBlankText(text: string, blanks: ReadonlySet<string>): boolean {
  const bare = squeeze(text)
  return bare === '' || blanks.has(bare.toUpperCase())
}

/**
 * A code, number or account kept as the text it is: leading zeros stay. A spreadsheet keeps 15 digits of a
 * number,
 * so a longer code stored as a number has already lost its end and is refused rather than imported wrong.
 */
export function parseCode(cell: Cell, maxLength = 100): Result<string, CodeRefusal> {
  const text = squeeze(cell.text)
  if (cell.error) return refuse('code_not_text')
  if (cell.number !== undefined) {
    const digits = String(Math.abs(cell.number)).replace(/\D/g, '')
    if (digits.length > 15 || /e/i.test(String(cell.number))) return refuse('code_lost_digits')
  } else if (/^\d(\.\d+)?e\+\d{2}$/i.test(text)) return refuse('code_lost_digits')
  return text.length > maxLength ? refuse('text_too_long') : ok(text)
}

/** Free text: line breaks stay, ends are trimmed, full-width spaces become spaces. */
export function parseText(cell: Cell, maxLength: number): Result<string, 'text_too_long' | 'cell_error'> {
  if (cell.error) return refuse('cell_error')
  const text = cell.text.replace(/[\u3000\u00a0]/g, ' ').trim()
  return text.length > maxLength ? refuse('text_too_long') : ok(text)
}

const YES = new Set(['是', '有', 'Y', 'YES', 'TRUE', '1', '√', '✓', '✔', '对', 'T'])
const NO = new Set(['否', '无', '没有', 'N', 'NO', 'FALSE', '0', '×', '✗', 'X', '错', 'F', 'N/A', 'NA', ''])

export function parseYesNo(cell: Cell): Result<boolean, 'yes_no_unreadable'> {
  const text = squeeze(cell.text).toUpperCase()
  if (YES.has(text)) return ok(true)
  return NO.has(text) ? ok(false) : refuse('yes_no_unreadable')
}

/** A person as a column writes one: 张三, 张 三, 张三(1001), 张三/1001, 1001 张三. */
export type PersonRef = { name: string; code?: string }

export function parsePerson(text: string): PersonRef | null {
  const bare = squeeze(text)
  if (bare === '') return null
  const behind = /^(.+?)\s*[([（【/\-_ ]\s*([A-Za-z]{0,4}\d{2,12})\s*[)\]）】]?$/.exec(bare)
  if (behind) return { name: personName(behind[1]!), code: behind[2]! }
  const before = /^([A-Za-z]{0,4}\d{2,12})\s*[-/_ ]?\s*(\D.*)$/.exec(bare)
  if (before) return { name: personName(before[2]!), code: before[1]! }
  return { name: personName(bare) }
}

/**
 * Several people in one cell: 张三、李四, 张三(1001)；李四, Ann Lee / Bob. A space parts Chinese names of two signs
 * and more; it does not part 张 三, a number from its name, nor the words of other names.
 */
export function parsePeople(text: string): PersonRef[] {
  const parts = toHalfWidth(text)
    .split(/[、,;|\n]|\/(?!\s*[A-Za-z]{0,4}\d)/)
    .flatMap((part) => part.split(/(?<=\p{Script=Han}{2}|\))\s+(?=\p{Script=Han}{2})/u))
  const [people, blanks] = [new Map<string, PersonRef>(), blankSet(undefined)]
  for (const part of parts) {
    const person = parsePerson(part)
    if (person !== null && !isBlankText(person.name, blanks)) people.set(person.code ?? person.name, person)
  }
  return [...people.values()]
}

/** Chinese names lose the spaces people put inside them for looks (张　三); others keep single ones. */
function personName(text: string): string {
  const name = squeeze(text)
  return /^[\p{Script=Han}\s·]+$/u.test(name) ? name.replace(/\s/g, '') : name
}

/** A header as it is compared: no spaces, brackets with units gone, half-width, lower case. */
export function headerKey(header: string): string {
  return toHalfWidth(header)
    .replace(/[(（[【].*?[)）\]】]/g, '')
    .replace(/[\s*＊:：_\-/#.、'"’]+/g, '')
    .toLowerCase()
}
