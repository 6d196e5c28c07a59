import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { DEFAULT_STAGES, type Stage, type StageKind } from '../../../core/deal/stages.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, requireVersion, type WriteCtx } from '../../platform/context.ts'
import type { DB } from '../../platform/db-types.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { rowsThen } from '../../platform/then.ts'

export type StageRow = Stage & {
  pipelineId: string
  name: string
  nameEn: string
  normDays: number | null
  probabilityBp: number
  asksQuote: boolean
}

/** The default pipeline of C036; returns stage ids by key. */
export async function installPipeline(ctx: WriteCtx): Promise<Map<string, string>> {
  const pipelineId = newId(ctx.now)
  await ctx.db
    .insertInto('pipeline')
    .values({ org_id: ctx.orgId, id: pipelineId, name: '标准销售流程', is_default: true })
    .execute()
  const rows = DEFAULT_STAGES.map((stage, index) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    pipeline_id: pipelineId,
    key: stage.key,
    name: stage.name,
    name_en: stage.nameEn,
    position: index,
    kind: stage.kind,
    norm_days: stage.normDays,
    probability_bp: stage.probabilityBp,
    asks_quote: stage.asksQuote,
  }))
  await ctx.db.insertInto('stage').values(rows).execute()
  return new Map(rows.map((row) => [row.key, row.id]))
}

/** Stages as a table to join, with their names and norms of then. */
export function stagesThen(ctx: ReadCtx, moment: Instant): RawBuilder<unknown> {
  return sql`(select r.*, v.known from ${rowsThen(ctx, 'stage', moment)} v
    cross join lateral jsonb_populate_record(null::stage, v.row) r)`
}

/** The stages of one or all pipelines, at a past moment as they were then: what came later is not there. */
export async function loadStages(
  ctx: ReadCtx,
  pipelineId?: string,
  moment: Instant | null = null,
): Promise<StageRow[]> {
  const stages = moment === null ? sql`(select s.*, true as known from stage s)` : stagesThen(ctx, moment)
  const { rows: all } = await sql<Selectable<DB['stage']> & { known: boolean }>`
    select s.* from ${stages} s join pipeline p on p.org_id = s.org_id and p.id = s.pipeline_id
    where s.org_id = ${ctx.orgId} and ${pipelineId === undefined ? sql`true` : sql`s.pipeline_id = ${pipelineId}`}
    order by p.is_default desc, s.pipeline_id, s.position`.execute(ctx.db)
  // Of a day before there was any, the first ones are what imported history stands in.
  const anyKnown = all.some(({ known }) => known)
  const rows = all.filter(({ known }) => known || !anyKnown)
  return rows.map((row) => ({
    id: row.id,
    pipelineId: row.pipeline_id,
    key: row.key,
    name: row.name,
    nameEn: row.name_en,
    position: row.position,
    kind: row.kind as StageKind,
    normDays: row.norm_days,
    probabilityBp: row.probability_bp,
    asksQuote: row.asks_quote,
  }))
}

export async function listPipelines(ctx: ReadCtx) {
  const pipelines = await ctx.db
    .selectFrom('pipeline')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .orderBy('is_default', 'desc')
    .execute()
  const stages = await loadStages(ctx)
  const counts = await ctx.db
    .selectFrom('deal')
    .select(['stage_id', sql<number>`count(*)::int`.as('deals')])
    .where('org_id', '=', ctx.orgId)
    .where('voided_at', 'is', null)
    .groupBy('stage_id')
    .execute()
  const dealsOf = new Map(counts.map((row) => [row.stage_id, row.deals]))
  return {
    can: { write: may(ctx.actor.roles, 'setting.write') || 'forbidden' },
    items: pipelines.map((pipeline) => ({
      id: pipeline.id,
      name: pipeline.name,
      isDefault: pipeline.is_default,
      version: pipeline.version,
      stages: stages
        .filter((stage) => stage.pipelineId === pipeline.id)
        .map(({ id, key, name, nameEn, kind, normDays, probabilityBp, asksQuote }) => ({
          id,
          key,
          name,
          nameEn,
          kind,
          normDays,
          probabilityBp,
          asksQuote,
          deals: dealsOf.get(id) ?? 0,
        })),
    })),
  }
}

