import { fieldPath } from '../../core/fields/custom-field.ts'
import type { CustomTest } from '../../core/fields/custom-tests.ts'
import { columnsOf, LIST_FIELDS, type ListFieldKind, type ListName } from '../../core/list/list-fields.ts'
import { formatFen } from '../../core/money.ts'
import { LIST_FIELD_NAMES } from '../../text/list-fields.ts'
import { listsText } from '../../text/web/lists.ts'
import type { Column } from '../ui/data-table.tsx'
import { listMark, useLanguage, useText } from '../ui/language.tsx'
import { useUrl } from '../ui/url.tsx'
import { useCustomFields, useFieldName } from './custom-words.tsx'

export type FieldOption = { value: string; label: string }
/** What the choices of a list are called, by field; people and stages are known to the page only. */
export type FieldOptions = Readonly<Record<string, readonly FieldOption[]>>

/** A field that a list can be narrowed by; `param` is the name in the URL under which its tests stand. */
export type FilterField = {
  param: 'fields' | 'custom'
  key: string
  kind: ListFieldKind
  name: string
  options: readonly FieldOption[]
  /** every record has it */
  isAlways: boolean
  /** shown, and nothing to narrow by */
  isColumnOnly: boolean
}

export function useFilterFields(list: ListName, options: FieldOptions): FilterField[] {
  const word = useFieldWord(list)
  const nameOf = useFieldName()
  const own = useCustomFields(list)
  return [
    ...LIST_FIELDS[list].map(({ key, kind, isAlways = false, isColumnOnly = false }) => ({
      param: 'fields' as const,
      key,
      kind,
      name: word(key),
      options: options[key] ?? [],
      isAlways,
      isColumnOnly,
    })),
    ...own
      .filter(({ isRetired }) => !isRetired)
      .map((field) => ({
        param: 'custom' as const,
        key: field.key,
        kind: field.kind,
        name: nameOf(field),
        options: field.choices.map((choice) => ({ value: choice, label: choice })),
        isAlways: false,
        isColumnOnly: false,
      })),
  ]
}

/** What a field of a list is called. */
export function useFieldWord(list: ListName): (key: string) => string {
  const { language } = useLanguage()
  return (key) => LIST_FIELD_NAMES[list][key]![language === 'en' ? 'en' : 'zh']
}

/** One test in words: what stands on its tag over the list. */
export function useTestWords(): (field: FilterField, test: CustomTest) => string {
  const t = useText(listsText)
  return ({ name, kind, options }, test) => {
    if (test.op === 'has') return t('has', { name, value: test.text })
    if (test.op === 'is') {
      const label = (value: string) => options.find((one) => one.value === value)?.label ?? value
      return t('is', { name, value: test.values.map(label).join(listMark()) })
    }
    if (!('value' in test)) return t(test.op, { name })
    if (kind === 'date') return t(test.op === 'from' ? 'since' : 'until', { name, value: test.value })
    return t(test.op, { name, value: kind === 'money' ? `¥${formatFen(BigInt(test.value))}` : test.value })
  }
}

/** The columns that were chosen, in their order; whoever chose one sees it on the phone's card as well. */
export function useChosenColumns<T>(list: ListName, all: readonly Column<T>[]): Column<T>[] {
  const { values } = useUrl()
  const keys = columnsOf(list, useCustomFields(list), values['cols'])
  const isChosen = values['cols'] !== undefined
  return keys.flatMap((key) => {
    const column = all.find((one) => one.key === key)
    if (!column) return []
    return [isChosen && column.card === 'hide' ? { ...column, card: 'line' as const } : column]
  })
}

/** Every column a list can have, by key, with its name. */
export function useColumnNames(list: ListName): { key: string; name: string }[] {
  return useFilterFields(list, {})
    .filter(
      ({ param, key }) =>
        param === 'custom' || !LIST_FIELDS[list].find((one) => one.key === key)?.isFilterOnly,
    )
    .map(({ param, key, name }) => ({ key: param === 'custom' ? fieldPath(key) : key, name }))
}
