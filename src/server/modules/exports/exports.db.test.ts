import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { acknowledgeAlert, listAlerts } from '../../../api/alerts.ts'
import { actOnApproval } from '../../../api/approvals.ts'
import { exportCustomers } from '../../../api/customers.ts'
import { listExports, requestExport, saveExportPolicy } from '../../../api/exports.ts'
import { exportHeldOrders } from '../../../api/list-exports.ts'
import type { Route } from '../../../api/route.ts'
import { addDays } from '../../../core/calendar.ts'
import { DEFAULT_EXPORT_POLICY, MOST_ROWS, ROWS_ASKED } from '../../../core/export/guard.ts'
import { fixedClock } from '../../platform/clock.ts'
import { SYSTEM, write } from '../../platform/context.ts'
import { openComplaint } from '../complaints/index.ts'
import { saveCustomers } from '../customers/index.ts'
import { saveOrders } from '../orders/index.ts'
import { saveQuotes } from '../quotes/index.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import { passExport } from './pass-export.ts'

const database = await testDatabase()
const { a, b, canary } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const { app, signIn } = await testApp(database, clock)
/** Whatever can put a file onto the wire, or into one. */
const SENDS = /content-disposition|sheets?ToXlsx\(|FileOut/

const [boss, manager, finance, rep] = [
  await signIn('boss', 'first'),
  await signIn('manager', 'first'),
  await signIn('finance', 'first'),
  await signIn('rep', 'first'),
]

// Something to list on every page: orders, quotes and warnings too.
await write(database.db, { orgId: a.orgId, now: NOW }, async (ctx) => {
  const about = {
    customerId: a.records.own.customerId,
    dealId: null,
    currency: 'CNY',
    responsibleId: a.users.rep,
  }
  await saveQuotes(ctx, [
    { ...about, externalCode: 'BJ-1', title: '报价', steps: [{ kind: 'asked', at: NOW - 7_200_000 }] },
  ])
  await saveOrders(ctx, [
    { ...about, number: 'DD-1', title: '订单', amountFen: 900n, orderedOn: TODAY, plannedOn: TODAY },
  ])
  const { customerId } = about
  await openComplaint(ctx, { customerId, kind: 'quality', severity: 2, title: '划痕', detail: '' })
})
await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))
await evaluateOrg(database.db, { orgId: a.orgId, now: NOW + 1_000 })
await write(database.db, { orgId: a.orgId, now: NOW + 2_000 }, (ctx) =>
  recordInvoices(ctx, [
    {
      customerId: a.records.own.customerId,
      number: 'INV-LATE',
      kind: 'invoice',
      issuedOn: addDays(TODAY, -31),
      amountFen: 5_000_000n,
      instalments: [{ dueOn: addDays(TODAY, -1), amountFen: 5_000_000n }],
    },
  ]),
)
await evaluateOrg(database.db, { orgId: a.orgId, now: NOW + 10_000 })
clock.set(NOW + 20_000)
const { rows: open } = await rep.get(listAlerts, { query: {} })
await rep.get(acknowledgeAlert, { params: { id: open[0]!.id }, body: { version: open[0]!.version } })

/**
 * Files that are one document, one case or the user's own upload: not lists, and named here with the
 * reason.
 */
const DOCUMENTS: Record<string, string> = {
  'approvals.export': 'the evidence of one case',
  'contracts.evidence': 'the evidence of one contract',
  'contracts.file': 'one contract',
  'delivery-notes.file': 'one delivery note',
  'dunning.letter': 'one letter',
  'files.download': 'one attachment',
  downloadErrorFile: 'the user’s own file',
  downloadImportTemplate: 'an empty template',
  'meetings.export': 'one meeting',
  'quotes.file': 'one quote',
  'receivables.statementFile': 'the account of one customer',
}

