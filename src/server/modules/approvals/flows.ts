import { sql } from 'kysely'
import type { AuthorityRow, DrawnSpec, FlowCard, FlowSpec } from '../../../api/approval-flows.ts'
import { startCase } from '../../../core/approval/advance.ts'
import { checkFlow, type FlowGround, type FlowProblem } from '../../../core/approval/check-flow.ts'
import type { DrawnFlow, Flow, FlowFacts } from '../../../core/approval/flow.ts'
import { storedFlow } from '../../../core/approval/flow-facts.ts'
import { sittingsOf } from '../../../core/approval/people.ts'
import { DAY_MS, type Day, dayOf } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { invalid, notFound, stale } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { saveSetting } from '../../platform/org-settings.ts'
import { findFlow, isReady, loadFlows, type StoredFlow, shipped } from './flow-rows.ts'
import { AUTHORITY_SETTING, loadAuthority, loadWorld, type Scene } from './world.ts'

export async function listFlows(
  ctx: ReadCtx,
): Promise<{ items: FlowCard[]; can: Record<string, true | string> }> {
  const cards: FlowCard[] = []
  const { world } = await loadWorld(ctx)
  for (const flow of await loadFlows(ctx)) {
    const problems = checkFlow(flow.spec, groundOf(flow.kind, world))
    cards.push(await cardOf(ctx, flow, problems))
  }
  return { items: cards, can: canFlows(ctx) }
}

type FlowInput = {
  version: number
  name: Bilingual
  spec: DrawnSpec
  ownerId?: string | null | undefined
  reviewOn?: Day | null | undefined
}

/** The next version of a flow, or the first of a new kind (version 0). Running cases keep theirs (C182). */
export async function saveFlow(ctx: WriteCtx, kind: string, input: FlowInput): Promise<FlowCard> {
  const stored = await findFlow(ctx, kind)
  if ((stored?.version ?? 0) !== input.version) throw stale(stored?.version ?? 0)
  const spec = input.spec as DrawnFlow
  const { world } = await loadWorld(ctx)
  const problems = checkFlow(spec, groundOf(kind, world))
  if (input.name.zh === '' || input.name.en === '') problems.push({ path: 'name', code: 'name_missing' })
  if (problems.length > 0) throw invalid('flow_invalid', { problems })
  const values = {
    name: json(input.name),
    spec: json(spec),
    owner_id: input.ownerId ?? null,
    review_on: input.reviewOn ?? null,
  }
  if (stored?.id) {
    await ctx.db
      .updateTable('approval_flow')
      .set({ ...values, version: stored.version + 1 })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', stored.id)
      .execute()
  } else {
    await ctx.db
      .insertInto('approval_flow')
      .values({ org_id: ctx.orgId, id: newId(ctx.now), kind, ...values })
      .execute()
  }
  const saved = (await findFlow(ctx, kind))!
  await recordEvent(ctx, {
    kind: 'flow.changed',
    subject: { kind: 'flow', id: saved.id! },
    summary: { kind, version: saved.version },
  })
  return cardOf(ctx, saved, [])
}

export async function flowHistory(ctx: ReadCtx, kind: string) {
  const flow = await findFlow(ctx, kind)
  if (!flow) throw notFound('flow')
  const { rows } = await sql<{
    version: number
    at: number
    by: string | null
    name: Bilingual
    spec: FlowSpec
  }>`
    select v.version, v.recorded_at as at, u.name as by, v.row -> 'name' as name, v.row -> 'spec' as spec
    from record_version v left join app_user u on u.org_id = v.org_id and u.id = v.actor
    where v.org_id = ${ctx.orgId} and v.entity = 'approval_flow' and v.id = ${flow.id ?? ''}
    order by v.version desc limit 100`.execute(ctx.db)
  const first = isReady(kind) ? [{ ...shipped(kind), at: null, by: null }] : []
  return {
    items: [...rows, ...first].map(({ version, at, by, name, spec }) => ({
      ...{ version, at, by, name },
      spec: storedFlow(spec as Flow) as FlowSpec,
    })),
  }
}

