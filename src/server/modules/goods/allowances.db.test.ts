import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { type PersonaName, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { standingAt } from '../../../core/credit/past.ts'
import type { Role } from '../../../core/permission.ts'
import { EFFECTS } from '../../doors.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { actOnCase } from '../approvals/act.ts'
import { loadPast } from '../credit/load-past.ts'
import { standingsOf } from '../credit/standing.ts'
import { saveCustomers } from '../customers/index.ts'
import { createOrder } from '../orders/record-order-step.ts'
import { recordInvoices } from '../receivables/index.ts'
import { voidInvoice, voidPayment } from '../receivables/void.ts'
import { askDiscount } from './ask-discount.ts'
import { askReturn, type ReturnForm } from './ask-return.ts'
import { billNotes, readReconciliation } from './bill-notes.ts'
import { creditAllowance, endAllowance } from './credit-allowance.ts'
import { draftNote } from './draft-note.ts'
import { listAllowances } from './read-allowances.ts'
import { getNote } from './read-notes.ts'
import { recordNoteStep, undoNoteStep } from './step-note.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const as = (name: PersonaName, role: Role): Actor => ({
  ...SYSTEM,
  userId: a.users[name],
  roles: [role],
  name,
  teamUserIds: Object.values(a.users),
  subtreeUserIds: Object.values(a.users),
})
const [rep, manager, finance, boss] = [
  as('rep', 'rep'),
  as('manager', 'manager'),
  as('finance', 'finance'),
  as('boss', 'boss'),
]
const today = addDays(TODAY, 10)
let clock = startOfDay(today) + 10 * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = rep) => {
  clock += 1_000
  return write(db, { orgId: a.orgId, actor, now: clock }, fn)
}
const reading = <T>(fn: Parameters<typeof read<T>>[2], actor = boss) =>
  read(db, { orgId: a.orgId, actor, now: clock }, fn)

let made = 0
const next = (mark: string) => {
  made += 1
  return `${mark}-${made}`
}
const rail = (pieces: bigint) => ({
  ...{ product: '直线导轨', unit: '件', quantityMilli: pieces * 1_000n, unitPriceFen: 95_00n },
})
async function customer(): Promise<string> {
  const [saved] = await writing(
    (ctx) => saveCustomers(ctx, [{ name: next('退货客户'), responsibleId: a.users.rep }]),
    SYSTEM,
  )
  return saved!.id
}
/** A note of so many pieces at 95 yuan, signed for whole. */
async function signed(customerId: string, pieces: bigint): Promise<{ id: string; orderId: string }> {
  const { id: orderId } = await writing((ctx) =>
    createOrder(ctx, {
      ...{ number: next('DD'), customerId, title: '', currency: 'CNY', amountFen: null },
      ...{ orderedOn: TODAY, lines: [rail(pieces)] },
    }),
  )
  const { id } = await writing((ctx) =>
    draftNote(ctx, {
      orderId,
      plannedOn: today,
      address: '',
      carrier: '',
      remark: '',
      lines: [rail(pieces)],
    }),
  )
  await writing((ctx) => recordNoteStep(ctx, id, { kind: 'shipped' }))
  await writing((ctx) => recordNoteStep(ctx, id, { kind: 'signed', signer: '李仓管' }))
  return { id, orderId }
}
const back = async (noteId: string, pieces: bigint, form: Partial<ReturnForm> = {}) => {
  const { lines } = await reading((ctx) => getNote(ctx, noteId))
  return writing((ctx) =>
    askReturn(ctx, noteId, {
      ...{ returnedOn: today, cause: 'surplus', condition: 'intact', reason: '' },
      lines: [{ lineId: lines[0]!.id, quantityMilli: pieces * 1_000n }],
      ...form,
    }),
  )
}
const reconcile = (customerId: string) => reading((ctx) => readReconciliation(ctx, customerId))
const bill = (customerId: string, noteIds: string[], totalFen: bigint, number = next('FP')) =>
  writing(
    (ctx) =>
      billNotes(ctx, customerId, { noteIds, number, issuedOn: today, dueOn: addDays(today, 30), totalFen }),
    finance,
  )
