import { addDays, type Instant } from '../../../src/core/calendar.ts'
import { noteObligations, saveContracts } from '../../../src/server/modules/contracts/index.ts'
import { saveCustomers } from '../../../src/server/modules/customers/index.ts'
import { saveOrders } from '../../../src/server/modules/orders/index.ts'
import { saveQuotes } from '../../../src/server/modules/quotes/index.ts'
import {
  askWriteOff,
  draftWriteOff,
  judgeProvision,
  keepBankStatement,
  openDispute,
  recordInvoices,
  recordRecovery,
  reportReceipt,
} from '../../../src/server/modules/receivables/index.ts'
import { placeLegalHold } from '../../../src/server/modules/receivables/legal-holds.ts'
import { receiveBill } from '../../../src/server/modules/receivables/receive-bill.ts'
import { newId } from '../../../src/server/platform/clock.ts'
import { type WriteCtx, write } from '../../../src/server/platform/context.ts'
import { at } from '../../../src/server/platform/db.ts'
import type { TestDatabase } from '../database.ts'
import { NOW, type OrgWorld, TODAY } from '../world-of-two-orgs.ts'

export type DocumentIds = {
  /** sent, with its last step */
  quoteId: string
  quoteStepId: string
  /** cancelled, with that as its last step */
  orderId: string
  orderStepId: string
  /** on its way, of that order */
  noteId: string
  /** not approved */
  contractId: string
  /** asked for beside that contract */
  changeId: string
  /** to be delivered under that contract */
  obligationId: string
  /** open, of an instalment of its own */
  disputeId: string
  /** claimed for the customer by its responsible */
  receiptId: string
  /** of a bank statement, and by its payer's name taken for the customer's */
  bankLineId: string
  contestableId: string
  /** noted by the customer's responsible */
  dunningStepId: string
  /** of the contestable instalment */
  judgementId: string
  /** another customer of the same person, taken over by legal */
  heldCustomerId: string
  /** prepared; decided, with money that came in since: of a customer of the same person's own */
  draftWriteOffId: string
  writeOffId: string
  billId: string
  recoveryId: string
}

/** A quote and an order of one person's customer. */
export async function documentsOf(
  { db, admin }: TestDatabase,
  org: OrgWorld,
  of: { customerId: string; userId: string; mark: string; now: Instant },
): Promise<DocumentIds> {
  const { customerId, userId, mark } = of
  const [quote, order, contract, dispute] = await write(
    db,
    { orgId: org.orgId, now: of.now },
    async (ctx) => {
      const about = { customerId, dealId: null, currency: 'CNY', responsibleId: userId }
      const quotes = await saveQuotes(ctx, [
        {
          ...about,
          externalCode: `${mark}BJ`,
          title: `${mark}报价`,
          steps: [
            { kind: 'asked', at: NOW - 7_200_000 },
            { kind: 'sent', at: NOW - 3_600_000, amountFen: 900n, validUntil: addDays(TODAY, 20) },
          ],
        },
      ])
      const orders = await saveOrders(ctx, [
        {
          ...about,
          number: `${mark}DD`,
          title: `${mark}订单`,
          amountFen: 900n,
          orderedOn: addDays(TODAY, -9),
          plannedOn: addDays(TODAY, 9),
          cancelledOn: TODAY,
          cancelReason: `${mark}不要了`,
        },
      ])
      return [
        quotes[0]!,
        orders[0]!,
        await contractOf(ctx, { ...about, mark }),
        await disputeOf(ctx, of),
      ] as const
    },
  )
  const last = async (table: 'quote' | 'order', when: string, id: string) => {
    const { rows } = await admin.query<{ id: string }>(
      `select id from ${table}_step where ${table}_id = $1 and voided_at is null order by ${when} desc limit 1`,
      [id],
    )
    return rows[0]!.id
  }
  return {
    quoteId: quote.id,
    quoteStepId: await last('quote', 'occurred_at', quote.id),
    contractId: contract.id,
    obligationId: contract.obligationId,
    changeId: await changeOf(admin, org.orgId, contract.id, mark),
    ...dispute,
    orderId: order.id,
    noteId: await noteOf(admin, org.orgId, { orderId: order.id, customerId, mark }),
    orderStepId: await last('order', 'occurred_on', order.id),
  }
}

