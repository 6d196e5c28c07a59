import { sql } from 'kysely'
import type { Fen } from '../../../core/money.ts'
import { creditWishes, type Indebted } from '../../../world/credit-wishes.ts'
import type { Company } from '../../../world/shapes.ts'
import { requestCredit } from '../../modules/customers/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

type Row = Indebted & { id: string; name: string; termDays: number | null }

/** A few limits are asked for today, so that whoever decides finds something in the inbox (C022 C180). */
export async function askForCredit(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const { rows } = await sql<Row>`
    select c.id, c.name, c.external_code as code, u.login as responsible, c.limit_fen as "limitFen",
      c.term_days as "termDays", coalesce(sum(i.open_fen), 0)::bigint as "openFen"
    from customer c join app_user u on u.org_id = c.org_id and u.id = c.responsible_id and u.status = 'active'
    left join instalment i on i.org_id = c.org_id and i.customer_id = c.id and i.voided_at is null
    where c.org_id = ${ctx.orgId} and c.voided_at is null and c.limit_fen is not null
    group by c.id, c.name, c.external_code, u.login, c.limit_fen, c.term_days`.execute(ctx.db)
  const actors = actorsOf(company, people)
  const found = new Map(rows.map((row) => [row.code, row]))
  for (const { code, by, limitFen, reason } of creditWishes(rows)) {
    const { id, name, termDays, limitFen: before } = found.get(code)!
    const asked = { before: { limitFen: before as Fen, termDays }, after: { limitFen, termDays } }
    await requestCredit({ ...ctx, actor: actors.get(by)! }, { id, name, reason, ...asked })
  }
}
