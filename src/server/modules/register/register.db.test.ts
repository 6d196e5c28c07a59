import { Buffer } from 'node:buffer'
import { beforeEach, describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { type StandInCompany, standInCompany } from '../../../../test/support/register/companies.ts'
import { QICHACHA, qichachaStandIn, say } from '../../../../test/support/register/qichacha-stand-in.ts'
import { TIANYANCHA, tianyanchaStandIn } from '../../../../test/support/register/tianyancha-stand-in.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { customerCredit } from '../../../api/credit.ts'
import * as api from '../../../api/register.ts'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import { PortError, type WirePort } from '../../platform/channels/transport.ts'
import { SYSTEM, write } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { rateDue } from '../credit/index.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import { createRegisterLoop, queueRefreshes } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
let time = NOW
const clock = { now: () => time }
const { signIn } = await testApp(database, clock)
let [boss, rep] = await Promise.all([signIn('boss', 'first'), signIn('rep', 'first')])
/** Sessions do not live for weeks. */
async function pass(days: number): Promise<void> {
  time += days * DAY_MS
  ;[boss, rep] = await Promise.all([signIn('boss', 'first'), signIn('rep', 'first')])
}
const today = () => dayOf(time)
const { customerId } = a.records.own
const { rows } = await admin.query('select name from customer where id = $1', [customerId])
const NAME = rows[0].name as string
const CODE = '91330203MA2AFLX51L'

let company: StandInCompany
let wire: string[] = []
let network: (request: Parameters<WirePort>[0]) => Promise<Awaited<ReturnType<WirePort>> | 'lost'>
const http: WirePort = async (request) => {
  wire.push(JSON.stringify(request))
  const answer = await network(request)
  if (answer === 'lost') throw new PortError('timeout', 'no answer in time')
  return answer
}
const lines: string[] = []
const log = {
  ...createLog('silent'),
  error: (what: object) => void lines.push(JSON.stringify(what)),
} as never
async function work(minutes = 0): Promise<void> {
  time += minutes * 60_000
  const loop = createRegisterLoop({ db, key: Buffer.alloc(32, 7), clock, log, http })
  loop.poke(a.orgId)
  await loop.idle()
}

type Settings = Parameters<typeof boss.get<typeof api.saveRegisterAccount>>[1]
async function setUp(over: object = {}): Promise<void> {
  const { account } = await boss.get(api.getRegisterAccount)
  const body = {
    ...{ version: account?.version ?? 0, enabled: true, monthlyCap: 200, refreshDays: 30 },
    settings: { kind: 'qichacha' as const, ...QICHACHA },
    ...over,
  }
  await boss.get(api.saveRegisterAccount, { body } as Settings)
}
const seen = (asOf?: string) =>
  rep.get(api.customerRegister, { params: { id: customerId }, query: asOf ? { asOf } : {} })
const ask = (code?: string) =>
  rep.call(api.lookUpCustomer, { params: { id: customerId }, body: code ? { code } : {} })

let standIn: ReturnType<typeof qichachaStandIn>
beforeEach(async () => {
  await admin.query(
    'truncate register_lookup, register_snapshot, register_account, credit_item, alert cascade',
  )
  await admin.query('update customer set name = $2, uscc = null where id = $1', [customerId, NAME])
  wire = []
  company = standInCompany({ name: NAME, code: CODE })
  standIn = qichachaStandIn(() => time, [company])
  network = standIn.port
})

describe('the account', () => {
  test('before one is set up nobody is asked, and the page says so', async () => {
    expect(await seen()).toMatchObject({ isOn: false, found: null, can: { lookUp: 'register_off' } })
    expect(await ask()).toMatchObject({ status: 409, body: { code: 'register_off' } })
    await work()
    expect(wire).toEqual([])
  })

  test('the secret is never shown again, in no version and in no log; it goes on to no other provider', async () => {
    await setUp()
    const { account } = await boss.get(api.getRegisterAccount)
    expect(account?.settings).toEqual({ kind: 'qichacha', key: QICHACHA.key, secret: '••••n-01' })
    const { rows: kept } = await admin.query(
      `select row::text as text from record_version where entity = 'register_account'`,
    )
    expect(kept.map(({ text }) => text).join()).not.toContain(QICHACHA.secret)
    await setUp({ settings: { kind: 'qichacha', key: QICHACHA.key } })
    const other = {
      version: 2,
      enabled: true,
      monthlyCap: 1,
      refreshDays: 0,
      settings: { kind: 'tianyancha' },
    }
    expect(await boss.call(api.saveRegisterAccount, { body: other } as Settings)).toMatchObject({
      status: 400,
      body: { code: 'channel_secret_missing' },
    })
    network = async () => {
      throw new Error(`no route to ${QICHACHA.key}`)
    }
    await ask()
    await work()
    expect(lines.join()).not.toContain(QICHACHA.secret)
    const all = await admin.query('select row_to_json(l)::text as text from register_lookup l')
    expect(all.rows.map(({ text }) => text).join()).not.toContain(QICHACHA.secret)
  })

  test('a trial shows the words of the provider and counts', async () => {
    await setUp({ settings: { kind: 'qichacha', ...QICHACHA, secret: 'another-secret-0' } })
    await boss.get(api.testRegister, { body: {} })
    await work()
    expect((await boss.get(api.getRegisterAccount)).account).toMatchObject({
      isTesting: false,
      tested: { isGood: false, code: '107', message: expect.stringContaining('签名错误') },
    })
    await setUp()
    await boss.get(api.testRegister, { body: {} })
    await work()
    expect(await boss.get(api.getRegisterAccount)).toMatchObject({
      account: { tested: { isGood: true } },
      usedCalls: 2,
    })
  })
})

describe('a look-up', () => {
  test('shows facts, source, instant and who asked, and what differs', async () => {
    company.dishonest = [
      { on: addDays(today(), -20), number: '（2026）浙0203执1号', court: '海曙区人民法院' },
    ]
    await setUp()
    expect((await ask()).status).toBe(200)
    expect(await seen()).toMatchObject({ running: true, can: { lookUp: 'register_running' } })
    expect(await ask()).toMatchObject({ status: 409, body: { code: 'register_running' } })
    await work()
    expect(await seen()).toMatchObject({
      running: false,
      found: {
        ...{ provider: 'qichacha', name: NAME, state: 'active', legalRep: '周立群', foundedOn: '2012-03-09' },
        ...{ risks: { dishonest: { total: 1 }, penalty: { total: 0 } }, missing: [] },
      },
      alarms: [{ kind: 'dishonest', on: today() }],
      differences: [
        { field: 'code', held: null, told: CODE, can: true },
        { field: 'foundedYear', held: null, told: '2012', can: true },
        { field: 'dishonest', held: null, told: '1', can: true },
      ],
      can: { lookUp: true },
    })
  })

  test('nothing is taken over by itself; one field at a time is, as anybody could enter it', async () => {
    await setUp()
    await ask()
    await work()
    const before = await seen()
    const adopt = (field: 'code' | 'foundedYear', held: string | null = null) =>
      rep.call(api.adoptRegister, {
        params: { id: customerId },
        body: { snapshotId: before.found!.id, field, held },
      })
    expect(
      (await admin.query('select uscc from customer where id = $1', [customerId])).rows[0].uscc,
    ).toBeNull()
    expect(await adopt('code', 'something else')).toMatchObject({ body: { code: 'value_changed' } })
    expect((await adopt('code')).status).toBe(200)
    expect((await adopt('foundedYear')).status).toBe(200)
    expect((await admin.query('select uscc from customer where id = $1', [customerId])).rows[0].uscc).toBe(
      CODE,
    )
    const { rows: items } = await admin.query('select item, value, source from credit_item')
    expect(items).toEqual([{ item: 'foundedYear', value: 2012, source: `企查查 ${today()}` }])
    expect((await seen()).differences.map(({ field }) => field)).toEqual(['dishonest'])
  })

  test('a second look-up stands beside the first, which stays what it was', async () => {
    await setUp()
    await ask()
    await work()
    const first = today()
    await pass(40)
    company.legalRep = '陈国良'
    company.status = '注销'
    await ask()
    await work()
    const later = today()
    expect(await seen()).toMatchObject({
      found: { legalRep: '陈国良', state: 'deregistered' },
      earlier: [first],
      alarms: [
        { kind: 'deregistered', on: later },
        { kind: 'legalRep', on: later },
      ],
    })
    expect(await seen(addDays(later, -1))).toMatchObject({
      found: { legalRep: '周立群', state: 'active' },
      ...{ alarms: [], differences: [], can: { lookUp: 'as_of_read_only' } },
    })
    expect(await seen(addDays(first, -1))).toMatchObject({ found: null })
  })

  test('several of like names: a person says which, nobody guesses', async () => {
    const alike = standInCompany({ name: `${NAME.slice(0, 4)}五金有限公司`, code: '91330203MA2AFLX52P' })
    standIn.companies.splice(0, 1, alike)
    await setUp()
    await ask()
    await work()
    expect(await seen()).toMatchObject({
      found: null,
      last: { state: 'ambiguous', candidates: [{ name: alike.name, code: alike.code }] },
    })
    expect(await ask('91330203MA2AFLX51A')).toMatchObject({ status: 400, body: { code: 'uscc_invalid' } })
  })

  test('by the other provider too', async () => {
    const other = tianyanchaStandIn([company])
    network = other.port
    await setUp({ settings: { kind: 'tianyancha', ...TIANYANCHA } })
    await ask()
    await work()
    expect(await seen()).toMatchObject({ found: { provider: 'tianyancha', name: NAME } })
    expect((await boss.get(api.getRegisterAccount)).usedCalls).toBe(other.calls.length)
  })

  test('whoever only reads asks nothing', async () => {
    await setUp()
    const auditor = await signIn('auditor', 'first')
    const answer = await auditor.call(api.lookUpCustomer, { params: { id: customerId }, body: {} })
    expect([403, 404]).toContain(answer.status)
  })
})

describe('what goes wrong', () => {
  test('no credits: told, stopped for everybody, and over once somebody has mended it', async () => {
    await setUp()
    standIn.fault('/ECIV4/GetDetailsByName', say('112', '您的账号剩余使用量已不足或已过期'))
    await ask()
    await work()
    expect(await seen()).toMatchObject({
      last: { state: 'failed', answer: { code: '112', message: expect.stringContaining('剩余使用量') } },
      can: { lookUp: 'register_trouble' },
    })
    expect((await boss.get(api.getRegisterAccount)).account?.trouble).toMatchObject({ code: '112' })
    const before = wire.length
    expect(await ask()).toMatchObject({ body: { code: 'register_trouble' } })
    await work(60)
    expect(wire.length).toBe(before)
    await setUp()
    await ask()
    await work()
    expect((await seen()).found).not.toBeNull()
  })

  test('what may come right by itself is tried three times in all, each paid', async () => {
    await setUp()
    const bad = { status: 502, headers: {}, body: 'bad gateway' }
    standIn.fault('/ECIV4/GetDetailsByName', bad, 'lost', bad)
    await ask()
    await work()
    expect(await seen()).toMatchObject({ running: true, last: { answer: { code: 'http_502' } } })
    await work(1)
    await work(5)
    expect(wire).toHaveLength(2)
    await work(6)
    expect(await seen()).toMatchObject({ running: false, last: { state: 'failed' } })
    expect((await boss.get(api.getRegisterAccount)).usedCalls).toBe(3)
  })

  test('the cap holds for whoever asks, and for two at once', async () => {
    await setUp({ monthlyCap: 7 })
    await ask()
    await admin.query(
      `insert into register_lookup (org_id, id, customer_id, asked, provider, state, next_at, recorded_at)
       values ($1, gen_random_uuid(), $2, 'schedule', 'qichacha', 'queued', $3, $3)`,
      [a.orgId, a.records.mate.customerId, new Date(time)],
    )
    await work()
    const { rows: ended } = await admin.query(
      `select asked, state, answer ->> 'code' as code from register_lookup order by 1`,
    )
    expect(ended).toEqual([
      { asked: 'person', state: 'found', code: null },
      { asked: 'schedule', state: 'failed', code: 'register_cap' },
    ])
    expect(await ask()).toMatchObject({ status: 409, body: { code: 'register_cap' } })
    // Another month, another purse.
    await pass(35)
    expect((await ask()).status).toBe(200)
  })
})

describe('by the schedule and into rules and ratings (C011)', () => {
  test('who owes or is worked on is looked up again, who owes most first, within what is left for people', async () => {
    await setUp({ monthlyCap: 20, refreshDays: 30 })
    const queue = () => write(db, { orgId: a.orgId, now: time }, queueRefreshes)
    const watched = (await boss.get(api.getRegisterAccount)).watched
    expect(watched).toBeGreaterThan(1)
    // 16 of 20 calls are the schedule's, 7 for each.
    expect(await queue()).toBe(2)
    expect(await queue()).toBe(0)
    await work()
    // Nobody of the other's name was found, which cost two calls only.
    expect([await queue(), await queue()]).toEqual([1, 0])
    await work()
    expect(await queue()).toBe(0)
    await pass(31)
    expect(await queue()).toBeGreaterThan(0)
  })

  test('a change raises an alert with its evidence and stops the rating', async () => {
    await write(db, { orgId: a.orgId, now: time, actor: SYSTEM }, (ctx) => installPack(ctx))
    await setUp()
    await ask()
    await work()
    await evaluateOrg(db, { orgId: a.orgId, now: time })
    const codes = async () =>
      (
        await admin.query(
          `select rule_code as code from alert where customer_id = $1 and rule_code like 'register%' order by 1`,
          [customerId],
        )
      ).rows.map(({ code }) => code)
    expect(await codes()).toEqual([])
    await pass(31)
    company.enforced = [
      { on: addDays(today(), -11), number: '（2026）浙0203执9号', court: '海曙区人民法院', money: '1' },
    ]
    company.changes = [
      { on: addDays(today(), -6), item: '法定代表人变更', before: '周立群', after: '陈国良' },
    ]
    company.legalRep = '陈国良'
    await ask()
    await work()
    await evaluateOrg(db, { orgId: a.orgId, now: time })
    expect(await codes()).toEqual(['register-bad', 'register-changed'])
    await rateDue(db, { orgId: a.orgId, now: time })
    expect(await boss.get(customerCredit, { params: { id: customerId } })).toMatchObject({
      stops: expect.arrayContaining(['enforced']),
    })
  })
})
