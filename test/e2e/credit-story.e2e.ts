import type { Buffer } from 'node:buffer'
import iconv from 'iconv-lite'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '../../src/core/calendar.ts'
import { testBrowser } from '../support/browser.ts'
import { type MovedServer, startMovedServer } from '../support/moved-clock.ts'
import { PASSWORD, TODAY } from '../support/world-of-two-orgs.ts'

const openPage = testBrowser()
const NAME = '澜海机械有限公司'
const day = (days: number) => addDays(TODAY, days)

type Who = 'rep' | 'manager' | 'finance' | 'boss'
type Rating = { grade: string; score: number }
let server: MovedServer
let pages: Record<Who, Page>
/** Where the story's customer is. */
let customer: string

beforeAll(async () => {
  server = await startMovedServer()
})
afterAll(() => server?.stop())

/**
 * Issue 6, "must be shown" 4, in the browser: everything a person does is done on a page, and time passes
 * between the steps. Looking back at the end shows each of them as it was.
 */
test('a customer is screened, rated and limited; its order waits, goes, is dunned and paid, each step as of its day', {
  timeout: 240_000,
}, async () => {
  pages = {
    rep: (await openPage({ baseURL: server.url })).page,
    manager: (await openPage({ baseURL: server.url })).page,
    finance: (await openPage({ baseURL: server.url })).page,
    boss: (await openPage({ baseURL: server.url })).page,
  }
  await comes(0)
  await screen()
  const first = await gradeNow()
  await sellBeyondTheLimit()

  // Ten days before it is due, on the day, and after it.
  await comes(28)
  await seesNothingDue()
  await comes(29)
  await remind('友好提醒', '到期提醒已发')
  await comes(39)
  await remind('到期通知', '到期通知已发')
  const before = await gradeNow()
  await comes(42)
  await remind('电话催款', '财务说后天走完流程', { on: day(44), yuan: '1500' })
  await comes(43)
  await seesNothingDue()

  // Nothing came: a stage further, then the alert nobody may overlook, and the grade falls.
  await comes(51)
  await seesBrokenPromise()
  await comes(101)
  const worst = await escalated()
  expect(worst.score).toBeLessThan(before.score)
  expect(worst.grade).toBe('D')

  await comes(104)
  await paidThroughTheBank()
  await comes(105)
  expect((await gradeNow()).grade).toBe('C')
  await pages.boss.getByText('目前没有欠款').waitFor()

  await looksBack({ first, before, worst })
})

/** Time passes, what it makes due is done, and everybody comes in anew: a session does not last for weeks. */
async function comes(days: number): Promise<void> {
  await server.comes(days)
  for (const [login, page] of Object.entries(pages)) {
    const answer = await page.request.post('/api/session/sign-in', { data: { login, password: PASSWORD } })
    expect(answer.ok(), await answer.text()).toBe(true)
  }
}

/** The page anew: what another person did is not pushed to it. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.locator('h1').waitFor()
}

const panel = (page: Page, title: string): Locator =>
  page.locator('.bw-panel', { has: page.getByRole('heading', { name: title, exact: true }) })

/** The drawer or dialog with this title. */
const drawer = (page: Page, title: string): Locator => page.getByRole('dialog', { name: title })

async function save(page: Page, title: string, verb = '保存'): Promise<void> {
  await drawer(page, title).getByRole('button', { name: verb, exact: true }).click()
  await drawer(page, title).waitFor({ state: 'hidden' })
}

async function pick(page: Page, field: Locator, option: string): Promise<void> {
  await field.click()
  await page.locator('.ant-select-item-option:visible', { hasText: option }).first().click()
}

async function pickDay(field: Locator, to: string): Promise<void> {
  await field.click()
  await field.fill(to)
  await field.page().locator(`.ant-picker-dropdown:visible td[title="${to}"]`).click()
}

/** Looked at, found well enough, admitted within a limit that the boss grants. */
async function screen(): Promise<void> {
  const { rep, boss } = pages
  await open(rep, '/customers')
  await rep.getByRole('button', { name: '新建客户' }).first().click()
  await drawer(rep, '新建客户').getByLabel('客户', { exact: true }).fill(NAME)
  await save(rep, '新建客户')
  await rep.waitForURL(/customers\/[0-9a-f-]{36}/)
  customer = new URL(rep.url()).pathname
  await panel(rep, '准入与资料').getByRole('button', { name: '资料' }).click()
  await note(rep, '员工人数', '120')
  await note(rep, '成立年份', '2008')

  await open(boss, customer)
  await panel(boss, '准入与资料').getByRole('button', { name: '准入决定' }).click()
  await pick(boss, drawer(boss, '准入决定').getByLabel('决定'), '准入')
  await drawer(boss, '准入决定').getByLabel('依据').fill('资料齐，口碑好')
  await save(boss, '准入决定')
  await panel(boss, '准入与资料').getByText('资料已查 2 项').waitFor()
  await boss.getByRole('button', { name: '编辑' }).first().click()
  await drawer(boss, '编辑客户').getByLabel('信用额度').fill('1000')
  await drawer(boss, '编辑客户').getByLabel('账期（天）').fill('30')
  await save(boss, '编辑客户')
  await panel(boss, '已占用额度').getByText('还可以赊').waitFor()
  await server.comes(0)
  await open(boss, customer)
  await panel(boss, '信用评级').getByText('资料少，仅供参考').waitFor()
}

