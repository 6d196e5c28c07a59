import type { ReactNode } from 'react'
import { type CustomFieldRow, listCustomFields } from '../../api/custom-fields.ts'
import type { CustomRecord, CustomValues } from '../../core/fields/custom-field.ts'
import { customFieldsText } from '../../text/web/custom-fields.ts'
import { useLater } from '../api.ts'
import type { Column } from '../ui/data-table.tsx'
import { Day } from '../ui/day.tsx'
import { listMark, useLanguage, useText } from '../ui/language.tsx'
import { Money } from '../ui/money.tsx'

/** The own fields of every kind of record. */
export function useAllFields(): CustomFieldRow[] {
  const { data } = useLater(listCustomFields)
  return data?.items ?? []
}

/** The own fields of a kind of record, those in use before the retired ones. */
export function useCustomFields(record: CustomRecord): CustomFieldRow[] {
  return useAllFields().filter((field) => field.record === record)
}

export function useFieldName(): (field: Pick<CustomFieldRow, 'nameZh' | 'nameEn'>) => string {
  const { language } = useLanguage()
  return (field) => (language === 'en' && field.nameEn ? field.nameEn : field.nameZh)
}

export function CustomValueText({ field, value }: { field: CustomFieldRow; value: CustomValues[string] }) {
  const t = useText(customFieldsText)
  if (typeof value === 'boolean') return <>{t(value ? 'yes' : 'no')}</>
  if (field.kind === 'money') return <Money fen={value as number} />
  if (field.kind === 'date') return <Day day={value as string} />
  return typeof value === 'number' ? (
    <span className="bw-num">{value.toLocaleString()}</span>
  ) : (
    <span>{value}</span>
  )
}

/** What a record holds, and what it should hold and does not: lines for a panel of facts. */
export function useCustomFacts(
  record: CustomRecord,
  values: CustomValues,
): { items: { label: ReactNode; value: ReactNode }[]; missing: string[] } {
  const t = useText(customFieldsText)
  const nameOf = useFieldName()
  const fields = useCustomFields(record)
  const items = fields.flatMap((field) => {
    const value = values[field.key]
    if (value === undefined) return []
    const label = field.isRetired ? t('retiredMark', { name: nameOf(field) }) : nameOf(field)
    return [{ label, value: <CustomValueText field={field} value={value} /> }]
  })
  const missing = fields.filter(
    (field) => field.isRequired && !field.isRetired && values[field.key] === undefined,
  )
  return { items, missing: missing.map(nameOf) }
}

/** What older records still lack. */
export function MissingFields({ names }: { names: readonly string[] }) {
  const t = useText(customFieldsText)
  return names.length === 0 ? null : (
    <p className="bw-warn">{t('missing', { names: names.join(listMark()) })}</p>
  )
}

/** Columns of a list for the own fields in use; which of them it shows is chosen. */
export function useCustomColumns<T extends { custom: CustomValues }>(record: CustomRecord): Column<T>[] {
  const nameOf = useFieldName()
  return useCustomFields(record)
    .filter(({ isRetired }) => !isRetired)
    .map((field) => ({
      key: `custom.${field.key}`,
      title: nameOf(field),
      align: field.kind === 'money' || field.kind === 'number' ? 'right' : 'left',
      cell: (row) => {
        const value = row.custom[field.key]
        return value === undefined ? null : <CustomValueText field={field} value={value} />
      },
    }))
}
