import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { acknowledgeAlert, listAlerts, resolveAlert } from '../../../api/alerts.ts'
import { openDispute } from '../../../api/disputes.ts'
import { getResponses, listResponses } from '../../../api/responses.ts'
import { addDays, DAY_MS, dayOf, startOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg, installPack, tendAlerts } from '../watch/index.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const WHO = { orgId: a.orgId }
await write(db, { ...WHO, now: NOW }, (ctx) => installPack(ctx))
await evaluateOrg(db, { ...WHO, now: NOW + 1000 })

let made = 0
/** So many customers of somebody, each with one invoice that fell due yesterday: one alert each. */
async function owing(userId: string, n: number) {
  const today = dayOf(clock.now())
  return write(db, { ...WHO, now: clock.now() }, async (ctx) => {
    const names = Array.from({ length: n }, () => {
      made += 1
      return `响应客户${made}有限公司`
    })
    const saved = await saveCustomers(
      ctx,
      names.map((name) => ({ name, responsibleId: userId, createdOn: addDays(today, -90) })),
    )
    return recordInvoices(
      ctx,
      saved.map(({ id }, index) => ({
        ...{ customerId: id, number: `RS${made}-${index}`, kind: 'invoice' as const },
        ...{ issuedOn: addDays(today, -31), amountFen: 100_000n },
        instalments: [{ dueOn: addDays(today, -1), amountFen: 100_000n }],
      })),
    )
  })
}
const morning = NOW - (NOW - startOfDay(dayOf(NOW))) + DAY_MS + 10 * 3_600_000

test('the rep who answers in time, the mate whose alerts climb: each against what the others do', async () => {
  clock.set(morning)
  await owing(a.users.rep, 12)
  const [invoice] = await owing(a.users.mate, 12)
  await evaluateOrg(db, { ...WHO, now: clock.now() })
  clock.set(morning + 3_600_000)
  const rep = await signIn('rep')
  const { rows } = await rep.get(listAlerts, {
    query: { mine: true, rule: 'instalment-overdue-1', pageSize: 200 } as never,
  })
  expect(rows.length).toBeGreaterThanOrEqual(12)
  for (const { id, version } of rows) await rep.get(acknowledgeAlert, { params: { id }, body: { version } })
  clock.set(morning + 2 * 3_600_000)
  const first = rows[0]!
  await rep.get(resolveAlert, {
    params: { id: first.id },
    body: { version: first.version + 1, result: 'promised', verdict: 'right', note: '答应周五付' },
  } as never)
  const mate = await signIn('mate')
  await mate.get(openDispute, {
    body: { instalmentId: invoice!.instalmentIds[0]!, kind: 'price', amountFen: 100, reason: '单价' },
  } as never)
  // Nobody else takes theirs up: they climb to the manager, who did not have them first.
  clock.set(morning + 20 * DAY_MS)
  await write(db, { ...WHO, now: clock.now() }, (ctx) => tendAlerts(ctx))
  const manager = await signIn('manager')
  const reply = await manager.get(getResponses)
  const of = (id: string) => reply.people.find(({ person }) => person.id === id)!.figure
  const own = of(a.users.rep)
  expect(own.good).toBe(rows.length)
  expect(own.takenMedian).toBeCloseTo(60, 1)
  expect(own.closedN).toBe(1)
  expect(own.closedMedian).toBeNull()
  expect(own.index!.low).toBeGreaterThan(100)
  const other = of(a.users.mate)
  expect(other).toMatchObject({ good: 0, credit: 1 })
  expect(other.n).toBeGreaterThanOrEqual(11)
  expect(other.index!.high).toBeLessThan(own.index!.low)
  expect(reply.all.n).toBe(reply.people.reduce((sum, { figure }) => sum + figure.n, 0))
  expect(reply.teams).toMatchObject([{ team: { id: a.departments.one } }])
}, 60_000)

test('a figure opens its rows, as many as it counts, the slowest first', async () => {
  const manager = await signIn('manager')
  const { people } = await manager.get(getResponses)
  for (const { person, figure } of people) {
    const { items, credits } = await manager.get(listResponses, { query: { person: person.id } })
    const theirs = items.filter(({ takenMinutes }) => takenMinutes !== null)
    expect(theirs).toHaveLength(figure.n)
    expect(items.filter(({ closedMinutes }) => closedMinutes !== null)).toHaveLength(figure.closedN)
    expect(items.filter(({ cameBack }) => cameBack)).toHaveLength(figure.cameBack)
    expect(theirs.filter((item) => item.inTime && !item.cameBack)).toHaveLength(figure.good)
    expect(credits.reduce((sum, { n }) => sum + n, 0)).toBe(figure.credit)
    const slowness = theirs.map((item) => item.takenMinutes! / item.allowedMinutes)
    expect(slowness).toEqual([...slowness].sort((x, y) => y - x))
  }
})

test('a person sees themselves and nobody else; the other team sees none of it', async () => {
  const rep = await signIn('rep')
  const { people, teams } = await rep.get(getResponses)
  expect(people.map(({ person }) => person.id)).toEqual([a.users.rep])
  expect(teams).toEqual([])
  const { items } = await rep.get(listResponses, { query: { person: a.users.mate } })
  expect(items).toEqual([])
  const stranger = await signIn('manager2')
  const ids = (await stranger.get(getResponses)).people.map(({ person }) => person.id)
  expect(ids).not.toContain(a.users.rep)
  expect(ids).not.toContain(a.users.mate)
})
