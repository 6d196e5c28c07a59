import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { formOf } from '../../../../test/support/permissions/form.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/imports.ts'
import type { SameNumber } from '../../../core/import/mapping.ts'
import { fixedClock } from '../../platform/clock.ts'
import { createLog } from '../../platform/log.ts'
import { openTabular } from '../../platform/tabular/open-tabular.ts'
import { importFile, runImport } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { app, signIn } = await testApp(database, clock)
const { dataDir } = app.config
const deps = { db, clock, log: createLog('silent'), dataDir }

const HEADER = '订单号,客户名称,产品,数量,计量单位,含税单价,订单金额,下单日期,商机编号'
const columns = {
  ...{ externalCode: '订单号', customerName: '客户名称', product: '产品', quantity: '数量' },
  ...{ unit: '计量单位', unitPrice: '含税单价', amountFen: '订单金额', orderedOn: '下单日期' },
  dealCode: '商机编号',
}

function bring(lines: readonly string[], answer: { sameNumber?: SameNumber } = {}) {
  const path = join(dataDir, 'orders.csv')
  writeFileSync(path, [HEADER, ...lines].join('\n'))
  return importFile(deps, a.orgId, { path, mapping: { target: 'orders', columns, ...answer } })
}

async function orders(prefix: string) {
  const { rows } = await admin.query(
    `select o.number, o.amount_fen::int as fen, o.title, v.number as version, coalesce((
        select string_agg(l.product || ' ' || l.quantity_milli / 1000 || l.unit || ' ' || l.unit_price_fen, ', ' order by l.seq)
        from order_line l where l.version_id = v.id), '') as lines
     from sales_order o join order_version v on v.order_id = o.id and v.voided_at is null
     where o.org_id = $1 and o.number like $2 and o.voided_at is null
       and v.number = (select max(w.number) from order_version w where w.order_id = o.id and w.voided_at is null)
     order by o.number`,
    [a.orgId, `${prefix}%`],
  )
  return rows
}

test('a list with one row for each product becomes orders with lines, the same again, changed, taken back', async () => {
  const list = [
    'HH-1,行行有限公司,轴承,10,件,12.5,125,2026-01-05,',
    'HH-1,行行有限公司,齿轮,2,件,100,200,2026-01-05,',
    'HH-2,行行有限公司,轴承,4,件,12.5,50,2026-01-06,',
  ]
  expect(await bring(list)).toMatchObject({ rows: 3, new: 3, bad: 0 })
  const first = [
    { number: 'HH-1', fen: 32_500, title: '轴承、齿轮', version: 1, lines: '轴承 10件 1250, 齿轮 2件 10000' },
    { number: 'HH-2', fen: 5_000, title: '轴承', version: 1, lines: '轴承 4件 1250' },
  ]
  expect(await orders('HH-')).toEqual(first)
  expect(await bring(list)).toMatchObject({ rows: 3, same: 3 })
  // Another product at the same money, and another quantity: both are another version of the order.
  const later = [
    list[0]!,
    'HH-1,行行有限公司,链条,2,件,100,200,2026-01-05,',
    'HH-2,行行有限公司,轴承,8,件,12.5,100,2026-01-06,',
  ]
  const changed = await bring(later)
  expect(changed).toMatchObject({ rows: 3, changed: 3 })
  expect(await orders('HH-')).toMatchObject([
    { fen: 32_500, version: 2, lines: '轴承 10件 1250, 链条 2件 10000' },
    { fen: 10_000, version: 2, lines: '轴承 8件 1250' },
  ])
  const client = await signIn('boss', 'first')
  const { version } = await client.get(api.getImport, { params: { id: changed.batchId } })
  await client.get(api.undoImport, { params: { id: changed.batchId }, body: { version } })
  expect(await orders('HH-')).toMatchObject([
    { fen: 32_500, version: 1, lines: first[0]!.lines },
    { fen: 5_000, version: 1, lines: first[1]!.lines },
  ])
})