async function note(page: Page, item: string, value: string): Promise<void> {
  const line = drawer(page, '资料').getByRole('listitem').filter({ hasText: item })
  await line.getByRole('button', { name: '登记' }).click()
  await drawer(page, item).getByRole('spinbutton').fill(value)
  await drawer(page, item).getByLabel('来源').fill('上门走访')
  await save(page, item)
  await line.getByText('上门走访').waitFor()
}

async function gradeNow(): Promise<Rating> {
  await open(pages.boss, customer)
  return gradeOn(pages.boss)
}

async function gradeOn(page: Page): Promise<Rating> {
  const rating = panel(page, '信用评级')
  const score = Number((await rating.getByText('分（300–900）').innerText()).split(' ')[0])
  return { grade: await rating.locator('.bw-grade').first().innerText(), score }
}

/** Beyond the limit it waits; approved for this order until a day, it leaves and is invoiced. */
async function sellBeyondTheLimit(): Promise<void> {
  const { rep, manager, finance } = pages
  await open(rep, customer)
  await panel(rep, '订单').getByRole('button', { name: '登记订单' }).click()
  await drawer(rep, '登记订单').getByLabel('订单号').fill('ST-1')
  await drawer(rep, '登记订单').getByLabel('金额').fill('1500')
  await drawer(rep, '登记订单').getByRole('button', { name: '保存', exact: true }).click()
  await rep.waitForURL(/orders\/[0-9a-f-]{36}/)
  const order = new URL(rep.url()).pathname
  await rep.getByText('因信用暂停发货').waitFor()
  expect(await rep.getByRole('button', { name: '全部交完' }).isDisabled()).toBe(true)
  await rep.getByRole('button', { name: '申请放行' }).click()
  await drawer(rep, '放行订单 ST-1').getByLabel('为什么').fill('老客户介绍，先发一单')
  await save(rep, '放行订单 ST-1')

  await open(manager, '/approvals')
  await manager.locator('tbody tr', { hasText: NAME }).first().click()
  await manager.waitForURL(/approvals\/[0-9a-f-]{36}/)
  await manager.locator('.bw-actions').getByRole('button', { name: '同意', exact: true }).waitFor()
  await manager.locator('.bw-actions').getByRole('button', { name: '同意', exact: true }).click()
  await manager.getByRole('dialog').getByRole('button', { name: '同意', exact: true }).click()
  await manager.locator('h1 .bw-tag', { hasText: '已通过' }).waitFor()

  await open(rep, order)
  await rep.getByRole('button', { name: '全部交完' }).click()
  await drawer(rep, '全部交完').getByRole('button', { name: '全部交完' }).click()
  await rep.getByText('已交完').first().waitFor()

  await open(finance, customer)
  await finance.getByRole('button', { name: '登记应收' }).click()
  const form = drawer(finance, '登记应收')
  await form.getByLabel('发票号').fill('ST-F1')
  await form.getByLabel('金额').first().fill('1500')
  await pick(finance, form.getByLabel('所属订单'), 'ST-1')
  await pickDay(form.getByLabel('应收日期'), day(39))
  await save(finance, '登记应收')
  await finance.getByText('ST-F1').first().waitFor()
}

const dunning = (page: Page) => page.locator('tbody tr', { hasText: NAME })

async function seesNothingDue(): Promise<void> {
  await open(pages.rep, '/receivables?tab=dunning')
  await pages.rep.getByText('再拖 30 天').first().waitFor()
  expect(await dunning(pages.rep).count()).toBe(0)
}