/** On its way. Written down as it is: the order is over, so that nothing else leaves on it. */
async function noteOf(
  admin: TestDatabase['admin'],
  orgId: string,
  { orderId, customerId, mark }: { orderId: string; customerId: string; mark: string },
): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(
    `with note as (insert into delivery_note (org_id, id, number, customer_id, order_id, planned_on, address, amount_fen, status,
         shipped_on, worth_fen, known_at, recorded_at, updated_at)
       values ($1, gen_random_uuid(), $4, $3, $2, $5, $4, 900, 'shipped', $5, 900, $6, $6, $6) returning id),
     line as (insert into delivery_note_line (org_id, id, note_id, seq, product, quantity_milli, unit_price_fen, amount_fen)
       select $1, gen_random_uuid(), id, 0, $4, 1000, 900, 900 from note)
     insert into delivery_note_step (org_id, id, note_id, order_id, kind, amount_fen, occurred_on, known_at, recorded_at)
     select $1, gen_random_uuid(), id, $2, 'shipped', 900, $5, $6, $6 from note returning note_id as id`,
    [orgId, orderId, customerId, `${mark}SH`, TODAY, new Date(NOW)],
  )
  return rows[0]!.id
}

/** Written down as it is: nothing is asked for beside a contract that nobody has approved. */
async function changeOf(
  admin: TestDatabase['admin'],
  orgId: string,
  contractId: string,
  mark: string,
): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(
    `insert into contract_change (org_id, id, contract_id, number, what, asked_by, occurred_on, known_at, recorded_at)
       values ($1, gen_random_uuid(), $2, 1, $3, $3, $4, $5, $5) returning id`,
    [orgId, contractId, `${mark}增项`, TODAY, new Date(NOW)],
  )
  return rows[0]!.id
}

/** A contract that nobody has approved, with something to be delivered under it. */
async function contractOf(
  ctx: WriteCtx,
  {
    mark,
    ...about
  }: { mark: string; customerId: string; dealId: null; currency: string; responsibleId: string },
) {
  const [contract] = await saveContracts(ctx, [
    {
      ...about,
      number: `${mark}HT`,
      title: `${mark}合同`,
      amountFen: 900n,
      signedOn: TODAY,
      effectiveOn: null,
      endsOn: addDays(TODAY, 300),
    },
  ])
  const { id } = contract!
  const [obligationId] = await noteObligations(ctx, [
    { contractId: id, kind: 'deliver', label: `${mark}首批`, dueOn: TODAY, amountFen: null },
  ])
  return { id, obligationId: obligationId! }
}

type Of = { customerId: string; userId: string; mark: string }

/** An invoice in two instalments, the first contested in part, and money reported by the responsible. */
async function disputeOf(ctx: WriteCtx, { customerId, userId, mark }: Of) {
  const issuedOn = addDays(TODAY, -40)
  const [invoice] = await recordInvoices(ctx, [
    {
      customerId,
      number: `${mark}ZY`,
      kind: 'invoice' as const,
      issuedOn,
      amountFen: 1800n,
      instalments: [900n, 900n].map((amountFen) => ({ dueOn: addDays(TODAY, 60), amountFen })),
    },
  ])
  const [contested, contestableId] = invoice!.instalmentIds
  const { id } = await openDispute(ctx, {
    instalmentId: contested!,
    kind: 'quality',
    amountFen: 100n,
    reason: `${mark}质量问题`,
  })
  const receipt = await reportReceipt(
    { ...ctx, actor: { ...ctx.actor, userId } },
    { customerId, receivedOn: TODAY, amountFen: 4200n, payerName: `${mark}客户`, remark: `${mark}货款` },
  )
  const { id: judgementId } = await judgeProvision(ctx, {
    instalmentId: contestableId!,
    amountFen: 50n,
    reason: `${mark}对方停业`,
  })
  // Written down as it is: noting it in the usual way would take up the alerts that others aim at.
  const stepId = newId(ctx.now)
  await ctx.db
    .insertInto('dunning_step')
    .values({
      org_id: ctx.orgId,
      id: stepId,
      customer_id: customerId,
      stage: 'call',
      channel: 'call',
      amount_fen: 700n,
      note: `${mark}打过电话`,
      occurred_on: TODAY,
      known_at: at(ctx.tick),
      recorded_at: at(ctx.tick),
      actor: userId,
    })
    .execute()
  return {
    dunningStepId: stepId,
    judgementId,
    heldCustomerId: await heldOf(ctx, { userId, mark }),
    ...(await writeOffsOf(ctx, { userId, mark })),
    disputeId: id,
    contestableId: contestableId!,
    receiptId: receipt.id,
    billId: await billOf(ctx, { customerId, mark }),
    bankLineId: await bankLineOf(ctx, `${mark}客户有限公司`),
  }
}

