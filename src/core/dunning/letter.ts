import type { Day } from '../calendar.ts'
import type { Block } from '../document/blocks.ts'
import { accountLine, type DocumentLanguage, type Letterhead, letterheadOf } from '../document/letterhead.ts'
import { type Fen, formatFen } from '../money.ts'
import { rmbInWords } from '../rmb.ts'

export type LetterItem = { number: string; issuedOn: Day; dueOn: Day; lateDays: number; openFen: Fen }
export type Letter = {
  company: string
  letterhead: Letterhead
  language: DocumentLanguage
  customer: string
  responsible: string
  today: Day
  /** paragraphs, one a line, with their variables filled in */
  body: string
  items: readonly LetterItem[]
  /** for late payment by the contracts of these items, demanded beside them (C101) */
  penaltyFen: Fen
  /** a letter that must not leave the house as it is says so on its face */
  isDraft: boolean
}
export type LetterWords = Record<
  | 'title'
  | 'draft'
  | 'to'
  | 'number'
  | 'issued'
  | 'due'
  | 'late'
  | 'open'
  | 'total'
  | 'penalty'
  | 'account'
  | 'sender'
  | 'on'
  | 'received',
  string
>

/** A letter to a customer as a document: whom, what, the list that adds up, seal and receipt (C087). */
export function letterBlocks(letter: Letter, words: LetterWords): Block[] {
  const total = letter.items.reduce((sum, { openFen }) => sum + openFen, 0n)
  const fill = (text: string, values: Record<string, string>) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
  const { responsible, today, language } = letter
  const head = letterheadOf(letter.company, letter.letterhead, language)
  const account = accountLine(letter.letterhead, language)
  return [
    { kind: 'letterhead', ...head },
    { kind: 'title', text: words.title },
    ...(letter.isDraft ? [{ kind: 'text', text: words.draft, bold: true } as const] : []),
    { kind: 'text', text: fill(words.to, { name: letter.customer }), bold: true },
    ...letter.body
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((text): Block => ({ kind: 'text', text })),
    {
      kind: 'table',
      head: [words.number, words.issued, words.due, words.late, words.open],
      rows: letter.items.map((item) => [
        item.number,
        item.issuedOn,
        item.dueOn,
        item.lateDays > 0 ? String(item.lateDays) : '',
        formatFen(item.openFen),
      ]),
      right: [3, 4],
    },
    {
      kind: 'text',
      text: fill(words.total, { amount: formatFen(total), words: rmbInWords(total) }),
      bold: true,
    },
    ...(letter.penaltyFen > 0n
      ? [
          {
            kind: 'text',
            text: fill(words.penalty, { today, amount: formatFen(letter.penaltyFen) }),
          } as const,
        ]
      : []),
    ...(letter.isDraft ? [] : [{ kind: 'text', text: fill(words.account, { responsible }) } as const]),
    ...(account === '' ? [] : [{ kind: 'text', text: account } as const]),
    {
      kind: 'seals',
      parties: [
        { title: words.received, name: '', lines: [] },
        { title: fill(words.sender, { company: head.text }), name: '', lines: [fill(words.on, { today })] },
      ],
    },
  ]
}
