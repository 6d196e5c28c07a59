import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day, type Instant } from '../../../core/calendar.ts'
import { type ImportSource, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { rebuildStates, saveCustomers } from '../customers/index.ts'
import { type DealInput, readFunnel, saveDeals, stageAsOf } from './index.ts'
import { moveDeal } from './move-deal.ts'
import { listDeals, readBoard } from './read.ts'
import { getDeal } from './read-deal.ts'
import { createDeal, updateDeal } from './save-deal.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }

function writing<T>(
  fn: (ctx: WriteCtx) => Promise<T>,
  now: Instant = NOW,
  source?: ImportSource,
): Promise<T> {
  return write(db, { orgId: a.orgId, actor, now, ...(source ? { source } : {}) }, fn)
}

const stage = (key: string) => a.stages.get(key)!
const day = (offset: number) => addDays(TODAY, offset)
const history = (...steps: [string, number][]) =>
  steps.map(([key, offset]) => ({ stage: key, occurredOn: day(offset), amountFen: 100n }))

let codes = 0
function newInput(...steps: [string, number][]): DealInput & { externalCode: string } {
  codes += 1
  return {
    externalCode: `T-${codes}`,
    title: `商机 ${codes}`,
    customerId: a.records.own.customerId,
    responsibleId: a.users.rep,
    amountFen: 100n,
    history: history(...steps),
  }
}

async function newDeal(...steps: [string, number][]): Promise<string> {
  const [saved] = await writing((ctx) => saveDeals(ctx, [newInput(...steps)]))
  return saved!.id
}

async function stepsOf(dealId: string): Promise<[string, Day, boolean][]> {
  const { rows } = await admin.query(
    `select s.key, c.occurred_on, c.voided_at is not null as voided from stage_change c
     join stage s on s.org_id = c.org_id and s.id = c.to_stage_id where c.deal_id = $1 order by c.recorded_at, c.occurred_on, c.position`,
    [dealId],
  )
  return rows.map((row) => [row.key, row.occurred_on, row.voided])
}

/** Where one deal stood, as the funnel places it. */
function placeOf(dealId: string, offset: number, reading: 'business' | 'known' = 'business', now = NOW) {
  return read(db, { orgId: a.orgId, now }, async (ctx) => {
    const { rows } = await sql<{ key: string }>`
      select s.key from ${stageAsOf(ctx, day(offset), reading)} p join stage s on s.id = p.stage_id
      where p.deal_id = ${dealId}`.execute(ctx.db)
    return rows[0]?.key ?? null
  })
}

function signing(query: { asOf?: Day; responsibleId?: string } = {}) {
  return read(db, { orgId: a.orgId, now: NOW }, async (ctx) => {
    const { stages } = await readBoard(ctx, query)
    return stages.find(({ key }) => key === 'sign')!
  })
}

describe('a deal moves (C034)', () => {
  test('forward, also past a stage, with its amount; every move is a row and an event', async () => {
    const id = await newDeal(['reach', -20])
    await writing((ctx) =>
      moveDeal(ctx, id, { stageId: stage('quote'), occurredOn: day(-10), amountFen: 250n }),
    )
    const won = await writing((ctx) => moveDeal(ctx, id, { stageId: stage('won') }))
    expect(won.version).toBe(3)
    expect(await stepsOf(id)).toEqual([
      ['reach', day(-20), false],
      ['quote', day(-10), false],
      ['won', TODAY, false],
    ])
    const { rows } = await admin.query('select outcome, closed_on, amount_fen from deal where id = $1', [id])
    expect(rows).toEqual([{ outcome: 'won', closed_on: TODAY, amount_fen: 250n }])
    const { rows: events } = await admin.query(
      'select kind, actor from event where subject_id = $1 order by id',
      [id],
    )
    expect(events.map((row) => row.kind).sort()).toEqual(['deal.moved', 'deal.won'])
    expect(events.every((row) => row.actor === a.users.boss)).toBe(true)
  })

  test('back and lost need a reason; reopening does too and clears the end', async () => {
    const id = await newDeal(['reach', -20], ['quote', -10])
    const move = (key: string, reason?: string) =>
      writing((ctx) => moveDeal(ctx, id, { stageId: stage(key), reason, competitor: '对手' }))
    await expect(move('need')).rejects.toThrow('reason_required')
    await move('need', '需求变了')
    await expect(move('lost')).rejects.toThrow('reason_required')
    await move('lost', '价格')
    const { rows: lost } = await admin.query(
      'select outcome, lost_reason, competitor, closed_on from deal where id = $1',
      [id],
    )
    expect(lost).toEqual([{ outcome: 'lost', lost_reason: '价格', competitor: '对手', closed_on: TODAY }])
    await expect(move('sign')).rejects.toThrow('reason_required')
    await move('sign', '客户回头了')
    const { rows: open } = await admin.query(
      'select outcome, lost_reason, competitor, closed_on from deal where id = $1',
      [id],
    )
    expect(open).toEqual([{ outcome: 'open', lost_reason: null, competitor: null, closed_on: null }])
  })

  test('not to where it is, not into the future, not before its last move, not into another company’s stage', async () => {
    const id = await newDeal(['reach', -20], ['need', -10])
    const move = (stageId: string, offset = 0) =>
      writing((ctx) => moveDeal(ctx, id, { stageId, occurredOn: day(offset) }))
    await expect(move(stage('need'))).rejects.toThrow('stage_unchanged')
    await expect(move(stage('quote'), 1)).rejects.toThrow('date_in_future')
    await expect(move(stage('quote'), -11)).rejects.toThrow('date_before_last')
    await expect(move(b.stages.get('quote')!)).rejects.toThrow('stage_unknown')
    expect(await stepsOf(id)).toHaveLength(2)
  })

  test('two who saw the same version: the second is told', async () => {
    const id = await newDeal(['reach', -20])
    const move = (key: string) =>
      write(db, { orgId: a.orgId, actor, now: NOW }, (ctx) =>
        moveDeal({ ...ctx, ifMatch: 1 }, id, { stageId: stage(key) }),
      )
    await move('need')
    await expect(move('quote')).rejects.toThrow('stale_version')
  })

  test('two moves on one day keep their order', async () => {
    const id = await newDeal(['reach', -20])
    for (const key of ['need', 'quote', 'sign'])
      await writing((ctx) => moveDeal(ctx, id, { stageId: stage(key) }))
    expect(await placeOf(id, 0)).toBe('sign')
  })

  test('an undated deal enters the figures with its first move', async () => {
    const input = { ...newInput(), undatedStage: 'need' }
    const [saved] = await writing((ctx) => saveDeals(ctx, [input]))
    expect(await placeOf(saved!.id, 0)).toBeNull()
    await writing((ctx) => moveDeal(ctx, saved!.id, { stageId: stage('quote') }))
    expect(await placeOf(saved!.id, 0)).toBe('quote')
    const { rows } = await admin.query('select outcome, created_on from deal where id = $1', [saved!.id])
    expect(rows).toEqual([{ outcome: 'open', created_on: TODAY }])
  })
})

describe('the funnel of a past day', () => {
  test('places a deal where it stood then, by business date and as known', async () => {
    const id = await newDeal(['reach', -40], ['need', -20])
    await writing((ctx) => moveDeal(ctx, id, { stageId: stage('quote'), occurredOn: day(-5) }), NOW + DAY_MS)
    expect(await placeOf(id, -41)).toBeNull()
    expect(await placeOf(id, -40)).toBe('reach')
    expect(await placeOf(id, -20)).toBe('need')
    expect(await placeOf(id, -6)).toBe('need')
    expect(await placeOf(id, -5)).toBe('quote')
    const later = NOW + 3 * DAY_MS
    expect(await placeOf(id, -1, 'known', later)).toBeNull()
    expect(await placeOf(id, 0, 'known', later)).toBe('need')
    expect(await placeOf(id, 1, 'known', later)).toBe('quote')
  })

  test('is unmoved by what happens later', async () => {
    const id = await newDeal(['reach', -40])
    const then = () =>
      read(db, { orgId: a.orgId, now: NOW }, (ctx) => readFunnel(ctx, { asOf: day(-3), reading: 'business' }))
    const before = await then()
    await writing((ctx) => moveDeal(ctx, id, { stageId: stage('won'), occurredOn: day(-2) }))
    await newDeal(['reach', -1])
    expect(await then()).toEqual(before)
  })

  test('agrees with board and list today, also after an amount was edited', async () => {
    const id = await newDeal(['reach', -40])
    const form = { title: '改价', customerId: a.records.own.customerId, currency: 'CNY', amountFen: 777n }
    await writing((ctx) => updateDeal(ctx, id, form))
    await read(db, { orgId: a.orgId, now: NOW }, async (ctx) => {
      const funnel = await readFunnel(ctx, { asOf: TODAY, reading: 'business' })
      const board = await readBoard(ctx, {})
      const list = await listDeals(ctx, { page: 1, size: 200, sort: 'updated', outcome: 'open' })
      expect(board.stages.map(({ key, count, amountFen }) => [key, count, amountFen])).toEqual(
        funnel.stages.map((row) => [row.stage, row.count, row.amountFen]),
      )
      expect(list.total).toBe(funnel.open.count)
      expect(list.items.reduce((sum, row) => sum + (row.amountFen ?? 0n), 0n)).toBe(funnel.open.amountFen)
    })
    expect(await stepsOf(id)).toEqual([
      ['reach', day(-40), true],
      ['reach', day(-40), false],
    ])
  })

  test('the board carries the largest cards of a stage and counts the rest where they lie', async () => {
    const many = Array.from({ length: 55 }, (_, index) => ({
      ...newInput(),
      amountFen: BigInt(1_000 + index),
      history: [{ stage: 'sign', occurredOn: day(index < 5 ? -90 : -1), amountFen: BigInt(1_000 + index) }],
    }))
    const before = await signing()
    await writing((ctx) => saveDeals(ctx, many))
    const after = await signing()
    expect(after).toMatchObject({
      count: before.count + 55,
      amountFen: before.amountFen + many.reduce((sum, _, index) => sum + BigInt(1_000 + index), 0n),
      stuckCount: before.stuckCount + 5,
    })
    expect(after.cards).toHaveLength(50)
    expect(after.cards[0]!.amountFen).toBeGreaterThanOrEqual(1_054n)
    // Thirty days ago only the old ones were there; each had been in the stage for sixty days.
    expect(await signing({ asOf: day(-30) })).toMatchObject({ count: 5, stuckCount: 5 })
    expect((await signing({ responsibleId: a.users.auditor })).count).toBe(0)
  })

  test('counts wins in the month they were won, and the undated apart', async () => {
    const funnel = () =>
      read(db, { orgId: a.orgId, now: NOW }, (ctx) => readFunnel(ctx, { asOf: TODAY, reading: 'business' }))
    const before = await funnel()
    await newDeal(['reach', -80], ['won', -45])
    await writing((ctx) => saveDeals(ctx, [newInput()]))
    const after = await funnel()
    expect(after.undated).toBe(before.undated + 1)
    expect(after.won.count).toBe(before.won.count + 1)
    const month = day(-45).slice(0, 7)
    const wonIn = (figures: typeof after) => figures.byMonth.find((row) => row.month === month)?.won ?? 0
    expect(wonIn(after)).toBe(wonIn(before) + 1)
  })
})

describe('saving deals with their history', () => {
  test('the same again changes nothing, not even twice in one chunk', async () => {
    const input = newInput(['reach', -30], ['need', -20])
    const [first, twin] = await writing((ctx) => saveDeals(ctx, [input, input]))
    expect([first?.outcome, twin?.outcome]).toEqual(['new', 'same'])
    expect(twin?.id).toBe(first?.id)
    expect(await writing((ctx) => saveDeals(ctx, [input]))).toEqual([{ id: first!.id, outcome: 'same' }])
    expect(await stepsOf(first!.id)).toHaveLength(2)
  })

  test('a longer history adds its new steps and leaves the old ones alone', async () => {
    const input = newInput(['reach', -30])
    const [saved] = await writing((ctx) => saveDeals(ctx, [input]))
    const longer = { ...input, history: history(['reach', -30], ['need', -20], ['lost', -3]) }
    expect(await writing((ctx) => saveDeals(ctx, [longer]))).toMatchObject([{ outcome: 'changed' }])
    expect((await stepsOf(saved!.id)).filter(([, , voided]) => voided)).toEqual([])
    expect(await placeOf(saved!.id, 0)).toBe('lost')
  })

  test('a differing history is corrected from the difference on; as known, the old one was true till then', async () => {
    const source = { batchId: a.orgId, historyDelayDays: 0, historyUntil: TODAY }
    const input = newInput(['reach', -30], ['need', -20], ['won', -10])
    const [saved] = await writing((ctx) => saveDeals(ctx, [input]), NOW, source)
    const other = { ...input, history: history(['reach', -30], ['quote', -15]) }
    const then = NOW + 20 * DAY_MS
    await writing((ctx) => saveDeals(ctx, [other]), then, source)
    expect(await placeOf(saved!.id, 0)).toBe('quote')
    expect(await placeOf(saved!.id, -18)).toBe('reach')
    const known = (offset: number) => placeOf(saved!.id, offset, 'known', then + DAY_MS)
    expect([await known(-18), await known(0), await known(19), await known(20)]).toEqual([
      'need',
      'won',
      'won',
      'quote',
    ])
  })

  test('a file from before leaves alone what people moved since', async () => {
    const source = { batchId: a.orgId, historyDelayDays: null, historyUntil: null }
    const input = newInput(['reach', -30], ['need', -20])
    const [saved] = await writing((ctx) => saveDeals(ctx, [input]), NOW, source)
    await writing((ctx) => moveDeal(ctx, saved!.id, { stageId: stage('quote') }))
    expect(await writing((ctx) => saveDeals(ctx, [input]), NOW, source)).toMatchObject([{ outcome: 'same' }])
    expect(await placeOf(saved!.id, 0)).toBe('quote')
  })

  test('a stage that does not exist is refused and nothing is written', async () => {
    const input = newInput(['reach', -30], ['nowhere', -20])
    await expect(writing((ctx) => saveDeals(ctx, [input]))).rejects.toThrow('stage_unknown')
    const { rows } = await admin.query('select id from deal where external_code = $1', [input.externalCode])
    expect(rows).toEqual([])
  })

  test('the open deals of a customer are counted on both sides when a deal changes hands', async () => {
    const [one, two] = await writing((ctx) => saveCustomers(ctx, [{ name: '从这里' }, { name: '到那里' }]))
    const { id } = await writing((ctx) =>
      createDeal(ctx, { title: '换', customerId: one!.id, currency: 'CNY' }),
    )
    await writing((ctx) => updateDeal(ctx, id, { title: '换', customerId: two!.id, currency: 'CNY' }))
    const { rows } = await admin.query(
      'select customer_id, open_deals from customer_state where customer_id = any($1)',
      [[one!.id, two!.id]],
    )
    expect(new Map(rows.map((row) => [row.customer_id, row.open_deals]))).toEqual(
      new Map([
        [one!.id, 0],
        [two!.id, 1],
      ]),
    )
    const input = { ...newInput(['reach', -5]), customerId: one!.id }
    await writing((ctx) => saveDeals(ctx, [input]))
    await writing((ctx) => saveDeals(ctx, [{ ...input, customerId: two!.id }]))
    expect(await writing((ctx) => rebuildStates(ctx))).toBe(0)
  })
})

test('looking back at a deal shows its stage of that day and offers no action', async () => {
  const id = await newDeal(['reach', -40], ['need', -20], ['lost', -2])
  const seen = await read(db, { orgId: a.orgId, actor, now: NOW }, (ctx) => getDeal(ctx, id, day(-10)))
  expect(seen).toMatchObject({ outcome: 'open', stage: { key: 'need' }, stageDays: 10, lostReason: null })
  expect(seen.can).toEqual({
    edit: 'as_of_read_only',
    move: 'as_of_read_only',
    recordActivity: 'as_of_read_only',
  })
  expect(seen.history).toHaveLength(2)
})
