// Type-checks the four projects, two at a time. The compiler is the native one; the package `typescript`
// beside it is the last with an interface for tools.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cacheDir, capture, modernNode, root } from './project.mjs'

const PROJECTS = ['core', 'server', 'web', 'test']

/** Prints what the compiler says and gives the number of projects with errors. */
export async function checkTypes() {
  const compiler = join(root, 'node_modules', 'tsc7', 'bin', 'tsc')
  const waiting = [...PROJECTS]
  let failed = 0
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      // What was found in order is remembered: checking again costs a tenth.
      const memory = join(cacheDir, `types-${name}.tsbuildinfo`)
      const { code, output } = await capture(modernNode(), [
        compiler,
        '-p',
        `tsconfig.${name}.json`,
        '--incremental',
        '--tsBuildInfoFile',
        memory,
      ])
      if (code !== 0) {
        failed += 1
        console.log(`types of ${name}:\n${output}`)
      }
    }
  }
  await Promise.all([work(), work()])
  return failed
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exit((await checkTypes()) === 0 ? 0 : 1)
