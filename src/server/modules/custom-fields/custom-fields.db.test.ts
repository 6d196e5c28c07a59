import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, dayOf, type Instant } from '../../../core/calendar.ts'
import type { CustomKind } from '../../../core/fields/custom-field.ts'
import type { CustomTest } from '../../../core/fields/custom-tests.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { listCustomers, saveCustomers } from '../customers/index.ts'
import { getCustomer } from '../customers/read-customer.ts'
import { createCustomer, updateCustomer } from '../customers/save-customer.ts'
import { listDeals } from '../deals/read.ts'
import { createDeal, updateDeal } from '../deals/save-deal.ts'
import { countValues, customFieldLoaders } from './field-rows.ts'
import { createField, orderFields, retireField, updateField } from './save-field.ts'
import { customColumns } from './sheet.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const BOSS: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = NOW, orgId = a.orgId): Promise<T> {
  return write(db, { orgId, actor: BOSS, now }, fn)
}

const FORM = { nameEn: '', choices: [] as string[], isRequired: false, inList: false }
const CUSTOMER = { keyLevel: 'normal' as const, remark: '' }

function add(nameZh: string, kind: CustomKind, more: Partial<typeof FORM> = {}, record = 'customer') {
  return writing((ctx) => createField(ctx, { record: record as 'customer', kind, nameZh, ...FORM, ...more }))
}

const source = await add('客户来源', 'choice', { choices: ['展会', '转介绍'], isRequired: true })
const machines = await add('设备台数', 'number')
const since = await add('合作起始', 'date')
const budget = await add('年预算', 'money', { nameEn: 'Budget' })
const urgency = await add('紧急', 'yes-no', {}, 'deal')

async function list(custom: CustomTest[], asOf?: string, orgId = a.orgId) {
  const query = { page: 1, size: 50, view: 'all' as const, sort: 'name' as const, custom, asOf }
  const { items } = await read(db, { orgId, actor: BOSS, now: NOW + 40 * DAY_MS }, (ctx) =>
    listCustomers(ctx, query),
  )
  return items.map(({ name }) => name).sort()
}

describe('definitions', () => {
  test('keys come from the name in Latin letters and are taken once', async () => {
    expect(source.key).toBe('ke_hu_lai_yuan')
    expect(budget.key).toBe('budget')
    const again = await add('预算二', 'text', { nameEn: 'Budget' })
    expect(again.key).toBe('budget_2')
    await expect(add('年预算', 'text')).rejects.toThrow('custom_name_taken')
    await expect(add('单选', 'choice', { choices: ['一个'] })).rejects.toThrow('custom_choices_few')
    await expect(add('重复', 'choice', { choices: ['一', '一', '二'] })).rejects.toThrow(
      'custom_choices_twice',
    )
  })

  test('a change keeps its versions, and one made on an old page is refused', async () => {
    const { id } = await add('物流方式', 'text')
    await writing((ctx) => updateField(ctx, id, { ...FORM, nameZh: '运输方式' }))
    const late = { ...FORM, nameZh: '配送方式' }
    await expect(writing((ctx) => updateField({ ...ctx, ifMatch: 1 }, id, late))).rejects.toThrow('stale')
    const { rows } = await admin.query(
      `select row ->> 'name_zh' as name from record_version where entity = 'custom_field' and id = $1 order by version`,
      [id],
    )
    expect(rows.map(({ name }) => name)).toEqual(['物流方式', '运输方式'])
  })

  test('the order of forms is the one that was asked for', async () => {
    await writing((ctx) => orderFields(ctx, 'customer', [budget.id, source.id]))
    const columns = await read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, (ctx) =>
      customColumns(ctx, 'customer'),
    )
    expect(columns.slice(0, 2).map(({ column }) => column)).toEqual([
      { title: '年预算', kind: 'money' },
      { title: '客户来源', kind: 'text' },
    ])
    await expect(writing((ctx) => orderFields(ctx, 'deal', [budget.id]))).rejects.toThrow('not_found')
  })
})

