import { describe, expect, it } from 'vitest'
import { inventLandline, inventMobile, inventUscc, usccCheckDigit } from './identifiers.ts'

describe('unified social credit codes', () => {
  // Published codes; the check digit is the last of them.
  it.each([
    '91350100M000100Y43',
    '914403001922038216',
    '91110000802100433B',
    '91330100799655058B',
    '9144030071526726XG',
  ])('computes the check digit of %s', (code) => {
    expect(usccCheckDigit(code.slice(0, 17))).toBe(code.at(-1))
  })

  it('invents codes that hold and cannot belong to anybody', () => {
    const codes = Array.from({ length: 500 }, (_, serial) => inventUscc('320500', serial))
    expect(new Set(codes).size).toBe(500)
    for (const code of codes) {
      expect(code).toMatch(/^91320500DE\d{6}[\dX][\dA-HJ-NP-RTUWXY]$/)
      expect(usccCheckDigit(code.slice(0, 17))).toBe(code.at(-1))
    }
  })
})

it('invents telephone numbers of the right form within one block', () => {
  expect(inventMobile(42)).toBe('19900000042')
  expect(inventMobile(123_456)).toMatch(/^1990000\d{4}$/)
  expect(inventLandline('0512', 7)).toBe('0512-55500007')
})
