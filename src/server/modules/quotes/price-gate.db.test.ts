import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, type Instant, startOfDay } from '../../../core/calendar.ts'
import type { PriceRow } from '../../../core/price/judge.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { actOnCase } from '../approvals/act.ts'
import { getCase } from '../approvals/read-case.ts'
import { publishPrices } from '../prices/index.ts'
import { readPrices } from '../prices/read.ts'
import { askQuoteApproval } from './ask-approval.ts'
import { getQuote } from './read.ts'
import { recordStep } from './record-step.ts'
import { requestQuote } from './request-quote.ts'
import { saveQuotes } from './save-quotes.ts'
import { uncheckedSendings } from './told-sendings.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const actorOf = (name: 'boss' | 'rep' | 'manager' | 'assistant', roles: Actor['roles']): Actor => ({
  ...SYSTEM,
  userId: a.users[name],
  roles,
  name,
})
const boss = actorOf('boss', ['boss'])
const rep = actorOf('rep', ['rep'])
const manager: Actor = { ...actorOf('manager', ['manager']), subtreeUserIds: [a.users.rep] }
const at = (days: number, hour: number) => startOfDay(addDays(TODAY, days)) + hour * 3_600_000

function writing<T>(
  fn: (ctx: WriteCtx) => Promise<T>,
  actor: Actor = rep,
  now: Instant = at(1, 10),
): Promise<T> {
  return write(db, { orgId: a.orgId, actor, now }, fn)
}
const reading = (id: string, actor: Actor = rep) =>
  read(db, { orgId: a.orgId, actor, now: at(1, 11) }, (ctx) => getQuote(ctx, id))
const RAIL: PriceRow = {
  code: 'P-1',
  name: '直线导轨',
  unit: '件',
  grade: null,
  fromMilli: 0n,
  floorFen: 90_00n,
  listFen: 100_00n,
  ceilingFen: 150_00n,
  costFen: 60_00n,
}
const publish = (rows = [RAIL], change = {}, now = NOW) =>
  writing(
    (ctx) => publishPrices(ctx, { currency: 'CNY', validFrom: TODAY, note: '', rows, ...change }),
    boss,
    now,
  )
const line = (yuan: number, change = {}) => ({
  product: '直线导轨',
  quantityMilli: 100_000n,
  unit: '件',
  unitPriceFen: BigInt(yuan) * 100n,
  ...change,
})
const request = () =>
  writing((ctx) =>
    requestQuote(ctx, { title: '导轨', currency: 'CNY', customerId: a.records.own.customerId }),
  ).then(({ id }) => id)
const send = (id: string, offer: object, actor = rep, now?: Instant) =>
  writing((ctx) => recordStep(ctx, id, { kind: 'sent', ...offer }), actor, now)
const ask = (id: string, offer: object) =>
  writing((ctx) => askQuoteApproval(ctx, id, { reason: '老客户，量大', ...offer }))
const act = (caseId: string, actor: Actor, kind: 'agree' | 'reject' = 'agree') =>
  writing(async (ctx) => {
    const { version } = await getCase(ctx, caseId)
    return actOnCase(
      ctx,
      { id: caseId, version },
      { act: { kind, opinion: '看过了', files: [] }, effects: {} },
    )
  }, actor)

const free = await request()
await send(free, { amountFen: 1n })
const first = await publish()

