import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { formOf } from '../../../../test/support/permissions/form.ts'
import { type ExtendedRecords, extendRecords, LATER } from '../../../../test/support/permissions/records.ts'
import { type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as files from '../../../api/files.ts'
import { callMeeting } from '../../../api/meetings.ts'
import { fixedClock } from '../../platform/clock.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(LATER)
const app = await testApp(database, clock)
const { signIn } = app
let org: OrgWorld
let rep: Client
let stranger: Client

beforeAll(async () => {
  org = (await twoOrgs(db)).a
  rep = await signIn('rep')
  stranger = await signIn('stranger')
}, 60_000)

type Row = { id: string; name: string; bytes: number }

const urlFor = (recordId: string) => `${files.uploadFile.path}?recordKind=customer&recordId=${recordId}`
const upload = (client: Client, text: string | Buffer, name = '送货单.pdf', recordId?: string) =>
  client.send({
    method: 'POST',
    url: urlFor(recordId ?? org.records.own.customerId),
    ...formOf({ name, text }),
  })
const list = () =>
  rep.get(files.listFiles, { query: { recordKind: 'customer', recordId: org.records.own.customerId } })
const stored = async () =>
  (
    await admin.query(
      'select (select count(*)::int from file_content) as contents, (select count(*)::int from record_file) as files',
    )
  ).rows[0]

const PDF = '%PDF-1.4\n一份送货单\n%%EOF\n'

describe('a file on a record', () => {
  it('comes back as it went in, always as a download', async () => {
    const kept = await upload(rep, PDF)
    expect(kept.status, kept.text).toBe(200)
    const { id } = kept.body as Row
    expect((await list()).items).toEqual([expect.objectContaining({ id, name: '送货单.pdf' })])
    const answer = await rep.call(files.downloadFile, { params: { id } })
    expect(answer.bytes.toString()).toBe(PDF)
    expect(answer.headers['content-disposition']).toMatch(/^attachment; /)
    expect(answer.headers['content-disposition']).toContain(encodeURIComponent('送货单.pdf'))
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
    })
  })

  it('is stored once, however often it is sent', async () => {
    const before = await stored()
    await upload(rep, PDF, '同一份.pdf')
    expect(await stored()).toEqual({ contents: before.contents, files: before.files + 1 })
  })

  it('is not there for whoever does not see the record', async () => {
    const kept = await upload(rep, `${PDF}2`)
    const { id } = kept.body as Row
    const before = await stored()
    const answers = [
      await stranger.call(files.downloadFile, { params: { id } }),
      await stranger.call(files.removeFile, { params: { id } }),
      await upload(stranger, 'x', 'x.pdf'),
      await upload(rep, 'x', 'x.pdf', org.records.other.customerId),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    expect(await stored()).toEqual(before)
  })

  it('of more than the limit, cut short or of no form is refused, and nothing is kept', async () => {
    const before = await stored()
    const whole = formOf({ name: 'a.pdf', text: PDF })
    const send = (sent: object) =>
      rep.send({ method: 'POST', url: urlFor(org.records.own.customerId), ...sent })
    const tooLarge = await upload(rep, Buffer.alloc(files.FILE_BYTES_MAX + 2, '%PDF-1.4 '), 'big.pdf')
    const answers = [
      tooLarge,
      await send({ ...whole, body: whole.body.subarray(0, whole.body.length - 40) }),
      await send({ body: {}, headers: {} }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([413, 400, 400])
    expect((tooLarge.body as { message: string }).message).toContain('20 MB')
    expect(await stored()).toEqual(before)
  })

  it('goes off the record by who put it there, and the trace stays', async () => {
    const { id } = (await upload(rep, `${PDF}3`)).body as Row
    expect((await rep.call(files.removeFile, { params: { id } })).status).toBe(200)
    expect((await rep.call(files.downloadFile, { params: { id } })).status).toBe(404)
    expect((await list()).items.map((row) => row.id)).not.toContain(id)
    const { rows } = await admin.query('select voided_by from record_file where id = $1', [id])
    expect(rows).toEqual([{ voided_by: org.users.rep }])
  })
})

describe('files of every kind of page (C177)', () => {
  let own: ExtendedRecords
  let meetingId: string
  beforeAll(async () => {
    own = (await extendRecords(database, { ...app, clock }, org, '')).own
    const boss = await signIn('boss')
    const body = { title: '风险会', heldOn: TODAY, people: [org.users.rep] }
    meetingId = (await boss.get(callMeeting, { body })).id
  }, 120_000)

  const KINDS = {
    customer: () => own.customerId,
    deal: () => own.dealId,
    quote: () => own.quoteId,
    order: () => own.orderId,
    contract: () => own.contractId,
    alert: () => own.alertId,
    meeting: () => meetingId,
  } satisfies Partial<Record<files.RecordKind, () => string>>

  it.each(Object.entries(KINDS))('%s: whoever sees the page lists, adds and fetches', async (kind, idOf) => {
    const record = { recordKind: kind as files.RecordKind, recordId: idOf() }
    const url = `${files.uploadFile.path}?recordKind=${kind}&recordId=${record.recordId}`
    const send = (client: Client, name: string) =>
      client.send({ method: 'POST', url, ...formOf({ name, text: `${PDF}${kind}` }) })
    const kept = await send(rep, `${kind}.pdf`)
    expect(kept.status, kept.text).toBe(200)
    const { id } = kept.body as Row
    expect((await rep.get(files.listFiles, { query: record })).items.map((row) => row.id)).toContain(id)
    expect((await rep.call(files.downloadFile, { params: { id } })).status).toBe(200)
    const before = await stored()
    const strange = [
      await stranger.call(files.listFiles, { query: record }),
      await stranger.call(files.downloadFile, { params: { id } }),
      await stranger.call(files.removeFile, { params: { id } }),
      await send(stranger, 'x.pdf'),
    ]
    expect(strange.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    expect(await stored()).toEqual(before)
    // The answer is the one of a record that is not there.
    const nowhere = { ...record, recordId: '00000000-0000-7000-8000-000000000001' }
    const absent = await stranger.call(files.listFiles, { query: nowhere })
    expect(strange[0]!.body).toEqual(absent.body)
  })
})
