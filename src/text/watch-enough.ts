import type { Lack } from '../core/watch/enough.ts'
import type { Bilingual, SubjectKind } from '../core/watch/subject.ts'
import { SUBJECT_WORDS } from './watch.ts'

/** "近一年每个月末都没有一个业务员凑够数据（同组要有 4 人，最多只有 2 人），这条规则不会触发，建议改看团队". */
export function neverSentence(subject: SubjectKind, lack: Lack, hasTeam: boolean): Bilingual {
  const who = SUBJECT_WORDS[subject]
  const why = WHY[lack.of](lack)
  const up = hasTeam ? { zh: '，建议改看团队', en: '; watch the team instead' } : { zh: '', en: '' }
  return {
    zh: `今天和近一年每个月末都看过：没有一个${who.zh}凑够数据（${why.zh}），这条规则现在不会触发${up.zh}`,
    en: `Looked at today and at each month's end of the last year: no ${who.en.toLowerCase()} ever had enough data (${why.en}), so this rule cannot fire${up.en}`,
  }
}

const WHY: Record<Lack['of'], (lack: Lack) => Bilingual> = {
  peers: ({ least, most }) => ({
    zh: `要有 ${least} 个可比的，最多只有 ${most} 个`,
    en: `${least} to compare with are needed, there were ${most} at most`,
  }),
  cases: ({ least, most }) => ({
    zh: `至少要 ${least} 个样本，最多只有 ${most} 个`,
    en: `${least} cases are needed, there were ${most} at most`,
  }),
  past: ({ least }) => ({
    zh: `过去要有 ${least} 个样本可比`,
    en: `${least} cases of the past are needed to compare with`,
  }),
}
