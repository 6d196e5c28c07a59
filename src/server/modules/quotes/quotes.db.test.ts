import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, type Instant, startOfDay } from '../../../core/calendar.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { saveDeals } from '../deals/index.ts'
import { moveDeal } from '../deals/move-deal.ts'
import { createDeal } from '../deals/save-deal.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import type { QuoteInput } from './plan-quotes.ts'
import { getQuote, listQuotes } from './read.ts'
import { recordStep, undoStep } from './record-step.ts'
import { requestQuote, updateQuote } from './request-quote.ts'
import { saveQuotes } from './save-quotes.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const HOUR = 3_600_000
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
/** 2026-03-16 is a Monday. */
const on = (days: number, hour: number) => startOfDay(addDays(TODAY, days)) + hour * HOUR

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = NOW, actor = boss): Promise<T> {
  return write(db, { orgId: a.orgId, actor, now }, fn)
}
function reading(id: string, now: Instant = NOW) {
  return read(db, { orgId: a.orgId, actor: boss, now }, (ctx) => getQuote(ctx, id))
}
const list = (query: Partial<Parameters<typeof listQuotes>[1]>, now: Instant = NOW, actor = boss) =>
  read(db, { orgId: a.orgId, actor, now }, (ctx) =>
    listQuotes(ctx, { page: 1, size: 50, view: 'open', ...query }),
  )
const form = (title: string, whose: 'own' | 'other' = 'own') => ({
  title,
  currency: 'CNY',
  customerId: a.records[whose].customerId,
})
async function contents() {
  const { rows } = await admin.query(
    `select (select count(*) from quote) as quotes, (select count(*) from quote_step) as steps, (select max(last) from org_tick) as tick`,
  )
  return { quotes: rows[0].quotes, steps: rows[0].steps }
}

describe('the course of a quote (C058)', () => {
  test('asked, paused, going on, sent with lines, answered, won: every step a row, the clock in working time', async () => {
    const { id } = await writing((ctx) => requestQuote(ctx, { ...form('轴套'), expectedFen: 90_000n }))
    const act = (now: Instant, step: Parameters<typeof recordStep>[2]) =>
      writing((ctx) => recordStep(ctx, id, step), now)
    await act(on(0, 14), { kind: 'paused', reason: '等图纸' })
    await act(on(2, 10), { kind: 'resumed' })
    const lines = [{ product: '轴套', quantityMilli: 2_500n, unit: '件', unitPriceFen: 40_000n }]
    await act(on(2, 15), { kind: 'sent', lines, validUntil: addDays(TODAY, 20) })
    await act(on(3, 10), { kind: 'answered' })
    await act(on(4, 10), { kind: 'won' })
    const quote = await reading(id, on(5, 10))
    expect(quote).toMatchObject({ status: 'won', amountFen: 100_000n, validUntil: addDays(TODAY, 20) })
    // Monday 10:00–14:00 and Wednesday 10:00–15:00.
    expect(quote.clock).toEqual({ workMinutes: 9 * 60, isRunning: false, isLate: false })
    expect(quote.lines).toEqual([{ ...lines[0], amountFen: 100_000n, verdict: null }])
    expect(quote.steps.map(({ kind, actorName }) => [kind, actorName])).toEqual(
      ['asked', 'paused', 'resumed', 'sent', 'answered', 'won'].map((kind) => [kind, 'boss']),
    )
    expect(quote.can.steps.lost).toBe('quote_decided')
    const { rows } = await admin.query(
      'select kind from event where subject_id = $1 order by recorded_at, id',
      [id],
    )
    expect(rows.map(({ kind }) => kind)).toEqual(
      ['asked', 'paused', 'resumed', 'sent', 'answered', 'won'].map((kind) => `quote.${kind}`),
    )
  })

  test('refusals come before writes: of others, of another company, without amount, twice the number', async () => {
    const mine = await writing((ctx) => requestQuote(ctx, { ...form('编号'), code: 'Q-1' }))
    const foreign = await writing((ctx) => requestQuote(ctx, form('别人的', 'other')))
    const before = await contents()
    const asRep = (fn: (ctx: WriteCtx) => Promise<unknown>) => expect(writing(fn, NOW, rep))
    await asRep((ctx) => requestQuote(ctx, form('别人的', 'other'))).rejects.toThrow('not_found')
    await asRep((ctx) => recordStep(ctx, foreign.id, { kind: 'sent', amountFen: 1n })).rejects.toThrow(
      'not_found',
    )
    await asRep((ctx) =>
      requestQuote(ctx, { ...form('外'), customerId: b.records.own.customerId }),
    ).rejects.toThrow('not_found')
    await asRep((ctx) =>
      requestQuote(ctx, { ...form('外'), dealId: a.records.other.dealId }),
    ).rejects.toThrow('not_found')
    await asRep((ctx) => requestQuote(ctx, { ...form('同号'), code: 'Q-1' })).rejects.toThrow(
      'duplicate_document',
    )
    await asRep((ctx) => recordStep(ctx, mine.id, { kind: 'sent' })).rejects.toThrow('amount_not_positive')
    await asRep((ctx) => requestQuote(ctx, { ...form('明天'), askedAt: NOW + 1 })).rejects.toThrow(
      'date_in_future',
    )
    expect(await contents()).toEqual(before)
    expect((await list({ view: 'all' }, NOW, rep)).items.map(({ id }) => id)).not.toContain(foreign.id)
  })

  test('the last step can be taken back and stays in the history; an edit needs the version seen', async () => {
    const { id } = await writing((ctx) => requestQuote(ctx, form('撤回')))
    await writing((ctx) => recordStep(ctx, id, { kind: 'sent', amountFen: 5n }), on(1, 10))
    const sent = (await reading(id, on(1, 11))).steps.at(-1)!
    const asked = (await reading(id, on(1, 11))).steps[0]!
    await expect(writing((ctx) => undoStep(ctx, id, asked.id))).rejects.toThrow('step_not_last')
    await writing((ctx) => undoStep(ctx, id, sent.id), on(1, 12))
    const quote = await reading(id, on(1, 12))
    expect(quote).toMatchObject({ status: 'asked', sentAt: null, amountFen: null })
    expect(quote.steps.at(-1)).toMatchObject({ kind: 'sent', voided: true })
    const stale = writing((ctx) => updateQuote({ ...ctx, ifMatch: 1 }, id, { title: '新' }))
    await expect(stale).rejects.toThrow('stale_version')
  })
})

