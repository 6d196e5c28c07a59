import { knobsOf, turnKnobs } from '../watch/knobs.ts'
import { isLeaf, type Rule } from '../watch/rule.ts'

/** The rule with its first fixed line moved; null when it has none. */
export function withLine(rule: Rule, value: number): Rule | null {
  const path = firstLine(rule)
  if (!path) return null
  const turned = turnKnobs(rule, [{ path, value }])
  return turned.ok ? turned.value : null
}

const AROUND = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4]

/** Other lines worth comparing: a quarter to four times the present one, in whole units. */
export function linesAround(rule: Rule): number[] {
  const knob = knobsOf(rule).find(({ path }) => path === firstLine(rule))
  if (!knob || knob.value === 0) return []
  const lines = AROUND.map((factor) => Math.round(knob.value * factor))
  return [...new Set(lines)].filter((line) => line >= knob.min && line <= knob.max)
}

/** Where the first fixed line of the condition stands, as `knobsOf` names it. */
function firstLine(rule: Rule): string | null {
  const find = (condition: Rule['condition'], path: string): string | null => {
    if (isLeaf(condition)) return condition.threshold.kind === 'fixed' ? `${path}.threshold.value` : null
    if ('not' in condition) return find(condition.not, `${path}.not`)
    const [key, parts] = 'all' in condition ? ['all', condition.all] : ['any', condition.any]
    for (const [index, part] of parts.entries()) {
      const found = find(part, `${path}.${key}.${index}`)
      if (found) return found
    }
    return null
  }
  return find(rule.condition, 'condition')
}
