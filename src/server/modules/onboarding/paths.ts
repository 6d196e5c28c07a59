import { sql } from 'kysely'
import { checkPath, type PathItem } from '../../../core/onboarding/path.ts'
import { may, type Role } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadArticles } from './walk-rows.ts'

type PathRow = { id: string; role: Role; is_active: boolean; items: PathItem[]; version: number }

export async function listPaths(ctx: ReadCtx) {
  const { rows } = await sql<PathRow & { walking: number }>`
    select p.id, p.role, p.is_active, p.items, p.version, (select count(*)::int from onboarding o
      where o.org_id = p.org_id and o.role = p.role and o.stopped_at is null) as walking
    from onboarding_path p where p.org_id = ${ctx.orgId} order by p.role`.execute(ctx.db)
  return {
    paths: rows.map(({ role, is_active, items, version, walking }) => ({
      role,
      isOn: is_active,
      items,
      version,
      walking,
    })),
    articles: (await loadArticles(ctx)).mine.map(({ id, title }) => ({ id, title })),
    can: { save: may(ctx.actor.roles, 'setting.write') || ('forbidden' as const) },
  }
}

export async function findPath(ctx: ReadCtx, role: Role): Promise<PathRow | null> {
  const { rows } = await sql<PathRow>`
    select id, role, is_active, items, version from onboarding_path where org_id = ${ctx.orgId} and role = ${role}`.execute(
    ctx.db,
  )
  return rows[0] ?? null
}

/** The path of a role from now on; those who walk it already keep the one they began. */
export async function savePath(
  ctx: WriteCtx,
  role: Role,
  form: { isOn: boolean; items: readonly PathItem[] },
): Promise<{ version: number }> {
  const checked = checkPath(form.items)
  if (!checked.ok) throw refused(checked, 400)
  const there = await findPath(ctx, role)
  expectVersion(ctx, there?.version ?? 0)
  // What stands there already may be for others than whoever edits the rest of it.
  const kept = (there?.items ?? []).map(({ articleId }) => articleId)
  const articles = new Set([...kept, ...(await loadArticles(ctx)).mine.map(({ id }) => id)])
  if (checked.value.some(({ articleId }) => articleId !== null && !articles.has(articleId))) {
    throw notFound('article')
  }
  const version = (there?.version ?? 0) + 1
  const items = json(checked.value)
  if (there) {
    await sql`
      update onboarding_path set items = ${items}, version = ${version}, is_active = ${form.isOn},
        on_since = case when ${form.isOn} and not is_active then ${at(ctx.tick)} else on_since end
      where org_id = ${ctx.orgId} and id = ${there.id}`.execute(ctx.db)
  } else {
    await ctx.db
      .insertInto('onboarding_path')
      .values({
        ...{ org_id: ctx.orgId, id: newId(ctx.now), role, is_active: form.isOn, items },
        on_since: at(ctx.tick),
      })
      .execute()
  }
  await recordEvent(ctx, {
    kind: 'onboarding.path',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { role, isOn: form.isOn, items: checked.value.length },
  })
  return { version }
}
