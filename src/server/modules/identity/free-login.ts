import { pinyin } from 'pinyin-pro'
import { newId } from '../../platform/clock.ts'

/** Letters of a name as a login nobody has; `taken` gets it too. */
export function freeLogin(name: string, taken: Set<string>): string {
  const letters = pinyin(name, { toneType: 'none', type: 'array' }).join('').toLowerCase()
  const base = letters.replace(/[^a-z0-9.]/g, '').slice(0, 40) || `user-${newId().slice(-6)}`
  let login = base
  for (let n = 2; taken.has(login); n++) login = `${base}${n}`
  taken.add(login)
  return login
}
