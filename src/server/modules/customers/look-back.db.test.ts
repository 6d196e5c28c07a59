import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import {
  addContact,
  getCustomer,
  listCustomers,
  recordActivity,
  updateContact,
  updateCustomer,
} from '../../../api/customers.ts'
import { createDeal, updateDeal } from '../../../api/deals.ts'
import { updatePerson } from '../../../api/people.ts'
import { recordPayment } from '../../../api/receivables.ts'
import { assignCustomers } from '../../../api/transfers.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let boss = await signIn('boss', 'first')
const { customerId: id, contactId, dealId } = a.records.own
const FORM = { name: 'own客户有限公司', externalCode: 'C-own', city: '苏州', phone: '13912345678' }

await boss.get(updateCustomer, {
  params: { id },
  body: { ...FORM, keyLevel: 'key', termDays: 30, limitFen: 9_000_000, remark: '老客户' } as never,
})
clock.set(NOW + DAY_MS)
boss = await signIn('boss', 'first')
const asOf = TODAY

type Narrowed = Record<string, string>

async function names(query: Narrowed): Promise<string[]> {
  const asked = { query: { size: 50, asOf, ...query } as never }
  return (await boss.get(listCustomers, asked)).items.map(({ name }) => name)
}

const page = () => boss.get(getCustomer, { params: { id }, query: { asOf } })
const list = () => boss.get(listCustomers, { query: { size: 50, asOf } as never })

test('what changes after a day changes neither the list nor the page of that day', async () => {
  const [listThen, pageThen] = [await list(), await page()]
  const quietThen = await names({ sort: 'quiet' })
  expect(pageThen).toMatchObject({
    ...{ name: FORM.name, keyLevel: 'key', termDays: 30, limitFen: 9_000_000, remark: '老客户' },
    ...{ responsible: { name: 'rep', active: true }, phoneMasked: expect.stringContaining('5678') },
    contacts: [{ name: '联系人', title: '经理' }],
    deals: [{ title: 'own商机', responsible: { name: 'rep' } }],
  })

  clock.set(NOW + 2 * DAY_MS)
  boss = await signIn('boss', 'first')
  const mate = await signIn('mate', 'first')
  await boss.get(updateCustomer, {
    params: { id },
    body: {
      ...{ name: '新名字有限公司', externalCode: 'C-new', city: '无锡', phone: '13700000000' },
      ...{ keyLevel: 'normal', termDays: 15, limitFen: 100, remark: '变了' },
    } as never,
  })
  await boss.get(assignCustomers, { body: { ids: [id], responsibleId: a.users.mate } })
  await boss.get(updateContact, { params: { id: contactId }, body: { name: '换人', title: '厂长' } as never })
  await boss.get(addContact, { params: { id }, body: { name: '后来的人' } as never })
  const note = { customerId: id, kind: 'visit', summary: '后来去了一次' } as never
  await mate.get(recordActivity, { body: note })
  const deal = { title: '后来的商机', customerId: id, amountFen: 100, pipelineId: a.pipelineId }
  await mate.get(createDeal, { body: { ...deal, stageId: a.stages.get('reach') } as never })
  await boss.get(updateDeal, {
    params: { id: dealId },
    body: { title: '改了名的商机', amountFen: 5_000_000, responsibleId: a.users.mate } as never,
  })
  const money = { customerId: id, kind: 'payment', receivedOn: addDays(TODAY, 2), amountFen: 600_000 }
  await boss.get(recordPayment, { body: money as never })
  await boss.get(updatePerson, {
    params: { id: a.users.rep },
    body: { login: 'rep', name: '改名的人', roles: ['rep'], departmentId: a.departments.one } as never,
  })

  expect(await list()).toEqual(listThen)
  expect(await page()).toEqual(pageThen)
  // What is narrowed and sorted by is what stands there.
  expect(await names({ keyLevel: 'key' })).toEqual([FORM.name])
  expect(await names({ responsibleId: a.users.rep })).toEqual([FORM.name])
  expect(await names({ responsibleId: a.users.mate })).toEqual(['mate客户有限公司'])
  expect(await names({ q: 'own客户' })).toEqual([FORM.name])
  expect(await names({ q: '新名字' })).toEqual([])
  for (const fields of [
    'city~has~苏州',
    'term_days~from~30',
    'limit~from~9000000',
    'remark~has~老客户',
    'code~has~C-own',
  ]) {
    expect(await names({ fields }), fields).toContain(FORM.name)
  }
  expect(await names({ sort: 'quiet' })).toEqual(quietThen)
  const now = await boss.get(getCustomer, { params: { id } })
  expect(now).toMatchObject({ name: '新名字有限公司', keyLevel: 'normal', responsible: { name: 'mate' } })
})
