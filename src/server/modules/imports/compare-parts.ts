import { isSameValues } from '../../../core/fields/check-values.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { PersonRef } from '../../../core/import/parse-text.ts'
import type { LastFollowUp } from '../../../core/import/records.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { followedDays, keyOf } from './last-follow-ups.ts'
import type { People } from './people.ts'

/** Whether own fields say already what a row says of them. */
export function holdsAll(stored: unknown, said: CustomValues | undefined): boolean {
  const held = stored as CustomValues
  return isSameValues(held, { ...held, ...said })
}

/** Whether somebody named in a row answers already; nobody named says nothing. */
export function isOf(responsibleId: string | null, ref: PersonRef | undefined, people: People): boolean {
  if (ref === undefined) return true
  const person = people.find(ref)
  return person !== null && 'id' in person && person.id === responsibleId
}

/** Whether the last follow-up that a row tells of is on record. */
export async function followsOf(
  ctx: ReadCtx,
  told: readonly { id: string | undefined; last: LastFollowUp | undefined }[],
): Promise<(id: string, last: LastFollowUp) => boolean> {
  const followed = told.flatMap(({ id, last }) => (id && last ? [{ customerId: id, last }] : []))
  const days = await followedDays(ctx, followed)
  return (customerId, last) => days.has(keyOf({ customerId, last }))
}