/** Lists that are no file of their own, each with the reason. */
const NO_FILE: Record<string, string> = {
  'absences.list': 'part of a person',
  'alertGroups.list': 'made of alerts, which have a file',
  'alerts.assignees': 'a choice in a form',
  'alerts.readers': 'a choice in a form',
  'alerts.withheld': 'made of alerts, which have a file',
  'approvals.delegations': 'settings of approval',
  'approvals.list': 'a case leaves with its evidence',
  'backtests.latest': 'a report',
  'brief.ask': 'a message',
  'brief.collected': 'a message',
  'cases.list': 'reading matter',
  'cash.expected': 'rows behind one figure',
  'cash.outflows': 'plans of finance, on one page',
  'closes.list': 'a month leaves with its statement',
  'commission.list': 'its file lies at an address of its own',
  'contract_changes.of_contract': 'of one contract; the file of contracts counts them',
  'contracts.search': 'a search; contracts have a file',
  'credit.accounts': 'of one customer',
  'credit.covers': 'of one customer',
  'credit.documents': 'of one customer',
  'credit.financing': 'choices, a handful',
  'credit.screening': 'of one customer',
  'credit.whatIf': 'a rehearsal',
  'customerMail.list': 'of one customer',
  'customFields.counts': 'settings',
  'customFields.list': 'settings',
  'customers.alike': 'a choice in a form',
  'customers.settled': 'of one customer; the statement is its file',
  'deal-help.list': 'of one deal',
  'deal-help.nearby': 'deals have a file',
  'deals.priority': 'deals have a file',
  'departments.list': 'settings; people have a file',
  'dunning.customer': 'of one customer',
  'dunning.effect': 'figures',
  'dunning.texts': 'settings',
  'emergency.run': 'of one run',
  'esign.envelopes': 'of one contract',
  'exports.list': 'what was taken is looked at here',
  'files.list': 'of one record',
  'flows.history': 'settings',
  'flows.list': 'settings',
  'handovers.items': 'of one handover',
  'handovers.list': 'a handful',
  'history.record': 'of one record, masked by who looks',
  'indicators.values': 'of one indicator',
  'knowledge.beside': 'reading matter',
  'knowledge.list': 'reading matter',
  'knowledge.readers': 'of one article',
  listChannels: 'settings',
  listNotices: 'one’s own messages',
  listSavedMappings: 'settings',
  'losses.limitation': 'receivables have a file',
  'losses.rows': 'rows behind one figure',
  'meetings.list': 'a meeting leaves by itself',
  'merges.duplicates': 'work to do; customers have a file',
  'merges.list': 'what was merged is looked at here',
  'metrics.list': 'what can be measured',
  'metrics.read': 'figures of one subject',
  'metrics.series': 'figures of one subject',
  'obligations.list': 'of contracts, which have a file',
  'obligations.of_contract': 'of one contract',
  'periods.rows': 'rows behind one figure',
  'penalties.read': 'of receivables, which have a file',
  'pipelines.list': 'settings',
  'pool.list': 'customers have a file',
  'prices.read': 'prices leave with quotes and not by themselves',
  'quality.freshness': 'figures',
  'quiet.list': 'settings',
  'rates.list': 'public figures',
  'receivables.statement': 'leaves as a statement',
  'responses.rows': 'rows behind one figure',
  'scores.rows': 'rows behind one line',
  'rule-proposals.list': 'what waits for a second person',
  'rule-reviews.list': 'of one month',
  'rules.list': 'settings',
  'rules.templates': 'reading matter',
  'search.all': 'a search',
  'session.list': 'one’s own sign-ins',
  'signing.list': 'of one contract',
  'statementAnswers.list': 'of one customer',
  'team.board': 'it has a file at its own address',
  'team.rows': 'rows behind one figure',
  'templates.list': 'settings',
  'templates.versions': 'reading matter',
  'views.list': 'settings',
  'writeOffs.list': 'a write-off leaves with its evidence',
}

/** A reply that is rows of something: pages of them, or all of them. */
function isList(reply: z.ZodType): boolean {
  const { shape } = reply as unknown as { shape?: Record<string, z.ZodType> }
  const rows = shape?.['items'] ?? shape?.['rows']
  return rows instanceof z.ZodArray
}

const files = () => app.routes.filter(({ reply }) => reply instanceof z.ZodUnknown)
const lists = () => files().filter(({ id }) => !(id in DOCUMENTS))

const QUERIES: Record<string, object> = { 'targets.export': { month: TODAY.slice(0, 7) } }

async function setPolicy(policy: Partial<typeof DEFAULT_EXPORT_POLICY>): Promise<void> {
  await boss.get(saveExportPolicy, { body: { ...DEFAULT_EXPORT_POLICY, ...policy } })
}

