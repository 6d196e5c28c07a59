import { beforeEach, describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/dunning.ts'
import { addDays, DAY_MS, dayOf, type Instant } from '../../../core/calendar.ts'
import { lintText } from '../../../core/dunning/text.ts'
import { fixedClock } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { openDispute, recordInvoices, recordPayments } from '../receivables/index.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let [rep, stranger, finance, boss] = await everybody()
const WHO = { orgId: a.orgId }

/** Sessions end while days pass: everybody signs in again. */
function everybody() {
  return Promise.all([signIn('rep'), signIn('stranger'), signIn('finance'), signIn('boss')])
}
await write(db, { ...WHO, now: NOW }, (ctx) => installPack(ctx))

let now = NOW
beforeEach(() => later(7))
async function later(days: number) {
  now += days * DAY_MS
  clock.set(now)
  ;[rep, stranger, finance, boss] = await everybody()
}
const day = (offset: number) => addDays(dayOf(now), offset)
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, at: Instant = now) =>
  write(db, { ...WHO, now: at }, fn)

let made = 0
/** A customer of the rep with one invoice per given number of days overdue, 1,000.00 each. */
async function owing(...overdue: number[]) {
  made += 1
  return writing(async (ctx) => {
    const [saved] = await saveCustomers(ctx, [
      { name: `催收客户${made}有限公司`, responsibleId: a.users.rep, createdOn: day(-200) },
    ])
    const invoices = await recordInvoices(
      ctx,
      overdue.map((days, index) => ({
        customerId: saved!.id,
        number: `DN${made}-${index}`,
        kind: 'invoice' as const,
        issuedOn: day(-days - 30),
        amountFen: 100_000n,
        instalments: [{ dueOn: day(-days), amountFen: 100_000n }],
      })),
    )
    return { id: saved!.id, instalments: invoices.map(({ instalmentIds }) => instalmentIds[0]!) }
  })
}
const of = (id: string, client = rep) => client.get(api.customerDunning, { params: { id }, query: {} })
const note = (id: string, body: Record<string, unknown> = {}, client = rep) =>
  client.get(api.recordDunning, { params: { id }, body: { channel: 'call', note: '打过电话', ...body } })
const codeOf = (answer: Promise<{ body: unknown }>) =>
  answer.then(({ body }) => (body as { code: string }).code)
const pay = (customerId: string, amountFen: bigint, daysAgo = 0) =>
  writing((ctx) =>
    recordPayments(ctx, [
      { customerId, kind: 'payment', receivedOn: day(-daysAgo), amountFen, allocate: 'oldest' },
    ]),
  )

