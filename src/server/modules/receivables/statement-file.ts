import type { Buffer } from 'node:buffer'
import { accountLine, letterheadOf } from '../../../core/document/letterhead.ts'
import { currencyText } from '../../../core/exchange/rate.ts'
import { type Fen, formatFen } from '../../../core/money.ts'
import type { StatementKind } from '../../../core/receivable/statement.ts'
import { type DocumentLanguage, STATEMENT_WORDS } from '../../../text/statement.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { type FileOut, fileOut } from '../../platform/file-out.ts'
import { type Content, renderPdf } from '../../platform/pdf.ts'
import { sheetsToXlsx } from '../../platform/xlsx-out.ts'
import { type ReadStatement, readStatement, type StatementQuery } from './read-statement.ts'

type Word = keyof (typeof STATEMENT_WORDS)['zh']
/** What was read, under the company’s letterhead in the language of the paper. */
type Drawn = Omit<ReadStatement, 'letterhead'> & { letterhead: readonly string[]; account: string }

type Words = (word: Word, fill?: Record<string, string | number>) => string

/** The statement as a document to send, PDF with a slip to confirm or .xlsx; the event stays (C092). */
export async function drawStatement(
  ctx: WriteCtx,
  query: StatementQuery & { format: 'pdf' | 'xlsx'; lang: DocumentLanguage },
): Promise<FileOut> {
  const read = await readStatement(ctx, query)
  const head = letterheadOf(read.company, read.letterhead, query.lang)
  const account = accountLine(read.letterhead, query.lang)
  const statement: Drawn = { ...read, company: head.text, letterhead: head.lines, account }
  await recordEvent(ctx, {
    kind: 'statement.drawn',
    subject: { kind: 'customer', id: query.customerId },
    customerId: query.customerId,
    summary: { from: statement.from, asOf: query.asOf, reading: query.reading, format: query.format },
  })
  const t = wordsOf(query.lang)
  const name = `${t('title')}-${statement.customer.name}-${query.asOf}`
  if (query.format === 'xlsx') return fileOut(`${name}.xlsx`, await asSheets(statement, t))
  return fileOut(
    `${name}.pdf`,
    await renderPdf({
      title: `${t('title')} ${statement.customer.name} ${query.asOf}`,
      content: asPages(statement, t),
      footer: t('page'),
    }),
  )
}

function wordsOf(lang: DocumentLanguage): Words {
  return (word, fill = {}) =>
    Object.entries(fill).reduce<string>(
      (text, [key, value]) => text.replaceAll(`{${key}}`, String(value)),
      STATEMENT_WORDS[lang][word],
    )
}

const kindWord = (kind: StatementKind): Word => (kind === 'opening' ? 'openingKind' : kind)

function asSheets(statement: Drawn, t: Words): Promise<Buffer> {
  const { from, asOf } = statement
  const original = { title: t('original'), kind: 'text' as const, width: 20 }
  const [inLines, inItems] = [hasOriginals(statement), statement.currencies.length > 0]
  const blank = inLines ? [null] : []
  const above = headOf(statement, t)
  return sheetsToXlsx([
    {
      name: t('title'),
      above,
      columns: [
        { title: t('date'), kind: 'day', width: 14 },
        { title: t('kind'), kind: 'text', width: 20 },
        { title: t('number'), kind: 'text', width: 26 },
        ...(inLines ? [original] : []),
        { title: t('debit'), kind: 'money' },
        { title: t('credit'), kind: 'money' },
        { title: t('balance'), kind: 'money' },
      ],
      rows: [
        [from, t('opening'), null, ...blank, null, null, statement.openingFen],
        ...statement.lines.map((line) => [
          line.on,
          t(kindWord(line.kind)),
          line.number,
          ...(inLines ? [originalText(line) || null] : []),
          line.debitFen || null,
          line.creditFen || null,
          line.balanceFen,
        ]),
        [asOf, t('total'), null, ...blank, statement.debitFen, statement.creditFen, statement.closingFen],
      ],
    },
    {
      name: t('open'),
      above: [
        t('itemsTitle', { to: asOf }),
        ...(statement.retentionFen > 0n
          ? [t('retention', { amount: formatFen(statement.retentionFen) })]
          : []),
        ...(statement.penaltyFen > 0n
          ? [t('penalty', { to: asOf, amount: formatFen(statement.penaltyFen) })]
          : []),
      ],
      columns: [
        { title: t('number'), kind: 'text', width: 26 },
        { title: t('issued'), kind: 'day', width: 14 },
        { title: t('due'), kind: 'day', width: 14 },
        { title: t('late'), kind: 'number' },
        { title: t('amount'), kind: 'money' },
        { title: t('open'), kind: 'money' },
        ...(inItems ? [original] : []),
      ],
      rows: statement.items.map((item) => [
        [item.invoiceNumber, item.label].filter(Boolean).join(' '),
        item.issuedOn,
        item.retention === 'waiting' ? null : item.dueOn,
        Math.max(0, item.overdueDays),
        item.amountFen,
        item.openFen,
        ...(inItems ? [openText(item) || null] : []),
      ]),
    },
  ])
}

