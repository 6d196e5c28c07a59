import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import {
  type Candidates,
  defaultReceiver,
  type HandoverKind,
  type HeldItem,
} from '../../../core/handover/receiver.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { loadStaff } from '../identity/index.ts'

type Held = HeldItem & {
  subject_id: string
  customer_id: string | null
  title: string
  amount_fen: bigint | null
  is_key: boolean
}

/**
 * Brings the list up to what the leaver holds at this moment: adds what has come since it was made, opens
 * again what has come back, takes off what is over or somebody else's by now. What is done stays. Every
 * write of a handover begins with it, so that nothing is orphaned between two looks (C187).
 */
export async function refreshItems(
  ctx: WriteCtx,
  { id: handoverId, user_id: leaverId }: { id: string; user_id: string },
): Promise<void> {
  const held = await selectHeld(ctx, leaverId)
  const listed = await ctx.db
    .selectFrom('handover_item')
    .select(['id', 'kind', 'subject_id', 'done_at'])
    .where('org_id', '=', ctx.orgId)
    .where('handover_id', '=', handoverId)
    .execute()
  const keyOf = (row: { kind: string; subject_id: string }) => `${row.kind}:${row.subject_id}`
  const known = new Map(listed.map((row) => [keyOf(row), row]))
  const holds = new Set(held.map(keyOf))
  const over = listed.filter((row) => row.done_at === null && !holds.has(keyOf(row))).map(({ id }) => id)
  const back = held.flatMap((row) => {
    const before = known.get(keyOf(row))
    return before?.done_at != null ? [before.id] : []
  })
  if (over.length > 0)
    await sql`delete from handover_item where org_id = ${ctx.orgId} and id = any(${over}::uuid[])`.execute(
      ctx.db,
    )
  if (back.length > 0)
    await sql`update handover_item set done_at = null, done_by = null, at_closing = false
      where org_id = ${ctx.orgId} and id = any(${back}::uuid[])`.execute(ctx.db)
  const fresh = held.filter((row) => !known.has(keyOf(row)))
  if (fresh.length === 0) return
  const candidates = await loadCandidates(ctx, leaverId)
  await insertRows(
    ctx.db,
    'handover_item',
    fresh.map(({ personId, ...row }) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      handover_id: handoverId,
      ...row,
      receiver_id: receiverOf({ kind: row.kind, personId }, candidates),
    })),
  )
}

function receiverOf(item: HeldItem, candidates: Candidates): string {
  const receiver = defaultReceiver(item, candidates)
  if (receiver === null) throw conflict('receiver_invalid')
  return receiver
}

export async function loadCandidates(ctx: ReadCtx, leaverId: string): Promise<Candidates> {
  const { directory } = await loadStaff(ctx)
  const leaver = directory.people.get(leaverId)
  return {
    leaverId,
    backupId: leaver?.backupId ?? null,
    managerId: leaver?.managerId ?? null,
    bosses: directory.holders.get('boss') ?? [],
    isActive: (id) => directory.people.get(id)?.activeUntil === null,
  }
}

