import type { Fen } from '../money.ts'
import type { Admission } from './admission.ts'
import { type Cover, coveredOf } from './cover.ts'
import type { DocumentFinding } from './document.ts'
import { beyondTerms, type Granted, type TermsFinding } from './grade-terms.ts'
import type { Checked, CheckMode, CreditPolicy } from './policy.ts'
import type { Grade } from './scale.ts'

/** What one company has of ours at this moment. Orders that are held back are not in it. */
export type Owing = {
  openFen: Fen
  overdueFen: Fen
  overdueDays: number
  /** ordered or delivered and not invoiced */
  ordersFen: Fen
  /** money on account */
  advanceFen: Fen
  /** bills that companies accepted and have not honoured yet, wherever they are by now */
  billsFen: Fen
  /** off the books and never paid: the claim stands */
  writtenOffFen: Fen
}

export const NOTHING_OWED: Owing = {
  openFen: 0n,
  overdueFen: 0n,
  overdueDays: 0,
  ordersFen: 0n,
  advanceFen: 0n,
  billsFen: 0n,
  writtenOffFen: 0n,
}

/** What companies owe together; the longest overdue speaks for all. */
export function plusOwing(a: Owing, b: Owing): Owing {
  return {
    openFen: a.openFen + b.openFen,
    overdueFen: a.overdueFen + b.overdueFen,
    overdueDays: Math.max(a.overdueDays, b.overdueDays),
    ordersFen: a.ordersFen + b.ordersFen,
    advanceFen: a.advanceFen + b.advanceFen,
    billsFen: a.billsFen + b.billsFen,
    writtenOffFen: a.writtenOffFen + b.writtenOffFen,
  }
}

/** Delivered and not invoiced for longer than this: the invoice came without naming its order. */
export const DELIVERED_DAYS = 30

export type Standing = {
  own: Owing
  grade: Grade | null
  /** what was decided about dealing with it at all; null: nothing */
  admission: Admission | null
  /** agreed with this customer; null: nothing */
  limitFen: Fen | null
  /** companies that stand together: what all of them owe, and what all of them may owe */
  group: {
    owing: Owing
    limitFen: Fen | null
    /** the other members: what covers pay of each of them */
    others: readonly { owing: Owing; covers: readonly Cover[] }[]
  } | null
  /** what exceptions in force allow beyond the limit */
  exceptionFen: Fen
  /** insurance and guarantees in force that day (C032) */
  covers: readonly Cover[]
}

/** Exposure (已占用额度): open invoices, orders on the way and commercial bills less money on account (C021). */
export function exposureOf(owing: Owing, policy: Pick<CreditPolicy, 'countsOrders'>): Fen {
  const fen = netOf(owing, policy)
  return fen > 0n ? fen : 0n
}

/** Below nothing where more is on account than is owed: that much may be ordered without any limit. */
export function netOf(owing: Owing, policy: Pick<CreditPolicy, 'countsOrders'>): Fen {
  const orders = policy.countsOrders ? owing.ordersFen : 0n
  return owing.openFen + orders + owing.billsFen - owing.advanceFen
}

/**
 * What insurance and guarantees would pay of it and of one more document; nothing where they do not count.
 */
export function coveredAt(standing: Standing, policy: CreditPolicy, amountFen: Fen = 0n): Fen {
  if (!policy.countsCover) return 0n
  const { covers, group, own } = standing
  return coveredOf(group ? covers.filter(isOwn) : covers, netOf(own, policy) + amountFen)
}

function isOwn({ wholeGroup }: Cover): boolean {
  return wholeGroup !== true
}

/**
 * The same of companies that owe together: each member's covers pay of what that member owes, and those in
 * the name of all of them of what is left together (C032).
 */
export function coveredTogether(standing: Standing, policy: CreditPolicy, amountFen: Fen = 0n): Fen {
  const { group } = standing
  if (!policy.countsCover || !group) return coveredAt(standing, policy, amountFen)
  const each = group.others.reduce(
    (sum, { owing, covers }) => sum + coveredOf(covers.filter(isOwn), netOf(owing, policy)),
    coveredAt(standing, policy, amountFen),
  )
  const ofAll = [standing, ...group.others].flatMap(({ covers }) => covers.filter((one) => !isOwn(one)))
  const leftFen = netOf(group.owing, policy) + amountFen - each
  return leftFen > 0n ? each + coveredOf(ofAll, leftFen) : each
}

const FARTHEST: Fen = 1n << 62n

/**
 * The largest document that stays within the limit; below nothing, so much is over it. Each fen more is
 * covered to its share only, hence the search: net exposure never falls as a document grows.
 */
