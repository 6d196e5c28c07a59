import { setTimeout as sleep } from 'node:timers/promises'
import { addDays, dayOf } from '../src/core/calendar.ts'
import { systemClock } from '../src/server/platform/clock.ts'
import type { Place, Say } from './company.ts'
import { atMost, type Latency, latencyOf, type Verdict } from './figures.ts'
import { openClient, type Target } from './load.ts'
import { signIn, startProduct } from './server.ts'

export type AlertFigures = {
  writers: number
  /** HTTP write sent → its answer */
  write: Latency
  /** HTTP write sent → the alert in the answer of GET /api/alerts */
  visible: Latency
}

const ROUNDS = [
  { writers: 1, writes: 120 },
  { writers: 8, writes: 240 },
]
const LOOK_EVERY_MS = 5
const GIVEN_UP_MS = 30_000

/**
 * An invoice that is already overdue is typed in over HTTP; the clock stops when the worker of the same
 * program has opened its alert and the API shows it. Every write is to a customer without an alert.
 */
export async function measureAlerts(
  place: Place,
  { orgId, say }: { orgId: string; say: Say },
): Promise<{ figures: AlertFigures[]; verdicts: Verdict[] }> {
  const { rows } = await place.admin.query<{ id: string }>(
    `select c.id from customer c where c.org_id = $1 and c.voided_at is null
       and not exists (select 1 from alert a where a.org_id = $1 and a.customer_id = c.id)
     order by md5(c.id::text) limit 1000`,
    [orgId],
  )
  const customers = rows.map((row) => row.id)
  const product = await startProduct(place)
  try {
    const target = await signIn(product.url, 'boss')
    // What the start itself has to look at must not count as the wait of the first write.
    await sleep(3_000)
    const figures: AlertFigures[] = []
    let serial = 0
    for (const { writers, writes } of ROUNDS) {
      const write: number[] = []
      const visible: number[] = []
      const started = performance.now()
      const drive = async (): Promise<void> => {
        while (visible.length < writes) {
          serial += 1
          const took = await writeAndWait(target, customers[serial % customers.length]!, serial)
          write.push(took.writeMs)
          visible.push(took.visibleMs)
        }
      }
      await Promise.all(Array.from({ length: writers }, drive))
      const elapsed = performance.now() - started
      figures.push({ writers, write: latencyOf(write, elapsed), visible: latencyOf(visible, elapsed) })
      say(`write → alert with ${writers} writers: p99 ${figures.at(-1)!.visible.p99} ms`)
    }
    const verdicts = figures.map(({ writers, visible }) =>
      atMost(`write → alert visible, ${writers} writers: p99`, visible.p99, 2_000, ' ms'),
    )
    return { figures, verdicts }
  } finally {
    await product.stop()
  }
}

async function writeAndWait(target: Target, customerId: string, serial: number) {
  const client = openClient(target, 1)
  const today = dayOf(systemClock.now())
  const amountFen = 1_000_000 + serial
  const begun = performance.now()
  const reply = await client.send('POST', '/api/receivables/invoices', {
    customerId,
    number: `BENCH-${begun}-${serial}`,
    issuedOn: addDays(today, -70),
    amountFen,
    instalments: [{ dueOn: addDays(today, -40), amountFen }],
  })
  const writeMs = performance.now() - begun
  if (reply.status !== 200) throw new Error(`the write answered ${reply.status}: ${reply.text}`)
  for (;;) {
    const { text } = await client.send(
      'GET',
      `/api/alerts?customerId=${customerId}&rule=instalment-overdue-30`,
    )
    const visibleMs = performance.now() - begun
    const rows: { moneyFen: number }[] = JSON.parse(text).rows
    if (rows.some((row) => row.moneyFen === amountFen)) {
      client.close()
      return { writeMs, visibleMs }
    }
    if (visibleMs > GIVEN_UP_MS) throw new Error('no alert came')
    await sleep(LOOK_EVERY_MS)
  }
}