describe('C057: what is outside the price list does not go out by itself', () => {
  test('before there was a list nothing was held against it; inside it a quote goes out as ever', async () => {
    expect((await reading(free)).versions).toMatchObject([{ basis: 'uncontrolled', verdict: 'uncontrolled' }])
    const id = await request()
    await send(id, { lines: [line(90)], validUntil: addDays(TODAY, 30) })
    const quote = await reading(id)
    expect(quote).toMatchObject({ status: 'sent', amountFen: 9_000_00n, draft: null })
    expect(quote.versions).toMatchObject([{ number: 1, basis: 'free', priceList: 1, marginBp: null }])
    expect((await reading(id, boss)).versions[0]!.marginBp).toBe(3_333)
  })

  test('below the floor: refused and kept as an attempt, asked for, approved, sent as approved and not otherwise', async () => {
    const id = await request()
    const offer = { lines: [line(85)], validUntil: addDays(TODAY, 30) }
    await expect(send(id, offer)).rejects.toMatchObject({ code: 'price_needs_approval' })
    const { caseId } = await ask(id, offer)
    await expect(send(id, offer)).rejects.toMatchObject({ code: 'approval_running' })
    expect((await reading(id)).draft).toMatchObject({ number: 1, state: 'running', caseId })
    await act(caseId, manager)
    expect((await reading(id)).draft).toMatchObject({ state: 'approved' })
    await expect(send(id, { ...offer, lines: [line(84)] })).rejects.toMatchObject({
      code: 'approval_other_content',
    })
    await expect(send(id, { ...offer, validUntil: addDays(TODAY, 90) })).rejects.toMatchObject({
      code: 'approval_other_content',
    })
    await send(id, offer)
    const sent = await reading(id)
    expect(sent.versions).toMatchObject([{ number: 1, basis: 'approval', deviationBp: 556 }])
    expect(sent.steps.at(-1)).toMatchObject({ kind: 'sent', amountFen: 8_500_00n })
  })

  test('the approver sees the offer against the one that went out before, and no margin', async () => {
    const id = await request()
    await send(id, { lines: [line(95)] })
    const { caseId } = await ask(id, { lines: [line(80)] })
    const shown = await read(db, { orgId: a.orgId, actor: manager, now: at(1, 11) }, (ctx) =>
      getCase(ctx, caseId),
    )
    expect(shown.lines).toMatchObject([
      {
        key: 'line:直线导轨',
        change: 'changed',
        before: { zh: '100 件 × 95.00 = 9,500.00' },
        after: { zh: '100 件 × 80.00 = 8,000.00（低于底价）' },
      },
      { key: 'amount', change: 'changed' },
      { key: 'valid', change: 'same' },
    ])
    expect(shown).not.toHaveProperty('facts')
    const { versions } = await reading(id)
    expect(versions[0]!.diff.map(({ change }) => change)).toEqual(['changed', 'changed', 'same'])
  })

  test.each([
    ['another name', [line(50, { product: '直线导轨（特）' })]],
    ['another unit', [line(90, { unit: '箱' })]],
    ['an amount without lines', undefined],
    ['above the ceiling', [line(151)]],
  ])('%s is no way around it', async (_what, lines) => {
    const id = await request()
    const offer = lines ? { lines } : { amountFen: 500_00n }
    await expect(send(id, offer)).rejects.toMatchObject({ code: 'price_needs_approval' })
  })

  test('C056: a manager goes as far below the floor as the matrix says, in all for one customer, and no further', async () => {
    const ids = [await request(), await request(), await request()] as const
    const offer = (yuan: number, pieces: number) => ({
      lines: [line(yuan, { quantityMilli: BigInt(pieces) * 1_000n })],
    })
    await expect(send(ids[0], offer(80, 10), manager)).rejects.toMatchObject({ code: 'price_needs_approval' })
    await send(ids[0], offer(85, 1_300), manager)
    expect((await reading(ids[0])).versions[0]).toMatchObject({ basis: 'authority' })
    // 110,500 + 110,500 yuan are more than the 200,000 of a manager, in however many quotes.
    await expect(send(ids[1], offer(85, 1_300), manager)).rejects.toMatchObject({
      code: 'price_needs_approval',
    })
    // What he agreed to in cases for this customer, here above, counts as well.
    await send(ids[2], offer(85, 500), manager)
  })

  test('a new price list makes an approval given under the old one miss', async () => {
    const id = await request()
    const offer = { lines: [line(85)] }
    await act((await ask(id, offer)).caseId, manager)
    await publish([{ ...RAIL, floorFen: 95_00n }], {}, at(1, 10))
    await expect(send(id, offer, rep, at(1, 12))).rejects.toMatchObject({ code: 'approval_other_content' })
    await expect(send(await request(), { lines: [line(92)] }, rep, at(1, 12))).rejects.toMatchObject({
      code: 'price_needs_approval',
    })
  })
})

