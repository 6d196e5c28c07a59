import type { Day } from '../calendar.ts'
import { nameKey } from '../customer/name-key.ts'
import { similarNameKey } from '../import/company-name.ts'
import type { Fen } from '../money.ts'
import { allocateOldest, type ChosenPart } from './allocate.ts'

/** The amount is in the currency beside it. */
export type Payer = {
  amountFen: Fen
  currency: string
  payerName: string
  payerAccount: string
  remark: string
}
export type MatchInstalment = {
  id: string
  customerId: string
  /** invoice and contract numbers under which the customer may name it */
  numbers: readonly string[]
  dueOn: Day
  seq: number
  /** in the currency beside it */
  openFen: Fen
  currency: string
}
export type MatchBook = {
  customers: readonly { id: string; name: string }[]
  /** accounts from which a confirmed receipt came before, by account number */
  accounts: ReadonlyMap<string, string>
  instalments: readonly MatchInstalment[]
}

/**
 * How sure a proposal is, by the ladder of interfaces.md §7.4: 1 number in the remark and amount; 2 known
 * account and exact instalment; 3 name and exact instalment; 4 several instalments add up; 5 name or account
 * only.
 */
export type Rung = 1 | 2 | 3 | 4 | 5
export type ReceiptFlag = 'person_pays' | 'third_party'
export type Proposal = {
  rung: Rung
  customerId: string
  /** empty: oldest due date first */
  allocations: ChosenPart[]
  flags: ReceiptFlag[]
}

const MAX_PARTS = 8
const MIN_NUMBER = 4

/**
 * What a receipt most likely is, or null: it waits until somebody claims it. A proposal is never posted.
 */
export function proposeMatch(payer: Payer, whole: MatchBook): Proposal | null {
  // Nothing is converted by itself: money is proposed for what is owed in it.
  const book = { ...whole, instalments: whole.instalments.filter((one) => one.currency === payer.currency) }
  const named = customerByName(payer.payerName, book)
  const known = payer.payerAccount === '' ? undefined : book.accounts.get(payer.payerAccount)
  const byNumber = byNumberInRemark(payer, book)
  if (byNumber) return proposal(1, payer, book, byNumber)
  const customerId = known ?? named
  if (!customerId) return null
  const own = book.instalments.filter((one) => one.customerId === customerId && one.openFen > 0n)
  const exact = oldest(own.filter(({ openFen }) => openFen === payer.amountFen))
  if (exact) {
    const parts = [{ instalmentId: exact.id, amountFen: exact.openFen }]
    return proposal(known ? 2 : 3, payer, book, { customerId, allocations: parts })
  }
  const several = addUp(payer.amountFen, own)
  if (several) return proposal(4, payer, book, { customerId, allocations: several })
  return proposal(5, payer, book, { customerId, allocations: [] })
}

type Found = { customerId: string; allocations: ChosenPart[] }

function proposal(rung: Rung, payer: Payer, book: MatchBook, found: Found): Proposal {
  const flags: ReceiptFlag[] = []
  if (isPerson(payer.payerName)) flags.push('person_pays')
  else if (payer.payerName !== '' && customerByName(payer.payerName, book) !== found.customerId)
    flags.push('third_party')
  return { rung, ...found, flags }
}

/** The number must stand alone in the remark, and the amount must be what is open under it. */
function byNumberInRemark({ remark, amountFen }: Payer, { instalments }: MatchBook): Found | null {
  if (remark === '') return null
  const hits = instalments.filter(
    ({ numbers, openFen }) => openFen > 0n && numbers.some((number) => names(remark, number)),
  )
  const customers = new Set(hits.map(({ customerId }) => customerId))
  if (customers.size !== 1) return null
  const [customerId] = customers as unknown as [string]
  const open = hits.reduce((sum, { openFen }) => sum + openFen, 0n)
  const exact = oldest(hits.filter(({ openFen }) => openFen === amountFen))
  if (exact) return { customerId, allocations: [{ instalmentId: exact.id, amountFen }] }
  if (open !== amountFen) return null
  const { allocations } = allocateOldest(amountFen, hits)
  return {
    customerId,
    allocations: allocations.map(({ instalmentId, amountFen: part }) => ({ instalmentId, amountFen: part })),
  }
}

function names(remark: string, number: string): boolean {
  if (number.length < MIN_NUMBER) return false
  const at = remark.indexOf(number)
  if (at < 0) return false
  const beside = `${remark[at - 1] ?? ''}|${remark[at + number.length] ?? ''}`
  return !/[0-9A-Za-z]/.test(beside)
}

function customerByName(payerName: string, { customers }: MatchBook): string | undefined {
  if (payerName === '') return undefined
  const key = nameKey(payerName)
  const same = customers.filter(({ name }) => nameKey(name) === key)
  if (same.length === 1) return same[0]!.id
  if (same.length > 1) return undefined
  const loose = similarNameKey(payerName)
  const similar = customers.filter(({ name }) => similarNameKey(name) === loose)
  return similar.length === 1 ? similar[0]!.id : undefined
}

/**
 * The oldest instalments that add up to the amount, at most eight of them: the first set found, oldest
 * first.
 */
function addUp(amountFen: Fen, own: readonly MatchInstalment[]): ChosenPart[] | null {
  const ordered = [...own].sort(byDue).slice(0, 24)
  const take = (from: number, left: Fen, room: number): MatchInstalment[] | null => {
    if (left === 0n) return []
    if (left < 0n || room === 0) return null
    for (let index = from; index < ordered.length; index += 1) {
      const one = ordered[index]!
      const rest = one.openFen <= left ? take(index + 1, left - one.openFen, room - 1) : null
      if (rest) return [one, ...rest]
    }
    return null
  }
  // The search is bounded: within twelve candidates every subset is tried, beyond them only short ones.
  const found = take(0, amountFen, ordered.length <= 12 ? MAX_PARTS : 3)
  return found && found.length > 1
    ? found.map(({ id, openFen }) => ({ instalmentId: id, amountFen: openFen }))
    : null
}

/** Two or three Chinese characters without a company's ending: a person. */
function isPerson(name: string): boolean {
  return (
    /^[\p{Script=Han}·]{2,4}$/u.test(name.trim()) && !/(公司|厂|店|部|行|社|局|院|校|所|中心)$/.test(name)
  )
}

function oldest(instalments: readonly MatchInstalment[]): MatchInstalment | undefined {
  return [...instalments].sort(byDue)[0]
}

function byDue(one: MatchInstalment, other: MatchInstalment): number {
  return one.dueOn === other.dueOn ? one.seq - other.seq : one.dueOn < other.dueOn ? -1 : 1
}
