import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/complaints.ts'
import { createCustomer } from '../../../api/customers.ts'
import { listDisputes, resolveDispute } from '../../../api/disputes.ts'
import { mergeCustomers } from '../../../api/merges.ts'
import { addDays, DAY_MS, endOfDay, startOfDay } from '../../../core/calendar.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import { fixedClock } from '../../platform/clock.ts'
import { type ReadCtx, read, write } from '../../platform/context.ts'
import { disputedField } from '../receivables/dispute-metrics.ts'
import { inhibitionsOf, recordInvoices } from '../receivables/index.ts'
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
const opened = async (told: object = {}, by = rep) => ((await complain(by, told)).body as { id: string }).id
const change = (id: string, body: object, ifMatch: number, by = rep) =>
  by.call(api.changeComplaint, { params: { id }, body, headers: { 'if-match': `"${ifMatch}"` } } as never)
const listed = async (id: string, query: object = {}, by = rep) =>
  (await by.get(api.listComplaints, { query: { size: 200, ...query } })).items.find((row) => row.id === id)
const resolve = (id: string, by = rep, on?: string) =>
  by.call(api.resolveComplaint, {
    params: { id },
    body: { cause: 'logistics', resolution: '已补发', ...(on ? { on } : {}) },
  } as never)

const founded = async (name: string) =>
  ((await rep.call(createCustomer, { body: { name } } as never)).body as { id: string }).id

