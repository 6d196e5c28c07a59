import { describe, expect, test } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as people from '../../../api/people.ts'
import * as settings from '../../../api/settings.ts'
import { monthOf } from '../../../core/calendar.ts'

/**
 * Two people with the same page open (R22): the second one to save is told, and nothing of what the first
 * one saved is lost.
 */

const database = await testDatabase()
const { db, admin } = database
const { app, signIn } = await testApp(database)
const { a } = await twoOrgs(db)
const boss = await signIn('boss')
const month = monthOf(TODAY)

const seen = (version: number) => ({ headers: { 'if-match': `"${version}"` } })
const unsaid = { headers: {} }

type Setting = {
  /** the version that is on the screen */
  see(): Promise<number>
  /** saves something else each time, as whoever saw that version */
  save(nth: number, version: number | null): ReturnType<Client['call']>
  kept(): Promise<unknown>
}

/** `null`: a client that says nothing of a version; the client of the tests would ask for any. */
function send(method: 'POST', url: string, body: unknown, version: number | null) {
  return boss.send({ method, url, body, ...(version === null ? unsaid : seen(version)) })
}

const rows = async (sql: string) => (await admin.query(sql, [a.orgId])).rows

const SETTINGS: Record<string, Setting> = {
  'sales process': {
    see: async () => (await boss.get(settings.listPipelines)).items[0]!.version,
    save: async (nth, version) => {
      const [pipeline] = (await boss.get(settings.listPipelines)).items
      const body = { id: pipeline!.id, name: `流程${nth}`, stages: pipeline!.stages }
      return send('POST', settings.savePipeline.path, body, version)
    },
    kept: () => rows('select name, version from pipeline where org_id = $1'),
  },
  department: {
    see: async () => (await theDepartment()).version,
    save: async (nth, version) => {
      const { id } = await theDepartment()
      return send('POST', people.saveDepartment.path, { id, name: `部门${nth}` }, version)
    },
    kept: () => rows('select name, version from department where org_id = $1 order by id'),
  },
  'working calendar': {
    see: async () => (await boss.get(settings.getCalendar, { query: { year: 2026 } })).version,
    save: (nth, version) => {
      const days = [{ day: `2026-03-1${nth}`, isWorkday: false }]
      return send('POST', settings.saveCalendar.path, { year: 2026, days }, version)
    },
    kept: () => rows(`select day from calendar_day where org_id = $1 and day >= '2026-01-01' order by day`),
  },
  'organisation settings': {
    see: async () => (await boss.get(settings.getOrgSettings)).version,
    save: (nth, version) => send('POST', settings.saveOrgSettings.path, { ageingBounds: [nth + 1] }, version),
    kept: () => rows('select id, value, version from org_setting where org_id = $1 order by id'),
  },
}

async function theDepartment() {
  const { items } = await boss.get(people.listDepartments)
  return items.find(({ id }) => id === a.departments.one)!
}

describe('the second of two who change the same setting is told, and changes nothing', () => {
  test.each(Object.entries(SETTINGS))('%s', async (_name, { see, save, kept }) => {
    const version = await see()
    expect((await save(1, version)).status).toBe(200)
    const first = await kept()
    expect(await save(2, version)).toMatchObject({ status: 412, body: { code: 'stale_version' } })
    expect(await save(3, null)).toMatchObject({ status: 428, body: { code: 'version_required' } })
    expect(await kept()).toEqual(first)
    expect((await save(4, await see())).status).toBe(200)
    expect(await kept()).not.toEqual(first)
  })

  test('targets, each by itself: that of one person does not stand in the way of another', async () => {
    const rowOf = async (userId: string) =>
      (await boss.get(settings.listTargets, { query: { month } })).items.find((row) => row.userId === userId)!
    const set = (userId: string, amountFen: number, version: number) =>
      boss.call(settings.saveTargets, {
        body: { items: [{ userId, month, kind: 'bookings', amountFen, version }] },
      })
    const { rep, manager } = a.users
    const before = await rowOf(rep)
    expect((await set(rep, 100, before.bookingsVersion)).status).toBe(200)
    expect((await set(manager, 300, (await rowOf(manager)).bookingsVersion)).status).toBe(200)
    expect((await set(rep, 200, before.bookingsVersion)).status).toBe(412)
    expect(await rowOf(rep)).toMatchObject({ bookingsTargetFen: 100 })
    expect(await rowOf(manager)).toMatchObject({ bookingsTargetFen: 300 })
  })
})

test('a change of what somebody has seen is refused by every route when it does not say what was seen', async () => {
  const versioned = app.routes.filter(({ isVersioned }) => isVersioned)
  expect(versioned.length).toBeGreaterThan(25)
  for (const route of versioned) {
    const url = route.path.replace(/:\w+/g, () => a.orgId)
    const answer = await boss.send({ method: route.method, url, body: {} })
    const refusal = [route.id, answer.status, (answer.body as { code: string }).code]
    // What is not the boss's to do is refused as that.
    if (answer.status !== 403) expect(refusal).toEqual([route.id, 428, 'version_required'])
  }
})
