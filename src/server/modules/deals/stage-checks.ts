import { type Proof, type Skipper, SUGGESTED_CHECKS } from '../../../core/deal/checklist.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { type CheckRow, loadChecks } from './check-rows.ts'
import { loadStages } from './pipelines.ts'

/** The items of every open stage; where a process has none at all, a first draft of them. */
export async function listStageChecks(ctx: ReadCtx, pipelineId: string) {
  const stages = await openStages(ctx, pipelineId)
  const checks = await loadChecks(
    ctx,
    stages.map(({ id }) => id),
  )
  const draw = ({ title, titleEn, ...check }: Pick<CheckRow, 'title' | 'titleEn' | 'proof' | 'skipBy'>) => ({
    title: { zh: title, en: titleEn || title },
    proof: check.proof,
    skipBy: check.skipBy,
  })
  return {
    stages: stages.map(({ id, key, name, nameEn }) => ({
      id,
      name: { zh: name, en: nameEn || name },
      items: checks
        .filter(({ stageId }) => stageId === id)
        .map((check) => ({ id: check.id, ...draw(check) })),
      suggested: checks.length > 0 ? [] : SUGGESTED_CHECKS.filter(({ stage }) => stage === key).map(draw),
    })),
    can: { write: may(ctx.actor.roles, 'setting.write') || ('forbidden' as const) },
  }
}

async function openStages(ctx: ReadCtx, pipelineId: string) {
  const stages = await loadStages(ctx, pipelineId)
  if (stages.length === 0) throw notFound('pipeline')
  return stages.filter(({ kind }) => kind === 'open')
}

type ItemInput = {
  id?: string | undefined
  title: string
  titleEn: string
  proof: Proof | null
  skipBy: Skipper
}
export type StageItems = { id: string; items: readonly ItemInput[] }

/**
 * Sets the items of a process. An item keeps its identity and its marks through a new wording, place or
 * stage; one that is proven in another way is another item, and one that is no longer named ends.
 */
export async function saveStageChecks(
  ctx: WriteCtx,
  pipelineId: string,
  { seen, stages: wanted }: { seen: readonly string[]; stages: readonly StageItems[] },
): Promise<{ ok: true }> {
  await lockPipeline(ctx, pipelineId)
  const stages = await openStages(ctx, pipelineId)
  const own = new Set(stages.map(({ id }) => id))
  if (wanted.some(({ id }) => !own.has(id))) throw notFound('stage')
  const before = new Map((await loadChecks(ctx, [...own])).map((check) => [check.id, check]))
  const named = wanted.flatMap(({ items }) => items.flatMap(({ id }) => (id ? [id] : [])))
  const isChanged = before.size !== new Set(seen).size || seen.some((id) => !before.has(id))
  if (isChanged || named.some((id) => !before.has(id)) || new Set(named).size !== named.length)
    throw conflict('checks_changed_meanwhile')
  const rows = wanted.flatMap(({ id: stageId, items }) =>
    items.map((item, position) => ({ ...item, stageId, position })),
  )
  const kept = rows.filter((row) => row.id !== undefined && before.get(row.id)!.proof === row.proof)
  const keptIds = new Set(kept.map((row) => row.id))
  await endChecks(
    ctx,
    [...before.keys()].filter((id) => !keptIds.has(id)),
  )
  for (const row of kept) await changeCheck(ctx, before.get(row.id!)!, row)
  await insertRows(
    ctx.db,
    'stage_check',
    rows.filter((row) => !keptIds.has(row.id)).map((row) => newCheck(ctx, row)),
  )
  await recordEvent(ctx, {
    kind: 'pipeline.checks_saved',
    subject: { kind: 'pipeline', id: pipelineId },
    summary: { items: rows.length, ended: before.size - kept.length },
  })
  return { ok: true }
}

async function lockPipeline(ctx: WriteCtx, id: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('pipeline')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('pipeline')
}

async function endChecks(ctx: WriteCtx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await ctx.db
    .updateTable('stage_check')
    .set((eb) => ({ ended_at: at(ctx.tick), version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()
}

type Placed = ItemInput & { stageId: string; position: number }

async function changeCheck(ctx: WriteCtx, before: CheckRow, to: Placed): Promise<void> {
  const isSame =
    before.title === to.title &&
    before.titleEn === to.titleEn &&
    before.skipBy === to.skipBy &&
    before.stageId === to.stageId &&
    before.position === to.position
  if (isSame) return
  await ctx.db
    .updateTable('stage_check')
    .set((eb) => ({
      stage_id: to.stageId,
      position: to.position,
      title: to.title,
      title_en: to.titleEn,
      skip_by: to.skipBy,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', before.id)
    .execute()
}

function newCheck(ctx: WriteCtx, row: Placed) {
  return {
    org_id: ctx.orgId,
    id: newId(ctx.now),
    stage_id: row.stageId,
    position: row.position,
    title: row.title,
    title_en: row.titleEn,
    proof: row.proof,
    skip_by: row.skipBy,
    recorded_at: ctx.tick,
  }
}
