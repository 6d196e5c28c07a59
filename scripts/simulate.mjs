// `npm run simulate -- --years 1000`: the property of the house over as many company-years as one has time
// for.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './install.mjs'
import { environment, modernNode, root, run } from './project.mjs'

const { values } = parseArgs({ options: { years: { type: 'string', default: '1000' } } })
const years = Number(values.years)
if (!Number.isInteger(years) || years < 1) {
  console.error('--years takes a whole number of company-years, for example 1000.')
  process.exit(2)
}
await ensureInstalled({ dev: true })
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const tests = ['run', '--project', 'unit', 'src/core/watch/sweep.property.test.ts']
process.exit(
  await run(modernNode(), [vitest, ...tests], {
    env: { ...environment(), BELLWETHER_SIMULATED_YEARS: String(years) },
  }),
)