export function roomLeft(standing: Standing, policy: CreditPolicy, limitFen: Fen): Fen {
  const net = (fen: Fen) => netOf(standing.own, policy) + fen - coveredAt(standing, policy, fen)
  const mayFen = limitFen + standing.exceptionFen
  if (net(0n) > mayFen) return mayFen - net(0n)
  let [within, beyond] = [0n, FARTHEST]
  while (beyond - within > 1n) {
    const middle = (within + beyond) / 2n
    if (net(middle) <= mayFen) within = middle
    else beyond = middle
  }
  return within
}

export type LimitSource = 'admission' | 'customer' | 'group' | 'grade'
export type Limit = { fen: Fen; source: LimitSource }

/**
 * The most specific limit wins: the customer's own, the group's, the grade's (C023). null: nobody set one.
 * "Prepayment only" is a limit of nothing, whatever else was agreed.
 * A group's limit binds its members together whatever each of them has; `decideHold` asks it as well.
 */
export function limitOf(standing: Standing, policy: CreditPolicy): Limit | null {
  const { limitFen, group, grade, admission } = standing
  if (admission === 'prepay') return { fen: 0n, source: 'admission' }
  if (limitFen !== null) return { fen: limitFen, source: 'customer' }
  if (group?.limitFen != null) return { fen: group.limitFen, source: 'group' }
  const ofGrade = grade === null ? null : policy.gradeLimitFen[grade]
  return ofGrade === null ? null : { fen: ofGrade, source: 'grade' }
}

/** From free to never: what a document needs before it may go on. */
export const HOLDS = ['none', 'manager', 'finance', 'blocked'] as const
export type Hold = (typeof HOLDS)[number]

export type Finding =
  | { code: 'over_limit' | 'over_group_limit'; exposureFen: Fen; limitFen: Fen; overFen: Fen }
  | { code: 'overdue'; days: number; fen: Fen }
  | { code: 'written_off'; fen: Fen }
  | { code: 'refused' }
  | TermsFinding
  | DocumentFinding

/** What more room mends: a matter of how much, not of how late. */
export function isOverLimit(finding: Finding): finding is Extract<Finding, { overFen: Fen }> {
  return finding.code === 'over_limit' || finding.code === 'over_group_limit'
}

export type CreditVerdict = {
  hold: Hold
  /** said, but nothing is held back: the setting is "warn" */
  isWarning: boolean
  findings: Finding[]
}

/**
 * What another document of this amount means for the customer (C021 C022, hold ladder of methods §4.2):
 * beyond a limit or more than 15 days overdue the manager, more than 30 finance, more than 60 nobody. An
 * exception widens the limits, never the ladder of days.
 */
export function decideHold(standing: Standing, asked: Asked, policy: CreditPolicy): CreditVerdict {
  const verdict = decideMoney(standing, asked, policy)
  const { lacking, document } = asked
  if (!lacking || policy.documents.mode === 'off' || verdict.findings.some(({ code }) => code === 'refused'))
    return verdict
  const findings = [...verdict.findings, lacking]
  // A quote binds nobody yet: what is lacking is said, and asked for before there is a contract or an order.
  if (policy.documents.mode === 'warn' || document === 'quote')
    return { ...verdict, isWarning: verdict.hold === 'none', findings }
  const own: Hold = policy.documents.mode === 'block' ? 'blocked' : 'manager'
  return { hold: strictest([verdict.hold, own]), isWarning: false, findings }
}

type Asked = {
  document: Checked
  amountFen: Fen
  granted?: Granted | undefined
  lacking?: DocumentFinding | null | undefined
}

function decideMoney(
  standing: Standing,
  { document, amountFen, granted }: Asked,
  policy: CreditPolicy,
): CreditVerdict {
  // Whoever was refused gets no document at all, whatever the setting (C006).
  if (standing.admission === 'refuse')
    return { hold: 'blocked', isWarning: false, findings: [{ code: 'refused' }] }
  const mode = modeOf(standing, document, policy)
  const terms = granted ? beyondTerms(standing.grade, policy.gradeTerms, granted) : []
  // Terms by grade are set to be kept: where limits are not asked or only warned of, they wait all the same.
  const isFirm = terms.length > 0 && document !== 'quote' && (mode === 'off' || mode === 'warn')
  if (mode === 'off' && !isFirm) return { hold: 'none', isWarning: false, findings: [] }
  const others =
    mode === 'off'
      ? []
      : [
          ...beyondLimits(standing, amountFen, policy),
          ...overdueOf(standing, policy),
          ...writtenOffOf(standing),
        ]
  const findings = [...others, ...terms]
  if (findings.length === 0) return { hold: 'none', isWarning: false, findings }
  if (isFirm) return { hold: 'manager', isWarning: false, findings }
  if (mode === 'warn') return { hold: 'none', isWarning: true, findings }
  if (mode === 'block') return { hold: 'blocked', isWarning: false, findings }
  const needs = findings.map((finding): Hold => {
    // What was written off is overdue for good: the books being clean makes nobody a better customer (C097).
    if (finding.code === 'written_off') return 'blocked'
    if (finding.code !== 'overdue') return 'manager'
    if (finding.days > policy.blockDays) return 'blocked'
    return finding.days > policy.financeDays ? 'finance' : 'manager'
  })
  return { hold: strictest(needs), isWarning: false, findings }
}

