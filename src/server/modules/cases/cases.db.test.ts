import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as alerts from '../../../api/alerts.ts'
import * as api from '../../../api/cases.ts'
import { addDays } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'

const database = await testDatabase()
const { db } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)

let world: OrgWorld
let rep: Client
let mate: Client
let boss: Client
let numbers = 0

beforeAll(async () => {
  const { a } = await twoOrgs(db)
  world = a
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))
  await evaluateOrg(db, { orgId: a.orgId, now: NOW + 1 })
  ;[rep, mate, boss] = (await Promise.all(['rep', 'mate', 'boss'].map((login) => signIn(login)))) as [
    Client,
    Client,
    Client,
  ]
}, 60_000)

async function overdueAlert(): Promise<{ id: string; version: number }> {
  numbers += 1
  clock.set(clock.now() + 60_000)
  const [saved] = await write(db, { orgId: world.orgId, now: clock.now() }, (ctx) =>
    recordInvoices(ctx, [
      {
        customerId: world.records.own.customerId,
        number: `CASE-${numbers}`,
        kind: 'invoice',
        issuedOn: addDays(TODAY, -31),
        amountFen: 900_000n,
        instalments: [{ dueOn: addDays(TODAY, -1), amountFen: 900_000n }],
      },
    ]),
  )
  clock.set(clock.now() + 1_000)
  await evaluateOrg(db, { orgId: world.orgId, now: clock.now() })
  const { rows } = await boss.get(alerts.listAlerts, { query: { subjectId: saved!.instalmentIds[0]! } })
  return rows[0]!
}

async function overAlert(): Promise<string> {
  const { id, version } = await overdueAlert()
  await rep.get(alerts.resolveAlert, {
    params: { id },
    body: { version, result: 'promised', verdict: 'right', note: '' },
  } as never)
  return id
}

const told = {
  cause: 'customer',
  story: '换了采购，旧账没人认',
  measure: '对账单当面签字',
  effect: 'open',
  effectNote: '',
} as const

const countAll = () =>
  read(db, { orgId: world.orgId, now: NOW }, async (ctx) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from retrospective where org_id = ${ctx.orgId}`.execute(ctx.db)
    return rows[0]!.n
  })

describe('a retrospective', () => {
  it('is refused while the alert is open, and nothing is written', async () => {
    const { id } = await overdueAlert()
    const before = await countAll()
    const answer = await rep.call(api.writeCase, { params: { id }, body: told })
    expect([answer.status, await countAll()]).toEqual([409, before])
    const seen = await rep.get(api.alertCases, { params: { id } })
    expect(seen.can).toEqual({ write: 'not_resolved' })
  })

  it('is kept as often as it is written, and the newest counts', async () => {
    const id = await overAlert()
    await rep.get(api.writeCase, { params: { id }, body: told })
    clock.set(clock.now() + 1_000)
    await rep.get(api.writeCase, {
      params: { id },
      body: { ...told, effect: 'worked', effectNote: '到账了' },
    })
    const { own, can } = await rep.get(api.alertCases, { params: { id } })
    expect(own).toMatchObject({ effect: 'worked', effectNote: '到账了', alert: { id } })
    expect(can).toEqual({ write: true })
    const { rows } = await rep.get(api.listCases, { query: { text: '对账单' } })
    expect(rows.filter((row) => row.alert?.id === id)).toHaveLength(1)
    expect((await rep.get(api.listCases, { query: { text: '没有的词' } })).rows).toEqual([])
    expect((await rep.get(api.listCases, { query: { cause: 'market' } })).rows).toEqual([])
  })

  it('is suggested on the next alert alike', async () => {
    const first = await overAlert()
    await rep.get(api.writeCase, { params: { id: first }, body: { ...told, story: '第一次的教训' } })
    const { id } = await overdueAlert()
    const { similar, own } = await rep.get(api.alertCases, { params: { id } })
    expect(own).toBeNull()
    expect(similar.map(({ alert }) => alert?.id)).toContain(first)
  })

  it('teaches others without naming the customer to whom it may not be named', async () => {
    const id = await overAlert()
    await rep.get(api.writeCase, { params: { id }, body: { ...told, story: '大家都该知道的教训' } })
    const { rows } = await mate.get(api.listCases, { query: { text: '大家都该知道' } })
    expect(rows).toHaveLength(1)
    expect(rows[0]!.alert).toBeNull()
    const customer = (await boss.get(api.listCases, { query: { text: '大家都该知道' } })).rows[0]!.alert!
      .customer!
    expect((await mate.get(api.listCases, { query: { text: customer } })).rows).toEqual([])
    expect((await mate.call(api.writeCase, { params: { id }, body: told })).status).toBe(404)
  })
})
