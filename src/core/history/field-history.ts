import type { Permission } from '../permission.ts'

/** Who changed what, when, from what to what (C206 C207), out of the versions that every write leaves. */

export const HISTORY_KINDS = [
  'customer',
  'contact',
  'deal',
  'quote',
  'order',
  'invoice',
  'payment',
  'contract',
] as const
export type HistoryKind = (typeof HISTORY_KINDS)[number]

/** How a value is said: the server knows names, the page knows words and forms. */
export type ValueKind =
  | 'text'
  | 'money'
  | 'number'
  | 'day'
  | 'person'
  | 'phone'
  | 'choice'
  | 'yes-no'
  | 'stage'
  | 'customer'
  | 'moment'
type Field = { kind: ValueKind; needs?: Permission }
type Fields = Readonly<Record<string, Field>>

const text: Field = { kind: 'text' }
const day: Field = { kind: 'day' }
const person: Field = { kind: 'person' }
const money: Field = { kind: 'money' }
const choice: Field = { kind: 'choice' }
const phone: Field = { kind: 'phone' }
const voided: Field = { kind: 'moment' }

/** What of a record people know it by; everything else is how the house keeps it. */
export const HISTORY_FIELDS: Record<
  'customer' | 'contact' | 'deal' | 'quote' | 'order' | 'contract',
  Fields
> = {
  customer: {
    name: text,
    short_name: text,
    external_code: text,
    uscc: text,
    city: text,
    phone,
    key_level: choice,
    term_days: { kind: 'number', needs: 'credit.read' },
    limit_fen: { kind: 'money', needs: 'credit.read' },
    responsible_id: person,
    remark: text,
    merged_into: { kind: 'customer' },
    voided_at: voided,
  },
  contact: {
    name: text,
    title: text,
    phone,
    email: text,
    wechat: phone,
    is_primary: { kind: 'yes-no' },
    no_mail: { kind: 'yes-no' },
    voided_at: voided,
  },
  deal: {
    title: text,
    customer_id: { kind: 'customer' },
    stage_id: { kind: 'stage' },
    amount_fen: money,
    currency: text,
    product: text,
    responsible_id: person,
    expected_close_on: day,
    closed_on: day,
    outcome: choice,
    lost_reason: text,
    competitor: text,
    external_code: text,
    voided_at: voided,
  },
  quote: {
    title: text,
    external_code: text,
    amount_fen: money,
    currency: text,
    valid_until: day,
    responsible_id: person,
    lost_reason: text,
    competitor: text,
    voided_at: voided,
  },
  order: {
    number: text,
    title: text,
    amount_fen: money,
    currency: text,
    ordered_on: day,
    planned_on: day,
    delivered_on: day,
    status: choice,
    credit_hold: choice,
    price_hold: { kind: 'yes-no' },
    responsible_id: person,
    remark: text,
    voided_at: voided,
  },
  contract: {
    number: text,
    title: text,
    amount_fen: money,
    currency: text,
    signed_on: day,
    effective_on: day,
    ends_on: day,
    accepted_on: day,
    term_days: { kind: 'number' },
    penalty_bp: { kind: 'number' },
    status: choice,
    approved_by: person,
    responsible_id: person,
    remark: text,
    voided_at: voided,
  },
}

export type Row = Readonly<Record<string, unknown>>
export type Change = { field: string; kind: ValueKind; from: string | null; to: string | null }

/**
 * What one version changed of the fields that somebody with these permissions may see; own fields by their
 * key. The first version has nothing before it and changes nothing.
 */
export function changesOf(
  fields: Fields,
  { before, after }: { before: Row; after: Row },
  may: (permission: Permission) => boolean,
): Change[] {
  const known = Object.entries(fields)
    .filter(([, { needs }]) => needs === undefined || may(needs))
    .map(([field, { kind }]) => ({ field, kind, from: said(before[field]), to: said(after[field]) }))
  const [own, now] = [asRow(before['custom']), asRow(after['custom'])]
  const keys = [...new Set([...Object.keys(own), ...Object.keys(now)])].sort()
  const given = keys.map((key) => ({
    ...{ field: `custom.${key}`, kind: 'text' as const },
    ...{ from: said(own[key]), to: said(now[key]) },
  }))
  return [...known, ...given].filter(({ from, to }) => from !== to)
}

function asRow(value: unknown): Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Row) : {}
}

function said(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
