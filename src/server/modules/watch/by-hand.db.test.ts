import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as rules from '../../../api/rules.ts'
import { DAY_MS } from '../../../core/calendar.ts'
import { draftRule } from '../../../core/watch/compose.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { installPack } from './install-pack.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)

let world: OrgWorld
let boss: Client
let manager: Client

const line = (value: number) =>
  ({ metric: 'overdue_days', op: 'gt', threshold: { kind: 'fixed', value } }) as const

function specOf(code: string, mode: Rule['mode'], days = 5): rules.RuleSpec {
  const title = { zh: '逾期', en: 'Overdue' }
  return { ...draftRule(code, 'instalment'), title, condition: line(days), moneyMetric: null, mode }
}

const save = (who: Client, spec: rules.RuleSpec, version = 0, override?: string) =>
  who.call(rules.saveRule, {
    params: { code: spec.code },
    body: { version, spec, ...(override === undefined ? {} : { override }) },
  })

const versionsOf = async (code: string) => (await boss.get(rules.getRule, { params: { code } })).versions

/** As a run leaves it that came to its end. */
async function backtested(spec: rules.RuleSpec): Promise<void> {
  await admin.query(
    `insert into backtest (org_id, id, rule_code, rule_version, rule, wish, state, report, created_at)
     values ($1, gen_random_uuid(), $2, 0, $3, '{}', 'done', '{}', now())`,
    [world.orgId, spec.code, JSON.stringify({ ...spec, version: 0 })],
  )
}

async function passTo(instant: number): Promise<void> {
  clock.set(instant)
  ;[boss, manager] = (await Promise.all(['boss', 'manager'].map((login) => signIn(login)))) as [
    Client,
    Client,
  ]
}

beforeAll(async () => {
  const { a } = await twoOrgs(db)
  world = a
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))
  await passTo(NOW)
}, 60_000)

const UNPROVEN = { status: 409, body: { code: 'rule_unproven' } }

describe('a rule of one’s own', () => {
  it('disturbs nobody before a backtest of just this condition was run', async () => {
    expect(await save(boss, specOf('own-1', 'on'))).toMatchObject(UNPROVEN)
    expect((await boss.call(rules.getRule, { params: { code: 'own-1' } })).status).toBe(404)
    await backtested(specOf('own-1', 'trial', 9))
    expect(await save(boss, specOf('own-1', 'on'))).toMatchObject(UNPROVEN)
    expect(await save(manager, specOf('own-1', 'on', 9))).toMatchObject({ status: 200 })
  })

  it('is asked again when a number of its card makes it tell something else, and not for its name', async () => {
    const before = await versionsOf('own-1')
    const knobs = [{ path: 'condition.threshold.value', value: 12 }]
    const tune = (body: { knobs?: typeof knobs; severity?: 1; version: number; override?: string }) =>
      manager.call(rules.tuneRule, { params: { code: 'own-1' }, body })
    expect(await tune({ version: 1, knobs })).toMatchObject(UNPROVEN)
    expect(await versionsOf('own-1')).toEqual(before)
    expect(await tune({ version: 1, severity: 1 })).toMatchObject({ status: 200 })
    await backtested(specOf('own-1', 'trial', 12))
    expect(await tune({ version: 2, knobs })).toMatchObject({ status: 200, body: { version: 3 } })
  })

  it('may come from weeks on trial, telling just that', async () => {
    const { version } = await boss.get(rules.saveRule, {
      params: { code: 'own-2' },
      body: { version: 0, spec: specOf('own-2', 'trial') },
    })
    await passTo(NOW + 10 * DAY_MS)
    const body = { version, mode: 'on' as const }
    expect(await manager.call(rules.tuneRule, { params: { code: 'own-2' }, body })).toMatchObject(UNPROVEN)
    await passTo(NOW + 15 * DAY_MS)
    expect(await manager.call(rules.tuneRule, { params: { code: 'own-2' }, body })).toMatchObject({
      status: 200,
    })
  })

  it('may be switched on without, by whoever runs the company, for a reason that stays', async () => {
    const spec = specOf('own-3', 'on')
    const why = '客户要求今天就盯住'
    expect(await save(manager, spec, 0, why)).toMatchObject({ status: 403 })
    expect((await boss.call(rules.getRule, { params: { code: 'own-3' } })).status).toBe(404)
    expect(await save(boss, spec, 0, why)).toMatchObject({ status: 200 })
    expect(await versionsOf('own-3')).toMatchObject([{ version: 1, unproven: why }])
    expect(await save(boss, { ...spec, severity: 3 }, 1)).toMatchObject({ status: 200 })
    expect(await versionsOf('own-3')).toMatchObject([{ unproven: null }, { unproven: why }])
  })
})

it('what ships takes another number at once, and another shape as any other rule', async () => {
  const code = 'instalment-overdue-1'
  const { card, spec } = await manager.get(rules.getRule, { params: { code } })
  const tuned = await manager.get(rules.tuneRule, {
    params: { code },
    body: { version: card.version, knobs: [{ path: card.knobs[0]!.path, value: card.knobs[0]!.value + 1 }] },
  })
  expect(tuned.version).toBe(card.version + 1)
  const remade = { ...spec, condition: line(3) }
  expect(await save(manager, remade, tuned.version)).toMatchObject(UNPROVEN)
})
