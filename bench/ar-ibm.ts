import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * `node bench/ar-ibm.ts FOLDER [--data DIR]`: the IBM sample of receivables (not shipped) through `bw import`
 * into a new installation, or as DIR holds it already, and `bw ageing` asked for every day of its
 * expected.json, which was worked out apart from this program. Compared to the fen: open, overdue, every
 * bucket, and who owes most overdue. Prints what differs and ends with 1 if anything does.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' } },
})
const folder = positionals[0]
if (folder === undefined) throw new Error('which folder? node bench/ar-ibm.ts FOLDER')

type Sum = { count: number; amount: number }
type Expected = {
  open_count: number
  open_amount: number
  overdue_count: number
  overdue_amount: number
  max_days_overdue: number
  ageing: Record<string, Sum>
  top10_overdue_amount: { customer: string; overdue_count: number; overdue_amount: number }[]
}
type Counted = { count: number; amountFen: number }
type Ageing = {
  open: Counted
  overdue: Counted
  buckets: (Counted & { label: string })[]
  customers: { customer: string; overdueCount: number; overdueFen: number; maxOverdueDays: number }[]
}

const ORG = 'ibm'
const data = values.data ?? mkdtempSync(join(tmpdir(), 'bw-ar-ibm-'))
const bw = (...args: string[]) =>
  execFileSync(process.execPath, ['scripts/bw.mjs', ...args, '--org', ORG], {
    encoding: 'utf8',
    env: { ...process.env, BELLWETHER_DATA: data },
    maxBuffer: 64 * 1024 * 1024,
  })

const inFen = (yuan: number) => Math.round(yuan * 100)

function differences(expected: Expected, told: Ageing): string[] {
  const found: string[] = []
  const check = (what: string, want: number, got: number | undefined) => {
    if (want !== got) found.push(`${what}: expected ${want}, got ${got ?? 'nothing'}`)
  }
  check('open count', expected.open_count, told.open.count)
  check('open fen', inFen(expected.open_amount), told.open.amountFen)
  check('overdue count', expected.overdue_count, told.overdue.count)
  check('overdue fen', inFen(expected.overdue_amount), told.overdue.amountFen)
  const longest = Math.max(0, ...told.customers.map(({ maxOverdueDays }) => maxOverdueDays))
  check('longest overdue', expected.max_days_overdue, longest)
  for (const [label, { count, amount }] of Object.entries(expected.ageing)) {
    const bucket = told.buckets.find((one) => one.label === label)
    check(`${label} count`, count, bucket?.count)
    check(`${label} fen`, inFen(amount), bucket?.amountFen)
  }
  for (const want of expected.top10_overdue_amount) {
    const got = told.customers.find(({ customer }) => customer === want.customer)
    check(`${want.customer} overdue count`, want.overdue_count, got?.overdueCount)
    check(`${want.customer} overdue fen`, inFen(want.overdue_amount), got?.overdueFen)
  }
  return found
}

try {
  const file = join(folder, 'WA_Fn-UseC_-Accounts-Receivable.csv')
  if (values.data === undefined) bw('import', file, '--mapping', 'docs/guide/mappings/ar-ibm.json')
  const { as_of: days } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as {
    as_of: Record<string, Expected>
  }
  let wrong = 0
  for (const [day, expected] of Object.entries(days)) {
    const told = JSON.parse(bw('ageing', '--as-of', day, '--json', '--top', '10000')) as Ageing
    const found = differences(expected, told)
    wrong += found.length
    process.stdout.write(`${day}: ${found.length === 0 ? 'all figures agree' : found.join('; ')}\n`)
  }
  process.exitCode = wrong === 0 ? 0 : 1
} finally {
  if (values.data === undefined) rmSync(data, { recursive: true, force: true })
}
