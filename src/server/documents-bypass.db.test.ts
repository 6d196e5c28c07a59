import { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { NOW, type PersonaName, TODAY, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { addDays, startOfDay } from '../core/calendar.ts'
import type { ChangeTerms } from '../core/contract/change.ts'
import type { ContractContent } from '../core/contract/content.ts'
import type { ContractRecord } from '../core/import/records.ts'
import type { Role } from '../core/permission.ts'
import type { PriceRow } from '../core/price/judge.ts'
import { EFFECTS } from './doors.ts'
import { actOnCase } from './modules/approvals/act.ts'
import { askChange } from './modules/contracts/ask-change.ts'
import { askContractApproval } from './modules/contracts/ask-contract-approval.ts'
import { confirmChange, priceChange, stepChange } from './modules/contracts/note-change.ts'
import { getContract } from './modules/contracts/read.ts'
import { createContract, recordContractStep } from './modules/contracts/record-contract-step.ts'
import { takeBackContracts } from './modules/contracts/take-back.ts'
import { saveTemplate } from './modules/contracts/templates.ts'
import { writeContractVersion } from './modules/contracts/write-contract-version.ts'
import { keepFile } from './modules/files/keep-file.ts'
import { saveChunk } from './modules/imports/save-chunk.ts'
import { publishPrices } from './modules/prices/index.ts'
import { recordStep } from './modules/quotes/record-step.ts'
import { requestQuote } from './modules/quotes/request-quote.ts'
import { newId } from './platform/clock.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from './platform/context.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const as = (name: PersonaName, role: Role): Actor => ({
  ...SYSTEM,
  userId: a.users[name],
  roles: [role],
  name,
  teamUserIds: Object.values(a.users),
  subtreeUserIds: Object.values(a.users),
})
const boss = as('boss', 'boss')
const rep = as('rep', 'rep')
const manager = as('manager', 'manager')
const at = startOfDay(addDays(TODAY, 1)) + 10 * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = rep, source: WriteCtx['source'] = null) =>
  write(db, { orgId: a.orgId, actor, now: at, source }, fn)
const customerId = a.records.own.customerId

const RAIL: PriceRow = {
  code: 'P-1',
  name: '直线导轨',
  unit: '件',
  grade: null,
  fromMilli: 0n,
  floorFen: 90_00n,
  listFen: 100_00n,
  ceilingFen: null,
  costFen: null,
}
await write(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) =>
  publishPrices(ctx, { currency: 'CNY', validFrom: TODAY, note: '', rows: [RAIL] }),
)

/** 200,000 yuan: beyond the 100,000 and the 60 days that a manager may approve alone. */
const line = (yuan: bigint, pieces: bigint) => ({
  product: '直线导轨',
  unit: '件',
  quantityMilli: pieces * 1_000n,
  unitPriceFen: yuan * 100n,
  amountFen: yuan * pieces * 100n,
})
const nodes = (amountFen: bigint) => [{ label: '全款', dueOn: addDays(TODAY, 60), amountFen }]
const BASE = {
  title: '导轨年度合同',
  currency: 'CNY',
  amountFen: 200_000_00n,
  effectiveOn: TODAY,
  endsOn: addDays(TODAY, 365),
  termDays: 30,
  penaltyBp: 5,
  lines: [line(100n, 2_000n)],
  nodes: nodes(200_000_00n),
  clauses: { subject: '直线导轨', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告后 7 日' },
}
type Terms = Omit<ContractContent, 'quoteVersionId' | 'templateId' | 'paper' | 'changes'>

/** What a rep would like to have in effect without anybody having seen it. */
const WISHES: Record<string, Terms> = {
  price: { ...BASE, lines: [line(80n, 2_500n)] },
  clause: { ...BASE, clauses: { ...BASE.clauses, breach: '供方承担一切损失' } },
  'own clause': {
    ...BASE,
    ownClauses: [{ title: '独家', text: '供方在{区域}不得向他人供货' }],
    blanks: { 区域: '华东' },
  },
  amount: { ...BASE, amountFen: 350_000_00n, lines: [line(100n, 3_500n)], nodes: nodes(350_000_00n) },
  term: { ...BASE, termDays: 180 },
}

const TEMPLATE = await writing(
  (ctx) =>
    saveTemplate(ctx, {
      ...{ name: '标准', clauses: BASE.clauses, penaltyBp: BASE.penaltyBp },
      ...{ legalId: a.users.legal, reviewOn: addDays(TODAY, 300), isRetired: false },
    }),
  boss,
)

let number = 0
async function inForce(): Promise<{ id: string; number: string }> {
  number += 1
  const name = `HT-${number}`
  const { id } = await writing((ctx) => createContract(ctx, { ...BASE, number: name, customerId }))
  await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), boss)
  return { id, number: name }
}
const edit = (id: string, terms: Terms, actor = rep) =>
  writing((ctx) => writeContractVersion(ctx, id, { ...terms, reason: '客户要求' }), actor)
