import type { SendMailOptions } from 'nodemailer'
import { beforeEach, describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/customer-mail.ts'
import { updateContact } from '../../../api/customers.ts'
import { customerDunning, voidDunning } from '../../../api/dunning.ts'
import { placeLegalHold } from '../../../api/legal-holds.ts'
import { createChannel, listNotices, listOutbox, resendDelivery } from '../../../api/notify.ts'
import { addDays, dayOf } from '../../../core/calendar.ts'
import { WATCH } from '../../chores.ts'
import { fixedClock } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { saveContacts, saveCustomers } from '../customers/index.ts'
import { createDispatcher } from '../notify/index.ts'
import { recordInvoices } from '../receivables/index.ts'
import { installPack } from '../watch/index.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn, app } = await testApp(database, clock)
const [rep, stranger, boss] = await Promise.all([signIn('rep'), signIn('stranger'), signIn('boss')])
const who = () => ({ orgId: a.orgId, now: clock.now() })
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, who(), fn)
const day = (offset: number) => addDays(dayOf(NOW), offset)
await writing((ctx) => installPack(ctx))

/** What the mail server says; null: it takes everything. */
let fault: { responseCode: number; response: string; command: string } | null = null
const mails: SendMailOptions[] = []

/** What went to the buyer: the company's own people are told of this and that meanwhile. */
function toBuyer(): SendMailOptions[] {
  return mails.filter(({ to }) => JSON.stringify(to).includes('buyer.example'))
}
beforeEach(() => {
  fault = null
  mails.length = 0
})

/** Lets the outbox send and what ended be settled, as the worker does. */
async function work(): Promise<void> {
  const dispatcher = createDispatcher({
    ...{ db, key: app.key, clock, log: createLog('silent'), publicUrl: null },
    heldBack: async () => new Set<string>(),
    portsOf: () => ({
      http: () => Promise.reject(new Error('nothing but mail leaves here')),
      mail: async (_settings, mail) => {
        if (fault) throw Object.assign(new Error(fault.response), fault)
        mails.push(mail)
        return { response: '250 queued as 7', rejected: [] }
      },
    }),
  })
  dispatcher.poke(a.orgId)
  await dispatcher.idle()
  await dispatcher.stop()
  const chore = WATCH.find(({ name }) => name === 'customer-mail')!
  await chore.run({ db, who: who(), log: createLog('silent'), isStopped: () => false })
}

let made = 0
/**
 * A customer of the rep that owes so much for so long, with one contact who has an address and one who has
 * none.
 */
async function owing(overdue: number) {
  made += 1
  const name = `邮件客户${made}有限公司`
  return writing(async (ctx) => {
    const [saved] = await saveCustomers(ctx, [{ name, responsibleId: a.users.rep, createdOn: day(-200) }])
    const customerId = saved!.id
    const [zhang, li] = await saveContacts(ctx, [
      { customerId, name: '张会计', email: 'zhang@buyer.example', isPrimary: true },
      { customerId, name: '李采购' },
    ])
    await recordInvoices(ctx, [
      {
        ...{ customerId, number: `CM${made}`, kind: 'invoice' as const, issuedOn: day(-overdue - 30) },
        ...{ amountFen: 100_000n, instalments: [{ dueOn: day(-overdue), amountFen: 100_000n }] },
      },
    ])
    return { id: customerId, name, zhang: zhang!.id, li: li!.id }
  })
}
type Owing = Awaited<ReturnType<typeof owing>>

const preview = (id: string, query = {}, client = rep) =>
  client.get(api.previewDunningMail, { params: { id }, query })
const letter = (contactId: string) =>
  ({ contactId, lang: 'zh', subject: '货款付款提醒', words: '请安排付款。' }) as const
const send = ({ id, zhang }: Owing, contactId = zhang, client = rep) =>
  client.call(api.sendDunningMail, { params: { id }, body: letter(contactId) })
const codeOf = ({ body }: { body: unknown }) => (body as { code: string }).code
const sentTo = (id: string, client = rep) => client.get(api.customerMails, { params: { id }, query: {} })
const dunningOf = (id: string) => rep.get(customerDunning, { params: { id }, query: {} })

test('without a mailbox that is said, and nothing is written', async () => {
  const one = await owing(5)
  expect((await preview(one.id)).can).toBe('mail_no_channel')
  expect(codeOf(await send(one))).toBe('mail_no_channel')
  expect((await dunningOf(one.id)).steps).toEqual([])
})

