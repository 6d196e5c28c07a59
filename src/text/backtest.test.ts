import { describe, expect, it } from 'vitest'
import { shareText } from './backtest.ts'

describe('a share in words', () => {
  it.each([
    { part: 3, whole: 4, events: 4, text: '3/4' },
    { part: 0, whole: 0, events: 30, text: '—' },
    // Many alerts over few events say no more than the few.
    { part: 4, whole: 60, events: 9, text: '4/60' },
    { part: 9, whole: 9, events: 40, text: '9/9' },
    { part: 5, whole: 60, events: 10, text: '8.3%' },
  ])('$part of $whole with $events events is $text', ({ part, whole, events, text }) => {
    expect(shareText(part, whole, events)).toBe(text)
  })
})
