import readXlsxFile from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day } from '../core/calendar.ts'
import { DEFAULT_POLICY } from '../core/credit/policy.ts'
import { readQuoted } from '../core/exchange/rate.ts'
import type { ImportRecord } from '../core/import/records.ts'
import { readingAt } from '../core/watch/fold.ts'
import { metricDef } from '../core/watch/metrics.ts'
import { askContractApproval } from './modules/contracts/ask-contract-approval.ts'
import { evidenceSheets } from './modules/contracts/evidence-sheets.ts'
import { frameUse } from './modules/contracts/frame-metrics.ts'
import { createContract, recordContractStep } from './modules/contracts/index.ts'
import { getContract } from './modules/contracts/read.ts'
import { writeContractVersion } from './modules/contracts/write-contract-version.ts'
import { savePolicy } from './modules/credit/policy.ts'
import { inspect } from './modules/data-quality/load-facts.ts'
import { drawDeals } from './modules/deals/export-deals.ts'
import { moveDeal } from './modules/deals/move-deal.ts'
import { createDeal, updateDeal } from './modules/deals/save-deal.ts'
import { loadCalendar } from './modules/identity/index.ts'
import { compareRows } from './modules/imports/compare.ts'
import { saveChunk } from './modules/imports/save-chunk.ts'
import { yuanOfForeign } from './modules/imports/save-deal-records.ts'
import { otherCurrencies } from './modules/orders/agreed-currency.ts'
import { correctOrder } from './modules/orders/correct-order.ts'
import { getOrder } from './modules/orders/read.ts'
import { createOrder } from './modules/orders/record-order-step.ts'
import { getQuote } from './modules/quotes/read.ts'
import { recordStep, undoStep } from './modules/quotes/record-step.ts'
import { requestQuote } from './modules/quotes/request-quote.ts'
import { recordRates } from './modules/rates/index.ts'
import { newId } from './platform/clock.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from './platform/context.ts'
import { toDelta } from './platform/metric-loader.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const { customerId } = a.records.own
const { rows: named } = await admin.query('select name from customer where id = $1', [customerId])

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, actor = boss): Promise<T> {
  return write(db, { orgId: a.orgId, actor, now: NOW }, fn)
}
const rate = (currency: string, day: Day, quoted: string, isConfirmed = false) =>
  writing((ctx) =>
    recordRates(ctx, [{ currency, day, micro: readQuoted(quoted)!, per: 1, source: '' }], { isConfirmed }),
  )
const one = async (sql: string, ...values: unknown[]) => (await admin.query(sql, values)).rows[0]
const count = async () =>
  one(`select (select count(*) from quote)::int as quotes, (select count(*) from contract)::int as contracts,
    (select count(*) from sales_order)::int as orders, (select count(*) from deal)::int as deals,
    (select count(*) from event)::int as events`)

await writing((ctx) =>
  savePolicy(ctx, { ...DEFAULT_POLICY, check: { ...DEFAULT_POLICY.check, order: 'off' } }),
)
await rate('USD', TODAY, '7.1234')

const usdOrder = (number: string, amountFen: bigint, over: object = {}) =>
  writing((ctx) =>
    createOrder(ctx, {
      number,
      customerId,
      title: '',
      currency: 'USD',
      amountFen,
      orderedOn: TODAY,
      ...over,
    }),
  )