describe('values', () => {
  test('page and list say what was saved; a refusal names the field and writes nothing', async () => {
    const missing = writing((ctx) => createCustomer(ctx, { ...CUSTOMER, name: '无来源厂' }))
    await expect(missing).rejects.toMatchObject({ code: 'custom_required', detail: { name: '客户来源' } })
    const wrong = { [source.key]: '展会', [machines.key]: 'many' }
    await expect(
      writing((ctx) => createCustomer(ctx, { ...CUSTOMER, name: '无来源厂', custom: wrong })),
    ).rejects.toMatchObject({ code: 'custom_number', status: 400 })
    expect((await admin.query(`select 1 from customer where name = '无来源厂'`)).rowCount).toBe(0)
    const custom = { [source.key]: '展会', [machines.key]: 12.5, [since.key]: '2024-06-01' }
    const { id } = await writing((ctx) => createCustomer(ctx, { ...CUSTOMER, name: '甲机床厂', custom }))
    const page = await read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, (ctx) => getCustomer(ctx, id))
    expect(page.custom).toEqual(custom)
    // Who knows nothing of own fields leaves them alone.
    await writing((ctx) => updateCustomer(ctx, id, { ...CUSTOMER, name: '甲机床厂', city: '苏州' }))
    await writing((ctx) => saveCustomers(ctx, [{ name: '甲机床厂', custom: { [budget.key]: 5_000_00 } }]))
    const later = await read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, (ctx) => getCustomer(ctx, id))
    expect(later.custom).toEqual({ ...custom, [budget.key]: 5_000_00 })
  })

  test('a list is narrowed by them, now and as of a past day', async () => {
    const make = (name: string, custom: Record<string, string | number>) =>
      writing((ctx) =>
        createCustomer(ctx, { ...CUSTOMER, name, custom: { [source.key]: '转介绍', ...custom } }),
      )
    const one = await make('乙一', { [machines.key]: 3, [since.key]: '2025-01-01', [budget.key]: 100 })
    await make('乙二', { [machines.key]: 30, [since.key]: '2026-01-01', [budget.key]: 200 })
    const named = async (custom: CustomTest[], asOf?: string) =>
      (await list(custom, asOf)).filter((name) => name.startsWith('乙'))
    expect(await named([{ key: source.key, op: 'is', values: ['转介绍'] }])).toEqual(['乙一', '乙二'].sort())
    expect(await named([{ key: machines.key, op: 'from', value: '10' }])).toEqual(['乙二'])
    expect(await named([{ key: since.key, op: 'to', value: '2025-12-31' }])).toEqual(['乙一'])
    expect(await named([{ key: source.key, op: 'has', text: '介绍' }])).toHaveLength(2)
    expect(await named([{ key: budget.key, op: 'from', value: '101' }])).toEqual(['乙二'])
    const later = NOW + 10 * DAY_MS
    const custom = { [source.key]: '展会', [machines.key]: null }
    await writing((ctx) => updateCustomer(ctx, one.id, { ...CUSTOMER, name: '乙一', custom }), later)
    expect(await named([{ key: machines.key, op: 'empty' }])).toEqual(['乙一'])
    expect(await named([{ key: machines.key, op: 'filled' }])).toEqual(['乙二'])
    const before = addDays(dayOf(later), -1)
    expect(await named([{ key: machines.key, op: 'filled' }], before)).toEqual(['乙一', '乙二'].sort())
    expect(await named([{ key: source.key, op: 'is', values: ['展会'] }], before)).toEqual([])
    const then = await read(db, { orgId: a.orgId, actor: BOSS, now: later }, (ctx) =>
      getCustomer(ctx, one.id, { asOf: before }),
    )
    expect(then.custom).toMatchObject({ [source.key]: '转介绍', [machines.key]: 3 })
    await expect(named([{ key: machines.key, op: 'from', value: 'many' }])).rejects.toThrow('custom_bound')
  })

  test('a field out of use keeps what is in it and asks for nothing more', async () => {
    const { id, key } = await add('旧编号', 'text')
    const custom = { [source.key]: '展会', [key]: 'A-1' }
    const saved = await writing((ctx) => createCustomer(ctx, { ...CUSTOMER, name: '丙厂', custom }))
    await writing((ctx) => retireField(ctx, id, true))
    const edit = (value: string) =>
      writing((ctx) =>
        updateCustomer(ctx, saved.id, { ...CUSTOMER, name: '丙厂', custom: { ...custom, [key]: value } }),
      )
    await edit('A-1')
    await expect(edit('A-2')).rejects.toThrow('custom_retired')
    const page = await read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, (ctx) =>
      getCustomer(ctx, saved.id),
    )
    expect(page.custom[key]).toBe('A-1')
    await writing((ctx) => retireField(ctx, id, false))
    await edit('A-2')
    const { items } = await read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, countValues)
    expect(items).toContainEqual({ record: 'customer', key, filled: 1 })
  })

  test('deals have theirs', async () => {
    const form = { title: '丁项目', currency: 'CNY', customerId: a.records.own.customerId }
    const { id } = await writing((ctx) => createDeal(ctx, { ...form, custom: { [urgency.key]: true } }))
    await expect(
      writing((ctx) => createDeal(ctx, { ...form, custom: { [source.key]: '展会' } })),
    ).rejects.toThrow('custom_unknown')
    const found = async (values: string[]) => {
      const query = { page: 1, size: 50, sort: 'updated' as const, q: '丁项目' }
      const custom = [{ key: urgency.key, op: 'is' as const, values }]
      const reply = await read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, (ctx) =>
        listDeals(ctx, { ...query, custom }),
      )
      return reply.items.map((item) => item.custom)
    }
    expect(await found(['true'])).toEqual([{ [urgency.key]: true }])
    await writing((ctx) => updateDeal(ctx, id, { ...form, custom: { [urgency.key]: false } }))
    expect(await found(['true'])).toEqual([])
  })
})

