/** What a leaver may answer for, in the order in which it is gone through. */
export const HANDOVER_KINDS = [
  'customer',
  'receivable',
  'deal',
  'quote',
  'contract',
  'order',
  'complaint',
  'dispute',
  'alert',
  'task',
  'approval',
  'member',
  'backup',
  'absence',
  'delegation',
  'flow',
  'department',
] as const
export type HandoverKind = (typeof HANDOVER_KINDS)[number]

/**
 * What goes along when a customer is given to somebody else: what is open about it and the giver's. The
 * customer itself always goes; of what hangs on a person and not on the customer nothing does.
 */
export const TRANSFER_KINDS = [
  'receivable',
  'deal',
  'quote',
  'contract',
  'order',
  'complaint',
  'dispute',
  'alert',
  'task',
] as const satisfies readonly HandoverKind[]
export type TransferKind = (typeof TRANSFER_KINDS)[number]

/** `personId`: whom a stand-in stands in for; nobody can be their own backup. */
export type HeldItem = { kind: HandoverKind; personId: string | null }

export type Candidates = {
  leaverId: string
  backupId: string | null
  managerId: string | null
  bosses: readonly string[]
  isActive: (userId: string) => boolean
}

/**
 * Who takes an item over unless somebody divides it otherwise (C187 C190): the leaver's backup, else the
 * manager, else a boss. A department goes to the manager above, not to a colleague who stands in. Where
 * nobody else is left to stand in for somebody, they look after it themselves. Null: nobody is left.
 */
export function defaultReceiver(item: HeldItem, candidates: Candidates): string | null {
  const { leaverId, backupId, managerId, bosses, isActive } = candidates
  const wanted = item.kind === 'department' ? [managerId, ...bosses] : [backupId, managerId, ...bosses]
  const fits = (id: string | null) => id !== null && canReceive(item, id, leaverId) && isActive(id)
  const { personId } = item
  const self = personId !== null && personId !== leaverId && isActive(personId) ? personId : null
  return wanted.find(fits) ?? self
}

/** Whether an item may go to this person: not back to the leaver, and nobody becomes their own backup. */
export function canReceive(item: HeldItem, receiverId: string, leaverId: string): boolean {
  return receiverId !== leaverId && receiverId !== item.personId
}
