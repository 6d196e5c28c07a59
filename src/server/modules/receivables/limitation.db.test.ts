import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { listLimitation } from '../../../api/losses.ts'
import { addDays, DAY_MS, type Day, endOfDay } from '../../../core/calendar.ts'
import { readingAt } from '../../../core/watch/fold.ts'
import type { Delta } from '../../../core/watch/metric.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import { toDelta } from '../../platform/metric-loader.ts'
import { recordActivities, saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from './index.ts'
import { limitationClock } from './limitation-metrics.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const finance = await signIn('finance')
const WHO = { orgId: a.orgId, now: NOW }
const HISTORY = { batchId: '00000000-0000-4000-8000-000000000009', historyDelayDays: 0, historyUntil: TODAY }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, now = NOW) =>
  write(db, { ...WHO, now, source: now === NOW ? HISTORY : null }, fn)

let made = 0
async function owing(dueOn: Day) {
  made += 1
  return writing(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [{ name: `时效客户${made}`, createdOn: '2019-01-01' }])
    const customerId = customer!.id
    const [invoice] = await recordInvoices(ctx, [
      {
        ...{ customerId, number: `SX-${made}`, kind: 'invoice' as const, amountFen: 10_000n },
        issuedOn: addDays(dueOn, -30),
        instalments: [{ dueOn, amountFen: 10_000n }],
      },
    ])
    return { customerId, instalmentId: invoice!.instalmentIds[0]! }
  })
}

/** The figure of one instalment as it was known at the end of a day. */
async function left(instalmentId: string, day: Day, now = NOW): Promise<number | null> {
  const rows = await read(db, { ...WHO, now }, (ctx) =>
    limitationClock.load(ctx, { ids: [instalmentId], since: null }),
  )
  const deltas: Delta[] = rows.map(toDelta).sort((one, other) => one.at - other.at)
  return readingAt({ def: metricDef('instalment', 'limitation_days')!, deltas }, endOfDay(day)).value
}
const row = async (instalmentId: string) =>
  (await finance.get(listLimitation, {})).items.find((one) => one.instalmentId === instalmentId)

test('three years from the due day; a letter, a promise and a part payment begin anew, a call does not (C101)', async () => {
  const { customerId, instalmentId } = await owing('2023-05-10')
  expect(await left(instalmentId, '2026-03-01')).toBe(70)
  expect(await row(instalmentId)).toMatchObject({ endsOn: '2026-05-10', daysLeft: 55, by: null })
  const step = (channel: string, on: Day) =>
    admin.query(
      `with s as (insert into dunning_step (org_id, id, customer_id, stage, channel, amount_fen, occurred_on, known_at, recorded_at)
        values ($1, gen_random_uuid(), $2, 'letter', $3, 1, $4, $4::date, $4::date) returning org_id, id)
       insert into dunning_item (org_id, step_id, instalment_id, stage, open_fen) select org_id, id, $5, 'letter', 1 from s`,
      [a.orgId, customerId, channel, on, instalmentId],
    )
  await step('call', '2024-02-01')
  expect(await left(instalmentId, '2026-03-01')).toBe(70)
  await step('letter', '2024-02-01')
  expect(await row(instalmentId)).toMatchObject({
    endsOn: '2027-02-01',
    by: { kind: 'demand', on: '2024-02-01' },
  })
  await writing((ctx) =>
    recordActivities(ctx, [
      {
        ...{ customerId, userId: a.users.rep, kind: 'call' as const, summary: '答应年底付' },
        ...{ occurredAt: endOfDay('2025-01-15') - 3_600_000, promisedOn: '2025-12-31' },
      },
    ]),
  )
  expect(await row(instalmentId)).toMatchObject({ endsOn: '2028-01-15', by: { kind: 'promise' } })
  const money = {
    customerId,
    kind: 'payment' as const,
    receivedOn: '2025-09-09',
    allocate: 'oldest' as const,
  }
  await writing((ctx) => recordPayments(ctx, [{ ...money, amountFen: 100n }]))
  expect(await row(instalmentId)).toMatchObject({ endsOn: '2028-09-09', by: { kind: 'payment' } })
  // The days before knew no more than was known then.
  expect(await left(instalmentId, '2024-01-31')).toBe(830)
  await writing((ctx) => recordPayments(ctx, [{ ...money, receivedOn: TODAY, amountFen: 9_900n }]))
  expect(await left(instalmentId, TODAY)).toBeNull()
})

