import { expect, test } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/alerts.ts'
import { updateCustomer } from '../../../api/customers.ts'
import { updatePerson } from '../../../api/people.ts'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { recordInvoices } from '../receivables/index.ts'
import { alertsThen } from './alerts-then.ts'
import { evaluateOrg } from './evaluate.ts'
import { installPack } from './install-pack.ts'
import { tendAlerts } from './tend.ts'

const database = await testDatabase()
const { db } = database
const { a: world } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const { orgId, users } = world
const { customerId } = world.records.own

await write(db, { orgId, now: NOW }, (ctx) => installPack(ctx))
await evaluateOrg(db, { orgId, now: NOW + 1 })

/** Two instalments of the rep's customer fell due yesterday: an alert each. */
async function twoAlerts(): Promise<string[]> {
  const due = addDays(TODAY, -1)
  const saved = await write(db, { orgId, now: NOW + 60_000 }, (ctx) =>
    recordInvoices(
      ctx,
      ['LB-1', 'LB-2'].map((number) => ({
        ...{ customerId, number, kind: 'invoice' as const, issuedOn: addDays(TODAY, -31) },
        ...{ amountFen: 50_000_00n, instalments: [{ dueOn: due, amountFen: 50_000_00n }] },
      })),
    ),
  )
  await evaluateOrg(db, { orgId, now: NOW + 61_000 })
  clock.set(NOW + 62_000)
  const boss = await signIn('boss', 'first')
  const ids = saved.map(({ instalmentIds }) => instalmentIds[0]!)
  const found = ids.map((subjectId) => boss.get(api.listAlerts, { query: { subjectId } }))
  return (await Promise.all(found)).map(({ rows }) => rows[0]!.id)
}

const asOf = TODAY
/** As for machines: numbers that JSON does not know are told as text. */
const plain = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one)))

async function looked(client: Client, ids: readonly string[]): Promise<unknown> {
  const list = (query: Record<string, unknown>) => client.get(api.listAlerts, { query: { asOf, ...query } })
  return plain({
    all: await list({ inhibited: 'with', silenced: true, mode: 'all' }),
    shown: await list({ sort: 'deadline' }),
    ofRep: await list({ responsibleId: users.rep }),
    open: await list({ status: 'open' }),
    said: await list({ text: 'own客户' }),
    by: await list({ text: 'rep' }),
    pages: await Promise.all(ids.map((id) => client.get(api.getAlert, { params: { id }, query: { asOf } }))),
    command: await read(db, { orgId, now: clock.now() }, (ctx) => alertsThen(ctx, asOf)),
  })
}

test('what is done about alerts after a day changes neither their list nor their pages of that day', async () => {
  const ids = await twoAlerts()
  const [one, other] = ids as [string, string]
  clock.set(NOW + DAY_MS)
  // What the day itself brought about is found by its end.
  await evaluateOrg(db, { orgId, now: clock.now() })
  let boss = await signIn('boss', 'first')
  const then = await looked(boss, ids)
  expect(then).toMatchObject({
    shown: { total: expect.any(Number) },
    pages: [
      { status: 'open', responsible: { id: users.rep, name: 'rep' }, tasks: [{ doneAt: null }] },
      { status: 'open', responsible: { id: users.rep, name: 'rep' } },
    ],
  })

  const rep = await signIn('rep', 'first')
  const page = await rep.get(api.getAlert, { params: { id: one } })
  await rep.get(api.finishTask, { params: { id: page.tasks[0]!.id }, body: { note: '已致电' } })
  await rep.get(api.acknowledgeAlert, { params: { id: one }, body: { version: page.version } })
  const hand = { toUserId: users.mate, reason: '换人跟进' }
  const passed = await boss.get(api.reassignAlert, {
    params: { id: one },
    body: { ...hand, version: page.version + 1 } as never,
  })
  expect(passed).toMatchObject({ responsible: { id: users.mate } })
  const mate = await signIn('mate', 'first')
  await mate.get(api.resolveAlert, {
    params: { id: one },
    body: { version: passed.version, result: 'solved', verdict: 'right', note: '已回款' },
  })
  const silent = { untilDay: addDays(TODAY, 5), reason: '客户在盘点', version: 1 }
  const { version } = await rep.get(api.getAlert, { params: { id: other } })
  await rep.get(api.silenceAlert, { params: { id: other }, body: { ...silent, version } as never })

  for (const days of [3, 6, 9]) {
    clock.set(NOW + days * DAY_MS)
    await evaluateOrg(db, { orgId, now: clock.now() })
    await write(db, { orgId, now: clock.now() }, (ctx) => tendAlerts(ctx))
  }
  boss = await signIn('boss', 'first')
  await boss.get(updateCustomer, {
    params: { id: customerId },
    body: { name: '新名字有限公司', externalCode: 'C-own', keyLevel: 'normal' } as never,
  })
  await boss.get(updatePerson, {
    params: { id: users.rep },
    body: { login: 'rep', name: '改名的人', roles: ['rep'], departmentId: world.departments.one } as never,
  })

  expect(dayOf(clock.now())).not.toBe(asOf)
  expect(await looked(boss, ids)).toEqual(then)
})
