import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { textOf } from '../../../../test/support/permissions/text-of.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { listContracts } from '../../../api/contracts.ts'
import { createCustomField } from '../../../api/custom-fields.ts'
import { exportCustomers, listCustomers, updateCustomer } from '../../../api/customers.ts'
import { exportDeals, listDeals } from '../../../api/deals.ts'
import { exportContracts, exportInstalments } from '../../../api/list-exports.ts'
import { createView, deleteView, listViews, updateView } from '../../../api/lists.ts'
import { exportOrders, listOrders } from '../../../api/orders.ts'
import { exportQuotes, listQuotes } from '../../../api/quotes.ts'
import { listInstalments } from '../../../api/receivables.ts'
import { addDays } from '../../../core/calendar.ts'
import { type CustomTest, writeTests } from '../../../core/fields/custom-tests.ts'
import { LIST_FIELDS, LISTS, type ListName } from '../../../core/list/list-fields.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const { signIn } = await testApp(database)
const [boss, manager, rep, mate, stranger] = [
  await signIn('boss', 'first'),
  await signIn('manager', 'first'),
  await signIn('rep', 'first'),
  await signIn('mate', 'first'),
  await signIn('stranger', 'first'),
]

await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
  saveCustomers(ctx, [
    {
      name: '上海海潮阀门厂',
      externalCode: 'SH-77',
      city: '上海',
      keyLevel: 'key',
      termDays: 60,
      limitFen: 30_000_000n,
      responsibleId: a.users.rep,
      createdOn: addDays(TODAY, -3),
    },
  ]),
)

async function found(tests: CustomTest[], asOf?: string): Promise<string[]> {
  const query = { fields: writeTests(tests), size: 50, ...(asOf ? { asOf } : {}) }
  return (await boss.get(listCustomers, { query: query as never })).items.map(({ name }) => name).sort()
}

const VALVES = '上海海潮阀门厂'

describe('a list narrowed by its own fields', () => {
  test.each<[string, CustomTest]>([
    ['name', { key: 'name', op: 'has', text: '海潮' }],
    ['city', { key: 'city', op: 'has', text: '上海' }],
    ['code', { key: 'code', op: 'has', text: '77' }],
    ['level', { key: 'key_level', op: 'is', values: ['key'] }],
    ['term', { key: 'term_days', op: 'from', value: '60' }],
    ['limit', { key: 'limit', op: 'to', value: '30000000' }],
    ['created', { key: 'created_on', op: 'from', value: addDays(TODAY, -3) }],
    ['never followed up', { key: 'last_on', op: 'empty' }],
    ['no open deals', { key: 'open_deals', op: 'to', value: '0' }],
    ['owes nothing', { key: 'open', op: 'to', value: '0' }],
  ])('by %s', async (_, asked) => {
    expect(await found([asked])).toEqual([VALVES])
  })

  test('tests add up, and what is between two bounds is found', async () => {
    const between: CustomTest[] = [
      { key: 'limit', op: 'from', value: '29999999' },
      { key: 'limit', op: 'to', value: '30000001' },
    ]
    expect(await found(between)).toEqual([VALVES])
    expect(await found([...between, { key: 'city', op: 'has', text: '杭州' }])).toEqual([])
    expect(await found([{ key: 'limit', op: 'from', value: '30000000.5' }])).toEqual([])
  })

  test('by person, by what nobody answers for, and by what is owed', async () => {
    expect(await found([{ key: 'responsible', op: 'is', values: [a.users.stranger] }])).toEqual([
      'other客户有限公司',
    ])
    expect(await found([{ key: 'responsible', op: 'empty' }])).toEqual([])
    expect(await found([{ key: 'overdue_days', op: 'from', value: '1' }])).toHaveLength(3)
    expect(await found([{ key: 'overdue', op: 'from', value: '1' }], addDays(TODAY, -400))).toEqual([])
  })

  test('the total counts what the page lists', async () => {
    const query = { fields: 'open~from~1', size: 1 } as never
    const { items, total } = await boss.get(listCustomers, { query })
    expect([items.length, total]).toEqual([1, 3])
  })

  test('every field of every list can be asked, empty and filled add up to all', async () => {
    const lists = {
      customer: listCustomers,
      deal: listDeals,
      quote: listQuotes,
      contract: listContracts,
      order: listOrders,
      invoice: listInstalments,
    }
    for (const list of Object.keys(LIST_FIELDS) as ListName[]) {
      const count = async (fields?: string) => {
        const query = { size: 1, ...(fields ? { fields } : {}) } as never
        return (await boss.get(lists[list], { query })).total
      }
      const all = await count()
      for (const { key, isColumnOnly } of LIST_FIELDS[list]) {
        if (isColumnOnly) continue
        expect((await count(`${key}~empty`)) + (await count(`${key}~filled`)), `${list}.${key}`).toBe(all)
      }
    }
  })

  test.each([
    ['an unknown field', 'nonsense~filled', 'custom_unknown'],
    ['an operator the kind has not', 'limit~has~3', 'filter_operator'],
    ['a bound that is none', 'created_on~from~2026-02-30', 'custom_bound'],
    ['a text that is no set of tests', 'limit', 'invalid_input'],
  ])('%s is refused', async (_, fields, code) => {
    const answer = await boss.call(listCustomers, { query: { fields } as never })
    expect(answer).toMatchObject({ status: 400, body: { code } })
  })

  test('a value that is no id finds nothing and breaks nothing', async () => {
    expect(await found([{ key: 'responsible', op: 'is', values: ["x' or '1'='1"] }])).toEqual([])
  })

  test('narrowing never reaches beyond the scope', async () => {
    const query = { fields: 'name~filled', size: 50 } as never
    const names = (await stranger.get(listCustomers, { query })).items.map(({ name }) => name)
    expect(names).toEqual(['other客户有限公司'])
  })
})

