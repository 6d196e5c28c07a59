import type { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import type { Answer } from '../../platform/channels/ask.ts'
import type { WirePort } from '../../platform/channels/transport.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { at, type Db, json } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import { CALLS_EACH, type LookUp } from '../../platform/register/provider.ts'
import { type Account, findAccount, registerOf } from './account.ts'
import { claimLookUp } from './claim-lookup.ts'
import { settleLookUp } from './settle-lookup.ts'

type Parts = { db: Db; key: Buffer; clock: Clock; log: Logger; http: WirePort }
type Loop = { poke: (orgId: string) => void; idle: () => Promise<void> }

/** Makes the look-ups that wait, one by one in a company: `poke` returns at once, nothing is locked. */
export function createRegisterLoop(parts: Parts): Loop {
  const running = new Map<string, Promise<void>>()
  return {
    poke: (orgId) => {
      if (running.has(orgId)) return
      const loop = carryOn(parts, orgId)
        .catch((error: Error) => parts.log.error({ orgId, err: error.message }, 'register look-up failed'))
        .finally(() => running.delete(orgId))
      running.set(orgId, loop)
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values())
    },
  }
}

async function carryOn(parts: Parts, orgId: string): Promise<void> {
  const { db, clock, key } = parts
  const account = await read(db, { orgId, now: clock.now() }, findAccount)
  if (!account) return
  if (account.test_asked_at !== null) await tryAccount(parts, account)
  if (!(await read(db, { orgId, now: clock.now() }, isAnythingDue))) return
  for (;;) {
    const next = await write(db, { orgId, now: clock.now() }, claimLookUp)
    if (!next) return
    const { claimed } = next
    const made = await registerOf(key, next.account, parts)
      .lookUp(claimed.asked)
      .catch((error: Error): LookUp => {
        parts.log.error({ orgId, err: error.message }, 'register look-up failed')
        return { calls: CALLS_EACH[claimed.provider], answer: unexpected(error) }
      })
    await write(db, { orgId, now: clock.now() }, (ctx) => settleLookUp(ctx, claimed, made))
  }
}

/** Asked before the company is locked: most looks find nothing to do. */
async function isAnythingDue({
  db,
  orgId,
  now,
}: Parameters<Parameters<typeof read>[2]>[0]): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select 1 from register_lookup where org_id = ${orgId} and next_at <= ${at(now)}) as due`.execute(
    db,
  )
  return rows[0]!.due
}

/** A fault of ours is told like any other trouble. */
function unexpected({ message }: Error): Answer<never> {
  return { kind: 'retry', code: 'unexpected', message: message.slice(0, 300), afterMs: 0 }
}

/** One paid call: it counts against the month like any other, and a good one lifts what stood in the way. */
async function tryAccount({ db, clock, key, http }: Parts, account: Account): Promise<void> {
  const answer = await registerOf(key, account, { http, clock }).test().catch(unexpected)
  const isGood = answer.kind === 'ok'
  const said = answer.kind === 'ok' ? { code: 'ok', message: answer.text } : answer
  const tested = { at: clock.now(), isGood, code: said.code, message: said.message.slice(0, 300) }
  await write(db, { orgId: account.org_id, now: clock.now() }, async (ctx) => {
    await ctx.db
      .updateTable('register_account')
      .set({ tested: json(tested), test_asked_at: null, ...(isGood ? { trouble: null } : {}) })
      .where('org_id', '=', ctx.orgId)
      .where('version', '=', account.version)
      .execute()
    await ctx.db
      .insertInto('register_lookup')
      .values({
        ...{ org_id: ctx.orgId, id: newId(ctx.now), asked: 'trial', provider: account.kind, calls: 1 },
        state: isGood ? 'found' : 'failed',
        answer: json({ code: said.code }),
        ...{ recorded_at: at(ctx.tick), ended_at: at(ctx.tick) },
      })
      .execute()
  })
}
