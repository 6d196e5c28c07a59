import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { alertReaders, commentAlert, getAlert, listAlerts } from '../../../api/alerts.ts'
import { addDays } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg } from './evaluate.ts'
import { installPack } from './install-pack.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)

let world: OrgWorld
let other: OrgWorld
let rep: Client
let alertId: string

beforeAll(async () => {
  const { a, b } = await twoOrgs(db)
  ;[world, other] = [a, b]
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))
  await evaluateOrg(db, { orgId: a.orgId, now: NOW + 1 })
  const due = addDays(TODAY, -1)
  await write(db, { orgId: a.orgId, now: NOW + 1_000 }, (ctx) =>
    recordInvoices(ctx, [
      {
        customerId: a.records.own.customerId,
        number: 'OD-1',
        kind: 'invoice',
        issuedOn: addDays(TODAY, -31),
        amountFen: 5_000_000n,
        instalments: [{ dueOn: due, amountFen: 5_000_000n }],
      },
    ]),
  )
  await evaluateOrg(db, { orgId: a.orgId, now: NOW + 10_000 })
  clock.set(NOW + 20_000)
  rep = await signIn('rep')
  const { rows } = await rep.get(listAlerts, { query: { rule: 'instalment-overdue-1' } })
  alertId = rows[0]!.id
}, 60_000)

const say = (who: Client, text: string, mentions: string[]) =>
  who.call(commentAlert, { params: { id: alertId }, body: { text, mentions } })

async function told(): Promise<{ user_id: string; said: string }[]> {
  const { rows } = await admin.query(
    `select user_id, content -> 'errand' ->> 'said' as said from notice
     where kind = 'alert-mentioned' and user_id is not null order by created_at, user_id`,
  )
  return rows
}

describe('whoever is named in a note on an alert', () => {
  it('hears of it once, and the timeline says who was named', async () => {
    const { manager, rep: self } = world.users
    expect(await say(rep, '请帮忙打个电话', [manager, manager, self])).toMatchObject({ status: 200 })
    expect(await told()).toEqual([{ user_id: manager, said: '请帮忙打个电话' }])
    const { timeline } = await rep.get(getAlert, { params: { id: alertId }, query: {} })
    expect(timeline.at(-1)).toMatchObject({
      kind: 'comment',
      sentence: { zh: expect.stringMatching(/请帮忙打个电话，@\S+ @/) },
    })
  })

  it('must be able to see it; of all others the answer is the same, and nothing is written', async () => {
    const steps = async () =>
      (await admin.query('select count(*)::int as n from alert_step where alert_id = $1', [alertId])).rows[0]
        .n
    const before = [await steps(), await told()]
    const missing = '019b0000-0000-7000-8000-000000000001'
    const answers = []
    for (const one of [world.users.manager2, other.users.manager, missing]) {
      const { status, body } = await say(rep, '看一下', [world.users.manager, one])
      answers.push({ status, body })
    }
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
    expect([await steps(), await told()]).toEqual(before)
  })

  it('is chosen among those who may: each of them sees the alert, nobody else does', async () => {
    const { rows } = await rep.get(alertReaders, { params: { id: alertId } })
    const ids = new Set(rows.map(({ id }) => id))
    expect(ids).toContain(world.users.manager)
    expect(ids).not.toContain(world.users.rep)
    for (const [login, userId] of Object.entries(world.users)) {
      if (login === 'rep') continue
      const { status } = await (await signIn(login)).call(getAlert, { params: { id: alertId }, query: {} })
      expect([login, ids.has(userId)]).toEqual([login, status === 200])
    }
  })

  it('and one who left is named no more', async () => {
    await admin.query(`update app_user set status = 'inactive' where id = $1`, [world.users.manager])
    expect(await say(rep, '再看一下', [world.users.manager])).toMatchObject({ status: 404 })
    await admin.query(`update app_user set status = 'active' where id = $1`, [world.users.manager])
  })
})
