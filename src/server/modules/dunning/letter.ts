import { type Day, dayOf } from '../../../core/calendar.ts'
import { letterBlocks } from '../../../core/dunning/letter.ts'
import { reachedStage } from '../../../core/dunning/stage.ts'
import { sumFen } from '../../../core/money.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import { LETTER_WORDS } from '../../../text/dunning.ts'
import type { DocumentLanguage } from '../../../text/statement.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { renderDocx } from '../../platform/docx.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { type FileOut, fileOut } from '../../platform/file-out.ts'
import { orgLetterhead, orgName } from '../../platform/org-name.ts'
import { renderPdf } from '../../platform/pdf.ts'
import { pdfContent } from '../../platform/pdf-blocks.ts'
import { requireCustomer } from '../customers/index.ts'
import { keepFile } from '../files/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { loadPenalties } from '../receivables/index.ts'
import { contactsOf } from './contacts.ts'
import { filledTexts } from './fill.ts'
import { type Debtor, loadDebtors } from './load-owed.ts'

type LetterStage = 'letter' | 'stop' | 'lawyer'
type LetterQuery = {
  customerId: string
  stage: LetterStage
  format: 'pdf' | 'docx'
  lang: DocumentLanguage
}

/** A letter about everything that is overdue and not contested; the event stays. */
export async function drawLetter(ctx: WriteCtx, query: LetterQuery): Promise<FileOut> {
  await requireCustomer(ctx, query.customerId, 'receivable.note')
  const { debtors, today, calendar } = await loadDebtors(ctx, {
    customerId: query.customerId,
    permission: 'receivable.note',
  })
  const debtor = debtors[0]
  const overdue = debtor?.items.filter(
    (item) =>
      item.overdue_days > 0 &&
      item.dunning.openFen > 0n &&
      reachedStage(debtor.plan, item.dunning, { day: today, calendar }) >= 0,
  )
  if (!debtor || !overdue?.length) throw conflict('dunning_nothing')
  const itemIds = overdue.map(({ id }) => id)
  const { blocks, name } = await blocksOf(
    ctx,
    { debtor, stage: query.stage, itemIds, lang: query.lang },
    { today, calendar },
  )
  await recordEvent(ctx, {
    kind: 'dunning.letter_drawn',
    subject: { kind: 'customer', id: query.customerId },
    customerId: query.customerId,
    summary: { stage: query.stage, format: query.format, count: itemIds.length },
  })
  if (query.format === 'docx') return fileOut(`${name}.docx`, renderDocx(blocks, name))
  return fileOut(`${name}.pdf`, await pdfOf(blocks, name))
}

type Wanted = { debtor: Debtor; stage: LetterStage; itemIds: readonly string[]; lang: DocumentLanguage }

/** The letter as it was sent stays with its step, with its hash: evidence that a court may ask for. */
export async function keepLetter(ctx: WriteCtx, { stepId, ...wanted }: Wanted & { stepId: string }) {
  const at = { today: dayOf(ctx.now), calendar: await loadCalendar(ctx) }
  const { blocks, name } = await blocksOf(ctx, wanted, at)
  const { customer } = wanted.debtor
  const head = { title: name, customerId: customer.id, url: '' }
  return keepFile(
    ctx,
    { recordKind: 'dunning_step', recordId: stepId, head },
    { name: `${name}.pdf`, content: await pdfOf(blocks, name) },
  )
}

async function blocksOf(ctx: ReadCtx, wanted: Wanted, at: { today: Day; calendar: WorkCalendar }) {
  const { debtor, stage, lang } = wanted
  const chosen = new Set(wanted.itemIds)
  const items = debtor.items.filter(({ id }) => chosen.has(id))
  const contact = (await contactsOf(ctx, debtor.customer.id))[0]?.name ?? ''
  const texts = await filledTexts(ctx, stage, { debtor, items, contact, lang }, at)
  const words = LETTER_WORDS[lang]
  const penalties = await loadPenalties(ctx, {
    customerId: debtor.customer.id,
    asOf: at.today,
    reading: 'business',
  })
  const blocks = letterBlocks(
    {
      company: await orgName(ctx),
      letterhead: await orgLetterhead(ctx),
      language: lang,
      customer: debtor.customer.name,
      responsible: debtor.responsible?.name ?? '',
      today: at.today,
      body: texts.find(({ kind }) => kind === 'letter')?.words ?? '',
      items: items.map((item) => ({
        number: item.invoice_number,
        issuedOn: item.occurred_on,
        dueOn: item.due_on,
        lateDays: item.overdue_days,
        openFen: item.dunning.openFen,
      })),
      penaltyFen: sumFen(penalties.flatMap((row) => (chosen.has(row.instalmentId) ? [row.leftFen] : []))),
      isDraft: stage === 'lawyer',
    },
    { ...words, title: words[stage] },
  )
  return { blocks, name: `${words[stage]}-${debtor.customer.name}-${at.today}` }
}

async function pdfOf(blocks: Parameters<typeof pdfContent>[0], title: string): Promise<Buffer> {
  return Buffer.from(await renderPdf({ title, content: pdfContent(blocks), footer: '{page}/{pages}' }))
}