describe('what is due for a customer (C087 C088)', () => {
  test('many items are one step at the highest stage, with words that add up', async () => {
    const { id } = await owing(20, 8, 2)
    const dunning = await of(id)
    expect(dunning.due).toMatchObject({ stage: 'letter', count: 3, fen: 300_000 })
    expect(dunning.items.map(({ reached }) => reached)).toEqual(['letter', 'manager', 'call'])
    const message = dunning.texts.find(({ kind }) => kind === 'message')!.words
    expect(message).toContain('3,000.00')
    expect(dunning.texts.map(({ kind }) => kind)).toEqual(['letter', 'message'])
  })

  test('noted once it is not due again, and is due again at the next stage', async () => {
    const { id } = await owing(5)
    expect(await note(id)).toMatchObject({ stage: 'call', count: 1 })
    const after = await of(id)
    expect(after.due).toBeNull()
    expect(after.items[0]!.done).toBe('call')
    expect(after.steps).toHaveLength(1)
    // A Friday; the Monday after it is Qingming, when nobody is asked for anything.
    await later(4)
    expect((await of(id)).due).toMatchObject({ stage: 'manager' })
    await later(3)
  })

  test('what is contested is not asked for, the rest is', async () => {
    const { id, instalments } = await owing(20, 20)
    await writing((ctx) =>
      openDispute(ctx, { instalmentId: instalments[0]!, kind: 'price', amountFen: 100_000n, reason: '价格' }),
    )
    expect((await of(id)).due).toMatchObject({ fen: 100_000, count: 1 })
  })

  test('the instalments of one invoice are asked for each on its own date', async () => {
    const { id } = await owing()
    await writing((ctx) =>
      recordInvoices(ctx, [
        {
          ...{ customerId: id, number: `DN${made}-P`, kind: 'invoice' as const, issuedOn: day(-60) },
          amountFen: 300_000n,
          instalments: [-20, 0, 60].map((due) => ({ dueOn: day(due), amountFen: 100_000n })),
        },
      ]),
    )
    const dunning = await of(id)
    expect(dunning.items.map(({ reached }) => reached)).toEqual(['letter', 'today', null])
    expect(dunning.due).toMatchObject({ stage: 'letter', count: 2, fen: 200_000 })
    await pay(id, 200_000n)
    expect((await of(id)).due).toBeNull()
    await later(56)
    expect((await of(id)).due).toMatchObject({ stage: 'soon', count: 1, fen: 100_000 })
  })

  test('a credit note comes off what is asked for', async () => {
    const { id } = await owing(9)
    await writing((ctx) =>
      recordPayments(ctx, [
        { customerId: id, kind: 'credit_note', receivedOn: day(0), amountFen: 40_000n, allocate: 'oldest' },
      ]),
    )
    expect((await of(id)).due).toMatchObject({ fen: 60_000, count: 1 })
  })

  test('a step taken back is due again; a colleague cannot take it back', async () => {
    const { id } = await owing(2)
    const step = await note(id)
    expect(
      await codeOf(stranger.call(api.voidDunning, { params: { id: step.id }, body: { reason: '不是我的' } })),
    ).toBe('not_found')
    await rep.get(api.voidDunning, { params: { id: step.id }, body: { reason: '打错客户' } })
    expect((await of(id)).due).toMatchObject({ stage: 'call' })
  })

  test('nothing is due for whoever owes nothing, and nothing can be noted', async () => {
    const { id } = await owing(5)
    await pay(id, 100_000n)
    const dunning = await of(id)
    expect([dunning.due, dunning.can.record]).toEqual([null, 'dunning_nothing'])
    expect(await codeOf(rep.call(api.recordDunning, { params: { id }, body: { channel: 'call' } }))).toBe(
      'dunning_nothing',
    )
  })
})

describe('a promise (C087)', () => {
  test('pauses until its day; broken it comes back one stage further, kept it ends', async () => {
    const breaks = await owing(2)
    const keeps = await owing(2)
    const promise = { promisedOn: day(3), promisedFen: 100_000 }
    for (const { id } of [breaks, keeps]) await note(id, promise)
    expect(await of(breaks.id)).toMatchObject({
      due: null,
      pausedUntil: day(3),
      promise: { state: 'standing' },
    })
    await later(3)
    await pay(keeps.id, 100_000n)
    await later(1)
    expect(await of(breaks.id)).toMatchObject({ due: { stage: 'manager' }, promise: { state: 'broken' } })
    expect(await of(keeps.id)).toMatchObject({ due: null, overdueFen: 0 })
  })

  test('an alert goes while it stands and the manager has it at noon after it was broken', async () => {
    const { id, instalments } = await owing(2)
    await evaluateOrg(db, { ...WHO, now })
    const alertsOf = async () => {
      const { rows } = await admin.query(
        `select rule_code, status from alert where subject_id = any($1::uuid[]) and mode = 'on' order by opened_at, rule_code`,
        [[id, ...instalments]],
      )
      return rows
        .filter(({ status }) => ['open', 'acknowledged', 'in_progress'].includes(status))
        .map(({ rule_code }) => rule_code)
    }
    expect(await alertsOf()).toContain('instalment-overdue-1')
    await note(id, { promisedOn: day(2) })
    now += 60_000
    await evaluateOrg(db, { ...WHO, now })
    await later(3)
    await evaluateOrg(db, { ...WHO, now: now + 6 * 3_600_000 })
    expect(await alertsOf()).toContain('promise-broken')
  })
})

describe('a step and the alert that asked for it are one (decision 0010)', () => {
  test('the alert is taken up and its task done; noting it twice does not double anything', async () => {
    const { id, instalments } = await owing(2)
    await evaluateOrg(db, { ...WHO, now })
    expect(await note(id)).toMatchObject({ alerts: 1 })
    const { rows } = await admin.query(
      `select a.status, t.done_at is not null as done from alert a join task t on t.alert_id = a.id
       where a.subject_id = $1 and a.rule_code = 'instalment-overdue-1'`,
      [instalments[0]],
    )
    expect(rows).toEqual([{ status: 'in_progress', done: true }])
    await note(id)
    const dunning = await of(id)
    expect([dunning.steps.length, dunning.due]).toEqual([2, null])
    expect(dunning.items[0]!.done).toBe('call')
  })
})

