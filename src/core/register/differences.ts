import { nameKey } from '../customer/name-key.ts'
import type { RegisterFacts } from './facts.ts'

/** What of the register a customer's record or file may take over (C004), one field at a time. */
export const ADOPTABLE = ['name', 'code', 'foundedYear', 'dishonest'] as const
export type Adoptable = (typeof ADOPTABLE)[number]

/** What is held of a customer; the last two as the screening file says. null: nothing is held. */
export type Held = { name: string; code: string | null; foundedYear: number | null; dishonest: number | null }
export type Difference = { field: Adoptable; held: string | null; told: string }

/**
 * Where the register says something else than what is held, or something where nothing is. A list that was
 * not told differs from nothing; spellings of one name do not differ.
 */
export function differencesOf(held: Held, facts: RegisterFacts): Difference[] {
  const found: Difference[] = []
  const add = (field: Adoptable, was: string | null, told: string | null) => {
    if (told !== null && told !== '' && was !== told) found.push({ field, held: was, told })
  }
  if (nameKey(held.name) !== nameKey(facts.name)) add('name', held.name, facts.name)
  add('code', held.code, facts.code)
  const year = facts.foundedOn?.slice(0, 4) ?? null
  add('foundedYear', held.foundedYear === null ? null : String(held.foundedYear), year)
  const list = facts.risks.dishonest
  const is = list === null ? null : list.total > 0 ? '1' : '0'
  add('dishonest', held.dishonest === null ? null : String(held.dishonest), is)
  return found
}
