import { describe, expect, test } from 'vitest'
import type { CustomField, CustomKind } from '../fields/custom-field.ts'
import { headerAt } from './header.ts'
import type { Mapping } from './mapping.ts'
import { defsFor, proposeField } from './own-fields.ts'
import { planRows } from './planner.ts'
import { suggestMapping } from './suggest-mapping.ts'

function field(key: string, kind: CustomKind, zh: string, more: Partial<CustomField> = {}): CustomField {
  return { key, kind, name: { zh, en: key }, choices: [], isRequired: false, isRetired: false, ...more }
}

const OWN = [
  field('source', 'choice', '客户来源', { choices: ['展会', '网络'], isRequired: true }),
  field('machines', 'number', '设备台数'),
  field('since', 'date', '合作起始'),
  field('budget', 'money', '年预算'),
  field('state', 'yes-no', '国企'),
  field('gone', 'text', '旧编号', { isRetired: true }),
]
const HEADER = ['客户名称', '客户来源', '设备台数', '合作起始', '年预算', '国企', '旧编号']

function sheet(rows: string[][]) {
  return [HEADER, ...rows].map((cells, index) => ({
    number: index + 1,
    width: cells.length,
    cells: cells.map((text) => ({ text })),
  }))
}

function plan(rows: string[][]) {
  const all = sheet(rows)
  const header = headerAt(all, 1, 1)!
  const { mapping } = suggestMapping(header, [], 'customers', { customers: OWN })
  return { mapping, ...planRows({ ...mapping, own: OWN }, header, all, { orders: new Map([[3, 'ymd']]) }) }
}

describe('own fields of a file', () => {
  test('columns that carry their name are found, retired ones are not', () => {
    expect(plan([]).mapping.columns).toEqual({
      name: '客户名称',
      'custom.source': '客户来源',
      'custom.machines': '设备台数',
      'custom.since': '合作起始',
      'custom.budget': '年预算',
      'custom.state': '国企',
    })
  })

  test('cells are read as their kind', () => {
    const { rows } = plan([['甲厂', '展会', '1,250.5', '2026/1/5', '12.8万', '是', 'x']])
    expect(rows[0]).toMatchObject({
      outcome: 'good',
      records: [
        {
          name: '甲厂',
          custom: { source: '展会', machines: 1250.5, since: '2026-01-05', budget: 12_800_000, state: true },
        },
      ],
    })
  })

  test.each([
    [['乙厂', '报纸', '', '', '', '', ''], 'custom.source', 'custom_choice'],
    [['乙厂', '', '', '', '', '', ''], 'custom.source', 'required'],
    [['乙厂', '展会', '很多', '', '', '', ''], 'custom.machines', 'custom_number'],
    [['乙厂', '展会', '', '2026-02-30', '', '', ''], 'custom.since', 'date_impossible'],
    [['乙厂', '展会', '', '', '若干', '', ''], 'custom.budget', 'amount_unreadable'],
    [['乙厂', '展会', '', '', '', '也许', ''], 'custom.state', 'yes_no_unreadable'],
  ])('%o: the row says what is wrong with %s', (cells, path, code) => {
    const { rows } = plan([cells])
    expect(rows[0]).toMatchObject({ outcome: 'bad', problems: [{ field: path, code }] })
  })

  test('a file of another kind knows nothing of them', () => {
    const mapping: Pick<Mapping, 'target' | 'own'> = { target: 'invoices' }
    expect(defsFor(mapping).some(({ field: name }) => name.startsWith('custom.'))).toBe(false)
  })
})

test.each([
  ['国企 (2)', ['是', '否'], 40, 'yes-no'],
  ['成立日期', ['2020-01-05', '2019/3/1'], 40, 'date'],
  ['年采购预算', ['120,000', '3500.5'], 40, 'money'],
  ['员工人数', ['120', '35'], 40, 'number'],
  ['行业', ['机械', '电子'], 40, 'choice'],
  ['行业', ['机械', '电子'], 3, 'text'],
  ['备用', [], 0, 'text'],
] as const)('the column %s with %o, %d filled, is proposed as %s', (header, samples, filled, kind) => {
  const proposed = proposeField(header, samples, filled)
  expect(proposed.kind).toBe(kind)
  expect(proposed.nameZh).toBe(header.replace(' (2)', ''))
  expect(proposed.choices).toEqual(kind === 'choice' ? samples : [])
})
