import type { CustomValues } from '../fields/custom-field.ts'
import { ok, type Result, refuse } from '../result.ts'
import { likeness } from './likeness.ts'

/** Two records of one company become one (C209): what stands in the one that is kept. */
export const MERGED_FIELDS = [
  'name',
  'shortName',
  'externalCode',
  'uscc',
  'city',
  'phone',
  'keyLevel',
  'responsibleId',
  'remark',
] as const
export type MergedField = (typeof MERGED_FIELDS)[number]

/** Limit and term are granted to a record and never come along: nothing is granted twice. */
export type MergeParty = Record<MergedField, string | null> & { id: string; custom: CustomValues }

export type MergeRefusal = 'merge_same' | 'merge_two_companies'

/** A merge can be undone for so long. */
export const UNDO_DAYS = 30

/** Two different registered numbers are two companies, however alike their names are; branches included. */
export function mayMerge(kept: MergeParty, gone: MergeParty): Result<null, MergeRefusal> {
  if (kept.id === gone.id) return refuse('merge_same')
  if (kept.uscc && gone.uscc && kept.uscc !== gone.uscc)
    return refuse('merge_two_companies', { one: kept.uscc, other: gone.uscc })
  return ok(null)
}

/** Why the two may be one, as the page says it beside them; null: nothing speaks for it. */
export function likenessOf(kept: MergeParty, gone: MergeParty) {
  const party = ({ name, uscc, phone, city }: MergeParty) => ({
    name: name ?? '',
    code: uscc,
    phone,
    place: city,
  })
  return likeness(party(kept), party(gone))
}

/** What is proposed to be taken from the other: whatever the kept record does not say. */
export function proposeTaken(kept: MergeParty, gone: MergeParty): MergedField[] {
  return MERGED_FIELDS.filter((field) => {
    if (field === 'keyLevel') return kept.keyLevel === 'normal' && gone.keyLevel === 'key'
    return isBlank(kept[field]) && !isBlank(gone[field])
  })
}

/** The kept record after the merge; own fields it lacks are filled from the other. */
export function mergedParty(kept: MergeParty, gone: MergeParty, taken: readonly MergedField[]): MergeParty {
  const merged = { ...kept, custom: { ...gone.custom, ...kept.custom } }
  for (const field of taken) merged[field] = gone[field]
  return merged
}

function isBlank(value: string | null): boolean {
  return value === null || value.trim() === ''
}
