import { sql } from 'kysely'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'

/** Whether changes of rules need a second person (C121). */
export const SECOND_SETTING = 'ruleChangesNeedSecond'

/** What one person alone could undo the need with; a second has to say the same. */
type Word = 'second-off' | 'budget'
type Asked = { wish: number; by: string }
export type Waiting = { wish: number; by: string; isOwn: boolean }

const idOf = (word: Word) => `secondWord:${word}`

/** Asked for, and somebody is there who could say it: where one alone is left, nothing waits for ever. */
export async function isSecondNeeded(ctx: ReadCtx): Promise<boolean> {
  return (await loadSetting(ctx, SECOND_SETTING)) === true && (await countDeciders(ctx)) >= 2
}

export async function countDeciders(ctx: ReadCtx): Promise<number> {
  return (await loadDeciders(ctx)).size
}

async function loadDeciders(ctx: ReadCtx): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct u.id from app_user u join user_role r on r.org_id = u.org_id and r.user_id = u.id
    where u.org_id = ${ctx.orgId} and u.status = 'active' and r.role in ('boss', 'admin')`.execute(ctx.db)
  return new Set(rows.map(({ id }) => id))
}

/** The word of somebody who has left since, or decides no more, is none. */
async function loadAsked(ctx: ReadCtx, word: Word): Promise<Asked | null> {
  const asked = (await loadSetting(ctx, idOf(word))) as Asked | null
  return asked !== null && (await loadDeciders(ctx)).has(asked.by) ? asked : null
}

/**
 * Whether a wish may be carried out now: it needs no second person, or another one has said the same number
 * before. Otherwise it is kept for whoever says it next; a different wish takes its place.
 */
export async function hasSecondWord(ctx: WriteCtx, word: Word, wish: number): Promise<boolean> {
  if (!(await isSecondNeeded(ctx))) return true
  const asked = await loadAsked(ctx, word)
  const isSecond = asked !== null && asked.wish === wish && asked.by !== ctx.actor.userId
  await saveSetting(ctx, idOf(word), isSecond ? null : { wish, by: ctx.actor.userId! })
  return isSecond
}

export const takeBackWord = (ctx: WriteCtx, word: Word) => saveSetting(ctx, idOf(word), null)

export async function waitingWord(ctx: ReadCtx, word: Word): Promise<Waiting | null> {
  const asked = await loadAsked(ctx, word)
  if (asked === null || !(await isSecondNeeded(ctx))) return null
  const person = await ctx.db
    .selectFrom('app_user')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', asked.by)
    .executeTakeFirstOrThrow()
  return { wish: asked.wish, by: person.name, isOwn: asked.by === ctx.actor.userId }
}
