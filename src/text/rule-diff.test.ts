import { expect, it } from 'vitest'
import { draftRule } from '../core/watch/compose.ts'
import type { Scope } from '../core/watch/rule.ts'
import { ruleDiff } from './rule-diff.ts'

const FIELDS = [
  { record: 'customer', key: 'branch', kind: 'choice', name: { zh: '行业', en: 'Industry' } },
  { record: 'customer', key: 'budget', kind: 'money', name: { zh: '年预算', en: 'Budget' } },
] as const

const rule = draftRule('quiet', 'customer')
const said = (scope: Scope | null) => ruleDiff(rule, { ...rule, scope }, FIELDS)[0]?.after

it.each([
  [{ field: 'keyLevel', op: 'eq', value: 'key' }, '只看重点客户', 'Key customers only'],
  [{ field: 'keyLevel', op: 'eq', value: 'normal' }, '客户级别 是 普通', 'Customer level is normal'],
  [
    { field: 'creditGrade', op: 'in', value: ['C', 'D'] },
    '客户信用等级 属于 C、D',
    'Credit grade of the customer is one of C, D',
  ],
  [
    {
      all: [
        { field: 'custom.branch', op: 'in', value: ['化工'] },
        { not: { field: 'custom.budget', op: 'gte', value: 50_000_000 } },
      ],
    },
    '行业 属于 化工；不符合“年预算 不小于 ¥50万”',
    'Industry is one of 化工; not “Budget at least ¥500k”',
  ],
] as [Scope, string, string][])('says which ones %j looks at in words', (scope, zh, en) => {
  expect(said(scope)).toEqual({ zh, en })
})

it('says that a limit goes', () => {
  const before = { ...rule, scope: { field: 'keyLevel', op: 'eq', value: 'key' } as Scope }
  expect(ruleDiff(before, rule, FIELDS)).toEqual([
    {
      what: { zh: '范围', en: 'Which ones' },
      before: { zh: '只看重点客户', en: 'Key customers only' },
      after: { zh: '全部', en: 'all of them' },
    },
  ])
})
