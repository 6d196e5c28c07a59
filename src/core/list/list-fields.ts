import { type CustomKind, fieldPath } from '../fields/custom-field.ts'

/** Lists whose columns and filters people choose, and keep as views. */
export const LISTS = ['customer', 'deal', 'quote', 'contract', 'order', 'invoice'] as const
export type ListName = (typeof LISTS)[number]

/** What a field of a list is: a kind of value, or a person, or one of the choices the list itself knows. */
export type ListFieldKind = CustomKind | 'person'

export type ListField = {
  /** stands in the URL, in views and in files, and never changes */
  key: string
  kind: ListFieldKind
  /** shown to whoever has chosen nothing */
  isDefault?: true
  /** names the record: always first */
  isTitle?: true
  /** not a column: it stands in another one, or is too long for a line */
  isFilterOnly?: true
  /** every record has it: nobody asks for those without */
  isAlways?: true
  /** reckoned for the page that is shown: nothing to narrow a list by */
  isColumnOnly?: true
}

const CUSTOMER_FIELDS: readonly ListField[] = [
  { key: 'name', kind: 'text', isAlways: true, isDefault: true, isTitle: true },
  { key: 'grade', kind: 'choice', isDefault: true },
  { key: 'responsible', kind: 'person', isDefault: true },
  { key: 'open', kind: 'money', isAlways: true, isDefault: true },
  { key: 'overdue', kind: 'money', isAlways: true, isDefault: true },
  { key: 'overdue_days', kind: 'number' },
  { key: 'last_on', kind: 'date', isDefault: true },
  { key: 'open_deals', kind: 'number', isAlways: true, isDefault: true },
  { key: 'open_alerts', kind: 'number', isAlways: true, isDefault: true },
  { key: 'city', kind: 'text' },
  { key: 'key_level', kind: 'choice', isAlways: true },
  { key: 'code', kind: 'text' },
  { key: 'uscc', kind: 'text' },
  { key: 'term_days', kind: 'number' },
  { key: 'limit', kind: 'money' },
  { key: 'created_on', kind: 'date', isAlways: true },
  { key: 'remark', kind: 'text', isFilterOnly: true },
]

const DEAL_FIELDS: readonly ListField[] = [
  { key: 'title', kind: 'text', isAlways: true, isDefault: true, isTitle: true },
  { key: 'customer', kind: 'text', isFilterOnly: true },
  { key: 'amount', kind: 'money', isDefault: true },
  { key: 'stage', kind: 'choice', isAlways: true, isDefault: true },
  { key: 'stage_days', kind: 'number', isDefault: true },
  { key: 'quiet_days', kind: 'number', isDefault: true },
  { key: 'responsible', kind: 'person', isDefault: true },
  { key: 'expected_on', kind: 'date', isDefault: true },
  { key: 'open_alerts', kind: 'number', isAlways: true, isDefault: true },
  { key: 'created_on', kind: 'date' },
  { key: 'closed_on', kind: 'date' },
  { key: 'product', kind: 'text' },
  { key: 'currency', kind: 'text', isAlways: true },
  { key: 'code', kind: 'text' },
  { key: 'lost_reason', kind: 'text' },
  { key: 'competitor', kind: 'text' },
]

const QUOTE_FIELDS: readonly ListField[] = [
  { key: 'title', kind: 'text', isAlways: true, isDefault: true, isTitle: true },
  { key: 'code', kind: 'text' },
  { key: 'customer', kind: 'text' },
  { key: 'amount', kind: 'money', isDefault: true },
  { key: 'currency', kind: 'text', isAlways: true },
  { key: 'original', kind: 'money' },
  { key: 'status', kind: 'choice', isAlways: true, isDefault: true },
  { key: 'clock', kind: 'text', isDefault: true, isColumnOnly: true },
  { key: 'asked_on', kind: 'date', isAlways: true, isDefault: true },
  { key: 'sent_on', kind: 'date' },
  { key: 'valid_until', kind: 'date', isDefault: true },
  { key: 'responsible', kind: 'person', isDefault: true },
]