const usdContract = (number: string, amountFen: bigint, parts: bigint[]) =>
  writing(
    (ctx) =>
      createContract(ctx, {
        ...{ number, title: '出口', customerId, currency: 'USD', amountFen, endsOn: addDays(TODAY, 100) },
        ...{ termDays: 30, penaltyBp: 5 },
        nodes: parts.map((part, index) => ({ label: '', dueOn: addDays(TODAY, index + 1), amountFen: part })),
        clauses: { subject: '轴套', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告后 7 日' },
      }),
    rep,
  )

const order = (over: object): ImportRecord => ({
  ...{ kind: 'order' as const, customer: { name: named[0].name }, externalCode: 'FX-F', title: '' },
  ...{ amountFen: 1_000_000n, orderedOn: TODAY, currency: 'USD' },
  ...over,
})
async function imported(record: ImportRecord, target: 'orders' | 'deals' = 'orders') {
  const rows = [{ row: { number: 2, cells: [] }, records: [record] }]
  const who = { orgId: a.orgId, actor: { ...boss, roles: ['boss' as const] }, now: NOW }
  const [told] = await read(db, who, (ctx) => compareRows(ctx, rows))
  const source = { batchId: newId(NOW), historyDelayDays: null, historyUntil: null }
  const [done] = await write(db, { ...who, source }, (ctx) =>
    saveChunk(ctx, target, rows, { skipExisting: false }),
  )
  return [told, typeof done === 'string' ? done : done!.problem.code]
}

describe('a document in dollars counts in yuan at the rate of its day', () => {
  test('an order keeps what it says; a rate recorded later moves neither it nor its correction', async () => {
    const { id } = await usdOrder('FX-1', 1_000_000n)
    const shown = () => read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) => getOrder(ctx, id))
    const before = await shown()
    expect(before).toMatchObject({
      amountFen: 7_123_400n,
      currency: 'USD',
      original: { minor: 1_000_000n, rate: { day: TODAY, micro: 7_123_400n, per: 1 } },
    })
    const steps = () => one('select sum(amount_fen)::bigint as fen from order_step where order_id = $1', id)
    const known = await steps()
    await rate('USD', TODAY, '7.5000')
    expect(await shown()).toEqual(before)
    expect(await steps()).toEqual(known)
    await writing((ctx) => correctOrder(ctx, id, { amountFen: 2_000_000n, reason: '加订' }))
    expect(await shown()).toMatchObject({ amountFen: 14_246_800n, original: { minor: 2_000_000n } })
    const { id: later } = await usdOrder('FX-2', 1_000_000n)
    expect((await one('select amount_fen from sales_order where id = $1', later)).amount_fen).toBe(7_500_000n)
    await rate('USD', TODAY, '7.1234')
  })

  test('the payment nodes of a contract are owed in yuan and sum to the whole', async () => {
    const { id } = await usdContract('FX-K1', 1_000_001n, [333_333n, 333_334n, 333_334n])
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'))
    const { rows } = await admin.query(
      `select i.amount_fen from instalment i join invoice v on v.id = i.invoice_id
       where v.contract_id = $1 and i.voided_at is null order by i.seq`,
      [id],
    )
    const contract = await one('select amount_fen, original_minor from contract where id = $1', id)
    expect(contract).toEqual({ amount_fen: 7_123_407n, original_minor: 1_000_001n })
    expect(rows.map((row) => row.amount_fen)).toEqual([2_374_464n, 2_374_472n, 2_374_471n])
    expect(rows.reduce((sum, row) => sum + row.amount_fen, 0n)).toBe(contract.amount_fen)
  })

  test('a quote and a deal', async () => {
    const quote = await writing((ctx) =>
      requestQuote(ctx, { title: '导轨', customerId, currency: 'USD', expectedFen: 100n }),
    )
    const sent = { kind: 'sent' as const, amountFen: 1_000_000n, validUntil: addDays(TODAY, 20) }
    await writing((ctx) => recordStep(ctx, quote.id, sent))
    const shown = await read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) => getQuote(ctx, quote.id))
    expect(shown).toMatchObject({ amountFen: 7_123_400n, original: { minor: 1_000_000n } })
    expect(shown.steps.map(({ amountFen }) => amountFen)).toEqual([100n, 1_000_000n])
    const form = { title: '出口', customerId, currency: 'USD', amountFen: 500_000n }
    const deal = await writing((ctx) => createDeal(ctx, form))
    const row = () => one('select amount_fen, original_minor from deal where id = $1', deal.id)
    expect(await row()).toEqual({ amount_fen: 3_561_700n, original_minor: 500_000n })
    await writing((ctx) => updateDeal(ctx, deal.id, { ...form, currency: 'CNY' }))
    expect(await row()).toEqual({ amount_fen: 500_000n, original_minor: null })
  })
})

