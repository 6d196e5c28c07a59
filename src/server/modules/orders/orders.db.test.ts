import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, type Instant, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { savePolicy } from '../credit/policy.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import { readMetrics } from '../watch/read-metrics.ts'
import { getOrder, listOrders } from './read.ts'
import { createOrder, recordOrderStep, undoOrderStep, updateOrder } from './record-order-step.ts'
import { saveOrders } from './save-orders.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const day = (offset: number) => addDays(TODAY, offset)
const on = (days: number, hour: number) => startOfDay(day(days)) + hour * 3_600_000

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = NOW, actor = boss): Promise<T> {
  return write(db, { orgId: a.orgId, actor, now }, fn)
}
const reading = (id: string, now: Instant = NOW) =>
  read(db, { orgId: a.orgId, actor: boss, now }, (ctx) => getOrder(ctx, id))
const list = (query: Partial<Parameters<typeof listOrders>[1]>, now: Instant = NOW, actor = boss) =>
  read(db, { orgId: a.orgId, actor, now }, (ctx) =>
    listOrders(ctx, { page: 1, size: 50, view: 'open', ...query }),
  )
// The customers of this world are long overdue; what credit says to that is asked in credit/holds.db.test.ts.
await writing((ctx) =>
  savePolicy(ctx, { ...DEFAULT_POLICY, check: { ...DEFAULT_POLICY.check, order: 'off' } }),
)
const form = (number: string, whose: 'own' | 'other' = 'own') => ({
  number,
  title: '',
  customerId: a.records[whose].customerId,
  currency: 'CNY',
  orderedOn: day(-5),
  plannedOn: day(2),
  amountFen: 90_000n,
})
const count = async () =>
  (
    await admin.query(
      'select (select count(*) from sales_order) as orders, (select count(*) from order_step) as steps',
    )
  ).rows[0]