test('figures that leave it open stop the command line until the mapping says what the rows are', async () => {
  const list = [
    'WW-1,行行有限公司,轴承,,,,100,2026-01-05,',
    'WW-1,行行有限公司,齿轮,,,,100,2026-01-05,',
    'WW-2,行行有限公司,齿轮,,,,30,2026-01-05,',
  ]
  await expect(bring(list)).rejects.toMatchObject({ code: 'questions_open' })
  expect(await bring(list, { sameNumber: 'whole' })).toMatchObject({ new: 3, bad: 0 })
  expect(await orders('WW-')).toMatchObject([{ fen: 10_000, lines: '' }, { fen: 3_000 }])
  expect(await bring(list, { sameNumber: 'lines' })).toMatchObject({ changed: 2, same: 1 })
  expect(await orders('WW-')).toMatchObject([{ fen: 20_000 }, { fen: 3_000 }])
})

test('more rows than fit together: whatever refuses an order sends all its rows back, and nothing else', async () => {
  const list = Array.from({ length: 260 }, (_, order) =>
    ['轴承', '齿轮', '链条'].map(
      (product) =>
        `KK-${String(order).padStart(3, '0')},行行有限公司,${product},2,件,10,20,2026-01-05,${order === 166 ? '无此商机' : ''}`,
    ),
  ).flat()
  const report = await bring(list)
  expect(report).toMatchObject({ rows: 780, new: 777, bad: 3 })
  const kept = await orders('KK-')
  expect(kept).toHaveLength(259)
  expect(new Set(kept.map(({ fen }) => fen))).toEqual(new Set([6_000]))
  expect(report.totals).toMatchObject({ amountFen: 1_560_000n })
  const errors = await openTabular(report.errorFile!, {})
  const rows = []
  for await (const some of errors.rows(0))
    rows.push(...some.map(({ cells }) => cells.map(({ text }) => text)))
  await errors.close()
  expect(rows.slice(1).map(([number, , product]) => `${number} ${product}`)).toEqual([
    'KK-166 轴承',
    'KK-166 齿轮',
    'KK-166 链条',
  ])
  expect(rows[2]!.at(-1)).toContain('第 500 行有问题')
  expect(readFileSync(report.errorFile!).length).toBeGreaterThan(0)
})

test('the page asks with the amounts, counts like the run, and says how rows were read', async () => {
  const text = [
    HEADER,
    'PP-1,页页有限公司,轴承,,,,100,2026-01-05,',
    'PP-1,页页有限公司,齿轮,,,,50,2026-01-05,',
  ].join('\n')
  const client = await signIn('assistant', 'first')
  const { body, headers } = formOf({ name: 'orders.csv', text })
  const { id, mapping, questions } = await client.get(api.uploadImport, { body: body as never, headers })
  expect(mapping).toMatchObject({ target: 'orders', columns })
  expect(questions).toMatchObject([
    { code: 'same_number', examples: [{ text: 'PP-1 (2): 100.00 + 50.00', readings: { lines: '150.00' } }] },
  ])
  const open = await client.get(api.previewImport, { params: { id }, body: { mapping } })
  expect(open).toMatchObject({ can: { start: 'questions_open' }, lines: null })
  const answered = { ...mapping, sameNumber: 'lines' as const }
  const seen = await client.get(api.previewImport, { params: { id }, body: { mapping: answered } })
  expect(seen).toMatchObject({
    counts: { rows: 2, new: 2, bad: 0 },
    lines: { mode: 'lines', documents: 1, rows: 2, own: false },
    can: { start: true },
  })
  await client.get(api.startImport, { params: { id }, body: { mapping: answered } })
  await runImport(deps, { orgId: a.orgId, batchId: id })
  expect(await client.get(api.getImport, { params: { id } })).toMatchObject({ counts: { rows: 2, new: 2 } })
})
