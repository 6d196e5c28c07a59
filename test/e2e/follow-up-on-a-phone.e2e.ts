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

test('a call is noted in four taps and well under fifteen seconds, and leads to the next one', async () => {
  const page = await enter('业务员', { phone: true })
  await page.evaluate(() => {
    const counted = window as unknown as { taps: number }
    counted.taps = 0
    document.addEventListener('click', () => (counted.taps += 1), true)
  })
  const call = page.locator('.bw-call').first()
  const customer = await call.locator('strong').first().innerText()
  const began = performance.now()
  await call.getByRole('button', { name: '记一笔' }).tap()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '在走流程' }).tap()
  await dialog.getByRole('button', { name: '3 天后' }).tap()
  await dialog.getByRole('button', { name: '记下来' }).tap()
  await dialog.waitFor({ state: 'hidden' })
  const seconds = (performance.now() - began) / 1000
  const taps = await page.evaluate(() => (window as unknown as { taps: number }).taps)
  expect(taps).toBeLessThanOrEqual(4)
  expect(seconds).toBeLessThan(15)
  // Spoken to today is done for today: the list has moved on.
  await page.locator('.bw-call', { hasText: customer }).waitFor({ state: 'detached' })
})

test('what was noted without reception is sent later, once', async () => {
  const page = await enter('业务员', { phone: true })
  const call = page.locator('.bw-call').first()
  const customer = await call.locator('strong').first().innerText()
  await call.getByRole('button', { name: '记一笔' }).tap()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '没接通' }).tap()
  await dialog.getByRole('textbox').fill('车间没信号时记的')
  await page.context().setOffline(true)
  await dialog.getByRole('button', { name: '记下来' }).tap()
  await dialog.getByText('连不上服务器').waitFor()
  await page.context().setOffline(false)
  await page.reload()
  await page.getByText('1 条没发出去').waitFor()
  await page.getByRole('button', { name: '重发' }).tap()
  await page.getByText('1 条没发出去').waitFor({ state: 'hidden' })
  await page.goto('/customers')
  await page.getByRole('searchbox').fill(customer)
  await page.locator('.bw-cards a', { hasText: customer }).first().click()
  await page.getByText('没接通：车间没信号时记的').waitFor()
  expect(await page.getByText('没接通：车间没信号时记的').count()).toBe(1)
})

test('it can be put on the home screen', async () => {
  const page = await enter('业务员', { phone: true })
  const manifest = await page.evaluate(async () => {
    const href = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!.href
    return (await fetch(href)).json() as Promise<{ display: string; icons: { src: string }[] }>
  })
  expect(manifest.display).toBe('standalone')
  for (const { src } of manifest.icons) {
    const icon = await page.request.get(src)
    expect([icon.status(), icon.headers()['content-type']]).toEqual([200, 'image/png'])
  }
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
    '/brief',
    '/team',
    '/tasks',
    '/meetings',
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
