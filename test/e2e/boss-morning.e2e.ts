import { expect, test } from 'vitest'
import type { AlertRow } from '../../src/api/alerts.ts'
import { eyes } from '../support/eyes.ts'
import { storyTellers } from '../support/story.ts'

const { enter, messageTo, follow } = storyTellers()

test('the boss opens the brief from the mail on the phone, asks about a customer and closes what waits', async () => {
  const brief = await messageTo('老板', ({ title }) => title.startsWith('早报'))
  expect(brief.path).toBe('/brief')
  const page = await follow('老板', brief, { phone: true })
  // Where the month will end can be checked with the months behind it.
  await page.getByRole('button', { name: '怎么算的' }).tap()
  const months = page.locator('.bw-brief-why tbody tr')
  expect(await months.count()).toBeGreaterThanOrEqual(6)
  // What was collected opens its payments.
  await page.locator('.bw-brief-figure').tap()
  await page.getByRole('dialog').locator('.bw-brief-row').first().waitFor()
  await page.locator('.ant-modal-close, .ant-drawer-close').first().tap()
  // Two characters of whoever owes most: one line comes back, and says whether to deliver.
  const worst = await page.locator('.bw-brief-list .bw-brief-row strong').first().innerText()
  await page.locator('.bw-ask input').fill(worst.slice(2, 4))
  const line = page.locator('.bw-ask-line', { hasText: worst })
  await line.getByText(/发货/).first().waitFor()
  await line.getByText(/逾期/).first().waitFor()
  await page.locator('.bw-ask input').fill('')
  // The first thing to decide is taken up here, and the next one takes its place.
  const decisions = page.locator('.bw-brief-decision')
  const first = decisions.filter({ has: page.getByRole('button', { name: '我来处理' }) }).first()
  const title = await first.locator('strong').innerText()
  await first.getByRole('button', { name: '我来处理' }).tap()
  await page
    .locator('.bw-brief-decision', { hasText: title })
    .getByRole('button', { name: '我来处理', disabled: false })
    .waitFor({ state: 'detached' })
  // What was taken up is closed where it stands, and audit reads how.
  const boss = await eyes('老板')
  const { rows } = await boss.get<{ rows: AlertRow[] }>(
    `/api/alerts?status=acknowledged&responsibleId=${boss.userId}&pageSize=200`,
  )
  const taken = rows.find(({ customer, subject }) => title.includes(customer?.name ?? subject.label))!
  await page.goto(`/alerts/${taken.id}`)
  await page.getByRole('button', { name: '处理完成' }).tap()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('接受风险').tap()
  await dialog.getByRole('button', { name: '准', exact: false }).first().tap()
  await dialog.getByRole('button', { name: '处理完成' }).tap()
  await page.locator('h1', { hasText: '已处理' }).waitFor()
  const seen = await (await eyes('审计')).get<AlertRow>(`/api/alerts/${taken.id}`)
  expect(seen).toMatchObject({ status: 'resolved', result: 'accepted' })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
})

test('a meeting is called, a decision noted, and it is back on the table of the next one', async () => {
  const page = await enter('老板')
  const decision = '下周一前给三家老客户重新定额度'
  await page.goto('/meetings')
  await page.getByRole('button', { name: '召集例会' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: '召集例会' }).click()
  await page.getByRole('button', { name: '记一项决定' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('要做什么').fill(decision)
  await drawer.getByLabel('交给谁').click()
  await page.locator('.ant-select-item-option').first().click()
  await drawer.getByRole('button', { name: '交办' }).click()
  await page.locator('.biz-task-line', { hasText: decision }).waitFor()
  await page.getByRole('button', { name: '结束会议' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '结束会议' }).click()
  await page.getByText('这是会议结束时的样子').waitFor()
  await page.goto('/meetings')
  await page.getByRole('button', { name: '召集例会' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: '召集例会' }).click()
  await page.getByText('上次定的事').waitFor()
  await page.locator('.biz-task-line', { hasText: decision }).waitFor()
})
