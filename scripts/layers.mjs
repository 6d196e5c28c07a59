// Import rules by dependency-cruiser. It reports "no violations" as well when it could read nothing, so every
// source file must be among the modules it says it has read.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { capture, modernNode, root } from './project.mjs'

/** Prints each breach and gives their number. */
export async function checkLayers() {
  const tool = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs')
  const { output } = await capture(modernNode(), [
    tool,
    'src',
    '--config',
    '.dependency-cruiser.cjs',
    '-T',
    'json',
  ])
  let result
  try {
    result = JSON.parse(output)
  } catch {
    console.log(`dependency-cruiser failed:\n${output}`)
    return 1
  }
  const { violations } = result.summary
  for (const { rule, from, to, cycle } of violations) {
    const path = cycle ? cycle.map((step) => step.name).join(' → ') : to
    console.log(`${rule.severity} ${rule.name}: ${from} → ${path}`)
  }
  const read = new Set(result.modules.map((module) => module.source))
  const unread = sourceFiles('src').filter((file) => !read.has(file))
  for (const file of unread) console.log(`not read: ${file}`)
  return violations.filter(({ rule }) => rule.severity === 'error').length + unread.length
}

function sourceFiles(path) {
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const child = `${path}/${entry.name}`
    if (entry.isDirectory()) return sourceFiles(child)
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [child] : []
  })
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exit((await checkLayers()) === 0 ? 0 : 1)
