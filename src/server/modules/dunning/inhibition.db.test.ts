import { beforeEach, describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { getAlert, listAlerts } from '../../../api/alerts.ts'
import { resolveDispute } from '../../../api/disputes.ts'
import * as api from '../../../api/dunning.ts'
import { customerInhibition, liftLegalHold, placeLegalHold } from '../../../api/legal-holds.ts'
import { getWorkbench } from '../../../api/workbench.ts'
import { addDays, DAY_MS, dayOf, type Instant } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { claimNext, createChannel } from '../notify/index.ts'
import { draftWriteOff, openDispute, recordInvoices, recordPayments } from '../receivables/index.ts'
import {
  aboutToBeHeld,
  evaluateOrg,
  inhibitionDue,
  installPack,
  tendAlerts,
  tendInhibited,
} from '../watch/index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const WHO = { orgId: a.orgId }
await write(db, { ...WHO, now: NOW }, (ctx) => installPack(ctx))

// A summer of Mondays without a holiday among them: stages are counted in working days.
let now = NOW + 98 * DAY_MS
let rep = await signIn('rep')
let legal = await signIn('legal')
beforeEach(() => later(7))
async function later(days: number) {
  now += days * DAY_MS
  clock.set(now)
  rep = await signIn('rep')
  legal = await signIn('legal')
}
const day = (offset: number) => addDays(dayOf(now), offset)
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, at: Instant = now) =>
  write(db, { ...WHO, now: at }, fn)
const evaluate = () => evaluateOrg(db, { ...WHO, now })
const tend = () => writing((ctx) => tendInhibited(ctx))
const isDue = () =>
  read(db, { ...WHO, now }, async (ctx) => {
    const { due } = await ctx.db.selectNoFrom(inhibitionDue(ctx).as('due')).executeTakeFirstOrThrow()
    return due
  })

let made = 0
/** A customer of the rep with one invoice per given number of days overdue, 1,000.00 each. */
async function owing(...overdue: number[]) {
  made += 1
  return writing(async (ctx) => {
    const [saved] = await saveCustomers(ctx, [
      { name: `暂缓客户${made}有限公司`, responsibleId: a.users.rep, createdOn: day(-200) },
    ])
    const invoices = await recordInvoices(
      ctx,
      overdue.map((days, index) => ({
        customerId: saved!.id,
        number: `IH${made}-${index}`,
        kind: 'invoice' as const,
        issuedOn: day(-days - 30),
        amountFen: 100_000n,
        instalments: [{ dueOn: day(-days), amountFen: 100_000n }],
      })),
    )
    return { id: saved!.id, instalments: invoices.map(({ instalmentIds }) => instalmentIds[0]!) }
  })
}
const contest = (instalmentId: string) =>
  writing((ctx) => openDispute(ctx, { instalmentId, kind: 'price', amountFen: 100_000n, reason: '价格' }))
/** Everything the customer owes; the first dispute. */
async function contestAll(instalments: readonly string[]) {
  const disputes = []
  for (const id of instalments) disputes.push(await contest(id))
  return disputes[0]!
}
const toLawyer = (id: string, instalmentId: string) =>
  admin.query(
    `with s as (insert into dunning_step (org_id, id, customer_id, stage, channel, amount_fen, occurred_on, known_at, recorded_at)
       values ($1, gen_random_uuid(), $2, 'lawyer', 'letter', 100000, $4, now(), now()) returning org_id, id)
     insert into dunning_item (org_id, step_id, instalment_id, stage, open_fen)
       select org_id, id, $3, 'lawyer', 100000 from s`,
    [a.orgId, id, instalmentId, day(-6)],
  )
const of = (id: string) => rep.get(api.customerDunning, { params: { id }, query: {} })
const worklist = async (id: string, view: 'due' | 'held') => {
  const { items } = await rep.get(api.listDunning, { query: { view, size: 200 } })
  return items.filter(({ customer }) => customer.id === id)
}
const note = (id: string) =>
  rep.call(api.recordDunning, { params: { id }, body: { channel: 'message', note: '发过微信' } })
const count = async (table: 'dunning_step' | 'activity' | 'notice' | 'task', where: string, id: string) => {
  const { rows } = await admin.query(`select count(*)::int as n from ${table} where ${where}`, [id])
  return rows[0].n as number
}
/** What was told already is marked as read at once and shown to nobody. */
const TOLD_AGAIN = `kind = 'repeat' and read_at is null and user_id = '${a.users.rep}' and alert_id = $1`
const alertsOf = async (id: string, inhibited: 'without' | 'only') =>
  rep.get(listAlerts, { query: { customerId: id, inhibited, rule: 'instalment-overdue-1' } })

