import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { sharesBudget } from '../../../core/watch/budget.ts'
import { PACK } from '../../../core/watch/pack.ts'
import { SOURCE_RULES } from '../../../core/watch/pack-source.ts'
import { remeasured } from '../../../core/watch/redefine.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { calibrate } from './calibrate.ts'
import { specOf } from './rule-rows.ts'
import { touchAll } from './subjects.ts'

/**
 * Gives an organisation the rules that ship. `since` is the instant from which they watch: what already holds
 * then is standing and opens no alert; the demo watches from the beginning of its history.
 */
export async function installPack(ctx: WriteCtx, since: Instant = ctx.tick): Promise<void> {
  await ctx.db
    .insertInto('rule')
    .values(
      PACK.map((rule) => ({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        code: rule.code,
        mode: rule.mode,
        spec: json(specOf(remeasured(rule))),
        mode_since: at(since),
      })),
    )
    .execute()
  await calibrate(ctx, { cause: 'begun', from: since })
  for (const kind of new Set(PACK.map((rule) => rule.subject))) await touchAll(ctx, kind)
}

const CODES = PACK.map(({ code }) => code)
/** Warnings wait for a late source from the first day on: somebody must hear of it from then on as well. */
const AT_ONCE: ReadonlySet<string> = new Set(SOURCE_RULES.map(({ code }) => code))

/** Whether a newer version of the product ships rules that an organisation with the pack does not have. */
export function packDue({ orgId }: ReadCtx): RawBuilder<boolean> {
  return sql`(select count(*) between 1 and ${CODES.length - 1} from rule
    where org_id = ${orgId} and code = any(${CODES}::text[]))`
}

/**
 * Rules that shipped after an organisation began come on trial: they keep their record and disturb nobody
 * until somebody switches them on. What holds already when they come is standing.
 */
export async function bringNewRules(ctx: WriteCtx): Promise<void> {
  const known = await ctx.db.selectFrom('rule').select('code').where('org_id', '=', ctx.orgId).execute()
  const codes = new Set(known.map(({ code }) => code))
  const fresh = PACK.filter(({ code }) => !codes.has(code))
  for (const rule of fresh)
    await installRule(ctx, isAsShipped(rule) ? rule : { ...rule, mode: 'trial' }, ctx.tick)
  if (fresh.some(sharesBudget)) await calibrate(ctx, { cause: 'rules' })
  for (const kind of new Set(fresh.map(({ subject }) => subject))) await touchAll(ctx, kind)
}

function isAsShipped({ code, mode }: Rule): boolean {
  return mode === 'off' || AT_ONCE.has(code)
}

/** One rule from an instant on, for whoever needs it for the length of a transaction; nothing is marked. */
export async function installRule(ctx: WriteCtx, rule: Rule, since: Instant): Promise<void> {
  await ctx.db
    .insertInto('rule')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      code: rule.code,
      mode: rule.mode,
      spec: json(specOf(remeasured(rule))),
      mode_since: at(since),
    })
    .execute()
}
