import { sql } from 'kysely'
import type { DocumentLanguage } from '../../../text/statement.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { orgName } from '../../platform/org-name.ts'
import { findMailbox } from '../notify/index.ts'
import { listReceivers } from './receivers.ts'

/** The envelope of a letter before it is sent: from where, to whom, or why it cannot be sent at all. */
export async function previewEnvelope(ctx: ReadCtx, customerId: string, refusal: string | null) {
  const [mailbox, receivers, company] = await Promise.all([
    findMailbox(ctx),
    listReceivers(ctx, customerId),
    orgName(ctx),
  ])
  return {
    from: mailbox && { name: company, address: mailbox.from },
    receivers,
    can: refusal ?? whyNot(mailbox !== null, receivers) ?? (true as const),
  }
}

function whyNot(hasMailbox: boolean, receivers: Awaited<ReturnType<typeof listReceivers>>): string | null {
  if (!hasMailbox) return 'mail_no_channel'
  return receivers.some(({ can }) => can === true) ? null : 'mail_no_receiver'
}

/** What a customer was last written to in; else what its newest contract is written in. */
export async function usualLanguage(ctx: ReadCtx, customerId: string): Promise<DocumentLanguage> {
  const { rows } = await sql<{ lang: string | null }>`
    select coalesce(
      (select m.lang from customer_mail m where m.org_id = ${ctx.orgId} and m.customer_id = ${customerId}
        order by m.recorded_at desc limit 1),
      (select v.content ->> 'language' from contract c
        join contract_version v on v.org_id = c.org_id and v.contract_id = c.id
        where c.org_id = ${ctx.orgId} and c.customer_id = ${customerId} and c.voided_at is null
        order by v.recorded_at desc limit 1)) as lang`.execute(ctx.db)
  return rows[0]?.lang === 'en' ? 'en' : 'zh'
}