type PipelineInput = {
  id?: string | undefined
  name: string
  stages: readonly {
    id?: string | undefined
    name: string
    nameEn: string
    kind: StageKind
    normDays?: number | null | undefined
    probabilityBp: number
    asksQuote: boolean
  }[]
}

/**
 * Saves a sales process, a known one as the version that was seen; stages keep their identity, and a stage
 * that holds deals cannot be taken away.
 */
export async function savePipeline(ctx: WriteCtx, input: PipelineInput): Promise<{ id: string }> {
  for (const kind of ['open', 'won', 'lost'] as const) {
    if (!input.stages.some((stage) => stage.kind === kind))
      throw conflict('stages_incomplete', { missing: kind })
  }
  const id = input.id ?? newId(ctx.now)
  const before = input.id === undefined ? [] : await loadStages(ctx, id)
  if (input.id === undefined) {
    await ctx.db.insertInto('pipeline').values({ org_id: ctx.orgId, id, name: input.name }).execute()
  } else {
    const seen = await ctx.db
      .selectFrom('pipeline')
      .select('version')
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!seen) throw notFound('pipeline')
    requireVersion(ctx, seen.version)
    await ctx.db
      .updateTable('pipeline')
      .set({ name: input.name, version: seen.version + 1 })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
  }
  const kept = new Set(input.stages.flatMap((stage) => (stage.id ? [stage.id] : [])))
  for (const stage of before.filter((old) => !kept.has(old.id))) await removeStage(ctx, stage)
  for (const [position, stage] of input.stages.entries()) {
    const values = {
      name: stage.name,
      name_en: stage.nameEn || stage.name,
      position,
      kind: stage.kind,
      norm_days: stage.normDays ?? null,
      probability_bp: stage.probabilityBp,
      asks_quote: stage.kind === 'open' && stage.asksQuote,
    }
    const known = before.some((old) => old.id === stage.id)
    if (known) {
      await ctx.db
        .updateTable('stage')
        .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
        .where('org_id', '=', ctx.orgId)
        .where('id', '=', stage.id!)
        .execute()
    } else {
      const stageId = newId(ctx.now)
      await ctx.db
        .insertInto('stage')
        .values({ org_id: ctx.orgId, id: stageId, pipeline_id: id, key: stageId.slice(-8), ...values })
        .execute()
      await touch(ctx, [{ kind: 'stage', id: stageId }])
    }
  }
  await recordEvent(ctx, {
    kind: 'pipeline.saved',
    subject: { kind: 'pipeline', id },
    summary: { name: input.name },
  })
  return { id }
}

async function removeStage(ctx: WriteCtx, stage: StageRow): Promise<void> {
  const used = await ctx.db
    .selectFrom('stage_change')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where((eb) => eb.or([eb('to_stage_id', '=', stage.id), eb('from_stage_id', '=', stage.id)]))
    .limit(1)
    .executeTakeFirst()
  const held = await ctx.db
    .selectFrom('deal')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('stage_id', '=', stage.id)
    .limit(1)
    .executeTakeFirst()
  const checks = ctx.db
    .selectFrom('stage_check')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('stage_id', '=', stage.id)
  const marked = await ctx.db
    .selectFrom('deal_check')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('check_id', 'in', checks)
    .limit(1)
    .executeTakeFirst()
  if (used || held || marked) throw conflict('stage_in_use', { name: stage.name })
  await ctx.db
    .deleteFrom('stage_check')
    .where('org_id', '=', ctx.orgId)
    .where('stage_id', '=', stage.id)
    .execute()
  await ctx.db.deleteFrom('stage').where('org_id', '=', ctx.orgId).where('id', '=', stage.id).execute()
}
