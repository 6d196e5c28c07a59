import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PlainRecords } from './plain-records.ts'

const careful = (text: string, delimiter = ',') =>
  parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
  }) as string[][]

/** Fed in pieces of so many characters, as a stream gives them. */
function cut(text: string, size: number, delimiter = ','): { records: string[][]; rest: string | null } {
  const plain = new PlainRecords({ delimiter, recordBytes: 1_000 })
  const records: string[][] = []
  for (let from = 0; from < text.length && !plain.isOdd; from += size)
    records.push(...plain.take(text.slice(from, from + size), false))
  if (!plain.isOdd) records.push(...plain.take('', true))
  if (!plain.isOdd) return { records, rest: null }
  // What comes after the piece that turned out odd is still in the file.
  const whole = new PlainRecords({ delimiter, recordBytes: 1_000 })
  const before = whole.take(text, true)
  expect(records).toEqual(before)
  return { records, rest: whole.rest }
}

it('cuts what is written as it should be like the careful parser, whatever piece a cell falls into', () => {
  const cell = fc.oneof(
    fc.constantFrom('', '甲', '1,200.00', '说"好"', '两\n行', 'a\r\nb', '"', ' x '),
    fc.string({ maxLength: 6, unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';', ' ') }),
  )
  const quoted = (text: string, always: boolean) =>
    always || /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  const file = fc.record({
    rows: fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    closed: fc.boolean(),
    size: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(file, ({ rows, end, closed, size }) => {
      const lines = rows.map((row) => row.map(([text, always]) => quoted(text, always)).join(','))
      const text = lines.join(end) + (closed && rows.length > 0 ? end : '')
      const { records, rest } = cut(text, size)
      expect(rest).toBe(null)
      expect(records).toEqual(careful(text))
    }),
    { seed: 7, numRuns: 400 },
  )
})

it('stops at a record that is not, and what it leaves reads on where it stopped', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 24, unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r') }),
      fc.integer({ min: 1, max: 9 }),
      (text, size) => {
        const { records, rest } = cut(text, size)
        if (rest === null) expect(records).toEqual(careful(text))
        else expect(read(() => [...records, ...careful(rest)])).toEqual(read(() => careful(text)))
      },
    ),
    { seed: 11, numRuns: 2_000 },
  )
})

/** A quote that is never closed is refused by both. */
function read(parsed: () => string[][]): string[][] | string {
  try {
    return parsed()
  } catch (error) {
    return (error as { code: string }).code
  }
}

it('leaves a record beyond its size to the parser that refuses it', () => {
  const plain = new PlainRecords({ delimiter: ',', recordBytes: 30 })
  expect(plain.take(`a,b\n${'长'.repeat(11)}`, false)).toEqual([['a', 'b']])
  expect(plain.isOdd).toBe(true)
  expect(plain.rest).toBe('长'.repeat(11))
})