const approve = (id: string, actor: Actor) =>
  writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), actor)
const ask = async (id: string) => (await writing((ctx) => askContractApproval(ctx, id, '请批'))).caseId

async function decide(caseId: string, kind: 'agree' | 'reject'): Promise<void> {
  const people = new Map(
    (['manager', 'legal', 'finance', 'boss'] as const).map((name) => [a.users[name], as(name, name)]),
  )
  for (let turn = 0; turn < 8; turn += 1) {
    const { rows } = await admin.query(
      `select s.user_id, c.version from approval_case c join approval_seat s on s.case_id = c.id
       where c.id = $1 and c.status = 'open' and s.status = 'active' limit 1`,
      [caseId],
    )
    if (rows.length === 0) return
    const actor = people.get(rows[0].user_id)!
    await writing(
      (ctx) =>
        actOnCase(
          ctx,
          { id: caseId, version: rows[0].version },
          { act: { kind, opinion: '看过了', files: [] }, effects: EFFECTS },
        ),
      actor,
    )
  }
}

const statement = (text: ReturnType<typeof sql>, actor = rep) => writing((ctx) => text.execute(ctx.db), actor)
const recordOf = (of: string, terms: Terms): ContractRecord => ({
  kind: 'contract',
  customer: { name: '' },
  externalCode: of,
  title: terms.title,
  amountFen: terms.amountFen,
  endsOn: terms.endsOn!,
  approvedOn: addDays(TODAY, 1),
})
async function importing(of: string, terms: Terms, actor: Actor): Promise<string> {
  const { rows } = await admin.query('select name from customer where id = $1', [customerId])
  const record = { ...recordOf(of, terms), customer: { name: rows[0].name } }
  const source = { batchId: newId(at), historyDelayDays: null, historyUntil: null }
  await writing(
    (ctx) =>
      saveChunk(ctx, 'contracts', [{ row: { number: 2, cells: [] }, records: [record] }], {
        skipExisting: false,
      }),
    actor,
    source,
  )
  return source.batchId
}

/** Small enough for the manager alone; two of them are not. */
async function part95(name: string, wish: Terms, of = customerId, actor = rep): Promise<string> {
  const amountFen = 95_000_00n
  const parts = { amountFen, lines: [line(100n, 950n)], nodes: nodes(amountFen) }
  // On the template, so that nothing but their sum holds them back.
  const form = { ...wish, ...parts, number: name, customerId: of, templateId: TEMPLATE.id }
  const { id } = await writing((ctx) => createContract(ctx, form), actor)
  return id
}

