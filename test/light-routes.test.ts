import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { lightModule } from '../scripts/light-routes.ts'
import { createTask, listTasks } from '../src/api/tasks.ts'

const API = join(import.meta.dirname, '../src/api')
const WEB = join(import.meta.dirname, '../src/web')

async function read(code: string): Promise<Record<string, unknown>> {
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Record<string, unknown>
}

test('a route travels without its shapes and still says where it lives and what may be asked', async () => {
  const light = await read(lightModule({ listTasks, createTask }, 'tasks.ts'))
  expect(light['listTasks']).toEqual({
    id: 'tasks.list',
    method: 'GET',
    path: '/api/tasks',
    queryNames: ['box', 'state', 'recordKind', 'recordId', 'page', 'size'],
  })
  expect(light['createTask']).not.toHaveProperty('body')
})

test('words and numbers stay, shapes and functions do not', async () => {
  const exports = {
    KINDS: ['a', 'b'],
    MAX: 3,
    shape: z.string(),
    make: () => 1,
    mixed: { shape: z.string() },
  }
  expect({ ...(await read(lightModule(exports, 'x.ts'))) }).toEqual({ KINDS: ['a', 'b'], MAX: 3 })
})

test('every route of the product keeps its address', async () => {
  let routes = 0
  for (const name of readdirSync(API).filter((file) => !file.endsWith('.test.ts'))) {
    const full = (await import(join(API, name))) as Record<string, { path?: string; reply?: unknown }>
    const light = lightModule(full, name)
    for (const [key, value] of Object.entries(full)) {
      if (value?.reply === undefined || value.path === undefined) continue
      routes += 1
      expect(light).toMatch(new RegExp(`^export const ${key} = .*"path":"${value.path}"`, 'm'))
    }
    expect(light).not.toContain('"reply"')
  }
  expect(routes).toBeGreaterThan(300)
})

test('pages take messages from App and nothing else: its dialogs and pop-ups are not in the build', () => {
  const wrong = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .filter((name) => {
      return isMoreTaken(readFileSync(join(WEB, name), 'utf8'))
    })
  expect(wrong).toEqual([])
  const once = 'const { message } = App.useApp()'
  expect([once, `${once}\n${once}`].some(isMoreTaken)).toBe(false)
  expect(isMoreTaken(`${once}\nconst { message, modal } = App.useApp()`)).toBe(true)
  expect(isMoreTaken(`${once}\nconst app = App.useApp()`)).toBe(true)
})

/** Whether any component of a file takes more of App than its messages, or all of it at once. */
function isMoreTaken(code: string): boolean {
  const takes = [...code.matchAll(/App\.useApp\(\)/g)].length
  const named = [...code.matchAll(/\{([^{}]*)\} = App\.useApp\(\)/g)].map(([, names]) => names!.trim())
  return named.length !== takes || named.some((names) => names !== 'message')
}