/** Everything that names the leaver as whoever answers for it, works along on it or steps in. */
export async function selectHeld(ctx: ReadCtx, leaverId: string): Promise<Held[]> {
  const own = (alias: string) =>
    sql`${sql.ref(`${alias}.org_id`)} = ${ctx.orgId} and ${sql.ref(`${alias}.responsible_id`)} = ${leaverId}`
  const { rows } = await sql<{ kind: HandoverKind; person_id: string | null } & Omit<Held, 'personId'>>`
    select 'customer' as kind, c.id as subject_id, c.id as customer_id, c.name as title, nullif(s.open_fen, 0) as amount_fen,
      c.key_level = 'key' as is_key, null::uuid as person_id
    from customer c left join customer_state s on s.org_id = c.org_id and s.customer_id = c.id
    where ${own('c')} and c.voided_at is null
    union all
    select 'receivable', i.customer_id, i.customer_id, min(c.name), sum(i.open_fen)::bigint, bool_or(c.key_level = 'key'), null
    from instalment i join customer c on c.org_id = i.org_id and c.id = i.customer_id
    where ${own('i')} and i.open_fen > 0 and i.voided_at is null group by i.customer_id
    union all
    select 'deal', d.id, d.customer_id, d.title, d.amount_fen, false, null from deal d
    where ${own('d')} and d.outcome in ('open', 'undated') and d.voided_at is null
    union all
    select 'quote', q.id, q.customer_id, q.title, q.amount_fen, false, null from quote q
    where ${own('q')} and q.status in ('asked', 'paused', 'sent', 'answered') and q.voided_at is null
    union all
    select 'contract', k.id, k.customer_id, concat_ws(' ', k.number, nullif(k.title, '')), k.amount_fen, false, null from contract k
    where ${own('k')} and k.status = 'open' and k.voided_at is null
    union all
    select 'order', o.id, o.customer_id, concat_ws(' ', o.number, nullif(o.title, '')), o.amount_fen, false, null from sales_order o
    where ${own('o')} and o.status in ('open', 'partial') and o.voided_at is null
    union all
    select 'complaint', m.id, m.customer_id, concat_ws(' · ', m.title, c.name), null, false, null
    from complaint m join customer c on c.org_id = m.org_id and c.id = m.customer_id
    where ${own('m')} and m.resolved_on is null and m.voided_at is null
    union all
    select 'dispute', x.id, x.customer_id, concat_ws(' · ', x.reason, c.name), x.amount_fen, false, null
    from dispute x join customer c on c.org_id = x.org_id and c.id = x.customer_id
    where ${own('x')} and x.resolved_on is null and x.voided_at is null
    union all
    select 'alert', a.id, a.customer_id, concat_ws(' · ', r.spec -> 'title' ->> 'zh', c.name), nullif(a.at_risk_fen, 0), false, null
    from alert a join rule r on r.org_id = a.org_id and r.id = a.rule_id
    left join customer c on c.org_id = a.org_id and c.id = a.customer_id
    where ${own('a')} and a.resolved_at is null
    union all
    select 'task', t.id, t.customer_id, concat_ws(' · ', t.title, c.name), null, false, null from task t
    left join customer c on c.org_id = t.org_id and c.id = t.customer_id where ${own('t')} and t.state = 'open'
    union all
    select 'approval', a.id, c.id, a.title ->> 'zh', a.amount_fen, false, null from approval_case a
    left join customer c on c.org_id = a.org_id and c.id = a.customer_id
    where a.org_id = ${ctx.orgId} and a.id in (select s.case_id from approval_seat s
      where s.org_id = ${ctx.orgId} and s.user_id = ${leaverId} and s.status in ('waiting', 'active'))
    union all
    select 'member', c.id, c.id, c.name, null, c.key_level = 'key', null from customer_member m
    join customer c on c.org_id = m.org_id and c.id = m.customer_id where m.org_id = ${ctx.orgId} and m.user_id = ${leaverId}
    union all
    select 'backup', u.id, null, u.name, null, false, u.id from app_user u
    where u.org_id = ${ctx.orgId} and u.backup_id = ${leaverId} and u.status <> 'inactive'
    union all
    select 'absence', b.id, null, concat(u.name, ' ', b.from_day, ' – ', b.to_day), null, false, u.id from absence b
    join app_user u on u.org_id = b.org_id and u.id = b.user_id
    where b.org_id = ${ctx.orgId} and b.backup_id = ${leaverId} and b.voided_at is null and b.to_day >= ${dayOf(ctx.now)}
    union all
    select 'delegation', e.id, null, concat(f.name, ' → ', t.name, ' ', e.from_day, ' – ', e.to_day), null, false,
      nullif(f.id, ${leaverId})
    from approval_delegation e join app_user f on f.org_id = e.org_id and f.id = e.from_id
    join app_user t on t.org_id = e.org_id and t.id = e.to_id
    where e.org_id = ${ctx.orgId} and ${leaverId} in (e.from_id, e.to_id) and e.voided_at is null and e.to_day >= ${dayOf(ctx.now)}
    union all
    select 'flow', w.id, null, w.name ->> 'zh', null, false, null from approval_flow w
    where w.org_id = ${ctx.orgId} and w.owner_id = ${leaverId}
    union all
    select 'department', p.id, null, p.name, null, false, null from department p
    where p.org_id = ${ctx.orgId} and p.manager_id = ${leaverId}`.execute(ctx.db)
  return rows.map(({ person_id: personId, ...row }) => ({ ...row, personId }))
}
