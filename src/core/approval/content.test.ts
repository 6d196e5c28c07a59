import { expect, it } from 'vitest'
import { type ContentLine, canonicalText, diffLines } from './content.ts'

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
    ['old', 'removed'],
    ['new', 'added'],
  ])
})

it('a clause that was left out stands where it stood, also among others that moved', () => {
  const clauses = (...keys: string[]) => keys.map((key) => ({ ...line(key, key), isOrdered: true }))
  const shown = (before: ContentLine[], after: ContentLine[]) =>
    diffLines(before, after).map(({ key, change }) => (change === 'removed' ? `-${key}` : key))
  expect(shown(clauses('a', 'b', 'c', 'd'), clauses('a', 'd'))).toEqual(['a', '-b', '-c', 'd'])
  expect(shown(clauses('a', 'b', 'c'), clauses('b', 'c', 'new'))).toEqual(['-a', 'b', 'c', 'new'])
  // After b came what is gone; b moved to the end, so a is what it still follows.
  expect(shown(clauses('a', 'b', 'gone', 'c', 'd'), clauses('a', 'c', 'd', 'b'))).toEqual([
    'a',
    '-gone',
    'c',
    'd',
    'b',
  ])
})

it('the text of a hash does not depend on the order of fields, and on everything else', () => {
  expect(canonicalText({ b: [1n, null], a: 'x', gone: undefined })).toBe('{"a":"x","b":[1n,null]}')
  expect(canonicalText({ a: 1n })).not.toBe(canonicalText({ a: 1 }))
  expect(canonicalText({ a: '1' })).not.toBe(canonicalText({ a: 1 }))
})
