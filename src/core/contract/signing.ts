import type { Instant } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'

/** One sending of a contract to an e-signature service (C080). Its states have instants: a step each. */
export const SIGNING_STATES = [
  'queued',
  'sent',
  'signed',
  'rejected',
  'cancelled',
  'expired',
  'outdated',
  'unverified',
  'failed',
] as const
export type SigningState = (typeof SIGNING_STATES)[number]

/** Somebody still has to do something: us, or those who sign. */
export function isRunning(state: SigningState): boolean {
  return state === 'queued' || state === 'sent'
}

/** What a service says about a task, in our words; 'draft' has told nobody yet. */
export type ProviderState = 'draft' | 'running' | 'finished' | 'rejected' | 'cancelled' | 'expired'

export type SendRefusal =
  | 'esign_off'
  | 'not_approved'
  | 'change_pending'
  | 'already_signed'
  | 'contract_ended'
  | 'signing_running'
  | 'paper_not_pdf'
  | 'paper_changed'

/** What a version is written on: by us, or on the counterparty's paper, which a service takes as PDF only. */
export type PaperToSign = 'none' | 'pdf' | 'other' | 'changed'

type Sendable = {
  isOn: boolean
  isOpen: boolean
  isApproved: boolean
  hasPending: boolean
  isSigned: boolean
  hasRunning: boolean
  paper: PaperToSign
}

/** Only what is approved goes out to be signed, and only once at a time (C073 C080). */
export function decideSending(contract: Sendable): Result<null, SendRefusal> {
  if (!contract.isOn) return refuse('esign_off')
  if (!contract.isOpen) return refuse('contract_ended')
  if (!contract.isApproved) return refuse('not_approved')
  if (contract.hasPending) return refuse('change_pending')
  if (contract.isSigned) return refuse('already_signed')
  if (contract.hasRunning) return refuse('signing_running')
  if (contract.paper === 'changed') return refuse('paper_changed')
  return contract.paper === 'other' ? refuse('paper_not_pdf') : ok(null)
}

type Wish = { state: SigningState; isCancelling: boolean }

/** A wish is carried out until the service agrees; a second one adds nothing to it. */
export function decideCallOff({ state, isCancelling }: Wish): Result<null, 'already_over' | 'calling_off'> {
  if (!isRunning(state)) return refuse('already_over')
  return isCancelling ? refuse('calling_off') : ok(null)
}

type Finished = {
  /** the file is the very document that was sent, with a signature behind it */
  isDocumentSent: boolean
  /** what is in force is still the content that was sent */
  isContentInForce: boolean
  isSigned: boolean
}

/**
 * What a finished task means for the contract. A signature that was put under other words, or under words
 * that are no longer agreed, signs nothing; the file is kept all the same.
 */
export function decideFinished({ isDocumentSent, isContentInForce, isSigned }: Finished): SigningState {
  if (!isDocumentSent) return 'unverified'
  return isContentInForce && !isSigned ? 'signed' : 'outdated'
}

/**
 * A file is the document sent, signed, when all that was added stands behind it (an incremental update)
 * and is a signature: a copy of what was sent, or one with anything else behind it, is signed by nobody.
 */
export function isSignedCopy(file: Uint8Array, sent: Uint8Array): boolean {
  if (sent.length === 0 || file.length <= sent.length) return false
  if (!sent.every((byte, index) => file[index] === byte)) return false
  const added = file.subarray(sent.length)
  const isClosed = /%%EOF\s*$/.test(String.fromCharCode(...added.subarray(-64)))
  return isClosed && holds(added, '/ByteRange') && holds(added, '/Contents')
}

/** From one place where the word may begin to the next: such a file may have many megabytes. */
function holds(bytes: Uint8Array, word: string): boolean {
  const wanted = Uint8Array.from([...word], (char) => char.charCodeAt(0))
  const first = wanted[0]!
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return true
  return false
}

/** Callbacks get lost (6.1): without one the service is asked once an hour. */
const POLL_MS = 60 * 60_000
const RETRY_MS = [60_000, 5 * 60_000, 15 * 60_000, POLL_MS] as const
/** About two days of an unreachable service; then a person has to look. */
const TRIES_MAX = 48

export function nextPollAt(at: Instant): Instant {
  return at + POLL_MS
}

/** When to try again after the n-th failure in a row (1 = first); null = not by itself. */
export function nextTryAt(at: Instant, failures: number, restMs: number): Instant | null {
  if (failures >= TRIES_MAX) return null
  return at + Math.max(restMs, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]!)
}
