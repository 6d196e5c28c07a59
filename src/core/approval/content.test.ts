import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ContentLine, canonicalText, diffLines, diffWords } from './content.ts'

const line = (key: string, text: string): ContentLine => ({
  key,
  label: { zh: key, en: key },
  value: { zh: text, en: text },
})

it('says per line what stayed, changed, came and went', () => {
  const before = [line('limit', '50 万'), line('term', '30 天'), line('old', 'x')]
  const after = [line('limit', '80 万'), line('term', '30 天'), line('new', 'y')]
  expect(diffLines(before, after).map(({ key, change }) => [key, change])).toEqual([
    ['limit', 'changed'],
    ['term', 'same'],
    ['new', 'added'],
    ['old', 'removed'],
  ])
})

it('shows what changed inside a clause and keeps the rest', () => {
  expect(diffWords('货到 30 天内付款', '货到 60 天内付款')).toEqual([
    { text: '货到 ', change: 'same' },
    { text: '30', change: 'removed' },
    { text: '60', change: 'added' },
    { text: ' 天内付款', change: 'same' },
  ])
})

it('loses no text: what stayed and went is the former, what stayed and came the new', () => {
  const text = fc.string({ unit: fc.constantFrom('甲', '乙', '付', ' ', 'ab', '3', '。'), maxLength: 30 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = diffWords(before, after)
      const without = (change: string) =>
        pieces.flatMap((piece) => (piece.change === change ? [] : [piece.text])).join('')
      expect(without('added')).toBe(before)
      expect(without('removed')).toBe(after)
    }),
  )
})

it('the text of a hash does not depend on the order of fields, and on everything else', () => {
  expect(canonicalText({ b: [1n, null], a: 'x', gone: undefined })).toBe('{"a":"x","b":[1n,null]}')
  expect(canonicalText({ a: 1n })).not.toBe(canonicalText({ a: 1 }))
  expect(canonicalText({ a: '1' })).not.toBe(canonicalText({ a: 1 }))
})
