import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { textOf } from '../../../../test/support/permissions/text-of.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as contracts from '../../../api/contracts.ts'
import { createCustomField } from '../../../api/custom-fields.ts'
import * as customers from '../../../api/customers.ts'
import { recordHistory } from '../../../api/history.ts'
import * as invoicesApi from '../../../api/invoices.ts'
import { exportContracts, exportInstalments } from '../../../api/list-exports.ts'
import { createView } from '../../../api/lists.ts'
import * as orders from '../../../api/orders.ts'
import * as quotes from '../../../api/quotes.ts'
import * as receivables from '../../../api/receivables.ts'
import { CUSTOM_RECORDS, type CustomRecord, type CustomValues } from '../../../core/fields/custom-field.ts'
import { recordOf } from '../../../core/fields/custom-scope.ts'
import { LISTS } from '../../../core/list/list-fields.ts'
import { read, SYSTEM, write } from '../../platform/context.ts'
import { createOrder } from '../orders/record-order-step.ts'
import { customFieldLoaders } from './index.ts'

/** What every document does with its own fields: a form, a list, a file, its history and the rules (C223). */
const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const { signIn } = await testApp(database)
const [boss, stranger] = [await signIn('boss', 'first'), await signIn('stranger', 'first')]
type Client = typeof boss
type Given = Record<string, string | number | null>

type Asked = { view?: string; size?: number; custom?: string; cols?: string }

type Way = {
  make: (custom: Given) => Promise<string>
  read: (id: string) => Promise<CustomValues>
  change: (client: Client, id: string, custom: Given) => ReturnType<Client['call']>
  /** of those that stand in a list of their own */
  listed?: {
    list: (query: Asked) => Promise<{ id: string; custom: CustomValues }[]>
    file: (query: Asked) => Promise<string>
  }
}

const { customerId } = a.records.own
let numbers = 0
const nextNumber = () => {
  numbers += 1
  return `OWN-${numbers}`
}

async function invoices(query: object) {
  const { items } = await boss.get(receivables.listInstalments, { query: query as never })
  return items.map(({ invoiceId, custom }) => ({ id: invoiceId, custom }))
}

const WAYS: Partial<Record<CustomRecord, Way>> = {
  invoice: {
    make: async (custom) => {
      const instalments = [{ dueOn: TODAY, amountFen: 500 }]
      const body = { number: nextNumber(), customerId, amountFen: 500, issuedOn: TODAY, instalments, custom }
      return (await boss.get(invoicesApi.recordInvoice, { body })).id
    },
    read: async (id) => (await invoices({ size: 200 })).find((one) => one.id === id)!.custom,
    change: (client, id, custom) =>
      client.call(invoicesApi.setInvoiceOwnFields, { params: { id }, body: { custom } }),
    listed: {
      list: ({ view: _, ...query }) => invoices(query),
      file: async ({ view: _, ...query }) =>
        textOf(await boss.call(exportInstalments, { query: query as never })),
    },
  },
  contact: {
    make: async (custom) => {
      const body = { name: `联系人${nextNumber()}`, custom }
      return (await boss.get(customers.addContact, { params: { id: customerId }, body })).id
    },
    read: async (id) => {
      const { contacts } = await boss.get(customers.getCustomer, { params: { id: customerId } })
      return contacts.find((one) => one.id === id)!.custom
    },
    change: (client, id, custom) =>
      client.call(customers.updateContact, {
        params: { id },
        body: { name: `改名${id}`.slice(0, 60), custom },
      }),
  },
  quote: {
    make: async (custom) => {
      const body = { title: nextNumber(), code: nextNumber(), customerId, custom }
      return (await boss.get(quotes.requestQuote, { body })).id
    },
    read: async (id) => (await boss.get(quotes.getQuote, { params: { id } })).custom,
    change: (client, id, custom) =>
      client.call(quotes.updateQuote, { params: { id }, body: { title: '改名', code: id, custom } }),
    listed: {
      list: async (query) => (await boss.get(quotes.listQuotes, { query: query as never })).items,
      file: async (query) => textOf(await boss.call(quotes.exportQuotes, { query: query as never })),
    },
  },
  order: {
    make: async (custom) => {
      const body = { number: nextNumber(), customerId, amountFen: 500, orderedOn: TODAY, custom }
      return (await boss.get(orders.createOrder, { body })).id
    },
    read: async (id) => (await boss.get(orders.getOrder, { params: { id } })).custom,
    change: (client, id, custom) =>
      client.call(orders.updateOrder, { params: { id }, body: { title: '改名', remark: '', custom } }),
    listed: {
      list: async (query) => (await boss.get(orders.listOrders, { query: query as never })).items,
      file: async (query) => textOf(await boss.call(orders.exportOrders, { query: query as never })),
    },
  },
  contract: {
    make: async (custom) => {
      const body = { number: nextNumber(), customerId, amountFen: 500, custom }
      return (await boss.get(contracts.createContract, { body })).id
    },
    read: async (id) => (await boss.get(contracts.getContract, { params: { id } })).custom,
    change: (client, id, custom) =>
      client.call(contracts.setContractOwnFields, { params: { id }, body: { custom } }),
    listed: {
      list: async (query) => (await boss.get(contracts.listContracts, { query: query as never })).items,
      file: async (query) => textOf(await boss.call(exportContracts, { query: query as never })),
    },
  },
}

test('every list and record but those with tests of their own is here', () => {
  for (const known of [LISTS, CUSTOM_RECORDS])
    expect(known.filter((record) => !(record in WAYS))).toEqual(['customer', 'deal'])
})

