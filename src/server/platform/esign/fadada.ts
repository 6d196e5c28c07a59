import type { ProviderState } from '../../../core/contract/signing.ts'
import { type Answer, ask, refusedBy } from '../channels/ask.ts'
import { readJsonObject } from '../channels/transport.ts'
import { fadadaSign } from './fadada-sign.ts'
import {
  CALL_MS,
  type EsignProvider,
  getFile,
  type Progress,
  putFile,
  type Sending,
  type Signer,
  type Ways,
} from './provider.ts'

export type FadadaAccount = { baseUrl: string; appId: string; secret: string; openCorpId: string }

const SUCCESS = '100000'
const WRONG_APP_OR_CLOCK = '100001'
const TOKEN_OVER = '100002'
const NOT_SUBMITTED = '211126'
/** A token lives two hours; five minutes before its end a new one is asked for. */
const TOKEN_SPARE_MS = 5 * 60_000

type Data = Record<string, unknown>
type Session = { account: FadadaAccount; ways: Ways; token: { value: string; until: number } | null }

/** 法大大 FASC OpenAPI 5.1, as documented (interfaces.md 6.1; decision 0017). */
export function fadada(account: FadadaAccount, ways: Ways): EsignProvider {
  const session: Session = { account, ways, token: null }
  const owner = { idType: 'corp', openId: account.openCorpId }
  const detail = (taskRef: string) => call(session, '/sign-task/app/get-detail', { signTaskId: taskRef })
  return {
    advance: (progress, sending) => advance(session, progress, sending),
    read: async ({ taskRef }) => mapped(await detail(taskRef!), stateOf),
    fetch: async ({ taskRef }) => {
      const body = { ownerId: owner, signTaskId: taskRef, fileType: 'doc', id: '1' }
      const found = await call(session, '/sign-task/owner/get-download-url', body)
      return found.kind === 'ok' ? getFile(ways.http, String(found.value.downloadUrl ?? '')) : found
    },
    cancel: async ({ taskRef }, reason) => {
      const body = { signTaskId: taskRef, terminationNote: reason.slice(0, 200) }
      const done = await call(session, '/sign-task/cancel', body)
      // What was never submitted cannot be cancelled, only deleted.
      if (done.kind !== 'ok' && done.code === NOT_SUBMITTED)
        return mapped(await call(session, '/sign-task/delete', { signTaskId: taskRef }), () => null)
      return mapped(done, () => null)
    },
    test: async () => {
      session.token = null
      return mapped(await getToken(session), () => null)
    },
  }
}

async function advance(session: Session, progress: Progress, sending: Sending): Promise<Answer<Progress>> {
  if (progress.fileRef === null) return upload(session, progress, sending)
  if (progress.taskRef === null) {
    const made = await call(session, '/sign-task/create', taskOf(session.account, progress.fileRef, sending))
    return mapped(made, ({ signTaskId }) => ({ ...progress, taskRef: String(signTaskId) }))
  }
  const { taskRef } = progress
  const before = await call(session, '/sign-task/app/get-detail', { signTaskId: taskRef })
  if (before.kind !== 'ok') return before
  // Started already, by a try whose answer never came: starting is what tells the signers, and is done once.
  if (stateOf(before.value) !== 'draft') return { ...before, value: { ...progress, isStarted: true } }
  const started = await call(session, '/sign-task/start', { signTaskId: taskRef })
  return mapped(started, () => ({ ...progress, isStarted: true }))
}

async function upload(session: Session, progress: Progress, sending: Sending): Promise<Answer<Progress>> {
  const { http } = session.ways
  const place = await call(session, '/file/get-upload-url', { fileType: 'doc' })
  if (place.kind !== 'ok') return place
  const { uploadUrl, fddFileUrl } = place.value
  const put = await putFile(http, String(uploadUrl ?? ''), sending.file)
  if (put.kind !== 'ok') return put
  const list = [{ fileType: 'doc', fddFileUrl, fileName: sending.fileName }]
  const kept = await call(session, '/file/process', { fddFileUrlList: list })
  if (kept.kind !== 'ok') return kept
  const [file] = (kept.value.fileIdList ?? []) as { fileId?: string }[]
  if (!file?.fileId) return refusedBy('no_file_id', kept.text)
  return { ...kept, value: { ...progress, fileRef: file.fileId } }
}

/**
 * `autoStart` is left false: until it is started the task tells nobody. Whoever sends is no signer by itself.
 */
