import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { formOf } from '../../../../test/support/permissions/form.ts'
import { twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { getCustomer, recordActivity, voidActivity } from '../../../api/customers.ts'
import * as files from '../../../api/files.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const { signIn } = await testApp(database)
const { customerId } = a.records.own

const url = (id: string) => `${files.uploadFile.path}?recordKind=activity&recordId=${id}`
const VOICE = Buffer.concat([Buffer.from('0000001c667479704d344120', 'hex'), Buffer.alloc(64)])

test('a voice note hangs on its follow-up, is seen with it by whoever sees the customer, and by nobody else', async () => {
  const rep = await signIn('rep')
  const { id } = await rep.get(recordActivity, {
    body: { customerId, kind: 'call', summary: '电话里答应月底付' },
  })
  const kept = await rep.send({ method: 'POST', url: url(id), ...formOf({ name: '录音.m4a', text: VOICE }) })
  expect(kept.status, kept.text).toBe(200)
  const { activities } = await (await signIn('manager')).get(getCustomer, { params: { id: customerId } })
  expect(activities.find((one) => one.id === id)!.files).toEqual([
    { id: (kept.body as { id: string }).id, name: '录音.m4a', mime: 'audio/mp4' },
  ])
  const stranger = await signIn('stranger')
  const answers = [
    await stranger.call(files.listFiles, { query: { recordKind: 'activity', recordId: id } }),
    await stranger.call(files.downloadFile, { params: { id: (kept.body as { id: string }).id } }),
    await stranger.send({ method: 'POST', url: url(id), ...formOf({ name: 'a.txt', text: 'x' }) }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
  const program = await rep.send({
    method: 'POST',
    url: url(id),
    ...formOf({ name: 'a.m4a', text: 'MZ program' }),
  })
  expect(program).toMatchObject({ status: 400, body: { code: 'file_differs_from_name' } })
})

test('a follow-up that was taken back carries nothing any more', async () => {
  const rep = await signIn('rep')
  const { id } = await rep.get(recordActivity, { body: { customerId, kind: 'visit', summary: '记错客户' } })
  await rep.get(voidActivity, { params: { id }, body: { reason: '记错了' } })
  const late = await rep.send({ method: 'POST', url: url(id), ...formOf({ name: 'a.txt', text: 'x' }) })
  expect(late.status).toBe(404)
})
