import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { readingAt } from '../../../core/watch/fold.ts'
import { read, write } from '../../platform/context.ts'
import { touchGraded } from '../credit/touch-graded.ts'
import { installPack } from './install-pack.ts'
import { loadHistories } from './loaders.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const customerId = a.records.own.customerId
const day = (n: number) => startOfDay(addDays(TODAY, n))

const GRADES = ['A', 'C', 'B'] as const
await admin.query('delete from credit_rating where customer_id = $1', [customerId])
for (const [index, grade] of GRADES.entries()) {
  await admin.query(
    `insert into credit_rating (org_id, customer_id, valid_from, valid_to, score, score_grade, grade, default_bp, matured, confidence, reasons, recorded_at)
     values ($1, $2, $3, $4, 600, $5, $5, 100, 0, 'low', '[]', $3)`,
    [
      ...[a.orgId, customerId, new Date(day(-50 + 10 * index))],
      ...[index === 2 ? null : new Date(day(-40 + 10 * index)), grade],
    ],
  )
}

const histories = (kind: 'customer' | 'instalment', ids: string[], metrics: string[]) =>
  read(db, { orgId: a.orgId, now: NOW }, (ctx) =>
    loadHistories(ctx, { kind, ids, metrics, fields: ['creditGrade'], since: null }),
  )

test('the grade as a number and its fall, each as known on the day (C011 C024)', async () => {
  const own = (await histories('customer', [customerId], ['credit_grade', 'grade_fell'])).get(customerId)!
  const on = (metric: string, n: number) => readingAt(own.series.get(metric)!, day(n) + 3_600_000).value
  expect([-51, -45, -35, -25].map((n) => on('credit_grade', n))).toEqual([null, 4, 2, 3])
  // Two grades down, one of them up again after ten days; a month later it is no news.
  expect([-45, -35, -25, -8].map((n) => on('grade_fell', n))).toEqual([0, 2, 1, -1])
})

test('claims of a customer carry the grade it had then, so that a rule can be for D customers alone (C015)', async () => {
  const { rows } = await admin.query('select id from instalment where customer_id = $1 limit 1', [customerId])
  const { id } = rows[0]
  const { fields } = (await histories('instalment', [id], [])).get(id)!
  expect(fields['creditGrade']!.map(({ value, at }) => [value, at])).toEqual(
    GRADES.map((grade, index) => [grade, day(-50 + 10 * index)]),
  )
})

test('what the look that first rates a customer finds is how things stood, and no fall', async () => {
  const other = a.records.mate.customerId
  await admin.query('delete from credit_rating where customer_id = $1', [other])
  const rated = async (grade: string, from: number, { to, by }: { to: number | null; by: number }) =>
    admin.query(
      `insert into credit_rating (org_id, customer_id, valid_from, valid_to, score, score_grade, grade, default_bp, matured, confidence, reasons, recorded_at)
       values ($1, $2, $3, $4, 600, $5, $5, 100, 0, 'low', '[]', $6)`,
      [a.orgId, other, new Date(day(from)), to === null ? null : new Date(day(to)), grade, new Date(day(by))],
    )
  // The trail and today in one look on day −20; later a fall of its own.
  await rated('A', -60, { to: -40, by: -20 })
  await rated('B', -40, { to: -20, by: -20 })
  await rated('C', -20, { to: -5, by: -20 })
  await rated('D', -5, { to: null, by: -5 })
  const own = (await histories('customer', [other], ['credit_grade', 'grade_fell'])).get(other)!
  const on = (metric: string, n: number) => readingAt(own.series.get(metric)!, day(n) + 3_600_000).value
  expect([-50, -39, -19, -4].map((n) => on('credit_grade', n))).toEqual([4, 3, 2, 1])
  expect([-39, -19, -4].map((n) => on('grade_fell', n))).toEqual([1, 1, 1])
})

test('a grade that moves marks what is open of its customer, where a rule about it asks for the grade', async () => {
  const { orgId, records } = a
  const marks = async () => {
    const { rows } = await admin.query(
      `select distinct subject_kind as kind from watch_dirty where org_id = $1 and subject_kind <> 'customer' order by 1`,
      [orgId],
    )
    return rows.map(({ kind }) => kind)
  }
  const touched = async () => {
    await admin.query('delete from watch_dirty where org_id = $1', [orgId])
    await write(db, { orgId, now: NOW }, (ctx) => touchGraded(ctx, [records.own.customerId]))
    return marks()
  }
  expect(await touched()).toEqual([])
  await write(db, { orgId, now: NOW }, (ctx) => installPack(ctx))
  await admin.query(
    `update rule set version = version + 1, spec = jsonb_set(spec, '{scope}', '{"field": "creditGrade", "op": "eq", "value": "D"}')
     where org_id = $1 and code = 'deal-too-old'`,
    [orgId],
  )
  expect(await touched()).toEqual(expect.arrayContaining(['deal', 'instalment']))
})