describe('the words of a friendly stage leave no place while a reason holds', () => {
  const reasons: [string, (customer: Awaited<ReturnType<typeof owing>>) => Promise<unknown>][] = [
    [
      'inhibited_legal_hold',
      ({ id }) => legal.get(placeLegalHold, { params: { id }, body: { reason: '准备起诉' } }),
    ],
    ['inhibited_lawyer', ({ id, instalments }) => toLawyer(id, instalments[0]!)],
    [
      'inhibited_written_off',
      async ({ id, instalments }) => {
        const draft = await writing((ctx) =>
          draftWriteOff(ctx, {
            customerId: id,
            ground: 'vanished',
            reason: '联系不上',
            lines: [{ instalmentId: instalments[0]!, amountFen: 100_000n }],
          }),
        )
        const payment = await writing((ctx) =>
          recordPayments(ctx, [
            {
              customerId: id,
              kind: 'write_off',
              receivedOn: day(0),
              amountFen: 100_000n,
              allocate: [{ instalmentId: instalments[0]!, amountFen: 100_000n }],
            },
          ]),
        )
        await admin.query(
          `update write_off set status = 'in_effect', payment_id = $2, effective_on = $3, effective_at = now() where id = $1`,
          [draft.id, payment[0]!.id, day(0)],
        )
      },
    ],
  ]

  test.each(reasons)('%s: dunning list, customer, note, call of the morning', async (reason, happen) => {
    const customer = await owing(3, 2)
    const { id } = customer
    expect(await worklist(id, 'due')).toHaveLength(1)
    expect((await of(id)).texts.length).toBeGreaterThan(0)
    await happen(customer)
    expect(await worklist(id, 'due')).toEqual([])
    expect(await worklist(id, 'held')).toMatchObject([{ due: null, held: { stage: 'call', reason } }])
    expect(await of(id)).toMatchObject({ inhibited: reason, texts: [], can: { record: reason } })
    const before = [
      await count('dunning_step', 'customer_id = $1', id),
      await count('activity', 'customer_id = $1', id),
    ]
    expect(await note(id)).toMatchObject({ status: 409, body: { code: reason } })
    expect([
      await count('dunning_step', 'customer_id = $1', id),
      await count('activity', 'customer_id = $1', id),
    ]).toEqual(before)
    const { calls } = await rep.get(getWorkbench)
    expect(calls!.find((call) => call.customer.id === id)).toMatchObject({ inhibited: reason })
    const told = await rep.get(customerInhibition, { params: { id } })
    expect(told.reasons).toEqual([reason])
  })

  test('what has come to the formal letter goes on, and nobody else is held back', async () => {
    const { id, instalments } = await owing(20, 20)
    await contest(instalments[0]!)
    expect(await of(id)).toMatchObject({ inhibited: null, due: { stage: 'letter' }, can: { record: true } })
    const other = await owing(2)
    expect(await of(other.id)).toMatchObject({ inhibited: null, due: { stage: 'call' } })
  })

  test('a dispute about a part silences nothing that is owed beside it', async () => {
    const { id, instalments } = await owing(3, 2)
    await contest(instalments[0]!)
    expect(await of(id)).toMatchObject({ inhibited: null, due: { stage: 'call', count: 1, fen: 100_000 } })
    await evaluate()
    expect((await alertsOf(id, 'only')).rows).toEqual([])
    expect((await alertsOf(id, 'without')).total).toBeGreaterThan(0)
    const reasons = async () => (await rep.get(customerInhibition, { params: { id } })).reasons
    expect(await reasons()).toEqual([])
    await contest(instalments[1]!)
    expect(await reasons()).toEqual(['inhibited_dispute'])
    expect(await of(id)).toMatchObject({ due: null, texts: [] })
  })

  test('with the last reason gone the step is due again, with its words', async () => {
    const { id, instalments } = await owing(3, 2)
    const { id: dispute } = await contestAll(instalments)
    await legal.get(placeLegalHold, { params: { id }, body: { reason: '法务在谈' } })
    await rep.get(resolveDispute, {
      params: { id: dispute },
      body: { outcome: 'rejected', resolution: '说清楚了' },
    })
    expect((await of(id)).inhibited).toBe('inhibited_legal_hold')
    await legal.get(liftLegalHold, { params: { id }, body: { reason: '谈妥了' } })
    const after = await of(id)
    expect(after).toMatchObject({ inhibited: null, due: { stage: 'call' }, can: { record: true } })
    expect(after.texts.length).toBeGreaterThan(0)
    expect((await note(id)).status).toBe(200)
  })
})