function headOf(statement: Drawn, t: Words): string[] {
  const { from, asOf } = statement
  return [
    `${statement.company} ${t('title')}`,
    ...statement.letterhead,
    t('to', { name: statement.customer.name }),
    `${t('span', { from, to: asOf })} ${readingWord(statement, t)}`,
    [`${t('closing')} ${formatFen(statement.closingFen)}`, inWords(statement, t)].filter(Boolean).join(' '),
    ...inCurrencies(statement, t),
    ...(statement.account ? [statement.account] : []),
  ]
}

/** 大写 is Chinese; what stands for it in another language is empty. */
function inWords({ closingInWords }: Drawn, t: Words): string {
  return t('closingInWords') && `${t('closingInWords')} ${closingInWords}`
}

function readingWord(statement: Drawn, t: Words): string {
  return statement.reading === 'known' ? t('knownReading', { to: statement.asOf }) : t('businessReading')
}

function asPages(statement: Drawn, t: Words): Content[] {
  const { from, asOf, company, letterhead, customer } = statement
  return [
    { text: company, alignment: 'center', bold: true, fontSize: 13 },
    ...letterhead.map((text) => ({ text, alignment: 'center' as const, style: 'quiet' })),
    { text: t('title'), style: 'title', margin: [0, 2, 0, 10] },
    {
      columns: [
        { text: t('to', { name: customer.name }), style: 'strong', fontSize: 11 },
        {
          text: `${t('span', { from, to: asOf })}\n${readingWord(statement, t)}`,
          alignment: 'right',
          style: 'quiet',
        },
      ],
      margin: [0, 0, 0, 10],
    },
    movements(statement, t),
    {
      text: [
        { text: `${t('closing')}  ¥${formatFen(statement.closingFen)}`, bold: true, fontSize: 12 },
        { text: `    ${inWords(statement, t)}` },
      ],
      margin: [0, 10, 0, 2],
    },
    ...inCurrencies(statement, t).map((text) => ({ text, style: 'quiet' })),
    ...(statement.account ? [{ text: statement.account, style: 'quiet' }] : []),
    ...(statement.closingFen < 0n ? [{ text: t('advance'), style: 'quiet' }] : []),
    { text: t('itemsTitle', { to: asOf }), style: 'strong', fontSize: 11, margin: [0, 12, 0, 4] },
    ...openItems(statement, t),
    ...signedNotes(statement, t),
    slip(statement, t),
  ]
}

/** Of the balance, what is in other money: that is what the customer has in its own books. */
function inCurrencies({ currencies }: Drawn, t: Words): string[] {
  return currencies.map(({ currency, openMinor, openFen, advanceMinor }) =>
    t('inCurrency', {
      currency,
      open: currencyText(openMinor, currency),
      fen: formatFen(openFen),
      advance: currencyText(advanceMinor, currency),
    }),
  )
}

function hasOriginals({ lines }: Drawn): boolean {
  return lines.some(({ originalMinor }) => originalMinor !== null)
}

function originalText({ currency, originalMinor }: Drawn['lines'][number]): string {
  return originalMinor === null ? '' : currencyText(originalMinor, currency)
}

function openText({ original }: Drawn['items'][number]): string {
  return original ? currencyText(original.openMinor, original.currency) : ''
}

/** What was signed for, so that both sides see which deliveries the invoices are about. */
function signedNotes({ notes }: Drawn, t: Words): Content[] {
  if (notes.length === 0) return []
  return [
    { text: t('notesTitle'), style: 'strong', fontSize: 11, margin: [0, 12, 0, 4] },
    {
      layout: LINES,
      table: {
        widths: ['*', 62, 90, 90, 84],
        body: notes.map((note) => [
          note.number,
          note.on,
          note.signer,
          note.invoiceNumber ?? t('noteUnbilled'),
          money(note.amountFen),
        ]) as never,
      },
    },
  ]
}

