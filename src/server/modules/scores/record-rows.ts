import { type RawBuilder, sql } from 'kysely'
import { CHECK_CODES, checkOf } from '../../../core/quality/checks.ts'
import { ALL_KNOWN } from '../../../core/watch/fold.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { customersThen } from '../customers/index.ts'
import { DEFECTS, openOn } from '../data-quality/index.ts'
import type { CardLook } from './look.ts'

/** Written later than so many days after it happened, a follow-up is from memory. */
const PROMPT_DAYS = 2

const THEIRS = CHECK_CODES.filter((code) => checkOf(code).mender === 'subject-responsible')

/** What counts of a fact table at the moment that the card is looked at from. */
function counts(alias: string, known: number): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  if (known === ALL_KNOWN) return sql`${column('voided_at')} is null`
  return sql`(${column('known_at')} <= ${at(known)} and (${column('voided_at')} is null or ${column('voided_at')} > ${at(known)}))`
}

/**
 * The rows of the two lines about records (C196): user_id, customer_id, on_day, label, is_good. The line adds
 * these very rows up and the drawer lists them (law 9).
 */
export function recordRows(ctx: ReadCtx, kind: 'complete' | 'timely', look: CardLook): RawBuilder<unknown> {
  return kind === 'complete' ? completeRows(ctx, look) : timelyRows(ctx, look)
}

/** Customers somebody answered for at the end, and whether anything of them was theirs to mend. */
function completeRows(ctx: ReadCtx, { to, known }: CardLook): RawBuilder<unknown> {
  return sql`
    select n.responsible_id as user_id, n.id as customer_id, ${to}::date as on_day, n.name as label, b.customer_id is null as is_good
    from ${customersThen(ctx, to)} n
    join customer y on y.org_id = n.org_id and y.id = n.id and y.created_on <= ${to}::date and ${counts('y', known)}
    left join (select distinct c.id as customer_id from ${DEFECTS}
      where x.org_id = ${ctx.orgId} and ${openOn(to)} and x.check_code = any(${[...THEIRS]})) b on b.customer_id = n.id
    where n.org_id = ${ctx.orgId} and n.responsible_id is not null`
}

/** Follow-ups that people typed themselves, and whether within two days. */
function timelyRows(ctx: ReadCtx, { from, to, known }: CardLook): RawBuilder<unknown> {
  return sql`
    select a.user_id, coalesce(a.customer_id, d.customer_id) as customer_id, a.occurred_on as on_day, a.summary as label,
      china_day(a.recorded_at) <= a.occurred_on + ${PROMPT_DAYS}::int as is_good
    from activity a left join deal d on d.org_id = a.org_id and d.id = a.deal_id
    where a.org_id = ${ctx.orgId} and a.occurred_on between ${from}::date and ${to}::date and a.batch_id is null
      and ${counts('a', known)}`
}

/** Whether the checks of the data had run by then; before that nothing is known of any record. */
export async function hasChecked(ctx: ReadCtx, { to }: CardLook): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (select 1 from data_defect x where x.org_id = ${ctx.orgId} and x.first_seen_on <= ${to}::date) as has`.execute(
    ctx.db,
  )
  return rows[0]!.has
}
