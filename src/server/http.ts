import { existsSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import fastifyStatic from '@fastify/static'
import { type FastifyError, type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import { sentenceOf } from '../text/errors.ts'
import { systemClock } from './platform/clock.ts'
import { AppError } from './platform/errors.ts'
import type { Logger } from './platform/log.ts'
import { countRequest } from './platform/metrics.ts'
import { UPLOAD_LIMIT_MB } from './platform/upload.ts'

const WEB = join(import.meta.dirname, '../../dist/web')
const FOREIGN_KEY_VIOLATION = '23503'
const MB = 1024 * 1024
const BODY_LIMIT_MB = 1
/** Text no column can hold (a NUL, half a character), a number too large for one. */
const UNSTORABLE = ['22021', '22P05', '22003']

/**
 * The HTTP shell: headers, cookies, uploads, one error shape, the web's files. Routes are added by the
 * modules.
 */
export async function createHttp(log: Logger): Promise<FastifyInstance> {
  const http = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_MB * MB,
    trustProxy: false,
    routerOptions: { maxParamLength: 200 },
  })
  await http.register(cookie)
  await http.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    originAgentCluster: false,
  })
  await http.register(multipart, {
    limits: { fileSize: UPLOAD_LIMIT_MB * MB, files: 1, fields: 20, parts: 21 },
  })
  http.addHook('onRequest', async (request) => refuseForeignWrites(request))
  http.addHook('onSend', async (request, response) => {
    if (request.url.startsWith('/api/')) response.header('cache-control', 'no-store')
  })
  http.addHook('onResponse', async (request, response) => {
    countRequest(
      request.routeOptions.url ?? 'unknown',
      request.method,
      response.statusCode,
      response.elapsedTime,
    )
  })
  http.setErrorHandler((error, request, response) => {
    const { status, code, detail } = shapeOf(error as FastifyError)
    if (status >= 500) {
      log.error(
        {
          route: request.routeOptions.url,
          method: request.method,
          err: (error as Error).message,
          stack: (error as Error).stack,
        },
        'request failed',
      )
    }
    const locale = String(request.headers['accept-language'] ?? '').startsWith('en') ? 'en' : 'zh-CN'
    response.status(status).send({ code, message: sentenceOf(code, detail, locale), detail })
  })
  return http
}

/** The built pages, with the history fallback of a single-page application. Added last: API routes win. */
export async function serveWeb(http: FastifyInstance): Promise<void> {
  const built = existsSync(join(WEB, 'index.html'))
  if (built) {
    await http.register(fastifyStatic, {
      root: WEB,
      wildcard: false,
      // The build has put .br and .gz beside scripts and styles; they are sent instead, never asked for.
      preCompressed: true,
      globIgnore: ['**/*.{br,gz}', '.vite/**'],
      setHeaders: (response, path) => {
        response.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  }
  http.setNotFoundHandler((request, response) => {
    const page =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      !/\.\w{2,5}$/.test(request.url.split('?')[0]!)
    if (page && built) return response.type('text/html').sendFile('index.html')
    return response
      .status(404)
      .send({ code: 'not_found', message: sentenceOf('not_found', {}, 'zh-CN'), detail: {} })
  })
}

/**
 * Cookie sessions need a check that a write comes from our own pages: browsers send Sec-Fetch-Site or Origin
 * with every cross-site write. Tools without a browser send neither, and carry no ambient cookie either.
 */
function refuseForeignWrites(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
  const site = request.headers['sec-fetch-site']
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none')
    throw new AppError('foreign_origin', 403)
  const origin = request.headers.origin
  // 'null' is what a sandboxed frame of another site sends; fetch of our own pages says where it is from.
  if (typeof origin === 'string' && safeHost(origin) !== request.headers.host) {
    throw new AppError('foreign_origin', 403)
  }
}

function safeHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

function shapeOf(error: FastifyError): { status: number; code: string; detail: Record<string, unknown> } {
  if (error instanceof AppError) return { status: error.status, code: error.code, detail: error.detail }
  const status = error.statusCode ?? 500
  if (status === 413) {
    const limitMb = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? BODY_LIMIT_MB : UPLOAD_LIMIT_MB
    return { status, code: 'too_large', detail: { limitMb } }
  }
  if (status >= 400 && status < 500) return { status, code: 'invalid_input', detail: { fields: [] } }
  // Keys are (org_id, id), so an id of another organisation and an id of nothing break them alike (law 6).
  if (error.code === FOREIGN_KEY_VIOLATION)
    return { status: 404, code: 'not_found', detail: { what: 'record' } }
  if (UNSTORABLE.includes(error.code)) return { status: 400, code: 'invalid_input', detail: { fields: [] } }
  if (isDatabaseGone(error)) return { status: 503, code: 'database_unavailable', detail: {} }
  return { status: 500, code: 'internal', detail: { reference: systemClock.now().toString(36) } }
}

function isDatabaseGone(error: { code?: string; message?: string }): boolean {
  return (
    ['57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ENOENT', 'ECONNRESET'].includes(error.code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message ?? '')
  )
}
