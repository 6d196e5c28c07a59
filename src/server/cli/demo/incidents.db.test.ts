import { beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { TEMPLATE_RECORDS } from '../../../core/backtest/template-records.ts'
import { dayOf, daysBetween, type Instant } from '../../../core/calendar.ts'
import type { Company, Incident } from '../../../world/shapes.ts'
import { createOrg } from '../../modules/identity/index.ts'
import { evaluateOrg } from '../../modules/watch/index.ts'
import { readMetrics } from '../../modules/watch/read-metrics.ts'
import { read } from '../../platform/context.ts'
import { furnishDemo } from './ensure-demo.ts'
import { loadCompany } from './load-company.ts'
import { MEASURED_AT, MEASURED_ON, measureTemplates } from './measure-templates.ts'

const { db, admin } = await testDatabase()
const TODAY = MEASURED_ON
const now = MEASURED_AT

type Alert = {
  rule: string
  kind: string
  subject: string
  responsible: string
  opened: Instant
  cleared: Instant | null
  status: string
  money: number
}

let orgId: string
let company: Company
let alerts: Alert[]

beforeAll(async () => {
  const created = await createOrg(db, { slug: 'demo', name: 'Demo', isDemo: true, now }, (ctx) =>
    furnishDemo(ctx, TODAY),
  )
  const { value } = created
  orgId = created.orgId
  company = value.company
  await loadCompany({ db, orgId, now, people: value.people, say: () => {} }, company)
  await evaluateOrg(db, { orgId, now: now + 60_000 })
  const { rows } = await admin.query<Alert>(`
    select a.rule_code as rule, a.subject_kind as kind, u.login as responsible, a.status, a.money_fen::float8 as money,
      a.opened_at as opened, a.cleared_at as cleared,
      coalesce(c.external_code, d.external_code, q.external_code, o.number, k.number, v.number, s.login, 'org') as subject
    from alert a join app_user u on u.id = a.responsible_id
    left join customer c on a.subject_kind = 'customer' and c.id = a.subject_id
    left join deal d on a.subject_kind = 'deal' and d.id = a.subject_id
    left join quote q on a.subject_kind = 'quote' and q.id = a.subject_id
    left join sales_order o on a.subject_kind = 'order' and o.id = a.subject_id
    left join contract k on a.subject_kind = 'contract' and k.id = a.subject_id
    left join instalment i on a.subject_kind = 'instalment' and i.id = a.subject_id
    left join invoice v on v.id = i.invoice_id
    left join app_user s on a.subject_kind = 'rep' and s.id = a.subject_id
    where a.mode = 'on'
    order by a.opened_at`)
  alerts = rows
}, 400_000)

const warnings = ({ rule, subject, beganOn, lossOn }: Incident) =>
  alerts.filter(
    (alert) =>
      alert.rule === rule &&
      alert.kind === subject.kind &&
      alert.subject === subject.code &&
      dayOf(alert.opened) >= beganOn &&
      dayOf(alert.opened) <= (lossOn ?? TODAY),
  )
const named = (id: string) => company.incidents.find((incident) => incident.id === id)!

describe('every planted trouble is warned about, to the right person, in time', () => {
  it.each([
    'quote-bottleneck',
    'term-drift',
    'leaving-rep',
    'quiet-customer',
    'bookings-slump',
    'slow-quote',
    'late-order',
    'unapproved-contract',
    'long-overdue',
    'over-limit',
    'concentration',
    'orphaned-key-customer',
  ])('%s', (id) => {
    const incident = named(id)
    const [first] = warnings(incident)
    expect(first, 'no warning').toBeDefined()
    expect(first!.responsible).toBe(incident.told)
    if (incident.lossOn === null) expect(first!.status).toBe('open')
    else expect(daysBetween(dayOf(first!.opened), incident.lossOn)).toBeGreaterThanOrEqual(incident.leadDays)
  })

  it('C028: the drift is told before the customer takes sixty days', () => {
    const [first] = warnings(named('term-drift'))
    const paid = company.payments
      .filter(({ customer, receivedOn }) => customer === first!.subject && receivedOn <= dayOf(first!.opened))
      .slice(-3)
      .flatMap(({ receivedOn, allocate }) =>
        allocate.map(({ invoiceNumber }) =>
          daysBetween(company.invoices.find(({ number }) => number === invoiceNumber)!.issuedOn, receivedOn),
        ),
      )
    expect(Math.max(...paid)).toBeLessThan(60)
  })

  it('lists no incident that the table above leaves out', () => {
    expect(company.incidents).toHaveLength(12)
  })
})

describe('the company on the day it is started', () => {
  const open = () => alerts.filter(({ status }) => status === 'open')

  it('has enough to do and is no disaster', () => {
    expect(open().length).toBeGreaterThanOrEqual(15)
    expect(open().length).toBeLessThanOrEqual(45)
  })

  it('C039: warns about the deal of day eight and not about those of day seven', () => {
    const warned = new Set(
      open()
        .filter(({ rule }) => rule === 'deal-no-follow-up')
        .map(({ subject }) => subject),
    )
    for (const { deal, days } of company.living.untouchedDeals) expect(warned.has(deal)).toBe(days > 7)
  })

  it('C085–C087: has one instalment at each step of the way', () => {
    const stepOf = new Map(open().map(({ rule, subject }) => [subject, rule]))
    const steps = company.living.unpaid.map(({ invoiceNumber }) => stepOf.get(invoiceNumber))
    expect(steps).toEqual([
      'instalment-due-soon',
      'instalment-due-today',
      'instalment-overdue-1',
      'instalment-overdue-7',
      'instalment-overdue-15',
      // The disputed one has its own course and no dunning.
      undefined,
      'instalment-overdue-30',
    ])
  })

  it('C041 C250: names the deals that wait for a quotation', () => {
    const stuck = open().filter(({ rule }) => rule === 'deal-stuck-in-stage')
    expect(stuck.map(({ subject }) => subject).sort()).toEqual(
      [...company.living.stuckInQuote, ...company.living.stuckElsewhere].sort(),
    )
  })

  it('C058 C059: every customer who waits for a quote is one of a warned manager, and the figures show it', async () => {
    const late = open().filter(({ rule }) => rule === 'quote-response-late')
    const stuck = company.living.stuckInQuote.map((code) => code.replace('SJ', 'BJ'))
    expect(late.map(({ subject }) => subject).sort()).toEqual([...stuck].sort())
    const managers = new Set(late.map(({ responsible }) => responsible))
    const reps = new Set(
      company.deals
        .filter(({ code }) => company.living.stuckInQuote.includes(code))
        .map((deal) => deal.responsible),
    )
    for (const manager of managers) expect(reps.has(manager)).toBe(false)
    const rep = company.quotes.find(({ deal }) => deal === company.living.stuckInQuote[0])!.responsible
    const { rows } = await admin.query<{ id: string; org: string }>(
      'select id, org_id as org from app_user where login = $1',
      [rep],
    )
    const figures = await read(db, { orgId: rows[0]!.org, now }, (ctx) =>
      readMetrics(ctx, { subjectKind: 'rep', subjectId: rows[0]!.id, basis: 'business', asOf: TODAY }),
    )
    const mean = figures.rows.find(({ metric }) => metric === 'quote_response_mean')!
    const median = figures.rows.find(({ metric }) => metric === 'quote_response_median')!
    expect(mean.n).toBeGreaterThan(0)
    expect(median.value).not.toBeNull()
    // C250: four of five stalled deals wait for their quote, each for more than seven days.
    const all = [...company.living.stuckInQuote, ...company.living.stuckElsewhere]
    expect(company.living.stuckInQuote.length / all.length).toBe(0.8)
  })

  it('C050: the order that is more than a week late has reached management', () => {
    const late = open().filter(({ kind }) => kind === 'order')
    expect(late.map(({ rule, subject }) => [rule, subject]).sort()).toEqual([
      ['order-delivery-late', company.living.lateOrder],
      ['order-delivery-very-late', company.living.lateOrder],
    ])
  })

  it('C073 C075: the contract without approval and the one that ends are told, no other', () => {
    const told = open().filter(({ kind }) => kind === 'contract')
    expect(told.map(({ rule, subject }) => [rule, subject]).sort()).toEqual([
      ['contract-ends-30', company.living.endingContract],
      ['contract-used-unapproved', company.living.unapprovedContract],
    ])
  })

  it('fills the history and not the phones', async () => {
    const { rows } = await admin.query<{ alerts: number; told: number }>(
      'select count(distinct alert_id)::int as alerts, count(*)::int as told from notice',
    )
    expect(alerts.length).toBeGreaterThan(500)
    // Only what crossed its line within the last day is news.
    expect(rows[0]!.alerts).toBeLessThanOrEqual(20)
  })
})

it('C121: the templates do here what their cards say: else run bench/rule-templates.ts', async () => {
  // Of each kind of subject the one that is quickest to measure; the rest belong by their fingerprint.
  const sample = ['delivery-today', 'trial-going-cold', 'overdue-5', 'reorder-late-and-quiet']
  const { records } = await read(db, { orgId, now }, (ctx) => measureTemplates(ctx, sample))
  for (const code of sample) expect(records[code], code).toEqual(TEMPLATE_RECORDS.records[code])
})