async function logged(): Promise<number> {
  const { rows } = await database.admin.query<{ n: number }>('select count(*)::int as n from export_log')
  return rows[0]!.n
}

async function fetchAs(client: Client, query: Record<string, string> = {}) {
  return client.call(exportCustomers, { query: query as never })
}

describe('no list walks around the guard', () => {
  test('every file a route can send is a list behind the guard or a document named here', () => {
    // A file that is no document leaves by the door: its route asks for the right to take lists out.
    expect(lists().filter(({ permission }) => permission !== 'export.run')).toEqual([])
    expect(lists().length).toBeGreaterThan(20)
    const known = files().map(({ id }) => id)
    expect(Object.keys(DOCUMENTS).filter((id) => !known.includes(id))).toEqual([])
  })

  test('every list has a file, or stands here with the reason why it has none', () => {
    const paths = new Set(lists().map(({ path }) => path))
    const without = app.routes
      .filter(({ method, path, reply }) => method === 'GET' && isList(reply) && !paths.has(`${path}/export`))
      .map(({ id }) => id)
    expect(without.sort()).toEqual(Object.keys(NO_FILE).sort())
  })

  test('nothing else puts a file onto the wire, nor writes sheets', () => {
    const root = new URL('../../', import.meta.url).pathname
    const senders = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .filter((path) => SENDS.test(readFileSync(join(root, path), 'utf8')))
    expect(senders.sort()).toEqual([
      'modules/approvals/evidence.ts',
      'modules/contracts/contract-file.ts',
      'modules/contracts/evidence-chain.ts',
      'modules/contracts/evidence-sheets.ts',
      'modules/dunning/letter.ts',
      'modules/exports/serve-export.ts',
      'modules/files/routes.ts',
      'modules/goods/note-file.ts',
      'modules/imports/routes.ts',
      'modules/meetings/export-meeting.ts',
      'modules/quotes/quote-file.ts',
      'modules/receivables/statement-file.ts',
      // One approved contract to the service that has it signed, not to whoever asked.
      'platform/esign/qiyuesuo.ts',
      'platform/file-out.ts',
      'platform/serve.ts',
      'platform/xlsx-out.ts',
    ])
  })

  test('with nothing allowed, each of them asks for a second person and sends no row', async () => {
    await setPolicy({ rowsFrom: 1, customersFrom: 1, dayRows: 0 })
    let [asked, empty] = [0, 0]
    for (const route of lists()) {
      const answer = await manager.call(route as Route, { query: QUERIES[route.id] ?? {} } as never)
      const isSheet = String(answer.headers['content-type']).includes('spreadsheet')
      if (isSheet) empty += 1
      else {
        expect([route.id, answer.status]).toEqual([route.id, 409])
        expect(answer.body, route.id).toMatchObject({ code: 'export_needs_consent' })
        asked += 1
      }
    }
    // A file of an empty list is no taking, but it is on the record: one that is not went around.
    const { rows } = await database.admin.query('select row_count from export_log')
    expect(rows).toEqual(Array.from({ length: empty }, () => ({ row_count: 0 })))
    expect(asked).toBeGreaterThan(11)
    await database.admin.query('delete from export_log')
  })

  test('a JSON list gives at most two hundred rows at a time', async () => {
    const wide = app.routes.filter(({ method, query }) => {
      const size = (query as unknown as { shape?: Record<string, z.ZodType> }).shape?.['size']
      return method === 'GET' && size !== undefined && size.safeParse('1000').success
    })
    expect(wide.map(({ id }) => id)).toEqual([])
  })
})

const agree = { act: { kind: 'agree' as const, opinion: '', files: [] } }
const ASK = { list: 'customers' as const, search: '', reason: '年终拜访的名单' }

