import { sql } from 'kysely'
import { addDays, type Day, dayOf } from '../../../core/calendar.ts'
import { noteObligations } from '../../modules/contracts/index.ts'
import type { WriteCtx } from '../../platform/context.ts'

/**
 * What is still to be done under the running frame contracts (C074): each is accepted before it ends, and
 * the second
 * has an acceptance that nobody has seen to.
 */
export async function noteSomeObligations(ctx: WriteCtx): Promise<void> {
  const today = dayOf(ctx.now)
  const { rows } = await sql<{ id: string; ends_on: Day }>`
    select k.id, k.ends_on from contract k where k.org_id = ${ctx.orgId} and k.voided_at is null and k.status = 'open'
      and k.approved_at is not null and k.ends_on > ${today} and not exists (select 1 from obligation o
        where o.org_id = k.org_id and o.contract_id = k.id) order by k.number limit 6`.execute(ctx.db)
  await noteObligations(
    ctx,
    rows.flatMap(({ id, ends_on }, index) => [
      {
        contractId: id,
        kind: 'accept' as const,
        label: '年度验收',
        dueOn: addDays(ends_on, -10),
        amountFen: null,
      },
      {
        contractId: id,
        kind: 'invoice' as const,
        label: '本季度',
        dueOn: addDays(today, 5 + index * 3),
        amountFen: null,
      },
      ...(index === 1
        ? [
            {
              contractId: id,
              kind: 'accept' as const,
              label: '首批到货',
              dueOn: addDays(today, -6),
              amountFen: null,
            },
          ]
        : []),
    ]),
  )
}