describe('deals and their quotes', () => {
  test('entering the quoting stage starts the clock, going on ends it, the end of the deal decides', async () => {
    const { id: dealId } = await writing((ctx) =>
      createDeal(ctx, {
        title: '跟阶段',
        currency: 'CNY',
        customerId: a.records.own.customerId,
        amountFen: 700n,
      }),
    )
    const move = (stage: string, now: Instant, rest = {}) =>
      writing((ctx) => moveDeal(ctx, dealId, { stageId: a.stages.get(stage)!, ...rest }), now)
    const own = async (now: Instant) => (await list({ view: 'all', dealId }, now)).items
    await move('quote', on(0, 11))
    expect(await own(on(0, 11))).toMatchObject([{ status: 'asked', origin: 'stage', askedAt: on(0, 11) }])
    await move('sign', on(1, 11))
    const [quote] = await own(on(1, 11))
    expect(quote).toMatchObject({ status: 'sent', amountFen: 700n, clock: { workMinutes: 540 } })
    expect((await reading(quote!.id, on(1, 11))).steps.at(-1)).toMatchObject({ kind: 'sent', implied: true })
    await move('lost', on(2, 11), { reason: '价格', competitor: '东昱达' })
    const decided = await reading(quote!.id, on(2, 11))
    expect(decided).toMatchObject({ status: 'lost', lostReason: '价格', competitor: '东昱达' })
  })

  test('an imported deal that stands in the quoting stage waits since that day; its own quote takes the place', async () => {
    const [deal] = await writing((ctx) =>
      saveDeals(ctx, [
        {
          externalCode: 'IMP-1',
          title: '导入的',
          customerId: a.records.own.customerId,
          history: [{ stage: 'quote', occurredOn: addDays(TODAY, -7) }],
        },
      ]),
    )
    const own = async () => (await list({ view: 'all', dealId: deal!.id })).items
    expect(await own()).toMatchObject([{ status: 'asked', askedAt: on(-7, 9), clock: { isLate: true } }])
    const input: QuoteInput = {
      externalCode: 'BJ-1',
      customerId: a.records.own.customerId,
      dealId: deal!.id,
      title: '导入的',
      currency: 'CNY',
      responsibleId: a.users.rep,
      steps: [
        { kind: 'asked', at: on(-7, 9) },
        { kind: 'sent', at: on(-5, 9), amountFen: 900n },
      ],
    }
    expect(await writing((ctx) => saveQuotes(ctx, [input]))).toMatchObject([{ outcome: 'changed' }])
    expect(await writing((ctx) => saveQuotes(ctx, [input]))).toMatchObject([{ outcome: 'same' }])
    expect(await own()).toMatchObject([{ code: 'BJ-1', status: 'sent', clock: { workMinutes: 1080 } }])
    const changed = { ...input, steps: [input.steps[0]!, { ...input.steps[1]!, at: on(-6, 9) }] }
    expect(await writing((ctx) => saveQuotes(ctx, [changed]))).toMatchObject([{ outcome: 'changed' }])
    expect(await own()).toMatchObject([{ clock: { workMinutes: 540 } }])
  })
})

describe('C058 end to end', () => {
  test('the list shows the late first; the manager is warned a moment after three working days, not before', async () => {
    await writing((ctx) => installPack(ctx))
    const { id } = await writing(
      (ctx) => requestQuote(ctx, { ...form('等很久'), responsibleId: a.users.rep, expectedFen: 4_200n }),
      on(7, 10),
    )
    const warned = async (now: Instant) => {
      await evaluateOrg(db, { orgId: a.orgId, now })
      const { rows } = await admin.query(
        `select responsible_id, money_fen::int as money, resolved_at is not null as done from alert
         where subject_id = $1 and rule_code = 'quote-response-late'`,
        [id],
      )
      return rows
    }
    expect(await warned(on(10, 10))).toEqual([])
    expect(await warned(on(10, 10) + 60_000)).toEqual([
      { responsible_id: a.users.manager, money: 4_200, done: false },
    ])
    const late = await list({ view: 'late' }, on(10, 11))
    expect(late.items.map((row) => row.id)).toContain(id)
    expect(late.counts.late).toBe(late.items.length)
    const open = await list({}, on(10, 11))
    const firstSent = open.items.findIndex(({ status }) => status === 'sent')
    expect(
      open.items.slice(0, firstSent).every(({ status }) => status === 'asked' || status === 'paused'),
    ).toBe(true)
    await writing((ctx) => recordStep(ctx, id, { kind: 'sent', amountFen: 4_000n }), on(10, 12))
    expect(await warned(on(10, 12) + 1)).toEqual([
      { responsible_id: a.users.manager, money: 4_200, done: true },
    ])
  })
})
