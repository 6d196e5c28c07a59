import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { parseMapping } from '../../../api/imports.ts'
import { fixedClock } from '../../platform/clock.ts'
import { openJobs } from '../../platform/jobs.ts'
import { createLog } from '../../platform/log.ts'
import { importFile } from './index.ts'

const { db, app, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const closeJobs = await openJobs(app)
const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-overpaid-'))
afterAll(async () => {
  await closeJobs()
  rmSync(dataDir, { recursive: true, force: true })
})

const path = join(dataDir, 'ledger.csv')
writeFileSync(
  path,
  [
    '客户名称,发票号,开票日期,到期日,应收金额,回款1日期,回款1金额,回款2日期,回款2金额',
    '多付有限公司,D-1,2026-01-05,2026-02-04,100,2026-02-04,80,2026-02-20,50',
    '多付有限公司,D-2,2026-01-06,2026-02-05,100,2026-02-04,100,2026-02-21,7.5',
    '多付有限公司,D-3,2026-01-07,2026-02-06,100,2026-02-04,40,,',
    '',
  ].join('\n'),
)

function bring(overpaid?: 'advance' | 'refuse') {
  const mapping = parseMapping({
    target: 'invoices',
    columns: {
      customerName: '客户名称',
      number: '发票号',
      issuedOn: '开票日期',
      dueOn: '到期日',
      amountFen: '应收金额',
    },
    payments: [
      { on: '回款1日期', amount: '回款1金额' },
      { on: '回款2日期', amount: '回款2金额' },
    ],
    dateFormat: 'ymd',
    knowledge: { history: 'always', delayDays: 0 },
    ...(overpaid ? { overpaid } : {}),
  })
  return importFile({ db, clock: fixedClock(NOW), log: createLog('silent'), dataDir }, a.orgId, {
    path,
    mapping,
  })
}

async function money() {
  const { rows } = await admin.query(
    `select p.amount_fen::int as fen, p.unallocated_fen::int as advance from payment p join customer c on c.id = p.customer_id
     where c.name = '多付有限公司' and p.voided_at is null order by p.occurred_on, p.amount_fen`,
  )
  return rows.map(({ fen, advance }) => [fen, advance])
}

test('what was paid beyond an invoice comes back, or is an advance once somebody says so (C091)', async () => {
  expect(await bring()).toMatchObject({ rows: 3, new: 1, bad: 2 })
  expect(await bring('advance')).toMatchObject({ rows: 3, new: 2, same: 1, bad: 0 })
  const paid = [
    [4_000, 0],
    [8_000, 0],
    [10_000, 0],
    [5_000, 3_000],
    [750, 750],
  ]
  expect(await money()).toEqual(paid)
  const { rows } = await admin.query(
    `select i.open_fen::int as open from instalment i join customer c on c.id = i.customer_id
     where c.name = '多付有限公司' order by i.open_fen`,
  )
  expect(rows.map(({ open }) => open)).toEqual([0, 0, 6_000])
  expect(await bring('advance')).toMatchObject({ rows: 3, new: 0, changed: 0, same: 3, bad: 0 })
  expect(await money()).toEqual(paid)
})
