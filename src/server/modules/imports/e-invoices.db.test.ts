import { Buffer } from 'node:buffer'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { openJobs } from '../../platform/jobs.ts'
import { createLog } from '../../platform/log.ts'
import { zipFiles } from '../../platform/zip.ts'
import { saveCustomers } from '../customers/index.ts'
import { importFile } from './index.ts'
import { openAndSuggest } from './look.ts'

const { db, app, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const closeJobs = await openJobs(app)
const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-e-invoices-'))
afterAll(async () => {
  await closeJobs()
  rmSync(dataDir, { recursive: true, force: true })
})

const USCC = '91110000600037341L'
type Parts = {
  seller?: string
  number: string
  buyer: string
  id?: string
  net: string
  tax: string
  total: string
  remark?: string
}
const xml = ({
  seller = '我们',
  number,
  buyer,
  id = USCC,
  net,
  tax,
  total,
  remark = '',
}: Parts) => `<?xml version="1.0"?>
<EInvoice><EInvoiceData><SellerInformation><SellerName>${seller}</SellerName></SellerInformation><BuyerInformation><BuyerIdNum>${id}</BuyerIdNum><BuyerName>${buyer}</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>${net}</TotalAmWithoutTax><TotalTaxAm>${tax}</TotalTaxAm>
<TotalTax-includedAmount>${total}</TotalTax-includedAmount></BasicInformation>
<AdditionalInformation><Remark>${remark}</Remark></AdditionalInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>${number}</InvoiceNumber><IssueTime>2026-01-05 10:00:00</IssueTime></TaxSupervisionInfo></EInvoice>`
const { rows: orgs } = await admin.query('select name from org where id = $1', [a.orgId])
const { name } = orgs[0] as { name: string }
const BLUE = '26112000000000000001'
const blue = { number: BLUE, buyer: '数电客户有限公司', net: '1000.00', tax: '130.00', total: '1130.00' }
const red = {
  number: '26112000000000000002',
  buyer: blue.buyer,
  net: '-100.00',
  tax: '-13.00',
  total: '-113.00',
}

async function bring(name: string, body: Buffer | string) {
  const path = join(dataDir, name)
  writeFileSync(path, body)
  const look = await openAndSuggest(path, {}, {})
  await look.file.close()
  expect([look.mapping.target, look.questions.filter(({ blocking }) => blocking)]).toEqual(['invoices', []])
  const deps = { db, clock: fixedClock(NOW), log: createLog('silent'), dataDir }
  const mapping = { ...look.mapping, knowledge: { history: 'always' as const, delayDays: 0 } }
  return importFile(deps, a.orgId, { path, mapping })
}
const entry = (name: string, text: string) => ({ name, body: Buffer.from(text) })
const ofd = (text: string) =>
  zipFiles([entry('OFD.xml', '<OFD/>'), entry('Doc_0/Attachs/original_invoice.xml', text)])

async function openOf(number: string) {
  const { rows } = await admin.query(
    `select c.name, c.uscc, i.open_fen::int as open from invoice v join customer c on c.id = v.customer_id
     join instalment i on i.invoice_id = v.id and i.voided_at is null where v.number = $1 and v.voided_at is null`,
    [number],
  )
  return rows
}

test('数电票: a bundle goes in as a ledger does, red ones against the blue, the same again changes nothing', async () => {
  const odd = { ...blue, number: '26112000000000000003', total: '1130.50' }
  const bundle = zipFiles([
    entry('a/blue.xml', xml(blue)),
    { name: 'a/blue.ofd', body: ofd(xml(blue)) },
    entry('a/red.xml', xml({ ...red, remark: `被红冲蓝字数电票号码：${BLUE}` })),
    entry('a/odd.xml', xml(odd)),
    entry('a/broken.xml', '<EInvoice>'),
    entry('a/broken.ofd', 'no zip'),
    entry('a/received.xml', xml({ ...blue, number: '26112000000000000004', seller: '供应商公司' })),
    entry('a/received-too.xml', xml({ ...blue, number: '26112000000000000005', buyer: name })),
    entry('__MACOSX/a/blue.xml', 'x'),
  ])
  expect(await bring('bundle.zip', bundle)).toMatchObject({ rows: 7, new: 2, bad: 5 })
  expect(await openOf(BLUE)).toEqual([{ name: blue.buyer, uscc: USCC, open: 101_700 }])
  const taxed =
    'select tax_minor::int as tax, tax_rate_bp as rate from invoice where number = $1 and voided_at is null'
  expect((await admin.query(taxed, [BLUE])).rows).toEqual([{ tax: 13_000, rate: 1_300 }])
  expect(await openOf(odd.number)).toEqual([])
  expect(await bring('again.zip', zipFiles([entry('b.xml', xml(blue))]))).toMatchObject({ same: 1, new: 0 })
})

test('a tax number that two customers have decides nothing; two names of one are one', async () => {
  const number = '91310000MA1K30000D'
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) =>
    saveCustomers(ctx, [
      { name: '同名公司', externalCode: 'T1', uscc: number },
      { name: '同名公司', externalCode: 'T2', uscc: number },
    ]),
  )
  const same = { ...blue, number: '26112000000000000021', buyer: '同名公司', id: number }
  expect(await bring('same.xml', xml(same))).toMatchObject({ rows: 1, bad: 1 })

  const id = '91440300MA5D000002'
  const east = { ...blue, number: '26112000000000000031', buyer: '东区有限公司', id }
  const south = { ...blue, number: '26112000000000000032', buyer: '南区有限公司', id }
  const both = zipFiles([entry('1.xml', xml(east)), entry('2.xml', xml(south))])
  expect(await bring('two.zip', both)).toMatchObject({ new: 2 })
  const { rows } = await admin.query('select name from customer where org_id = $1 and uscc = $2', [
    a.orgId,
    id,
  ])
  expect(rows).toEqual([{ name: '东区有限公司' }])
})

