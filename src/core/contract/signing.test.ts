import { expect, it, vi } from 'vitest'
import { decideCallOff, decideFinished, decideSending, isSignedCopy, nextTryAt } from './signing.ts'

const fit = {
  ...{ isOn: true, isOpen: true, isApproved: true, hasPending: false, isSigned: false, hasRunning: false },
  paper: 'none' as const,
}

it.each([
  [{}, null],
  [{ isOn: false }, 'esign_off'],
  [{ isOpen: false }, 'contract_ended'],
  [{ isApproved: false }, 'not_approved'],
  [{ hasPending: true }, 'change_pending'],
  [{ isSigned: true }, 'already_signed'],
  [{ hasRunning: true }, 'signing_running'],
  [{ paper: 'pdf' as const }, null],
  [{ paper: 'other' as const }, 'paper_not_pdf'],
  [{ paper: 'changed' as const }, 'paper_changed'],
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

it('a signed copy is what was sent, to the byte, with a signature behind it', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const sent = bytes('%PDF-1.7 contract /ByteRange /Contents %%EOF')
  const more = (added: string) => isSignedCopy(new Uint8Array([...sent, ...bytes(added)]), sent)
  const signature = '\n9 0 obj << /Type /Sig /ByteRange [0 44 60 9] /Contents <00> >>\n%%EOF\n'
  expect(more(signature)).toBe(true)
  expect(more('')).toBe(false)
  expect(more('\n% any words\n%%EOF\n')).toBe(false)
  expect(more(signature.replace('/ByteRange', '/Range'))).toBe(false)
  expect(more(signature.replace('/Contents', '/Words'))).toBe(false)
  expect(more(signature.replace('%%EOF', ''))).toBe(false)
  expect(more(`${signature}and more`)).toBe(false)
  const other = bytes(`%PDF-1.7 Contract /ByteRange /Contents %%EOF${signature}`)
  expect(isSignedCopy(other, sent)).toBe(false)
  expect(isSignedCopy(sent.subarray(0, 5), sent)).toBe(false)
  expect(isSignedCopy(bytes(signature), new Uint8Array())).toBe(false)
})

it('looks for the marks of a signature where they may begin, and reads no word anew at every byte', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const sent = bytes('%PDF-1.7 contract %%EOF')
  const more = (added: string) => isSignedCopy(new Uint8Array([...sent, ...bytes(added)]), sent)
  expect(more('/Byte/ByteRang/ByteRange//Contents %%EOF')).toBe(true)
  expect(more('/Contents/ByteRange%%EOF')).toBe(true)
  expect(more('/ByteRang/Contents%%EOF')).toBe(false)
  expect(more('/ByteRange/Content%%EOF')).toBe(false)
  const long = new Uint8Array([...sent, ...bytes(`${'x'.repeat(50_000)}/ByteRange /Contents %%EOF`)])
  const spread = vi.spyOn(String.prototype, 'charCodeAt')
  const isSigned = isSignedCopy(long, sent)
  const reads = spread.mock.calls.length
  spread.mockRestore()
  expect(isSigned).toBe(true)
  expect(reads).toBeLessThan(100)
})

it.each([
  ['queued', false, null],
  ['sent', false, null],
  ['sent', true, 'calling_off'],
  ['cancelled', true, 'already_over'],
  ['signed', false, 'already_over'],
] as const)('may %s be called off, asked for already: %s', (state, isCancelling, code) => {
  const decided = decideCallOff({ state, isCancelling })
  expect(decided.ok ? null : decided.code).toBe(code)
})

it('tries again later each time, respects a rest asked for, and gives up in the end', () => {
  expect([1, 2, 3, 4, 9].map((failures) => nextTryAt(0, failures, 0)! / 60_000)).toEqual([1, 5, 15, 60, 60])
  expect(nextTryAt(0, 1, 600_000)).toBe(600_000)
  expect(nextTryAt(0, 48, 0)).toBeNull()
})
