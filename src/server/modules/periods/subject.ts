import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { pastMoment, tableThen } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import { refuseForeign } from '../watch/index.ts'

export type Subject = { kind: 'org' | 'team' | 'rep'; id: string; name: string }
type Meant = Omit<Subject, 'name'>
export type AskedSubject = {
  subjectKind?: Subject['kind'] | undefined
  subjectId?: string | undefined
  asOf?: Day | undefined
}

/**
 * Whose figures: those asked for, within reach; else as much as the reader may see: the company, the team of
 * whoever leads one, or themselves.
 */
export async function subjectOf(ctx: ReadCtx, asked: AskedSubject): Promise<Subject> {
  const subject = asked.subjectKind === undefined ? widest(ctx) : named(ctx, asked)
  await refuseForeign(ctx, { subjectKind: subject.kind, subjectId: subject.id })
  return { ...subject, name: await nameOf(ctx, subject, asked.asOf) }
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

/** As they were called then; whoever sees everything sees nobody who is not there. */
async function nameOf(ctx: ReadCtx, { kind, id }: Meant, asOf: Day | undefined): Promise<string> {
  if (kind === 'org') return ''
  const moment = asOf === undefined ? null : pastMoment(ctx, asOf)
  const table = kind === 'team' ? tableThen(ctx, 'department', moment) : peopleThen(ctx, moment)
  const { rows } = await sql<{ name: string }>`
    select n.name from ${table} n where n.org_id = ${ctx.orgId} and n.id = ${id}`.execute(ctx.db)
  const row = rows[0]
  if (!row) throw notFound(kind)
  return row.name
}