test('a frame is used up by what was ordered of it, not by the rate', async () => {
  const { id: contractId } = await usdContract('FX-K4', 1_000_000n, [1_000_000n])
  await writing((ctx) => recordContractStep(ctx, contractId, { kind: 'approved' }, 'contract.approve'))
  await rate('USD', TODAY, '6.0000')
  await usdOrder('FX-O9', 500_000n, { contractId })
  const used = await read(db, { orgId: a.orgId, actor: boss, now: NOW + DAY_MS }, async (ctx) => {
    const rows = await frameUse.load(ctx, { ids: [contractId], since: null })
    const deltas = rows.filter(({ metric }) => metric === 'contract_used_bp').map(toDelta)
    return readingAt({ def: metricDef('contract', 'contract_used_bp')!, deltas }, NOW + DAY_MS)
  })
  expect(used.value).toBe(5_000)
  await rate('USD', TODAY, '7.1234')
})

describe('an approval is of the dollars', () => {
  test('it stands when the rate moves, and does not pass for another amount', async () => {
    const { id } = await usdContract('FX-K2', 1_000_000n, [1_000_000n])
    await writing((ctx) => askContractApproval(ctx, id, '新客户'))
    const shown = () => read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) => getContract(ctx, id))
    const hashes = () =>
      one(
        `select c.content_hash as asked, (select v.content_hash from contract_version v where v.contract_id = c.subject_id
         order by v.number desc limit 1) as said from approval_case c where c.subject_id = $1`,
        id,
      )
    const before = await hashes()
    expect(before.asked).toBe(before.said)
    await rate('USD', TODAY, '6.9000')
    expect((await shown()).approval).toMatchObject({ state: 'running' })
    expect(await hashes()).toEqual(before)
    const { content } = await shown()
    const more = {
      ...content,
      amountFen: 2_000_000n,
      nodes: [{ ...content.nodes[0]!, amountFen: 2_000_000n }],
      reason: '加量',
    }
    await writing((ctx) => writeContractVersion(ctx, id, more))
    const after = await hashes()
    expect(after.asked).not.toBe(after.said)
    expect(await shown()).toMatchObject({ amountFen: 14_246_800n, original: { minor: 2_000_000n } })
    await rate('USD', TODAY, '7.1234')
  })
})

describe('without a rate nothing is written', () => {
  const euro = { currency: 'EUR', amountFen: 100n }
  test.each([
    ['an order', () => usdOrder('FX-E', 100n, euro)],
    ['a quote', () => writing((ctx) => requestQuote(ctx, { title: 'x', customerId, currency: 'EUR' }))],
    ['a deal', () => writing((ctx) => createDeal(ctx, { title: 'x', customerId, ...euro }))],
    [
      'a contract',
      () => writing((ctx) => createContract(ctx, { number: 'FX-E', title: '', customerId, ...euro })),
    ],
  ])('%s is refused', async (_, attempt) => {
    const before = await count()
    await expect(attempt()).rejects.toMatchObject({ code: 'rate_missing', detail: { currency: 'EUR' } })
    expect(await count()).toEqual(before)
  })

  test('the database refuses an amount that is not the original at its rate', async () => {
    const { id } = await usdOrder('FX-3', 100n)
    await expect(admin.query(`update sales_order set amount_fen = 100 where id = '${id}'`)).rejects.toThrow(
      'sales_order_booked',
    )
    await expect(
      admin.query(`update sales_order set original_minor = null where id = '${id}'`),
    ).rejects.toThrow('sales_order_original')
  })
})

