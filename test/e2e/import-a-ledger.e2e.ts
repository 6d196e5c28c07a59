import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import readXlsx from 'read-excel-file/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import writeXlsx from 'write-excel-file/node'
import { dayOf } from '../../src/core/calendar.ts'
import { formatFen } from '../../src/core/money.ts'
import { writeLedgers } from '../../src/server/cli/demo/write-ledgers.ts'
import { systemClock } from '../../src/server/platform/clock.ts'
import { buildCompany } from '../../src/world/company.ts'
import { ledgerSheets } from '../../src/world/ledgers.ts'
import { testBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { startStopwatch } from '../support/stopwatch.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts'

/** The first hour: an empty installation, the company's own ledgers as they are, totals that agree. */
const openPage = testBrowser()
const folder = mkdtempSync(join(tmpdir(), 'bellwether-ledgers-'))
const company = buildCompany({ seed: 'first-hour', today: dayOf(systemClock.now()), size: 'half' })
let server: TestServer
let page: Page
/** The company's own system that hears the warnings: it stands on this very machine. */
let receiver: WebhookReceiver

/** Issue 3, proof 1: from an empty installation to the report of what is wrong, at a person's pace. */
const TEN_MINUTES = 600

beforeAll(async () => {
  await writeLedgers(company, folder)
  receiver = await startWebhookReceiver()
  server = await startServer({ env: { BELLWETHER_ALLOW_PRIVATE: receiver.host } })
})
afterAll(async () => {
  await receiver?.close()
  await server?.remove()
  rmSync(folder, { recursive: true, force: true })
})

test('a messy ledger goes in, agrees to the cent, and the check-up names customers and days', async () => {
  ;({ page } = await openPage({ baseURL: server.url }))
  const pace = await startStopwatch(page)
  await setUp()
  const link = await firstSteps()
  await connectChannel()
  const { truth } = ledgerSheets(company).receivables
  await drop(join(folder, '应收台账.xlsx'))
  await page.getByText('导入（下一步可看到每一笔）').click()
  await page.getByRole('button', { name: '看看导入结果' }).click()
  await page.getByText('一致，一分不差').waitFor()
  expect(await page.getByText(`¥${formatFen(truth.invoicedFen)}`).count()).toBe(2)
  await page.getByRole('button', { name: '开始导入' }).click()
  await page.getByText('导入完成').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: '看体检报告' }).click({ timeout: 60_000 })
  await page.getByRole('heading', { name: '首次体检' }).waitFor()
  const report = await page.locator('.biz-checkup').innerText()
  expect(report).toContain('已经逾期的钱')
  expect(report).toMatch(/若开着“.+”，\d{4}年\d+月\d+日就会提醒您，比.+早 \d+ 天/)
  const start = await pace()
  console.info('the ten-minute start', start)
  expect(start.clicks).toBeGreaterThan(10)
  expect(start.seconds).toBeLessThan(TEN_MINUTES)
  // What was wrong on this day went into the report; nobody is alerted about it.
  await page.goto('/alerts')
  await page.getByText('没有', { exact: false }).first().waitFor()
  expect(await page.locator('tbody tr.bw-clickable').count()).toBe(0)
  await page.goto('/start')
  await page.getByText('已完成 6/6').waitFor()
  // The salesperson of the ledger comes in by the link and finds the customers that the ledger gave them.
  const { page: phone } = await openPage({ baseURL: server.url, phone: true })
  await phone.goto(link)
  await phone.getByRole('button', { name: '登录并设置密码' }).click()
  await phone.locator('input[type=password]').fill('a long sentence for the phone')
  await phone.keyboard.press('Enter')
  await phone.getByRole('dialog').waitFor({ state: 'hidden' })
  await phone.goto('/customers?view=mine')
  await phone.getByText('有限公司').first().waitFor()
}, 180_000)

