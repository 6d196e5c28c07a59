import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { addDays, dayOf } from '../../src/core/calendar.ts'
import { setupToken } from '../../src/server/modules/setup/setup-token.ts'
import { systemClock } from '../../src/server/platform/clock.ts'
import { type CrashReport, crashRepeatedly, seededRandom } from './crash.ts'
import { checkBooks, checkMessages, countPresent, untilQuiet } from './crash-checks.ts'
import type { TestServer } from './server.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

export type StoryReport = CrashReport & {
  /** Unanswered writes that had happened all the same; sent again under their key they happened once. */
  happened: number
  alerts: number
  messages: number
  /** Messages that came more than once, each time under the same id and with the same body. */
  repeated: number
}

const CUSTOMERS = 8
const ANSWER_MS_MAX = 20_000
const PAUSE_MS = 25
const REPEATED_PER_START = 10

/**
 * A company at work while its server and its database are killed: invoices, payments, follow-ups and new
 * customers over HTTP, each under an idempotency key, alerts and messages to a receiver outside. After each
 * kill everything acknowledged is there once, what nobody answered is sent again and happens once, and the
 * alerts are those that a replay of history tells.
 */
export async function tellCrashStory(plan: { rounds: number; seed: number }): Promise<StoryReport> {
  const receiver = await startWebhookReceiver()
  const story = newStory(receiver, plan.seed)
  try {
    const report = await crashRepeatedly<string>({
      cycles: plan.rounds,
      writers: 4,
      extraWorker: true,
      seed: plan.seed,
      killAfterMs: { from: 400, to: 4_000 },
      server: { env: { BELLWETHER_ALLOW_PRIVATE: receiver.host } },
      prepare: (server) => prepare(story, server),
      write: async (server, number) => {
        await sleep(PAUSE_MS * story.random())
        const write = writeOf(story, number)
        story.books.unanswered.set(write.key, write)
        await send(story, server, write)
        return write.key
      },
      verify: async (server) => {
        if (story.refusals.length > 0) throw new Error(`refused: ${story.refusals.slice(0, 3).join('; ')}`)
        story.happened += await countPresent(server.dataDir, [...story.books.unanswered.keys()])
        await sendAgain(story, server)
        await untilQuiet(server.dataDir)
        story.alerts = await checkBooks(server.dataDir, story.books)
      },
      finish: (server) => checkMessages(server.dataDir, receiver),
    })
    const repeated = [...receiver.messages.values()].filter(({ times }) => times > 1).length
    const { happened, alerts } = story
    return { ...report, happened, alerts, messages: receiver.messages.size, repeated }
  } finally {
    await receiver.close()
  }
}

type Write = { key: string; path: string; body: Record<string, unknown> }

type Story = {
  random: () => number
  receiver: WebhookReceiver
  cookie: string
  customers: string[]
  /** What was sent and, once answered, the answer. */
  books: { unanswered: Map<string, Write>; answered: Map<string, { write: Write; reply: unknown }> }
  refusals: string[]
  happened: number
  alerts: number
}

function newStory(receiver: WebhookReceiver, seed: number): Story {
  const books = { unanswered: new Map(), answered: new Map() }
  const random = seededRandom(seed * 31 + 7)
  return { random, receiver, cookie: '', customers: [], books, refusals: [], happened: 0, alerts: 0 }
}

async function prepare(story: Story, server: TestServer): Promise<void> {
  if (story.cookie !== '') return
  const founder = {
    company: '断电机械有限公司',
    name: '老板',
    login: 'boss',
    password: 'quiet harbour at dusk 41',
  }
  const answer = await fetch(`${server.url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: setupToken(server.dataDir), ...founder }),
  })
  if (!answer.ok) throw new Error(`set-up: ${answer.status} ${await answer.text()}`)
  story.cookie = answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
  const { url, secret } = story.receiver
  await post(story, server, {
    path: '/api/channels',
    key: 'first-channel',
    body: {
      name: '接收方',
      enabled: true,
      settings: { kind: 'webhook', url, secret },
      audience: { departmentId: null, minSeverity: 3, brief: false },
    },
  })
  for (let number = 1; number <= CUSTOMERS; number += 1) {
    const write = customerOf(`first-${String(number).padStart(4, '0')}`)
    story.books.unanswered.set(write.key, write)
    await send(story, server, write)
  }
}

/** What nobody answered is sent again under its key; some that was answered too, for the same answer. */
async function sendAgain(story: Story, server: TestServer): Promise<void> {
  const { unanswered, answered } = story.books
  for (const write of [...unanswered.values()]) {
    const before = story.books.answered.size
    await send(story, server, write)
    if (story.books.answered.size === before) throw new Error(`${write.key} has no answer`)
  }
  for (const { write, reply } of [...answered.values()].slice(-REPEATED_PER_START)) {
    const again = await post(story, server, write)
    if (!isDeepStrictEqual(again, reply)) throw new Error(`${write.key} is answered anew`)
  }
}

async function send(story: Story, server: TestServer, write: Write): Promise<void> {
  const reply = await post(story, server, write)
  story.books.unanswered.delete(write.key)
  story.books.answered.set(write.key, { write, reply })
  if (write.path === '/api/customers') story.customers.push((reply as { id: string }).id)
}

/** Rejects when there is no answer (a dead server, a dead database behind it); a refusal ends the story. */
async function post(story: Story, server: TestServer, { path, key, body }: Write): Promise<unknown> {
  const answer = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: story.cookie, 'idempotency-key': key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  const text = await answer.text()
  if (answer.status < 300) return JSON.parse(text)
  if (answer.status < 500) story.refusals.push(`${path} ${key}: ${answer.status} ${text.slice(0, 200)}`)
  throw new Error(`${path}: ${answer.status}`)
}

/** Mostly invoices that are overdue already, so that nearly every write has an alert to open or to close. */
function writeOf(story: Story, number: number): Write {
  const { random, customers } = story
  const key = `write-${String(number).padStart(6, '0')}`
  const today = dayOf(systemClock.now())
  const customerId = customers[Math.floor(random() * customers.length)]!
  const amountFen = 1_000 + Math.floor(random() * 500_000)
  const kind = random()
  if (kind < 0.45) {
    const dueOn = addDays(today, -Math.floor(random() * 40) + 5)
    const instalments = [{ dueOn, amountFen }]
    const body = { customerId, number: key, issuedOn: addDays(today, -45), amountFen, instalments }
    return { key, path: '/api/receivables/invoices', body }
  }
  if (kind < 0.7) {
    const body = { customerId, receivedOn: today, amountFen, reference: key }
    return { key, path: '/api/receivables/payments', body }
  }
  if (kind < 0.95) return { key, path: '/api/activities', body: { customerId, kind: 'call', summary: key } }
  return customerOf(key)
}

function customerOf(key: string): Write {
  return {
    key,
    path: '/api/customers',
    body: { name: `客户 ${key} 有限公司`, externalCode: key, keyLevel: 'key' },
  }
}
