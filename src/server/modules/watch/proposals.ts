import { sql } from 'kysely'
import type { z } from 'zod'
import type * as api from '../../../api/rule-proposals.ts'
import type { RuleSpec } from '../../../api/rules.ts'
import type { Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { ruleDiff } from '../../../text/rule-diff.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, forbidden, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { saveSetting } from '../../platform/org-settings.ts'
import { customFieldsOf } from '../custom-fields/index.ts'
import { SECOND_SETTING } from '../identity/index.ts'
import { findRule, loadRules } from './rule-rows.ts'
import { saveRule } from './save-rule.ts'
import { countDeciders, hasSecondWord, isSecondNeeded, takeBackWord, waitingWord } from './second-word.ts'

type Spec = Omit<Rule, 'version'>
type Row = {
  id: string
  rule_code: string
  base_version: number
  spec: Spec
  author: string
  author_name: string
  recorded_at: Instant
}

/**
 * Refused where nobody else could accept anything. That it is needed no more takes a second person as well:
 * whoever could switch it off alone, change a rule and switch it on again had never needed one.
 */
export async function needSecondPerson(ctx: WriteCtx, { isNeeded }: { isNeeded: boolean }) {
  if (isNeeded) {
    if ((await countDeciders(ctx)) < 2) throw conflict('second_person_missing')
    // What was said before it was needed again is no second word.
    if (!(await isSecondNeeded(ctx))) await takeBackWord(ctx, 'budget')
    await takeBackWord(ctx, 'second-off')
  }
  const isHeld = !isNeeded && !(await hasSecondWord(ctx, 'second-off', 0))
  if (!isHeld) await saveSetting(ctx, SECOND_SETTING, isNeeded)
  await recordEvent(ctx, {
    kind: 'rule.second-person',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { isNeeded, isHeld },
  })
  return { isNeeded: isNeeded || isHeld, isHeld }
}

/** One change at a time waits for each rule. */
export async function refuseWaiting(ctx: ReadCtx, codes: readonly string[]): Promise<void> {
  const waiting = await ctx.db
    .selectFrom('rule_proposal')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('rule_code', '=', sql<string>`any(${codes}::text[])`)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (waiting) throw conflict('proposal_waiting')
}

/** Keeps a change for somebody else. What one act proposes has one tick, and is decided as one. */
export async function propose(ctx: WriteCtx, code: string, base: number, spec: Spec): Promise<void> {
  await refuseWaiting(ctx, [code])
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('rule_proposal')
    .values({
      org_id: ctx.orgId,
      id,
      rule_code: code,
      base_version: base,
      spec: json(spec),
      author: ctx.actor.userId!,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'rule.proposed',
    subject: { kind: 'rule-proposal', id },
    summary: { code, base },
  })
}

export async function listProposals(ctx: ReadCtx): Promise<z.output<typeof api.listRuleProposals.reply>> {
  const rules = new Map((await loadRules(ctx)).map((rule) => [rule.code, rule.current]))
  const fields = await customFieldsOf(ctx)
  const isDecider = may(ctx.actor.roles, 'setting.write')
  const waiting = await findWaiting(ctx)
  const isOvertaken = (row: Row) => (rules.get(row.rule_code)?.version ?? 0) !== row.base_version
  const rows = waiting.map((row) => {
    const current = rules.get(row.rule_code) ?? null
    const others = waiting.filter((one) => one.id !== row.id && one.recorded_at === row.recorded_at)
    const isOutdated = [row, ...others].some(isOvertaken)
    const isOwn = row.author === ctx.actor.userId
    const accept = isOwn ? ('own_proposal' as const) : isDecider || ('forbidden' as const)
    return {
      id: row.id,
      code: row.rule_code,
      title: row.spec.title,
      isNew: row.base_version === 0,
      isOutdated,
      together: others.map(({ spec }) => spec.title),
      author: row.author_name,
      at: row.recorded_at,
      diff: ruleDiff(current, row.spec, fields),
      spec: row.spec as unknown as RuleSpec,
      can: {
        accept: isOutdated ? ('proposal_outdated' as const) : accept,
        decline: isOwn || isDecider || ('forbidden' as const),
      },
    }
  })
  const off = await waitingWord(ctx, 'second-off')
  const can = { need: isDecider || ('forbidden' as const) }
  return { isNeeded: await isSecondNeeded(ctx), off, rows, can }
}

/** The author never accepts: refused before anything is written, and by the database as well. */
export async function acceptProposal(
  ctx: WriteCtx,
  id: string,
  { note }: { note: string },
): Promise<{ version: number }> {
  const all = await lockWaiting(ctx, id)
  if (all.some(({ author }) => author === ctx.actor.userId)) throw conflict('own_proposal')
  for (const row of all) {
    const stored = await findRule(ctx, row.rule_code)
    if ((stored?.current.version ?? 0) !== row.base_version) throw conflict('proposal_outdated')
  }
  let asked = 0
  for (const row of all) {
    const spec = row.spec as unknown as RuleSpec & Pick<Rule, 'unproven'>
    const { version } = await saveRule(ctx, row.rule_code, { version: row.base_version, spec })
    await settle(ctx, row.id, { state: 'accepted', note, written_version: version })
    if (row.id === id) asked = version
  }
  return { version: asked }
}

export async function declineProposal(ctx: WriteCtx, id: string, { note }: { note: string }) {
  const all = await lockWaiting(ctx, id)
  if (all.some(({ author }) => author !== ctx.actor.userId) && !may(ctx.actor.roles, 'setting.write'))
    throw forbidden('setting.write')
  for (const row of all) await settle(ctx, row.id, { state: 'declined', note, written_version: null })
  return { ok: true as const }
}

type End = { state: 'accepted' | 'declined'; note: string; written_version: number | null }

async function settle(ctx: WriteCtx, id: string, end: End): Promise<void> {
  await ctx.db
    .updateTable('rule_proposal')
    .set({ ...end, decided_by: ctx.actor.userId, decided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: `rule.proposal-${end.state}`,
    subject: { kind: 'rule-proposal', id },
    summary: { note: end.note },
  })
}

/** The one that is asked about and all that were proposed with it. */
async function lockWaiting(ctx: WriteCtx, id: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select p.*, '' as author_name from rule_proposal p
    where p.org_id = ${ctx.orgId} and p.state = 'waiting' and p.recorded_at =
      (select o.recorded_at from rule_proposal o where o.org_id = ${ctx.orgId} and o.id = ${id} and o.state = 'waiting')
    order by p.rule_code for update`.execute(ctx.db)
  if (rows.length === 0) throw notFound('proposal')
  return rows
}

async function findWaiting(ctx: ReadCtx): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select p.id, p.rule_code, p.base_version, p.spec, p.author, u.name as author_name, p.recorded_at
    from rule_proposal p join app_user u on u.org_id = p.org_id and u.id = p.author
    where p.org_id = ${ctx.orgId} and p.state = 'waiting' order by p.recorded_at`.execute(ctx.db)
  return rows
}
