import type { Buffer } from 'node:buffer'
import type { WirePort } from '../../platform/channels/transport.ts'
import type { Clock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { randomToken } from '../../platform/crypto.ts'
import { type Db, json } from '../../platform/db.ts'
import type { EsignProvider } from '../../platform/esign/provider.ts'
import type { Logger } from '../../platform/log.ts'
import { claimEnvelope } from './claim-envelope.ts'
import { type Account, findAccount, providerOf } from './esign-account.ts'
import { settleEnvelope, type Turn } from './settle-envelope.ts'
import { takeTurn } from './take-turn.ts'

export type SignerParts = { db: Db; key: Buffer; clock: Clock; log: Logger; http: WirePort }

/** Carries sendings on: `poke` returns at once, one loop a company, nothing is held open while it waits. */
export type SigningLoop = { poke: (orgId: string) => void; idle: () => Promise<void> }

export function createSigningLoop(parts: SignerParts): SigningLoop {
  const running = new Map<string, Promise<void>>()
  const accounts = new Map<string, { version: number; provider: EsignProvider }>()
  const providerFor = (account: Account): EsignProvider => {
    const known = accounts.get(account.org_id)
    if (known?.version === account.version) return known.provider
    // A nonce has at most 32 characters and is not used twice in ten minutes.
    const ways = { http: parts.http, clock: parts.clock, nonce: () => randomToken(16) }
    const provider = providerOf(parts.key, account, ways)
    accounts.set(account.org_id, { version: account.version, provider })
    return provider
  }
  return {
    poke: (orgId) => {
      if (running.has(orgId)) return
      const loop = carryOn(parts, orgId, providerFor)
        .catch((error: Error) => parts.log.error({ orgId, err: error.message }, 'signing failed'))
        .finally(() => running.delete(orgId))
      running.set(orgId, loop)
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values())
    },
  }
}

async function carryOn(parts: SignerParts, orgId: string, providerFor: (account: Account) => EsignProvider) {
  const { db, clock } = parts
  const account = await read(db, { orgId, now: clock.now() }, findAccount)
  if (!account) return
  if (account.test_asked_at !== null) await tryAccount(parts, account, providerFor(account))
  // Switched off, what is on its way waits until it is switched on again.
  if (account.status !== 'on') return
  for (;;) {
    const claimed = await write(db, { orgId, now: clock.now() }, (ctx) => claimEnvelope(ctx, account.kind))
    if (!claimed) return
    const turn = await takeTurn(providerFor(account), claimed).catch((error: Error): Turn => {
      parts.log.error({ orgId, err: error.message }, 'signing failed')
      return { kind: 'trouble', answer: unexpected(error) }
    })
    await write(db, { orgId, now: clock.now() }, (ctx) => settleEnvelope(ctx, claimed, turn))
  }
}

/** A fault of ours: told like any other trouble, so that one sending does not stop all others in silence. */
function unexpected({ message }: Error) {
  return { kind: 'retry' as const, code: 'unexpected', message: message.slice(0, 300), afterMs: 0 }
}

async function tryAccount(
  { db, clock }: SignerParts,
  account: Account,
  provider: EsignProvider,
): Promise<void> {
  const answer = await provider.test().catch(unexpected)
  const said = answer.kind === 'ok' ? { code: 'ok', message: answer.text } : answer
  const tested = { at: clock.now(), isGood: answer.kind === 'ok', code: said.code, message: said.message }
  await write(db, { orgId: account.org_id, now: clock.now() }, (ctx) =>
    ctx.db
      .updateTable('esign_account')
      .set({ tested: json(tested), test_asked_at: null })
      .where('org_id', '=', ctx.orgId)
      .where('version', '=', account.version)
      .execute(),
  )
}