describe('the exported file', () => {
  test('has the chosen columns in their order, own fields among them', async () => {
    const field = await boss.get(createCustomField, {
      body: { record: 'customer', kind: 'text', nameZh: '行业', nameEn: 'Trade' },
    })
    const { items } = await boss.get(listCustomers, { query: { fields: 'code~has~SH-77' } as never })
    await boss.get(updateCustomer, {
      params: { id: items[0]!.id },
      body: { name: VALVES, keyLevel: 'key', custom: { [field.key]: '阀门制造' } },
    })
    const file = async (cols?: string) => {
      const query = { fields: 'name~has~海潮', ...(cols ? { cols } : {}) } as never
      return textOf(await boss.call(exportCustomers, { query }))
    }
    const chosen = await file(`custom.${field.key},key_level`)
    expect(chosen.indexOf('行业')).toBeGreaterThan(0)
    expect(chosen.indexOf('客户级别')).toBeGreaterThan(chosen.indexOf('行业'))
    expect(chosen).toContain('阀门制造')
    expect(chosen).not.toContain('信用额度')
    const whole = await file()
    for (const head of ['信用额度', '统一社会信用代码', '建立日期', '行业']) expect(whole).toContain(head)
  })

  test('every column of a list has a cell in its file', async () => {
    const files = {
      customer: exportCustomers,
      deal: exportDeals,
      quote: exportQuotes,
      contract: exportContracts,
      order: exportOrders,
      invoice: exportInstalments,
    }
    for (const list of LISTS) {
      const cols = LIST_FIELDS[list].map(({ key }) => key).join(',')
      const answer = await boss.call(files[list], { query: { cols } as never })
      expect(answer.status, list).toBe(200)
    }
  })
})

describe('views', () => {
  const form = {
    name: '华东逾期',
    share: 'none' as const,
    values: { overdueOnly: 'true', cols: 'name,city' },
  }
  const seenBy = async (client: typeof boss) =>
    (await client.get(listViews, { query: { list: 'customer' } })).items.map(({ name }) => name)

  test('one’s own is nobody else’s; shared it is the department’s; shared wider it is everybody’s', async () => {
    const { id } = await rep.get(createView, { body: { list: 'customer', ...form } })
    expect(await seenBy(rep)).toEqual(['华东逾期'])
    for (const other of [mate, manager, boss]) expect(await seenBy(other)).toEqual([])
    await rep.get(updateView, { params: { id }, body: { ...form, share: 'department' } })
    for (const other of [mate, manager, boss]) expect(await seenBy(other)).toEqual(['华东逾期'])
    expect(await seenBy(stranger)).toEqual([])
    const wider = await rep.call(updateView, { params: { id }, body: { ...form, share: 'everyone' } })
    expect(wider).toMatchObject({ status: 403, body: { code: 'view_share_all' } })
    expect(await seenBy(stranger)).toEqual([])
  })

  test('is changed by its owner; what another sees they may not change', async () => {
    const { items } = await mate.get(listViews, { query: { list: 'customer' } })
    expect(items[0]).toMatchObject({ isMine: false, can: { change: 'view_not_yours' } })
    const params = { id: items[0]!.id }
    const taken = await mate.call(updateView, { params, body: { ...form, name: '我的' } })
    expect(taken.status).toBe(404)
    expect((await mate.call(deleteView, { params })).status).toBe(404)
    expect(await seenBy(mate)).toEqual(['华东逾期'])
  })

  test('a change on an old page is refused, and a name is taken once', async () => {
    const { items } = await rep.get(listViews, { query: { list: 'customer' } })
    const params = { id: items[0]!.id }
    const old = await rep.call(updateView, { params, body: form, headers: { 'if-match': '"1"' } })
    expect(old.status).toBe(412)
    const twin = await rep.call(createView, { body: { list: 'customer', ...form } })
    expect(twin).toMatchObject({ status: 409, body: { code: 'view_name_taken' } })
    const fresh = await rep.get(createView, {
      body: { list: 'deal', ...form, values: { stuckOnly: 'true' } },
    })
    expect(fresh.version).toBe(1)
  })

  test.each([
    ['a sort that the list has not', { sort: 'nonsense' }],
    ['a filter of another list', { stuckOnly: 'true' }],
    ['the page and not the view', { page: '3' }],
    ['tests that are none', { fields: 'a b c' }],
  ])('%s is not kept', async (_, values) => {
    const answer = await rep.call(createView, {
      body: { list: 'customer', name: '坏的', share: 'none', values },
    })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
    expect(await seenBy(rep)).not.toContain('坏的')
  })

  test('whoever keeps the settings takes away what is left behind', async () => {
    const { items } = await boss.get(listViews, { query: { list: 'customer' } })
    await boss.get(deleteView, { params: { id: items[0]!.id } })
    for (const one of [rep, mate, boss]) expect(await seenBy(one)).toEqual([])
  })
})
