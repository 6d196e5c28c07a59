import { addDays, type Day, dayOf, type Instant, startOfDay } from '../calendar.ts'

/** Papers that a customer's file holds (C007 C008 C012): credit reports, and what it is qualified by. */
export const DOCUMENT_KINDS = [
  'credit_report',
  'business_licence',
  'tax_certificate',
  'production_permit',
  'quality_certificate',
  'authorisation',
  'other',
] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** Where what is required is asked for, and what a lack of it means. */
export const DOCUMENT_MODES = ['off', 'warn', 'approve', 'block'] as const
export type DocumentRules = {
  required: DocumentKind[]
  mode: (typeof DOCUMENT_MODES)[number]
}

/** Papers that are asked for and not there, or there and run out. */
export type DocumentFinding = {
  code: 'documents_lacking'
  missing: DocumentKind[]
  expired: DocumentKind[]
}

type Held = { kind: DocumentKind; expiresOn: Day | null }

/** What is lacking on a day of what is asked for; null: nothing. One that has no end never runs out. */
export function lackingOf(
  required: readonly DocumentKind[],
  held: readonly Held[],
  today: Day,
): DocumentFinding | null {
  const isGood = ({ expiresOn }: Held) => expiresOn === null || expiresOn >= today
  const of = (kind: DocumentKind) => held.filter((one) => one.kind === kind)
  const missing = required.filter((kind) => of(kind).length === 0)
  const expired = required.filter((kind) => of(kind).length > 0 && !of(kind).some(isGood))
  return missing.length + expired.length === 0 ? null : { code: 'documents_lacking', missing, expired }
}

/** A month after its end a paper is a matter of the past. */
const REMEMBERED_DAYS = 30

export type KnownPaper = {
  id: string
  kind: string
  recordedOn: Day
  /** null: it never runs out */
  expiresOn: Day | null
  /** an item of the screening file: the newest known takes the place of those before it */
  isItem: boolean
  at: Instant
  until: Instant | null
}
type EndingPaper = KnownPaper & { expiresOn: Day }
export type PaperSpan = { id: string; from: Instant; until: Instant | null; expiresOn: Day }

/**
 * Which paper runs out first, from when until when, as it was known: of each kind the one that runs longest
 * (of an item the newest), until a month after its end; a kind of which one has no end runs out no more. At
 * any instant at most one span holds.
 */
export function endingSpans(papers: readonly KnownPaper[]): PaperSpan[] {
  const marks = papers.flatMap(({ at, until, expiresOn }) => [
    ...[at, ...(expiresOn === null ? [] : [startOfDay(addDays(expiresOn, REMEMBERED_DAYS + 1))])],
    ...(until === null ? [] : [until]),
  ])
  const spans: PaperSpan[] = []
  for (const mark of [...new Set(marks)].sort((a, b) => a - b)) {
    const first = firstEndingAt(papers, mark)
    const last = spans.at(-1)
    const isSame = last !== undefined && last.until === null && last.id === first?.id
    if (isSame) continue
    if (last && last.until === null) last.until = mark
    if (first) spans.push({ id: first.id, from: mark, until: null, expiresOn: first.expiresOn })
  }
  return spans
}

function firstEndingAt(papers: readonly KnownPaper[], at: Instant): EndingPaper | null {
  const today = dayOf(at)
  const longest = new Map<string, KnownPaper>()
  for (const one of papers) {
    if (one.at > at || (one.until !== null && one.until <= at)) continue
    const other = longest.get(one.kind)
    if (!other || standsFor(one, other)) longest.set(one.kind, one)
  }
  const live = [...longest.values()]
    .filter((one): one is EndingPaper => one.expiresOn !== null)
    .filter(({ expiresOn }) => addDays(expiresOn, REMEMBERED_DAYS) >= today)
  return live.reduce<EndingPaper | null>((a, b) => (a === null || b.expiresOn < a.expiresOn ? b : a), null)
}

function standsFor(one: KnownPaper, other: KnownPaper): boolean {
  if (one.isItem) return one.at > other.at || (one.at === other.at && one.id > other.id)
  if (one.expiresOn === null || other.expiresOn === null) return other.expiresOn !== null
  return one.expiresOn > other.expiresOn
}