describe('an order is in the currency of what was agreed', () => {
  test('of its contract, from the start and when it is corrected', async () => {
    const { id: contractId } = await usdContract('FX-K3', 1_000_000n, [1_000_000n])
    await writing((ctx) => recordContractStep(ctx, contractId, { kind: 'approved' }, 'contract.approve'))
    const before = await count()
    await expect(usdOrder('FX-O1', 9_000_000n, { contractId, currency: 'CNY' })).rejects.toMatchObject({
      ...{ code: 'agreed_in_other_currency', status: 409, detail: { currency: 'CNY', agreed: 'USD' } },
    })
    expect(await count()).toEqual(before)
    const { id } = await usdOrder('FX-O1', 1_000_000n, { contractId })
    await admin.query('alter table sales_order disable trigger user')
    await admin.query(
      `update sales_order set currency = 'CNY', original_minor = null, rate_micro = null, rate_per = null, rate_day = null
       where id = $1`,
      [id],
    )
    await admin.query('alter table sales_order enable trigger user')
    await expect(
      writing((ctx) => correctOrder(ctx, id, { amountFen: 9_000_000n, reason: '加订' })),
    ).rejects.toMatchObject({ code: 'agreed_in_other_currency' })
  })

  test('of the quote that went out for its deal, by hand and by file', async () => {
    const form = { title: '出口轴套', customerId, currency: 'USD', amountFen: 100n }
    const deal = await writing((ctx) => createDeal(ctx, form))
    await admin.query(`update deal set external_code = 'FX-Q' where id = $1`, [deal.id])
    const asked = { title: '轴套', customerId, dealId: deal.id, currency: 'USD' }
    const quote = await writing((ctx) => requestQuote(ctx, asked))
    expect(await writing((ctx) => otherCurrencies(ctx, [{ dealId: deal.id, currency: 'CNY' }]))).toEqual([
      null,
    ])
    const sent = { kind: 'sent' as const, amountFen: 1_000_000n, validUntil: addDays(TODAY, 20) }
    await writing((ctx) => recordStep(ctx, quote.id, sent))
    const inYuan = { dealId: deal.id, currency: 'CNY' }
    await expect(usdOrder('FX-O2', 9_000_000n, inYuan)).rejects.toMatchObject({
      code: 'agreed_in_other_currency',
    })
    const told = order({ externalCode: 'FX-O3', currency: 'CNY', dealCode: 'FX-Q' })
    expect((await imported(told))[1]).toBe('agreed_in_other_currency')
    await usdOrder('FX-O2', 1_000_000n, { dealId: deal.id })
  })
})

