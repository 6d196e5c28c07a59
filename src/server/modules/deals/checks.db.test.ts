import { beforeAll, describe, expect, test } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import {
  listDealChecks,
  listStageChecks,
  markDealCheck,
  saveStageChecks,
  unmarkDealCheck,
} from '../../../api/deal-checks.ts'
import { moveDeal, updateDeal } from '../../../api/deals.ts'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { inspect } from '../data-quality/load-facts.ts'
import { loadCalendar } from '../identity/index.ts'
import { saveDeals } from './save-deals.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let org: OrgWorld
let rep: Client
let manager: Client
let boss: Client
const ITEMS = {
  need: { title: '需求已确认', skipBy: 'responsible' },
  screened: { title: '客户已查', proof: 'screened', skipBy: 'manager' },
  quoted: { title: '报价已发', proof: 'quoted', skipBy: 'nobody' },
  invoice: { title: '开票资料', skipBy: 'manager' },
} as const
const ids = {} as Record<keyof typeof ITEMS, string>

beforeAll(async () => {
  org = (await twoOrgs(db)).a
  ;[rep, manager, boss] = await Promise.all([signIn('rep'), signIn('manager'), signIn('boss')])
  await setItems([])
}, 60_000)

const stage = (key: string) => org.stages.get(key)!
const listed = () => boss.get(listStageChecks, { params: { id: org.pipelineId } })

/** The four items, those of `ended` taken away. */
async function setItems(ended: (keyof typeof ITEMS)[]) {
  const before = (await listed()).stages.flatMap(({ items }) => items)
  const item = (key: keyof typeof ITEMS) => {
    const known = before.find(({ title }) => title.zh === ITEMS[key].title)
    return ended.includes(key) ? [] : [{ ...ITEMS[key], ...(known ? { id: known.id } : {}) }]
  }
  const body = {
    seen: before.map(({ id }) => id),
    stages: [
      { id: stage('need'), items: [...item('need'), ...item('screened')] },
      { id: stage('quote'), items: item('quoted') },
      { id: stage('sign'), items: item('invoice') },
    ],
  }
  await boss.get(saveStageChecks, { params: { id: org.pipelineId }, body })
  for (const { id, title } of (await listed()).stages.flatMap(({ items }) => items))
    ids[(Object.keys(ITEMS) as (keyof typeof ITEMS)[]).find((key) => ITEMS[key].title === title.zh)!] = id
}

let made = 0
async function deal(at = 'need', occurredOn = TODAY): Promise<string> {
  made += 1
  clock.set(clock.now() + 1000)
  const [saved] = await write(db, { orgId: org.orgId, now: clock.now() }, (ctx) =>
    saveDeals(ctx, [
      {
        title: `清单商机${made}`,
        customerId: org.records.own.customerId,
        responsibleId: org.users.rep,
        history: [{ stage: at, occurredOn }],
      },
    ]),
  )
  return saved!.id
}

const move = (id: string, to: string, more: object = {}, who = rep) =>
  who.call(moveDeal, { params: { id }, body: { stageId: stage(to), ...more } })
const mark = (id: string, key: keyof typeof ITEMS, state: 'done' | 'skipped', reason = '', who = rep) =>
  who.call(markDealCheck, { params: { id, checkId: ids[key] }, body: { state, reason } })
const codeOf = (reply: { status: number; body: unknown }) =>
  reply.status === 200 ? 'ok' : (reply.body as { code: string }).code

async function screen(customerId: string) {
  await admin.query(
    `insert into credit_decision (org_id, id, customer_id, kind, admission, reason, expires_on, asked_at, basis, effective_at)
     values ($1, gen_random_uuid(), $2, 'admission', 'admit', '查过', $3, $4, 'authority', $4)`,
    [org.orgId, customerId, addDays(TODAY, 300), new Date(clock.now())],
  )
}

