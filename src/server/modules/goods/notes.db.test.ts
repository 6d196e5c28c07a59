import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { type PersonaName, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { standingAt } from '../../../core/credit/past.ts'
import type { Role } from '../../../core/permission.ts'
import type { LineInput } from '../../../core/quote/lines.ts'
import { newId } from '../../platform/clock.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { createContract, recordContractStep } from '../contracts/record-contract-step.ts'
import { loadPast } from '../credit/load-past.ts'
import { standingsOf } from '../credit/standing.ts'
import { saveCustomers } from '../customers/index.ts'
import { correctOrder } from '../orders/correct-order.ts'
import { getOrder } from '../orders/read.ts'
import { createOrder, recordOrderStep, undoOrderStep } from '../orders/record-order-step.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { recordInvoices } from '../receivables/index.ts'
import { draftNote, type NoteForm } from './draft-note.ts'
import { getNote, listNotes } from './read-notes.ts'
import { type NoteStepForm, recordNoteStep, undoNoteStep } from './step-note.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const as = (name: PersonaName, role: Role): Actor => ({
  ...SYSTEM,
  userId: a.users[name],
  roles: [role],
  name,
})
const rep = as('rep', 'rep')
const boss = as('boss', 'boss')
const at = startOfDay(addDays(TODAY, 10)) + 10 * 3_600_000
const today = addDays(TODAY, 10)
let clock = at
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = rep, source: WriteCtx['source'] = null) =>
  write(db, { orgId: a.orgId, actor, now: clock, source }, fn)
const reading = <T>(fn: Parameters<typeof read<T>>[2], actor = boss) =>
  read(db, { orgId: a.orgId, actor, now: clock }, fn)
const orderNow = (id: string) => reading((ctx) => getOrder(ctx, id))
const noteNow = (id: string) => reading((ctx) => getNote(ctx, id))

let made = 0
const next = (mark: string) => {
  made += 1
  return `${mark}-${made}`
}
async function customer(limitFen: bigint | null = null): Promise<string> {
  const [saved] = await writing(
    (ctx) => saveCustomers(ctx, [{ name: next('送货客户'), responsibleId: a.users.rep, limitFen }]),
    SYSTEM,
  )
  return saved!.id
}
const line = (pieces: bigint, yuan = 95n): LineInput => ({
  ...{ product: '直线导轨', unit: '件', quantityMilli: pieces * 1_000n, unitPriceFen: yuan * 100n },
})
const order = async (lines: LineInput[], customerId?: string, contractId: string | null = null) => {
  const of = customerId ?? (await customer())
  return writing((ctx) =>
    createOrder(ctx, {
      ...{ number: next('DD'), customerId: of, contractId, title: '', currency: 'CNY', lines },
      ...{ orderedOn: TODAY, amountFen: null },
    }),
  )
}
/** A frame contract in force at 95 yuan, for 1,000 pieces. */
async function frame(customerId: string): Promise<string> {
  const amountFen = 95_000_00n
  const { id } = await writing((ctx) =>
    createContract(ctx, {
      ...{ number: next('HT'), customerId, title: '年度框架', currency: 'CNY', amountFen },
      ...{ effectiveOn: TODAY, endsOn: addDays(TODAY, 300), termDays: 30, penaltyBp: 5 },
      lines: [{ ...line(1_000n), amountFen }],
      nodes: [{ label: '全款', dueOn: addDays(TODAY, 60), amountFen }],
      clauses: { subject: '导轨', delivery: '按图纸', breach: '赔偿', dunning: '书面催告' },
    }),
  )
  await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), boss)
  return id
}
const draft = (form: Partial<NoteForm>) =>
  writing((ctx) =>
    draftNote(ctx, { plannedOn: today, address: '', carrier: '', remark: '', lines: [line(10n)], ...form }),
  )
const step = (id: string, form: NoteStepForm) => writing((ctx) => recordNoteStep(ctx, id, form))
const ship = (id: string) => step(id, { kind: 'shipped' })
const sign = async (id: string, pieces?: bigint) => {
  const [first] = (await noteNow(id)).lines
  const accepted = pieces === undefined ? [] : [{ lineId: first!.id, quantityMilli: pieces * 1_000n }]
  return step(id, { kind: 'signed', signer: '李仓管', accepted })
}
const ordersFen = (customerId: string) =>
  reading(async (ctx) => (await standingsOf(ctx, [customerId])).get(customerId)!.own.ordersFen)
