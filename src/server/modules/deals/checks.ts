import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import {
  checkState,
  checksOnTheWay,
  type MarkState,
  type Marks,
  whyNotMark,
} from '../../../core/deal/checklist.ts'
import type { Stage } from '../../../core/deal/stages.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import {
  type CheckRow,
  leftBehind,
  loadChecks,
  loadMarks,
  loadProofs,
  lookedAt,
  type MarkRow,
} from './check-rows.ts'
import { getDealRow } from './deal-rows.ts'
import { loadStages, type StageRow } from './pipelines.ts'
import { getDeal } from './read-deal.ts'

/** The list of a deal by stage (C052), as of any day; of a past day it is only read. */
export async function listDealChecks(ctx: ReadCtx, id: string, asOf?: Day) {
  const deal = await getDeal(ctx, id, asOf)
  const moment = lookedAt(ctx, asOf)
  const open = deal.stages.filter(({ kind }) => kind === 'open')
  const ids = open.map((stage) => stage.id)
  const checks = await loadChecks(ctx, ids, moment.until)
  const marks = new Map((await loadMarks(ctx, id, moment.until)).map((mark) => [mark.checkId, mark]))
  const proven = await loadProofs(ctx, id, moment)
  const write = deal.can.edit === true && deal.outcome === 'lost' ? 'deal_closed' : deal.can.edit
  const draw = (check: CheckRow) => drawCheck(ctx, check, { mark: marks.get(check.id), proven, write })
  return {
    stages: open
      .map((stage) => ({
        id: stage.id,
        name: { zh: stage.name, en: stage.nameEn || stage.name },
        isCurrent: stage.id === deal.stage.id,
        items: checks.filter(({ stageId }) => stageId === stage.id).map(draw),
      }))
      .filter(({ items }) => items.length > 0),
  }
}

type Around = {
  mark: MarkRow | undefined
  proven: Awaited<ReturnType<typeof loadProofs>>
  write: Awaited<ReturnType<typeof getDeal>>['can']['edit'] | 'deal_closed'
}

function drawCheck(ctx: ReadCtx, check: CheckRow, { mark, proven, write }: Around) {
  const marks: Marks = new Map(mark ? [[check.id, mark]] : [])
  const state = checkState(check, marks, proven)
  const isManager = may(ctx.actor.roles, 'customer.assign')
  const ask = (to: MarkState): true | string =>
    write !== true ? write : (whyNotMark(check, { state: to, reason: '-', isManager }) ?? true)
  const shown = state === 'proven' || state === 'open' ? undefined : mark
  return {
    id: check.id,
    title: { zh: check.title, en: check.titleEn || check.title },
    proof: check.proof,
    skipBy: check.skipBy,
    state,
    reason: shown?.reason ?? '',
    by: shown?.by ?? null,
    at: shown?.at ?? null,
    can: { done: ask('done'), skip: ask('skipped'), undo: write },
  }
}

type Where = { id: string; checkId: string }

export async function markCheck(
  ctx: WriteCtx,
  { id, checkId }: Where,
  { state, reason }: { state: MarkState; reason: string },
): Promise<{ ok: true }> {
  const { deal, check } = await getOpen(ctx, { id, checkId })
  const isManager = may(ctx.actor.roles, 'customer.assign')
  const why = whyNotMark(check, { state, reason, isManager })
  if (why !== null) throw conflict(why, wordsOf([check]))
  const standing = (await loadMarks(ctx, id)).find((mark) => mark.checkId === checkId)
  if (standing?.state === state && standing.reason === reason && standing.byManager === isManager)
    return { ok: true }
  if (standing) await endMark(ctx, standing.id)
  await ctx.db
    .insertInto('deal_check')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      deal_id: id,
      check_id: check.rowId,
      item_id: checkId,
      by_manager: isManager,
      state,
      reason,
      actor: ctx.actor.userId,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await note(ctx, deal, { state, title: check.title, reason })
  return { ok: true }
}

