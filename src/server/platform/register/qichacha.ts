import { createHash } from 'node:crypto'
import { nameKey } from '../../../core/customer/name-key.ts'
import {
  capitalFenOf,
  type RegisterFacts,
  type Risk,
  type RiskList,
  stateOf,
} from '../../../core/register/facts.ts'
import type { Answer } from '../channels/ask.ts'
import {
  type Asked,
  askJson,
  type CompanyRegister,
  type Found,
  isRow,
  type LookUp,
  type Missing,
  type RegisterWays,
  type Row,
  rowsOf,
  textIn,
} from './provider.ts'
import { changesIn, dayIn, ownerOf, riskList } from './read-rows.ts'

export type QichachaAccount = { key: string; secret: string }
type Session = { account: QichachaAccount; ways: RegisterWays; calls: number }

const BASE = 'https://api.qichacha.com'
const SUCCESS = '200'
const NOTHING = '201'
/** Key, debt, address, account, quota: nobody gets an answer until somebody has mended it. */
const OF_ACCOUNT = new Set(['101', '102', '103', '104', '106', '107', '112', '115', '119', '121', '123'])
/** This interface is closed to us; others may be open. */
const OF_INTERFACE = new Set(['105', '111', '113', '114', '214'])
const LATER_MS: Readonly<Record<string, number>> = {
  108: 3_600_000,
  // "try again in two hours", in their words
  110: 7_200_000,
  109: 6 * 3_600_000,
  116: 6 * 3_600_000,
  ...{ 120: 0, 122: 0, 124: 3_600_000, 199: 0, 203: 0, 205: 60_000 },
}

/** Their test of a request: MD5 of key, seconds and secret, in capitals. */
export function qichachaToken({ key, secret }: QichachaAccount, timespan: string): string {
  return createHash('md5').update(`${key}${timespan}${secret}`).digest('hex').toUpperCase()
}

/** 企查查 open platform (interfaces.md 11.1; decision 0025). */
export function qichacha(account: QichachaAccount, ways: RegisterWays): CompanyRegister {
  return {
    lookUp: async (asked) => {
      const session: Session = { account, ways, calls: 0 }
      const answer = await find(session, asked)
      return { calls: session.calls, answer } satisfies LookUp
    },
    test: async () => {
      const session: Session = { account, ways, calls: 0 }
      const answer = await get(session, '/ECIV4/GetBasicDetailsByName', { keyword: '企查查科技股份有限公司' })
      return answer.kind === 'ok' ? { ...answer, value: null } : answer
    },
  }
}

async function find(session: Session, asked: Asked): Promise<Answer<Found>> {
  const keyword = asked.code ?? asked.name
  const told = await get(session, '/ECIV4/GetDetailsByName', { keyword })
  if (told.kind !== 'ok') return told
  const result = told.value.Result
  if (!isRow(result)) {
    return asked.code === null ? findAlike(session, asked.name) : { ...told, value: { kind: 'none' } }
  }
  const basics = basicsOf(result)
  if (asked.code === null && nameKey(basics.name) !== nameKey(asked.name)) {
    const candidates = [{ name: basics.name, code: basics.code }]
    return { ...told, value: { kind: 'ambiguous', candidates } }
  }
  if (asked.code !== null && basics.code !== asked.code)
    return { kind: 'refused', code: 'register_other_company', message: basics.name, afterMs: 0 }
  const { risks, missing } = await risksOf(session, basics.code ?? basics.name)
  return { ...told, value: { kind: 'found', facts: { ...basics, risks }, missing } }
}

async function findAlike(session: Session, name: string): Promise<Answer<Found>> {
  const told = await get(session, '/FuzzySearch/GetList', { searchKey: name })
  if (told.kind !== 'ok') return told
  const candidates = rowsOf(told.value.Result)
    .map((row) => ({ name: textIn(row, 'Name'), code: textIn(row, 'CreditCode') || null }))
    .filter((one) => one.name !== '')
    .slice(0, 5)
  return { ...told, value: candidates.length === 0 ? { kind: 'none' } : { kind: 'ambiguous', candidates } }
}

