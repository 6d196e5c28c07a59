import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { DAY_MS, startOfDay } from '../../../core/calendar.ts'
import { read, write } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { openJobs } from '../../platform/jobs.ts'
import { createLog } from '../../platform/log.ts'
import { recordActivities, saveCustomers } from '../customers/index.ts'
import { installPipeline } from '../deals/index.ts'
import { createOrg, savePeople } from '../identity/index.ts'
import { installPack, loadRules, saveRule } from '../watch/index.ts'
import { claimBacktest, claimBacktests, getBacktest, SILENT_MS } from './backtest-rows.ts'
import { keepRecords, recordsDue } from './keep-records.ts'
import { latestBacktests, ruleBacktest } from './read.ts'
import { inGroups } from './run-backtest.ts'
import { createRunner } from './runner.ts'
import { cancelBacktest, startBacktest } from './start.ts'

const { db, app } = await testDatabase()
const NOW = startOfDay('2026-06-01')
const RULE = 'key-customer-no-follow-up'
let time = NOW
const clock = { now: () => time }
const log = createLog('silent')
let orgId: string
let closeJobs: () => Promise<void>

const who = () => ({ orgId, now: clock.now() })
const start = () => write(db, who(), (ctx) => startBacktest(ctx, RULE, { wish: { outcome: 'churn' } }))
const stateOf = async (id: string) => (await read(db, who(), (ctx) => getBacktest(ctx, id))).state

/** Runs until nothing waits, as the worker does. */
async function runAll(): Promise<void> {
  const runner = createRunner({ db, clock, log })
  runner.poke(orgId)
  await expect.poll(() => read(db, who(), waiting), { timeout: 20_000 }).toBe(0)
  await runner.stop()
}

async function waiting(ctx: Parameters<typeof claimBacktest>[0]): Promise<number> {
  const rows = await ctx.db.selectFrom('backtest').select('state').where('org_id', '=', ctx.orgId).execute()
  return rows.filter(({ state }) => state === 'queued' || state === 'running').length
}

beforeAll(async () => {
  closeJobs = await openJobs(app)
  const made = { slug: 'runner', name: '回测', isDemo: false, now: NOW }
  const created = await createOrg(db, made, async (ctx) => {
    await installPipeline(ctx)
    await installPack(ctx)
    const people = await savePeople(ctx, [{ login: 'boss', name: '老板', roles: ['boss'] }])
    const customer = { name: '甲公司', keyLevel: 'key' as const, responsibleId: people[0]!.id }
    const saved = await saveCustomers(ctx, [customer])
    return { customerId: saved[0]!.id, userId: people[0]!.id }
  })
  orgId = created.orgId
  await write(db, who(), (ctx) =>
    recordActivities(ctx, [{ ...created.value, kind: 'call', summary: '问候', occurredAt: NOW - 3_600_000 }]),
  )
}, 60_000)
afterAll(() => closeJobs())

describe('a backtest as a job', () => {
  it('is a row first, runs, and keeps its report', async () => {
    const queued = await start()
    expect(queued).toMatchObject({ state: 'queued', report: null, ruleCode: RULE })
    await expect(start()).rejects.toMatchObject({ code: 'backtest_running' })
    await runAll()
    const { newest, record } = await read(db, who(), (ctx) => ruleBacktest(ctx, RULE))
    expect(newest).toMatchObject({ id: queued.id, state: 'done', done: 1, total: 1 })
    expect(newest!.report!.sentence.zh).toContain('提醒')
    expect(newest!.report!.variants.length).toBeGreaterThan(5)
    expect(record).toMatchObject({ mode: 'on', raised: 0 })
  })

  it('of a worker that died is taken over, and not a moment before it is silent', async () => {
    const { id } = await start()
    const claimed = await read(db, who(), claimBacktest)
    expect(claimed!.id).toBe(id)
    time += SILENT_MS
    expect(await read(db, who(), claimBacktest)).toBeNull()
    time += 1
    await runAll()
    expect(await stateOf(id)).toBe('done')
  })

  it('stops when it is cancelled, and a cancelled one is not taken again', async () => {
    const { id } = await start()
    await write(db, who(), (ctx) => cancelBacktest(ctx, id))
    await runAll()
    expect(await stateOf(id)).toBe('cancelled')
    await expect(write(db, who(), (ctx) => cancelBacktest(ctx, id))).rejects.toMatchObject({
      code: 'backtest_not_running',
    })
  })

  it('is told beside the others about its kind; what is cancelled or cannot be told stops none of them', async () => {
    const codes = [RULE, 'customer-no-follow-up', 'over-limit', 'customer-overdue']
    const ids: string[] = []
    for (const code of codes)
      ids.push((await write(db, who(), (ctx) => startBacktest(ctx, code, { wish: {} }))).id)
    const [fine, cancelled, broken, other] = ids as [string, string, string, string]
    const rep = await write(db, who(), (ctx) => startBacktest(ctx, 'rep-contacts-drop', { wish: {} }))
    const claimed = await read(db, who(), claimBacktests)
    expect(claimed.map(({ id }) => id).sort()).toEqual([...ids].sort())
    await read(db, who(), (ctx) =>
      sql`update backtest set state = 'queued' where org_id = ${orgId} and state = 'running'`.execute(ctx.db),
    )
    await write(db, who(), (ctx) => cancelBacktest(ctx, cancelled))
    await read(db, who(), (ctx) =>
      sql`update backtest set rule = jsonb_set(rule, '{condition}', '{"metric":"none","op":"gt","threshold":{"kind":"fixed","value":1}}')
        where org_id = ${orgId} and id = ${broken}`.execute(ctx.db),
    )
    await runAll()
    expect(await Promise.all([fine, cancelled, broken, other, rep.id].map(stateOf))).toEqual([
      'done',
      'cancelled',
      'failed',
      'done',
      'done',
    ])
  })

  it('refuses before it writes what could not run', async () => {
    const wish = { outcome: 'missed-month' as const }
    await expect(write(db, who(), (ctx) => startBacktest(ctx, RULE, { wish }))).rejects.toMatchObject({
      code: 'backtest_outcome',
    })
    expect(await read(db, who(), waiting)).toBe(0)
  })
})

