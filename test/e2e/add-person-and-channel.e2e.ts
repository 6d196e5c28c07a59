import { test } from 'vitest'
import { demoVisitors } from '../support/enter.ts'

const enter = demoVisitors()

test('an administrator adds a person, who signs in by the link', async () => {
  const page = await enter('管理员')
  await page.goto('/settings/people')
  await page.getByRole('button', { name: '添加人员' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('姓名').fill('赵新来')
  await drawer.getByLabel('账号', { exact: true }).fill('zhaoxinlai')
  await drawer.getByRole('button', { name: '保存' }).click()
  const link = page.getByRole('textbox', { name: '一次性登录链接' })
  const address = await link.inputValue()
  await page.context().clearCookies()
  await page.goto(address)
  await page.getByRole('button', { name: '登录并设置密码' }).click()
  await page.getByText('赵新来').first().waitFor()
})

test('an administrator adds a channel, told what is still missing', async () => {
  const page = await enter('管理员')
  await page.goto('/settings/channels')
  await page.getByRole('button', { name: '添加渠道' }).first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('Webhook', { exact: true }).click()
  await drawer.getByLabel('接收地址').fill('https://hooks.example.com/bellwether')
  await drawer.getByLabel('名称').fill('仓库大屏')
  // Switched off: a story sends nothing into the world.
  await drawer.getByLabel('启用').click()
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.getByText('whsec_').waitFor()
  await drawer.getByLabel('签名密钥').fill('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByText('仓库大屏').waitFor()
})
