import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import {
  applyChange,
  type ChangeAct,
  type ChangeStanding,
  type ChangeTerms,
  decideChange,
} from '../../../core/contract/change.ts'
import {
  type ContractContent,
  checkContent,
  hashedContent,
  missingTerms,
} from '../../../core/contract/content.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { contentHashOf, findCaseInTheWay } from '../approvals/index.ts'
import { filesOf } from '../files/index.ts'
import { askContractApproval } from './ask-contract-approval.ts'
import {
  type Change,
  type ChangeStep,
  findChanges,
  kindsOf,
  loadChanges,
  termsOf,
  waiting,
} from './change-rows.ts'
import { contractScope, getContractRow } from './contract-rows.ts'
import { CONTRACT, type ContractVersion, gateOf, loadVersions } from './version-rows.ts'
import { keepContent } from './write-contract-version.ts'

type Contract = Awaited<ReturnType<typeof getContractRow>>
type Reply = { id: string; caseId: string | null }
type Act = {
  kind: ChangeAct
  on?: Day | null | undefined
  reason?: string | null | undefined
  fileId?: string | null | undefined
}

/** What it comes to, as it is asked of the customer; asked again it is another price of the same change. */
export async function priceChange(ctx: WriteCtx, id: string, terms: ChangeTerms): Promise<Reply> {
  const { contract, change } = await getChange(ctx, id)
  decide(ctx, contract, change, { kind: 'priced' })
  const { inForce } = await versionsOf(ctx, contract)
  if (inForce) contentWith(inForce.content, [{ ...change, terms, confirmed: null }])
  await addStep(ctx, change, { kind: 'priced', on: dayOf(ctx.now), terms })
  return told(ctx, contract, change, { kind: 'priced' })
}

/** Delivered unconfirmed; withdrawn by the customer; refused by us; or the last of these undone. */
export async function stepChange(ctx: WriteCtx, id: string, act: Act): Promise<Reply> {
  const { contract, change } = await getChange(ctx, id)
  decide(ctx, contract, change, act)
  const fileId = await requireFile(ctx, contract, act.fileId ?? null)
  const on = act.on ?? dayOf(ctx.now)
  const { kind } = act
  const steps = kind === 'taken_back' ? change.steps.slice(0, -1) : [...change.steps, noted({ kind, on })]
  const plan = await planVersion(ctx, contract, { ...change, steps })
  if (kind === 'taken_back') await voidStep(ctx, change.steps.at(-1)!.id)
  else await addStep(ctx, change, { ...act, kind, on, fileId })
  const caseId = plan && (await writeVersion(ctx, contract, plan, act.reason ?? ''))
  return { ...(await told(ctx, contract, change, act)), caseId }
}

export type Confirmation = { on: Day; person: string; fileId: string }

/**
 * The customer agreed: with the day, the person and the paper or picture that shows it. What was confirmed is
 * another version of the contract and goes to be approved; in force it comes by that alone (0031).
 */
export async function confirmChange(ctx: WriteCtx, id: string, form: Confirmation): Promise<Reply> {
  const { contract, change } = await getChange(ctx, id)
  decide(ctx, contract, change, { kind: 'confirmed', ...form })
  await requireFile(ctx, contract, form.fileId)
  const steps = [...change.steps, noted({ kind: 'confirmed', ...form })]
  const plan = await planVersion(ctx, contract, { ...change, steps })
  await addStep(ctx, change, { kind: 'confirmed', ...form })
  const reason = `增项 ${change.number}：${change.what}`.slice(0, 200)
  const caseId = plan && (await writeVersion(ctx, contract, plan, reason))
  return { ...(await told(ctx, contract, change, { kind: 'confirmed', reason: form.person })), caseId }
}