describe.each(Object.entries(WAYS))('own fields of %s', async (name, way) => {
  const record = name as CustomRecord
  const add = (nameZh: string, kind: 'text' | 'money', more = {}) =>
    boss.get(createCustomField, { body: { record, kind, nameZh, ...more } })
  const region = await add('区域', 'text', { nameEn: 'Region' })
  const budget = await add('预算', 'money', { nameEn: 'Budget' })
  const id = await way.make({ region: '华东', budget: 5_000_00 })
  const other = await way.make({ region: '华南' })

  test('are kept from the form on, changed and taken away', async () => {
    expect([region.key, budget.key]).toEqual(['region', 'budget'])
    const one = await way.make({ region: '西北', budget: 100 })
    expect(await way.read(one)).toEqual({ region: '西北', budget: 100 })
    expect(await way.change(boss, one, { region: '西南', budget: null })).toMatchObject({ status: 200 })
    expect(await way.read(one)).toEqual({ region: '西南' })
  })

  test('a value that is none is refused by its name, and writes nothing', async () => {
    const answer = await way.change(boss, id, { budget: 'much' })
    expect(answer).toMatchObject({ status: 400, body: { code: 'custom_money', detail: { name: '预算' } } })
    expect(await way.read(id)).toEqual({ region: '华东', budget: 5_000_00 })
    await expect(way.make({ region: '华东', budget: 'much' })).rejects.toThrow()
  })

  test('whom it does not concern finds nothing there to change', async () => {
    // Salespeople write no invoices at all.
    const status = record === 'invoice' ? 403 : 404
    expect(await way.change(stranger, id, { region: '他处' })).toMatchObject({ status })
    expect(await way.read(id)).toEqual({ region: '华东', budget: 5_000_00 })
  })

  const { listed } = way
  test.runIf(listed)('narrow the list and stand in its file', async () => {
    const { list, file } = listed!
    const found = async (custom: string) =>
      (await list({ view: 'all', size: 50, custom })).map((row) => row.id).sort()
    expect(await found('region~is~华东')).toEqual([id])
    expect(await found('budget~from~499999')).toEqual([id])
    expect(await found('region~has~华')).toEqual([id, other].sort())
    const text = await file({ view: 'all', custom: 'region~is~华东', cols: 'custom.region' })
    expect(text).toContain('区域')
    expect(text).toContain('华东')
    expect(text).not.toContain('预算')
    expect(await file({ view: 'all' })).toContain('预算')
  })

  test.runIf(listed)('are kept with a view, and a filter the list does not know is not', async () => {
    const view = { list: record as 'contract', name: `${name}视图`, share: 'none' as const }
    const values = {
      ...(record === 'invoice' ? {} : { view: 'all' }),
      custom: 'region~is~华东',
      cols: 'custom.region',
    }
    expect(await boss.call(createView, { body: { ...view, values } })).toMatchObject({ status: 200 })
    const stray = await boss.call(createView, { body: { ...view, name: '乱', values: { passage: 'x' } } })
    expect(stray).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  })

  test('who changed one is in the history by its name', async () => {
    const one = await way.make({ region: '东北' })
    await way.change(boss, one, { region: '华北' })
    const { items } = await boss.get(recordHistory, { params: { kind: record as 'contract', recordId: one } })
    const said = { field: 'custom.region', from: '东北', to: '华北', name: { zh: '区域', en: 'Region' } }
    expect(items.flatMap(({ changes }) => changes)).toContainEqual(expect.objectContaining(said))
  })

  test.runIf(recordOf(record))('rules limit by them', async () => {
    const loader = customFieldLoaders.find(({ subject }) => subject === record)!
    const rows = await read(database.db, { orgId: a.orgId, actor: SYSTEM, now: NOW }, (ctx) =>
      loader.load(ctx, { ids: [id] }),
    )
    expect(rows.map(({ field, value }) => [field, value]).sort()).toEqual([
      ['custom.budget', 5_000_00],
      ['custom.region', '华东'],
    ])
  })
})

test('a rule about instalments is limited by what their invoice holds', async () => {
  expect(recordOf('instalment')).toBe('invoice')
  const { items } = await boss.get(receivables.listInstalments, {
    query: { custom: 'region~is~华东' } as never,
  })
  const loader = customFieldLoaders.find(({ subject }) => subject === 'instalment')!
  const rows = await read(database.db, { orgId: a.orgId, actor: SYSTEM, now: NOW }, (ctx) =>
    loader.load(ctx, { ids: items.map(({ id }) => id) }),
  )
  expect(rows).toContainEqual(
    expect.objectContaining({ subject_id: items[0]!.id, field: 'custom.region', value: '华东' }),
  )
})

test('an order that the house makes by itself is not refused for what only a form can ask', async () => {
  const must = { record: 'order' as const, kind: 'text' as const, nameZh: '必填项', nameEn: 'Must' }
  await boss.get(createCustomField, { body: { ...must, isRequired: true } })
  const form = { customerId, title: '', currency: 'CNY', amountFen: 500n, orderedOn: TODAY }
  const made = (number: string, asks: { asksOwn?: boolean }) =>
    write(database.db, { orgId: a.orgId, now: NOW }, (ctx) => createOrder(ctx, { ...form, number }, asks))
  await expect(made('M-1', {})).rejects.toMatchObject({ code: 'custom_required' })
  expect(await made('M-1', { asksOwn: false })).toMatchObject({ version: 2 })
})