test('what is recorded later changes no figure that was known; written off is no acknowledgement', async () => {
  const { customerId, instalmentId } = await owing('2024-01-10')
  const before = await left(instalmentId, TODAY)
  const later = NOW + 5 * DAY_MS
  await writing(
    (ctx) =>
      recordPayments(ctx, [
        { customerId, kind: 'payment', receivedOn: addDays(TODAY, -3), amountFen: 50n, allocate: 'oldest' },
      ]),
    later,
  )
  expect(await left(instalmentId, TODAY, later)).toBe(before)
  expect(await left(instalmentId, addDays(TODAY, 6), later)).toBeGreaterThan(before!)
  const kept = await left(instalmentId, addDays(TODAY, 9), later)
  await writing(
    (ctx) =>
      recordPayments(ctx, [
        { customerId, kind: 'write_off', receivedOn: addDays(TODAY, 6), amountFen: 50n, allocate: 'oldest' },
      ]),
    later + DAY_MS,
  )
  expect(await left(instalmentId, addDays(TODAY, 9), later + DAY_MS)).toBe(kept)
})

test('written off it is still claimed and runs out, until it is recovered (decision 0013)', async () => {
  const { customerId, instalmentId } = await owing('2023-05-11')
  const [lost] = await writing((ctx) =>
    recordPayments(ctx, [
      {
        ...{ customerId, kind: 'write_off', amountFen: 10_000n, allocate: 'oldest' },
        receivedOn: addDays(TODAY, -20),
      },
    ]),
  )
  expect(await left(instalmentId, TODAY)).toBe(56)
  expect(await row(instalmentId)).toMatchObject({ endsOn: '2026-05-11', claimFen: 10_000 })
  const came = (amountFen: number) =>
    admin.query(
      `insert into recovery (org_id, id, receipt_id, customer_id, payment_id, instalment_id, amount_fen, occurred_on, known_at, recorded_at)
       values ($1, gen_random_uuid(), gen_random_uuid(), $2, $3, $4, $5, $6, $6::date, $6::date)`,
      [a.orgId, customerId, lost!.id, instalmentId, amountFen, addDays(TODAY, -5)],
    )
  await came(4_000)
  expect(await left(instalmentId, TODAY)).toBe(56)
  expect(await row(instalmentId)).toMatchObject({ claimFen: 6_000 })
  await came(6_000)
  expect(await left(instalmentId, TODAY)).toBeNull()
  expect(await left(instalmentId, addDays(TODAY, -6))).toBe(62)
  expect(await row(instalmentId)).toBeUndefined()
})

test('what was settled is claimed no more', async () => {
  const { customerId, instalmentId } = await owing('2023-05-12')
  await writing(async (ctx) => {
    const [lost] = await recordPayments(ctx, [
      { customerId, kind: 'write_off', amountFen: 10_000n, allocate: 'oldest', receivedOn: TODAY },
    ])
    await sql`
      insert into write_off (org_id, id, customer_id, ground, reason, amount_fen, status, drafted_at, effective_on, effective_at, payment_id)
      values (${a.orgId}, gen_random_uuid(), ${customerId}, 'settled', '和解', 10000, 'in_effect', now(), ${TODAY}, now(), ${lost!.id})`.execute(
      ctx.db,
    )
  })
  expect(await left(instalmentId, addDays(TODAY, -1))).toBe(58)
  expect(await left(instalmentId, TODAY)).toBeNull()
  expect(await row(instalmentId)).toBeUndefined()
})

test('what runs out first is found behind any number of older debts that were demanded', async () => {
  const customerId = await writing(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [{ name: '欠得多的客户', createdOn: '2019-01-01' }])
    await recordInvoices(ctx, [
      {
        ...{ customerId: customer!.id, number: 'SX-MANY', kind: 'invoice', amountFen: 600n },
        issuedOn: '2023-05-01',
        instalments: Array.from({ length: 600 }, () => ({ dueOn: '2023-06-01', amountFen: 1n })),
      },
    ])
    return customer!.id
  })
  await admin.query(
    `with s as (insert into dunning_step (org_id, id, customer_id, stage, channel, amount_fen, occurred_on, known_at, recorded_at)
      values ($1, gen_random_uuid(), $2, 'letter', 'letter', 600, '2026-02-01', '2026-02-01', '2026-02-01') returning org_id, id)
     insert into dunning_item (org_id, step_id, instalment_id, stage, open_fen)
     select s.org_id, s.id, i.id, 'letter', 1 from s join instalment i on i.org_id = s.org_id and i.customer_id = $2`,
    [a.orgId, customerId],
  )
  const { instalmentId } = await owing('2023-06-02')
  expect(await row(instalmentId)).toMatchObject({ endsOn: '2026-06-02', by: null })
})
