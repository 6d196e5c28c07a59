import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from 'vitest'
import { demoVisitors } from '../support/enter.ts'

const enter = demoVisitors()
// Many pages in one go, each looked through by axe.
const SLOW = { timeout: 240_000 }

const PAGES = [
  '/',
  '/alerts',
  '/customers',
  '/deals',
  '/deals?view=list',
  '/receivables',
  '/receivables?tab=bills',
  '/receivables?tab=calendar',
  '/approvals',
  '/contracts',
  '/indicators',
  '/figures',
  '/deals?view=funnel',
  '/knowledge',
  '/credit',
  '/receivables?asOf=2026-01-31',
  '/imports',
  '/rules',
  '/outbox',
  '/settings/people',
  '/settings/calendar',
  '/settings/channels',
  '/me',
]

test('no page keeps anybody out: nothing serious, nothing critical', SLOW, async () => {
  const left = [...PAGES]
  const walk = async () => {
    const page = await enter('老板')
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      await page.goto(path)
      await page.locator('h1').waitFor()
      expect(await heavyFindings(page), path).toEqual([])
    }
  }
  await Promise.all([walk(), walk()])
})

test('the detail pages and the door neither', SLOW, async () => {
  const page = await enter('老板')
  for (const list of ['/alerts', '/customers', '/deals?view=list']) {
    await page.goto(list)
    await page.locator('tbody tr.bw-clickable').first().click()
    await page.locator('.bw-back').waitFor()
    expect(await heavyFindings(page), list).toEqual([])
  }
  await page.context().clearCookies()
  await page.goto('/sign-in')
  await page.locator('.bw-persona').first().waitFor()
  expect(await heavyFindings(page), 'sign-in').toEqual([])
})

/** What axe finds heavy, and rows that open by mouse only. */
async function heavyFindings(page: Awaited<ReturnType<typeof enter>>): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const rows = await page.locator('tr.bw-clickable').count()
  const byMouseOnly = rows - (await page.locator('tr.bw-clickable:has(a[href])').count())
  const mouse = byMouseOnly > 0 ? [`${byMouseOnly} rows that no key reaches`] : []
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target.join(' ')}`))
  return [...found, ...mouse]
}