/** As far as a change can say it: other lines or more of them, and the later day of a wish for credit. */
function extraOf(wish: Terms): ChangeTerms {
  const effect = wish.amountFen - BASE.amountFen
  const [was, is] = [BASE.lines[0]!, wish.lines[0]!]
  const isSame = was.unitPriceFen === is.unitPriceFen
  const less = { ...was, quantityMilli: -was.quantityMilli, amountFen: -was.amountFen }
  const lines = isSame ? (effect > 0n ? [line(100n, effect / 100_00n)] : []) : [less, is]
  const endsOn = wish.termDays === BASE.termDays ? null : addDays(BASE.endsOn, 150)
  return { lines, amountFen: effect, endsOn, deliveryDays: null, nodes: effect > 0n ? nodes(effect) : [] }
}
async function asked(contractId: string, terms: ChangeTerms): Promise<string> {
  const form = { what: '加做', askedBy: '王工', askedOn: addDays(TODAY, 1), estimateFen: null }
  const { id } = await writing((ctx) => askChange(ctx, contractId, form))
  await writing((ctx) => priceChange(ctx, id, terms))
  return id
}
async function confirmed(contractId: string, terms: ChangeTerms) {
  const changeId = await asked(contractId, terms)
  const head = { title: '', customerId: null, url: '' }
  const file = { name: '确认.pdf', content: Buffer.from('%PDF-1.4\n%%EOF\n') }
  const ref = { recordKind: 'contract', recordId: contractId, head } as const
  const { id: fileId } = await writing((ctx) => keepFile(ctx, ref, file))
  const { caseId } = await writing((ctx) =>
    confirmChange(ctx, changeId, { on: addDays(TODAY, 1), person: '李总', fileId }),
  )
  return { changeId, fileId, caseId }
}

type Attempt = (target: { id: string; number: string }, wish: Terms) => Promise<unknown>