describe('an order (C048 C272)', () => {
  test('with lines, a new plan, two deliveries, an invoice: what was planned stands beside what came', async () => {
    const lines = [{ product: '轴套', quantityMilli: 100_000n, unit: '件', unitPriceFen: 1_200n }]
    const { id } = await writing((ctx) => createOrder(ctx, { ...form('D-1'), amountFen: null, lines }))
    const act = (now: Instant, step: Parameters<typeof recordOrderStep>[2]) =>
      writing((ctx) => recordOrderStep(ctx, id, step), now)
    await act(on(1, 9), { kind: 'replanned', plannedOn: day(4), reason: '等料' })
    await act(on(3, 9), { kind: 'delivered', quantityMilli: 60_000n })
    await act(on(6, 9), { kind: 'completed', quantityMilli: 35_000n })
    await writing(
      (ctx) =>
        recordInvoices(ctx, [
          {
            customerId: a.records.own.customerId,
            number: 'V-D-1',
            kind: 'invoice',
            issuedOn: day(6),
            amountFen: 120_000n,
            orderId: id,
            instalments: [{ dueOn: day(36), amountFen: 120_000n }],
          },
        ]),
      on(6, 10),
    )
    const order = await reading(id, on(20, 9))
    expect(order).toMatchObject({
      status: 'delivered',
      amountFen: 120_000n,
      firstPlannedOn: day(2),
      plannedOn: day(4),
      deliveredOn: day(6),
      lateDays: 2,
      orderedMilli: 100_000n,
      deliveredMilli: 95_000n,
      invoicedFen: 120_000n,
    })
    expect(order.invoices).toMatchObject([{ number: 'V-D-1', openFen: 120_000n }])
    expect(order.can).toMatchObject({ deliver: 'order_finished', undo: true })
    await writing((ctx) => undoOrderStep(ctx, id, order.steps.at(-1)!.id), on(20, 10))
    expect(await reading(id, on(20, 11))).toMatchObject({
      status: 'partial',
      deliveredOn: null,
      lateDays: 16,
    })
  })

  test('refusals come before writes', async () => {
    const mine = await writing((ctx) => createOrder(ctx, form('D-2')))
    const foreign = await writing((ctx) => createOrder(ctx, form('D-3', 'other')))
    const before = await count()
    const asRep = (fn: (ctx: WriteCtx) => Promise<unknown>) => expect(writing(fn, NOW, rep)).rejects
    await asRep((ctx) => createOrder(ctx, form('D-4', 'other'))).toThrow('not_found')
    await asRep((ctx) => createOrder(ctx, { ...form('D-4'), customerId: b.records.own.customerId })).toThrow(
      'not_found',
    )
    await asRep((ctx) => createOrder(ctx, { ...form('D-4'), dealId: a.records.other.dealId })).toThrow(
      'not_found',
    )
    await asRep((ctx) => createOrder(ctx, form('D-2'))).toThrow('duplicate_document')
    await asRep((ctx) => createOrder(ctx, { ...form('D-4'), amountFen: 0n })).toThrow('amount_not_positive')
    await asRep((ctx) => createOrder(ctx, { ...form('D-4'), orderedOn: day(1) })).toThrow('date_in_future')
    await asRep((ctx) => recordOrderStep(ctx, foreign.id, { kind: 'completed' })).toThrow('not_found')
    await asRep((ctx) => recordOrderStep(ctx, mine.id, { kind: 'cancelled' })).toThrow('reason_required')
    await asRep((ctx) => updateOrder({ ...ctx, ifMatch: 1 }, mine.id, { title: '', remark: '' })).toThrow(
      'stale_version',
    )
    expect(await count()).toEqual(before)
    expect((await list({ view: 'all' }, NOW, rep)).items.map(({ id }) => id)).not.toContain(foreign.id)
  })

  test('an import brings orders up to date and does not take back what people did', async () => {
    const told = { ...form('D-5'), dealId: null, responsibleId: a.users.rep }
    const save = (change = {}) => writing((ctx) => saveOrders(ctx, [{ ...told, ...change }]))
    const [saved] = await save()
    expect(await save()).toMatchObject([{ outcome: 'same' }])
    expect(await save({ plannedOn: day(5), amountFen: 95_000n })).toMatchObject([{ outcome: 'changed' }])
    expect(await reading(saved!.id)).toMatchObject({ plannedOn: day(5), amountFen: 95_000n, status: 'open' })
    await writing((ctx) => recordOrderStep(ctx, saved!.id, { kind: 'completed' }), on(1, 9))
    expect(await save({ plannedOn: day(5), amountFen: 95_000n })).toMatchObject([{ outcome: 'same' }])
    expect(await reading(saved!.id)).toMatchObject({ status: 'delivered', deliveredOn: day(1) })
  })
})

