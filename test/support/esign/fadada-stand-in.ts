import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { HttpAnswer, WireRequest } from '../../../src/server/platform/channels/transport.ts'
import { signedCopy } from './signed-copy.ts'

export const FADADA = { appId: '80000001', secret: 'a-secret-of-the-app-0001', openCorpId: 'corp-1' }

type Task = {
  id: string
  reference: string
  status: string
  fileId: string
  actors: object[]
  subject: string
}

type Fault = HttpAnswer | 'lost' | 'lost after'
type World = {
  now: () => number
  tokens: Map<string, number>
  nonces: Set<string>
  files: Map<string, Buffer>
  tasks: Map<string, Task>
  calls: { path: string; biz: Record<string, unknown> }[]
}

/**
 * 法大大 as a machine that checks what it is sent (6.1): each request's signature is worked out anew, by a
 * way of its own, each nonce is taken once, a token ends after two hours. A fault answers the next call.
 */
export function fadadaStandIn(now: () => number) {
  const world: World = {
    ...{ now, tokens: new Map(), nonces: new Set(), files: new Map(), tasks: new Map(), calls: [] },
  }
  const faults = new Map<string, (() => Fault)[]>()
  return {
    tasks: world.tasks,
    calls: world.calls,
    signedFile: (task: Task) => signedCopy(world.files.get(task.fileId)!),
    port: async (request: WireRequest): Promise<HttpAnswer | 'lost'> => {
      const fault = faults.get(pathOf(request))?.shift()?.()
      if (fault === 'lost after') take(world, request)
      if (fault === 'lost' || fault === 'lost after') return 'lost'
      return fault ?? take(world, request)
    },
    fault: (path: string, ...list: (() => Fault)[]) => void faults.set(path, list),
    error:
      (code: string, status = 200) =>
      () =>
        answer(code, {}, status),
  }
}

function answer(code: string, data: unknown = {}, status = 200): HttpAnswer {
  const body = JSON.stringify({ code, msg: code === '100000' ? 'success' : `error ${code}`, data })
  return { status, headers: { 'x-fasc-request-id': 'req-1' }, body }
}

function pathOf({ url }: WireRequest): string {
  return new URL(url).pathname.replace('/api/v5', '')
}

function take(world: World, request: WireRequest): HttpAnswer {
  const { now, files, tasks, nonces, tokens } = world
  if (request.url.startsWith('https://oss.fadada.test/signed/')) {
    const task = tasks.get(request.url.split('/').at(-1)!)!
    return { status: 200, headers: {}, body: '', bytes: signedCopy(files.get(task.fileId)!) }
  }
  if (request.method === 'PUT') {
    files.set(request.url, Buffer.from(request.body))
    return { status: 200, headers: {}, body: '' }
  }
  const path = pathOf(request)
  const { headers } = request
  const bizContent = new URLSearchParams(request.body.toString()).get('bizContent') ?? ''
  const biz = bizContent === '' ? {} : (JSON.parse(bizContent) as Record<string, unknown>)
  world.calls.push({ path, biz })
  const age = Math.abs(now() - Number(headers['X-FASC-Timestamp']))
  if (headers['X-FASC-App-Id'] !== FADADA.appId || age > 300_000) return answer('100001')
  const nonce = headers['X-FASC-Nonce']!
  if (nonce.length > 32 || nonces.has(nonce)) return answer('100003')
  nonces.add(nonce)
  if (headers['X-FASC-Sign'] !== signatureOf(headers, bizContent)) return answer('100004')
  if (path === '/service/get-access-token') {
    const token = randomUUID()
    tokens.set(token, now() + 7_200_000)
    return answer('100000', { accessToken: token, expiresIn: '7200' })
  }
  if ((tokens.get(headers['X-FASC-AccessToken'] ?? '') ?? 0) <= now()) return answer('100002', {}, 401)
  return path.startsWith('/file/') ? takeFile(world, path, biz) : act(world, path, biz)
}

function takeFile({ files }: World, path: string, biz: Record<string, unknown>): HttpAnswer {
  if (path === '/file/get-upload-url') {
    const url = `https://oss.fadada.test/${randomUUID()}`
    return answer('100000', { uploadUrl: url, fddFileUrl: url })
  }
  const [{ fddFileUrl }] = biz.fddFileUrlList as [{ fddFileUrl: string }]
  return answer('100000', { fileIdList: files.has(fddFileUrl) ? [{ fileId: fddFileUrl }] : [] })
}

function act({ tasks }: World, path: string, biz: Record<string, unknown>): HttpAnswer {
  const task = tasks.get(String(biz.signTaskId))
  switch (path) {
    case '/sign-task/create': {
      const docs = biz.docs as [{ docFileId: string }]
      const id = String(1_700_000_000_000_000_000n + BigInt(tasks.size + 1))
      tasks.set(id, {
        ...{ id, reference: String(biz.transReferenceId), subject: String(biz.signTaskSubject) },
        ...{ status: biz.autoStart ? 'sign_progress' : 'task_created', fileId: docs[0].docFileId },
        actors: biz.actors as object[],
      })
      return answer('100000', { signTaskId: id })
    }
    case '/sign-task/start':
      if (task?.status !== 'task_created') return answer('211100')
      task.status = 'sign_progress'
      return answer('100000')
    case '/sign-task/app/get-detail':
      return task ? answer('100000', { signTaskStatus: task.status, actors: task.actors }) : answer('211001')
    case '/sign-task/owner/get-download-url':
      return answer('100000', { downloadUrl: `https://oss.fadada.test/signed/${task!.id}` })
    case '/sign-task/cancel':
      // An oddity of theirs: what was never submitted is not cancelled but deleted.
      if (task?.status === 'task_created') return answer('211126')
      if (task?.status === 'task_finished') return answer('211127')
      task!.status = 'task_terminated'
      return answer('100000')
    case '/sign-task/delete':
      tasks.delete(String(biz.signTaskId))
      return answer('100000')
    default:
      return answer('404', {}, 404)
  }
}

/** Worked out from the description, not by the code under test. */
export function signatureOf(headers: Readonly<Record<string, string>>, bizContent: string): string {
  const params = new Map<string, string>()
  for (const [name, value] of Object.entries(headers))
    if (/^X-FASC-(?!Sign$)/.test(name) && value) params.set(name, value)
  if (bizContent) params.set('bizContent', bizContent)
  const text = [...params.keys()]
    .sort()
    .map((name) => `${name}=${params.get(name)}`)
    .join('&')
  const hash = createHash('sha256').update(text, 'utf8').digest('hex')
  const dayKey = createHmac('sha256', FADADA.secret).update(headers['X-FASC-Timestamp']!).digest()
  return createHmac('sha256', dayKey).update(hash).digest('hex')
}
