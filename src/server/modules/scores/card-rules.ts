import { z } from 'zod'
import * as api from '../../../api/scores.ts'
import { addMonths, type Day, dayOf, type Month, monthOf } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import {
  type CardRule,
  type CardVersion,
  cardOf,
  checkCard,
  USUAL_CARD,
  withCard,
} from '../../../core/score/card.ts'
import { CARD_LINES } from '../../../core/score/lines.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict, invalid } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadSettingThen, saveSetting } from '../../platform/org-settings.ts'
import { closesUntil } from './look.ts'

const SETTING = 'scorecard'
const kept = z.array(z.object({ from: z.string(), rule: api.cardRule }))

/** All rules with the month from which each holds, as they stood on a day. */
export async function loadCards(ctx: ReadCtx, asOf: Day): Promise<CardVersion[]> {
  const stored = await loadSettingThen(ctx, SETTING, asOf)
  return stored === null ? [] : z.decode(kept, stored as z.input<typeof kept>)
}

export async function readCardRule(ctx: ReadCtx) {
  const today = dayOf(ctx.now)
  const versions = await loadCards(ctx, today)
  const last = [...(await closesUntil(ctx, null)).keys()].sort().at(-1)
  return {
    rule: shaped(cardOf(versions, monthOf(today))),
    versions: versions.map(({ from, rule }) => ({ from, rule: shaped(rule)! })),
    usual: shaped(USUAL_CARD)!,
    lines: lineDefs(),
    openFrom: last === undefined ? null : addMonths(last, 1),
    can: { write: mayWrite(ctx) },
  }
}

/** Weights hold from a month on that is not closed: who was judged stays judged by what was said then. */
export async function saveCardRule(
  ctx: WriteCtx,
  { from = monthOf(dayOf(ctx.now)), ...rule }: CardRule & { from?: Month | undefined },
): Promise<{ ok: true }> {
  const problem = checkCard(rule)
  if (problem) throw invalid(problem.code, { line: titleOf(problem.line), sum: problem.sum })
  const last = [...(await closesUntil(ctx, null)).keys()].sort().at(-1)
  if (last !== undefined && from <= last) throw conflict('card_month_closed', { month: last })
  const versions = withCard(await loadCards(ctx, dayOf(ctx.now)), { from, rule })
  await saveSetting(ctx, SETTING, versions)
  await recordEvent(ctx, {
    kind: 'scorecard.rule',
    subject: { kind: 'setting', id: newId(ctx.now) },
    summary: { from, lines: rule.lines.length },
  })
  return { ok: true }
}

export function mayWrite(ctx: ReadCtx) {
  return may(ctx.actor.roles, 'setting.write') || ('forbidden' as const)
}

export function lineDefs() {
  return CARD_LINES.map(({ source: _, ...line }) => ({ ...line, usual: { ...line.usual } }))
}

export function shaped(rule: CardRule | null) {
  return rule && { lines: rule.lines.map((line) => ({ ...line })) }
}

function titleOf(id: string | undefined): string {
  return CARD_LINES.find((line) => line.id === id)?.title.zh ?? ''
}