/** Every way of writing that we know; each tries, and may be refused wherever it likes. */
const PATHS: Record<string, Attempt> = {
  'edit what is in force': ({ id }, wish) => edit(id, wish),
  'edit after asking, then let the case be approved': async ({ id }, wish) => {
    await edit(id, { ...BASE, endsOn: addDays(TODAY, 400) })
    const caseId = await ask(id)
    await edit(id, wish)
    await decide(caseId, 'agree')
  },
  'ask, be rejected, approve all the same': async ({ id }, wish) => {
    await edit(id, wish)
    await decide(await ask(id), 'reject')
    await approve(id, { ...manager, roles: ['rep', 'manager'] })
  },
  'approve one’s own with a second hat': async ({ id }, wish) => {
    await edit(id, wish)
    await approve(id, { ...rep, roles: ['rep', 'boss'] })
  },
  'the manager writes it and approves it': async ({ id }, wish) => {
    await edit(id, wish, manager)
    await approve(id, manager)
  },
  'the boss writes it and approves it alone': async ({ id }, wish) => {
    await edit(id, wish, boss)
    await approve(id, boss)
  },
  'approve beyond one’s authority': async ({ id }, wish) => {
    await edit(id, wish)
    await approve(id, manager)
  },
  copy: async ({ number: name }, wish) => {
    const { id } = await writing((ctx) => createContract(ctx, { ...wish, number: `${name}-C`, customerId }))
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'signed' }, 'contract.write'))
  },
  'delete and recreate under the same number': async ({ id, number: name }, wish) => {
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'ended', reason: '重签' }, 'contract.write'))
    await writing((ctx) => createContract(ctx, { ...wish, number: name, customerId }))
  },
  'reopen: withdraw the approval and use it again': async ({ id }, wish) => {
    await edit(id, wish)
    const withdraw = { kind: 'unapproved', reason: '有误' } as const
    await writing((ctx) => recordContractStep(ctx, id, withdraw, 'contract.approve'), boss)
    await approve(id, manager)
  },
  'split in three and approve each part': async ({ number: name }, wish) => {
    for (const part of ['甲', '乙', '丙']) await approve(await part95(`${name}${part}`, wish), manager)
  },
  'approve a part, sign it, withdraw the approval, approve the next part': async ({ number: name }, wish) => {
    for (const part of ['甲', '乙', '丙']) {
      const id = await part95(`${name}${part}`, wish)
      await approve(id, manager)
      await writing((ctx) => recordContractStep(ctx, id, { kind: 'signed' }, 'contract.write'))
      const withdraw = { kind: 'unapproved', reason: '有误' } as const
      await writing((ctx) => recordContractStep(ctx, id, withdraw, 'contract.approve'), manager).catch(
        () => {},
      )
    }
  },
  'import over it': ({ number: name }, wish) => importing(name, wish, manager),
  'import beside it': ({ number: name }, wish) => importing(`${name}-I`, wish, as('assistant', 'assistant')),
  'import, approve, take the import back': async ({ number: name }, wish) => {
    const { id } = await writing((ctx) => createContract(ctx, { ...wish, number: `${name}-U`, customerId }))
    const batchId = await importing(`${name}-U`, BASE, as('assistant', 'assistant'))
    await writing((ctx) => takeBackContracts(ctx, batchId), boss)
    await approve(id, manager)
  },
  'from a quote, then with other lines': async ({ number: name }, wish) => {
    const quote = await writing((ctx) => requestQuote(ctx, { title: '导轨', currency: 'CNY', customerId }))
    await writing((ctx) => recordStep(ctx, quote.id, { kind: 'sent', lines: [line(100n, 2_000n)] }))
    const { id } = await writing((ctx) =>
      createContract(ctx, { ...BASE, lines: [], number: `${name}-Q`, quoteId: quote.id }),
    )
    await edit(id, wish)
    await approve(id, manager)
  },
  'sign without approval': async ({ number: name }, wish) => {
    const { id } = await writing((ctx) => createContract(ctx, { ...wish, number: `${name}-S`, customerId }))
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'signed' }, 'contract.write'))
  },
  'a change that the customer confirmed and nobody approved': async ({ id }, wish) => {
    await confirmed(id, extraOf(wish))
    await approve(id, manager)
  },
  'a change approved at one price and confirmed at another': async ({ id }, wish) => {
    const small = { ...extraOf(BASE), lines: [line(100n, 1n)], amountFen: 100_00n, nodes: nodes(100_00n) }
    const { changeId, fileId, caseId } = await confirmed(id, small)
    await writing((ctx) => stepChange(ctx, changeId, { kind: 'taken_back', reason: '价格不对' }))
    await writing((ctx) => priceChange(ctx, changeId, extraOf(wish)))
    await writing((ctx) => confirmChange(ctx, changeId, { on: addDays(TODAY, 1), person: '李总', fileId }))
    if (caseId) await decide(caseId, 'agree')
    await approve(id, manager)
  },
  'a change delivered before anybody confirmed it': async ({ id }, wish) => {
    const changeId = await asked(id, extraOf(wish))
    await writing((ctx) => stepChange(ctx, changeId, { kind: 'done' }))
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'signed' }, 'contract.write'))
    await approve(id, manager)
  },
  'SQL: the contract': async ({ id }, wish) => {
    await edit(id, wish)
    await statement(sql`update contract set amount_fen = ${wish.amountFen}, term_days = ${wish.termDays},
      version_id = (select id from contract_version where contract_id = ${id} order by number desc limit 1) where id = ${id}`)
  },
  'SQL: what a version says': ({ id }, wish) =>
    statement(
      sql`update contract_version set content = ${JSON.stringify({ ...wish, lines: [] }, big)}::jsonb where contract_id = ${id}`,
    ),
  'SQL: a draft made approved': async ({ number: name }, wish) => {
    const { id } = await writing((ctx) => createContract(ctx, { ...wish, number: `${name}-D`, customerId }))
    await statement(sql`update contract set approved_at = app_tick() where id = ${id}`)
  },
  'SQL: a release without a ground': async ({ number: name }, wish) => {
    const { id } = await writing((ctx) => createContract(ctx, { ...wish, number: `${name}-R`, customerId }))
    await statement(sql`
      with r as (insert into contract_release (org_id, id, contract_id, version_id, basis, actor, granted_at)
        select org_id, gen_random_uuid(), id, version_id, 'authority', ${rep.userId}, app_tick() from contract where id = ${id})
      update contract set approved_at = app_tick() where id = ${id}`)
  },
  'SQL: payment nodes': ({ id }, wish) =>
    statement(sql`update contract_node set amount_fen = ${wish.amountFen} + 1 where contract_id = ${id}`),
}

