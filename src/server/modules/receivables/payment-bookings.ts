import type { Day } from '../../../core/calendar.ts'
import {
  type BookedRate,
  COMPANY_CURRENCY,
  convert,
  isForeign,
  type Quotation,
} from '../../../core/exchange/rate.ts'
import type { OpenInstalment } from '../../../core/receivable/allocate.ts'
import type { Purse } from '../../../core/receivable/settle-part.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type Booking, bookingsOf, findRates, rateOf, requireBookings } from '../rates/index.ts'

export type PaymentMoney = {
  customerId: string
  kind: 'payment' | 'credit_note' | 'write_off' | 'bill'
  receivedOn: Day
  /** in its own currency, like the parts that are chosen; left out: in yuan */
  amountFen: bigint
  currency?: string | undefined
  /** what a file says it was booked at */
  toldRate?: BookedRate | null | undefined
}

/** A payment as it is booked, with the rates at which it is set against what is owed in another currency. */
export type BookedPayment = {
  purse: Purse
  rate: BookedRate | null
  rates: ReadonlyMap<string, Quotation | null>
}

export type OpenForeign = OpenInstalment & { bookedAt?: BookedRate | null | undefined }

/** The rate of the day each of these came on, or why there is none. */
export function bookingsOfDays(ctx: ReadCtx, inputs: readonly PaymentMoney[]): Promise<Booking[]> {
  return bookingsOf(
    ctx,
    inputs.map(({ receivedOn: day, currency = COMPANY_CURRENCY, toldRate: told }) => ({
      ...{ number: '', currency, day, told },
      stored: null,
    })),
  )
}

/**
 * Books payments at the rate of the day they came on (decision 0026). A credit note takes off what was
 * billed, so it goes by the rate of the oldest open instalment of its currency, where there is one.
 */
export async function bookPayments(
  ctx: ReadCtx,
  inputs: readonly PaymentMoney[],
  open: readonly OpenForeign[],
): Promise<BookedPayment[]> {
  const owed = Map.groupBy(
    open.filter(({ foreign }) => foreign),
    ({ customerId }) => customerId,
  )
  if (owed.size === 0 && inputs.every(({ currency }) => currency === undefined || !isForeign(currency))) {
    const rates = new Map()
    return inputs.map(({ amountFen: fen }) => ({
      purse: { currency: COMPANY_CURRENCY, minor: fen, fen },
      ...{ rate: null, rates },
    }))
  }
  const billed = inputs.map((input) => billedAt(input, owed))
  const bookings = await bookingsOfDays(
    ctx,
    inputs.map((input, index) => (billed[index] ? { ...input, currency: COMPANY_CURRENCY } : input)),
  )
  requireBookings(bookings)
  const wanted = inputs.flatMap(({ customerId, receivedOn: day }) =>
    [...new Set((owed.get(customerId) ?? []).map(({ foreign }) => foreign!.currency))].map((currency) => ({
      ...{ customerId, currency, day },
    })),
  )
  const found = await findRates(ctx, wanted)
  return inputs.map(({ customerId, receivedOn, amountFen: minor, currency = COMPANY_CURRENCY }, index) => {
    const rate = billed[index] ?? rateOf(bookings[index]!)
    const rates = new Map<string, Quotation | null>()
    wanted.forEach((one, place) => {
      if (one.customerId === customerId && one.day === receivedOn && found[place])
        rates.set(one.currency, found[place])
    })
    return { purse: { currency, minor, fen: rate === null ? minor : convert(minor, rate) }, rate, rates }
  })
}

function billedAt(
  { kind, customerId, currency }: PaymentMoney,
  owed: ReadonlyMap<string, readonly OpenForeign[]>,
): BookedRate | null {
  if (kind !== 'credit_note') return null
  const own = (owed.get(customerId) ?? []).filter((one) => one.foreign!.currency === currency)
  const [first] = own.toSorted((one, other) => (one.dueOn < other.dueOn ? -1 : 1))
  return first?.bookedAt ?? null
}
