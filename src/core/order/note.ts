import type { Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { type LineInput, priceLines } from '../quote/lines.ts'
import { ok, type Result, refuse } from '../result.ts'

/** A delivery note (送货单): drafted, shipped, signed for, or void with a reason; nothing is deleted. */
export const NOTE_STATUSES = ['draft', 'shipped', 'signed', 'void'] as const
export type NoteStatus = (typeof NOTE_STATUSES)[number]
export type NoteStepKind = 'drafted' | 'shipped' | 'signed' | 'voided'

/** Shipped for more days than this and not signed for, somebody is told (送货未签收). */
export const UNSIGNED_DAYS = 3

export type NoteRefusal =
  | 'note_void'
  | 'note_not_draft'
  | 'note_not_shipped'
  | 'date_in_future'
  | 'delivery_before_order'
  | 'signed_before_shipped'
  | 'signer_missing'
  | 'reason_required'
  | 'note_price_missing'
  | 'note_other_product'
  | 'note_other_price'
  | 'note_beyond_order'
  | 'note_accepts_more'
  | 'note_accepts_nothing'

export type NoteStanding = { status: NoteStatus; orderedOn: Day; shippedOn: Day | null }
export type NoteStep = {
  kind: Exclude<NoteStepKind, 'drafted'>
  on: Day
  signer?: string | null | undefined
  reason?: string | null | undefined
}

/** May this happen to the note now? Returns the state it leads to. */
export function decideNoteStep(
  note: NoteStanding,
  step: NoteStep,
  today: Day,
): Result<NoteStatus, NoteRefusal> {
  if (note.status === 'void') return refuse('note_void')
  if (step.on > today) return refuse('date_in_future')
  if (step.kind === 'voided') return step.reason?.trim() ? ok('void') : refuse('reason_required')
  if (step.kind === 'shipped') {
    if (note.status !== 'draft') return refuse('note_not_draft')
    return step.on < note.orderedOn ? refuse('delivery_before_order') : ok('shipped')
  }
  if (note.status !== 'shipped' || note.shippedOn === null) return refuse('note_not_shipped')
  if (step.on < note.shippedOn) return refuse('signed_before_shipped')
  return step.signer?.trim() ? ok('signed') : refuse('signer_missing')
}

export type NoteLine = LineInput & { amountFen: Fen }
/** As asked for: without a price it is the agreed one. */
export type WantedLine = Omit<LineInput, 'unitPriceFen'> & { unitPriceFen?: Fen | null | undefined }

/**
 * The lines of a note at the prices of its order. An order whose amount stands alone names none, and each
 * line says its own.
 */
export function priceNote(
  agreed: readonly LineInput[],
  wanted: readonly WantedLine[],
): Result<{ lines: NoteLine[]; totalFen: Fen }, NoteRefusal> {
  const lines: LineInput[] = []
  for (const line of wanted) {
    const { product, quantityMilli } = line
    const named = agreed.filter((one) => one.product === product && isUnit(one.unit, line.unit))
    if (agreed.length > 0 && named.length === 0) return refuse('note_other_product', { product })
    const asked = line.unitPriceFen ?? null
    if (named.length === 0 && asked === null) return refuse('note_price_missing', { product })
    const found = asked === null ? named[0] : named.find(({ unitPriceFen }) => unitPriceFen === asked)
    if (named.length > 0 && !found) return refuse('note_other_price', { product })
    lines.push({
      ...{ product, quantityMilli, unit: found?.unit ?? line.unit.trim() },
      unitPriceFen: found?.unitPriceFen ?? asked!,
    })
  }
  return ok(priceLines(lines))
}

function isUnit(agreed: string, asked: string): boolean {
  return asked.trim() === '' || agreed === asked.trim()
}

export type Ordered = { lines: readonly LineInput[]; amountFen: Fen }
/** What other notes of the order have taken: what was signed for, or what is on its way. */
export type Taken = Pick<LineInput, 'product' | 'unit' | 'unitPriceFen' | 'quantityMilli'> & {
  amountFen: Fen
}

/** No note takes more than its order says: what goes beyond is a correction of the order, with its gates. */
export function checkQuantities(
  ordered: Ordered,
  taken: readonly Taken[],
  lines: readonly NoteLine[],
): Result<null, NoteRefusal> {
  if (ordered.lines.length === 0) {
    const sum = [...taken, ...lines].reduce((fen, one) => fen + one.amountFen, 0n)
    return sum > ordered.amountFen ? refuse('note_beyond_order', { product: '', quantity: '' }) : ok(null)
  }
  const total = (rows: readonly LineInput[], key: string) =>
    rows.reduce((sum, row) => (keyOf(row) === key ? sum + row.quantityMilli : sum), 0n)
  for (const line of lines) {
    const key = keyOf(line)
    const over = total(taken, key) + total(lines, key) - total(ordered.lines, key)
    if (over > 0n) return refuse('note_beyond_order', { product: line.product, quantity: milliText(over) })
  }
  return ok(null)
}

/** Whether everything that was ordered has been signed for. */
export function isAllSigned(ordered: Ordered, signed: readonly Taken[]): boolean {
  if (ordered.lines.length === 0)
    return signed.reduce((fen, one) => fen + one.amountFen, 0n) >= ordered.amountFen
  const total = (rows: readonly LineInput[], key: string) =>
    rows.reduce((sum, row) => (keyOf(row) === key ? sum + row.quantityMilli : sum), 0n)
  return ordered.lines.every((line) => total(signed, keyOf(line)) >= total(ordered.lines, keyOf(line)))
}

function keyOf({ product, unit, unitPriceFen }: Omit<LineInput, 'quantityMilli'>): string {
  return `${product}\n${unit}\n${unitPriceFen}`
}

export type Accepted = { lineId: string; quantityMilli: bigint }
export type AcceptedLine = Accepted & { amountFen: Fen }

/** What of each line was taken in; one that nobody mentions was taken in whole: a shortage (短少) is said. */
export function acceptLines(
  lines: readonly (NoteLine & { id: string })[],
  accepted: readonly Accepted[],
): Result<{ lines: AcceptedLine[]; totalFen: Fen; isShort: boolean }, NoteRefusal> {
  const said = new Map(accepted.map(({ lineId, quantityMilli }) => [lineId, quantityMilli]))
  const kept = lines.map((line) => ({ ...line, quantityMilli: said.get(line.id) ?? line.quantityMilli }))
  const over = kept.find((line, index) => line.quantityMilli > lines[index]!.quantityMilli)
  if (over) return refuse('note_accepts_more', { product: over.product })
  if (kept.every(({ quantityMilli }) => quantityMilli === 0n)) return refuse('note_accepts_nothing')
  const priced = priceLines(kept)
  return ok({
    lines: priced.lines.map(({ quantityMilli, amountFen }, index) => ({
      ...{ lineId: lines[index]!.id, quantityMilli, amountFen },
    })),
    totalFen: priced.totalFen,
    isShort: kept.some((line, index) => line.quantityMilli < lines[index]!.quantityMilli),
  })
}

function milliText(milli: bigint): string {
  return String(Number(milli) / 1000)
}

/** The next number of a year's series, by the last one that is used: SH2026-00042. */
export function nextNoteNumber(year: string, last: string | null): string {
  const serial = last === null ? 0 : Number(last.slice(last.lastIndexOf('-') + 1))
  return `SH${year}-${String(serial + 1).padStart(5, '0')}`
}