const list = (customerId: string) =>
  reading((ctx) => listAllowances(ctx, { page: 1, size: 50, view: 'all', customerId }))
const owing = (customerId: string) =>
  reading(async (ctx) => (await standingsOf(ctx, [customerId])).get(customerId)!.own)
const credit = (id: string) => writing((ctx) => creditAllowance(ctx, id, { reference: next('HZ') }), finance)

async function agree(caseId: string): Promise<void> {
  const people = new Map([manager, finance, boss].map((actor) => [actor.userId!, actor]))
  for (let turn = 0; turn < 8; turn += 1) {
    const { rows } = await admin.query(
      `select s.user_id, c.version from approval_case c join approval_seat s on s.case_id = c.id
       where c.id = $1 and c.status = 'open' and s.status = 'active' limit 1`,
      [caseId],
    )
    if (rows.length === 0) return
    const act = { kind: 'agree' as const, opinion: '看过了', files: [] }
    await writing(
      (ctx) => actOnCase(ctx, { id: caseId, version: rows[0].version }, { act, effects: EFFECTS }),
      people.get(rows[0].user_id)!,
    )
  }
}

describe('goods that came back', () => {
  test('a small one counts at once; a larger one, or small ones together, wait for the manager', async () => {
    const customerId = await customer()
    const note = await signed(customerId, 40n)
    expect(await back(note.id, 3n)).toMatchObject({ inEffect: true, approvalId: null })
    const second = await back(note.id, 4n)
    expect(second).toMatchObject({ inEffect: false })
    await expect(back(note.id, 34n)).rejects.toMatchObject({ code: 'return_beyond', detail: { left: '33' } })
    expect((await owing(customerId)).ordersFen).toBe(37n * 95_00n)
    await agree(second.approvalId!)
    expect((await owing(customerId)).ordersFen).toBe(33n * 95_00n)
    expect((await list(customerId)).items.map(({ status, basis }) => [status, basis])).toEqual([
      ['in_effect', 'approval'],
      ['in_effect', 'authority'],
    ])
  })

  test('of bad quality it is a complaint too; before it is billed no credit note is due', async () => {
    const customerId = await customer()
    const note = await signed(customerId, 40n)
    const { id } = await back(note.id, 2n, { cause: 'quality', condition: 'damaged', reason: '表面划伤' })
    const { rows } = await admin.query(
      'select kind, order_id, detail from complaint where customer_id = $1',
      [customerId],
    )
    expect(rows).toMatchObject([{ kind: 'quality', order_id: note.orderId }])
    expect(rows[0].detail).toContain('表面划伤')
    await expect(credit(id)).rejects.toMatchObject({ code: 'allowance_unbilled' })
    expect(await reconcile(customerId)).toMatchObject({
      totalFen: 38n * 95_00n,
      notes: [{ signedFen: 40n * 95_00n, returnedFen: 190_00n, amountFen: 38n * 95_00n }],
    })
  })

  test('billed, it is money only by its credit note; a voided one is due again', async () => {
    const customerId = await customer()
    const note = await signed(customerId, 10n)
    await bill(customerId, [note.id], 950_00n)
    const { id } = await back(note.id, 2n)
    expect(await owing(customerId)).toMatchObject({ openFen: 950_00n, ordersFen: 0n })
    expect((await list(customerId)).items[0]).toMatchObject({ needsCredit: true, credit: null })
    const { paymentId } = await credit(id)
    expect(await owing(customerId)).toMatchObject({ openFen: 760_00n, ordersFen: 0n })
    await expect(credit(id)).rejects.toMatchObject({ code: 'allowance_credited' })
    await expect(writing((ctx) => endAllowance(ctx, id, '录错'), finance)).rejects.toMatchObject({
      code: 'allowance_credited',
    })
    await writing((ctx) => voidPayment(ctx, paymentId, '录错'), finance)
    expect((await list(customerId)).items[0]).toMatchObject({ needsCredit: true, credit: null })
    expect((await owing(customerId)).openFen).toBe(950_00n)
  })

  test('a signature is not taken back under it, nor under a bill', async () => {
    const customerId = await customer()
    const note = await signed(customerId, 10n)
    const undo = () => writing((ctx) => undoNoteStep(ctx, note.id))
    const { id } = await back(note.id, 1n)
    await expect(undo()).rejects.toMatchObject({ code: 'note_returned' })
    await writing((ctx) => endAllowance(ctx, id, '录错'), finance)
    const { invoiceId } = await bill(customerId, [note.id], 950_00n)
    await expect(undo()).rejects.toMatchObject({ code: 'note_billed' })
    await writing((ctx) => voidInvoice(ctx, invoiceId, '开错'), finance)
    await undo()
    expect(await reading((ctx) => getNote(ctx, note.id))).toMatchObject({ status: 'shipped' })
  })
})

