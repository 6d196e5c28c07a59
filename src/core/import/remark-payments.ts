import { type Day, isDay } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { squeeze } from './cell.ts'
import { parseAmount } from './parse-amount.ts'

/** A payment somebody wrote into a remark. Proposed with its confidence (0–100), never taken in silence. */
export type RemarkPayment = {
  text: string
  receivedOn: Day
  amountFen: Fen
  confidence: number
  yearGuessed: boolean
}

/** Below this a proposal is not taken even when the user says "take them". */
export const TAKE_CONFIDENCE = 60

const DATE = String.raw`(?:(\d{4}|\d{2})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?`
const VERB = '(?:已?回款?|已?收款?到?|到账|入账|付款?|打款|汇款|转账|转|承兑)'
const AMOUNT = String.raw`[¥]?\s*(\d[\d,]*(?:\.\d+)?\s*[千万wWkK]?)\s*元?`
const DATE_FIRST = new RegExp(`${DATE}\\s*[，,:：]?\\s*${VERB}\\s*[:：]?\\s*${AMOUNT}`, 'g')

/**
 * Finds "3/15回5万", "2024年3月15日收款50000元", "4.2到账3.2万" in a remark. A year that is not written is the first
 * one in which the day is not before `issuedOn`. Confidence falls when the year is guessed, when the amounts
 * exceed
 * `openFen`, and when a bare small number has no unit ("3/15回5").
 */
export function findRemarkPayments(remark: string, issuedOn: Day | null, openFen: Fen): RemarkPayment[] {
  const found: RemarkPayment[] = []
  let total = 0n
  for (const match of squeeze(remark).matchAll(DATE_FIRST)) {
    const [text, year, month, date, amount] = match
    const amountFen = parseAmount({ text: amount! }, '元')
    const day = dayFrom(year, Number(month), Number(date), issuedOn)
    if (!amountFen.ok || amountFen.value <= 0n || day === null) continue
    total += amountFen.value
    let confidence = 90
    if (year === undefined) confidence -= 15
    if (year === undefined && issuedOn === null) confidence -= 40
    if (total > openFen) confidence -= 40
    if (amountFen.value < 100_00n && !/[千万wk]/i.test(amount!)) confidence -= 40
    found.push({
      text: text.trim(),
      receivedOn: day,
      amountFen: amountFen.value,
      confidence: Math.max(5, confidence),
      yearGuessed: year === undefined,
    })
  }
  return found
}

function dayFrom(year: string | undefined, month: number, date: number, issuedOn: Day | null): Day | null {
  if (year !== undefined) return valid(Number(year.length === 2 ? `20${year}` : year), month, date)
  if (issuedOn === null) return null
  const issuedYear = Number(issuedOn.slice(0, 4))
  const same = valid(issuedYear, month, date)
  return same !== null && same >= issuedOn ? same : valid(issuedYear + 1, month, date)
}

function valid(year: number, month: number, date: number): Day | null {
  const day = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
  return isDay(day) ? day : null
}
