import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import type { OwnClause } from '../../../core/contract/clauses.ts'
import { type ContractContent, clauseTwice } from '../../../core/contract/content.ts'
import { type ContractTemplate, unknownBlanks } from '../../../core/contract/template.ts'
import type { DocumentLanguage } from '../../../core/document/letterhead.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'

export type TemplateForm = Omit<ContractTemplate, 'ownClauses' | 'blanks'> & {
  ownClauses?: readonly OwnClause[] | undefined
  blanks?: readonly string[] | undefined
  seriesId?: string | null | undefined
  legalId: string
  reviewOn: Day
  isRetired: boolean
}

/** A template or its next version; nothing that was made from an earlier one changes (C065 C066). */
export async function saveTemplate(
  ctx: WriteCtx,
  { ownClauses = [], blanks = [], ...form }: TemplateForm,
): Promise<{ id: string; number: number }> {
  const unknown = unknownBlanks({ clauses: form.clauses, ownClauses, blanks })
  if (unknown.length > 0) throw invalid('variable_unknown', { name: unknown.join('、') })
  const twice = clauseTwice(ownClauses)
  if (twice !== null) throw invalid('clause_twice', { title: twice })
  const known = form.seriesId
    ? (await loadTemplates(ctx)).find((one) => one.seriesId === form.seriesId)
    : null
  if (form.seriesId && !known) throw notFound('template')
  await requirePerson(ctx, form.legalId)
  const id = newId(ctx.now)
  const number = (known?.number ?? 0) + 1
  await ctx.db
    .insertInto('contract_template')
    .values({
      org_id: ctx.orgId,
      id,
      series_id: known?.seriesId ?? id,
      number,
      name: form.name,
      language: form.language ?? 'zh',
      clauses: json(form.clauses),
      own_clauses: json(ownClauses),
      blanks: json(blanks),
      penalty_bp: form.penaltyBp,
      legal_id: form.legalId,
      review_on: form.reviewOn,
      is_retired: form.isRetired,
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'template.saved',
    subject: { kind: 'template', id },
    summary: { name: form.name, number, retired: form.isRetired },
  })
  return { id, number }
}

async function requirePerson(ctx: ReadCtx, userId: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!row) throw notFound('person')
}

type TemplateRow = Omit<ContractTemplate, 'ownClauses' | 'blanks' | 'language'> & {
  language: DocumentLanguage
  ownClauses: OwnClause[]
  blanks: string[]
  id: string
  seriesId: string
  number: number
  reviewOn: Day
  isRetired: boolean
  recordedAt: Instant
  actorName: string | null
  legal: { id: string; name: string; active: boolean }
}

/** The newest version of every template. */
async function loadTemplates(ctx: ReadCtx): Promise<TemplateRow[]> {
  const { rows } = await sql<TemplateRow>`
    select distinct on (t.series_id) t.id, t.series_id as "seriesId", t.number, t.name, t.language, t.clauses, t.own_clauses as "ownClauses", t.blanks,
      t.penalty_bp as "penaltyBp",
      t.review_on as "reviewOn", t.is_retired as "isRetired", t.recorded_at as "recordedAt", a.name as "actorName",
      jsonb_build_object('id', u.id, 'name', u.name, 'active', u.status = 'active') as legal
    from contract_template t join app_user u on u.org_id = t.org_id and u.id = t.legal_id
    left join app_user a on a.org_id = t.org_id and a.id = t.actor
    where t.org_id = ${ctx.orgId} order by t.series_id, t.number desc`.execute(ctx.db)
  return rows
}

export async function listTemplates(ctx: ReadCtx) {
  const today = dayOf(ctx.now)
  const items = (await loadTemplates(ctx))
    .map((row) => ({ ...row, isReviewDue: !row.isRetired && row.reviewOn <= today }))
    .sort((a, b) => Number(a.isRetired) - Number(b.isRetired) || a.name.localeCompare(b.name, 'zh'))
  return { items, can: { save: may(ctx.actor.roles, 'template.write') || 'forbidden' } }
}

/** The version a contract was made from; null: none, or one that is not there. */
export async function findTemplate(
  ctx: ReadCtx,
  id: string | null,
): Promise<(ContractTemplate & { number: number }) | null> {
  if (id === null) return null
  const row = await ctx.db
    .selectFrom('contract_template')
    .select(['name', 'number', 'language', 'clauses', 'own_clauses', 'blanks', 'penalty_bp as penaltyBp'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  return {
    language: row.language as DocumentLanguage,
    ...{ name: row.name, number: row.number, penaltyBp: row.penaltyBp, blanks: row.blanks as string[] },
    clauses: row.clauses as ContractContent['clauses'],
    ownClauses: row.own_clauses as OwnClause[],
  }
}
