import { expect, test } from 'vitest'
import { demoVisitors } from '../support/enter.ts'

const enter = demoVisitors()

test('a manager takes up a warning and closes it with a result and a verdict', async () => {
  const page = await enter('主管')
  await page.goto('/alerts')
  await page
    .locator('tbody tr', { has: page.getByRole('button', { name: '接手' }) })
    .locator('.bw-alert-sentence')
    .first()
    .click()
  const actions = page.locator('.bw-actions')
  await actions.getByRole('button', { name: '接手' }).click()
  await actions.getByRole('button', { name: '开始处理' }).click()
  await page.locator('h1', { hasText: '处理中' }).waitFor()
  await actions.getByRole('button', { name: '处理完成' }).click()
  const dialog = page.getByRole('dialog')
  const close = dialog.getByRole('button', { name: '处理完成' })
  expect(await close.isDisabled()).toBe(true)
  await dialog.getByText('客户已承诺').click()
  await dialog.getByRole('button', { name: '准', exact: false }).first().click()
  await close.click()
  await dialog.waitFor({ state: 'hidden' })
  await page.locator('.bw-why').getByText('客户已承诺').waitFor()
  await page.locator('.bw-why').getByText('预警准').waitFor()
})
