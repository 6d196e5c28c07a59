// `npm start` on a fresh machine: install, build the pages, hand over to the server.
import { ensureInstalled } from './install.mjs'
import { becomeBw } from './project.mjs'
import { ensureWeb, webIsBuilt } from './web.mjs'

await ensureInstalled({ dev: !webIsBuilt() })
await ensureWeb()
becomeBw(['start', ...process.argv.slice(2)])
