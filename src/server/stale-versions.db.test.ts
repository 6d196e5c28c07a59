import { beforeAll, expect, test } from 'vitest'
import { type Client, testApp } from '../../test/support/api-client.ts'
import { testDatabase } from '../../test/support/database.ts'
import { type ExtendedRecords, extendRecords, LATER } from '../../test/support/permissions/records.ts'
import { loadSampled } from '../../test/support/permissions/routes.ts'
import { type OrgWorld, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { fixedClock } from './platform/clock.ts'

const database = await testDatabase()
const clock = fixedClock(LATER)
const tested = await testApp(database, clock)
const { sampled } = await loadSampled(tested.app.routes)

let org: OrgWorld
let records: ExtendedRecords
let boss: Client

beforeAll(async () => {
  org = (await twoOrgs(database.db)).a
  records = (await extendRecords(database, { ...tested, clock }, org, '')).own
  boss = await tested.signIn('boss', 'first')
}, 120_000)

/** These say the version of each row in their body: see `versions-seen`. */
const BY_ROW = new Set(['targets.save'])

test('whoever saves by a version that is not the newest is refused by every route that asks for one (R22)', async () => {
  // A sample that aims at nothing is refused for that; the tests of its module hold its versions.
  const versioned = sampled.filter(
    ({ route, sample }) => route.isVersioned && !BY_ROW.has(route.id) && !sample.fails,
  )
  expect(versioned.length).toBeGreaterThan(18)
  const wrong: unknown[] = []
  let older = 0
  for (const { route, sample } of versioned) {
    const parts = sample.input?.(records, org) ?? {}
    const saveBy = async (version: number) => {
      const answer = await boss.call(route, { ...parts, headers: { 'if-match': `"${version}"` } } as never)
      const { code, detail } = answer.body as { code?: string; detail?: { current?: number } }
      if (answer.status !== 412) wrong.push([route.id, version, answer.status, code])
      return detail?.current
    }
    const current = await saveBy(999_999)
    // What is older is as wrong as what never was, and is what people really send.
    if (current === undefined) wrong.push([route.id, 'says not which is the newest'])
    else if (current > 0) {
      older += 1
      await saveBy(current - 1)
    }
  }
  expect(wrong).toEqual([])
  expect(older).toBeGreaterThan(12)
}, 60_000)
