import type { z } from 'zod'
import type { sendDunningMail as sendRoute } from '../../../api/customer-mail.ts'
import { inhibitedBy } from '../../../core/dunning/inhibit.ts'
import type { StageCode } from '../../../core/dunning/stage.ts'
import { attachedLine, dunningSubject, letterGreeting, type MailStage } from '../../../text/customer-mail.ts'
import { LETTER_WORDS } from '../../../text/dunning.ts'
import type { DocumentLanguage } from '../../../text/statement.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { orgName } from '../../platform/org-name.ts'
import { getReceiver, previewEnvelope, sendCustomerMail, usualLanguage } from '../customer-mail/index.ts'
import { requireCustomer } from '../customers/index.ts'
import { getMailbox } from '../notify/index.ts'
import { filledTexts } from './fill.ts'
import { keepLetter } from './letter.ts'
import { type Debtor, loadDebtors } from './load-owed.ts'
import { recordDunning, stepOf } from './record-step.ts'

type Asked = { lang?: DocumentLanguage | undefined; contactId?: string | undefined }

/** Stages whose letter goes along as a PDF. */
const LETTERS: readonly StageCode[] = ['letter', 'stop']

/** What is due as a mail, or why none may be sent; words that must not be sent are not shown either. */
export async function previewDunningMail(ctx: ReadCtx, customerId: string, asked: Asked) {
  await requireCustomer(ctx, customerId, 'receivable.note')
  const due = await dueOf(ctx, customerId)
  const envelope = await previewEnvelope(ctx, customerId, due.refusal)
  const lang = asked.lang ?? (await usualLanguage(ctx, customerId))
  const empty = { lang, subject: '', words: '', attachments: [], ...envelope }
  if (!due.debtor || !due.done || due.refusal) return empty
  const { debtor, done, at } = due
  const stage = done.stage as MailStage
  const to =
    envelope.receivers.find(({ id }) => id === asked.contactId) ??
    envelope.receivers.find(({ can }) => can === true)
  const contact = to?.name ?? ''
  const chosen = new Set(done.items.map(({ id }) => id))
  const items = debtor.items.filter(({ id }) => chosen.has(id))
  const texts = await filledTexts(ctx, stage, { debtor, items, contact, lang }, at)
  const of = (kind: string) => texts.find((text) => text.kind === kind)?.words
  const isLetter = LETTERS.includes(stage)
  const body = (isLetter ? of('letter') : of('message')) ?? ''
  const company = await orgName(ctx)
  return {
    ...empty,
    subject: dunningSubject(lang, stage, { company, customer: debtor.customer.name, on: at.today }),
    words: isLetter
      ? [letterGreeting(lang, debtor.customer.name, contact), body, attachedLine(lang), company].join('\n\n')
      : body,
    attachments: isLetter
      ? [`${LETTER_WORDS[lang][stage as 'letter' | 'stop']}-${debtor.customer.name}-${at.today}.pdf`]
      : [],
  }
}

/**
 * Sends what is due to one contact. Whatever forbids it is said before anything is written; then the step is
 * kept as one that was done by mail, with the words as they left, and the letter on paper goes along.
 */
export async function sendDunningMail(
  ctx: WriteCtx,
  customerId: string,
  form: z.output<typeof sendRoute.body>,
) {
  await requireCustomer(ctx, customerId, 'receivable.note')
  const receiver = await getReceiver(ctx, customerId, form.contactId)
  await getMailbox(ctx)
  const { refusal, debtor } = await dueOf(ctx, customerId)
  if (refusal) throw conflict(refusal)
  const { lang, subject, words } = form
  const step = await recordDunning(ctx, customerId, {
    ...{ channel: 'mail', contactName: receiver.name, note: subject, words: `${subject}\n\n${words}`, lang },
  })
  const kept = LETTERS.includes(step.stage)
    ? await keepLetter(ctx, {
        ...{ stepId: step.id, debtor: debtor!, stage: step.stage as 'letter', lang },
        itemIds: step.itemIds,
      })
    : null
  await sendCustomerMail(ctx, {
    ...{ id: newId(ctx.now), customer: debtor!.customer, receiver, subject, words, lang },
    activityId: step.activityId,
    about: { purpose: 'dunning', stepId: step.id },
    files: kept ? [{ recordKind: 'dunning_step', recordId: step.id, fileId: kept.id }] : [],
  })
  return { id: step.id, stage: step.stage }
}

type Done = NonNullable<ReturnType<typeof stepOf>>
type Due = Pick<Awaited<ReturnType<typeof loadDebtors>>, 'today' | 'calendar'>

async function dueOf(
  ctx: ReadCtx,
  customerId: string,
): Promise<{ debtor: Debtor | undefined; done: Done | null; at: Due; refusal: string | null }> {
  const { debtors, ...at } = await loadDebtors(ctx, { customerId, permission: 'receivable.note' })
  const debtor = debtors[0]
  const done = debtor ? stepOf(debtor, { day: at.today, calendar: at.calendar }) : null
  return { debtor, done, at, refusal: refusalOf(debtor, done) }
}

function refusalOf(debtor: Debtor | undefined, done: Done | null): string | null {
  if (!debtor || !done) return 'dunning_nothing'
  if (done.stage === 'lawyer') return 'mail_not_for_lawyer'
  return inhibitedBy({ stage: done.stage }, debtor.inhibitions)
}
