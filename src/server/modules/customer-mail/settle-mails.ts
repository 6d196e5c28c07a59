import { type RawBuilder, sql } from 'kysely'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { takeBackActivity } from '../customers/index.ts'
import { notifyErrands } from '../notify/index.ts'

const OVER = sql`d.state in ('sent', 'accepted', 'failed', 'skipped')`
const AT_ONCE = 200

/** Whether a letter has ended that nobody has been told of. */
export function mailsEnded({ orgId }: ReadCtx): RawBuilder<boolean> {
  return sql`exists (select 1 from customer_mail m
    join delivery d on d.org_id = m.org_id and d.notice_id = m.notice_id
    where m.org_id = ${orgId} and m.ended is null and ${OVER})`
}

type Ended = {
  id: string
  customer_id: string
  customer_name: string
  purpose: 'dunning' | 'statement'
  step_id: string | null
  activity_id: string | null
  subject: string
  masked_address: string
  sent_by: string
  ended: 'sent' | 'failed'
  answer: string
}

/**
 * Keeps how letters ended. One that did not arrive comes back to its sender with the provider's words, and
 * the follow-up that spoke of it is taken back: nobody was written to. Returns the dunning steps that were
 * not made.
 */
export async function settleMails(ctx: WriteCtx): Promise<string[]> {
  const { rows } = await sql<Ended>`
    select m.id, m.customer_id, c.name as customer_name, m.purpose, m.step_id, m.activity_id, m.subject, m.masked_address,
      m.sent_by, case when d.state in ('sent', 'accepted') then 'sent' else 'failed' end as ended,
      coalesce((select concat_ws(' ', a.provider_code, a.provider_message) from delivery_attempt a
        where a.org_id = d.org_id and a.delivery_id = d.id order by a.at desc, a.id desc limit 1), d.reason) as answer
    from customer_mail m join delivery d on d.org_id = m.org_id and d.notice_id = m.notice_id
    join customer c on c.org_id = m.org_id and c.id = m.customer_id
    where m.org_id = ${ctx.orgId} and m.ended is null and ${OVER}
    order by m.recorded_at limit ${AT_ONCE} for update of m`.execute(ctx.db)
  for (const row of rows) await settle(ctx, row)
  const failed = rows.filter(({ ended }) => ended === 'failed')
  await notifyErrands(ctx, failed.map(returned))
  return failed.flatMap(({ step_id }) => step_id ?? [])
}

async function settle(ctx: WriteCtx, row: Ended): Promise<void> {
  await ctx.db
    .updateTable('customer_mail')
    .set({ ended: row.ended, ended_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
  await recordEvent(ctx, {
    kind: row.ended === 'sent' ? 'mail.sent' : 'mail.failed',
    subject: { kind: 'customer_mail', id: row.id },
    customerId: row.customer_id,
    summary: { purpose: row.purpose, to: row.masked_address, subject: row.subject, answer: row.answer },
  })
  if (row.ended === 'failed' && row.activity_id) await takeBackActivity(ctx, row.activity_id, 'mail_failed')
}

function returned(row: Ended) {
  const title = `${row.subject} → ${row.masked_address}`
  const url =
    row.purpose === 'dunning'
      ? `/receivables?tab=dunning&dunning=${row.customer_id}`
      : `/receivables/statements/${row.customer_id}`
  return {
    cause: `mail:${row.id}:failed`,
    errand: {
      ...{ kind: 'mail-returned' as const, severity: 2 as const, title: { zh: title, en: title }, url },
      ...{ customer: row.customer_name, amountFen: null, by: 'SMTP', said: row.answer, dueAt: null },
    },
    customerId: row.customer_id,
    subjectId: row.id,
    people: [row.sent_by],
  }
}