async function lastTick(): Promise<number> {
  const { rows } = await database.admin.query(
    'select (extract(epoch from last) * 1000)::float8 as tick from org_tick where org_id = $1',
    [a.orgId],
  )
  return rows[0].tick
}

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
    expect(new Set(Object.values((await listed(id, {}, auditor))!.can))).toEqual(new Set(['forbidden']))
    const version = (await listed(id))!.version
    for (const other of [mate, stranger]) {
      expect(await change(id, { severity: 3 }, version, other)).toMatchObject({ status: 404 })
      expect(
        await other.call(api.voidComplaint, { params: { id }, body: { reason: '录错了' } } as never),
      ).toMatchObject({ status: 404 })
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

  test('weight, day and person of a past day are those that held on it', async () => {
    const id = await opened({ openedOn: addDays(TODAY, -10), dueOn: addDays(TODAY, -7) })
    const { version } = (await listed(id))!
    const moved = { severity: 1, dueOn: addDays(TODAY, 3), responsibleId: a.users.manager }
    expect(await change(id, moved, version)).toMatchObject({ status: 200 })
    expect(await change(id, moved, version)).toMatchObject({ status: 412 })
    expect(await listed(id)).toMatchObject({ severity: 1, lateDays: 0, responsible: { id: a.users.manager } })
    expect(await listed(id, { asOf: addDays(TODAY, -2) })).toMatchObject({
      ...{ severity: 2, lateDays: 5, dueOn: addDays(TODAY, -7), responsible: { id: a.users.rep } },
      can: { resolve: 'forbidden', change: 'forbidden' },
    })
    expect(await listed(id, { who: 'mine' })).toBeUndefined()
    expect(await listed(id, { who: 'mine', asOf: addDays(TODAY, -2) })).toBeDefined()
    expect(await listed(id, { who: 'mine' }, manager)).toBeDefined()
  })

  test('whoever it is given to hears of it, alone', async () => {
    const count = async () => {
      const { rows } = await database.admin.query(
        `select user_id from notice where org_id = $1 and kind = 'complaint-given'`,
        [a.orgId],
      )
      return rows.map(({ user_id }) => user_id)
    }
    const before = (await count()).length
    await opened()
    expect(await count()).toHaveLength(before)
    await opened({ responsibleId: a.users.manager })
    expect((await count()).slice(before)).toEqual([a.users.manager])
  })

  test('registered by mistake it is gone from every list', async () => {
    const id = await opened()
    const { status } = await rep.call(api.voidComplaint, { params: { id }, body: { reason: '录错了' } })
    expect(status).toBe(200)
    expect(await listed(id)).toBeUndefined()
    expect(await resolve(id)).toMatchObject({ status: 404 })
  })

  test('money held back because of it is a dispute: reminders see it, and it ends by itself', async () => {
    const customerId = await founded('扣款的客户')
    const disputes = async () =>
      (await rep.get(listDisputes, { query: { customerId } })).items.sort((x, y) =>
        Number(x.amountFen - y.amountFen),
      )
    const held = () =>
      read(database.db, { orgId: a.orgId, now: NOW }, async (ctx) =>
        (await inhibitionsOf(ctx, [customerId]))(customerId).has('inhibited_dispute'),
      )
    const [invoice] = await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
      recordInvoices(ctx, [
        {
          ...{ customerId, number: 'TS-1', kind: 'invoice' as const, issuedOn: addDays(TODAY, -40) },
          ...{ amountFen: 100_000n, instalments: [{ dueOn: addDays(TODAY, -10), amountFen: 100_000n }] },
        },
      ]),
    )
    const instalmentId = invoice!.instalmentIds[0]!
    const id = await opened({ customerId })
    const contest = (amountFen: number, by = rep) =>
      by.call(api.contestComplaint, { params: { id }, body: { instalmentId, amountFen } } as never)
    expect(await contest(100_001)).toMatchObject({ status: 409, body: { code: 'dispute_exceeds_open' } })
    expect((await listed(id))!.contestedFen).toBe(0)
    const elsewhere = a.records.mate.customerId
    const foreign = await opened({ customerId: elsewhere }, manager)
    expect(
      await manager.call(api.contestComplaint, {
        params: { id: foreign },
        body: { instalmentId, amountFen: 100 },
      }),
    ).toMatchObject({ status: 404 })
    expect(await contest(30_000)).toMatchObject({ status: 200 })
    expect(await contest(70_001)).toMatchObject({ body: { code: 'dispute_exceeds_open' } })
    expect(await listed(id)).toMatchObject({ contestedFen: 30_000 })
    expect(await held()).toBe(false)
    expect(await contest(70_000)).toMatchObject({ status: 200 })
    expect(await held()).toBe(true)
    await rep.call(resolveDispute, {
      params: { id: (await disputes())[1]!.id },
      body: { outcome: 'rejected', resolution: '客户认账' },
    })
    expect(await listed(id)).toMatchObject({ contestedFen: 30_000 })
    expect(await held()).toBe(false)
    expect((await disputes()).map((row) => [Number(row.amountFen), row.kind, row.reason])).toEqual([
      [30_000, 'quality', '表面有划痕'],
    ])
    const fields = await read(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
      disputedField.load(ctx, { ids: [instalmentId] }),
    )
    expect(fields.at(-1)).toMatchObject({ field: 'disputed', value: true, until: null })
    await resolve(id)
    expect(await disputes()).toHaveLength(1)
  })

  test('the rules count what was known and not settled; recorded later it changes no past', async () => {
    const [loader] = complaintMetrics
    const counted = async (metric: string) => {
      const rows = await read(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
        loader!.load(ctx, { ids: [customerId], since: null } as never),
      )
      return (at: number, day = dayIndexOf(at)) =>
        rows.filter(
          (row) =>
            row.metric === metric &&
            row.at <= at &&
            (row.until === null || at < row.until) &&
            row.on_day! <= day,
        ).length
    }
    // Writes of one moment stand a millisecond apart.
    const now = NOW + 1000
    const [open, late] = [(await counted('open_complaints'))(now), (await counted('late_complaints'))(now)]
    const id = await opened({ openedOn: addDays(TODAY, -10), dueOn: addDays(TODAY, -3) })
    const yesterday = endOfDay(addDays(TODAY, -1))
    // It happened ten days ago and is known from now on.
    for (const metric of ['open_complaints', 'late_complaints'])
      expect((await counted(metric))(yesterday)).toBe(0)
    expect((await counted('open_complaints'))(now)).toBe(open + 1)
    expect((await counted('late_complaints'))(now)).toBe(late + 1)
    const tick = await lastTick()
    await change(id, { dueOn: addDays(TODAY, 4) }, (await listed(id))!.version)
    expect((await counted('late_complaints'))(now)).toBe(late)
    // What was known before the day was moved stays late.
    expect((await counted('late_complaints'))(tick)).toBe(late + 1)
    expect((await counted('late_complaints'))(now, dayIndexOf(NOW + 60 * DAY_MS))).toBe(
      (await counted('open_complaints'))(now),
    )
    await resolve(id, rep, addDays(TODAY, -5))
    expect((await counted('open_complaints'))(now)).toBe(open)
    expect((await counted('late_complaints'))(tick)).toBe(late + 1)
  })

  test('goes over with a merge and comes back with its undoing, late or not as it was', async () => {
    const [kept, gone] = await Promise.all(['合并留下的', '合并并入的'].map(founded))
    const id = await opened({ customerId: gone, openedOn: addDays(TODAY, -10), dueOn: addDays(TODAY, -3) })
    await change(id, { severity: 1 }, 1)
    const of = (customer: string) =>
      read(database.db, { orgId: a.orgId, now: NOW + DAY_MS }, (ctx) =>
        complaintMetrics[0]!.load(ctx, { ids: [customer], since: null } as never),
      )
    const known = async (customer: string, at: number) =>
      (await of(customer)).filter((row) => row.at <= at && (row.until === null || at < row.until)).length
    const before = await lastTick()
    const merged = await manager.call(mergeCustomers, {
      params: { id: kept },
      body: { otherId: gone, reason: '同一家' },
    } as never)
    expect(merged).toMatchObject({ status: 200 })
    const after = await lastTick()
    expect([await known(gone!, before), await known(gone!, after)]).toEqual([2, 0])
    expect([await known(kept!, before), await known(kept!, after)]).toEqual([0, 2])
    expect(await listed(id, {}, manager)).toMatchObject({ customer: { id: kept }, severity: 1, lateDays: 3 })
  })

  test('passes to another person, and the day before keeps the one who had it', async () => {
    const id = await opened()
    await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
      passComplaints(ctx, [id], { from: a.users.rep, to: a.users.mate }),
    )
    expect((await listed(id))!.responsible?.id).toBe(a.users.mate)
    expect(await listed(id, {}, stranger)).toBeUndefined()
    // The customer is not theirs: they see and end this one, and hold back none of its money.
    const { version, can } = (await listed(id, { who: 'mine' }, mate))!
    expect(can).toEqual({ respond: true, resolve: true, contest: 'forbidden', change: true, void: true })
    const held = { params: { id }, body: { instalmentId: a.records.own.instalmentIds[0], amountFen: 1 } }
    expect(await mate.call(api.contestComplaint, held as never)).toMatchObject({
      status: 404,
    })
    expect(await change(id, { severity: 3 }, version, mate)).toMatchObject({ status: 200 })
    expect(await resolve(id, mate)).toMatchObject({ status: 200 })
  })
})

