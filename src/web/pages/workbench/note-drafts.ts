/**
 * What was typed on the way stays on the phone until the server has answered (bad reception is the rule in a
 * workshop). A draft keeps the key it is sent with, so that an answer lost on the way makes no second
 * follow-up.
 */
export type NoteDraft = {
  key: string
  customerId: string
  customerName: string
  dealId: string | null
  result: string | null
  words: string
  day: string | null
  /** how much they said they would pay, where they named it */
  fen?: number | null
  /** it was sent, and no answer came */
  unsent: boolean
}

const KEPT_UNDER = 'bellwether.notes'

export function readDrafts(userId: string): NoteDraft[] {
  try {
    const kept = JSON.parse(localStorage.getItem(`${KEPT_UNDER}.${userId}`) ?? '[]') as unknown
    return Array.isArray(kept) ? (kept as NoteDraft[]) : []
  } catch {
    return []
  }
}

export function keepDraft(userId: string, draft: NoteDraft): void {
  write(userId, [...readDrafts(userId).filter(({ key }) => key !== draft.key), draft])
}

export function dropDraft(userId: string, key: string): void {
  write(
    userId,
    readDrafts(userId).filter((draft) => draft.key !== key),
  )
}

function write(userId: string, drafts: readonly NoteDraft[]): void {
  try {
    localStorage.setItem(`${KEPT_UNDER}.${userId}`, JSON.stringify(drafts))
  } catch {
    // A browser that keeps nothing still sends; only a lost connection then loses what was typed.
  }
}
