import { sql } from 'kysely'
import { canTick } from '../../../core/onboarding/path.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { findWalks, ledBy, loadArticles, type WalkProgress, withProgress } from './walk-rows.ts'

/** One's own path and those of one's people; what is finished is looked for, not shown every day. */
export async function listOnboarding(ctx: ReadCtx, view: 'walking' | 'done') {
  const me = ctx.actor.userId ?? ''
  const led = ledBy(ctx)
  const among = led === null ? sql`true` : sql`o.user_id = any(${[...led, me]}::uuid[])`
  // A finished path is read when somebody asks for those, not with every workbench.
  const which = view === 'done' ? sql`true` : sql`o.finished_on is null`
  const found = await findWalks(
    ctx,
    sql`o.stopped_at is null and u.status = 'active' and ${which} and ${among}`,
    view === 'done' ? DONE_SHOWN : null,
  )
  const walks = await withProgress(ctx, found)
  const titles = new Map(
    walks.length === 0 ? [] : (await loadArticles(ctx)).mine.map(({ id, title }) => [id, title]),
  )
  const shown = walks
    .filter((walk) => (view === 'done') === isFinished(walk))
    .map((walk) =>
      shapeWalk(ctx, walk, { titles, leads: walk.user_id !== me || may(ctx.actor.roles, 'person.write') }),
    )
  return {
    mine: shown.filter(({ person }) => person.id === me),
    people: shown.filter(({ person }) => person.id !== me),
    can: { start: may(ctx.actor.roles, 'person.write') || ('forbidden' as const) },
  }
}

const DONE_SHOWN = 100

function isFinished({ finished_on, progress }: WalkProgress): boolean {
  return finished_on !== null || progress.done === progress.all
}

type Scene = { titles: ReadonlyMap<string, string>; leads: boolean }

function shapeWalk(ctx: ReadCtx, walk: WalkProgress, { titles, leads }: Scene) {
  const { items, done, all, late } = walk.progress
  const facts = { userId: walk.user_id, isOver: walk.stopped_at !== null || walk.finished_on !== null }
  // Whoever audits looks and ticks nothing off.
  const actor = { userId: ctx.actor.userId ?? '', leads: leads && !isOnlooker(ctx) }
  return {
    id: walk.id,
    person: { id: walk.user_id, name: walk.name },
    role: walk.role,
    startedOn: walk.started_on,
    ...{ done, all, late },
    items: items.map(({ item, ...state }) => ({
      ...item,
      ...state,
      article: item.articleId === null ? null : (titles.get(item.articleId) ?? null),
      can: { tick: canTick(facts, actor, item.kind) },
    })),
    can: { stop: may(ctx.actor.roles, 'person.write') || ('forbidden' as const) },
  }
}

export function isOnlooker(ctx: ReadCtx): boolean {
  return !may(ctx.actor.roles, 'person.write') && !may(ctx.actor.roles, 'customer.assign')
}
