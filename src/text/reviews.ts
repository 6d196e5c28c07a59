import type { Bilingual } from '../core/watch/subject.ts'

/** What the house says about its rules to whoever answers for them. */

type Counts = { useful: number; judged: number }

export function demotedTitle(title: Bilingual, { useful, judged }: Counts): Bilingual {
  return {
    zh: `“${title.zh}”转入早报，不再打扰人：近四周 ${judged} 次评价，只有 ${useful} 次说准`,
    en: `“${title.en}” now speaks in the brief only: ${useful} of ${judged} verdicts of four weeks called it right`,
  }
}

export function doubtedTitle(title: Bilingual, { useful, judged }: Counts): Bilingual {
  return {
    zh: `“${title.zh}”近四周 ${judged} 次评价只有 ${useful} 次说准；紧急规则不会自动降级，请看看要不要改`,
    en: `“${title.en}”: ${useful} of ${judged} verdicts called it right; urgent rules are never quietened by themselves, please look`,
  }
}

export function proposedTitle(title: Bilingual, month: string): Bilingual {
  return {
    zh: `${Number(month.slice(5, 7))} 月回顾：建议调整“${title.zh}”的预警线，等您决定`,
    en: `Review of ${month.slice(0, 7)}: another line is proposed for “${title.en}”, yours to decide`,
  }
}
