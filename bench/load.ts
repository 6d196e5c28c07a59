import { Agent, type IncomingMessage, request } from 'node:http'
import { type Latency, latencyOf } from './figures.ts'

export type Target = { url: string; cookie?: string }
export type Answer = { status: number; text: string }

/** The connections of a driver; one keep-alive connection each, as browsers hold them. */
export function openClient(target: Target, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
  const { hostname, port } = new URL(target.url)
  const send = (method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> =>
    new Promise((done, fail) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const headers: Record<string, string> = target.cookie ? { cookie: target.cookie } : {}
      if (text !== undefined) headers['content-type'] = 'application/json'
      const sent = request({ agent, hostname, port, method, path, headers }, (reply) => {
        collect(reply).then((got) => done({ status: reply.statusCode ?? 0, text: got }), fail)
      })
      sent.on('error', fail)
      sent.end(text)
    })
  return { send, close: () => agent.destroy() }
}

export type Client = ReturnType<typeof openClient>

async function collect(reply: IncomingMessage): Promise<string> {
  reply.setEncoding('utf8')
  let text = ''
  for await (const part of reply) text += part
  return text
}

export type Load = { paths: readonly string[]; connections: number; seconds: number }

/**
 * Closed loop: every connection asks the next path as soon as it has its answer. The first tenth of the time
 * warms up and does not count. Anything but 200 ends the run: a refusal is quick and would look good.
 */
export async function measure(target: Target, load: Load): Promise<Latency> {
  const client = openClient(target, load.connections)
  const started = performance.now()
  const counted = started + load.seconds * 100
  const ends = counted + load.seconds * 1000
  const samples: number[] = []
  let next = 0
  const drive = async (): Promise<void> => {
    for (;;) {
      const begun = performance.now()
      if (begun >= ends) return
      const path = load.paths[next++ % load.paths.length]!
      const { status, text } = await client.send('GET', path)
      if (status !== 200) throw new Error(`${path} answered ${status}: ${text.slice(0, 300)}`)
      if (begun >= counted) samples.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: load.connections }, drive))
  client.close()
  return latencyOf(samples, performance.now() - counted)
}
