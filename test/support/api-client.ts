import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import type { z } from 'zod'
import type { Route } from '../../src/api/route.ts'
import { signIn as signInRoute } from '../../src/api/session.ts'
import { createApp } from '../../src/server/main.ts'
import { type Clock, fixedClock } from '../../src/server/platform/clock.ts'
import { openJobs } from '../../src/server/platform/jobs.ts'
import { createLog, type Logger } from '../../src/server/platform/log.ts'
import type { App } from '../../src/server/platform/serve.ts'
import type { TestDatabase } from './database.ts'
import { NOW, PASSWORD } from './world-of-two-orgs.ts'

export type Answer = {
  status: number
  body: unknown
  text: string
  bytes: Buffer
  headers: Record<string, unknown>
}

type Parts<R> =
  R extends Route<infer P, infer Q, infer B, z.ZodType>
    ? { params?: z.input<P>; query?: z.input<Q>; body?: z.input<B>; headers?: Record<string, string> }
    : never

export type Client = {
  /** Calls a route by its constant with whatever parts a test wants to send, valid or not. */
  call<R extends Route>(route: R, parts?: Parts<R>): Promise<Answer>
  /** As `call`, for an answer that must be a success; gives its body. */
  get<R extends Route>(route: R, parts?: Parts<R>): Promise<z.output<R['reply']>>
  /** Raw, for tests of the HTTP shell itself. */
  send(request: SentRequest): Promise<Answer>
  cookie: string | null
}

export type SentRequest = {
  method: Route['method']
  url: string
  body?: unknown
  headers?: Record<string, string>
  address?: string
}

export type TestApp = {
  app: App
  anonymous: Client
  signIn(login: string, org?: string): Promise<Client>
  /** A client of this very application that carries a session opened elsewhere. */
  withCookie(cookie: string | null): Client
}

/** The application of the composition root on a test database, without a port; the clock stands still. */
export async function testApp(
  database: TestDatabase,
  clock: Clock = fixedClock(NOW),
  log: Logger = createLog('silent'),
): Promise<TestApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-app-'))
  const closeJobs = await openJobs(database.app)
  const app = await createApp(
    { db: database.db, pool: database.app, key: Buffer.alloc(32, 7), connection: database.connect.app },
    {
      dataDir,
      host: '127.0.0.1',
      port: 0,
      demo: false,
      databaseUrl: null,
      smtpUrl: null,
      publicUrl: null,
      watchdogUrl: null,
      allowPrivate: [],
      backup: { directory: '/nowhere', schedule: false, passphrase: null },
    },
    log,
    { clock },
  )
  afterAll(async () => {
    await app.http.close()
    await closeJobs()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const anonymous = clientOf(app, null)
  return {
    app,
    anonymous,
    signIn: (login, org) => signIn(app, login, org),
    withCookie: (cookie) => clientOf(app, cookie),
  }
}

async function signIn(app: App, login: string, org?: string): Promise<Client> {
  const answer = await clientOf(app, null).call(signInRoute, {
    body: { login, password: PASSWORD, ...(org === undefined ? {} : { org }) },
  })
  expect(answer, `sign-in of ${login}`).toMatchObject({ status: 200 })
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!
  return clientOf(app, cookie)
}

function clientOf(app: App, cookie: string | null): Client {
  const send = async ({ method, url, body, headers, address }: SentRequest): Promise<Answer> => {
    const response = await app.http.inject({
      method,
      url,
      remoteAddress: address ?? '127.0.0.1',
      headers: { host: 'localhost:8420', ...(cookie === null ? {} : { cookie }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    const isJson = String(response.headers['content-type']).includes('application/json')
    return {
      status: response.statusCode,
      body: isJson ? response.json() : null,
      text: response.payload,
      bytes: response.rawPayload,
      headers: response.headers,
    }
  }
  const call: Client['call'] = (route, parts) => {
    const {
      params = {},
      query = {},
      body,
      headers = {},
    } = (parts ?? {}) as {
      params?: Record<string, string>
      query?: Record<string, unknown>
      body?: unknown
      headers?: Record<string, string>
    }
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)]),
    ).toString()
    const url = search === '' ? path : `${path}?${search}`
    const sent = body ?? (route.method === 'GET' ? undefined : {})
    // What a test says nothing about is changed whatever its version is.
    const seen = route.isVersioned ? { 'if-match': '*' } : {}
    return send({ method: route.method, url, body: sent, headers: { ...seen, ...headers } })
  }
  return {
    send,
    call,
    cookie,
    get: async (route, parts) => {
      const answer = await call(route, parts)
      expect(answer, `${route.method} ${route.path}`).toMatchObject({ status: 200 })
      return answer.body as never
    },
  }
}