describe('C049 C050 end to end', () => {
  test('the planned day does not warn, the day after does, after a week management; a new plan clears it', async () => {
    await writing((ctx) => installPack(ctx))
    const { id } = await writing(
      (ctx) =>
        createOrder(ctx, {
          ...form('D-9'),
          orderedOn: day(25),
          plannedOn: day(32),
          responsibleId: a.users.rep,
        }),
      on(30, 12),
    )
    const warned = async (now: Instant) => {
      await evaluateOrg(db, { orgId: a.orgId, now })
      const { rows } = await admin.query(
        `select rule_code as rule, responsible_id as who, money_fen::int as money, resolved_at is null as open from alert
         where subject_id = $1 order by opened_at, rule_code`,
        [id],
      )
      return rows
    }
    expect(await warned(on(32, 23))).toEqual([])
    expect(await warned(on(33, 0) + 60_000)).toEqual([
      { rule: 'order-delivery-late', who: a.users.rep, money: 90_000, open: true },
    ])
    expect(await warned(on(39, 23))).toHaveLength(1)
    expect(await warned(on(40, 1))).toMatchObject([
      {},
      { rule: 'order-delivery-very-late', who: a.users.manager },
    ])
    await writing(
      (ctx) => recordOrderStep(ctx, id, { kind: 'replanned', plannedOn: day(45), reason: '已和客户说好' }),
      on(40, 9),
    )
    expect((await warned(on(40, 10))).map(({ open }) => open)).toEqual([false, false])
    const late = await list({ view: 'late' }, on(46, 9))
    expect(late.items.map((row) => row.id)).toContain(id)
    expect(late.counts.late).toBe(late.total)
    await writing((ctx) => recordOrderStep(ctx, id, { kind: 'completed' }), on(44, 9))
    const figures = await read(db, { orgId: a.orgId, actor: boss, now: on(44, 12) }, (ctx) =>
      readMetrics(ctx, { subjectKind: 'org', subjectId: a.orgId, basis: 'known' }),
    )
    const rate = figures.rows.find(({ metric }) => metric === 'on_time_delivery_bp')!
    expect(rate.num).toBeGreaterThanOrEqual(1)
    expect(rate.den).toBeGreaterThan(rate.num! - 1)
  })
})

describe('planned and actual (C272)', () => {
  const lines = [{ product: '轴套', quantityMilli: 100_000n, unit: '件', unitPriceFen: 1_200n }]
  const late = (number: string, days: number) => ({
    ...form(number),
    ...{ orderedOn: day(days), plannedOn: day(days + 2) },
  })
  const act = (id: string, now: Instant, step: Parameters<typeof recordOrderStep>[2]) =>
    writing((ctx) => recordOrderStep(ctx, id, step), now)
  const warned = async (id: string, days: number) => {
    await evaluateOrg(db, { orgId: a.orgId, now: on(days, 12) })
    const { rows } = await admin.query(
      `select 1 from alert where subject_id = $1 and rule_code = 'order-off-plan' and resolved_at is null`,
      [id],
    )
    return rows.length > 0
  }

  test('beyond the tolerance it is told, within it is not, and only for a while', async () => {
    const place = async (number: string) =>
      (await writing((ctx) => createOrder(ctx, { ...late(number, 100), amountFen: null, lines }), on(100, 8)))
        .id
    const within = await place('OP-1')
    const beyond = await place('OP-2')
    await act(within, on(101, 9), { kind: 'completed', quantityMilli: 95_000n })
    await act(beyond, on(101, 9), { kind: 'completed', quantityMilli: 94_000n })
    expect((await reading(beyond, on(101, 10))).offPlan).toMatchObject({
      quantityBp: 600,
      priceBp: 0,
      lateDays: 0,
    })
    expect([await warned(within, 101), await warned(beyond, 101)]).toEqual([false, true])
    expect(await warned(beyond, 131)).toBe(false)
  })

  test('invoiced short counts once nothing more is to be expected, invoiced beyond at once', async () => {
    const { id } = await writing(
      (ctx) => createOrder(ctx, { ...late('OP-3', 200), amountFen: null, lines }),
      on(200, 8),
    )
    await act(id, on(201, 9), { kind: 'completed' })
    const bill = (number: string, amountFen: bigint, days: number) =>
      writing(
        (ctx) =>
          recordInvoices(ctx, [
            {
              ...{ number, customerId: a.records.own.customerId, kind: 'invoice' as const, amountFen },
              ...{ issuedOn: day(days), orderId: id, instalments: [{ dueOn: day(400), amountFen }] },
            },
          ]),
        on(days, 9),
      )
    await bill('OP-F1', 100_000n, 202)
    expect(await warned(id, 230)).toBe(false)
    expect(await warned(id, 231)).toBe(true)
    await bill('OP-F2', 20_000n, 232)
    expect(await warned(id, 232)).toBe(false)
    await bill('OP-F3', 6_000n, 233)
    expect(await warned(id, 233)).toBe(true)
  })
})
