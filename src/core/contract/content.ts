import type { ContentLine } from '../approval/content.ts'
import { type Day, daysBetween } from '../calendar.ts'
import { type Fen, formatFen, sumFen } from '../money.ts'
import { quantityText } from '../quote/offer.ts'
import { type Retention, type RetentionRefusal, retentionFault } from '../receivable/retention.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { Bilingual } from '../watch/subject.ts'
import { type Blanks, blanksIn } from './blanks.ts'
import {
  articlesOf,
  CLAUSES,
  type ClauseKey,
  type ClauseWords,
  clausesInOrder,
  numberedHeading,
  type OwnClause,
} from './clauses.ts'

export type ContractLine = {
  product: string
  unit: string
  quantityMilli: bigint
  unitPriceFen: Fen
  amountFen: Fen
}
/** `retention`: kept back by the customer (质保金); while it waits for acceptance its day is UNDATED. */
export type ContractNode = { label: string; dueOn: Day; amountFen: Fen; retention?: Retention | undefined }

/** What a version says of each change that it takes in: an approver reads it beside the lines it made. */
export type TakenChange = {
  id: string
  number: number
  what: string
  amountFen: Fen
  deliveryDays: number | null
  confirmedBy: string
  confirmedOn: Day
}

/** Everything that is agreed, and so everything that an approval of the contract is bound to. */
export type ContractContent = {
  title: string
  currency: string
  amountFen: Fen
  effectiveOn: Day | null
  endsOn: Day | null
  /** credit term in days; null: none is granted */
  termDays: number | null
  /** late-payment penalty per day, in hundredths of a per mille of what is owed: 5 is 万分之五 */
  penaltyBp: number | null
  lines: readonly ContractLine[]
  nodes: readonly ContractNode[]
  clauses: ClauseWords['clauses']
  /** in their order; left out when there are none, as in contracts from before there were any */
  ownClauses?: readonly OwnClause[] | undefined
  /** what this contract fills in of what its clauses leave open; left out when there is nothing */
  blanks?: Blanks | undefined
  /** the version of the quote whose lines these are, unchanged */
  quoteVersionId: string | null
  /** the version of the template it was made from; null: free-form, or the customer's paper */
  templateId: string | null
  /** what its clauses are written in, and so everything else on its paper; left out: Chinese */
  language?: 'en' | undefined
  /** the counterparty's own paper (对方文本): the very file that is agreed to, by its hash */
  paper?: ContractPaper | undefined
  /** what was asked for on the way and confirmed, and stands in lines and amount above (0031) */
  changes?: readonly TakenChange[] | undefined
}

type ContractPaper = { fileId: string; name: string; sha256: string }

/** What a contract is written on; whatever is not the company's own template is read by legal (C065 C071). */
export const CONTRACT_TYPES = ['template', 'free_form', 'counterparty_paper'] as const

export function contractType({
  paper,
  templateId,
}: Pick<ContractContent, 'paper' | 'templateId'>): (typeof CONTRACT_TYPES)[number] {
  if (paper) return 'counterparty_paper'
  return templateId === null ? 'free_form' : 'template'
}

/** Everything that clauses say, for what is looked for in all of them. */
export function wordsOf({ clauses, ownClauses = [] }: ClauseWords): string[] {
  return [...CLAUSES.map((key) => clauses[key] ?? ''), ...ownClauses.map(({ text }) => text)]
}

/** What nobody has filled in; on the customer's own paper nothing of the clauses is printed. */
function openBlanks({ blanks = {}, ...content }: ContractContent): string[] {
  if (content.paper) return []
  return blanksIn(wordsOf(content)).filter((name) => (blanks[name] ?? '').trim() === '')
}

export type MissingTerm = Exclude<ClauseKey, 'other'> | 'nodes' | 'penalty' | 'blanks'

/** What a contract lacks before anybody may be asked about it (C069). */
export function missingTerms(content: ContractContent): MissingTerm[] {
  const written = (key: ClauseKey) => (content.clauses[key] ?? '').trim() !== ''
  const clauses = CLAUSES.filter((key) => key !== 'other' && !written(key)) as MissingTerm[]
  return [
    ...clauses,
    ...(content.nodes.length === 0 ? (['nodes'] as const) : []),
    ...(content.penaltyBp === null ? (['penalty'] as const) : []),
    ...(openBlanks(content).length > 0 ? (['blanks'] as const) : []),
  ]
}

type ContentRefusal =
  | 'amount_not_positive'
  | 'dates_reversed'
  | 'parts_do_not_sum'
  | 'node_not_positive'
  | 'clause_twice'
  | RetentionRefusal