/** Whom a flow would ask today; the same engine that runs cases, nothing written. */
export async function tryFlow(
  ctx: ReadCtx,
  kind: string,
  input: {
    spec: DrawnSpec
    requesterId: string
    facts: { [K in keyof FlowFacts]?: FlowFacts[K] | undefined }
  },
) {
  const { world, names } = await loadWorld(ctx)
  const problems = checkFlow(input.spec as DrawnFlow, groundOf(kind, world))
  const spec = input.spec as Flow
  if (problems.length > 0) return { problems, stages: [] }
  if (!world.directory.people.has(input.requesterId)) throw notFound('person')
  const { amountFen, days, type, marginBp, grade, level, deviationBp } = input.facts
  const facts: FlowFacts = {
    amountFen: amountFen ?? null,
    days: days ?? 0,
    type: type ?? null,
    marginBp: marginBp ?? null,
    grade: grade ?? null,
    level: level ?? null,
    deviationBp: deviationBp ?? null,
  }
  const about = { kind, requesterId: input.requesterId, flow: spec, facts, expiresAt: ctx.now + DAY_MS }
  const { state } = startCase(about, world, ctx.now)
  const scene = { world, at: ctx.now }
  const stages = state.stages.map((stage) => ({
    tracks: stage.tracks.map((track) => ({
      name: track.name,
      steps: track.steps.map((step) => ({
        ...{ name: step.name, origin: step.origin, mode: step.mode },
        people: sittingsOf(about, step.approvers, scene).map((sitting) => ({
          name: names.get(sitting.userId) ?? '',
          forName: sitting.forUserId === null ? null : (names.get(sitting.forUserId) ?? ''),
          via: sitting.via,
        })),
      })),
    })),
  }))
  return { problems: [], stages }
}

function groundOf(kind: string, world: Scene['world']): FlowGround {
  return {
    kind,
    people: new Set(world.directory.people.keys()),
    departments: new Set(world.heads.keys()),
  }
}

async function cardOf(ctx: ReadCtx, flow: StoredFlow, problems: FlowProblem[]): Promise<FlowCard> {
  const owner =
    flow.ownerId === null
      ? null
      : await ctx.db
          .selectFrom('app_user')
          .select(['id', 'name'])
          .where('org_id', '=', ctx.orgId)
          .where('id', '=', flow.ownerId)
          .executeTakeFirst()
  const { count } = await ctx.db
    .selectFrom('approval_case')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('org_id', '=', ctx.orgId)
    .where('kind', '=', flow.kind)
    .where('status', 'in', ['open', 'returned'])
    .executeTakeFirstOrThrow()
  return {
    kind: flow.kind,
    name: flow.name,
    version: flow.version,
    spec: flow.spec as FlowSpec,
    problems,
    owner: owner ?? null,
    reviewOn: flow.reviewOn,
    isReviewDue: flow.reviewOn !== null && flow.reviewOn <= dayOf(ctx.now),
    openCases: count,
    can: canFlows(ctx),
  }
}

function canFlows(ctx: ReadCtx): Record<string, true | string> {
  return { save: may(ctx.actor.roles, 'flow.write') || 'forbidden' }
}

export async function getAuthority(ctx: ReadCtx) {
  const { version, lines } = await loadAuthority(ctx)
  const kinds = (await loadFlows(ctx)).map(({ kind, name }) => ({ kind, name }))
  const can = { save: (may(ctx.actor.roles, 'authority.write') || 'forbidden') as true | string }
  return { version, lines: lines as AuthorityRow[], kinds, can }
}

/** The matrix whole (C180); every version of it stays, with who wrote it. */
export async function saveAuthority(
  ctx: WriteCtx,
  { version, lines }: { version: number; lines: AuthorityRow[] },
): Promise<{ version: number }> {
  const current = await loadAuthority(ctx)
  if (current.version !== version) throw stale(current.version)
  const { world } = await loadWorld(ctx)
  const flows = await loadFlows(ctx)
  for (const line of lines) {
    if (!flows.some(({ kind }) => kind === line.kind)) throw notFound('flow')
    if ('userId' in line.holder && !world.directory.people.has(line.holder.userId)) throw notFound('person')
  }
  await saveSetting(ctx, AUTHORITY_SETTING, lines)
  await recordEvent(ctx, {
    kind: 'authority.changed',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { lines: lines.length },
  })
  return { version: current.version + 1 }
}
