import { type Day, dayOf, type Instant } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'
import { addWorkdays, type WorkCalendar } from '../workdays.ts'

/** read: an article, confirmed; do: ticked off; reach: a first figure, counted since the first day (C194). */
export const ITEM_KINDS = ['read', 'do', 'reach'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

/** First figures of somebody new: what they noted, whom they spoke to, what they sent and brought in. */
export const FIRST_FIGURES = [
  'follow_ups',
  'customers_met',
  'deals_opened',
  'quotes_sent',
  'orders_placed',
] as const
export type FirstFigure = (typeof FIRST_FIGURES)[number]

export type PathItem = {
  id: string
  kind: ItemKind
  /** what is to be done; of an article and a figure its own words may stand in for it */
  title: string
  articleId: string | null
  figure: FirstFigure | null
  target: number | null
  /** working days after the first day by which it should be done */
  dueDays: number
}

export const ITEMS_MAX = 40
type PathRefusal = 'path_empty' | 'path_item_untold' | 'path_item_twice'

/** An item says what its kind needs and nothing else; the same article is read once. */
export function checkPath(items: readonly PathItem[]): Result<PathItem[], PathRefusal> {
  if (items.length === 0) return refuse('path_empty')
  const articles = items.flatMap(({ articleId }) => articleId ?? [])
  if (new Set(articles).size < articles.length) return refuse('path_item_twice')
  if (new Set(items.map(({ id }) => id)).size < items.length) return refuse('path_item_twice')
  for (const [index, item] of items.entries()) {
    const isTold =
      item.kind === 'read'
        ? item.articleId !== null
        : item.kind === 'do'
          ? item.title.trim() !== ''
          : item.figure !== null && item.target !== null && item.target > 0
    if (!isTold) return refuse('path_item_untold', { n: index + 1 })
  }
  return ok(
    items.map((item) => ({
      ...item,
      articleId: item.kind === 'read' ? item.articleId : null,
      figure: item.kind === 'reach' ? item.figure : null,
      target: item.kind === 'reach' ? item.target : null,
    })),
  )
}

export type PathFacts = {
  startedOn: Day
  /** when an article was confirmed in a version that still counts */
  read: ReadonlyMap<string, Instant>
  /** articles that are still there to be read */
  articles: ReadonlySet<string>
  ticked: ReadonlyMap<string, Instant>
  /** how many since the first day */
  figures: Readonly<Record<FirstFigure, number>>
}
export type ItemState = {
  item: PathItem
  isDone: boolean
  /** null: not done, or a figure, which has no one instant */
  doneAt: Instant | null
  /** how far a figure has come */
  value: number | null
  dueOn: Day
  isLate: boolean
}
export type Progress = { items: ItemState[]; done: number; all: number; late: number }

/** How far somebody has come. What can no longer be read is no longer asked for. */
export function progressOf(
  items: readonly PathItem[],
  facts: PathFacts,
  { calendar, today }: { calendar: WorkCalendar; today: Day },
): Progress {
  const states = items
    .filter(({ articleId }) => articleId === null || facts.articles.has(articleId))
    .map((item): ItemState => {
      const value = item.figure === null ? null : facts.figures[item.figure]
      const doneAt =
        (item.kind === 'read' ? facts.read.get(item.articleId!) : facts.ticked.get(item.id)) ?? null
      const isDone = item.kind === 'reach' ? value! >= item.target! : doneAt !== null
      const dueOn = addWorkdays(calendar, facts.startedOn, item.dueDays)
      return {
        item,
        isDone,
        doneAt: item.kind === 'reach' ? null : doneAt,
        value,
        dueOn,
        isLate: isDone ? doneAt !== null && dayOf(doneAt) > dueOn : today > dueOn,
      }
    })
  return {
    items: states,
    done: states.filter(({ isDone }) => isDone).length,
    all: states.length,
    late: states.filter(({ isDone, isLate }) => isLate && !isDone).length,
  }
}

export type TickRefusal = 'forbidden' | 'path_over' | 'path_not_ticked'

/** Whoever walks the path ticks off, and whoever leads them; what counts itself is not ticked by hand. */
export function canTick(
  walk: { userId: string; isOver: boolean },
  actor: { userId: string; leads: boolean },
  kind: ItemKind,
): true | TickRefusal {
  if (walk.userId !== actor.userId && !actor.leads) return 'forbidden'
  if (walk.isOver) return 'path_over'
  return kind === 'do' || 'path_not_ticked'
}
