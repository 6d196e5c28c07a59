import { z } from 'zod'
import { CHOICES_MAX, CUSTOM_KINDS, CUSTOM_RECORDS } from '../core/fields/custom-field.ts'
import { readTests, writeTests } from '../core/fields/custom-tests.ts'
import { can } from './paging.ts'
import { id, route } from './route.ts'

/** Fields of a company's own (C223): defined here, kept by the records, used by lists, files and rules. */

export const customRecord = z.enum(CUSTOM_RECORDS)

/** What a record holds of its own fields, by key: money in fen, a date as YYYY-MM-DD. */
export const customValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

/** What a write says about them: keys left out stay as they are, null takes a value away. */
export const customGiven = z.record(
  z.string().max(40),
  z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]),
)

/** A list narrowed by own fields, as one text: `source~is~展会;visits~from~3`. */
export const customFilter = z.codec(z.string().max(1000), z.array(z.custom<CustomTestShape>()), {
  decode: (text, ctx) => {
    const tests = readTests(text)
    if (tests) return tests
    ctx.issues.push({ code: 'custom', input: text, message: 'not a set of tests' })
    return z.NEVER
  },
  encode: writeTests,
})
type CustomTestShape = NonNullable<ReturnType<typeof readTests>>[number]

const fieldShape = {
  nameZh: z.string().trim().min(1).max(40),
  nameEn: z.string().trim().max(40).default(''),
  choices: z.array(z.string().trim().min(1).max(60)).max(CHOICES_MAX).default([]),
  isRequired: z.boolean().default(false),
  inList: z.boolean().default(false),
}

export const customField = z.object({
  id,
  record: customRecord,
  key: z.string(),
  kind: z.enum(CUSTOM_KINDS),
  nameZh: z.string(),
  nameEn: z.string(),
  choices: z.array(z.string()),
  isRequired: z.boolean(),
  inList: z.boolean(),
  isRetired: z.boolean(),
  version: z.int(),
})
export type CustomFieldRow = z.input<typeof customField>

export const listCustomFields = route({
  id: 'customFields.list',
  method: 'GET',
  path: '/api/custom-fields',
  permission: 'signed-in',
  summary: 'The fields a company added to its records, retired ones last',
  reply: z.object({ items: z.array(customField), can: z.object({ write: can }) }),
})

export const countCustomFields = route({
  id: 'customFields.counts',
  method: 'GET',
  path: '/api/custom-fields/counts',
  permission: 'setting.read',
  summary: 'How many records hold a value of each own field',
  reply: z.object({ items: z.array(z.object({ record: customRecord, key: z.string(), filled: z.int() })) }),
})

export const createCustomField = route({
  id: 'customFields.create',
  method: 'POST',
  path: '/api/custom-fields',
  permission: 'setting.write',
  summary: 'Adds a field; its key is made from the name and never changes, nor does its kind',
  body: z.object({ record: customRecord, kind: z.enum(CUSTOM_KINDS), ...fieldShape }),
  reply: z.object({ id, key: z.string(), version: z.int() }),
})

export const updateCustomField = route({
  id: 'customFields.update',
  method: 'PUT',
  isVersioned: true,
  path: '/api/custom-fields/:id',
  permission: 'setting.write',
  summary: 'Renames a field or changes its choices; what records hold stays. If-Match carries the version',
  params: z.object({ id }),
  body: z.object(fieldShape),
  reply: z.object({ id, version: z.int() }),
})

export const retireCustomField = route({
  id: 'customFields.retire',
  method: 'POST',
  isVersioned: true,
  path: '/api/custom-fields/:id/retire',
  permission: 'setting.write',
  summary: 'Takes a field out of use or back into it; its data stays',
  params: z.object({ id }),
  body: z.object({ retired: z.boolean() }),
  reply: z.object({ id, version: z.int() }),
})

export const orderCustomFields = route({
  id: 'customFields.order',
  method: 'POST',
  path: '/api/custom-fields/order',
  permission: 'setting.write',
  summary: 'The order in which forms and pages show the fields of a record',
  body: z.object({ record: customRecord, ids: z.array(id).min(1).max(100) }),
  reply: z.object({ count: z.int() }),
})
