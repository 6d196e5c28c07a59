import { fieldOf } from '../../../core/import/fields.ts'
import { useLanguage } from '../../ui/language.tsx'
import type { Draft } from './mapping-draft.ts'

/** The name of a field in the reader's language; a field this version does not know keeps its own name. */
export function useFieldWord(): (target: Draft['target'], field: string) => string {
  const { language } = useLanguage()
  return (target, field) => fieldOf(target, field)?.[language] ?? field
}
