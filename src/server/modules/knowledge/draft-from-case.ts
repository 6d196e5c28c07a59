import { may } from '../../../core/permission.ts'
import { draftWords } from '../../../text/knowledge.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { forbidden, notFound } from '../../platform/errors.ts'
import { findCase } from '../cases/index.ts'
import { createArticle } from './save-article.ts'

/** What was learnt once, as the draft of what everybody may read: the customer is left out of it. */
export async function draftFromCase(ctx: WriteCtx, caseId: string): Promise<{ id: string }> {
  if (!may(ctx.actor.roles, 'alert.read')) throw forbidden('alert.read')
  const lesson = await findCase(ctx, caseId)
  if (!lesson) throw notFound('case')
  const there = await ctx.db
    .selectFrom('article')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('source_case_id', '=', caseId)
    .where('author_id', '=', ctx.actor.userId)
    .executeTakeFirst()
  if (there) return { id: there.id }
  const { locale } = await ctx.db
    .selectFrom('app_user')
    .select('locale')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', ctx.actor.userId)
    .executeTakeFirstOrThrow()
  const { id } = await createArticle(
    ctx,
    {
      kind: 'solved',
      ...draftWords(locale === 'en' ? 'en' : 'zh-CN', lesson),
      departmentIds: [],
      links: [{ kind: 'rule', target: lesson.ruleCode }],
    },
    caseId,
  )
  return { id }
}