describe('what goes out', () => {
  test('a small file goes out and is written down: who, what, how many', async () => {
    await setPolicy({})
    const answer = await fetchAs(manager, { overdueOnly: 'true' })
    expect(answer.status).toBe(200)
    const { items, takenToday } = await manager.get(listExports)
    expect(items.find(({ search }) => search === 'overdueOnly=true')).toMatchObject({
      list: 'customers',
      rows: 2,
      customers: 2,
      personName: 'manager',
      approvalId: null,
    })
    expect(takenToday).toBe(2)
  })

  test('a file too large is refused with its size and the refusal is kept', async () => {
    await setPolicy({ customersFrom: 2 })
    const before = await logged()
    const answer = await fetchAs(manager)
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'export_needs_consent', detail: { why: 'customers', rows: 2, customers: 2 } },
    })
    expect(await logged()).toBe(before)
    const { rows } = await database.admin.query(
      "select summary from event where kind = 'export.customers' and summary ? 'refused' order by recorded_at desc",
    )
    expect(rows[0].summary).toMatchObject({ rows: 2, refused: 'export_needs_consent' })
  })

  test('pieces add up: the day is full however thin they are cut', async () => {
    await setPolicy({ dayRows: 3 })
    expect((await fetchAs(manager, { q: 'own客户' })).status).toBe(200)
    const last = await fetchAs(manager, { q: 'mate客户' })
    expect(last).toMatchObject({ status: 409, body: { detail: { why: 'day' } } })
    await database.admin.query("update export_log set recorded_at = recorded_at - interval '1 day'")
    expect((await fetchAs(manager, { q: 'mate客户' })).status).toBe(200)
  })

  test('customers add up over the pieces of a list; the same file again is none', async () => {
    await database.admin.query("update export_log set recorded_at = recorded_at - interval '1 day'")
    await setPolicy({ customersFrom: 2 })
    expect((await fetchAs(manager, { q: 'own客户' })).status).toBe(200)
    expect((await fetchAs(manager, { q: 'own客户' })).status).toBe(200)
    const last = await fetchAs(manager, { q: 'mate客户' })
    expect(last).toMatchObject({ status: 409, body: { detail: { why: 'pieces' } } })
  })

  test('the boss is asked by nobody and logged like all', async () => {
    await setPolicy({ rowsFrom: 1, customersFrom: 1, dayRows: 0 })
    expect((await fetchAs(boss)).status).toBe(200)
    const { items } = await boss.get(listExports)
    expect(items.some(({ personName, rows }) => personName === 'boss' && rows === 3)).toBe(true)
  })

  test('who sees a team sees what the team took, and nobody else’s', async () => {
    const seen = (await manager.get(listExports)).items.map(({ personName }) => personName)
    expect(new Set(seen)).toEqual(new Set(['manager']))
    expect(new Set((await finance.get(listExports)).items.map((one) => one.personName))).toContain('boss')
  })
})

describe('a file holds the whole list, or there is none', () => {
  test('of orders that are held, those too that the page has no room for', async () => {
    await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
      saveOrders(
        ctx,
        Array.from({ length: 60 }, (_, n) => ({
          ...{ number: `KZ-${n}`, customerId: a.records.own.customerId, dealId: null, title: '订单' },
          ...{ currency: 'CNY', amountFen: 900n, orderedOn: TODAY, plannedOn: TODAY },
          responsibleId: a.users.rep,
        })),
      ),
    )
    await database.admin.query(
      "update sales_order set credit_hold = 'manager', credit_findings = '[]' where number like 'KZ-%'",
    )
    const { rows: held } = await database.admin.query(
      'select count(*)::int as row_count from sales_order where credit_hold is not null',
    )
    expect(held[0].row_count).toBeGreaterThan(50)
    expect((await boss.call(exportHeldOrders, { query: {} })).status).toBe(200)
    const { rows } = await database.admin.query("select row_count from export_log where list = 'credit'")
    expect(rows).toEqual(held)
  })

  test('and leaves only when it is on the record', async () => {
    await database.admin.query(`
      create function never() returns trigger language plpgsql as $$ begin raise exception 'power cut'; end $$;
      create constraint trigger cut after insert on export_log deferrable initially deferred
        for each row execute function never()`)
    try {
      expect((await boss.call(exportHeldOrders, { query: {} })).status).toBe(500)
    } finally {
      await database.admin.query('drop trigger cut on export_log; drop function never')
    }
  })

  test('one that would end before the list does is refused, whoever asks', async () => {
    const actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss' as const], name: 'boss' }
    const leaving = (rows: number) =>
      write(database.db, { orgId: a.orgId, now: NOW, actor }, (ctx) =>
        passExport(ctx, { list: 'orders', search: '', extent: { rows, customers: 1 }, grant: null }),
      )
    await expect(leaving(ROWS_ASKED)).rejects.toThrow('export_too_long')
    await expect(leaving(MOST_ROWS)).resolves.toBeUndefined()
  })
})