/** Whether the parts of a contract fit together at all. */
export function checkContent(content: ContractContent): Result<null, ContentRefusal> {
  const { amountFen, effectiveOn, endsOn, lines, nodes } = content
  if (amountFen <= 0n) return refuse('amount_not_positive')
  if (endsOn && effectiveOn && endsOn < effectiveOn) return refuse('dates_reversed')
  for (const parts of [lines, nodes]) {
    const sum = sumFen(parts.map((part) => part.amountFen))
    if (parts.length > 0 && sum !== amountFen) {
      return refuse('parts_do_not_sum', { partsFen: Number(sum), totalFen: Number(amountFen) })
    }
  }
  // A payment of nothing, or back, is none: others would have to be larger than what is owed.
  const odd = nodes.findIndex((node) => node.amountFen <= 0n)
  if (odd >= 0) return refuse('node_not_positive', { n: odd + 1, dueOn: nodes[odd]!.dueOn })
  const twice = clauseTwice(content.ownClauses ?? [])
  if (twice !== null) return refuse('clause_twice', { title: twice })
  const fault = retentionFault(amountFen, nodes)
  if (fault) return refuse(fault)
  return ok(null)
}

/** A heading that stands twice: a diff could not say which of the two was changed. */
export function clauseTwice(own: readonly OwnClause[]): string | null {
  return own.find(({ title }, index) => own.findIndex((one) => one.title === title) < index)?.title ?? null
}

/**
 * The credit that a contract grants, in days: the term it names, or how long after its own end the last node
 * is paid. A late node is a term by another name; retention is none, and therefore kept small.
 */
export function termOf(content: ContractContent, today: Day): number {
  const begins = content.effectiveOn ?? today
  const until = content.endsOn !== null && content.endsOn > begins ? content.endsOn : begins
  const lent = content.nodes.filter(({ retention }) => retention === undefined)
  const last = lent.reduce((latest, { dueOn }) => (dueOn > latest ? dueOn : latest), until)
  return Math.max(content.termDays ?? 0, daysBetween(until, last))
}

/** What an approver reads, line by line; clauses are compared word by word. */
export function contractLines(content: ContractContent): ContentLine[] {
  const same = (text: string): Bilingual => ({ zh: text, en: text })
  const none: Bilingual = { zh: '未约定', en: 'not agreed' }
  const money = (fen: Fen) => `${content.currency} ${formatFen(fen)}`
  const line = (key: string, zh: string, en: string, value: Bilingual | null): ContentLine => ({
    key,
    label: { zh, en },
    value: value ?? none,
  })
  const { termDays, penaltyBp } = content
  return [
    line('title', '名称', 'Title', content.title ? same(content.title) : null),
    ...(content.language ? [line('language', '语言', 'Language', { zh: '英文', en: 'English' })] : []),
    ...(content.paper
      ? [line('paper', '对方文本', 'Counterparty paper', same(paperText(content.paper)))]
      : []),
    line('amount', '金额', 'Amount', same(money(content.amountFen))),
    line('effective', '生效日期', 'Effective', content.effectiveOn ? same(content.effectiveOn) : null),
    line('ends', '到期日期', 'Ends', content.endsOn ? same(content.endsOn) : null),
    line(
      'term',
      '账期',
      'Credit term',
      termDays === null ? null : { zh: `${termDays} 天`, en: `${termDays} days` },
    ),
    line('penalty', '逾期违约金', 'Late-payment penalty', penaltyBp === null ? null : penaltyRead(penaltyBp)),
    ...numbered(content.lines, (one) => one.product).map(([key, name, one]) =>
      line(
        `line:${key}`,
        name,
        name,
        same(
          `${quantityText(one.quantityMilli)} ${one.unit} × ${formatFen(one.unitPriceFen)} = ${formatFen(one.amountFen)}`,
        ),
      ),
    ),
    // By its name, so that a payment put in before another is not read as all of them changed.
    ...numbered(content.nodes, ({ label }) => label).map(([key, , node], index) =>
      line(
        `node:${key}`,
        `第 ${index + 1} 期付款`,
        `Payment ${index + 1}`,
        nodeText(node, money(node.amountFen)),
      ),
    ),
    ...(content.changes ?? []).map((change) =>
      line(
        `change:${change.id}`,
        `增项 ${change.number}`,
        `Change ${change.number}`,
        changeText(change, money(change.amountFen)),
      ),
    ),
    ...numberedClauses(content),
    ...Object.entries(content.blanks ?? {}).map(([name, value]) =>
      line(`blank:${name}`, `填空：${name}`, `Blank: ${name}`, same(value)),
    ),
  ]
}

