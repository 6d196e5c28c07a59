import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { AREAS } from '../../src/web/pages/settings/area-list.ts'
import { paths } from '../../src/web/paths.ts'
import { demoVisitors } from '../support/enter.ts'

const enter = demoVisitors()
// Every page there is, one after the other.
const SLOW = { timeout: 240_000 }

/** Read off the map itself, so that a page that is added is looked at. */
const DOORS: string[] = [paths.signIn(), paths.setup()]
const PAGES = [
  ...Object.values(paths).flatMap((path) => (path.length === 0 ? [(path as () => string)()] : [])),
  ...AREAS.map((area) => paths.settings(area)),
].filter((path) => !DOORS.includes(path))

test('on a phone every page fits, has one heading, and keeps nobody out', SLOW, async () => {
  expect(PAGES.length).toBeGreaterThan(40)
  const wrong: string[] = []
  const left = [...PAGES]
  const walk = async () => {
    const page = await enter('老板', { phone: true })
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      await page.goto(path)
      await page.locator('h1').first().waitFor()
      wrong.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`))
    }
  }
  await Promise.all([walk(), walk()])
  expect(wrong).toEqual([])
})

test('by keyboard alone: past the menu into the page, down a list, into a row and back', SLOW, async () => {
  const page = await enter('主管')
  await page.goto(paths.customers())
  await page.locator('tbody tr.bw-clickable').first().waitFor()
  await page.keyboard.press('Tab')
  await expect.poll(() => focused(page)).toMatchObject({ href: '#main' })
  await page.keyboard.press('Enter')
  for (let steps = 0; steps < 60 && !(await focused(page)).isRowLink; steps += 1) {
    await page.keyboard.press('Tab')
    const seen = await focused(page)
    expect(seen.isShown, `nothing shows that ${seen.what} has the focus`).toBe(true)
  }
  expect((await focused(page)).isRowLink).toBe(true)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/customers\/.+/)
  await page.locator('.bw-back').waitFor()
})

async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = []
  const headings = await page.locator('h1').count()
  if (headings !== 1) faults.push(`${headings} headings`)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (over > 1) faults.push(`${over} pixels too wide`)
  const nested = await page.locator('a a').count()
  if (nested > 0) faults.push(`${nested} links within links`)
  const { violations } = await new AxeBuilder({ page }).analyze()
  for (const { impact, id, nodes } of violations) {
    if (impact === 'serious' || impact === 'critical') faults.push(`${id} ${nodes[0]!.target.join(' ')}`)
  }
  return faults
}

function focused(page: Page) {
  return page.evaluate(() => {
    const at = document.activeElement as HTMLElement
    return {
      what: `${at.tagName} ${at.textContent?.slice(0, 20)}`,
      href: at.getAttribute('href'),
      isRowLink: at.tagName === 'A' && at.closest('tbody tr') !== null,
      // Of a text field the box around it shows it.
      isShown: getComputedStyle(at).outlineStyle !== 'none' || at.matches('input'),
    }
  })
}
