import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { signedCopy } from '../../../../test/support/esign/signed-copy.ts'
import type { EsignProvider } from '../../platform/esign/provider.ts'
import type { Claimed } from './claim-envelope.ts'
import { takeTurn } from './take-turn.ts'

const sent = Buffer.from('%PDF-1.7 the contract %%EOF')
const ok = <T>(value: T) => Promise.resolve({ kind: 'ok' as const, value, text: '' })
const claimed = {
  progress: { fileRef: 'f', taskRef: 't', isStarted: true },
  cancelReason: null,
  sending: { file: sent },
} as unknown as Claimed
const providerWith = (file: Buffer): EsignProvider => ({
  advance: () => Promise.reject(new Error('started already')),
  read: () => ok('finished' as const),
  fetch: () => ok(file),
  cancel: () => Promise.resolve({ kind: 'refused', code: '211127', message: 'finished', afterMs: 0 }),
  test: () => ok(null),
})

// A turn has no transaction: whoever judges here holds no lock of the organisation meanwhile.
it.each([
  [signedCopy(sent), true],
  [sent, false],
  [signedCopy(Buffer.from('%PDF-1.7 other words %%EOF')), false],
])(
  'a file is held against what was sent as it comes home, not where it is written down (%#)',
  async (file, isDocumentSent) => {
    const finished = { kind: 'finished', file, isDocumentSent }
    expect(await takeTurn(providerWith(file), claimed)).toEqual(finished)
    const calledOff = await takeTurn(providerWith(file), { ...claimed, cancelReason: '不签了' })
    expect(calledOff).toMatchObject({ kind: 'cancelRefused', over: finished })
  },
)
