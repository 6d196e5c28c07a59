import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type PersonaName, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
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
const nameOf = (name: Name) => `响应${name}有限公司`
const MINUTE = 60_000
/** The Friday after, at ten, everybody being there: what is left lies over a weekend. */
const begin = startOfDay(addDays(dayOf(NOW), 4)) + 600 * MINUTE
const RULE = 'instalment-overdue-1'

/** One customer of the rep for each, with an invoice that fell due yesterday. */
async function owing() {
  clock.set(begin)
  const day = dayOf(begin)
  await write(db, { ...WHO, now: begin }, async (ctx) => {
    const saved = await saveCustomers(
      ctx,
      NAMES.map((name) => ({ name: nameOf(name), responsibleId: a.users.rep, createdOn: addDays(day, -90) })),
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

type Who = PersonaName

async function alertOf(name: Name) {
  const { rows } = await (await signIn('boss')).get(listAlerts, {
    query: { rule: RULE, pageSize: 200 } as never,
  })
  return rows.find((row) => JSON.stringify(row).includes(nameOf(name)))!
}

async function act(who: Who, name: Name, route: typeof acknowledgeAlert, body: object) {
  const { id, version } = await alertOf(name)
  await (await signIn(who)).get(route, { params: { id }, body: { version, ...body } } as never)
}

async function rowsOf(userId: string) {
  const { items } = await (await signIn('boss')).get(listResponses, { query: { person: userId, rule: RULE } })
  return new Map(items.map((item) => [item.subject, item]))
}

test('only what the first person did counts as theirs, and closing for whoever closed', async () => {
  await owing()
  clock.set(begin + 5 * MINUTE)
  await act('manager', 'silenced', silenceAlert as never, {
    untilDay: addDays(dayOf(begin), 9),
    reason: '等月底付款',
  })
  await act('manager', 'reassigned', reassignAlert as never, {
    toUserId: a.users.stranger,
    reason: '他手上太满',
  })
  clock.set(begin + 30 * MINUTE)
  await act('rep', 'own', acknowledgeAlert, {})
  clock.set(begin + 60 * MINUTE)
  const done = { result: 'promised', verdict: 'right', note: '答应周五付' }
  await act('rep', 'own', resolveAlert as never, done)
  const climbedAt = begin + 14 * DAY_MS
  await write(db, { ...WHO, now: climbedAt }, (ctx) => tendAlerts(ctx))
  const closedAt = climbedAt + 120 * MINUTE
  clock.set(closedAt)
  // How far up it has come is the ladder's matter: whoever it reached closes it.
  const closerId = (await alertOf('climbed')).responsible.id
  expect(closerId).not.toBe(a.users.rep)
  const [closer] = Object.entries(a.users).find(([, id]) => id === closerId)!
  await act(closer as Who, 'climbed', resolveAlert as never, done)
  const rep = await rowsOf(a.users.rep)
  expect(NAMES.filter((name) => rep.has(nameOf(name)))).toEqual(['own', 'climbed', 'late'])
  const between = (from: Instant, to: Instant) => workingMinutesBetween(DEFAULT_CALENDAR, from, to)
  const own = rep.get(nameOf('own'))!
  expect(own).toMatchObject({ inTime: true, cameBack: false })
  expect(own.takenMinutes).toBeCloseTo(between(own.openedAt, begin + 30 * MINUTE), 1)
  expect(own.closedMinutes).toBeCloseTo(between(own.openedAt, begin + 60 * MINUTE), 1)
  expect(rep.get(nameOf('climbed'))).toMatchObject({ inTime: false, closedMinutes: null })
  const closed = (await rowsOf(closerId)).get(nameOf('climbed'))!
  expect(closed.takenMinutes).toBeNull()
  // Not the two weeks it lay with the rep: it came up two hours ago.
  expect(closed.closedMinutes).toBeCloseTo(120, 1)
  const { people } = await (await signIn('boss')).get(getResponses)
  const figure = (id: string) => people.find(({ person }) => person.id === id)?.figure
  expect(figure(a.users.rep)!.closedN).toBe(1)
  expect(figure(closerId)!.closedN).toBe(1)
}, 120_000)

test('whoever leads nobody sees no expectation that fewer than three others stand behind', async () => {
  // On that day nobody else had an alert.
  const query = { from: dayOf(begin), to: dayOf(begin) }
  const mine = await (await signIn('rep')).get(getResponses, { query })
  const figures = [mine.all, ...[...mine.people, ...mine.rules].map(({ figure }) => figure)]
  expect(figures.length).toBeGreaterThanOrEqual(3)
  for (const figure of figures) expect(figure).toMatchObject({ expected: null, index: null })
  const { people } = await (await signIn('boss')).get(getResponses, { query })
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