test('a credit note of a digital invoice is known again whatever its customer is called', async () => {
  const once = { ...red, number: '26112000000000000041', remark: '' }
  expect(await bring('c1.xml', xml(once))).toMatchObject({ new: 1 })
  expect(await bring('c2.xml', xml({ ...once, buyer: '数电客户（华东）' }))).toMatchObject({
    new: 0,
    same: 1,
  })
})

test('one alone as XML or OFD, and the tax number decides about the customer', async () => {
  const renamed = { ...blue, number: '26112000000000000011', buyer: '改了名字的公司' }
  expect(await bring('one.xml', xml(renamed))).toMatchObject({ rows: 1, new: 1 })
  expect(await openOf(renamed.number)).toMatchObject([{ name: blue.buyer, open: 113_000 }])
  const other = { ...blue, number: '26112000000000000012', id: '91350100M000100Y43' }
  expect(await bring('one.ofd', ofd(xml(other)))).toMatchObject({ rows: 1, bad: 1 })
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => saveCustomers(ctx, [{ name: '没有税号的客户' }]))
  const unknown = { ...other, number: '26112000000000000013', buyer: '没有税号的客户' }
  expect(await bring('two.ofd', ofd(xml(unknown)))).toMatchObject({ rows: 1, new: 1 })
})

test('what is none is refused with what it is', async () => {
  const refused = (name: string, body: Buffer | string) => {
    writeFileSync(join(dataDir, name), body)
    return openAndSuggest(join(dataDir, name), {}, {})
  }
  await expect(refused('x.xml', '<?xml version="1.0"?><a>EInvoice</a>')).rejects.toMatchObject({
    code: 'not_a_spreadsheet',
    detail: { found: 'XML' },
  })
  await expect(refused('x.zip', zipFiles([entry('photo.jpg', 'x')]))).rejects.toMatchObject({
    detail: { found: 'ZIP' },
  })
  await expect(refused('x.ofd', zipFiles([entry('OFD.xml', '<OFD/>')]))).rejects.toMatchObject({
    detail: { found: 'OFD' },
  })
})
