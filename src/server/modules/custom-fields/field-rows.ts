import { sql } from 'kysely'
import { type CustomField, type CustomRecord, fieldPath } from '../../../core/fields/custom-field.ts'
import { OWN_SUBJECTS } from '../../../core/fields/custom-scope.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type FieldLoader, isAmong, type FieldRow as LoadedRow, ms } from '../../platform/metric-loader.ts'

export type FieldRow = CustomField & { id: string; record: CustomRecord; inList: boolean; version: number }

/** The own fields of a company, in the order forms show them; retired ones last. */
export async function customFieldsOf(ctx: ReadCtx, record?: CustomRecord): Promise<FieldRow[]> {
  const rows = await ctx.db
    .selectFrom('custom_field')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .$if(record !== undefined, (query) => query.where('record', '=', record!))
    .orderBy('record')
    .orderBy(sql`retired_at is not null`)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    record: row.record as CustomRecord,
    key: row.key,
    kind: row.kind as CustomField['kind'],
    name: { zh: row.name_zh, en: row.name_en || row.name_zh },
    choices: row.choices as string[],
    isRequired: row.is_required,
    inList: row.in_list,
    isRetired: row.retired_at !== null,
    version: row.version,
  }))
}

export async function listFields(ctx: ReadCtx) {
  const fields = await customFieldsOf(ctx)
  return {
    items: fields.map(({ name, choices, ...field }) => ({
      ...field,
      nameZh: name.zh,
      nameEn: name.en,
      choices: [...choices],
    })),
    can: { write: may(ctx.actor.roles, 'setting.write') || 'forbidden' },
  }
}

export async function countValues(ctx: ReadCtx) {
  const { rows } = await sql<{ record: CustomRecord; key: string; filled: number }>`
    select record, key, count(*)::int as filled from custom_value
    where org_id = ${ctx.orgId} and valid_to is null group by record, key`.execute(ctx.db)
  return { items: rows }
}

/** Values of own fields as they were known at the time, for the scopes of rules (C223). */
const recordLoaders: readonly FieldLoader[] = OWN_SUBJECTS.map((subject) => ({
  subject,
  fields: [],
  prefix: fieldPath(''),
  load: async (ctx, among) => {
    const { rows } = await sql<LoadedRow>`
      select v.record_id as subject_id, ${fieldPath('')} || v.key as field, ${ms('v.valid_from')} as at,
        ${ms('v.valid_to')} as until, v.value
      from custom_value v where v.org_id = ${ctx.orgId} and v.record = ${subject}
        and ${isAmong('v.record_id', among)}`.execute(ctx.db)
    return rows
  },
}))

/** An instalment is limited by what its invoice holds. */
const instalmentLoader: FieldLoader = {
  subject: 'instalment',
  fields: [],
  prefix: fieldPath(''),
  load: async (ctx, among) => {
    const { rows } = await sql<LoadedRow>`
      select i.id as subject_id, ${fieldPath('')} || v.key as field, ${ms('v.valid_from')} as at,
        ${ms('v.valid_to')} as until, v.value
      from instalment i join custom_value v on v.org_id = i.org_id and v.record = 'invoice' and v.record_id = i.invoice_id
      where i.org_id = ${ctx.orgId} and ${isAmong('i.id', among)}`.execute(ctx.db)
    return rows
  },
}

export const customFieldLoaders: readonly FieldLoader[] = [...recordLoaders, instalmentLoader]
