import type { Compared } from '../core/periods/compare.ts'
import type { Bilingual } from '../core/watch/subject.ts'

/** What may be said of a difference between two periods, no stronger than it is (law 11). */
export function verdictWords({ verdict, p, isFew }: Pick<Compared, 'verdict' | 'p' | 'isFew'>): Bilingual {
  const chance = p === null ? { zh: '', en: '' } : oftenText(p)
  switch (verdict) {
    case 'better':
      return { zh: `好转，${chance.zh}`, en: `Better; ${chance.en}` }
    case 'worse':
      return { zh: `变差，${chance.zh}`, en: `Worse; ${chance.en}` }
    case 'chance':
      return isFew
        ? { zh: `件数太少，可能是巧合（${chance.zh}）`, en: `Few cases, could be chance (${chance.en})` }
        : { zh: `可能是巧合（${chance.zh}）`, en: `Could be chance (${chance.en})` }
    case 'same':
      return { zh: '没有变化', en: 'No change' }
    case 'untested':
      return {
        zh: '按金额或时长算，一两笔就能左右：点开看明细',
        en: 'Of amounts or durations, which one or two rows can sway: open the rows',
      }
    case 'no_data':
      return { zh: '有一期没有数据，不能比', en: 'One of the periods has no data' }
  }
}

/** How often chance alone would do as much, in words rather than as a p-value. */
function oftenText(p: number): Bilingual {
  if (p < 0.001) return { zh: '单凭巧合一千次不到一次', en: 'by chance less than once in 1,000' }
  if (p >= 0.5) return { zh: '这样的差别很常见', en: 'such a difference is common' }
  const times = Math.round(1 / p)
  return { zh: `单凭巧合约 ${times} 次里有 1 次`, en: `by chance about once in ${times}` }
}
