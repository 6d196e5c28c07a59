import { createHash } from 'node:crypto'
import type { HttpAnswer, WireRequest } from '../../../src/server/platform/channels/transport.ts'
import { signedCopy } from './signed-copy.ts'

export const QIYUESUO = { token: 'app-token-1', secret: 'a-secret-of-qys-00001' }
type Contract = { id: string; status: string; file: Buffer | null; documents: string[]; draft: object }

/** 契约锁 as a machine that checks what it is sent (6.2), in the cloud or on the company's own server. */
export function qiyuesuoStandIn(now: () => number, isPrivate: boolean) {
  const contracts = new Map<string, Contract>()
  const paths: string[] = []
  /** done, but the answer does not arrive, once */
  const lost = new Set<string>()
  const check = (headers: Headers) => isKnown(headers, { now, isPrivate })
  return {
    contracts,
    paths,
    lost,
    port: async (request: WireRequest): Promise<HttpAnswer | 'lost'> => {
      const url = new URL(request.url)
      paths.push(url.pathname)
      if (!check(request.headers)) return answer(40, 'SIGNATURE ERROR')
      const text = request.body.toString('latin1' as never)
      if (url.pathname === '/v2/contract/draft') {
        const id = String(2_500_000 + contracts.size)
        contracts.set(id, {
          id,
          status: 'DRAFT',
          file: null,
          documents: [],
          draft: JSON.parse(request.body.toString()),
        })
        return answer(0, 'SUCCESS', { id })
      }
      if (url.pathname === '/v2/document/addbyfile') {
        const id = /name="contractId"\r\n\r\n(\d+)/.exec(text)![1]!
        const raw = Buffer.from(request.body as Buffer)
        const start = raw.indexOf('%PDF-')
        const contract = contracts.get(id)!
        contract.file = raw.subarray(start, raw.lastIndexOf('\r\n--'))
        const documentId = `9${contract.documents.length}${id}`
        contract.documents.push(documentId)
        if (lost.delete(url.pathname)) return 'lost'
        return answer(0, 'SUCCESS', { documentId })
      }
      if (url.pathname === '/v2/document/download') {
        const id = url.searchParams.get('documentId')
        const contract = [...contracts.values()].find((one) => one.documents.includes(id!))!
        const bytes = signedCopy(contract.file!)
        return { status: 200, headers: {}, body: '', bytes }
      }
      const id =
        url.searchParams.get('contractId') ?? (JSON.parse(request.body.toString()).contractId as string)
      const contract = contracts.get(id)
      if (!contract) return answer(1204, 'CONTRACT NOT FOUND')
      if (url.pathname === '/v2/contract/detail') {
        const documents = contract.documents.map((one) => ({ id: one, title: 'contract' }))
        return answer(0, 'SUCCESS', { status: contract.status, documents })
      }
      if (url.pathname === '/v2/contract/send') {
        if (contract.file === null) return answer(1205, 'NO DOCUMENT')
        contract.status = 'SIGNING'
        return answer(0, 'SUCCESS')
      }
      if (url.pathname === '/v2/contract/recall') contract.status = 'RECALLED'
      if (url.pathname === '/v2/contract/delete') contracts.delete(id)
      return answer(0, 'SUCCESS')
    },
  }
}

type Headers = Readonly<Record<string, string>>

function answer(code: number, message: string, result: unknown = {}): HttpAnswer {
  return { status: 200, headers: {}, body: JSON.stringify({ code, message, result }) }
}

function isKnown(headers: Headers, { now, isPrivate }: { now: () => number; isPrivate: boolean }): boolean {
  const prefix = isPrivate ? 'x-qys-' : 'x-qys-open-'
  const stamp = headers[`${prefix}timestamp`] ?? ''
  const nonce = isPrivate ? '' : (headers[`${prefix}nonce`] ?? '')
  const due = createHash('md5').update(`${QIYUESUO.token}${QIYUESUO.secret}${stamp}${nonce}`).digest('hex')
  const isFresh = Math.abs(now() - Number(stamp)) <= 15 * 60_000
  const isWhole = isPrivate || nonce !== ''
  const isOurs = headers[`${prefix}accesstoken`] === QIYUESUO.token && headers[`${prefix}signature`] === due
  return isFresh && isWhole && isOurs
}
