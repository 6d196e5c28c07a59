import type { Inhibition } from '../../../core/dunning/inhibit.ts'
import { formatFen } from '../../../core/money.ts'
import { statementLetter, statementSubject } from '../../../text/customer-mail.ts'
import { type DocumentLanguage, STATEMENT_WORDS } from '../../../text/statement.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { getReceiver, previewEnvelope, sendCustomerMail, usualLanguage } from '../customer-mail/index.ts'
import { recordActivities, requireCustomer } from '../customers/index.ts'
import { keepFile } from '../files/index.ts'
import { getMailbox } from '../notify/index.ts'
import { inhibitionsOf } from './inhibitions.ts'
import { readStatement, type StatementQuery } from './read-statement.ts'
import { drawStatement } from './statement-file.ts'

type Asked = { lang?: DocumentLanguage | undefined; contactId?: string | undefined }

/**
 * Once legal or a lawyer speaks to the customer, nobody else sends it figures. A dispute or a written-off
 * claim is no reason: a statement is what both sides settle it by.
 */
const SILENT: readonly Inhibition[] = ['inhibited_legal_hold', 'inhibited_lawyer']

/** The statement as a mail, with its PDF, before anybody presses send (C092). */
export async function previewStatementMail(ctx: ReadCtx, query: StatementQuery, asked: Asked) {
  await requireCustomer(ctx, query.customerId, 'receivable.note')
  const read = await readStatement(ctx, query)
  const envelope = await previewEnvelope(ctx, query.customerId, await refusalOf(ctx, query.customerId))
  const lang = asked.lang ?? (await usualLanguage(ctx, query.customerId))
  const to =
    envelope.receivers.find(({ id }) => id === asked.contactId) ??
    envelope.receivers.find(({ can }) => can === true)
  const about = { company: read.company, customer: read.customer.name, on: query.asOf }
  return {
    ...{ lang, ...envelope },
    subject: statementSubject(lang, about),
    words: statementLetter(lang, {
      ...{ ...about, from: read.from, closing: formatFen(read.closingFen) },
      ...{ contact: to?.name ?? '', sender: ctx.actor.name },
    }),
    attachments: [`${STATEMENT_WORDS[lang].title}-${read.customer.name}-${query.asOf}.pdf`],
  }
}

type Letter = { contactId: string; lang: DocumentLanguage; subject: string; words: string }

/**
 * Sends it to one contact; the PDF as it left stays with the letter, and the follow-up says that it was
 * sent.
 */
export async function sendStatementMail(ctx: WriteCtx, query: StatementQuery, letter: Letter) {
  await requireCustomer(ctx, query.customerId, 'receivable.note')
  const receiver = await getReceiver(ctx, query.customerId, letter.contactId)
  await getMailbox(ctx)
  const refusal = await refusalOf(ctx, query.customerId)
  if (refusal) throw conflict(refusal)
  const { customer, closingFen } = await readStatement(ctx, query)
  const { lang, subject, words } = letter
  const { file } = await drawStatement(ctx, { ...query, lang, format: 'pdf' })
  const id = newId(ctx.now)
  const kept = await keepFile(
    ctx,
    { recordKind: 'customer_mail', recordId: id, head: { title: subject, customerId: customer.id, url: '' } },
    { name: file.name, content: file.body as Buffer },
  )
  const [activity] = await recordActivities(ctx, [
    {
      ...{ customerId: customer.id, userId: ctx.actor.userId!, kind: 'mail' },
      ...{ summary: `${receiver.name}：${subject}`, occurredAt: ctx.now },
    },
  ])
  await sendCustomerMail(ctx, {
    ...{ id, customer, receiver, subject, words, lang, activityId: activity!.id },
    about: { purpose: 'statement', asOf: query.asOf, closingFen },
    files: [{ recordKind: 'customer_mail', recordId: id, fileId: kept.id }],
  })
  return { id }
}

async function refusalOf(ctx: ReadCtx, customerId: string): Promise<Inhibition | null> {
  const reasons = (await inhibitionsOf(ctx, [customerId]))(customerId)
  return SILENT.find((reason) => reasons.has(reason)) ?? null
}