async function getChange(ctx: WriteCtx, id: string): Promise<{ contract: Contract; change: Change }> {
  const found = await ctx.db
    .selectFrom('contract_change as c')
    .innerJoin('contract as k', (join) =>
      join.onRef('k.org_id', '=', 'c.org_id').onRef('k.id', '=', 'c.contract_id'),
    )
    .select('c.contract_id')
    .where('c.org_id', '=', ctx.orgId)
    .where('c.id', '=', id)
    .where('c.voided_at', 'is', null)
    .where('k.voided_at', 'is', null)
    .where(contractScope(ctx, 'contract.write'))
    .executeTakeFirst()
  if (!found) throw notFound('contract_change')
  const contract = await getContractRow(ctx, found.contract_id, 'contract.write')
  const [change] = await findChanges(ctx, sql`c.id = ${id}`)
  return { contract, change: change! }
}

export function standingOfChange(
  contract: { status: string; approved_at: number | null },
  change: Change,
): ChangeStanding {
  return {
    steps: kindsOf(change),
    isInForce: change.isInForce,
    isContractOpen: contract.status === 'open',
    isContractApproved: contract.approved_at !== null,
  }
}

function decide(ctx: WriteCtx, contract: Contract, change: Change, act: Act): void {
  const today = dayOf(ctx.now)
  const on = act.on ?? today
  if (on < change.askedOn) throw conflict('change_before_asked', { day: change.askedOn })
  const decided = decideChange(
    standingOfChange(contract, change),
    { kind: act.kind, on, reason: act.reason ?? null, hasFile: Boolean(act.fileId) },
    today,
  )
  if (!decided.ok) throw refused(decided)
}

/** A step as it will stand, for what follows from it to be judged before anything is written. */
function noted(step: { kind: ChangeStep['kind']; on: Day; person?: string }): ChangeStep {
  const rest = { id: '', at: 0, terms: null, file: null, reason: null, actorName: null }
  return { ...rest, person: step.person ?? null, kind: step.kind, on: step.on }
}

/**
 * The newest version, and what changes are added to: what is in force. Where its approval was withdrawn that
 * is what was in force last, for the contract's own columns follow the draft then.
 */
async function versionsOf(ctx: WriteCtx, contract: Contract) {
  const versions = await loadVersions(ctx, contract.id)
  const released = contract.approved_at !== null ? contract.version_id : await lastReleased(ctx, contract.id)
  return { inForce: versions.find(({ id }) => id === released), newest: versions[0]! }
}

async function lastReleased(ctx: WriteCtx, contractId: string): Promise<string | null> {
  const row = await ctx.db
    .selectFrom('contract_release')
    .select('version_id')
    .where('org_id', '=', ctx.orgId)
    .where('contract_id', '=', contractId)
    .orderBy('granted_at', 'desc')
    .executeTakeFirst()
  return row?.version_id ?? null
}

type Taken = Change & { terms: ChangeTerms; confirmed: { person: string; on: Day } | null }

/** What is in force with these changes in it; a part that does not fit says which. */
function contentWith(base: ContractContent, changes: readonly Taken[]) {
  let content = base
  for (const { id, number, what, terms, confirmed } of changes) {
    const applied = applyChange(content, terms, {
      ...{ id, number, what, amountFen: terms.amountFen, deliveryDays: terms.deliveryDays },
      ...{ confirmedBy: confirmed?.person ?? '', confirmedOn: confirmed?.on ?? '' },
    })
    if (!applied.ok) throw invalid(applied.code, { change: number, ...applied.detail })
    content = applied.value
  }
  const checked = checkContent(content)
  if (!checked.ok) throw invalid(checked.code, checked.detail)
  return content
}

function taken(changes: readonly Change[]): Taken[] {
  return changes.map((change) => {
    const step = change.steps.findLast(({ kind }) => kind === 'confirmed')!
    return { ...change, terms: termsOf(change)!, confirmed: { person: step.person ?? '', on: step.on } }
  })
}

type Plan = { inForce: ContractContent; newest: ContractVersion; content: ContractContent }

/**
 * The version that a step leads to: what is in force with everything confirmed in it; null: none, for the
 * step adds and takes away nothing, or the contract has ended. Its refusals come here, before the writes.
 */