const stagesOf = async (group: 'all' | 'key' | 'grade_d') =>
  (await boss.get(api.dunningPlan, {})).groups.find((one) => one.group === group)!

describe('the plan is the rules', () => {
  test('days changed in the plan are the rule’s; out of order is refused', async () => {
    const { stages } = await stagesOf('all')
    const wish = stages.map(({ stage, from, on }) => ({ stage, from: stage === 'manager' ? 9 : from, on }))
    const put = (list: typeof wish) =>
      boss.call(api.saveDunningPlan, { params: { group: 'all' }, body: { stages: list } })
    const disordered = wish.map((one) => (one.stage === 'letter' ? { ...one, from: 3 } : one))
    expect(await codeOf(put(disordered))).toBe('plan_order')
    expect((await put(wish)).body).toEqual({ changed: 2, isHeld: false })
    const { rows } = await admin.query(
      `select code, spec -> 'condition' as c from rule where org_id = $1 and code like 'instalment-overdue-%' order by code`,
      [a.orgId],
    )
    const condition = (code: string) => JSON.stringify(rows.find((row) => row.code === code).c)
    expect(condition('instalment-overdue-1')).toContain('"value":9')
    expect(condition('instalment-overdue-7')).toContain('"value":9')
    const { id } = await owing(8)
    expect((await of(id)).due).toMatchObject({ stage: 'call' })
    expect((await put(stages.map(({ stage, from, on }) => ({ stage, from, on })))).body).toEqual({
      changed: 2,
      isHeld: false,
    })
  })

  test('key customers with rules of their own leave those of everybody', async () => {
    const { stages } = await stagesOf('key')
    const wish = stages.map(({ stage, from }) => ({
      stage,
      from: stage === 'manager' ? 3 : from,
      on: stage !== 'today',
    }))
    await boss.get(api.saveDunningPlan, { params: { group: 'key' }, body: { stages: wish } })
    const normal = await owing(4)
    const key = await owing(4)
    await writing((ctx) =>
      saveCustomers(ctx, [{ name: `催收客户${made}有限公司`, keyLevel: 'key', responsibleId: a.users.rep }]),
    )
    expect((await of(normal.id)).due).toMatchObject({ stage: 'call' })
    expect((await of(key.id)).due).toMatchObject({ stage: 'manager' })
    now += 60_000
    await evaluateOrg(db, { ...WHO, now })
    const { rows } = await admin.query(
      `select rule_code from alert where subject_id = any($1::uuid[]) and status = 'open' order by rule_code`,
      [[...normal.instalments, ...key.instalments]],
    )
    expect(rows.map(({ rule_code }) => rule_code)).toEqual([
      'instalment-overdue-1',
      'instalment-overdue-7-key',
    ])
    await boss.get(api.saveDunningPlan, {
      params: { group: 'key' },
      body: { stages: wish.map((one) => ({ ...one, on: one.stage === 'lawyer' })) },
    })
  })

  test('who may not change rules may not change the plan', async () => {
    const body = { stages: [{ stage: 'call' as const, from: 2, on: true }] }
    expect(await codeOf(rep.call(api.saveDunningPlan, { params: { group: 'all' }, body }))).toBe('forbidden')
  })
})

describe('words', () => {
  test('the company’s own are used, a dunning word in an SMS is refused, empty gives back what ships', async () => {
    const put = (kind: 'message' | 'sms', stage: 'soon' | 'call', body: string) =>
      boss.call(api.saveDunningText, { body: { stage, kind, lang: 'zh', body } })
    await put('message', 'call', '老规矩：{金额}')
    const { id } = await owing(2)
    const words = async () => (await of(id)).texts.find(({ kind }) => kind === 'message')!.words
    expect(await words()).toBe('老规矩：1,000.00')
    expect(await codeOf(put('sms', 'soon', '您有一笔逾期货款'))).toBe('sms_dunning_word')
    expect(await codeOf(put('sms', 'call', '您好'))).toBe('dunning_no_such_text')
    await put('message', 'call', '')
    expect(await words()).toContain('已过付款日')
  })

  test('what ships passes the same check', async () => {
    const { items } = await boss.get(api.dunningTexts, {})
    for (const { stage, kind, lang, body } of items)
      expect(lintText(kind, body), `${stage} ${kind} ${lang}`).toEqual([])
  })
})

