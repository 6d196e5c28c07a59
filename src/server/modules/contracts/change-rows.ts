import { type RawBuilder, sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import {
  type ChangeStepKind,
  type ChangeTerms,
  changeState,
  termsFrom,
} from '../../../core/contract/change.ts'
import type { TakenChange } from '../../../core/contract/content.ts'
import type { ReadCtx } from '../../platform/context.ts'

export type ChangeStep = {
  id: string
  kind: ChangeStepKind
  on: Day
  at: Instant
  terms: ChangeTerms | null
  person: string | null
  file: { id: string; name: string } | null
  reason: string | null
  actorName: string | null
}

export type Change = {
  id: string
  contractId: string
  number: number
  what: string
  askedBy: string
  askedOn: Day
  estimateFen: bigint | null
  actorName: string | null
  steps: ChangeStep[]
  isInForce: boolean
}

/** When a change came into force: the first release of a version that names it (columns of `c`). */
export const IN_FORCE_AT = sql<Instant | null>`(select min(r.granted_at) from contract_version v
  join contract_release r on r.org_id = v.org_id and r.version_id = v.id
  where v.org_id = c.org_id and v.contract_id = c.contract_id
    and v.content -> 'changes' @> jsonb_build_array(jsonb_build_object('id', c.id)))`

/** The changes of a contract in the order they were asked for, each with what stands of its steps. */
export async function loadChanges(ctx: ReadCtx, contractId: string): Promise<Change[]> {
  return findChanges(ctx, sql`c.contract_id = ${contractId}`)
}

export async function findChanges(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<Change[]> {
  const { rows } = await sql<Omit<Change, 'steps'>>`
    select c.id, c.contract_id as "contractId", c.number, c.what, c.asked_by as "askedBy", c.occurred_on as "askedOn",
      c.estimate_fen as "estimateFen", u.name as "actorName", ${IN_FORCE_AT} is not null as "isInForce"
    from contract_change c left join app_user u on u.org_id = c.org_id and u.id = c.actor
    where c.org_id = ${ctx.orgId} and c.voided_at is null and ${where} order by c.contract_id, c.number`.execute(
    ctx.db,
  )
  const steps = await stepsOf(
    ctx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, steps: steps.get(row.id) ?? [] }))
}

async function stepsOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, ChangeStep[]>> {
  const found = new Map<string, ChangeStep[]>()
  if (ids.length === 0) return found
  const rows = await ctx.db
    .selectFrom('contract_change_step as s')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 's.org_id').onRef('u.id', '=', 's.actor'),
    )
    .leftJoin('record_file as f', (join) =>
      join.onRef('f.org_id', '=', 's.org_id').onRef('f.id', '=', 's.file_id'),
    )
    .select(['s.id', 's.change_id', 's.kind', 's.occurred_on', 's.recorded_at', 's.terms', 's.person'])
    .select(['s.file_id', 'f.name as fileName', 's.reason', 'u.name as actorName'])
    .where('s.org_id', '=', ctx.orgId)
    .where('s.change_id', 'in', [...ids])
    .where('s.voided_at', 'is', null)
    .orderBy('s.recorded_at')
    .orderBy('s.id')
    .execute()
  for (const row of rows) {
    const step: ChangeStep = {
      ...{ id: row.id, kind: row.kind as ChangeStepKind, on: row.occurred_on, at: row.recorded_at },
      terms: row.terms === null ? null : termsFrom(row.terms),
      file: row.file_id === null ? null : { id: row.file_id, name: row.fileName ?? '' },
      ...{ person: row.person, reason: row.reason, actorName: row.actorName },
    }
    found.set(row.change_id, [...(found.get(row.change_id) ?? []), step])
  }
  return found
}

export const kindsOf = ({ steps }: Pick<Change, 'steps'>): ChangeStepKind[] => steps.map(({ kind }) => kind)

/** What was last asked for it: a change is priced until the customer agrees. */
export function termsOf({ steps }: Pick<Change, 'steps'>): ChangeTerms | null {
  return steps.findLast(({ kind }) => kind === 'priced')?.terms ?? null
}

/**
 * The changes that a version names, by where they stand now: part of what was in force once, confirmed and
 * waiting, or neither: what the customer has gone back on may stand in no version (0031).
 */
export async function namedChanges(
  ctx: ReadCtx,
  contractId: string,
  { changes = [] }: { changes?: readonly TakenChange[] | undefined },
) {
  const found: Record<'inForce' | 'waiting' | 'gone', TakenChange[]> = { inForce: [], waiting: [], gone: [] }
  if (changes.length === 0) return found
  const known = await loadChanges(ctx, contractId)
  const waits = new Set(waiting(known).map(({ id }) => id))
  for (const change of changes) {
    if (known.find(({ id }) => id === change.id)?.isInForce) found.inForce.push(change)
    else found[waits.has(change.id) ? 'waiting' : 'gone'].push(change)
  }
  return found
}

/** Confirmed by the customer and not in force: what the next version has to take in. */
export function waiting(changes: readonly Change[]): Change[] {
  return changes.filter((one) => changeState({ ...one, steps: kindsOf(one) }) === 'confirmed')
}
