import type { Block } from '../document/blocks.ts'
import { type DocumentLanguage, type Letterhead, letterheadOf, sellerLines } from '../document/letterhead.ts'
import { COMPANY_CURRENCY } from '../exchange/rate.ts'
import { formatFen } from '../money.ts'
import { quantityText } from '../quote/offer.ts'
import { rmbInWords } from '../rmb.ts'
import { type Blanks, fillIn, VARIABLE_WORDS, VARIABLES, type Variable } from './blanks.ts'
import { type Article, articlesOf, CLAUSE_WORDS, type ClauseKey, numberedHeading } from './clauses.ts'
import { type ContractContent, changeText, dueText, penaltyText } from './content.ts'
import { PAPER_WORDS } from './paper-words.ts'

export type ContractPaper = {
  number: string
  /** 甲方 buys, 乙方 is the company itself */
  buyer: { name: string; uscc: string | null }
  seller: { name: string; letterhead: Letterhead }
  isApproved: boolean
  content: ContractContent
}

/** The contract as it is printed and sealed, in the language its clauses are written in. */
export function contractDocument(paper: ContractPaper): Block[] {
  const { content, buyer, number, isApproved } = paper
  const language = languageOf(content)
  const t = PAPER_WORDS[language]
  const seller = sellerOf(paper, language)
  const named = (name: string, code: string | null | undefined) =>
    code ? `${name}${fill(t.code, { code })}` : name
  return [
    { kind: 'title', text: content.title || t.untitled },
    text(fill(t.number, { number })),
    ...(isApproved ? [] : [{ kind: 'text' as const, text: t.draft, bold: true }]),
    text(fill(t.buyer, { name: named(buyer.name, buyer.uscc) })),
    text(fill(t.seller, { name: named(seller, paper.seller.letterhead.taxNumber) })),
    ...sellerLines(paper.seller.letterhead, language).map(text),
    ...articlesOf(content).flatMap((article, index) => section(paper, article, index + 1)),
    {
      kind: 'seals',
      parties: [
        { title: t.sealBuyer, name: buyer.name, lines: [t.signer, t.date] },
        { title: t.sealSeller, name: seller, lines: [t.signer, t.date] },
      ],
    },
  ]
}

function section(paper: ContractPaper, article: Article, number: number): Block[] {
  const language = languageOf(paper.content)
  const heading = numberedHeading(number, headingOf(article, language))[language]
  return [{ kind: 'heading', text: heading }, ...wordsOfArticle(paper, article, language)]
}

function headingOf(article: Article, language: DocumentLanguage): { zh: string; en: string } {
  if (article.startsWith('own:')) return both(article.slice('own:'.length))
  if (article.startsWith('clause:')) return CLAUSE_WORDS[article.slice('clause:'.length) as ClauseKey]
  return both(PAPER_WORDS[language][article as 'amount'])
}

function wordsOfArticle(paper: ContractPaper, article: Article, language: DocumentLanguage): Block[] {
  const { content } = paper
  const t = PAPER_WORDS[language]
  const values = clauseValues({ ...paper, buyer: paper.buyer.name, seller: sellerOf(paper, language) })
  const said = (words: string | undefined) => {
    const filled = fillIn(words ?? '', values).trim()
    return filled === '' ? [] : [text(filled)]
  }
  switch (article) {
    case 'clause:subject':
      return [
        ...said(content.clauses.subject),
        ...(content.lines.length > 0 ? [linesTable(content, language)] : []),
      ]
    case 'amount': {
      const words = content.currency === COMPANY_CURRENCY ? rmbInWords(content.amountFen) : ''
      const amount = values.金额!
      return [text(fill(t.total, { amount, words: words && fill(t.inWords, { words }) }))]
    }
    case 'payment':
      return [
        ...(content.termDays === null ? [] : [text(fill(t.term, { days: content.termDays }))]),
        content.nodes.length > 0 ? nodesTable(content, language) : text(t.noNodes),
      ]
    case 'penalty':
      return [text(fill(t.penaltyIs, { rate: penaltyText(content.penaltyBp!)[language] }))]
    case 'changes':
      return (content.changes ?? []).map((change) => {
        const what = changeText(change, moneyOf(content, change.amountFen))[language]
        return text(fill(t.change, { n: change.number, what }))
      })
    case 'validity':
      return [text(validity(content, language))]
    default:
      return article.startsWith('own:')
        ? said(content.ownClauses?.find(({ title }) => `own:${title}` === article)?.text)
        : said(content.clauses[article.slice('clause:'.length) as ClauseKey])
  }
}

