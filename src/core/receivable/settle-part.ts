import { COMPANY_CURRENCY, convert, type Minor, type Quotation } from '../exchange/rate.ts'
import type { Fen } from '../money.ts'

/** What is left of a payment: in its own currency, and in yuan at the rate of its day. */
export type Purse = { currency: string; minor: Minor; fen: Fen }

/** What is open of an instalment: in its own currency, and in yuan at the rate it was booked at. */
export type OpenPart = { currency: string; minor: Minor; fen: Fen }

/** One settlement: what it takes of the payment, and what of the instalment. */
export type SettledPart = {
  paidMinor: Minor
  paidFen: Fen
  offMinor: Minor
  /** at the rate the instalment was booked at; against `paidFen` it is the exchange difference */
  offFen: Fen
}

/**
 * Sets money against what is owed (decision 0026). In one currency it is the original amounts that settle,
 * whatever the rates; between two, what the payment is worth in yuan is held against what the instalment is
 * worth on the payment's day. The last part of either side takes all of its yuan, so that an original amount
 * of nothing is nothing in yuan. `most`: no more of the payment than that. Null: there is nothing to set.
 */
export function settlePart(
  purse: Purse,
  open: OpenPart,
  { most = purse.minor, rate }: { most?: Minor; rate?: Quotation | null | undefined } = {},
): SettledPart | null {
  const minor = most < purse.minor ? most : purse.minor
  if (minor <= 0n || open.minor <= 0n) return null
  if (purse.currency === open.currency) return ofOneCurrency(purse, open, minor)
  const spend = minor === purse.minor ? purse.fen : share(purse.fen, minor, purse.minor)
  if (open.currency === COMPANY_CURRENCY) {
    // Between two cents of the currency lies no whole yuan amount: the nearer one above settles it.
    if (spend > open.fen && share(purse.fen, minor - 1n, purse.minor) < open.fen)
      return { paidMinor: minor, paidFen: spend, offMinor: open.minor, offFen: open.fen }
    const fen = spend < open.fen ? spend : open.fen
    return fen <= 0n ? null : { ...spent(purse, { minor, spend, fen }), offMinor: fen, offFen: fen }
  }
  if (!rate) return null
  const worth = convert(open.minor, rate)
  if (worth > 0n && spend >= worth) {
    return { ...spent(purse, { minor, spend, fen: worth }), offMinor: open.minor, offFen: open.fen }
  }
  const off = (spend * 1_000_000n * BigInt(rate.per)) / rate.micro
  if (off <= 0n) return null
  const offMinor = off < open.minor ? off : open.minor
  return { paidMinor: minor, paidFen: spend, offMinor, offFen: booked(open, offMinor) }
}

/** Written off is what was booked: no money came that a rate could make more or less of. */
export function settleAtBook(purse: Purse, open: OpenPart): SettledPart | null {
  const fen = purse.fen < open.fen ? purse.fen : open.fen
  if (fen <= 0n) return null
  const offMinor = fen === open.fen ? open.minor : (open.minor * fen) / open.fen
  return { paidMinor: fen, paidFen: fen, offMinor, offFen: fen }
}

function ofOneCurrency(purse: Purse, open: OpenPart, most: Minor): SettledPart {
  const minor = most < open.minor ? most : open.minor
  return {
    paidMinor: minor,
    paidFen: minor === purse.minor ? purse.fen : share(purse.fen, minor, purse.minor),
    offMinor: minor,
    offFen: booked(open, minor),
  }
}

function booked(open: OpenPart, minor: Minor): Fen {
  return minor === open.minor ? open.fen : share(open.fen, minor, open.minor)
}

/** Yuan taken of a purse; of its own currency so much that something is left while yuan are. */
function spent(purse: Purse, { minor, spend, fen }: { minor: Minor; spend: Fen; fen: Fen }) {
  if (fen === spend) return { paidMinor: minor, paidFen: fen }
  return { paidMinor: (purse.minor * fen) / purse.fen, paidFen: fen }
}

/** A part of a whole by another measure of both, rounded half up. */
function share(total: bigint, part: bigint, whole: bigint): bigint {
  return (total * part * 2n + whole) / (whole * 2n)
}
