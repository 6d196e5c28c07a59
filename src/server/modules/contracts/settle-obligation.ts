import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import {
  decideObligationStep,
  type ObligationDraft,
  type ObligationKind,
  type ObligationStepKind,
} from '../../../core/contract/obligation.ts'
import { type Role, scopeFor } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { filesOf } from '../files/index.ts'
import { contractScope, getContractRow } from './contract-rows.ts'
import { CONTRACT } from './version-rows.ts'

export type NewObligation = ObligationDraft & { responsibleId?: string | null | undefined }

export async function addObligations(ctx: WriteCtx, contractId: string, items: readonly NewObligation[]) {
  const contract = await getContractRow(ctx, contractId, 'contract.write')
  if (contract.status !== 'open') throw conflict('contract_ended')
  await requireDoers(
    ctx,
    contract,
    items.flatMap(({ responsibleId }) => (responsibleId ? [responsibleId] : [])),
  )
  const ids = await noteObligations(
    ctx,
    items.map((item) => ({ ...item, contractId })),
  )
  await recordEvent(ctx, {
    kind: 'contract.obligations_noted',
    subject: { kind: CONTRACT, id: contractId },
    customerId: contract.customer_id,
    summary: { number: contract.number, count: ids.length },
  })
  return { ids }
}

/** Many at once, of contracts that the caller has opened. */
export async function noteObligations(
  ctx: WriteCtx,
  items: readonly (NewObligation & { contractId: string })[],
): Promise<string[]> {
  const on = dayOf(ctx.now)
  const rows = items.map((item) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    contract_id: item.contractId,
    kind: item.kind,
    label: item.label,
    due_on: item.dueOn,
    amount_fen: item.amountFen,
    responsible_id: item.responsibleId ?? null,
    occurred_on: on,
    known_at: ctx.tick,
    recorded_at: ctx.tick,
    actor: ctx.actor.userId,
  }))
  await insertRows(ctx.db, 'obligation', rows)
  await touch(
    ctx,
    [...new Set(items.map(({ contractId }) => contractId))].map((id) => ({ kind: CONTRACT, id })),
  )
  return rows.map(({ id }) => id)
}

/**
 * Who is to do it must be able to open the contract: an errand that its own doer cannot see is done by
 * nobody.
 */
async function requireDoers(
  ctx: WriteCtx,
  contract: { customer_id: string; responsible_id: string | null },
  ids: readonly string[],
): Promise<void> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return
  const { rows } = await sql<{ id: string; roles: Role[]; is_on_it: boolean; is_near: boolean }>`
    select u.id, coalesce((select array_agg(r.role) from user_role r where r.org_id = u.org_id and r.user_id = u.id), '{}') as roles,
      u.id = ${contract.responsible_id} or c.responsible_id = u.id or exists (select 1 from customer_member m
        where m.org_id = u.org_id and m.customer_id = c.id and m.user_id = u.id) as is_on_it,
      u.department_id is not distinct from k.department_id as is_near
    from app_user u join customer c on c.org_id = u.org_id and c.id = ${contract.customer_id}
    left join app_user k on k.org_id = u.org_id and k.id = coalesce(${contract.responsible_id}::uuid, c.responsible_id)
    where u.org_id = ${ctx.orgId} and u.id = any(${wanted}::uuid[]) and u.status = 'active'`.execute(ctx.db)
  if (rows.length < wanted.length) throw notFound('person')
  const sees = ({ roles, is_on_it, is_near }: (typeof rows)[number]) => {
    const scope = scopeFor(roles, 'contract.read')
    return scope === 'all' || (scope !== null && (is_on_it || (scope !== 'own' && is_near)))
  }
  if (!rows.every(sees)) throw conflict('doer_cannot_see')
}

export type SettleForm = {
  kind: ObligationStepKind
  on?: Day | null | undefined
  reason?: string | null | undefined
  evidenceId?: string | null | undefined
}