describe('alerts of friendly stages', () => {
  test('born held back: no notice, no task, counted apart, and told when the reason ends', async () => {
    const { id } = await owing(2)
    await legal.get(placeLegalHold, { params: { id }, body: { reason: '准备起诉' } })
    await evaluate()
    expect(await alertsOf(id, 'without')).toMatchObject({ total: 0, inhibited: 1 })
    const { rows } = await alertsOf(id, 'only')
    expect(rows).toMatchObject([{ inhibited: 'inhibited_legal_hold', status: 'open' }])
    const alertId = rows[0]!.id
    expect(await count('notice', 'alert_id = $1', alertId)).toBe(0)
    expect(await count('task', 'alert_id = $1', alertId)).toBe(0)
    expect(await isDue()).toBe(false)
    await legal.get(liftLegalHold, { params: { id }, body: { reason: '谈妥了' } })
    expect(await isDue()).toBe(true)
    expect(await tend()).toEqual({ held: 0, released: 1 })
    expect(await isDue()).toBe(false)
    expect(await tend()).toEqual({ held: 0, released: 0 })
    const released = await rep.get(getAlert, { params: { id: alertId }, query: {} })
    expect(released).toMatchObject({ inhibited: null, reminderInhibited: null, status: 'open' })
    expect(released.deadlineAt).toBeGreaterThan(now)
    expect(released.timeline.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['opened', 'inhibited', 'released']),
    )
    expect(await count('notice', "decision = 'send' and alert_id = $1", alertId)).toBeGreaterThan(0)
    expect(await count('task', "state = 'open' and alert_id = $1", alertId)).toBe(1)
  })

  test('already open: its task is withdrawn, nothing climbs however long it lasts, looking back shows it', async () => {
    const { id } = await owing(2)
    await evaluate()
    const open = (await alertsOf(id, 'without')).rows[0]!
    expect(await count('task', "state = 'open' and alert_id = $1", open.id)).toBe(1)
    const before = dayOf(now)
    await later(1)
    await legal.get(placeLegalHold, { params: { id }, body: { reason: '准备起诉' } })
    const page = await rep.get(getAlert, { params: { id: open.id }, query: {} })
    expect(page.reminderInhibited).toBe('inhibited_legal_hold')
    expect(await tend()).toEqual({ held: 1, released: 0 })
    expect(await count('task', "state = 'open' and alert_id = $1", open.id)).toBe(0)
    await later(3)
    await writing((ctx) => tendAlerts(ctx))
    const held = await rep.get(getAlert, { params: { id: open.id }, query: {} })
    expect(held).toMatchObject({ escalationLevel: 0, nextEscalation: null, responsible: { id: a.users.rep } })
    const then = await rep.get(listAlerts, { query: { customerId: id, asOf: before } })
    expect(then.rows.map((row) => row.id)).toContain(open.id)
    expect((await alertsOf(id, 'without')).rows).toEqual([])
    // What was told before the hold is told again after it, in the page and outside.
    expect(await count('notice', TOLD_AGAIN, open.id)).toBe(0)
    await legal.get(liftLegalHold, { params: { id }, body: { reason: '谈妥了' } })
    expect(await tend()).toEqual({ held: 0, released: 1 })
    expect(await count('notice', TOLD_AGAIN, open.id)).toBe(1)
    expect(await count('task', "state = 'open' and alert_id = $1", open.id)).toBe(1)
    // Held and released again, it is told again.
    await later(1)
    await legal.get(placeLegalHold, { params: { id }, body: { reason: '准备起诉' } })
    await tend()
    await legal.get(liftLegalHold, { params: { id }, body: { reason: '谈妥了' } })
    await tend()
    expect(await count('notice', TOLD_AGAIN, open.id)).toBe(2)
  })

  test('what was done before the hold is not asked for again', async () => {
    const { id } = await owing(2)
    await evaluate()
    const open = (await alertsOf(id, 'without')).rows[0]!
    const { rows: tasks } = await admin.query('select id from task where alert_id = $1', [open.id])
    await admin.query('update task set done_at = now(), done_by = $2 where id = $1', [
      tasks[0].id,
      a.users.rep,
    ])
    await legal.get(placeLegalHold, { params: { id }, body: { reason: '准备起诉' } })
    expect(await tend()).toEqual({ held: 1, released: 0 })
    await later(1)
    await legal.get(liftLegalHold, { params: { id }, body: { reason: '谈妥了' } })
    expect(await tend()).toEqual({ held: 0, released: 1 })
    expect(await count('task', 'alert_id = $1', open.id)).toBe(tasks.length)
  })

  test('a silence that ends is told again, every time', async () => {
    const { id } = await owing(2)
    await evaluate()
    const open = (await alertsOf(id, 'without')).rows[0]!
    for (const times of [1, 2]) {
      await admin.query('update alert set silenced_until = $2 where id = $1', [open.id, new Date(now)])
      await writing((ctx) => tendAlerts(ctx))
      expect(await count('notice', TOLD_AGAIN, open.id)).toBe(times)
      now += 60_000
    }
  })

  test('the reason shown is the one that holds', async () => {
    const { id, instalments } = await owing(2)
    await legal.get(placeLegalHold, { params: { id }, body: { reason: '准备起诉' } })
    await evaluate()
    await toLawyer(id, instalments[0]!)
    await legal.get(liftLegalHold, { params: { id }, body: { reason: '已交律师' } })
    expect(await tend()).toMatchObject({ released: 0 })
    expect((await alertsOf(id, 'only')).rows).toMatchObject([{ inhibited: 'inhibited_lawyer' }])
  })
})