/** A customer of its own: what is held back changes what may be done about its dunning. */
async function heldOf(ctx: WriteCtx, { userId, mark }: Omit<Of, 'customerId'>): Promise<string> {
  const [held] = await saveCustomers(ctx, [{ name: `${mark}法务接管客户`, responsibleId: userId }])
  const placed = { ...ctx, actor: { ...ctx.actor, userId } }
  await placeLegalHold(placed, held!.id, `${mark}准备起诉`)
  return held!.id
}

/** Two write-offs of another customer: what stands written off would hold its orders back. */
async function writeOffsOf(ctx: WriteCtx, { userId, mark }: Omit<Of, 'customerId'>) {
  const [customer] = await saveCustomers(ctx, [{ name: `${mark}坏账客户`, responsibleId: userId }])
  const customerId = customer!.id
  const [invoice] = await recordInvoices(ctx, [
    {
      ...{ customerId, number: `${mark}HX`, kind: 'invoice' as const, amountFen: 1800n },
      issuedOn: addDays(TODAY, -400),
      instalments: [900n, 900n].map((amountFen) => ({ dueOn: addDays(TODAY, -300), amountFen })),
    },
  ])
  await ctx.db
    .insertInto('dunning_step')
    .values({
      ...{ org_id: ctx.orgId, id: newId(ctx.now), customer_id: customerId, stage: 'call', channel: 'call' },
      ...{
        amount_fen: 1800n,
        note: mark,
        occurred_on: TODAY,
        known_at: at(ctx.tick),
        recorded_at: at(ctx.tick),
      },
    })
    .execute()
  const form = { customerId, ground: 'vanished' as const, reason: `${mark}失联` }
  const [first, second] = invoice!.instalmentIds.map((id) => [{ instalmentId: id, amountFen: 900n }])
  const { id: draftWriteOffId } = await draftWriteOff(ctx, { ...form, lines: first! })
  const { id: writeOffId } = await draftWriteOff(ctx, { ...form, lines: second! })
  await askWriteOff(ctx, writeOffId)
  await recordRecovery(ctx, writeOffId, { receivedOn: TODAY, amountFen: 300n, reference: mark })
  const { id: recoveryId } = await ctx.db
    .selectFrom('recovery')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow()
  return { draftWriteOffId, writeOffId, recoveryId }
}

/** A bill in hand that has fallen due, so that every step may be taken. */
async function billOf(ctx: WriteCtx, { customerId, mark }: Omit<Of, 'userId'>): Promise<string> {
  const { id } = await receiveBill(ctx, {
    ...{ customerId, kind: 'commercial', number: `${mark}PJ`, drawer: '', acceptor: `${mark}承兑人` },
    ...{ amountFen: 900n, issuedOn: addDays(TODAY, -60), dueOn: addDays(TODAY, 1), receivedOn: TODAY },
    allocate: 'none',
  })
  return id
}

async function bankLineOf(ctx: WriteCtx, payerName: string): Promise<string> {
  const money = { amountFen: 77n, currency: 'CNY' }
  const line = { row: 2, on: TODAY, ...money, payerAccount: '', remark: '', serial: '', key: payerName }
  await keepBankStatement(ctx, {
    fileName: 'bank.csv',
    statement: { lines: [{ ...line, payerName }], outgoing: 0, unread: [] },
  })
  const row = await ctx.db
    .selectFrom('receipt')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('line_key', '=', payerName)
    .where('proposed_customer_id', 'is not', null)
    .executeTakeFirstOrThrow()
  return row.id
}
