import { checkValues } from '../fields/check-values.ts'
import {
  type CustomField,
  type CustomKind,
  type CustomRecord,
  type CustomValue,
  fieldPath,
} from '../fields/custom-field.ts'
import type { FieldDef, FieldKind } from './field-def.ts'
import { fieldsOf } from './fields.ts'
import type { ImportTarget, Mapping } from './mapping.ts'
import { headerKey } from './parse-text.ts'
import type { RowReader } from './row-reader.ts'

const KIND: Record<CustomKind, FieldKind> = {
  text: 'text',
  number: 'text',
  choice: 'text',
  money: 'amount',
  date: 'day',
  'yes-no': 'yes-no',
}

/** Which record of a company's own fields a kind of import writes (C223). */
const RECORDS: Partial<Record<ImportTarget, CustomRecord>> = {
  customers: 'customer',
  contacts: 'contact',
  deals: 'deal',
  quotes: 'quote',
  contracts: 'contract',
  orders: 'order',
  invoices: 'invoice',
}

export function recordOfTarget(target: ImportTarget): CustomRecord | null {
  return RECORDS[target] ?? null
}

/** The own fields that stand beside the built-in ones, as an import knows fields. */
export function ownDefs(fields: readonly CustomField[]): FieldDef[] {
  return fields
    .filter(({ isRetired }) => !isRetired)
    .map(({ key, kind, name }) => ({
      field: fieldPath(key),
      kind: KIND[kind],
      zh: name.zh,
      en: name.en,
      synonyms: [headerKey(name.zh), headerKey(name.en)].filter((word) => word !== ''),
    }))
}

/** Built-in fields first: an own field of the same name does not take their column. */
export function defsFor(mapping: Pick<Mapping, 'target' | 'own'>): readonly FieldDef[] {
  return mapping.own ? [...fieldsOf(mapping.target), ...ownDefs(mapping.own)] : fieldsOf(mapping.target)
}

export function defFor(mapping: Pick<Mapping, 'target' | 'own'>, field: string): FieldDef | undefined {
  return defsFor(mapping).find((def) => def.field === field)
}

/** The own fields of a row; what is wrong with one is told by its column, as everywhere (C223). */
export function readOwn(reader: RowReader): { custom?: Record<string, CustomValue> } {
  const custom: Record<string, CustomValue> = {}
  for (const field of reader.plan.mapping.own ?? []) {
    const path = fieldPath(field.key)
    if (field.isRetired || !reader.has(path)) continue
    const before = reader.problems.length
    const value = cellValue(reader, path, field)
    if (reader.problems.length > before) continue
    if (value === null) {
      if (field.isRequired) reader.problem(path, 'required')
      continue
    }
    const checked = checkValues([{ ...field, isRequired: false }], {}, { [field.key]: value })
    if (!checked.ok) reader.problem(path, checked.code, String(value))
    else Object.assign(custom, checked.value)
  }
  return Object.keys(custom).length === 0 ? {} : { custom }
}

function cellValue(reader: RowReader, path: string, { kind }: CustomField): CustomValue | null {
  switch (kind) {
    case 'money': {
      const fen = reader.amount(path)
      return fen === null ? null : Number(fen)
    }
    case 'date':
      return reader.day(path)
    case 'yes-no':
      return reader.yesNo(path)
    case 'number': {
      const text = reader.text(path)
      const number = text === null ? null : Number(text.replaceAll(/[,，\s]/g, ''))
      if (number !== null && Number.isNaN(number)) reader.problem(path, 'custom_number', text!)
      return number
    }
    default:
      return reader.text(path, 500)
  }
}

const SHOWN_CHOICES_MAX = 12

/**
 * What an unmapped column would be as a field of its own, judged by its samples; a person says whether it
 * becomes one.
 */
export function proposeField(
  header: string,
  samples: readonly string[],
  filled: number,
): { kind: CustomKind; nameZh: string; choices: string[] } {
  const nameZh = header.replace(/\s*\(\d+\)$/, '').slice(0, 40)
  const every = (test: RegExp) => samples.length > 0 && samples.every((sample) => test.test(sample.trim()))
  const as = (kind: CustomKind) => ({ kind, nameZh, choices: [] })
  if (every(/^(是|否|有|无|yes|no|y|n|true|false|√|×)$/i)) return as('yes-no')
  if (every(/^\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?$/)) return as('date')
  if (every(/^[-+]?\d{1,3}(,?\d{3})*(\.\d+)?$/))
    return as(/金额|预算|费用|价|额|元|¥|amount|budget|price|cost/i.test(header) ? 'money' : 'number')
  const words = [...new Set(samples.map((sample) => sample.trim()))]
  const isChoice = words.length > 1 && words.length <= SHOWN_CHOICES_MAX && filled >= words.length * 4
  return isChoice && words.every((word) => word.length <= 20)
    ? { kind: 'choice', nameZh, choices: words }
    : as('text')
}
