import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { type FaultCode, faultsOf } from '../../../core/watch/vital-signs.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { openDb } from '../../platform/db.ts'
import { touch } from '../../platform/events.ts'
import { openJobs } from '../../platform/jobs.ts'
import { createLog } from '../../platform/log.ts'
import { createChannel } from '../notify/index.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import { flyCanary } from './canary.ts'
import { createPulseKeeper } from './index.ts'
import { readSigns } from './read-signs.ts'
import { watchOnce } from './watch.ts'

const database = await testDatabase()
const { db, admin } = database
const key = randomBytes(32)
const clock = fixedClock(NOW)
const log = createLog('silent')
/** Two minutes: no death may stay unseen for longer. */
const LIMIT_MS = 120_000

let world: OrgWorld
let closeJobs: () => Promise<void>
let keeper: ReturnType<typeof createPulseKeeper>

const who = () => ({ orgId: world.orgId, now: clock.now() })

/** The database's clock is the machine's and cannot be set: it is taken to agree with ours. */
async function faultsNow(using = db): Promise<FaultCode[]> {
  const signs = await read(using, who(), readSigns)
  return faultsOf({ ...signs, turns: 1, databaseNow: clock.now(), sources: [] }, clock.now()).map(
    ({ code }) => code,
  )
}

/** What a living worker does every two seconds, in the steps a test can wait for. */
async function live(ms: number): Promise<void> {
  for (const end = clock.now() + ms; clock.now() < end; ) {
    clock.set(Math.min(end, clock.now() + 15_000))
    await evaluateOrg(db, who())
    await keeper.note(world.orgId)
  }
}

beforeAll(async () => {
  closeJobs = await openJobs(database.app)
  const { a } = await twoOrgs(db)
  world = a
  await write(db, who(), (ctx) => installPack(ctx))
  keeper = createPulseKeeper({ db, key, clock, log })
  await live(45_000)
}, 120_000)
afterAll(() => closeJobs())

const traces = async () => {
  const { rows } = await admin.query<{ n: number }>(
    `select (select count(*) from rule where code = 'canary') + (select count(*) from customer where name like 'canary%')
      + (select count(*) from alert where rule_code = 'canary') + (select count(*) from notice where cause like '%canary%')
      + (select count(*) from channel where name like 'canary%') + (select count(*) from record_version where row::text like '%canary%') as n`,
  )
  return Number(rows[0]!.n)
}

describe('the canary', () => {
  it('arrives at the end of the whole path and leaves nothing behind', async () => {
    const flight = await flyCanary({ db, key }, who())
    expect(flight).toMatchObject({ arrivedAt: clock.now(), error: null })
    expect(await traces()).toBe(0)
    expect(await faultsNow()).toEqual([])
  })

  it.each([
    [
      'the rule table takes no rules',
      `alter table rule add constraint no_canary check (code <> 'canary') not valid`,
      `alter table rule drop constraint no_canary`,
    ],
    [
      'alerts cannot be written',
      `revoke insert on alert from bellwether_app`,
      `grant insert on alert to bellwether_app`,
    ],
    [
      'notices cannot be written',
      `revoke insert on notice from bellwether_app`,
      `grant insert on notice to bellwether_app`,
    ],
    [
      'deliveries cannot be claimed',
      `revoke update on delivery from bellwether_app`,
      `grant update on delivery to bellwether_app`,
    ],
  ])(
    'does not arrive when %s',
    async (_what, broken, mended) => {
      await admin.query(broken)
      try {
        expect(await flyCanary({ db, key }, who())).toMatchObject({
          arrivedAt: null,
          error: expect.any(String),
        })
        await live(LIMIT_MS)
        expect(await faultsNow()).toEqual(['canary_lost'])
      } finally {
        await admin.query(mended)
      }
      await live(45_000)
      expect(await faultsNow()).toEqual([])
    },
    60_000,
  )
})

describe('eight silent deaths, each found within two minutes', () => {
  it('1–3: a worker that is killed, hung or blocked no longer looks, whatever the reason', async () => {
    await live(15_000)
    clock.set(clock.now() + LIMIT_MS)
    expect(await faultsNow()).toContain('worker_silent')
    await live(45_000)
    expect(await faultsNow()).toEqual([])
  })

  it('4: a lease that nobody gives back holds up the evaluation', async () => {
    const holder = new pg.Client(database.connect.admin)
    await holder.connect()
    await holder.query('begin')
    await holder.query(`select * from watch_cursor where org_id = $1 for update`, [world.orgId])
    await write(db, who(), (ctx) => touch(ctx, [{ kind: 'customer', id: world.records.own.customerId }]))
    const stuck = evaluateOrg(db, who())
    try {
      clock.set(clock.now() + LIMIT_MS)
      await keeper.note(world.orgId)
      expect(await faultsNow()).toEqual(['evaluation_late'])
    } finally {
      await holder.query('rollback')
      await holder.end()
    }
    await stuck
    await live(45_000)
    expect(await faultsNow()).toEqual([])
  }, 30_000)

  it('5: a rule table that has been emptied', async () => {
    await admin.query(`update rule set mode = 'off' where org_id = $1 and mode = 'on'`, [world.orgId])
    await live(LIMIT_MS)
    expect(await faultsNow()).toEqual(['rules_gone'])
    await admin.query(`update rule set mode = 'on' where org_id = $1 and mode = 'off'`, [world.orgId])
    expect(await faultsNow()).toEqual([])
  }, 30_000)

  it('6: a database that has become read-only', async () => {
    const pool = new pg.Pool({ ...database.connect.app, options: '-c default_transaction_read_only=on' })
    try {
      expect(await faultsNow(openDb(pool))).toEqual(['read_only'])
    } finally {
      await pool.end()
    }
  })

  it('7: a channel that answers 200 and means no is switched off, and that is a fault', async () => {
    await write(db, who(), (ctx) =>
      createChannel(ctx, key, {
        name: '群机器人',
        enabled: true,
        settings: {
          kind: 'webhook',
          url: 'https://example.com/hook',
          secret: `whsec_${key.toString('base64')}`,
        },
        audience: { departmentId: null, minSeverity: 3, brief: false },
      }),
    )
    expect(await faultsNow()).toEqual([])
    // How the dispatcher comes to this is in deliver.db.test.ts: three answers that mean no.
    await admin.query(`update channel set status = 'broken' where org_id = $1`, [world.orgId])
    expect(await faultsNow()).toEqual(['channel_off'])
    await admin.query(`update channel set status = 'on' where org_id = $1`, [world.orgId])
  })

  it('8: a clock that was moved back', async () => {
    await live(15_000)
    const before = clock.now()
    clock.set(before - LIMIT_MS)
    expect(await faultsNow()).toEqual(['clock_back'])
    clock.set(before)
    expect(await faultsNow()).toEqual([])
  })

  it('and the administrators hear of each once a day, in the page', async () => {
    await live(15_000)
    clock.set(clock.now() + LIMIT_MS)
    const told = new Set<string>()
    const calls: string[][] = []
    const parts = {
      db,
      clock,
      log,
      call: async ({ faults }: { faults: string[] }) => void calls.push(faults),
    }
    await watchOnce(parts, told)
    await watchOnce(parts, told)
    expect(calls[0]).toContain('worker_silent')
    const { rows } = await read(db, who(), (ctx) =>
      sql<{ n: number }>`
        select count(*)::int as n from notice where org_id = ${ctx.orgId} and cause like 'fault:worker_silent:%'
          and user_id is not null`.execute(ctx.db),
    )
    expect(rows[0]!.n).toBe(1)
  })
})
