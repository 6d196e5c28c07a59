import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { AlertDetail } from '../../src/api/alerts.ts'
import type { TaskDetail } from '../../src/api/tasks.ts'
import { addDays, dayOf } from '../../src/core/calendar.ts'
import { systemClock } from '../../src/server/platform/clock.ts'
import { eyes } from '../support/eyes.ts'
import { storyTellers } from '../support/story.ts'

/**
 * Each persona from the message that reaches them to the item that is closed, and what somebody else sees of
 * it then (issue 3, proof 1). The boss's morning, the phone's fifteen seconds and the credit story have files
 * of their own.
 */
const { messageTo, alertTo, follow, enter } = storyTellers()
const inDays = (days: number) => addDays(dayOf(systemClock.now()), days)

test('a manager follows the message, closes the alert with a verdict, and the boss sees both', async () => {
  const message = await alertTo('主管')
  const page = await follow('主管', message)
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
  const seen = await (await eyes('老板')).get<AlertDetail>(`/api/alerts/${message.alertId}`)
  expect(seen).toMatchObject({ status: 'resolved', result: 'promised', verdict: 'right' })
})

test('a rep follows the message on the phone, says what was agreed, and the manager reviews it', async () => {
  const message = await alertTo('业务员')
  const page = await follow('业务员', message, { phone: true })
  await page.getByRole('button', { name: '接手' }).tap()
  await page.getByPlaceholder('补充一句').fill('客户说下周三办完')
  await page.getByRole('button', { name: '记下', exact: true }).tap()
  await page.getByText('客户说下周三办完').waitFor()
  await page.getByRole('button', { name: '处理完成' }).tap()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('客户已承诺').tap()
  await dialog.getByRole('button', { name: '准', exact: false }).first().tap()
  await dialog.getByRole('button', { name: '处理完成' }).tap()
  await page.locator('h1', { hasText: '已处理' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
  const manager = await eyes('主管')
  const seen = await manager.get<AlertDetail>(`/api/alerts/${message.alertId}`)
  expect(seen).toMatchObject({ status: 'resolved', result: 'promised', can: { review: true } })
  expect(JSON.stringify(seen.timeline)).toContain('客户说下周三办完')
  const { reply } = await manager.send<AlertDetail>('POST', `/api/alerts/${message.alertId}/review`, {
    version: seen.version,
    note: '',
  })
  expect(reply.status).toBe('reviewed')
})

test('finance follows the message about late money, records the payment there, and the alert is over', async () => {
  const message = await alertTo('财务', ({ ruleCode }) => ruleCode === 'customer-overdue')
  const boss = await eyes('老板')
  const before = await boss.get<AlertDetail>(`/api/alerts/${message.alertId}`)
  expect(before.moneyFen).toBeGreaterThan(0)
  const page = await follow('财务', message)
  await page.getByRole('button', { name: '登记回款' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByPlaceholder('可写 128000', { exact: false }).fill(String(Number(before.moneyFen) / 100))
  await drawer.getByRole('button', { name: '登记回款' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await expect
    .poll(async () => (await boss.get<AlertDetail>(`/api/alerts/${message.alertId}`)).status, {
      timeout: 30_000,
    })
    .toBe('resolved')
  const { total } = await boss.get<{ total: number }>(
    `/api/receivables/instalments?customerId=${before.customer!.id}&fromDays=1`,
  )
  expect(total).toBe(0)
  await page.reload()
  await page.locator('h1', { hasText: '已处理' }).waitFor()
})

test('legal is asked by a rep, answers from the mail, and the rep has it in writing', async () => {
  const rep = await eyes('业务员')
  const asked = await rep.send<{ id: string }>('POST', '/api/tasks', {
    kind: 'ask',
    title: '客户要把违约金上限写成合同额的百分之五，能答应吗？',
    to: 'legal',
    dueOn: inDays(3),
  })
  expect(asked.status).toBe(200)
  const message = await messageTo('法务', ({ title }) => title.includes('违约金上限'))
  const page = await follow('法务', message)
  await page.getByRole('button', { name: '答复' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('可以，但要写明不含故意和重大过失。')
  await dialog.getByRole('button', { name: '答复' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('不含故意和重大过失').first().waitFor()
  const answered = await rep.get<TaskDetail>(`/api/tasks/${asked.reply.id}`)
  expect(answered).toMatchObject({ state: 'done', answer: '可以，但要写明不含故意和重大过失。' })
  const back = await messageTo('业务员', ({ title }) => title.includes('违约金上限'))
  expect(back.path).toBe(`/tasks/${asked.reply.id}`)
})

test('an administrator is told of a broken channel, mends it where the mail leads, and a message arrives', async () => {
  const admin = await eyes('管理员')
  const robot = (key: string) => ({ kind: 'wecom', key, baseUrl: 'http://sandbox.invalid/wecom' })
  const made = await admin.send<{ id: string }>('POST', '/api/channels', {
    name: '仓库群',
    enabled: true,
    // Somebody took the robot out of its group; nobody has noticed yet.
    settings: robot('removed-robot-0001'),
    audience: { departmentId: null, minSeverity: 1, brief: false },
  })
  await admin.send('POST', `/api/channels/${made.reply.id}/test`, {})
  const message = await messageTo('管理员', ({ title }) => title.includes('仓库群'))
  const page = await follow('管理员', message)
  const card = page.locator('.biz-channel', { hasText: '仓库群' })
  await card.getByText('出错，已停用').waitFor()
  await card.getByText('invalid webhook url').waitFor()
  await card.getByRole('button', { name: '编辑' }).click()
  const drawer = page.getByRole('dialog')
  await drawer
    .getByLabel('Webhook 地址')
    .fill('http://sandbox.invalid/wecom/cgi-bin/webhook/send?key=robot-of-the-warehouse')
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await card.getByRole('button', { name: '测试' }).click()
  const trial = page.getByRole('dialog')
  await trial.getByRole('button', { name: '发一条测试消息' }).click()
  await trial.getByText('发送成功').waitFor({ timeout: 20_000 })
  const sent = await (await eyes('老板')).get<{ total: number }>(
    `/api/outbox?channelId=${made.reply.id}&state=sent`,
  )
  expect(sent.total).toBe(1)
  expect((await admin.send('DELETE', `/api/channels/${made.reply.id}`)).status).toBe(200)
})

test('a sales assistant is given a list, brings it in and reports back; the manager finds the customers', async () => {
  const manager = await eyes('主管')
  const given = await manager.send<{ id: string }>('POST', '/api/tasks', {
    title: '把展会收来的名单录进系统',
    to: (await eyes('销售内勤')).userId,
    dueOn: inDays(1),
  })
  expect(given.status).toBe(200)
  const message = await messageTo('销售内勤', ({ title }) => title.includes('展会收来的名单'))
  const page = await follow('销售内勤', message)
  await page.goto('/imports')
  await page.locator('input[type=file]').setInputFiles({
    name: '展会名单.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      '客户名称,城市,负责人\n嘉兴遥川传感器有限公司,嘉兴,徐嘉慧\n绍兴禾屿电子有限公司,绍兴,马致元\n',
    ),
  })
  await page.getByRole('button', { name: '看看导入结果' }).click()
  await page.getByRole('button', { name: '开始导入' }).click()
  await page.getByText('导入完成').waitFor({ timeout: 60_000 })
  await page.goto(message.path)
  await page.getByRole('button', { name: '完成', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('两家都录好了')
  await dialog.getByRole('button', { name: '完成', exact: true }).click()
  await page.getByText('两家都录好了').first().waitFor()
  const found = await manager.get<{ items: { name: string }[] }>(
    `/api/customers?q=${encodeURIComponent('嘉兴遥川')}`,
  )
  expect(found.items.map(({ name }) => name)).toEqual(['嘉兴遥川传感器有限公司'])
  const done = await messageTo('主管', ({ title }) => title.includes('展会收来的名单'))
  expect(done.path).toBe(message.path)
})

test('an auditor reads everything, is refused every write, and leaves with a list that was approved', async () => {
  const auditor = await eyes('审计')
  const { rows } = await auditor.get<{ rows: { id: string; version: number }[] }>('/api/alerts?pageSize=1')
  const alert = `/api/alerts/${rows[0]!.id}`
  for (const [path, body] of [
    ['/api/customers', { name: '不该有的公司' }],
    ['/api/tasks', { title: '不该有的待办', to: auditor.userId, dueOn: inDays(1) }],
    [`${alert}/acknowledge`, { version: rows[0]!.version }],
    [`${alert}/comment`, { text: '不该有的话', mentions: [] }],
  ] as const)
    expect((await auditor.send('POST', path, body)).status, path).toBe(403)

  const boss = await eyes('老板')
  const asks = await enter('审计')
  await asks.goto('/customers')
  await asks.getByRole('button', { name: '导出 Excel' }).waitFor()
  expect(await asks.getByRole('button', { name: '新建客户' }).count()).toBe(0)
  await asks.getByRole('button', { name: '导出 Excel' }).click()
  const dialog = asks.getByRole('dialog')
  await dialog.getByRole('textbox').fill('年度审计抽样，存档一份')
  await dialog.getByRole('button', { name: '申请导出' }).click()
  await dialog.waitFor({ state: 'hidden' })
  const { requests } = await auditor.get<{ requests: { approvalId: string; reason: string }[] }>(
    '/api/exports',
  )
  const { approvalId } = requests.find(({ reason }) => reason.startsWith('年度审计抽样'))!
  const agreed = await boss.send('POST', `/api/approvals/${approvalId}/act`, {
    act: { kind: 'agree', opinion: '同意' },
  })
  expect(agreed.status).toBe(200)
  const message = await messageTo('审计', ({ title }) => title.includes('审批已通过'))
  const page = await follow('审计', message)
  await page.getByRole('link', { name: '到导出记录里取文件' }).click()
  await page.waitForURL((url) => url.pathname === '/exports')
  const downloading = page.waitForEvent('download')
  await page.locator('.biz-export-requests').getByRole('button', { name: '取文件' }).first().click()
  const file = await readFile(await (await downloading).path())
  expect(file.subarray(0, 2).toString()).toBe('PK')
  const taken = await boss.get<{ items: { personName: string; list: string; approvalId: string | null }[] }>(
    '/api/exports',
  )
  expect(taken.items[0]).toMatchObject({ personName: '尚明理', list: 'customers', approvalId })
})