describe('billing from notes (对账)', () => {
  test('one invoice over them, to the fen; each yuan is in the exposure once', async () => {
    const customerId = await customer()
    const notes = [await signed(customerId, 3n), await signed(customerId, 7n), await signed(customerId, 5n)]
    const { totalFen } = await reconcile(customerId)
    expect(totalFen).toBe(15n * 95_00n)
    const two = notes.slice(0, 2).map(({ id }) => id)
    await expect(bill(customerId, two, totalFen)).rejects.toMatchObject({ code: 'bill_sum_changed' })
    const { invoiceId } = await bill(customerId, two, 950_00n)
    expect(await owing(customerId)).toMatchObject({ openFen: 950_00n, ordersFen: 475_00n })
    await expect(bill(customerId, two, 950_00n)).rejects.toMatchObject({ code: 'note_not_billable' })
    await writing((ctx) => voidInvoice(ctx, invoiceId, '开错'), finance)
    expect(await owing(customerId)).toMatchObject({ openFen: 0n, ordersFen: totalFen })
    expect((await reconcile(customerId)).notes).toHaveLength(3)
  })

  test('an invoice that is recorded already is tied, if it says the very sum', async () => {
    const customerId = await customer()
    const note = await signed(customerId, 10n)
    const number = next('YK')
    const record = (amountFen: bigint, of: string) =>
      writing(
        (ctx) =>
          recordInvoices(ctx, [
            {
              ...{ customerId, number: of, kind: 'invoice' as const, issuedOn: today, amountFen },
              instalments: [{ dueOn: addDays(today, 30), amountFen }],
            },
          ]),
        finance,
      )
    await record(950_00n, number)
    await record(900_00n, `${number}-B`)
    await expect(bill(customerId, [note.id], 950_00n, `${number}-B`)).rejects.toMatchObject({
      code: 'bill_differs',
    })
    expect(await bill(customerId, [note.id], 950_00n, number)).toMatchObject({ isNew: false })
    expect((await reconcile(customerId)).notes).toEqual([])
    expect((await owing(customerId)).openFen).toBe(1_850_00n)
  })

  test('an order that is invoiced by itself is not billed by its notes once more', async () => {
    const customerId = await customer()
    const note = await signed(customerId, 10n)
    await writing(
      (ctx) =>
        recordInvoices(ctx, [
          {
            ...{
              customerId,
              number: next('FP'),
              kind: 'invoice' as const,
              issuedOn: today,
              amountFen: 950_00n,
            },
            orderId: note.orderId,
            instalments: [{ dueOn: addDays(today, 30), amountFen: 950_00n }],
          },
        ]),
      finance,
    )
    expect((await reconcile(customerId)).notes).toEqual([])
    await expect(bill(customerId, [note.id], 950_00n)).rejects.toMatchObject({ code: 'note_not_billable' })
  })

  test('the past reads as it was known: signed, returned, billed, voided', async () => {
    const customerId = await customer()
    const note = await signed(customerId, 10n)
    const moments: { when: number; fen: bigint }[] = []
    const keep = async () => {
      moments.push({ when: clock + 500, fen: (await owing(customerId)).ordersFen })
      clock += 60_000
    }
    await keep()
    await back(note.id, 2n)
    await keep()
    const { invoiceId } = await bill(customerId, [note.id], 760_00n)
    await keep()
    await writing((ctx) => voidInvoice(ctx, invoiceId, '开错'), finance)
    await keep()
    const [unit] = await reading((ctx) => loadPast(ctx, [[customerId]]))
    const nothing = { out: new Set<string>(), term: null }
    const then = moments.map(({ when }) => standingAt(unit!, customerId, when, nothing).own.ordersFen)
    expect(then).toEqual(moments.map(({ fen }) => fen))
    expect(then).toEqual([950_00n, 760_00n, 0n, 760_00n])
  })
})

