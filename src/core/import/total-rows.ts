import type { Fen } from '../money.ts'
import { cellAt, isBlankCell, type SheetRow, squeeze } from './cell.ts'

export type TotalKind = 'subtotal' | 'total'

/** One figure of a totals row against the rows above it. */
export type TotalCheck = {
  row: number
  label: string
  field: string
  statedFen: Fen
  computedFen: Fen
  agree: boolean
  scope: 'group' | 'all'
}

const SUBTOTAL = /(?:小计|本页小计|分计)[:：]?$|^sub\s*-?\s*total\b/i
const TOTAL = /(?:合计|总计|累计|共计|总额)[:：]?$|^(?:grand\s+)?totals?\b[:：]?$|^sum[:：]?$/i
const LABEL_CELLS = 6
const LONGEST_LABEL = 30

/**
 * Whether a row is a 小计/合计/总计 row, by its label in one of the first filled cells ("合 计", "华东小计", "3月合计").
 * A company name such as 合计科技有限公司 does not match, because the word must end the cell.
 */
export function totalKindOf(row: SheetRow): { kind: TotalKind; label: string } | null {
  let seen = 0
  for (let column = 0; column < row.cells.length && seen < LABEL_CELLS; column++) {
    const cell = cellAt(row, column)
    if (isBlankCell(cell) || cell.number !== undefined) continue
    seen += 1
    const label = squeeze(cell.text)
    if (label.length > LONGEST_LABEL) continue
    const compact = /^[\p{Script=Han}\s:：]+$/u.test(label) ? label.replace(/\s/g, '') : label
    if (SUBTOTAL.test(compact)) return { kind: 'subtotal', label }
    if (TOTAL.test(compact)) return { kind: 'total', label }
  }
  return null
}

/**
 * Running sums of the amount columns, compared with every totals row met. A subtotal answers for the rows
 * since the
 * last one, a total for all rows; ledgers use the words loosely, so the other scope is tried before
 * disagreeing.
 */
export class TotalsLedger {
  private readonly all = new Map<string, Sums>()
  private group = new Map<string, Sums>()
  readonly checks: TotalCheck[] = []

  /** `isAgain`: what its document has said in a row before; the sum of a spreadsheet counts it twice. */
  add(field: string, amountFen: Fen, isAgain = false): void {
    for (const sums of [this.all, this.group]) {
      const before = sums.get(field) ?? NOTHING
      const onceFen = isAgain ? before.onceFen : before.onceFen + amountFen
      sums.set(field, { writtenFen: before.writtenFen + amountFen, onceFen })
    }
  }

  /** Whether this is the sum of all rows so far, as written or with each document counted once. */
  isSum(field: string, fen: Fen): boolean {
    const { writtenFen, onceFen } = this.all.get(field) ?? NOTHING
    return fen === writtenFen || fen === onceFen
  }

  check(row: number, label: string, kind: TotalKind, stated: ReadonlyMap<string, Fen>): void {
    let closesGroup = kind === 'subtotal'
    for (const [field, statedFen] of stated) {
      const group = meant(statedFen, this.group.get(field))
      const all = meant(statedFen, this.all.get(field))
      const scope = scopeOf(kind, statedFen, group, all)
      if (scope === 'group') closesGroup = true
      const computedFen = scope === 'group' ? group : all
      this.checks.push({ row, label, field, statedFen, computedFen, agree: statedFen === computedFen, scope })
    }
    if (closesGroup) this.group = new Map()
  }

  /** What the file itself says the whole is: its last total over all rows, else the sum of its subtotals. */
  fileTotal(field: string): Fen | null {
    const own = this.checks.filter((check) => check.field === field)
    const total = own.filter((check) => check.scope === 'all').at(-1)
    if (total) return total.statedFen
    if (own.length === 0) return null
    return own.reduce((sum, check) => sum + check.statedFen, 0n)
  }
}

type Sums = { writtenFen: Fen; onceFen: Fen }
const NOTHING: Sums = { writtenFen: 0n, onceFen: 0n }

function meant(statedFen: Fen, { writtenFen, onceFen }: Sums = NOTHING): Fen {
  return statedFen === writtenFen ? writtenFen : onceFen
}

function scopeOf(kind: TotalKind, stated: Fen, group: Fen, all: Fen): 'group' | 'all' {
  if (kind === 'total') return stated !== all && stated === group ? 'group' : 'all'
  return stated !== group && stated === all ? 'all' : 'group'
}
