import { describe, expect, test } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/complaints.ts'
import { listDisputes } from '../../../api/disputes.ts'
import { addDays, endOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { disputedField } from '../receivables/dispute-metrics.ts'
import { recordInvoices } from '../receivables/index.ts'
import { complaintMetrics, passComplaints } from './index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const app = await testApp(database, fixedClock(NOW))
const [rep, mate, stranger, manager, auditor] = (await Promise.all(
  ['rep', 'mate', 'stranger', 'manager', 'auditor'].map((name) => app.signIn(name)),
)) as [Client, Client, Client, Client, Client]
const customerId = a.records.own.customerId

const TOLD = { kind: 'quality' as const, severity: 2 as const, title: '表面有划痕' }
const complain = (by: Client, told: object = {}) =>
  by.call(api.openComplaint, { body: { ...TOLD, customerId, ...told } } as never)
const opened = async (told: object = {}) => ((await complain(rep, told)).body as { id: string }).id
const listed = async (id: string, query: object = {}, by = rep) =>
  (await by.get(api.listComplaints, { query: { size: 200, ...query } })).items.find((row) => row.id === id)
const resolve = (id: string, by = rep, on?: string) =>
  by.call(api.resolveComplaint, {
    params: { id },
    body: { cause: 'logistics', resolution: '已补发', ...(on ? { on } : {}) },
  } as never)

describe('a complaint (C054)', () => {
  test('has somebody who answers and a day by its weight, and ends with its cause', async () => {
    const id = await opened()
    const serious = await opened({ severity: 1 })
    const row = (await listed(id))!
    expect(row).toMatchObject({ responsible: { id: a.users.rep }, resolvedOn: null, lateDays: 0 })
    expect((await listed(serious))!.dueOn < row.dueOn).toBe(true)
    expect(await resolve(id)).toMatchObject({ status: 200 })
    expect(await listed(id)).toBeUndefined()
    expect(await listed(id, { view: 'resolved' })).toMatchObject({ cause: 'logistics', resolution: '已补发' })
    expect(await resolve(id)).toMatchObject({ status: 409, body: { code: 'complaint_resolved' } })
  })

  test('is theirs who see the customer; nobody else finds, writes or ends it', async () => {
    const id = await opened()
    expect((await listed(id, {}, manager))!.can.resolve).toBe(true)
    expect((await listed(id, {}, auditor))!.can).toEqual({ resolve: 'forbidden', contest: 'forbidden' })
    for (const other of [mate, stranger]) {
      expect(await listed(id, {}, other)).toBeUndefined()
      expect(await complain(other)).toMatchObject({ status: 404 })
      expect(await resolve(id, other)).toMatchObject({ status: 404 })
    }
    expect(await complain(rep, { orderId: '00000000-0000-7000-8000-000000000009' })).toMatchObject({
      status: 404,
    })
  })

  test('in the past stands as it stood on that day', async () => {
    const id = await opened({ openedOn: addDays(TODAY, -10) })
    await resolve(id, rep, addDays(TODAY, -3))
    expect(await listed(id, { asOf: addDays(TODAY, -11) })).toBeUndefined()
    expect(await listed(id, { asOf: addDays(TODAY, -5) })).toMatchObject({ resolvedOn: null, cause: null })
    expect(await listed(id, { asOf: addDays(TODAY, -3) })).toBeUndefined()
    expect(await resolve(await opened(), rep, addDays(TODAY, 1))).toMatchObject({
      body: { code: 'date_in_future' },
    })
  })

  test('money held back because of it is a dispute: reminders see it, and it ends by itself', async () => {
    const [invoice] = await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
      recordInvoices(ctx, [
        {
          ...{ customerId, number: 'TS-1', kind: 'invoice' as const, issuedOn: addDays(TODAY, -40) },
          ...{ amountFen: 100_000n, instalments: [{ dueOn: addDays(TODAY, -10), amountFen: 100_000n }] },
        },
      ]),
    )
    const instalmentId = invoice!.instalmentIds[0]!
    const id = await opened()
    const contest = (amountFen: number, by = rep) =>
      by.call(api.contestComplaint, { params: { id }, body: { instalmentId, amountFen } } as never)
    expect(await contest(100_001)).toMatchObject({ status: 409, body: { code: 'dispute_exceeds_open' } })
    expect((await listed(id))!.isContested).toBe(false)
    expect(await contest(30_000)).toMatchObject({ status: 200 })
    expect(await contest(1_000)).toMatchObject({ status: 409, body: { code: 'complaint_contested' } })
    expect(await listed(id)).toMatchObject({ isContested: true, can: { contest: 'complaint_contested' } })
    const { items } = await rep.get(listDisputes, { query: { customerId } })
    expect(items.map((row) => [Number(row.amountFen), row.kind, row.reason])).toEqual([
      [30_000, 'quality', '表面有划痕'],
    ])
    const fields = await read(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
      disputedField.load(ctx, { ids: [instalmentId] }),
    )
    expect(fields.at(-1)).toMatchObject({ field: 'disputed', value: true, until: null })
    await resolve(id)
    expect((await rep.get(listDisputes, { query: { customerId } })).items).toHaveLength(1)
  })

  test('the rules count what was known and not settled; recorded later it changes no past', async () => {
    const [loader] = complaintMetrics
    const counted = async () => {
      const rows = await read(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
        loader!.load(ctx, { ids: [customerId], since: null } as never),
      )
      return (at: number) =>
        rows.filter((row) => row.at <= at && (row.until === null || at < row.until)).length
    }
    // Writes of one moment stand a millisecond apart.
    const now = NOW + 1000
    const before = (await counted())(now)
    const id = await opened({ openedOn: addDays(TODAY, -10) })
    const yesterday = endOfDay(addDays(TODAY, -1))
    // It happened ten days ago and is known from now on.
    expect((await counted())(yesterday)).toBe(0)
    expect((await counted())(now)).toBe(before + 1)
    await resolve(id, rep, addDays(TODAY, -5))
    expect((await counted())(now)).toBe(before)
  })

  test('goes along with the customer of a leaver', async () => {
    const id = await opened()
    await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
      passComplaints(ctx, [customerId], { from: a.users.rep, to: a.users.mate }),
    )
    expect((await listed(id))!.responsible?.id).toBe(a.users.mate)
  })
})
