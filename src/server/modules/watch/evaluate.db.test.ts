import { beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { addDays, DAY_MS, type Day, endOfDay, startOfDay } from '../../../core/calendar.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { write } from '../../platform/context.ts'
import { recordActivities, saveCustomers } from '../customers/index.ts'
import { installPipeline, saveDeals } from '../deals/index.ts'
import { recordAbsence } from '../identity/absences.ts'
import { createOrg, saveDepartments, savePeople, setDepartmentManager } from '../identity/index.ts'
import { endAccess } from '../identity/people.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { voidPayment } from '../receivables/void.ts'
import { evaluateOrg } from './evaluate.ts'
import { installPack } from './install-pack.ts'

const { db, admin } = await testDatabase()
const TODAY: Day = '2026-03-10' // a Tuesday
const MORNING = startOfDay(TODAY) + 10 * 3_600_000

let orgId: string
let rep: string
let manager: string
let finance: string

beforeAll(async () => {
  const created = await createOrg(
    db,
    { slug: 'evaluate', name: '测试公司', isDemo: false, now: MORNING },
    async (ctx) => {
      await installPipeline(ctx)
      await installPack(ctx)
      const [department] = await saveDepartments(ctx, [{ name: '销售部' }])
      const people = await savePeople(ctx, [
        { login: 'boss', name: '老板', roles: ['boss'] },
        { login: 'lead', name: '主管', roles: ['manager'], departmentId: department! },
        { login: 'rep', name: '业务员', roles: ['rep'], departmentId: department! },
        { login: 'fin', name: '财务', roles: ['finance'] },
      ])
      await setDepartmentManager(ctx, department!, people[1]!.id)
      return people.map(({ id }) => id)
    },
  )
  orgId = created.orgId
  ;[, manager, rep, finance] = created.value as [string, string, string, string]
  await evaluateOrg(db, { orgId, now: MORNING + 1 })
})

type AlertRow = {
  rule: string
  status: string
  responsible: string
  money: number
  opened: number
  cleared: number | null
}

async function alerts(subjectIds: string[]): Promise<AlertRow[]> {
  const { rows } = await admin.query(
    `select rule_code as rule, status, responsible_id as responsible, money_fen::float8 as money, opened_at as opened, cleared_at as cleared
     from alert where org_id = $1 and (subject_id = any($2) or customer_id = any($2)) order by opened_at, rule_code`,
    [orgId, subjectIds],
  )
  return rows
}

const at = (now: number) => ({ orgId, now })

describe('from a fact to an alert', () => {
  it('an overdue invoice warns finance about the customer and the manager about the instalment; money ends both', async () => {
    const customerId = await write(db, at(MORNING + 60_000), async (ctx) => {
      const [customer] = await saveCustomers(ctx, [
        { name: '瑞达机械', responsibleId: rep, createdOn: addDays(TODAY, -90) },
      ])
      await recordInvoices(ctx, [
        {
          customerId: customer!.id,
          number: 'A-1',
          kind: 'invoice',
          issuedOn: addDays(TODAY, -40),
          amountFen: 5_000_00n,
          instalments: [{ dueOn: addDays(TODAY, -10), amountFen: 5_000_00n }],
        },
      ])
      return customer!.id
    })
    await evaluateOrg(db, at(MORNING + 61_000))
    const open = (await alerts([customerId])).filter(({ rule }) => rule !== 'customer-no-follow-up')
    expect(open).toMatchObject([
      { rule: 'customer-overdue', status: 'open', responsible: finance, money: 500_000, cleared: null },
      { rule: 'instalment-overdue-7', status: 'open', responsible: manager, money: 500_000 },
    ])

    await write(db, at(MORNING + 120_000), (ctx) =>
      recordPayments(ctx, [
        { customerId, kind: 'payment', receivedOn: TODAY, amountFen: 5_000_00n, allocate: 'oldest' },
      ]),
    )
    await evaluateOrg(db, at(MORNING + 121_000))
    const after = (await alerts([customerId])).filter(({ rule }) => rule !== 'customer-no-follow-up')
    expect(after.map(({ rule, status }) => [rule, status])).toEqual([
      ['customer-overdue', 'resolved'],
      ['instalment-overdue-7', 'resolved'],
    ])
  })

  it('time alone opens and hands on: the eighth day without follow-up, the steps of an instalment', async () => {
    const ids = await write(db, at(MORNING + 200_000), async (ctx) => {
      const [customer] = await saveCustomers(ctx, [
        { name: '华宇精密', responsibleId: rep, createdOn: TODAY },
      ])
      const [deal] = await saveDeals(ctx, [
        {
          customerId: customer!.id,
          title: '轴承年度框架',
          responsibleId: rep,
          amountFen: 80_000_00n,
          history: [{ stage: 'reach', occurredOn: TODAY, amountFen: 80_000_00n }],
        },
      ])
      await recordInvoices(ctx, [
        {
          customerId: customer!.id,
          number: 'B-1',
          kind: 'invoice',
          issuedOn: TODAY,
          amountFen: 100_00n,
          instalments: [{ dueOn: addDays(TODAY, 5), amountFen: 100_00n }],
        },
      ])
      return { customer: customer!.id, deal: deal!.id }
    })
    await evaluateOrg(db, at(MORNING + 201_000))
    expect((await alerts([ids.deal])).length).toBe(0)
    await evaluateOrg(db, at(startOfDay(addDays(TODAY, 8)) - 1))
    expect((await alerts([ids.deal])).length).toBe(0)
    await evaluateOrg(db, at(startOfDay(addDays(TODAY, 8)) + 5_000))
    expect(await alerts([ids.deal])).toMatchObject([
      {
        rule: 'deal-no-follow-up',
        opened: startOfDay(addDays(TODAY, 8)),
        money: 8_000_000,
        responsible: rep,
      },
    ])
    await evaluateOrg(db, at(startOfDay(addDays(TODAY, 13)) + 9 * 3_600_000))
    const course = (await alerts([ids.customer])).filter(({ rule }) => rule.startsWith('instalment'))
    expect(
      course.map(({ rule, status, opened }) => [rule, status, (opened - startOfDay(TODAY)) / DAY_MS]),
    ).toMatchObject([
      ['instalment-due-soon', 'superseded', expect.any(Number)],
      ['instalment-due-today', 'superseded', 5],
      ['instalment-overdue-1', 'superseded', 6],
      ['instalment-overdue-7', 'open', 12],
    ])

    await write(db, at(startOfDay(addDays(TODAY, 13)) + 10 * 3_600_000), (ctx) =>
      recordActivities(ctx, [
        {
          dealId: ids.deal,
          userId: rep,
          kind: 'call',
          summary: '已联系',
          occurredAt: startOfDay(addDays(TODAY, 13)) + 9.5 * 3_600_000,
        },
      ]),
    )
    await evaluateOrg(db, at(startOfDay(addDays(TODAY, 13)) + 11 * 3_600_000))
    expect((await alerts([ids.deal])).find(({ rule }) => rule === 'deal-no-follow-up')).toMatchObject({
      status: 'resolved',
    })
  })

  it('an instalment that was open only between two looks has its alert all the same', async () => {
    const noon = startOfDay(addDays(TODAY, 20)) + 12 * 3_600_000
    const paid = { kind: 'payment', receivedOn: addDays(TODAY, 20), amountFen: 700_00n } as const
    const pay = (customerId: string, now: number) =>
      write(db, at(now), (ctx) => recordPayments(ctx, [{ ...paid, customerId, allocate: 'oldest' }]))
    const customerId = await write(db, at(noon), async (ctx) => {
      const [customer] = await saveCustomers(ctx, [
        { name: '三江电气', responsibleId: rep, createdOn: TODAY },
      ])
      const id = customer!.id
      const instalments = [{ dueOn: addDays(TODAY, 10), amountFen: 700_00n }]
      await recordInvoices(ctx, [
        { customerId: id, number: 'C-1', kind: 'invoice', issuedOn: TODAY, amountFen: 700_00n, instalments },
      ])
      return id
    })
    const [payment] = await pay(customerId, noon + 1_000)
    await evaluateOrg(db, at(noon + 60_000))
    // Paid and settled: nothing of it is watched any more.
    await write(db, at(noon + 120_000), (ctx) => voidPayment(ctx, payment!.id, '记错客户'))
    await pay(customerId, noon + 180_000)
    await evaluateOrg(db, at(noon + 240_000))
    const own = (await alerts([customerId])).filter(({ rule }) => rule === 'instalment-overdue-7')
    expect(own.map(({ opened, cleared }) => [opened - noon, cleared! - noon])).toEqual([
      [0, 1_000],
      [120_000, 180_000],
    ])
  })
})

describe('a rep who has left', () => {
  it('is no subject from that day on: what is open ends with the day, and silence afterwards warns nobody', async () => {
    const first = addDays(TODAY, 60)
    const begin = startOfDay(first) + 10 * 3_600_000
    const [stays, leaves, fades] = await write(db, at(begin), async (ctx) => {
      const people = await savePeople(
        ctx,
        ['stays', 'leaves', 'fades'].map((login) => ({ login, name: login, roles: ['rep' as const] })),
      )
      const [customer] = await saveCustomers(ctx, [{ name: '安和包装', responsibleId: people[0]!.id }])
      const daily = people.flatMap(({ id: userId }) =>
        Array.from({ length: 70 }, (_, back) => ({ userId, occurredAt: begin - back * DAY_MS })),
      )
      await recordActivities(
        ctx,
        daily.map((one) => ({ customerId: customer!.id, kind: 'call' as const, summary: '沟通', ...one })),
      )
      return people.map(({ id }) => id) as [string, string, string]
    })
    const drops = async (id: string) =>
      (await alerts([id])).filter(({ rule }) => rule === 'rep-contacts-drop')
    await write(db, at(begin + 60_000), (ctx) => endAccess(ctx, leaves))
    const later = begin + 24 * DAY_MS
    await evaluateOrg(db, at(later))
    expect(await drops(fades)).toMatchObject([{ status: 'open' }])
    await write(db, at(later + 60_000), (ctx) => endAccess(ctx, fades))
    await evaluateOrg(db, at(later + 2 * DAY_MS))
    expect(await drops(fades)).toMatchObject([{ status: 'resolved', cleared: endOfDay(addDays(first, 24)) }])
    expect(await drops(stays)).toMatchObject([{ status: 'open' }])
    expect(await drops(leaves)).toEqual([])
  })
})

describe('a person on leave, and a figure that is redefined', () => {
  it('weeks of leave are no drop, as far as the leave was noted by then', async () => {
    const first = addDays(TODAY, 120)
    const begin = startOfDay(first) + 10 * 3_600_000
    const [away, there] = await write(db, at(begin), async (ctx) => {
      const people = await savePeople(
        ctx,
        ['away', 'there'].map((login) => ({ login, name: login, roles: ['rep' as const] })),
      )
      const [customer] = await saveCustomers(ctx, [{ name: '同心电器', responsibleId: people[0]!.id }])
      const daily = people.flatMap(({ id: userId }) =>
        Array.from({ length: 70 }, (_, back) => ({ userId, occurredAt: begin - back * DAY_MS })),
      )
      await recordActivities(
        ctx,
        daily.map((one) => ({ customerId: customer!.id, kind: 'call' as const, summary: '沟通', ...one })),
      )
      return people.map(({ id }) => id) as [string, string]
    })
    await write(db, at(begin + 60_000), (ctx) =>
      recordAbsence(ctx, { userId: away, fromDay: first, toDay: addDays(first, 40), reason: '产假' }),
    )
    await evaluateOrg(db, at(begin + 24 * DAY_MS))
    const drops = async (id: string) =>
      (await alerts([id])).filter(({ rule }) => rule === 'rep-contacts-drop')
    expect(await drops(there)).toMatchObject([{ status: 'open' }])
    expect(await drops(away)).toEqual([])
  })

  it('begins the rules anew that look at it, once, and opens nothing by that', async () => {
    const now = startOfDay(addDays(TODAY, 200)) + 10 * 3_600_000
    const version = async () => {
      const { rows } = await admin.query(
        `select version, spec ->> 'anew' as anew from rule where org_id = $1 and code = 'customer-overdue'`,
        [orgId],
      )
      return rows[0] as { version: number; anew: string | null }
    }
    await evaluateOrg(db, at(now))
    const before = await version()
    const def = metricDef('customer', 'overdue_fen')!
    Object.assign(def, { revision: 2 })
    try {
      await evaluateOrg(db, at(now + 60_000))
      await evaluateOrg(db, at(now + 120_000))
      expect(await version()).toEqual({ version: before.version + 1, anew: 'true' })
    } finally {
      Reflect.deleteProperty(def, 'revision')
    }
  })
})

it('looks at what was just done before what history brought along, and at that in small helpings', async () => {
  const now = startOfDay(addDays(TODAY, 210)) + 10 * 3_600_000
  await evaluateOrg(db, { orgId, now })
  const mark = (standing: boolean, from: number, to: number) =>
    admin.query(
      `insert into watch_dirty (org_id, subject_kind, subject_id, tick, standing)
       select $1, 'customer', md5(n::text)::uuid, to_timestamp($2 / 1000.0), $3 from generate_series($4::int, $5) n`,
      [orgId, now, standing, from, to],
    )
  const waiting = async () => {
    const { rows } = await admin.query(
      `select count(*) filter (where standing)::int as brought, count(*) filter (where not standing)::int as fresh
       from watch_dirty where org_id = $1`,
      [orgId],
    )
    return rows[0]
  }
  await mark(true, 1, 700)
  // The last of them was touched since: what history brought along of it must go with it.
  await mark(false, 700, 702)
  await evaluateOrg(db, { orgId, now: now + 60_000 }, () => true)
  expect(await waiting()).toEqual({ brought: 199, fresh: 0 })
  await evaluateOrg(db, { orgId, now: now + 120_000 })
  expect(await waiting()).toEqual({ brought: 0, fresh: 0 })
})
