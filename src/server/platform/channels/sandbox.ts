import type { Instant } from '../../../core/calendar.ts'
import type { SandboxAccount, SandboxRequest } from './sandbox-request.ts'
import { answerDingtalk, answerFeishu, answerWebhook, answerWecom, type Verdict } from './sandbox-robots.ts'
import { type HttpPort, PortError } from './transport.ts'

/**
 * A stand-in for the three robots and for webhook receivers: it checks the real signatures and limits,
 * answers the real JSON, and can be told to fail in every way they do. Tests run against it, and in the
 * demo it is what the 发件箱 shows. SMTP has its own receiver in `sandbox-smtp.ts`.
 */
export const SANDBOX_SERVICES = ['wecom', 'dingtalk', 'feishu', 'webhook'] as const
export type SandboxService = (typeof SANDBOX_SERVICES)[number]

export const FAULTS = [
  'rate_limit',
  'wrong_sign',
  'token_expired',
  'unknown_code',
  'http_500',
  'malformed',
  'hang',
  'dies_after_accept',
] as const
export type Fault = (typeof FAULTS)[number]

export type Received = {
  service: SandboxService
  account: string
  messageId: string | null
  accepted: boolean
  answer: string
  body: string
  at: Instant
}

/** `hang` = never answer; `drop` = close the connection without a word. */
export type SandboxReply = { status: number; headers: Record<string, string>; body: string } | 'hang' | 'drop'

export type Sandbox = {
  handle: (request: SandboxRequest) => Promise<SandboxReply>
  /** The next `times` messages to this service meet the fault. */
  force: (service: SandboxService, fault: Fault, times?: number) => void
}

export type SandboxPorts = {
  accountOf: (service: SandboxService, token: string) => Promise<SandboxAccount | null>
  store: (received: Received) => Promise<void>
  now: () => Instant
}

export function createSandbox(ports: SandboxPorts): Sandbox {
  const faults = new Map<SandboxService, Fault[]>()
  const arrivals = new Map<string, Instant[]>()
  const force: Sandbox['force'] = (service, fault, times = 1) => {
    faults.set(service, [...(faults.get(service) ?? []), ...Array<Fault>(times).fill(fault)])
  }

  const handle: Sandbox['handle'] = async (request) => {
    const control = /^\/__ctl\/(\w+)$/.exec(request.path)
    if (control) return controlled(control[1] ?? '', request, force)
    const service = SANDBOX_SERVICES.find((name) => request.path.startsWith(`/${name}/`))
    if (!service) return reply(404, '{}')
    const fault = faults.get(service)?.shift() ?? null
    if (fault === 'hang') return 'hang'
    if (fault !== null && fault !== 'dies_after_accept') return forced(service, fault)
    const token = tokenOf(service, request)
    const account = await ports.accountOf(service, token)
    const now = ports.now()
    const earlier = arrivalsOf(arrivals, `${service}:${token}`, now)
    const verdict = ANSWERERS[service](request, { account, earlier, now })
    if (verdict.accepted) earlier.push(now)
    await ports.store({
      service,
      account: token,
      messageId: request.headers['webhook-id'] ?? request.headers['x-message-id'] ?? null,
      accepted: verdict.accepted,
      answer: verdict.body,
      body: request.body,
      at: now,
    })
    return fault === 'dies_after_accept' ? 'drop' : reply(verdict.status, verdict.body)
  }
  return { handle, force }
}

/**
 * The stand-in as an `HttpPort`, without a network in between. `base` is what channels have as their base
 * URL.
 */
export function sandboxPort(sandbox: Sandbox, base: string): HttpPort {
  return async (request) => {
    const url = new URL(request.url)
    const answer = await sandbox.handle({
      method: request.method,
      path: url.pathname.slice(new URL(base).pathname.replace(/\/$/, '').length),
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: request.body,
    })
    if (answer === 'hang') throw new PortError('timeout', 'no answer in time')
    if (answer === 'drop') throw new PortError('network', 'connection closed')
    return answer
  }
}