async function planVersion(ctx: WriteCtx, contract: Contract, changed: Change): Promise<Plan | null> {
  const before = await loadChanges(ctx, contract.id)
  const after = before.map((one) => (one.id === changed.id ? changed : one))
  const grows = waiting(after).length - waiting(before).length
  if (grows === 0 || contract.status !== 'open') return null
  const { inForce, newest } = await versionsOf(ctx, contract)
  if (!inForce) throw conflict('not_approved')
  // What somebody wrote by hand and nobody has approved is neither carried along nor lost under a change.
  if (!isSame(newest.content, inForce.content)) {
    const expected = contentWith(inForce.content, taken(waiting(before)))
    if (!isSame(newest.content, expected)) throw conflict('change_waits')
  }
  const content = contentWith(inForce.content, taken(waiting(after)))
  // An approval holds for what was seen: nothing is added under a case about something else. What is given up
  // is noted all the same, and leaves the case without its version.
  const running = grows > 0 ? await findCaseInTheWay(ctx, gateOf(contract.id, newest.hash)) : null
  if (running && running.contentHash !== hashOf(contract, content)) {
    throw conflict('approval_running', { caseId: running.id })
  }
  return { inForce: inForce.content, newest, content }
}

function isSame(one: ContractContent, other: ContractContent): boolean {
  return contentHashOf(one) === contentHashOf(other)
}

function hashOf({ id, customer_id: customerId }: Contract, content: ContractContent): string {
  return contentHashOf(hashedContent(id, customerId, content))
}

/** Writes it, and asks for its approval where nothing is lacking and nothing is being decided. */
async function writeVersion(
  ctx: WriteCtx,
  contract: Contract,
  { inForce, newest, content }: Plan,
  reason: string,
): Promise<string | null> {
  if (isSame(content, newest.content)) return null
  await keepContent(ctx, contract, { newest, content, reason })
  if (isSame(content, inForce) || missingTerms(content).length > 0) return null
  if (await findCaseInTheWay(ctx, gateOf(contract.id, newest.hash))) return null
  return (await askContractApproval(ctx, contract.id, reason)).caseId
}

/** What shows it is a file of this very contract; of another one it is not there. */
async function requireFile(ctx: WriteCtx, contract: Contract, fileId: string | null): Promise<string | null> {
  if (fileId === null) return null
  const files = await filesOf(ctx, { recordKind: CONTRACT, recordId: contract.id }, [fileId])
  if (!files.has(fileId)) throw notFound('file')
  return fileId
}

type NewStep = {
  kind: Exclude<ChangeAct, 'taken_back'>
  on: Day
  terms?: ChangeTerms
  person?: string
  fileId?: string | null
  reason?: string | null | undefined
}

async function addStep(ctx: WriteCtx, change: Change, step: NewStep): Promise<void> {
  await ctx.db
    .insertInto('contract_change_step')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      change_id: change.id,
      kind: step.kind,
      terms: step.terms ? json(step.terms) : null,
      amount_fen: step.terms?.amountFen ?? null,
      person: step.person ?? null,
      file_id: step.fileId ?? null,
      reason: step.reason?.trim() || null,
      occurred_on: step.on,
      known_at: at(knownAt(ctx, step.on)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
}

async function voidStep(ctx: WriteCtx, id: string): Promise<void> {
  await ctx.db
    .updateTable('contract_change_step')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

async function told(ctx: WriteCtx, contract: Contract, change: Change, act: Act): Promise<Reply> {
  await recordEvent(ctx, {
    kind: `contract.change_${act.kind}`,
    subject: { kind: CONTRACT, id: contract.id },
    customerId: contract.customer_id,
    summary: { number: contract.number, change: change.number, reason: act.reason ?? null },
  })
  await touch(ctx, [{ kind: CONTRACT, id: contract.id }])
  return { id: change.id, caseId: null }
}
