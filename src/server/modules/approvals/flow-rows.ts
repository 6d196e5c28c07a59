import type { Flow } from '../../../core/approval/flow.ts'
import { storedFlow } from '../../../core/approval/flow-facts.ts'
import { READY_FLOWS, READY_KINDS, type ReadyKind } from '../../../core/approval/ready-flows.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { FLOW_NAMES } from '../../../text/approvals.ts'
import type { ReadCtx } from '../../platform/context.ts'

/** A kind of request with the flow in force; version 0 is the one that ships. */
export type StoredFlow = {
  id: string | null
  kind: string
  name: Bilingual
  version: number
  spec: Flow
  ownerId: string | null
  reviewOn: string | null
}

/** Every kind: those that ship, in their order, then what the company has added. */
export async function loadFlows(ctx: ReadCtx): Promise<StoredFlow[]> {
  const rows = await ctx.db
    .selectFrom('approval_flow')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .orderBy('kind')
    .execute()
  const stored = new Map(
    rows.map((row): [string, StoredFlow] => [
      row.kind,
      {
        id: row.id,
        kind: row.kind,
        name: row.name as Bilingual,
        version: row.version,
        spec: storedFlow(row.spec as Flow),
        ownerId: row.owner_id,
        reviewOn: row.review_on,
      },
    ]),
  )
  const ready = READY_KINDS.map((kind) => stored.get(kind) ?? shipped(kind))
  return [...ready, ...[...stored.values()].filter(({ kind }) => !isReady(kind))]
}

export async function findFlow(ctx: ReadCtx, kind: string): Promise<StoredFlow | null> {
  return (await loadFlows(ctx)).find((flow) => flow.kind === kind) ?? null
}

export function shipped(kind: ReadyKind): StoredFlow {
  return {
    ...{ id: null, kind, version: 0, ownerId: null, reviewOn: null },
    name: FLOW_NAMES[kind],
    spec: READY_FLOWS[kind],
  }
}

export function isReady(kind: string): kind is ReadyKind {
  return (READY_KINDS as readonly string[]).includes(kind)
}
