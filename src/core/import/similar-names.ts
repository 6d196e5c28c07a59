import { nameKey } from '../customer/name-key.ts'
import { similarNameKey } from './company-name.ts'

const MOST_GROUPS = 200

/** Collects customer names and groups those that are written differently but may be one company (查重). */
export class SimilarNames {
  private readonly seen = new Set<string>()
  private readonly byCore = new Map<string, string[]>()

  add(name: string | undefined): void {
    if (name === undefined) return
    const key = nameKey(name)
    if (this.seen.has(key)) return
    this.seen.add(key)
    const core = similarNameKey(name)
    const names = this.byCore.get(core)
    if (names) names.push(name)
    else this.byCore.set(core, [name])
  }

  groups(): string[][] {
    return [...this.byCore.values()].filter((names) => names.length > 1).slice(0, MOST_GROUPS)
  }
}
