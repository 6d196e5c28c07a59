import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { verifyWebhook } from '../../src/server/platform/channels/webhook.ts'
import { systemClock } from '../../src/server/platform/clock.ts'

export type WebhookReceiver = {
  url: string
  /** `127.0.0.1:port`, what the server must be allowed to reach. */
  host: string
  secret: string
  /** By message id: how often it came, and the bodies it came with. */
  messages: ReadonlyMap<string, { times: number; bodies: ReadonlySet<string> }>
  /** Requests whose signature did not fit. */
  forged(): number
  close(): Promise<void>
}

/** Takes a moment, as a real receiver does: a kill between sending and writing back must be possible. */
const ANSWER_AFTER_MS = 15

/** Somebody else's machine on the loopback: keeps every message it was sent, by its id. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const messages = new Map<string, { times: number; bodies: Set<string> }>()
  let forged = 0
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const headers = request.headers as Record<string, string | undefined>
      const id = headers['webhook-id'] ?? ''
      if (!verifyWebhook(secret, headers, body, systemClock.now())) {
        forged += 1
        response.writeHead(401).end()
        return
      }
      const known = messages.get(id) ?? { times: 0, bodies: new Set() }
      messages.set(id, { times: known.times + 1, bodies: known.bodies.add(body) })
      await sleep(ANSWER_AFTER_MS)
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    host: `127.0.0.1:${address.port}`,
    secret,
    messages,
    forged: () => forged,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
