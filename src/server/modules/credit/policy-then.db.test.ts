import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day } from '../../../core/calendar.ts'
import { type CreditPolicy, DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { read, write } from '../../platform/context.ts'
import { getDocuments } from './documents.ts'
import { savePolicy } from './policy.ts'
import { getCovers } from './read-covers.ts'
import { getStandingThen } from './standing-then.ts'

const database = await testDatabase()
const { a, b } = await twoOrgs(database.db)

const save = (org: OrgWorld, days: number, part: Partial<CreditPolicy>) =>
  write(database.db, { orgId: org.orgId, now: NOW + days * DAY_MS }, (ctx) =>
    savePolicy(ctx, { ...DEFAULT_POLICY, ...part }),
  )
const asked = (required: CreditPolicy['documents']['required']) => ({
  documents: { required, mode: 'approve' as const },
})

/** What the pages of a past day say, read sixty days on. */
const pagesOf = (org: OrgWorld, asOf: Day) =>
  read(database.db, { orgId: org.orgId, now: NOW + 60 * DAY_MS }, async (ctx) => {
    const { customerId } = org.records.own
    const [documents, covers, standing] = [
      await getDocuments(ctx, customerId, asOf),
      await getCovers(ctx, customerId, asOf),
      await getStandingThen(ctx, customerId, asOf),
    ]
    return [documents.missing, covers.countsCover, standing.countsCover, standing.countsOrders]
  })

test('a past day is judged by the rules of that day, whatever was decided since', async () => {
  await save(a, 1, { ...asked(['credit_report']), countsCover: true, countsOrders: true })
  await save(a, 10, { ...asked([]), countsCover: false, countsOrders: false })
  await save(a, 20, { ...asked(['business_licence']), countsCover: true, countsOrders: true })
  const day = (days: number) => pagesOf(a, addDays(TODAY, days))
  expect(await day(9)).toEqual([['credit_report'], true, true, true])
  expect(await day(10)).toEqual([[], false, false, false])
  expect(await day(59)).toEqual([['business_licence'], true, true, true])
})

test('before the first rule was saved those that ship held; before the company was here, the first it saved', async () => {
  await save(b, 5, { ...asked(['credit_report']), countsCover: !DEFAULT_POLICY.countsCover })
  const countsCover = async (days: number) => (await pagesOf(b, addDays(TODAY, days)))[1]
  expect([await countsCover(5), await countsCover(4), await countsCover(-400)]).toEqual([
    !DEFAULT_POLICY.countsCover,
    DEFAULT_POLICY.countsCover,
    !DEFAULT_POLICY.countsCover,
  ])
})
