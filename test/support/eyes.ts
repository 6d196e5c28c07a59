import { expect, inject } from 'vitest'
import type { Persona } from './enter.ts'

/** Who each persona of the demo is; of two the one whose manager is a persona too. */
export const CAST: Record<Persona, string> = {
  老板: '陆明海',
  主管: '沈国栋',
  业务员: '徐嘉慧',
  财务: '章淑琴',
  销售内勤: '叶芷兰',
  法务: '顾林霏',
  管理员: '任凯璇',
  审计: '尚明理',
}

type Method = 'POST' | 'PUT' | 'DELETE'

/** What a persona would see, asked without drawing a page. */
export type Eyes = {
  userId: string
  get: <T>(path: string) => Promise<T>
  /** The status, and the reply where it is one. */
  send: <T>(method: Method, path: string, body?: unknown) => Promise<{ status: number; reply: T }>
}

const seen = new Map<Persona, Promise<Eyes>>()

/** The eyes of a persona of the shared demo; one session for all that is asked through them. */
export function eyes(persona: Persona): Promise<Eyes> {
  const known = seen.get(persona) ?? open(persona)
  seen.set(persona, known)
  return known
}

async function open(persona: Persona): Promise<Eyes> {
  const base = inject('demoUrl')
  const headers = { origin: base, 'content-type': 'application/json' }
  const state = await fetch(`${base}/api/session/state`)
  const { demoPersonas } = (await state.json()) as { demoPersonas: { userId: string; name: string }[] }
  const { userId } = demoPersonas.find(({ name }) => name === CAST[persona])!
  const body = JSON.stringify({ userId })
  const entered = await fetch(`${base}/api/session/persona`, { method: 'POST', headers, body })
  const cookies = entered.headers.getSetCookie().map((one) => one.split(';')[0]!)
  const ask = async <T>(method: Method | 'GET', path: string, sent?: unknown) => {
    const answer = await fetch(base + path, {
      method,
      headers: { cookie: cookies.join('; '), origin: base, ...(sent === undefined ? {} : headers) },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    })
    return { status: answer.status, reply: (await answer.json()) as T }
  }
  return {
    userId,
    get: async <T>(path: string) => {
      const { status, reply } = await ask<T>('GET', path)
      expect(status, path).toBe(200)
      return reply
    },
    send: ask,
  }
}
