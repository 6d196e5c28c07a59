import { expect, it } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { listRuleTemplates } from '../../../api/rule-templates.ts'
import { previewRule, saveRule } from '../../../api/rules.ts'
import { getOrgSettings, saveOrgSettings } from '../../../api/settings.ts'
import { fixedClock } from '../../platform/clock.ts'

const database = await testDatabase()
const { signIn } = await testApp(database, fixedClock(NOW))
await twoOrgs(database.db)

it('offers those of the own trade first, once the company has said what it is', async () => {
  const [boss, manager] = [await signIn('boss'), await signIn('manager')]
  const before = await manager.get(listRuleTemplates)
  expect(before.trade).toBeNull()
  expect(before.items[0]!.trade).toBe('manufacturing')
  const { version } = await boss.get(getOrgSettings)
  await boss.get(saveOrgSettings, { headers: { 'if-match': `"${version}"` }, body: { trade: 'software' } })
  const { trade, items } = await manager.get(listRuleTemplates)
  expect(trade).toBe('software')
  const own = items.filter((one) => one.trade === 'software')
  expect(items.slice(0, own.length)).toEqual(own)
  expect(items).toHaveLength(before.items.length)
  // What was never said of few events is not said here either.
  const few = items.find(({ spec }) => spec.code === 'reorder-late-and-quiet')!
  expect(few.record).toMatchObject({ verdict: 'not-enough-data', lift: null })
})

it('every one of them can be tried and saved as it is, and begins silent', async () => {
  const boss = await signIn('boss')
  const { items } = await boss.get(listRuleTemplates)
  for (const [index, { spec }] of items.entries()) {
    const own = { ...spec, code: `own-${index + 1}` }
    const seen = await boss.get(previewRule, { body: { spec: own } })
    expect(seen.problems, spec.code).toEqual([])
    const card = await boss.get(saveRule, { params: { code: own.code }, body: { version: 0, spec: own } })
    expect(card).toMatchObject({ mode: 'trial', title: spec.title })
  }
})
