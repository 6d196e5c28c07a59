import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'
import { findDeciders, SECOND_SETTING } from '../identity/index.ts'

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
  return (await findDeciders(ctx)).size
}

/** The word of somebody who has left since, or decides no more, is none. */
async function loadAsked(ctx: ReadCtx, word: Word): Promise<Asked | null> {
  const asked = (await loadSetting(ctx, idOf(word))) as Asked | null
  return asked !== null && (await findDeciders(ctx)).has(asked.by) ? asked : null
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