describe('a notice on its way', () => {
  const key = Buffer.alloc(32, 5)
  test('waits between a reason and the look at it, leaves when the reason ends, is dropped when held', async () => {
    const channel = await writing((ctx) =>
      createChannel(ctx, key, {
        ...{ name: '群', enabled: true, audience: { departmentId: null, minSeverity: 3, brief: false } },
        settings: { kind: 'wecom', key: 'robot-wecom-1234', baseUrl: 'http://stand-in.test/wecom' },
      }),
    )
    const { id } = await owing(2)
    await evaluate()
    const open = (await alertsOf(id, 'without')).rows[0]!
    const look = async () => {
      now += 60_000
      // Groups are told a little apart, and only this alert is asked about here.
      await admin.query(
        `update delivery d set next_at = case when n.alert_id = $1 then $2::timestamptz else $2::timestamptz + interval '1 day' end
         from notice n where n.org_id = d.org_id and n.id = d.notice_id and d.state = 'queued'`,
        [open.id, new Date(now)],
      )
      await writing((ctx) => claimNext(ctx, channel.id, { key, publicUrl: null, heldBack: aboutToBeHeld }))
      const { rows } = await admin.query(
        `select d.state, d.reason from delivery d join notice n on n.org_id = d.org_id and n.id = d.notice_id
         where n.alert_id = $1`,
        [open.id],
      )
      return rows
    }
    const hold = { params: { id }, body: { reason: '准备起诉' } }
    await legal.get(placeLegalHold, hold)
    expect(await look()).toEqual([{ state: 'queued', reason: 'inhibited' }])
    await tend()
    expect(await look()).toEqual([{ state: 'skipped', reason: 'inhibited' }])
    await legal.get(liftLegalHold, hold)
    await tend()
    await legal.get(placeLegalHold, hold)
    expect(await look()).toContainEqual({ state: 'queued', reason: 'inhibited' })
    await legal.get(liftLegalHold, hold)
    // Whether the hour lets it out is another question.
    expect(await look()).not.toContainEqual({ state: 'queued', reason: 'inhibited' })
  })
})

describe('a legal hold', () => {
  test('is placed once and lifted once, by whoever may', async () => {
    const { id } = await owing(2)
    const place = { params: { id }, body: { reason: '准备起诉' } }
    expect(await rep.call(placeLegalHold, place)).toMatchObject({ status: 403 })
    expect((await legal.call(placeLegalHold, place)).status).toBe(200)
    expect(await legal.call(placeLegalHold, place)).toMatchObject({
      status: 409,
      body: { code: 'legal_hold_placed' },
    })
    expect((await legal.call(liftLegalHold, place)).status).toBe(200)
    expect(await legal.call(liftLegalHold, place)).toMatchObject({
      status: 409,
      body: { code: 'legal_hold_none' },
    })
    const { holds } = await legal.get(customerInhibition, { params: { id } })
    expect(holds).toMatchObject([{ reason: '准备起诉', liftReason: '准备起诉' }])
  })
})
