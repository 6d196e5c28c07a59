import { expect, test } from 'vitest'
import { demoVisitors } from '../support/enter.ts'

const enter = demoVisitors()
const CHINESE = /[\u4e00-\u9fff]/

test('one switch turns the whole product to English, and it stays so', async () => {
  const page = await enter('老板')
  await page.goto('/me')
  await page.getByText('English', { exact: true }).click()
  await page.getByRole('link', { name: 'Receivables' }).first().click()
  await page.getByRole('heading', { name: 'Receivables' }).waitFor()
  for (const path of [
    '/',
    '/alerts',
    '/customers',
    '/deals',
    '/receivables',
    '/imports',
    '/rules',
    '/outbox',
    '/settings/roles',
  ]) {
    await page.goto(path)
    await page.locator('h1').waitFor()
    expect(await wordsOfTheProduct(page), path).toEqual([])
  }
})

/**
 * Chinese words of the product itself; names of customers, people and deals stay as they were written, and so
 * do messages that went out.
 */
async function wordsOfTheProduct(page: Awaited<ReturnType<typeof enter>>): Promise<string[]> {
  const texts = await page
    .locator(
      'nav, th, .bw-page-head p, .bw-stat-label, .bw-filters, .bw-panel-head h2, button:not(.bw-account):not(.bw-outbox-row)',
    )
    .allInnerTexts()
  return texts.filter((text) => CHINESE.test(text.replaceAll('铭川精密（演示企业）', '')))
}
