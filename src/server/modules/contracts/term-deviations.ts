import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { listTermDeviations as listRoute } from '../../../api/term-policy.ts'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import { contentFrom } from '../../../core/contract/content.ts'
import {
  contractTerms,
  type ExceptTerms,
  type TermsVersion,
  termsOn,
} from '../../../core/credit/grade-terms.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import { type TermGap, termGap } from '../../../core/credit/term-deviation.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { pastMoment, recordThen, rowThen } from '../../platform/then.ts'
import { policyThen, readPolicy } from '../credit/index.ts'
import { customersThen, scopedCustomerIds } from '../customers/index.ts'
import type { Drawn } from '../exports/index.ts'
import { peopleThen } from '../identity/index.ts'
import { contractScope } from './contract-rows.ts'

type Query = z.output<typeof listRoute.query>
type Filter = Omit<Query, 'page' | 'size'>

/** The policy as it was known on a day, with what had been set to begin later. */
async function versionsOn(ctx: ReadCtx, asOf: Day): Promise<readonly TermsVersion[]> {
  const policy = asOf < dayOf(ctx.now) ? await policyThen(ctx, asOf) : (await readPolicy(ctx)).policy
  return policy.gradeTerms
}

export async function readTermPolicy(ctx: ReadCtx, query: { asOf?: Day | undefined }) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const versions = await versionsOn(ctx, asOf)
  return { asOf, inForce: termsOn(versions, asOf), versions: [...versions] }
}

export async function listTermDeviations(ctx: ReadCtx, query: Query) {
  const { page, size } = query
  const { items, asOf } = await deviations(ctx, query)
  const shown = query.against ? items.filter((item) => item[query.against!] !== null) : items
  return {
    asOf,
    items: shown.slice((page - 1) * size, page * size),
    total: shown.length,
    ...{ page, size },
    counts: {
      agreed: items.filter(({ agreed }) => agreed !== null).length,
      now: items.filter(({ now }) => now !== null).length,
    },
  }
}

type Row = {
  kind: 'contract' | 'customer'
  id: string
  number: string
  title: string
  customer_id: string
  customer_name: string
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  term_days: number | null
  content: unknown
  granted_at: Instant | null
  grade: Grade | null
  longest: number | null
  least: number | null
  except_until: Day | null
}

/**
 * Everything that is in force and beyond the policy (C030): a contract by the version of the day it was
 * agreed on, with the grade the customer had then, and by the one in force; the term of a customer by the
 * one in force. What an exception allows stays listed and says until when.
 */
async function deviations(ctx: ReadCtx, query: Filter) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const versions = await versionsOn(ctx, asOf)
  if (termsOn(versions, asOf) === null) return { asOf, items: [] }
  const contracts = may(ctx.actor.roles, 'contract.read') ? await contractsOn(ctx, asOf) : []
  const customers = await customersOn(ctx, asOf)
  const grades = await gradesThen(ctx, contracts.map(agreementOf))
  const items = [...contracts, ...customers].flatMap((row) => {
    const item = judge(row, { versions, asOf, gradeThen: grades.get(row.id) ?? null })
    return item && matches(item, query) ? [item] : []
  })
  return { asOf, items: items.sort(byDistance) }
}

type Judged = NonNullable<ReturnType<typeof judge>>

function judge(
  row: Row,
  { versions, asOf, gradeThen }: { versions: readonly TermsVersion[]; asOf: Day; gradeThen: Grade | null },
) {
  const { agreedOn, held } = termsOf(row)
  const agreed = agreedOn ? termGap(versions, held, { grade: gradeThen, on: agreedOn }) : null
  const now = termGap(versions, held, { grade: row.grade, on: asOf })
  if (agreed === null && now === null) return null
  const except: ExceptTerms = { termDays: row.longest, prepayBp: row.least }
  const isAllowed =
    row.except_until !== null && termGap(versions, held, { grade: row.grade, on: asOf, except }) === null
  return {
    ...{ kind: row.kind, id: row.id, number: row.number, title: row.title },
    customer: { id: row.customer_id, name: row.customer_name },
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
    ...{ ...held, agreedOn, agreed, now },
    exceptUntil: isAllowed ? row.except_until : null,
  }
}

