import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, inject, test } from 'vitest'
import { testBrowser } from '../support/browser.ts'

const openPage = testBrowser()

type Persona = { userId: string; roles: string[]; departmentName: string }
type Who = 'rep' | 'manager' | 'finance' | 'legal' | 'boss'
const people = {} as Record<Who, string>

/** The rep of the manager's own team: what the rep asks for goes to that manager first. */
beforeAll(async () => {
  const { demoPersonas } = await (await fetch(`${inject('demoUrl')}/api/session/state`)).json()
  const named = demoPersonas as Persona[]
  const manager = named.find(({ roles }) => roles.includes('manager'))!
  people.manager = manager.userId
  people.rep = named.find(
    (one) => one.roles.includes('rep') && one.departmentName === manager.departmentName,
  )!.userId
  for (const role of ['finance', 'legal', 'boss'] as const)
    people[role] = named.find(({ roles }) => roles.includes(role))!.userId
})

async function api<T>(page: Page, method: string, path: string, data?: unknown): Promise<T> {
  const answer = await page.request.fetch(path, {
    method,
    headers: { 'idempotency-key': crypto.randomUUID() },
    ...(data === undefined ? {} : { data }),
  })
  if (!answer.ok()) throw new Error(`${method} ${path} ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

async function enter(who: Who, path: string): Promise<Page> {
  const { page } = await openPage({ baseURL: inject('demoUrl') })
  await api(page, 'POST', '/api/session/persona', { userId: people[who] })
  await page.goto(path)
  await page.locator('h1').waitFor()
  return page
}

const dialog = (page: Page): Locator => page.getByRole('dialog')

async function choose(field: Locator, option: string): Promise<void> {
  await field.click()
  if (await field.isEditable()) await field.fill(option)
  await field.page().locator('.ant-select-item-option:visible', { hasText: option }).first().click()
}

async function pickDay(field: Locator, day: string): Promise<void> {
  await field.click()
  await field.fill(day)
  await field.page().locator(`.ant-picker-dropdown:visible td[title="${day}"]`).click()
}

async function inDays(page: Page, days: number): Promise<string> {
  const { today } = await api<{ today: string }>(page, 'GET', '/api/session')
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Whoever is asked next agrees, until nobody is: what they do on their pages is a story of its own. */
async function agreeAll(caseId: string): Promise<void> {
  const { page } = await openPage({ baseURL: inject('demoUrl') })
  for (const who of ['legal', 'finance', 'boss'] as const) {
    await api(page, 'POST', '/api/session/persona', { userId: people[who] })
    const answer = await page.request.get(`/api/approvals/${caseId}`)
    const seen = answer.ok() ? ((await answer.json()) as { mySeat: unknown }) : null
    if (!seen?.mySeat) continue
    await api(page, 'POST', `/api/approvals/${caseId}/act`, { act: { kind: 'agree', opinion: '' } })
  }
}

async function addClause(page: Page, n: number, [title, text]: [string, string]): Promise<void> {
  await dialog(page).getByRole('button', { name: '加一条' }).click()
  await dialog(page).getByLabel(`第 ${n} 条自列条款的名称`).fill(title)
  await dialog(page).getByLabel(`第 ${n} 条自列条款的内容`).fill(text)
}

const TEMPLATE = `设备维保合同 ${crypto.randomUUID().slice(0, 4)}`

test('two versions of a template side by side, then a contract from it: a clause of its own, a blank, approved', {
  timeout: 180_000,
}, async () => {
  const legal = await enter('legal', '/contract-templates')
  await legal.getByRole('button', { name: '新建模板' }).first().click()
  await dialog(legal).getByLabel('名称', { exact: true }).fill(TEMPLATE)
  const clauses = { 标的: '{甲方}委托{乙方}保养设备。', 交付标准: '每季度一次。', 违约责任: '赔偿直接损失。' }
  for (const [name, text] of Object.entries({ ...clauses, 催款程序: '满 7 日未付，书面提醒。' }))
    await dialog(legal).getByLabel(name, { exact: true }).fill(text)
  await addClause(legal, 1, ['保养地点', '在{地点}保养。'])
  await addClause(legal, 2, ['保密', '保密三年。'])
  await dialog(legal).getByLabel('填空项').fill('地点')
  await legal.keyboard.press('Enter')
  await dialog(legal).getByLabel('逾期违约金').fill('5')
  await pickDay(dialog(legal).getByLabel('下次复审'), await inDays(legal, 90))
  const { user } = await api<{ user: { name: string } }>(legal, 'GET', '/api/session')
  await choose(dialog(legal).getByLabel('法务负责人'), user.name)
  await dialog(legal).getByRole('button', { name: '保存新版本' }).click()
  await dialog(legal).waitFor({ state: 'hidden' })

  await legal.getByRole('button', { name: `修改，另存新版本 ${TEMPLATE}` }).click()
  await dialog(legal).getByLabel('催款程序', { exact: true }).fill('满 10 日未付，书面提醒。')
  await dialog(legal).getByRole('button', { name: '第 2 条自列条款上移' }).click()
  await dialog(legal).getByRole('button', { name: '保存新版本' }).click()
  await dialog(legal).waitFor({ state: 'hidden' })
  await legal.getByRole('button', { name: TEMPLATE, exact: true }).click()
  const versions = dialog(legal)
  await versions.getByText('与第 1 版相比').waitFor()
  expect(await versions.getByRole('region', { name: '改动摘要' }).first().innerText()).toMatch(
    /2 处不同\s+催款程序：满 7 日未付，书面提醒。 → 满 10 日未付，书面提醒。\s+保养地点 · 位置移动|2 处不同[\s\S]*保密 · 位置移动/,
  )
  expect(await versions.locator('.biz-diff del').first().innerText()).toBe('7')
  expect(await versions.locator('.biz-diff ins').first().innerText()).toBe('10')

  const rep = await enter('rep', '/contracts')
  const { items } = await api<{ items: { name: string }[] }>(rep, 'GET', '/api/customers?size=20')
  await rep.getByRole('button', { name: '起草合同' }).first().click()
  await choose(dialog(rep).getByLabel('客户', { exact: true }), items[0]!.name)
  await choose(dialog(rep).getByLabel('模板'), TEMPLATE)
  await dialog(rep).getByLabel('合同名称').fill('注塑机保养')
  await dialog(rep).getByLabel('金额', { exact: true }).first().fill('36000')
  await addClause(rep, 3, ['知识产权', '图纸归甲方。'])
  await dialog(rep).getByLabel('地点', { exact: true }).fill('昆山一号车间')
  await dialog(rep).getByRole('button', { name: '添加一期' }).click()
  await pickDay(dialog(rep).getByLabel('应付日期'), await inDays(rep, 40))
  await dialog(rep).getByLabel('金额', { exact: true }).last().fill('36000')
  await dialog(rep).getByRole('button', { name: '保存', exact: true }).click()
  await rep.waitForURL(/\/contracts\/[0-9a-f-]{36}$/)
  await rep.locator('.biz-clause', { hasText: '在昆山一号车间保养。' }).waitFor()
  await rep.getByRole('button', { name: '提交审批' }).click()
  await dialog(rep).getByRole('button', { name: '提交审批' }).click()
  await dialog(rep).waitFor({ state: 'hidden' })

  const caseId = (await rep.getByRole('link', { name: '查看审批' }).getAttribute('href'))!.split('/').at(-1)!
  const manager = await enter('manager', `/approvals/${caseId}`)
  expect(await manager.locator('h1').innerText()).toContain(items[0]!.name)
  const summary = manager.getByRole('region', { name: '改动摘要' })
  expect(await summary.innerText()).toMatch(
    new RegExp(`对照模板“${TEMPLATE}”第 2 版：1 处不同\\s+第.+条 知识产权 · 新增`),
  )
  await manager.locator('.biz-filled', { hasText: '昆山一号车间' }).first().waitFor()
  await manager.locator('.bw-actions').getByRole('button', { name: '同意', exact: true }).click()
  await dialog(manager).getByRole('button', { name: '同意', exact: true }).click()
  await dialog(manager).waitFor({ state: 'hidden' })
  await agreeAll(caseId)
  await rep.reload()
  await rep.locator('.bw-page-head').getByText('已批准').waitFor()
})

test('a price list in dollars: published from a sheet, lets its own prices go and holds what is below the floor', {
  timeout: 120_000,
}, async () => {
  const finance = await enter('finance', '/prices?currency=USD')
  await finance
    .getByRole('button', { name: /发布(价格表|新版本)/ })
    .first()
    .click()
  await dialog(finance)
    .getByLabel('价格', { exact: true })
    .fill(
      '编码\t产品\t单位\t客户\t起订量\t底价\t标准价\t限价\t成本（元）\nEX-1\tExport guide\tset\t\t\t50\t60\t80\t280',
    )
  await dialog(finance).getByText('读到 1 个价格').waitFor()
  await dialog(finance).getByRole('button', { name: '发布新版本' }).click()
  await dialog(finance).waitFor({ state: 'hidden' })
  await finance
    .locator('tr', { hasText: 'Export guide' })
    .getByText(/USD\s?60\.00|\$60\.00/)
    .waitFor()

  const rep = await enter('rep', '/quotes')
  const { items } = await api<{ items: { id: string }[] }>(rep, 'GET', '/api/customers?size=20')
  const { id } = await api<{ id: string }>(rep, 'POST', '/api/quotes', {
    ...{ title: 'Export guides', customerId: items[0]!.id, currency: 'USD', expectedFen: 600_000 },
  })
  await rep.goto(`/quotes/${id}`)
  await rep.getByRole('button', { name: '已发出报价' }).click()
  await dialog(rep).getByLabel('明细').check()
  await choose(dialog(rep).getByLabel('产品'), 'Export guide')
  await dialog(rep).getByLabel('单价').fill('45')
  await dialog(rep)
    .getByText(/低于底价.*50/)
    .waitFor()
  await dialog(rep).getByLabel('单价').fill('60')
  await dialog(rep)
    .getByText(/低于底价/)
    .waitFor({ state: 'detached' })
  await dialog(rep).getByRole('button', { name: '已发出报价' }).click()
  await dialog(rep).waitFor({ state: 'hidden' })
  await rep.getByText('已报价').first().waitFor()
  await rep.locator('.biz-version > summary').first().click()
  await rep.getByText('在价格表内').first().waitFor()
})
