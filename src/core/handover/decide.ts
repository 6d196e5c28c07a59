import { ok, type Result, refuse } from '../result.ts'

/** Where a handover stands, as far as the next act depends on it. */
export type HandoverState = {
  status: 'open' | 'done'
  openItems: number
  /** open items that the viewer is to take over */
  openForViewer: number
  /** receivers of at least one item who have not confirmed */
  unconfirmedReceivers: number
  viewerConfirmed: boolean
  accessEnded: boolean
}

/** Who looks at it: several may be true at once. */
export type HandoverViewer = {
  /** may assign what the leaver answers for, or is the manager named in the handover */
  isManager: boolean
  /** keeps the accounts */
  isAdmin: boolean
  isReceiver: boolean
}

export type HandoverRefusal =
  | 'handover_done'
  | 'handover_not_yours'
  | 'handover_items_open'
  | 'handover_receivers_open'
  | 'handover_confirmed'
  | 'handover_access_ended'
  | 'handover_gap_needed'

type Decision<T = null> = Result<T, HandoverRefusal>

/** Dividing among receivers is the manager's, or the administrator's who knows the house. */
export function decideDivide(state: HandoverState, viewer: HandoverViewer): Decision {
  if (state.status === 'done') return refuse('handover_done')
  return viewer.isManager || viewer.isAdmin ? ok(null) : refuse('handover_not_yours')
}

/** Ticking off: the manager anything, a receiver what they take over themselves. */
export function decideTick(state: HandoverState, viewer: HandoverViewer): Decision<'all' | 'own'> {
  if (state.status === 'done') return refuse('handover_done')
  if (viewer.isManager || viewer.isAdmin) return ok('all')
  return viewer.isReceiver ? ok('own') : refuse('handover_not_yours')
}

/** A receiver says "I have it" once nothing of theirs is open (C188). */
export function decideReceiverConfirm(state: HandoverState, viewer: HandoverViewer): Decision {
  if (state.status === 'done') return refuse('handover_done')
  const open = viewer.isReceiver ? state.openForViewer : state.openItems
  if (open > 0) return refuse('handover_items_open', { count: open })
  if (!viewer.isReceiver) return refuse('handover_not_yours')
  return state.viewerConfirmed ? refuse('handover_confirmed') : ok(null)
}

/** The manager confirms last: nothing open, every receiver has confirmed; this completes it (C188). */
export function decideManagerConfirm(state: HandoverState, viewer: HandoverViewer): Decision {
  if (state.status === 'done') return refuse('handover_done')
  if (state.openItems > 0) return refuse('handover_items_open', { count: state.openItems })
  if (!viewer.isManager) return refuse('handover_not_yours')
  return state.unconfirmedReceivers > 0
    ? refuse('handover_receivers_open', { count: state.unconfirmedReceivers })
    : ok(null)
}

/**
 * Ends the leaver's access. Before the handover is complete somebody must say why, and what was open then is
 * kept (C188). `gap`: there is one to record.
 */
export function decideEndAccess(
  state: HandoverState,
  viewer: HandoverViewer,
  gapReason: string | null,
): Decision<{ gap: boolean }> {
  if (!viewer.isAdmin) return refuse('handover_not_yours')
  if (state.accessEnded) return refuse('handover_access_ended')
  const gap = state.status === 'open'
  return gap && !gapReason?.trim() ? refuse('handover_gap_needed', { count: state.openItems }) : ok({ gap })
}