describe('a file', () => {
  test('brings it once; again it changes nothing, not even after the rate moved', async () => {
    expect(await imported(order({}))).toEqual(['new', 'new'])
    const stored = () =>
      one(`select amount_fen, original_minor, version from sales_order where number = 'FX-F'`)
    const before = await stored()
    expect(before).toMatchObject({ amount_fen: 7_123_400n, original_minor: 1_000_000n })
    await rate('USD', TODAY, '7.0000')
    expect(await imported(order({}))).toEqual(['same', 'same'])
    expect(await stored()).toEqual(before)
    await rate('USD', TODAY, '7.1234')
  })

  test('a ledger in yuan does not become dollars of a deal that is booked in them since', async () => {
    const deal: ImportRecord = {
      ...{ kind: 'deal', customer: { name: named[0].name }, externalCode: 'FX-D', title: '出口导轨' },
      ...{ stage: 'need', amountFen: 7_000_000n, history: [{ stage: 'need', occurredOn: TODAY }] },
    }
    const rows = [{ row: { number: 2, cells: [] }, records: [deal] }]
    const who = { orgId: a.orgId, actor: { ...boss, roles: ['boss' as const] }, now: NOW }
    const source = { batchId: newId(NOW), historyDelayDays: null, historyUntil: null }
    const save = () =>
      write(db, { ...who, source }, (ctx) => saveChunk(ctx, 'deals', rows, { skipExisting: false }))
    const told = () => read(db, who, (ctx) => yuanOfForeign(ctx, rows))
    expect([await save(), (await told()).size]).toEqual([['new'], 0])
    const { id } = await one(`select id from deal where external_code = 'FX-D'`)
    const form = { title: '出口导轨', customerId, currency: 'USD', amountFen: 1_000_000n }
    await writing((ctx) => updateDeal(ctx, id, form))
    expect([...(await told()).values()]).toEqual(['出口导轨'])
    expect(await save()).toMatchObject([{ problem: { row: 2, code: 'currency_fixed' } }])
    expect(await one('select amount_fen, original_minor from deal where id = $1', id)).toEqual({
      amount_fen: 7_123_400n,
      original_minor: 1_000_000n,
    })
  })

  test('says what a document was booked at, which is held against the table', async () => {
    const told = order({ externalCode: 'FX-H', currency: 'EUR', bookedAt: 7_800_000n })
    expect(await imported(told)).toEqual(['new', 'new'])
    expect(
      await one(`select amount_fen as fen, rate_micro as micro, rate_per as per, rate_day as day
      from sales_order where number = 'FX-H'`),
    ).toEqual({ fen: 7_800_000n, micro: 7_800_000n, per: 1, day: TODAY })
    expect(await imported({ ...told, bookedAt: 7_900_000n } as ImportRecord)).toEqual(['same', 'same'])
    const slip = order({ externalCode: 'FX-H2', bookedAt: 712_340_000n })
    expect((await imported(slip))[1]).toBe('rate_jump')
  })

  test('brings a deal in its currency, once', async () => {
    const deal: ImportRecord = {
      ...{ kind: 'deal', customer: { name: named[0].name }, externalCode: 'FX-D2', title: '出口丝杠' },
      ...{ stage: 'need', currency: 'USD', history: [{ stage: 'need', occurredOn: TODAY }] },
      amountFen: 1_000_000n,
    }
    expect(await imported(deal, 'deals')).toEqual(['new', 'new'])
    expect(await one(`select amount_fen, original_minor from deal where external_code = 'FX-D2'`)).toEqual({
      amount_fen: 7_123_400n,
      original_minor: 1_000_000n,
    })
    expect(await imported(deal, 'deals')).toEqual(['same', 'same'])
    const other = { ...deal, externalCode: 'FX-D3', currency: 'EUR' }
    expect((await imported(other, 'deals'))[1]).toBe('rate_missing')
    expect((await imported({ ...deal, currency: 'EUR' }, 'deals'))[1]).toBe('currency_fixed')
  })

  test('is refused by its row where there is no rate, and where the document is in another currency', async () => {
    expect((await imported(order({ externalCode: 'FX-G', currency: 'EUR' })))[1]).toBe('rate_missing')
    expect((await imported(order({ currency: 'CNY' })))[1]).toBe('currency_fixed')
  })
})

