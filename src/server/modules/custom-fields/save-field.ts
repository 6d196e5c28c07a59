import { pinyin } from 'pinyin-pro'
import { type CustomKind, type CustomRecord, keyFor } from '../../../core/fields/custom-field.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { customFieldsOf, type FieldRow } from './field-rows.ts'

type FieldForm = {
  nameZh: string
  nameEn: string
  choices: readonly string[]
  isRequired: boolean
  inList: boolean
}

/** More than this on one form is a sign that another record is meant. */
const FIELDS_MAX = 60

export async function createField(
  ctx: WriteCtx,
  form: FieldForm & { record: CustomRecord; kind: CustomKind },
): Promise<{ id: string; key: string; version: number }> {
  const others = await customFieldsOf(ctx, form.record)
  if (others.filter(({ isRetired }) => !isRetired).length >= FIELDS_MAX)
    throw conflict('custom_too_many', { max: FIELDS_MAX })
  refuseForm(form, form.kind, others)
  const latin = form.nameEn || pinyin(form.nameZh, { toneType: 'none', nonZh: 'consecutive' })
  const key = keyFor(
    latin,
    others.map((other) => other.key),
  )
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('custom_field')
    .values({
      org_id: ctx.orgId,
      id,
      record: form.record,
      key,
      kind: form.kind,
      position: others.length,
      ...columnsOf(form),
    })
    .execute()
  await tell(ctx, id, { record: form.record, name: form.nameZh, change: 'created' })
  return { id, key, version: 1 }
}

/** The kind stays: what records hold of it was typed as that. */
export async function updateField(ctx: WriteCtx, id: string, form: FieldForm) {
  const field = await getField(ctx, id)
  const others = (await customFieldsOf(ctx, field.record)).filter((other) => other.id !== id)
  expectVersion(ctx, field.version)
  refuseForm(form, field.kind, others)
  await change(ctx, field, columnsOf(form))
  await tell(ctx, id, { record: field.record, name: form.nameZh, change: 'changed' })
  return { id, version: field.version + 1 }
}

export async function retireField(ctx: WriteCtx, id: string, retired: boolean) {
  const field = await getField(ctx, id)
  expectVersion(ctx, field.version)
  if (field.isRetired === retired) return { id, version: field.version }
  const others = (await customFieldsOf(ctx, field.record)).filter((other) => other.id !== id)
  if (!retired) refuseName(field.name.zh, others)
  await change(ctx, field, { retired_at: retired ? at(ctx.tick) : null })
  await tell(ctx, id, { record: field.record, name: field.name.zh, change: retired ? 'retired' : 'revived' })
  return { id, version: field.version + 1 }
}

/** Fields left out keep their place behind those named. */
export async function orderFields(ctx: WriteCtx, record: CustomRecord, ids: readonly string[]) {
  const fields = await customFieldsOf(ctx, record)
  if (ids.some((id) => !fields.some((field) => field.id === id))) throw notFound('custom_field')
  const rest = fields.filter(({ id }) => !ids.includes(id)).map(({ id }) => id)
  for (const [position, id] of [...ids, ...rest].entries()) {
    const field = fields.find((one) => one.id === id)!
    await change(ctx, field, { position })
  }
  return { count: ids.length }
}

function columnsOf(form: FieldForm) {
  return {
    name_zh: form.nameZh,
    name_en: form.nameEn,
    choices: json(form.choices),
    is_required: form.isRequired,
    in_list: form.inList,
  }
}

function refuseForm(form: FieldForm, kind: CustomKind, others: readonly FieldRow[]): void {
  refuseName(form.nameZh, others)
  if (kind === 'choice' && new Set(form.choices).size < 2) throw invalid('custom_choices_few')
  if (new Set(form.choices).size !== form.choices.length) throw invalid('custom_choices_twice')
}

function refuseName(name: string, others: readonly FieldRow[]): void {
  const taken = others.some((other) => !other.isRetired && other.name.zh === name)
  if (taken) throw conflict('custom_name_taken', { name })
}

async function getField(ctx: WriteCtx, id: string): Promise<FieldRow> {
  const row = (await customFieldsOf(ctx)).find((field) => field.id === id)
  if (!row) throw notFound('custom_field')
  return row
}

async function change(ctx: WriteCtx, field: FieldRow, columns: object): Promise<void> {
  await ctx.db
    .updateTable('custom_field')
    .set({ ...columns, version: field.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', field.id)
    .execute()
}

async function tell(ctx: WriteCtx, id: string, summary: Record<string, unknown>): Promise<void> {
  await recordEvent(ctx, { kind: 'custom_field.saved', subject: { kind: 'custom_field', id }, summary })
}
