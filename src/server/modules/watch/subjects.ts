import { type RawBuilder, sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { UNDATED } from '../../../core/receivable/retention.ts'
import type { RecordPeople } from '../../../core/watch/responsible.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { wake } from '../../platform/jobs.ts'
import { type Among, isAmong } from '../../platform/metric-loader.ts'
import { tablesThen } from '../../platform/then.ts'
import type { Look } from './look.ts'

export type SubjectSets = Map<SubjectKind, Set<string>>

/** What an alert says about its subject besides the figure. */
export type SubjectInfo = RecordPeople & {
  id: string
  label: string
  customerId: string | null
  customerName: string | null
  dealId: string | null
}

/** Marks every subject of a kind: a rule of that kind is new or has changed. */
export async function touchAll(ctx: WriteCtx, kind: SubjectKind): Promise<void> {
  await sql`
    insert into watch_dirty (org_id, subject_kind, subject_id, tick)
    select ${ctx.orgId}, ${kind}, s.id, ${at(ctx.tick)} from (${everyone(ctx, kind)}) s`.execute(ctx.db)
  await wake(ctx, 'watch.evaluate')
}

/** All subjects of a kind that can still get an alert, and those that have an open one. */
function everyone(ctx: ReadCtx, kind: SubjectKind): RawBuilder<unknown> {
  const watched = sql`select s.subject_id as id from watch_state s where s.org_id = ${ctx.orgId} and s.subject_kind = ${kind}`
  switch (kind) {
    case 'customer':
      return sql`select id from customer where org_id = ${ctx.orgId} and voided_at is null`
    case 'deal':
      return sql`select id from deal where org_id = ${ctx.orgId} and voided_at is null and outcome = 'open' union ${watched}`
    case 'instalment':
      return sql`select id from instalment where org_id = ${ctx.orgId} and voided_at is null and open_fen > 0 union ${watched}`
    case 'quote':
      return sql`select id from quote where org_id = ${ctx.orgId} and voided_at is null and status not in ('won', 'lost', 'withdrawn') union ${watched}`
    case 'order':
      return sql`select id from sales_order where org_id = ${ctx.orgId} and voided_at is null and status in ('open', 'partial') union ${watched}`
    case 'contract':
      return sql`select id from contract where org_id = ${ctx.orgId} and voided_at is null and status = 'open' union ${watched}`
    case 'stage':
      return sql`select id from stage where org_id = ${ctx.orgId} and kind = 'open' union ${watched}`
    case 'rep':
      return sql`select user_id as id from user_role where org_id = ${ctx.orgId} and role = 'rep' union ${watched}`
    case 'team':
      return sql`select id from department where org_id = ${ctx.orgId}`
    case 'org':
      return sql`select ${ctx.orgId}::uuid as id`
  }
}

/** Every subject of a kind that ever was, for a replay of history. */
export async function subjectsEver(ctx: ReadCtx, kind: SubjectKind): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select e.id from (${ever(ctx, kind)}) e order by 1`.execute(
    ctx.db,
  )
  return rows.map((row) => row.id)
}

function ever(ctx: ReadCtx, kind: SubjectKind): RawBuilder<unknown> {
  const table = TABLES[kind]
  return table ? sql`select id from ${sql.table(table)} where org_id = ${ctx.orgId}` : everyone(ctx, kind)
}

const TABLES: Partial<Record<SubjectKind, string>> = {
  customer: 'customer',
  deal: 'deal',
  quote: 'quote',
  order: 'sales_order',
  contract: 'contract',
  instalment: 'instalment',
}

/**
 * Money moves are marked on the customer; its instalments are meant with it: those that are open, those
 * that are still watched although paid, and those that came, went or were paid or unpaid since the last
 * evaluation: one that was open only between two looks has an alert to tell of all the same. What was paid
 * or taken back for good before any rule watched can open nothing: imported history is mostly that.
 */
export async function instalmentsOf(
  ctx: ReadCtx,
  customerIds: readonly string[],
  { since, watchedFrom }: { since: Instant; watchedFrom: Instant },
): Promise<{ id: string; customerId: string }[]> {
  if (customerIds.length === 0) return []
  const among = await amongOf(ctx, 'customer', customerIds)
  const last = at(since)
  const from = at(watchedFrom)
  const day = dayOf(watchedFrom)
  const isMine = (alias: string) =>
    sql`${sql.ref(`${alias}.org_id`)} = ${ctx.orgId} and ${isAmong(`${alias}.customer_id`, among)}`
  const { rows } = await sql<{ id: string; customerId: string }>`
    select i.id, i.customer_id as "customerId" from instalment i
    where ${isMine('i')} and i.open_fen > 0 and i.voided_at is null
    union
    select i.id, i.customer_id from instalment i join watch_state s on s.org_id = i.org_id and s.subject_id = i.id
    where ${isMine('i')} and s.subject_kind = 'instalment' and (s.wake_at is not null or s.state ->> 'phase' <> 'idle')
    union
    select i.id, i.customer_id from (
      select i.id from instalment i
      where ${isMine('i')} and (i.known_at > ${from} or i.occurred_on > ${day} or i.voided_at > ${from})
      union
      select a.instalment_id from allocation a
      where ${isMine('a')} and (a.known_at > ${from} or a.occurred_on > ${day} or a.voided_at > ${from})
    ) watched join instalment i on i.org_id = ${ctx.orgId} and i.id = watched.id
    where i.recorded_at > ${last} or i.voided_at > ${last} or exists (select 1 from allocation a
      where a.org_id = i.org_id and a.instalment_id = i.id and (a.recorded_at > ${last} or a.voided_at > ${last}))
    order by 1`.execute(ctx.db)
  const wanted = new Set(customerIds)
  return rows.filter(({ customerId }) => wanted.has(customerId))
}

const FEW = 200

/** How to ask for these subjects: by their bounds where they are most of those in between. */
export async function amongOf(ctx: ReadCtx, kind: SubjectKind, ids: readonly string[]): Promise<Among> {
  const table = TABLES[kind]
  if (!table || ids.length < FEW) return { ids }
  let [first, last] = [ids[0]!, ids[0]!]
  for (const id of ids) {
    if (id < first) first = id
    if (id > last) last = id
  }
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(table)}
    where org_id = ${ctx.orgId} and id between ${first}::uuid and ${last}::uuid`.execute(ctx.db)
  return rows[0]!.n < 2 * ids.length ? { ids, dense: { first, last } } : { ids }
}