describe('a discount after the sale', () => {
  const invoiced = async (customerId: string, amountFen = 100_000_00n) => {
    const number = next('FP')
    await writing(
      (ctx) =>
        recordInvoices(ctx, [
          {
            ...{ customerId, number, kind: 'invoice' as const, issuedOn: today, amountFen },
            instalments: [{ dueOn: addDays(today, 30), amountFen }],
          },
        ]),
      finance,
    )
    return number
  }
  const ask = (customerId: string, form: object, actor = rep) =>
    writing(
      (ctx) =>
        askDiscount(ctx, { customerId, cause: 'price', reason: '让利', amountFen: 1_000_00n, ...form }),
      actor,
    )

  test('whoever sold does not decide it; within the manager’s authority it holds; money by its credit note', async () => {
    const customerId = await customer()
    const invoiceNumber = await invoiced(customerId)
    expect(await ask(customerId, { invoiceNumber })).toMatchObject({ inEffect: false })
    const { id, inEffect } = await ask(customerId, { invoiceNumber }, manager)
    expect(inEffect).toBe(true)
    expect((await owing(customerId)).openFen).toBe(100_000_00n)
    await credit(id)
    expect((await owing(customerId)).openFen).toBe(99_000_00n)
  })

  test('pieces reach as far as one over all; never more than was billed', async () => {
    const customerId = await customer()
    const invoiceNumber = await invoiced(customerId)
    const said = []
    for (let part = 0; part < 4; part += 1)
      said.push((await ask(customerId, { invoiceNumber, amountFen: 2_000_00n }, manager)).inEffect)
    // Five per cent off is the manager's; what comes after is beyond it.
    expect(said).toEqual([true, true, false, false])
    await expect(ask(customerId, { invoiceNumber, amountFen: 92_000_01n })).rejects.toMatchObject({
      code: 'allowance_beyond',
    })
  })

  test('a rebate is of a period and of what was billed in it', async () => {
    const customerId = await customer()
    await invoiced(customerId)
    const period = { from: TODAY, until: today, cause: 'volume' as const }
    const { id } = await ask(customerId, { ...period, amountFen: 500_00n }, boss)
    expect(await credit(id)).toMatchObject({ allocatedFen: 500_00n })
    await expect(
      ask(customerId, { ...period, from: addDays(today, 1), until: addDays(today, 9) }),
    ).rejects.toMatchObject({ code: 'not_found' })
    await expect(ask(customerId, {})).rejects.toMatchObject({ code: 'allowance_of_one' })
  })

  test('what was approved is what takes effect: an amount changed meanwhile is not given', async () => {
    const customerId = await customer()
    const invoiceNumber = await invoiced(customerId)
    const asked = await ask(customerId, { invoiceNumber })
    await writing((ctx) =>
      sql`update allowance set amount_fen = 9999999 where id = ${asked.id}`.execute(ctx.db),
    )
    await agree(asked.approvalId!)
    expect((await list(customerId)).items[0]).toMatchObject({ status: 'ended' })
  })
})
