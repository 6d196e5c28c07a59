import { expect, test } from 'vitest'
import { workSpan } from '../../core/complaint/response.ts'
import { spanText } from './work-span.ts'

const say = (key: string, fill?: Record<string, string | number>) => `${fill?.n} ${key}`

test.each([
  [20, undefined, '20 span_minutes'],
  [1080, 1350, '2 / 2.5 span_days'],
  [20, 180, '20 span_minutes / 3 span_hours'],
])('working time of %i and %s minutes in words', (first, second, expected) => {
  expect(spanText(say, workSpan(first), second === undefined ? undefined : workSpan(second))).toBe(expected)
})
