import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { draftRule } from '../../../core/watch/compose.ts'
import { evaluate, fieldsAt } from '../../../core/watch/evaluate.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { read, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices } from '../receivables/index.ts'
import { loadHistories, wantedBy } from './loaders.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const WHO = { orgId: a.orgId, now: NOW }
const LATER = NOW + 30 * DAY_MS

const name = (index: number) => `苏州客户${index}有限公司`

function ruleOf(field: string): Rule {
  const threshold = { kind: 'peers', field, percentile: 50, tolerancePct: 20, minPeers: 3 } as const
  return {
    ...draftRule('own-1', 'customer'),
    version: 1,
    mode: 'on',
    grid: 'day',
    condition: { metric: 'overdue_fen', op: 'gt', threshold },
  }
}

test('customers are held against those of their city and of their grade, as it was known then', async () => {
  const city = (of: string) =>
    Array.from({ length: 5 }, (_, index) => ({ name: name(index), city: index === 4 ? of : '测试甲市' }))
  const ids = await write(db, WHO, async (ctx) => {
    const saved = await saveCustomers(ctx, city('测试甲市'))
    const all = saved.map(({ id }) => id)
    await recordInvoices(
      ctx,
      all.map((customerId, index) => ({
        customerId,
        number: `P-${index}`,
        kind: 'invoice' as const,
        issuedOn: addDays(TODAY, -60),
        amountFen: index === 4 ? 9_000_000n : 1_000_000n,
        instalments: [{ dueOn: addDays(TODAY, -30), amountFen: index === 4 ? 9_000_000n : 1_000_000n }],
      })),
    )
    return all
  })
  for (const [index, id] of ids.entries())
    await admin.query(
      `insert into credit_rating (org_id, customer_id, valid_from, score, score_grade, grade, default_bp, matured, confidence, reasons, recorded_at)
       values ($1, $2, $3, 600, 'B', $4, 100, 10, 'low', '[]', $5)`,
      [a.orgId, id, new Date(NOW + 10 * DAY_MS), index === 3 ? 'C' : 'B', new Date(NOW + 10 * DAY_MS)],
    )
  await write(db, { ...WHO, now: NOW + 20 * DAY_MS }, (ctx) => saveCustomers(ctx, city('测试乙市')))
  const found = (field: string, at: number) =>
    read(db, { ...WHO, now: LATER }, async (ctx) => {
      const rule = ruleOf(field)
      const wanted = { kind: 'customer', ids, ...wantedBy([{ from: 0, rule }]), since: null } as const
      const history = (await loadHistories(ctx, wanted)).get(ids[4]!)!
      const [leaf] = evaluate(rule, history, at).leaves
      return { group: fieldsAt(history, at)[field], peers: leaf!.peers, truth: leaf!.truth }
    })
  expect(await found('city', NOW + 5 * DAY_MS)).toEqual({ group: '测试甲市', peers: 4, truth: 'true' })
  expect(await found('city', LATER)).toEqual({ group: '测试乙市', peers: 0, truth: 'unknown' })
  // On the fifth day nobody knew a grade.
  expect(await found('creditGrade', NOW + 5 * DAY_MS)).toEqual({ group: null, peers: 0, truth: 'unknown' })
  expect(await found('creditGrade', LATER)).toEqual({ group: 'B', peers: 3, truth: 'true' })
})
