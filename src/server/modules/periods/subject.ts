import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { refuseForeign } from '../watch/index.ts'

export type Subject = { kind: 'org' | 'team' | 'rep'; id: string; name: string }
type Meant = Omit<Subject, 'name'>
export type AskedSubject = {
  subjectKind?: Subject['kind'] | undefined
  subjectId?: string | undefined
}

/**
 * Whose figures: those asked for, within reach; else as much as the reader may see: the company, the team of
 * whoever leads one, or themselves.
 */
export async function subjectOf(ctx: ReadCtx, asked: AskedSubject): Promise<Subject> {
  const subject = asked.subjectKind === undefined ? widest(ctx) : named(ctx, asked)
  await refuseForeign(ctx, { subjectKind: subject.kind, subjectId: subject.id })
  return { ...subject, name: await nameOf(ctx, subject) }
}

function named(ctx: ReadCtx, { subjectKind: kind = 'org', subjectId }: AskedSubject): Meant {
  if (kind === 'org') return { kind, id: subjectId ?? ctx.orgId }
  if (subjectId === undefined) throw invalid('comparison_subject_missing')
  return { kind, id: subjectId }
}

function widest(ctx: ReadCtx): Meant {
  const users = visibleUsers(ctx, 'metric.read')
  if (users === null) return { kind: 'org', id: ctx.orgId }
  const { departmentId, userId } = ctx.actor
  if (departmentId !== null && users.length > 1) return { kind: 'team', id: departmentId }
  return { kind: 'rep', id: userId ?? '' }
}

/** Whoever sees everything sees nobody who is not there. */
async function nameOf(ctx: ReadCtx, { kind, id }: Meant): Promise<string> {
  if (kind === 'org') return ''
  const row = await ctx.db
    .selectFrom(kind === 'team' ? 'department' : 'app_user')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound(kind)
  return row.name
}
