import type { Bilingual } from '../core/watch/subject.ts'

/** What the house tells of itself at the beginning of a month and of a week. */

type Missed = { total: number; missed: number }

export function missesTitle(month: string, { total, missed }: Missed): Bilingual {
  const number = Number(month.slice(5, 7))
  return {
    zh:
      missed === 0
        ? `${number} 月：过去一年 ${total} 笔损失，事先都有预警`
        : `${number} 月：过去一年 ${total} 笔损失，其中 ${missed} 笔没有预警过`,
    en:
      missed === 0
        ? `${month.slice(0, 7)}: every one of the year's ${total} losses had been warned of`
        : `${month.slice(0, 7)}: ${missed} of the year's ${total} losses came without a warning`,
  }
}

type Found = { count: number; tested: number; first: { label: string; title: Bilingual } }

export function findingsTitle({ count, tested, first }: Found): Bilingual {
  const more = count - 1
  return {
    zh: `${first.label}：${first.title.zh}${more > 0 ? `，另有 ${more} 项` : ''}（上周共看 ${tested} 个指标）`,
    en: `${first.label}: ${first.title.en}${more > 0 ? `, and ${more} more` : ''} (of ${tested} figures looked at)`,
  }
}
