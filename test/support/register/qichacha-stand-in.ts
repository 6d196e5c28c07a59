import { createHash } from 'node:crypto'
import type { HttpAnswer, WireRequest } from '../../../src/server/platform/channels/transport.ts'
import type { StandInCompany } from './companies.ts'

export const QICHACHA = { key: 'app-key-of-the-stand-in', secret: 'a-secret-of-the-stand-in-01' }

type Fault = HttpAnswer | 'lost'
type Call = { path: string; params: URLSearchParams }

/**
 * 企查查 as a machine that checks what it is sent: each request's token is worked out anew, by a way of its own,
 * from the seconds in its header, which may be five minutes old. A fault answers the next call of a path.
 */
export function qichachaStandIn(now: () => number, companies: StandInCompany[]) {
  const calls: Call[] = []
  const faults = new Map<string, Fault[]>()
  return {
    calls,
    companies,
    fault: (path: string, ...list: Fault[]) => void faults.set(path, list),
    port: async (request: WireRequest): Promise<HttpAnswer | 'lost'> => {
      const url = new URL(request.url)
      if (url.origin !== 'https://api.qichacha.com') throw new Error(`a foreign host was called: ${url.host}`)
      calls.push({ path: url.pathname, params: url.searchParams })
      const fault = faults.get(url.pathname)?.shift()
      if (fault) return fault
      return isSigned(request, url, now()) ? act(companies, url) : say('107', '被禁止的IP或者签名错误')
    },
  }
}

export function say(status: string, message: string, rest: object = {}): HttpAnswer {
  const body = JSON.stringify({ Status: status, Message: message, OrderNumber: 'ORDER-1', ...rest })
  return { status: 200, headers: {}, body }
}

function isSigned({ method, headers }: WireRequest, url: URL, now: number): boolean {
  const seconds = headers.Timespan ?? ''
  const text = [url.searchParams.get('key'), seconds, QICHACHA.secret].join('')
  const token = createHash('md5').update(text, 'utf8').digest('hex')
  const isFresh = Math.abs(now / 1000 - Number(seconds)) <= 300
  return (
    method === 'GET' &&
    url.searchParams.get('key') === QICHACHA.key &&
    /^\d{10}$/.test(seconds) &&
    isFresh &&
    headers.Token === token.replace(/[a-f]/g, (letter) => letter.toUpperCase())
  )
}

function act(companies: StandInCompany[], url: URL): HttpAnswer {
  const word = url.searchParams.get('keyword') ?? url.searchParams.get('searchKey') ?? ''
  const found = companies.find(({ name, code }) => name === word || code === word)
  switch (url.pathname) {
    case '/ECIV4/GetBasicDetailsByName':
      return say('200', '查询成功', { Result: { Name: word, Status: '存续' } })
    case '/ECIV4/GetDetailsByName':
      return found ? say('200', '查询成功', { Result: detailsOf(found) }) : nothing()
    case '/FuzzySearch/GetList': {
      const alike = companies.filter(({ name }) => name.slice(0, 4) === word.slice(0, 4))
      const Result = alike.map(({ name, code }) => ({ KeyNo: code, Name: name, CreditCode: code }))
      return alike.length > 0 ? say('200', '查询成功', { Result }) : nothing()
    }
    default:
      return listOf(found, url.pathname)
  }
}

function nothing(): HttpAnswer {
  return say('201', '【有效请求】查询无结果', { Result: null })
}

function detailsOf(company: StandInCompany) {
  return {
    ...{ Name: company.name, CreditCode: company.code, Status: company.status, OperName: company.legalRep },
    ...{ RegistCapi: company.capital, StartDate: `${company.founded} 00:00:00` },
    ...{ Address: company.address, Scope: company.scope },
    Partners: company.owners.map(({ name, isPerson, percent }) => ({
      ...{ StockName: name, StockType: isPerson ? '自然人股东' : '企业法人', StockPercent: percent },
    })),
    ChangeRecords: company.changes.map(({ on, item, before, after }) => ({
      ...{ ProjectName: item, BeforeContent: before, AfterContent: after, ChangeDate: on },
    })),
  }
}

function listOf(company: StandInCompany | undefined, path: string): HttpAnswer {
  const rows: Record<string, unknown>[] | undefined =
    company &&
    {
      '/ShixinCheck/GetList': company.dishonest.map(({ on, number, court }) => ({
        ...{ Publicdate: on, Anno: number, Executegov: court, Name: company.legalRep },
      })),
      '/ZhixingCheck/GetList': company.enforced.map(({ on, number, court, money }) => ({
        ...{ Liandate: on, Anno: number, ExecuteGov: court, Biaodi: money },
      })),
      '/AdminPenaltyCheck/GetList': company.penalties.map(({ on, number, reason, office }) => ({
        ...{ PunishDate: on, DocNo: number, PunishReason: reason, PunishOffice: office },
      })),
      '/ExceptionCheck/GetList': company.abnormal.map(({ on, reason, ended }) => ({
        ...{ AddDate: on, AddReason: reason, RemoveDate: ended },
      })),
      '/StockRightPledgeCheck/GetList': company.pledges.map(({ on, number, amount, isOver }) => ({
        ...{ RegDate: on, RegistNo: number, PledgedAmount: amount, Status: isOver ? '无效' : '有效' },
      })),
    }[path]
  if (!rows || rows.length === 0) return nothing()
  const Paging = { PageSize: 20, PageIndex: 1, TotalRecords: rows.length }
  return say('200', '查询成功', { Paging, Result: { VerifyResult: 1, Data: rows } })
}
