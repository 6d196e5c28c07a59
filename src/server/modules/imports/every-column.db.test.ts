import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { IMPORT_SAMPLES, type Row, type Sample } from '../../../../test/support/import-samples.ts'
import { formOf } from '../../../../test/support/permissions/form.ts'
import { NOW, type PersonaName, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/imports.ts'
import { checkUscc } from '../../../core/customer/uscc.ts'
import {
  CUSTOM_RECORDS,
  type CustomField,
  type CustomRecord,
  fieldPath,
} from '../../../core/fields/custom-field.ts'
import { fieldsOf } from '../../../core/import/fields.ts'
import { IMPORT_TARGETS, type ImportTarget, type Mapping } from '../../../core/import/mapping.ts'
import { defsFor, recordOfTarget } from '../../../core/import/own-fields.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { createField } from '../custom-fields/index.ts'
import { createIndicator } from '../indicators/index.ts'
import { getBatch } from './batches.ts'
import { importFile, runImport } from './index.ts'
import { undoBatch } from './undo.ts'

/**
 * Every column that an import says it understands, by itself and all of them together: as new, again, and
 * with another value. A field without a sample fails here.
 */
const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const { app, signIn } = await testApp(database)
const { dataDir } = app.config
const deps = { db, clock: fixedClock(NOW), log: createLog('silent'), dataDir }

/** Who may write such records without being above everybody. */
const PEOPLE: Record<ImportTarget, PersonaName> = {
  customers: 'manager',
  contacts: 'assistant',
  invoices: 'finance',
  payments: 'finance',
  deals: 'manager',
  activities: 'manager',
  targets: 'boss',
  quotes: 'assistant',
  orders: 'assistant',
  contracts: 'manager',
  indicators: 'finance',
  rates: 'admin',
}

type Told = { new: number; changed: number; same: number; bad: number }
const told = ({ new: added, changed, same, bad }: Told): string =>
  Object.entries({ new: added, changed, same, bad })
    .filter(([, n]) => n > 0)
    .map(([outcome]) => outcome)
    .join('+')

/** A field of the company's own on every record that can have one (C223). */
const OWN_FORM = { nameZh: '补充说明', nameEn: '', choices: [], isRequired: false, inList: false }
const own = new Map<CustomRecord, CustomField>()
for (const record of CUSTOM_RECORDS) {
  const key = await write(db, { orgId: a.orgId, now: NOW }, async (ctx) => {
    return (await createField(ctx, { record, kind: 'text', ...OWN_FORM })).key
  })
  const name = { zh: OWN_FORM.nameZh, en: '' }
  own.set(record, { key, kind: 'text', name, choices: [], isRequired: false, isRetired: false })
}
const ownOf = (target: ImportTarget) => own.get(recordOfTarget(target)!)!

function fileOf(target: ImportTarget, row: Row): { text: string; mapping: Mapping } {
  const known = recordOfTarget(target) === null ? [] : [ownOf(target)]
  const defs = defsFor({ target, own: known }).filter(({ field }) => field in row)
  const cell = (text: string) => (text.includes(',') ? `"${text}"` : text)
  const lines = [defs.map(({ zh }) => zh), defs.map(({ field }) => cell(row[field]!))]
  const columns = Object.fromEntries(defs.map(({ field, zh }) => [field, zh]))
  return { text: lines.map((line) => line.join(',')).join('\n'), mapping: { target, columns } }
}

let lastBatch = ''

async function bySystem(target: ImportTarget, row: Row): Promise<string> {
  const { text, mapping } = fileOf(target, row)
  const path = join(dataDir, 'list.csv')
  writeFileSync(path, text)
  const report = await importFile(deps, a.orgId, { path, mapping })
  lastBatch = report.batchId
  return told(report)
}

/** The way of the page, whose preview must have said what the run then does. */
async function byPerson(target: ImportTarget, row: Row): Promise<string> {
  const client = await clientOf(PEOPLE[target])
  const { text, mapping } = fileOf(target, row)
  const { body, headers } = formOf({ name: 'list.csv', text })
  const { id } = await client.get(api.uploadImport, { body: body as never, headers })
  lastBatch = id
  const suggested = await client.get(api.analyseImport, { params: { id }, body: { target } })
  expect(Object.keys(suggested.mapping.columns).sort(), 'each header means its own field').toEqual(
    Object.keys(mapping.columns).sort(),
  )
  const seen = await client.get(api.previewImport, { params: { id }, body: { mapping } })
  await client.get(api.startImport, { params: { id }, body: { mapping } })
  await runImport(deps, { orgId: a.orgId, batchId: id })
  const done = await client.get(api.getImport, { params: { id } })
  expect(done, JSON.stringify(row)).toMatchObject({ state: 'done', error: null })
  const outcome = told(done.counts)
  // What is stored may refuse a row that reads well; the preview does not ask for that.
  if (outcome !== 'bad') expect(told(seen.counts), `preview of ${JSON.stringify(row)}`).toBe(outcome)
  return outcome
}

const clients = new Map<PersonaName, ReturnType<typeof signIn>>()
function clientOf(name: PersonaName): ReturnType<typeof signIn> {
  clients.set(name, clients.get(name) ?? signIn(name, 'first'))
  return clients.get(name)!
}

let marks = 0
function nextMark(): (row: Row) => Row {
  marks += 1
  const [mark, day] = [`t${marks}`, String((marks % 28) + 1).padStart(2, '0')]
  const first17 = `9132050000000${String(marks).padStart(4, '0')}`
  const uscc = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']
    .map((last) => first17 + last)
    .find((one) => checkUscc(one).ok)!
  return (row) =>
    Object.fromEntries(
      Object.entries(row).map(([field, text]) => [
        field,
        text.replaceAll('#', mark).replaceAll('%', day).replaceAll('~', uscc),
      ]),
    )
}

describe.each([...IMPORT_TARGETS])('%s', (target) => {
  const { base, all, fields } = IMPORT_SAMPLES[target]

  it('has a sample of each of its fields', () => {
    expect(Object.keys(fields).sort()).toEqual(
      fieldsOf(target)
        .map(({ field }) => field)
        .sort(),
    )
  })

  const rowOf = (sample: Sample, field: string, marked: (row: Row) => Row) => (cell: string) =>
    marked({ ...base, ...sample.beside, [field]: cell })
  const changed = (sample: Sample) => sample.becomes?.outcome ?? 'changed'

  it.each(Object.entries(fields))('%s goes in, again, and changed', async (field, sample: Sample) => {
    const row = rowOf(sample, field, await prepared(target))
    const outcomes = [
      await bySystem(target, row(sample.cell)),
      await bySystem(target, row(sample.cell)),
      await bySystem(target, row(sample.later)),
    ]
    expect(outcomes).toEqual(['new', 'same', changed(sample)])
  })

  it.each(Object.entries(fields))('%s of a person goes in, and changed', async (field, sample: Sample) => {
    const row = rowOf(sample, field, await prepared(target))
    const outcomes = [await byPerson(target, row(sample.cell)), await byPerson(target, row(sample.later))]
    expect(outcomes).toEqual(['new', changed(sample)])
  })

  it.each([bySystem, byPerson])('all columns together go in, and again', async (imported) => {
    const marked = await prepared(target)
    const every = Object.entries(fields).map(([field, { cell }]) => [field, cell])
    const row = marked({ ...Object.fromEntries(every), ...base, ...all })
    expect([await imported(target, row), await imported(target, row)]).toEqual(['new', 'same'])
  })
})

/** C223: by whatever way a record comes in, its own fields come with it, and go back with the import. */
describe.each(IMPORT_TARGETS.filter((target) => recordOfTarget(target) !== null))(
  'own fields of %s',
  (target) => {
    const record = recordOfTarget(target)!
    const held = async (mark: string) => {
      const { rows } = await database.admin.query(
        `select text_value from custom_value where record = $1 and key = $2 and valid_to is null and text_value like $3`,
        [record, ownOf(target).key, `%${mark}`],
      )
      return rows.map(({ text_value }) => text_value)
    }

    it.each([bySystem, byPerson])('go in, again, and changed', async (imported) => {
      const marked = await prepared(target)
      const rowOf = (text: string) =>
        marked({ ...IMPORT_SAMPLES[target].base, [fieldPath(ownOf(target).key)]: text })
      const outcomes = []
      for (const text of ['华东#', '华东#', '华南#']) outcomes.push(await imported(target, rowOf(text)))
      expect(outcomes).toEqual(['new', 'same', 'changed'])
      expect(await held(`t${marks}`)).toEqual([`华南t${marks}`])
      await write(db, { orgId: a.orgId, now: NOW }, async (ctx) =>
        undoBatch(ctx, await getBatch(ctx, lastBatch)),
      )
      expect(await held(`t${marks}`)).toEqual([`华东t${marks}`])
    })
  },
)

/** C180: what lies beyond the importer comes back with its reason; nothing else of the file does. */
it('a limit beyond the authority of whoever imports is a bad row', async () => {
  const marked = nextMark()
  const { base } = IMPORT_SAMPLES.customers
  const limits = [{ limitFen: '5000万' }, { termDays: '365' }]
  const outcomes = []
  for (const limit of limits) outcomes.push(await byPerson('customers', marked({ ...base, ...limit })))
  expect(outcomes).toEqual(['bad', 'bad'])
})

/** An indicator has to be there before its figures. */
async function prepared(target: ImportTarget): Promise<(row: Row) => Row> {
  const marked = nextMark()
  const { indicator } = marked(IMPORT_SAMPLES.indicators.base)
  if (target === 'indicators')
    await write(db, { orgId: a.orgId, now: NOW }, (ctx) =>
      createIndicator(ctx, {
        ...{ nameZh: indicator!, nameEn: '', unit: '元/吨', source: '钢联', bad: 'high', every: 'month' },
        ...{ dueWorkdays: 3, responsibleId: a.users.finance },
      }),
    )
  return marked
}