function termsOf(row: Row) {
  if (row.kind === 'customer') return { agreedOn: null, held: { termDays: row.term_days, aheadBp: null } }
  const agreedOn = agreementOf(row).on
  const { termDays, aheadBp } = contractTerms(contentFrom(row.content), agreedOn)
  return { agreedOn, held: { termDays: termDays ?? row.term_days, aheadBp } }
}

function agreementOf(row: Row): { id: string; customerId: string; on: Day } {
  const on = contentFrom(row.content).effectiveOn ?? dayOf(row.granted_at!)
  return { id: row.id, customerId: row.customer_id, on }
}

function matches(item: Judged, { q, responsibleId }: Filter): boolean {
  if (responsibleId && item.responsible?.id !== responsibleId) return false
  const text = q?.toLowerCase()
  return (
    !text || [item.number, item.title, item.customer.name].some((one) => one.toLowerCase().includes(text))
  )
}

function byDistance(one: Judged, other: Judged): number {
  const days = ({ agreed, now }: Judged) => Math.max(agreed?.overDays ?? 0, now?.overDays ?? 0)
  const share = ({ agreed, now }: Judged) => Math.max(agreed?.missingBp ?? 0, now?.missingBp ?? 0)
  return days(other) - days(one) || share(other) - share(one) || (one.id < other.id ? -1 : 1)
}

/** Whose it is, which grade it had at the end of the day, and what an exception allowed it then. */
function standing(ctx: ReadCtx, asOf: Day, customer: RawBuilder<unknown>): RawBuilder<unknown> {
  const end = at(endOfDay(asOf))
  return sql`left join lateral (select r.grade from credit_rating r where r.org_id = ${ctx.orgId} and r.customer_id = ${customer}
      and r.valid_from <= ${end} and (r.valid_to is null or r.valid_to > ${end}) limit 1) g on true
    left join lateral (select max(d.term_days) as longest, min(d.prepay_bp) as least, max(d.expires_on) as until
      from credit_decision d where d.org_id = ${ctx.orgId} and d.customer_id = ${customer} and d.kind = 'exception'
        and d.order_id is null and d.effective_at <= ${end} and (d.ended_at is null or d.ended_at > ${end})
        and d.expires_on >= ${asOf} and (d.term_days is not null or d.prepay_bp is not null)) e on true`
}

/** Contracts that were in force at the end of the day, in the version that was in force then. */
async function contractsOn(ctx: ReadCtx, asOf: Day): Promise<Row[]> {
  const end = at(endOfDay(asOf))
  const known = sql`s.known_at <= ${end} and (s.voided_at is null or s.voided_at > ${end})`
  const moment = pastMoment(ctx, asOf)
  const row = moment === null ? null : rowThen(ctx, { entity: 'contract', id: sql`k.id`, moment })
  const then = row ? sql`select r.* from jsonb_populate_record(null::contract, ${row}) r` : sql`select k.*`
  const { rows } = await sql<Row>`
    select 'contract' as kind, k.id, t.number, v.content ->> 'title' as title, t.customer_id, c.name as customer_name,
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active, null::int as term_days, v.content,
      (extract(epoch from f.granted_at) * 1000)::float8 as granted_at, g.grade, e.longest, e.least, e.until as except_until
    from contract k cross join lateral (${then}) t
    join lateral (select r.version_id, r.granted_at from contract_release r
      where r.org_id = k.org_id and r.contract_id = k.id and r.granted_at <= ${end} order by r.granted_at desc limit 1) f on true
    join contract_version v on v.org_id = k.org_id and v.id = f.version_id
    join ${customersThen(ctx, asOf)} c on c.org_id = k.org_id and c.id = t.customer_id
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = k.org_id
      and u.id = case when t.responsible_id is null then c.responsible_id else t.responsible_id end
    ${standing(ctx, asOf, sql`t.customer_id`)}
    where k.org_id = ${ctx.orgId} and (k.voided_at is null or k.voided_at > ${end}) and ${contractScope(ctx, 'contract.read')}
      and k.customer_id in (${scopedCustomerIds(ctx, 'credit.read')})
      and not exists (select 1 from contract_step s where s.org_id = k.org_id and s.contract_id = k.id and s.kind = 'ended' and ${known})
      and not exists (select 1 from (select s.ends_on from contract_step s where s.org_id = k.org_id and s.contract_id = k.id
        and s.ends_on is not null and ${known} order by s.known_at desc, s.id desc limit 1) l where l.ends_on < ${asOf})`.execute(
    ctx.db,
  )
  return rows
}