test('bad cells come back marked in the user’s own file, and an import can be taken back', async () => {
  ;({ page } = await openPage({ baseURL: server.url }))
  await page.goto(`${server.url}/`)
  await signIn()
  await drop(await badLedger())
  await page.getByRole('button', { name: '看看导入结果' }).click()
  await page.getByRole('button', { name: '导入正确的 2 行' }).click()
  await page.getByText('导入完成').waitFor({ timeout: 60_000 })
  const downloading = page.waitForEvent('download')
  await page.getByText('下载有问题的行').click()
  const path = join(folder, 'errors.xlsx')
  await (await downloading).saveAs(path)
  const [sheet] = await readXlsx(path)
  const rows = sheet!.data.map((cells) => cells.map((cell) => String(cell ?? '')))
  const reason = rows.flatMap((cells) => cells.indexOf('失败原因')).find((column) => column >= 0)!
  const bad = rows.find((cells) => cells.includes('坏日期有限公司'))!
  expect(bad[reason]).toContain('2026-02-30')
  expect(rows.some((cells) => cells.includes('好客户有限公司'))).toBe(false)
  await page.getByRole('button', { name: '撤销这次导入' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '撤销这次导入' }).click()
  await page.getByText('这次导入已撤销').first().waitFor()
  await page.goto(`${server.url}/customers?q=好客户`)
  expect(await page.getByText('好客户有限公司').count()).toBe(0)
}, 120_000)

const BOSS = { login: 'wang', password: 'quiet harbour at dusk 41' }

async function setUp(): Promise<void> {
  const link = /http\S+setup#\S+/.exec(server.output())![0]
  await page.goto(link)
  const fields = page.locator('form input')
  for (const [index, value] of ['昆山铭川', '王老板', BOSS.login, BOSS.password].entries()) {
    await fields.nth(index).fill(value)
  }
  await page.locator('button[type=submit]').click()
  await page.waitForURL(/\/start/)
}

/** People out of a spreadsheet, a trade; gives the link of the one whom the ledger names too. */
async function firstSteps(): Promise<string> {
  const { name } = company.people.find(({ roles }) => roles.includes('rep'))!
  await page.getByRole('button', { name: '粘贴名单' }).click()
  const list = page.getByRole('textbox', { name: '人员名单' })
  await list.fill(`姓名\t部门\t岗位\n${name}\t销售一部\t司机`)
  await page.getByText('第 2 行的岗位认不出来：司机').waitFor()
  await list.fill(`姓名\t部门\t岗位\n${name}\t销售一部\t业务员\n程会计\t财务部\t会计`)
  await page.getByRole('button', { name: '请 2 人进来' }).click()
  const link = await page.getByLabel(`${name} 登录链接`).inputValue()
  await page.getByRole('button', { name: '已发出，关闭' }).click()
  await page.locator('.biz-trades li', { hasText: '贸易分销' }).getByRole('button').click()
  await page.getByText('销售流程已按“贸易分销”设置').waitFor()
  return link
}

/** Where warnings go, tried at once: a signed message arrives. */
async function connectChannel(): Promise<void> {
  await page.getByRole('button', { name: '添加渠道' }).click()
  // The page of channels has a button of the same name.
  await page.waitForURL(/\/settings\/channels/)
  await page.getByRole('heading', { name: '设置' }).waitFor()
  await page.getByRole('button', { name: '添加渠道' }).first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('Webhook', { exact: true }).click()
  await drawer.getByLabel('接收地址').fill(receiver.url)
  await drawer.getByLabel('签名密钥').fill(receiver.secret)
  await drawer.getByLabel('名称').fill('仓库系统')
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '测试', exact: true }).click()
  const trial = page.getByRole('dialog')
  await trial.getByRole('button', { name: '发一条测试消息' }).click()
  await trial.getByText('发送成功').waitFor({ timeout: 20_000 })
  await trial.getByRole('button', { name: '关闭', exact: true }).last().click()
  expect([receiver.messages.size, receiver.forged()]).toEqual([1, 0])
}

async function signIn(): Promise<void> {
  await page.locator('input').nth(0).fill(BOSS.login)
  await page.locator('input[type=password]').fill(BOSS.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
}

async function drop(path: string): Promise<void> {
  await page.goto(`${server.url}/imports`)
  await page.locator('input[type=file]').setInputFiles(path)
  await page.waitForURL(/\/imports\/.+/)
}

/** A banner, a header, three rows of which one names a day that does not exist, and a total. */
async function badLedger(): Promise<string> {
  const rows = [
    ['某某公司应收账款明细'],
    ['客户名称', '发票号', '开票日期', '到期日', '应收金额'],
    ['好客户有限公司', '0001', '2026年1月5日', '2026/2/5', '1,200.00'],
    ['坏日期有限公司', '0002', '2026-02-30', '2026-03-30', '￥800'],
    ['也好有限公司', '0003', '20260110', '2026.2.10', '３００'],
    ['合计', '', '', '', '2,300.00'],
  ]
  const path = join(folder, '有错的台账.xlsx')
  const cells = rows.map((row) => row.map((value) => ({ value, type: String })))
  await writeXlsx(cells, { sheet: '应收' }).toFile(path)
  return path
}