describe('a deal and its list (C052)', () => {
  test('goes on when the items of what it leaves are done, seen or left out with a reason', async () => {
    const id = await deal()
    const refusal = await move(id, 'quote')
    expect([refusal.status, refusal.body]).toMatchObject([
      409,
      {
        code: 'checks_open',
        detail: { n: 2, titles: '需求已确认、客户已查', titlesEn: '需求已确认, 客户已查' },
      },
    ])
    expect(codeOf(await mark(id, 'need', 'done'))).toBe('ok')
    expect(codeOf(await mark(id, 'screened', 'done'))).toBe('check_seen_by_system')
    expect(codeOf(await mark(id, 'screened', 'skipped', '老客户'))).toBe('check_skipped_by_manager')
    expect(codeOf(await mark(id, 'screened', 'skipped', '', manager))).toBe('reason_required')
    expect(codeOf(await move(id, 'quote'))).toBe('checks_open')
    expect(codeOf(await mark(id, 'screened', 'skipped', '老客户', manager))).toBe('ok')
    expect(codeOf(await move(id, 'quote'))).toBe('ok')
    expect(codeOf(await mark(id, 'quoted', 'skipped', '口头报过', manager))).toBe('check_never_skipped')
    expect(codeOf(await move(id, 'sign'))).toBe('checks_open')
    await admin.query(`update quote set sent_at = $1, status = 'sent' where deal_id = $2`, [
      new Date(clock.now()),
      id,
    ])
    expect(codeOf(await move(id, 'sign'))).toBe('ok')
    expect(codeOf(await move(id, 'won', { amountFen: 100 }))).toBe('checks_open')
    expect(codeOf(await move(id, 'lost', { reason: '太贵' }))).toBe('ok')
  })

  test('leaps over no item, not even by way of its end', async () => {
    const id = await deal('reach')
    expect(codeOf(await move(id, 'sign'))).toBe('checks_open')
    expect(codeOf(await move(id, 'need'))).toBe('ok')
    expect(codeOf(await move(id, 'lost', { reason: '太贵' }))).toBe('ok')
    expect(codeOf(await move(id, 'sign', { reason: '又要了' }))).toBe('checks_open')
    expect(codeOf(await move(id, 'won', {}))).toBe('checks_open')
    expect(codeOf(await move(id, 'need', { reason: '又要了' }))).toBe('ok')
  })

  test('is asked again when a mark is taken off, and only what is in force', async () => {
    const id = await deal()
    await screen(org.records.own.customerId)
    await mark(id, 'need', 'done')
    const undo = () => rep.call(unmarkDealCheck, { params: { id, checkId: ids.need } })
    expect([codeOf(await undo()), codeOf(await undo())]).toEqual(['ok', 'check_not_marked'])
    expect(codeOf(await move(id, 'quote'))).toBe('checks_open')
    await setItems(['need'])
    expect(codeOf(await move(id, 'quote'))).toBe('ok')
    await setItems([])
    // The new item of that name is another one, and the deal has left its stage before.
    expect(codeOf(await mark(id, 'quoted', 'done'))).toBe('check_seen_by_system')
  })

  test('a past day shows the list as it stood then', async () => {
    const id = await deal('need', addDays(TODAY, -5))
    await mark(id, 'need', 'done')
    clock.set(clock.now() + 2 * DAY_MS)
    ;[rep, manager, boss] = await Promise.all([signIn('rep'), signIn('manager'), signIn('boss')])
    await rep.get(unmarkDealCheck, { params: { id, checkId: ids.need } })
    await mark(id, 'invoice', 'skipped', '不开票', manager)
    const said = async (asOf?: string) => {
      const { stages } = await rep.get(listDealChecks, { params: { id }, query: asOf ? { asOf } : {} })
      return stages.flatMap(({ items }) => items.map(({ title, state }) => `${title.zh} ${state}`))
    }
    expect(await said()).toEqual(['需求已确认 open', '客户已查 proven', '报价已发 open', '开票资料 skipped'])
    expect(await said(TODAY)).toEqual([
      '需求已确认 done',
      '客户已查 proven',
      '报价已发 open',
      '开票资料 open',
    ])
    expect(await said(addDays(TODAY, -1))).toEqual([])
  })

  test('whoever came past it by a file is found as a defect until the list is done', async () => {
    const on = addDays(TODAY, 2)
    const customerId = org.records.mate.customerId
    const arrive = (stages: string[]) =>
      write(db, { orgId: org.orgId, now: clock.now() }, (ctx) =>
        saveDeals(ctx, [
          {
            ...{ externalCode: 'X-1', title: '导入商机', customerId, responsibleId: org.users.rep },
            history: stages.map((key) => ({ stage: key, occurredOn: on })),
          },
        ]),
      )
    const [saved] = await arrive(['need'])
    const id = saved!.id
    const found = () =>
      write(db, { orgId: org.orgId, now: clock.now() }, async (ctx) =>
        (await inspect(ctx, await loadCalendar(ctx), { deal: [id] })).filter(
          ({ check }) => check === 'deal_checks_left',
        ),
      )
    expect(await found()).toEqual([])
    await arrive(['need', 'quote'])
    expect((await found()).map(({ value }) => value)).toEqual([[ids.need, ids.screened].sort().join(' ')])
    expect((await found())[0]!.words!.zh.split('、')).toHaveLength(2)
    await mark(id, 'need', 'done')
    await screen(customerId)
    expect(await found()).toEqual([])
  })
})

