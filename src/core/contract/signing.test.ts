import { expect, it } from 'vitest'
import { decideFinished, decideSending, nextTryAt, startsWith } from './signing.ts'

const fit = {
  ...{ isOn: true, isOpen: true, isApproved: true, hasPending: false, isSigned: false, hasRunning: false },
}

it.each([
  [{}, null],
  [{ isOn: false }, 'esign_off'],
  [{ isOpen: false }, 'contract_ended'],
  [{ isApproved: false }, 'not_approved'],
  [{ hasPending: true }, 'change_pending'],
  [{ isSigned: true }, 'already_signed'],
  [{ hasRunning: true }, 'signing_running'],
])('what may go out to be signed: %j', (change, code) => {
  const decided = decideSending({ ...fit, ...change })
  expect(decided.ok ? null : decided.code).toBe(code)
})

it('a signature under other bytes, or under what is no longer agreed, signs nothing', () => {
  const done = { isDocumentSent: true, isContentInForce: true, isSigned: false }
  expect(decideFinished(done)).toBe('signed')
  expect(decideFinished({ ...done, isDocumentSent: false })).toBe('unverified')
  expect(decideFinished({ ...done, isContentInForce: false })).toBe('outdated')
  expect(decideFinished({ ...done, isSigned: true })).toBe('outdated')
})

it('a signed file begins with what was sent, to the byte', () => {
  const sent = new TextEncoder().encode('%PDF-1.7 contract')
  const more = new TextEncoder().encode('%PDF-1.7 contract and a signature')
  expect(startsWith(more, sent)).toBe(true)
  expect(startsWith(sent, sent)).toBe(true)
  expect(startsWith(more, new TextEncoder().encode('%PDF-1.7 Contract'))).toBe(false)
  expect(startsWith(sent.subarray(0, 5), sent)).toBe(false)
  expect(startsWith(more, new Uint8Array())).toBe(false)
})

it('tries again later each time, respects a rest asked for, and gives up in the end', () => {
  expect([1, 2, 3, 4, 9].map((failures) => nextTryAt(0, failures, 0)! / 60_000)).toEqual([1, 5, 15, 60, 60])
  expect(nextTryAt(0, 1, 600_000)).toBe(600_000)
  expect(nextTryAt(0, 48, 0)).toBeNull()
})