describe('the record on a card', () => {
  const due = () =>
    read(db, who(), async (ctx) => {
      const { rows } = await sql<{ due: boolean }>`select ${recordsDue(ctx)} as due`.execute(ctx.db)
      return rows[0]!.due
    })
  const tested = async () => {
    const rows = await read(db, who(), (ctx) => latestBacktests(ctx))
    return rows.rows.map(({ ruleCode }) => ruleCode)
  }

  it('is not asked for while the company has no history to tell', async () => {
    expect(await due()).toBe(false)
    time += 91 * DAY_MS
    expect(await due()).toBe(true)
  })

  it('is made for one kind of subject after the other, and anew when the rule or its year has changed', async () => {
    let rounds = 0
    for (; await due(); rounds += 1) {
      await write(db, who(), (ctx) => keepRecords(ctx))
      expect(await due()).toBe(false)
      await runAll()
    }
    const rules = await read(db, who(), (ctx) => loadRules(ctx))
    expect(rounds).toBe(inGroups(rules.map(({ current }) => current)).length)
    expect((await tested()).sort()).toEqual(rules.map(({ code }) => code).sort())

    await write(db, who(), (ctx) =>
      sql`update rule set mode = 'off', version = version + 1 where org_id = ${orgId} and code = ${RULE}`.execute(
        ctx.db,
      ),
    )
    expect(await due()).toBe(true)
    await write(db, who(), (ctx) => keepRecords(ctx))
    await runAll()
    expect(await due()).toBe(false)
    time += 31 * DAY_MS
    expect(await due()).toBe(true)
  })
})

describe('a draft that was tried', () => {
  const isCurrent = async () => {
    const { rows } = await read(db, who(), (ctx) => latestBacktests(ctx))
    return rows.find(({ ruleCode }) => ruleCode === RULE)!.isCurrent
  }
  const draftOf = async (days: number) => {
    const stored = (await read(db, who(), (ctx) => loadRules(ctx))).find(
      ({ current }) => current.code === RULE,
    )!
    const { version, mode: _mode, ...spec } = stored.current
    return { version, spec: { ...spec, coolDownDays: days } as never }
  }

  it('is the rule of today once it is saved as it was tried, and not when it is saved otherwise', async () => {
    const { version, spec } = await draftOf(9)
    time += DAY_MS
    await write(db, who(), (ctx) => startBacktest(ctx, RULE, { wish: { outcome: 'churn' }, draft: spec }))
    await runAll()
    expect(await isCurrent()).toBe(false)
    await write(db, who(), (ctx) => saveRule(ctx, RULE, { version, spec }))
    expect(await isCurrent()).toBe(true)
    const other = await draftOf(11)
    await write(db, who(), (ctx) => saveRule(ctx, RULE, other))
    expect(await isCurrent()).toBe(false)
  }, 30_000)

  it('is told of the change that waits only when it is of that change, not of the rule as it stands', async () => {
    const isProposed = async () => {
      const { rows } = await read(db, who(), (ctx) => latestBacktests(ctx))
      return rows.find(({ ruleCode }) => ruleCode === RULE)!.isProposed
    }
    const { version, spec } = await draftOf(13)
    await write(db, who(), (ctx) =>
      sql`insert into rule_proposal (org_id, id, rule_code, base_version, spec, author, recorded_at)
        select org_id, gen_random_uuid(), ${RULE}, ${version}, ${json({ ...(spec as object), unproven: '要快' })}, id, now()
        from app_user where org_id = ${orgId} and login = 'boss'`.execute(ctx.db),
    )
    const wish = { outcome: 'churn' as const }
    time += DAY_MS
    await write(db, who(), (ctx) => startBacktest(ctx, RULE, { wish }))
    await runAll()
    expect(await isProposed()).toBe(false)
    time += DAY_MS
    await write(db, who(), (ctx) => startBacktest(ctx, RULE, { wish, draft: spec }))
    await runAll()
    expect(await isProposed()).toBe(true)
  }, 30_000)
})