/** Load → decide → one row added or taken back; the contract is looked at again by its rules. */
export async function settleObligation(ctx: WriteCtx, id: string, form: SettleForm): Promise<{ id: string }> {
  const row = await getObligation(ctx, id)
  const contract = await getContractRow(ctx, row.contract_id, 'contract.write')
  const today = dayOf(ctx.now)
  const step = {
    kind: form.kind,
    on: form.on ?? today,
    reason: form.reason || null,
    hasFile: Boolean(form.evidenceId),
  }
  const standing = {
    kind: row.kind as ObligationKind,
    isContractOpen: contract.status === 'open',
    settledBy: row.settled_by as never,
  }
  const decided = decideObligationStep(standing, step, today)
  if (!decided.ok) throw refused(decided)
  const evidence = await requireEvidence(ctx, contract.id, form)
  if (step.kind === 'reopened') await takeBack(ctx, 'obligation_step', row.step_id!)
  else if (step.kind === 'withdrawn') await takeBack(ctx, 'obligation', id)
  else {
    await ctx.db
      .insertInto('obligation_step')
      .values({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        obligation_id: id,
        kind: step.kind,
        ...evidence,
        reason: step.reason,
        occurred_on: step.on,
        known_at: at(knownAt(ctx, step.on)),
        recorded_at: at(ctx.tick),
        actor: ctx.actor.userId,
      })
      .execute()
  }
  await recordEvent(ctx, {
    kind: `contract.obligation_${step.kind}`,
    subject: { kind: CONTRACT, id: contract.id },
    customerId: contract.customer_id,
    summary: { number: contract.number, what: row.kind, label: row.label, reason: step.reason },
  })
  await touch(ctx, [{ kind: CONTRACT, id: contract.id }])
  return { id }
}

/** One of a contract out of sight is answered like one that is not there. */
async function getObligation(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('obligation as o')
    .innerJoin('contract as k', (join) =>
      join.onRef('k.org_id', '=', 'o.org_id').onRef('k.id', '=', 'o.contract_id'),
    )
    .leftJoin('obligation_step as s', (join) =>
      join
        .onRef('s.org_id', '=', 'o.org_id')
        .onRef('s.obligation_id', '=', 'o.id')
        .on('s.voided_at', 'is', null),
    )
    .select(['o.contract_id', 'o.kind', 'o.label', 's.id as step_id', 's.kind as settled_by'])
    .where('o.org_id', '=', ctx.orgId)
    .where('o.id', '=', id)
    .where('o.voided_at', 'is', null)
    .where('k.voided_at', 'is', null)
    .where(contractScope(ctx, 'contract.write'))
    .executeTakeFirst()
  if (!row) throw notFound('obligation')
  return row
}

/** What is named as evidence hangs on this very contract; of another one it is not there. */
async function requireEvidence(ctx: WriteCtx, contractId: string, { kind, evidenceId }: SettleForm) {
  const none = { order_id: null, invoice_id: null, file_id: null }
  if (kind === 'order') {
    const { rows } =
      await sql`select 1 from sales_order where org_id = ${ctx.orgId} and id = ${evidenceId ?? null}
      and contract_id = ${contractId} and voided_at is null`.execute(ctx.db)
    if (rows.length === 0) throw notFound('order')
    return { ...none, order_id: evidenceId! }
  }
  if (kind === 'invoice') {
    const { rows } =
      await sql`select 1 from invoice v left join sales_order o on o.org_id = v.org_id and o.id = v.order_id
      where v.org_id = ${ctx.orgId} and v.id = ${evidenceId ?? null} and v.kind = 'invoice' and v.voided_at is null
        and coalesce(v.contract_id, o.contract_id) = ${contractId}`.execute(ctx.db)
    if (rows.length === 0) throw notFound('invoice')
    return { ...none, invoice_id: evidenceId! }
  }
  if (kind !== 'done' || !evidenceId) return none
  const files = await filesOf(ctx, { recordKind: CONTRACT, recordId: contractId }, [evidenceId])
  if (!files.has(evidenceId)) throw notFound('file')
  return { ...none, file_id: evidenceId }
}

async function takeBack(ctx: WriteCtx, table: 'obligation' | 'obligation_step', id: string): Promise<void> {
  await ctx.db
    .updateTable(table)
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}