describe('with a second person', () => {
  async function granted(rows: number, search = '') {
    const asked = await manager.get(requestExport, { body: { ...ASK, search, rows, customers: rows } })
    return asked
  }

  test('asked, agreed, fetched once', async () => {
    await setPolicy({ customersFrom: 1 })
    const { id, approvalId } = await granted(2)
    expect(await fetchAs(manager, { grant: id })).toMatchObject({ body: { code: 'export_not_granted' } })
    const own = await manager.call(actOnApproval, { params: { id: approvalId }, body: agree })
    expect(own.status, 'nobody agrees to their own').not.toBe(200)
    await boss.get(actOnApproval, { params: { id: approvalId }, body: agree })
    expect((await manager.get(listExports)).requests[0]).toMatchObject({
      state: 'approved',
      can: { fetch: true },
    })
    const before = (await manager.get(listExports)).takenToday
    expect((await fetchAs(manager, { grant: id })).status).toBe(200)
    const after = await manager.get(listExports)
    const fetched = after.items.find((one) => one.approvalId === approvalId)
    expect(fetched).toMatchObject({ reason: ASK.reason, rows: 2 })
    expect(after.takenToday, 'what was agreed to does not fill the day').toBe(before)
    expect(after.requests[0]).toMatchObject({ state: 'used', can: { fetch: 'export_used' } })
    expect(await fetchAs(manager, { grant: id })).toMatchObject({ body: { code: 'export_not_granted' } })
  })

  test('is for that person, that list as it was narrowed, and about as many lines', async () => {
    const { id, approvalId } = await granted(2, 'q=own客户')
    await boss.get(actOnApproval, { params: { id: approvalId }, body: agree })
    for (const [client, query] of [
      [finance, { q: 'own客户' }],
      [manager, {}],
      [manager, { q: 'own客户', overdueOnly: 'true' }],
    ] as const) {
      expect((await fetchAs(client, { ...query, grant: id })).status).toBe(404)
    }
    expect((await fetchAs(manager, { q: 'own客户', grant: id })).status).toBe(200)
    const small = await granted(1)
    await boss.get(actOnApproval, { params: { id: small.approvalId }, body: agree })
    await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
      saveCustomers(ctx, [{ name: '后来的客户', responsibleId: a.users.rep }]),
    )
    const grown = await fetchAs(manager, { grant: small.id })
    expect(grown).toMatchObject({ status: 409, body: { code: 'export_grew' } })
  })

  test('is found by whoever comes back to the page, for one file', async () => {
    await setPolicy({ customersFrom: 1 })
    const { approvalId } = await granted(2, 'q=own客户')
    expect((await fetchAs(manager, { q: 'own客户' })).status).toBe(409)
    await boss.get(actOnApproval, { params: { id: approvalId }, body: agree })
    expect((await fetchAs(manager, { q: 'mate客户' })).status, 'another list').toBe(409)
    expect((await fetchAs(manager, { q: 'own客户' })).status).toBe(200)
    expect((await fetchAs(manager, { q: 'own客户' })).status, 'a second time').toBe(409)
  })

  test('runs out, counted from the consent and not from the asking', async () => {
    const { id, approvalId } = await granted(3)
    await database.admin.query("update export_request set recorded_at = recorded_at - interval '4 days'")
    await boss.get(actOnApproval, { params: { id: approvalId }, body: agree })
    expect((await manager.get(listExports)).requests.find((one) => one.id === id)?.state).toBe('approved')
    await database.admin.query("update approval_case set settled_at = settled_at - interval '4 days'")
    expect(await fetchAs(manager, { grant: id })).toMatchObject({ body: { code: 'export_expired' } })
    expect((await manager.get(listExports)).requests.find((one) => one.id === id)?.state).toBe('expired')
  })

  test('another organisation sees nothing of it', async () => {
    const stranger = await signIn(`${canary}boss`, b.slug)
    const { items, requests } = await stranger.get(listExports)
    expect([items, requests]).toEqual([[], []])
  })
})
