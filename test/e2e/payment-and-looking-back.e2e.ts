import { expect, test } from 'vitest'
import { demoVisitors } from '../support/enter.ts'

const enter = demoVisitors()

test('finance records a payment, the ageing changes, and a past day is shown as it was', async () => {
  const page = await enter('财务')
  await page.goto('/receivables')
  const row = page.locator('tbody tr', { hasText: '有限' }).first()
  const customer = await row.locator('.bw-row-link').innerText()
  const before = await overdueOf(row)
  expect(before).toBeGreaterThan(1000)
  await page.getByRole('button', { name: '登记回款' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('combobox').first().fill(customer.slice(0, 4))
  await page.locator('.ant-select-item-option', { hasText: customer }).click()
  await drawer.getByPlaceholder('可写 128000', { exact: false }).fill('1000')
  await drawer.getByRole('button', { name: '登记回款' }).click()
  await drawer.waitFor({ state: 'hidden' })
  const after = page.locator('tbody tr', { hasText: customer })
  await expect.poll(() => overdueOf(after)).toBe(before - 1000)

  await page.getByRole('button', { name: '回看' }).click()
  await page.getByRole('button', { name: '上月底' }).click()
  await page.getByText('正在回看').waitFor()
  expect(await page.getByRole('button', { name: '登记回款' }).count()).toBe(0)
  await page.getByRole('button', { name: '回到今天' }).click()
  await page.getByRole('button', { name: '登记回款' }).waitFor()
  expect(await page.getByText('正在回看').count()).toBe(0)
})

test.each(['/customers', '/deals', '/deals?view=list', '/alerts', '/receivables'])(
  '%s turned to a past day says so, changes nothing and leads back',
  async (path) => {
    const page = await enter('老板')
    await page.goto(`${path}${path.includes('?') ? '&' : '?'}asOf=2026-01-31`)
    await page.locator('.bw-looking-back').waitFor()
    for (const write of ['新建客户', '新建商机', '登记回款', '登记应收', '接手']) {
      expect(await page.getByRole('button', { name: write }).count(), write).toBe(0)
    }
    await page.getByRole('button', { name: '回到今天' }).click()
    await page.locator('.bw-looking-back').waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('asOf')).toBeNull()
  },
)

test('what has no past does not stand there as if it had one', async () => {
  const page = await enter('财务')
  for (const tab of ['dunning', 'calendar', 'receipts', 'commission', 'closes']) {
    await page.goto(`/receivables?tab=${tab}&asOf=2026-01-31`)
    await page.getByRole('heading', { name: '这里只有今天的样子' }).waitFor()
  }
  for (const write of ['去办', '导入银行流水', '认领', '月结'])
    expect(await page.getByRole('button', { name: write }).count(), write).toBe(0)
})

async function overdueOf(row: ReturnType<Awaited<ReturnType<typeof enter>>['locator']>): Promise<number> {
  const text = await row.locator('.bw-danger').first().innerText()
  return Number(text.replaceAll(/[^\d.]/g, ''))
}
