import type { HttpAnswer, WireRequest } from '../../../src/server/platform/channels/transport.ts'
import type { StandInCompany } from './companies.ts'

export const TIANYANCHA = { secret: 'token-of-the-stand-in-000001' }

type Fault = HttpAnswer | 'lost'
const ROOT = '/services/open'

/** 天眼查 as a machine that checks its token; days go out as milliseconds, as they do there. */
export function tianyanchaStandIn(companies: StandInCompany[]) {
  const calls: string[] = []
  const faults = new Map<string, Fault[]>()
  return {
    calls,
    companies,
    fault: (path: string, ...list: Fault[]) => void faults.set(path, list),
    port: async (request: WireRequest): Promise<HttpAnswer | 'lost'> => {
      const url = new URL(request.url)
      if (url.origin !== 'https://open.api.tianyancha.com') throw new Error(`a foreign host: ${url.host}`)
      const path = url.pathname.slice(ROOT.length)
      calls.push(path)
      const fault = faults.get(path)?.shift()
      if (fault) return fault
      if (request.headers.Authorization !== TIANYANCHA.secret) return tell(300002, '账号失效')
      return act(companies, path, url.searchParams)
    },
  }
}

export function tell(code: number, reason: string, result: unknown = null): HttpAnswer {
  return { status: 200, headers: {}, body: JSON.stringify({ error_code: code, reason, result }) }
}

function act(companies: StandInCompany[], path: string, params: URLSearchParams): HttpAnswer {
  const word = params.get('keyword') ?? params.get('word') ?? ''
  const found = companies.find(({ name, code }) => name === word || code === word)
  if (path === '/search/2.0') {
    const alike = companies.filter(({ name }) => name.slice(0, 4) === word.slice(0, 4))
    return listed(
      alike.map(({ name, code }) => ({
        name: `<em>${name.slice(0, 2)}</em>${name.slice(2)}`,
        creditCode: code,
      })),
    )
  }
  if (!found)
    return path === '/ic/baseinfo/normal' && /天眼查/.test(word) ? tell(0, 'ok', { name: word }) : none()
  if (path === '/ic/baseinfo/normal') return tell(0, 'ok', basicsOf(found))
  return listed(rowsOf(found, path))
}

function none(): HttpAnswer {
  return tell(300000, '经查无结果')
}

function listed(items: object[]): HttpAnswer {
  return items.length === 0 ? none() : tell(0, 'ok', { total: items.length, items })
}

/** Midnight in China of a day. */
function ms(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`)
}

function basicsOf(company: StandInCompany) {
  return {
    ...{ name: company.name, creditCode: company.code, regStatus: company.status },
    ...{ legalPersonName: company.legalRep, regCapital: company.capital, estiblishTime: ms(company.founded) },
    ...{ regLocation: company.address, businessScope: company.scope, type: 1 },
  }
}

function rowsOf(company: StandInCompany, path: string): object[] {
  switch (path) {
    case '/jr/dishonest/2.0':
      return company.dishonest.map(({ on, number, court }) => ({
        ...{ publishdate: ms(on), casecode: number, courtname: court, businessentity: company.legalRep },
      }))
    case '/jr/zhixinginfo/2.0':
      return company.enforced.map(({ on, number, court, money }) => ({
        ...{ caseCreateTime: ms(on), caseCode: number, execCourtName: court, execMoney: money },
      }))
    case '/mr/punishmentInfo/3.0':
      return company.penalties.map(({ on, number, reason, office }) => ({
        ...{ decisionDate: on, punishNumber: number, reason, departmentName: office },
      }))
    case '/mr/abnormal/2.0':
      return company.abnormal.map(({ on, reason, ended }) => ({
        putDate: on,
        putReason: reason,
        removeDate: ended,
      }))
    case '/mr/equityInfo/2.0':
      return company.pledges.map(({ on, number, amount, isOver }) => ({
        ...{ regDate: ms(on), regNumber: number, equityAmount: amount, state: isOver ? '无效' : '有效' },
      }))
    case '/ic/holder/2.0':
      return company.owners.map(({ name, isPerson, percent }) => ({
        ...{ name, type: isPerson ? 2 : 1, capital: [{ percent }] },
      }))
    default:
      return company.changes.map(({ on, item, before, after }) => ({
        ...{ changeTime: on, changeItem: item, contentBefore: before, contentAfter: after },
      }))
  }
}
