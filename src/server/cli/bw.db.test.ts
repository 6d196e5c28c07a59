import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { testDatabase } from '../../../test/support/database.ts'
import { bw, startServer, type TestServer } from '../../../test/support/server.ts'

/**
 * The command as scripts use it: another process beside a running server, judged by its exit status and by
 * the whole list of names it prints. One server and few processes: each costs a second.
 */

const { admin, name } = await testDatabase()
const { host, port, user } = inject('postgres')
const DATABASE_URL = `postgres://${user}@localhost/${name}?host=${encodeURIComponent(host)}&port=${port}`
const folder = mkdtempSync(join(tmpdir(), 'bellwether-bw-'))

let server: TestServer

beforeAll(async () => {
  server = await startServer({ dataDir: join(folder, 'data'), env: { DATABASE_URL } })
}, 120_000)

afterAll(async () => {
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

const SLOW_MS = 120_000

async function run(...args: string[]) {
  const { code, stdout, stderr } = await bw(server.dataDir, args, { DATABASE_URL, BELLWETHER_LOG: 'error' })
  return { code, stderr, json: () => JSON.parse(stdout) }
}

/** Writes a file of the test and says where. */
function file(fileName: string, text: string): string {
  const path = join(folder, fileName)
  writeFileSync(path, text)
  return path
}

const COLUMNS = {
  customerName: '客户名称',
  number: '发票号',
  issuedOn: '开票日期',
  dueOn: '到期日',
  amountFen: '应收金额',
  settledOn: '结清日期',
}
const mapping = file(
  'mapping.json',
  JSON.stringify({
    target: 'invoices',
    columns: COLUMNS,
    dateFormat: 'ymd',
    knowledge: { history: 'always', delayDays: 10 },
  }),
)
const HEADER = '客户名称,发票号,开票日期,到期日,应收金额,结清日期'
const ledger = file(
  'ledger.csv',
  [
    HEADER,
    '江苏某厂,0001,2024-01-05,2024-02-04,1280.00,',
    '江苏某厂,0002,2024-03-01,2024-03-31,500.10,',
    '浙江某厂,0003,2024-01-10,2024-02-09,99.90,2024-03-25',
    '浙江某厂,0004,2024-01-10,2024-02-09,十几块,',
    '',
  ].join('\n'),
)
const deals = file(
  'deals.csv',
  [
    '编号,客户,阶段,进入日期,关闭日期,金额',
    'D1,江苏某厂,谈,2024-02-01,,1000',
    'D2,浙江某厂,赢,2024-02-01,2024-03-01,2000',
    '',
  ].join('\n'),
)
const dealMapping = file(
  'deal-mapping.json',
  JSON.stringify({
    target: 'deals',
    columns: {
      externalCode: '编号',
      customerName: '客户',
      stage: '阶段',
      needOn: '进入日期',
      closedOn: '关闭日期',
      amountFen: '金额',
    },
    dateFormat: 'ymd',
    stageMap: { 谈: 'need', 赢: 'won' },
    knowledge: { history: 'always', delayDays: 0 },
  }),
)

const IMPORT_KEYS = [
  'rows',
  'new',
  'changed',
  'same',
  'bad',
  'errorFile',
  'duplicate',
  'undated',
  'skipped',
  'batchId',
  'totals',
]
const COUNTED = ['count', 'amountFen']
const DAY = '2024-03-31'

describe('bw beside a running server', () => {
  test.each(['serve', 'start'])(
    'a second %s on the same port says so and ends, and leaves no process behind',
    async (command) => {
      const again = { DATABASE_URL, BELLWETHER_PORT: new URL(server.url).port, BELLWETHER_DEMO: 'off' }
      const { code, stderr } = await bw(server.dataDir, [command], again)
      expect([code, stderr]).toEqual([1, expect.stringContaining('is in use')])
    },
    30_000,
  )

  test(
    'an import says what it did; the second time nothing changes; a bad row is status 3',
    async () => {
      const first = await run('import', ledger, '--mapping', mapping, '--org', 'factory', '--json')
      expect(first).toMatchObject({ code: 3, stderr: '' })
      const report = first.json()
      expect(Object.keys(report)).toEqual(IMPORT_KEYS)
      expect(report).toMatchObject({ rows: 4, new: 3, changed: 0, same: 0, bad: 1 })
      expect(existsSync(report.errorFile)).toBe(true)

      const before = await facts()
      // One organisation: its name may be left out.
      const again = (await run('import', ledger, '--mapping', mapping, '--json')).json()
      expect(again).toMatchObject({ rows: 4, new: 0, changed: 0, same: 3, bad: 1 })
      expect(await facts()).toEqual(before)

      const whole = await run('import', deals, '--mapping', dealMapping, '--json')
      expect(whole).toMatchObject({ code: 0, stderr: '' })
      expect(whole.json()).toMatchObject({ rows: 2, new: 2, bad: 0, errorFile: null })
    },
    SLOW_MS,
  )

  test(
    'what is refused writes nothing: an open question is status 1, a wrong call status 2',
    async () => {
      const before = await facts()
      const open = file(
        'open.json',
        JSON.stringify({ target: 'invoices', columns: { customerName: '客户名称' } }),
      )
      const [question, unmapped, flag, day, future, org, metric, help] = await Promise.all([
        run('import', ledger, '--mapping', open, '--json'),
        run('import', ledger),
        run('ageing', '--tops', '3'),
        run('ageing', '--as-of', '31.3.2024'),
        run('evaluate', '--as-of', '2999-01-01'),
        run('funnel', '--org', 'nobody'),
        run('metrics', 'gut_feeling'),
        run('help'),
      ])
      expect(question).toMatchObject({ code: 1, stderr: expect.stringContaining('required_missing') })
      const refused = { unmapped, flag, day, future, org, metric }
      for (const [what, { code, stderr }] of Object.entries(refused))
        expect([what, code, stderr]).toEqual([what, 2, stderr])
      expect(help.code).toBe(0)
      for (const named of ['--known', '--top', '--trial', '--subject', '--fix', '--as-of'])
        expect(help.stderr).toContain(named)
      expect(await facts()).toEqual(before)
    },
    SLOW_MS,
  )

  test(
    'figures of a past day keep their shapes, in both readings',
    async () => {
      const [business, known, funnel, alerts, trial, metrics] = await Promise.all(
        [
          ['ageing', '--top', '1'],
          ['ageing', '--known'],
          ['funnel'],
          ['alerts'],
          ['alerts', '--trial'],
          ['metrics'],
        ].map(async (words) => {
          const done = await run(...words, '--as-of', DAY, '--json')
          expect([words, done.code, done.stderr]).toEqual([words, 0, ''])
          return done.json()
        }),
      )
      expect(Object.keys(business)).toEqual([
        'asOf',
        'reading',
        'open',
        'overdue',
        'unallocatedFen',
        'buckets',
        'customers',
      ])
      expect(Object.keys(business.open)).toEqual(COUNTED)
      expect(business).toMatchObject({
        asOf: DAY,
        reading: 'business',
        open: { count: 2, amountFen: 178_010 },
        overdue: { count: 1, amountFen: 128_000 },
      })
      expect(Object.keys(business.buckets[0])).toEqual(['label', 'fromDays', 'toDays', ...COUNTED])
      expect(business.customers).toEqual([
        {
          customer: '江苏某厂',
          name: '江苏某厂',
          openFen: 178_010,
          overdueCount: 1,
          overdueFen: 128_000,
          maxOverdueDays: 56,
        },
      ])
      // Settled on the 25th and heard of ten days later: then it still stood open.
      expect(known).toMatchObject({ reading: 'known', overdue: { count: 2, amountFen: 137_990 } })

      expect(Object.keys(funnel)).toEqual(['asOf', 'open', 'won', 'lost', 'undated', 'stages', 'byMonth'])
      expect(funnel).toMatchObject({
        open: { count: 1, amountFen: 100_000 },
        won: { count: 1, amountFen: 200_000 },
        lost: { count: 0 },
      })
      expect(Object.keys(funnel.stages[0])).toEqual(['stage', ...COUNTED])
      expect(funnel.byMonth).toEqual([{ month: '2024-03', won: 1, lost: 0, wonAmountFen: 200_000 }])

      expect(Object.keys(alerts)).toEqual(['asOf', 'replayed', 'count', 'alerts'])
      expect(alerts.count).toBe(alerts.alerts.length)
      expect(Object.keys(alerts.alerts[0])).toEqual(ALERT_KEYS)
      expect(trial.alerts.filter((row: { mode: string }) => row.mode === 'on')).toEqual(alerts.alerts)

      expect(Object.keys(metrics)).toEqual(['asOf', 'basis', 'metrics', 'deals', 'receivables'])
      expect(metrics.receivables.overdue).toEqual({ count: 1, amountFen: 128_000 })
    },
    SLOW_MS,
  )

  test(
    'a past day is evaluated without a trace',
    async () => {
      const before = await facts()
      const then = await run('evaluate', '--as-of', DAY, '--json')
      expect(then.code).toBe(0)
      expect(Object.keys(then.json()).toSorted()).toEqual([
        'asOf',
        'cleared',
        'opened',
        'replayed',
        'subjects',
        'tick',
      ])
      expect(then.json()).toMatchObject({ asOf: DAY, replayed: true })
      expect(then.json().opened).toBeGreaterThan(0)
      expect(await facts()).toEqual(before)
    },
    SLOW_MS,
  )

  test(
    'the doctor looks and touches nothing; told to, it rebuilds what is derived',
    async () => {
      await untilQuiet()
      await admin.query('update customer_state set open_fen = 7')
      await admin.query(`update instalment set open_fen = 1 where open_fen = 128000`)
      await admin.query(
        `insert into deal_state (org_id, deal_id, last_activity_at) select org_id, id, now() from deal limit 1`,
      )
      const broken = await derived()
      const looked = await run('doctor', '--json')
      const derivedOf = (list: { check: string }[]) =>
        list.filter(({ check }) => /state|open amounts/.test(check))
      expect(looked.code).toBe(1)
      expect(Object.keys(looked.json()[0])).toEqual(['check', 'ok', 'mended', 'found'])
      expect(derivedOf(looked.json())).toMatchObject([
        { check: 'factory: open amounts', ok: false, mended: 0 },
        { check: 'factory: deal_state', ok: false, mended: 0 },
        { check: 'factory: customer_state', ok: false, mended: 0 },
      ])
      expect(await derived()).toEqual(broken)

      const mended = await run('doctor', '--fix', '--json')
      expect(derivedOf(mended.json())).toMatchObject([
        { ok: true, mended: 1 },
        { ok: true, mended: 1 },
        { ok: true, mended: 2 },
      ])
      // The PostgreSQL of the tests trades safety for speed, and the doctor says so.
      const stillWrong = mended.json().filter(({ ok }: { ok: boolean }) => !ok)
      expect(mended.code).toBe(stillWrong.length === 0 ? 0 : 1)
      expect(await derived()).toEqual({
        states: ['0', '178010'],
        open: ['0', '50010', '128000'],
        deals: [null],
      })
    },
    SLOW_MS,
  )

  test(
    'a person is let in, and the link leads to the server',
    async () => {
      const made = await run('user', 'create', '--login', 'wang', '--name', '王芳', '--role', 'rep', '--json')
      expect(made.json()).toEqual({ link: expect.stringMatching(/^http.*\/link#.{20}/) })
      const [list, wrong] = await Promise.all([
        run('user', 'list', '--json'),
        run('user', 'create', '--login', 'li', '--name', '李', '--role', 'king'),
      ])
      expect(list.json().map(({ login }: { login: string }) => login)).toEqual(['boss', 'wang'])
      expect(wrong.code).toBe(2)
    },
    SLOW_MS,
  )
})

const ALERT_KEYS = [
  'id',
  'rule',
  'title',
  'mode',
  'severity',
  'status',
  'subject',
  'customer',
  'responsible',
  'openedAt',
  'moneyFen',
  'sentence',
  'explanation',
  'opened',
]

/** Until the server's worker has nothing left to look at: what it opens must not be laid to a command. */
async function untilQuiet(): Promise<void> {
  for (let tries = 0; tries < 240; tries += 1) {
    const { rows } = await admin.query(
      `select exists (select 1 from watch_dirty) as waiting,
        exists (select 1 from watch_cursor where evaluated_to > '2000-01-01') as looked`,
    )
    if (!rows[0].waiting && rows[0].looked) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('the worker never came to rest')
}

/** What the business has, as numbers of rows and of the versions they have been through. */
async function facts(): Promise<unknown> {
  await untilQuiet()
  const { rows } = await admin.query(
    `select (select count(*) from invoice) as invoices, (select count(*) from instalment) as instalments,
      (select count(*) from payment) as payments, (select count(*) from customer) as customers,
      (select count(*) from deal) as deals, (select count(*) from alert) as alerts,
      (select count(*) from org) as orgs,
      (select count(*) from record_version where entity in ('invoice', 'instalment', 'payment', 'customer')) as versions`,
  )
  return rows[0]
}

async function derived(): Promise<unknown> {
  const of = async (sql: string) =>
    (await admin.query({ text: sql, rowMode: 'array' })).rows.map(([value]) => value)
  return {
    states: await of('select open_fen::text from customer_state order by customer_state.open_fen'),
    open: await of('select open_fen::text from instalment order by instalment.open_fen'),
    deals: await of('select last_activity_at from deal_state'),
  }
}
