import { isSignedCopy } from '../../../core/contract/signing.ts'
import type { EsignProvider } from '../../platform/esign/provider.ts'
import type { Claimed } from './claim-envelope.ts'
import type { Over, Turn } from './settle-envelope.ts'

/** One step with the service; what it answered is written down before the next is taken. */
export async function takeTurn(provider: EsignProvider, claimed: Claimed): Promise<Turn> {
  const { progress, cancelReason } = claimed
  if (cancelReason !== null) {
    // Nothing is out there yet, so there is nobody to tell.
    if (progress.taskRef === null) return { kind: 'ended', state: 'cancelled' }
    return callOff(provider, claimed, cancelReason)
  }
  if (!progress.isStarted) {
    const answer = await provider.advance(progress, claimed.sending)
    return answer.kind === 'ok' ? { kind: 'advanced', progress: answer.value } : { kind: 'trouble', answer }
  }
  const seen = await provider.read(progress)
  if (seen.kind !== 'ok') return { kind: 'trouble', answer: seen }
  if (seen.value === 'running' || seen.value === 'draft') return { kind: 'waiting' }
  return bringHome(provider, claimed, seen.value)
}

async function callOff(provider: EsignProvider, claimed: Claimed, reason: string): Promise<Turn> {
  const { progress } = claimed
  const answer = await provider.cancel(progress, reason)
  if (answer.kind === 'ok') return { kind: 'ended', state: 'cancelled' }
  if (answer.kind !== 'refused') return { kind: 'trouble', answer }
  // Refused: over on their side, perhaps signed, or out with the signers. A draft has told nobody and is let
  // lie: ended here, it is never sent after that.
  const seen = await provider.read(progress)
  if (seen.kind !== 'ok') return { kind: 'trouble', answer: seen }
  if (seen.value === 'draft') return { kind: 'ended', state: 'cancelled' }
  if (seen.value === 'running') return { kind: 'cancelRefused', answer, over: null }
  const over = await bringHome(provider, claimed, seen.value)
  return over.kind === 'trouble' ? over : { kind: 'cancelRefused', answer, over }
}

type End = 'finished' | 'rejected' | 'cancelled' | 'expired'

async function bringHome(
  provider: EsignProvider,
  { progress, sending }: Claimed,
  state: End,
): Promise<Over | (Turn & { kind: 'trouble' })> {
  if (state !== 'finished') return { kind: 'ended', state }
  const file = await provider.fetch(progress)
  if (file.kind !== 'ok') return { kind: 'trouble', answer: file }
  return { kind: 'finished', file: file.value, isDocumentSent: isSignedCopy(file.value, sending.file) }
}