function basicsOf(row: Row): Omit<RegisterFacts, 'risks'> {
  const status = textIn(row, 'Status')
  const capital = textIn(row, 'RegistCapi')
  return {
    name: textIn(row, 'Name'),
    code: textIn(row, 'CreditCode') || null,
    ...{ status, state: stateOf(status), capital, capitalFen: capitalFenOf(capital) },
    legalRep: textIn(row, 'OperName') || null,
    foundedOn: dayIn(row, 'StartDate'),
    address: textIn(row, 'Address'),
    scope: textIn(row, 'Scope'),
    owners: Array.isArray(row.Partners)
      ? rowsOf(row.Partners).map((one) =>
          ownerOf(
            textIn(one, 'StockName'),
            /自然人/.test(textIn(one, 'StockType')),
            textIn(one, 'StockPercent'),
          ),
        )
      : null,
    changes: Array.isArray(row.ChangeRecords)
      ? changesIn(rowsOf(row.ChangeRecords), {
          ...{ on: 'ChangeDate', item: 'ProjectName' },
          ...{ before: ['BeforeContent', 'BeforeList'], after: ['AfterContent', 'AfterList'] },
        })
      : null,
  }
}

type List = { path: string; on: readonly string[]; what: readonly string[]; ended?: string }
const LISTS: Readonly<Record<Risk, List>> = {
  dishonest: { path: '/ShixinCheck/GetList', on: ['Publicdate', 'Liandate'], what: ['Anno', 'Executegov'] },
  enforced: {
    path: '/ZhixingCheck/GetList',
    on: ['Liandate', 'LianDate'],
    what: ['Anno', 'ExecuteGov', 'Biaodi'],
  },
  penalty: {
    path: '/AdminPenaltyCheck/GetList',
    on: ['PunishDate'],
    what: ['DocNo', 'PunishReason', 'PunishOffice'],
  },
  abnormal: { path: '/ExceptionCheck/GetList', on: ['AddDate'], what: ['AddReason'], ended: 'RemoveDate' },
  pledge: {
    path: '/StockRightPledgeCheck/GetList',
    on: ['RegDate'],
    what: ['RegistNo', 'PledgedAmount', 'Status'],
  },
}

async function risksOf(session: Session, searchKey: string) {
  const missing: Missing[] = []
  const risks = {} as Record<Risk, RiskList | null>
  for (const [part, list] of Object.entries(LISTS) as [Risk, List][]) {
    const told = await get(session, list.path, { searchKey, pageSize: '20' })
    risks[part] = told.kind === 'ok' ? listIn(told.value, list) : null
    if (told.kind !== 'ok') missing.push({ part, code: told.code, message: told.message })
  }
  return { risks, missing }
}

function listIn(told: Row, { on, what, ended }: List): RiskList {
  const result = isRow(told.Result) ? told.Result : {}
  const rows = rowsOf(Array.isArray(told.Result) ? told.Result : result.Data)
  const standing = rows.filter((row) => ended === undefined || textIn(row, ended) === '')
  const all = isRow(told.Paging) ? Number(told.Paging.TotalRecords ?? 0) : 0
  // Of what has ended only this page is seen: all of them cannot be counted.
  return riskList(standing, ended === undefined ? all : standing.length, { on, what })
}

async function get(session: Session, path: string, params: Record<string, string>): Promise<Answer<Row>> {
  const { account, ways } = session
  const timespan = String(Math.floor(ways.clock.now() / 1000))
  const query = new URLSearchParams({ key: account.key, ...params })
  session.calls += 1
  const answer = await askJson(ways.http, `${BASE}${path}?${query}`, {
    Token: qichachaToken(account, timespan),
    Timespan: timespan,
  })
  if (answer.kind !== 'ok') return answer
  const code = textIn(answer.value, 'Status')
  if (code === SUCCESS) return answer
  if (code === NOTHING) return { ...answer, value: { Result: null } }
  const order = textIn(answer.value, 'OrderNumber')
  const message = [textIn(answer.value, 'Message'), order].filter(Boolean).join(' · ').slice(0, 300)
  if (OF_ACCOUNT.has(code) || OF_INTERFACE.has(code)) return { kind: 'settings', code, message, afterMs: 0 }
  const later = LATER_MS[code]
  if (later !== undefined) return { kind: 'retry', code, message, afterMs: later }
  return { kind: 'refused', code: code || 'no_status', message, afterMs: 0 }
}
