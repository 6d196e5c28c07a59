import { addDays, type Day, dayOf } from '../src/core/calendar.ts'
import { judgeOrders } from '../src/server/modules/credit/index.ts'
import { readAgeing } from '../src/server/modules/receivables/index.ts'
import { newId, systemClock } from '../src/server/platform/clock.ts'
import { read, write } from '../src/server/platform/context.ts'
import type { Place, Say } from './company.ts'
import { cpuOf } from './cpu.ts'
import { atMost, type Latency, latencyOf, round, type Verdict } from './figures.ts'

type Ageing = {
  reading: 'business' | 'known'
  asOf: Day
  seconds: number
  sqlSeconds: number
  ratio: number
  cpuRatio: number | null
}

export type ReceivableFigures = { exposure: Latency; ageing: Ageing[] }

const SAMPLED = 500
const BACK_DAYS = 40
const ROUNDS = 5

/** The credit check an order waits for, and the ageing of every customer as of a past day (issue 6 §7.3). */
export async function measureReceivables(
  place: Place,
  { orgId, say }: { orgId: string; say: Say },
): Promise<{ figures: ReceivableFigures; verdicts: Verdict[] }> {
  const exposure = await measureExposure(place, orgId)
  say(`credit check: p50 ${exposure.p50} ms, p99 ${exposure.p99} ms`)
  const ageing: Ageing[] = []
  for (const reading of ['business', 'known'] as const)
    ageing.push(await measureAgeing(place, orgId, reading))
  return {
    figures: { exposure, ageing },
    verdicts: [
      atMost('credit check inside an order write, p99', exposure.p99, 10, ' ms'),
      ...ageing.map(({ reading, ratio }) => atMost(`ageing as of a day, ${reading} ÷ SQL`, ratio, 2)),
    ],
  }
}

/**
 * What the write of an order asks of credit, inside its transaction: half of the customers by chance, half
 * those with most instalments.
 */
async function measureExposure({ admin, installation }: Place, orgId: string): Promise<Latency> {
  const { rows } = await admin.query<{ id: string }>(
    `(select id from customer where org_id = $1 and voided_at is null order by md5(id::text) limit $2)
     union all
     (select customer_id from instalment where org_id = $1 and voided_at is null group by 1 order by count(*) desc limit $2)`,
    [orgId, SAMPLED],
  )
  const samples: number[] = []
  const started = performance.now()
  for (const { id: customerId } of rows) {
    await write(installation.db, { orgId, now: systemClock.now() }, async (ctx) => {
      const before = performance.now()
      await judgeOrders(ctx, [{ id: newId(), customerId, amountFen: 1_000_000n }])
      samples.push(performance.now() - before)
    })
  }
  return latencyOf(samples, performance.now() - started)
}

/** Product and SQL in turn; the middle of the rounds counts, and both must find the same money. */
async function measureAgeing(place: Place, orgId: string, reading: 'business' | 'known'): Promise<Ageing> {
  const asOf = addDays(dayOf(systemClock.now()), -BACK_DAYS)
  const { dataDir } = place.config
  const ours: number[] = []
  const theirs: number[] = []
  let [ourCpu, theirCpu] = [0, 0]
  for (let round = 0; round < ROUNDS; round += 1) {
    const product = await timed(dataDir, () =>
      read(place.installation.db, { orgId, now: systemClock.now() }, (ctx) =>
        readAgeing(ctx, { asOf, reading, top: 50 }),
      ),
    )
    const sql = await timed(dataDir, () => ageingInSql(place, orgId, { asOf, reading }))
    const fen = sql.value.reduce((sum, row) => sum + BigInt(row.open), 0n)
    if (product.value.customerCount !== sql.value.length || product.value.open.amountFen !== fen)
      throw new Error(`ageing ${reading}: ${product.value.open.amountFen} beside ${fen}`)
    ours.push(product.seconds)
    theirs.push(sql.seconds)
    ourCpu += product.cpu
    theirCpu += sql.cpu
  }
  const [seconds, sqlSeconds] = [middleOf(ours), middleOf(theirs)]
  return {
    ...{ reading, asOf, seconds: round(seconds), sqlSeconds: round(sqlSeconds) },
    ratio: round(seconds / sqlSeconds),
    cpuRatio: theirCpu > 0 ? round(ourCpu / theirCpu) : null,
  }
}

async function timed<T>(dataDir: string, work: () => Promise<T>) {
  const started = performance.now()
  const { value, cpu } = await cpuOf(dataDir, process.pid, work)
  return { value, seconds: (performance.now() - started) / 1000, cpu: cpu ? cpu.node + cpu.postgres : 0 }
}

function middleOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}

/** Open and five buckets of every customer that owes, as somebody would ask who had only this to do. */
async function ageingInSql(
  { admin }: Place,
  orgId: string,
  { asOf, reading }: { asOf: Day; reading: 'business' | 'known' },
): Promise<{ open: string }[]> {
  const counts = (alias: string) =>
    reading === 'business'
      ? `${alias}.occurred_on <= $2::date and ${alias}.voided_at is null`
      : `${alias}.known_at < ($2::date + 1)::timestamp at time zone 'Asia/Shanghai'
         and (${alias}.voided_at is null or ${alias}.voided_at >= ($2::date + 1)::timestamp at time zone 'Asia/Shanghai')`
  const { rows } = await admin.query(
    `select customer_id, sum(open)::text as open, sum(open) filter (where due_on >= $2::date) as not_due,
       sum(open) filter (where $2::date - due_on between 1 and 30) as late_30,
       sum(open) filter (where $2::date - due_on between 31 and 60) as late_60,
       sum(open) filter (where $2::date - due_on between 61 and 90) as late_90,
       sum(open) filter (where $2::date - due_on > 90) as later
     from (
       select i.customer_id, i.due_on, i.amount_fen - coalesce(p.fen, 0) as open
       from instalment i left join (select a.instalment_id, sum(a.amount_fen) as fen from allocation a
         where a.org_id = $1 and ${counts('a')} group by 1) p on p.instalment_id = i.id
       where i.org_id = $1 and ${counts('i')}
     ) o where open > 0 group by customer_id`,
    [orgId, asOf],
  )
  return rows
}
