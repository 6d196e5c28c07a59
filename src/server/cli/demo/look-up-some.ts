import { sql } from 'kysely'
import { addDays, type Day } from '../../../core/calendar.ts'
import type { FileItem } from '../../../core/credit/facts.ts'
import { capitalFenOf, type RegisterFacts, stateOf } from '../../../core/register/facts.ts'
import type { Company } from '../../../world/shapes.ts'
import { noteItem } from '../../modules/credit/index.ts'
import { keepSnapshot } from '../../modules/register/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const BOSS_ROLE = 'boss'
/** So many of the largest debtors have a file, and so many of them were looked up. */
const FILED = 12
const LOOKED_UP = 6
/** Which of them has changed hands since it was looked up first. */
const CHANGED = 2

const REPS = ['周立群', '徐明远', '陈国良', '楼海峰', '竺伟民', '应建新']
const CAPITALS = ['1000万元', '500万元', '2000万元', '300万元', '5000万元', '800万元']
const FILE: Readonly<Record<Exclude<FileItem, 'insolvent' | 'bounced'>, readonly number[]>> = {
  foundedYear: [2006, 2011, 2009, 2015, 2003, 2018],
  staff: [180, 60, 95, 35, 320, 22],
  industry: [2, 3, 2, 4, 1, 3],
  litigation: [0, 1, 0, 2, 0, 0],
  guarantee: [1, 0, 0, 0, 1, 0],
  references: [2, 1, 2, 0, 2, 1],
  dishonest: [0, 0, 0, 0, 0, 0],
}

type Debtor = { id: string; name: string; uscc: string | null; city: string | null }

/**
 * The files of the largest debtors, what the register said of some of them, and one whose legal
 * representative has changed since (C004 C011). Nobody was asked: the demo has no account with a provider.
 */
export async function lookUpSome(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const actor = [...actorsOf(company, people).values()].find(({ roles }) => roles.includes(BOSS_ROLE))!
  const { today } = company
  const source = { batchId: '', historyDelayDays: 0, historyUntil: addDays(today, -1) }
  const then: WriteCtx = { ...ctx, actor, source }
  const { rows } = await sql<Debtor>`
    select c.id, c.name, c.uscc, c.city from customer c join instalment i on i.org_id = c.org_id and i.customer_id = c.id
    where c.org_id = ${ctx.orgId} and c.voided_at is null and i.open_fen > 0 and i.voided_at is null
    group by c.id, c.name, c.uscc, c.city order by sum(i.open_fen) desc, c.id limit ${FILED}`.execute(ctx.db)
  for (const [index, debtor] of rows.entries()) {
    const on = addDays(today, -50 + index)
    await fileOf(then, debtor.id, { index, on })
    if (index >= LOOKED_UP) continue
    const first = factsOf(debtor, index)
    const made = { customerId: debtor.id, provider: 'qichacha', actor: actor.userId, missing: [] }
    await keepSnapshot(then, { ...made, on, facts: first })
    if (index === CHANGED)
      await keepSnapshot({ ...ctx, actor }, { ...made, on: today, facts: changed(first, addDays(today, -9)) })
  }
}

async function fileOf(ctx: WriteCtx, customerId: string, { index, on }: { index: number; on: Day }) {
  const from = { source: index % 3 === 0 ? '实地走访' : '企查查', on, note: '' }
  for (const [item, values] of Object.entries(FILE) as [FileItem, readonly number[]][]) {
    const value = values[index % values.length]!
    const isDoubtful = item === 'litigation' ? value > 1 : item === 'references' && value === 0
    await noteItem(ctx, customerId, { ...from, item, value, verdict: isDoubtful ? 'doubtful' : 'passed' })
  }
  await noteItem(ctx, customerId, {
    ...{ ...from, item: 'history', verdict: 'passed' },
    note: '主营未变，厂房自有，近三年没有换过法人。',
  })
}

function factsOf({ name, uscc, city }: Debtor, index: number): RegisterFacts {
  const pick = <T>(from: readonly T[]): T => from[index % from.length]!
  const capital = pick(CAPITALS)
  const status = '存续（在营、开业、在册）'
  const cases = pick(FILE.litigation)
  const none = { total: 0, items: [] }
  return {
    ...{ name, code: uscc, status, state: stateOf(status), legalRep: pick(REPS) },
    ...{ capital, capitalFen: capitalFenOf(capital), foundedOn: `${pick(FILE.foundedYear)}-05-18` },
    ...{ address: `${city ?? '宁波'}市工业园区 ${index * 7 + 3} 号`, scope: '机械零部件的制造、加工、销售' },
    owners: [
      { name: null, shareBp: 7_000 },
      { name: null, shareBp: 3_000 },
    ],
    risks: {
      ...{ dishonest: none, enforced: none, abnormal: none, pledge: none },
      penalty: cases > 0 ? { total: 1, items: [{ on: '2024-08-12', what: '排污许可逾期未换证' }] } : none,
    },
    changes: [],
  }
}

function changed(facts: RegisterFacts, on: Day): RegisterFacts {
  const after = '罗振海'
  const item = '法定代表人变更'
  return {
    ...facts,
    legalRep: after,
    changes: [{ on, kind: 'legalRep', item, before: facts.legalRep ?? '', after }],
  }
}
