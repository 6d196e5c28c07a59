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
 * Sets the items of a process. An item keeps its identity and its marks through other words, places and
 * people; in another stage or proven in another way it is another item, and one no longer named ends. Each
 * change is a row of its own, so that a past day shows the list it had.
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
  const next = rows.map((row) => ({ row, before: row.id === undefined ? undefined : before.get(row.id) }))
  const same = new Set(next.flatMap(({ row, before: old }) => (old && isSame(old, row) ? [old.rowId] : [])))
  const over = [...before.values()].filter(({ rowId }) => !same.has(rowId))
  await endChecks(
    ctx,
    over.map(({ rowId }) => rowId),
  )
  const changed = next.filter(({ before: old }) => !old || !same.has(old.rowId))
  await insertRows(
    ctx.db,
    'stage_check',
    changed.map(({ row, before: old }) => newCheck(ctx, row, old)),
  )
  await recordEvent(ctx, {
    kind: 'pipeline.checks_saved',
    subject: { kind: 'pipeline', id: pipelineId },
    summary: { items: rows.length, changed: changed.length, ended: over.length },
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

function isSame(before: CheckRow, to: Placed): boolean {
  return (
    isSameItem(before, to) &&
    before.title === to.title &&
    before.titleEn === to.titleEn &&
    before.skipBy === to.skipBy &&
    before.position === to.position
  )
}

function isSameItem(before: CheckRow, to: Placed): boolean {
  return before.proof === to.proof && before.stageId === to.stageId
}

function newCheck(ctx: WriteCtx, row: Placed, before: CheckRow | undefined) {
  const id = newId(ctx.now)
  return {
    org_id: ctx.orgId,
    id,
    item_id: before && isSameItem(before, row) ? before.id : id,
    stage_id: row.stageId,
    position: row.position,
    title: row.title,
    title_en: row.titleEn,
    proof: row.proof,
    skip_by: row.skipBy,
    recorded_at: ctx.tick,
  }
}
