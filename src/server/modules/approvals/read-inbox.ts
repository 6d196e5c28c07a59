import { type RawBuilder, sql } from 'kysely'
import type { ApprovalRow } from '../../../api/approvals.ts'
import { canAct } from '../../../core/approval/can.ts'
import type { CaseStatus } from '../../../core/approval/case.ts'
import { openSteps } from '../../../core/approval/case.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { aboutOf, findCase, type StoredCase } from './case-rows.ts'
import { loadFlows } from './flow-rows.ts'
import { caseScope } from './scope.ts'
import { summing } from './sums.ts'
import { loadWorld, type Scene } from './world.ts'

type Query = {
  box: 'mine' | 'sent' | 'done' | 'copied' | 'all'
  kind?: string | undefined
  status?: CaseStatus | undefined
  text?: string | undefined
  page: number
  pageSize: number
}

/** One box of the inbox. Which box a case is in is a question to the seats, the copies and the trail. */
export async function listCases(ctx: ReadCtx, query: Query) {
  const { rows } = await sql<{ id: string; total: number; unread: boolean }>`
    select c.id, count(*) over ()::int as total,
      exists (select 1 from approval_copy k where k.org_id = c.org_id and k.case_id = c.id
        and k.user_id = ${ctx.actor.userId} and k.read_at is null) as unread
    from approval_case c
    where c.org_id = ${ctx.orgId} and ${inBox(ctx, query.box)} and ${caseScope(ctx)}
      and ${query.kind === undefined ? sql`true` : sql`c.kind = ${query.kind}`}
      and ${query.status === undefined ? sql`true` : sql`c.status = ${query.status}`}
      and ${query.text ? sql`(position(lower(${query.text}) in lower(c.title ->> 'zh')) > 0 or position(lower(${query.text}) in lower(c.title ->> 'en')) > 0)` : sql`true`}
    order by ${query.box === 'mine' ? sql`(select min(s.due_at) from approval_seat s where s.org_id = c.org_id and s.case_id = c.id and s.status = 'active') nulls last,` : sql``}
      coalesce(c.settled_at, c.submitted_at) desc, c.id desc
    limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(ctx.db)
  const scene = await loadWorld(ctx)
  const flows = await loadFlows(ctx)
  const kinds = flows.map(({ kind, name }) => ({ kind, name }))
  const found: ApprovalRow[] = []
  for (const { id, unread } of rows) {
    const stored = await findCase(ctx, id)
    if (!stored) continue
    const world = await summing(ctx, scene.world, aboutOf(stored))
    found.push({ ...rowOf(ctx, stored, { scene: { ...scene, world }, kinds }), unread })
  }
  return {
    rows: found,
    total: rows[0]?.total ?? 0,
    counts: await countBoxes(ctx),
    kinds,
    mayAudit: may(ctx.actor.roles, 'approval.audit'),
  }
}

type Names = { scene: Scene; kinds: readonly { kind: string; name: { zh: string; en: string } }[] }

export function rowOf(ctx: ReadCtx, stored: StoredCase, { scene, kinds }: Names): ApprovalRow {
  const { approval } = stored
  const name = (id: string) => scene.names.get(id) ?? ''
  return {
    id: stored.id,
    kind: approval.kind,
    kindName: kinds.find(({ kind }) => kind === approval.kind)?.name ?? {
      zh: approval.kind,
      en: approval.kind,
    },
    title: stored.title,
    requester: { id: approval.requesterId, name: name(approval.requesterId) },
    amountFen: approval.facts.amountFen,
    status: approval.state.status,
    steps: openSteps(approval.state).map((step) => ({
      name: step.name,
      people: step.seats.filter((seat) => seat.status === 'active').map((seat) => name(seat.userId)),
      dueAt: step.dueAt,
    })),
    reason: stored.reason,
    submittedAt: stored.submittedAt,
    settledAt: stored.settledAt,
    unread: false,
    version: stored.version,
    can: canOf(ctx, stored, scene),
  }
}

/** Who may only look (an auditor) is told so beside every button. */
function canOf(ctx: ReadCtx, stored: StoredCase, scene: Scene): Record<string, true | string> {
  const can = canAct(stored.approval, ctx.actor.userId!, { world: scene.world, at: ctx.now })
  if (may(ctx.actor.roles, 'approval.act')) return can
  return Object.fromEntries(Object.keys(can).map((kind) => [kind, 'forbidden']))
}

function inBox(ctx: ReadCtx, box: Query['box']): RawBuilder<boolean> {
  const me = ctx.actor.userId
  switch (box) {
    case 'mine':
      return sql<boolean>`c.status = 'open' and exists (select 1 from approval_seat s where s.org_id = c.org_id
        and s.case_id = c.id and s.user_id = ${me} and s.status = 'active')`
    case 'sent':
      return sql<boolean>`c.requester_id = ${me}`
    case 'done':
      return sql<boolean>`exists (select 1 from approval_trail t where t.org_id = c.org_id and t.case_id = c.id
        and t.actor = ${me} and t.kind in ('agree', 'repeat', 'reject', 'return', 'add', 'transfer'))`
    case 'copied':
      return sql<boolean>`exists (select 1 from approval_copy k where k.org_id = c.org_id and k.case_id = c.id
        and k.user_id = ${me})`
    case 'all':
      return sql<boolean>`${may(ctx.actor.roles, 'approval.audit')}`
  }
}

async function countBoxes(ctx: ReadCtx): Promise<{ mine: number; sent: number; copied: number }> {
  const me = ctx.actor.userId
  const { rows } = await sql<{ mine: number; sent: number; copied: number }>`
    select
      (select count(distinct s.case_id)::int from approval_seat s join approval_case c on c.org_id = s.org_id and c.id = s.case_id
        where s.org_id = ${ctx.orgId} and s.user_id = ${me} and s.status = 'active' and c.status = 'open') as mine,
      (select count(*)::int from approval_case c
        where c.org_id = ${ctx.orgId} and c.requester_id = ${me} and c.status in ('open', 'returned')) as sent,
      (select count(*)::int from approval_copy k
        where k.org_id = ${ctx.orgId} and k.user_id = ${me} and k.read_at is null) as copied`.execute(ctx.db)
  return rows[0]!
}