const bill = (customerId: string, orderId: string, amountFen: bigint) =>
  writing((ctx) =>
    recordInvoices(ctx, [
      {
        ...{ customerId, number: next('FP'), kind: 'invoice' as const, issuedOn: today, amountFen, orderId },
        instalments: [{ dueOn: addDays(today, 30), amountFen }],
      },
    ]),
  )

describe('a delivery note (C048)', () => {
  test('part by part: what is signed for is delivered, what is missing is still to come', async () => {
    const { id: orderId } = await order([line(10n)])
    const first = await draft({ orderId, lines: [line(6n)] })
    await expect(draft({ orderId, lines: [line(5n)] })).rejects.toMatchObject({ code: 'note_beyond_order' })
    await ship(first.id)
    expect(await orderNow(orderId)).toMatchObject({ status: 'open', deliveredMilli: null })
    await sign(first.id, 5n)
    expect(await noteNow(first.id)).toMatchObject({
      ...{ status: 'signed', signer: '李仓管', isShort: true, amountFen: 475_00n },
      lines: [{ quantityMilli: 6_000n, acceptedMilli: 5_000n, acceptedFen: 475_00n }],
    })
    expect(await orderNow(orderId)).toMatchObject({ status: 'partial', deliveredMilli: 5_000n })
    const second = await draft({ orderId, lines: [line(5n)] })
    await ship(second.id)
    await sign(second.id)
    expect(await orderNow(orderId)).toMatchObject({ status: 'delivered', deliveredMilli: 10_000n })
  })

  test('closed with less than was ordered, an order came to what was signed for', async () => {
    const { id } = await order([line(10n)])
    const note = await draft({ orderId: id })
    await ship(note.id)
    await sign(note.id, 7n)
    await writing((ctx) => recordOrderStep(ctx, id, { kind: 'completed' }))
    expect(await orderNow(id)).toMatchObject({ status: 'delivered', amountFen: 665_00n })
  })

  test('a slip is taken back and stays in the history; void keeps the number', async () => {
    const { id: orderId } = await order([line(10n)])
    const note = await draft({ orderId })
    await ship(note.id)
    await sign(note.id)
    await writing((ctx) => undoNoteStep(ctx, note.id))
    expect(await noteNow(note.id)).toMatchObject({ status: 'shipped', signer: '' })
    expect(await orderNow(orderId)).toMatchObject({ status: 'open' })
    await sign(note.id, 8n)
    await step(note.id, { kind: 'voided', reason: '货不对，整车退回' })
    const gone = await noteNow(note.id)
    expect(gone).toMatchObject({ status: 'void', steps: [{}, { voided: true }, {}, {}, { kind: 'voided' }] })
    expect(await orderNow(orderId)).toMatchObject({ status: 'open' })
    await expect(draft({ orderId, number: gone.number })).rejects.toMatchObject({
      code: 'duplicate_document',
    })
    await expect(sign(note.id)).rejects.toMatchObject({ code: 'note_void' })
  })

  test('straight from a frame contract: its prices, a number of the series, and a shortage gives back', async () => {
    const customerId = await customer()
    const contractId = await frame(customerId)
    const { unitPriceFen: _, ...unpriced } = line(100n)
    const one = await draft({ contractId, lines: [unpriced] })
    const other = await draft({ contractId, lines: [unpriced] })
    const [note, later] = [await noteNow(one.id), await noteNow(other.id)]
    expect(note).toMatchObject({ isCalloff: true, amountFen: 9_500_00n, contract: { id: contractId } })
    expect(Number(later.number.slice(-5))).toBe(Number(note.number.slice(-5)) + 1)
    await ship(one.id)
    await sign(one.id, 60n)
    expect(await orderNow(one.orderId)).toMatchObject({ status: 'delivered', amountFen: 5_700_00n })
    await step(other.id, { kind: 'voided', reason: '客户改期' })
    expect(await orderNow(other.orderId)).toMatchObject({ status: 'cancelled' })
  })

  test('somebody else’s note is not there; a list shows one’s own', async () => {
    const { id: orderId } = await order([line(10n)])
    const note = await draft({ orderId })
    const stranger = as('stranger', 'rep')
    const list = (actor: Actor) =>
      reading((ctx) => listNotes(ctx, { page: 1, size: 50, view: 'all', orderId }), actor)
    expect([(await list(rep)).total, (await list(stranger)).total]).toEqual([1, 0])
    await expect(reading((ctx) => getNote(ctx, note.id), stranger)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(
      writing((ctx) => recordNoteStep(ctx, note.id, { kind: 'shipped' }), stranger),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})

const statement = (text: ReturnType<typeof sql>) => writing((ctx) => text.execute(ctx.db))
/** Each way tries to get goods out that may not leave: at 80 yuan, for more than was granted, or unseen. */
const PATHS: Record<string, (of: { contractId: string; customerId: string }) => Promise<unknown>> = {
  'a call-off at another price': async ({ contractId }) =>
    ship((await draft({ contractId, lines: [line(10n, 80n)] })).id),
  'a note at another price than its order': async ({ customerId, contractId }) => {
    const { id: orderId } = await order([line(10n)], customerId, contractId)
    await ship((await draft({ orderId, lines: [line(10n, 80n)] })).id)
  },
  'drafted at the agreed price, its order corrected': async ({ customerId, contractId }) => {
    const { id: orderId } = await order([line(10n)], customerId, contractId)
    const note = await draft({ orderId })
    await writing((ctx) => correctOrder(ctx, orderId, { lines: [line(10n, 80n)], reason: '降价' }))
    await ship(note.id)
  },
  'a part signed for, then corrected, then the rest': async ({ customerId, contractId }) => {
    const { id: orderId } = await order([line(10n)], customerId, contractId)
    const note = await draft({ orderId, lines: [line(4n)] })
    await ship(note.id)
    await sign(note.id)
    await admin.query(`update delivery_note set worth_fen = 0 where id = $1`, [note.id])
    await writing((ctx) => correctOrder(ctx, orderId, { lines: [line(10n, 80n)], reason: '降价' }))
    await ship((await draft({ orderId, lines: [line(6n, 80n)] })).id)
  },
  'more than the order says, in two drafts': async ({ customerId, contractId }) => {
    const { id: orderId } = await order([line(10n)], customerId, contractId)
    const [one, two] = [
      await draft({ orderId, lines: [line(5n)] }),
      await draft({ orderId, lines: [line(5n)] }),
    ]
    await ship(one.id)
    await writing((ctx) => correctOrder(ctx, orderId, { lines: [line(6n)], reason: '客户减量' }))
    await admin.query(`update delivery_note set worth_fen = 0 where id = $1`, [one.id])
    await ship(two.id)
  },
  'a frame that is not in force': async ({ contractId }) => {
    await writing(
      (ctx) =>
        recordContractStep(ctx, contractId, { kind: 'unapproved', reason: '重议' }, 'contract.approve'),
      boss,
    )
    await ship((await draft({ contractId })).id)
  },
  'credit: a call-off beyond the limit': async ({ contractId }) =>
    ship((await draft({ contractId, lines: [line(200n)] })).id),
  'credit: drafted while there was room': async ({ contractId, customerId }) => {
    const note = await draft({ contractId })
    await writing((ctx) =>
      recordInvoices(ctx, [
        {
          ...{ customerId, number: next('FP'), kind: 'invoice' as const, amountFen: 100n },
          issuedOn: addDays(today, -90),
          instalments: [{ dueOn: addDays(today, -40), amountFen: 100n }],
        },
      ]),
    )
    await ship(note.id)
  },
  'credit: shipped, taken back, corrected up, shipped': async ({ customerId, contractId }) => {
    const { id: orderId } = await order([line(10n)], customerId, contractId)
    await writing((ctx) => correctOrder(ctx, orderId, { lines: [line(300n)], reason: '客户加量' }))
    const note = await draft({ orderId, lines: [line(300n)] })
    await ship(note.id)
  },
  'a file brings the order in, a note takes it out': async ({ customerId, contractId }) => {
    const source = { batchId: newId(at), historyDelayDays: null, historyUntil: null }
    const told = { ...line(10n, 80n), amountFen: 800_00n }
    const [saved] = await writing(
      (ctx) =>
        saveOrders(ctx, [
          {
            ...{ number: next('WJ'), customerId, dealId: null, contractId, title: '', currency: 'CNY' },
            ...{ orderedOn: TODAY, plannedOn: null, responsibleId: a.users.rep, amountFen: 800_00n },
            lines: [told],
          },
        ]),
      rep,
      source,
    )
    await ship((await draft({ orderId: saved!.id, lines: [line(10n, 80n)] })).id)
  },
  'SQL: shipped on a held order': async ({ contractId }) => {
    const note = await draft({ contractId, lines: [line(10n, 80n)] })
    await statement(sql`insert into delivery_note_step (org_id, id, note_id, order_id, kind, amount_fen, occurred_on, known_at, recorded_at)
      select org_id, gen_random_uuid(), id, order_id, 'shipped', 1, ${today}, app_tick(), app_tick() from delivery_note where id = ${note.id}`)
  },
  'SQL: on the release of another order': async ({ contractId, customerId }) => {
    const { id: free } = await order([line(1n)], customerId, contractId)
    const note = await draft({ contractId, lines: [line(10n, 80n)] })
    await statement(sql`insert into delivery_note_step (org_id, id, note_id, order_id, kind, amount_fen, occurred_on, known_at, recorded_at)
      select org_id, gen_random_uuid(), id, ${free}, 'shipped', 1, ${today}, app_tick(), app_tick() from delivery_note where id = ${note.id}`)
  },
  'SQL: a cheap line on a free order': async ({ contractId, customerId }) => {
    const { id: orderId } = await order([line(10n)], customerId, contractId)
    const note = await draft({ orderId, lines: [line(1n)] })
    await statement(sql`insert into delivery_note_line (org_id, id, note_id, seq, product, unit, quantity_milli, unit_price_fen, amount_fen)
      values (${a.orgId}, gen_random_uuid(), ${note.id}, 9, '直线导轨', '件', 1000, 8000, 8000)`)
    await statement(sql`insert into delivery_note_step (org_id, id, note_id, order_id, kind, amount_fen, occurred_on, known_at, recorded_at)
      select org_id, gen_random_uuid(), id, order_id, 'shipped', 1, ${today}, app_tick(), app_tick() from delivery_note where id = ${note.id}`)
  },
}

describe('nothing leaves on a note that may not leave on its order (C022 C050 C073)', () => {
  test.each(Object.keys(PATHS))('%s', async (path) => {
    // What the frame's own payment plan takes, and 10,000 yuan of room beside it.
    const customerId = await customer(105_000_00n)
    const contractId = await frame(customerId)
    const failed = await PATHS[path]!({ contractId, customerId }).then(
      () => null,
      (error) => error,
    )
    // What left rightly before the attempt is taken out of sight above; nothing else has.
    const { rows } = await admin.query(
      `select d.number from delivery_note d where d.customer_id = $1 and (d.worth_fen > 0 or exists (select 1
         from delivery_note_step s where s.note_id = d.id and s.kind = 'shipped') and d.status = 'draft')`,
      [customerId],
    )
    expect(rows).toEqual([])
    expect(failed).not.toBeNull()
  })

  test('an order with notes is not delivered beside them, nor cancelled under them', async () => {
    const { id } = await order([line(10n)])
    const note = await draft({ orderId: id, lines: [line(4n)] })
    const act = (kind: 'delivered' | 'completed' | 'cancelled') =>
      writing((ctx) => recordOrderStep(ctx, id, { kind, reason: '试试' }))
    await expect(act('delivered')).rejects.toMatchObject({ code: 'order_has_notes' })
    await ship(note.id)
    await expect(act('completed')).rejects.toMatchObject({ code: 'order_note_on_way' })
    await expect(act('cancelled')).rejects.toMatchObject({ code: 'order_note_on_way' })
    await sign(note.id)
    await expect(act('cancelled')).rejects.toMatchObject({ code: 'order_has_notes' })
    const { steps } = await orderNow(id)
    await expect(writing((ctx) => undoOrderStep(ctx, id, steps.at(-1)!.id))).rejects.toMatchObject({
      code: 'step_of_note',
    })
  })

  test('what has left is signed for, whatever has been held since', async () => {
    const customerId = await customer(1_000_00n)
    const { id: orderId } = await order([line(10n)], customerId)
    const note = await draft({ orderId, lines: [line(4n)] })
    await ship(note.id)
    await writing((ctx) => correctOrder(ctx, orderId, { lines: [line(100n)], reason: '加量' }))
    expect(await orderNow(orderId)).toMatchObject({ creditHold: 'manager' })
    await sign(note.id)
    expect(await orderNow(orderId)).toMatchObject({ status: 'partial' })
    await expect(ship((await draft({ orderId })).id)).rejects.toMatchObject({ code: 'credit_held' })
  })
})

describe('exposure counts what has left and is not invoiced, once (C021)', () => {
  test('open, shipped, short, invoiced, closed, and long after', async () => {
    const customerId = await customer()
    const { id: orderId } = await order([line(10n)], customerId)
    const note = await draft({ orderId, lines: [line(10n)] })
    const seen = [await ordersFen(customerId)]
    await ship(note.id)
    seen.push(await ordersFen(customerId))
    await sign(note.id, 8n)
    seen.push(await ordersFen(customerId))
    await bill(customerId, orderId, 300_00n)
    seen.push(await ordersFen(customerId))
    await writing((ctx) => recordOrderStep(ctx, orderId, { kind: 'completed' }))
    seen.push(await ordersFen(customerId))
    clock += 90 * 86_400_000
    seen.push(await ordersFen(customerId))
    clock -= 90 * 86_400_000
    expect(seen).toEqual([950_00n, 950_00n, 950_00n, 650_00n, 460_00n, 460_00n])
  })

  test('what left on an order that is held by now, or cancelled by a file, still counts', async () => {
    const customerId = await customer(1_000_00n)
    const { id: orderId } = await order([line(10n)], customerId)
    const note = await draft({ orderId, lines: [line(4n)] })
    await ship(note.id)
    await writing((ctx) => correctOrder(ctx, orderId, { lines: [line(100n)], reason: '加量' }))
    expect(await ordersFen(customerId)).toBe(380_00n)
    const { number } = await orderNow(orderId)
    await writing(
      (ctx) =>
        saveOrders(ctx, [
          {
            ...{ number, customerId, dealId: null, title: '', amountFen: 9_500_00n, currency: 'CNY' },
            ...{ orderedOn: TODAY, plannedOn: null, cancelledOn: today, responsibleId: a.users.rep },
          },
        ]),
      rep,
      { batchId: newId(at), historyDelayDays: null, historyUntil: null },
    )
    expect(await orderNow(orderId)).toMatchObject({ status: 'cancelled' })
    expect(await ordersFen(customerId)).toBe(380_00n)
  })

  test('the past reads as it was known: before it left, on its way, signed short, void', async () => {
    const customerId = await customer()
    const { id: orderId } = await order([line(10n)], customerId)
    const note = await draft({ orderId })
    const moments: { when: number; fen: bigint }[] = []
    const keep = async () => {
      moments.push({ when: clock + 1_000, fen: await ordersFen(customerId) })
      clock += 60_000
    }
    await keep()
    await ship(note.id)
    await keep()
    await sign(note.id, 6n)
    await writing((ctx) => recordOrderStep(ctx, orderId, { kind: 'completed' }))
    await keep()
    await step(note.id, { kind: 'voided', reason: '假签收' })
    await keep()
    const [unit] = await reading((ctx) => loadPast(ctx, [[customerId]]))
    const then = moments.map(
      ({ when }) => standingAt(unit!, customerId, when, { out: new Set(), term: null }).own.ordersFen,
    )
    expect(then).toEqual(moments.map(({ fen }) => fen))
    expect(then.slice(0, 3)).toEqual([950_00n, 950_00n, 570_00n])
  })
})