const TUESDAY = addDays(TODAY, -6)

/** The complaints that make the late share of a person, each with the time for which it does. */
async function lateOf(userId: string) {
  const rows = await read(database.db, { orgId: a.orgId, now: NOW }, async (ctx) => {
    const loaders = complaintMetrics.filter(({ subject }) => subject === 'rep')
    return Promise.all(loaders.map((one) => one.load(ctx, { ids: [userId], since: null })))
  })
  return rows
    .flat()
    .filter(({ metric, part }) => metric === 'complaint_late_share' && part === 'num')
    .map(({ ref_id, at, until }) => ({ id: ref_id, at, until }))
}

/** Ids of the rows that come from the database for something read. */
async function readBy(work: (ctx: ReadCtx) => Promise<unknown>): Promise<unknown[]> {
  const ids: unknown[] = []
  await read(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
    work({
      ...ctx,
      db: ctx.db.withPlugin({
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => {
          ids.push(...result.rows.flatMap((row) => ('openedOn' in row ? [row.id] : [])))
          return result
        },
      }),
    }),
  )
  return ids
}

describe('how soon it is answered (C268)', () => {
  const respond = (id: string, body: object = {}, by = rep) =>
    by.call(api.respondComplaint, { params: { id }, body } as never)

  test('once, by those who answer for it, and never written over', async () => {
    const id = await opened()
    expect((await listed(id))!).toMatchObject({ answer: { at: null, isLate: false }, can: { respond: true } })
    expect(await respond(id, {}, stranger)).toMatchObject({ status: 404 })
    expect(await respond(id, { at: NOW + 2 * DAY_MS })).toMatchObject({ body: { code: 'date_in_future' } })
    expect(await respond(id, { note: '已电话联系' })).toMatchObject({ status: 200 })
    expect((await listed(id))!).toMatchObject({
      answer: { at: NOW, note: '已电话联系', isLate: false },
      can: { respond: 'complaint_responded' },
    })
    expect(await respond(id)).toMatchObject({ status: 409, body: { code: 'complaint_responded' } })
    await resolve(id)
    expect((await listed(id, { view: 'resolved' }))!.answer).toMatchObject({ note: '已电话联系' })
    const again = write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
      ctx.db.updateTable('complaint').set({ response: '别的' }).where('id', '=', id).execute(),
    )
    await expect(again).rejects.toThrow('complaint_responded')
  })

  test('its end is an answer where there was none', async () => {
    const id = await opened()
    await resolve(id)
    const row = (await listed(id, { view: 'resolved' }))!
    expect(row.answer).toMatchObject({ note: '已补发', responseMinutes: 0, closingMinutes: 0 })
    expect(await respond(id)).toMatchObject({ status: 409, body: { code: 'complaint_resolved' } })
  })

  test('an end told of afterwards is an answer of its own day', async () => {
    const id = await opened({ severity: 3, openedOn: TUESDAY })
    await resolve(id, rep, TUESDAY)
    const closing = { responseMinutes: 540, closingMinutes: 540, isLate: false }
    expect((await listed(id, { view: 'resolved' }))!.answer).toMatchObject({ ...closing, note: '已补发' })
    expect((await listed(id, { view: 'resolved', asOf: TUESDAY }))!.answer).toMatchObject(closing)
  })

  test('weighed anew afterwards, it is late or in time as it was', async () => {
    const customerId = await founded('改过轻重的客户')
    const told = { customerId, openedOn: TUESDAY }
    const [lowered, raised] = [await opened({ ...told, severity: 1 }), await opened({ ...told, severity: 3 })]
    // Three hours after the opening: later than two hours, sooner than two days.
    for (const id of [lowered, raised]) await respond(id, { at: startOfDay(TUESDAY) + 12 * 3_600_000 })
    const standing = async () => {
      const pace = (await manager.get(api.listComplaints, { query: { days: '30' } })).pace[0]!
      return {
        page: [(await listed(lowered))!.answer, (await listed(raised))!.answer],
        late: pace.late,
        counted: (await lateOf(a.users.rep)).filter(({ id }) => id === lowered || id === raised),
      }
    }
    const before = await standing()
    expect(before.page.map(({ isLate }) => isLate)).toEqual([true, false])
    // The answer in time was noted after its hour: until then it looked late.
    expect(Object.fromEntries(before.counted.map(({ id, until }) => [id, until === null]))).toEqual({
      ...{ [lowered]: true, [raised]: false },
    })
    await change(lowered, { severity: 3 }, 2)
    await change(raised, { severity: 1 }, 2)
    expect((await listed(raised))!.severity).toBe(1)
    expect(await standing()).toEqual(before)
  })

  test('too late is whoever had it then, and stays so when somebody else takes it over', async () => {
    const id = await opened({ customerId: await founded('换过人的客户'), openedOn: TUESDAY, severity: 1 })
    const late = async () => {
      const both = await Promise.all([a.users.rep, a.users.manager].map(lateOf))
      return both.map((rows) => rows.filter((row) => row.id === id))
    }
    const before = await late()
    expect(before.map((rows) => rows.length)).toEqual([1, 0])
    expect(await change(id, { responsibleId: a.users.manager }, 1)).toMatchObject({ status: 200 })
    expect(await late()).toEqual(before)
  })

  test('figures of a few people read what those people answered for', async () => {
    await opened({ customerId: a.records.mate.customerId }, mate)
    const [own] = complaintMetrics.filter(
      ({ subject, metrics }) => subject === 'rep' && metrics.includes('complaint_late_share'),
    )
    const read = await readBy((ctx) => own!.load(ctx, { ids: [a.users.mate], since: null }))
    const { rows } = await database.admin.query(
      'select distinct complaint_id as id from complaint_course where org_id = $1 and responsible_id = $2',
      [a.orgId, a.users.mate],
    )
    expect(read.sort()).toEqual(rows.map(({ id }) => id).sort())
  })

  test('stands by the team that people were in on the day', async () => {
    const boss = await app.signIn('boss')
    await opened({ customerId: a.records.mate.customerId, openedOn: TUESDAY }, mate)
    const teams = async (asOf?: string) =>
      (await boss.get(api.listComplaints, { query: { ...(asOf ? { asOf } : {}) } })).pace.map(
        ({ team, isAll }) => (isAll ? 'all' : (team?.id ?? null)),
      )
    const move = (departmentId: string) =>
      write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
        sql`update app_user set department_id = ${departmentId}, version = version + 1
          where org_id = ${a.orgId} and id = ${a.users.mate}`.execute(ctx.db),
      )
    const before = await teams()
    expect(before).not.toContain(a.departments.two)
    await move(a.departments.two)
    expect(await teams()).toContain(a.departments.two)
    expect(await teams(addDays(TODAY, -1))).not.toContain(a.departments.two)
    await move(a.departments.one)
    expect(await teams()).toEqual(before)
  })

  test('counts for whoever answered, and for the company, and stands by team on the page', async () => {
    const { pace } = await manager.get(api.listComplaints, { query: { view: 'open', days: '90' } })
    expect(pace[0]).toMatchObject({ isAll: true, team: null })
    const series = await read(database.db, { orgId: a.orgId, now: NOW }, async (ctx) => {
      const loaders = complaintMetrics.filter(({ metrics }) => metrics.includes('complaint_response_mean'))
      const of = { rep: a.users.rep, org: a.orgId } as Record<string, string>
      return Promise.all(loaders.map((one) => one.load(ctx, { ids: [of[one.subject]!], since: null })))
    })
    for (const rows of series) {
      const answered = rows.filter(
        ({ metric, part }) => metric === 'complaint_response_mean' && part === 'den',
      )
      expect(answered.length).toBeGreaterThan(3)
      expect(rows.filter(({ metric }) => metric === 'complaint_response_median').length).toBe(answered.length)
      expect(rows.some(({ metric }) => metric === 'complaint_closing_mean')).toBe(true)
      expect(rows.some(({ metric }) => metric === 'complaint_late_share')).toBe(true)
    }
  })
})
