import type { Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import type * as flows from '../../src/api/approval-flows.ts'
import { testBrowser } from '../support/browser.ts'

const openPage = testBrowser()

type Spec = flows.FlowSpec
type Persona = { userId: string; name: string; roles: string[] }
type Who = 'rep' | 'manager' | 'finance' | 'legal' | 'boss'

/** One team: the manager is the superior of the rep; a customer is asked about by one story at a time. */
const people = {} as Record<Who, Persona>
const customers: string[] = []

async function api<T>(page: Page, method: string, path: string, data?: unknown): Promise<T> {
  const answer = await page.request.fetch(path, {
    method,
    headers: { 'idempotency-key': crypto.randomUUID() },
    ...(data === undefined ? {} : { data }),
  })
  if (!answer.ok()) throw new Error(`${method} ${path} ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

async function enter(who: Who, phone: boolean): Promise<Page> {
  const { page } = await openPage({ baseURL: inject('demoUrl'), phone })
  await api(page, 'POST', '/api/session/persona', { userId: people[who].userId })
  return page
}

beforeAll(async () => {
  const { demoPersonas } = await (await fetch(`${inject('demoUrl')}/api/session/state`)).json()
  const named = demoPersonas as (Persona & { departmentName: string })[]
  const manager = named.find(({ roles }) => roles.includes('manager'))!
  people.manager = manager
  people.rep = named.find(
    (one) => one.roles.includes('rep') && one.departmentName === manager.departmentName,
  )!
  for (const role of ['finance', 'legal', 'boss'] as const)
    people[role] = named.find(({ roles }) => roles.includes(role))!
})

/** A rep asks for more credit than the limit: what the request is about is not what these stories look at. */
const live: (() => Promise<unknown>)[] = []
let requests = 0

async function request(phone: boolean, yuan = 10_000): Promise<{ rep: Page; id: string }> {
  const rep = await enter('rep', phone)
  if (customers.length === 0) {
    const { items } = await api<{ items: { id: string }[] }>(rep, 'GET', '/api/customers?size=60')
    customers.push(...items.map(({ id }) => id))
  }
  const { today } = await api<{ today: string }>(rep, 'GET', '/api/session')
  const expiresOn = new Date(Date.parse(today) + 6 * 86_400_000).toISOString().slice(0, 10)
  // The demo has requests of its own on the way: about those customers nothing can be asked now.
  for (let tries = 0; tries < customers.length; tries += 1) {
    requests += 1
    // No two requests are for the same: the same content would be approved already.
    const data = { amountFen: yuan * 100 + requests, reason: '旺季备货，需要多一些额度', expiresOn }
    const path = `/api/customers/${customers[requests % customers.length]}/credit/exceptions`
    const answer = await rep.request.post(path, { data })
    if (answer.status() === 409) continue
    const { approvalId: id } = (await answer.json()) as { approvalId: string }
    const withdraw = { act: { kind: 'withdraw', opinion: '' } }
    live.push(() => rep.request.post(`/api/approvals/${id}/act`, { data: withdraw }))
    return { rep, id }
  }
  throw new Error('every customer of the rep has a request on its way')
}

async function look(who: Who | Page, id: string, phone: boolean): Promise<Page> {
  const page = typeof who === 'string' ? await enter(who, phone) : who
  await page.goto(`/approvals/${id}`)
  await page.locator('h1').waitFor()
  return page
}

/** From the list to the request, as one finds it there. */
async function find(page: Page, id: string, list: string): Promise<void> {
  const { title } = await api<{ title: { zh: string } }>(page, 'GET', `/api/approvals/${id}`)
  await page.goto(list)
  await page.locator('tbody tr, a.bw-card, .bw-cards a', { hasText: title.zh }).first().click()
  await page.waitForURL((url) => url.pathname === `/approvals/${id}`)
}

type Said = {
  opinion?: string
  file?: { name: string; text: string }
  pick?: (dialog: Dialog) => Promise<void>
}
type Dialog = ReturnType<Page['getByRole']>

/** One act, from its button (or the menu behind 更多) to the closed dialog. */
async function act(page: Page, verb: string, { opinion, file, pick }: Said = {}): Promise<void> {
  const buttons = page.locator('.bw-actions')
  const first = buttons.getByRole('button', { name: verb, exact: true })
  if (await first.isVisible()) await first.click()
  else {
    await buttons.getByRole('button', { name: '更多' }).click()
    await page.getByRole('menuitem', { name: verb, exact: true }).click()
  }
  const dialog = page.getByRole('dialog')
  await pick?.(dialog)
  if (opinion !== undefined) await dialog.getByRole('textbox', { name: /^意见/ }).fill(opinion)
  if (file) {
    const buffer = Buffer.from(file.text)
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name: file.name, mimeType: 'text/plain', buffer })
    await dialog.locator('.bw-tag', { hasText: file.name }).waitFor()
  }
  await dialog.getByRole('button', { name: verb, exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
}

const choose = (label: string, name: string) => async (dialog: Dialog) => {
  const field = dialog.getByLabel(label)
  await field.click()
  if (await field.isEditable()) await field.fill(name)
  await dialog.page().locator('.ant-select-item-option:visible', { hasText: name }).first().click()
}

const status = (page: Page, word: string) => page.locator('h1 .bw-tag', { hasText: word }).waitFor()
const said = (page: Page, words: string) => page.locator('.bw-timeline').getByText(words).first().waitFor()
const turnOf = (page: Page, name: string) =>
  page.locator('.bw-ap-way li[data-current="true"]', { hasText: new RegExp(`${name}.* · 审批中`) }).waitFor()

type Step = Extract<Spec['nodes'][number], { kind: 'step' }>

/** One step of a flow that asks the manager and finance. */
function together(mode: Step['mode']): Step {
  const name = { zh: '主管与财务', en: 'Manager and finance' }
  const asks = [people.manager, people.finance].map(({ userId }) => ({ by: 'person' as const, userId }))
  return {
    ...{ kind: 'step', key: 'together', name, when: null, approvers: asks, mode, needsAuthority: false },
    ...{ timeoutMinutes: 540, copies: [], guide: { zh: '', en: '' } },
  }
}

let undraw: (() => Promise<void>) | null = null

/** Draws the flow of these requests for one story; the story after finds it as it was. */
async function draw(nodes: Spec['nodes']): Promise<void> {
  const boss = await enter('boss', false)
  const path = '/api/approval-flows/release'
  type Card = { kind: string; version: number; name: object; spec: Spec }
  const card = async () =>
    (await api<{ items: Card[] }>(boss, 'GET', '/api/approval-flows')).items.find(
      ({ kind }) => kind === 'release',
    )!
  const before = await card()
  const { version, name, spec } = before
  await api(boss, 'PUT', path, { version, name, spec: { ...spec, nodes } })
  undraw = async () => api(boss, 'PUT', path, { version: (await card()).version, name, spec })
}

afterEach(async () => {
  // What a story leaves open would keep the next one from asking for the same customer.
  for (const withdraw of live.splice(0)) await withdraw()
  await undraw?.()
  undraw = null
})

describe.each([
  ['desktop', false],
  ['phone', true],
])('every verb of an office, on a %s', { timeout: 120_000 }, (_, phone) => {
  test('同意 with an opinion and a file, which the others can open', async () => {
    const { rep, id } = await request(phone)
    const page = await look('manager', id, phone)
    await page.getByText('轮到您').waitFor()
    const file = { name: '付款承诺.txt', text: '9 月 30 日前付清' }
    await act(page, '同意', { opinion: '可以，月底前收回', file })
    await status(page, '已通过')
    await look(rep, id, phone)
    await said(rep, '可以，月底前收回')
    const link = rep.locator('.bw-timeline a', { hasText: file.name })
    const kept = await rep.request.get((await link.getAttribute('href'))!)
    expect(await kept.text()).toBe(file.text)
  })

  test('拒绝 needs its reason and ends it', async () => {
    const { id } = await request(phone)
    const page = await look('manager', id, phone)
    await page.locator('.bw-actions').getByRole('button', { name: '拒绝', exact: true }).click()
    const dialog = page.getByRole('dialog')
    const button = dialog.getByRole('button', { name: '拒绝', exact: true })
    expect(await button.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: /^意见/ }).fill('老款还没付，先收款')
    await button.click()
    await status(page, '已拒绝')
    await said(page, '老款还没付，先收款')
    expect(await page.locator('.bw-actions').getByRole('button', { name: '同意', exact: true }).count()).toBe(
      0,
    )
  })

  test('退回 to an earlier step asks there again, 退回 to the start asks the requester', async () => {
    const { rep, id } = await request(phone, 900_000)
    const manager = await look('manager', id, phone)
    await act(manager, '同意')
    const boss = await look('boss', id, phone)
    await act(boss, '退回', { opinion: '主管再核一遍', pick: choose('退回到', '直属主管') })
    await turnOf(boss, people.manager.name)
    await look(manager, id, phone)
    await act(manager, '退回', { opinion: '请写清楚还款来源' })
    await look(rep, id, phone)
    await status(rep, '已退回')
    await said(rep, '请写清楚还款来源')
  })

  test('会签 needs everybody', async () => {
    await draw([together('all')])
    const { id } = await request(phone)
    const manager = await look('manager', id, phone)
    await manager.locator('.bw-ap-way .bw-tag', { hasText: '会签' }).waitFor()
    await act(manager, '同意')
    await turnOf(manager, people.finance.name)
    const finance = await look('finance', id, phone)
    await act(finance, '同意')
    await status(finance, '已通过')
  })

  test('或签 is decided by the first', async () => {
    await draw([together('any')])
    const { id } = await request(phone)
    const finance = await look('finance', id, phone)
    await act(finance, '同意')
    await status(finance, '已通过')
    const manager = await look('manager', id, phone)
    await manager.locator('.bw-ap-way', { hasText: `${people.manager.name} · 无需处理` }).waitFor()
  })

  test('加签 asks somebody first, whose word comes back', async () => {
    const { id } = await request(phone)
    const manager = await look('manager', id, phone)
    await act(manager, '加签', { opinion: '帮忙看看账', pick: choose('同事', people.finance.name) })
    await turnOf(manager, people.finance.name)
    const finance = await look('finance', id, phone)
    await finance.getByText('请您提供意见').waitFor()
    await act(finance, '同意', { opinion: '账上没有逾期' })
    await look(manager, id, phone)
    await said(manager, '账上没有逾期')
    await act(manager, '同意')
    await status(manager, '已通过')
  })

  test('转交 hands it on with its reason', async () => {
    const { id } = await request(phone)
    const manager = await look('manager', id, phone)
    const pick = choose('转交给', people.finance.name)
    await act(manager, '转交', { opinion: '财务更清楚', pick })
    await turnOf(manager, people.finance.name)
    const finance = await enter('finance', phone)
    await find(finance, id, '/approvals')
    await finance.locator('.bw-ap-turn', { hasText: '轮到您' }).waitFor()
    await act(finance, '同意')
    await status(finance, '已通过')
  })

  test('委托 moves what waits today, and comes back when it ends', async () => {
    const { id } = await request(phone)
    const manager = await enter('manager', phone)
    await manager.goto('/approvals')
    await manager.getByRole('button', { name: '委托', exact: true }).click()
    const drawer = manager.getByRole('dialog')
    await choose('委托给', people.finance.name)(drawer)
    await drawer.getByRole('button', { name: '委托出去' }).click()
    const end = drawer.getByRole('button', { name: `结束委托给 ${people.finance.name}`, disabled: false })
    await end.first().waitFor()
    const finance = await look('finance', id, phone)
    await finance.getByText(`代 ${people.manager.name} 审批`).waitFor()
    await act(finance, '同意')
    await status(finance, '已通过')
    await end.first().click()
    await end.waitFor({ state: 'detached' })
    const next = await request(phone)
    await look(manager, next.id, phone)
    await manager.locator('.bw-ap-turn', { hasText: '轮到您' }).waitFor()
  })

  test('催办 is told once and not every minute', async () => {
    const { rep, id } = await request(phone)
    await look(rep, id, phone)
    await act(rep, '催办', { opinion: '客户明天提货' })
    await said(rep, '客户明天提货')
    await rep.locator('.bw-actions').getByRole('button', { name: '更多' }).click()
    await rep.getByRole('menuitem', { name: '催办', disabled: true }).waitFor()
    const manager = await look('manager', id, phone)
    await said(manager, '客户明天提货')
  })

  test('撤回 is the requester’s, and nobody is asked any more', async () => {
    const { rep, id } = await request(phone)
    await look(rep, id, phone)
    await act(rep, '撤回', { opinion: '客户改主意了' })
    await status(rep, '已撤回')
    const manager = await look('manager', id, phone)
    await status(manager, '已撤回')
    expect(await manager.locator('.bw-ap-turn').count()).toBe(0)
  })

  test('抄送 tells somebody who is asked nothing', async () => {
    const { id } = await request(phone)
    const manager = await look('manager', id, phone)
    await act(manager, '抄送', { opinion: '法务知悉', pick: choose('同事', people.legal.name) })
    const legal = await enter('legal', phone)
    await find(legal, id, '/approvals?box=copied')
    await said(legal, '法务知悉')
    expect(await legal.locator('.bw-ap-turn').count()).toBe(0)
    expect(await legal.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
  })

  test('a fork is drawn by keyboard, asks both sides at once, and gives back what the other side was asked', async () => {
    await draw([together('any')])
    const boss = await enter('boss', phone)
    await boss.goto('/settings/flows')
    await boss.getByRole('button', { name: '修改：信用放行审批' }).press('Enter')
    const panel = boss.locator('.bw-panel', { has: boss.getByRole('button', { name: '加并行审批' }) })
    await panel.getByRole('button', { name: '加并行审批' }).press('Enter')
    const branches = panel.locator('.biz-branch')
    await branches.nth(1).getByLabel('分支名称').fill('财务一边')
    await branches.nth(1).getByLabel('谁审批').focus()
    await boss.keyboard.press('Backspace')
    await boss.keyboard.type('财务')
    await boss.keyboard.press('Enter')
    await boss.keyboard.press('Escape')
    await panel.getByRole('button', { name: '上移：并行审批' }).press('Enter')
    await panel.getByRole('button', { name: '保存为新版本' }).press('Enter')
    await panel.waitFor({ state: 'detached' })
    expect(await boss.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    const { rep, id } = await request(phone)
    const finance = await look('finance', id, phone)
    await finance.locator('.bw-ap-fork .bw-tag', { hasText: '财务一边' }).waitFor()
    await turnOf(finance, people.manager.name)
    await act(finance, '退回', { opinion: '缺对账单' })
    await said(finance, '收回其他人的审批')
    await look(rep, id, phone)
    await status(rep, '已退回')
  })
})
