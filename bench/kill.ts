import { parseArgs } from 'node:util'
import { tellCrashStory } from '../test/support/crash-story.ts'

/**
 * kill -9 of the server, of PostgreSQL and of both in turn while a company works: `node bench/kill.ts
 * --rounds 20 --seed 1`. Ends with an error at the first thing lost, doubled or made up; prints figures.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
})
const report = await tellCrashStory({ rounds: Number(values.rounds), seed: Number(values.seed) })
const { recoveries, ...figures } = report
console.info(JSON.stringify(figures))
for (const [victim, own] of Map.groupBy(recoveries, (one) => one.victim)) {
  const times = own.map(({ ms }) => ms).sort((a, b) => a - b)
  const median = times[times.length >> 1]!
  console.info(
    `${victim}: killed ${times.length} times, answers again after ${median} ms (median), ${times.at(-1)} ms (most)`,
  )
}
