// `npm run bench`: the measurements on the Node that comes with the package.
import { ensureInstalled } from './install.mjs'
import { environment, modernNode, run } from './project.mjs'

await ensureInstalled({ dev: true })
process.exit(await run(modernNode(), ['bench/run.ts', ...process.argv.slice(2)], { env: environment() }))