const CONTRACT_FIELDS: readonly ListField[] = [
  { key: 'number', kind: 'text', isAlways: true, isDefault: true, isTitle: true },
  { key: 'title', kind: 'text' },
  { key: 'customer', kind: 'text', isAlways: true },
  { key: 'amount', kind: 'money', isAlways: true, isDefault: true },
  { key: 'currency', kind: 'text', isAlways: true },
  { key: 'original', kind: 'money', isAlways: true },
  { key: 'approval', kind: 'choice', isAlways: true, isDefault: true },
  { key: 'approved_on', kind: 'date' },
  { key: 'approved_by', kind: 'text' },
  { key: 'signed_on', kind: 'date', isDefault: true },
  { key: 'effective_on', kind: 'date' },
  { key: 'ends_on', kind: 'date', isDefault: true },
  { key: 'days_left', kind: 'number' },
  { key: 'status', kind: 'choice', isAlways: true },
  { key: 'responsible', kind: 'person', isDefault: true },
  { key: 'outside', kind: 'number', isColumnOnly: true },
  { key: 'outside_done', kind: 'number', isColumnOnly: true },
  { key: 'outside_amount', kind: 'money', isColumnOnly: true },
]

const ORDER_FIELDS: readonly ListField[] = [
  { key: 'number', kind: 'text', isAlways: true, isDefault: true, isTitle: true },
  { key: 'title', kind: 'text' },
  { key: 'customer', kind: 'text', isAlways: true },
  { key: 'amount', kind: 'money', isAlways: true, isDefault: true },
  { key: 'currency', kind: 'text', isAlways: true },
  { key: 'original', kind: 'money', isAlways: true },
  { key: 'status', kind: 'choice', isAlways: true, isDefault: true },
  { key: 'ordered_on', kind: 'date', isAlways: true, isDefault: true },
  { key: 'planned_on', kind: 'date', isDefault: true },
  { key: 'delivered_on', kind: 'date', isDefault: true },
  { key: 'late_days', kind: 'number', isAlways: true },
  { key: 'invoiced', kind: 'money', isAlways: true },
  { key: 'responsible', kind: 'person', isDefault: true },
]

/** Instalments, each with its invoice: the rows behind a figure of receivables. */
const INVOICE_FIELDS: readonly ListField[] = [
  { key: 'customer', kind: 'text', isAlways: true, isDefault: true, isTitle: true },
  { key: 'number', kind: 'text', isAlways: true, isDefault: true },
  { key: 'label', kind: 'text' },
  { key: 'issued_on', kind: 'date', isAlways: true },
  { key: 'due_on', kind: 'date', isAlways: true, isDefault: true },
  { key: 'overdue_days', kind: 'number', isAlways: true, isDefault: true },
  { key: 'amount', kind: 'money', isAlways: true, isDefault: true },
  { key: 'open', kind: 'money', isAlways: true, isDefault: true },
  { key: 'disputed', kind: 'money', isAlways: true },
  { key: 'currency', kind: 'text', isAlways: true },
  { key: 'responsible', kind: 'person' },
]

export const LIST_FIELDS: Record<ListName, readonly ListField[]> = {
  customer: CUSTOMER_FIELDS,
  deal: DEAL_FIELDS,
  quote: QUOTE_FIELDS,
  contract: CONTRACT_FIELDS,
  order: ORDER_FIELDS,
  invoice: INVOICE_FIELDS,
}

type OwnField = { key: string; inList: boolean; isRetired: boolean }

/** Keys of everything that can stand as a column: the list's own fields, then the company's. */
export function columnKeys(list: ListName, own: readonly OwnField[]): string[] {
  return [
    ...LIST_FIELDS[list].filter(({ isFilterOnly }) => !isFilterOnly).map(({ key }) => key),
    ...own.filter(({ isRetired }) => !isRetired).map(({ key }) => fieldPath(key)),
  ]
}

/**
 * The columns of a list in their order. `chosen` is what the URL or a view says
 * (`name,overdue,custom.source`); a field that has been retired since is passed over, so that an old view
 * goes on working. The column that names the record stands first whatever was chosen.
 */
export function columnsOf(list: ListName, own: readonly OwnField[], chosen: string | undefined): string[] {
  const known = columnKeys(list, own)
  const wanted = chosen === undefined ? defaultColumns(list, own) : chosen.split(',')
  const title = LIST_FIELDS[list].find(({ isTitle }) => isTitle)!.key
  return [...new Set([title, ...wanted.filter((key) => known.includes(key))])]
}

export function defaultColumns(list: ListName, own: readonly OwnField[]): string[] {
  return [
    ...LIST_FIELDS[list].filter(({ isDefault }) => isDefault).map(({ key }) => key),
    ...own.filter(({ isRetired, inList }) => inList && !isRetired).map(({ key }) => fieldPath(key)),
  ]
}

/** A column one step up or down; the one that names the record keeps its place. */
export function movedColumn(columns: readonly string[], key: string, by: -1 | 1): string[] {
  const from = columns.indexOf(key)
  const to = from + by
  if (from < 1 || to < 1 || to >= columns.length) return [...columns]
  const next = columns.filter((one) => one !== key)
  next.splice(to, 0, key)
  return next
}