describe('C063: price lists as versions', () => {
  test('cost is for those who may know margins; a list that runs out with no other leaves nothing free', async () => {
    const at400 = at(400, 9)
    await publish([RAIL], { validFrom: addDays(TODAY, 400), validTo: addDays(TODAY, 401) }, at(2, 9))
    const seen = (actor: Actor, now: Instant) =>
      read(db, { orgId: a.orgId, actor, now }, (ctx) => readPrices(ctx, { currency: 'CNY' }))
    expect((await seen(rep, at400)).rows[0]).toMatchObject({ floorFen: 90_00n, costFen: null })
    expect(await seen(boss, at400)).toMatchObject({
      control: 'on',
      list: { number: 3 },
      rows: [{ costFen: 60_00n }],
    })
    const old = await read(db, { orgId: a.orgId, actor: rep, now: at400 }, (ctx) =>
      readPrices(ctx, { currency: 'CNY', listId: first.id }),
    )
    expect(old).toMatchObject({ list: { number: 1, state: 'over' }, rows: [{ floorFen: 90_00n }] })
    const problem = publish([{ ...RAIL, floorFen: 200_00n }])
    await expect(problem).rejects.toMatchObject({ code: 'price_order' })
  })
})

describe('files and statements', () => {
  test('an import tells of history; of news only whoever may decide that far', async () => {
    const told = (on: string, code: string) => ({
      externalCode: code,
      customerId: a.records.own.customerId,
      dealId: null,
      title: '导入',
      currency: 'CNY',
      responsibleId: a.users.rep,
      steps: [
        { kind: 'asked' as const, at: startOfDay(addDays(on, -1)) },
        { kind: 'sent' as const, at: startOfDay(on), amountFen: 700n },
      ],
    })
    const source = {
      batchId: a.records.own.customerId,
      historyDelayDays: 0,
      historyUntil: addDays(TODAY, -1),
    }
    const inputs = [told(addDays(TODAY, -5), 'OLD'), told(TODAY, 'NEW')]
    const unchecked = (actor: Actor) =>
      write(db, { orgId: a.orgId, actor, now: at(1, 12), source }, (ctx) => uncheckedSendings(ctx, inputs))
    expect(await unchecked(manager)).toEqual([false, true])
    expect(await unchecked(boss)).toEqual([false, false])
    const [saved] = await writing((ctx) => saveQuotes(ctx, [inputs[0]!]), boss)
    expect((await reading(saved!.id)).versions).toEqual([])
  })

  test('the database refuses what the code would have to ask for', async () => {
    const id = await request()
    await send(id, { lines: [line(99)] })
    const { rows } = await admin.query(`select id from quote_version where quote_id = $1`, [id])
    const version = rows[0].id
    const sql = (statement: string, ...values: unknown[]) =>
      writing(async (ctx) => {
        await (ctx.db as unknown as { executeQuery(q: object): Promise<unknown> }).executeQuery({
          sql: statement,
          parameters: values,
          query: { kind: 'RawNode' },
          queryId: { queryId: '1' },
        })
      })
    await expect(
      sql(`update quote_line set unit_price_fen = 1 where version_id = $1`, version),
    ).rejects.toThrow('denied')
    await expect(sql(`delete from quote_line where version_id = $1`, version)).rejects.toThrow('denied')
    await expect(sql(`update quote_version set amount_fen = 1 where id = $1`, version)).rejects.toThrow(
      'denied',
    )
    await expect(sql(`update price_line set floor_fen = 1`)).rejects.toThrow('denied')
    await expect(sql(`update quote_step set amount_fen = 1 where quote_id = $1`, id)).rejects.toThrow(
      'denied',
    )
    await expect(
      sql(
        `insert into quote_line (org_id, id, quote_id, version_id, seq, product, quantity_milli, unit_price_fen, amount_fen)
         values ($1, gen_random_uuid(), $2, $3, 9, 'x', 1000, 1, 1)`,
        a.orgId,
        id,
        version,
      ),
    ).rejects.toThrow('version that is written')
    await expect(
      sql(
        `insert into quote_step (org_id, id, quote_id, kind, occurred_at, occurred_on, known_at, recorded_at, amount_fen)
         values ($1, gen_random_uuid(), $2, 'sent', now(), current_date, now(), now(), 1)`,
        a.orgId,
        id,
      ),
    ).rejects.toThrow('without a release')
    const draft = await request()
    await ask(draft, { lines: [line(70)] })
    const { rows: asked } = await admin.query(`select id from quote_version where quote_id = $1`, [draft])
    for (const basis of ['free', 'uncontrolled']) {
      await expect(
        sql(
          `insert into quote_release (org_id, id, quote_id, version_id, basis, actor, granted_at)
           values ($1, gen_random_uuid(), $2, $3, $4, $5, app_tick())`,
          a.orgId,
          draft,
          asked[0].id,
          basis,
          a.users.rep,
        ),
      ).rejects.toThrow('no ground')
    }
  })
})
