import { addDays } from '../core/calendar.ts'
import type { Frame } from './pace.ts'
import type { WorldContract, WorldCustomer, WorldOrder } from './shapes.ts'

/** The frame agreement that runs out soonest ends in so many days (C075). */
export const ENDING_DAYS = 20

const FRAME_STEP_FEN = 1_000_000n
/** Nobody signs a frame for less than so many steps. */
const SMALLEST_FRAME = 10n

/**
 * A yearly frame agreement per key customer, all approved, one of them about to end; and one contract that
 * was never approved although its order has been delivered (C073).
 */
export function buildContracts(
  frame: Frame,
  customers: readonly WorldCustomer[],
  orders: readonly WorldOrder[],
): WorldContract[] {
  const frames = customers
    .filter(({ keyLevel, createdOn }) => keyLevel === 'key' && createdOn < frame.ago(400))
    .map((customer, index): WorldContract => {
      const signedOn = frame.pace.onOrAfter(frame.ago(345 - index * 9))
      return {
        number: `KJ-${String(index + 1).padStart(3, '0')}`,
        customer: customer.code,
        deal: null,
        title: '年度框架协议',
        amountFen: frameAmount(frame, customer, orders),
        signedOn,
        effectiveOn: signedOn,
        endsOn: index === 0 ? addDays(frame.today, ENDING_DAYS) : addDays(frame.today, 40 + index * 9),
        approvedOn: signedOn,
        responsible: customer.responsible,
      }
    })
  const order = unapprovedOrder(frame, orders)
  return [
    ...frames,
    {
      number: order.number.replace('DD', 'HT'),
      customer: order.customer,
      deal: order.deal,
      title: order.title,
      amountFen: order.amountFen,
      signedOn: order.orderedOn,
      effectiveOn: order.orderedOn,
      endsOn: addDays(frame.today, 120),
      approvedOn: null,
      responsible: order.responsible,
    },
  ]
}

/** What the customer ordered in the last year, give or take what both hope for, in whole ¥10,000. */
function frameAmount(frame: Frame, { code }: WorldCustomer, orders: readonly WorldOrder[]): bigint {
  const yearly = orders
    .filter(({ customer, orderedOn }) => customer === code && orderedOn >= frame.ago(365))
    .reduce((sum, { amountFen }) => sum + amountFen, 0n)
  const hoped = BigInt(frame.random(`frame/${code}`).int(90, 130))
  const rounded = (yearly * hoped) / 100n / FRAME_STEP_FEN
  return (rounded > SMALLEST_FRAME ? rounded : SMALLEST_FRAME) * FRAME_STEP_FEN
}

/** The largest order delivered in the last two weeks. */
export function unapprovedOrder(frame: Frame, orders: readonly WorldOrder[]): WorldOrder {
  const delivered = orders.filter(
    ({ deliveredOn }) => deliveredOn !== null && deliveredOn >= frame.ago(14) && deliveredOn < frame.today,
  )
  return [...delivered].sort((a, b) => Number(b.amountFen - a.amountFen))[0] ?? orders[0]!
}