/** The clauses of a contract or a template, as an approver or a lawyer reads them: in the printed order. */
export function clauseLines(words: ClauseWords): ContentLine[] {
  const same = (text: string): Bilingual => ({ zh: text, en: text })
  return clausesInOrder(words).map(({ article, heading, text, isOwn }) => ({
    ...{ key: article, label: heading, value: same(text) },
    ...(isOwn ? { isOrdered: true } : {}),
  }))
}

/** Under the numbers they are printed with, so that what is said about a clause can be found on paper. */
function numberedClauses(content: ContractContent): ContentLine[] {
  const numbers = new Map<string, number>(articlesOf(content).map((article, index) => [article, index + 1]))
  return clauseLines(content).map((line) => ({
    ...line,
    label: numberedHeading(numbers.get(line.key)!, line.label),
  }))
}

/** Two files of one name are told apart by what is in them. */
function paperText({ name, sha256 }: ContractPaper): string {
  return `${name} · SHA-256 ${sha256.slice(0, 16)}`
}

function nodeText(node: ContractNode, amount: string): Bilingual {
  const words = dueText(node)
  const text = (due: string) => [node.label, due, amount].filter(Boolean).join(' · ')
  return { zh: text(words.zh), en: text(words.en) }
}

/** What was asked for on the way, and who of the customer confirmed it, in words. */
export function changeText(change: TakenChange, amount: string): Bilingual {
  const { what, confirmedBy, confirmedOn, deliveryDays: days } = change
  return {
    zh: `${what} · ${amount}${days === null ? '' : ` · ${days} 天内交付`} · ${confirmedOn} 由${confirmedBy}确认`,
    en: `${what} · ${amount}${days === null ? '' : ` · within ${days} days`} · confirmed ${confirmedOn} by ${confirmedBy}`,
  }
}

/** When a node is due, in words. */
export function dueText({ dueOn, retention }: Pick<ContractNode, 'dueOn' | 'retention'>): Bilingual {
  if (!retention) return { zh: dueOn, en: dueOn }
  if (retention.months === null) return { zh: `质保金，${dueOn}`, en: `retention, ${dueOn}` }
  const { months } = retention
  return { zh: `质保金，验收后 ${months} 个月`, en: `retention, ${months} months after acceptance` }
}

export function penaltyText(bp: number): Bilingual {
  return { zh: `每日万分之${bp}`, en: `${bp}/10,000 a day` }
}

/** Both ways a rate is spoken of: 万分之五 stands on paper, 0.05% is what is compared in the head. */
export function penaltyRead(bp: number): Bilingual {
  const { zh, en } = penaltyText(bp)
  const percent = `${bp / 100}%`
  return { zh: `${zh}（${percent}）`, en: `${en} (${percent})` }
}

/** The same product twice is two lines of two names. */
function numbered<T>(items: readonly T[], nameOf: (item: T) => string): [string, string, T][] {
  const seen = new Map<string, number>()
  return items.map((item) => {
    const times = (seen.get(nameOf(item)) ?? 0) + 1
    seen.set(nameOf(item), times)
    const name = times === 1 ? nameOf(item) : `${nameOf(item)} (${times})`
    return [name, name, item]
  })
}

/** What is hashed; the contract's id stands in it so that a copy is another content. */
export function hashedContent(contractId: string, customerId: string, content: ContractContent): unknown {
  return { contractId, customerId, ...content }
}

/** Content as it comes out of the database, where fen are plain integers. */
export function contentFrom(stored: unknown): ContractContent {
  type Plain = Omit<ContractContent, 'amountFen' | 'lines' | 'nodes' | 'changes'> & {
    changes?: (Omit<TakenChange, 'amountFen'> & { amountFen: number })[]
    amountFen: number
    lines: (Record<'quantityMilli' | 'unitPriceFen' | 'amountFen', number> & {
      product: string
      unit: string
    })[]
    nodes: (Omit<ContractNode, 'amountFen'> & { amountFen: number })[]
  }
  const { changes, ...plain } = stored as Plain
  return {
    ...plain,
    ...(changes ? { changes: changes.map((one) => ({ ...one, amountFen: BigInt(one.amountFen) })) } : {}),
    amountFen: BigInt(plain.amountFen),
    lines: plain.lines.map((one) => ({
      ...one,
      quantityMilli: BigInt(one.quantityMilli),
      unitPriceFen: BigInt(one.unitPriceFen),
      amountFen: BigInt(one.amountFen),
    })),
    nodes: plain.nodes.map((one) => ({ ...one, amountFen: BigInt(one.amountFen) })),
  }
}
