import { later } from '../ui/later.tsx'

const WAITING = <span className="bw-field-waiting" />

/** For a field that stands on the page itself: what draws the list comes after it, its place is kept. */
export const PersonPick = later(async () => (await import('./pickers.tsx')).PersonPick, WAITING)

export const CustomerPick = later(async () => (await import('./pickers.tsx')).CustomerPick, WAITING)

export const MentionPick = later(async () => (await import('./pickers.tsx')).MentionPick, WAITING)
