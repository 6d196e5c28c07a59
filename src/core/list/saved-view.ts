import type { ListName } from './list-fields.ts'

/** With whom a view is shared: nobody, the people of one's own department, everybody. */
export const SHARES = ['none', 'department', 'everyone'] as const
export type Share = (typeof SHARES)[number]

/**
 * What a view keeps of a list, by its names in the URL: filters, sort and columns. The page and the day
 * looked at are not among them: a view says what is shown, not how far one has read.
 */
const KEPT: Record<ListName, readonly string[]> = {
  customer: [
    'q',
    'view',
    'responsibleId',
    'keyLevel',
    'creditGrade',
    'overdueOnly',
    'fields',
    'custom',
    'sort',
    'cols',
  ],
  quote: ['q', 'view', 'responsibleId', 'fields', 'custom', 'cols'],
  order: ['q', 'view', 'responsibleId', 'fields', 'custom', 'cols'],
  invoice: ['fields', 'custom', 'cols'],
  contract: ['view', 'fields', 'custom', 'cols'],
  deal: ['q', 'outcome', 'stageId', 'responsibleId', 'stuckOnly', 'fields', 'custom', 'sort', 'cols'],
}

export type ViewValues = Readonly<Record<string, string>>

/** Of what stands in the URL, the part that a view keeps. */
export function viewValues(list: ListName, values: Readonly<Record<string, string | undefined>>): ViewValues {
  const kept = KEPT[list].flatMap((name) => (values[name] ? [[name, values[name]] as const] : []))
  return Object.fromEntries(kept)
}

/** Whether the page shows what the view says. */
export function isSameView(a: ViewValues, b: ViewValues): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

/** Another view over the one before it: what the new one does not say goes away. */
export function applyView(list: ListName, values: ViewValues): Record<string, string | undefined> {
  return Object.fromEntries(KEPT[list].map((name) => [name, values[name]]))
}

export type ViewOwner = {
  ownerId: string
  share: Share
  departmentId: string | null
}
export type ViewReader = {
  userId: string | null
  departmentId: string | null
  /** people of the departments below as well: who leads them sees what they share among themselves */
  subtreeUserIds: readonly string[]
  /** may tidy up what others have shared */
  keepsSettings: boolean
}

export function maySeeView(view: ViewOwner, reader: ViewReader): boolean {
  if (view.ownerId === reader.userId || view.share === 'everyone') return true
  if (view.share === 'none') return false
  return (
    reader.keepsSettings ||
    (view.departmentId !== null && view.departmentId === reader.departmentId) ||
    reader.subtreeUserIds.includes(view.ownerId)
  )
}

/**
 * One's own, or a shared one for whoever keeps the settings: views of people who left must not stay for
 * ever.
 */
export function mayChangeView(view: ViewOwner, reader: ViewReader): true | 'view_not_yours' {
  if (view.ownerId === reader.userId) return true
  return reader.keepsSettings && view.share !== 'none' ? true : 'view_not_yours'
}

/**
 * How far somebody may share: with a department one must be in one, with everybody one must see
 * everything.
 */
export function mayShare(
  share: Share,
  sharer: { departmentId: string | null; seesAll: boolean },
): true | 'view_no_department' | 'view_share_all' {
  if (share === 'department' && sharer.departmentId === null) return 'view_no_department'
  return share === 'everyone' && !sharer.seesAll ? 'view_share_all' : true
}