describe('with a mailbox', () => {
  beforeEach(async () => {
    if ((await preview((await owing(5)).id)).from) return
    await boss.call(createChannel, {
      body: {
        ...{ name: '公司邮箱', enabled: true, audience: { departmentId: null, minSeverity: 3, brief: true } },
        settings: {
          ...{ kind: 'mail', host: 'smtp.seller.example', port: 465, security: 'tls' },
          ...{ user: 'ar@seller.example', password: 'secret-word', from: 'ar@seller.example' },
        },
      },
    })
  })

  test('a reminder is previewed, sent as it was read, and kept as the step that was due', async () => {
    const one = await owing(5)
    const shown = await preview(one.id)
    expect(shown).toMatchObject({ can: true, lang: 'zh', from: { address: 'ar@seller.example' } })
    expect(shown.receivers).toMatchObject([
      { name: '张会计', address: 'z***@buyer.example', can: true },
      { name: '李采购', address: null, can: 'mail_no_address' },
    ])
    expect(shown.subject).toContain(one.name)
    expect(shown.words).toContain('1,000.00')
    const body = { ...letter(one.zhang), subject: shown.subject, words: shown.words }
    const { stage } = await rep.get(api.sendDunningMail, { params: { id: one.id }, body })
    expect(stage).toBe('call')
    // It leaves after the commit, not within it.
    expect(toBuyer()).toEqual([])
    await work()
    expect(toBuyer()).toHaveLength(1)
    expect(toBuyer()[0]).toMatchObject({ subject: shown.subject, text: shown.words })
    expect(toBuyer()[0]!.to).toMatchObject({ address: 'zhang@buyer.example' })
    expect(toBuyer()[0]!.replyTo).toMatchObject({ address: expect.stringContaining('rep') })
    expect(toBuyer()[0]!.headers).not.toHaveProperty('Auto-Submitted')
    const { steps, due } = await dunningOf(one.id)
    expect(due).toBeNull()
    expect(steps).toMatchObject([{ stage: 'call', channel: 'mail', contactName: '张会计' }])
    expect(steps[0]!.words).toContain(shown.words)
    const { items } = await sentTo(one.id)
    expect(items).toMatchObject([
      {
        ...{ purpose: 'dunning', stage: 'call', address: 'z***@buyer.example', state: 'sent' },
        attempts: [{ outcome: 'sent', message: '250 queued as 7' }],
      },
    ])
    expect(JSON.stringify(items)).not.toContain('zhang@buyer')
  })

  test('a formal letter takes its PDF along, the very file that is kept with the step', async () => {
    const one = await owing(25)
    const shown = await preview(one.id, { lang: 'en' })
    expect(shown.attachments).toHaveLength(1)
    expect(shown.words).toMatch(/^To: /)
    await send(one)
    await work()
    const [file] = toBuyer()[0]!.attachments as { filename: string; content: Buffer }[]
    expect(file!.filename).toMatch(/\.pdf$/)
    expect(file!.content.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await sentTo(one.id)).items[0]!.files).toMatchObject([{ name: file!.filename }])
  })

  test('a mail that is refused for good comes back: told to its sender, and the stage is due again', async () => {
    const one = await owing(5)
    await send(one)
    expect((await dunningOf(one.id)).due).toBeNull()
    fault = { responseCode: 550, response: '550 no such mailbox', command: 'RCPT TO' }
    await work()
    expect((await sentTo(one.id)).items).toMatchObject([
      { state: 'failed', attempts: [{ outcome: 'failed', code: '550', message: '550 no such mailbox' }] },
    ])
    const { due, steps } = await dunningOf(one.id)
    expect(due).toMatchObject({ stage: 'call' })
    expect(steps).toEqual([])
    const { rows } = await rep.get(listNotices, { query: {} })
    expect(rows.find(({ kind }) => kind === 'mail-returned')).toMatchObject({ title: expect.any(String) })
    // Its words were about another day: it is not sent again from the outbox.
    const { rows: failed } = await boss.get(listOutbox, { query: { kind: 'mail', state: 'failed' } })
    expect(failed[0]!.can.resend).toBe('mail_send_anew')
    const again = await boss.call(resendDelivery, { params: { id: failed[0]!.id } })
    expect(codeOf(again)).toBe('mail_send_anew')
    // Told once, however often the worker looks.
    await work()
    const told = (await rep.get(listNotices, { query: {} })).rows
    expect(told.filter(({ kind }) => kind === 'mail-returned')).toHaveLength(1)
  })

  test('a busy server is asked again with the same message, and the step stands meanwhile', async () => {
    const one = await owing(5)
    await send(one)
    fault = { responseCode: 450, response: '450 try later', command: 'DATA' }
    await work()
    expect((await sentTo(one.id)).items).toMatchObject([{ state: 'again', attempts: [{ code: '450' }] }])
    expect((await dunningOf(one.id)).steps).toHaveLength(1)
    fault = null
    clock.set(clock.now() + 3_600_000)
    await work()
    clock.set(NOW)
    const [item] = (await sentTo(one.id)).items
    expect(item).toMatchObject({ state: 'sent', attempts: [{ code: '450' }, { outcome: 'sent' }] })
  })

  test('what has not left yet is stopped by taking back its step, and by legal taking over', async () => {
    const [mine, held] = [await owing(5), await owing(5)]
    await send(mine)
    await send(held)
    const [step] = (await dunningOf(mine.id)).steps
    await rep.get(voidDunning, { params: { id: step!.id }, body: { reason: '发错人了' } })
    await boss.get(placeLegalHold, { params: { id: held.id }, body: { reason: '准备起诉' } })
    await work()
    expect(toBuyer()).toEqual([])
    expect((await sentTo(mine.id)).items).toMatchObject([{ state: 'failed', attempts: [] }])
    expect((await dunningOf(held.id)).steps).toEqual([])
    // Whoever took it back knows; of the other one its sender is told.
    const { rows } = await rep.get(listNotices, { query: {} })
    const told = rows.filter(({ kind }) => kind === 'mail-returned').map(({ customer }) => customer?.id)
    expect(told).toContain(held.id)
    expect(told).not.toContain(mine.id)
  })

  test('whoever has no address, wants no mail or belongs elsewhere gets none, and nothing is written', async () => {
    const one = await owing(5)
    const other = await owing(5)
    expect(codeOf(await send(one, one.li))).toBe('mail_no_address')
    expect(codeOf(await send(one, other.zhang))).toBe('not_found')
    expect(codeOf(await send(one, one.zhang, stranger))).toBe('not_found')
    const contact = { name: '张会计', noMail: true, isPrimary: true }
    await rep.get(updateContact, {
      ...{ params: { id: one.zhang }, body: contact, headers: { 'if-match': '"1"' } },
    })
    expect(codeOf(await send(one))).toBe('mail_unwanted')
    expect((await preview(one.id)).can).toBe('mail_no_receiver')
    expect((await sentTo(one.id)).items).toEqual([])
    expect((await dunningOf(one.id)).steps).toEqual([])
  })

  test('where legal has taken over, no friendly word and no statement leaves', async () => {
    const one = await owing(5)
    await boss.get(placeLegalHold, { params: { id: one.id }, body: { reason: '准备起诉' } })
    expect(await preview(one.id)).toMatchObject({ can: 'inhibited_legal_hold', words: '' })
    expect(codeOf(await send(one))).toBe('inhibited_legal_hold')
    const statement = await rep.call(api.sendStatementMail, {
      ...{ params: { id: one.id }, body: letter(one.zhang) },
    })
    expect(codeOf(statement)).toBe('inhibited_legal_hold')
    expect((await sentTo(one.id)).items).toEqual([])
  })

  test('a statement leaves with its PDF and says what it stood at', async () => {
    const one = await owing(5)
    const at = { until: day(0) }
    const shown = await rep.get(api.previewStatementMail, { params: { id: one.id }, query: at })
    expect(shown.words).toContain('1,000.00')
    const body = { ...letter(one.zhang), ...at, subject: shown.subject, words: shown.words }
    await rep.get(api.sendStatementMail, { params: { id: one.id }, body })
    await work()
    const [file] = toBuyer()[0]!.attachments as { filename: string; content: Buffer }[]
    expect(file!.content.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await sentTo(one.id)).items).toMatchObject([
      {
        purpose: 'statement',
        asOf: day(0),
        closingFen: 100_000,
        state: 'sent',
        files: [{ name: file!.filename }],
      },
    ])
    // No dunning: the reminder is still due.
    expect((await dunningOf(one.id)).due).toMatchObject({ stage: 'call' })
  })
})