describe('what rules and the database see', () => {
  test('each value with the time during which it was known', async () => {
    const { id } = await writing((ctx) =>
      createCustomer(ctx, { ...CUSTOMER, name: '戊厂', custom: { [source.key]: '展会' } }),
    )
    const later = NOW + 5 * DAY_MS
    await writing(
      (ctx) => updateCustomer(ctx, id, { ...CUSTOMER, name: '戊厂', custom: { [source.key]: '转介绍' } }),
      later,
    )
    const loader = customFieldLoaders.find(({ subject }) => subject === 'customer')!
    const rows = await read(db, { orgId: a.orgId, actor: BOSS, now: later }, (ctx) =>
      loader.load(ctx, { ids: [id] }),
    )
    rows.sort((x, y) => x.at - y.at)
    expect(rows.map(({ field, value }) => [field, value])).toEqual([
      [`custom.${source.key}`, '展会'],
      [`custom.${source.key}`, '转介绍'],
    ])
    expect(rows[0]!.until).toBe(rows[1]!.at)
    expect(rows[1]!.at).toBeGreaterThanOrEqual(later)
    expect(rows[1]!.until).toBeNull()
  })

  test('what an import learns of an earlier day holds since then; two changes at one tick are one', async () => {
    const custom = { [source.key]: '展会' }
    const { id } = await writing((ctx) => createCustomer(ctx, { ...CUSTOMER, name: '己厂', custom }))
    await writing(async (ctx) => {
      await sql`update customer set known_at = known_at - interval '30 days' where org_id = ${ctx.orgId} and id = ${id}`.execute(
        ctx.db,
      )
      for (const value of ['转介绍', '展会', '转介绍'])
        await updateCustomer(ctx, id, { ...CUSTOMER, name: '己厂', custom: { [source.key]: value } })
    }, NOW + DAY_MS)
    const { rows } = await admin.query(
      `select text_value, valid_to is null as open from custom_value
       where record_id = $1 order by valid_from`,
      [id],
    )
    expect(rows.map(({ text_value, open }) => [text_value, open])).toEqual([
      ['展会', false],
      ['转介绍', true],
    ])
    const known = await admin.query(
      `select v.valid_from = c.known_at as same from custom_value v join customer c on c.id = v.record_id
       where v.record_id = $1 and v.valid_to is not null`,
      [id],
    )
    expect(known.rows).toEqual([{ same: true }])
  })

  test('a text that looks like a day but is none can be kept', async () => {
    const { key } = await add('批号', 'text')
    const custom = { [source.key]: '展会', [key]: '2026-02-31' }
    await writing((ctx) => createCustomer(ctx, { ...CUSTOMER, name: '庚厂', custom }))
    const { rows } = await admin.query(`select micro_value from custom_value where key = $1`, [key])
    expect(rows).toEqual([{ micro_value: null }])
  })

  test('another organisation sees none of it', async () => {
    const theirs = { orgId: b.orgId, actor: { ...BOSS, userId: b.users.boss }, now: NOW }
    await expect(list([{ key: source.key, op: 'filled' }], undefined, b.orgId)).rejects.toThrow(
      'custom_unknown',
    )
    const rows = await read(db, theirs, (ctx) =>
      customFieldLoaders[0]!.load(ctx, { ids: [a.records.own.customerId] }),
    )
    expect(rows).toEqual([])
  })

  test('narrowing goes by the index although the database fences every row', async () => {
    await read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, async (ctx) => {
      await sql`set local enable_seqscan = off`.execute(ctx.db)
      for (const [condition, index] of [
        [sql`text_value = any(${['展会']}::text[])`, 'custom_value_text'],
        [sql`micro_value >= ${3_000_000n}::bigint`, 'custom_value_micro'],
      ] as const) {
        const { rows } = await sql<Record<string, string>>`explain (costs off)
          select record_id from custom_value where org_id = ${a.orgId} and record = 'customer'
            and key = ${source.key} and valid_to is null and ${condition}`.execute(ctx.db)
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
        expect(plan).toContain(index)
        expect(plan).toMatch(/Index Cond:.*(text_value|micro_value)/)
      }
    })
  })
})
