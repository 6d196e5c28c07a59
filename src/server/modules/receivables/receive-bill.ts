import type { Day } from '../../../core/calendar.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import type { BillPaperInput } from './bill-rows.ts'
import { type PaymentInput, recordPayments } from './record-payments.ts'

export type BillForm = BillPaperInput & {
  customerId: string
  amountFen: bigint
  receivedOn: Day
  allocate: PaymentInput['allocate']
}

/** Takes a bill in payment: it settles what is owed like money, and is none until it is honoured (C091). */
export async function receiveBill(ctx: WriteCtx, form: BillForm) {
  const { customerId, amountFen, receivedOn, allocate, ...bill } = form
  const customer = await scopedCustomerIds(ctx, 'receivable.write')
    .where('scoped.id', '=', customerId)
    .executeTakeFirst()
  if (!customer) throw notFound('customer')
  const [saved] = await recordPayments(ctx, [
    { customerId, kind: 'bill', receivedOn, amountFen, reference: bill.number, allocate, bill },
  ])
  const { billId, allocatedFen, unallocatedFen } = saved!
  await recordEvent(ctx, {
    kind: 'bill.received',
    subject: { kind: 'bill', id: billId! },
    customerId,
    summary: { number: bill.number, amountFen, dueOn: bill.dueOn, unallocatedFen },
  })
  return { id: billId!, allocatedFen, unallocatedFen }
}
