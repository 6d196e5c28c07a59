import { type RawBuilder, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { may, type Permission } from '../../../core/permission.ts'
import type { CheckCode, DefectRecord } from '../../../core/quality/checks.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment, tableThen } from '../../platform/then.ts'
import { customersThen, inCustomerScope } from '../customers/index.ts'
import { dealScope } from '../deals/index.ts'
import { peopleThen } from '../identity/index.ts'

/** A defect with the record it is about: `x`, its customer `c` and its deal `d` if it has them. */
export const DEFECTS = sql`
  data_defect x
  left join contact k on x.record_kind = 'contact' and k.org_id = x.org_id and k.id = x.record_id
  left join deal d on x.record_kind = 'deal' and d.org_id = x.org_id and d.id = x.record_id
  left join instalment i on x.record_kind = 'instalment' and i.org_id = x.org_id and i.id = x.record_id
  left join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
  left join payment p on x.record_kind = 'payment' and p.org_id = x.org_id and p.id = x.record_id
  left join customer c on c.org_id = x.org_id and c.id = case x.record_kind when 'customer' then x.record_id
    else coalesce(k.customer_id, d.customer_id, i.customer_id, p.customer_id) end`

type Fence = { record: Permission; deal: Permission; money: Permission }
const READ: Fence = { record: 'customer.read', deal: 'deal.read', money: 'receivable.read' }
const MEND: Fence = { record: 'customer.write', deal: 'deal.write', money: 'receivable.write' }

/** On a record that the actor may see: the fence of the record itself, whoever is to mend it. */
export function maySee(ctx: ReadCtx): RawBuilder<boolean> {
  return fence(ctx, READ)
}

/** On a record that the actor may edit. */
export function mayMend(ctx: ReadCtx): RawBuilder<boolean> {
  return fence(ctx, MEND)
}

function fence(ctx: ReadCtx, { record, deal, money }: Fence): RawBuilder<boolean> {
  const under = (
    permission: Permission,
    scope: (ctx: ReadCtx, permission: Permission) => RawBuilder<boolean>,
  ) => (may(ctx.actor.roles, permission) ? scope(ctx, permission) : sql<boolean>`false`)
  return sql<boolean>`case x.record_kind
    when 'deal' then ${under(deal, dealScope)}
    when 'customer' then ${under(record, inCustomerScope)}
    when 'contact' then ${under(record, inCustomerScope)}
    else ${under(money, inCustomerScope)} end`
}

/** Open at the end of that day; what happened to it later was not known then. */
export function openOn(day: Day): RawBuilder<boolean> {
  return sql<boolean>`x.first_seen_on <= ${day} and (x.ended_on is null or x.ended_on > ${day})`
}

export type DefectRow = {
  id: string
  /** of the defect and of the records it is about together: it grows when any of them is written */
  version: number
  check: CheckCode
  record: DefectRecord
  recordId: string
  otherId: string | null
  title: string
  customerId: string | null
  customerName: string | null
  dealId: string | null
  otherName: string | null
  otherResponsible: string | null
  isOtherMine: boolean
  menderId: string
  menderName: string
  isMenderActive: boolean
  firstSeenOn: Day
  dueOn: Day
  endedOn: Day | null
  how: 'cleared' | 'dismissed' | null
  endedBy: string | null
  reason: string
  isRetaken: boolean
  mayMend: boolean
}

/**
 * Defects within reach, those due first; `total` counts all of them. Read for a day that is over, everybody
 * and everything is called what it was called then.
 */
export async function findDefects(
  ctx: ReadCtx,
  where: RawBuilder<unknown>,
  { page, size, asOf }: { page: number; size: number; asOf?: Day | undefined },
): Promise<{ rows: DefectRow[]; total: number }> {
  const moment = asOf === undefined ? null : pastMoment(ctx, asOf)
  const people = peopleThen(ctx, moment)
  const customers = moment === null ? sql`customer` : customersThen(ctx, asOf!)
  const named = (table: 'contact' | 'deal', own: 'k' | 'd') =>
    sql`left join ${tableThen(ctx, table, moment)} ${sql.ref(`${own}n`)}
      on ${sql.ref(`${own}n.org_id`)} = x.org_id and ${sql.ref(`${own}n.id`)} = ${sql.ref(`${own}.id`)}`
  const others = may(ctx.actor.roles, 'customer.read')
    ? sql<boolean>`exists (select 1 from customer c where c.org_id = x.org_id and c.id = x.other_id
        and c.voided_at is null and ${inCustomerScope(ctx, 'customer.read')})`
    : sql<boolean>`false`
  const { rows } = await sql<DefectRow & { total: number }>`
    select x.id, x.version + coalesce(k.version, d.version, c.version, 0) + coalesce(o.version, 0) as version,
      x.check_code as "check", x.record_kind as record, x.record_id as "recordId",
      x.other_id as "otherId", coalesce(kn.name, dn.title, v.number, p.reference, cn.name, '') as title,
      c.id as "customerId", cn.name as "customerName", d.id as "dealId",
      ob.name as "otherName", r.name as "otherResponsible", ${others} as "isOtherMine",
      m.id as "menderId", m.name as "menderName", m.status = 'active' as "isMenderActive",
      coalesce(x.since_on, x.first_seen_on) as "firstSeenOn", x.due_on as "dueOn", x.ended_on as "endedOn", x.how, e.name as "endedBy",
      x.reason, x.retaken_at is not null as "isRetaken", ${mayMend(ctx)} as "mayMend", count(*) over ()::int as total
    from ${DEFECTS}
    left join customer o on o.org_id = x.org_id and o.id = x.other_id
    ${named('contact', 'k')}
    ${named('deal', 'd')}
    left join ${customers} cn on cn.org_id = x.org_id and cn.id = c.id
    left join ${customers} ob on ob.org_id = x.org_id and ob.id = x.other_id
    left join ${people} r on r.org_id = x.org_id and r.id = ob.responsible_id
    join app_user m on m.org_id = x.org_id and m.id = x.mender_id
    left join ${people} e on e.org_id = x.org_id and e.id = x.ended_by
    where x.org_id = ${ctx.orgId} and ${maySee(ctx)} and ${where}
    order by x.ended_on desc nulls first, x.due_on, x.id limit ${size} offset ${(page - 1) * size}`.execute(
    ctx.db,
  )
  return { rows, total: rows[0]?.total ?? 0 }
}
