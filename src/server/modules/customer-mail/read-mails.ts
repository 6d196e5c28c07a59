import { sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import type { StageCode } from '../../../core/dunning/stage.ts'
import { explainAnswer } from '../../../text/notify-answers.ts'
import type { DocumentLanguage } from '../../../text/statement.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { ms } from '../../platform/metric-loader.ts'
import type { RecordHead } from '../../platform/records.ts'
import { customerDoor, scopedCustomerIds } from '../customers/index.ts'

const SHOWN = 50

type Attempt = { at: Instant; outcome: string; code: string; message: string }
type Row = {
  id: string
  purpose: 'dunning' | 'statement'
  stage: StageCode | null
  contactName: string
  address: string
  subject: string
  words: string
  lang: DocumentLanguage
  asOf: Day | null
  closingFen: bigint | null
  by: string
  at: Instant
  state: string
  nextAt: Instant | null
  files: { id: string; name: string }[]
  attempts: Attempt[]
}

/** What was sent to a customer by mail from here, the newest first, with every try and its answer. */
export async function listMails(ctx: ReadCtx, customerId: string, lang: DocumentLanguage) {
  const seen = await scopedCustomerIds(ctx, 'receivable.read')
    .where('scoped.id', '=', customerId)
    .executeTakeFirst()
  if (!seen) throw notFound('customer')
  const { rows } = await sql<Row>`
    select m.id, m.purpose, s.stage, m.contact_name as "contactName", m.masked_address as address, m.subject, m.words, m.lang,
      m.statement_asof as "asOf", m.closing_fen as "closingFen", u.name as by, ${ms('m.recorded_at')} as at, d.state,
      case when d.state in ('queued', 'retry') then ${ms('d.next_at')} end as "nextAt",
      coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name) order by f.recorded_at) from record_file f
        where f.org_id = m.org_id and f.voided_at is null and ((f.record_kind = 'customer_mail' and f.record_id = m.id)
          or (f.record_kind = 'dunning_step' and f.record_id = m.step_id))), '[]') as files,
      coalesce((select jsonb_agg(jsonb_build_object('at', ${ms('a.at')}, 'outcome', a.outcome,
          'code', case when a.provider_code is null then '' else a.provider_code end,
          'message', case when a.provider_message is null then '' else a.provider_message end) order by a.at, a.id)
        from delivery_attempt a where a.org_id = d.org_id and a.delivery_id = d.id), '[]') as attempts
    from customer_mail m join delivery d on d.org_id = m.org_id and d.notice_id = m.notice_id
    join app_user u on u.org_id = m.org_id and u.id = m.sent_by
    left join dunning_step s on s.org_id = m.org_id and s.id = m.step_id
    where m.org_id = ${ctx.orgId} and m.customer_id = ${customerId}
    order by m.recorded_at desc, m.id desc limit ${SHOWN}`.execute(ctx.db)
  return { items: rows.map((row) => shapeOf(row, lang)) }
}

function shapeOf({ state, attempts, ...row }: Row, lang: DocumentLanguage) {
  const locale = lang === 'en' ? 'en' : 'zh-CN'
  return {
    ...row,
    state: stateOf(state),
    attempts: attempts.map((attempt) => ({
      ...attempt,
      explanation: explainAnswer(locale, { channel: 'mail', ...attempt }).explanation,
    })),
  }
}

function stateOf(state: string): 'underWay' | 'again' | 'sent' | 'failed' {
  if (state === 'sent' || state === 'accepted') return 'sent'
  if (state === 'failed' || state === 'skipped') return 'failed'
  return state === 'retry' ? 'again' : 'underWay'
}

/** A letter as a record that what was attached hangs on. It was sent: nothing is added or taken away. */
export async function customerMailDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  const row = await ctx.db
    .selectFrom('customer_mail')
    .select(['customer_id', 'subject'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'receivable.read'))
    .executeTakeFirst()
  if (!row || !(await customerDoor(ctx, row.customer_id))) return null
  const url = `/receivables/statements/${row.customer_id}`
  return { title: row.subject, customerId: row.customer_id, url, filesClosed: 'mail_sent_as_it_is' }
}