const ANSWERERS = {
  wecom: answerWecom,
  dingtalk: answerDingtalk,
  feishu: answerFeishu,
  webhook: answerWebhook,
}

function tokenOf(service: SandboxService, { path, query }: SandboxRequest): string {
  if (service === 'wecom') return query.key ?? ''
  if (service === 'dingtalk') return query.access_token ?? ''
  return path.split('/').at(-1) ?? ''
}

/** Earlier accepted messages of this robot within the longest penalty; older ones are forgotten. */
function arrivalsOf(arrivals: Map<string, Instant[]>, key: string, now: Instant): Instant[] {
  const recent = (arrivals.get(key) ?? []).filter((at) => at > now - 600_000)
  arrivals.set(key, recent)
  return recent
}

function controlled(service: string, request: SandboxRequest, force: Sandbox['force']): SandboxReply {
  const known = SANDBOX_SERVICES.find((name) => name === service)
  let wish: { fault?: unknown; times?: unknown } = {}
  try {
    wish = JSON.parse(request.body || '{}') as typeof wish
  } catch {
    return reply(400, '{"error":"not json"}')
  }
  const fault = FAULTS.find((name) => name === wish.fault)
  const times = wish.times === undefined ? 1 : Number(wish.times)
  if (request.method !== 'POST' || !known || !fault || !(times >= 1 && times <= 1000)) {
    return reply(400, JSON.stringify({ services: SANDBOX_SERVICES, faults: FAULTS }))
  }
  force(known, fault, times)
  return reply(200, '{"ok":true}')
}

function forced(service: SandboxService, fault: Exclude<Fault, 'hang' | 'dies_after_accept'>): SandboxReply {
  if (fault === 'http_500') return reply(500, 'internal error')
  if (fault === 'malformed') return reply(200, '<html><body>Please sign in to the network</body></html>')
  const verdict = FORCED[service][fault]
  const wait = verdict.status === 429 ? { 'retry-after': '30' } : {}
  return {
    ...replyRecord(verdict.status, verdict.body),
    headers: { 'content-type': 'application/json', ...wait },
  }
}

type CodedFault = 'rate_limit' | 'wrong_sign' | 'token_expired' | 'unknown_code'

const refused = (status: number, body: Record<string, unknown>): Verdict => ({
  accepted: false,
  status,
  body: JSON.stringify(body),
})

const FORCED: Record<SandboxService, Record<CodedFault, Verdict>> = {
  wecom: {
    rate_limit: refused(200, { errcode: 45009, errmsg: 'api freq out of limit' }),
    // There is no signature to be wrong: the key is all there is.
    wrong_sign: refused(200, { errcode: 93000, errmsg: 'invalid webhook url' }),
    token_expired: refused(200, { errcode: 93000, errmsg: 'invalid webhook url' }),
    unknown_code: refused(200, { errcode: 987654, errmsg: 'a code nobody has seen' }),
  },
  dingtalk: {
    rate_limit: refused(200, { errcode: 130101, errmsg: 'send too fast' }),
    wrong_sign: refused(200, { errcode: 310000, errmsg: 'sign not match' }),
    token_expired: refused(200, { errcode: 300001, errmsg: 'token is not exist' }),
    unknown_code: refused(200, { errcode: 987654, errmsg: 'a code nobody has seen' }),
  },
  feishu: {
    rate_limit: refused(200, { code: 11232, msg: 'frequency limited' }),
    wrong_sign: refused(200, { code: 19021, msg: 'sign match fail or timestamp is not within one hour' }),
    token_expired: refused(200, { code: 19001, msg: 'param invalid: incoming webhook access token invalid' }),
    unknown_code: refused(200, { code: 987654, msg: 'a code nobody has seen' }),
  },
  webhook: {
    rate_limit: refused(429, {}),
    wrong_sign: refused(401, { error: 'signature' }),
    token_expired: refused(410, {}),
    unknown_code: refused(418, {}),
  },
}

function reply(status: number, body: string): SandboxReply {
  return replyRecord(status, body)
}

function replyRecord(status: number, body: string): Exclude<SandboxReply, string> {
  return { status, headers: { 'content-type': 'application/json' }, body }
}