function big(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

/** What is in force anywhere of this customer, besides what everybody has agreed to. */
async function inEffect(): Promise<string[]> {
  const { rows } = await admin.query(
    `select k.number, k.amount_fen, k.term_days, k.ends_on, v.content,
       (select coalesce(sum(n.amount_fen), 0)::bigint from contract_node n where n.contract_id = k.id) as nodes
     from contract k join contract_version v on v.id = k.version_id
     where k.org_id = $1 and k.voided_at is null and (k.approved_at is not null or k.signed_on is not null)`,
    [a.orgId],
  )
  return rows.flatMap(
    ({ number: name, amount_fen: fen, term_days: days, ends_on: ends, content, nodes: sum }) => {
      const isBase =
        fen === BASE.amountFen &&
        sum === BASE.amountFen &&
        days === BASE.termDays &&
        ends === BASE.endsOn &&
        content.clauses.breach === BASE.clauses.breach &&
        content.ownClauses === undefined &&
        content.lines[0].unitPriceFen === 10_000
      return isBase ? [] : [name]
    },
  )
}

afterEach(() => admin.query(`update contract set voided_at = now() where org_id = $1`, [a.orgId]))

describe('C070 C073: no path brings what nobody has approved into effect', () => {
  const cases = Object.keys(PATHS).flatMap((path) => Object.keys(WISHES).map((wish) => [path, wish] as const))
  test.each(cases)('%s × %s', async (path, wish) => {
    const target = await inForce()
    await PATHS[path]!(target, WISHES[wish]!).catch(() => {})
    // In parts each is small enough to be the manager's: what must not pass is all of them together.
    const passed = (await inEffect()).filter((name) => !name.endsWith('甲'))
    expect(passed).toEqual([])
  })

  test('an approval that was withdrawn makes no room for the next part', async () => {
    // A customer of whom the manager has let nothing go yet.
    const part = (name: string) => part95(name, BASE, a.records.mate.customerId, as('mate', 'rep'))
    const first = await part('HT-W甲')
    await approve(first, manager)
    const withdraw = { kind: 'unapproved', reason: '有误' } as const
    await writing((ctx) => recordContractStep(ctx, first, withdraw, 'contract.approve'), manager)
    const second = approve(await part('HT-W乙'), manager)
    await expect(second).rejects.toMatchObject({ code: 'beyond_authority' })
  })

  test.each(Object.keys(WISHES))('the proper way does it: %s', async (wish) => {
    const { id } = await inForce()
    await edit(id, WISHES[wish]!)
    await decide(await ask(id), 'agree')
    const { content } = await read(db, { orgId: a.orgId, actor: boss, now: at }, (ctx) =>
      getContract(ctx, id),
    )
    expect(content).toMatchObject(WISHES[wish]!)
    expect(await inEffect()).toHaveLength(1)
  })

  test('a change that the customer confirmed and everybody approved is in effect', async () => {
    const { id } = await inForce()
    const { caseId } = await confirmed(id, extraOf(WISHES.amount!))
    await decide(caseId!, 'agree')
    const contract = await read(db, { orgId: a.orgId, actor: boss, now: at }, (ctx) => getContract(ctx, id))
    expect(contract.content).toMatchObject({ amountFen: WISHES.amount!.amountFen })
  })
})
