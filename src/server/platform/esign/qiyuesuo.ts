import { createHash } from 'node:crypto'
import type { ProviderState } from '../../../core/contract/signing.ts'
import { type Answer, ask, refusedBy } from '../channels/ask.ts'
import { readJsonObject } from '../channels/transport.ts'
import { mapped } from './fadada.ts'
import {
  CALL_MS,
  type EsignProvider,
  FILE_MS,
  getFile,
  type Progress,
  type Sending,
  type Signer,
  type Ways,
} from './provider.ts'

/** `isPrivate`: an installation on the company's own server, whose signature has no nonce. */
export type QiyuesuoAccount = { baseUrl: string; token: string; secret: string; isPrivate: boolean }
type Session = { account: QiyuesuoAccount; ways: Ways }
type Result = Record<string, unknown>

/** md5hex(token + secret + timestamp [+ nonce]), under other header names on a private installation. */
export function qiyuesuoHeaders(
  { token, secret, isPrivate }: QiyuesuoAccount,
  { now, nonce }: { now: number; nonce: string },
): Record<string, string> {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  if (isPrivate)
    return {
      'x-qys-accesstoken': token,
      'x-qys-timestamp': String(now),
      'x-qys-signature': md5(`${token}${secret}${now}`),
    }
  return {
    'x-qys-open-accesstoken': token,
    'x-qys-open-timestamp': String(now),
    'x-qys-open-nonce': nonce,
    'x-qys-open-signature': md5(`${token}${secret}${now}${nonce}`),
  }
}

/** 契约锁, as documented (interfaces.md 6.2; decision 0017): draft, document, send. */
export function qiyuesuo(account: QiyuesuoAccount, ways: Ways): EsignProvider {
  const session: Session = { account, ways }
  return {
    advance: (progress, sending) => advance(session, progress, sending),
    read: async ({ taskRef }) => mapped(await detail(session, taskRef!), stateOf),
    fetch: ({ fileRef }) =>
      getFile(ways.http, `${account.baseUrl}/v2/document/download?documentId=${fileRef}`, signed(session)),
    cancel: async ({ taskRef }, reason) => {
      const state = mapped(await detail(session, taskRef!), stateOf)
      if (state.kind !== 'ok') return state
      const path = state.value === 'draft' ? '/v2/contract/delete' : '/v2/contract/recall'
      return mapped(
        await json(session, path, { contractId: taskRef, reason: reason.slice(0, 200) }),
        () => null,
      )
    },
    // A contract that cannot be there: the answer tells whether the account is known, and changes nothing.
    test: async () => {
      const answer = await detail(session, '0')
      const isKnown = answer.kind === 'ok' || (answer.kind === 'refused' && !isAboutUs(answer.message))
      if (!isKnown) return mapped(answer, () => null)
      return { kind: 'ok', value: null, text: answer.kind === 'ok' ? answer.text : answer.message }
    },
  }
}

async function advance(session: Session, progress: Progress, sending: Sending): Promise<Answer<Progress>> {
  if (progress.taskRef === null) {
    const made = await json(session, '/v2/contract/draft', {
      subject: sending.subject.slice(0, 100),
      documents: [],
      signatories: [signatory(sending.us, 1), signatory(sending.them, 2)],
      send: false,
      expireTime: chinaTime(sending.expiresAt),
    })
    return mapped(made, ({ id }) => ({ ...progress, taskRef: String(id) }))
  }
  if (progress.fileRef === null) {
    const draft = await detail(session, progress.taskRef)
    if (draft.kind !== 'ok') return draft
    // Added already, by a try whose answer never came: a second copy would be signed too.
    const fileRef = documentOf(draft.value)
    if (fileRef !== null) return { ...draft, value: { ...progress, fileRef } }
    const added = await addFile(session, progress.taskRef, sending)
    return mapped(added, ({ documentId }) => ({ ...progress, fileRef: String(documentId) }))
  }
  const before = mapped(await detail(session, progress.taskRef), stateOf)
  if (before.kind !== 'ok') return before
  // Sent already, by a try whose answer never came: sending is what tells the signers, and is done once.
  if (before.value !== 'draft') return { ...before, value: { ...progress, isStarted: true } }
  const sent = await json(session, '/v2/contract/send', { contractId: progress.taskRef, stampers: [] })
  return mapped(sent, () => ({ ...progress, isStarted: true }))
}