function validity({ effectiveOn, endsOn }: ContractContent, language: DocumentLanguage): string {
  const t = PAPER_WORDS[language]
  const from = effectiveOn ? fill(t.from, { day: effectiveOn }) : t.fromSeals
  return `${from}${endsOn ? fill(t.until, { day: endsOn }) : ''}${t.copies}`
}

/** What stands for every name in braces: the contract's own words, which no blank outweighs. */
export function clauseValues({
  number,
  buyer,
  seller,
  content,
}: {
  number: string
  buyer: string
  seller: string
  content: ContractContent
}): Blanks {
  const language = languageOf(content)
  const t = PAPER_WORDS[language]
  const values: Record<Variable, string> = {
    甲方: buyer,
    乙方: seller,
    合同编号: number,
    合同名称: content.title,
    金额: moneyOf(content, content.amountFen),
    金额大写: content.currency === COMPANY_CURRENCY ? rmbInWords(content.amountFen) : '',
    生效日期: content.effectiveOn ?? '',
    到期日期: content.endsOn ?? '',
    账期: content.termDays === null ? '' : fill(t.days, { days: content.termDays }),
    违约金: content.penaltyBp === null ? '' : penaltyText(content.penaltyBp)[language],
  }
  const english = Object.fromEntries(VARIABLES.map((name) => [VARIABLE_WORDS[name], values[name]]))
  return { ...content.blanks, ...values, ...english }
}

function sellerOf({ seller }: ContractPaper, language: DocumentLanguage): string {
  return letterheadOf(seller.name, seller.letterhead, language).text
}

function linesTable({ lines, currency }: ContractContent, language: DocumentLanguage): Block {
  return {
    kind: 'table',
    head: headed(PAPER_WORDS[language].lines, { currency, language }),
    right: [2, 4, 5],
    rows: lines.map((line, index) => [
      String(index + 1),
      line.product,
      quantityText(line.quantityMilli),
      line.unit,
      formatFen(line.unitPriceFen),
      formatFen(line.amountFen),
    ]),
  }
}

function nodesTable({ nodes, currency }: ContractContent, language: DocumentLanguage): Block {
  const t = PAPER_WORDS[language]
  return {
    kind: 'table',
    head: headed(t.nodes, { currency, language }),
    right: [3],
    rows: nodes.map((node, index) => [
      fill(t.node, { n: index + 1 }),
      node.label || t.goods,
      dueText(node)[language],
      formatFen(node.amountFen),
    ]),
  }
}

/** What the figures of a table are in: the contract's own currency, never assumed to be yuan. */
function headed(
  head: readonly string[],
  { currency, language }: { currency: string; language: DocumentLanguage },
): string[] {
  const unit = currency === COMPANY_CURRENCY ? PAPER_WORDS[language].yuan : currency
  return head.map((title) => fill(title, { unit }))
}

function languageOf({ language }: ContractContent): DocumentLanguage {
  return language ?? 'zh'
}

function moneyOf({ currency }: ContractContent, fen: bigint): string {
  return `${currency === COMPANY_CURRENCY ? '¥' : `${currency} `}${formatFen(fen)}`
}

function text(words: string): Block {
  return { kind: 'text', text: words }
}

function both(words: string): { zh: string; en: string } {
  return { zh: words, en: words }
}

function fill(words: string, values: Record<string, string | number>): string {
  return words.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
