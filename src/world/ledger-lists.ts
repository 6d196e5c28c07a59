import { addDays, dayOf } from '../core/calendar.ts'
import { type Fen, sumFen } from '../core/money.ts'
import { type Cell, messyDay, type Sheet, tenThousands } from './ledger-cells.ts'
import type { Company, StageKey, WorldCustomer } from './shapes.ts'
import { closedOn } from './walk.ts'

export type CustomersTruth = {
  rows: number
  good: number
  duplicates: number
  bad: number
  keyCustomers: number
}
export type DealsTruth = { rows: number; openFen: Fen; byStage: Record<StageKey, number> }

const STAGE_NAMES: Record<StageKey, string> = {
  reach: '触达',
  need: '需求确认',
  quote: '方案报价',
  sign: '合同签署',
  won: '赢单',
  lost: '输单',
}
const CLOSED_WITHIN_DAYS = 180

/**
 * 客户清单: GB18030, codes with leading zeros, terms in words, limits in 万元, a rare character in a name, three
 * customers entered twice under slightly different names, one without a name and one whose credit code
 * cannot be right.
 */
export function customerList(company: Company): { sheet: Sheet; truth: CustomersTruth } {
  const people = new Map(company.people.map(({ login, name }) => [login, name]))
  const header = [
    '客户编号',
    '客户名称',
    '统一社会信用代码',
    '城市',
    '联系人',
    '联系电话',
    '业务员',
    '账期',
    '信用额度(万元)',
    '重点客户',
    '建档日期',
    '备注',
  ]
  const row = (customer: WorldCustomer, index: number): Cell[] => {
    const contact = customer.contacts[0]!
    return [
      customer.code.slice(1),
      customer.name,
      customer.uscc,
      customer.city,
      index === 4 ? '王䶮' : contact.name,
      index % 3 === 0 ? `+86 ${contact.phone}` : contact.phone,
      people.get(customer.responsible)!,
      index % 2 === 0 ? `月结${customer.termDays}天` : String(customer.termDays),
      customer.limitFen === null ? '' : tenThousands(customer.limitFen),
      customer.keyLevel === 'key' ? '是' : '否',
      messyDay(customer.createdOn, (index % 4) + 1),
      customer.remark,
    ]
  }
  const good = company.customers.map(row)
  const twins = company.customers.slice(10, 13).map((customer, index): Cell[] => {
    const cells = row(customer, index)
    cells[0] = ''
    cells[1] = index === 0 ? ` ${customer.name}` : customer.name.replace('（', '(').replace('）', ')')
    return cells
  })
  const nameless = row(company.customers[20]!, 20)
  nameless[0] = '90001'
  nameless[1] = ''
  const forged = row(company.customers[21]!, 21)
  forged[0] = '90002'
  forged[1] = '宁波未名机械有限公司'
  forged[2] = '91330200DE0000001I'
  const rows = [...good.slice(0, 60), nameless, ...good.slice(60, 120), ...twins, forged, ...good.slice(120)]
  return {
    sheet: {
      file: '客户清单.csv',
      kind: 'csv',
      encoding: 'gb18030',
      name: '客户清单',
      rows: [header, ...rows],
      merges: [],
    },
    truth: {
      rows: rows.length,
      good: good.length,
      duplicates: twins.length,
      bad: 2,
      keyCustomers: company.customers.filter(({ keyLevel }) => keyLevel === 'key').length,
    },
  }
}

/**
 * 商机跟进表: UTF-8 with a byte order mark; what is open and what was decided in half a year, with the last
 * follow-up.
 */
export function dealList(company: Company): { sheet: Sheet; truth: DealsTruth } {
  const people = new Map(company.people.map(({ login, name }) => [login, name]))
  const customers = new Map(company.customers.map(({ code, name }) => [code, name]))
  const notes = new Map(company.activities.flatMap((note) => (note.deal ? [[note.deal, note] as const] : [])))
  const since = addDays(company.today, -CLOSED_WITHIN_DAYS)
  const deals = company.deals.filter(({ history }) => (closedOn(history) ?? company.today) >= since)
  const rows = deals.map((deal, index): Cell[] => {
    const last = deal.history.at(-1)!
    const note = notes.get(deal.code)
    const amount = tenThousands(deal.amountFen)
    return [
      deal.code,
      customers.get(deal.customer)!,
      deal.title,
      deal.product,
      STAGE_NAMES[last.stage],
      index % 5 === 2 ? `${amount}万` : amount,
      people.get(deal.responsible)!,
      messyDay(deal.history[0]!.occurredOn, (index % 3) + 1),
      messyDay(last.occurredOn, (index % 3) + 2),
      deal.expectedCloseOn,
      last.lostReason ?? '',
      last.competitor ?? '',
      // A line break and quotes inside a cell, as people type them.
      note
        ? `${dayOf(note.occurredAt)}${index % 6 === 1 ? '\n"' : ' '}${note.summary}${index % 6 === 1 ? '"' : ''}`
        : '',
    ]
  })
  const byStage: Record<StageKey, number> = { reach: 0, need: 0, quote: 0, sign: 0, won: 0, lost: 0 }
  for (const { history } of deals) byStage[history.at(-1)!.stage] += 1
  const header = [
    '商机编号',
    '客户名称',
    '商机名称',
    '产品',
    '当前阶段',
    '预计金额(万元)',
    '负责人',
    '创建日期',
    '阶段更新日期',
    '预计成交日期',
    '输单原因',
    '竞争对手',
    '最近跟进',
  ]
  return {
    sheet: {
      file: '商机跟进表.csv',
      kind: 'csv',
      encoding: 'utf-8',
      name: '商机跟进表',
      rows: [header, ...rows],
      merges: [],
    },
    truth: {
      rows: rows.length,
      openFen: sumFen(
        deals.filter(({ history }) => closedOn(history) === null).map(({ amountFen }) => amountFen),
      ),
      byStage,
    },
  }
}
