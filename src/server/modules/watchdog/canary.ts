import type { Instant } from '../../../core/calendar.ts'
import { dayOf } from '../../../core/calendar.ts'
import { shipped } from '../../../core/watch/pack-shape.ts'
import { CANARY_RULE } from '../../../core/watch/vital-signs.ts'
import { createSandbox, type Received, sandboxPort } from '../../platform/channels/sandbox.ts'
import { type Prepared, send } from '../../platform/channels/send.ts'
import { newId, stopwatch } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { saveCustomers } from '../customers/index.ts'
import { loadStaff } from '../identity/index.ts'
import { claimNext, createChannel } from '../notify/index.ts'
import { recordInvoices } from '../receivables/index.ts'
import { aboutToBeHeld, evaluateOne, installRule } from '../watch/index.ts'

export type Flight = { arrivedAt: Instant | null; tookMs: number; error: string | null }

const SECRET = `whsec_${Buffer.from('the canary of the watchdog').toString('base64')}`
const TOKEN = 'canary'
/** Nobody's address (RFC 6761): what goes there is received by the stand-in and by nobody else. */
const STAND_IN = 'https://canary.invalid'

/**
 * Fires at the day of the last invoice already: whoever records one is told. Asked from below, because a
 * source of invoices that is late leaves only "too long ago" in doubt.
 */
const RULE = shipped({
  code: CANARY_RULE,
  title: { zh: '金丝雀', en: 'Canary' },
  subject: 'customer',
  condition: { metric: 'order_interval_days', op: 'lte', threshold: { kind: 'fixed', value: 10_000 } },
  severity: 1,
  responsible: 'boss',
  moneyMetric: null,
})

/** Carries the prepared message out of a transaction that must leave nothing behind. */
class Landed extends Error {
  readonly prepared: Prepared
  readonly messageId: string
  constructor(prepared: Prepared, messageId: string) {
    super('the canary has landed')
    this.prepared = prepared
    this.messageId = messageId
  }
}

/**
 * Flies once through everything a real warning goes through: a customer and an invoice are written, a rule
 * that always fires is evaluated, its alert and notice are made, the delivery is claimed as the dispatcher
 * claims it, and the message is received by the stand-in of a channel. All of it happens in one transaction
 * that is rolled back, so that nobody ever sees a trace; only the receipt counts.
 */
export async function flyCanary(
  { db, key }: { db: Db; key: Buffer },
  who: { orgId: string; now: Instant },
): Promise<Flight> {
  const elapsed = stopwatch()
  const fail = (error: string): Flight => ({ arrivedAt: null, tookMs: elapsed(), error })
  try {
    const landed = await write(db, who, async (ctx) => {
      const { prepared, messageId } = await layEgg(ctx, key)
      throw new Landed(prepared, messageId)
    }).catch((error: unknown) => {
      if (error instanceof Landed) return error
      throw error
    })
    const received = await receive(landed.prepared, who.now)
    if (!received.some(({ messageId, accepted }) => accepted && messageId === landed.messageId))
      return fail('the channel did not take it')
    return { arrivedAt: who.now, tookMs: elapsed(), error: null }
  } catch (error) {
    return fail((error as Error).message)
  }
}

async function layEgg(ctx: WriteCtx, key: Buffer): Promise<{ prepared: Prepared; messageId: string }> {
  const { directory } = await loadStaff(ctx)
  const boss = directory.holders.get('boss')?.[0] ?? null
  const mark = newId(ctx.now)
  await installRule(ctx, { ...RULE, mode: 'on' }, ctx.tick - 3_600_000)
  const { id: channelId } = await createChannel(ctx, key, {
    name: `canary ${mark}`,
    enabled: true,
    settings: { kind: 'webhook', url: `${STAND_IN}/webhook/${TOKEN}`, secret: SECRET },
    audience: { departmentId: null, minSeverity: 3, brief: false },
  })
  const [customer] = await saveCustomers(ctx, [{ name: `canary ${mark}`, responsibleId: boss }])
  const day = dayOf(ctx.tick)
  await recordInvoices(ctx, [
    {
      customerId: customer!.id,
      number: `canary ${mark}`,
      kind: 'invoice',
      issuedOn: day,
      amountFen: 1n,
      instalments: [{ dueOn: day, amountFen: 1n }],
    },
  ])
  const opened = await evaluateOne(ctx, 'customer', { id: customer!.id, code: CANARY_RULE })
  if (opened !== 1) throw new Error(`the rule that always fires opened ${opened} alerts`)
  const { claimed } = await claimNext(ctx, channelId, { key, publicUrl: null, heldBack: aboutToBeHeld })
  if (!claimed) throw new Error('no delivery was waiting for the channel')
  return claimed
}

/** The stand-in checks the signature and answers as a receiver would. */
async function receive(prepared: Prepared, now: Instant): Promise<Received[]> {
  const received: Received[] = []
  const sandbox = createSandbox({
    now: () => now,
    accountOf: async () => ({ signSecret: SECRET, keyword: null }),
    store: async (one) => {
      received.push(one)
    },
  })
  const refuseMail = async () => {
    throw new Error('the canary goes by webhook')
  }
  await send(prepared, { http: sandboxPort(sandbox, STAND_IN), mail: refuseMail })
  return received
}
