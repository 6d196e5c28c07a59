// `npm run --silent bw -- ARGUMENTS`: the bw command from a clone, with nothing else in its output.
import { ensureInstalled } from './install.mjs'
import { becomeBw } from './project.mjs'

await ensureInstalled({ dev: false })
becomeBw(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd())
