import { z } from 'zod'
import { STAGE_CODES } from '../core/dunning/stage.ts'
import { can } from './paging.ts'
import { day, fen, id, instant, route } from './route.ts'

const lang = z.enum(['zh', 'en'])

/** What a letter would say and whom it could go to, before anybody presses send. */
const preview = z.object({
  lang,
  /** null: this installation has no mailbox that is on */
  from: z.object({ name: z.string(), address: z.string() }).nullable(),
  receivers: z.array(z.object({ id, name: z.string(), address: z.string().nullable(), can })),
  subject: z.string(),
  words: z.string(),
  attachments: z.array(z.string()),
  can,
})

const letter = {
  contactId: id,
  lang,
  subject: z.string().trim().min(1).max(200),
  words: z.string().trim().min(1).max(3500),
}

export const previewDunningMail = route({
  id: 'customerMail.previewDunning',
  method: 'GET',
  path: '/api/customers/:id/dunning/mail',
  permission: 'receivable.note',
  summary: 'The reminder or letter that is due as a mail: from, to, subject, words, attachment [C088]',
  params: z.object({ id }),
  query: z.object({ lang: lang.optional(), contactId: id.optional() }),
  reply: preview,
})

export const sendDunningMail = route({
  id: 'customerMail.sendDunning',
  method: 'POST',
  path: '/api/customers/:id/dunning/mail',
  permission: 'receivable.note',
  summary: 'Sends it to one contact and keeps it as the step that is due, with what was sent [C088]',
  params: z.object({ id }),
  body: z.object(letter),
  reply: z.object({ id, stage: z.enum(STAGE_CODES) }),
})

/** Not `asOf`: whom it may go to and whether it may is asked of now, whatever day the statement is of. */
const span = { until: day.optional(), from: day.optional(), known: z.stringbool().optional() }

export const previewStatementMail = route({
  id: 'customerMail.previewStatement',
  method: 'GET',
  path: '/api/receivables/statements/:id/mail',
  permission: 'receivable.note',
  summary: 'The statement as a mail with its PDF: from, to, subject, words [C092]',
  params: z.object({ id }),
  query: z.object({ ...span, lang: lang.optional(), contactId: id.optional() }),
  reply: preview,
})

export const sendStatementMail = route({
  id: 'customerMail.sendStatement',
  method: 'POST',
  path: '/api/receivables/statements/:id/mail',
  permission: 'receivable.note',
  summary: 'Sends the statement to one contact, to be confirmed; what was sent is kept [C092]',
  params: z.object({ id }),
  body: z.object({
    ...letter,
    until: day.optional(),
    from: day.optional(),
    known: z.boolean().default(false),
  }),
  reply: z.object({ id }),
})

export const customerMails = route({
  id: 'customerMail.list',
  method: 'GET',
  path: '/api/customers/:id/mails',
  permission: 'receivable.read',
  summary: 'What was sent to a customer by mail from here, with every try and the provider’s answer',
  params: z.object({ id }),
  query: z.object({ lang: lang.default('zh') }),
  reply: z.object({
    items: z.array(
      z.object({
        id,
        purpose: z.enum(['dunning', 'statement']),
        stage: z.enum(STAGE_CODES).nullable(),
        contactName: z.string(),
        /** masked */
        address: z.string(),
        subject: z.string(),
        words: z.string(),
        lang,
        asOf: day.nullable(),
        closingFen: fen.nullable(),
        by: z.string(),
        at: instant,
        state: z.enum(['underWay', 'again', 'sent', 'failed']),
        nextAt: instant.nullable(),
        files: z.array(z.object({ id, name: z.string() })),
        attempts: z.array(
          z.object({
            at: instant,
            outcome: z.string(),
            code: z.string(),
            message: z.string(),
            explanation: z.string(),
          }),
        ),
      }),
    ),
  }),
})