function taskOf(account: FadadaAccount, fileRef: string, sending: Sending): Data {
  const actor = (actorId: string, { company, name, mobile }: Signer) => ({
    actor: {
      ...{ actorId, actorType: 'corp', actorName: company, permissions: ['fill', 'sign'] },
      notification: { sendNotification: true, notifyWay: 'mobile', notifyAddress: mobile },
      corpMembers: [{ memberName: name }],
    },
    signFields: [],
    signConfigInfo: {},
  })
  return {
    signTaskSubject: sending.subject.slice(0, 100),
    initiator: { idType: 'corp', openId: account.openCorpId },
    docs: [{ docId: '1', docName: sending.fileName, docFileId: fileRef }],
    actors: [actor('us', sending.us), actor('them', sending.them)],
    autoStart: false,
    signInOrder: false,
    expiresTime: String(sending.expiresAt),
    transReferenceId: sending.id,
  }
}

const STATES: Readonly<Record<string, ProviderState>> = {
  task_created: 'draft',
  finish_creation: 'draft',
  task_finished: 'finished',
  expired: 'expired',
  revoked: 'cancelled',
}

/** By the status, never by the name of an event; a task ended before its time was refused or called off. */
function stateOf({ signTaskStatus, actors }: Data): ProviderState {
  const status = String(signTaskStatus)
  if (status !== 'task_terminated') return STATES[status] ?? 'running'
  const all = (actors ?? []) as { signStatus?: string }[]
  return all.some((actor) => actor.signStatus === 'sign_rejected') ? 'rejected' : 'cancelled'
}

/** One call with a token; a token the service no longer knows is fetched anew, once. */
async function call(session: Session, path: string, biz: Data): Promise<Answer<Data>> {
  for (let turn = 0; ; turn += 1) {
    const token = await getToken(session)
    if (token.kind !== 'ok') return token
    const answer = await post(session, path, { 'X-FASC-AccessToken': token.value }, JSON.stringify(biz))
    if (answer.kind === 'ok' || answer.code !== TOKEN_OVER || turn > 0) return answer
    session.token = null
  }
}

async function getToken(session: Session): Promise<Answer<string>> {
  const { token, ways } = session
  if (token && token.until - TOKEN_SPARE_MS > ways.clock.now())
    return { kind: 'ok', value: token.value, text: '' }
  const headers = { 'X-FASC-Grant-Type': 'client_credential' }
  const answer = await post(session, '/service/get-access-token', headers, '')
  if (answer.kind !== 'ok') return answer
  const value = String(answer.value.accessToken ?? '')
  const seconds = Number(answer.value.expiresIn ?? 7200)
  if (value === '') return refusedBy('no_token', answer.text)
  session.token = { value, until: ways.clock.now() + seconds * 1000 }
  return { kind: 'ok', value, text: 'code 100000' }
}

async function post(
  { account, ways }: Session,
  path: string,
  extra: Record<string, string>,
  bizContent: string,
): Promise<Answer<Data>> {
  const params: Record<string, string> = {
    'X-FASC-App-Id': account.appId,
    'X-FASC-Sign-Type': 'HMAC-SHA256',
    'X-FASC-Timestamp': String(ways.clock.now()),
    'X-FASC-Nonce': ways.nonce(),
    'X-FASC-Api-SubVersion': '5.1',
    ...extra,
  }
  const sign = fadadaSign(bizContent === '' ? params : { ...params, bizContent }, account.secret)
  const answer = await ask(ways.http, {
    method: 'POST',
    url: `${account.baseUrl}${path}`,
    headers: {
      ...params,
      'X-FASC-Sign': sign,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    },
    body: bizContent === '' ? '' : new URLSearchParams({ bizContent }).toString(),
    timeoutMs: CALL_MS,
  })
  if (answer.kind !== 'ok') return answer
  const parsed = readJsonObject(answer.value)
  if (parsed === null)
    return { kind: 'retry', code: 'unreadable', message: answer.text.slice(0, 300), afterMs: 0 }
  const code = String(parsed.code)
  if (code === SUCCESS) return { ...answer, value: (parsed.data ?? {}) as Data }
  // Their number of the request is what their support asks for first.
  const trace = answer.value.headers['x-fasc-request-id']
  const message = [String(parsed.msg ?? ''), trace && `X-FASC-Request-Id ${trace}`]
    .filter(Boolean)
    .join(' · ')
  const isOurs = code === WRONG_APP_OR_CLOCK || code === TOKEN_OVER
  return { kind: isOurs ? 'settings' : 'refused', code, message: message.slice(0, 300), afterMs: 0 }
}

export function mapped<T, U>(answer: Answer<T>, map: (value: T) => U): Answer<U> {
  return answer.kind === 'ok' ? { ...answer, value: map(answer.value) } : answer
}
