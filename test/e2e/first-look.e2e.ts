import { expect, test } from 'vitest'
import { demoVisitors } from '../support/enter.ts'

const enter = demoVisitors()

test('the boss sees three figures, and a figure opens to the rows that made it', async () => {
  const page = await enter('老板')
  const overdue = page.locator('.bw-stat', { hasText: '逾期应收' })
  const amount = await overdue.locator('.bw-num').first().innerText()
  expect(amount).toMatch(/^¥[\d.,]+万?$/)
  await overdue.click()
  await page.waitForURL((url) => url.pathname === '/receivables')
  const card = page.locator('.bw-stat', { hasText: '已逾期' })
  expect(await card.locator('.bw-num').first().innerText()).toBe(amount)
  const rows = page.getByRole('dialog')
  await rows.getByText('已逾期 的应收明细').waitFor()
  await rows.getByText(`未回合计 ${amount}`, { exact: false }).waitFor()
  await rows.locator('tbody tr', { hasText: '有限' }).first().waitFor()
})