describe('evidence', () => {
  test('a letter is kept with the step that sent it, as PDF with its hash', async () => {
    const { id } = await owing(20)
    const step = await note(id, { channel: 'letter', note: '顺丰寄出' }, finance)
    const { rows } = await admin.query(
      `select name, mime, bytes from record_file where record_kind = 'dunning_step' and record_id = $1`,
      [step.id],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ mime: 'application/pdf' })
    expect(rows[0].name).toMatch(/^催款函-催收客户\d+有限公司-/)
    expect((await of(id)).steps[0]).toMatchObject({ files: 1, channel: 'letter', note: '顺丰寄出' })
  })

  test('the list of a morning is sorted by what waiting costs and shows no stranger’s customer', async () => {
    const { id } = await owing(40)
    const { items } = await rep.get(api.listDunning, { query: { size: 200 } })
    expect(items.some(({ customer }) => customer.id === id)).toBe(true)
    const costs = items.map(({ waitingFen }) => Number(waitingFen))
    expect(costs).toEqual([...costs].sort((x, y) => y - x))
    const other = await stranger.get(api.listDunning, { query: { size: 200, view: 'all' } })
    expect(other.items.some(({ customer }) => customer.id === id)).toBe(false)
  })

  test('what came after a stage is counted once its days have passed', async () => {
    const { id } = await owing(2)
    await note(id)
    await pay(id, 100_000n)
    const call = async () =>
      (await boss.get(api.dunningEffect, {})).items.find(({ stage }) => stage === 'call')!
    const before = await call()
    await later(14)
    const after = await call()
    expect([after.n - before.n >= 1, after.paid - before.paid >= 1]).toEqual([true, true])
  })
})

describe('a plan for a grade of credit', () => {
  test('a grade of credit has a plan of its own; a key customer of that grade goes by the key plan', async () => {
    const { stages } = await stagesOf('grade_d')
    const wish = stages.map(({ stage, from }) => ({ stage, from: stage === 'manager' ? 2 : from, on: true }))
    const put = (group: 'grade_d' | 'key', list: typeof wish) =>
      boss.call(api.saveDunningPlan, { params: { group }, body: { stages: list } })
    expect((await put('grade_d', wish)).status).toBe(200)
    const [plain, bad] = [await owing(4), await owing(4)]
    const grade = (id: string, letter: string) =>
      admin.query(
        `insert into credit_rating (org_id, customer_id, valid_from, valid_to, score, score_grade, grade, default_bp, matured, confidence, reasons, recorded_at)
         values ($1, $2, $3, null, 400, $4, $4, 100, 0, 'low', '[]', $3)`,
        [a.orgId, id, new Date(now - 3_600_000), letter],
      )
    await grade(bad.id, 'D')
    expect((await of(plain.id)).due).toMatchObject({ stage: 'call' })
    expect((await of(bad.id)).due).toMatchObject({ stage: 'manager' })
    now += 60_000
    await evaluateOrg(db, { ...WHO, now })
    const { rows } = await admin.query(
      `select rule_code from alert where subject_id = any($1::uuid[]) and status = 'open' order by rule_code`,
      [[...plain.instalments, ...bad.instalments]],
    )
    expect(rows.map(({ rule_code }) => rule_code)).toEqual([
      'instalment-overdue-1',
      'instalment-overdue-7-grade_d',
    ])
    const { rows: titles } = await admin.query(
      `select spec -> 'title' ->> 'zh' as zh from rule where org_id = $1 and code = 'instalment-overdue-7-grade_d'`,
      [a.orgId],
    )
    expect(titles[0].zh).toContain('信用 D 级')
    expect(
      (
        await put(
          'grade_d',
          wish.map((one) => ({ ...one, on: false })),
        )
      ).status,
    ).toBe(200)
    expect((await of(bad.id)).due).toMatchObject({ stage: 'call' })
  })
})