/** Claimed beside the balance and never mixed with it (C101). */
function penaltyLine({ penaltyFen, asOf }: Drawn, t: Words): Content[] {
  if (penaltyFen === 0n) return []
  return [{ text: t('penalty', { to: asOf, amount: formatFen(penaltyFen) }), margin: [0, 4, 0, 0] }]
}

/** Part of the balance, and not asked for yet. */
function retentionLine({ retentionFen }: Drawn, t: Words): Content[] {
  if (retentionFen === 0n) return []
  return [{ text: t('retention', { amount: formatFen(retentionFen) }), margin: [0, 4, 0, 0] }]
}

const LINES = 'lightHorizontalLines'

function movements(statement: Drawn, t: Words): Content {
  const head = [
    ...[t('date'), t('kind'), t('number')].map((text) => ({ text, style: 'head' })),
    ...[t('debit'), t('credit'), t('balance')].map((text) => ({ text, style: 'head', alignment: 'right' })),
  ]
  const body = statement.lines.map((line) => [
    line.on,
    t(kindWord(line.kind)),
    { text: [line.number, originalText(line)].filter(Boolean).join('  ') },
    money(line.debitFen, true),
    money(line.creditFen, true),
    money(line.balanceFen),
  ])
  const none = { text: t('noLines'), colSpan: 6, style: 'quiet' }
  return {
    layout: LINES,
    table: {
      headerRows: 1,
      widths: [58, 58, '*', 74, 74, 80],
      body: [
        head,
        [statement.from, t('opening'), '', '', '', money(statement.openingFen)],
        ...(body.length > 0 ? body : [[none, '', '', '', '', '']]),
        [
          { text: t('total'), bold: true, colSpan: 3 },
          '',
          '',
          money(statement.debitFen),
          money(statement.creditFen),
          money(statement.closingFen),
        ],
      ] as never,
    },
  }
}

function openItems(statement: Drawn, t: Words): Content[] {
  if (statement.items.length === 0) return [{ text: t('noItems'), style: 'quiet' }]
  const head = [
    ...[t('number'), t('issued'), t('due')].map((text) => ({ text, style: 'head' })),
    ...[t('late'), t('amount'), t('open')].map((text) => ({ text, style: 'head', alignment: 'right' })),
  ]
  const figures = t('figures', {
    open: `¥${formatFen(statement.openFen)}`,
    overdue: `¥${formatFen(statement.overdueFen)}`,
    disputed: `¥${formatFen(statement.disputedFen)}`,
    advance: `¥${formatFen(statement.advanceFen)}`,
  })
  const hidden = statement.itemCount > statement.items.length
  return [
    {
      layout: LINES,
      table: {
        headerRows: 1,
        widths: ['*', 62, 62, 52, 84, 84],
        body: [
          head,
          ...statement.items.map((item) => [
            [item.invoiceNumber, item.label, openText(item)].filter(Boolean).join(' '),
            item.issuedOn,
            item.retention === 'waiting' ? t('awaits') : item.dueOn,
            { text: item.overdueDays > 0 ? String(item.overdueDays) : '', alignment: 'right' },
            money(item.amountFen),
            money(item.openFen),
          ]),
        ] as never,
      },
    },
    ...(hidden
      ? [{ text: t('more', { n: statement.items.length, total: statement.itemCount }), style: 'quiet' }]
      : []),
    { text: figures, style: 'quiet', margin: [0, 4, 0, 0] },
    ...retentionLine(statement, t),
    ...penaltyLine(statement, t),
  ]
}

/** What the customer stamps and sends back: agreed, or the figure of their books and why. */
function slip(statement: Drawn, t: Words): Content {
  return {
    unbreakable: true,
    margin: [0, 26, 0, 0],
    stack: [
      {
        canvas: [{ type: 'line', x1: 0, y1: 0, x2: 511, y2: 0, dash: { length: 3 }, lineWidth: 0.5 }],
      },
      { text: t('slipTitle'), style: 'strong', fontSize: 11, margin: [0, 8, 0, 4] },
      { text: t('slip', { to: statement.asOf, company: statement.company }), margin: [0, 0, 0, 4] },
      { text: t('slipAgreed'), margin: [0, 0, 0, 3] },
      { text: t('slipDiffers'), margin: [0, 0, 0, 12] },
      { text: t('slipSign'), alignment: 'right', preserveLeadingSpaces: true },
    ],
  }
}

function money(fen: Fen, quiet = false) {
  return { text: quiet && fen === 0n ? '' : formatFen(fen), alignment: 'right' }
}