describe('a document from before rates were kept', () => {
  /** As 0085 left it: the original amount at 1:1. */
  async function unbooked(table: string, id: string, currency = 'USD') {
    await admin.query(`alter table ${table} disable trigger user`)
    await admin.query(
      `update ${table} set rate_micro = null, rate_per = null, rate_day = null, amount_fen = original_minor, currency = $2
       where id = $1`,
      [id, currency],
    )
    await admin.query(`alter table ${table} enable trigger user`)
    const steps = { quote: 'quote_step', contract: 'contract_step', sales_order: 'order_step' }[table]
    const own = table === 'sales_order' ? 'order_id' : `${table}_id`
    if (steps) {
      await admin.query(
        `update ${steps} set amount_fen = original_minor where ${own} = $1 and original_minor is not null`,
        [id],
      )
    }
  }
  const columns = (table: string, id: string) =>
    one(
      `select amount_fen as fen, original_minor as original, rate_micro as micro from ${table} where id = $1`,
      id,
    )
  const booked = { fen: 14_246_800n, original: 2_000_000n, micro: 7_123_400n }
  const missing = { code: 'rate_missing', detail: { currency: 'EUR', day: TODAY } }

  test('a quote is booked when it is sent again, and taking that back leaves it booked', async () => {
    const asked = { title: '旧报价', customerId, currency: 'USD' }
    const { id } = await writing((ctx) => requestQuote(ctx, asked))
    const send = (amountFen: bigint) =>
      writing((ctx) => recordStep(ctx, id, { kind: 'sent', amountFen, validUntil: addDays(TODAY, 9) }))
    await send(1_000_000n)
    await unbooked('quote', id, 'EUR')
    await expect(send(2_000_000n)).rejects.toMatchObject(missing)
    await unbooked('quote', id)
    await send(2_000_000n)
    expect(await columns('quote', id)).toEqual(booked)
    const last = await one(
      `select id, amount_fen from quote_step where quote_id = $1 and original_minor = 2000000`,
      id,
    )
    expect(last.amount_fen).toBe(booked.fen)
    await writing((ctx) => undoStep(ctx, id, last.id))
    expect(await columns('quote', id)).toEqual({ ...booked, fen: 7_123_400n, original: 1_000_000n })
  })

  test('an order when it is corrected', async () => {
    const { id } = await usdOrder('FX-L1', 1_000_000n)
    const correct = () => writing((ctx) => correctOrder(ctx, id, { amountFen: 2_000_000n, reason: '加订' }))
    await unbooked('sales_order', id, 'EUR')
    await expect(correct()).rejects.toMatchObject(missing)
    await unbooked('sales_order', id)
    await correct()
    expect(await columns('sales_order', id)).toEqual(booked)
  })

  test('an order when a file says another amount', async () => {
    expect(await imported(order({ externalCode: 'FX-L2' }))).toEqual(['new', 'new'])
    const { id } = await one(`select id from sales_order where number = 'FX-L2'`)
    await unbooked('sales_order', id)
    expect(await imported(order({ externalCode: 'FX-L2', amountFen: 2_000_000n }))).toEqual([
      'changed',
      'changed',
    ])
    expect(await columns('sales_order', id)).toEqual(booked)
  })

  test('no rate is asked for what a file says again unchanged', async () => {
    expect(await imported(order({ externalCode: 'FX-L4' }))).toEqual(['new', 'new'])
    const { id } = await one(`select id from sales_order where number = 'FX-L4'`)
    await unbooked('sales_order', id, 'EUR')
    const again = order({ externalCode: 'FX-L4', currency: 'EUR' })
    expect(await imported(again)).toEqual(['same', 'same'])
    expect(await columns('sales_order', id)).toEqual({ fen: 1_000_000n, original: 1_000_000n, micro: null })
    expect((await imported({ ...again, amountFen: 2_000_000n } as ImportRecord))[1]).toBe('rate_missing')
  })

  test('is found by the check of the data, and no more once it is booked', async () => {
    const { id } = await usdOrder('FX-L5', 1_000_000n)
    const form = { title: '老商机', customerId, currency: 'USD', amountFen: 1_000_000n }
    const deal = await writing((ctx) => createDeal(ctx, form))
    const found = async () => {
      const calendar = await read(db, { orgId: a.orgId, now: NOW }, loadCalendar)
      const all = await read(db, { orgId: a.orgId, now: NOW }, (ctx) => inspect(ctx, calendar))
      return all
        .filter(({ check }) => check === 'deal_unbooked' || check === 'documents_unbooked')
        .map(({ recordId, value }) => [recordId, value])
    }
    const before = await found()
    await unbooked('sales_order', id)
    await unbooked('deal', deal.id)
    const numbers = [
      'FX-L5',
      ...before.flatMap(([of, value]) => (of === customerId ? value!.split(', ') : [])),
    ]
    expect(await found()).toEqual(
      expect.arrayContaining([
        [customerId, numbers.sort().join(', ')],
        [deal.id, 'USD 10000.00'],
      ]),
    )
    await writing((ctx) => correctOrder(ctx, id, { amountFen: 2_000_000n, reason: '加订' }))
    await writing((ctx) => updateDeal(ctx, deal.id, { ...form, amountFen: 2_000_000n }))
    expect(await found()).toEqual(before)
  })

  test('a contract when a version is written, and when it comes into force', async () => {
    const { id } = await usdContract('FX-L3', 2_000_000n, [2_000_000n])
    const { content } = await read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) =>
      getContract(ctx, id),
    )
    const change = (title: string) =>
      writing((ctx) => writeContractVersion(ctx, id, { ...content, title, reason: '改名' }), rep)
    await unbooked('contract', id, 'EUR')
    await expect(
      writing((ctx) =>
        writeContractVersion(ctx, id, { ...content, currency: 'EUR', title: '二', reason: '' }),
      ),
    ).rejects.toMatchObject(missing)
    await unbooked('contract', id)
    await change('出口二')
    expect(await columns('contract', id)).toEqual(booked)
    await unbooked('contract', id)
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'))
    expect(await columns('contract', id)).toEqual(booked)
    const owed = await one(`select sum(amount_fen)::bigint as fen from invoice where contract_id = $1`, id)
    expect(owed.fen).toBe(booked.fen)
    const step = `select amount_fen as fen from contract_step where contract_id = $1 and kind = 'amended' order by recorded_at desc`
    expect((await one(step, id)).fen).toBe(booked.fen)
  })

  test('a deal when its amount changes, not when its title does; its quote at the rate of the day', async () => {
    const form = { title: '旧商机', customerId, currency: 'USD', amountFen: 1_000_000n }
    const { id } = await writing((ctx) => createDeal(ctx, form))
    await unbooked('deal', id, 'EUR')
    await writing((ctx) => updateDeal(ctx, id, { ...form, currency: 'EUR', title: '改名' }))
    expect(await columns('deal', id)).toEqual({ fen: 1_000_000n, original: 1_000_000n, micro: null })
    const asking = await one(`select id from stage where org_id = $1 and asks_quote limit 1`, a.orgId)
    const move = () => writing((ctx) => moveDeal(ctx, id, { stageId: asking.id }))
    await expect(move()).rejects.toMatchObject(missing)
    await unbooked('deal', id)
    await move()
    const quote = await one(`select id from quote where deal_id = $1`, id)
    expect(await columns('quote', quote.id)).toEqual({ ...booked, fen: 7_123_400n, original: 1_000_000n })
    await writing((ctx) => updateDeal(ctx, id, { ...form, amountFen: 2_000_000n }))
    expect(await columns('deal', id)).toEqual(booked)
  })
})

