import { type Day, dayOf, isDay } from '../../../core/calendar.ts'
import {
  changeKindOf,
  isPrivate,
  type Owner,
  type RegisterChange,
  type RiskList,
} from '../../../core/register/facts.ts'
import { type Row, textIn } from './provider.ts'

/** Rows of a list that are kept: the newest; how many there are in all is kept beside them. */
const KEPT = 20
const WORDS = 200

/** "2024-01-05", "2024-01-05 00:00:00", "2024年1月5日" or epoch milliseconds, as the day they mean here. */
export function dayIn(row: Row, ...names: string[]): Day | null {
  const text = textIn(row, ...names)
  if (/^\d{12,13}$/.test(text)) return dayOf(Number(text))
  const found = /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})/.exec(text)
  if (!found) return null
  const day = `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}`
  return isDay(day) ? day : null
}

/** `what`: columns whose words are told, none of which names a private person. */
export function riskList(
  rows: readonly Row[],
  total: number,
  { on, what }: { on: readonly string[]; what: readonly string[] },
): RiskList {
  const items = rows.map((row) => ({
    on: dayIn(row, ...on),
    what: what
      .map((name) => textIn(row, name))
      .filter(Boolean)
      .join(' · ')
      .slice(0, WORDS),
  }))
  items.sort((a, b) => newestFirst(a.on ?? '', b.on ?? ''))
  return { total: Math.max(total, rows.length), items: items.slice(0, KEPT) }
}

type Columns = { on: string; item: string; before: readonly string[]; after: readonly string[] }

/** What is told of owners and of whatever we know no use for is the day and the heading alone. */
export function changesIn(rows: readonly Row[], columns: Columns): RegisterChange[] {
  const changes = rows.flatMap((row): RegisterChange[] => {
    const on = dayIn(row, columns.on)
    const item = textIn(row, columns.item).slice(0, 60)
    if (on === null || item === '') return []
    const kind = changeKindOf(item)
    const isNeeded = kind !== 'owners' && kind !== 'other' && kind !== 'scope'
    const words = (names: readonly string[]) => (isNeeded ? listed(row, names).slice(0, WORDS) : '')
    return [{ on, kind, item, before: words(columns.before), after: words(columns.after) }]
  })
  return changes.sort((a, b) => newestFirst(a.on, b.on)).slice(0, KEPT)
}

function newestFirst(a: string, b: string): number {
  return a === b ? 0 : a < b ? 1 : -1
}

/** Some interfaces tell a text, some a list of texts. */
function listed(row: Row, names: readonly string[]): string {
  for (const name of names) {
    const value = row[name]
    const text = Array.isArray(value) ? value.filter((one) => typeof one === 'string').join('、') : ''
    if (text !== '') return text
  }
  return textIn(row, ...names)
}

export function ownerOf(name: string, isPerson: boolean, percent: string): Owner {
  const share = /(\d+(?:\.\d+)?)\s*%?/.exec(percent)
  const shareBp = share ? Math.round(Number(share[1]) * 100) : null
  return { name: isPerson || isPrivate(name) ? null : name.slice(0, 100), shareBp }
}