/**
 * Contracts of these customers that are used or might be before anybody approved them, that are invoiced (it
 * may be more than they say), or under which something is to be done: what shows it was done may have come or
 * gone with what was just recorded.
 */
export async function contractsOf(
  ctx: ReadCtx,
  customerIds: readonly string[],
): Promise<{ id: string; customerId: string }[]> {
  if (customerIds.length === 0) return []
  const { rows } = await sql<{ id: string; customerId: string }>`
    select id, customer_id as "customerId" from contract where org_id = ${ctx.orgId} and customer_id = any(${customerIds}::uuid[])
      and voided_at is null and status = 'open' and (approved_at is null or exists (select 1 from obligation o
        where o.org_id = contract.org_id and o.contract_id = contract.id and o.voided_at is null)
        or exists (select 1 from invoice v where v.org_id = contract.org_id and v.contract_id = contract.id and v.kind = 'invoice')
        or exists (select 1 from sales_order o join invoice v on v.org_id = o.org_id and v.order_id = o.id and v.kind = 'invoice'
          where o.org_id = contract.org_id and o.contract_id = contract.id))`.execute(ctx.db)
  return rows
}

/** Retention under these contracts that waits for their acceptance. */
export async function waitingOf(ctx: ReadCtx, contractIds: readonly string[]): Promise<string[]> {
  if (contractIds.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    select i.id from invoice v join instalment i on i.org_id = v.org_id and i.invoice_id = v.id
    where v.org_id = ${ctx.orgId} and v.contract_id = any(${[...contractIds]}::uuid[]) and v.kind = 'contract'
      and v.voided_at is null and i.voided_at is null and i.is_retention and i.due_on = ${UNDATED} and i.open_fen > 0`.execute(
    ctx.db,
  )
  return rows.map(({ id }) => id)
}

/** What people call subjects and who answers for them, in the tables that `infoQuery` reads. */
const SAID = {
  customer: ['name', 'responsible_id'],
  deal: ['title', 'customer_id', 'responsible_id'],
  quote: ['title', 'customer_id', 'deal_id', 'responsible_id'],
  sales_order: ['number', 'title', 'customer_id', 'deal_id', 'responsible_id'],
  contract: ['number', 'title', 'customer_id', 'deal_id', 'responsible_id'],
  app_user: ['name'],
  department: ['name', 'manager_id'],
} as const

/**
 * Who answers for these subjects and what people call them, looking back who did and what they were called.
 * Subjects that no longer exist are left out.
 */
export async function loadSubjects(
  ctx: ReadCtx,
  kind: SubjectKind,
  ids: readonly string[],
  look?: Look,
): Promise<Map<string, SubjectInfo>> {
  if (ids.length === 0) return new Map()
  const then = tablesThen(ctx, SAID, look?.isPast ? look.moment : null)
  const { rows } = await sql<SubjectInfo>`${then} ${infoQuery(ctx, kind, ids)}`.execute(ctx.db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Who answers for many subjects, without what people call them: for each of those who do, whose they are. */
export async function loadAnswering(
  ctx: ReadCtx,
  kind: SubjectKind,
  among: Among,
): Promise<(RecordPeople & { ids: Buffer })[]> {
  const { rows } = await sql<RecordPeople & { ids: Buffer }>`
    select a."responsibleId", a."backupId", string_agg(uuid_send(a.id), '') as ids
    from (${answeringQuery(ctx, kind, among)}) a group by 1, 2`.execute(ctx.db)
  return rows
}

/** The kinds of which there are many need nothing of what their labels are made of. */
function answeringQuery(ctx: ReadCtx, kind: SubjectKind, among: Among): RawBuilder<unknown> {
  if (kind === 'customer')
    return sql`select c.id, c.responsible_id as "responsibleId", null::uuid as "backupId"
      from customer c where c.org_id = ${ctx.orgId} and ${isAmong('c.id', among)}`
  if (kind === 'instalment')
    return sql`select i.id, coalesce(i.responsible_id, v.responsible_id, c.responsible_id) as "responsibleId", null::uuid as "backupId"
      from instalment i
      join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      join customer c on c.org_id = i.org_id and c.id = i.customer_id
      where i.org_id = ${ctx.orgId} and ${isAmong('i.id', among)}`
  return infoQuery(ctx, kind, among.ids)
}

function infoQuery(ctx: ReadCtx, kind: SubjectKind, ids: readonly string[]): RawBuilder<unknown> {
  const mine = (column: string) => sql`${sql.ref(column)} = any(${ids}::uuid[])`
  const people = (responsible: RawBuilder<unknown>) =>
    sql`${responsible} as "responsibleId", null::uuid as "backupId"`
  switch (kind) {
    case 'customer':
      return sql`select c.id, c.name as label, c.id as "customerId", c.name as "customerName", null::uuid as "dealId",
        ${people(sql`c.responsible_id`)} from customer c where c.org_id = ${ctx.orgId} and ${mine('c.id')}`
    case 'deal':
      return sql`select d.id, d.title as label, c.id as "customerId", c.name as "customerName", d.id as "dealId",
        ${people(sql`coalesce(d.responsible_id, c.responsible_id)`)}
        from deal d left join customer c on c.org_id = d.org_id and c.id = d.customer_id
        where d.org_id = ${ctx.orgId} and ${mine('d.id')}`
    case 'instalment':
      return sql`select i.id, v.number || case when i.label <> '' then ' ' || i.label when n.parts > 1 then ' 第 ' || i.seq || ' 期' else '' end as label,
        c.id as "customerId", c.name as "customerName", null::uuid as "dealId",
        ${people(sql`coalesce(i.responsible_id, v.responsible_id, c.responsible_id)`)}
        from instalment i
        join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
        join customer c on c.org_id = i.org_id and c.id = i.customer_id
        cross join lateral (select count(*) as parts from instalment o where o.org_id = i.org_id and o.invoice_id = i.invoice_id) n
        where i.org_id = ${ctx.orgId} and ${mine('i.id')}`
    case 'quote':
      return sql`select q.id, q.title as label, c.id as "customerId", c.name as "customerName", q.deal_id as "dealId",
        ${people(sql`coalesce(q.responsible_id, d.responsible_id, c.responsible_id)`)}
        from quote q left join customer c on c.org_id = q.org_id and c.id = q.customer_id
        left join deal d on d.org_id = q.org_id and d.id = q.deal_id
        where q.org_id = ${ctx.orgId} and ${mine('q.id')}`
    case 'order':
      return sql`select o.id, o.number || case when o.title <> '' then ' ' || o.title else '' end as label, c.id as "customerId",
        c.name as "customerName", o.deal_id as "dealId", ${people(sql`coalesce(o.responsible_id, c.responsible_id)`)}
        from sales_order o join customer c on c.org_id = o.org_id and c.id = o.customer_id
        where o.org_id = ${ctx.orgId} and ${mine('o.id')}`
    case 'contract':
      return sql`select k.id, k.number || case when k.title <> '' then ' ' || k.title else '' end as label, c.id as "customerId",
        c.name as "customerName", k.deal_id as "dealId", ${people(sql`coalesce(k.responsible_id, c.responsible_id)`)}
        from contract k join customer c on c.org_id = k.org_id and c.id = k.customer_id
        where k.org_id = ${ctx.orgId} and ${mine('k.id')}`
    case 'stage':
      return sql`select s.id, case when n.pipelines > 1 then p.name || ' · ' else '' end || s.name as label, null::uuid as "customerId",
        null as "customerName", null::uuid as "dealId", ${people(sql`null::uuid`)}
        from stage s join pipeline p on p.org_id = s.org_id and p.id = s.pipeline_id
        cross join (select count(*) as pipelines from pipeline where org_id = ${ctx.orgId}) n
        where s.org_id = ${ctx.orgId} and ${mine('s.id')}`
    case 'rep':
      return sql`select u.id, u.name as label, null::uuid as "customerId", null as "customerName", null::uuid as "dealId",
        ${people(sql`u.id`)} from app_user u where u.org_id = ${ctx.orgId} and ${mine('u.id')}`
    case 'team':
      return sql`select d.id, d.name as label, null::uuid as "customerId", null as "customerName", null::uuid as "dealId",
        ${people(sql`d.manager_id`)} from department d where d.org_id = ${ctx.orgId} and ${mine('d.id')}`
    case 'org':
      return sql`select o.id, o.name as label, null::uuid as "customerId", null as "customerName", null::uuid as "dealId",
        ${people(sql`null::uuid`)} from org o where o.id = ${ctx.orgId} and ${mine('o.id')}`
  }
}