describe('what leaves as a file', () => {
  test('says of every amount which money it is', async () => {
    const { id } = await usdContract('FX-K8', 1_000_000n, [1_000_000n])
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'))
    await usdOrder('FX-O8', 200_000n, { contractId: id })
    const sheets = await read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) =>
      evidenceSheets(ctx, { id, customerId, dealId: null }),
    )
    const named = new Map((await readXlsxFile(sheets)).map(({ sheet, data }) => [sheet, data]))
    const [course, orders, money] = ['合同经过', '订单与交货', '发票与回款'].map((name) => named.get(name))
    expect(course![0]!.slice(4, 6)).toEqual(['金额', '币种'])
    expect(course![1]!.slice(4, 6)).toEqual([10_000, 'USD'])
    expect(orders![1]!.slice(5, 7)).toEqual([2_000, 'USD'])
    expect([money![0]![3], money![1]![3]]).toEqual(['金额（人民币）', 71_234])
  })

  test('a deal counts in yuan, and its own amount stands beside it', async () => {
    const form = { title: '外币商机', customerId, currency: 'USD', amountFen: 1_000_000n }
    await writing((ctx) => createDeal(ctx, form))
    const { sheet } = await read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) =>
      drawDeals(ctx, { q: '外币商机', cols: 'title,amount' } as Parameters<typeof drawDeals>[1]),
    )
    expect(sheet.columns.map(({ title }) => title)).toEqual(['商机', '客户', '金额（人民币）', '原币金额'])
    expect(sheet.rows).toEqual([['外币商机', named[0].name, 7_123_400n, 'USD 10,000.00']])
  })
})