export async function unmarkCheck(ctx: WriteCtx, { id, checkId }: Where): Promise<{ ok: true }> {
  const { deal, check } = await getOpen(ctx, { id, checkId })
  const standing = (await loadMarks(ctx, id)).find((mark) => mark.checkId === checkId)
  if (!standing) throw conflict('check_not_marked', wordsOf([check]))
  await endMark(ctx, standing.id)
  await note(ctx, deal, { state: 'open', title: check.title, reason: '' })
  return { ok: true }
}

type DealRow = Awaited<ReturnType<typeof getDealRow>>

/** The deal is locked, so that two marks of one item come one after the other. */
async function getOpen(ctx: WriteCtx, { id, checkId }: Where): Promise<{ deal: DealRow; check: CheckRow }> {
  const deal = await getDealRow(ctx, id, 'deal.write')
  if (deal.outcome === 'lost') throw conflict('deal_closed')
  const stages = await loadStages(ctx, deal.pipeline_id)
  const checks = await loadChecks(
    ctx,
    stages.map((stage) => stage.id),
  )
  const check = checks.find((row) => row.id === checkId)
  if (!check) throw notFound('check')
  return { deal, check }
}

async function endMark(ctx: WriteCtx, id: string): Promise<void> {
  await ctx.db
    .updateTable('deal_check')
    .set((eb) => ({ undone_at: at(ctx.tick), version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

function note(ctx: WriteCtx, deal: DealRow, said: { state: string; title: string; reason: string }) {
  return recordEvent(ctx, {
    kind: 'deal.checked',
    subject: { kind: 'deal', id: deal.id },
    customerId: deal.customer_id,
    summary: said,
  })
}

/**
 * Refuses a move past items that are neither done, seen nor left out. `from` is where the deal stands, or,
 * for one that comes back from its end, the stage it had left.
 */
export async function refuseUnchecked(
  ctx: WriteCtx,
  deal: DealRow,
  { from, to, stages }: { from: Stage; to: Stage; stages: readonly StageRow[] },
): Promise<void> {
  const start = from.kind === 'open' ? from : await lastOpen(ctx, deal.id, stages)
  if (start === undefined) return
  const all = await loadChecks(
    ctx,
    stages.map((stage) => stage.id),
  )
  const asked = checksOnTheWay(all, stages, { from: start, to })
  if (asked.length === 0) return
  const marks = new Map((await loadMarks(ctx, deal.id)).map((mark) => [mark.checkId, mark]))
  const proven = await loadProofs(ctx, deal.id, lookedAt(ctx))
  const left = asked.filter((check) => checkState(check, marks, proven) === 'open')
  if (left.length > 0) throw conflict('checks_open', wordsOf(left))
}

/**
 * Another customer brings another screening: what the deal left behind on the strength of the one it had is
 * asked again, or a deal could borrow a screened customer for the time of a move.
 */
export async function refuseUnscreened(
  ctx: WriteCtx,
  dealId: string,
  customerId: string | null,
): Promise<void> {
  const own = sql<boolean>`d.id = ${dealId}`
  const before = new Set(((await leftBehind(ctx, own)).get(dealId) ?? []).map(({ id }) => id))
  const after = (await leftBehind(ctx, own, customerId)).get(dealId) ?? []
  const left = after.filter(({ id }) => !before.has(id))
  if (left.length > 0) throw conflict('checks_of_customer', wordsOf(left))
}

function wordsOf(checks: readonly CheckRow[]) {
  return {
    n: checks.length,
    titles: checks.map(({ title }) => title).join('、'),
    titlesEn: checks.map(({ title, titleEn }) => titleEn || title).join(', '),
  }
}

async function lastOpen(
  ctx: WriteCtx,
  dealId: string,
  stages: readonly StageRow[],
): Promise<StageRow | undefined> {
  const open = stages.filter(({ kind }) => kind === 'open')
  const row = await ctx.db
    .selectFrom('stage_change')
    .select('to_stage_id')
    .where('org_id', '=', ctx.orgId)
    .where('deal_id', '=', dealId)
    .where('voided_at', 'is', null)
    .where(
      'to_stage_id',
      'in',
      open.map(({ id }) => id),
    )
    .orderBy('occurred_on', 'desc')
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
  return open.find(({ id }) => id === row?.to_stage_id) ?? open[0]
}
