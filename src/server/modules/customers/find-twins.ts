import { type RawBuilder, sql } from 'kysely'
import { type Likened, likeness } from '../../../core/customer/likeness.ts'
import { splitName } from '../../../core/import/company-name.ts'
import type { ReadCtx } from '../../platform/context.ts'

/** More than these are not held against each other at once: the newest are where doubles come from. */
const COMPARED_MAX = 20_000
/** A name that so many share is no sign of anything. */
const GROUP_MAX = 12

export type Twin = {
  id: string
  name: string
  uscc: string | null
  phone: string | null
  city: string | null
  responsibleId: string | null
  responsible: string | null
}

export type Twins = { one: Twin; other: Twin } & Omit<Likened, 'likeness'> & {
    likeness: NonNullable<Likened['likeness']>
  }

/**
 * Pairs that share a name without its legal form, a number or a telephone, weighed as at entry (C202); of
 * each the newer record first. `where` is a condition on `c`, a customer that is not voided.
 */
export async function findTwins(ctx: ReadCtx, where: RawBuilder<boolean>) {
  const { rows } = await sql<Twin & { total: number }>`
    select c.id, c.name, c.uscc, c.phone, c.city, c.responsible_id as "responsibleId", u.name as responsible,
      count(*) over ()::int as total
    from customer c left join app_user u on u.org_id = c.org_id and u.id = c.responsible_id
    where c.org_id = ${ctx.orgId} and c.voided_at is null and ${where}
    order by c.id desc limit ${COMPARED_MAX}`.execute(ctx.db)
  const found = new Map<string, Twins>()
  for (const group of groupsOf(rows)) {
    for (const [place, one] of group.entries()) {
      for (const other of group.slice(place + 1)) {
        const weighed = likeness(asParty(one), asParty(other))
        if (weighed.likeness !== null)
          found.set(`${one.id} ${other.id}`, { ...weighed, likeness: weighed.likeness, one, other })
      }
    }
  }
  return { pairs: [...found.values()], compared: rows.length, customers: rows[0]?.total ?? 0 }
}

function groupsOf(rows: readonly Twin[]): Twin[][] {
  const groups = new Map<string, Twin[]>()
  const put = (key: string, row: Twin) => groups.set(key, [...(groups.get(key) ?? []), row])
  for (const row of rows) {
    const { core } = splitName(row.name)
    if (core.length >= 2) put(`n ${core}`, row)
    if (row.uscc) put(`u ${row.uscc}`, row)
    const digits = row.phone?.replace(/\D/g, '') ?? ''
    if (digits.length >= 7) put(`p ${digits}`, row)
  }
  return [...groups.values()].filter((group) => group.length > 1 && group.length <= GROUP_MAX)
}

function asParty({ name, uscc, phone, city }: Twin) {
  return { name, code: uscc, phone, place: city }
}
