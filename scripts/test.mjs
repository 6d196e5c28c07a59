// `npm test`: everything there is, on a machine that has only Node and npm.
//   --only a,b   a choice of: types lint tidy unit modules e2e
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { checkLayers } from './layers.mjs'
import { cacheDir, environment, modernNode, root, run } from './project.mjs'
import { checkTypes } from './types.mjs'

const tool = (...path) => join(root, 'node_modules', ...path)
const node = async (script, ...args) => run(modernNode(), [script, ...args], { env: environment() })

/** Each step gives the number of failed and, where it counts, of passed checks. */
const STEPS = {
  types: async () => ({ failed: await checkTypes() }),
  lint: async () => ({ failed: await node(tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '.') }),
  layers: async () => ({ failed: await checkLayers() }),
  unused: async () => ({ failed: await node(tool('knip', 'bin', 'knip.js')) }),
  tidy: () => vitest('unit', 'test/tidy'),
  unit: () => vitest('unit'),
  modules: () => vitest('modules'),
  e2e: () => vitest('e2e'),
}
const EVERYTHING = ['types', 'lint', 'layers', 'unused', 'unit', 'modules', 'e2e']
/** The short form of the style guide's three guards. */
const GROUPS = { tidy: ['layers', 'unused', 'tidy'] }

await ensureInstalled({ dev: true })
const totals = { passed: 0, failed: 0 }
const broken = []
for (const name of chosenSteps()) {
  const started = performance.now()
  console.log(`\n── ${name}`)
  const { passed = 0, failed } = await STEPS[name]()
  totals.passed += passed
  totals.failed += failed
  if (failed > 0) broken.push(name)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`── ${name}: ${failed === 0 ? 'ok' : `${failed} failed`} (${seconds} s)`)
}
if (broken.length > 0) console.log(`\nNot in order: ${broken.join(', ')}`)
console.log(`\n${totals.passed} passed, ${totals.failed} failed`)
process.exit(totals.failed === 0 ? 0 : 1)

function chosenSteps() {
  const at = process.argv.indexOf('--only')
  if (at < 0) return EVERYTHING
  const names = (process.argv[at + 1] ?? '').split(',').flatMap((name) => GROUPS[name] ?? [name])
  const unknown = names.filter((name) => !STEPS[name])
  if (unknown.length > 0) {
    console.error(`Unknown step: ${unknown.join(', ')}. There are: ${Object.keys(STEPS).join(' ')}`)
    process.exit(2)
  }
  return names
}

async function vitest(project, ...filter) {
  mkdirSync(cacheDir, { recursive: true })
  const report = join(cacheDir, `vitest-${project}.json`)
  rmSync(report, { force: true })
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  const code = await node(tool('vitest', 'vitest.mjs'), ...args, ...filter)
  const counted = readReport(report)
  // A file that cannot be loaded, or an error outside every test, fails the run without a failed test.
  return { passed: counted.passed, failed: code === 0 ? counted.failed : Math.max(1, counted.failed) }
}

function readReport(file) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests }
  } catch {
    return { passed: 0, failed: 0 }
  }
}