function documentOf({ documents }: Result): string | null {
  const [first] = Array.isArray(documents) ? (documents as { id?: unknown }[]) : []
  return first?.id === undefined ? null : String(first.id)
}

function signatory({ company, name, mobile }: Signer, serialNo: number) {
  return {
    ...{ tenantType: 'COMPANY', tenantName: company, serialNo },
    receiver: { name, contact: mobile, contactType: 'MOBILE' },
    actions: [{ type: 'COMPANY', serialNo: 1 }],
  }
}

/** "2026-03-01 23:59:59" as it stands on a clock in China. */
function chinaTime(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

function detail(session: Session, taskRef: string): Promise<Answer<Result>> {
  const { baseUrl } = session.account
  return send(session, {
    ...{ method: 'GET' as const, url: `${baseUrl}/v2/contract/detail?contractId=${taskRef}` },
    ...{ headers: {}, body: '' },
  })
}

function json(session: Session, path: string, body: object): Promise<Answer<Result>> {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  return send(session, {
    ...{ method: 'POST' as const, url: `${session.account.baseUrl}${path}` },
    ...{ headers, body: JSON.stringify(body) },
  })
}

function addFile(session: Session, taskRef: string, sending: Sending): Promise<Answer<Result>> {
  const boundary = `bellwether-${session.ways.nonce()}`
  const field = (name: string, value: string) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="contract.pdf"\r\ncontent-type: application/pdf\r\n\r\n`
  const body = Buffer.concat([
    field('contractId', taskRef),
    field('title', sending.fileName),
    field('fileSuffix', 'pdf'),
    Buffer.from(head),
    sending.file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return send(session, {
    ...{ method: 'POST' as const, url: `${session.account.baseUrl}/v2/document/addbyfile` },
    ...{ headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body },
    timeoutMs: FILE_MS,
  })
}

const STATES: Readonly<Record<string, ProviderState>> = {
  DRAFT: 'draft',
  COMPLETE: 'finished',
  REJECTED: 'rejected',
  RECALLED: 'cancelled',
  TERMINATED: 'cancelled',
  EXPIRED: 'expired',
}

function stateOf({ status }: Result): ProviderState {
  return STATES[String(status)] ?? 'running'
}

function signed({ account, ways }: Session): Record<string, string> {
  return qiyuesuoHeaders(account, { now: ways.clock.now(), nonce: ways.nonce() })
}

type Request = {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body: string | Buffer
  timeoutMs?: number
}

async function send(session: Session, request: Request): Promise<Answer<Result>> {
  const headers = { ...request.headers, ...signed(session) }
  const answer = await ask(session.ways.http, { timeoutMs: CALL_MS, ...request, headers })
  if (answer.kind !== 'ok') return answer
  const parsed = readJsonObject(answer.value)
  if (parsed === null)
    return { kind: 'retry', code: 'unreadable', message: answer.text.slice(0, 300), afterMs: 0 }
  if (parsed.code === 0) return { ...answer, value: (parsed.result ?? {}) as Result }
  const message = String(parsed.message ?? '')
  const status = answer.value.status
  const isOurs = status === 401 || status === 403 || isAboutUs(message)
  const refused = refusedBy(String(parsed.code), message)
  return isOurs && refused.kind !== 'ok' ? { ...refused, kind: 'settings' } : refused
}

/** Their numbers differ between installations; their words about token, signature and time do not. */
function isAboutUs(message: string): boolean {
  return /token|signature|timestamp|nonce|签名|令牌|时间戳/i.test(message)
}