/** Customers with a term of their own, as it stood at the end of the day. */
async function customersOn(ctx: ReadCtx, asOf: Day): Promise<Row[]> {
  const moment = pastMoment(ctx, asOf)
  const then = moment === null ? sql`select c.*` : recordThen(ctx, 'customer', { alias: 'c', moment })
  const { rows } = await sql<Row>`
    select 'customer' as kind, c.id, coalesce(t.external_code, '') as number, '' as title, c.id as customer_id, t.name as customer_name,
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active, t.term_days, null as content, null as granted_at,
      g.grade, e.longest, e.least, e.until as except_until
    from customer c
    cross join lateral (${then}) t
    join ${customersThen(ctx, asOf)} n on n.org_id = c.org_id and n.id = c.id
    left join ${peopleThen(ctx, moment)} u on u.org_id = c.org_id and u.id = n.responsible_id
    ${standing(ctx, asOf, sql`c.id`)}
    where c.org_id = ${ctx.orgId} and c.created_on <= ${asOf} and t.merged_into is null and t.term_days is not null
      and t.voided_at is null and c.id in (${scopedCustomerIds(ctx, 'credit.read')})`.execute(ctx.db)
  return rows
}

/** The grade each customer had at the end of the day its contract was agreed on. */
async function gradesThen(
  ctx: ReadCtx,
  agreements: readonly { id: string; customerId: string; on: Day }[],
): Promise<Map<string, Grade>> {
  const asked = agreements.map(({ id, customerId, on }) => ({ id, customerId, until: endOfDay(on) }))
  const { rows } = await sql<{ id: string; grade: Grade }>`
    select w.id, r.grade from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as w (id uuid, "customerId" uuid, until float8)
    join credit_rating r on r.org_id = ${ctx.orgId} and r.customer_id = w."customerId"
      and r.valid_from <= to_timestamp(w.until / 1000) and (r.valid_to is null or r.valid_to > to_timestamp(w.until / 1000))`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ id, grade }) => [id, grade]))
}

export async function drawTermDeviations(ctx: ReadCtx, query: Filter): Promise<Drawn> {
  const { items, asOf } = await listTermDeviations(ctx, { ...query, page: 1, size: ROWS_ASKED })
  const over = (gap: TermGap | null) => (gap && gap.overDays > 0 ? gap.overDays : null)
  return {
    fileName: `账期偏离-${asOf}.xlsx`,
    sheet: {
      name: '账期偏离',
      columns: [
        { title: '来源', kind: 'text' },
        { title: '单号', kind: 'text' },
        { title: '客户', kind: 'text', width: 30 },
        { title: '内容', kind: 'text', width: 30 },
        { title: '等级', kind: 'text' },
        { title: '账期（天）', kind: 'number' },
        { title: '约定日', kind: 'day' },
        { title: '超出约定时制度（天）', kind: 'number' },
        { title: '超出现行制度（天）', kind: 'number' },
        { title: '制度版本', kind: 'day' },
        { title: '少收预付（%）', kind: 'number' },
        { title: '例外到', kind: 'day' },
        { title: '负责人', kind: 'text' },
      ],
      rows: items.map((row) => [
        row.kind === 'contract' ? '合同' : '客户约定',
        ...[row.number, row.customer.name, row.title],
        ...[(row.now ?? row.agreed)?.grade ?? null, row.termDays, row.agreedOn],
        ...[over(row.agreed), over(row.now), (row.now ?? row.agreed)?.from ?? null],
        Math.max(row.agreed?.missingBp ?? 0, row.now?.missingBp ?? 0) / 100 || null,
        row.exceptUntil,
        row.responsible?.name ?? null,
      ]),
    },
    customers: items.map(({ customer }) => customer.id),
  }
}
