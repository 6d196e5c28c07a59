import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import {
  type ChangeAct,
  changeState,
  decideChange,
  isDoneUnconfirmed,
  outsideFen,
} from '../../../core/contract/change.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { type Change, findChanges, kindsOf, loadChanges, termsOf } from './change-rows.ts'
import { contractScope } from './contract-rows.ts'
import { standingOfChange } from './note-change.ts'

/** What was asked for on the way of one contract, the newest first, with what may be noted of each (C076). */
export async function readChanges(ctx: ReadCtx, contractId: string) {
  const contract = await ctx.db
    .selectFrom('contract as k')
    .select(['k.id', 'k.status', 'k.approved_at', 'k.currency', 'k.ends_on', 'k.amount_fen'])
    .where('k.org_id', '=', ctx.orgId)
    .where('k.id', '=', contractId)
    .where('k.voided_at', 'is', null)
    .where(contractScope(ctx, 'contract.read'))
    .executeTakeFirst()
  if (!contract) throw notFound('contract')
  const changes = await loadChanges(ctx, contractId)
  const writes = may(ctx.actor.roles, 'contract.write')
  const open = contract.status === 'open'
  const add = !writes
    ? 'forbidden'
    : !open
      ? 'contract_ended'
      : contract.approved_at === null
        ? 'not_approved'
        : (true as const)
  return {
    items: changes.reverse().map((change) => shapeChange(ctx, contract, change)),
    can: { add },
  }
}

function shapeChange(ctx: ReadCtx, contract: { status: string; approved_at: number | null }, change: Change) {
  const today = dayOf(ctx.now)
  const standing = standingOfChange(contract, change)
  const ask = (kind: ChangeAct) => {
    if (!may(ctx.actor.roles, 'contract.write')) return 'forbidden'
    const decided = decideChange(standing, { kind, on: today, reason: '-', hasFile: true }, today)
    return decided.ok || decided.code
  }
  const terms = termsOf(change)
  return {
    id: change.id,
    number: change.number,
    what: change.what,
    askedBy: change.askedBy,
    askedOn: change.askedOn,
    actorName: change.actorName,
    estimateFen: change.estimateFen,
    terms: terms && { ...terms, lines: [...terms.lines], nodes: [...terms.nodes] },
    state: changeState(standing),
    isDoneUnconfirmed: isDoneUnconfirmed(standing),
    steps: change.steps.map(({ terms: priced, at: _, ...step }) => ({
      ...step,
      amountFen: priced?.amountFen ?? null,
    })),
    can: {
      price: ask('priced'),
      confirm: ask('confirmed'),
      done: ask('done'),
      withdraw: ask('withdrawn'),
      refuse: ask('refused'),
      takeBack: ask('taken_back'),
    },
  }
}

export type Outside = { count: number; done: number; fen: bigint }

/** Of these contracts: how many changes are in none in force, how many of those were delivered, for what. */
export async function changesOutside(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Outside>> {
  const found = new Map<string, Outside>()
  if (ids.length === 0) return found
  for (const change of await findChanges(ctx, sql`c.contract_id = any(${[...ids]}::uuid[])`)) {
    const standing = { steps: kindsOf(change), isInForce: change.isInForce }
    if (!['asked', 'priced', 'confirmed'].includes(changeState(standing))) continue
    const { count, done, fen } = found.get(change.contractId) ?? { count: 0, done: 0, fen: 0n }
    found.set(change.contractId, {
      count: count + 1,
      done: done + (isDoneUnconfirmed(standing) ? 1 : 0),
      fen: fen + outsideFen(termsOf(change)?.amountFen ?? change.estimateFen),
    })
  }
  return found
}
