import type { Bilingual } from '../core/watch/subject.ts'

const NAMED = 6

/** Why one notice stands for many alerts: who, and how many of how many. */
export function groupReason(
  names: readonly string[],
  { people, all }: { people: number; all: number },
): Bilingual {
  const some = names.slice(0, NAMED)
  const rest = names.length - some.length
  return {
    zh: `同组 ${all} 人里有 ${people} 人同一天越线：${some.join('、')}${rest > 0 ? ` 等` : ''}`,
    en: `${people} of ${all} in the team crossed the line on one day: ${some.join(', ')}${rest > 0 ? ' and others' : ''}`,
  }
}
