import { fieldPath, keyOfPath } from '../../../core/fields/custom-field.ts'
import { fieldOf } from '../../../core/import/fields.ts'
import { recordOfTarget } from '../../../core/import/own-fields.ts'
import { useAllFields, useFieldName } from '../../parts/custom-words.tsx'
import { useLanguage } from '../../ui/language.tsx'
import type { Draft } from './mapping-draft.ts'

/** The name of a field in the reader's language; a field this version does not know keeps its own name. */
export function useFieldWord(): (target: Draft['target'], field: string) => string {
  const { language } = useLanguage()
  const nameOf = useFieldName()
  const own = useAllFields()
  return (target, field) => {
    const record = keyOfPath(field) === null ? null : recordOfTarget(target)
    const custom = own.find((one) => one.record === record && fieldPath(one.key) === field)
    return custom ? nameOf(custom) : (fieldOf(target, field)?.[language] ?? field)
  }
}
