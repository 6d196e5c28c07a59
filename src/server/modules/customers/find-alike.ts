import { sql } from 'kysely'
import type { z } from 'zod'
import type { findAlike as route } from '../../../api/customers.ts'
import { dayOf } from '../../../core/calendar.ts'
import { LIKENESS, likeness } from '../../../core/customer/likeness.ts'
import { bigrams, nameKey } from '../../../core/customer/name-key.ts'
import { splitName } from '../../../core/import/company-name.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { inCustomerScope } from './scope.ts'

type Query = z.output<typeof route.query>

type Row = {
  id: string
  name: string
  uscc: string | null
  phone: string | null
  city: string | null
  responsible: string | null
  lastActivityAt: number | null
  isMine: boolean
}

/** Names whose pairs of characters overlap most are compared whole; so many at most. */
const CANDIDATES_MAX = 60
const SHOWN_MAX = 8

/**
 * 查重 (C202): customers of the whole organisation that may be the one somebody is about to enter. Of a
 * customer outside one's scope only the name, whose it is and when it was last followed up are told.
 */
export async function findAlike(ctx: ReadCtx, query: Query) {
  const rows = await candidates(ctx, query)
  const asked = { name: query.name, code: query.uscc, phone: query.phone, place: query.city }
  const found = rows.flatMap((row) => {
    const party = { name: row.name, code: row.uscc, phone: row.phone, place: row.city }
    const { likeness: said, score, because } = likeness(asked, party)
    return said === null || row.id === query.exceptId ? [] : [{ row, said, score, because }]
  })
  found.sort((a, b) => LIKENESS.indexOf(a.said) - LIKENESS.indexOf(b.said) || b.score - a.score)
  return {
    items: found.slice(0, SHOWN_MAX).map(({ row, said, because }) => ({
      id: row.isMine ? row.id : null,
      name: row.name,
      likeness: said,
      because,
      responsibleName: row.responsible,
      lastActivityOn: row.lastActivityAt === null ? null : dayOf(row.lastActivityAt),
    })),
  }
}

async function candidates(ctx: ReadCtx, { name, uscc, phone }: Query): Promise<Row[]> {
  const core = splitName(name).core
  const pairs = [...new Set([...bigrams(nameKey(core)), ...bigrams(nameKey(name))])]
  const tail = phone?.replace(/\D/g, '').slice(-4) ?? ''
  const { rows } = await sql<Row>`
    select c.id, c.name, c.uscc, c.phone, c.city, u.name as responsible,
      (extract(epoch from s.last_activity_at) * 1000)::float8 as "lastActivityAt",
      ${inCustomerScope(ctx, 'customer.read')} as "isMine"
    from (
      (select customer_id from customer_search_key where org_id = ${ctx.orgId} and key = any(${pairs})
        group by customer_id order by count(*) desc, customer_id limit ${CANDIDATES_MAX})
      union
      (select customer_id from customer_search_key where org_id = ${ctx.orgId} and key = ${`t${tail}`} and ${tail.length === 4}
        limit ${CANDIDATES_MAX})
      union
      (select id from customer where org_id = ${ctx.orgId} and uscc = ${uscc ?? ''} and uscc <> '' limit ${SHOWN_MAX})
    ) near (customer_id)
    join customer c on c.org_id = ${ctx.orgId} and c.id = near.customer_id and c.voided_at is null
    left join app_user u on u.org_id = c.org_id and u.id = c.responsible_id
    left join customer_state s on s.org_id = c.org_id and s.customer_id = c.id`.execute(ctx.db)
  return rows
}
