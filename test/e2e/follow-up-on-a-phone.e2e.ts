import { expect, test } from 'vitest'
import { demoVisitors } from '../support/enter.ts'

const enter = demoVisitors()

test('a rep notes what was said on the phone, and the customer page knows it', async () => {
  const page = await enter('业务员', { phone: true })
  const call = page.locator('.bw-call').first()
  const customer = await call.locator('strong').first().innerText()
  await call.getByRole('button', { name: '记一笔' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('王工说下周二走付款流程')
  await dialog.getByRole('button', { name: '3 天后' }).click()
  await dialog.getByRole('button', { name: '记下来' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.goto('/customers')
  await page.getByRole('searchbox').fill(customer)
  await page.locator('.bw-cards a', { hasText: customer }).first().click()
  await page.getByText('王工说下周二走付款流程').waitFor()
  expect(await sideways(page)).toBe(0)
})

test('nothing on a phone is wider than the phone', async () => {
  const page = await enter('老板', { phone: true })
  for (const path of [
    '/',
    '/alerts',
    '/customers',
    '/deals',
    '/deals?view=list',
    '/receivables',
    '/rules',
    '/me',
  ]) {
    await page.goto(path)
    await page.locator('h1').waitFor()
    expect(await sideways(page), path).toBe(0)
  }
})

/** By how many pixels the page can be pushed sideways. */
function sideways(page: Awaited<ReturnType<typeof enter>>): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}