/** Prepayment only is no matter of settings: an order without the money waits. */
function modeOf({ admission }: Standing, document: Checked, policy: CreditPolicy): CheckMode {
  const mode = policy.check[document]
  const isLoose = mode === 'off' || mode === 'warn'
  return admission === 'prepay' && document === 'order' && isLoose ? 'approve' : mode
}

function beyondLimits(standing: Standing, amountFen: Fen, policy: CreditPolicy): Finding[] {
  const found: Finding[] = []
  const limit = limitOf(standing, policy)
  const check = (code: 'over_limit' | 'over_group_limit', owing: Owing, limitFen: Fen) => {
    const covered = code === 'over_limit' ? coveredAt : coveredTogether
    const exposureFen = netOf(owing, policy) + amountFen - covered(standing, policy, amountFen)
    const overFen = exposureFen - limitFen - standing.exceptionFen
    if (overFen > 0n && amountFen > 0n) found.push({ code, exposureFen, limitFen, overFen })
  }
  if (limit && limit.source !== 'group') check('over_limit', standing.own, limit.fen)
  if (standing.group?.limitFen != null)
    check('over_group_limit', standing.group.owing, standing.group.limitFen)
  return found
}

function overdueOf({ own, group }: Standing, policy: CreditPolicy): Finding[] {
  const worst = group && group.owing.overdueDays > own.overdueDays ? group.owing : own
  return worst.overdueDays > policy.managerDays
    ? [{ code: 'overdue', days: worst.overdueDays, fen: worst.overdueFen }]
    : []
}

function writtenOffOf({ own, group }: Standing): Finding[] {
  const fen = group ? group.owing.writtenOffFen : own.writtenOffFen
  return fen > 0n ? [{ code: 'written_off', fen }] : []
}

function strictest(holds: readonly Hold[]): Hold {
  return holds.reduce<Hold>((a, b) => (HOLDS.indexOf(b) > HOLDS.indexOf(a) ? b : a), 'none')
}

/** An exception for one order; the term it had when it was let go, null: from before grades had terms. */
export type Approved = { fen: Fen; termDays: number | null }

export type Waiting = {
  id: string
  amountFen: Fen
  approved: readonly Approved[]
  granted?: Granted | undefined
  lacking?: DocumentFinding | null | undefined
}

/**
 * Several orders in the order they came: each that is let go uses up the limit for those behind it, so that
 * splitting one order gains nothing. What was approved for an order itself is free up to that amount.
 */
export function decideInTurn(
  standing: Standing,
  orders: readonly Waiting[],
  policy: CreditPolicy,
): Map<string, CreditVerdict> {
  const verdicts = new Map<string, CreditVerdict>()
  let taken = 0n
  for (const one of orders) {
    const { id, amountFen } = one
    const granted = besides(one.granted, taken)
    const asked = { document: 'order' as const, amountFen, granted, lacking: one.lacking }
    const verdict = isApproved(one)
      ? { hold: 'none' as const, isWarning: false, findings: [] }
      : decideHold(withOrders(standing, taken), asked, policy)
    verdicts.set(id, verdict)
    if (verdict.hold === 'none') taken += amountFen
  }
  return verdicts
}

/** Approved for this amount at this term; a longer term is another question. */
function isApproved({ amountFen, approved, granted }: Waiting): boolean {
  const days = granted?.termDays ?? 0
  return approved.some(({ fen, termDays }) => amountFen <= fen && (termDays === null || days <= termDays))
}

/** Money ahead is asked for everything that is on the way, or many small orders would share one deposit. */
function besides(granted: Granted | undefined, fen: Fen): Granted | undefined {
  return granted && { ...granted, ahead: { ...granted.ahead, ofFen: granted.ahead.ofFen + fen } }
}

function withOrders(standing: Standing, fen: Fen): Standing {
  const add = (owing: Owing): Owing => ({ ...owing, ordersFen: owing.ordersFen + fen })
  const { own, group } = standing
  return { ...standing, own: add(own), group: group && { ...group, owing: add(group.owing) } }
}