/** What the list says is due is done and noted; then it is due no more. */
async function remind(stage: string, said: string, promise?: { on: string; yuan: string }): Promise<void> {
  const { rep } = pages
  await open(rep, '/receivables?tab=dunning')
  await dunning(rep).getByText(stage).waitFor()
  await dunning(rep)
    .getByRole('button', { name: `去办 ${NAME}` })
    .click()
  const form = drawer(rep, '催收')
  await form.getByText(`现在该做：${stage}`).waitFor()
  await form.getByLabel('对方怎么说').fill(said)
  if (promise) {
    await pickDay(form.getByLabel('答应哪天付'), promise.on)
    await form.getByLabel('答应付多少').fill(promise.yuan)
  }
  await form.getByRole('button', { name: '记下来' }).click()
  await form.getByText('现在没有要做的').waitFor()
}

async function seesBrokenPromise(): Promise<void> {
  const { rep } = pages
  await open(rep, '/receivables?tab=dunning')
  await dunning(rep)
    .getByText(`失约：答应 ${day(44)} 没付`)
    .waitFor()
  await dunning(rep).getByText('书面催款函').waitFor()
  await open(rep, customer)
}

async function escalated(): Promise<Rating> {
  const { boss } = pages
  await open(boss, customer)
  await panel(boss, '信用评级').getByText('有逾期超过 60 天的款').waitFor()
  return gradeOn(boss)
}

async function paidThroughTheBank(): Promise<void> {
  const { finance } = pages
  const lines = [
    '工商银行明细',
    '交易日期,收入金额,支出金额,对方户名,对方账号,备注',
    `${day(104)},1500.00,,${NAME},622001,`,
  ]
  await open(finance, '/receivables?tab=receipts')
  await finance.locator('input[type=file]').setInputFiles({
    name: '流水.csv',
    mimeType: 'text/csv',
    buffer: iconv.encode(`${lines.join('\n')}\n`, 'gb18030') as Buffer,
  })
  await finance.getByText('新增 1 笔').waitFor()
  await finance.getByRole('dialog').getByRole('button').last().click()
  const row = finance.locator('tbody tr', { hasText: NAME })
  await row
    .getByRole('button', { name: /采纳|确认/ })
    .first()
    .click()
  await row.waitFor({ state: 'detached' })
}

/**
 * The day is chosen as anybody would: in the picker of the page, which is turned month by month. It opens on
 * the day shown before and may jump to the one shown now, so whoever has turned too far turns back.
 */
async function lookBack(to: string): Promise<void> {
  const { boss } = pages
  await boss.locator('.bw-page-head-actions button', { has: boss.locator('.anticon-history') }).click()
  await boss.locator('.bw-as-of:visible input').click()
  const calendar = boss.locator('.ant-picker-dropdown:visible')
  await expect.poll(() => turned(calendar, to.slice(0, 7)), { timeout: 20_000 }).toBe(true)
  await calendar.locator(`td[title="${to}"]`).click()
  await boss.locator('.bw-looking-back', { hasText: to }).waitFor()
}

/** Whether the calendar shows the month; if not, it is turned by one towards it. */
async function turned(calendar: Locator, month: string): Promise<boolean> {
  const shown = await calendar.locator('td.ant-picker-cell-in-view').first().getAttribute('title')
  const now = String(shown).slice(0, 7)
  if (now !== month) await calendar.locator(`.ant-picker-header-${now > month ? 'prev' : 'next'}-btn`).click()
  return now === month
}

/** Each step is still there as of its day, whatever came later; from the latest back to the first. */
async function looksBack(seen: Record<'first' | 'before' | 'worst', Rating>): Promise<void> {
  const { boss } = pages
  await lookBack(day(101))
  await panel(boss, '信用评级').getByText('有逾期超过 60 天的款').waitFor()
  await boss.getByText('欠 ¥1,500').waitFor()
  expect(await gradeOn(boss)).toEqual(seen.worst)
  expect(await boss.getByRole('button', { name: '登记回款' }).count()).toBe(0)

  // The promise was for day 44: on that day it stood, a day later it was broken.
  await lookBack(day(45))
  await panel(boss, '预警').getByText('答应的付款没有到').waitFor()
  await lookBack(day(44))
  await panel(boss, '预警').getByText('答应的付款没有到').waitFor({ state: 'detached' })
  await panel(boss, '预警').getByText('逾期：业务员电话催款').first().waitFor()

  await lookBack(day(39))
  await expect.poll(() => gradeOn(boss)).toEqual(seen.before)

  await lookBack(day(0))
  await boss.getByText('都还没到期').waitFor()
  await panel(boss, '准入与资料').getByText('资料已查 2 项').waitFor()
  await panel(boss, '准入与资料').getByText('资料齐，口碑好').waitFor()
  await panel(boss, '已占用额度').getByText('订单 ST-1').waitFor()
  await expect.poll(() => gradeOn(boss)).toEqual(seen.first)
}
