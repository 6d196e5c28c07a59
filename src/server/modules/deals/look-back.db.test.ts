import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { updateCustomer } from '../../../api/customers.ts'
import { dealBoard, funnel, getDeal, listDeals, moveDeal, updateDeal } from '../../../api/deals.ts'
import { updatePerson } from '../../../api/people.ts'
import { listPipelines, savePipeline } from '../../../api/settings.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let boss = await signIn('boss', 'first')
const { customerId, dealId: id } = a.records.own
const asOf = TODAY
const DEAL = { title: 'own商机', product: '轴承', amountFen: 5_000_000, currency: 'CNY' }

await boss.get(updateDeal, {
  params: { id },
  body: { ...DEAL, customerId, expectedCloseOn: addDays(TODAY, 20) } as never,
})

const titles = async (query: Record<string, unknown>) =>
  (await boss.get(listDeals, { query: { size: 50, asOf, ...query } as never })).items.map((one) => one.title)

async function looked() {
  return {
    list: await boss.get(listDeals, { query: { size: 50, asOf } as never }),
    expected: await titles({ sort: 'expected' }),
    board: await boss.get(dealBoard, { query: { asOf } }),
    ofRep: await boss.get(dealBoard, { query: { asOf, responsibleId: a.users.rep } }),
    funnel: await boss.get(funnel, { query: { asOf } }),
    page: await boss.get(getDeal, { params: { id }, query: { asOf } }),
  }
}

test('what changes after a day changes neither list, board, funnel nor page of that day', async () => {
  clock.set(NOW + DAY_MS)
  boss = await signIn('boss', 'first')
  const then = await looked()
  expect(then.page).toMatchObject({
    ...{ title: 'own商机', product: '轴承', expectedCloseOn: addDays(TODAY, 20), openAlerts: 0 },
    responsible: { name: 'rep', active: true },
  })

  clock.set(NOW + 2 * DAY_MS)
  boss = await signIn('boss', 'first')
  const changed = { title: '改了名', product: '齿轮', responsibleId: a.users.mate }
  await boss.get(updateDeal, {
    params: { id },
    body: { ...DEAL, ...changed, expectedCloseOn: addDays(TODAY, 90) } as never,
  })
  await boss.get(moveDeal, { params: { id }, body: { stageId: a.stages.get('quote')! } as never })
  await boss.get(updateCustomer, {
    params: { id: customerId },
    body: { name: '新名字有限公司', externalCode: 'C-own', keyLevel: 'normal' } as never,
  })
  await boss.get(updatePerson, {
    params: { id: a.users.rep },
    body: { login: 'rep', name: '改名的人', roles: ['rep'], departmentId: a.departments.one } as never,
  })
  const [pipeline] = (await boss.get(listPipelines)).items
  const stages = pipeline!.stages.map((stage) => ({ ...stage, name: `${stage.name}二`, normDays: 1 }))
  const more = { name: '后来的阶段', nameEn: 'later', kind: 'open', normDays: 3, probabilityBp: 10 }
  await boss.get(savePipeline, {
    headers: { 'if-match': '*' },
    body: { id: pipeline!.id, name: '新流程', stages: [{ ...more, asksQuote: false }, ...stages] } as never,
  })

  expect(await looked()).toEqual(then)
  expect(await titles({ responsibleId: a.users.rep })).toEqual(['own商机'])
  expect(await titles({ responsibleId: a.users.mate })).toEqual(['mate商机'])
  expect(await titles({ q: 'own商机' })).toEqual(['own商机'])
  for (const fields of [
    'product~has~轴承',
    `expected_on~to~${addDays(TODAY, 20)}`,
    'title~has~own',
    'customer~has~own',
  ])
    expect(await titles({ fields }), fields).toContain('own商机')
  const now = await boss.get(getDeal, { params: { id } })
  expect(now).toMatchObject({ title: '改了名', responsible: { name: 'mate' } })
})
