import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import {
  acknowledgeAlert,
  listAlerts,
  reassignAlert,
  resolveAlert,
  silenceAlert,
} from '../../../api/alerts.ts'
import { getResponses, listResponses } from '../../../api/responses.ts'
import { addDays, DAY_MS, dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_CALENDAR, workingMinutesBetween } from '../../../core/workdays.ts'
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

const NAMES = ['silenced', 'reassigned', 'own', 'climbed', 'late'] as const
type Name = (typeof NAMES)[number]
const MINUTE = 60_000
/** The Thursday after, at ten: what is left lies over a weekend. */
const begin = startOfDay(addDays(dayOf(NOW), 3)) + 600 * MINUTE
const RULE = 'instalment-overdue-1'

/** One customer of the rep for each, with an invoice that fell due yesterday. */
async function owing() {
  clock.set(begin)
  const day = dayOf(begin)
  await write(db, { ...WHO, now: begin }, async (ctx) => {
    const saved = await saveCustomers(
      ctx,
      NAMES.map((name) => ({ name, responsibleId: a.users.rep, createdOn: addDays(day, -90) })),
    )
    await recordInvoices(
      ctx,
      saved.map(({ id }, index) => ({
        ...{ customerId: id, number: `OWN-${index}`, kind: 'invoice' as const },
        ...{ issuedOn: addDays(day, -31), amountFen: 100_000n },
        instalments: [{ dueOn: addDays(day, -1), amountFen: 100_000n }],
      })),
    )
  })
  await evaluateOrg(db, { ...WHO, now: begin })
}

type Who = 'rep' | 'manager' | 'boss'

async function alertOf(name: Name) {
  const { rows } = await (await signIn('boss')).get(listAlerts, { query: { rule: RULE, pageSize: 200 } as never })
  return rows.find((row) => JSON.stringify(row).includes(`"${name}"`))!
}

async function act(who: Who, name: Name, route: typeof acknowledgeAlert, body: object) {
  const { id, version } = await alertOf(name)
  await (await signIn(who)).get(route, { params: { id }, body: { version, ...body } } as never)
}

async function rowsOf(userId: string) {
  const { items } = await (await signIn('boss')).get(listResponses, { query: { person: userId, rule: RULE } })
  return new Map(items.map((item) => [item.subject as Name, item]))
}

async function climb() {
  const times: Instant[] = []
  for (let at = begin; at < begin + 6 * DAY_MS; at += 30 * MINUTE) times.push(at)
  for (const now of times) await write(db, { ...WHO, now }, (ctx) => tendAlerts(ctx))
}

test('only what the first person did counts as theirs, and closing for whoever closed', async () => {
  await owing()
  clock.set(begin + 5 * MINUTE)
  await act('manager', 'silenced', silenceAlert as never, {
    untilDay: addDays(dayOf(begin), 9),
    reason: '月底',
  })
  await act('manager', 'reassigned', reassignAlert as never, { toUserId: a.users.mate, reason: '忙' })
  clock.set(begin + 30 * MINUTE)
  await act('rep', 'own', acknowledgeAlert, {})
  await climb()
  const closedAt = begin + 6 * DAY_MS
  clock.set(closedAt)
  const done = { result: 'promised', verdict: 'right', note: '答应周五付' }
  await act('rep', 'own', resolveAlert as never, done)
  await act('manager', 'climbed', resolveAlert as never, done)
  const rep = await rowsOf(a.users.rep)
  expect([...rep.keys()].filter((name) => NAMES.includes(name)).sort()).toEqual(['climbed', 'late', 'own'])
  const between = (from: Instant, to: Instant) => workingMinutesBetween(DEFAULT_CALENDAR, from, to)
  const own = rep.get('own')!
  expect(own).toMatchObject({ inTime: true, cameBack: false })
  expect(own.takenMinutes).toBeCloseTo(between(own.openedAt, begin + 30 * MINUTE), 1)
  expect(own.closedMinutes).toBeCloseTo(between(own.openedAt, closedAt), 1)
  expect(rep.get('climbed')).toMatchObject({ inTime: false, closedMinutes: null })
  const manager = await rowsOf(a.users.manager)
  const closed = manager.get('climbed')!
  const { rows: steps } = await sql<{ at: Instant }>`
    select at from alert_step where org_id = ${a.orgId} and alert_id = ${closed.id} and kind = 'escalate' order by at limit 1`.execute(
    db,
  )
  expect(closed.takenMinutes).toBeNull()
  expect(closed.closedMinutes).toBeCloseTo(between(steps[0]!.at, closedAt), 1)
  expect(closed.closedMinutes!).toBeLessThan(between(begin, closedAt) - 60)
  const { people } = await (await signIn('boss')).get(getResponses)
  const figure = (id: string) => people.find(({ person }) => person.id === id)?.figure
  expect(figure(a.users.rep)!.closedN).toBe(1)
  expect(figure(a.users.manager)!.closedN).toBe(1)
}, 120_000)

test('whoever leads nobody sees no expectation that two others stand behind; the boss does', async () => {
  const mine = await (await signIn('rep')).get(getResponses)
  for (const { figure } of [...mine.people, ...mine.rules, ...mine.months])
    if (figure.n > 0) expect(figure).toMatchObject({ expected: null, index: null })
  const { people } = await (await signIn('boss')).get(getResponses)
  expect(people.find(({ person }) => person.id === a.users.rep)!.figure.expected).not.toBeNull()
})

test('what a team did stays with the team when somebody moves on', async () => {
  const before = await (await signIn('boss')).get(getResponses)
  expect(before.teams.map(({ team }) => team.id)).toContain(a.departments.one)
  await write(db, { ...WHO, now: clock.now() + 1000 }, (ctx) =>
    ctx.db
      .updateTable('app_user')
      .set({ department_id: a.departments.two, version: sql<number>`version + 1` })
      .where('org_id', '=', a.orgId)
      .where('id', '=', a.users.rep)
      .execute(),
  )
  clock.set(clock.now() + 2000)
  const after = await (await signIn('boss')).get(getResponses)
  expect(after.teams).toEqual(before.teams)
})