describe('a list that changes', () => {
  /** The item of the list with another word on who may leave it out. */
  async function tighten(skipBy: 'responsible' | 'manager' | 'nobody') {
    const { stages } = await listed()
    const body = {
      seen: stages.flatMap(({ items }) => items.map(({ id }) => id)),
      stages: stages.map(({ id, items }) => ({
        id,
        items: items.map((item) => ({
          ...{ id: item.id, title: item.title.zh, proof: item.proof },
          skipBy: item.id === ids.need ? skipBy : item.skipBy,
        })),
      })),
    }
    await boss.get(saveStageChecks, { params: { id: org.pipelineId }, body })
  }

  test('lets nobody pass on what was left out when that was easier, and keeps what a past day read', async () => {
    await screen(org.records.own.customerId)
    const id = await deal()
    await mark(id, 'need', 'skipped', '急')
    clock.set(clock.now() + DAY_MS)
    ;[rep, manager, boss] = await Promise.all([signIn('rep'), signIn('manager'), signIn('boss')])
    await tighten('manager')
    const stateOn = async (asOf?: string) => {
      const { stages } = await rep.get(listDealChecks, { params: { id }, query: asOf ? { asOf } : {} })
      const item = stages.flatMap(({ items }) => items).find((one) => one.id === ids.need)
      return [item?.state, item?.skipBy]
    }
    expect(await stateOn()).toEqual(['open', 'manager'])
    expect(codeOf(await move(id, 'quote'))).toBe('checks_open')
    expect(await stateOn(dayOf(clock.now() - DAY_MS))).toEqual(['skipped', 'responsible'])
    await mark(id, 'need', 'skipped', '急', manager)
    expect(codeOf(await move(id, 'quote'))).toBe('ok')
    await tighten('responsible')
  })

  test('finds no fault with deals that left the stage on the morning before it was set', async () => {
    await screen(org.records.own.customerId)
    await setItems(['need'])
    const id = await deal()
    expect(codeOf(await move(id, 'quote'))).toBe('ok')
    await setItems([])
    const found = await write(db, { orgId: org.orgId, now: clock.now() }, async (ctx) =>
      (await inspect(ctx, await loadCalendar(ctx), { deal: [id] })).map(({ check }) => check),
    )
    expect(found).not.toContain('deal_checks_left')
  })

  test('a screened customer is not borrowed for the time of a move', async () => {
    const bare = org.records.mate.customerId
    await admin.query(`delete from credit_decision where customer_id = $1`, [bare])
    await screen(org.records.own.customerId)
    const id = await deal()
    await mark(id, 'need', 'done')
    expect(codeOf(await move(id, 'quote'))).toBe('ok')
    const version = { ifMatch: 2 }
    const body = { title: '借用', currency: 'CNY', customerId: bare }
    const reply = await boss.call(updateDeal, { params: { id }, body, ...version })
    expect(codeOf(reply)).toBe('checks_of_customer')
    await screen(bare)
    expect(codeOf(await boss.call(updateDeal, { params: { id }, body, ...version }))).toBe('ok')
  })
})

test('two who set the list at once do not end each other’s items unseen', async () => {
  const before = (await listed()).stages.flatMap(({ items }) => items.map(({ id }) => id))
  const body = { seen: before.slice(1), stages: [] }
  const reply = await boss.call(saveStageChecks, { params: { id: org.pipelineId }, body })
  expect(codeOf(reply)).toBe('checks_changed_meanwhile')
  expect((await listed()).stages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(before)
})
